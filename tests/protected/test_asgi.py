"""What is ASGI's alone."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import Any

import httpx
import pytest
from protected import (
    ARGUMENTS,
    CREDENTIALS,
    HOST,
    SECRETS,
    Request,
    answered,
    asgi_scope,
    call_asgi,
    presigned,
    run_asgi,
    signed,
)
from starlette.applications import Starlette
from starlette.requests import Request as StarletteRequest
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from sigv4.asgi import SigV4Middleware
from sigv4.errors import InvalidValueError
from sigv4.verify import PayloadDiffersError

BODY = b"a body of some length"
MESSAGE = {"type": "http.request", "body": b"", "more_body": False}


async def unreachable(*_: Any) -> None:
    """An application that nothing may reach."""
    raise AssertionError("the application was called")


def protected(app: Any = unreachable, **changes: Any) -> SigV4Middleware:
    """An application behind the middleware."""
    return SigV4Middleware(app, **{**ARGUMENTS, **changes})


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"raw_path": None}, id="none"),
        pytest.param({}, id="missing"),
        pytest.param({"raw_path": "/a/b.txt"}, id="decoded"),
        pytest.param({"raw_path": b"/a/b.txt?x"}, id="with-a-query"),
    ],
)
@pytest.mark.parametrize("kind", ["http", "websocket"])
def test_a_server_without_raw_path(changes: dict[str, Any], kind: str) -> None:
    """It cannot be protected: 500, which says so."""
    scope = asgi_scope(signed()) | {"type": kind, "extensions": {"websocket.http.response": {}}}
    del scope["raw_path"]
    sent, failed = call_asgi(protected(), scope | changes, [MESSAGE])
    assert failed is None
    status, _, body = answered(sent)
    assert status == 500
    assert b"raw_path" in body


def test_two_lengths_of_a_body_are_refused() -> None:
    """An application may go by the one, and who shows it the body by the other."""
    scope = asgi_scope(signed("PUT", body=BODY).having(("Content-Length", "7")))
    sent, failed = call_asgi(protected(), scope, [{**MESSAGE, "body": BODY}])
    assert (answered(sent)[0], failed) == (400, None)


def test_lifespan_passes_through() -> None:
    """Unchanged, and no other type does that nobody has heard of."""
    called: list[Any] = []

    async def app(*given: Any) -> None:
        called.append(given)

    scope = {"type": "lifespan"}
    call_asgi(protected(app), scope, [])
    assert called[0][0] is scope
    sent, failed = call_asgi(protected(), {"type": "mqtt"}, [])
    assert (sent, type(failed)) == ([], InvalidValueError)


def test_what_came_in_is_not_changed() -> None:
    """The application has a scope of its own."""
    request = presigned("PUT", body=BODY)
    scope = asgi_scope(request)
    before = {**scope, "headers": list(scope["headers"])}
    call_asgi(protected(unreachable, payload="unsigned-ok"), scope, [MESSAGE])
    assert scope == before


def test_a_look_up_may_be_async() -> None:
    """And answers as any."""

    async def look_up(access_key_id: str) -> str | None:
        await asyncio.sleep(0)
        return SECRETS.get(access_key_id)

    assert run_asgi(signed(), credentials=look_up).status == 200
    assert run_asgi(signed(), credentials=look_up, region="us-east-1").status == 400


def test_a_forged_verdict() -> None:
    """What another middleware left in the scope does not count."""
    scope = asgi_scope(Request("GET", "/", (("Host", HOST),))) | {"sigv4": "me"}
    sent, _ = call_asgi(protected(), scope, [MESSAGE])
    assert answered(sent)[0] == 403


@pytest.mark.parametrize(
    "headers",
    [
        pytest.param([("Host", HOST), ("Host", "evil.example")], id="host-behind"),
        pytest.param([("Host", "evil.example"), ("Host", HOST)], id="host-before"),
        pytest.param([("Host", HOST), (":authority", "evil.example")], id="authority"),
    ],
)
def test_two_hosts(headers: list[tuple[str, str]]) -> None:
    """Which of them is meant would be a guess."""
    request = signed().without("host").having(*headers)
    outcome = run_asgi(request)
    assert (outcome.status, outcome.told) == (400, None)


def test_the_authority_of_http_2() -> None:
    """Servers that hand it on as it came need no Host header."""
    request = signed().without("host").having((":authority", HOST))
    assert run_asgi(request).status == 200


def test_two_authorizations() -> None:
    """Nor is one of two signatures taken."""
    request = signed()
    mine = dict(request.headers)["Authorization"]
    for pair in (("Authorization", mine), ("authorization", "Basic x")):
        assert run_asgi(request.having(pair)).status == 400


@pytest.mark.parametrize(
    ("headers", "version", "closes"),
    [
        pytest.param([("Expect", "100-continue")], "1.1", True, id="waiting"),
        pytest.param([("Expect", "100-continue")], "2", False, id="http-2"),
        pytest.param([], "1.1", False, id="not-waiting"),
    ],
)
def test_a_client_that_waits_to_send_its_body(
    headers: list[tuple[str, str]], version: str, closes: bool
) -> None:
    """Refused, it does not send it: its next request must not be taken for the body."""
    request = Request("PUT", "/", (("Host", HOST), ("Content-Length", "5"), *headers))
    sent, _ = call_asgi(protected(), asgi_scope(request) | {"http_version": version}, [])
    status, answer, _ = answered(sent)
    assert (status, answer.get("connection") == "close") == (403, closes)


class TestPaths:
    """What a server makes of the request line."""

    def test_the_servers_root_path_is_part_of_raw_path(self) -> None:
        """uvicorn --root-path /api puts it in front of both: what a proxy had taken off."""
        scope = asgi_scope(signed("GET", "/api/a")) | {"root_path": "/api"}
        told: list[Any] = []

        async def app(inside: Any, *_: Any) -> None:
            told.append(inside["path"])

        call_asgi(protected(app), scope, [MESSAGE])
        assert told == ["/api/a"]

    def test_a_path_behind_root_path(self) -> None:
        """Servers and mounts that take it off the path leave raw_path as it came."""
        scope = asgi_scope(signed("GET", "/api/a")) | {"root_path": "/api", "path": "/a"}
        told: list[Any] = []

        async def app(inside: Any, *_: Any) -> None:
            told.append(inside["path"])

        call_asgi(protected(app), scope, [MESSAGE])
        assert told == ["/a"]

    def test_a_path_that_something_changed(self) -> None:
        """The application would act on what nobody signed."""
        scope = asgi_scope(signed("GET", "/a")) | {"path": "/b"}
        sent, _ = call_asgi(protected(), scope, [MESSAGE])
        assert answered(sent)[0] == 400


class TestBodies:
    """Pieces, as servers hand them over."""

    def run(
        self, app: Any, request: Request, arriving: Iterable[dict[str, Any]], **changes: Any
    ) -> tuple[list[dict[str, Any]], BaseException | None]:
        """Send a request in these messages."""
        return call_asgi(protected(app, **changes), asgi_scope(request), arriving)

    def test_a_client_that_goes_in_the_middle(self) -> None:
        """The application is told, and never has the piece that was held."""
        got: list[dict[str, Any]] = []

        async def app(_: Any, receive: Any, send: Any) -> None:
            while not got or got[-1]["type"] == "http.request":
                got.append(await receive())

        pieces = [{"type": "http.request", "body": p, "more_body": True} for p in (b"a", b"b")]
        self.run(app, signed("PUT", body=BODY), pieces)
        assert [message.get("body") for message in got] == [b"a", None]
        assert got[-1]["type"] == "http.disconnect"

    def test_a_client_that_goes_before_the_verdict(self) -> None:
        """Nobody is called, and nothing answered."""
        request = signed("POST", "/", BODY, service="sqs")
        pieces = [{"type": "http.request", "body": b"a", "more_body": True}]
        assert self.run(unreachable, request, pieces, service="sqs") == ([], None)

    def test_what_is_announced_to_be_too_large_is_not_read(self) -> None:
        """It is refused by its length."""
        request = signed("POST", "/", b"x" * 8193, service="sqs")
        arriving = iter([MESSAGE])
        sent, _ = self.run(unreachable, request, arriving, service="sqs", max_body_in_memory=8192)
        assert answered(sent)[0] == 400
        assert list(arriving) == [MESSAGE]

    def test_after_the_body_the_servers_messages(self) -> None:
        """To wait for the client to go works as it does without the middleware."""
        got: list[dict[str, Any]] = []

        async def app(_: Any, receive: Any, send: Any) -> None:
            got.extend([await receive(), await receive(), await receive()])

        for service in ("s3", "sqs"):
            got.clear()
            message = {"type": "http.request", "body": BODY}  # more_body is False by default
            request = signed("PUT", "/", BODY, service=service)
            self.run(app, request, [message], service=service)
            kinds = [message["type"] for message in got]
            assert kinds == ["http.request", "http.disconnect", "http.disconnect"]

    def test_an_empty_last_message(self) -> None:
        """The pieces are all there, and the end is said once."""
        got: list[dict[str, Any]] = []

        async def app(_: Any, receive: Any, send: Any) -> None:
            while not got or got[-1]["more_body"]:
                got.append(await receive())

        messages = [
            {"type": "http.request", "body": BODY, "more_body": True},
            {"type": "http.request", "more_body": True},
            {"type": "http.request", "body": b"", "more_body": False},
        ]
        self.run(app, signed("PUT", body=BODY), messages)
        assert got == [{"type": "http.request", "body": BODY, "more_body": False}]

    def test_receive_raises_it_again(self) -> None:
        """An application that goes on reading does not get past it."""
        raised: list[BaseException] = []

        async def app(_: Any, receive: Any, send: Any) -> None:
            for _attempt in range(3):
                try:
                    await receive()
                except PayloadDiffersError as error:
                    raised.append(error)

        message = {"type": "http.request", "body": b"!", "more_body": False}
        sent, failed = self.run(app, signed("PUT", body=BODY), [message])
        assert len(raised) == 3
        assert (answered(sent)[0], failed) == (400, None)

    def test_an_application_that_fails_otherwise(self) -> None:
        """The client has the refusal, and the server the application's error."""

        async def app(_: Any, receive: Any, send: Any) -> None:
            try:
                await receive()
            except PayloadDiffersError:
                raise KeyError("of the application") from None

        message = {"type": "http.request", "body": b"!", "more_body": False}
        sent, failed = self.run(app, signed("PUT", body=BODY), [message])
        assert answered(sent)[0] == 400
        assert isinstance(failed, KeyError)

    def test_an_application_that_fails_by_itself(self) -> None:
        """Its error is the server's, as without the middleware."""

        async def app(_: Any, receive: Any, send: Any) -> None:
            raise KeyError("of the application")

        assert isinstance(self.run(app, signed("PUT", body=BODY), [MESSAGE])[1], KeyError)

    def test_a_response_that_was_begun_is_not_finished(self) -> None:
        """Even where the application swallows what it is told."""

        async def app(_: Any, receive: Any, send: Any) -> None:
            await send({"type": "http.response.start", "status": 200, "headers": []})
            try:
                await receive()
            except PayloadDiffersError:
                await send({"type": "http.response.body", "body": b"well done"})

        message = {"type": "http.request", "body": b"!", "more_body": False}
        sent, failed = self.run(app, signed("PUT", body=BODY), [message])
        assert [m["type"] for m in sent] == ["http.response.start"]
        assert isinstance(failed, PayloadDiffersError)


