"""`s3://bucket/key` taken apart, and keys as paths."""

from __future__ import annotations

import pytest

from sigv4.errors import InvalidValueError
from sigv4.s3.addresses import is_s3_address, key_path, parse_address


@pytest.mark.parametrize(
    ("text", "bucket", "key"),
    [
        pytest.param("s3://bucket/key", "bucket", "key", id="plain"),
        pytest.param("S3://bucket/key", "bucket", "key", id="scheme in capitals"),
        pytest.param("s3://bucket", "bucket", "", id="bucket alone"),
        pytest.param("s3://bucket/", "bucket", "", id="bucket and slash"),
        pytest.param("s3://bucket//key", "bucket", "/key", id="key begins with a slash"),
        pytest.param("s3://bucket/a//b/", "bucket", "a//b/", id="slashes stay"),
        pytest.param("s3://bucket/a?b#c%20+", "bucket", "a?b#c%20+", id="raw text"),
    ],
)
def test_address(text: str, bucket: str, key: str) -> None:
    """The first slash after the bucket parts it from the key, which is raw text."""
    address = parse_address(text)
    assert (address.bucket, address.key) == (bucket, key)
    assert is_s3_address(text)


ARN = "arn:aws:s3:us-west-2:123456789012:"
LAMBDA = "arn:aws:s3-object-lambda:us-west-2:123456789012:"
OUTPOSTS = "arn:aws:s3-outposts:us-west-2:123456789012:"


@pytest.mark.parametrize(
    ("arn", "rest", "key"),
    [
        pytest.param(f"{ARN}accesspoint/ap", "", "", id="access point"),
        pytest.param(f"{ARN}accesspoint/ap", "/", "", id="slash alone"),
        pytest.param(f"{ARN}accesspoint/ap", "/a/b:c", "a/b:c", id="key"),
        pytest.param(f"{ARN}accesspoint:ap", "//a", "/a", id="colon, key begins with a slash"),
        pytest.param(f"{ARN}accesspoint:ap:x", "/a", "a", id="a colon does not end its name"),
        pytest.param("arn:aws-cn:s3:cn-north-1:1:accesspoint/ap", "/a", "a", id="partition"),
        pytest.param("arn:aws:s3::1:accesspoint/x.mrap", "/a", "a", id="Multi-Region"),
        pytest.param("arn:aws:s3::1:accesspoint:x.mrap", "/a", "a", id="Multi-Region, colon"),
        pytest.param(f"{LAMBDA}accesspoint/ap", "/a b", "a b", id="Object Lambda"),
        pytest.param(f"{LAMBDA}accesspoint:ap", ":a", "a", id="Object Lambda, colons"),
        pytest.param(f"{OUTPOSTS}outpost/op-1/accesspoint/ap", "/a", "a", id="Outposts"),
        pytest.param(f"{OUTPOSTS}outpost:op-1:accesspoint:ap", ":a", "a", id="Outposts, colons"),
        pytest.param(f"{OUTPOSTS}outpost:op-1/accesspoint:ap", "/a:b", "a:b", id="Outposts, mixed"),
        pytest.param(f"{OUTPOSTS}outpost/op-1/accesspoint/ap", "", "", id="Outposts, no key"),
    ],
)
def test_address_of_an_access_point(arn: str, rest: str, key: str) -> None:
    """The bucket is the whole ARN, though there are slashes in it; the key is what follows.

    Each was compared with what the AWS CLI 1.46.3 makes of it (customizations/s3/utils.py).
    """
    address = parse_address(f"s3://{arn}{rest}")
    assert (address.bucket, address.key) == (arn, key)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        pytest.param("s3:///key", "names no bucket", id="no bucket"),
        pytest.param("s3://", "names no bucket", id="nothing"),
        pytest.param("https://bucket/key", "does not begin with s3://", id="another scheme"),
        pytest.param("s3://arn:aws:s3/key", "is no ARN", id="half an ARN"),
        pytest.param("s3://arn:aws:s3:r:a:", "is no ARN", id="ARN of nothing"),
        pytest.param("s3://arn::s3:r:a:accesspoint/n", "is no ARN", id="ARN, no partition"),
        pytest.param(
            "s3://arn:aws:s3:::media/k", "of no access point; write s3://bucket/key", id="bucket"
        ),
        pytest.param(f"s3://{ARN}accesspoint", "of no access point", id="no name"),
        pytest.param(f"s3://{ARN}accesspoint//key", "of no access point", id="empty name"),
        pytest.param(f"s3://{OUTPOSTS}accesspoint/n/k", "of no access point", id="no outpost"),
        pytest.param(
            f"s3://{OUTPOSTS}outpost/op/bucket/n/k", "of no access", id="outpost's bucket"
        ),
        pytest.param(f"s3://{OUTPOSTS}outpost//accesspoint/n", "of no access", id="outpost's id"),
    ],
)
def test_address_refused(text: str, says: str) -> None:
    """What is no bucket and key is refused in words."""
    with pytest.raises(InvalidValueError, match=says):
        parse_address(text)


@pytest.mark.parametrize(
    ("key", "path"),
    [
        pytest.param("a/b.txt", "a/b.txt", id="plain"),
        pytest.param("100%.txt", "100%25.txt", id="percent sign"),
        pytest.param("a?b#c&d=e+f g", "a%3Fb%23c%26d%3De%2Bf%20g", id="delimiters"),
        pytest.param("fotos/ñandú.jpg", "fotos/%C3%B1and%C3%BA.jpg", id="Latin"),
        pytest.param("写真/猫.jpg", "%E5%86%99%E7%9C%9F/%E7%8C%AB.jpg", id="Japanese"),
        pytest.param("a//b", "a//b", id="empty segment"),
        pytest.param(".hidden/..x/a...", ".hidden/..x/a...", id="dots that are no segment"),
    ],
)
def test_key_path(key: str, path: str) -> None:
    """A key is encoded once; only its slashes stay."""
    assert key_path(key) == path


@pytest.mark.parametrize("key", [".", "..", "../a", "a/../b", "a/..", "a/./b", "./a", "a/."])
def test_dot_segments(key: str) -> None:
    """Clients resolve dot segments, so they are refused unless allowed; then they stay."""
    with pytest.raises(InvalidValueError, match=r"another bucket.* allow_dot_segments=True"):
        key_path(key)
    assert key_path(key, allow_dot_segments=True) == key


def test_key_with_a_lone_surrogate() -> None:
    """A key that UTF-8 cannot encode is refused."""
    with pytest.raises(InvalidValueError, match="surrogate"):
        key_path("a\udcffb")
