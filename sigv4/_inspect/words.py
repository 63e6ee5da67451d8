"""What the parameters of a query, and the fields of a form, mean."""

from __future__ import annotations

from .._secret_values import MASK
from ..redact import redact
from .inspection import Parameter

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from .lenient import LenientURL, QueryItem

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
    "x-amz-content-sha256": "{value}: the hash of the body, or that it is not signed",
    "awsaccesskeyid": "{value}: the access key",
    "expires": "{value}: when it ends, in seconds since 1970",
    "policy": "what is allowed, as JSON in base64",
    "key-pair-id": "{value}: the key pair of CloudFront",
}
# The values of these are secrets, also with something in front (X-Goog-Signature).
_SECRETS = {
    "signature": "the signature",
    "security-token": "the session token of temporary credentials",
    "s3session-token": "the session token of a directory bucket",
    "customer-key": "a customer's key (SSE-C)",
}
_OF_AZURE = "sig"
# Parameters of S3 and of the signed tokens, and of the SDKs that add them.
_OF_REQUESTS = {
    "action": "{value}: what is asked for",
    "dbuser": "{value}: the user of the database",
    "continuation-token": "{value}: where the listing goes on",
    "delimiter": "{value}: what ends the folders of a listing",
    "encoding-type": "{value}: how the keys of the answer are encoded",
    "list-type": "{value}: the version of the listing",
    "marker": "{value}: where the listing goes on",
    "max-keys": "{value}: how many keys are listed at most",
    "partnumber": "{value}: the part of a multipart upload",
    "prefix": "{value}: what the keys that are listed begin with",
    "start-after": "{value}: where the listing begins",
    "uploadid": "{value}: the multipart upload",
    "versionid": "{value}: the version of the object",
    "version": "{value}: the version of the service's interface",
    "x-id": "{value}: the operation, as some SDKs add it",
    "x-amz-acl": "{value}: who may use the object (a canned ACL)",
    "x-amz-checksum-algorithm": "{value}: the checksum's algorithm",
    "x-amz-checksum-mode": "{value}: whether the answer has checksums",
    "x-amz-checksum-type": "{value}: of the whole object, or of its parts",
    "x-amz-expected-bucket-owner": "{value}: the account that the bucket must be of",
    "x-amz-sdk-checksum-algorithm": "{value}: the checksum that an SDK meant to add",
}
_BEGINNINGS = {
    "response-": "{value}: the answer will have this header",
    "x-amz-checksum-": "{value}: a checksum, moved here from the headers",
    "x-amz-meta-": "{value}: metadata, moved here from the headers",
}
CUSTOMER_KEYS = (
    "x-amz-server-side-encryption-customer-key",
    "x-amz-copy-source-server-side-encryption-customer-key",
)
_HIDDEN = "…"
_IN_ITS_PLACE = frozenset({"redacted", "removed", "hidden", "masked", "secret", "signature"})


def parameter(name: str, value: str) -> Parameter:
    """A parameter with what it means; nothing secret is shown."""
    # A query that was encoded twice is a name without a value, and all in it.
    shown = redact(name)
    lower = name.lower()
    secret = _secret(lower)
    if secret:
        state = "taken out" if was_taken_out(value) else f"of length {len(value)}"
        return Parameter(
            shown, _HIDDEN if value else "", f"{secret}, {state if value else 'empty'}"
        )
    value = _safe(name, value)
    known = _OF_SIGNATURES.get(lower) or _OF_REQUESTS.get(lower)
    if known is None:
        fitting = (words for prefix, words in _BEGINNINGS.items() if lower.startswith(prefix))
        known = next(fitting, "")
    return Parameter(shown, value, known.format(value=value))


def _secret(name: str) -> str:
    """What a secret is, by its name in lower case, or "". What no name holds does not hide it."""
    plain = "".join([c for c in name if c == "-" or (c.isascii() and c.isalnum())])
    plain = plain.rstrip("0123456789")  # Of a list, as some frameworks write it: Signature[0].
    if plain == _OF_AZURE:
        return _SECRETS["signature"]
    return next((what for end, what in _SECRETS.items() if plain.endswith(end)), "")


def was_taken_out(value: str) -> bool:
    """Whether it is what people and programs write in the place of a secret."""
    word = value.strip("[]<>{}()*._-…").lower()
    return bool(value) and (not word.strip("x") or word in _IN_ITS_PLACE)


def _safe(name: str, value: str) -> str:
    """A value without the secrets in it, or without itself where its name tells of one."""
    safe = redact(value)
    if safe == value and redact(f"{name}={value!r}") != f"{name}={value!r}":
        return _HIDDEN
    return safe


def parameters(pairs: Iterable[tuple[str, str]]) -> tuple[Parameter, ...]:
    """Several of them."""
    return tuple([parameter(name, value) for name, value in pairs])


def without_secrets(url: LenientURL) -> str:
    """The URL as it was read, without the values that are secret by their names."""
    if not url.items:
        return url.text
    base, mark, _ = url.text.partition("#")[0].partition("?")
    query = "&".join([_masked(item) for item in url.items])
    return "".join([base if mark else "", mark, query, *url.text.partition("#")[1:]])


def _masked(item: QueryItem) -> str:
    name = item.written.partition("=")[0]
    return f"{name}={MASK}" if item.value and _secret(item.name.lower()) else item.written
