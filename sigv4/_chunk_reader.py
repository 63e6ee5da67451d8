"""The wire of a body in chunks, read piece by piece: its grammar, and no signature.

    body     = *( chunk ) last [ trailers ] CRLF
    chunk    = size [ ";chunk-signature=" signature ] CRLF data CRLF
    last     = "0" [ ";chunk-signature=" signature ] CRLF
    trailers = 1*( name ":" value CRLF ) [ "x-amz-trailer-signature:" signature CRLF ]

Source: Amazon S3 API reference, "Signature calculations for the Authorization header:
transferring payload in multiple chunks" and "… requests with trailing headers". What the
grammar of HTTP's own chunks would allow more (RFC 9112, section 7.1) is refused: leading
zeros, white space, other extensions, bare line feeds.
"""

from __future__ import annotations

from ._checks import LOWER_HEX, shown
from ._chunks import CHUNK_SIGNATURE, MOST_TRAILERS, PADDING, TRAILER_SIGNATURE, ChunkForm
from .errors import ChunkFramingError, ChunkSignatureError, TrailerError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Protocol

    class Listener(Protocol):
        """Who is told what the wire says, and may raise at it."""

        def on_head(self, size: int, signature: str) -> None:
            """A chunk begins; size 0: the last one, which has no data."""

        def on_data(self, piece: memoryview) -> None:
            """Some of the chunk's data."""

        def on_chunk_end(self) -> None:
            """The chunk was whole."""

        def on_end(self, trailers: dict[str, str], signature: str) -> None:
            """The body was whole; signature: the trailers', or empty."""


# What stands next in the body.
_HEAD, _DATA, _DATA_END, _TRAILERS, _NOTHING = "head", "data", "data end", "trailers", "nothing"

_ANY_HEX = frozenset("0123456789abcdefABCDEF")
_LONGEST_SIZE = 16

# No line is longer: a size, a signature and the word before it; the line end behind data; a
# trailer, of which the longest that S3 knows has about a hundred characters.
_LONGEST_LINE = {_HEAD: 256, _DATA_END: 2, _TRAILERS: 4096}
_NO_END = {
    _HEAD: "the first line of a chunk does not end where it must",
    _DATA_END: "the data of a chunk does not end where it must",
    _TRAILERS: "a trailer does not end where it must",
}

_NAME = frozenset("abcdefghijklmnopqrstuvwxyz0123456789-")


class ChunkReader:
    """Takes the wire in any pieces, and holds no more of it than one line."""

    __slots__ = ("_form", "_left", "_line", "_listener", "_state", "_trailers")

    def __init__(self, form: ChunkForm, listener: Listener) -> None:
        self._form = form
        self._listener = listener
        self._state = _HEAD
        self._left = 0
        self._line = bytearray()
        self._trailers: dict[str, str] = {}

    def feed(self, data: memoryview) -> None:
        """Tell the listener what the next bytes are. Raises ChunkError."""
        at = 0
        while at < len(data):
            if self._state == _DATA:
                piece = data[at : at + self._left]
                at += len(piece)
                self._left -= len(piece)
                self._listener.on_data(piece)
                if not self._left:
                    self._state = _DATA_END
            elif self._state == _NOTHING:
                raise ChunkFramingError("there are bytes behind the end of the body")
            else:
                at = self._gather(data, at)
                if self._line.endswith(b"\r\n"):
                    line = bytes(self._line[:-2])
                    self._line.clear()
                    self._read(line)

    def check_ended(self) -> None:
        """Raise ChunkFramingError unless the body has come to its end."""
        if self._state != _NOTHING:
            raise ChunkFramingError("the body ends too early")

    def _gather(self, data: memoryview, at: int) -> int:
        """Add to the line what belongs to it; the place behind that."""
        longest = _LONGEST_LINE[self._state]
        window = bytes(data[at : at + longest + 1 - len(self._line)])
        window = window[: window.find(b"\n") + 1] or window
        self._line += window
        if len(self._line) > longest or (
            self._state == _DATA_END and not b"\r\n".startswith(self._line)
        ):
            raise ChunkFramingError(_NO_END[self._state])
        return at + len(window)

    def _read(self, line: bytes) -> None:
        if self._state == _HEAD:
            size, signature = self._head(line)
            self._left = size
            self._state = _DATA if size else _TRAILERS
            self._listener.on_head(size, signature)
        elif self._state == _DATA_END:
            self._state = _HEAD
            self._listener.on_chunk_end()
        elif line:
            self._trailer(line)
        else:
            signature = self._trailer_signature()
            self._state = _NOTHING
            self._listener.on_end(self._trailers, signature)

    def _head(self, line: bytes) -> tuple[int, str]:
        digits, extension, rest = line.decode("latin-1").partition(CHUNK_SIGNATURE)
        # AWS's clients in C write the sizes of unsigned chunks in capitals.
        allowed = _ANY_HEX if self._form.algorithm is None else LOWER_HEX
        if not allowed.issuperset(digits) or not 1 <= len(digits) <= _LONGEST_SIZE:
            raise ChunkFramingError(f"{shown(digits)} is no chunk's size in hexadecimal digits")
        if digits[0] == "0" and len(digits) > 1:
            raise ChunkFramingError(f"{shown(digits)} has leading zeros")
        if self._form.algorithm is None:
            if extension:
                raise ChunkFramingError("a chunk has a signature, and the form has none")
            return int(digits, 16), ""
        if not extension:
            raise ChunkFramingError("a chunk has no chunk-signature")
        return int(digits, 16), self._signature(rest)

    def _signature(self, text: str) -> str:
        width = self._form.width
        # What fills up a signature of another length, and no more of it than that.
        signature = text.rstrip(PADDING) if self._form.padded else text
        if len(text) != width or not signature or not LOWER_HEX.issuperset(signature):
            raise ChunkSignatureError(f"a signature is no {width} lower-case hexadecimal digits")
        return signature

    def _trailer(self, line: bytes) -> None:
        if not self._form.trailer:
            raise TrailerError("there is a trailer, and the form has none")
        # AWS's page on trailers ends each in LF, and the last in LF CR LF; so does minio-go.
        parts = line[:-1].split(b"\n") if line.endswith(b"\n") else [line]
        for part in parts:
            if TRAILER_SIGNATURE in self._trailers or len(self._trailers) == MOST_TRAILERS:
                raise TrailerError("there are more trailers than there can be")
            name, colon, value = part.decode("latin-1").partition(":")
            value = value.strip(" ")
            if not colon or not _NAME.issuperset(name) or not name:
                raise TrailerError(f"{shown(name)} is no trailer's name in lower case")
            if not (value.isascii() and value.isprintable()):
                raise TrailerError(f"the value of {shown(name)} is not printable ASCII")
            if name in self._trailers:
                raise TrailerError(f"{shown(name)} is there twice")
            self._trailers[name] = value

    def _trailer_signature(self) -> str:
        signature = self._trailers.pop(TRAILER_SIGNATURE, None)
        if (signature is not None) != self._form.signs_trailers:
            raise TrailerError(
                f"{TRAILER_SIGNATURE} is {'missing' if signature is None else 'not expected'}"
            )
        return "" if signature is None else self._signature(signature)
