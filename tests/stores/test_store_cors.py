"""The CORS document by its presigned URL: the server takes it, gives it back, and goes by it.

Swift has no PutBucketCors; rclone takes it for a bucket's creation.
"""

from __future__ import annotations

import pytest
from store import Store, content_md5, said, texts

from sigv4.s3.cors import CorsRule, cors_xml

pytestmark = pytest.mark.servers("radosgw")

RULE = CorsRule(
    ["https://example.com", "https://*.example.org"],
    ["PUT", "POST"],
    headers=["if-none-match", "x-amz-meta-a&b"],
    expose=["x-amz-version-id"],
    max_age=900,
)
ELEMENTS = {
    "AllowedOrigin": RULE.origins,
    "AllowedMethod": RULE.methods,
    "AllowedHeader": RULE.headers,
    "ExposeHeader": RULE.expose,
    "MaxAgeSeconds": ("900",),
}


@pytest.fixture
def open_bucket(store: Store, bucket: str) -> str:
    """A bucket with the rule."""
    body = cors_xml(RULE).encode()
    answer = store.call("put_bucket_cors", Bucket=bucket, body=body, headers=content_md5(body))
    assert said(answer) == "200"
    return bucket


def test_what_is_put_is_read_back(store: Store, open_bucket: str) -> None:
    """Each element with its values, in whatever order."""
    answer = store.call("get_bucket_cors", Bucket=open_bucket)
    for name, values in ELEMENTS.items():
        assert sorted(texts(answer, name)) == sorted(values)


@pytest.mark.parametrize(
    ("origin", "method", "headers", "allowed"),
    [
        pytest.param("https://example.com", "PUT", "", True, id="plain"),
        pytest.param("https://example.com", "PUT", "content-type", True, id="type"),
        pytest.param(
            "https://example.com", "PUT", "content-type,if-none-match", True, id="signed headers"
        ),
        pytest.param("https://example.com", "PUT", "x-amz-meta-a&b", True, id="escaped in XML"),
        pytest.param("https://app.example.org", "POST", "", True, id="wildcard"),
        pytest.param("https://example.com", "PUT", "x-amz-acl", False, id="another header"),
        pytest.param("https://example.com", "DELETE", "", False, id="another method"),
        pytest.param("https://example.com:8443", "PUT", "", False, id="another port"),
        pytest.param("http://example.com", "PUT", "", False, id="another scheme"),
        pytest.param("https://example.net", "PUT", "", False, id="another host"),
        pytest.param("https://evil-example.org", "PUT", "", False, id="beside the wildcard"),
        pytest.param("null", "PUT", "", False, id="a sandboxed frame"),
    ],
)
def test_preflights(
    store: Store, open_bucket: str, origin: str, method: str, headers: str, allowed: bool
) -> None:
    """The question that a browser asks first is answered by the rule, and by nothing wider."""
    asked = {"Origin": origin, "Access-Control-Request-Method": method}
    if headers:
        asked["Access-Control-Request-Headers"] = headers
    url = store.presign("put_object", Bucket=open_bucket, Key="k").url
    answer = store.server.send("OPTIONS", url, asked)
    permitted = answer.status == 200 and answer.headers.get("access-control-allow-origin") == origin
    assert permitted is allowed
    if allowed:
        assert method in answer.headers["access-control-allow-methods"]
        named = answer.headers.get("access-control-allow-headers", "").lower()
        assert {*filter(None, headers.split(","))} <= {*filter(None, named.split(","))}
        assert answer.headers["access-control-max-age"] == "900"
