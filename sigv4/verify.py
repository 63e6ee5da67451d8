"""The other side: verify a signed request, and say exactly what is wrong with one.

    from sigv4.verify import RefusedError, verify_request

    try:
        verified = verify_request(
            "GET", raw_target, headers, credentials=secrets.get,
            region="eu-central-2", service="s3", hosts="files.example.com", body=b"",
        )
    except RefusedError as refused:
        answer(refused.status, refused.to_xml())

A request that is verified was signed by who it says, for this server, and not long ago. It may
have been sent before (a replay), and what its signer may do is for the server to say.
Source: AWS IAM user guide, "Create a signed AWS API request"; Amazon S3 API reference,
"Authenticating requests".
"""

from __future__ import annotations

from ._clock import SigningTime
from ._verify.check import Check
from ._verify.demands import ANY, Demands, checked_body
from ._verify.keyring import awaited, look_up
from ._verify.post import PostCheck
from ._verify.received import (
    MAX_HEADER_LENGTH,
    MAX_HEADERS,
    MAX_PARAMETERS,
    MAX_TARGET_LENGTH,
    Received,
)
from ._verify.refusals import (
    ExpiredError,
    HostNotSignedError,
    NotYetValidError,
    PayloadChunksError,
    PayloadDiffersError,
    PayloadError,
    PayloadHashMissingError,
    PayloadUnsignedError,
    PolicyConditionError,
    PolicyError,
    PolicyExpiredError,
    PolicyMalformedError,
    PolicySizeError,
    ScopeError,
    SignatureDiffersError,
    SignedHeaderMissingError,
    SkewedError,
    TimeError,
    TokenDiffersError,
    TokenError,
    TokenExpiredError,
    TokenMissingError,
    TokenUnexpectedError,
    UnknownKeyError,
    UnsignedHeadersError,
    WrongDateError,
    WrongHostError,
    WrongRegionError,
    WrongServiceError,
    WrongTerminatorError,
)
from ._verify.refused import (
    DuplicateParameterError,
    MalformedError,
    MissingParameterError,
    RefusedError,
    TooLargeError,
    TwoMechanismsError,
    UnsignedRequestError,
    UnsupportedMechanismError,
)
from ._verify.verified import Verified

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from datetime import datetime

    from ._policy import Form
    from ._rules import ServiceRules
    from ._verify.demands import Allowed
    from ._verify.keyring import Answer
    from ._verify.received import ReceivedHeaders

__all__ = [
    "ANY",
    "MAX_HEADERS",
    "MAX_HEADER_LENGTH",
    "MAX_PARAMETERS",
    "MAX_TARGET_LENGTH",
    "DuplicateParameterError",
    "ExpiredError",
    "HostNotSignedError",
    "MalformedError",
    "MissingParameterError",
    "NotYetValidError",
    "PayloadChunksError",
    "PayloadDiffersError",
    "PayloadError",
    "PayloadHashMissingError",
    "PayloadUnsignedError",
    "PolicyConditionError",
    "PolicyError",
    "PolicyExpiredError",
    "PolicyMalformedError",
    "PolicySizeError",
    "RefusedError",
    "ScopeError",
    "SignatureDiffersError",
    "SignedHeaderMissingError",
    "SkewedError",
    "TimeError",
    "TokenDiffersError",
    "TokenError",
    "TokenExpiredError",
    "TokenMissingError",
    "TokenUnexpectedError",
    "TooLargeError",
    "TwoMechanismsError",
    "UnknownKeyError",
    "UnsignedHeadersError",
    "UnsignedRequestError",
    "UnsupportedMechanismError",
    "Verified",
    "WrongDateError",
    "WrongHostError",
    "WrongRegionError",
    "WrongServiceError",
    "WrongTerminatorError",
    "verify_post",
    "verify_post_async",
    "verify_request",
    "verify_request_async",
]


