"""Presigned URLs: the signature in the query string. The reference, to be read beside the
specification; `_mint.py` is the same as a compiled template.

Source: Amazon S3 API reference, "Authenticating requests: using query parameters".
"""

from __future__ import annotations

from ._canonical import join_request, join_string_to_sign
from ._checks import shown
from ._clock import SigningTime
from ._encoding import canonical_path, encode_bytes, join_query, query_pairs, sent_path, split_pairs
from ._expiry import check_alive, whole_seconds
from ._headers import canonical_headers, collect_headers, is_volatile
from ._keys import SigningKey, signing_key
from ._presigned import PresignedRequest
from ._regions import RegionSet, place
from ._request import (
    agreed_payload_hash,
    check_unsigned,
    checked_method,
    checked_rules,
    with_host,
)
from ._rules import EMPTY_PAYLOAD_HASH, UNSIGNED_PAYLOAD, ServiceRules
from ._url import Origin, split_url
from .errors import InvalidValueError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datetime import datetime, timedelta

    from ._credentials import Credentials
    from ._headers import Headers
    from ._keys import Key
    from ._regions import Regions

# Headers that would say in their own way what the query says.
_QUERY_SAYS_IT = frozenset(
    {"x-amz-date", "x-amz-region-set", "x-amz-security-token", "x-amz-s3session-token"}
)


def presign_url(
    method: str,
    url: str,
    credentials: Credentials | SigningKey,
    *,
    region: str | None = None,
    service: str = "s3",
    expires_in: int | timedelta = 3600,
    headers: Headers = (),
    payload_hash: str | None = None,
    signing_time: datetime | None = None,
    rules: ServiceRules | None = None,
    region_set: Regions | None = None,
    deterministic: bool = False,
) -> str:
    """A URL that lets whoever holds it send this one request until it expires.

    url: as it would be sent: percent escapes stay what they mean, raw spaces and
    non-ASCII are encoded. headers: signed, and must be sent with these values; nothing
    goes into the query that was not there. expires_in: seconds, or a timedelta; 1 to
    `rules.max_expires_in` (seven days). payload_hash: UNSIGNED-PAYLOAD for S3, the hash
    of an empty body for other services, unless given here or as a header
    x-amz-content-sha256; for S3, a real hash must also be sent in that header.
    credentials: a `SigningKey` serves in their place, for its day, region and service.
    signing_time: an aware datetime; None means now. rules: the service's own, unless given.
    region_set: in place of region, regions such as ("us-east-1", "eu-*") or "*", for one
    signature that all of them take (SigV4A; it needs `cryptography`). Such signatures differ
    at every signing, unless deterministic says otherwise (RFC 6979).

    Raises InvalidValueError or InvalidTypeError, before anything is signed, and
    MissingDependencyError for SigV4A without `cryptography`.
    Source: Amazon S3 API reference, "Authenticating requests: using query parameters"; AWS IAM
    user guide, "Create a signed AWS API request".
    """
    where = place(region, region_set, deterministic)
    time = SigningTime.of(signing_time)
    rules = ServiceRules.of(service) if rules is None else checked_rules(rules)
    seconds = whole_seconds(expires_in, rules.max_expires_in)
    return _sign(
        method, url, credentials, where, service, seconds, headers, payload_hash, time, rules
    )[0]


def presign(
    method: str,
    url: str,
    credentials: Credentials | SigningKey,
    *,
    region: str | None = None,
    service: str = "s3",
    expires_in: int | timedelta = 3600,
    headers: Headers = (),
    payload_hash: str | None = None,
    signing_time: datetime | None = None,
    rules: ServiceRules | None = None,
    region_set: Regions | None = None,
    deterministic: bool = False,
) -> PresignedRequest:
    """As `presign_url`, with the headers to send, the times and what was signed."""
    where = place(region, region_set, deterministic)
    time = SigningTime.of(signing_time)
    rules = ServiceRules.of(service) if rules is None else checked_rules(rules)
    seconds = whole_seconds(expires_in, rules.max_expires_in)
    presigned, request, to_sign, signed = _sign(
        method, url, credentials, where, service, seconds, headers, payload_hash, time, rules
    )
    return PresignedRequest(
        checked_method(method),
        presigned,
        {name: value for name, value in signed.items() if name != "host"},
        signed_epoch=time.epoch,
        expires_in=seconds,
        token_ends=credentials.expiration,
        canonical_request=request,
        string_to_sign=to_sign,
    )


