"""What `ChunkVerifier` takes for a chunk and for a trailer: one spelling of each."""

from __future__ import annotations

from typing import Any

import pytest
from chunked import FORMS, received, refused, signer, split, verifier, wire_of

from sigv4.errors import (
    ChecksumError,
    ChunkError,
    ChunkFramingError,
    ChunkSignatureError,
    ChunkSizeError,
    TrailerError,
)
from sigv4.streaming import ChunkSigner

HEAD = ";chunk-signature=" + "0" * 64

FRAMES: list[Any] = [
    pytest.param(f"{HEAD}\r\n", ChunkFramingError, id="no size"),
    pytest.param(f"0x10{HEAD}\r\n", ChunkFramingError, id="0x"),
    pytest.param(f"+10{HEAD}\r\n", ChunkFramingError, id="plus"),
    pytest.param(f"-1{HEAD}\r\n", ChunkFramingError, id="minus"),
    pytest.param(f" 10{HEAD}\r\n", ChunkFramingError, id="space before"),
    pytest.param(f"10 {HEAD}\r\n", ChunkFramingError, id="space behind"),
    pytest.param(f"1_0{HEAD}\r\n", ChunkFramingError, id="underscore"),
    pytest.param(f"1A{HEAD}\r\n", ChunkFramingError, id="capitals"),
    pytest.param(f"010{HEAD}\r\n", ChunkFramingError, id="leading zero"),
    pytest.param(f"00{HEAD}\r\n", ChunkFramingError, id="two zeros"),
    pytest.param(f"{'1' * 17}{HEAD}\r\n", ChunkFramingError, id="17 digits"),
    pytest.param(f"{'f' * 16}{HEAD}\r\n", ChunkFramingError, id="16 digits"),
    pytest.param(f"{'1' * 5000}{HEAD}\r\n", ChunkFramingError, id="5000 digits"),
    pytest.param("1\u0661" + HEAD + "\r\n", ChunkFramingError, id="Arabic digit"),
    pytest.param("10\r\n", ChunkFramingError, id="no signature"),
    pytest.param(f"10;a=b{HEAD}\r\n", ChunkFramingError, id="another extension"),
    pytest.param(f"10{HEAD};a=b\r\n", ChunkSignatureError, id="an extension behind"),
    pytest.param("10;Chunk-Signature=" + "0" * 64 + "\r\n", ChunkFramingError, id="its capitals"),
    pytest.param("10; chunk-signature=" + "0" * 64 + "\r\n", ChunkFramingError, id="its space"),
    pytest.param(f"10{HEAD[:-1]}\r\n", ChunkSignatureError, id="63 digits"),
    pytest.param(f"10{HEAD}0\r\n", ChunkSignatureError, id="65 digits"),
    pytest.param(f"10{HEAD[:-1]}A\r\n", ChunkSignatureError, id="a capital in it"),
    pytest.param(f"10{HEAD[:-1]}*\r\n", ChunkSignatureError, id="padded"),
    pytest.param(f"10;chunk-signature={'*' * 64}\r\n", ChunkSignatureError, id="all padding"),
    pytest.param(f"10{HEAD}\n", ChunkSignatureError, id="line feed alone"),
    pytest.param(f"10{HEAD}\r", ChunkSignatureError, id="carriage return alone"),
    pytest.param(f"10{HEAD}\r\r\n", ChunkSignatureError, id="two carriage returns"),
    pytest.param("\r\n", ChunkFramingError, id="empty line"),
    pytest.param("\0" * 4096, ChunkFramingError, id="zeros without a line end"),
]


@pytest.mark.parametrize(
    "head",
    [
        *("10;chunk-signature=" + "0" * 64, "10;a=b", "10;", "0x10", "010"),
        *(f"{before}10" for before in "+-_ ~"),
        *(f"10{behind}" for behind in "gG_ ~\t*"),
    ],
)
def test_an_unsigned_chunk_has_a_size_alone(head: str) -> None:
    """No signature, which nobody would look at, and no other extension."""
    its = signer(16, checksum="crc32", payload="unsigned")
    error, given_out = refused(its, head.encode() + b"\r\n" + b"x" * 16 + b"\r\n")
    assert isinstance(error, ChunkFramingError)
    assert given_out == b""


