"""SigV4Auth(sign_streams=True): a stream goes out in signed chunks, once."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import datetime, timezone
from io import BytesIO
from typing import Any

import httpx
import pytest
from httpx_clients import Send, send_async, send_sync
from rclone_server import CREDENTIALS, REGION, RcloneServer
from recorder import Arrived, Recorder, Reply, recorder
from wire_oracle import signed_names

from sigv4 import Credentials, InvalidValueError, sign_headers
from sigv4.errors import MissingDependencyError
from sigv4.httpx import SigV4Auth
from sigv4.streaming import ChunkVerifier

TEMPORARY = Credentials(CREDENTIALS.access_key_id, CREDENTIALS.secret_access_key, "a-token")
PLACE: dict[str, Any] = {"region": REGION, "service": "s3"}
IN_CHUNKS = SigV4Auth(TEMPORARY, **PLACE, sign_streams=True)
WITH_CHECKSUM = SigV4Auth(TEMPORARY, **PLACE, sign_streams=True, checksum="crc32")
BOTH = pytest.mark.parametrize("send", [send_sync, send_async], ids=["sync", "async"])
BODY = bytes(range(256)) * 600  # Two chunks and a part of one.


@pytest.fixture(scope="module")
def wire() -> Iterator[Recorder]:
    """A server that writes down what arrives."""
    with recorder() as server:
        yield server


def body_of(arrived: Arrived) -> bytes:
    """What an S3 server would keep: the signatures of the request and of each chunk hold."""
    headers, names = arrived.headers, signed_names(arrived)
    again = sign_headers(
        arrived.method,
        f"http://{headers['host']}{arrived.target}",
        TEMPORARY,
        headers={n: headers[n] for n in names if n not in ("x-amz-date", "x-amz-security-token")},
        signing_time=datetime.strptime(headers["x-amz-date"], "%Y%m%dT%H%M%SZ").replace(
            tzinfo=timezone.utc
        ),
        **PLACE,
    )
    assert headers["authorization"] == again["Authorization"]
    verifier = ChunkVerifier.of(headers, TEMPORARY)
    body = b"".join(verifier.feed(arrived.body))
    verifier.finish()
    return body


def generated() -> Iterator[bytes]:
    """A body that is given once, in blocks of no particular size."""
    for at in range(0, len(BODY), 5000):
        yield BODY[at : at + 5000]


async def generated_async() -> AsyncIterator[bytes]:
    """The same for the async client."""
    for block in generated():
        yield block


class Again:
    """A body for the async client that can be given again."""

    def __aiter__(self) -> AsyncIterator[bytes]:
        return generated_async()


KNOWN = {"content-length": str(len(BODY))}


def streams(send: Send) -> list[dict[str, Any]]:
    """Bodies of a known length that are not in memory."""
    if send is send_async:
        return [
            {"content": generated_async(), "headers": KNOWN},
            {"content": Again(), "headers": KNOWN},
        ]
    return [{"content": generated(), "headers": KNOWN}, {"content": BytesIO(BODY)}]


@BOTH
@pytest.mark.parametrize("auth", [IN_CHUNKS, WITH_CHECKSUM], ids=["chunks", "checksum"])
def test_a_stream_arrives_in_signed_chunks(wire: Recorder, send: Send, auth: SigV4Auth) -> None:
    """With a length, and with signatures that hold."""
    for stream in streams(send):
        send("PUT", wire.url("/b/k?x=1"), auth=auth, **stream)
        arrived = wire.arrived[-1]
        assert body_of(arrived) == BODY
        assert arrived.headers["content-encoding"] == "aws-chunked"
        assert "transfer-encoding" not in arrived.headers
        assert ("x-amz-trailer" in arrived.headers) == (auth is WITH_CHECKSUM)


@BOTH
def test_a_form_arrives_in_signed_chunks(wire: Recorder, send: Send) -> None:
    """httpx knows its length, too."""
    send("POST", wire.url("/b"), auth=IN_CHUNKS, files={"f": ("n", BODY)})
    assert BODY in body_of(wire.arrived[-1])


@BOTH
def test_headers_of_the_callers_own_are_signed_with_it(wire: Recorder, send: Send) -> None:
    """A content-encoding stays behind aws-chunked; a name that comes twice comes twice."""
    headers = [*KNOWN.items(), ("content-encoding", "gzip"), ("x-a", "1"), ("x-a", "2")]
    send(
        "PUT",
        wire.url("/b/k"),
        auth=IN_CHUNKS,
        content=streams(send)[0]["content"],
        headers=headers,
    )
    arrived = wire.arrived[-1]
    assert body_of(arrived) == BODY
    assert arrived.headers["content-encoding"] == "aws-chunked,gzip"
    assert arrived.headers["x-a"] == "1,2"
    assert "x-a" in signed_names(arrived)


@BOTH
def test_for_a_set_of_regions(wire: Recorder, send: Send) -> None:
    """In chunks that are signed asymmetrically."""
    auth = SigV4Auth(TEMPORARY, region_set="*", service="s3", sign_streams=True)
    send("PUT", wire.url("/b/k"), auth=auth, **streams(send)[0])
    arrived = wire.arrived[-1]
    assert arrived.headers["x-amz-region-set"] == "*"
    verifier = ChunkVerifier.of(arrived.headers, TEMPORARY)
    assert b"".join(verifier.feed(arrived.body)) == BODY
    verifier.finish()


@BOTH
@pytest.mark.parametrize(
    "request_",
    [
        pytest.param({"content": b"bytes"}, id="bytes"),
        pytest.param({"json": {"a": 1}}, id="json"),
        pytest.param({}, id="nothing"),
    ],
)
def test_what_is_in_memory_is_hashed(wire: Recorder, send: Send, request_: dict[str, Any]) -> None:
    """As without the option."""
    send("PUT", wire.url("/b/k"), auth=IN_CHUNKS, **request_)
    assert len(wire.arrived[-1].headers["x-amz-content-sha256"]) == 64
    assert "content-encoding" not in wire.arrived[-1].headers


@BOTH
def test_a_hash_or_a_word_of_the_callers_own_decides(wire: Recorder, send: Send) -> None:
    """The body is then sent as it is."""
    headers = {**KNOWN, "x-amz-content-sha256": "UNSIGNED-PAYLOAD"}
    content = streams(send)[0]["content"]
    send("PUT", wire.url("/b/k"), auth=IN_CHUNKS, content=content, headers=headers)
    assert wire.arrived[-1].body == BODY


@pytest.mark.parametrize(
    ("send", "content"),
    [
        pytest.param(send_sync, Again(), id="sync"),
        pytest.param(send_async, list(generated()), id="async"),
    ],
)
def test_a_stream_of_the_other_kind_is_refused_by_httpx(
    wire: Recorder, send: Send, content: Any
) -> None:
    """In its own words, as without signing."""
    with pytest.raises(RuntimeError, match="Attempted to send an"):
        send("PUT", wire.url("/b/k"), auth=IN_CHUNKS, content=content, headers=KNOWN)


@BOTH
@pytest.mark.parametrize("length", [None, "", "-1", "1e3", "1" * 30, b"\xb2"])
def test_a_length_must_be_known(wire: Recorder, send: Send, length: str | bytes | None) -> None:
    """Without it there is no announcing what comes; nothing goes out."""
    before = len(wire.arrived)
    headers = {} if length is None else {"content-length": length}
    content = streams(send)[0]["content"]
    with pytest.raises(InvalidValueError, match="whose length is not known"):
        send("PUT", wire.url("/b/k"), auth=IN_CHUNKS, content=content, headers=headers)
    assert len(wire.arrived) == before


@BOTH
@pytest.mark.parametrize("change", [-1, 1], ids=["shorter", "longer"])
def test_a_body_of_another_length_is_never_whole(send: Send, change: int) -> None:
    """The error names both lengths, and what arrived has no end."""
    headers = {"content-length": str(len(BODY) + change)}
    content = streams(send)[0]["content"]
    with recorder() as server, pytest.raises(InvalidValueError, match="decoded_length is"):
        send("PUT", server.url("/b/k"), auth=IN_CHUNKS, content=content, headers=headers)
    for arrived in server.arrived:
        assert b"\r\n0;chunk-signature=" not in arrived.body


@pytest.mark.parametrize(
    ("arguments", "argument"),
    [
        pytest.param({"sign_streams": True, "hash_streams": True}, "sign_streams", id="both"),
        pytest.param({"checksum": "crc32"}, "checksum", id="checksum alone"),
        pytest.param({"sign_streams": True, "checksum": "md4"}, "checksum", id="checksum"),
        pytest.param({"sign_streams": True, "service": "sts"}, "service", id="service"),
    ],
)
def test_bad_settings(arguments: dict[str, Any], argument: str) -> None:
    """What is wrong with the settings is said when they are made."""
    with pytest.raises(InvalidValueError) as caught:
        SigV4Auth(CREDENTIALS, **{**PLACE, **arguments})
    assert caught.value.argument == argument


def test_a_checksum_that_cannot_be_calculated(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is said when the settings are made, and not at the first upload."""
    monkeypatch.setitem(sys.modules, "anycrc", None)
    with pytest.raises(MissingDependencyError, match="crc64nvme needs anycrc"):
        SigV4Auth(CREDENTIALS, **PLACE, sign_streams=True, checksum="crc64nvme")


