"""Hard keys by presigned URL, byte for byte: written, read, listed, copied and deleted."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote_plus

import pytest
from store import Parameters, Store, content_md5, said, texts
from store_calls import xml

pytestmark = pytest.mark.filterwarnings("ignore::sigv4.errors.UnnormalizedKeyWarning")

HARD_KEYS = {
    "space": " ",
    "spaces": "a b  c ",
    "plus": "a+b",
    "tilde": "~a~",
    "percent": "100%",
    "percent-2F": "a%2Fb",
    "percent-escapes": "a%zz%20",
    "nfc": "caf\u00e9",
    "nfd": "cafe\u0301",
    "japanese": "日本語/キー",
    "emoji": "\U0001f600",
    "unseen-spaces": "\u2003\u200b\ufb00",
    "quotes": 'it\'s "so"',
    "query-signs": "a&b=c;d,e",
    "question-and-hash": "a?b#c",
    "brackets": "[a]{b}(c)<d>",
    "other-signs": "!*'$@:|^`\\",
    "dots": ".a/..b/c.",
    "double-slash": "a//b",
    "double-slash-first": "//a",
    "leading-slash": "/a",
    "trailing-slash": "a/",
    "only-slashes": "///",
    "dot-dot-segment": "a/../b",
    "dot-segment": "a/./b",
    "subresource": "acl?acl",
    "1000-characters": "x" * 1000,
    "1004-bytes": "/".join(["\u00e9" * 100] * 5),
}
# rclone's keys are the paths of a file system, and so it has none of these. It takes the
# signature, and complains of the key, or takes it for another one.
NO_PATHS = {
    "double-slash": "400 InvalidArgument",
    "double-slash-first": "400 InvalidArgument",
    "leading-slash": "400 InvalidArgument",
    "trailing-slash": "200",
    "only-slashes": "409 BucketAlreadyExists",
    "dot-dot-segment": "400 InvalidArgument",
    "dot-segment": "400 InvalidArgument",
}
# Percent-encoded in a header it is longer than rclone's 2048 bytes for them.
NO_SOURCES = {("rclone", "1004-bytes")}

CASES = pytest.mark.parametrize("case", HARD_KEYS)


def lacks(store: Store, case: str) -> bool:
    """Whether the server cannot have such a key at all."""
    return store.name == "rclone" and case in NO_PATHS


@CASES
def test_hard_keys(store: Store, bucket: str, case: str) -> None:
    """A key of any characters goes in, comes out, is listed and is deleted, byte for byte."""
    key = HARD_KEYS[case]
    at: Parameters = {"Bucket": bucket, "Key": key, "allow_dot_segments": True}
    content = b"content of " + key.encode()
    put = store.call("put_object", body=content, **at)
    if lacks(store, case):
        assert said(put) == NO_PATHS[case]
        assert listed(store, bucket) != [key]
        return

    assert (put.status, put.code) == (200, "")
    assert store.call("get_object", **at).body == content
    assert store.call("head_object", **at).headers["content-length"] == str(len(content))
    assert listed(store, bucket) == [key]
    assert listed(store, bucket, Prefix=key) == [key]
    assert store.call("delete_object", **at).status == 204
    assert store.call("get_object", **at).status == 404
    assert listed(store, bucket) == []


@CASES
def test_copies_of_hard_keys(store: Store, bucket: str, case: str) -> None:
    """The source of a copy is a key of any characters, and so is its target."""
    key = HARD_KEYS[case]
    if lacks(store, case) or (store.name, case) in NO_SOURCES:
        key = f"{case}.txt"  # a plain one, in its place
    at: Parameters = {"Bucket": bucket, "Key": key, "allow_dot_segments": True}
    assert store.call("put_object", body=b"content", **at).status == 200

    target: Parameters = {
        "Bucket": bucket,
        "Key": f"copy of {key.strip('/')}",
        "allow_dot_segments": True,
    }
    for source in (f"{bucket}/{key}", {"Bucket": bucket, "Key": key}):
        copied = store.call("copy_object", CopySource=source, **target)
        assert (copied.status, copied.code) == (200, "")
        assert store.call("get_object", **target).body == b"content"
        assert store.call("delete_object", **target).status == 204


def test_many_keys_at_once(store: Store, bucket: str) -> None:
    """All hard keys side by side: each listed once, and all deleted by one request whose keys
    are in its body."""
    keys = sorted(key for case, key in HARD_KEYS.items() if not lacks(store, case))
    for key in keys:
        at: Parameters = {"Bucket": bucket, "Key": key, "allow_dot_segments": True}
        assert store.call("put_object", body=key.encode(), **at).status == 200
    assert sorted(listed(store, bucket)) == keys

    body = xml("Delete", "".join(f"<Object><Key>{escaped(key)}</Key></Object>" for key in keys))
    headers = content_md5(body.encode())
    deleted = store.call("delete_objects", body=body.encode(), headers=headers, Bucket=bucket)
    assert deleted.status == 200
    assert listed(store, bucket) == []


def test_nfc_and_nfd_are_two_keys(store: Store, bucket: str) -> None:
    """No Unicode normalisation on the way: two spellings are two objects."""
    spellings = ("\u00e9", "e\u0301")
    for key in spellings:
        store.put(bucket, key, key.encode())
    read = [store.call("get_object", Bucket=bucket, Key=key).body for key in spellings]
    assert read == [key.encode() for key in spellings]


def listed(store: Store, bucket: str, **parameters: Any) -> list[str]:
    """The bucket's keys by both listings, raw and encoded, which have to agree."""
    answers = []
    for operation in ("list_objects", "list_objects_v2"):
        raw = store.call(operation, Bucket=bucket, **parameters)
        url = store.call(operation, Bucket=bucket, EncodingType="url", **parameters)
        assert (raw.status, url.status) == (200, 200)
        answers += [texts(raw, "Key"), [unquote_plus(key) for key in texts(url, "Key")]]
    assert answers == [answers[0]] * 4
    return answers[0]


def escaped(text: str) -> str:
    """A text as an XML element's content."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
