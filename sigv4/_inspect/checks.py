"""What may be wrong with a URL: where it goes, its path, its parameters, its life."""

from __future__ import annotations

from .._canonical import ALGORITHM
from .._clock import utc
from .._encoding import UNRESERVED
from .._headers import is_volatile
from .._rules import EMPTY_PAYLOAD_HASH, ServiceRules
from .facts import TOKENS
from .findings import Finding, finding
from .inspection import duration, timestamp
from .lenient import is_escape
from .words import CUSTOMER_KEYS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from .facts import SignedFacts
    from .lenient import LenientURL

    Findings = Iterator[Finding]

REQUIRED = (
    *("X-Amz-Algorithm", "X-Amz-Credential", "X-Amz-Date", "X-Amz-Expires"),
    *("X-Amz-SignedHeaders", "X-Amz-Signature"),
)
_SIGNATURE_PARAMETERS = {
    name.lower(): name for name in (*REQUIRED, *TOKENS, "X-Amz-Region-Set", "X-Amz-Content-Sha256")
}
VERSION_2 = ("AWSAccessKeyId", "Signature", "Expires")

_DEFAULT_PORTS = {"https": "443", "wss": "443", "http": "80", "ws": "80"}
_ENCRYPTED = frozenset({"https", "wss"})
# RFC 3986, appendix A: what no URL holds as it is. Browsers make "/" of a backslash.
_RAW = frozenset(' "<>\\^`{|}')

# AWS's partitions name regions so: a group, a direction and a number.
_AWS_HOSTS = (".amazonaws.com", ".amazonaws.com.cn", ".api.aws", ".api.amazonwebservices.com.cn")

# The checksums of nothing, by the parameter that carries them (Amazon S3 API reference,
# PutObject): CRC-32 and CRC-32C, CRC-64/NVME, SHA-1, SHA-256 and MD5 in base64.
_OF_NOTHING = frozenset(
    {
        *("AAAAAA==", "AAAAAAAAAAA=", "2jmj7l5rSw0yVb/vlWAYkK/YBwk="),
        *("47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=", "1B2M2Y8AsgTpgAmY7PhCfg=="),
    }
)
# Ask what to add and which to verify; they are no checksums.
_NO_CHECKSUMS = frozenset(
    {"x-amz-checksum-mode", "x-amz-checksum-algorithm", "x-amz-checksum-type"}
)

# Services that go by times of their own: AWS STS API reference, "Using temporary credentials";
# Amazon S3 API reference, CreateSession; Amazon Bedrock user guide, "API keys".
_LIVES = {"sts": 900, "s3express": 300, "bedrock": 43200}
# What services want behind the signature, unsigned.
APPENDED = {
    "bedrock": ("Version",),
    "iotdevicegateway": ("X-Amz-Security-Token",),
    "kafka-cluster": ("User-Agent",),
}
# STS's shortest session; credentials that may end before that are few.
_SHORTEST_SESSION = 900


def of_host(url: LenientURL, region: str) -> Findings:
    """Where it goes, and how."""
    if not url.host:
        yield finding("no-host")
    if url.scheme not in _ENCRYPTED:
        yield finding("plain-http")
    if url.port and url.port.lstrip("0") == _DEFAULT_PORTS.get(url.scheme):
        yield finding("default-port", port=url.port)
    if url.host != url.host.lower():
        yield finding("capitals-in-host")
    if url.host.endswith("."):
        yield finding("host-ends-in-dot")
    host_region = _region_of(url.host.lower())
    if region and host_region and region not in {host_region, "*"}:
        yield finding("region-differs-from-host", host_region=host_region, region=region)


def _region_of(host: str) -> str:
    """The region in one of AWS's hosts, or ""."""
    if not host.endswith(_AWS_HOSTS):
        return ""
    for label in host.split("."):
        name = label.removeprefix("s3-").removeprefix("s3express-")
        group, _, rest = name.partition("-")
        direction, _, number = rest.rpartition("-")
        if len(group) == 2 and direction.replace("-", "").isalpha() and number.isdigit():
            return name
    return ""


def of_path(url: LenientURL) -> Findings:
    """What clients send otherwise than it is written."""
    path = url.path
    segments = path.split("/")
    if any(segment.lower().replace("%2e", ".") in {".", ".."} for segment in segments):
        yield finding("dot-segments")
    if "//" in path:
        yield finding("double-slash")
    if "+" in path:
        yield finding("plus-in-path")
    yield from _of_escapes(path)
    bad = [part for part in f"{path}?{url.query}".split("%")[1:] if not is_escape(part)]
    if bad:
        yield finding("bad-escape", escape=f"%{bad[0][:2]}")
    text = f"{url.authority}{path}{url.query}"
    if not text.isascii() or not _RAW.isdisjoint(text):
        yield finding("raw-characters")


def _of_escapes(path: str) -> Findings:
    escapes = [part[:2] for part in path.split("%")[1:] if is_escape(part)]
    kept = [escape for escape in escapes if int(escape, 16) in UNRESERVED]
    if kept:
        character = chr(int(kept[0], 16))
        yield finding("escaped-unreserved", escape=f"%{kept[0]}", character=character)
    lower = [escape for escape in escapes if escape != escape.upper()]
    if lower:
        yield finding("lower-case-escape", escape=f"%{lower[0]}")


