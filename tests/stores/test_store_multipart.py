"""Uploads in parts by presigned URL: each step has its own."""

from __future__ import annotations

from typing import Any

import pytest
from store import Parameters, Store, texts
from store_calls import xml

# The smallest part that is not the last.
MEGABYTES_5 = 5 * 1024 * 1024


def finish(store: Store, at: Parameters, etags: list[str]) -> None:
    """Complete an upload."""
    parts = "".join(
        f"<Part><PartNumber>{number}</PartNumber><ETag>{etag}</ETag></Part>"
        for number, etag in enumerate(etags, 1)
    )
    body = xml("CompleteMultipartUpload", parts).encode()
    answer = store.call("complete_multipart_upload", body=body, **at)
    # An error after the first byte has the status 200, too.
    assert (answer.status, answer.code) == (200, "")


@pytest.mark.parametrize("key", ["large.bin", "a b+c/é%2F~.bin"], ids=["plain", "hard"])
def test_upload_in_parts(store: Store, bucket: str, key: str) -> None:
    """What is put together from two parts is the content, with its type, and the parts are listed
    before."""
    contents = [b"1" * MEGABYTES_5, b"the last"]
    answer = store.call(
        "create_multipart_upload", Bucket=bucket, Key=key, ContentType="image/x-test"
    )
    at: Parameters = {"Bucket": bucket, "Key": key, "UploadId": texts(answer, "UploadId")[0]}
    etags = []
    for number, content in enumerate(contents, 1):
        part = store.call("upload_part", PartNumber=number, body=content, **at)
        assert part.status == 200
        etags.append(part.headers["etag"])
    assert texts(store.call("list_parts", **at), "PartNumber") == ["1", "2"]

    finish(store, at, etags)
    read = store.call("get_object", Bucket=bucket, Key=key)
    assert read.body == b"".join(contents)
    assert read.headers["content-type"] == "image/x-test"


def test_a_part_has_its_number(store: Store, bucket: str) -> None:
    """A part's URL is for that part of that upload."""
    answer = store.call("create_multipart_upload", Bucket=bucket, Key="k")
    at: Parameters = {"Bucket": bucket, "Key": "k", "UploadId": texts(answer, "UploadId")[0]}
    request = store.presign("upload_part", PartNumber=1, **at)
    for forged in (
        request.url.replace("partNumber=1&", "partNumber=2&"),
        request.url.replace("uploadId=", "uploadId=0"),
        request.url.replace("partNumber=1&", ""),
    ):
        assert forged != request.url
        # Swift says 405 of a part without a number, before it looks at the signature.
        assert store.send(request, url=forged, body=b"x").status in (403, 405)
    assert texts(store.call("list_parts", **at), "PartNumber") == []
    assert store.send(request, body=b"x").status == 200


def copied_part(store: Store, bucket: str, source: str, **parameters: Any) -> bytes:
    """What an upload of one part holds that is copied from another object."""
    answer = store.call("create_multipart_upload", Bucket=bucket, Key="copied")
    at: Parameters = {"Bucket": bucket, "Key": "copied", "UploadId": texts(answer, "UploadId")[0]}
    how: Parameters = {
        "PartNumber": 1,
        "CopySource": {"Bucket": bucket, "Key": source},
        **parameters,
    }
    part = store.call("upload_part_copy", **how, **at)
    assert part.status == 200
    finish(store, at, [texts(part, "ETag")[0]])
    return store.call("get_object", Bucket=bucket, Key="copied").body


@pytest.mark.servers("radosgw", "swift")
@pytest.mark.parametrize("source", ["plain.bin", "a b+c&d/é.bin", "日本語?=.bin"])
def test_parts_that_are_copied(store: Store, bucket: str, source: str) -> None:
    """A part may be another object or a range of one. rclone takes the copy for an empty part."""
    store.put(bucket, source, b"0123456789")
    assert copied_part(store, bucket, source) == b"0123456789"
    assert copied_part(store, bucket, source, CopySourceRange="bytes=2-5") == b"2345"


@pytest.mark.servers("radosgw", "swift")
def test_parts_that_are_copied_from_a_key_with_an_escape(store: Store, bucket: str) -> None:
    """A source is decoded once. radosgw 16 decodes it twice, for parts only, and takes another
    object; with "%." in a key it ends itself, so that no test asks for that."""
    store.put(bucket, "a%2Fb", b"right")
    store.put(bucket, "a/b", b"wrong")
    read = copied_part(store, bucket, "a%2Fb")
    assert read == (b"wrong" if store.name == "radosgw" else b"right")


def test_an_upload_that_is_given_up(store: Store, bucket: str) -> None:
    """After the end of an upload nothing is left of it."""
    answer = store.call("create_multipart_upload", Bucket=bucket, Key="k")
    at: Parameters = {"Bucket": bucket, "Key": "k", "UploadId": texts(answer, "UploadId")[0]}
    assert store.call("upload_part", PartNumber=1, body=b"x", **at).status == 200
    assert store.call("abort_multipart_upload", **at).status == 204
    assert store.call("upload_part", PartNumber=2, body=b"x", **at).status == 404
    assert texts(store.call("list_multipart_uploads", Bucket=bucket), "UploadId") == []
