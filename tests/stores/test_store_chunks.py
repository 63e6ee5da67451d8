"""Bodies in signed chunks: which server takes which form, and what becomes of an altered one.

radosgw and Swift verify each chunk; Swift knows all forms of HMAC and compares every checksum.
rclone verifies the request alone: chunks without a trailer it takes apart, unsigned ones too, and
of signed ones with a trailer it keeps the frames in the place of the body. No server here knows
asymmetric signatures. AWS takes "aws-chunked" off the content encoding that it keeps; of these
only Swift does.
"""

from __future__ import annotations

from io import BytesIO
from typing import Any

import httpx
import pytest
from s3_server import REGION
from store import Store, said

from sigv4.httpx import SigV4Auth
from sigv4.streaming import ChunkSigner

BODY = bytes(range(256)) * 600  # Two chunks and a part of one.
IN_THE_SECOND_CHUNK = 70_000

CHECKSUMS = ("crc32", "crc32c", "crc64nvme", "sha1", "sha256")
FORMS: dict[str, dict[str, Any]] = {
    "chunks": {},
    **{f"{name} trailer": {"checksum": name} for name in CHECKSUMS},
    **{f"unsigned, {name}": {"checksum": name, "payload": "unsigned"} for name in CHECKSUMS},
    "asymmetric": {"region": None, "region_set": "*"},
    "asymmetric, trailer": {"region": None, "region_set": "*", "checksum": "crc32"},
}

TAKEN = "200"
HASH = "400 XAmzContentSHA256Mismatch"  # A word that a server does not know is no hash of the body.
SIGNATURE = "403 SignatureDoesNotMatch"
DIGEST = "400 BadDigest"

# What each server says to a form, and to the same with one byte of data flipped.
ANSWERS: dict[str, dict[str, tuple[str, str]]] = {
    "radosgw": {
        "chunks": (TAKEN, SIGNATURE),
        "trailer": (HASH, HASH),
        "unsigned": (HASH, HASH),
        "asymmetric": ("400 InvalidArgument", "400 InvalidArgument"),
    },
    "swift": {
        "chunks": (TAKEN, SIGNATURE),
        "trailer": (TAKEN, SIGNATURE),
        "unsigned": (TAKEN, DIGEST),
        "asymmetric": ("403 AccessDenied", "403 AccessDenied"),
    },
    "rclone": {
        "chunks": (TAKEN, TAKEN),
        "trailer": (TAKEN, TAKEN),
        "unsigned": (TAKEN, TAKEN),
        "asymmetric": ("400 UnsupportedAlgorithm", "400 UnsupportedAlgorithm"),
    },
}


def kind_of(form: str) -> str:
    """The row of a form in `ANSWERS`."""
    return next((kind for kind in ("asymmetric", "unsigned", "trailer") if kind in form), "chunks")


class Upload:
    """One upload of BODY in a form, to be altered before it is sent."""

    def __init__(self, store: Store, bucket: str, form: str) -> None:
        self.store, self.bucket = store, bucket
        self.signer = ChunkSigner(
            "PUT",
            f"{store.server.endpoint}/{bucket}/key",
            store.credentials,
            decoded_length=len(BODY),
            **{"region": REGION, **FORMS[form]},
        )
        self.wire = bytearray(b"".join(self.signer.wire(BODY)))

    def flip_behind(self, mark: bytes) -> None:
        """Flip a bit of the byte behind the last mark."""
        self.wire[self.wire.rindex(mark) + len(mark)] ^= 1

    def send(self) -> str:
        """What the server says."""
        url = f"{self.store.server.endpoint}/{self.bucket}/key"
        answer = self.store.server.send("PUT", url, self.signer.headers, bytes(self.wire))
        return said(answer)

    def kept(self) -> bytes | None:
        """What the server has now; None for nothing."""
        answer = self.store.call("get_object", Bucket=self.bucket, Key="key")
        return answer.body if answer.status == 200 else None


@pytest.mark.parametrize("form", FORMS)
def test_a_form(store: Store, bucket: str, form: str) -> None:
    """Taken, the body is there, byte for byte; refused, nothing is."""
    upload = Upload(store, bucket, form)
    expected, _ = ANSWERS[store.name][kind_of(form)]
    assert upload.send() == expected
    frames = store.name == "rclone" and kind_of(form) == "trailer"
    kept = bytes(upload.wire[: len(BODY)]) if frames else BODY
    assert upload.kept() == (kept if expected == TAKEN else None)