def of_parameters(url: LenientURL, facts: SignedFacts) -> Findings:
    """What stands in the query, beside what the signature's own parameters say."""
    counts: dict[str, int] = {}
    for item in url.items:
        counts[item.name] = counts.get(item.name, 0) + 1
    for name in counts:
        own = _SIGNATURE_PARAMETERS.get(name.lower(), name)
        if name != own:
            yield finding("parameter-case", written=name, name=own)
    for name, count in counts.items():
        if count > 1:
            yield finding("duplicate-parameter", name=name, count=count)
    for item in url.items:
        if "+" in item.written.partition("=")[2]:
            yield finding("plus-in-query", name=item.name)
        yield from _of_item(item.name.lower(), item.value)
    yield from _behind_the_signature(url, facts.service)


def _of_item(name: str, value: str) -> Findings:
    if name in CUSTOMER_KEYS:
        yield finding("customer-key-in-url", name=name)
    elif _is_checksum(name):
        empty = value in _OF_NOTHING
        yield finding("empty-body-checksum" if empty else "checksum-in-query", name=name)
    elif name == "x-amz-content-sha256" and len(value) == len(EMPTY_PAYLOAD_HASH):
        yield finding("payload-hash-in-query")


def _is_checksum(name: str) -> bool:
    if name in _NO_CHECKSUMS:
        return False
    return name.startswith("x-amz-checksum-") or name == "content-md5"


def _behind_the_signature(url: LenientURL, service: str) -> Findings:
    """Signers put the signature at the end, or all in order; what follows may have been added."""
    names = [item.name for item in url.items]
    # In order as JavaScript's SDK has it, which goes by code units.
    if "X-Amz-Signature" not in names or names == sorted(names):
        return
    rest = names[names.index("X-Amz-Signature") + 1 :]
    for name in dict.fromkeys(rest):
        if name not in APPENDED.get(service, ()) and name not in REQUIRED:
            yield finding("behind-the-signature", name=name)


def of_signature(url: LenientURL, facts: SignedFacts) -> Findings:
    """The signature's own parameters."""
    for name in REQUIRED:
        if url.value(name) is None:
            yield finding("missing-parameter", name=name)
    if facts.version == "4A" and url.value("X-Amz-Region-Set") is None:
        yield finding("missing-parameter", name="X-Amz-Region-Set")
    yield from facts.findings
    signature = url.value("X-Amz-Signature")
    if signature is not None:
        yield from of_hex(signature, facts.algorithm)
    signed = url.value("X-Amz-SignedHeaders")
    if signed is not None:
        yield from _of_signed_headers(signed)


def of_hex(signature: str, algorithm: str) -> Findings:
    """A signature of version 4 or 4A."""
    is_hex = signature.isascii() and signature.isalnum() and signature == signature.lower()
    is_hex = is_hex and not signature.strip("0123456789abcdef")
    if algorithm in {ALGORITHM, ""}:
        if not is_hex or len(signature) != 64:
            yield finding("signature-malformed", wanted="64 hexadecimal digits in lower case")
    elif not is_hex:
        yield finding("signature-malformed", wanted="hexadecimal digits in lower case")


def _of_signed_headers(signed: str) -> Findings:
    names = signed.split(";")
    if not all(names) or names != sorted({name.lower() for name in names}):
        yield finding("signed-headers-malformed")
    lower = {name.lower() for name in names}
    if "host" not in lower:
        yield finding("host-not-signed")
    for name in sorted(lower):
        if is_volatile(name):
            yield finding("volatile-signed-header", name=name)


def of_life(
    facts: SignedFacts, expires_in: int | None, ends_epoch: int | None, now: int
) -> Findings:
    """How long it lives, and what may end it sooner."""
    if expires_in is not None:
        most = ServiceRules.of(facts.service).max_expires_in
        service = facts.service or "the service"
        if expires_in > most:
            life, longest = duration(expires_in), duration(most)
            yield finding("expiry-too-long", life=life, service=service, most=longest, seconds=most)
        own = _LIVES.get(facts.service)
        if own is not None and own != expires_in:
            yield finding("service-ends-it", service=service, life=duration(own))
        if facts.is_temporary and expires_in > _SHORTEST_SESSION:
            yield finding("token-may-end-first", life=duration(expires_in))
    yield from of_state(facts.signed_epoch, ends_epoch, now)


def of_state(signed_epoch: int | None, ends_epoch: int | None, now: int) -> Findings:
    """Whether it is over, or has not begun."""
    if ends_epoch is not None and now >= ends_epoch:
        yield finding("expired", at=timestamp(utc(ends_epoch)))
    elif signed_epoch is not None and now < signed_epoch:
        yield finding("not-yet-valid", at=timestamp(utc(signed_epoch)))


def once(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """Each of them once, in their order."""
    return tuple(dict.fromkeys(findings))
