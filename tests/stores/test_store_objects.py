"""Objects by presigned URL: ranges, conditions, copies, versions and what an answer should say."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from s3_server import Answer
from store import Parameters, Store, texts
from store_calls import xml

KEY = "hello.txt"
BODY = b"hello world"
EPOCH = datetime(2001, 1, 1, tzinfo=timezone.utc)
TOMORROW = datetime.now(timezone.utc) + timedelta(days=1)


@pytest.fixture
def etag(store: Store, bucket: str) -> str:
    """The entity tag of an object that holds "hello world"."""
    return store.put(bucket, KEY, BODY).headers["etag"]


def ask(store: Store, bucket: str, operation: str, **parameters: Any) -> Answer:
    """One operation on the object."""
    return store.call(operation, Bucket=bucket, Key=KEY, **parameters)


@pytest.mark.parametrize(
    ("wanted", "content"),
    [
        pytest.param("bytes=0-4", b"hello", id="first"),
        pytest.param("bytes=6-", b"world", id="rest"),
        pytest.param("bytes=-1", b"d", id="last"),
    ],
)
def test_a_signed_range(store: Store, bucket: str, etag: str, wanted: str, content: bytes) -> None:
    """A range that is signed gives that part, and no other can be had with the URL."""
    request = store.presign("get_object", Bucket=bucket, Key=KEY, Range=wanted)
    answer = store.send(request)
    # rclone says 200 and sends the right part.
    assert (answer.status, answer.body) == (200 if store.name == "rclone" else 206, content)
    assert store.send(request, headers={"range": "bytes=1-1"}).status == 403


READS = [
    pytest.param(lambda etag: {"IfMatch": etag}, 200, id="if-match"),
    pytest.param(lambda etag: {"IfMatch": '"other"'}, 412, id="if-match-other"),
    pytest.param(lambda etag: {"IfNoneMatch": etag}, 304, id="if-none-match"),
    pytest.param(lambda etag: {"IfNoneMatch": '"other"'}, 200, id="if-none-match-other"),
    pytest.param(lambda etag: {"IfModifiedSince": EPOCH}, 200, id="if-modified-since"),
    pytest.param(lambda etag: {"IfModifiedSince": TOMORROW}, 304, id="if-modified-since-later"),
    pytest.param(lambda etag: {"IfUnmodifiedSince": EPOCH}, 412, id="if-unmodified-since"),
    pytest.param(lambda etag: {"IfUnmodifiedSince": TOMORROW}, 200, id="if-unmodified-later"),
]
# Conditions that a server takes, signature and all, and does not heed.
UNHEEDED = {
    "read": {"rclone": {"IfMatch", "IfModifiedSince", "IfUnmodifiedSince"}},
    "write": {"rclone": {"IfNoneMatch"}},
    "copy": {"radosgw": {"CopySourceIfMatch"}, "rclone": {"CopySourceIfMatch"}},
}


def heeds(store: Store, what: str, name: str) -> bool:
    """Whether the server decides by this condition."""
    return name not in UNHEEDED[what].get(store.name, ())


@pytest.mark.parametrize("operation", ["get_object", "head_object"])
@pytest.mark.parametrize(("condition", "status"), READS)
def test_conditional_reads(
    store: Store, bucket: str, etag: str, condition: Any, status: int, operation: str
) -> None:
    """A condition is a signed header, and decides."""
    conditions = condition(etag)
    request = store.presign(operation, Bucket=bucket, Key=KEY, **conditions)
    expected = status if heeds(store, "read", *conditions) else 200
    assert store.send(request).status == expected
    assert store.server.send(request.method, request.url).status == 403


def test_create_only(store: Store, bucket: str) -> None:
    """`If-None-Match: *` creates an object, and replaces none."""
    s3 = store.s3()
    for request in (
        s3.presign_put(bucket, "one", create_only=True),
        store.presign("put_object", Bucket=bucket, Key="two", IfNoneMatch="*"),
    ):
        heeded = heeds(store, "write", "IfNoneMatch")
        assert store.send(request, body=b"1").status == 200
        assert store.send(request, body=b"2").status == (412 if heeded else 200)
        read = store.call("get_object", Bucket=bucket, Key=request.url.partition("?")[0][-3:])
        assert read.body == (b"1" if heeded else b"2")
        # The condition cannot be left out.
        assert store.server.send("PUT", request.url, {}, b"3").status == 403


RESPONSES = {
    "ResponseContentType": ("content-type", "image/x-test"),
    "ResponseContentDisposition": (
        "content-disposition",
        "attachment; filename=\"a b.txt\"; filename*=UTF-8''na%C3%AFve%20%2B.txt",
    ),
    "ResponseContentLanguage": ("content-language", "mi, en"),
    "ResponseCacheControl": ("cache-control", "no-cache, max-age=0"),
    "ResponseContentEncoding": ("content-encoding", "identity"),
    "ResponseExpires": ("expires", "Mon, 01 Jan 2001 00:00:00 GMT"),
}


@pytest.mark.parametrize("operation", ["get_object", "head_object"])
def test_what_an_answer_is_made_to_say(
    store: Store, bucket: str, etag: str, operation: str
) -> None:
    """The response-* parameters come back as headers, all of them at once."""
    parameters: Parameters = {name: value for name, (_, value) in RESPONSES.items()}
    parameters["ResponseExpires"] = EPOCH
    answer = ask(store, bucket, operation, **parameters)
    assert answer.status == 200
    said = {name: answer.headers.get(header) for name, (header, _) in RESPONSES.items()}
    assert said == {name: value for name, (_, value) in RESPONSES.items()}


def test_copy_with_conditions(store: Store, bucket: str, etag: str) -> None:
    """A copy is bound to its source's state, and may say anew what the object is."""
    target: Parameters = {"Bucket": bucket, "Key": "copy.txt", "CopySource": f"{bucket}/{KEY}"}
    other = store.call("copy_object", CopySourceIfMatch='"other"', **target)
    assert other.status == (412 if heeds(store, "copy", "CopySourceIfMatch") else 200)
    copied = store.call(
        "copy_object",
        CopySourceIfMatch=etag,
        MetadataDirective="REPLACE",
        ContentType="text/x-copy",
        Metadata={"made-by": "copying"},
        **target,
    )
    assert copied.status == 200
    head = store.call("head_object", Bucket=bucket, Key="copy.txt")
    assert head.headers["content-type"] == "text/x-copy"
    assert head.headers["x-amz-meta-made-by"] == "copying"


