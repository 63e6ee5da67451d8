"""A gate: what a server demands of every request, and one request on its way through it."""

from __future__ import annotations

from .._checks import exact_str, shown, type_error
from .._chunks import DECODED_LENGTH, FORMS
from .._clock import SigningTime
from .._verify.check import Check
from .._verify.demands import Demands
from .._verify.payloads import expected_hash
from .._verify.received import Received
from .._verify.refusals import PayloadUnsignedError
from .._verify.refused import MalformedError, RefusedError
from ..errors import ChunkError, InvalidValueError
from .answers import FORMATS, Answer, answer_to
from .bodies import ChunkedBody, HashedBody, refusal_of
from .refusals import BodyTooLargeError, PathDiffersError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Collection
    from typing import Any

    from .._rules import ServiceRules
    from .._verify.demands import Allowed
    from .._verify.keyring import Answer as Known
    from .._verify.received import ReceivedHeaders
    from .._verify.verified import Verified
    from .bodies import Body

# The least that a signed chunk may hold, and more than any text that is signed without a hash.
_LEAST_IN_MEMORY = 8192


class Gate:
    """The base of the middleware: its arguments, checked once, and what they lead to."""

    def __init__(
        self,
        app: Any,
        *,
        credentials: Callable[[str], Known | Awaitable[Known]],
        region: Allowed,
        service: Allowed,
        hosts: Allowed,
        payload: str = "required",
        max_expires_in: int = 604800,
        clock_skew: int = 900,
        rules: ServiceRules | None = None,
        path_prefix: str = "",
        max_body_in_memory: int = 1 << 20,
        errors: str = "xml",
        details: bool = False,
    ) -> None:
        """app: the application behind it.

        credentials, region, service, hosts, payload, max_expires_in, clock_skew, rules: as
            `sigv4.verify.verify_request` takes them. There is no default for the first four.
        path_prefix: what a proxy takes off the path before the request arrives, as "/api".
        max_body_in_memory: the most bytes of one request's body that are held before they are
            checked: of one whose hash the request does not state (services other than S3), and
            of a signed chunk. Other bodies are checked as they are read, and have any size.
        errors: "xml" for S3's documents, or "json" with the same elements.
        details: also show who is refused what was signed here; see `RefusedError.to_xml`.

        Raises InvalidValueError or InvalidTypeError.
        """
        for argument, function in (("app", app), ("credentials", credentials)):
            if not callable(function):
                raise type_error(argument, function, "a function")
        if type(max_body_in_memory) is not int:
            raise type_error("max_body_in_memory", max_body_in_memory, "an int, in bytes")
        if max_body_in_memory < _LEAST_IN_MEMORY:
            raise InvalidValueError(
                "max_body_in_memory",
                f"{shown(max_body_in_memory)} bytes are less than a signed chunk may have",
                f"give {_LEAST_IN_MEMORY} or more",
            )
        if exact_str("errors", errors) not in FORMATS:
            raise InvalidValueError(
                "errors", f"{shown(errors)} is no way to answer", f"say {' or '.join(FORMATS)}"
            )
        self._app = app
        self._demands = Demands(region, service, hosts, payload, max_expires_in, clock_skew, rules)
        self._look_up = credentials
        self._most_in_memory = max_body_in_memory
        self._path_prefix = _prefix(path_prefix)
        self._errors = errors
        self._details = details

    def _enter(
        self, method: str, target: bytes | str, headers: ReceivedHeaders, seen: Collection[str]
    ) -> Entry:
        """A request, judged up to the look-up of its key. Raises a refusal.

        target: as it came. seen: what may be called the path that the application sees: one
        of these must be the path that was signed, decoded.
        """
        prefix = self._path_prefix
        target = prefix + target if isinstance(target, str) else prefix.encode() + target
        received = Received(method, target, headers)
        received.only("content-length")  # Refuses a second one.
        if "transfer-encoding" in received.headers and "content-length" in received.headers:
            # RFC 9112, section 6.1: "ought to be handled as an error". The one may be signed
            # while the other says where the body ends.
            raise MalformedError(
                "headers", "Content-Length and Transfer-Encoding exclude each other"
            )
        return Entry(self, received, seen)

    def _refuse(self, refused: RefusedError, *, method: str, resource: str) -> Answer:
        """What is answered to a request that was refused."""
        return answer_to(
            refused,
            method=method,
            resource=resource,
            errors=self._errors,
            details=self._details,
        )


def _prefix(given: object) -> str:
    prefix = exact_str("path_prefix", given)
    if prefix and (not prefix.startswith("/") or prefix.endswith("/")):
        raise InvalidValueError(
            "path_prefix",
            f"{shown(prefix)} is none",
            'give a path such as "/api", with no "/" at its end',
        )
    if not (prefix.isascii() and prefix.isprintable()) or any(c in prefix for c in " ?#%"):
        raise InvalidValueError(
            "path_prefix", f"{shown(prefix)} is not plain", 'leave out " ", "?", "#" and "%"'
        )
    return prefix


class Entry:
    """A request at the gate. access_key_id: of whom to look up the key.

    needs_body: whether all of its body must be there before the verdict, `with_body`.
    """

    def __init__(
        self, gate: Gate, received: Received, seen: Collection[str], body: bytes | None = None
    ) -> None:
        self._check = Check(received, gate._demands, SigningTime.of(None, "now").epoch, body)
        self._gate = gate
        self._received = received
        self._seen = seen
        self._has_body = body is not None
        self.access_key_id = self._check.access_key_id
        self.needs_body = not (self._has_body or self._check.states_payload)

    def with_body(self, body: bytes) -> Entry:
        """The request with its body."""
        return Entry(self._gate, self._received, self._seen, body)

    def check_length(self, length: int) -> None:
        """Refuse a body that is too long to be held."""
        if length > self._gate._most_in_memory:
            raise BodyTooLargeError(self._gate._most_in_memory)

    def conclude(
        self, answer: Any, decoded_as: Callable[[str], str]
    ) -> tuple[Verified, Body | None]:
        """The verdict, and what must check the body while it is read, if anything must.

        answer: what the look-up gave. decoded_as: how the server decodes a path. Raises a
        refusal.
        """
        verified = self._check.conclude(answer)
        if decoded_as(verified.path) not in self._seen:
            raise PathDiffersError
        treated = self._gate._demands.payload
        if self._has_body or treated == "caller":
            return verified, None
        if verified.payload_hash in FORMS:
            return verified, self._chunked(verified, treated)
        expected = expected_hash(verified.payload_hash, self._received, treated)
        return verified, None if expected is None else HashedBody(expected)

    def _chunked(self, verified: Verified, treated: str) -> Body:
        signed = FORMS[verified.payload_hash].algorithm is not None
        if not signed and treated == "required":
            raise PayloadUnsignedError(verified.payload_hash)
        refusal: RefusedError
        try:
            verifier = verified.chunks(max_chunk_size=self._gate._most_in_memory)
        except ChunkError as error:
            refusal = refusal_of(error)
        except InvalidValueError:  # A public key alone verifies no chunks.
            refusal = PayloadUnsignedError(verified.payload_hash)
        else:
            return ChunkedBody(verifier, int(self._received.only(DECODED_LENGTH) or "0"))
        raise refusal
