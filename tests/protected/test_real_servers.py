"""What real servers make of bodies, websockets and prefixes."""

from __future__ import annotations

import http.client
import socket
import time
from hashlib import sha256
from typing import Any

import httpx
import pytest
from protected_server import protected_server
from protected_wire import head, raw, told
from s3_server import CREDENTIALS, REGION, S3Server
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from sigv4 import Credentials, presign_url, sign_headers
from sigv4.httpx import SigV4Auth

WRONG = Credentials(CREDENTIALS.access_key_id, "wrong")
BODY = b"content " * 5000


class TestBodies:
    """A body that is not what was signed, and bodies that come as they like."""

    def signed(
        self, server: S3Server, body: bytes, path: str = "/a", **changes: Any
    ) -> dict[str, str]:
        """The headers of an upload."""
        return sign_headers(
            "PUT",
            server.endpoint + path,
            CREDENTIALS,
            region=REGION,
            service="s3",
            **({"body": body, **changes} if "payload_hash" not in changes else changes),
        )

    def test_another_body(self, server: S3Server) -> None:
        """The answer is the refusal, whatever the framework makes of the error."""
        url = f"{server.endpoint}/a"
        answer = server.send("PUT", url, self.signed(server, BODY), BODY[:-1] + b"!")
        assert (answer.status, answer.code) == (400, "XAmzContentSHA256Mismatch")
        assert "x-told" not in answer.headers

    def test_a_response_that_had_begun(self, server: S3Server) -> None:
        """It is broken off, so that no client takes it for a whole one."""
        url, wrong = f"{server.endpoint}/begun/", BODY[:-1] + b"!"
        right = server.send("PUT", url, self.signed(server, BODY, "/begun/"), BODY)
        assert right.body.endswith(b"done\n")
        with pytest.raises((http.client.IncompleteRead, ConnectionResetError)):
            server.send("PUT", url, self.signed(server, BODY, "/begun/"), wrong)

    def test_slowly(self, server: S3Server) -> None:
        """A body that comes a few bytes at a time is a body."""
        body = b"slow body"
        with socket.create_connection(("127.0.0.1", server.port), timeout=10) as connection:
            connection.sendall(head(server, "PUT /a", self.signed(server, body), len(body)))
            for byte in body:
                time.sleep(0.01)
                connection.sendall(bytes([byte]))
            assert b" 200 " in connection.recv(65536).partition(b"\r\n")[0]

    def test_a_client_that_goes_in_the_middle(self, server: S3Server) -> None:
        """The next one is served."""
        for service in ("s3", "sqs"):
            headers = sign_headers(
                "PUT",
                f"{server.endpoint}/a",
                CREDENTIALS,
                region=REGION,
                service=service,
                body=BODY,
            )
            with socket.create_connection(("127.0.0.1", server.port)) as connection:
                connection.sendall(head(server, "PUT /a", headers, len(BODY)) + BODY[:100])
        answer = server.send("PUT", f"{server.endpoint}/a", self.signed(server, BODY), BODY)
        assert answer.status == 200

    def test_more_than_was_announced(self, server: S3Server) -> None:
        """What follows a body is another request, which nobody signed."""
        behind = b"GET /admin HTTP/1.1\r\nHost: localhost\r\n\r\n"
        headers = self.signed(server, b"12345")
        answers = raw(server, head(server, "PUT /a", headers, 5) + b"12345" + behind)
        assert answers.count(b"x-told") == 1
        assert b'"length": 5' in answers

    def test_memory_is_flat(self, server: S3Server) -> None:
        """A large body passes through."""
        size = 96 << 20
        digest = sha256()
        for _ in range(size >> 20):
            digest.update(bytes(1 << 20))
        peaks = []
        for length, value in ((0, sha256().hexdigest()), (size, digest.hexdigest())):
            connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
            headers = self.signed(server, b"", payload_hash=value)
            pieces = (bytes(1 << 16) for _ in range(length >> 16))
            connection.request("PUT", "/a", pieces, {**headers, "Content-Length": str(length)})
            answer = connection.getresponse()
            saw = told(answer.headers)
            peaks.append(saw["memory"])
            connection.close()
            assert (answer.status, saw["length"]) == (200, length)
        assert peaks[1] - peaks[0] < 16 << 10  # kibibytes


class TestWebsockets:
    """Opened with a presigned URL, as browsers do."""

    def url(self, server: S3Server, credentials: Credentials = CREDENTIALS) -> str:
        """A URL to open one."""
        url = presign_url("GET", f"{server.endpoint}/socket", credentials, region=REGION)
        return url.replace("http://", "ws://", 1)

    def test_a_signed_one(self, uvicorn: S3Server) -> None:
        """It opens, and the application knows who it is."""
        with connect(self.url(uvicorn), proxy=None) as opened:
            assert opened.recv() == CREDENTIALS.access_key_id
            opened.send("hello")
            assert opened.recv() == "hello"

    @pytest.mark.parametrize("how", ["wrong-secret", "not-signed", "changed"])
    def test_another(self, uvicorn: S3Server, how: str) -> None:
        """It does not, and the answer is S3's document."""
        url = self.url(uvicorn, WRONG if how == "wrong-secret" else CREDENTIALS)
        if how == "not-signed":
            url = url.partition("?")[0]
        elif how == "changed":
            url += "&x=1"
        with pytest.raises(InvalidStatus) as raised, connect(url, proxy=None):
            pass
        assert raised.value.response.status_code == 403
        assert b"<Error>" in raised.value.response.body


def test_a_mounted_application(uvicorn: S3Server) -> None:
    """Starlette's Mount is inside: raw_path is what came."""
    url = presign_url("GET", f"{uvicorn.endpoint}/mounted/a%2Fb", CREDENTIALS, region=REGION)
    assert told(uvicorn.send("GET", url).headers)["signed"] == "/mounted/a%2Fb"


def test_uvicorns_root_path() -> None:
    """--root-path is what a proxy takes off; uvicorn puts it in front of what comes."""
    with protected_server("uvicorn-h11", more=["--root-path", "/api"]) as server:
        outside = presign_url("GET", f"{server.endpoint}/api/a", CREDENTIALS, region=REGION)
        inside = outside.replace("/api/a?", "/a?", 1)
        assert told(server.send("GET", inside).headers)["signed"] == "/api/a"
        assert server.send("GET", outside).code == "SignatureDoesNotMatch"


def test_httpx_is_told_why(server: S3Server) -> None:
    """A client without the right secret."""
    auth = SigV4Auth(WRONG, region=REGION, service="s3")
    answer = httpx.get(f"{server.endpoint}/a", auth=auth, trust_env=False)
    assert (answer.status_code, answer.headers["content-type"]) == (403, "application/xml")