@pytest.mark.parametrize("form", FORMS)
def test_a_flipped_byte(store: Store, bucket: str, form: str) -> None:
    """In the second chunk: who verifies refuses it, and keeps nothing of it."""
    upload = Upload(store, bucket, form)
    upload.wire[IN_THE_SECOND_CHUNK] ^= 1
    _, expected = ANSWERS[store.name][kind_of(form)]
    assert upload.send() == expected
    assert (upload.kept() is None) is (expected != TAKEN)


# A byte of the frames: where in which chunk, and who looks at it. radosgw checks the chunks with
# data, their sizes and signatures, and passes over line ends and the last chunk.
FRAMES = [
    pytest.param(0, "signature", {"radosgw", "swift"}, id="first signature"),
    pytest.param(1, "signature", {"radosgw", "swift"}, id="second signature"),
    pytest.param(2, "signature", {"radosgw", "swift"}, id="third signature"),
    pytest.param(3, "signature", {"swift"}, id="last signature"),
    pytest.param(2, "size", {"radosgw", "swift"}, id="third size"),
    pytest.param(3, "size", {"swift"}, id="last size"),
    pytest.param(1, "line end", {"swift"}, id="line end of the second"),
    pytest.param(3, "line end", {"swift"}, id="line end of the last"),
]


@pytest.mark.servers("radosgw", "swift")
@pytest.mark.parametrize(("chunk", "part", "refused_by"), FRAMES)
def test_a_flipped_byte_of_a_frame(
    store: Store, bucket: str, chunk: int, part: str, refused_by: set[str]
) -> None:
    """What is around the data is looked at, too, by Swift; here is by whom."""
    upload = Upload(store, bucket, "chunks")
    frames = [*upload.signer.wire(BODY)]
    frame = frames[chunk]
    offset = {"size": 0, "signature": frame.index(b"\r\n") - 1, "line end": len(frame) - 2}[part]
    upload.wire[sum(map(len, frames[:chunk])) + offset] ^= 1
    refused = store.name in refused_by
    assert (upload.send() != TAKEN) is refused
    assert upload.kept() == (None if refused else BODY)


@pytest.mark.servers("swift")
@pytest.mark.parametrize(
    "form", [form for form in FORMS if kind_of(form) in ("trailer", "unsigned")]
)
def test_a_flipped_byte_of_a_trailer(store: Store, bucket: str, form: str) -> None:
    """The checksum in it, and where it is signed its signature."""
    answer = SIGNATURE if kind_of(form) == "trailer" else DIGEST
    for mark in (b"x-amz-checksum-%b:" % FORMS[form]["checksum"].encode(), b"-trailer-signature:"):
        upload = Upload(store, bucket, form)
        if mark in upload.wire:
            upload.flip_behind(mark)
            assert upload.send() == answer
            assert upload.kept() is None


@pytest.mark.servers("radosgw", "swift")
def test_the_smallest_chunks(store: Store, bucket: str) -> None:
    """8192 bytes, and bodies around that size. radosgw has no notion of an empty one."""
    for length in (0, 1, 8191, 8192, 8193, 16384):
        if length == 0 and store.name == "radosgw":
            continue
        signer = ChunkSigner(
            "PUT",
            f"{store.server.endpoint}/{bucket}/{length}",
            store.credentials,
            region=REGION,
            decoded_length=length,
            chunk_size=8192,
        )
        wire = b"".join(signer.wire(BODY[:length]))
        url = f"{store.server.endpoint}/{bucket}/{length}"
        assert said(store.server.send("PUT", url, signer.headers, wire)) == TAKEN
        assert store.call("get_object", Bucket=bucket, Key=str(length)).body == BODY[:length]


@pytest.mark.servers("swift")
def test_chunks_that_are_too_small(store: Store, bucket: str) -> None:
    """A server says of them what `ChunkVerifier` says."""
    upload = Upload(store, bucket, "crc32 trailer")
    stream = upload.signer.stream()
    stream._chunk_size = 8191
    upload.wire = bytearray(b"".join([*stream.feed(BODY), *stream.finish()]))
    upload.signer._headers["content-length"] = str(len(upload.wire))
    assert upload.send() == "403 InvalidChunkSizeError"


@pytest.mark.servers("radosgw", "swift")
def test_a_stream_of_httpx(store: Store, bucket: str) -> None:
    """A file, sent while it is signed."""
    auth = SigV4Auth(store.credentials, region=REGION, service="s3", sign_streams=True)
    url = f"{store.server.endpoint}/{bucket}/key"
    with httpx.Client(auth=auth, trust_env=False, timeout=20) as client:
        assert client.put(url, content=BytesIO(BODY)).status_code == 200
        read = client.get(url)
    # radosgw says of what it kept that it is in chunks: httpx passes over a coding unknown to it.
    assert read.headers.get("content-encoding") == (
        None if store.name == "swift" else "aws-chunked"
    )
    assert read.content == BODY
