"""A real S3 server takes what is signed: rclone verifies with code of its own.

Every request goes out byte for byte as it was signed, over http.client.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from hashlib import sha256
from urllib.parse import quote, unquote_plus
from xml.etree import ElementTree

import oracle
import pytest
from rclone_server import CREDENTIALS, REGION, Answer, RcloneServer

from sigv4 import presign, presign_url, sign_headers

HARD_KEYS = [
    pytest.param(" ", id="space"),
    pytest.param("a b  c ", id="spaces"),
    pytest.param("a+b", id="plus"),
    pytest.param("~a~", id="tilde"),
    pytest.param("100%", id="percent"),
    pytest.param("a%2Fb", id="literal-percent-2F"),
    pytest.param("a%zz%20", id="literal-escapes"),
    pytest.param("caf\u00e9", id="nfc"),
    pytest.param("cafe\u0301", id="nfd"),
    pytest.param("日本語/キー", id="japanese"),
    pytest.param("\U0001f600", id="emoji"),
    pytest.param("\ufb00\u2003\u200b", id="ligature-and-unseen-spaces"),
    pytest.param('it\'s "so"', id="quotes"),
    pytest.param("a&b=c;d,e", id="query-signs"),
    pytest.param("a?b#c", id="question-and-hash"),
    pytest.param("[a]{b}(c)<d>", id="brackets"),
    pytest.param("!*'$@:|^`\\", id="other-signs"),
    pytest.param("a\tb\nc\rd\x01\x7f", id="control-characters"),
    pytest.param(".a/..b/c.", id="dots-that-are-no-segment"),
    pytest.param("x" * 1000, id="1000-characters"),
    pytest.param("/".join(["\u00e9" * 100] * 5), id="1004-bytes-in-segments"),
]
NO_KEYS_OF_RCLONE = [
    pytest.param("a//b", id="double-slash"),
    pytest.param("/a", id="leading-slash"),
    pytest.param("a/../b", id="dot-dot-segment"),
    pytest.param("a/./b", id="dot-segment"),
]


def url_of(rclone: RcloneServer, key: str) -> str:
    """The URL of a raw key, encoded by code that is not under test."""
    return f"{rclone.bucket_url}/{quote(key, safe='/')}"


def ask(
    rclone: RcloneServer,
    method: str,
    key: str,
    body: bytes | None = None,
    headers: dict[str, str] | None = None,
    query: str = "",
) -> Answer:
    """Presign, and send what must be sent."""
    url = url_of(rclone, key) + query
    request = presign(method, url, CREDENTIALS, region=REGION, headers=headers or {})
    return rclone.send(method, request.url, request.headers, body)


def listed(rclone: RcloneServer, prefix: str) -> list[str]:
    """The keys that ListObjectsV2 gives for a prefix, by a presigned URL of the bucket."""
    query = f"?list-type=2&encoding-type=url&prefix={quote(prefix, safe='')}"
    url = presign_url("GET", rclone.bucket_url + query, CREDENTIALS, region=REGION)
    answer = rclone.send("GET", url)
    assert answer.status == 200
    name = "{http://s3.amazonaws.com/doc/2006-03-01/}Key"
    keys = [key.text or "" for key in ElementTree.fromstring(answer.body).iter(name)]
    return [unquote_plus(key) for key in keys]


@pytest.fixture
def hello(rclone: RcloneServer) -> Iterator[str]:
    """The key of an object that holds "hello world"."""
    assert ask(rclone, "PUT", "hello.txt", b"hello world").status == 200
    yield "hello.txt"
    assert ask(rclone, "DELETE", "hello.txt").status == 204


def test_an_objects_life(rclone: RcloneServer) -> None:
    """PUT, GET, HEAD, LIST and DELETE by presigned URLs do what they say."""
    key = "life/object.bin"
    content = bytes(range(256))

    assert ask(rclone, "PUT", key, content).status == 200
    assert ask(rclone, "GET", key).body == content
    head = ask(rclone, "HEAD", key)
    assert (head.status, head.headers["content-length"], head.body) == (200, "256", b"")
    assert listed(rclone, "life/") == [key]
    assert ask(rclone, "DELETE", key).status == 204
    assert ask(rclone, "GET", key).status == 404
    assert listed(rclone, "life/") == []


@pytest.mark.parametrize("key", HARD_KEYS)
def test_hard_keys(rclone: RcloneServer, key: str) -> None:
    """A key of any characters goes in, comes out and is listed, byte for byte."""
    content = b"content of " + key.encode()
    put = ask(rclone, "PUT", key, content)
    assert (put.status, put.code) == (200, "")
    assert ask(rclone, "GET", key).body == content
    assert key in listed(rclone, key)
    assert ask(rclone, "DELETE", key).status == 204


@pytest.mark.parametrize("key", NO_KEYS_OF_RCLONE)
def test_keys_that_rclone_cannot_hold(rclone: RcloneServer, key: str) -> None:
    """rclone has no such keys, S3 has; the signature is right, and the complaint another."""
    answer = ask(rclone, "PUT", key, b"x")
    assert (answer.status, answer.code) == (400, "InvalidArgument")


def test_nfc_and_nfd_are_two_keys(rclone: RcloneServer) -> None:
    """No Unicode normalisation on the way: two spellings are two objects."""
    spellings = ("\u00e9", "e\u0301")
    for key in spellings:
        assert ask(rclone, "PUT", f"forms/{key}", key.encode()).status == 200
    assert [ask(rclone, "GET", f"forms/{key}").body for key in spellings] == [
        key.encode() for key in spellings
    ]


@pytest.mark.parametrize(
    ("wanted", "content"),
    [
        pytest.param("bytes=0-4", b"hello", id="first"),
        pytest.param("bytes=6-", b"world", id="rest"),
        pytest.param("bytes=-1", b"d", id="last"),
    ],
)
@pytest.mark.parametrize("signed", [True, False], ids=["signed", "unsigned"])
def test_ranges(
    rclone: RcloneServer, hello: str, wanted: str, content: bytes, *, signed: bool
) -> None:
    """A range may be signed, and then is fixed, or sent beside any URL.

    rclone answers 200, where S3 answers 206.
    """
    headers = {"range": wanted}
    url = presign_url(
        "GET",
        url_of(rclone, hello),
        CREDENTIALS,
        region=REGION,
        headers=headers if signed else {},
    )
    answer = rclone.send("GET", url, headers)
    assert (answer.status, answer.body) == (200, content)
    assert "content-range" in answer.headers

    changed = rclone.send("GET", url, {"range": "bytes=1-1"})
    assert changed.code == ("SignatureDoesNotMatch" if signed else "")


def test_a_signed_content_type_is_kept(rclone: RcloneServer) -> None:
    """What was signed into an upload link is what the object gets."""
    sent = {"Content-Type": "text/plain; charset=utf-8", "x-amz-meta-colour": "dark blue"}
    assert ask(rclone, "PUT", "typed.txt", b"x", sent).status == 200
    head = ask(rclone, "HEAD", "typed.txt")
    assert head.headers["content-type"] == "text/plain; charset=utf-8"
    assert head.headers["x-amz-meta-colour"] == "dark blue"


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        pytest.param({"x-amz-meta-a": "1"}, "AccessDenied", id="content-type-missing"),
        pytest.param(
            {"content-type": "text/html", "x-amz-meta-a": "1"},
            "SignatureDoesNotMatch",
            id="content-type-changed",
        ),
        pytest.param(
            {"content-type": "text/plain; charset=utf-8", "x-amz-meta-a": "1"},
            "SignatureDoesNotMatch",
            id="content-type-with-a-parameter",
        ),
        pytest.param({"content-type": "text/plain"}, "AccessDenied", id="meta-missing"),
        pytest.param(
            {"content-type": "text/plain", "x-amz-meta-a": "2"},
            "SignatureDoesNotMatch",
            id="meta-changed",
        ),
        pytest.param(
            {"content-type": "text/plain", "x-amz-meta-a": "1", "x-amz-meta-b": "1"},
            "AccessDenied",
            id="meta-added",
        ),
        pytest.param({"content-type": "text/plain", "x-amz-meta-a": "1"}, "", id="as-signed"),
        pytest.param(
            {"Content-Type": " text/plain", "X-Amz-Meta-A": "1  "}, "", id="spelled-otherwise"
        ),
    ],
)
def test_signed_headers_must_be_sent(rclone: RcloneServer, sent: dict[str, str], code: str) -> None:
    """A signed header has to arrive with its value; case and outer spaces do not count."""
    headers = {"content-type": "text/plain", "x-amz-meta-a": "1"}
    url = presign_url("PUT", url_of(rclone, "signed"), CREDENTIALS, region=REGION, headers=headers)
    assert rclone.send("PUT", url, sent, b"x").code == code


@pytest.mark.parametrize("key", [*HARD_KEYS[:11], "plain.txt"])
@pytest.mark.parametrize(
    "payload",
    [{"body": b"content"}, {"payload_hash": "UNSIGNED-PAYLOAD"}],
    ids=["hash", "unsigned"],
)
def test_the_authorization_header(
    rclone: RcloneServer, key: str, payload: dict[str, bytes | str]
) -> None:
    """sign_headers' headers, added to the request as it is, are accepted."""
    url = url_of(rclone, key)
    sent = {"content-type": "text/plain", "x-amz-meta-a": " 1  2 "}
    # Not **payload: each argument has a type of its own.
    body, payload_hash = payload.get("body", b""), payload.get("payload_hash")
    assert isinstance(body, bytes)
    assert payload_hash is None or isinstance(payload_hash, str)
    added = sign_headers(
        "PUT",
        url,
        CREDENTIALS,
        region=REGION,
        service="s3",
        headers=sent,
        body=body,
        payload_hash=payload_hash,
    )
    assert rclone.send("PUT", url, {**sent, **added}, b"content").status == 200

    read = sign_headers("GET", url, CREDENTIALS, region=REGION, service="s3")
    assert rclone.send("GET", url, read).body == b"content"