def moved(server: Callable[[], str]) -> Callable[[Arrived], Reply]:
    """Sends on from /old; elsewhere refuses what is unsigned."""

    def answer(arrived: Arrived) -> Reply:
        if arrived.target == "/old":
            return Reply(307, server())
        return Reply(200 if "authorization" in arrived.headers else 403)

    return answer


@BOTH
@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_a_redirect_is_signed_anew_where_the_body_can_be_given_again(send: Send, host: str) -> None:
    """In between it arrives unsigned: the body as it is, no header that speaks of chunks."""
    with recorder(moved(lambda: server.url("/new", host))) as server:
        client = {"follow_redirects": True, "auth": WITH_CHECKSUM}
        content = list(generated()) if send is send_sync else Again()
        response = send("PUT", server.url("/old"), client=client, content=content, headers=KNOWN)
    assert response.status_code == 200
    first, unsigned, signed = server.arrived
    assert body_of(first) == BODY == unsigned.body == body_of(signed)
    assert unsigned.headers["content-length"] == str(len(BODY))
    assert not [name for name in unsigned.headers if name.startswith("x-amz")]
    assert "content-encoding" not in unsigned.headers
    assert signed.headers["host"] == f"{host}:{server.port}"


@BOTH
def test_a_body_that_is_given_once_is_not_sent_twice(send: Send) -> None:
    """httpx says so where a redirect would need it again; nothing half arrives signed."""
    content = streams(send)[0]["content"]
    with recorder(moved(lambda: server.url("/new"))) as server:
        client = {"follow_redirects": True, "auth": IN_CHUNKS}
        with pytest.raises(httpx.StreamConsumed):
            send("PUT", server.url("/old"), client=client, content=content, headers=KNOWN)
    assert [one.target for one in server.arrived if "authorization" in one.headers] == ["/old"]


