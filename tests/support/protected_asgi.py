"""A Starlette application behind the middleware, for `uvicorn protected_asgi:app`."""

from __future__ import annotations

from hashlib import sha256
from json import dumps
from resource import RUSAGE_SELF, getrusage

from protected_settings import settings
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route, WebSocketRoute
from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocket

from sigv4.asgi import SigV4Middleware

METHODS = ["GET", "HEAD", "PUT", "POST", "DELETE"]


async def echo(request: Request) -> Response:
    """What the application was told of a request, and what it read, in a header: S3's clients
    take no body that is not S3's."""
    digest, length = sha256(), 0
    async for piece in request.stream():
        digest.update(piece)
        length += len(piece)
    verified = request.scope["sigv4"]
    told = {
        "who": verified.access_key_id,
        "form": verified.form,
        "payload": verified.payload_hash,
        "signed": verified.path,
        "path": request.scope["path"],
        "length": length,
        "memory": getrusage(RUSAGE_SELF).ru_maxrss,
        "sha256": digest.hexdigest(),
        "headers": dict(request.headers),
    }
    return Response(headers={"x-told": dumps(told)})


async def nothing(request: Request) -> Response:
    """An application that does not read."""
    return Response("read nothing")


async def begun(scope: Scope, receive: Receive, send: Send) -> None:
    """An application that answers while it reads, without what Starlette does beside."""
    await send({"type": "http.response.start", "status": 200, "headers": []})
    more = True
    while more:
        message = await receive()
        more = message.get("more_body", False)
        body = b"%d\n" % len(message["body"])
        await send({"type": "http.response.body", "body": body, "more_body": True})
    await send({"type": "http.response.body", "body": b"done\n", "more_body": False})


async def socket(websocket: WebSocket) -> None:
    """Says who came, and what they say."""
    await websocket.accept()
    await websocket.send_text(websocket.scope["sigv4"].access_key_id)
    await websocket.send_text(await websocket.receive_text())
    await websocket.close()


routes = [
    Route("/nothing", nothing, methods=METHODS),
    Mount("/begun", begun),
    WebSocketRoute("/socket", socket),
    Mount("/mounted", routes=[Route("/{key:path}", echo, methods=METHODS)]),
    Route("/{key:path}", echo, methods=METHODS),
]
app = SigV4Middleware(Starlette(routes=routes), **settings())
