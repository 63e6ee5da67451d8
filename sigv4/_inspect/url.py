"""`inspect_url`: a presigned URL in words, with what may be wrong with it."""

from __future__ import annotations

from .._clock import SigningTime
from .._rules import ServiceRules
from .checks import (
    APPENDED,
    VERSION_2,
    is_checksum,
    life_of,
    of_life,
    of_parameters,
    of_path,
    of_signature,
    of_state,
    once,
)
from .facts import SignedFacts, on_token
from .findings import Finding, finding
from .hosts import of_host
from .inspection import Inspection
from .lenient import LenientURL, read_url
from .words import parameters, without_secrets

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datetime import datetime

# 9999-12-31: the last day that a datetime can hold.
_LAST_END = 253402214400
# As many digits as a number of seconds may have to be taken for one.
_MOST_DIGITS = 12

# Services whose tokens are presigned URLs without their scheme.
_WITHOUT_SCHEME = {
    "bedrock": "an API key of Bedrock",
    "dsql": "a token of Aurora DSQL",
    "elasticache": "a token of ElastiCache",
    "memorydb": "a token of MemoryDB",
    "rds-db": "a token of RDS",
}
# What others sign: the parameters that tell, the finding, and what it is. Amazon CloudFront
# developer guide, "Use signed URLs"; Google Cloud Storage documentation, "Signed URLs"; Azure
# Storage documentation, "Create a service SAS".
_OF_OTHERS = (
    (("Signature", "Key-Pair-Id"), "cloudfront", "a signed URL of CloudFront"),
    (("X-Goog-Signature",), "google", "a signed URL of Google Cloud Storage"),
    (("Signature", "GoogleAccessId"), "google", "a signed URL of Google Cloud Storage"),
    (("sig", "sv"), "azure", "a shared access signature of Azure"),
)
# Names of AWS's resources, which people take for URLs.
_NO_URLS = ("s3://", "arn:")


def inspect_url(url: str, *, now: datetime | None = None) -> Inspection:
    """What a presigned URL says of itself: who signed it, for where, until when, and its faults.

    url: as it was found; what stands around it, escapes of HTML and JSON, and tokens that are
    presigned URLs (RDS, EKS, MSK, Bedrock) are undone. now: an aware datetime to look at it
    from; None means now. Nothing is sent anywhere, and the signature is not checked.

    Whatever is wrong with the URL is a warning. Raises InvalidTypeError for what is no str,
    InvalidValueError for an empty one, and for a `now` without a time zone; ClockError.
    Source: AWS IAM user guide, "Create a signed AWS API request"; Amazon S3 API reference,
    "Authenticating requests: using query parameters".
    """
    read = read_url(url)
    time = SigningTime.of(now, "now").epoch
    if any(read.value(name) is not None for name in ("X-Amz-Signature", "X-Amz-Credential")):
        return _version_4(read, time)
    for names, known, kind in _OF_OTHERS:
        if all(read.value(name) is not None for name in names):
            return _of_others(read, time, known, kind)
    if read.value("Signature") is not None:
        return _version_2(read, time)
    if read.text.lower().startswith(_NO_URLS):
        return _inspection(read, "a name of AWS's", time, warnings=(finding("no-url"),))
    found = [*read.findings, finding("unsigned"), *of_host(read, ""), *of_path(read)]
    return _inspection(read, "a URL without a signature", time, warnings=once(found))


def _version_4(url: LenientURL, now: int) -> Inspection:
    facts = SignedFacts(url.value)
    expires_in, found = _seconds(url.value("X-Amz-Expires"), "X-Amz-Expires")
    ends = None
    if facts.signed_epoch is not None and expires_in is not None:
        ends = _end(facts.signed_epoch + life_of(facts, expires_in))
    has_scheme = all(told.id != "no-scheme" for told in url.findings)
    own_kind = None if has_scheme else _WITHOUT_SCHEME.get(facts.service)
    found = [
        *[told for told in url.findings if own_kind is None or told.id != "no-scheme"],
        *of_host(url, facts.region),
        *of_path(url),
        *of_signature(url, facts),
        *found,
        *of_parameters(url, facts),
        *of_life(facts, expires_in, ends, now),
    ]
    if all(url.value(name) is not None for name in VERSION_2[:2]):
        found.append(finding("two-signatures"))
    signed = url.value("X-Amz-SignedHeaders")
    names = tuple([name for name in (signed or "").split(";") if name])
    kind = url.token or own_kind or "a presigned URL"
    return _inspection(
        url,
        f"{kind}, Signature Version {facts.version}",
        now,
        version=facts.version,
        algorithm=facts.algorithm,
        access_key_id=facts.access_key_id,
        date=facts.date,
        region=facts.region,
        region_set=_region_set(url),
        service=facts.service,
        scope=facts.scope,
        has_token=facts.has_token,
        signed_epoch=facts.signed_epoch,
        expires_in=expires_in,
        ends_epoch=ends,
        signed_headers=names,
        headers_to_send=tuple([name for name in names if name.lower() != "host"]),
        not_covered=_not_covered(url, facts, names),
        warnings=once(found),
    )


