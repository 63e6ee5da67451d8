"""Chunks that are signed asymmetrically (SigV4A): AWS's own figures, and the public key's word."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

import chunked
import pytest
from chunked import BODY, CREDENTIALS, HEADERS, received, signatures_of, signer, split
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from hypothesis import given, settings

from sigv4 import Credentials, canonical_request
from sigv4.errors import ChunkError, ChunkHeaderError, ChunkSignatureError
from sigv4.streaming import ChunkSigner, ChunkVerifier

# awslabs/aws-c-auth, tests of chunks and trailers: the public key of the documentation's key
# pair, the canonical request, and what stands around the previous signature in a string to sign.
PUBLIC_KEY = ec.EllipticCurvePublicNumbers(
    0x18B7D04643359F6EC270DCBAB8DCE6D169D66DDC9778C75CFB08DFDB701637AB,
    0xFA36B35E4FE67E3112261D2E17A956EF85B06E44712D2850BCD3C2161E9993F2,
    ec.SECP256R1(),
).public_key()
CANONICAL_REQUEST = """\
PUT
/examplebucket/chunkObject.txt

content-encoding:aws-chunked
content-length:{length}
host:s3.amazonaws.com
x-amz-content-sha256:STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD
x-amz-date:20130524T000000Z
x-amz-decoded-content-length:66560
x-amz-region-set:us-east-1
x-amz-storage-class:REDUCED_REDUNDANCY