@pytest.mark.parametrize(("head", "error"), FRAMES)
def test_the_grammar_of_a_chunk_is_strict(head: str, error: type[ChunkError]) -> None:
    """One spelling of a size, one extension, one line end."""
    its = signer(100)
    wire = head.encode() + b"x" * 16 + b"\r\n"
    assert type(refused(its, wire)[0]) is error
    assert type(refused(its, wire, 1)[0]) is error


def test_a_line_without_end_takes_no_memory() -> None:
    """It is refused once it is longer than any line can be."""
    its = signer(1 << 30)
    checker = verifier(its)
    for _ in range(25):
        checker.feed(b"1" * 10)
    with pytest.raises(ChunkFramingError, match="does not end where it must"):
        checker.feed(b"1" * 10)


@pytest.mark.parametrize("size", [1, 8191])
@pytest.mark.parametrize("form", FORMS)
def test_small_chunks_are_refused(form: str, size: int) -> None:
    """All but the last have 8192 bytes at least, and it is refused before it is taken."""
    its = signer(20_000, **FORMS[form])
    head = f"{size:x}{'' if form == 'unsigned' else HEAD}\r\n"
    error, given_out = refused(its, head.encode() + b"x" * size)
    assert isinstance(error, ChunkSizeError)
    assert (error.status, error.code, given_out) == (403, "InvalidChunkSizeError", b"")


def test_large_chunks_are_refused_at_their_head() -> None:
    """A signed chunk is held until it is proven, so its size is bounded; an unsigned one is not."""
    body = b"x" * 20_000
    its, wire = wire_of(body, chunk_size=20_000)
    with pytest.raises(ChunkSizeError, match="19999 are accepted"):
        verifier(its, max_chunk_size=19_999).feed(wire[:100])
    assert received(verifier(its, max_chunk_size=20_000), [wire]) == body
    its, wire = wire_of(body, chunk_size=20_000, checksum="sha1", payload="unsigned")
    assert received(verifier(its, max_chunk_size=8192), [wire]) == body


def _trailer_wire(lines: str, *, signed: bool = False) -> tuple[ChunkSigner, bytes]:
    its = signer(0, checksum="crc32", payload="signed" if signed else "unsigned")
    return its, its.form.chunk_head(0, "").encode() + lines.encode("latin-1")


RIGHT = "x-amz-checksum-crc32:AAAAAA=="
TRAILERS: list[Any] = [
    pytest.param("\r\n", TrailerError, id="none"),
    pytest.param(f"{RIGHT}\r\n{RIGHT}\r\n\r\n", TrailerError, id="twice"),
    pytest.param(f"{RIGHT}\r\nx-amz-meta-a:b\r\n\r\n", TrailerError, id="one more"),
    pytest.param("x-amz-checksum-crc32c:AAAAAA==\r\n\r\n", TrailerError, id="another"),
    pytest.param("X-Amz-Checksum-Crc32:AAAAAA==\r\n\r\n", TrailerError, id="capitals"),
    pytest.param("x-amz-checksum-crc32 :AAAAAA==\r\n\r\n", TrailerError, id="space in the name"),
    pytest.param(f" {RIGHT}\r\n\r\n", TrailerError, id="folded"),
    pytest.param("x-amz-checksum-crc32\r\n\r\n", TrailerError, id="no colon"),
    pytest.param(":AAAAAA==\r\n\r\n", TrailerError, id="no name"),
    pytest.param("x-amz-checksum-crc32:AAAA\xc4AA==\r\n\r\n", TrailerError, id="not ASCII"),
    pytest.param("x-amz-checksum-crc32:AAAA\0AA==\r\n\r\n", TrailerError, id="control"),
    pytest.param("x-amz-checksum-crc32:\r\n\r\n", ChecksumError, id="empty"),
    pytest.param("x-amz-checksum-crc32:AAAAAQ==\r\n\r\n", ChecksumError, id="altered"),
    pytest.param("x-amz-checksum-crc32:AAAAAB==\r\n\r\n", ChecksumError, id="other unused bits"),
    pytest.param("x-amz-checksum-crc32:AAAAAA\r\n\r\n", ChecksumError, id="no padding"),
    pytest.param(f"{RIGHT}\n\n", ChunkFramingError, id="line feeds"),
    pytest.param(f"x-amz-meta-a:{'b' * 5000}\r\n\r\n", ChunkFramingError, id="long"),
    pytest.param(
        "".join(f"x-amz-meta-{n}:\r\n" for n in range(1000)), TrailerError, id="a thousand"
    ),
    pytest.param(
        f"{RIGHT}\r\nx-amz-trailer-signature:{'0' * 64}\r\n\r\n", TrailerError, id="a signature"
    ),
]


