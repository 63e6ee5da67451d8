"""What the parameters of a query, and the fields of a form, mean."""

from __future__ import annotations

from ..redact import redact
from .inspection import Parameter

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

# Parameters of signatures by their names in lower case, and what they say. "{value}" is the
# value, "{count}" its length. AWS IAM user guide, "Create a signed AWS API request"; Amazon S3
# API reference, "Authenticating requests: using query parameters".
_OF_SIGNATURES = {
    "x-amz-algorithm": "{value}: how it is signed",
    "x-amz-credential": "{value}: the access key, and what its key of the day is for",
    "x-amz-date": "{value}: when it was signed, in UTC",
    "x-amz-expires": "{value}: how many seconds it lives from then on",
    "x-amz-signedheaders": "{value}: the headers that are signed",
    "x-amz-region-set": "{value}: the regions that it is signed for",
    "x-amz-content-sha256": "{value}: what the body hashes to",
    "awsaccesskeyid": "{value}: the access key",
    "expires": "{value}: when it ends, in seconds since 1970",
    "policy": "what the form may hold, opened up among the conditions",
    "key-pair-id": "{value}: the key pair of CloudFront",
}
# The values of these are secrets.
_SECRET = {
    "x-amz-signature": "the signature, of length {count}",
    "x-amz-security-token": "the session token of temporary credentials, of length {count}",
    "x-amz-s3session-token": "the session token of a directory bucket, of length {count}",
    "signature": "the signature, of length {count}",
}
# Parameters of S3 and of the signed tokens, and of the SDKs that add them.
_OF_REQUESTS = {
    "action": "{value}: what is asked for",
    "dbuser": "{value}: the user of the database",
    "partnumber": "{value}: the part of a multipart upload",
    "prefix": "{value}: what the keys that are listed begin with",
    "uploadid": "{value}: the multipart upload",
    "versionid": "{value}: the version of the object",
    "x-id": "{value}: the operation, as JavaScript's SDK calls it",
    "x-amz-expected-bucket-owner": "{value}: the account that the bucket must be of",
    "x-amz-sdk-checksum-algorithm": "{value}: the checksum that an SDK meant to add",
}
_BEGINNINGS = {
    "response-": "{value}: the answer will have this header",
    "x-amz-checksum-": "{value}: a checksum, moved here from the headers",
    "x-amz-meta-": "{value}: metadata, moved here from the headers",
    "x-amz-": "{value}",
}
CUSTOMER_KEYS = (
    "x-amz-server-side-encryption-customer-key",
    "x-amz-copy-source-server-side-encryption-customer-key",
)
_HIDDEN = "…"


def parameter(name: str, value: str) -> Parameter:
    """A parameter with what it means; nothing secret is shown."""
    lower = name.lower()
    if lower in CUSTOMER_KEYS:
        return Parameter(name, _HIDDEN, "a customer's key (SSE-C)")
    if lower in _SECRET:
        words = _SECRET[lower].format(count=len(value))
        return Parameter(name, _HIDDEN if value else "", words)
    value = _safe(name, value)
    known = _OF_SIGNATURES.get(lower) or _OF_REQUESTS.get(lower)
    if known is None:
        fitting = (words for prefix, words in _BEGINNINGS.items() if lower.startswith(prefix))
        known = next(fitting, "")
    return Parameter(name, value, known.format(value=value))


def _safe(name: str, value: str) -> str:
    """A value without the secrets in it, or without itself where its name tells of one."""
    safe = redact(value)
    if safe == value and redact(f"{name}={value!r}") != f"{name}={value!r}":
        return _HIDDEN
    return safe


def parameters(pairs: Iterable[tuple[str, str]]) -> tuple[Parameter, ...]:
    """Several of them."""
    return tuple([parameter(name, value) for name, value in pairs])
