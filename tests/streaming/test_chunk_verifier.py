"""`ChunkVerifier`: what was signed comes out, and nothing else."""

from __future__ import annotations

from itertools import accumulate
from typing import Any

import chunked
import pytest
from chunked import BODY, KEY, received, signer, split, verifier, wire_of
from hypothesis import given, settings
from hypothesis import strategies as st

from sigv4 import InvalidInputError, InvalidTypeError
from sigv4.errors import (
    ChecksumError,
    ChunkError,
    ChunkFramingError,
    ChunkHeaderError,
    ChunkSignatureError,
    ChunkSizeError,
    MissingDependencyError,
    TrailerError,
)
from sigv4.streaming import ChunkSigner, ChunkVerifier

FORMS: dict[str, dict[str, Any]] = {
    "signed": {},
    "trailer": {"checksum": "crc32c"},
    "trailers": {"checksum": "sha1", "trailers": {"x-amz-meta-a": "b c"}},
    "unsigned": {"checksum": "crc64nvme", "payload": "unsigned"},
}
SIGNED = sorted(FORMS.keys() - {"unsigned"})


def refused(its: ChunkSigner, wire: bytes, pieces: int | None = None) -> tuple[ChunkError, bytes]:
    """The error at a wire, and what was given out before it."""
    checker, given_out = verifier(its), bytearray()

    def take() -> None:
        for piece in split(wire, [pieces or max(1, len(wire))]):
            for block in checker.feed(piece):
                given_out.extend(block)
        checker.finish()

    with pytest.raises(ChunkError) as caught:
        take()
    return caught.value, bytes(given_out)


@settings(max_examples=60)
@given(
    st.binary(max_size=40_000),
    st.sampled_from(sorted(FORMS)),
    st.lists(st.integers(1, 20_000), min_size=1, max_size=5),
)
def test_any_split_gives_the_body(body: bytes, form: str, sizes: list[int]) -> None:
    """However the network cuts the wire."""
    its, wire = wire_of(body, chunk_size=8192, **FORMS[form])
    assert received(verifier(its), split(wire, sizes)) == body


@pytest.mark.parametrize("form", FORMS)
def test_the_wire_byte_by_byte(form: str) -> None:
    """Every cut at once."""
    body = bytes(range(256)) * 50
    its, wire = wire_of(body, chunk_size=8192, **FORMS[form])
    checker = verifier(its)
    assert received(checker, split(wire, [1])) == body
    names = its.headers.get("x-amz-trailer", "").split(",")
    assert sorted(checker.trailers) == sorted(filter(None, names))
    assert checker.feed(b"") == []


def test_the_documented_upload() -> None:
    """AWS's published frames pass, with AWS's published signatures."""
    its, wire = wire_of(BODY, checksum="crc32c")
    assert b"b474d8862b1487a5145d686f57f013e54db672cee1c953b3010fb58501ef5aa2" in wire
    checker = verifier(its)
    assert received(checker, [wire]) == BODY
    assert checker.trailers == {"x-amz-checksum-crc32c": "sOO8/Q=="}


@settings(max_examples=300)
@given(st.sampled_from(SIGNED), st.data())
def test_a_flipped_byte_is_refused(form: str, data: st.DataObject) -> None:
    """Anywhere in a signed wire; no byte of its chunk is given out, nor any behind it."""
    body = data.draw(st.binary(min_size=1, max_size=20_000))
    its, wire = wire_of(body, chunk_size=8192, **FORMS[form])
    at = data.draw(st.integers(0, len(wire) - 1))
    flipped = bytearray(wire)
    flipped[at] ^= data.draw(st.integers(1, 255))
    _, given_out = refused(its, bytes(flipped), data.draw(st.integers(1, 9000)))
    frames = [len(frame) for frame in its.wire(body)]
    before = sum(end <= at for end in accumulate(frames))
    assert body[: before * 8192].startswith(given_out)