@pytest.mark.parametrize(("lines", "error"), TRAILERS)
def test_the_trailers_are_those_that_were_announced(lines: str, error: type[ChunkError]) -> None:
    """Each once, none else, and the checksum is the body's."""
    its, wire = _trailer_wire(lines)
    assert type(refused(its, wire)[0]) is error
    assert type(refused(its, wire, 1)[0]) is error


@pytest.mark.parametrize(
    "lines",
    [
        pytest.param(f"{RIGHT}\r\n\r\n", id="plain"),
        pytest.param("x-amz-checksum-crc32: AAAAAA==\r\n\r\n", id="a space"),
        pytest.param(f"{RIGHT}\n\r\n\r\n", id="a line feed more, as minio-go and AWS's page"),
    ],
)
def test_trailers_as_clients_write_them(lines: str) -> None:
    """What is harmless, and met."""
    its, wire = _trailer_wire(lines)
    assert received(verifier(its), split(wire, [7])) == b""


SIGNED_TRAILERS: list[Any] = [
    pytest.param(lambda right: b"", "is missing", id="none"),
    pytest.param(lambda right: right + right, "more trailers", id="twice"),
    pytest.param(lambda right: right + b"x-amz-meta-a:b\r\n", "more trailers", id="one behind"),
    pytest.param(lambda right: right[:-3] + b"\r\n", "64 lower-case", id="short"),
    pytest.param(lambda right: right.upper(), "lower case", id="capitals"),
    pytest.param(
        lambda right: right[:-2] + b"\nx-amz-meta-a:b\n\r\n", "more trailers", id="one in its line"
    ),
    pytest.param(
        lambda right: b"x-amz-meta-a:\n" * 2 + b"\r\n" + right, "twice", id="two in a line"
    ),
    pytest.param(
        lambda right: b"".join(b"x-%d:\n" % n for n in range(17)) + b"\r\n" + right,
        "more trailers",
        id="seventeen in a line",
    ),
]


@pytest.mark.parametrize(("change", "said"), SIGNED_TRAILERS)
def test_the_signature_of_the_trailers_is_their_end(change: Any, said: str) -> None:
    """There is one, and nothing behind it."""
    its, wire = wire_of(b"x", checksum="crc32")
    begin = wire.index(b"x-amz-trailer-signature")
    altered = wire[:begin] + change(wire[begin:-2]) + b"\r\n"
    assert said in str(refused(its, altered)[0])


def test_line_feeds_alone_between_trailers() -> None:
    """Only where they end all of them, as in minio-go; and a signature stands on its own line."""
    its, wire = wire_of(b"x", checksum="sha1", trailers={"x-amz-meta-a": "b"})
    first, second = b"x-amz-meta-a:b\r\n", b"\r\nx-amz-trailer-signature"
    assert received(verifier(its), [wire]) == b"x"
    one = wire.replace(b"=\r\nx-amz-meta", b"=\nx-amz-meta").replace(first, b"x-amz-meta-a:b\n\r\n")
    assert received(verifier(its), split(one, [5])) == b"x"
    for altered in (
        wire.replace(b"=\r\nx-amz-meta", b"=\nx-amz-meta"),
        wire.replace(second, second[1:]),
        wire.replace(second, b"\n" + second[2:]),
    ):
        assert altered != wire
        assert isinstance(refused(its, altered)[0], TrailerError)


def test_a_trailer_where_none_can_be() -> None:
    """The form without trailers has none."""
    its, wire = wire_of(b"x")
    error, _ = refused(its, wire[:-2] + b"x-amz-meta-a:b\r\n\r\n")
    assert isinstance(error, TrailerError)
    assert (error.status, error.code) == (400, "MalformedTrailerError")


def test_the_checksum_of_an_unsigned_body_is_compared() -> None:
    """It is the one proof of such a body, and comes last."""
    its, wire = wire_of(b"x" * 10, checksum="sha256", payload="unsigned")
    error, given_out = refused(its, wire.replace(b"xx", b"xy", 1), 5)
    assert (error.status, error.code) == (400, "BadDigest")
    assert given_out != b"x" * 10
