"""Redirects: a signature never travels to where it was not made for.

httpx follows a redirect with a copy of the first request's headers, and takes out
Authorization alone, and only where the origin differs. These tests are what holds
`SigV4Auth` to more, with any httpx.
"""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256

import httpx
import pytest
from httpx_clients import Send, send_async, send_sync
from rclone_server import CREDENTIALS, REGION, RcloneServer
from recorder import Arrived, Reply, recorder
from wire_oracle import by_botocore

from sigv4 import Credentials, presign_url
from sigv4 import httpx as plug
from sigv4.httpx import SigV4Auth

TEMPORARY = Credentials(CREDENTIALS.access_key_id, CREDENTIALS.secret_access_key, "a-token")
AUTH = SigV4Auth(TEMPORARY, region=REGION, service="s3")
BOTH = pytest.mark.parametrize("send", [send_sync, send_async], ids=["sync", "async"])
SIGNATURE = {"authorization", "x-amz-date", "x-amz-security-token", "x-amz-content-sha256"}
FOLLOWING = {"follow_redirects": True, "auth": AUTH}


def redirecting(status: int, location: str) -> Callable[[Arrived], Reply]:
    """A server that always sends on."""
    return lambda _: Reply(status, location)


def wanting_a_signature(arrived: Arrived) -> Reply:
    """A server that refuses what is unsigned, as S3 does."""
    return Reply(200 if "authorization" in arrived.headers else 403)


def assert_signed_for(arrived: Arrived, host: str) -> None:
    """The signature is the one that botocore makes for this very request at this host."""
    assert arrived.headers["host"] == host
    assert arrived.headers["x-amz-security-token"] == TEMPORARY.session_token
    assert arrived.headers["authorization"] == by_botocore(arrived, TEMPORARY, "s3")


@BOTH
def test_a_signature_for_a_set_of_regions(send: Send) -> None:
    """No part of it travels either, and the set is signed for again where it is asked for."""
    auth = SigV4Auth(TEMPORARY, region_set="*", service="s3")
    parts = {*SIGNATURE, "x-amz-region-set"}
    with recorder(wanting_a_signature) as second:
        with recorder(redirecting(307, second.url("/b/moved", host="localhost"))) as first:
            response = send("GET", first.url("/b/k"), client={**FOLLOWING, "auth": auth})
        assert response.status_code == 200
        unsigned, signed = second.arrived
        assert unsigned.headers.keys().isdisjoint(parts)
        assert parts <= signed.headers.keys()
        assert signed.headers["x-amz-region-set"] == "*"


@BOTH
@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize(("method", "body"), [("GET", b""), ("PUT", b"body"), ("POST", b"body")])
def test_another_host(send: Send, status: int, method: str, body: bytes) -> None:
    """At another host the request arrives without a trace of the old signature, and then,
    since it is refused for that, with one that was made for this host."""
    with recorder(wanting_a_signature) as second:
        location = second.url("/b/moved?x=1", host="localhost")
        with recorder(redirecting(status, location)) as first:
            response = send(method, first.url("/b/k"), client=FOLLOWING, content=body)
        assert (response.status_code, str(response.url)) == (200, location)
        unsigned, signed = second.arrived
        assert unsigned.headers.keys().isdisjoint(SIGNATURE)
        assert_signed_for(first.arrived[0], f"127.0.0.1:{first.port}")
        assert_signed_for(signed, f"localhost:{second.port}")
        assert (signed.target, signed.method) == ("/b/moved?x=1", unsigned.method)
        assert signed.body == unsigned.body == (b"" if signed.method == "GET" else body)


