"""WSGI middleware: only requests that are signed reach the application.

    app = SigV4Middleware(
        app, credentials=secrets.get, region="eu-central-2", service="s3",
        hosts="files.example.com",
    )

The application finds who signed in `environ["sigv4.verified"]`, a `Verified`. What its client
may do is for the application to say, and whether the request was sent before.

The body is checked while the application reads it from `wsgi.input`. A piece is handed on when
the next one is there, and the last one when the hash is right; where it is not, reading raises
the refusal, and unless the application's response had begun to be sent, the refusal is the
response. So act on a body that was read to its end: what is read of it before is not proven,
and a body that is not read is not checked.

The target is that of the request line, RAW_URI (gunicorn) or REQUEST_URI (uWSGI, mod_wsgi); a
server that gives neither is answered with 500, since PATH_INFO does not say what was signed.
A request is refused whose PATH_INFO or QUERY_STRING is not that of its target. What
X-Forwarded-* headers say is not looked at: `hosts` are those that clients sign for. Bodies in
signed chunks come out decoded: CONTENT_LENGTH is that of the decoded body, and
HTTP_CONTENT_ENCODING has no aws-chunked.

An environ does not tell `x_name` from `x-name`: all names are taken for the second, so that
who signs a name with an underscore is refused. Nor does it tell a header that came twice from
one with a comma; both are signed alike. Put it outermost: what another middleware rewrites is
not what was signed.
Source: PEP 3333.
"""

from __future__ import annotations

from io import BufferedReader, BytesIO, RawIOBase
from urllib.parse import unquote_to_bytes

from ._gate.answers import log_failure
from ._gate.bodies import without_coding
from ._gate.gate import Entry, Gate
from ._gate.refusals import ServerError
from ._verify.refused import MalformedError, RefusedError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from typing import Any

    from ._gate.answers import Answer
    from ._gate.bodies import Body

    Environ = dict[str, Any]
    Start = Callable[..., Callable[[bytes], object]]

__all__ = ["SigV4Middleware"]

_NO_TARGET = (
    "The server does not say what came in the request line (WSGI: RAW_URI or REQUEST_URI), so "
    "that no signature can be verified"
)

# gunicorn takes these from whom it trusts as a proxy, which is by default anybody on its own
# machine, and routes by the first. Nobody signs them.
_ROUTING = ("HTTP_SCRIPT_NAME", "HTTP_PATH_INFO")

_PIECE = 65536
_LONGEST_NUMBER = 18


class SigV4Middleware(Gate):
    """Verifies each request before the application sees it."""

    def __call__(self, environ: Environ, start_response: Start) -> Iterable[bytes]:
        """WSGI's call."""

        def answer(refused: RefusedError) -> Answer:
            resource = (
                environ.get("PATH_INFO", "").encode("latin-1", "replace").decode("utf-8", "replace")
            )
            return self._refuse(refused, method=environ["REQUEST_METHOD"], resource=resource)

        try:
            source = _Source(environ)
            inside, body = self._judged(environ, source)
            if body is not None and source.ended:
                inside["wsgi.input"] = BytesIO(body.finish())  # b"", or a refusal
                body = None
        except RefusedError as refused:
            return _answered(answer(refused), start_response)
        if body is None:
            response: Iterable[bytes] = self._app(inside, start_response)
            return response
        checked = _Checked(source, body)
        inside["wsgi.input"] = BufferedReader(checked, _PIECE)
        inside["wsgi.input_terminated"] = True
        return _Response(checked, start_response, answer).of(self._app, inside)

    def _judged(self, environ: Environ, source: _Source) -> tuple[Environ, Body | None]:
        """What the application is given, and what must check its input."""
        entry = self._enter(
            environ["REQUEST_METHOD"], _target(environ), _headers(environ), self._seen(environ)
        )
        inside = dict(environ)
        if entry.needs_body:
            held = _read(source, entry)
            entry = entry.with_body(held)
            inside["wsgi.input"] = BytesIO(held)
            inside["wsgi.input_terminated"] = True
        verified, body = entry.conclude(self._look_up(entry.access_key_id), _decoded)
        inside["sigv4.verified"] = verified
        if body is not None and body.length is not None:
            _show_decoded(inside, body.length)
        return inside, body

    def _seen(self, environ: Environ) -> set[str]:
        path, script = environ.get("PATH_INFO", ""), environ.get("SCRIPT_NAME", "")
        return {path, script + path, self._path_prefix + path, self._path_prefix + script + path}


def _decoded(path: str) -> str:
    return unquote_to_bytes(path).decode("latin-1")


def _answered(answer: Answer, start_response: Start) -> list[bytes]:
    start_response(answer.status_line, list(answer.headers))
    return [answer.body]


def _target(environ: Environ) -> str:
    """What came in the request line. Raises a refusal where the application sees another."""
    target = environ.get("RAW_URI") or environ.get("REQUEST_URI")
    if not isinstance(target, str):
        raise ServerError(_NO_TARGET)
    if environ.get("QUERY_STRING", "") != target.partition("?")[2]:
        raise MalformedError("target", "The query is not the one that the application would see")
    for name in _ROUTING:
        if name in environ:
            raise MalformedError("headers", f"{name[5:]} in a header is not signed by anybody")
    return target


