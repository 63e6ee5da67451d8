"""`checksum=`: digests of an upload, each as the header that S3 checks."""

from __future__ import annotations

import hashlib
import zlib
from base64 import b64encode
from typing import Any

import pytest
from botocore.loaders import create_loader

from sigv4 import Credentials
from sigv4.errors import InvalidInputError, InvalidTypeError, InvalidValueError
from sigv4.s3 import S3
from sigv4.s3.checksums import ALGORITHMS, checksum_parameter
from sigv4.s3.operations import operation

BODY = b"Welcome to Amazon S3."

# Amazon S3 user guide, "Checking object integrity for data uploads", in bits.
BITS = {
    "crc32": 32,
    "crc32c": 32,
    "crc64nvme": 64,
    "sha1": 160,
    "sha256": 256,
    "sha512": 512,
    "md5": 128,
    "xxhash64": 64,
    "xxhash3": 64,
    "xxhash128": 128,
}

S3_CLIENT = S3(Credentials("AKIAIOSFODNN7EXAMPLE", "secret"), region="eu-west-1")


def digest(algorithm: str) -> bytes:
    """Some digest of the right length, the true one where the standard library has it."""
    if algorithm == "crc32":
        return zlib.crc32(BODY).to_bytes(4, "big")
    if algorithm in hashlib.algorithms_guaranteed:
        return hashlib.new(algorithm, BODY).digest()
    return bytes(range(200, 200 + BITS[algorithm] // 8))


def refused(checksum: Any) -> InvalidInputError:
    """The error for a checksum, one line that names the argument and a remedy."""
    with pytest.raises(InvalidInputError) as caught:
        S3_CLIENT.presign_put("media", "k", checksum=checksum)
    assert caught.value.argument == "checksum"
    assert str(caught.value).isprintable()
    assert len(str(caught.value)) < 250
    assert caught.value.remedy
    return caught.value


def test_every_algorithm() -> None:
    """The algorithms are those of the service model, each with a parameter of PutObject."""
    model = create_loader().load_service_model("s3", "service-2")
    assert {name.upper() for name in ALGORITHMS} == set(
        model["shapes"]["ChecksumAlgorithm"]["enum"]
    )
    assert ALGORITHMS.keys() == BITS.keys()


@pytest.mark.parametrize("algorithm", BITS)
def test_headers(algorithm: str) -> None:
    """Bytes and base64 give one header, which must be sent."""
    raw = digest(algorithm)
    text = b64encode(raw).decode("ascii")
    assert len(raw) * 8 == BITS[algorithm]
    forms: tuple[Any, ...] = (raw, bytearray(raw), text)
    for given in forms:
        put = S3_CLIENT.presign_put("media", "k", checksum=(algorithm, given))
        assert put.headers == {f"x-amz-checksum-{algorithm}": text}
        assert "X-Amz-SignedHeaders=host%3Bx-amz-checksum-" in put.url


@pytest.mark.parametrize("spelled", ["SHA256", "sha-256", "Sha256", "SHA-256"])
def test_spellings(spelled: str) -> None:
    """An algorithm may be written as elsewhere."""
    parameter, _ = checksum_parameter((spelled, digest("sha256")))
    assert parameter == "ChecksumSHA256"
    assert parameter in operation("PutObject").parameters
    assert checksum_parameter(["CRC64-NVME", bytes(8)])[0] == "ChecksumCRC64NVME"


@pytest.mark.parametrize("algorithm", BITS)
def test_other_lengths(algorithm: str) -> None:
    """A digest that is too short, too long or in hex is refused with its length."""
    raw = digest(algorithm)
    text = b64encode(raw).decode("ascii")
    for given in (
        b"",
        "",
        raw[:-1],
        raw + b"\0",
        text.encode(),
        raw.hex(),
        raw.hex().encode(),
        text.rstrip("=")[:-1],
        f"{text}\n",
        f" {text}",
        b64encode(raw[:-1]).decode("ascii"),
        "ü" * len(text),
        "\ud800" * len(text),
    ):
        error = refused((algorithm, given))
        assert isinstance(error, InvalidValueError)
        assert f"no {algorithm} digest of {len(raw)} bytes" in str(error)
        assert "bytes.fromhex" in error.remedy
        assert error.__context__ is None


@pytest.mark.parametrize("algorithm", [name for name, bits in BITS.items() if bits % 24])
def test_padding_is_asked_for(algorithm: str) -> None:
    """Base64 without its padding is no base64."""
    text = b64encode(digest(algorithm)).decode("ascii").rstrip("=")
    assert isinstance(refused((algorithm, text)), InvalidValueError)


@pytest.mark.parametrize(
    ("algorithm", "says"),
    [
        pytest.param("sha265", "did you mean sha256", id="swapped"),
        pytest.param("sha_256", "did you mean sha256", id="underscore"),
        pytest.param("crc", "crc32", id="half"),
        pytest.param("blake3", "use one of crc32, ", id="unknown"),
        pytest.param("", "use one of crc32, ", id="empty"),
        pytest.param("\n" * 900, "use one of crc32, ", id="long"),
    ],
)
def test_unknown_algorithms(algorithm: str, says: str) -> None:
    """An unknown algorithm is answered with the nearest ones, or with all."""
    error = refused((algorithm, bytes(32)))
    assert isinstance(error, InvalidValueError)
    assert says in error.remedy


@pytest.mark.parametrize(
    "checksum",
    [
        "sha256",
        bytes(32),
        ("sha256",),
        ("sha256", bytes(32), "more"),
        {"sha256": bytes(32)},
        7,
        (None, bytes(32)),
        (b"sha256", bytes(32)),
        ("sha256", None),
        ("crc32", 1234567),
        ("sha256", [0] * 32),
        ("sha256", hashlib.sha256(BODY)),
    ],
    ids=lambda value: ascii(value)[:40],
)
def test_wrong_types(checksum: Any) -> None:
    """What is no pair of an algorithm and a digest is refused."""
    assert isinstance(refused(checksum), InvalidTypeError)
