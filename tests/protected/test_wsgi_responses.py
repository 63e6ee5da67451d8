"""What a WSGI application answers."""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest
from protected import (
    call_wsgi,
    signed,
    wsgi_environ,
)
from wsgi_calls import BODY, protected

from sigv4.verify import PayloadDiffersError


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