def verify_request(
    method: str | bytes,
    target: str | bytes,
    headers: ReceivedHeaders,
    *,
    credentials: Callable[[str], Answer],
    region: Allowed,
    service: Allowed,
    hosts: Allowed,
    now: datetime | None = None,
    body: bytes | bytearray | memoryview | None = None,
    payload: str = "required",
    max_expires_in: int = 604800,
    clock_skew: int = 900,
    rules: ServiceRules | None = None,
) -> Verified:
    """Who signed a request, if it was signed for this server and for now.

    method, target, headers: as they came. target: the path and query of the request line to
    the byte (WSGI: RAW_URI; ASGI: raw_path and query_string), never a URL that was put
    together again. headers: pairs, or a mapping; a str has one character a byte, as WSGI's.

    credentials: called with the access key id; gives the secret, `Credentials` where a session
    token must come along, a `SigningKey`, several of these while keys rotate, or None where
    nobody has that id. What it raises is not caught.
    region, service, hosts: what this server is; one, several in a set, or `ANY`. A host is
    one that clients sign for, with its port unless that is 80 or 443.

    payload: "required": the body must be signed, and `body` is all of it, b"" where there is
    none. "unsigned-ok": it may be unsigned, as that of S3's presigned URLs is; a signed one
    is checked. "caller": the body is not looked at; compare its SHA-256 with the result's
    `payload_hash`, which may also be UNSIGNED-PAYLOAD or the word of a body in chunks. Where
    a request does not say its hash (services other than S3), it needs `body` here, too.

    now: an aware datetime; None means the clock's. max_expires_in: the longest life of a
    presigned URL. clock_skew: how far clocks may differ; both in seconds. rules: those of the
    scope's service, unless given.

    Raises a `RefusedError` for what is not accepted; InvalidValueError or InvalidTypeError
    for arguments of the server's own, and for a look-up that gives what it must not.
    """
    demands = Demands.of(region, service, hosts, payload, max_expires_in, clock_skew, rules)
    check = Check(
        Received(method, target, headers),
        demands,
        (SigningTime.now() if now is None else SigningTime.of(now, "now")).epoch,
        body if type(body) is bytes else checked_body(body, demands.payload),
    )
    return check.conclude(look_up(credentials, check.access_key_id))


async def verify_request_async(
    method: str | bytes,
    target: str | bytes,
    headers: ReceivedHeaders,
    *,
    credentials: Callable[[str], Awaitable[Answer]],
    region: Allowed,
    service: Allowed,
    hosts: Allowed,
    now: datetime | None = None,
    body: bytes | bytearray | memoryview | None = None,
    payload: str = "required",
    max_expires_in: int = 604800,
    clock_skew: int = 900,
    rules: ServiceRules | None = None,
) -> Verified:
    """As `verify_request`, with a look-up that is awaited."""
    demands = Demands.of(region, service, hosts, payload, max_expires_in, clock_skew, rules)
    check = Check(
        Received(method, target, headers),
        demands,
        (SigningTime.now() if now is None else SigningTime.of(now, "now")).epoch,
        body if type(body) is bytes else checked_body(body, demands.payload),
    )
    return check.conclude(await awaited(look_up(credentials, check.access_key_id)))


def verify_post(
    fields: Form,
    *,
    credentials: Callable[[str], Answer],
    region: Allowed,
    service: Allowed,
    bucket: str,
    size: int,
    filename: str | None = "",
    now: datetime | None = None,
    max_expires_in: int = 604800,
    clock_skew: int = 900,
) -> Verified:
    """Who signed a form's policy, if the form keeps it and it is for this server and for now.

    fields: the form's, in the order of its parts, up to the file: pairs, or a mapping. Of those
    behind the file nothing is known, and S3 ignores them. Names are compared without case;
    fields of one name are joined with commas, as S3 does it, but for those that decide.
    bucket: the one that the form was sent to. size: of the file in bytes. filename: the file
    part's, which stands for ${filename}; None where it has none.

    credentials, region, service, now, clock_skew: as `verify_request` has them. A form has no
    host that is signed: the bucket is what it is for. max_expires_in: the longest life of a
    policy from its X-Amz-Date on.

    The result's `fields` are those that were judged. Raises a `RefusedError`, and for
    arguments of the server's own InvalidValueError or InvalidTypeError.
    """
    demands = Demands.of(region, service, ANY, "caller", max_expires_in, clock_skew, None)
    check = PostCheck(
        fields,
        demands,
        SigningTime.of(now, "now").epoch,
        bucket=bucket,
        size=size,
        filename=filename,
    )
    return check.conclude(look_up(credentials, check.access_key_id))


async def verify_post_async(
    fields: Form,
    *,
    credentials: Callable[[str], Awaitable[Answer]],
    region: Allowed,
    service: Allowed,
    bucket: str,
    size: int,
    filename: str | None = "",
    now: datetime | None = None,
    max_expires_in: int = 604800,
    clock_skew: int = 900,
) -> Verified:
    """As `verify_post`, with a look-up that is awaited."""
    demands = Demands.of(region, service, ANY, "caller", max_expires_in, clock_skew, None)
    check = PostCheck(
        fields,
        demands,
        SigningTime.of(now, "now").epoch,
        bucket=bucket,
        size=size,
        filename=filename,
    )
    return check.conclude(await awaited(look_up(credentials, check.access_key_id)))