def _sign(
    method: str,
    url: str,
    credentials: Credentials | SigningKey,
    region: str | RegionSet,
    service: str,
    expires_in: int,
    headers: Headers,
    payload_hash: str | None,
    time: SigningTime,
    rules: ServiceRules,
) -> tuple[str, str, str, dict[str, str]]:
    """The URL, the canonical request, the string to sign and the signed headers."""
    method = checked_method(method)
    origin, path, query = split_url(url)
    key = signing_key(credentials, time.date, region, service)
    if credentials.expiration is not None:
        check_alive(credentials.expiration, time)
    signed, payload_hash = signed_headers(headers, origin, payload_hash, rules)
    block, names = canonical_headers(signed)
    parameters, appended = signature_parameters(key, time.amz_date, expires_in, names, rules)
    if query:
        own = query_pairs(query)
        check_own_pairs("url", own, payload_hash)
        parameters = join_query(own + split_pairs(parameters))
    path = sent_path(path, rules)
    # Encoded once, a path that is sent in the canonical spelling is the canonical path.
    signed_path = canonical_path(path, rules) if rules.double_encode_path else path

    request = join_request(method, signed_path, parameters, block, names, payload_hash)
    to_sign = join_string_to_sign(key.algorithm, time.amz_date, key.scope, request.encode())
    signature = key.sign(to_sign)
    presigned = f"{origin.text}{path}?{parameters}&X-Amz-Signature={signature}{appended}"
    return presigned, request, to_sign, signed


def signature_parameters(
    key: Key, amz_date: str, expires_in: int, names: str, rules: ServiceRules
) -> tuple[str, str]:
    """What signing adds to a query, in canonical order, and what it appends after signing."""
    token = f"&{rules.session_token_parameter}={key.encoded_token}" if key.encoded_token else ""
    signed_token, appended = (token, "") if rules.session_token_signed else ("", token)
    return (
        f"X-Amz-Algorithm={key.algorithm}&X-Amz-Credential={key.encoded_credential}"
        f"&X-Amz-Date={amz_date}&X-Amz-Expires={expires_in}{key.region_parameter}{signed_token}"
        f"&X-Amz-SignedHeaders={encode_bytes(names.encode())}"
    ), appended


def signed_headers(
    headers: Headers, origin: Origin, payload_hash: str | None, rules: ServiceRules
) -> tuple[dict[str, str], str]:
    """The headers to sign, host and what the rules add included, and the payload hash."""
    default = UNSIGNED_PAYLOAD if rules.unsigned_payload else EMPTY_PAYLOAD_HASH
    # Not `headers == ()`: that asks the object, which may say anything.
    collected = {} if type(headers) is tuple and not headers else collect_headers(headers)
    for name in collected:
        if name in _QUERY_SAYS_IT:
            raise InvalidValueError(
                "headers", f"{name} is what the query says", "leave it out: it is signed there"
            )
        if is_volatile(name):
            raise InvalidValueError(
                "headers",
                f"{shown(name)} is rewritten on the way, which would break the signature",
                "leave it out; it may be sent unsigned",
            )
    payload_hash = agreed_payload_hash(payload_hash, collected, default)
    # S3 takes the payload of a presigned request for unsigned unless a header says more.
    if rules.payload_hash_header_presigned or (
        rules.payload_hash_header and payload_hash != default
    ):
        collected["x-amz-content-sha256"] = payload_hash
    return with_host(collected, origin), payload_hash


def check_own_pairs(argument: str, pairs: list[tuple[str, str]], payload_hash: str) -> None:
    """Refuse parameters of the caller's own that sign the request already, or otherwise."""
    check_unsigned(argument, pairs)
    for name, value in pairs:
        if name.lower() == "x-amz-content-sha256" and value != payload_hash:
            raise InvalidValueError(
                argument,
                f"its {name} is not the payload hash that is signed, {payload_hash}",
                "give the hash as payload_hash",
            )
