"""Listings by presigned URL: prefixes, delimiters, pages."""

from __future__ import annotations

from typing import Any

import pytest
from s3_server import Answer
from store import Parameters, Store, texts

KEYS = ["a b.txt", "a/1", "a/2", "a/b/3", "b+c/4", "c&d=e.txt", "z.txt", "é/5"]


@pytest.fixture(scope="session")
def full(store: Store) -> str:
    """A bucket with those keys."""
    bucket = store.new_bucket()
    for key in KEYS:
        store.put(bucket, key, key.encode())
    return bucket


def prefixes(answer: Answer) -> list[str]:
    """The common prefixes of a listing; the first Prefix is the one that was asked for."""
    return texts(answer, "Prefix")[1:]


@pytest.mark.parametrize("operation", ["list_objects", "list_objects_v2"])
@pytest.mark.parametrize(
    ("parameters", "keys", "common"),
    [
        pytest.param({}, KEYS, [], id="all"),
        pytest.param({"Prefix": "a"}, KEYS[:4], [], id="prefix"),
        pytest.param({"Prefix": "a "}, KEYS[:1], [], id="prefix-with-space"),
        pytest.param({"Prefix": "b+"}, ["b+c/4"], [], id="prefix-with-plus"),
        pytest.param({"Prefix": "c&d="}, ["c&d=e.txt"], [], id="prefix-with-query-signs"),
        pytest.param({"Prefix": "é"}, ["é/5"], [], id="prefix-in-utf-8"),
        pytest.param({"Prefix": "none"}, [], [], id="prefix-of-nothing"),
        pytest.param(
            {"Delimiter": "/"},
            ["a b.txt", "c&d=e.txt", "z.txt"],
            ["a/", "b+c/", "é/"],
            id="delimiter",
        ),
        pytest.param(
            {"Prefix": "a/", "Delimiter": "/"}, ["a/1", "a/2"], ["a/b/"], id="prefix-and-delimiter"
        ),
    ],
)
def test_listing(
    store: Store,
    full: str,
    operation: str,
    parameters: Parameters,
    keys: list[str],
    common: list[str],
) -> None:
    """Each parameter arrives as it was meant."""
    answer = store.call(operation, Bucket=full, **parameters)
    assert (answer.status, texts(answer, "Key"), prefixes(answer)) == (200, keys, common)


@pytest.mark.parametrize(
    ("operation", "after"), [("list_objects", "Marker"), ("list_objects_v2", "StartAfter")]
)
def test_start_after(store: Store, full: str, operation: str, after: str) -> None:
    """A listing starts behind a key."""
    at: Parameters = {after: "a/2"}
    answer = store.call(operation, Bucket=full, **at)
    assert texts(answer, "Key") == KEYS[3:]


def test_pages(store: Store, full: str) -> None:
    """Page after page by the token of the one before: every key once, in order."""
    seen: list[str] = []
    more: dict[str, Any] = {}
    for _ in KEYS:
        answer = store.call("list_objects_v2", Bucket=full, MaxKeys=3, **more)
        assert len(texts(answer, "Key")) <= 3
        seen += texts(answer, "Key")
        if texts(answer, "IsTruncated") == ["false"]:
            break
        more = {"ContinuationToken": texts(answer, "NextContinuationToken")[0]}
    assert seen == KEYS


def test_buckets(store: Store, full: str, bucket: str) -> None:
    """The listing of buckets has no bucket in its URL."""
    assert {full, bucket} <= set(texts(store.call("list_buckets"), "Name"))


def test_uploads_that_are_not_finished(store: Store, bucket: str) -> None:
    """ListMultipartUploads tells of each upload its key and its id."""
    begun = {}
    for key in ("one part.bin", "é+1"):
        answer = store.call("create_multipart_upload", Bucket=bucket, Key=key)
        begun[key] = texts(answer, "UploadId")[0]
    listing = store.call("list_multipart_uploads", Bucket=bucket)
    told = dict(zip(texts(listing, "Key"), texts(listing, "UploadId"), strict=True))
    assert told == begun
