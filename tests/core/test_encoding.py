"""Percent-encoding, paths and queries."""

from __future__ import annotations

import pytest

from sigv4._encoding import (
    canonical_path,
    decode,
    encode,
    encode_key,
    join_query,
    normalize,
    query_pairs,
    sent_path,
)
from sigv4._rules import COMMON, S3, ServiceRules

ENCODED_ONCE = ServiceRules(double_encode_path=False)


@pytest.mark.parametrize(
    ("raw", "encoded"),
    [
        pytest.param("aZ09-._~", "aZ09-._~", id="unreserved"),
        pytest.param("!'()*", "%21%27%28%29%2A", id="sub-delims"),
        pytest.param("a/b", "a%2Fb", id="slash"),
        pytest.param("a b+c", "a%20b%2Bc", id="space-and-plus"),
        pytest.param("100%", "100%25", id="percent-is-raw"),
        pytest.param("é", "%C3%A9", id="utf-8"),
        pytest.param("\n\x00", "%0A%00", id="control"),
        pytest.param("", "", id="empty"),
    ],
)
def test_values_are_encoded_as_uri_encode_says(raw: str, encoded: str) -> None:
    """Everything but the unreserved is %XX in upper case."""
    assert encode("key", raw) == encoded


@pytest.mark.parametrize(
    ("key", "path"),
    [
        pytest.param("photos/2024/a.jpg", "photos/2024/a.jpg", id="plain"),
        pytest.param("a%2Fb", "a%252Fb", id="percent-is-a-percent-sign"),
        pytest.param("//a//", "//a//", id="slashes-stay"),
        pytest.param("a/../b", "a/../b", id="dots-stay"),
        pytest.param("旅/é", "%E6%97%85/%C3%A9", id="non-ascii"),
    ],
)
def test_keys_are_raw_text(key: str, path: str) -> None:
    """A key is encoded as it stands, and only "/" is kept."""
    assert encode_key("key", key) == path


@pytest.mark.parametrize(
    ("path", "s3", "sent", "canonical"),
    [
        pytest.param("", "/", "/", "/", id="empty"),
        pytest.param("/a%2Fb", "/a%2Fb", "/a%2Fb", "/a%252Fb", id="escaped-slash-stays"),
        pytest.param("/a%2fb", "/a%2Fb", "/a%2Fb", "/a%252fb", id="lower-case-escape"),
        pytest.param("/%7Ea", "/~a", "/~a", "/%257Ea", id="escape-of-unreserved"),
        pytest.param("/a b", "/a%20b", "/a%20b", "/a%2520b", id="raw-space"),
        pytest.param("/é", "/%C3%A9", "/%C3%A9", "/%25C3%25A9", id="raw-non-ascii"),
        pytest.param("/a+b", "/a%2Bb", "/a%2Bb", "/a%2Bb", id="plus-is-a-plus"),
        pytest.param("/a:b@c", "/a%3Ab%40c", "/a%3Ab%40c", "/a%3Ab%40c", id="reserved"),
        pytest.param("/%FF", "/%FF", "/%FF", "/%25FF", id="not-utf-8"),
        pytest.param("/a//b/", "/a//b/", "/a/b/", "/a/b/", id="run-of-slashes"),
        pytest.param("/a///b", "/a///b", "/a/b", "/a/b", id="three-slashes"),
        pytest.param("/a/./b/../c", "/a/./b/../c", "/a/c", "/a/c", id="dot-segments"),
        pytest.param("/../..", "/../..", "/", "/", id="above-the-root"),
        pytest.param("/a/b/..", "/a/b/..", "/a", "/a", id="ends-in-dots"),
        pytest.param("/.a/..b/...", "/.a/..b/...", "/.a/..b/...", "/.a/..b/...", id="no-dots"),
        pytest.param("/a/%2E%2E/b", "/a/../b", "/a/%2E%2E/b", "/a/%252E%252E/b", id="escaped-dots"),
    ],
)
def test_paths(path: str, s3: str, sent: str, canonical: str) -> None:
    """S3 encodes once and keeps all; others normalise what is encoded and encode again.

    `sent` is what a presigned URL carries there, `canonical` what signs when a client
    sends `path` as it stands.
    """
    assert sent_path(path, S3) == canonical_path(path, S3) == s3
    assert sent_path(path, COMMON) == sent
    assert canonical_path(path, COMMON) == canonical


def test_the_two_switches_are_independent() -> None:
    """Normalisation without the second encoding, and the other way round."""
    assert canonical_path("/a//b%20c", ENCODED_ONCE) == "/a/b%20c"
    assert canonical_path("/a//%2E%2E/b", ENCODED_ONCE) == "/a/%2E%2E/b"
    assert canonical_path("/a//b%20c", COMMON.replace(normalize_path=False)) == "/a//b%2520c"


@pytest.mark.parametrize("path", ["/", "/a", "/a/", "/a/b/", "/a..b/.c"])
def test_a_normal_path_stays(path: str) -> None:
    """Normalisation leaves alone what is normal."""
    assert normalize(path) == path


@pytest.mark.parametrize(
    ("query", "canonical"),
    [
        pytest.param("", "", id="empty"),
        pytest.param("lifecycle", "lifecycle=", id="name-without-value"),
        pytest.param("a&&b&", "a=&b=", id="empty-items-vanish"),
        pytest.param("=", "=", id="empty-name"),
        pytest.param("select-type=2&select=", "select=&select-type=2", id="shorter-name-first"),
        pytest.param("a/=1&a-b=2&é=3", "%C3%A9=3&a%2F=1&a-b=2", id="sorted-after-encoding"),
        pytest.param("a=2&a=1&a", "a=&a=1&a=2", id="repeated-by-value"),
        pytest.param("a=b c+d%2Be", "a=b%20c%20d%2Be", id="plus-is-a-space"),
        pytest.param("a=b=c", "a=b%3Dc", id="equals-in-a-value"),
        pytest.param("a=%2f%7e", "a=%2F~", id="one-spelling"),
        pytest.param("A=1&a=2&B=3", "A=1&B=3&a=2", id="capitals-first"),
        pytest.param("a=x;b=y", "a=x%3Bb%3Dy", id="semicolon-parts-nothing"),
    ],
)
def test_canonical_queries(query: str, canonical: str) -> None:
    """Decoded, encoded, then sorted by encoded name and encoded value."""
    assert join_query(query_pairs(query)) == canonical


def test_decode_is_on_bytes() -> None:
    """Escapes need not be UTF-8."""
    assert decode("a%FF%00é") == b"a\xff\x00\xc3\xa9"
