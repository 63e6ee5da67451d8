"""What may be given as a bucket: names, and the ARNs of access points.

Source: Amazon S3 user guide, "General purpose bucket naming rules" and "Directory bucket
naming rules"; the functions of AWS's endpoint rules language (isValidHostLabel,
isVirtualHostableS3Bucket, parseArn), as its specification describes them.
"""

from __future__ import annotations

from .._checks import exact_str, shown
from .._frozen import Frozen
from ..errors import InvalidValueError

_LOWER = "abcdefghijklmnopqrstuvwxyz"
_LABEL = frozenset(f"{_LOWER}{_LOWER.upper()}0123456789-")
# What buckets could be called before 2018 in us-east-1, and still can on other servers.
_LEGACY = _LABEL | frozenset("._")
_DIGITS = frozenset("0123456789")

# RFC 1035, section 2.3.4.
LONGEST_LABEL = 63
LONGEST_HOST = 253

ARN_PREFIX = "arn:"
DIRECTORY_BUCKET = "--x-s3"
DIRECTORY_ACCESS_POINT = "--xa-s3"
OUTPOSTS_ALIAS = "--op-s3"
_MULTI_REGION_ALIAS = ".mrap"

# A directory bucket is called NAME--ZONE--x-s3, and AWS's rules find the zone by its
# length: use1-az4, apne1-az4, usw2-lax1-az1, usw2-den10-az1, and twenty characters.
_ZONE_LENGTHS = (8, 9, 13, 14, 20)

_NAME_REMEDY = "use 3 to 63 of a-z, 0-9, '-' and '.', with a letter or digit at both ends"


class Arn(Frozen):
    """An ARN taken apart; region and account may be empty. Immutable.

    resource: its parts, whether ":" or "/" stood between them.
    """

    __slots__ = ("account", "partition", "region", "resource", "service")

    partition: str
    service: str
    region: str
    account: str
    resource: tuple[str, ...]

    def __init__(
        self, partition: str, service: str, region: str, account: str, resource: tuple[str, ...]
    ) -> None:
        self._set(
            partition=partition,
            service=service,
            region=region,
            account=account,
            resource=resource,
        )

    def part(self, index: int) -> str | None:
        """A part of the resource, or None where it ends before."""
        return self.resource[index] if index < len(self.resource) else None


def parse_arn(text: str) -> Arn:
    """Take `arn:partition:service:region:account:resource` apart.

    The parts are not looked at, but that partition, service and resource must not be empty.
    Raises InvalidTypeError or InvalidValueError.
    """
    text = exact_str("bucket", text)
    parts = text.split(":", 5)
    if len(parts) < 6 or parts[0] != "arn" or not (parts[1] and parts[2] and parts[5]):
        raise bucket_error(
            f"{shown(text)} is no ARN", "write arn:PARTITION:SERVICE:REGION:ACCOUNT:RESOURCE"
        )
    _, partition, service, region, account, resource = parts
    return Arn(partition, service, region, account, tuple(resource.replace(":", "/").split("/")))


def check_bucket(bucket: str) -> str:
    """A bucket's name; refuses what can be none.

    Names that are not DNS-compatible (upper case, underscores, up to 255 characters)
    pass: old buckets have them, and buckets on other servers. Raises InvalidTypeError or
    InvalidValueError.
    """
    bucket = exact_str("bucket", bucket)
    # "." and ".." would be dot segments of a path.
    if not 1 <= len(bucket) <= 255 or not _LEGACY.issuperset(bucket) or bucket in {".", ".."}:
        raise bucket_error(f"{shown(bucket)} is no bucket's name", _NAME_REMEDY)
    if bucket.endswith(_MULTI_REGION_ALIAS):
        raise bucket_error(
            f"{shown(bucket)} is the alias of a Multi-Region Access Point, which has no hosts as "
            "a bucket",
            f"give its ARN, arn:aws:s3::ACCOUNT:accesspoint/{bucket}",
        )
    return bucket


def is_label(text: str, *, dots: bool = False) -> bool:
    """Whether a text is a DNS label (RFC 1123, section 2.1), or, with dots, labels.

    Upper case is, as in AWS's rules.
    """
    if dots and "." in text:
        return all(is_label(label) for label in text.split("."))
    return (
        1 <= len(text) <= LONGEST_LABEL
        and _LABEL.issuperset(text)
        and text[0] != "-"
        and text[-1] != "-"
    )


def is_hostable(bucket: str, *, dots: bool = False) -> bool:
    """Whether a bucket's name can stand in front of a host; with dots, as several labels.

    A certificate's wildcard covers one label, so names with dots only can where there is
    no TLS.
    """
    return (
        len(bucket) >= 3
        and is_label(bucket, dots=dots)
        and bucket == bucket.lower()
        and not is_ipv4(bucket)
    )


def is_ipv4(name: str) -> bool:
    """Whether a name has the form of an IPv4 address."""
    numbers = name.split(".")
    return len(numbers) == 4 and all(1 <= len(n) <= 3 and _DIGITS.issuperset(n) for n in numbers)


def zone_of(bucket: str, ending: str) -> str:
    """The id of the zone in the name of a directory bucket, or of an access point of one.

    Raises InvalidValueError where there is none.
    """
    stem = bucket[: -len(ending)]
    for length in _ZONE_LENGTHS:
        if stem[-length - 2 : -length] == "--":
            return stem[-length:]
    raise bucket_error(
        f"{shown(bucket)} names no zone as directory buckets do",
        f"write it as name--use1-az4{ending}",
    )


def bucket_error(problem: str, remedy: str) -> InvalidValueError:
    """The error for what was given as a bucket."""
    return InvalidValueError("bucket", problem, remedy)
