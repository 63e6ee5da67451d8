"""Virtual-hosted style by presigned URL: the bucket is in the host, and signed there."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from store import Parameters, Store, texts
from store_calls import xml

# rclone has buckets either in the path or in the host, and is started for the path.
pytestmark = [
    pytest.mark.servers("radosgw", "swift"),
    pytest.mark.filterwarnings("ignore::sigv4.errors.UnnormalizedKeyWarning"),
]

KEYS = ["plain.txt", "a b+c/é%2F~", "cafe\u0301", "//a", "a/../b", "日本語/キー", "acl?acl"]


@pytest.mark.parametrize("key", KEYS)
def test_an_objects_life(store: Store, bucket: str, key: str) -> None:
    """PUT, GET, HEAD, list and DELETE in virtual-hosted style; path style has the same object."""
    at: Parameters = {"Bucket": bucket, "Key": key, "allow_dot_segments": True}
    content = key.encode()
    virtual: Parameters = {**at, "style": "virtual"}
    assert store.call("put_object", body=content, **virtual).status == 200
    assert store.call("get_object", **virtual).body == content
    assert store.call("head_object", **virtual).status == 200
    assert store.call("get_object", **at).body == content
    listing = store.call("list_objects_v2", Bucket=bucket, style="virtual")
    assert texts(listing, "Key") == [key]
    assert store.call("delete_object", **virtual).status == 204
    assert store.call("get_object", **at).status == 404


def test_where_the_bucket_is(store: Store, bucket: str) -> None:
    """The URL's host is the bucket's, with the port, and its path is the key alone."""
    request = store.presign("get_object", Bucket=bucket, Key="k", style="virtual")
    parts = urlsplit(request.url)
    assert (parts.netloc, parts.path) == (f"{bucket}.localhost:{store.server.port}", "/k")


def test_a_buckets_life(store: Store) -> None:
    """A bucket is made, set, read and deleted by its own host."""
    at: Parameters = {"Bucket": store.new_name(), "style": "virtual"}
    assert store.call("create_bucket", **at).status == 200
    assert store.call("head_bucket", **at).status == 200
    enabled = xml("VersioningConfiguration", "<Status>Enabled</Status>").encode()
    assert store.call("put_bucket_versioning", body=enabled, **at).status == 200
    assert texts(store.call("get_bucket_versioning", **at), "Status") == ["Enabled"]
    assert store.call("delete_bucket", **at).status == 204
    assert store.call("head_bucket", **at).status == 404


def test_another_buckets_host(store: Store, bucket: str) -> None:
    """What was signed for one bucket's host is worth nothing at another's, nor in path style."""
    other = store.new_bucket()
    for name in (bucket, other):
        store.put(name, "k", b"content")
    request = store.presign("get_object", Bucket=bucket, Key="k", style="virtual")
    port = store.server.port
    for url in (
        request.url.replace(f"{bucket}.", f"{other}."),
        request.url.replace(f"{bucket}.localhost:{port}/", f"localhost:{port}/{bucket}/"),
    ):
        assert url != request.url
        assert store.send(request, url=url).status == 403
    assert store.send(request).body == b"content"
