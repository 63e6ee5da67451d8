"""`ChunkSigner`: AWS's published figures, the lengths, and what is refused."""

from __future__ import annotations

import asyncio
import hmac
import io
import sys
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import chunked
import pytest
from chunked import BODY, KEY, signatures_of, signer, wire_of
from hypothesis import given, settings
from hypothesis import strategies as st

from sigv4 import Credentials, InvalidInputError, InvalidTypeError, InvalidValueError
from sigv4._chunks import Chain
from sigv4.errors import MissingDependencyError

# Amazon S3 API reference, "Signature calculations for the Authorization header: transferring
# payload in multiple chunks": seed and chunks.
SEED = "4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9"
CHUNKS = [
    "ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648",
    "0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497",
    "b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9",
]
# "Signature calculations for requests with trailing headers": seed, chunks and trailer.
TRAILER_SEED = "106e2a8a18243abcf37539882f36619c00e2dfc72633413f02d3b74544bfeb8e"
TRAILER_CHUNKS = [
    "b474d8862b1487a5145d686f57f013e54db672cee1c953b3010fb58501ef5aa2",
    "1c1344b170168f8e65b41376b44b20fe354e373826ccbbe2c1d40a8cae51e5c7",
    "2ca2aba2005185cf7159c6277faf83795951dd77a3a99e6e65d5c9f85863f992",
    "d81f82fc3505edab99d459891051a732e8730629a2e4a59689829ca17fe2e435",
]
# awslabs/aws-c-auth, tests: three trailers behind the first example's last chunk.
THREE_TRAILERS = {"first": "1st", "second": "2nd", "third": "3rd"}
THREE_TRAILERS_SIGNATURE = "df5735bd9f3295cd9386572292562fefc93ba94e80a0a1ddcbd652c4e0a75e6c"


def test_the_documented_chunks() -> None:
    """Seed, content length, three chunks and every byte of the frames."""
    example = signer(len(BODY))
    assert example.seed_signature == SEED
    assert example.content_length == 66824
    assert example.headers["content-length"] == "66824"
    assert [s.signature for s in signatures_of(example, BODY)] == CHUNKS
    assert b"".join(example.wire(BODY)) == b"".join(
        [
            b"10000;chunk-signature=%b\r\n%b\r\n" % (CHUNKS[0].encode(), BODY[:65536]),
            b"400;chunk-signature=%b\r\n%b\r\n" % (CHUNKS[1].encode(), BODY[:1024]),
            b"0;chunk-signature=%b\r\n\r\n" % CHUNKS[2].encode(),
        ]
    )


@pytest.mark.parametrize(
    "how",
    [
        pytest.param({"checksum": "crc32c"}, id="calculated"),
        pytest.param({"trailers": {"x-amz-checksum-crc32c": "sOO8/Q=="}}, id="given"),
    ],
)
def test_the_documented_trailer(how: dict[str, Any]) -> None:
    """Seed, three chunks, the trailer and the end of the body."""
    example = signer(len(BODY), **how)
    assert example.seed_signature == TRAILER_SEED
    assert [s.signature for s in signatures_of(example, BODY)] == TRAILER_CHUNKS
    wire = b"".join(example.wire(BODY))
    assert len(wire) == example.content_length == int(example.headers["content-length"])
    assert wire.endswith(
        b"\r\n0;chunk-signature=%b\r\nx-amz-checksum-crc32c:sOO8/Q==\r\n"
        b"x-amz-trailer-signature:%b\r\n\r\n"
        % (TRAILER_CHUNKS[2].encode(), TRAILER_CHUNKS[3].encode())
    )


def test_three_trailers_of_aws_s_own_tests() -> None:
    """Trailers are signed by name, one a line."""
    chain = Chain(KEY, "20130524T000000Z", CHUNKS[2])
    backwards = dict(reversed(THREE_TRAILERS.items()))
    assert chain.sign(chain.of_trailers(backwards)) == THREE_TRAILERS_SIGNATURE


def test_each_signature_covers_the_one_before() -> None:
    """By the standard library's HMAC, from the strings to sign; and these by the documentation."""
    example = signer(len(BODY), checksum="sha256")
    seen = signatures_of(example, BODY)
    assert [s.size for s in seen] == [65536, 1024, 0, None]
    before = example.seed_signature
    for signature in seen:
        lines = signature.string_to_sign.split("\n")
        assert lines[1:4] == ["20130524T000000Z", KEY.scope, before]
        what = "TRAILER" if signature.size is None else "PAYLOAD"
        assert lines[0] == f"AWS4-HMAC-SHA256-{what}"
        assert (
            signature.signature
            == hmac.digest(KEY._key, signature.string_to_sign.encode(), "sha256").hex()
        )
        before = signature.signature


