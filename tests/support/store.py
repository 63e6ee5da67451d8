"""A store: one real S3 server, used as a user of the library would, by `sigv4.s3.S3`."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import datetime
from hashlib import md5
from itertools import count
from typing import Any
from xml.etree import ElementTree

from radosgw_server import radosgw_server
from rclone_server import rclone_server
from s3_server import CREDENTIALS, REGION, Answer, S3Server
from swift_server import SWIFT_CREDENTIALS, swift_server

from sigv4 import Credentials, PresignedRequest
from sigv4.s3 import S3

# What a server answers to a URL whose signature it does not take.
REFUSALS = frozenset(
    {
        "AccessDenied",
        "AuthorizationHeaderMalformed",
        "AuthorizationParameterserror",  # rclone's spelling
        "AuthorizationQueryParametersError",
        "InvalidAccessKeyId",
        "InvalidToken",
        "SignatureDoesNotMatch",
    }
)

# An operation's own, and those of `Store.call`.
Parameters = dict[str, Any]


@dataclass(frozen=True)
class Kind:
    """How one of the servers is started, and with which credentials it is asked."""

    start: Callable[[], AbstractContextManager[S3Server]]
    credentials: Credentials


KINDS: Mapping[str, Kind] = {
    "radosgw": Kind(radosgw_server, CREDENTIALS),
    "swift": Kind(swift_server, SWIFT_CREDENTIALS),
    "rclone": Kind(rclone_server, CREDENTIALS),
}


class Store:
    """A server that runs, and buckets in it that no other test knows."""

    def __init__(self, name: str, server: S3Server, credentials: Credentials) -> None:
        self.name = name
        self.server = server
        self.credentials = credentials
        self._numbers = count()

    def s3(self, *, style: str = "path", credentials: Credentials | None = None) -> S3:
        """The library's face for this server. Subdomains of localhost are its buckets."""
        host = "localhost" if style == "virtual" else "127.0.0.1"
        return S3(
            credentials or self.credentials,
            region=REGION,
            endpoint_url=f"http://{host}:{self.server.port}",
            addressing_style=style,
        )

    def presign(
        self,
        operation: str,
        *,
        style: str = "path",
        credentials: Credentials | None = None,
        expires_in: int = 600,
        signing_time: datetime | None = None,
        **parameters: Any,
    ) -> PresignedRequest:
        """What a user would presign."""
        s3 = self.s3(style=style, credentials=credentials)
        return s3.presign(operation, expires_in=expires_in, signing_time=signing_time, **parameters)

    def send(
        self,
        request: PresignedRequest,
        *,
        url: str | None = None,
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """Send what was signed, or another URL in its place, and these headers that were not."""
        sent = {**request.headers, **(headers or {})}
        if body is None and request.method in ("PUT", "POST"):
            body = b""  # for a Content-Length of 0: servers want to know that nothing comes
        return self.server.send(request.method, url or request.url, sent, body)

    def call(
        self,
        operation: str,
        *,
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        **parameters: Any,
    ) -> Answer:
        """Presign, and send."""
        return self.send(self.presign(operation, **parameters), body=body, headers=headers)

    def new_bucket(self, **parameters: Any) -> str:
        """The name of a bucket that is there, and empty."""
        name = self.new_name()
        answer = self.call("create_bucket", Bucket=name, **parameters)
        assert (answer.status, answer.code) == (200, "")
        return name

    def new_name(self) -> str:
        """A bucket's name that was never used."""
        return f"bucket-{next(self._numbers)}"

    def put(self, bucket: str, key: str, body: bytes, **parameters: Any) -> Answer:
        """Write an object, and see to it that it is written."""
        answer = self.call("put_object", Bucket=bucket, Key=key, body=body, **parameters)
        assert (answer.status, answer.code) == (200, "")
        return answer


def said(answer: Answer) -> str:
    """An answer's status and code."""
    return f"{answer.status} {answer.code}".strip()


def content_md5(body: bytes) -> dict[str, str]:
    """The header with a body's digest; it need not be signed."""
    return {"Content-MD5": b64encode(md5(body).digest()).decode()}


def texts(answer: Answer, name: str) -> list[str]:
    """What the elements of this name hold in an answer's XML, in their order."""
    found = ElementTree.fromstring(answer.body).iterfind(f".//{{*}}{name}")
    return [element.text or "" for element in found]


@contextmanager
def open_store(name: str) -> Iterator[Store]:
    """Start the server of this name. Raises ServerError."""
    kind = KINDS[name]
    with kind.start() as server:
        yield Store(name, server, kind.credentials)
