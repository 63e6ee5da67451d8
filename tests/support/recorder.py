"""A loopback server that writes down what arrives, byte for byte, and answers as it is told."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass


@dataclass(frozen=True)
class Arrived:
    """A request as it came over the wire."""

    method: str
    target: str
    headers: dict[str, str]  # names in lower case; repeated ones joined
    body: bytes


@dataclass(frozen=True)
class Reply:
    """What to answer."""

    status: int = 200
    location: str | None = None


class Recorder:
    """The requests so far, and the address."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.arrived: list[Arrived] = []

    def url(self, path: str, host: str = "127.0.0.1") -> str:
        """A URL of this server, by one of its two names."""
        return f"http://{host}:{self.port}{path}"


@contextmanager
def recorder(answer: Callable[[Arrived], Reply] = lambda _: Reply()) -> Iterator[Recorder]:
    """Serve on a free loopback port until the block ends."""

    class Handler(socketserver.StreamRequestHandler):
        timeout = 20

        def handle(self) -> None:
            arrived = _read(self.rfile.readline, self.rfile.read)
            if arrived is None:
                return
            recorded.arrived.append(arrived)
            reply = answer(arrived)
            lines = [f"HTTP/1.1 {reply.status} -", "Content-Length: 0", "Connection: close"]
            if reply.location:
                lines.append(f"Location: {reply.location}")
            self.wfile.write("\r\n".join([*lines, "", ""]).encode())

    class Server(socketserver.ThreadingTCPServer):
        allow_reuse_address = True
        block_on_close = True

    with Server(("127.0.0.1", 0), Handler) as server:
        recorded = Recorder(server.server_address[1])
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield recorded
        finally:
            server.shutdown()
            thread.join()


def _read(line: Callable[[], bytes], read: Callable[[int], bytes]) -> Arrived | None:
    first = line().decode("latin-1").split()
    if not first:
        return None
    headers: dict[str, str] = {}
    while text := line().decode("utf-8").strip():
        name, _, value = text.partition(":")
        name, value = name.lower(), value.strip()
        headers[name] = f"{headers[name]},{value}" if name in headers else value
    body = read(int(headers.get("content-length", "0")))
    while headers.get("transfer-encoding") == "chunked":
        size = int(line(), 16)
        body += read(size)
        line()
        if not size:
            break
    return Arrived(first[0], first[1], headers, body)
