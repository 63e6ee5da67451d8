"""What both signers check in a request before they sign it."""

from __future__ import annotations

from ._checks import TOKEN, exact_str, shown, type_error
from ._rules import UNSIGNED_PAYLOAD, ServiceRules
from ._url import Origin, canonical_host
from .errors import InvalidValueError

# What may stand in the place of a payload's hash (Amazon S3 API reference, "Signature
# calculations for the Authorization header", x-amz-content-sha256).
PAYLOAD_WORDS = frozenset(
    {
        UNSIGNED_PAYLOAD,
        "STREAMING-UNSIGNED-PAYLOAD-TRAILER",
        "STREAMING-AWS4-HMAC-SHA256-PAYLOAD",
        "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER",
        "STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD",
        "STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD-TRAILER",
    }
)
METHODS = frozenset({"GET", "HEAD", "PUT", "POST", "DELETE", "PATCH", "OPTIONS"})

# Parameters that make a request a signed one, Signature Version 2's among them.
_SIGNATURE_PARAMETERS = frozenset(
    {
        "x-amz-algorithm",
        "x-amz-credential",
        "x-amz-date",
        "x-amz-expires",
        "x-amz-region-set",
        "x-amz-s3session-token",
        "x-amz-security-token",
        "x-amz-signature",
        "x-amz-signedheaders",
    }
)
_VERSION_2_PARAMETERS = frozenset({"AWSAccessKeyId", "Signature", "Expires"})


def checked_method(method: str) -> str:
    """A method; refuses what is none. Methods are case-sensitive (RFC 9110, section 9.1)."""
    method = exact_str("method", method)
    if method in METHODS:
        return method
    if not method or not method.isascii() or method.encode().translate(None, TOKEN):
        raise InvalidValueError("method", f"{shown(method)} is no HTTP method", "give 'GET', say")
    if method != method.upper():
        raise InvalidValueError(
            "method", f"{shown(method)} is not in capitals", f"write {method.upper()!a}"
        )
    return method


def checked_rules(rules: object) -> ServiceRules:
    """Refuse what is no `ServiceRules`."""
    if not isinstance(rules, ServiceRules):
        raise type_error("rules", rules, "ServiceRules")
    return rules


def with_host(headers: dict[str, str], origin: Origin) -> dict[str, str]:
    """The collected headers with the URL's host; refuses a host that is another one."""
    given = headers.get("host")
    if given is not None and canonical_host(origin.scheme, given, "headers") != origin.host:
        raise InvalidValueError(
            "headers",
            f"host {shown(given)} is not the URL's, {shown(origin.host)}",
            "leave host out: the URL's is signed",
        )
    return {**headers, "host": origin.host}


def agreed_payload_hash(payload_hash: str | None, headers: dict[str, str], default: str) -> str:
    """The payload hash from the argument or a signed x-amz-content-sha256, which must agree."""
    header = headers.get("x-amz-content-sha256")
    if header is not None:
        checked_payload_hash("headers", header)
    if payload_hash is None:
        return default if header is None else header
    payload_hash = checked_payload_hash("payload_hash", payload_hash)
    if header is not None and header != payload_hash:
        raise InvalidValueError(
            "payload_hash",
            f"{shown(payload_hash)} is not what the header x-amz-content-sha256 says",
            "give one of them",
        )
    return payload_hash


def checked_payload_hash(argument: str, payload_hash: str) -> str:
    """A payload hash: a SHA-256 in lower-case hex, or one of the protocol's words."""
    payload_hash = exact_str(argument, payload_hash)
    if payload_hash in PAYLOAD_WORDS:
        return payload_hash
    if len(payload_hash) != 64 or any(c not in "0123456789abcdef" for c in payload_hash):
        raise InvalidValueError(
            argument,
            f"{shown(payload_hash)} is no payload hash",
            "give the body's SHA-256 in lower-case hex, or UNSIGNED-PAYLOAD",
        )
    return payload_hash


def check_unsigned(argument: str, pairs: list[tuple[str, str]]) -> None:
    """Refuse encoded query pairs that make the request a signed one already."""
    for name, _ in pairs:
        if name.lower() in _SIGNATURE_PARAMETERS or name in _VERSION_2_PARAMETERS:
            raise InvalidValueError(
                argument, f"it carries {name} already", "give it without a signature"
            )