LENGTHS = [0, 1, 8191, 8192, 8193, 16384, 65535, 65536, 65537, 131072, 200_000]
FORMS: dict[str, dict[str, Any]] = {
    "signed": {},
    "crc32": {"checksum": "crc32"},
    "crc32c": {"checksum": "crc32c"},
    "crc64nvme": {"checksum": "CRC64NVME"},
    "sha1": {"checksum": "SHA-1"},
    "sha256": {"checksum": "sha256"},
    "unsigned": {"checksum": "crc32", "payload": "unsigned"},
    "two trailers": {"checksum": "crc32", "trailers": {"x-amz-meta-a": "b"}},
}


@pytest.mark.parametrize("chunk_size", [8192, 65536, 1 << 20])
@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("length", LENGTHS)
def test_the_length_is_known_beforehand(form: str, length: int, chunk_size: int) -> None:
    """content_length is the wire's, to the byte."""
    its, wire = wire_of(b"x" * length, chunk_size=chunk_size, **FORMS[form])
    assert len(wire) == its.content_length


def test_the_length_of_five_tebibytes_is_calculated_and_not_counted() -> None:
    """A length is arithmetic: nothing is as long as the body."""
    size = 5 << 40
    chunks = size // 65536
    framed = len("10000;chunk-signature=") + 64 + 2 + 65536 + 2
    last = len("0;chunk-signature=") + 64 + 4
    assert signer(size).content_length == chunks * framed + last


BLOCKS = st.lists(chunked.bodies(0, 20_000), max_size=4)


@settings(max_examples=60)
@given(BLOCKS, st.sampled_from(sorted(FORMS)), st.data())
def test_any_split_gives_the_same_wire(blocks: list[bytes], form: str, data: st.DataObject) -> None:
    """As bytes, blocks of any sizes and kinds, a file, fed by hand, and asynchronously."""
    body = b"".join(blocks)
    its, whole = wire_of(body, chunk_size=8192, **FORMS[form])
    sizes = data.draw(chunked.cuts())
    kinds: list[Callable[[bytes], Any]] = [bytes, bytearray, memoryview]
    pieces = [data.draw(st.sampled_from(kinds))(piece) for piece in chunked.split(body, sizes)]
    assert b"".join(its.wire(pieces)) == whole
    assert b"".join(its.wire(blocks)) == whole
    assert b"".join(its.wire(io.BytesIO(body))) == whole
    stream = its.stream()
    fed = [frame for piece in pieces for frame in stream.feed(piece)]
    assert b"".join([*fed, *stream.finish()]) == whole

    async def gathered() -> bytes:
        async def source() -> AsyncIterator[bytes]:
            for block in blocks:
                yield block

        return b"".join([frame async for frame in its.awire(source())])

    assert asyncio.run(gathered()) == whole


def test_a_block_may_be_used_again_once_it_was_fed() -> None:
    """What is held back is a copy: a program may read into the same buffer over and over."""
    body = bytes(range(256)) * 100
    its, whole = wire_of(body, chunk_size=8192)
    stream, frames = its.stream(), []
    for piece in chunked.split(body, [1000]):
        buffer = bytearray(piece)
        frames += stream.feed(buffer)
        buffer[:] = b"\0" * len(buffer)
    assert b"".join([*frames, *stream.finish()]) == whole


def test_a_chunk_is_given_out_as_soon_as_it_is_full() -> None:
    """And not with the next piece, which may be long in coming."""
    stream = signer(30_000, chunk_size=8192).stream()
    counts = [len(stream.feed(b"x" * size)) for size in (8192, 8191, 1, 8192, 8)]
    assert counts == [1, 0, 1, 1, 0]


def test_a_view_is_sent_by_its_contents() -> None:
    """Items of more than a byte, and a view with gaps."""
    its, whole = wire_of(b"\1\2\3\4", chunk_size=8192)
    assert b"".join(its.wire([memoryview(b"\1\2\3\4").cast("H")])) == whole
    assert b"".join(its.wire([memoryview(b"\1-\2-\3-\4-")[::2]])) == whole


def test_memory_is_that_of_a_chunk() -> None:
    """A large block comes out chunk by chunk, and no frame is larger than a chunk and its frame."""
    its = signer(1 << 22)
    frames = its.wire(b"x" * (1 << 22))
    assert max(len(frame) for frame in frames) < 65536 + 100


