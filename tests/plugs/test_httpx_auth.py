"""SigV4Auth: httpx's requests are signed as they go over the wire."""

from __future__ import annotations

import importlib
import sys
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import pytest
from httpx_clients import Send, send_async, send_sync
from rclone_server import CREDENTIALS, REGION, RcloneServer
from recorder import Recorder, recorder
from wire_oracle import by_botocore, signed_names

from sigv4 import (
    Credentials,
    InvalidTypeError,
    InvalidValueError,
    ServiceRules,
    canonical_request,
    string_to_sign,
)
from sigv4._asymmetric import public_key_of, verifies
from sigv4.httpx import SigV4Auth

TEMPORARY = Credentials(CREDENTIALS.access_key_id, CREDENTIALS.secret_access_key, "a/token+")
S3 = SigV4Auth(CREDENTIALS, region=REGION, service="s3")
HASHING = SigV4Auth(CREDENTIALS, region=REGION, service="s3", hash_streams=True)
BOTH = pytest.mark.parametrize("send", [send_sync, send_async], ids=["sync", "async"])


@pytest.fixture(scope="module")
def wire() -> Iterator[Recorder]:
    """A server that writes down what arrives."""
    with recorder() as server:
        yield server


REQUESTS = [
    pytest.param("GET", "/", {}, id="get"),
    pytest.param("HEAD", "/bucket/a.txt", {}, id="head"),
    pytest.param("DELETE", "/bucket/a.txt", {}, id="delete"),
    pytest.param("GET", "/bucket/a b+c~é%2F%41(1)!*'.txt", {}, id="hard-path"),
    pytest.param("GET", "/bucket/[a]|b\\c^d", {}, id="what-httpx-leaves-raw"),
    pytest.param("GET", "/bucket/a/../b/./c//d", {}, id="dot-segments"),
    pytest.param("GET", "/b?x=1&a=b%20c+d&a=%2B&e=", {}, id="query"),
    pytest.param("GET", "/b?acl", {}, id="bare-query"),
    pytest.param("GET", "/b", {"params": {"p": "ä +/~*'", "a-b": ["2", "1"]}}, id="params"),
    pytest.param("PUT", "/b/k", {"content": b"bytes"}, id="bytes"),
    pytest.param("PUT", "/b/k", {"content": "té"}, id="text"),
    pytest.param("PUT", "/b/k", {}, id="put-nothing"),
    pytest.param("POST", "/b/k", {"json": {"a": [1, 2]}}, id="json"),
    pytest.param("POST", "/b/k", {"data": {"a": "1 2"}}, id="form"),
    pytest.param(
        "PUT",
        "/b/k",
        {"headers": {"content-type": "text/plain", "x-amz-meta-a": "1   2"}, "content": b"x"},
        id="headers",
    ),
    pytest.param("GET", "/b/k", {"headers": [("x-a", "1"), ("x-a", "2")]}, id="repeated-header"),
    pytest.param("GET", "/b/k", {"headers": {b"x-amz-meta-a": "é".encode()}}, id="utf-8-header"),
    pytest.param(
        "GET",
        "/b/k",
        {"headers": {"Host": "examplebucket.s3.amazonaws.com"}},
        id="another-host-header",
    ),
]


@BOTH
@pytest.mark.parametrize("service", ["s3", "execute-api"])
@pytest.mark.parametrize("credentials", [CREDENTIALS, TEMPORARY], ids=["keys", "token"])
@pytest.mark.parametrize(("method", "target", "request_"), REQUESTS)
def test_botocore_signs_what_arrives_alike(
    wire: Recorder,
    send: Send,
    credentials: Credentials,
    service: str,
    method: str,
    target: str,
    request_: dict[str, Any],
) -> None:
    """The Authorization header is botocore's own for the request that came over the wire."""
    auth = SigV4Auth(credentials, region=REGION, service=service)
    assert send(method, wire.url(target), auth=auth, **request_).status_code == 200
    arrived = wire.arrived[-1]
    assert arrived.headers["authorization"] == by_botocore(arrived, credentials, service)
    assert arrived.headers.get("x-amz-security-token") == credentials.session_token