@pytest.mark.parametrize("size", [0, 100])
@pytest.mark.parametrize("form", SIGNED)
def test_every_flip_of_every_byte_of_a_short_wire(form: str, size: int) -> None:
    """Each of its bits."""
    its, wire = wire_of(b"x" * size, **FORMS[form])
    for at in range(len(wire)):
        for bit in range(8):
            flipped = bytearray(wire)
            flipped[at] ^= 1 << bit
            _, given_out = refused(its, bytes(flipped))
            assert given_out in (b"", b"x" * size)
            assert size == 0 or at >= wire.index(b"\r\n0;") or not given_out


def test_every_flip_of_every_byte_of_an_unsigned_wire() -> None:
    """But for the size of a chunk in capitals, which some clients write."""
    its, wire = wire_of(b"x" * 0xABC, checksum="crc32", payload="unsigned")
    assert wire.startswith(b"abc\r\n")
    for at in [*range(5), *range(len(wire) - 60, len(wire))]:
        for bit in range(8):
            flipped = bytearray(wire)
            flipped[at] ^= 1 << bit
            if flipped.upper() == wire.upper() and at < 3:
                assert received(verifier(its), [bytes(flipped)]) == b"x" * 0xABC
            else:
                refused(its, bytes(flipped))


@pytest.mark.parametrize("form", FORMS)
def test_every_early_end_is_refused(form: str) -> None:
    """A wire that stops anywhere before its end is not whole."""
    its, wire = wire_of(b"x" * 10, **FORMS[form])
    for end in range(len(wire)):
        error, _ = refused(its, wire[:end])
        assert isinstance(error, ChunkFramingError)
        assert (error.status, error.code) == (400, "IncompleteBody")


@pytest.mark.parametrize("more", [b"\0", b"\r\n", b"0\r\n\r\n"])
@pytest.mark.parametrize("form", FORMS)
def test_bytes_behind_the_end_are_refused(form: str, more: bytes) -> None:
    """In the same piece as the end, or in a later one."""
    its, wire = wire_of(b"x" * 10, **FORMS[form])
    error, _ = refused(its, wire + more)
    assert isinstance(error, ChunkFramingError)
    checker = verifier(its)
    checker.feed(wire)
    with pytest.raises(ChunkFramingError, match="behind the end"):
        checker.feed(more)
    with pytest.raises(ChunkFramingError, match="behind the end"):
        checker.finish()


def test_chunks_cannot_change_places_nor_be_left_out() -> None:
    """Each signature continues the one before."""
    body = b"".join(bytes([n]) * 8192 for n in range(3))
    its = signer(len(body), chunk_size=8192)
    one, two, three, end = its.wire(body)
    for wire in (two + one + three + end, one + three + end, one + one + two + end):
        error, given_out = refused(its, wire, 8192)
        assert isinstance(error, (ChunkSignatureError, ChunkFramingError))
        assert body.startswith(given_out)


def test_chunks_of_another_request_are_refused() -> None:
    """The seed ties a body to its request."""
    its, _ = wire_of(b"x" * 10)
    _, other = wire_of(b"x" * 10, headers={"x-amz-meta-a": "b"})
    error, given_out = refused(its, other)
    assert isinstance(error, ChunkSignatureError)
    assert (error.status, error.code, given_out) == (403, "SignatureDoesNotMatch", b"")


def test_no_signature_is_told() -> None:
    """Neither the one that would have been right nor the one that came."""
    its, wire = wire_of(b"x" * 10)
    error, _ = refused(its, wire.replace(b"x", b"y"))
    right = wire.partition(b"chunk-signature=")[2][:64].decode()
    assert right not in f"{error!r} {error} {vars(error)}"


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


