"""Bodies that are checked while they are read.

The last piece of a body is given out when the check has passed, so that nobody who reads to
the end takes a body for whole that is not what was signed.
"""

from __future__ import annotations

from hashlib import sha256

from .._chunks import CONTENT_CODING
from .._verify.refusals import PayloadChunksError, PayloadDiffersError
from ..errors import ChunkError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Protocol

    from .._chunk_verifier import ChunkVerifier

    class Body(Protocol):
        """length: of what the application reads, where it is not that of what is received."""

        length: int | None

        def feed(self, data: bytes) -> bytes:
            """What may be given out with this data; maybe nothing. May raise a refusal."""

        def finish(self) -> bytes:
            """The last piece, at the end of the body. Raises a refusal where it is another."""


class HashedBody:
    """A body whose SHA-256 was signed."""

    def __init__(self, expected: str) -> None:
        self.length: int | None = None
        self._expected = expected
        self._hash = sha256()
        self._held = b""

    def feed(self, data: bytes) -> bytes:
        """The piece before this one."""
        if not data:
            return b""
        self._hash.update(data)
        given, self._held = self._held, data
        return given

    def finish(self) -> bytes:
        """The last piece. Raises PayloadDiffersError."""
        computed = self._hash.hexdigest()
        if computed != self._expected:
            raise PayloadDiffersError(self._expected, computed)
        return self._held


class ChunkedBody:
    """A body in chunks, decoded; `length` is that of the decoded body."""

    def __init__(self, verifier: ChunkVerifier, length: int) -> None:
        self.length: int | None = length
        self._verifier = verifier
        self._held = b""

    def feed(self, data: bytes) -> bytes:
        """What is proven with this data, but its last piece. Raises PayloadChunksError."""
        try:
            blocks = self._verifier.feed(data)
        except ChunkError as error:
            refusal = refusal_of(error)
        else:
            if not blocks:
                return b""
            given, self._held = b"".join([self._held, *blocks[:-1]]), blocks[-1]
            return given
        raise refusal

    def finish(self) -> bytes:
        """The last piece. Raises PayloadChunksError."""
        try:
            self._verifier.finish()
        except ChunkError as error:
            refusal = refusal_of(error)
        else:
            return self._held
        raise refusal


def refusal_of(error: ChunkError) -> PayloadChunksError:
    """The refusal that an error in chunks is."""
    return PayloadChunksError(error.status, error.code, error.message)


def without_coding(content_encoding: str) -> str:
    """A Content-Encoding without aws-chunked, which a decoded body does not have any more."""
    codings = [coding.strip(" \t") for coding in content_encoding.split(",")]
    return ", ".join([c for c in codings if c and c.lower() != CONTENT_CODING])
