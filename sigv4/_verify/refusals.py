"""Why a request was refused, in one tree.

    RefusedError                            a request is not accepted
    ├── UnsignedRequestError                nothing in it signs it
    ├── TwoMechanismsError                  more than one thing signs it
    ├── UnsupportedMechanismError           what signs it is not Signature Version 4
    ├── MalformedError                      it cannot be read; `parameter` says where
    │   ├── MissingParameterError           … a part of its signature is not there
    │   ├── DuplicateParameterError         … what may be there once is there twice
    │   └── TooLargeError                   … it is larger than is looked at
    ├── ScopeError                          the credential scope is for something else
    │   ├── WrongTerminatorError            … it does not end in aws4_request
    │   ├── WrongDateError                  … its date is not that of the signature
    │   ├── WrongRegionError                … another region
    │   └── WrongServiceError               … another service
    ├── HostNotSignedError                  the signature does not cover the host
    ├── WrongHostError                      it was signed for another host
    ├── UnsignedHeadersError                x-amz-* headers that the signature does not cover
    ├── TimeError                           it is not its time
    │   ├── ExpiredError                    … any more
    │   ├── NotYetValidError                … yet
    │   └── SkewedError                     … by the clock of the one or the other side
    ├── UnknownKeyError                     nobody is known by this access key id
    ├── TokenError                          the session token is not the key's
    │   ├── TokenMissingError               … there is none, and the key has one
    │   ├── TokenUnexpectedError            … there is one, and the key has none
    │   ├── TokenDiffersError               … it is another one
    │   └── TokenExpiredError               … it has ended
    ├── SignatureDiffersError               the signature is not that of this request
    │   └── SignedHeaderMissingError        … a header that it covers is not there
    ├── PayloadError                        the body is not what was signed
    │   ├── PayloadDiffersError             … its hash differs
    │   ├── PayloadHashMissingError         … the request does not say its hash, as it must
    │   ├── PayloadUnsignedError            … nothing was signed of it
    │   └── PayloadChunksError              … a chunk of it is not what was signed
    └── PolicyError                         a form is not what its policy allows
        ├── PolicyMalformedError            … the policy cannot be read
        ├── PolicyExpiredError              … the policy has ended
        ├── PolicyConditionError            … a condition does not hold, or a field has none
        └── PolicySizeError                 … the file is too large or too small

Each has S3's `code`, `status` and `message`, and the `facts` at fault by the names that they
have in S3's documents. None holds a key, a secret, a session token of the server's, or the
signature that would have been right. Source: Amazon S3 API reference, "Error responses";
what is not listed there was recorded (answers to presigned requests).
"""

from __future__ import annotations

from .._checks import shown
from .._clock import utc
from .refused import MALFORMED, RefusedError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from .._policy import Refusal