@pytest.mark.parametrize("form", FORMS)
def test_small_chunks_are_refused(form: str) -> None:
    """All but the last have 8192 bytes at least, and it is refused before it is taken."""
    its = signer(20_000, **FORMS[form])
    head = b"1fff\r\n" if form == "unsigned" else f"1fff{HEAD}\r\n".encode()
    error, given_out = refused(its, head + b"x" * 8191)
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


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("announced", [9_999, 10_001, 0, 1 << 40])
def test_a_body_of_another_length_is_refused(form: str, announced: int) -> None:
    """The length that the request announced is the length that comes; it was signed, too."""
    its, wire = wire_of(b"x" * 10_000, chunk_size=8192, **FORMS[form])
    checker = ChunkVerifier.of({**its.headers, "x-amz-decoded-content-length": str(announced)}, KEY)
    with pytest.raises((ChunkFramingError, ChunkSizeError)):
        checker.feed(wire)


def test_a_body_may_not_end_before_its_length() -> None:
    """An end with a right signature is none."""
    its = signer(8192, chunk_size=8192)
    chain = signer(0, headers={**chunked.HEADERS}).stream()._chain
    chain.previous = its.seed_signature
    end = f"0;chunk-signature={chain.sign(chain.of_chunk(b''))}\r\n\r\n"
    error, _ = refused(its, end.encode())
    assert str(error) == "the body has 0 bytes, and 8192 were announced"


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
]


@pytest.mark.parametrize(("change", "said"), SIGNED_TRAILERS)
def test_the_signature_of_the_trailers_is_their_end(change: Any, said: str) -> None:
    """There is one, and nothing behind it."""
    its, wire = wire_of(b"x", checksum="crc32")
    begin = wire.index(b"x-amz-trailer-signature")
    altered = wire[:begin] + change(wire[begin:-2]) + b"\r\n"
    assert said in str(refused(its, altered)[0])


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


def test_an_error_stays() -> None:
    """After it nothing is given out, whatever comes."""
    its, wire = wire_of(b"x" * 10)
    checker = verifier(its)
    with pytest.raises(ChunkFramingError) as first:
        checker.feed(b"?\r\n")
    for again in (lambda: checker.feed(wire), checker.finish, lambda: checker.feed(b"")):
        with pytest.raises(ChunkFramingError) as later:
            again()
        assert later.value is first.value


def _without(name: str) -> dict[str, str]:
    headers = signer(5, checksum="crc32").headers
    del headers[name]
    return headers


def _with(name: str, value: str) -> dict[str, str]:
    return {**signer(5, checksum="crc32").headers, name: value}


BAD_HEADERS: list[Any] = [
    pytest.param(_without("x-amz-decoded-content-length"), ChunkHeaderError, id="no length"),
    pytest.param(_without("x-amz-content-sha256"), ChunkHeaderError, id="no word"),
    pytest.param(_without("x-amz-date"), ChunkHeaderError, id="no date"),
    pytest.param(_without("Authorization"), ChunkHeaderError, id="no seed"),
    pytest.param(_without("x-amz-trailer"), TrailerError, id="no trailer"),
    pytest.param(_with("x-amz-content-sha256", "0" * 64), ChunkHeaderError, id="a hash"),
    pytest.param(_with("x-amz-date", "20139924T000000Z"), ChunkHeaderError, id="no date of any"),
    pytest.param(_with("x-amz-date", "2013-5-24T0:0:0Z"), ChunkHeaderError, id="other date"),
    *[
        pytest.param(
            _with("x-amz-decoded-content-length", text), ChunkHeaderError, id=f"length {text!r}"
        )
        for text in ("-1", "+1", "1 2", "0x5", "5.0", "9" * 30, "٣", "")
    ],
    *[
        pytest.param(_with("x-amz-trailer", text), TrailerError, id=f"trailer {text}")
        for text in (
            "x-amz-checksum-crc99",
            "x-amz-checksum-",
            "x-amz-checksum-crc32,x-amz-checksum-crc32",
            "x-amz-checksum-crc32,X-Amz-Checksum-Crc32",
            "x-amz-trailer-signature",
        )
    ],
]


