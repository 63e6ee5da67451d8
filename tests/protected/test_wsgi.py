"""What is WSGI's alone."""

from __future__ import annotations

import io
import logging
import sys
from collections.abc import Iterator
from contextlib import suppress
from hashlib import sha256
from typing import Any
from wsgiref.validate import validator

import pytest
from flask import Flask, request
from protected import (
    ARGUMENTS,
    HOST,
    Pieces,
    Request,
    call_wsgi,
    in_chunks,
    presigned,
    run_wsgi,
    signed,
    wsgi_environ,
)

from sigv4.errors import InvalidTypeError
from sigv4.verify import PayloadDiffersError
from sigv4.wsgi import SigV4Middleware

BODY = b"one line\nanother\n\nthe last"
QUEUE: dict[str, Any] = {"service": "sqs"}


def unreachable(*_: Any) -> list[bytes]:
    """An application that nothing may reach."""
    raise AssertionError("the application was called")


def protected(app: Any = unreachable, **changes: Any) -> SigV4Middleware:
    """An application behind the middleware."""
    return SigV4Middleware(app, **{**ARGUMENTS, **changes})


def answer_of(environ: dict[str, Any], **changes: Any) -> tuple[int, bytes]:
    """What an environ is answered with, before any application."""
    status, _, body, failed = call_wsgi(protected(**changes), environ)
    assert failed is None
    return status, body


class TestTarget:
    """What came in the request line."""

    def test_a_server_that_does_not_say(self) -> None:
        """It cannot be protected: 500, which says so; nothing is put together again."""
        environ = wsgi_environ(signed())
        del environ["RAW_URI"]
        status, body = answer_of(environ)
        assert status == 500
        assert b"RAW_URI or REQUEST_URI" in body

    def test_request_uri(self) -> None:
        """uWSGI and mod_wsgi call it so."""
        environ = wsgi_environ(signed())
        environ["REQUEST_URI"] = environ.pop("RAW_URI")
        done: list[Any] = []
        call_wsgi(protected(lambda *_: done), environ)
        assert done == []
        environ["REQUEST_URI"] += "x"
        environ["PATH_INFO"] += "x"
        assert answer_of(environ)[0] == 403

    @pytest.mark.parametrize(
        "changes",
        [
            pytest.param({"PATH_INFO": "/admin"}, id="path"),
            pytest.param({"PATH_INFO": "/b.txt"}, id="end-of-the-path"),
            pytest.param({"SCRIPT_NAME": "/x", "PATH_INFO": "/y"}, id="script"),
            pytest.param({"QUERY_STRING": "admin=1"}, id="query"),
            pytest.param({"HTTP_SCRIPT_NAME": "/a", "SCRIPT_NAME": "/a"}, id="script-header"),
            pytest.param({"HTTP_PATH_INFO": "/admin"}, id="path-header"),
        ],
    )
    def test_an_environ_that_says_something_else(self, changes: dict[str, str]) -> None:
        """The application would act on what nobody signed."""
        assert answer_of(wsgi_environ(signed()) | changes)[0] == 400

    def test_an_application_that_is_mounted(self) -> None:
        """What is in SCRIPT_NAME was signed as well."""
        seen: list[str] = []

        def app(environ: Any, start_response: Any) -> list[bytes]:
            seen.append(environ["PATH_INFO"])
            start_response("200 OK", [])
            return []

        mounted = {"SCRIPT_NAME": "/a", "PATH_INFO": "/b.txt"}
        call_wsgi(protected(app), wsgi_environ(signed()) | mounted)
        assert seen == ["/b.txt"]


