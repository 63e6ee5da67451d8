"""What is WSGI's alone."""

from __future__ import annotations

import io
from typing import Any
from wsgiref.validate import validator

import pytest
from flask import Flask, request
from protected import (
    HOST,
    Request,
    call_wsgi,
    presigned,
    run_wsgi,
    signed,
    wsgi_environ,
)
from werkzeug.test import Client
from wsgi_calls import BODY, answer_of, protected

from sigv4.errors import InvalidTypeError


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

    client = Client(protected(app.wsgi_app))
    upload = signed("PUT", "/a%2Fb?x", BODY)
    sent = client.put(upload.target, headers=dict(upload.headers), data=BODY)
    assert (sent.status_code, sent.text) == (200, f"a/b {len(BODY)} header")
    wrong = client.put(upload.target, headers=dict(upload.headers), data=BODY[::-1])
    assert (wrong.status_code, b"XAmzContentSHA256Mismatch" in wrong.data) == (400, True)