@BOTH
def test_which_headers_are_signed(wire: Recorder, send: Send) -> None:
    """All that the caller set; not what httpx adds, nor what proxies rewrite."""
    headers = {
        "x-custom": "1",
        "range": "bytes=0-1",
        "content-md5": "x",
        "if-match": "y",
        "user-agent": "mine",
        "accept": "text/html",
        "x-forwarded-for": "::1",
        "traceparent": "00-1-2-03",
        "x-amzn-trace-id": "Root=1",
        "te": "trailers",
    }
    jar = {"cookies": {"a": "b"}}
    send("PUT", wire.url("/b/k"), auth=S3, headers=headers, content=b"x", client=jar)
    arrived = wire.arrived[-1]
    assert signed_names(arrived) == [
        "content-md5",
        "host",
        "if-match",
        "range",
        "x-amz-content-sha256",
        "x-amz-date",
        "x-custom",
    ]
    assert {"accept-encoding", "connection", "content-length", "cookie"} < arrived.headers.keys()


def chunks() -> Iterator[bytes]:
    """A body whose length nobody knows."""
    yield b"one "
    yield b"two"


async def async_chunks() -> AsyncIterator[bytes]:
    """The same for the async client."""
    for chunk in chunks():
        yield chunk


def streams(send: Send) -> list[dict[str, Any]]:
    """Bodies that are not in memory, by the arguments that give them."""
    if send is send_async:
        return [{"content": async_chunks()}, {"files": {"f": ("n", b"one two")}}]
    return [
        {"content": chunks()},
        {"content": BytesIO(b"one two")},
        {"files": {"f": ("n", b"one two")}},
    ]


@BOTH
def test_a_stream_is_signed_unhashed(wire: Recorder, send: Send) -> None:
    """A stream goes out as a stream, as UNSIGNED-PAYLOAD, where the service takes that."""
    for body in streams(send):
        send("PUT", wire.url("/b/k"), auth=S3, **body)
        arrived = wire.arrived[-1]
        assert arrived.headers["x-amz-content-sha256"] == "UNSIGNED-PAYLOAD"
        assert b"one two" in arrived.body


@BOTH
def test_a_stream_is_hashed_when_asked(wire: Recorder, send: Send) -> None:
    """hash_streams reads the body, signs its hash, and sends its length."""
    for body in streams(send):
        send("PUT", wire.url("/b/k"), auth=HASHING, **body)
        arrived = wire.arrived[-1]
        assert arrived.headers["x-amz-content-sha256"] == sha256(arrived.body).hexdigest()
        assert arrived.headers["content-length"] == str(len(arrived.body))
        assert "transfer-encoding" not in arrived.headers
        assert arrived.headers["authorization"] == by_botocore(arrived, CREDENTIALS, "s3")


@BOTH
def test_a_stream_whose_hash_the_caller_knows(wire: Recorder, send: Send) -> None:
    """A header x-amz-content-sha256 stands for a stream, with any service."""
    known = sha256(b"one two").hexdigest()
    auth = SigV4Auth(CREDENTIALS, region=REGION, service="execute-api")
    body = streams(send)[0]
    send("PUT", wire.url("/k"), auth=auth, headers={"x-amz-content-sha256": known}, **body)
    assert wire.arrived[-1].headers["x-amz-content-sha256"] == known
    assert "x-amz-content-sha256" in signed_names(wire.arrived[-1])


@BOTH
@pytest.mark.parametrize(
    ("service", "url", "request_", "message"),
    [
        pytest.param(
            "execute-api",
            "/k",
            {"files": {"f": b"x"}},
            r"content: it is a stream, and execute-api takes no unsigned payload; .*hash_streams",
            id="stream-unsigned",
        ),
        pytest.param(
            "s3",
            "/k",
            {"content": b"x", "headers": {"x-amz-content-sha256": "0" * 64}},
            "x-amz-content-sha256",
            id="wrong-hash",
        ),
        pytest.param("s3", "/k?X-Amz-Signature=0", {}, "carries X-Amz-Signature", id="presigned"),
        pytest.param(
            "s3", "/k", {"headers": {b"x-a": b"\xff"}}, "x-a is not UTF-8", id="latin-1-header"
        ),
    ],
)
def test_refused_before_it_is_sent(
    wire: Recorder, send: Send, service: str, url: str, request_: dict[str, Any], message: str
) -> None:
    """What cannot be signed is an error in words, and nothing goes out."""
    before = len(wire.arrived)
    auth = SigV4Auth(CREDENTIALS, region=REGION, service=service)
    with pytest.raises(InvalidValueError, match=message):
        send("PUT", wire.url(url), auth=auth, **request_)
    assert len(wire.arrived) == before