class TestHeaders:
    """An environ does not hold headers as they came."""

    def test_two_hosts(self) -> None:
        """Joined, they are no host."""
        assert run_wsgi(signed().having(("Host", "evil.example"))).status == 400

    def test_repeated_headers(self) -> None:
        """Joined by the server, they are what was signed."""
        twice = (("x-amz-meta-a", "1"), ("x-amz-meta-a", "2"))
        assert run_wsgi(signed(headers=twice)).status == 200

    @pytest.mark.parametrize(
        ("name", "status"),
        [
            pytest.param("x_amz_acl", 403, id="x-amz"),
            pytest.param("x_amz_date", 400, id="signed-one"),
            pytest.param("Content_Length", 400, id="length"),
            pytest.param("Content_Type", 400, id="type"),
        ],
    )
    def test_an_underscore_is_a_hyphen(self, name: str, status: int) -> None:
        """A server that lets such a header through does not smuggle it past the signature."""
        headers = [("content-type", "text/plain")]
        environ = wsgi_environ(signed("PUT", body=BODY, headers=headers))
        key = f"HTTP_{name.upper()}"
        environ[key] = f"{environ[key]},x" if key in environ else "x"
        assert answer_of(environ)[0] == status

    def test_signed_names_with_an_underscore(self) -> None:
        """They cannot be told from others, and are refused."""
        assert run_wsgi(signed(headers=[("x_name", "1")])).status == 403
        assert run_wsgi(signed(headers=[("x-name", "1")])).status == 200

    def test_type_and_length(self) -> None:
        """Empty is missing, and twice the same is once."""
        environ = wsgi_environ(signed()) | {"CONTENT_TYPE": "", "CONTENT_LENGTH": ""}
        assert call_wsgi(protected(lambda *_: []), environ)[3] is None
        request = signed("PUT", body=BODY, headers=[("content-type", "a/b")])
        twice = wsgi_environ(request) | {"HTTP_CONTENT_TYPE": "a/b"}
        assert call_wsgi(protected(lambda *_: []), twice)[3] is None

    @pytest.mark.parametrize("length", ["-1", "1_0", "x", "²", "9" * 19])
    def test_no_length(self, length: str) -> None:
        """What is no number says nothing of where the body ends."""
        request = presigned("PUT", body=BODY)
        environ = wsgi_environ(request) | {"CONTENT_LENGTH": length}
        assert answer_of(environ, payload="unsigned-ok")[0] == 400


