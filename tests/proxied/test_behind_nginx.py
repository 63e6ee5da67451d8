"""The protected applications behind nginx, as it is set up well and badly."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from typing import Any

import botocore.session
import httpx
import pytest
from botocore.config import Config
from nginx_server import free_port, nginx
from protected_server import OUTSIDE, protected_server
from protected_wire import told
from s3_server import CREDENTIALS, REGION, Answer, S3Server

from sigv4 import presign_url, sign_headers
from sigv4.httpx import SigV4Auth

BODY = b"content " * 5000

# What clients send and nginx would respell if it could.
HARD = "/bucket/a%2Fb//c/../%C3%A9%20d+e"

BACKENDS = ["uvicorn-h11", "uvicorn-httptools", "gunicorn"]


@contextmanager
def proxied(kind: str, backend: str, **options: Any) -> Iterator[S3Server]:
    """nginx with an application behind it."""
    port = free_port()
    hosts = [f"127.0.0.1:{port}"]
    with (
        protected_server(backend, hosts=hosts, **options) as behind,
        nginx(kind, behind, port) as front,
    ):
        yield front


def get(front: S3Server, path: str, *, host: str = OUTSIDE, sent: str = "") -> Answer:
    """What a presigned URL of a path is answered with; sent: another one, with its query."""
    url = presign_url("GET", f"http://{host}{path}", CREDENTIALS, region=REGION)
    return front.send("GET", url.replace(path, sent or path, 1))


@pytest.fixture(scope="module", params=BACKENDS)
def preserved(request: pytest.FixtureRequest) -> Iterator[S3Server]:
    """Host and path go on as they came."""
    with proxied("preserved", request.param) as front:
        yield front


class TestPreserved:
    """The set-up to choose: the application sees what the client signed."""

    @pytest.mark.parametrize("path", ["/", "/a", HARD, "/a/./b//", "/%61?x=%2f&y"])
    def test_presigned_urls(self, preserved: S3Server, path: str) -> None:
        """Whatever is in the path, and for the name that the client knows."""
        answer = get(preserved, path)
        assert answer.status == 200
        assert told(answer.headers)["headers"]["host"] == OUTSIDE

    def test_uploads(self, preserved: S3Server) -> None:
        """A body that was signed, and one that is not what was signed."""
        url = f"http://{OUTSIDE}{HARD}"
        added = sign_headers("PUT", url, CREDENTIALS, region=REGION, service="s3", body=BODY)
        answer = preserved.send("PUT", url, added, BODY)
        assert told(answer.headers)["sha256"] == sha256(BODY).hexdigest()
        answer = preserved.send("PUT", url, added, BODY[:-1] + b"!")
        assert (answer.status, answer.code) == (400, "XAmzContentSHA256Mismatch")

    def test_httpx_in_signed_chunks(self, preserved: S3Server) -> None:
        """A stream, whose chunks are checked behind nginx."""
        auth = SigV4Auth(CREDENTIALS, region=REGION, service="s3", sign_streams=True)
        answer = httpx.put(
            f"{preserved.endpoint}/bucket/a",
            content=iter([BODY[:9000], BODY[9000:]]),
            headers={"content-length": str(len(BODY))},
            auth=auth,
            trust_env=False,
        )
        assert told(answer.headers)["sha256"] == sha256(BODY).hexdigest()

    def test_botocore(self, preserved: S3Server) -> None:
        """An SDK, with nginx as its endpoint."""
        client = botocore.session.Session().create_client(
            "s3",
            endpoint_url=preserved.endpoint,
            region_name=REGION,
            aws_access_key_id=CREDENTIALS.access_key_id,
            aws_secret_access_key=CREDENTIALS.secret_access_key,
            config=Config(s3={"addressing_style": "path"}, retries={"total_max_attempts": 1}),
        )
        done = client.put_object(Bucket="bucket", Key="é/+ ~", Body=io.BytesIO(BODY))
        saw = told(done["ResponseMetadata"]["HTTPHeaders"])
        assert saw["sha256"] == sha256(BODY).hexdigest()

    def test_a_forwarded_host_is_not_read(self, preserved: S3Server) -> None:
        """What the client says of another host does not count."""
        url = presign_url("GET", "http://evil.example/a", CREDENTIALS, region=REGION)
        for host in ("evil.example", OUTSIDE):
            answer = preserved.send("GET", url, {"Host": host, "X-Forwarded-Host": OUTSIDE})
            assert answer.status == 403


@pytest.mark.parametrize("backend", BACKENDS)
def test_a_prefix_that_is_stripped(backend: str) -> None:
    """The signature covers /api/a and the application sees /a: a request for another path."""
    with proxied("stripped", backend) as front:
        answer = get(front, "/api/a")
        assert (answer.status, answer.code) == (403, "SignatureDoesNotMatch")
        assert told(get(front, "/a", sent="/api/a").headers)["path"] == "/a"


@pytest.mark.parametrize("backend", BACKENDS)
def test_a_prefix_that_the_application_knows_of(backend: str) -> None:
    """path_prefix says what was taken off. Only plain paths survive nginx's spelling."""
    with proxied("stripped", backend, prefix="/api") as front:
        saw = told(get(front, "/api/a/b.txt").headers)
        assert (saw["signed"], saw["path"]) == ("/api/a/b.txt", "/a/b.txt")
        assert get(front, "/a", sent="/api/a").status == 403
        assert get(front, "/api/a%2Fb").status == 403
        assert get(front, "/api/a/../b").status in (403, 404)


@pytest.mark.parametrize("backend", BACKENDS)
def test_a_prefix_that_is_stripped_from_what_came(backend: str) -> None:
    """With nginx's variable every path survives."""
    with proxied("stripped-as-it-came", backend, prefix="/api") as front:
        assert told(get(front, f"/api{HARD}").headers)["signed"] == f"/api{HARD}".replace(
            "+", "%2B"
        )
        assert get(front, HARD, sent=f"/api{HARD}").status == 403


@pytest.mark.parametrize("backend", ["uvicorn-h11", "uvicorn-httptools"])
def test_uvicorn_knows_of_the_prefix(backend: str) -> None:
    """--root-path puts it in front of what came, and nothing else is to be said."""
    with proxied("stripped-as-it-came", backend, more=["--root-path", "/api"]) as front:
        assert told(get(front, f"/api{HARD}").headers)["signed"] == f"/api{HARD}".replace(
            "+", "%2B"
        )


@pytest.mark.parametrize("backend", BACKENDS)
def test_a_host_that_is_not_preserved(backend: str) -> None:
    """nginx's default: the application sees a host that nobody signed for."""
    with proxied("another-host", backend) as front:
        assert get(front, "/a").status == 403
        assert get(front, "/a", host=front.host).status == 403
