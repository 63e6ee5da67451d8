"""Uploads in parts by a plan, as the program that has one does it: each request as it was made."""

from __future__ import annotations

from hashlib import md5, sha256
from typing import Any

import pytest
from s3_server import Answer
from store import REFUSALS, Store, texts

from sigv4.errors import AnswerError, InvalidValueError
from sigv4.s3.multipart import (
    MultipartPlan,
    MultipartUpload,
    Part,
    PlannedRequest,
    completed_etag,
    etags_of,
    upload_id_of,
)

# The smallest that is not the last.
PART = 5 * 1024 * 1024
# Three parts, each of its own bytes, and the last one short.
CONTENT = b"".join(bytes([number]) * PART for number in (1, 2)) + b"\x03the last"


def send(store: Store, request: PlannedRequest, body: bytes | None = None) -> Answer:
    """A request of a plan, as it stands."""
    if body is None and request.method == "POST":
        body = b""
    return store.server.send(request.method, request.url, request.headers, body)


def content_of(part: Part, content: bytes = CONTENT) -> bytes:
    """The bytes of a part."""
    return content[part.offset : part.offset + part.size]


def etag_of(content: bytes) -> str:
    """The ETag that S3 gives what was put together from parts of this size."""
    parts = [content[at : at + PART] for at in range(0, len(content), PART)]
    digests = b"".join([md5(part).digest() for part in parts])
    return f"{md5(digests).hexdigest()}-{len(parts)}"


def begun(
    store: Store, bucket: str, key: str = "large.bin", content: bytes = CONTENT, **more: Any
) -> MultipartUpload:
    """An upload that the server knows."""
    plan = store.s3().plan_multipart(bucket, key, size=len(content), part_size=PART, **more)
    # As whoever gets it as JSON sends it.
    answer = send(store, MultipartPlan.from_json(plan.to_json()).create)
    assert (answer.status, answer.code) == (200, "")
    return plan.with_upload_id(upload_id_of(answer.body))


def put(store: Store, part: Part, content: bytes = CONTENT) -> str:
    """Upload a part; the ETag of the answer."""
    answer = send(store, part, content_of(part, content))
    assert (answer.status, answer.code) == (200, "")
    return answer.headers["etag"]


def completed(store: Store, upload: MultipartUpload, body: bytes) -> str:
    """Complete an upload; the ETag of the object."""
    answer = send(store, upload.complete, body)
    assert answer.status == 200
    return completed_etag(answer.body)


@pytest.mark.parametrize("key", ["large.bin", "a b+c/é%2F~.bin"], ids=["plain", "hard"])
@pytest.mark.parametrize("quoted", [True, False], ids=["ETags as they came", "without quotes"])
def test_parts_in_any_order_and_again(store: Store, bucket: str, key: str, quoted: bool) -> None:
    """What a document says of an upload is enough to do it: the parts in any order, and one sent
    with the wrong bytes first. The object is the content to the byte, with its type.

    rclone takes no other bytes for a part once it has all parts before it."""
    made = begun(store, bucket, key, content_type="image/x-test", metadata={"colour": "blue"})
    upload = MultipartUpload.from_json(made.to_json())
    assert send(store, upload.part(3), bytes(upload.part(3).size)).status == 200
    etags = {number: put(store, upload.part(number)) for number in (3, 1, 2)}
    if not quoted:
        etags = {number: etag.strip('"') for number, etag in etags.items()}

    etag = completed(store, upload, upload.complete_body(etags))
    read = store.call("get_object", Bucket=bucket, Key=key)
    assert read.body == CONTENT
    assert read.headers["content-type"] == "image/x-test"
    assert read.headers["x-amz-meta-colour"] == "blue"
    # radosgw 16 names none where it completes an upload.
    assert etag.strip('"') == ("" if store.name == "radosgw" else etag_of(CONTENT))