class TestInput:
    """`wsgi.input`."""

    def read(self, request: Request, read: Any, **changes: Any) -> Any:
        """What `read` makes of the input of an application."""
        got: list[Any] = []

        def app(environ: Any, start_response: Any) -> list[bytes]:
            got.append(read(environ["wsgi.input"]))
            start_response("200 OK", [])
            return [b"done"]

        status, _, _, failed = call_wsgi(protected(app, **changes), wsgi_environ(request))
        assert (status, failed) == (200, None)
        return got[0]

    @pytest.mark.parametrize(
        "request_",
        [
            pytest.param(signed("PUT", body=BODY), id="hash"),
            pytest.param(signed("PUT", body=BODY).in_pieces(BODY[:4], BODY[4:]), id="pieces"),
            pytest.param(
                signed("PUT", body=BODY)
                .without("content-length")
                .having(("Transfer-Encoding", "chunked")),
                id="no-length",
            ),
            pytest.param(in_chunks(BODY), id="chunks"),
        ],
    )
    @pytest.mark.parametrize(
        ("read", "expected"),
        [
            pytest.param(lambda f: f.read(), BODY, id="read"),
            pytest.param(lambda f: f.read(-1), BODY, id="read-all"),
            pytest.param(lambda f: f.read(len(BODY)), BODY, id="read-length"),
            pytest.param(lambda f: f.read(3) + f.read(0) + f.read(9), BODY[:12], id="read-some"),
            pytest.param(
                lambda f: [f.readline(), f.readline(3)], [b"one line\n", b"ano"], id="readline"
            ),
            pytest.param(lambda f: f.readlines(), BODY.splitlines(keepends=True), id="readlines"),
            pytest.param(list, BODY.splitlines(keepends=True), id="iteration"),
            pytest.param(lambda f: [f.read(), f.read(), f.readline()], [BODY, b"", b""], id="end"),
        ],
    )
    def test_all_ways_to_read(self, request_: Request, read: Any, expected: Any) -> None:
        """As PEP 3333 has them, and as a file has them."""
        assert self.read(request_, read) == expected

    def test_a_body_that_is_not_signed(self) -> None:
        """Nothing is checked, and the input is the server's own."""
        environ = wsgi_environ(presigned("PUT", body=BODY))
        got: list[Any] = []

        def app(inside: Any, start_response: Any) -> list[bytes]:
            got.append(inside["wsgi.input"])
            return []

        call_wsgi(protected(app, payload="unsigned-ok"), environ)
        assert got == [environ["wsgi.input"]]

    def test_reading_raises_it_again(self) -> None:
        """An application that goes on reading does not get past it."""
        raised: list[BaseException] = []

        def app(environ: Any, start_response: Any) -> list[bytes]:
            for _ in range(3):
                try:
                    environ["wsgi.input"].read()
                except PayloadDiffersError as error:
                    raised.append(error)
            start_response("200 OK", [])
            return [b"done"]

        request = signed("PUT", body=BODY).in_pieces(BODY[:-1], b"!")
        assert call_wsgi(protected(app), wsgi_environ(request))[0] == 400
        assert len(raised) == 3

    def test_a_hash_that_is_not_stated(self) -> None:
        """The body was read before, and is there to be read."""
        request = signed("POST", "/", BODY, **QUEUE)
        assert self.read(request, lambda f: f.read(), **QUEUE) == BODY

    def test_what_is_announced_to_be_too_large_is_not_read(self) -> None:
        """It is refused by its length."""
        environ = wsgi_environ(signed("POST", "/", b"x" * 8193, **QUEUE))
        environ["wsgi.input"] = unread = io.BytesIO(b"x" * 8193)
        assert answer_of(environ, **QUEUE, max_body_in_memory=8192)[0] == 400
        assert unread.tell() == 0

    def test_nothing_is_read_beyond_the_body(self) -> None:
        """The next request on the connection is no part of it."""
        environ = wsgi_environ(signed("PUT", body=BODY))
        rest = io.BytesIO(BODY + b"GET / HTTP/1.1")
        environ["wsgi.input"] = rest
        got: list[bytes] = []

        def app(environ: Any, start_response: Any) -> list[bytes]:
            got.append(environ["wsgi.input"].read())
            start_response("200 OK", [])
            return []

        call_wsgi(protected(app), environ)
        assert (got, rest.read()) == ([BODY], b"GET / HTTP/1.1")

    @pytest.mark.parametrize(
        ("changes", "status"),
        [
            pytest.param({}, 200, id="nothing-announced"),
            pytest.param({"SERVER_PROTOCOL": "HTTP/2"}, 400, id="http-2"),
            pytest.param({"HTTP_TRANSFER_ENCODING": "chunked"}, 400, id="transfer-encoding"),
            pytest.param(
                {"HTTP_TRANSFER_ENCODING": "chunked", "wsgi.input_terminated": False},
                200,
                id="an-input-without-end",
            ),
        ],
    )
    def test_a_body_that_nobody_announced(self, changes: dict[str, Any], status: int) -> None:
        """What may be read is checked; what must not be read is not the application's either."""
        environ = wsgi_environ(signed()) | changes | {"wsgi.input": Pieces([b"smuggled"])}
        read: list[bytes] = []

        def app(environ: Any, start_response: Any) -> list[bytes]:
            read.append(environ["wsgi.input"].read())
            start_response("200 OK", [])
            return [b"done"]

        assert call_wsgi(protected(app), environ)[0] == status
        assert b"".join(read) == b""

    def test_memory_is_flat(self) -> None:
        """A large body is never held: the reads of the source follow those of the application."""
        size = 64 << 20
        asked: list[int] = []

        class Zeros:
            def read(self, size: int) -> bytes:
                asked.append(size)
                return bytes(size)

        request = signed("PUT", payload_hash=_hash_of_zeros(size))
        environ = wsgi_environ(request) | {
            "CONTENT_LENGTH": str(size),
            "wsgi.input": Zeros(),
        }
        ahead: list[int] = []

        def app(environ: Any, start_response: Any) -> list[bytes]:
            given = 0
            while piece := environ["wsgi.input"].read(100_000):
                given += len(piece)
                ahead.append(sum(asked) - given)
            start_response("200 OK", [])
            return [b"done"]

        assert call_wsgi(protected(app), environ)[0] == 200
        assert max(ahead) < 1 << 18