@pytest.mark.parametrize(
    ("given", "said"),
    [
        pytest.param(b"", "it ended after 0 bytes", id="nothing"),
        pytest.param(b"x" * 9999, "it ended after 9999 bytes", id="short"),
        pytest.param(b"x" * 10001, "10001 bytes came", id="long"),
    ],
)
@pytest.mark.parametrize("sizes", [[20_000], [1000], [8192]])
def test_a_body_of_another_length_gets_no_end(given: bytes, said: str, sizes: list[int]) -> None:
    """The error comes before the last chunk, and says what was given."""
    its = signer(10_000, chunk_size=8192)
    frames: list[bytes] = []
    with pytest.raises(InvalidValueError, match=f"^body: {said}, and decoded_length is 10000"):
        frames.extend(its.wire(chunked.split(given, sizes)))
    assert not any(frame.startswith(b"0;") for frame in frames)
    stream = its.stream()
    with pytest.raises(InvalidValueError):
        stream.feed(b"x" * 10_001)
    with pytest.raises(InvalidValueError, match="it has ended"):
        stream.finish()


def test_nothing_is_taken_after_the_end() -> None:
    """A finished body stays as it is."""
    stream = signer(0).stream()
    stream.finish()
    for again in (stream.finish, lambda: stream.feed(b"")):
        with pytest.raises(InvalidValueError, match="it has ended"):
            again()


@pytest.mark.parametrize("block", ["text", 5, None, [b"x"], object()])
def test_a_block_that_is_no_bytes_is_refused(block: Any) -> None:
    """By its type; the body ends there."""
    stream = signer(5).stream()
    with pytest.raises(InvalidTypeError, match=r"^body: "):
        stream.feed(block)
    with pytest.raises(InvalidValueError):
        stream.feed(b"12345")


def test_a_view_that_was_released_is_refused() -> None:
    """And not by Python's own error."""
    view = memoryview(b"12345")
    view.release()
    with pytest.raises(InvalidValueError, match="released"):
        signer(5).stream().feed(view)


@pytest.mark.parametrize("body", ["text", 5, None, io.StringIO("text")])
def test_a_body_that_is_none_is_refused(body: Any) -> None:
    """Text, files of text among them, has no one encoding."""
    with pytest.raises(InvalidTypeError, match=r"^body: "):
        list(signer(4).wire(body))


def test_an_asynchronous_body_must_be_one() -> None:
    """And a plain one has wire()."""

    body: Any = [b"x"]

    async def send() -> None:
        async for _ in signer(1).awire(body):
            pass

    with pytest.raises(InvalidTypeError, match=r"^body: "):
        asyncio.run(send())


@pytest.mark.parametrize(
    ("given", "sent"),
    [
        pytest.param({}, "aws-chunked", id="none"),
        pytest.param({"Content-Encoding": "gzip"}, "aws-chunked,gzip", id="one"),
        pytest.param({"content-encoding": "gzip, br"}, "aws-chunked,gzip,br", id="two"),
        pytest.param({"content-encoding": "aws-chunked"}, "aws-chunked", id="its own"),
        pytest.param({"content-encoding": "aws-chunked,gzip"}, "aws-chunked,gzip", id="both"),
    ],
)
def test_the_content_encoding_says_both(given: dict[str, str], sent: str) -> None:
    """aws-chunked comes first, S3 takes it off, and keeps the rest with the object."""
    its = signer(0, headers=given)
    assert its.headers["content-encoding"] == sent
    assert "SignedHeaders=content-encoding;content-length;host;" in its.headers["Authorization"]


def test_the_headers_are_all_that_must_be_sent() -> None:
    """The given ones with the added ones, the token's among them; a new dictionary each time."""
    credentials = Credentials("AKIA", "secret", "token")
    its = signer(
        5,
        credentials=credentials,
        checksum="crc32",
        trailers=[("x-amz-meta-z", "1")],
        headers={"Content-Type": "a/b", "X-Amz-Meta-A": "  1   2 "},
    )
    headers = its.headers
    signed = headers.pop("Authorization").partition("SignedHeaders=")[2].partition(",")[0]
    assert signed.split(";") == sorted({*headers, "host"} - {"content-length"})
    assert headers == {
        "content-type": "a/b",
        "x-amz-meta-a": "1 2",
        "content-encoding": "aws-chunked",
        "content-length": str(its.content_length),
        "x-amz-decoded-content-length": "5",
        "x-amz-trailer": "x-amz-checksum-crc32,x-amz-meta-z",
        "x-amz-content-sha256": "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER",
        "x-amz-date": "20130524T000000Z",
        "x-amz-security-token": "token",
    }
    assert "Authorization" in its.headers
    assert "secret" not in repr(its)


def test_a_signing_key_signs_where_it_is_meant() -> None:
    """As in `sign_headers`, only when that is said."""
    with pytest.raises(InvalidTypeError, match=r"^credentials: "):
        signer(5, credentials=KEY)
    its = signer(5, credentials=KEY, allow_signing_key=True)
    assert its.headers == signer(5).headers


