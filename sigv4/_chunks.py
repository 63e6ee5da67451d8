"""The forms of a body that is sent in chunks, and the chain of their signatures.

Each chunk's signature covers the one before it, and the first one the request's, the seed;
so no chunk can be altered, left out or moved. Trailers, where there are any, are the chain's end.
Source: Amazon S3 API reference, "Signature calculations for the Authorization header:
transferring payload in multiple chunks" and "… requests with trailing headers".
"""

from __future__ import annotations

from hashlib import sha256

from ._canonical import ALGORITHM, ASYMMETRIC_ALGORITHM
from ._checks import shown, type_error
from ._frozen import Frozen
from ._rules import EMPTY_PAYLOAD_HASH
from .errors import InvalidValueError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from ._keys import Key

    Block = bytes | bytearray | memoryview

# "The chunk size must be at least 8 KB … the last chunk can be any size."
LEAST_CHUNK_SIZE = 8192

# No object comes near it; a larger number is a mistake, and must not cost time.
LARGEST = 1 << 62

# S3 takes one; a sender without end must not be able to announce or send them without end.
MOST_TRAILERS = 16

CHUNK_SIGNATURE = ";chunk-signature="
TRAILER_SIGNATURE = "x-amz-trailer-signature"
CONTENT_CODING = "aws-chunked"
DECODED_LENGTH = "x-amz-decoded-content-length"
TRAILER_NAMES = "x-amz-trailer"


class ChunkForm(Frozen):
    """One form of a body in chunks: the word that stands for its payload hash, and what it means.

    algorithm: the signing algorithm, or None where chunks are not signed. trailer: whether
    trailers follow the last chunk. width: the characters of a signature in the body; padded:
    whether it may be shorter and is filled up.
    """

    __slots__ = ("algorithm", "padded", "trailer", "width", "word")

    word: str
    algorithm: str | None
    trailer: bool
    width: int
    padded: bool

    def __init__(
        self, word: str, algorithm: str | None, *, trailer: bool, width: int, padded: bool
    ) -> None:
        self._set(word=word, algorithm=algorithm, trailer=trailer, width=width, padded=padded)

    @property
    def signs_trailers(self) -> bool:
        """Whether trailers follow the last chunk with a signature of their own."""
        return self.trailer and self.algorithm is not None

    def chunk_head(self, size: int, signature: str) -> str:
        """The line in front of a chunk, with its end."""
        if self.algorithm is None:
            return f"{size:x}\r\n"
        return f"{size:x}{CHUNK_SIGNATURE}{self.filled(signature)}\r\n"

    def filled(self, signature: str) -> str:
        """A signature as the body has it."""
        return signature.ljust(self.width, PADDING)

    def length(self, decoded_length: int, chunk_size: int, trailers: Mapping[str, int]) -> int:
        """The length of the whole body; trailers: the length of each one's value."""
        full, rest = divmod(decoded_length, chunk_size)
        chunks = full * self._framed(chunk_size) + (self._framed(rest) if rest else 0)
        lines = sum(len(name) + len(":\r\n") + length for name, length in trailers.items())
        if self.signs_trailers:
            lines += len(TRAILER_SIGNATURE) + len(":\r\n") + self.width
        return chunks + len(self.chunk_head(0, "")) + lines + len("\r\n")

    def _framed(self, size: int) -> int:
        return len(self.chunk_head(size, "")) + size + len("\r\n")


# An ECDSA signature varies in length. In the body it is filled up, so that the length of the
# body can be told beforehand; the next string to sign has it as it was.
PADDING = "*"

# The characters of a signature of each algorithm, and whether it may have fewer.
_WIDTHS = {ALGORITHM: (64, False), ASYMMETRIC_ALGORITHM: (144, True)}


def _forms() -> dict[str, ChunkForm]:
    word = "STREAMING-UNSIGNED-PAYLOAD-TRAILER"
    forms = {word: ChunkForm(word, None, trailer=True, width=0, padded=False)}
    for algorithm, (width, padded) in _WIDTHS.items():
        for ending, trailer in (("", False), ("-TRAILER", True)):
            word = f"STREAMING-{algorithm}-PAYLOAD{ending}"
            forms[word] = ChunkForm(word, algorithm, trailer=trailer, width=width, padded=padded)
    return forms


FORMS = _forms()


class Chain:
    """The strings to sign of one body, one after the other.

    previous: the latest signature, which the next string to sign covers; at first the seed.
    """

    __slots__ = ("_chunk", "_trailer", "key", "previous")

    def __init__(self, key: Key, amz_date: str, seed: str) -> None:
        self.key = key
        self.previous = seed
        self._chunk = f"{key.algorithm}-PAYLOAD\n{amz_date}\n{key.scope}\n"
        self._trailer = f"{key.algorithm}-TRAILER\n{amz_date}\n{key.scope}\n"

    def of_chunk(self, data: bytes | bytearray | memoryview) -> str:
        """The string to sign of a chunk."""
        digest = sha256(data).hexdigest()
        return f"{self._chunk}{self.previous}\n{EMPTY_PAYLOAD_HASH}\n{digest}"

    def of_trailers(self, trailers: Mapping[str, str]) -> str:
        """The string to sign of the trailers."""
        digest = sha256(trailer_block(trailers).encode()).hexdigest()
        return f"{self._trailer}{self.previous}\n{digest}"

    def sign(self, string_to_sign: str) -> str:
        """The signature, which is the latest one from now on."""
        self.previous = self.key.sign(string_to_sign)
        return self.previous


def trailer_block(trailers: Mapping[str, str]) -> str:
    """Trailers as they are signed: canonical headers, each line with its end."""
    return "".join([f"{name}:{trailers[name]}\n" for name in sorted(trailers)])


def as_view(argument: str, data: object) -> memoryview:
    """The bytes of a bytes-like object, one after another. Raises InvalidInputError."""
    if not isinstance(data, (bytes, bytearray, memoryview)):
        raise type_error(argument, data, "bytes")
    try:
        view = memoryview(data)
        return view.cast("B") if view.c_contiguous else memoryview(view.tobytes())
    except ValueError:
        raise InvalidValueError(argument, "the memoryview was released", "give bytes") from None


def checked_number(argument: str, value: object, least: int) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise type_error(argument, value, "an int, in bytes")
    number = int.__int__(value)
    if not least <= number <= LARGEST:
        raise InvalidValueError(
            argument, f"{shown(number)} bytes are out of range", f"give {least} or more"
        )
    return number