def _hash_of_zeros(size: int) -> str:
    digest = sha256()
    for _ in range(size >> 20):
        digest.update(bytes(1 << 20))
    return digest.hexdigest()


class TestResponses:
    """A response is held back until its first piece."""

    WRONG = signed("PUT", body=BODY).in_pieces(BODY[:-1], b"!")
    RIGHT = signed("PUT", body=BODY)

    def test_an_error_page_is_replaced(self) -> None:
        """Frameworks turn what reading raises into a page of theirs."""

        def app(environ: Any, start_response: Any) -> list[bytes]:
            try:
                environ["wsgi.input"].read()
            except PayloadDiffersError:
                start_response("500 Oops", [], sys.exc_info())
                return [b"a page"]
            start_response("200 OK", [("x", "y")])
            return [b"", b"do", b"", b"ne"]

        assert call_wsgi(protected(app), wsgi_environ(self.WRONG))[0] == 400
        status, headers, body, _ = call_wsgi(protected(app), wsgi_environ(self.RIGHT))
        assert (status, headers, body) == (200, {"x": "y"}, b"done")

    def test_start_response_twice(self) -> None:
        """With exc_info it replaces what was not sent, as PEP 3333 has it."""

        def app(environ: Any, start_response: Any) -> list[bytes]:
            start_response("200 OK", [])
            try:
                raise KeyError
            except KeyError:
                start_response("500 Oops", [], sys.exc_info())
            return [b"page"]

        assert call_wsgi(protected(app), wsgi_environ(self.RIGHT))[0] == 500

    def test_start_response_twice_for_no_reason(self) -> None:
        """The server judges that."""

        def app(environ: Any, start_response: Any) -> list[bytes]:
            start_response("200 OK", [])
            start_response("201 Created", [])
            return [b"page"]

        failed = call_wsgi(protected(app), wsgi_environ(self.RIGHT))[3]
        assert isinstance(failed, AssertionError)

    def test_an_error_after_the_first_piece(self) -> None:
        """The server is given exc_info, and raises it."""

        def app(environ: Any, start_response: Any) -> Iterator[bytes]:
            start_response("200 OK", [])
            yield b"first"
            try:
                raise KeyError
            except KeyError:
                start_response("500 Oops", [], sys.exc_info())
            yield b"never"

        status, _, body, failed = call_wsgi(protected(app), wsgi_environ(self.RIGHT))
        assert (status, body, type(failed)) == (200, b"first", KeyError)

    def test_write(self) -> None:
        """The old way to answer works, until the request is refused."""

        def app(environ: Any, start_response: Any) -> list[bytes]:
            write = start_response("200 OK", [])
            write(b"begun ")
            try:
                environ["wsgi.input"].read()
            finally:
                write(b"and done")
            return []

        status, _, body, failed = call_wsgi(protected(app), wsgi_environ(self.RIGHT))
        assert (status, body, failed) == (200, b"begun and done", None)
        status, _, body, failed = call_wsgi(protected(app), wsgi_environ(self.WRONG))
        assert (status, body) == (200, b"begun ")
        assert isinstance(failed, PayloadDiffersError)

    def test_no_piece_at_all(self) -> None:
        """The head is sent all the same."""

        def app(environ: Any, start_response: Any) -> list[bytes]:
            start_response("204 No Content", [])
            return []

        assert call_wsgi(protected(app), wsgi_environ(self.RIGHT))[0] == 204

    def test_close_is_called(self) -> None:
        """Of the application's response, whatever was answered."""
        closed: list[int] = []

        class Closing(list[bytes]):
            def close(self) -> None:
                closed.append(1)

        def app(environ: Any, start_response: Any) -> Closing:
            with suppress(PayloadDiffersError):
                environ["wsgi.input"].read()
            start_response("200 OK", [])
            return Closing([b"done"])

        call_wsgi(protected(app), wsgi_environ(self.RIGHT))
        call_wsgi(protected(app), wsgi_environ(self.WRONG))
        assert closed == [1, 1]

    def test_an_application_that_fails_otherwise(self, caplog: pytest.LogCaptureFixture) -> None:
        """The client has the refusal, and the log the application's error."""

        def app(environ: Any, start_response: Any) -> list[bytes]:
            try:
                environ["wsgi.input"].read()
            except PayloadDiffersError:
                raise KeyError("of the application") from None
            raise KeyError("by itself")

        with caplog.at_level(logging.ERROR, logger="sigv4"):
            assert call_wsgi(protected(app), wsgi_environ(self.WRONG))[0] == 400
        assert "of the application" in caplog.text
        failed = call_wsgi(protected(app), wsgi_environ(self.RIGHT))[3]
        assert repr(failed) == "KeyError('by itself')"

    def test_a_client_that_goes_in_the_middle(self) -> None:
        """What the server raises then reaches the application."""

        class Gone:
            def read(self, size: int) -> bytes:
                raise ConnectionResetError

        def app(environ: Any, start_response: Any) -> list[bytes]:
            environ["wsgi.input"].read()
            return []

        environ = wsgi_environ(self.RIGHT) | {"wsgi.input": Gone()}
        assert isinstance(call_wsgi(protected(app), environ)[3], ConnectionResetError)