def _headers(environ: Environ) -> list[tuple[str, str]]:
    """The headers, in lower case and with hyphens."""
    headers = []
    for key, value in environ.items():
        if key.startswith("HTTP_"):
            name = key.removeprefix("HTTP_")
            # Content_Length and its like: the application may go by the one or by the other.
            if name in ("CONTENT_TYPE", "CONTENT_LENGTH") and environ.get(name, value) != value:
                raise MalformedError("headers", f"{name} is there twice")
            headers.append((name.replace("_", "-").lower(), value))
    for name in ("CONTENT_TYPE", "CONTENT_LENGTH"):
        # PEP 3333: "may be empty or missing".
        if environ.get(name) and f"HTTP_{name}" not in environ:
            headers.append((name.replace("_", "-").lower(), environ[name]))
    return headers


def _show_decoded(environ: Environ, length: int) -> None:
    """Change an environ of our own to that of a request whose body was decoded."""
    environ["CONTENT_LENGTH"] = str(length)
    environ.pop("HTTP_TRANSFER_ENCODING", None)
    coding = without_coding(environ.pop("HTTP_CONTENT_ENCODING", ""))
    if coding:
        environ["HTTP_CONTENT_ENCODING"] = coding


class _Source:
    """`wsgi.input`, read to the end of the body and not beyond (PEP 3333, "Input and error
    streams"). ended: whether there is nothing more."""

    def __init__(self, environ: Environ) -> None:
        self._read = environ["wsgi.input"].read
        length = environ.get("CONTENT_LENGTH") or ""
        if length:
            if not (length.isascii() and length.isdigit() and len(length) <= _LONGEST_NUMBER):
                raise MalformedError("content-length", "Content-Length is no number")
            self._left: int | None = int(length)
        else:
            # Of HTTP/1, a request with neither header has no body (RFC 9112, section 6.3).
            bare = environ.get("SERVER_PROTOCOL", "").startswith("HTTP/1")
            announced = not bare or "HTTP_TRANSFER_ENCODING" in environ
            self._left = None if announced and environ.get("wsgi.input_terminated") else 0
        self.ended = self._left == 0

    @property
    def announced(self) -> int:
        """How much must come; 0 where nobody said."""
        return self._left or 0

    def read(self) -> bytes:
        """The next piece of a body that has not ended."""
        data: bytes = self._read(_PIECE if self._left is None else min(self._left, _PIECE))
        if self._left is not None:
            self._left -= len(data)
        self.ended = not data or self._left == 0
        return data


def _read(source: _Source, entry: Entry) -> bytes:
    """All of a body that may be held. Raises a refusal."""
    entry.check_length(source.announced)
    body = bytearray()
    while not source.ended:
        body += source.read()
        entry.check_length(len(body))
    return bytes(body)


class _Checked(RawIOBase):
    """An input that is checked as it is read. refused: why it is not accepted, once it is so."""

    def __init__(self, source: _Source, body: Body) -> None:
        self.refused: RefusedError | None = None
        self._source = source
        self._body = body
        self._given = b""
        self._ended = False

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while not (self._given or self._ended):
            self._given = self._next()
        size = min(len(buffer), len(self._given))
        buffer[:size], self._given = self._given[:size], self._given[size:]
        return size

    def _next(self) -> bytes:
        if self.refused is not None:
            raise self.refused
        data = self._source.read()
        try:
            data = self._body.feed(data)
            if self._source.ended:
                data += self._body.finish()
                self._ended = True
        except RefusedError as refused:
            self.refused = refused
            raise
        return data


class _Response:
    """The application's response, begun with its first piece: until then, the request may turn
    out to be refused, and the refusal is the response."""

    def __init__(
        self, checked: _Checked, start_response: Start, answer: Callable[[RefusedError], Answer]
    ) -> None:
        self._checked = checked
        self._start_response = start_response
        self._answer = answer
        self._failed: Exception | None = None
        self._head: tuple[Any, ...] | None = None
        self._pieces: Iterator[bytes] = iter(())
        self._replaced = False
        self._result: Any = None
        self._write: Callable[[bytes], object] | None = None

    def of(self, app: Any, environ: Environ) -> _Response:
        """Call the application."""
        try:
            self._result = app(environ, self.start_response)
            self._pieces = iter(self._result)
        except Exception as error:
            if self._checked.refused is None:
                raise
            self._failed = error
        return self

    def start_response(self, status: str, headers: Any, exc_info: Any = None) -> Any:
        """What the application calls. Once the response has begun, the server judges it."""
        given = (status, headers) if exc_info is None else (status, headers, exc_info)
        if self._write is not None or (self._head is not None and exc_info is None):
            self._begin()
            return self._start_response(*given)
        self._head = given
        return self._write_piece

    def _write_piece(self, data: bytes) -> None:
        if self._checked.refused is not None:
            raise self._checked.refused
        self._begin()
        if self._write is not None:
            self._write(data)

    def _begin(self) -> None:
        if self._write is None and self._head is not None:
            self._write = self._start_response(*self._head)

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        piece = None
        try:
            piece = next(filter(None, self._pieces), None)
        except Exception as error:
            self._failed = error
        refused = self._checked.refused
        if refused is not None and not self._replaced:
            return self._instead(refused)
        if self._failed is not None:
            raise self._failed
        self._begin()
        if piece is None:
            raise StopIteration
        return piece

    def _instead(self, refused: RefusedError) -> bytes:
        """The refusal, in place of the response; a response that has begun must not end well."""
        if self._write is not None:
            raise refused
        if self._failed is not None and self._failed is not refused:
            log_failure(self._failed)
        answer = self._answer(refused)
        self._write = self._start_response(answer.status_line, list(answer.headers))
        self._failed, self._pieces, self._replaced = None, iter(()), True
        return answer.body

    def close(self) -> None:
        """Close the application's response."""
        close = getattr(self._result, "close", None)
        if close is not None:
            close()
