"""Starlette on uvicorn, with both of its parsers, and Flask on gunicorn; clients as they are."""

from __future__ import annotations

import http.client
import io
import json
import shutil
import socket
import subprocess
import time
from collections.abc import Callable
from hashlib import sha256
from typing import Any

import botocore.session
import httpx
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError
from httpx_clients import send_async, send_sync
from protected_server import SERVERS, protected_server
from s3_server import CREDENTIALS, REGION, S3Server
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from sigv4 import Credentials, presign, presign_url, sign_headers
from sigv4.httpx import SigV4Auth, exact_url

WRONG = Credentials(CREDENTIALS.access_key_id, "wrong")
BODY = b"content " * 5000
KEY = "/bucket/a folder/é+~%2F!x.txt"
ENCODED = "/bucket/a%20folder/%C3%A9%2B~%252F%21x.txt"


@pytest.fixture(params=list(SERVERS))
def server(request: pytest.FixtureRequest, started: Callable[[str], S3Server]) -> S3Server:
    """Each of the servers, with its application."""
    return started(request.param)


@pytest.fixture(params=["uvicorn-h11", "uvicorn-httptools"])
def uvicorn(request: pytest.FixtureRequest, started: Callable[[str], S3Server]) -> S3Server:
    """Those that know websockets."""
    return started(request.param)


def told(headers: Any) -> dict[str, Any]:
    """What the application was told of a request."""
    parsed: dict[str, Any] = json.loads(headers["x-told"])
    return parsed


class TestBotocore:
    """An SDK, pointed at the server."""

    def client(self, server: S3Server, secret: str = CREDENTIALS.secret_access_key) -> Any:
        """boto3's client is this one."""
        return botocore.session.Session().create_client(
            "s3",
            endpoint_url=server.endpoint,
            region_name=REGION,
            aws_access_key_id=CREDENTIALS.access_key_id,
            aws_secret_access_key=secret,
            config=Config(s3={"addressing_style": "path"}, retries={"total_max_attempts": 1}),
        )

    @pytest.mark.parametrize(
        "parameters",
        [
            pytest.param({"Body": BODY}, id="bytes"),
            pytest.param({"Body": io.BytesIO}, id="file"),
            pytest.param({"Body": BODY, "ChecksumAlgorithm": "SHA256"}, id="checksum"),
            pytest.param({"Body": b""}, id="empty"),
            pytest.param(
                {"Body": BODY, "Metadata": {"a": "b  c"}, "ContentType": "text/plain"}, id="headers"
            ),
        ],
    )
    def test_put_object(self, server: S3Server, parameters: dict[str, Any]) -> None:
        """What it uploads arrives whole."""
        if parameters["Body"] is io.BytesIO:
            parameters = {"Body": io.BytesIO(BODY)}  # one that was not read before
        done = self.client(server).put_object(Bucket="bucket", Key=KEY[8:], **parameters)
        saw = told(done["ResponseMetadata"]["HTTPHeaders"])
        body = b"" if parameters["Body"] == b"" else BODY
        assert (saw["who"], saw["form"]) == (CREDENTIALS.access_key_id, "header")
        assert (saw["path"], saw["signed"]) == (KEY, ENCODED)
        assert saw["sha256"] == sha256(body).hexdigest()

    def test_other_operations(self, server: S3Server) -> None:
        """With a query, and without a body."""
        client = self.client(server)
        for done in (
            client.get_object(Bucket="bucket", Key=KEY[8:], VersionId="1+/="),
            client.head_object(Bucket="bucket", Key="a"),
            client.delete_object(Bucket="bucket", Key="a//b/../c"),
        ):
            assert told(done["ResponseMetadata"]["HTTPHeaders"])["length"] == 0

    def test_it_understands_a_refusal(self, server: S3Server) -> None:
        """The error has S3's code, message and request id."""
        client = self.client(server, "wrong")
        with pytest.raises(ClientError) as raised:
            client.put_object(Bucket="bucket", Key="a", Body=BODY)
        response: Any = raised.value.response
        assert response["Error"]["Code"] == "SignatureDoesNotMatch"
        assert response["ResponseMetadata"]["RequestId"]
        with pytest.raises(ClientError) as raised:
            client.head_object(Bucket="bucket", Key="a")
        assert raised.value.response["Error"]["Code"] == "403"

    def test_its_presigned_urls(self, server: S3Server) -> None:
        """Sent by the standard library's client."""
        client = botocore.session.Session().create_client(
            "s3",
            endpoint_url=server.endpoint,
            region_name=REGION,
            aws_access_key_id=CREDENTIALS.access_key_id,
            aws_secret_access_key=CREDENTIALS.secret_access_key,
            config=Config(s3={"addressing_style": "path"}, signature_version="s3v4"),
        )
        url = client.generate_presigned_url("put_object", {"Bucket": "bucket", "Key": KEY[8:]})
        answer = server.send("PUT", url, body=BODY)
        assert told(answer.headers)["sha256"] == sha256(BODY).hexdigest()
        assert server.send("GET", url).code == "SignatureDoesNotMatch"


