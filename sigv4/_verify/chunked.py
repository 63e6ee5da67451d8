"""A body in chunks: what verifies it, once the request itself is verified.

Source: Amazon S3 API reference, "Signature calculations for the Authorization header:
transferring payload in multiple chunks" and "… requests with trailing headers".
"""

from __future__ import annotations

from .._chunks import DECODED_LENGTH, FORMS, LARGEST, TRAILER_NAMES
from .._clock import utc
from ..errors import ChunkError, InvalidValueError, MissingDependencyError
from .claims import Claim
from .received import Received
from .refusals import (
    PayloadChunksError,
    PayloadUnsignedError,
)
from .refused import (
    MalformedError,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .._chunk_verifier import ChunkVerifier
    from .._keys import Key
    from .keys import Candidate

_LONGEST_NUMBER = len(str(LARGEST)) - 1


class Chunks:
    """What a chunk verifier begins with. Each `verifier` is a new one."""

    __slots__ = ("_decoded_length", "_epoch", "_key", "_payload", "_seed", "_trailers")

    def __init__(self, received: Received, claim: Claim, payload: str, key: Candidate) -> None:
        length = received.only(DECODED_LENGTH) or ""
        if not (length.isascii() and length.isdigit() and len(length) <= _LONGEST_NUMBER):
            raise MalformedError(DECODED_LENGTH, f"{DECODED_LENGTH} must be a length in bytes")
        if FORMS[payload].algorithm not in (None, claim.signer.algorithm):
            raise MalformedError(
                "x-amz-content-sha256", "The chunks of a body are signed as the request is"
            )
        names = (received.only(TRAILER_NAMES) or "").split(",")
        self._decoded_length = int(length)
        self._epoch = claim.epoch
        self._key: Key | None = key.signing_key(claim.signer)
        self._payload = payload
        self._seed = claim.signature
        self._trailers = tuple(filter(None, [name.strip(" ") for name in names]))

    @property
    def signed(self) -> bool:
        """Whether the chunks have signatures."""
        return FORMS[self._payload].algorithm is not None

    def verifier(self, max_chunk_size: int | None = None) -> ChunkVerifier:
        """A verifier of the body. Raises ChunkError, or InvalidValueError without a key."""
        from .._chunk_verifier import ChunkVerifier

        if self.signed and self._key is None:
            raise InvalidValueError(
                "credentials",
                "the look-up gave a public key alone, with which chunks are not verified",
                "give the credentials",
            )
        bound = {} if max_chunk_size is None else {"max_chunk_size": max_chunk_size}
        return ChunkVerifier(
            self._key if self.signed else None,
            payload=self._payload,
            signing_time=utc(self._epoch),
            seed_signature=self._seed,
            decoded_length=self._decoded_length,
            trailers=self._trailers,
            **bound,
        )

    def check(self, body: bytes) -> None:
        """Refuse a body, all of it, of which a chunk is not what was signed."""
        if self.signed and self._key is None:
            raise PayloadUnsignedError(self._payload)
        try:
            verifier = self.verifier()
            verifier.feed(body)
            verifier.finish()
            return
        except ChunkError as error:
            status, code, message = error.status, error.code, error.message
        except MissingDependencyError as error:  # of a checksum that the client chose
            status, code, message = 400, "InvalidRequest", str(error)
        raise PayloadChunksError(status, code, message)  # Outside: with no chained error.
