"""ASGI middleware: only requests that are signed reach the application.

    app = SigV4Middleware(
        app, credentials=secrets.get, region="eu-central-2", service="s3",
        hosts="files.example.com",
    )

The application finds who signed in `scope["sigv4"]`, a `Verified`. What its client may do is
for the application to say, and whether the request was sent before.

The body is checked while the application reads it. A piece is handed on when the next one is
there, and the last one when the hash is right; where it is not, `receive` raises the refusal,
and unless the application's response had begun, the refusal is the response. So act on a body
that was read to its end: what is read of it before is not proven, and a body that is not
read is not checked.

The target is that of the request line, `raw_path` and `query_string`; a server that gives no
`raw_path` is answered with 500. What X-Forwarded-* headers say is not looked at: `hosts` are
those that clients sign for. Bodies in signed chunks come out decoded: Content-Length is that
of the decoded body, and Content-Encoding has no aws-chunked; all other headers are as they
came. One that came twice is signed as one with a comma: read all its values. Put it outermost:
what another middleware rewrites is not what was signed.
Source: ASGI specification, "HTTP & WebSocket ASGI message format", version 2.5.
"""

from __future__ import annotations

from inspect import isawaitable
from urllib.parse import unquote

from ._checks import shown
from ._gate.bodies import without_coding
from ._gate.gate import Entry, Gate
from ._gate.refusals import ServerError
from ._verify.refused import RefusedError
from .errors import InvalidValueError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, MutableMapping
    from typing import Any

    from ._gate.answers import Answer
    from ._gate.bodies import Body
    from ._verify.verified import Verified

    Message = MutableMapping[str, Any]
    Scope = MutableMapping[str, Any]
    Receive = Callable[[], Awaitable[Message]]
    Send = Callable[[Message], Awaitable[None]]

__all__ = ["SigV4Middleware"]

_NO_RAW_PATH = (
    "The server does not say what came in the request line (ASGI: raw_path), so that no "
    "signature can be verified"
)

# RFC 6455, section 7.4.1: policy violation.
_POLICY_VIOLATION = 1008