class TestWebsockets:
    """The opening handshake is a GET."""

    def handshake(
        self, request: Request, app: Any = unreachable, *, denial: bool = False, **changes: Any
    ) -> list[dict[str, Any]]:
        """What is sent for it."""
        scope = asgi_scope(request) | {"type": "websocket"}
        del scope["method"]
        if denial:
            scope["extensions"] = {"websocket.http.response": {}}
        sent, failed = call_asgi(protected(app, **changes), scope, [{"type": "websocket.connect"}])
        assert failed is None
        return sent

    @pytest.mark.parametrize(
        ("request_", "payload"),
        [
            pytest.param(signed(), "required", id="header"),
            pytest.param(presigned(), "unsigned-ok", id="query"),
        ],
    )
    def test_a_signed_one_is_passed_on(self, request_: Request, payload: str) -> None:
        """With who signed it, and with its first message."""
        told: list[Any] = []

        async def app(scope: Any, receive: Any, send: Any) -> None:
            told.extend([scope["sigv4"].access_key_id, await receive()])
            await send({"type": "websocket.accept"})

        sent = self.handshake(request_, app, payload=payload)
        assert told == [CREDENTIALS.access_key_id, {"type": "websocket.connect"}]
        assert sent == [{"type": "websocket.accept"}]

    @pytest.mark.parametrize(
        "request_",
        [
            pytest.param(Request("GET", "/", (("Host", HOST),)), id="not-signed"),
            pytest.param(signed("POST"), id="another-method"),
            pytest.param(presigned(), id="unsigned-body"),
            pytest.param(signed(body=BODY), id="a-body-was-signed"),
        ],
    )
    def test_another_is_closed_before_it_opens(self, request_: Request) -> None:
        """Which servers answer with 403; or with the refusal, where they can send one."""
        assert self.handshake(request_) == [{"type": "websocket.close", "code": 1008, "reason": ""}]
        start, body = self.handshake(request_, denial=True)
        assert start["type"] == "websocket.http.response.start"
        assert start["status"] in (400, 403)
        assert body["type"] == "websocket.http.response.body"
        assert b"<Error>" in body["body"]


def test_among_starlettes_middleware() -> None:
    """add_middleware puts it inside of what answers errors, and the refusal is the answer still."""

    async def store(request: StarletteRequest) -> PlainTextResponse:
        return PlainTextResponse(f"{len(await request.body())} {request.scope['sigv4'].form}")

    app = Starlette(routes=[Route("/{key:path}", store, methods=["PUT"])])
    app.add_middleware(SigV4Middleware, **ARGUMENTS)
    upload = signed("PUT", "/a%2Fb?x", BODY)

    async def put(body: bytes) -> httpx.Response:
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url=f"http://{HOST}") as client:
            return await client.put(upload.target, headers=dict(upload.headers), content=body)

    sent = asyncio.run(put(BODY))
    assert (sent.status_code, sent.text) == (200, f"{len(BODY)} header")
    wrong = asyncio.run(put(BODY[::-1]))
    assert (wrong.status_code, b"XAmzContentSHA256Mismatch" in wrong.content) == (400, True)