def test_user_info_is_refused() -> None:
    """A user and a password in the URL would be dropped without a word."""
    request = httpx.Request("GET", "https://user:pass@example.com/")
    with pytest.raises(InvalidValueError, match="user info"):
        next(S3.auth_flow(request))


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        pytest.param({"credentials": "AKIA"}, InvalidTypeError, id="credentials"),
        pytest.param({"region": ""}, InvalidValueError, id="region"),
        pytest.param({"service": "s/3"}, InvalidValueError, id="service"),
        pytest.param({"region_set": "*"}, InvalidValueError, id="region-and-set"),
        pytest.param({"region": None}, InvalidTypeError, id="no-region"),
        pytest.param({"region": None, "region_set": "a b"}, InvalidValueError, id="region-set"),
        pytest.param({"rules": "s3"}, InvalidTypeError, id="rules"),
    ],
)
def test_bad_settings(arguments: dict[str, Any], error: type[Exception]) -> None:
    """What is wrong with the settings is said when they are made."""
    given = {"credentials": CREDENTIALS, "region": REGION, "service": "s3", **arguments}
    with pytest.raises(error):
        SigV4Auth(given.pop("credentials"), **given)


@BOTH
def test_a_set_of_regions_may_be_given(wire: Recorder, send: Send) -> None:
    """Its header arrives as it was signed, and the signature verifies."""
    auth = SigV4Auth(CREDENTIALS, region_set=("us-east-1", "eu-*"), service="s3")
    url = wire.url("/b/k?x=1")
    send("GET", url, auth=auth)
    arrived = wire.arrived[-1].headers
    assert arrived["x-amz-region-set"] == "us-east-1,eu-*"
    start, _, rest = arrived["authorization"].partition(", SignedHeaders=")
    names, _, signature = rest.partition(", Signature=")
    assert start.startswith("AWS4-ECDSA-P256-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/")
    canonical = canonical_request(
        "GET",
        url,
        headers=[(n, arrived[n]) for n in names.split(";")],
        payload_hash=arrived["x-amz-content-sha256"],
    )
    to_sign = string_to_sign(
        canonical,
        signing_time=datetime.strptime(f"{arrived['x-amz-date']}+0000", "%Y%m%dT%H%M%SZ%z"),
        region_set="*",
        service="s3",
    )
    assert verifies(public_key_of(CREDENTIALS), to_sign, signature)


def test_rules_may_be_given(wire: Recorder) -> None:
    """A service that is not in the table can be described."""
    rules = ServiceRules.of("execute-api").replace(payload_hash_header=True, unsigned_payload=True)
    auth = SigV4Auth(CREDENTIALS, region=REGION, service="mine", rules=rules)
    send_sync("PUT", wire.url("/k"), auth=auth, content=chunks())
    assert wire.arrived[-1].headers["x-amz-content-sha256"] == "UNSIGNED-PAYLOAD"


@BOTH
def test_credentials_may_be_a_function(wire: Recorder, send: Send) -> None:
    """Asked at each signature, so that they can be refreshed."""
    issued = iter([CREDENTIALS, TEMPORARY])
    auth = SigV4Auth(lambda: next(issued), region=REGION, service="s3")
    for token in (None, TEMPORARY.session_token):
        send("GET", wire.url("/b/k"), auth=auth)
        assert wire.arrived[-1].headers.get("x-amz-security-token") == token


def test_signed_before_signed_anew(wire: Recorder) -> None:
    """An older signature on a request is taken off, however it came there."""
    stale = {
        "Authorization": "AWS4-HMAC-SHA256 stale",
        "X-Amz-Date": "20130524T000000Z",
        "X-Amz-Security-Token": "stale",
    }
    with httpx.Client(auth=S3, trust_env=False) as client:
        request = client.build_request("GET", wire.url("/b/k"), headers=stale)
        for _ in range(2):
            client.send(request)
            arrived = wire.arrived[-1]
            assert arrived.headers["authorization"] == by_botocore(arrived, CREDENTIALS, "s3")
            assert "x-amz-security-token" not in arrived.headers