content-encoding;content-length;host;x-amz-content-sha256;x-amz-date;\
x-amz-decoded-content-length;x-amz-region-set;x-amz-storage-class
STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD"""
BEFORE = "AWS4-ECDSA-P256-SHA256-PAYLOAD\n20130524T000000Z\n20130524/s3/aws4_request\n"
NOTHING = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
BEHIND = [
    f"\n{NOTHING}\nbf718b6f653bebc184e1479f1935b8da974d701b893afcf49e701f3e2f9f9c5a",
    f"\n{NOTHING}\n2edc986847e209b4016e141a6dc8716d3207350f416969382d431539bf292e4a",
    f"\n{NOTHING}\n{NOTHING}",
]
BEFORE_TRAILER = "AWS4-ECDSA-P256-SHA256-TRAILER\n20130524T000000Z\n20130524/s3/aws4_request\n"

FORMS: dict[str, dict[str, Any]] = {"plain": {}, "trailer": {"checksum": "crc32c"}}


def asymmetric(length: int, **changes: Any) -> ChunkSigner:
    """The documented upload, for a set of one region."""
    return signer(length, region=None, region_set=("us-east-1",), **changes)


def holds(string_to_sign: str, signature: str) -> None:
    """The published public key verifies a signature; raises otherwise."""
    PUBLIC_KEY.verify(bytes.fromhex(signature), string_to_sign.encode(), ec.ECDSA(SHA256()))


def test_the_request_is_that_of_aws_s_tests() -> None:
    """But for its length: there, chunk signatures are counted with 64 characters."""
    its = asymmetric(len(BODY))
    headers = its.headers
    del headers["Authorization"]
    length = 66824 + 3 * (144 - 64)
    assert its.content_length == length
    canonical = canonical_request("PUT", chunked.URL, headers=headers, payload_hash=its.form.word)
    assert canonical == CANONICAL_REQUEST.format(length=length)
    digest = sha256(canonical.encode()).hexdigest()
    holds(
        "AWS4-ECDSA-P256-SHA256\n20130524T000000Z\n20130524/s3/aws4_request\n" + digest,
        its.seed_signature,
    )


@pytest.mark.parametrize("form", FORMS)
def test_the_strings_to_sign_are_those_of_aws_s_tests(form: str) -> None:
    """Each with the signature before it, without what fills that up, and each signature holds."""
    its = asymmetric(len(BODY), **FORMS[form])
    before, seen = its.seed_signature, signatures_of(its, BODY)
    for signature, behind in zip(seen, BEHIND, strict=False):
        assert signature.string_to_sign == f"{BEFORE}{before}{behind}"
        holds(signature.string_to_sign, signature.signature)
        before = signature.signature
    trailer = sha256(b"x-amz-checksum-crc32c:sOO8/Q==\n").hexdigest()
    for signature in seen[len(BEHIND) :]:
        assert signature.string_to_sign == f"{BEFORE_TRAILER}{before}\n{trailer}"
        holds(signature.string_to_sign, signature.signature)
    assert len(seen) == len(BEHIND) + (form == "trailer")


@pytest.mark.parametrize("form", FORMS)
def test_a_signature_is_filled_up_on_the_wire(form: str) -> None:
    """To 144 characters by stars, so that the length of the body is known."""
    its = asymmetric(len(BODY), **FORMS[form])
    wire = b"".join(its.wire(BODY))
    assert len(wire) == its.content_length
    first = wire.partition(b"\r\n")[0].removeprefix(b"10000;chunk-signature=")
    assert len(first) == 144
    assert 136 <= len(first.rstrip(b"*")) <= 144
    bytes.fromhex(first.rstrip(b"*").decode())
    if form == "trailer":
        last = wire.rpartition(b"x-amz-trailer-signature:")[2].removesuffix(b"\r\n\r\n")
        assert len(last) == 144


@pytest.mark.parametrize("form", FORMS)
@settings(max_examples=20)
@given(chunked.bodies(0, 20_000), chunked.cuts())
def test_any_split_gives_the_body(form: str, body: bytes, sizes: list[int]) -> None:
    """And another signing of the same has the same length."""
    its = asymmetric(len(body), chunk_size=8192, **FORMS[form])
    wire = b"".join(its.wire(body))
    assert len(b"".join(its.wire(body))) == len(wire) == its.content_length
    checker = ChunkVerifier.of(its.headers, CREDENTIALS)
    assert received(checker, split(wire, sizes)) == body


def test_the_same_input_gives_the_same_wire_where_that_is_asked_for() -> None:
    """Deterministic signatures, of the request and of each chunk."""
    one, other = (b"".join(asymmetric(len(BODY), deterministic=True).wire(BODY)) for _ in range(2))
    assert one == other
    assert one != b"".join(asymmetric(len(BODY)).wire(BODY))


@pytest.mark.parametrize("form", FORMS)
def test_every_flip_of_every_byte_is_refused(form: str) -> None:
    """The stars among them, of which there are as many as are needed."""
    its = asymmetric(10, **FORMS[form])
    wire = b"".join(its.wire(b"x" * 10))
    for at in range(len(wire)):
        flipped = bytearray(wire)
        flipped[at] ^= 1 << at % 8
        checker = ChunkVerifier.of(its.headers, CREDENTIALS)
        with pytest.raises(ChunkError):
            received(checker, [bytes(flipped)])


@pytest.mark.parametrize(
    "signature",
    [
        pytest.param("*" * 144, id="stars alone"),
        pytest.param("30" + "*" * 142, id="hardly a signature"),
        pytest.param("00" * 72, id="zeros"),
        pytest.param("3006020100020100" + "*" * 128, id="numbers that are zero"),
        pytest.param("", id="nothing"),
        pytest.param("*" * 4 + "0" * 140, id="filled up in front"),
        pytest.param("0" * 64, id="that of HMAC"),
    ],
)
def test_what_is_no_signature_is_refused(signature: str) -> None:
    """Whatever it is in the form of one."""
    its = asymmetric(10)
    checker = ChunkVerifier.of(its.headers, CREDENTIALS)
    with pytest.raises(ChunkSignatureError):
        checker.feed(f"a;chunk-signature={signature}\r\n".encode() + b"x" * 10 + b"\r\n")


def test_the_key_of_one_algorithm_takes_no_body_of_the_other() -> None:
    """The word in the headers decides, and it was signed."""
    its = asymmetric(5)
    with pytest.raises(ValueError, match="AWS4-ECDSA"):
        ChunkVerifier.of(its.headers, chunked.KEY)


def _with_credential(credential: str, **headers: str) -> dict[str, str]:
    given = {**signer(5).headers, **headers}
    own = "AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request"
    given["Authorization"] = given["Authorization"].replace(own, credential)
    return given


ECDSA = {"x-amz-content-sha256": "STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD"}


@pytest.mark.parametrize(
    "headers",
    [
        pytest.param(_with_credential("AKIAOTHER/20130524/us-east-1/s3/aws4_request"), id="id"),
        pytest.param(_with_credential("AKIAIOSFODNN7EXAMPLE"), id="no scope"),
        pytest.param(_with_credential(""), id="empty"),
        pytest.param(
            _with_credential("AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws3"), id="terminator"
        ),
        pytest.param(
            _with_credential("AKIAIOSFODNN7EXAMPLE/today/us-east-1/s3/aws4_request"), id="date"
        ),
        pytest.param(
            _with_credential("AKIAIOSFODNN7EXAMPLE/20130524//s3/aws4_request"), id="region"
        ),
        pytest.param(
            _with_credential("AKIAIOSFODNN7EXAMPLE/20130524/s3/aws4_request"), id="no region"
        ),
        pytest.param(
            _with_credential("AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request", **ECDSA),
            id="a region too much",
        ),
        pytest.param(
            _with_credential("AKIAIOSFODNN7EXAMPLE/20130524/s3/aws4_request", **ECDSA),
            id="no region set",
        ),
    ],
)
def test_a_scope_that_is_none_is_refused(headers: dict[str, str]) -> None:
    """The key is derived for what the request says, of the access key that it names."""
    with pytest.raises(ChunkHeaderError):
        ChunkVerifier.of(headers, CREDENTIALS)


def test_chunks_without_signatures_behind_an_asymmetric_one() -> None:
    """The scope is that of the algorithm that signed the request, whatever signs its chunks."""
    its = asymmetric(5, checksum="crc32", payload="unsigned")
    checker = ChunkVerifier.of(its.headers, CREDENTIALS)
    assert received(checker, its.wire(b"12345")) == b"12345"


def _authorization(old: str, new: str) -> dict[str, str]:
    headers = signer(5).headers
    assert old in headers["Authorization"]
    return {**headers, "Authorization": headers["Authorization"].replace(old, new)}


@pytest.mark.parametrize(
    "headers",
    [
        pytest.param(_authorization("AWS4-HMAC-SHA256 ", "Bearer "), id="another scheme"),
        pytest.param(_authorization("AWS4-HMAC-SHA256 ", ""), id="no algorithm"),
        pytest.param(_authorization("Signature=", "Signature=, x="), id="an empty signature"),
        pytest.param(_authorization("Signature=", "Signature=x"), id="no hexadecimal digits"),
        pytest.param(_authorization("-HMAC-", "-ECDSA-P256-"), id="not the chunks' algorithm"),
        pytest.param(_authorization("Signature=", "Signature=0, Signature="), id="two signatures"),
        pytest.param(
            _authorization("SignedHeaders", "Credential=AKIA/x, SignedHeaders"),
            id="two credentials",
        ),
    ],
)
def test_an_authorization_that_two_can_read_in_two_ways_is_refused(headers: dict[str, str]) -> None:
    """Whoever verified the request may have taken the other one of two."""
    with pytest.raises(ChunkHeaderError) as caught:
        ChunkVerifier.of(headers, CREDENTIALS)
    assert headers["Authorization"].rpartition("=")[2] not in str(caught.value)


def test_an_access_key_id_may_hold_a_slash() -> None:
    """The scope is read from its end."""
    credentials = Credentials("AKIA/x/y", "secret")
    for its in (signer(5, credentials=credentials), asymmetric(5, credentials=credentials)):
        checker = ChunkVerifier.of(its.headers, credentials)
        assert received(checker, its.wire(b"12345")) == b"12345"
    assert HEADERS.items() <= its.headers.items()
