"""Signed headers: sent as they were signed they are taken, and altered or left out they are not."""

from __future__ import annotations

from base64 import b64encode
from hashlib import md5
from typing import Any

import pytest
from store import Store

BODY = b"content"

SIGNED: dict[str, dict[str, Any]] = {
    "content-type": {"ContentType": "text/plain; charset=utf-8"},
    "content-length": {"ContentLength": len(BODY)},
    "content-md5": {"ContentMD5": b64encode(md5(BODY).digest()).decode()},
    "cache-control": {"CacheControl": "max-age=60, private"},
    "content-disposition": {"ContentDisposition": "attachment; filename*=UTF-8''%C3%A9.txt"},
    "content-encoding": {"ContentEncoding": "gzip"},
    "content-language": {"ContentLanguage": "mi, en"},
    "x-amz-meta-colour": {"Metadata": {"colour": "dark blue"}},
    "x-amz-storage-class": {"StorageClass": "STANDARD"},
    "if-none-match": {"IfNoneMatch": "*"},
}

# What a server looks at before the signature, or takes for a signature that is wrong.
REFUSED = {
    "AccessDenied",
    "BadDigest",
    "SignatureDoesNotMatch",
    # Swift: there is one storage class, and one condition for writing.
    "InvalidStorageClass",
    "NotImplemented",
}


@pytest.mark.parametrize("name", SIGNED)
def test_a_signed_header(store: Store, bucket: str, name: str) -> None:
    """What is signed must be sent with just that value."""
    request = store.presign("put_object", Bucket=bucket, Key="k", **SIGNED[name])
    assert {header.lower() for header in request.headers} == {name}
    value = request.headers[name]

    without = {header: v for header, v in request.headers.items() if header != name}
    altered = {"content-length": "6", "content-md5": b64encode(md5(b"").digest()).decode()}
    for headers in ({**without, name: altered.get(name, f"{value}x")}, without):
        if headers == without and name == "content-length":
            continue  # a request without one has no body
        answer = store.server.send(request.method, request.url, headers, BODY)
        assert answer.status in (400, 403, 501)
        assert answer.code in REFUSED
    assert store.call("head_object", Bucket=bucket, Key="k").status == 404

    assert store.send(request, body=BODY).status == 200
    assert store.call("get_object", Bucket=bucket, Key="k").body == BODY


def test_a_length_is_exact(store: Store, bucket: str) -> None:
    """With a signed ContentLength neither more nor less is taken."""
    request = store.presign("put_object", Bucket=bucket, Key="k", ContentLength=3)
    for body in (b"1234", b"12"):
        headers = {**request.headers, "content-length": str(len(body))}
        assert store.server.send("PUT", request.url, headers, body).status == 403
    assert store.send(request, body=b"123").status == 200


def test_a_checked_digest(store: Store, bucket: str) -> None:
    """A signed Content-MD5 lets only that content in."""
    digest = b64encode(md5(BODY).digest()).decode()
    request = store.presign("put_object", Bucket=bucket, Key="k", ContentMD5=digest)
    answer = store.send(request, body=b"CONTENT")
    assert (answer.status, answer.code) == (400, "BadDigest")
    assert store.send(request, body=BODY).status == 200


# S3 refuses any x-amz-* header that is not signed, and takes the others; here is who refuses.
UNSIGNED = [
    pytest.param("content-type", "text/html", {}, id="content-type"),
    pytest.param("cache-control", "no-store", {}, id="cache-control"),
    pytest.param("x-amz-meta-more", "1", {"rclone", "swift"}, id="meta"),
    pytest.param("x-amz-acl", "private", {"rclone", "swift"}, id="acl"),
    pytest.param("x-amz-storage-class", "STANDARD", {"rclone"}, id="storage-class"),
    pytest.param("x-amz-copy-source", "b/k", {"rclone", "swift"}, id="copy-source"),
]


@pytest.mark.parametrize(("name", "value", "refused_by"), UNSIGNED)
def test_an_unsigned_header(
    store: Store, bucket: str, name: str, value: str, refused_by: set[str]
) -> None:
    """A header that was not signed is taken, unless it is x-amz-*. radosgw is laxer: it lets
    the holder of an upload link add metadata, and more; Swift in what it makes no use of."""
    value = value.replace("b/k", f"{bucket}/source")
    store.put(bucket, "source", BODY)
    request = store.presign("put_object", Bucket=bucket, Key="k")
    answer = store.send(request, headers={name: value}, body=b"")
    assert (answer.status == 403) is (store.name in refused_by)