def test_an_async_look_up_is_an_error() -> None:
    """There is no loop to await it in."""

    async def look_up(_: str) -> None:
        return None

    failed = run_wsgi(signed(), credentials=look_up).failed
    assert isinstance(failed, InvalidTypeError)


def test_what_came_in_is_not_changed() -> None:
    """The application has an environ of its own."""
    environ = wsgi_environ(signed("PUT", body=BODY))
    before = dict(environ)
    call_wsgi(protected(lambda *_: []), environ)
    assert environ == before


@pytest.mark.parametrize(
    "request_",
    [
        pytest.param(signed(), id="get"),
        pytest.param(signed("PUT", body=BODY), id="put"),
        pytest.param(signed("PUT", body=BODY).in_pieces(b"!" * len(BODY)), id="refused-later"),
        pytest.param(Request("GET", "/", (("Host", HOST),)), id="refused-at-once"),
    ],
)
def test_the_standard_librarys_validator(request_: Request) -> None:
    """It keeps PEP 3333 on both sides."""

    def app(environ: Any, start_response: Any) -> list[bytes]:
        environ["wsgi.input"].read(1000)
        start_response("200 OK", [("Content-Type", "text/plain")])
        return [b"done"]

    environ = wsgi_environ(request_) | {
        "SERVER_NAME": HOST,
        "SERVER_PORT": "80",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.errors": io.StringIO(),
        "wsgi.multithread": False,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
        "wsgi.input": io.BytesIO(b"".join(request_.body)),
    }
    failed = call_wsgi(validator(protected(validator(app))), environ)[3]
    assert failed is None


def test_flasks_test_client() -> None:
    """It says what came in the request line, so that applications can be tested as they are."""
    app = Flask("files")

    @app.put("/<path:key>")
    def store(key: str) -> str:
        return f"{key} {len(request.get_data())} {request.environ['sigv4.verified'].form}"

    app.wsgi_app = protected(app.wsgi_app)  # type: ignore[method-assign]  # as Flask documents it
    upload = signed("PUT", "/a%2Fb?x", BODY)
    sent = app.test_client().put(upload.target, headers=dict(upload.headers), data=BODY)
    assert (sent.status_code, sent.text) == (200, f"a/b {len(BODY)} header")
    wrong = app.test_client().put(upload.target, headers=dict(upload.headers), data=BODY[::-1])
    assert (wrong.status_code, b"XAmzContentSHA256Mismatch" in wrong.data) == (400, True)
