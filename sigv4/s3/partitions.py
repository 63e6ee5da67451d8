"""AWS's partitions: which one a region belongs to, and the DNS suffix of its hosts.

Source: AWS's partitions file, as published with its SDKs (version 1.1).
"""

from __future__ import annotations

from .._frozen import Frozen


class Partition(Frozen):
    """A partition of AWS. Immutable.

    name: as in an ARN. dns_suffix: what its hosts end in. prefixes: what its regions begin
    with, before a word, "-" and a number. pseudo_region: stands for the whole partition; ""
    where there is none.
    """

    __slots__ = ("dns_suffix", "name", "prefixes", "pseudo_region")

    name: str
    dns_suffix: str
    prefixes: tuple[str, ...]
    pseudo_region: str

    def __init__(
        self, name: str, dns_suffix: str, prefixes: tuple[str, ...], pseudo_region: str = ""
    ) -> None:
        self._set(name=name, dns_suffix=dns_suffix, prefixes=prefixes, pseudo_region=pseudo_region)


STANDARD = Partition(
    "aws",
    "amazonaws.com",
    ("us-", "eu-", "ap-", "sa-", "ca-", "me-", "af-", "il-", "mx-"),
    "aws-global",
)

# No region matches two of them: between the prefix and the number stands one word.
PARTITIONS = (
    STANDARD,
    Partition("aws-cn", "amazonaws.com.cn", ("cn-",), "aws-cn-global"),
    Partition("aws-eusc", "amazonaws.eu", ("eusc-de-",)),
    Partition("aws-iso", "c2s.ic.gov", ("us-iso-",), "aws-iso-global"),
    Partition("aws-iso-b", "sc2s.sgov.gov", ("us-isob-",), "aws-iso-b-global"),
    Partition("aws-iso-e", "cloud.adc-e.uk", ("eu-isoe-",), "aws-iso-e-global"),
    Partition("aws-iso-f", "csp.hci.ic.gov", ("us-isof-",), "aws-iso-f-global"),
    Partition("aws-us-gov", "amazonaws.com", ("us-gov-",), "aws-us-gov-global"),
)

_ENDINGS = tuple(f".{suffix}" for suffix in dict.fromkeys(p.dns_suffix for p in PARTITIONS))


def partition_of(region: str) -> Partition:
    """The partition of a region; one that no partition knows counts as the standard one's."""
    return known_partition(region) or STANDARD


def known_partition(region: str) -> Partition | None:
    """The partition whose regions' names have this form, or None."""
    for partition in PARTITIONS:
        for prefix in partition.prefixes:
            if region.startswith(prefix) and _is_word_and_number(region[len(prefix) :]):
                return partition
        if region == partition.pseudo_region:
            return partition
    return None


def dns_suffix(region: str) -> str:
    """The DNS suffix of a region's partition."""
    return partition_of(region).dns_suffix


def is_aws_host(host: str) -> bool:
    """Whether a host belongs to an AWS partition."""
    return host.endswith(_ENDINGS)


def region_of_host(host: str) -> str | None:
    """The region that a host of AWS names, if it names one; for notes, not for signing."""
    ending = next((e for e in _ENDINGS if host.endswith(e)), None)
    if ending is None:
        return None
    labels = host[: -len(ending)].split(".")
    # What stands before the service's label is a bucket's name, which may look like a region.
    services = [
        i
        for i, label in enumerate(labels)
        if label == "s3" or label.startswith(("s3-", "s3express-"))
    ]
    for label in reversed(labels[services[-1] + 1 :] if services else labels):
        if _looks_like_region(label):
            return label
    return None


def _is_word_and_number(text: str) -> bool:
    word, _, number = text.partition("-")
    return text.isascii() and word.replace("_", "w").isalnum() and number.isdigit()


def _looks_like_region(label: str) -> bool:
    area, _, rest = label.partition("-")
    return len(area) in {2, 4} and "-" in rest and area.isalpha() and rest[-1:].isdigit()