def test_copy_from_another_bucket(store: Store, bucket: str, etag: str) -> None:
    """The source's bucket is part of what is signed."""
    other = store.new_bucket()
    request = store.presign(
        "copy_object", Bucket=other, Key=KEY, CopySource={"Bucket": bucket, "Key": KEY}
    )
    forged = store.send(request, headers={"x-amz-copy-source": f"{other}/{KEY}"})
    assert forged.status == 403
    assert store.send(request).status == 200
    assert store.call("get_object", Bucket=other, Key=KEY).body == BODY


@pytest.mark.servers("radosgw", "swift")
def test_versions(store: Store, bucket: str) -> None:
    """Each version of an object is read, copied, listed and deleted by its id. rclone has none."""
    enabled = xml("VersioningConfiguration", "<Status>Enabled</Status>")
    assert store.call("put_bucket_versioning", Bucket=bucket, body=enabled.encode()).status == 200
    contents = (b"first", b"second")
    written = [ask(store, bucket, "put_object", body=content) for content in contents]
    ids = [answer.headers["x-amz-version-id"] for answer in written]

    for version, content in zip(ids, contents, strict=True):
        assert ask(store, bucket, "get_object", VersionId=version).body == content
        assert ask(store, bucket, "head_object", VersionId=version).status == 200
    listing = store.call("list_object_versions", Bucket=bucket, Prefix=KEY)
    assert texts(listing, "VersionId") == ids[::-1]

    for source in (
        f"{bucket}/{KEY}?versionId={ids[0]}",
        {"Bucket": bucket, "Key": KEY, "VersionId": ids[0]},
    ):
        copy: Parameters = {"Bucket": bucket, "Key": "old.txt"}
        assert store.call("copy_object", CopySource=source, **copy).status == 200
        assert store.call("get_object", **copy).body == b"first"

    assert ask(store, bucket, "delete_object", VersionId=ids[1]).status == 204
    assert ask(store, bucket, "get_object").body == b"first"


def test_the_other_settings_of_an_object(store: Store, bucket: str) -> None:
    """What S3 keeps beside the content is signed into the upload, and comes back."""
    settings: Parameters = {
        "CacheControl": "max-age=60",
        "ContentDisposition": 'attachment; filename="a.txt"',
        "ContentLanguage": "mi",
        "ContentType": "text/x-test; charset=utf-8",
    }
    put = ask(store, bucket, "put_object", body=BODY, Metadata={"colour": "dark  blue"}, **settings)
    assert put.status == 200
    head = ask(store, bucket, "head_object").headers
    names = ("cache-control", "content-disposition", "content-language", "content-type")
    assert [head.get(name) for name in names] == list(settings.values())
    assert " ".join(head["x-amz-meta-colour"].split()) == "dark blue"
