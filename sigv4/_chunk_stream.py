"""`ChunkStream`: the state of one body while it is signed, chunk by chunk.

Source: Amazon S3 API reference, "Signature calculations for the Authorization header:
transferring payload in multiple chunks" and "… requests with trailing headers".
"""

from __future__ import annotations

from ._checksums import CHECKSUM_HEADER, CHECKSUMS, in_base64
from ._chunks import TRAILER_SIGNATURE, Chain, ChunkForm, as_view
from ._frozen import Frozen
from .errors import InvalidInputError, InvalidValueError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ._checksums import Checksum
    from ._chunks import Block


class ChunkSignature(Frozen):
    """A signature within a body. Immutable.

    size: of the chunk in bytes, 0 for the last one; None for the trailers. string_to_sign,
    signature: empty where chunks are not signed.
    """

    __slots__ = ("signature", "size", "string_to_sign")

    size: int | None
    string_to_sign: str
    signature: str

    def __init__(self, size: int | None, string_to_sign: str, signature: str) -> None:
        self._set(size=size, string_to_sign=string_to_sign, signature=signature)


class ChunkStream:
    """One body on its way: `feed` takes what comes and gives what can be sent, `finish` the rest.

    It does no I/O. After an error it takes nothing more, and the body is without its end.
    """

    __slots__ = (
        "_chain",
        "_checksums",
        "_chunk_size",
        "_decoded_length",
        "_ended",
        "_form",
        "_pending",
        "_taken",
        "_trailers",
        "_watch",
    )

    def __init__(
        self,
        form: ChunkForm,
        chain: Chain,
        *,
        chunk_size: int,
        decoded_length: int,
        checksums: tuple[str, ...],
        trailers: dict[str, str],
        watch: Callable[[ChunkSignature], object] | None,
    ) -> None:
        self._form = form
        self._chain = chain
        self._chunk_size = chunk_size
        self._decoded_length = decoded_length
        self._checksums: dict[str, Checksum] = {name: CHECKSUMS[name]() for name in checksums}
        self._trailers = trailers
        self._pending = bytearray()
        self._taken = 0
        self._ended = False
        self._watch = watch

    def feed(self, data: Block) -> list[bytes]:
        """The chunks that are full with this data, each as it is sent.

        Raises InvalidTypeError, or InvalidValueError for more than decoded_length.
        """
        return list(self.frames(data))

    def frames(self, data: Block) -> Iterator[bytes]:
        """`feed`, one chunk at a time: all of it must be taken before more is given."""
        view = self._taken_in(data)
        size, pending, at = self._chunk_size, self._pending, 0
        if pending:
            at = size - len(pending)
            pending += view[:at]
            if len(pending) < size:
                return
            yield self._frame(pending)
            pending.clear()
        while len(view) - at >= size:
            yield self._frame(view[at : at + size])
            at += size
        pending += view[at:]

    def finish(self) -> list[bytes]:
        """The end of the body. Raises InvalidValueError for less than decoded_length."""
        return list(self.ending())

    def ending(self) -> Iterator[bytes]:
        """`finish`, one piece at a time."""
        self._check_open()
        self._ended = True
        if self._taken != self._decoded_length:
            raise self._wrong_length(f"it ended after {self._taken} bytes")
        if self._pending:
            yield self._frame(self._pending)
        trailers = dict(self._trailers)
        for name, checksum in self._checksums.items():
            trailers[f"{CHECKSUM_HEADER}{name}"] = in_base64(checksum)
        lines = [self._head(b"")]
        lines += [f"{name}:{trailers[name]}\r\n" for name in sorted(trailers)]
        if self._form.signs_trailers:
            signature = self._signed(None, self._chain.of_trailers(trailers))
            lines.append(f"{TRAILER_SIGNATURE}:{self._form.filled(signature)}\r\n")
        yield "".join([*lines, "\r\n"]).encode()

    def _frame(self, data: bytearray | memoryview) -> bytes:
        for checksum in self._checksums.values():
            checksum.update(data)
        return b"".join((self._head(data).encode(), data, b"\r\n"))

    def _head(self, data: bytes | bytearray | memoryview) -> str:
        size = len(data)
        if self._form.algorithm is None:
            self._tell(size, "", "")
            return self._form.chunk_head(size, "")
        return self._form.chunk_head(size, self._signed(size, self._chain.of_chunk(data)))

    def _signed(self, size: int | None, string_to_sign: str) -> str:
        signature = self._chain.sign(string_to_sign)
        self._tell(size, string_to_sign, signature)
        return signature

    def _tell(self, size: int | None, string_to_sign: str, signature: str) -> None:
        if self._watch is not None:
            self._watch(ChunkSignature(size, string_to_sign, signature))

    def _taken_in(self, data: Block) -> memoryview:
        self._check_open()
        try:
            view = as_view("body", data)
            taken = self._taken + len(view)
            if taken > self._decoded_length:
                raise self._wrong_length(f"{taken} bytes came")
        except InvalidInputError:
            self._ended = True
            raise
        self._taken = taken
        return view

    def _check_open(self) -> None:
        if self._ended:
            raise InvalidValueError("body", "it has ended", "begin another with stream()")

    def _wrong_length(self, what: str) -> InvalidValueError:
        return InvalidValueError(
            "body",
            f"{what}, and decoded_length is {self._decoded_length}",
            "give the length of the whole body",
        )
