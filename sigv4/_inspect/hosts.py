"""What may be wrong with where a URL goes."""

from __future__ import annotations

from .findings import Finding, finding

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from .lenient import LenientURL

_DEFAULT_PORTS = {"https": "443", "wss": "443", "http": "80", "ws": "80"}
_PLAIN = frozenset({"http", "ws"})
_LAST_PORT = 65535

_AWS_HOSTS = (
    *(".amazonaws.com", ".amazonaws.com.cn", ".amazonaws.eu"),
    *(".api.aws", ".api.amazonwebservices.com.cn"),
)
# Hosts of S3 from before its regions had a label of their own: s3-eu-west-1.amazonaws.com.
_IN_FRONT_OF_REGIONS = ("s3-website-", "s3-")


def of_host(url: LenientURL, region: str) -> Iterator[Finding]:
    """Where it goes, and how; region: of the scope, or ""."""
    host = url.host.lower()
    if not host:
        yield finding("no-host")
    if url.scheme in _PLAIN and not _is_this_machine(host):
        yield finding("plain-http")
    if url.port and not _is_port(url.port):
        yield finding("port-malformed")
    elif url.port and url.port.lstrip("0") == _DEFAULT_PORTS.get(url.scheme):
        yield finding("default-port", port=url.port)
    if not host.isascii():
        yield finding("host-not-ascii")
    elif url.host != host:
        yield finding("capitals-in-host")
    if host.endswith("."):
        yield finding("host-ends-in-dot")
    host_region = region_of(host)
    if region and host_region and region not in {host_region, "*"}:
        yield finding("region-differs-from-host", host_region=host_region, region=region)


def _is_this_machine(host: str) -> bool:
    """RFC 6761, section 6.3; RFC 1122, section 3.2.1.3; RFC 4291, section 2.5.3."""
    if host in {"localhost", "[::1]"} or host.endswith(".localhost"):
        return True
    first, *rest = host.split(".")
    return first == "127" and len(rest) == 3 and all(part.isdigit() for part in rest)


def _is_port(port: str) -> bool:
    is_number = port.isascii() and port.isdigit() and len(port) < 6
    return is_number and int(port) <= _LAST_PORT


def region_of(host: str) -> str:
    """The region in one of AWS's hosts, or "".

    It is the label next to the domain, or behind the service's; in front of S3's own label
    stands a bucket, whose name may look like a region.
    """
    if not host.endswith(_AWS_HOSTS):
        return ""
    for label in reversed(host.split(".")):
        if _is_region(label):
            return label
        for prefix in _IN_FRONT_OF_REGIONS:
            if label.startswith(prefix) and _is_region(label.removeprefix(prefix)):
                return label.removeprefix(prefix)
        if label.partition("-")[0] == "s3":
            break
    return ""


def _is_region(label: str) -> bool:
    """AWS's partitions name regions so: a group, a direction and a number ("eusc-de-east-1")."""
    group, _, rest = label.partition("-")
    direction, _, number = rest.rpartition("-")
    named = group.isalpha() and direction.replace("-", "").isalpha()
    return named and len(group) in {2, 4} and number.isdigit()
