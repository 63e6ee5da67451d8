"""The five links that people use, the minter for many, and what an upload can be held to."""

from __future__ import annotations

from hashlib import sha256

from store import Parameters, Store, texts

from sigv4.s3 import attachment

KEY = "photos/a b+c é.jpg"


def test_the_five(store: Store, bucket: str) -> None:
    """presign_put, _get, _head, _list and _delete, with parameters in Python's spelling."""
    s3 = store.s3()
    put = s3.presign_put(bucket, KEY, content_type="image/x-test", metadata={"colour": "blue"})
    assert store.send(put, body=b"content").status == 200

    get = s3.presign_get(bucket, KEY, response_content_disposition=attachment("naïve 1.jpg"))
    read = store.send(get)
    assert (read.status, read.body) == (200, b"content")
    assert read.headers["content-disposition"] == attachment("naïve 1.jpg")

    head = store.send(s3.presign_head(bucket, KEY))
    assert head.headers["content-type"] == "image/x-test"
    assert head.headers["x-amz-meta-colour"] == "blue"

    assert texts(store.send(s3.presign_list(bucket, "photos/a b+", max_keys=1)), "Key") == [KEY]
    assert store.send(s3.presign_delete(bucket, KEY)).status == 204
    assert texts(store.send(s3.presign_list(bucket)), "Key") == []


def test_a_minter(store: Store, bucket: str) -> None:
    """The links of a minter are as good, in path style and, where the server has it, virtual."""
    styles = ["path"] if store.name == "rclone" else ["path", "virtual"]
    for style in styles:
        s3 = store.s3(style=style)
        put = s3.minter("put_object", Bucket=bucket, ContentType="text/x-test")
        get = s3.minter("get_object", Bucket=bucket, ResponseCacheControl="no-cache")
        for key in (KEY, "日本語/1", "plain.txt"):
            headers = {"content-type": "text/x-test"}
            sent = store.server.send("PUT", put(key), headers, key.encode())
            assert sent.status == 200
            read = store.server.send("GET", get(key))
            assert (read.body, read.headers["cache-control"]) == (key.encode(), "no-cache")


def test_a_minter_of_parts(store: Store, bucket: str) -> None:
    """One minter for all the parts of an upload."""
    answer = store.call("create_multipart_upload", Bucket=bucket, Key=KEY)
    upload = texts(answer, "UploadId")[0]
    mint = store.s3().minter("upload_part", vary="PartNumber", Bucket=bucket, UploadId=upload)
    for number in (1, 2):
        url = mint(KEY, str(number))
        assert store.server.send("PUT", url, {}, b"a part").status == 200
    listing = store.call("list_parts", Bucket=bucket, Key=KEY, UploadId=upload)
    assert texts(listing, "PartNumber") == ["1", "2"]


def test_a_checksum(store: Store, bucket: str) -> None:
    """A link with a checksum takes that content alone. Of these servers only Swift computes it."""
    digest = sha256(b"right").digest()
    request = store.s3().presign_put(bucket, KEY, checksum=("sha256", digest))
    wrong = store.send(request, body=b"wrong")
    assert (wrong.status, wrong.code) == (
        (400, "BadDigest") if store.name == "swift" else (200, "")
    )
    assert store.server.send("PUT", request.url, {}, b"wrong").status == 403
    assert store.send(request, body=b"right").status == 200


def test_a_key_of_the_customers_own(store: Store, bucket: str) -> None:
    """SSE-C: its three headers are signed and sent, and no part of the URL. radosgw alone
    encrypts; the others take the headers and overlook them."""
    how: Parameters = {"Bucket": bucket, "Key": KEY, "SSECustomerAlgorithm": "AES256"}
    key, other = bytes(range(32)), bytes(32)
    requests = [
        store.presign(operation, SSECustomerKey=key, **how)
        for operation in ("put_object", "get_object")
    ]
    assert all("customer" not in request.url.partition("SignedHeaders")[0] for request in requests)
    assert store.send(requests[0], body=b"secret").status == 200
    assert store.send(requests[1]).body == b"secret"
    assert store.server.send("GET", requests[1].url).status == 403

    encrypts = store.name == "radosgw"
    without = store.call("get_object", Bucket=bucket, Key=KEY)
    assert (without.body == b"secret") is not encrypts
    with_another = store.call("get_object", SSECustomerKey=other, **how)
    assert (with_another.body == b"secret") is not encrypts
