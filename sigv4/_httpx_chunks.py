"""httpx's streams, sent in signed chunks."""

from __future__ import annotations

import httpx

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from typing import Any

    from ._streaming import ChunkSigner


class InChunks:
    """A body that its request signs chunk by chunk. `plain` is the body itself.

    Only the first time that it is sent. httpx hands the same object on to where a redirect
    leads, with headers that say nothing of chunks: from then on it is the plain body, which
    httpx refuses to send again where it cannot begin anew.
    """

    def __init__(self, plain: Any, signer: ChunkSigner) -> None:
        self.plain = plain
        self._signer: ChunkSigner | None = signer

    def take_signer(self) -> ChunkSigner | None:
        """The signer, once."""
        signer, self._signer = self._signer, None
        return signer


class _Sync(InChunks, httpx.SyncByteStream):
    def __iter__(self) -> Iterator[bytes]:
        signer = self.take_signer()
        return iter(self.plain) if signer is None else signer.wire(self.plain)


class _Async(InChunks, httpx.AsyncByteStream):
    def __aiter__(self) -> AsyncIterator[bytes]:
        signer = self.take_signer()
        return aiter(self.plain) if signer is None else signer.awire(self.plain)


class _Both(_Sync, _Async):
    """A multipart form is of both kinds, and each client sends its own."""


def in_chunks(
    stream: httpx.SyncByteStream | httpx.AsyncByteStream, signer: ChunkSigner
) -> httpx.SyncByteStream | httpx.AsyncByteStream:
    """A request's stream as its signer sends it, of the same kinds: a client asks for its own."""
    plain = plain_stream(stream)
    if not isinstance(plain, httpx.AsyncByteStream):
        return _Sync(plain, signer)
    return (
        _Both(plain, signer) if isinstance(plain, httpx.SyncByteStream) else _Async(plain, signer)
    )


def plain_stream(
    stream: httpx.SyncByteStream | httpx.AsyncByteStream,
) -> httpx.SyncByteStream | httpx.AsyncByteStream:
    """The stream as the caller gave it."""
    if isinstance(stream, InChunks):
        plain: httpx.SyncByteStream | httpx.AsyncByteStream = stream.plain
        return plain
    return stream