class ScopeError(RefusedError):
    """The credential scope is for something else. `given` is what it says."""

    status = 400

    def __init__(
        self, form: str, message: str, given: str, facts: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(message, facts)
        self.code = MALFORMED[form]
        self.given = given


class WrongTerminatorError(ScopeError):
    """The scope does not end in aws4_request."""

    def __init__(self, form: str, given: str) -> None:
        super().__init__(
            form, f"incorrect terminal {shown(given)}. This endpoint uses 'aws4_request'.", given
        )


class WrongDateError(ScopeError):
    """The scope's date is not the day of the signature's time."""

    def __init__(self, form: str, given: str, expected: str) -> None:
        super().__init__(
            form,
            f"Invalid credential date {shown(given)}. "
            f"This date is not the same as X-Amz-Date: {shown(expected)}.",
            given,
        )


class WrongRegionError(ScopeError):
    """The scope is for a region that this server is not in; `expected` are those it is in."""

    def __init__(self, form: str, given: str, expected: Iterable[str]) -> None:
        self.expected = tuple(sorted(expected))
        super().__init__(
            form,
            f"the region {shown(given)} is wrong; expecting {_any_of(self.expected)}",
            given,
            {"Region": self.expected[0]} if len(self.expected) == 1 else {},
        )


class WrongServiceError(ScopeError):
    """The scope is for another service than this; `expected` are those it may be."""

    def __init__(self, form: str, given: str, expected: Iterable[str]) -> None:
        self.expected = tuple(sorted(expected))
        super().__init__(
            form,
            f"incorrect service {shown(given)}. This endpoint belongs to {_any_of(self.expected)}.",
            given,
        )


def _any_of(names: tuple[str, ...]) -> str:
    return " or ".join(f"'{name}'" for name in names)


class HostNotSignedError(RefusedError):
    """The signature does not cover the host: it would hold on any server."""

    def __init__(self) -> None:
        super().__init__(
            "There were headers present in the request which were not signed",
            {"HeadersNotSigned": "host"},
        )


class WrongHostError(RefusedError):
    """The request was signed for another host: somebody passes it on. `given` is that host."""

    def __init__(self, given: str) -> None:
        super().__init__("The request was signed for a host that is not this one", {"Host": given})
        self.given = given


class UnsignedHeadersError(RefusedError):
    """Headers that mean something to the service, and that the signature does not cover."""

    def __init__(self, names: Iterable[str]) -> None:
        self.names = tuple(sorted(names))
        super().__init__(
            "There were headers present in the request which were not signed",
            {"HeadersNotSigned": ", ".join(self.names)},
        )


class TimeError(RefusedError):
    """It is not the request's time."""


class ExpiredError(TimeError):
    """The request's time is over."""

    def __init__(self, expires_in: int, ended: int, now: int) -> None:
        super().__init__(
            "Request has expired",
            {
                "X-Amz-Expires": str(expires_in),
                "Expires": _iso(ended),
                "ServerTime": _iso(now),
            },
        )


class NotYetValidError(TimeError):
    """The request was signed for a time that is more than the clocks' difference away."""

    def __init__(self, amz_date: str, ends: int, now: int) -> None:
        super().__init__(
            "Request is not yet valid",
            {"X-Amz-Date": amz_date, "Expires": _iso(ends), "ServerTime": _iso(now)},
        )


class SkewedError(TimeError):
    """The time that the request's headers say is too far from the server's."""

    code = "RequestTimeTooSkewed"

    def __init__(self, amz_date: str, now: int, skew: int) -> None:
        super().__init__(
            "The difference between the request time and the current time is too large.",
            {
                "RequestTime": amz_date,
                "ServerTime": _iso(now),
                "MaxAllowedSkewMilliseconds": str(skew * 1000),
            },
        )


def _iso(epoch: int) -> str:
    return f"{utc(epoch):%Y-%m-%dT%H:%M:%SZ}"


class UnknownKeyError(RefusedError):
    """Nobody is known by this access key id (or not with a key for this day and scope)."""

    code = "InvalidAccessKeyId"

    def __init__(self, access_key_id: str) -> None:
        super().__init__(
            "The AWS Access Key Id you provided does not exist in our records.",
            {"AWSAccessKeyId": access_key_id},
        )


class TokenError(RefusedError):
    """The session token that came with the request is not the key's. It is not shown."""

    status = 400
    code = "InvalidToken"

    def __init__(self) -> None:
        super().__init__("The provided token is malformed or otherwise invalid.")


class TokenMissingError(TokenError):
    """The key came with a session token, and the request has none.

    S3 knows such a key only together with its token.
    """

    status = 403
    code = "InvalidAccessKeyId"

    def __init__(self) -> None:
        RefusedError.__init__(
            self, "The AWS Access Key Id you provided does not exist in our records."
        )


class TokenUnexpectedError(TokenError):
    """The request has a session token where there is to be none."""


class TokenDiffersError(TokenError):
    """The request's session token is not that of the key."""


class TokenExpiredError(TokenError):
    """The credentials have ended."""

    code = "ExpiredToken"

    def __init__(self) -> None:
        RefusedError.__init__(self, "The provided token has expired.")


class SignatureDiffersError(RefusedError):
    """The signature is not that of this request: it was signed otherwise, or changed since.

    access_key_id: who it is said to be from. canonical_request, string_to_sign: what the
    server signed, to compare with the client's; signature_provided: what came.
    """

    code = "SignatureDoesNotMatch"

    def __init__(
        self,
        access_key_id: str,
        *,
        canonical_request: bytes = b"",
        string_to_sign: str = "",
        signature_provided: str = "",
    ) -> None:
        super().__init__(
            "The request signature we calculated does not match the signature you provided. "
            "Check your key and signing method.",
            {"AWSAccessKeyId": access_key_id},
        )
        self.access_key_id = access_key_id
        self.canonical_request = _readable(canonical_request)
        self._request_bytes = canonical_request
        self.string_to_sign = string_to_sign
        self.signature_provided = signature_provided

    def _details(self) -> dict[str, str]:
        details = {
            "StringToSign": self.string_to_sign,
            "SignatureProvided": self.signature_provided,
            "StringToSignBytes": self.string_to_sign.encode().hex(" "),
            "CanonicalRequest": self.canonical_request,
            "CanonicalRequestBytes": self._request_bytes.hex(" "),
        }
        return {name: value for name, value in details.items() if value}


def _readable(data: bytes) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError:
        return data.decode("latin-1")


class SignedHeaderMissingError(SignatureDiffersError):
    """A header that the signature covers is not there: `names`, in lower case."""

    def __init__(self, access_key_id: str, names: Iterable[str]) -> None:
        super().__init__(access_key_id)
        self.names = tuple(names)

    def __str__(self) -> str:
        return f"{super().__str__()} [signed and not sent: {', '.join(self.names)}]"


class PayloadError(RefusedError):
    """The body is not what was signed."""

    status = 400
    code = "InvalidRequest"


class PayloadDiffersError(PayloadError):
    """The body's SHA-256 is not the one that was signed."""

    code = "XAmzContentSHA256Mismatch"

    def __init__(self, signed: str, computed: str) -> None:
        super().__init__(
            "The provided 'x-amz-content-sha256' header does not match what was computed.",
            {
                "ClientComputedContentSHA256": signed,
                "S3ComputedContentSHA256": computed,
            },
        )


class PayloadHashMissingError(PayloadError):
    """The request must say its body's hash in x-amz-content-sha256, and does not."""

    def __init__(self) -> None:
        super().__init__("Missing required header for this request: x-amz-content-sha256")


class PayloadUnsignedError(PayloadError):
    """The signature does not cover the body; `payload_hash` is what stands in its place."""

    status = 403
    code = "AccessDenied"

    def __init__(self, payload_hash: str) -> None:
        super().__init__(
            "The payload of the request must be signed", {"x-amz-content-sha256": payload_hash}
        )
        self.payload_hash = payload_hash


class PayloadChunksError(PayloadError):
    """The body came in chunks, and one of them, or the way they are framed, is not as signed."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.code = code


class PolicyError(RefusedError):
    """A form is not what its policy allows: in the words of the policy's rules.

    condition: the one that does not hold, as S3 writes it; None where it is none.
    """

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.message, dict(refusal.details))
        self.status = refusal.status
        self.code = refusal.code
        self.condition = None if refusal.condition is None else refusal.condition.said()


class PolicyMalformedError(PolicyError):
    """The policy cannot be read."""


class PolicyExpiredError(PolicyError):
    """The policy has ended."""


class PolicyConditionError(PolicyError):
    """A condition does not hold, or a field has none."""


class PolicySizeError(PolicyError):
    """The file is larger or smaller than the policy allows."""
