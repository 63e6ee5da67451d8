"""From a bucket and a region, or a custom endpoint, to the URL that keys are appended to.

Source: Amazon S3 user guide, "Virtual hosting of general purpose buckets" and "General
purpose bucket naming rules"; AWS's partitions, as published with its SDKs.
"""

from __future__ import annotations

from .._checks import check_scope_part, exact_str, has_control_character, shown, utf8
from .._encoding import sent_path
from .._rules import S3
from .._url import canonical_host
from ..errors import InvalidValueError

# Each partition's regions by the beginning of their names, and its DNS suffix. A region
# that begins otherwise is one of the standard partition. us-gov- is a partition of its
# own with the standard suffix.
_PARTITIONS = (
    ("cn-", "amazonaws.com.cn"),
    ("eusc-", "amazonaws.eu"),
    ("us-iso-", "c2s.ic.gov"),
    ("us-isob-", "sc2s.sgov.gov"),
    ("eu-isoe-", "cloud.adc-e.uk"),
    ("us-isof-", "csp.hci.ic.gov"),
)
_STANDARD_SUFFIX = "amazonaws.com"
_SUFFIXES = (_STANDARD_SUFFIX, *(suffix for _, suffix in _PARTITIONS))

ADDRESSING_STYLES = ("auto", "virtual", "path")

_LOWER = frozenset("abcdefghijklmnopqrstuvwxyz")
_DIGITS = frozenset("0123456789")
_HOST_LABEL = _LOWER | _DIGITS | {"-"}
# What buckets could be called before 2018 in us-east-1, and still can on other servers.
_LEGACY_BUCKET = _HOST_LABEL | frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZ._")

# Endings that AWS reserves for what only looks like a bucket ("General purpose bucket
# naming rules"); each has hosts, and some a signing name, of their own.
_RESERVED_ENDINGS = (
    ("--x-s3", "a directory bucket"),
    ("--xa-s3", "an access point of a directory bucket"),
    ("--ol-s3", "an Object Lambda access point"),
    ("--op-s3", "an access point on Outposts"),
    (".mrap", "a Multi-Region Access Point"),
    ("--table-s3", "a table bucket"),
)


def bucket_url(
    bucket: str,
    *,
    region: str,
    endpoint_url: str | None = None,
    addressing_style: str = "auto",
) -> str:
    """The URL of a bucket; it ends in "/", and the path of a key is appended to it.

    region: the host's region; regional hosts always, in us-east-1 too. endpoint_url: a
    custom endpoint, with its port and base path. addressing_style: "virtual" puts the
    bucket into the host; "path" puts it into the path; "auto" is virtual on AWS and, as
    in the AWS CLI, path on a custom endpoint. Path style is also what remains where the
    name cannot stand in a host: dots under https (a certificate's wildcard covers one
    label), a name that is not DNS-compatible, an endpoint that is an IP address or
    localhost.

    Raises InvalidTypeError or InvalidValueError.
    """
    region = check_scope_part("region", region)
    if addressing_style not in ADDRESSING_STYLES:
        raise InvalidValueError(
            "addressing_style",
            f"{shown(addressing_style)} is no addressing style",
            "use auto, virtual or path",
        )
    bucket = check_bucket(bucket)
    if endpoint_url is None:
        scheme, host, path = "https", f"s3.{_region_label(region)}.{dns_suffix(region)}", "/"
    else:
        scheme, host, path = split_endpoint(endpoint_url)
    wants_path = addressing_style == "path" or (
        addressing_style == "auto" and endpoint_url is not None
    )
    if wants_path or _is_address(host) or not _fits_host(bucket, scheme):
        return f"{scheme}://{host}{path}{bucket}/"
    return f"{scheme}://{bucket}.{host}{path}"


def dns_suffix(region: str) -> str:
    """The DNS suffix of a region's partition."""
    for prefix, suffix in _PARTITIONS:
        if region.startswith(prefix):
            return suffix
    return _STANDARD_SUFFIX