REFUSED = [
    pytest.param({"decoded_length": -1}, "decoded_length", id="negative length"),
    pytest.param({"decoded_length": 1.0}, "decoded_length", id="float length"),
    pytest.param({"decoded_length": True}, "decoded_length", id="boolean length"),
    pytest.param({"decoded_length": 10**30}, "decoded_length", id="absurd length"),
    pytest.param({"decoded_length": 10**5000}, "decoded_length", id="long length"),
    pytest.param({"decoded_length": None}, "decoded_length", id="no length"),
    pytest.param({"chunk_size": 8191}, "chunk_size", id="small chunks"),
    pytest.param({"chunk_size": "65536"}, "chunk_size", id="text for a size"),
    pytest.param({"checksum": "crc16"}, "checksum", id="unknown checksum"),
    pytest.param({"checksum": 5}, "checksum", id="no name of a checksum"),
    pytest.param({"payload": "unsigned"}, "payload", id="unsigned without a trailer"),
    pytest.param({"payload": "none"}, "payload", id="unknown payload"),
    pytest.param({"payload": None}, "payload", id="no payload"),
    pytest.param({"trailers": {"x-amz-trailer-signature": "x"}}, "trailers", id="its signature"),
    pytest.param(
        {"trailers": {"x-amz-checksum-crc32": "x"}, "checksum": "crc32"}, "trailers", id="twice"
    ),
    pytest.param({"trailers": {f"x-amz-{n}": "" for n in range(17)}}, "trailers", id="many"),
    pytest.param({"trailers": {"content-length": "5"}}, "trailers", id="no trailer of S3's"),
    pytest.param({"trailers": {"x-amz-meta-a": "é"}}, "trailers", id="trailer not in ASCII"),
    pytest.param({"trailers": {"x-amz-meta-a": "1\r\nb: 2"}}, "headers", id="line in a trailer"),
    pytest.param({"headers": {"Content-Length": "5"}}, "headers", id="length as a header"),
    pytest.param({"headers": {"x-amz-decoded-content-length": "5"}}, "headers", id="decoded"),
    pytest.param({"headers": {"x-amz-trailer": "a"}}, "headers", id="trailer as a header"),
    pytest.param({"headers": {"transfer-encoding": "chunked"}}, "headers", id="http chunks"),
    pytest.param({"headers": {"x-amz-content-sha256": "0" * 64}}, "payload_hash", id="hash"),
    pytest.param({"service": "sts"}, "service", id="service without chunks"),
    pytest.param({"service": 5}, "service", id="no service"),
    pytest.param({"rules": 5}, "rules", id="no rules"),
    pytest.param({"region": ""}, "region", id="no region"),
]


@pytest.mark.parametrize(("changes", "argument"), REFUSED)
def test_what_is_wrong_is_refused_by_name(changes: dict[str, Any], argument: str) -> None:
    """Before anything is signed."""
    with pytest.raises(InvalidInputError) as caught:
        signer(**{"decoded_length": 5, **changes})
    assert caught.value.argument == argument
    assert len(str(caught.value)) < 300


def test_a_library_that_is_broken_is_not_said_to_be_missing(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The error is its own."""
    tmp_path.joinpath("anycrc.py").write_text("import no_such_module")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "anycrc")
    with pytest.raises(ModuleNotFoundError, match="no_such_module"):
        signer(5, checksum="crc32c")


def test_a_missing_library_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """With what to install; the checksums of the standard library need nothing."""
    monkeypatch.setitem(sys.modules, "anycrc", None)
    for name in ("crc32c", "crc64nvme"):
        with pytest.raises(
            MissingDependencyError, match=r"pip install 'sigv4-presign\[checksums\]'"
        ):
            signer(5, checksum=name)
    assert signer(5, checksum="crc32").content_length


# Catalogue of parametrised CRC algorithms: CRC-32/ISO-HDLC, CRC-32/ISCSI, CRC-64/NVME.
CHECK_VALUES = {
    "crc32": 0xCBF43926,
    "crc32c": 0xE3069283,
    "crc64nvme": 0xAE8B14860A799888,
}


@pytest.mark.parametrize("name", CHECK_VALUES)
def test_a_checksum_has_its_published_check_value(name: str) -> None:
    """The value of "123456789", in whatever pieces."""
    from sigv4._checksums import CHECKSUMS

    checksum = CHECKSUMS[name]()
    for piece in (b"1234", b"", bytearray(b"567"), memoryview(b"89")):
        checksum.update(piece)
    assert int.from_bytes(checksum.digest(), "big") == CHECK_VALUES[name]
