"""The Authorization header.

Source: Amazon S3 API reference, "Authenticating requests: using the Authorization header".
"""

from __future__ import annotations

from hashlib import sha256

from ._canonical import join_request, join_string_to_sign
from ._checks import type_error
from ._clock import SigningTime
from ._encoding import canonical_path, join_query, query_pairs
from ._expiry import check_alive
from ._headers import canonical_headers, collect_headers, is_volatile
from ._keys import SigningKey, signing_key
from ._regions import place
from ._request import (
    PAYLOAD_WORDS,
    agreed_payload_hash,
    check_unsigned,
    checked_method,
    checked_rules,
    with_host,
)
from ._rules import UNSIGNED_PAYLOAD, ServiceRules
from ._url import split_url
from .errors import InvalidTypeError, InvalidValueError, UnsignedHeadersWarning

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datetime import datetime

    from ._credentials import Credentials
    from ._headers import Headers
    from ._regions import Regions

# Headers that signing itself adds, and the argument that says the value.
_ADDED = {
    "x-amz-date": "signing_time",
    "x-amz-region-set": "region_set",
    "x-amz-s3session-token": "credentials that have it",
    "x-amz-security-token": "credentials that have it",
}


def sign_headers(
    method: str,
    url: str,
    credentials: Credentials | SigningKey,
    *,
    region: str | None = None,
    service: str,
    headers: Headers = (),
    body: bytes | bytearray | memoryview = b"",
    payload_hash: str | None = None,
    signing_time: datetime | None = None,
    rules: ServiceRules | None = None,
    allow_signing_key: bool = False,
    region_set: Regions | None = None,
    deterministic: bool = False,
) -> dict[str, str]:
    """The headers to add to a request so that it is signed: Authorization, x-amz-date and,
    where they apply, x-amz-content-sha256, x-amz-region-set and the session token's.

    The request is then sent as it was given: method, url, headers, body. url: as it will
    be sent. headers: signed, but for those that hops rewrite (user-agent, connection,
    proxy-* …), which are left unsigned with an UnsignedHeadersWarning. body: its SHA-256
    is signed; give payload_hash in its place when the hash is known, or for
    UNSIGNED-PAYLOAD. allow_signing_key: take a `SigningKey` in place of credentials, which
    was most likely made for URLs. signing_time: an aware datetime; None means now. region_set,
    deterministic: as in `presign_url`. A `host` is among what is returned where the URL writes
    the host otherwise than it is signed.

    Raises InvalidValueError or InvalidTypeError, before anything is signed, and
    MissingDependencyError for SigV4A without `cryptography`.
    Source: Amazon S3 API reference, "Authenticating requests: using the Authorization
    header"; AWS IAM user guide, "Create a signed AWS API request".
    """
    where = place(region, region_set, deterministic)
    time = SigningTime.of(signing_time)
    rules = ServiceRules.of(service) if rules is None else checked_rules(rules)
    method = checked_method(method)
    origin, path, query = split_url(url)
    if isinstance(credentials, SigningKey) and not allow_signing_key:
        raise InvalidTypeError(
            "credentials", "a SigningKey was given", "say allow_signing_key=True if it is meant"
        )
    key = signing_key(credentials, time.date, where, service)
    if credentials.expiration is not None:
        check_alive(credentials.expiration, time)
    pairs = query_pairs(query)
    check_unsigned("url", pairs)
    signed = with_host(_signed_headers(headers), origin)
    payload_hash = _payload_hash(body, payload_hash, signed, rules)

    added = {"x-amz-date": time.amz_date}
    if key.region_set:
        added["x-amz-region-set"] = key.region_set
    if rules.payload_hash_header:
        added["x-amz-content-sha256"] = payload_hash
    token = credentials.session_token
    token_header = {rules.session_token_parameter.lower(): token} if token else {}
    if rules.session_token_signed:
        added.update(token_header)
    signed.update(added)

    block, names = canonical_headers(signed)
    request = join_request(
        method,
        canonical_path(path, rules),
        join_query(pairs),
        block,
        names,
        payload_hash,
    )
    to_sign = join_string_to_sign(key.algorithm, time.amz_date, key.scope, request.encode())
    authorization = (
        f"{key.algorithm} Credential={key.credential}, "
        f"SignedHeaders={names}, Signature={key.sign(to_sign)}"
    )
    host = {} if origin.host == origin.authority else {"host": origin.host}
    return {**host, **added, **token_header, "Authorization": authorization}


def _signed_headers(headers: Headers) -> dict[str, str]:
    collected = collect_headers(headers)
    for name, argument in _ADDED.items():
        if name in collected:
            raise InvalidValueError(
                "headers", f"{name} is added by signing", f"leave it out, or pass {argument}"
            )
    volatile = [name for name in collected if is_volatile(name)]
    if volatile:
        from warnings import warn

        more = f" and {len(volatile) - 9} more" if len(volatile) > 9 else ""
        warn(
            f"left unsigned, since hops rewrite them: {', '.join(volatile[:9])}{more}",
            UnsignedHeadersWarning,
            stacklevel=3,
        )
    return {name: value for name, value in collected.items() if not is_volatile(name)}


def _payload_hash(
    body: bytes | bytearray | memoryview,
    payload_hash: str | None,
    signed: dict[str, str],
    rules: ServiceRules,
) -> str:
    if isinstance(body, memoryview):
        body = _contents(body)
    if not isinstance(body, (bytes, bytearray)):
        raise type_error("body", body, "bytes")
    if body and payload_hash is not None:
        raise InvalidValueError(
            "payload_hash", "a body was given as well", "give one of them: the body is hashed"
        )
    header = signed.get("x-amz-content-sha256")
    if payload_hash is None and header not in PAYLOAD_WORDS and rules.payload_signed:
        # A hash in the header must be that of the body; with no body, the header speaks for it.
        own = sha256(body).hexdigest()
        if header is None:
            return own
        if body and header != own:
            raise InvalidValueError(
                "headers", "x-amz-content-sha256 is not the hash of the body", "leave it out"
            )
    return agreed_payload_hash(payload_hash, signed, UNSIGNED_PAYLOAD)


def _contents(body: memoryview) -> bytes:
    try:
        return body.tobytes()  # A view need not be contiguous, and hashing wants that.
    except ValueError:
        raise InvalidValueError("body", "the memoryview was released", "give bytes") from None
