"""Applications behind the middleware, called in the process: the same request to both kinds."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import unquote, unquote_to_bytes

from sigv4 import Credentials, presign_url, sign_headers
from sigv4 import asgi as asgi_room
from sigv4 import wsgi as wsgi_room
from sigv4.streaming import ChunkSigner
from sigv4.verify import RefusedError, Verified

CREDENTIALS = Credentials("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY")
SECRETS = {CREDENTIALS.access_key_id: CREDENTIALS.secret_access_key}
REGION = "eu-central-2"
HOST = "files.example"

# What the server of these tests is; a test gives what it changes.
ARGUMENTS: dict[str, Any] = {
    "credentials": SECRETS.get,
    "region": REGION,
    "service": "s3",
    "hosts": HOST,
}


@dataclass(frozen=True)
class Request:
    """A request as it goes over the wire; body: the pieces in which it arrives."""

    method: str
    target: str
    headers: tuple[tuple[str, str], ...]
    body: tuple[bytes, ...] = ()

    def having(self, *headers: tuple[str, str]) -> Request:
        """The same with more headers."""
        return replace(self, headers=(*self.headers, *headers))

    def without(self, *names: str) -> Request:
        """The same without these headers."""
        kept = [pair for pair in self.headers if pair[0].lower() not in names]
        return replace(self, headers=tuple(kept))

    def in_pieces(self, *body: bytes) -> Request:
        """The same with another body; Content-Length stays."""
        return replace(self, body=body)


def signed(
    method: str = "GET",
    target: str = "/a/b.txt",
    body: bytes = b"",
    *,
    headers: Iterable[tuple[str, str]] = (),
    host: str = HOST,
    credentials: Credentials = CREDENTIALS,
    service: str = "s3",
    **changes: Any,
) -> Request:
    """A request that is signed in its headers."""
    if "payload_hash" not in changes:
        changes["body"] = body
    added = sign_headers(
        method,
        f"http://{host}{target}",
        credentials,
        region=REGION,
        service=service,
        headers=list(headers),
        **changes,
    )
    sent = [("Host", host), *headers, *added.items()]
    if body:
        sent.append(("Content-Length", str(len(body))))
    return Request(method, target, tuple(sent), (body,) if body else ())


def presigned(
    method: str = "GET",
    target: str = "/a/b.txt",
    body: bytes = b"",
    *,
    service: str = "s3",
    host: str = HOST,
    **changes: Any,
) -> Request:
    """A request that is signed in its query."""
    base = f"http://{host}"
    url = presign_url(method, base + target, CREDENTIALS, region=REGION, service=service, **changes)
    length = [("Content-Length", str(len(body)))] if body else []
    return Request(
        method, url.removeprefix(base), (("Host", host), *length), (body,) if body else ()
    )


def in_chunks(body: bytes, *, target: str = "/a/b.txt", **changes: Any) -> Request:
    """A request whose body is signed in chunks of 8 KiB."""
    signer = ChunkSigner(
        "PUT",
        f"http://{HOST}{target}",
        CREDENTIALS,
        decoded_length=len(body),
        **{"region": REGION, "chunk_size": 8192, **changes},
    )
    sent = [("Host", HOST), *signer.headers.items()]
    if "content-length" not in {name.lower() for name, _ in sent}:
        sent.append(("Content-Length", str(signer.content_length)))
    return Request("PUT", target, tuple(sent), tuple(signer.wire(body)))


@dataclass
class Told:
    """What an application was told: who signed, the path, the headers, and what it read."""

    verified: Verified
    path: str
    headers: dict[str, str]
    read: list[bytes] = field(default_factory=list)
    raised: list[BaseException] = field(default_factory=list)

    @property
    def body(self) -> bytes:
        """What it read, all together."""
        return b"".join(self.read)


@dataclass(frozen=True)
class Outcome:
    """What the client was answered, and what the application was told, if it was called."""

    status: int
    headers: dict[str, str]
    body: bytes
    told: Told | None
    failed: BaseException | None = None

    @property
    def code(self) -> str:
        """S3's error code."""
        return self.body.decode().partition("<Code>")[2].partition("</Code>")[0]


# How an application reads and answers: "whole", "part" (a piece alone), "nothing", "swallowed"
# (it answers well whatever reading raised), "begun" (it answers first, and reads then).
Style = str
Run = Callable[..., Outcome]


def run_asgi(request: Request, style: Style = "whole", **arguments: Any) -> Outcome:
    """Send a request to an ASGI application."""
    told: list[Told] = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        headers = {name.decode(): value.decode("latin-1") for name, value in scope["headers"]}
        told.append(Told(scope["sigv4"], scope["path"], headers))
        start = {"type": "http.response.start", "status": 200, "headers": []}
        if style == "begun":
            await send(start)
            await send({"type": "http.response.body", "body": b"begun", "more_body": True})
        more = style != "nothing"
        while more:
            try:
                message = await receive()
            except RefusedError as error:
                told[0].raised.append(error)
                if style != "swallowed":
                    raise
                break
            told[0].read.append(message["body"])
            more = message["more_body"] and style != "part"
        if style != "begun":
            await send(start)
        await send({"type": "http.response.body", "body": b"done"})

    scope = asgi_scope(request)
    pieces = request.body or (b"",)
    arriving = [
        {"type": "http.request", "body": piece, "more_body": piece is not pieces[-1]}
        for piece in pieces
    ]
    sent, failed = call_asgi(
        asgi_room.SigV4Middleware(app, **{**ARGUMENTS, **arguments}), scope, arriving
    )
    return Outcome(*answered(sent), told[0] if told else None, failed)