@BOTH
def test_the_same_host(send: Send) -> None:
    """The old signature does not fit another path either; httpx would send it again."""

    def answer(arrived: Arrived) -> Reply:
        return Reply(307, "/b/new") if arrived.target == "/b/old" else wanting_a_signature(arrived)

    with recorder(answer) as server:
        response = send("GET", server.url("/b/old"), client=FOLLOWING)
        assert response.status_code == 200
        assert [one.target for one in server.arrived] == ["/b/old", "/b/new", "/b/new"]
        assert server.arrived[1].headers.keys().isdisjoint(SIGNATURE)
        assert_signed_for(server.arrived[2], f"127.0.0.1:{server.port}")


@BOTH
def test_a_chain_of_redirects(send: Send) -> None:
    """Over any number of hosts, each sees a signature of its own or none."""
    with recorder(wanting_a_signature) as third:
        with (
            recorder(redirecting(307, third.url("/b/3"))) as second,
            recorder(redirecting(307, second.url("/b/2"))) as first,
        ):
            response = send("GET", first.url("/b/1"), client=FOLLOWING)
            assert response.status_code == 200
            assert second.arrived[0].headers.keys().isdisjoint(SIGNATURE)
        assert third.arrived[0].headers.keys().isdisjoint(SIGNATURE)
        assert_signed_for(third.arrived[1], f"127.0.0.1:{third.port}")


@BOTH
def test_a_host_that_wants_no_signature_gets_none(send: Send) -> None:
    """Where the unsigned request is answered, nothing is signed and nothing sent twice."""
    with recorder() as second, recorder(redirecting(307, second.url("/k"))) as first:
        assert send("GET", first.url("/b/k"), client=FOLLOWING).status_code == 200
        (unsigned,) = second.arrived
        assert unsigned.headers.keys().isdisjoint(SIGNATURE)


@BOTH
def test_redirects_may_be_left_unsigned(send: Send) -> None:
    """sign_redirects=False: no other host learns of the credentials."""
    auth = SigV4Auth(TEMPORARY, region=REGION, service="s3", sign_redirects=False)
    with (
        recorder(wanting_a_signature) as second,
        recorder(redirecting(307, second.url("/k"))) as first,
    ):
        response = send("GET", first.url("/k"), client={**FOLLOWING, "auth": auth})
        assert response.status_code == 403
        (unsigned,) = second.arrived
        assert unsigned.headers.keys().isdisjoint(SIGNATURE)


def test_followed_by_hand() -> None:
    """With follow_redirects off, the next request is signed before it is first sent."""
    with recorder() as second, recorder(redirecting(307, second.url("/k"))) as first:
        with httpx.Client(auth=AUTH, trust_env=False) as client:
            response = client.put(first.url("/k"), content=b"body")
            assert response.status_code == 307
            assert response.next_request is not None
            assert response.next_request.headers.keys().isdisjoint(SIGNATURE)
            assert client.send(response.next_request).status_code == 200
        (signed,) = second.arrived
        assert_signed_for(signed, f"127.0.0.1:{second.port}")
        assert signed.body == b"body"


@BOTH
def test_two_hosts_that_send_each_other_on(send: Send) -> None:
    """A ring of redirects ends by httpx's own limit, signed anew or not."""

    def answer(arrived: Arrived) -> Reply:
        if "authorization" not in arrived.headers:
            return Reply(403)
        return Reply(307, server.url("/k", host="localhost"))

    with recorder(answer) as server:
        with pytest.raises(httpx.TooManyRedirects):
            send("GET", server.url("/k"), client=FOLLOWING)
        assert len(server.arrived) < 60


@BOTH
def test_a_hash_given_for_a_body_goes_with_it(send: Send) -> None:
    """A redirect that drops the body drops the caller's hash of it as well."""
    headers = {"x-amz-content-sha256": sha256(b"body").hexdigest()}
    with (
        recorder(wanting_a_signature) as second,
        recorder(redirecting(303, second.url("/k"))) as first,
    ):
        put = send("PUT", first.url("/k"), client=FOLLOWING, content=b"body", headers=headers)
        assert put.status_code == 200
        assert_signed_for(second.arrived[1], f"127.0.0.1:{second.port}")
        assert second.arrived[1].headers["x-amz-content-sha256"] == sha256().hexdigest()