def test_a_query_in_the_header_form(rclone: RcloneServer, hello: str) -> None:
    """The query's parameters are signed however they are written: S3 reads "+" as a space."""
    url = f"{rclone.bucket_url}?prefix=a+b%20c~&list-type=2&delimiter=/&marker"
    added = sign_headers("GET", url, CREDENTIALS, region=REGION, service="s3")
    answer = rclone.send("GET", url, added)
    assert (answer.status, b"<Prefix>a b c~</Prefix>" in answer.body) == (200, True)


@pytest.mark.parametrize(
    "expires_in",
    [1, timedelta(minutes=5), 604800],
    ids=["a-second", "a-timedelta", "seven-days"],
)
def test_lives(rclone: RcloneServer, hello: str, expires_in: int | timedelta) -> None:
    """The shortest and the longest life are accepted.

    The shortest is signed for the second to come, so that it cannot end on the way.
    """
    url = presign_url(
        "GET",
        url_of(rclone, hello),
        CREDENTIALS,
        region=REGION,
        expires_in=expires_in,
        signing_time=datetime.now(timezone.utc) + timedelta(seconds=5),
    )
    assert rclone.send("GET", url).status == 200


@pytest.mark.parametrize("key", HARD_KEYS)
def test_botocores_urls_are_accepted_alike(rclone: RcloneServer, key: str) -> None:
    """The oracle: an implementation that is not ours meets the same answer, so that a
    refusal elsewhere in these tests means something."""
    signed = oracle.presign(
        oracle.Request(
            method="PUT",
            url=url_of(rclone, key),
            access_key_id=CREDENTIALS.access_key_id,
            secret_access_key=CREDENTIALS.secret_access_key,
            region=REGION,
            service="s3",
            signing_time=datetime.now(timezone.utc),
            headers=[("content-type", "text/plain")],
        )
    )
    answer = rclone.send("PUT", signed.url, {"content-type": "text/plain"}, b"theirs")
    assert (answer.status, answer.code) == (200, "")
    assert ask(rclone, "GET", key).body == b"theirs"


def test_rclone_reads_no_payload_hash(rclone: RcloneServer) -> None:
    """rclone takes a presigned payload for unsigned whatever a signed header says, and does
    not hash a body; S3 does both."""
    url = url_of(rclone, "hashed")
    headers = {"x-amz-content-sha256": sha256(b"right").hexdigest()}
    presigned = presign_url("PUT", url, CREDENTIALS, region=REGION, headers=headers)
    assert rclone.send("PUT", presigned, headers, b"right").code == "SignatureDoesNotMatch"

    added = sign_headers("PUT", url, CREDENTIALS, region=REGION, service="s3", body=b"right")
    assert rclone.send("PUT", url, added, b"wrong").status == 200