@pytest.mark.parametrize("send", [send_sync, send_async], ids=["sync", "async"])
class TestHttpx:
    """The auth of this library."""

    URL = "/bucket/a%20b?x=1&y"

    @pytest.mark.parametrize(
        ("service", "options"),
        [
            pytest.param("s3", {}, id="s3"),
            pytest.param("sqs", {}, id="another-service"),
        ],
    )
    def test_bytes(self, server: S3Server, send: Any, service: str, options: Any) -> None:
        """A body that is hashed."""
        auth = SigV4Auth(CREDENTIALS, region=REGION, service=service, **options)
        answer = send("POST", server.endpoint + self.URL, auth=auth, content=BODY)
        saw = told(answer.headers)
        assert (saw["form"], saw["payload"]) == ("header", sha256(BODY).hexdigest())
        assert saw["sha256"] == saw["payload"]

    @pytest.mark.parametrize("chunks", [False, True], ids=["unsigned", "signed-chunks"])
    def test_a_stream(self, server: S3Server, send: Any, chunks: bool) -> None:
        """A body whose hash is not known beforehand."""
        auth = SigV4Auth(CREDENTIALS, region=REGION, service="s3", sign_streams=chunks)
        pieces = [BODY[at : at + 7000] for at in range(0, len(BODY), 7000)]

        async def later() -> Any:
            for piece in pieces:
                yield piece

        content: Any = later() if send is send_async else iter(pieces)
        headers = {"content-length": str(len(BODY))} if chunks else {}
        answer = send(
            "PUT", server.endpoint + self.URL, auth=auth, content=content, headers=headers
        )
        saw = told(answer.headers)
        word = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD" if chunks else "UNSIGNED-PAYLOAD"
        assert (saw["payload"], saw["length"]) == (word, len(BODY))
        assert saw["sha256"] == sha256(BODY).hexdigest()
        if chunks:
            assert saw["headers"]["content-length"] == str(len(BODY))
            assert "content-encoding" not in saw["headers"]

    def test_a_presigned_url(self, server: S3Server, send: Any) -> None:
        """Byte for byte."""
        url = presign_url("GET", f"{server.endpoint}/a/../b//c", CREDENTIALS, region=REGION)
        answer = send("GET", exact_url(url))
        assert (told(answer.headers)["signed"], answer.status_code) == ("/a/../b//c", 200)


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
class TestCurl:
    """curl signs by itself, or sends what was presigned."""

    def curl(self, *arguments: str) -> tuple[int, dict[str, str], str]:
        """Status, headers and body."""
        ran = subprocess.run(
            ["curl", "--silent", "--show-error", "--include", "--noproxy", "*", *arguments],
            capture_output=True,
            text=True,
            check=True,
        )
        head, _, body = ran.stdout.replace("HTTP/1.1 100 Continue\n\n", "").partition("\n\n")
        status, *lines = head.split("\n")
        headers = dict(line.split(": ", 1) for line in lines)
        return int(status.split()[1]), {k.lower(): v for k, v in headers.items()}, body

    def signing(self, service: str, secret: str = CREDENTIALS.secret_access_key) -> list[str]:
        """curl's options for that."""
        user = f"{CREDENTIALS.access_key_id}:{secret}"
        return ["--user", user, "--aws-sigv4", f"aws:amz:{REGION}:{service}"]

    def test_its_own_signatures(self, server: S3Server) -> None:
        """--aws-sigv4, which hashes the body and, for most services, does not say so."""
        url = f"{server.endpoint}/bucket/a.txt?x=1&y=2"
        status, headers, _ = self.curl(*self.signing("sqs"), "--data", "a=b", url)
        assert (status, told(headers)["sha256"]) == (200, sha256(b"a=b").hexdigest())
        assert self.curl(*self.signing("sqs"), url)[0] == 200
        status, _, body = self.curl(*self.signing("sqs", "wrong"), "--data", "a=b", url)
        assert (status, "SignatureDoesNotMatch" in body) == (403, True)

    def test_its_own_signatures_for_s3(self, server: S3Server) -> None:
        """Where the hash must be said in a header."""
        url = f"{server.endpoint}/bucket/a.txt"
        said = f"x-amz-content-sha256: {sha256(b'a=b').hexdigest()}"
        arguments = [*self.signing("s3"), "--header", said, "--request", "PUT", url]
        status, headers, _ = self.curl("--data", "a=b", *arguments)
        assert (status, told(headers)["payload"]) == (200, sha256(b"a=b").hexdigest())

    def test_presigned(self, server: S3Server) -> None:
        """The command that is printed."""
        put = presign("PUT", f"{server.endpoint}{ENCODED}", CREDENTIALS, region=REGION)
        ran = subprocess.run(
            ["sh", "-c", f"{put.curl(upload_file='-')} --silent --include --noproxy '*'"],
            input=BODY,
            capture_output=True,
            check=True,
        )
        assert b" 200 OK" in ran.stdout
        assert sha256(BODY).hexdigest().encode() in ran.stdout


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