def test_threads_share_one(wire: Recorder) -> None:
    """An auth object holds nothing of a request."""
    with httpx.Client(auth=S3, trust_env=False) as client, ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: client.get(wire.url(f"/shared/{n}")), range(40)))
    arrived = [one for one in wire.arrived if one.target.startswith("/shared/")]
    assert len(arrived) == 40
    for one in arrived:
        assert one.headers["authorization"] == by_botocore(one, CREDENTIALS, "s3")


def test_a_hook_may_add_and_read_headers(wire: Recorder) -> None:
    """Signed headers are headers: what reads or changes them sees all of them."""
    seen: dict[str, str] = {}

    def hook(request: httpx.Request) -> None:
        request.headers["user-agent"] = "mine"
        request.headers.update({"accept": "text/css"})
        del request.headers["accept-encoding"]
        seen.update(request.headers)
        assert dict(request.headers.items()) == seen
        assert list(request.headers) == list(request.headers.keys())
        assert len(request.headers) == len(request.headers.multi_items())
        assert request.headers.get_list("x-amz-date") == [seen["x-amz-date"]]
        assert seen["x-amz-date"] in request.headers.values()

    send_sync("GET", wire.url("/b/k"), auth=S3, client={"event_hooks": {"request": [hook]}})
    arrived = wire.arrived[-1]
    assert arrived.headers == seen
    assert (arrived.headers["user-agent"], arrived.headers["accept"]) == ("mine", "text/css")
    assert arrived.headers["authorization"] == by_botocore(arrived, CREDENTIALS, "s3")


def test_a_signature_can_be_taken_off(wire: Recorder) -> None:
    """A hook that deletes Authorization finds it, and it is not sent."""

    def hook(request: httpx.Request) -> None:
        del request.headers["authorization"]

    send_sync("GET", wire.url("/b/k"), auth=S3, client={"event_hooks": {"request": [hook]}})
    assert "authorization" not in wire.arrived[-1].headers


@BOTH
@pytest.mark.parametrize(
    "key", ["plain.txt", "a b+c~é%", "[a]|b\\c^d", "it's (1)!*;:@&=$,", "日本語", "😀/x"]
)
def test_a_real_server_accepts(rclone: RcloneServer, send: Send, key: str) -> None:
    """rclone verifies what httpx sends, for bytes, streams and hashed streams."""
    client = {"auth": S3}
    url = f"{rclone.bucket_url}/auth/{quote(key)}"
    for auth in (S3, HASHING):
        body = streams(send)[0]
        # S3 takes no body of unknown length.
        sent = {"x-amz-meta-a": "1"} | ({"content-length": "7"} if auth is S3 else {})
        put = send("PUT", url, auth=auth, headers=sent, **body)
        assert put.status_code == 200
        got = send("GET", url, client=client)
        assert (got.content, got.headers["x-amz-meta-a"]) == (b"one two", "1")
    ranged = send("GET", url, client=client, headers={"range": "bytes=0-2"})
    assert ranged.content == b"one"
    query = {"list-type": "2", "prefix": f"auth/{key}"}
    listing = send("GET", rclone.bucket_url, client=client, params=query)
    assert (listing.status_code, b"<KeyCount>1<" in listing.content) == (200, True)
    assert send("DELETE", url, client=client).status_code == 204


@BOTH
def test_a_real_server_refuses(rclone: RcloneServer, send: Send) -> None:
    """The wrong secret, and nothing at all."""
    wrong = SigV4Auth(Credentials("AKIAIOSFODNN7EXAMPLE", "no"), region=REGION, service="s3")
    assert send("GET", rclone.bucket_url, auth=wrong).status_code == 403
    assert send("GET", rclone.bucket_url).status_code == 400


def test_httpx_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without httpx, the import says in one line how to get it."""
    monkeypatch.delitem(sys.modules, "sigv4.httpx")
    monkeypatch.setitem(sys.modules, "httpx", None)
    with pytest.raises(ImportError, match=r"^sigv4.httpx needs httpx: pip install '.*\[httpx\]'$"):
        importlib.import_module("sigv4.httpx")


def test_httpx_broken(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """An httpx that is there and lacks something is not said to be missing."""
    tmp_path.joinpath("httpx.py").write_text("import no_such_module")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "sigv4.httpx")
    monkeypatch.delitem(sys.modules, "httpx")
    with pytest.raises(ImportError, match="no_such_module"):
        importlib.import_module("sigv4.httpx")
