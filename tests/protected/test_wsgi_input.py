"""What a WSGI application reads."""

from __future__ import annotations

import io
from hashlib import sha256
from typing import Any

import pytest
from protected import (
    Pieces,
    Request,
    call_wsgi,
    in_chunks,
    presigned,
    signed,
    wsgi_environ,
)
from wsgi_calls import BODY, answer_of, protected

from sigv4.verify import PayloadDiffersError

QUEUE: dict[str, Any] = {"service": "sqs"}


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
