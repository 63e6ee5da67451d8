"""A small S3 server over this library's own verifier, of which one check can be switched off at a
time. Each fault is what somebody's server has got wrong, or might."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from socket import AF_INET, AF_INET6
from socketserver import ThreadingMixIn
from ssl import SSLContext
from typing import Any
from urllib.parse import parse_qsl, unquote
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

from memory_store import MemoryStore, Request, Response, S3Error, Stored
from s3_server import REGION
from server_faults import KEYS, NONE, Came, Fault

from sigv4.verify import RefusedError, verify_post, verify_request

BUCKET = "scratch"


class FaultyServer:
    """The WSGI application."""

    def __init__(self, host: str, fault: Fault = NONE) -> None:
        self.store = MemoryStore(BUCKET)
        # Exceptions that were no refusals: the server's own, which no test wants.
        self.crashes: list[Exception] = []
        self._host = host
        self._fault = fault
        self._lock = threading.Lock()

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> list[bytes]:
        """The application, as WSGI calls it."""
        length = int(environ.get("CONTENT_LENGTH") or "0")
        came = Came(
            environ["REQUEST_METHOD"],
            environ["RAW_URI"],
            tuple(environ["RAW_HEADERS"]),
            environ["wsgi.input"].read(length),
            self._host,
        )
        with self._lock:
            response = self.answer(came)
        body = b"" if response.status in (204, 304) else response.body
        headers = [(name, value) for name, value in response.headers.items()]
        start(f"{response.status} x", [*headers, ("Content-Length", str(len(body)))])
        return [] if came.method == "HEAD" else [body]

    def answer(self, came: Came) -> Response:
        """Verify, and do what is asked."""
        try:
            if self._is_form(came):
                return self._post(came)
            return self._obeyed(came)
        except S3Error as error:
            return Response(error.status, body=f"<Error><Code>{error.code}</Code></Error>".encode())
        except RefusedError as error:
            leaked = b""
            if self._fault.leaks and came.method == "GET":
                stored = self.store.objects.get(self._request(came).key)
                leaked = stored.body if stored else b""
            return Response(error.status, body=error.to_xml() + leaked)
        except Exception as error:
            self.crashes.append(error)
            return Response(500)

    def _is_form(self, came: Came) -> bool:
        return (came.method, came.path, came.items) == ("POST", f"/{BUCKET}", [])

    def _obeyed(self, came: Came) -> Response:
        if self._fault.writes_first and came.method == "PUT":
            self.store.answer(self._request(came))
        self._verify(came)
        request = self._request(came)
        return self._fault.answers(request, self.store.answer(request))

    def _verify(self, came: Came) -> None:
        fault = self._fault
        seen, settings = fault.seen(came), fault.settings(came)
        try:
            try:
                self._verified(seen, settings)
            except RefusedError as error:
                if fault.forgives is None or not isinstance(error, fault.forgives):
                    raise
                repaired, more = fault.repair(seen, error)
                if (repaired, more) == (seen, {}):
                    raise
                self._verified(repaired, {**settings, **more})
        except fault.allows:
            pass

    def _verified(self, came: Came, settings: Mapping[str, Any]) -> None:
        demands: dict[str, Any] = {
            "credentials": KEYS.get,
            "region": REGION,
            "service": "s3",
            "hosts": self._host,
            "body": came.body,
            "payload": "unsigned-ok",
            **settings,
        }
        verify_request(came.method, came.target, list(came.headers), **demands)

    def _request(self, came: Came) -> Request:
        """What is asked, once it is known by whom."""
        path = came.path.partition("://")[2].partition("/")[2] if "://" in came.path else came.path
        bucket, _, key = path.lstrip("/").partition("/")
        if bucket != BUCKET:
            raise S3Error(404, "NoSuchBucket")
        query = dict(parse_qsl(came.target.partition("?")[2], keep_blank_values=True))
        headers = {name.lower(): value for name, value in came.headers}
        body = came.body
        if headers.get("x-amz-content-sha256", "").startswith("STREAMING-"):
            body = b"".join(_chunks(body))
        return Request(came.method, self._fault.key(unquote(key)), query, headers, body)

    def _post(self, came: Came) -> Response:
        content_type = came.header("content-type")
        if not content_type.startswith("multipart/form-data; boundary="):
            raise S3Error(412, "PreconditionFailed")
        fields, file = _form(came.body, content_type.partition("boundary=")[2])
        if file is None:
            raise S3Error(400, "IncorrectNumberOfFilesInPostRequest")
        filename, body = file
        given = {name.lower(): value for name, value in fields}
        given["key"] = given.get("key", "").replace("${filename}", filename)
        settings = {"credentials": KEYS.get, "region": REGION, **self._fault.settings(came)}
        settings = {n: v for n, v in settings.items() if n in ("credentials", "region", "now")}
        try:
            verified = verify_post(
                fields,
                service="s3",
                bucket=BUCKET,
                size=len(body),
                filename=filename,
                **settings,
            )
            given = verified.fields
        except self._fault.allows:
            pass
        stored = self.store.put(given["key"], body, given)
        return _posted(given, stored)


def _posted(given: Mapping[str, str], stored: Stored) -> Response:
    if "success_action_redirect" in given:
        return Response(303, {"Location": given["success_action_redirect"]})
    status = given.get("success_action_status", "204")
    headers = {"ETag": stored.etag}
    return Response(int(status) if status in ("200", "201") else 204, headers)


def _form(body: bytes, boundary: str) -> tuple[list[tuple[str, str]], tuple[str, bytes] | None]:
    """The fields in front of the file, and the file."""
    fields: list[tuple[str, str]] = []
    for part in (b"\r\n" + body).split(f"\r\n--{boundary}".encode())[1:]:
        head, _, content = part.partition(b"\r\n\r\n")
        words = head.decode().split('"')
        if 'name="' not in head.decode():
            continue
        if words[1] == "file":
            return fields, (words[3].rpartition("/")[2], content)
        fields.append((words[1], content.decode()))
    return fields, None


def _chunks(body: bytes) -> Iterator[bytes]:
    while body:
        head, _, body = body.partition(b"\r\n")
        size = int(head.partition(b";")[0] or b"0", 16)
        if not size:
            return
        yield body[:size]
        body = body[size + 2 :]


class _Handler(WSGIRequestHandler):
    """Keeps the target and the headers as they came, and a quiet log."""

    def get_environ(self) -> dict[str, Any]:
        environ: dict[str, Any] = super().get_environ()
        environ["RAW_URI"] = self.path
        environ["RAW_HEADERS"] = [(name, value) for name, value in self.headers.items()]
        return environ

    def log_message(self, *_: Any) -> None:
        """Nothing is logged."""


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


@contextmanager
def faulty_server(
    fault: Fault = NONE, *, address: str = "127.0.0.1", tls: SSLContext | None = None
) -> Iterator[tuple[FaultyServer, str]]:
    """The application, and the URL at which it listens. address: of loopback."""
    kind = type("Kind", (_Server,), {"address_family": AF_INET6 if ":" in address else AF_INET})
    with kind((address, 0), _Handler) as server:
        if tls is not None:
            server.socket = tls.wrap_socket(server.socket, server_side=True)
        host = f"[{address}]" if ":" in address else address
        host = f"{host}:{server.server_port}"
        application = FaultyServer(host, fault)
        server.set_app(application)
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield application, f"{'http' if tls is None else 'https'}://{host}"
        finally:
            server.shutdown()
            thread.join()