def asgi_scope(request: Request) -> dict[str, Any]:
    """The scope that a server makes of a request."""
    path, _, query = request.target.partition("?")
    return {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.5"},
        "http_version": "1.1",
        "method": request.method,
        "scheme": "http",
        "path": unquote(path),
        "raw_path": path.encode("latin-1"),
        "query_string": query.encode("latin-1"),
        "root_path": "",
        "headers": [
            (name.lower().encode("latin-1"), value.encode("latin-1"))
            for name, value in request.headers
        ],
    }


def call_asgi(
    app: Any, scope: dict[str, Any], arriving: Iterable[dict[str, Any]]
) -> tuple[list[dict[str, Any]], BaseException | None]:
    """What an ASGI application sends, and what it raised. Behind `arriving`, the client is gone."""
    messages = iter(arriving)
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        gone = "websocket.disconnect" if scope["type"] == "websocket" else "http.disconnect"
        return next(messages, {"type": gone})

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    try:
        asyncio.run(app(scope, receive, send))
    except Exception as error:
        return sent, error
    return sent, None


def answered(sent: list[dict[str, Any]]) -> tuple[int, dict[str, str], bytes]:
    """The answer that ASGI's messages are: there is one, and it begins with its start."""
    assert [message["type"].rpartition(".")[2] for message in sent[:1]] == ["start"] or not sent
    assert all(not message["type"].endswith("start") for message in sent[1:])
    headers = {k.decode(): v.decode() for k, v in (sent[0]["headers"] if sent else [])}
    body = b"".join(message["body"] for message in sent[1:])
    return (sent[0]["status"] if sent else 0), headers, body


def run_wsgi(request: Request, style: Style = "whole", **arguments: Any) -> Outcome:
    """Send a request to a WSGI application."""
    told: list[Told] = []

    def app(environ: Any, start_response: Any) -> Iterator[bytes]:
        shown = wsgi_headers(environ)
        told.append(Told(environ["sigv4.verified"], environ["PATH_INFO"], shown))
        if style == "begun":
            start_response("200 OK", [])
            yield b"begun"
        more = style != "nothing"
        while more:
            try:
                piece = environ["wsgi.input"].read(5)
            except RefusedError as error:
                told[0].raised.append(error)
                if style != "swallowed":
                    raise
                break
            told[0].read.append(piece)
            more = piece and style != "part"
        if style != "begun":
            start_response("200 OK", [])
        yield b"done"

    environ = wsgi_environ(request)
    status, headers, body, failed = call_wsgi(
        wsgi_room.SigV4Middleware(app, **{**ARGUMENTS, **arguments}), environ
    )
    return Outcome(status, headers, body, told[0] if told else None, failed)


def wsgi_headers(environ: dict[str, Any]) -> dict[str, str]:
    """The headers of an environ, in lower case."""
    return {
        key.removeprefix("HTTP_").lower().replace("_", "-"): value
        for key, value in environ.items()
        if key.startswith("HTTP_") or (key in ("CONTENT_TYPE", "CONTENT_LENGTH") and value)
    }


class Pieces(io.RawIOBase):
    """An input that arrives in pieces; one read gives one of them at most."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self._pieces = [piece for piece in pieces if piece]

    def read(self, size: int | None = -1) -> bytes:
        """Up to so many bytes of the next piece."""
        if not self._pieces:
            return b""
        piece = self._pieces.pop(0)
        if size is not None and 0 <= size < len(piece):
            self._pieces.insert(0, piece[size:])
            piece = piece[:size]
        return piece


def wsgi_environ(request: Request) -> dict[str, Any]:
    """The environ that gunicorn makes of a request."""
    path, _, query = request.target.partition("?")
    environ: dict[str, Any] = {
        "REQUEST_METHOD": request.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(path).decode("latin-1"),
        "QUERY_STRING": query,
        "RAW_URI": request.target,
        "SERVER_PROTOCOL": "HTTP/1.1",
        "wsgi.input": Pieces(request.body),
        "wsgi.input_terminated": True,
    }
    for name, value in request.headers:
        key = name.upper().replace("-", "_")
        key = key if key in ("CONTENT_TYPE", "CONTENT_LENGTH") else f"HTTP_{key}"
        environ[key] = f"{environ[key]},{value}" if key in environ else value
    return environ


def call_wsgi(
    app: Any, environ: dict[str, Any]
) -> tuple[int, dict[str, str], bytes, BaseException | None]:
    """What a WSGI application answers, by the rules of a server."""
    heads: list[tuple[str, list[tuple[str, str]]]] = []
    body: list[bytes] = []

    def start_response(status: str, headers: Any, exc_info: Any = None) -> Any:
        if exc_info is not None and body:
            raise exc_info[1]
        assert exc_info is not None or not heads, "start_response was called twice"
        heads[:] = [(status, headers)]
        return body.append

    failed: BaseException | None = None
    response: Any = ()
    try:
        response = app(environ, start_response)
        for piece in response:
            assert heads, "start_response was not called before the first piece"
            body.append(piece)
    except Exception as error:
        failed = error
    finally:
        getattr(response, "close", lambda: None)()
    status, headers = heads[0] if heads else ("0", [])
    return int(status.split()[0]), dict(headers), b"".join(body), failed
