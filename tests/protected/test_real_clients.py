"""Clients as they are, to Starlette on uvicorn, with both of its parsers, and Flask on gunicorn."""

from __future__ import annotations

import io
import shutil
import subprocess
from hashlib import sha256
from typing import Any

import botocore.session
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError
from httpx_clients import send_async, send_sync
from protected_wire import told
from s3_server import CREDENTIALS, REGION, S3Server

from sigv4 import presign, presign_url
from sigv4.httpx import SigV4Auth, exact_url

BODY = b"content " * 5000
KEY = "/bucket/a folder/é+~%2F!x.txt"
ENCODED = "/bucket/a%20folder/%C3%A9%2B~%252F%21x.txt"


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
