"""`ChunkVerifier`: what was signed comes out, and nothing else."""

from __future__ import annotations

from itertools import accumulate
from typing import Any

import chunked
import pytest
from chunked import BODY, FORMS, KEY, SIGNED, received, refused, signer, split, verifier, wire_of
from hypothesis import given, settings
from hypothesis import strategies as st

from sigv4 import InvalidInputError, InvalidTypeError
from sigv4.errors import (
    ChunkError,
    ChunkFramingError,
    ChunkHeaderError,
    ChunkSignatureError,
    ChunkSizeError,
    MissingDependencyError,
    TrailerError,
)
from sigv4.streaming import ChunkVerifier


@settings(max_examples=60)
@given(
    chunked.bodies(0, 40_000),
    st.sampled_from(sorted(FORMS)),
    chunked.cuts(),
)
def test_any_split_gives_the_body(body: bytes, form: str, sizes: list[int]) -> None:
    """However the network cuts the wire."""
    its, wire = wire_of(body, chunk_size=8192, **FORMS[form])
    assert received(verifier(its), split(wire, sizes)) == body


@pytest.mark.parametrize("form", FORMS)
def test_a_chunk_in_pieces_behind_one_that_came_whole(form: str) -> None:
    """What was taken for the one is not there for the next."""
    body = b"a" * 8192 + b"b" * 8192 + b"c" * 8192
    its, wire = wire_of(body, chunk_size=8192, **FORMS[form])
    middle = wire.index(b"b" * 8192) + 5
    assert received(verifier(its), [wire[:middle], wire[middle:]]) == body


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
    body = data.draw(chunked.bodies(1, 20_000))
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
    pytest.param(_with("x-other", "\t"), ChunkHeaderError, id="a tab"),
    pytest.param(_with("x-other", "a\r\nb"), ChunkHeaderError, id="a line end"),
    pytest.param(_with("x-other", "\udc80"), ChunkHeaderError, id="no text"),
    pytest.param(_with("x other", ""), ChunkHeaderError, id="a name that is no token"),
    pytest.param(_with("X-Amz-Date", "20130524T000000Z"), ChunkHeaderError, id="two spellings"),
    *[
        pytest.param(
            _with("x-amz-decoded-content-length", text), ChunkHeaderError, id=f"length {text!r}"
        )
        for text in ("-1", "+1", "1 2", "0x5", "5.0", "9" * 30, "٣", "")
    ],
    *[
        pytest.param(_with("x-amz-trailer", text), TrailerError, id=f"trailer {text[:50]}")
        for text in (
            "x-amz-checksum-crc99",
            "x-amz-checksum-",
            "x-amz-checksum-crc32,x-amz-checksum-crc32",
            "x-amz-checksum-crc32,X-Amz-Checksum-Crc32",
            "x-amz-trailer-signature",
            ",".join(f"x-amz-meta-{n}" for n in range(17)),
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
        pytest.param({"seed_signature": b"0"}, id="seed_signature-type"),
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