@BOTH
@pytest.mark.parametrize(
    ("method", "content"), [("PUT", b"over there"), ("GET", b""), ("DELETE", b"")]
)
def test_to_a_real_server(rclone: RcloneServer, send: Send, method: str, content: bytes) -> None:
    """rclone, reached by a redirect under another name, accepts what is signed for it."""
    auth = SigV4Auth(CREDENTIALS, region=REGION, service="s3")
    send("PUT", f"{rclone.bucket_url}/redirected", auth=auth, content=b"over there")
    location = f"http://localhost:{rclone.port}/examplebucket/redirected"
    with recorder(redirecting(307, location)) as first:
        client = {"follow_redirects": True, "auth": auth}
        response = send(method, first.url("/k"), client=client, content=content)
    assert response.status_code == (204 if method == "DELETE" else 200)
    if method == "GET":
        assert response.content == b"over there"


@BOTH
def test_to_a_presigned_url(rclone: RcloneServer, send: Send) -> None:
    """A presigned URL is fetched as it is: another token or signature would spoil it."""
    url = f"{rclone.bucket_url}/presigned"
    put = presign_url("PUT", url, CREDENTIALS, region=REGION)
    assert rclone.send("PUT", put, body=b"content").status == 200
    get = presign_url("GET", url, CREDENTIALS, region=REGION)
    for location, status in ((get, 200), (get[:-1], 403)):
        with recorder(redirecting(302, location)) as first:
            response = send("GET", first.url("/k"), client=FOLLOWING)
        assert (response.status_code, len(response.history)) == (status, 1)


@BOTH
@pytest.mark.parametrize(
    ("schemes", "signed"),
    [
        pytest.param(["https", "http"], False, id="to-http"),
        pytest.param(["https", "https"], True, id="https"),
        pytest.param(["http", "https"], True, id="to-https"),
        pytest.param(["https", "http", "https"], False, id="over-http"),
        pytest.param(["http", "https", "http", "https"], False, id="over-http-later"),
        pytest.param(["https", "https", "https"], True, id="https-all-the-way"),
    ],
)
def test_never_from_https_to_http(send: Send, schemes: list[str], *, signed: bool) -> None:
    """No signature in the clear, nor for a host that somebody on a clear way has chosen."""
    urls = [f"{scheme}://h{n}.example/k" for n, scheme in enumerate(schemes)]
    seen: list[bool] = []

    def handler(request: httpx.Request) -> httpx.Response:
        seen.append("authorization" in request.headers)
        if len(seen) < len(urls):
            return httpx.Response(307, headers={"location": urls[len(seen)]})
        return httpx.Response(200 if seen[-1] else 403)

    transport = {**FOLLOWING, "transport": httpx.MockTransport(handler)}
    assert send("GET", urls[0], client=transport).status_code == (200 if signed else 403)
    assert seen == [True, *[False] * (len(urls) - 1), *[True] * signed]


def test_no_repr_shows_the_signature_or_the_token() -> None:
    """The headers of a request that was sent end up in logs."""
    with recorder() as server, httpx.Client(auth=AUTH, trust_env=False) as client:
        shown = repr(client.get(server.url("/k")).request.headers)
    assert "a-token" not in shown
    assert "Signature=" not in shown
    assert "'x-amz-security-token': '…'" in shown


def test_an_httpx_that_copies_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    """Should a later httpx copy headers with the signature, nothing is signed at all."""

    def with_signature(headers: httpx.Headers, signature: dict[str, str]) -> httpx.Headers:
        return httpx.Headers({**headers, **signature})

    monkeypatch.setattr(plug, "_SignedHeaders", with_signature)
    with pytest.raises(RuntimeError, match="would carry signatures along redirects"):
        SigV4Auth(CREDENTIALS, region=REGION, service="s3")