def head(server: S3Server, line: str, headers: dict[str, str], length: int | None = None) -> bytes:
    """The head of a request."""
    lines = [f"{line} HTTP/1.1", f"Host: {server.host}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    if length is not None:
        lines.append(f"Content-Length: {length}")
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")


def raw(server: S3Server, data: bytes) -> bytes:
    """All that is answered to these bytes."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as connection:
        connection.sendall(data)
        connection.shutdown(socket.SHUT_WR)
        answers = b""
        while piece := connection.recv(65536):
            answers += piece
        return answers


# Each is put in the place of a head of a GET of /a that was signed.
ATTACKS = {
    "host-behind": ("{head}Host: evil.example\r\n\r\n", ""),
    "host-before": ("GET /a HTTP/1.1\r\nHost: evil.example\r\n{rest}\r\n", ""),
    "absolute-form": ("GET http://evil.example/a HTTP/1.1\r\n{rest}\r\n", ""),
    "absolute-form-path": ("GET http://{host}/b HTTP/1.1\r\n{rest}\r\n", ""),
    "fragment": ("GET /a#b HTTP/1.1\r\n{rest}\r\n", ""),
    "asterisk": ("GET * HTTP/1.1\r\n{rest}\r\n", ""),
    "connect": ("CONNECT {host} HTTP/1.1\r\n{rest}\r\n", ""),
    "two-slashes": ("GET //a HTTP/1.1\r\n{rest}\r\n", ""),
    "escape": ("GET /%61 HTTP/1.1\r\n{rest}\r\n", ""),
    "query": ("GET /a?x HTTP/1.1\r\n{rest}\r\n", ""),
    "method": ("DELETE /a HTTP/1.1\r\n{rest}\r\n", ""),
    "script-name": ("{head}SCRIPT_NAME: /a\r\n\r\n", ""),
    "path-info": ("{head}PATH_INFO: /admin\r\n\r\n", ""),
    "forwarded-host": ("{head}X-Forwarded-Host: evil.example\r\n\r\n", ""),
    "underscores": ("{head}x_amz_acl: public-read\r\n\r\n", ""),
    "unsigned-header": ("{head}x-amz-acl: public-read\r\n\r\n", ""),
    "date-twice": ("{head}x-amz-date: 20200101T000000Z\r\n\r\n", ""),
    "folded": ("{head} folded: x\r\n\r\n", ""),
    "length-and-chunks": (
        "{head}Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
        "0\r\n\r\n",
    ),
    "chunks": ("{head}Transfer-Encoding: chunked\r\n\r\n", "3\r\nabc\r\n0\r\n\r\n"),
    "two-lengths": ("{head}Content-Length: 0\r\nContent-Length: 3\r\n\r\n", "abc"),
    "body": ("{head}Content-Length: 3\r\n\r\n", "abc"),
}

# What a server makes the request that was signed of, before anybody could see a difference.
HARMLESS = {
    "absolute-form",
    "escape",
    "forwarded-host",
    "fragment",
    "path-info",
    "script-name",
    "underscores",
}


@pytest.mark.parametrize("attack", list(ATTACKS))
def test_attacks(server: S3Server, attack: str) -> None:
    """None reaches the application with anything but what was signed."""
    signed = sign_headers("GET", f"{server.endpoint}/a", CREDENTIALS, region=REGION, service="s3")
    whole = head(server, "GET /a", signed).decode()[: -len("\r\n")]
    rest = whole.partition("\r\n")[2]
    template, body = ATTACKS[attack]
    request = template.format(head=whole, rest=rest, host=server.host)
    answers = raw(server, (request + body).encode())
    if b"x-told" in answers:
        assert attack in HARMLESS, answers
        saw = told(dict(line.split(": ", 1) for line in lines_of(answers)))
        assert (saw["path"], saw["length"]) == ("/a", 0)
        assert saw["headers"]["host"] == server.host
        assert "x-amz-acl" not in saw["headers"]
    else:
        assert answers.split()[1][:1] in (b"4", b"5") if answers else True


def lines_of(answers: bytes) -> list[str]:
    """The header lines of the first answer."""
    return answers.decode().partition("\r\n\r\n")[0].split("\r\n")[1:]


def test_the_middleware_itself_refuses_what_servers_let_through(server: S3Server) -> None:
    """The request that the attacks are made of is accepted as it was signed."""
    signed = sign_headers("GET", f"{server.endpoint}/a", CREDENTIALS, region=REGION, service="s3")
    assert b"x-told" in raw(server, head(server, "GET /a", signed))


def test_head_is_answered_without_a_body(server: S3Server) -> None:
    """And the connection can be used again."""
    answers = raw(
        server, head(server, "HEAD /a", {}) + head(server, "GET /a", {"Connection": "close"})
    )
    assert answers.count(b"HTTP/1.1 403") == 2
    assert answers.count(b"<Error>") == 1


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