@pytest.mark.parametrize(("headers", "error"), BAD_HEADERS)
def test_headers_that_say_too_little_are_refused(
    headers: dict[str, str], error: type[ChunkError]
) -> None:
    """They come from outside, so it is a `ChunkError`."""
    with pytest.raises(error):
        ChunkVerifier.of(headers, KEY)


def test_a_form_without_trailers_must_not_announce_any() -> None:
    """What is announced and cannot come is a mistake."""
    with pytest.raises(TrailerError):
        ChunkVerifier.of({**signer(5).headers, "x-amz-trailer": "x-amz-meta-a"}, KEY)


GIVEN: dict[str, Any] = {
    "key": KEY,
    "payload": "STREAMING-AWS4-HMAC-SHA256-PAYLOAD",
    "signing_time": chunked.NOW,
    "seed_signature": "0" * 64,
    "decoded_length": 5,
}


def _make(**changes: Any) -> ChunkVerifier:
    given = {**GIVEN, **changes}
    return ChunkVerifier(given.pop("key"), **given)


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"key": None}, id="key"),
        pytest.param({"payload": "UNSIGNED-PAYLOAD"}, id="payload"),
        pytest.param({"payload": None}, id="payload-type"),
        pytest.param({"signing_time": None}, id="signing_time"),
        pytest.param({"signing_time": "20130524T000000Z"}, id="signing_time-text"),
        pytest.param({"seed_signature": "x"}, id="seed_signature"),
        pytest.param({"seed_signature": ""}, id="seed_signature-empty"),
        pytest.param({"decoded_length": -1}, id="decoded_length"),
        pytest.param({"decoded_length": "5"}, id="decoded_length-type"),
        pytest.param({"max_chunk_size": 8191}, id="max_chunk_size"),
        pytest.param({"trailers": "x-amz-meta-a"}, id="trailers"),
        pytest.param({"trailers": [5]}, id="trailers-of-ints"),
    ],
)
def test_arguments_that_are_wrong_are_refused_by_name(
    changes: dict[str, Any], request: pytest.FixtureRequest
) -> None:
    """By the error tree of arguments: they are the program's own."""
    with pytest.raises(InvalidInputError) as caught:
        _make(**changes)
    assert caught.value.argument in changes
    assert request.node.callspec.id.startswith(caught.value.argument)


def test_the_arguments_in_place_of_headers() -> None:
    """For who has them in another shape."""
    its, wire = wire_of(b"12345")
    checker = _make(seed_signature=its.seed_signature)
    assert received(checker, [wire]) == b"12345"


def test_the_unsigned_form_needs_no_key() -> None:
    """It has no signature but the request's."""
    its, wire = wire_of(b"12345", checksum="crc32", payload="unsigned")
    assert received(ChunkVerifier.of(its.headers, None), [wire]) == b"12345"


def test_a_missing_library_is_the_receivers_own_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not a `ChunkError`, which the sender is told."""
    import sys

    headers = signer(5, checksum="crc32c").headers
    monkeypatch.setitem(sys.modules, "anycrc", None)
    with pytest.raises(MissingDependencyError):
        ChunkVerifier.of(headers, KEY)


@pytest.mark.parametrize("data", ["text", None, 5])
def test_what_is_no_bytes_is_refused(data: Any) -> None:
    """By its type; the body may go on."""
    its, wire = wire_of(b"12345")
    checker = verifier(its)
    with pytest.raises(InvalidTypeError):
        checker.feed(data)
    assert received(checker, [wire]) == b"12345"


@settings(max_examples=200)
@given(st.sampled_from(sorted(FORMS)), st.lists(st.binary(max_size=300), max_size=5))
def test_noise_gives_errors_of_the_tree(form: str, pieces: list[bytes]) -> None:
    """Whatever bytes come, nothing else is raised."""
    checker = verifier(signer(1 << 20, **FORMS[form]))
    with pytest.raises(ChunkError) as caught:
        received(checker, pieces)
    assert len(str(caught.value)) < 200
