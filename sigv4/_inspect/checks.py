"""What may be wrong with a URL: its path, its parameters, its life."""

from __future__ import annotations

from .._canonical import ALGORITHM
from .._checks import LOWER_HEX
from .._clock import utc
from .._encoding import UNRESERVED
from .._headers import is_volatile
from .._rules import EMPTY_PAYLOAD_HASH, ServiceRules
from .facts import TOKENS
from .findings import Finding, finding
from .inspection import duration, timestamp
from .lenient import is_escape
from .words import CUSTOMER_KEYS, was_taken_out

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

# RFC 3986, appendix A: what no URL holds as it is. Browsers make "/" of a backslash.
_RAW = frozenset(' "<>\\^`{|}')

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

# A service that goes by a time of its own, whatever was asked for: Amazon EKS best practices
# guide, "IAM authenticator".
_LIVES = {"sts": 900}
# What ends the rest at the latest: Amazon Bedrock user guide, "API keys"; Amazon S3 API reference,
# CreateSession.
_LONGEST_LIVES = {"bedrock": 43200}
_BUCKET_SESSION = 300
# What services want behind the signature, unsigned.
APPENDED = {
    "bedrock": ("Version",),
    "iotdevicegateway": ("X-Amz-Security-Token",),
    "kafka-cluster": ("User-Agent",),
}
# That are warned of one by one. A URL may have any number.
_MOST_NAMES = 20
# STS's shortest session; credentials that may end before that are few.
SHORTEST_SESSION = 900


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
    text = f"{path}{url.query}"
    if not text.isascii() or not _RAW.isdisjoint(f"{url.authority}{text}"):
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
    own = {name: _SIGNATURE_PARAMETERS.get(name.lower(), name) for name in counts}
    for name in [name for name in counts if name != own[name]][:_MOST_NAMES]:
        yield finding("parameter-case", written=name, name=own[name])
    for name in [name for name, count in counts.items() if count > 1][:_MOST_NAMES]:
        yield finding("duplicate-parameter", name=name, count=counts[name])
    with_plus = [item.name for item in url.items if "+" in item.written.partition("=")[2]]
    for name in list(dict.fromkeys(with_plus))[:_MOST_NAMES]:
        yield finding("plus-in-query", name=name)
    lower = {item.name.lower(): item.value for item in url.items}
    for name in [name for name in lower if name in CUSTOMER_KEYS]:
        yield finding("customer-key-in-url", name=name)
    for name in [name for name in lower if is_checksum(name)][:_MOST_NAMES]:
        empty = lower[name] in _OF_NOTHING
        yield finding("empty-body-checksum" if empty else "checksum-in-query", name=name)
    if len(lower.get("x-amz-content-sha256", "")) == len(EMPTY_PAYLOAD_HASH):
        yield finding("payload-hash-in-query")
    yield from _behind_the_signature(url, facts.service)


def is_checksum(name: str) -> bool:
    """Whether what is uploaded is checked against a header of this lower-case name."""
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
    own = (*APPENDED.get(service, ()), *REQUIRED)
    for name in [name for name in dict.fromkeys(rest) if name not in own][:_MOST_NAMES]:
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
    if was_taken_out(signature):
        yield finding("taken-out")
        return
    is_hex = bool(signature) and LOWER_HEX.issuperset(signature)
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
            longest = duration(most)
            yield finding(
                "expiry-too-long", life=expires_in, service=service, most=most, longest=longest
            )
        life = life_of(facts, expires_in)
        if life != expires_in:
            yield finding("service-ends-it", service=service, life=duration(life))
        if facts.is_temporary and expires_in > SHORTEST_SESSION:
            yield finding("token-may-end-first", life=duration(expires_in))
    yield from of_state(facts.signed_epoch, ends_epoch, now)


def life_of(facts: SignedFacts, expires_in: int) -> int:
    """How many seconds it lives, by the service's own times, too."""
    if facts.service in _LIVES:
        return _LIVES[facts.service]
    most = _LONGEST_LIVES.get(facts.service, expires_in)
    return min(expires_in, _BUCKET_SESSION if facts.has_bucket_session else most)


def of_state(signed_epoch: int | None, ends_epoch: int | None, now: int) -> Findings:
    """Whether it is over, or has not begun."""
    if ends_epoch is not None and now >= ends_epoch:
        yield finding("expired", at=timestamp(utc(ends_epoch)))
    elif signed_epoch is not None and now < signed_epoch:
        yield finding("not-yet-valid", at=timestamp(utc(signed_epoch)))


def once(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """Each of them once, in their order."""
    return tuple(dict.fromkeys(findings))