class SigV4Middleware(Gate):
    """Verifies each request and websocket before the application sees it.

    credentials: may also be an async function. One that blocks stops all other requests.

    Lifespan passes through. A websocket that is not accepted is closed before it opens, with
    the refusal where the server can send one; its frames are not signed by anybody.
    """

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI's call. Raises InvalidValueError for a scope of a type that is not known."""
        kind = scope["type"]
        if kind == "lifespan":
            await self._app(scope, receive, send)
        elif kind == "http":
            await self._http(scope, receive, send)
        elif kind == "websocket":
            await self._websocket(scope, receive, send)
        else:
            raise InvalidValueError(
                "scope", f"{shown(kind)} is a type that nothing is known of", "do not serve it here"
            )

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            entry = self._admit(scope, scope["method"])
            held = None
            if entry.needs_body:
                held = await _read(receive, entry, scope)
                if held is None:
                    return  # Nobody waits for an answer.
                entry = entry.with_body(held)
            verified, body = await self._conclude(entry)
        except RefusedError as refused:
            await _send_answer(send, self._answer_to(refused, scope, scope["method"]))
            return
        inside = _scope(scope, verified, body)
        if body is not None:
            await self._checked(inside, _Exchange(receive, send, body))
        elif held is None:
            await self._app(inside, receive, send)
        else:
            await self._app(inside, _Replay(receive, held).receive, send)

    async def _checked(self, scope: Scope, exchange: _Exchange) -> None:
        """The application, with a body that may turn out to be another than was signed."""
        failed = None
        try:
            await self._app(scope, exchange.receive, exchange.send)
        except Exception as error:
            failed = error
        refused = exchange.refused
        if refused is not None and not exchange.started:
            answer = self._answer_to(refused, scope, scope["method"])
            await _send_answer(exchange.send_through, answer)
            if failed is refused:
                return
        if failed is not None:
            raise failed

    async def _websocket(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            # The opening handshake is a GET without a body (RFC 6455, section 4.1).
            entry = self._admit(scope, "GET").with_body(b"")
            verified, _ = await self._conclude(entry)
        except RefusedError as refused:
            await receive()  # websocket.connect, which is what is answered.
            answer = self._answer_to(refused, scope, "GET")
            if "websocket.http.response" in (scope.get("extensions") or {}):
                await _send_answer(send, answer, "websocket.http.response")
            else:
                await send({"type": "websocket.close", "code": _POLICY_VIOLATION, "reason": ""})
            return
        await self._app(_scope(scope, verified, None), receive, send)

    def _admit(self, scope: Scope, method: str) -> Entry:
        raw_path = scope.get("raw_path")
        if not isinstance(raw_path, bytes) or b"?" in raw_path:
            raise ServerError(_NO_RAW_PATH)
        query = scope.get("query_string") or b""
        path = scope["path"]
        seen = {path, scope.get("root_path", "") + path, self._path_prefix + path}
        target = raw_path + b"?" + query if query else raw_path
        return self._enter(method, target, scope["headers"], seen)

    async def _conclude(self, entry: Entry) -> tuple[Verified, Body | None]:
        answer = self._look_up(entry.access_key_id)
        if isawaitable(answer):
            answer = await answer
        return entry.conclude(answer, unquote)

    def _answer_to(self, refused: RefusedError, scope: Scope, method: str) -> Answer:
        answer = self._refuse(refused, method=method, resource=scope["path"])
        if _is_waiting(scope):
            return answer.having("connection", "close")
        return answer


def _is_waiting(scope: Scope) -> bool:
    """Whether a client of HTTP/1 holds its body back until it is asked for.

    After a refusal it does not send it, and servers wait for it all the same: the next request
    on the connection would be taken for the body (RFC 9110, section 10.1.1).
    """
    if not scope.get("http_version", "1.1").startswith("1"):
        return False
    return any(n.lower() == b"expect" and v.strip() for n, v in scope["headers"])


def _scope(scope: Scope, verified: Verified, body: Body | None) -> Scope:
    """The scope that the application is given."""
    inside = {**scope, "sigv4": verified}
    if body is not None and body.length is not None:
        inside["headers"] = _decoded_headers(scope["headers"], body.length)
    return inside


def _decoded_headers(headers: Any, length: int) -> list[tuple[bytes, bytes]]:
    """The headers of a request whose body is decoded by who shows them."""
    shown_headers = []
    for given_name, given_value in headers:
        name, value = bytes(given_name), bytes(given_value)
        lower = name.lower()
        if lower in (b"content-length", b"transfer-encoding"):
            continue
        if lower == b"content-encoding":
            value = without_coding(value.decode("latin-1")).encode("latin-1")
            if not value:
                continue
        shown_headers.append((name, value))
    return [*shown_headers, (b"content-length", b"%d" % length)]


async def _read(receive: Receive, entry: Entry, scope: Scope) -> bytes | None:
    """All of a body that may be held; None where the client has gone. Raises a refusal."""
    for name, value in scope["headers"]:
        if name.lower() == b"content-length" and value.isdigit():
            entry.check_length(int(value[:20]))
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] != "http.request":
            return None
        body += message.get("body", b"")
        entry.check_length(len(body))
        if not message.get("more_body", False):
            return bytes(body)


async def _send_answer(send: Send, answer: Answer, kind: str = "http.response") -> None:
    headers = [(name.encode("ascii"), value.encode("ascii")) for name, value in answer.headers]
    await send({"type": f"{kind}.start", "status": answer.status, "headers": headers})
    await send({"type": f"{kind}.body", "body": answer.body, "more_body": False})


class _Replay:
    """A body that was read before, in one piece; then what the server says."""

    def __init__(self, receive: Receive, body: bytes) -> None:
        self._receive = receive
        self._body: bytes | None = body

    async def receive(self) -> Message:
        body, self._body = self._body, None
        if body is None:
            return await self._receive()
        return {"type": "http.request", "body": body, "more_body": False}


class _Exchange:
    """A request whose body is checked as it is read, and the response to it.

    refused: why the body is not accepted; started: whether the response has begun.
    """

    def __init__(self, receive: Receive, send: Send, body: Body) -> None:
        self.refused: RefusedError | None = None
        self.started = False
        self.send_through = send
        self._receive = receive
        self._body = body
        self._ended = False

    async def receive(self) -> Message:
        """The next piece that may be handed on. Raises the refusal, each time."""
        while not self._ended:
            if self.refused is not None:
                raise self.refused
            message = await self._receive()
            if message["type"] != "http.request":
                return message  # The client has gone; the held piece is never handed on.
            data = self._check(message)
            if data or self._ended:
                return {"type": "http.request", "body": data, "more_body": not self._ended}
        return await self._receive()

    def _check(self, message: Message) -> bytes:
        try:
            data = self._body.feed(message.get("body", b""))
            if not message.get("more_body", False):
                data += self._body.finish()
                self._ended = True
        except RefusedError as refused:
            self.refused = refused
            raise
        return data

    async def send(self, message: Message) -> None:
        """The application's messages, until its request is refused: then they go nowhere, or
        raise the refusal where its response has begun and so must not be finished."""
        if self.refused is None:
            self.started = self.started or message["type"] == "http.response.start"
            await self.send_through(message)
        elif self.started:
            raise self.refused
