"""The canonical request and the string to sign.

Source: AWS IAM user guide, "Create a signed AWS API request", steps 1 to 3.
"""

from __future__ import annotations

from hashlib import sha256

from ._checks import check_scope_part, exact_str, type_error, utf8
from ._clock import SigningTime
from ._encoding import canonical_path, join_query, query_pairs
from ._headers import canonical_headers, collect_headers
from ._regions import RegionSet, place
from ._request import (
    agreed_payload_hash,
    checked_method,
    checked_payload_hash,
    checked_rules,
    with_host,
)
from ._rules import S3, UNSIGNED_PAYLOAD, ServiceRules
from ._url import split_url

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datetime import datetime

    from ._headers import Headers
    from ._regions import Regions

ALGORITHM = "AWS4-HMAC-SHA256"
ASYMMETRIC_ALGORITHM = "AWS4-ECDSA-P256-SHA256"
TERMINATOR = "aws4_request"


def canonical_request(
    method: str,
    url: str,
    *,
    headers: Headers = (),
    payload_hash: str,
    rules: ServiceRules | None = None,
) -> str:
    """The canonical request of a request that is sent as it is given here.

    All `headers` are signed, and host always is. What is appended to a query after signing
    (X-Amz-Signature; AWS IoT's token) is left out, so a presigned URL may be given.
    payload_hash: the SHA-256 of the body in lower-case hex, or a word such as
    UNSIGNED-PAYLOAD. rules: S3's unless given; `ServiceRules.of("execute-api")` has those
    of another service.

    Raises InvalidValueError or InvalidTypeError.
    Source: AWS IAM user guide, "Create a canonical request".
    """
    method = checked_method(method)
    payload_hash = checked_payload_hash("payload_hash", payload_hash)
    rules = S3 if rules is None else checked_rules(rules)
    origin, path, query = split_url(url)
    signed = with_host(collect_headers(headers), origin)
    payload_hash = agreed_payload_hash(payload_hash, signed, UNSIGNED_PAYLOAD)
    block, names = canonical_headers(signed)
    appended = {"X-Amz-Signature"}
    if not rules.session_token_signed:
        appended.add(rules.session_token_parameter)
    pairs = [pair for pair in query_pairs(query) if pair[0] not in appended]
    path = canonical_path(path, rules)
    return join_request(method, path, join_query(pairs), block, names, payload_hash)


def string_to_sign(
    canonical_request: str,
    *,
    signing_time: datetime,
    region: str | None = None,
    region_set: Regions | None = None,
    service: str,
) -> str:
    """The string to sign of a canonical request.

    signing_time: an aware datetime. region_set: in place of `region`, as in `presign_url`; the
    regions themselves stand in the canonical request alone.

    Raises InvalidValueError or InvalidTypeError.
    Source: AWS IAM user guide, "Create a string to sign".
    """
    canonical_request = exact_str("canonical_request", canonical_request)
    if signing_time is None:
        raise type_error("signing_time", signing_time, "an aware datetime")
    where = place(region, region_set)
    region = None if isinstance(where, RegionSet) else check_scope_part("region", where)
    service = check_scope_part("service", service)
    time = SigningTime.of(signing_time)
    request = utf8("canonical_request", canonical_request)
    if region is None:
        algorithm, scope = ASYMMETRIC_ALGORITHM, regionless_scope(time.date, service)
    else:
        algorithm, scope = ALGORITHM, credential_scope(time.date, region, service)
    return join_string_to_sign(algorithm, time.amz_date, scope, request)


def credential_scope(date: str, region: str, service: str) -> str:
    """`YYYYMMDD/region/service/aws4_request`."""
    return f"{date}/{region}/{service}/{TERMINATOR}"


def regionless_scope(date: str, service: str) -> str:
    """`YYYYMMDD/service/aws4_request`, of signatures for a set of regions."""
    return f"{date}/{service}/{TERMINATOR}"


def join_request(
    method: str, path: str, query: str, block: str, names: str, payload_hash: str
) -> str:
    """The six parts of a canonical request, one below the other."""
    return f"{method}\n{path}\n{query}\n{block}\n{names}\n{payload_hash}"


def join_string_to_sign(algorithm: str, amz_date: str, scope: str, canonical_request: bytes) -> str:
    """The four lines of a string to sign."""
    return f"{algorithm}\n{amz_date}\n{scope}\n{sha256(canonical_request).hexdigest()}"