def test_an_upload_that_goes_on(store: Store, bucket: str) -> None:
    """Its list says which parts are there; under new URLs it gets those that are missing."""
    before = begun(store, bucket)
    etags = {number: put(store, before.part(number)) for number in (1, 3)}
    with pytest.raises(InvalidValueError, match="part 2 of 3 is missing"):
        before.complete_body(etags)

    plan = store.s3().plan_multipart(bucket, "large.bin", size=len(CONTENT), part_size=PART)
    upload = plan.with_upload_id(before.upload_id)
    (page,) = upload.list_parts
    listed = etags_of(send(store, page).body)
    assert {number: etag.strip('"') for number, etag in listed.items()} == {
        number: etag.strip('"') for number, etag in etags.items()
    }
    missing = [part for part in upload.parts() if part.number not in listed]
    assert [part.number for part in missing] == [2]
    body = upload.complete_body({**listed, 2: put(store, missing[0])})
    completed(store, upload, body)
    assert store.call("get_object", Bucket=bucket, Key="large.bin").body == CONTENT


def test_a_part_that_was_never_sent(store: Store, bucket: str) -> None:
    """The server does not complete an upload without it, and its answer says so."""
    upload = begun(store, bucket)
    etags = {number: put(store, upload.part(number)) for number in (1, 3)}
    answer = send(store, upload.complete, upload.complete_body({**etags, 2: "0" * 32}))
    with pytest.raises(AnswerError) as caught:
        completed_etag(answer.body)
    assert caught.value.code == "InvalidPart"
    assert store.call("head_object", Bucket=bucket, Key="large.bin").status == 404


def test_an_upload_that_is_aborted(store: Store, bucket: str) -> None:
    """Nothing is left of it, and the server's answer says so."""
    upload = begun(store, bucket, content=b"small")
    put(store, upload.part(1), b"small")
    assert send(store, upload.abort).status == 204
    assert send(store, upload.part(1), b"small").status == 404
    with pytest.raises(AnswerError) as caught:
        etags_of(send(store, upload.list_parts[0]).body)
    assert caught.value.code in {"NoSuchUpload", "NoSuchKey"}  # The latter is radosgw 16's.
    assert texts(store.call("list_multipart_uploads", Bucket=bucket), "UploadId") == []


@pytest.mark.parametrize("sent", [b"1234", b"123456"], ids=["a byte less", "a byte more"])
def test_a_part_of_another_size(store: Store, bucket: str, sent: bytes) -> None:
    """The size of a part is signed: its URL takes no other."""
    upload = begun(store, bucket, content=b"12345")
    part = upload.part(1)
    headers = {**part.headers, "content-length": str(len(sent))}
    answer = store.server.send(part.method, part.url, headers, sent)
    assert answer.status == 403
    assert answer.code in REFUSALS
    assert put(store, part, b"12345")


def test_an_empty_file(store: Store, bucket: str) -> None:
    """It is one empty part."""
    upload = begun(store, bucket, content=b"")
    etags = {part.number: put(store, part, b"") for part in upload.parts()}
    completed(store, upload, upload.complete_body(etags))
    assert store.call("get_object", Bucket=bucket, Key="large.bin").body == b""


def test_parts_with_checksums(store: Store, bucket: str) -> None:
    """The digest of a part is signed with it, and stands in the body that completes the upload."""
    content = CONTENT[: PART + 5]
    made = begun(store, bucket, content=content, checksum_algorithm="sha256")
    digests = {1: sha256(content[:PART]).digest(), 2: sha256(content[PART:]).digest()}
    upload = MultipartUpload.from_json(made.to_json(checksums=digests))
    etags = {part.number: put(store, part, content) for part in upload.parts()}
    completed(store, upload, upload.complete_body(etags, checksums=digests))
    assert store.call("get_object", Bucket=bucket, Key="large.bin").body == content


@pytest.mark.servers("swift")
def test_a_part_that_has_another_checksum(store: Store, bucket: str) -> None:
    """A server that knows checksums refuses other bytes than those of the digest."""
    made = begun(store, bucket, content=b"right", checksum_algorithm="sha256")
    part = made.part(1, checksum=sha256(b"right").digest())
    answer = send(store, part, b"wrong")
    assert (answer.status, answer.code) == (400, "BadDigest")
    assert send(store, part, b"right").status == 200
