"""Temporary credentials from AssumeRole sign URLs, and their token is part of what is signed."""

from __future__ import annotations

import pytest
from store import REFUSALS, Parameters, Store, texts
from store_calls import xml

from sigv4 import Credentials

# The other servers have no STS.
pytestmark = pytest.mark.servers("radosgw")

KEY = "a b+c/é.txt"


def test_an_objects_life(store: Store, bucket: str, temporary: Credentials) -> None:
    """Objects and listings by URLs that a session signs, in both styles."""
    assert temporary.session_token
    for style in ("path", "virtual"):
        how: Parameters = {"credentials": temporary, "style": style, "Bucket": bucket}
        at: Parameters = {**how, "Key": KEY}
        assert store.call("put_object", body=b"content", ContentType="a/b", **at).status == 200
        assert store.call("get_object", **at).body == b"content"
        assert texts(store.call("list_objects_v2", Prefix="a b+", **how), "Key") == [KEY]
        copy = store.call("copy_object", **{**at, "Key": "k", "CopySource": f"{bucket}/{KEY}"})
        assert copy.status == 200
        delete = xml("Delete", "<Object><Key>k</Key></Object>").encode()
        assert store.call("delete_objects", body=delete, **how).status == 200
        assert store.call("delete_object", **at).status == 204
        assert store.call("get_object", **at).status == 404


def test_upload_in_parts(store: Store, bucket: str, temporary: Credentials) -> None:
    """Each step of an upload in parts."""
    how: Parameters = {"credentials": temporary, "Bucket": bucket, "Key": KEY}
    how["UploadId"] = texts(store.call("create_multipart_upload", **how), "UploadId")[0]
    part = store.call("upload_part", PartNumber=1, body=b"part", **how)
    etag = part.headers["etag"]
    body = xml(
        "CompleteMultipartUpload", f"<Part><PartNumber>1</PartNumber><ETag>{etag}</ETag></Part>"
    )
    assert store.call("complete_multipart_upload", body=body.encode(), **how).status == 200
    assert store.call("get_object", Bucket=bucket, Key=KEY).body == b"part"


def test_without_the_token(store: Store, bucket: str, temporary: Credentials) -> None:
    """A URL that lost its token, or got another one, is refused; so is one that was signed
    without it."""
    store.put(bucket, KEY, b"content")
    request = store.presign("get_object", Bucket=bucket, Key=KEY, credentials=temporary)
    assert store.send(request).body == b"content"

    items = request.url.split("&")
    token = next(item for item in items if item.startswith("X-Amz-Security-Token="))
    lost = "&".join(item for item in items if item != token)
    other = request.url.replace(token[:-8], token[:-8].swapcase())
    changed = token[:-1] + ("A" if token[-1] != "A" else "B")
    for url in (lost, other, request.url.replace(token, changed)):
        assert url != request.url
        answer = store.send(request, url=url)
        assert answer.status in (400, 403)
        assert b"content" not in answer.body

    keys = Credentials(temporary.access_key_id, temporary.secret_access_key)
    answer = store.call("get_object", Bucket=bucket, Key=KEY, credentials=keys)
    assert (answer.status, answer.code in REFUSALS) == (403, True)


def test_a_wrong_secret(store: Store, bucket: str, temporary: Credentials) -> None:
    """The token alone does not sign."""
    store.put(bucket, KEY, b"content")
    wrong = Credentials(temporary.access_key_id, "wrong", temporary.session_token)
    assert store.call("get_object", Bucket=bucket, Key=KEY, credentials=wrong).status == 403