def check_bucket(bucket: str) -> str:
    """A bucket's name; refuses what can be none, and what only looks like one.

    Names that are not DNS-compatible (upper case, underscores, up to 255 characters)
    pass: old buckets have them, and buckets on other servers. Raises InvalidTypeError or
    InvalidValueError.
    """
    bucket = exact_str("bucket", bucket)
    if bucket.startswith("arn:"):
        raise InvalidValueError(
            "bucket",
            f"{shown(bucket)} is an ARN, which is not supported yet",
            "name a bucket, or give the https:// URL",
        )
    # "." and ".." would be dot segments of a path.
    if not 1 <= len(bucket) <= 255 or not set(bucket) <= _LEGACY_BUCKET or not bucket.strip("."):
        raise InvalidValueError(
            "bucket",
            f"{shown(bucket)} is no bucket's name",
            "use 3 to 63 of a-z, 0-9, '-' and '.', with a letter or digit at both ends",
        )
    for ending, meaning in _RESERVED_ENDINGS:
        if bucket.endswith(ending):
            raise InvalidValueError(
                "bucket",
                f"{shown(bucket)} is {meaning}, which is not supported yet",
                "name a general purpose bucket, or give the https:// URL",
            )
    return bucket


def split_endpoint(endpoint_url: str) -> tuple[str, str, str]:
    """Scheme, host and base path (it ends in "/") of a custom endpoint.

    Raises InvalidTypeError or InvalidValueError for what cannot be one.
    """
    endpoint_url = exact_str("endpoint_url", endpoint_url)
    utf8("endpoint_url", endpoint_url)
    # With an "@" somewhere, what looks like something else may be a password.
    show = "@" not in endpoint_url
    scheme, separator, rest = endpoint_url.partition("://")
    scheme = scheme.lower()
    if not separator or scheme not in {"http", "https"}:
        value = shown(endpoint_url) if show else "it"
        raise _endpoint_error(
            f"{value} does not begin with http:// or https://", "write one of them in front"
        )
    if "?" in rest or "#" in rest:
        raise _endpoint_error("it has a query or a fragment", "end it after the path")
    if has_control_character(rest):
        raise _endpoint_error("it holds a control character or a line end", "take it out")
    authority, _, path = rest.partition("/")
    host = canonical_host(scheme, authority, "endpoint_url", show=show)
    path = sent_path(f"/{path.rstrip('/')}", S3, "endpoint_url")
    if any(segment in {".", ".."} for segment in path.split("/")):
        raise _endpoint_error("its path has a '.' or '..' segment", "resolve it")
    return scheme, host, path if path == "/" else f"{path}/"


def is_aws_host(host: str) -> bool:
    """Whether a host belongs to an AWS partition."""
    return host.endswith(tuple(f".{suffix}" for suffix in _SUFFIXES))


def region_of_host(host: str) -> str | None:
    """The region that a host of AWS names, if it names one; for notes, not for signing."""
    suffix = next((s for s in _SUFFIXES if host.endswith(f".{s}")), None)
    if suffix is None:
        return None
    labels = host[: -len(suffix) - 1].split(".")
    # What stands before the service's label is a bucket's name, which may look like a region.
    services = [i for i, label in enumerate(labels) if label == "s3" or label.startswith("s3-")]
    for label in reversed(labels[services[-1] + 1 :] if services else labels):
        if _looks_like_region(label):
            return label
    return None


def _looks_like_region(label: str) -> bool:
    area, _, rest = label.partition("-")
    return len(area) in {2, 4} and "-" in rest and area.isalpha() and rest[-1:].isdigit()


def _region_label(region: str) -> str:
    if not region or not set(region) <= _HOST_LABEL or not _ends_well(region) or len(region) > 63:
        raise InvalidValueError(
            "region",
            f"{shown(region)} is no DNS label",
            "give a region such as eu-west-1, in lower case",
        )
    if region.endswith("-global"):
        raise InvalidValueError(
            "region", f"{shown(region)} stands for no one region", "give one such as us-east-1"
        )
    return region


def _fits_host(bucket: str, scheme: str) -> bool:
    """Whether a bucket can stand in a host under a scheme."""
    labels = bucket.split(".")
    return (
        3 <= len(bucket) <= 63
        and (len(labels) == 1 or scheme == "http")
        and all(label and set(label) <= _HOST_LABEL and _ends_well(label) for label in labels)
        and not _is_ipv4(bucket)
    )


def _ends_well(label: str) -> bool:
    return label[0] != "-" and label[-1] != "-"


def _is_address(host: str) -> bool:
    name = host.partition(":")[0]
    return host.startswith("[") or name == "localhost" or _is_ipv4(name)


def _is_ipv4(name: str) -> bool:
    numbers = name.split(".")
    return len(numbers) == 4 and all(n and set(n) <= _DIGITS for n in numbers)


def _endpoint_error(problem: str, remedy: str) -> InvalidValueError:
    return InvalidValueError("endpoint_url", problem, remedy)