@BOTH
def test_a_redirect_to_a_get_carries_no_body(send: Send) -> None:
    """Nor anything that announces one."""

    def answer(arrived: Arrived) -> Reply:
        return (
            Reply(303, "/new")
            if arrived.target == "/old"
            else Reply(200 if "authorization" in arrived.headers else 403)
        )

    with recorder(answer) as server:
        client = {"follow_redirects": True, "auth": IN_CHUNKS}
        send("PUT", server.url("/old"), client=client, **streams(send)[0])
    _, unsigned, signed = server.arrived
    for arrived in (unsigned, signed):
        assert (arrived.method, arrived.body) == ("GET", b"")
        assert "x-amz-decoded-content-length" not in arrived.headers
    assert len(signed.headers["x-amz-content-sha256"]) == 64


def test_followed_by_hand() -> None:
    """The next request is signed before it is first sent, in chunks again."""
    with (
        recorder(moved(lambda: server.url("/new"))) as server,
        httpx.Client(auth=IN_CHUNKS, trust_env=False) as client,
    ):
        response = client.put(server.url("/old"), content=[*generated()], headers=KNOWN)
        assert response.next_request is not None
        assert client.send(response.next_request).status_code == 200
    first, second = server.arrived
    assert body_of(first) == BODY == body_of(second)


def test_the_same_request_sent_twice() -> None:
    """Each time it is signed, and in chunks of its own."""
    with recorder() as server, httpx.Client(auth=IN_CHUNKS, trust_env=False) as client:
        url = server.url("/k")
        request = client.build_request("PUT", url, content=[*generated()], headers=KNOWN)
        for _ in range(2):
            client.send(request)
            assert body_of(server.arrived[-1]) == BODY


@BOTH
def test_a_real_server_takes_it(rclone: RcloneServer, send: Send) -> None:
    """rclone verifies the request's own signature, and takes the chunks apart."""
    url = f"{rclone.bucket_url}/in-chunks"
    auth = SigV4Auth(CREDENTIALS, **PLACE, sign_streams=True)
    assert send("PUT", url, auth=auth, **streams(send)[0]).status_code == 200
    assert send("GET", url, auth=auth).content == BODY