def _version_2(url: LenientURL, now: int) -> Inspection:
    """Amazon S3 developer guide, "Signing and authenticating REST requests", query string."""
    ends, found = _seconds(url.value("Expires"), "Expires")
    ends = None if ends is None else _end(ends)
    found = [
        *url.findings,
        finding("signature-version-2"),
        *of_host(url, ""),
        *of_path(url),
        *found,
        *of_state(None, ends, now),
    ]
    missing = [name for name in VERSION_2 if url.value(name) is None]
    found += [finding("missing-parameter", name=name) for name in missing]
    access_key_id = url.value("AWSAccessKeyId") or ""
    found += on_token(url.value, access_key_id)
    return _inspection(
        url,
        "a presigned URL, Signature Version 2",
        now,
        version="2",
        access_key_id=access_key_id,
        has_token=bool(url.value("x-amz-security-token")),
        ends_epoch=ends,
        not_covered=("the host, most of the query, and the body",),
        warnings=once(found),
    )


def _of_others(url: LenientURL, now: int, known: str, kind: str) -> Inspection:
    """What is no signature of AWS's is named, and its end told where it has one of that form."""
    ends, _ = _seconds(url.value("Expires"), "Expires")
    ends = None if ends is None else _end(ends)
    found = [*url.findings, finding(known), *of_host(url, ""), *of_state(None, ends, now)]
    return _inspection(url, kind, now, ends_epoch=ends, warnings=once(found))


def _inspection(
    url: LenientURL,
    kind: str,
    now: int,
    *,
    signed_epoch: int | None = None,
    ends_epoch: int | None = None,
    **fields: object,
) -> Inspection:
    return Inspection(
        kind,
        looked_at=now,
        signed_epoch=signed_epoch,
        ends_epoch=ends_epoch,
        path=url.path,
        url=without_secrets(url),
        host=url.authority,
        parameters=parameters([(item.name, item.value) for item in url.items]),
        **fields,
    )


def _seconds(written: str | None, name: str) -> tuple[int | None, list[Finding]]:
    """A number of seconds, and what is wrong with it. X-Amz-Expires: [0-9]+, from 1 on."""
    if written is None:
        return None, []
    if written.isascii() and written.isdigit() and len(written) <= _MOST_DIGITS:
        malformed = int(written) < 1 or written.startswith("0")
    else:
        return None, [finding("expiry-malformed", name=name)]
    return int(written), [finding("expiry-malformed", name=name)] if malformed else []


def _end(epoch: int) -> int | None:
    return epoch if epoch < _LAST_END else None


def _region_set(url: LenientURL) -> tuple[str, ...]:
    written = url.value("X-Amz-Region-Set")
    return tuple(written.split(",")) if written else ()


def _not_covered(url: LenientURL, facts: SignedFacts, signed: tuple[str, ...]) -> tuple[str, ...]:
    """What its holder may choose, in words."""
    rules = ServiceRules.of(facts.service)
    lower = {name.lower() for name in signed}
    open_ = []
    if rules.unsigned_payload and not any(map(is_checksum, lower)):
        if "x-amz-content-sha256" in lower:
            open_.append("the body, if the x-amz-content-sha256 to be sent is UNSIGNED-PAYLOAD")
        else:
            open_.append("the body: its holder may send any (UNSIGNED-PAYLOAD)")
        if "content-length" not in lower:
            open_.append("the size of a body")
    if rules.unsigned_payload and "content-type" not in lower:
        open_.append("the Content-Type of a body")
    open_.append(
        "headers that are not named here; S3 refuses x-amz-* headers beyond them"
        if rules.payload_hash_header
        else "headers that are not named here"
    )
    appended = [name for name in APPENDED.get(facts.service, ()) if url.value(name) is not None]
    open_ += [f"{name}, which {facts.service} wants behind the signature" for name in appended]
    return tuple(open_)
