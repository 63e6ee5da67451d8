"""A loopback server that answers with any bytes, at any pace."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

# What is sent, piece by piece, to the request of this first line.
Answer = Callable[[str], Iterable[bytes]]


@contextmanager
def hostile_server(answer: Answer) -> Iterator[int]:
    """Serve on a free loopback port until the block ends; one request for each connection."""

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            first = self.rfile.readline().decode("latin-1")
            length = 0
            while line := self.rfile.readline().decode("latin-1").strip().lower():
                if line.startswith("content-length:"):
                    length = int(line.partition(":")[2])
            self.rfile.read(length)
            try:
                for piece in answer(first):
                    self.wfile.write(piece)
                    self.wfile.flush()
            except OSError:  # The client has had enough.
                return

    class Server(socketserver.ThreadingTCPServer):
        daemon_threads = True
        block_on_close = False

    with Server(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield server.server_address[1]
        finally:
            server.shutdown()
            thread.join()


def whole(status: int, body: bytes = b"", *headers: str) -> bytes:
    """An answer as it should be."""
    lines = [f"HTTP/1.1 {status} -", f"Content-Length: {len(body)}", *headers, "", ""]
    return "\r\n".join(lines).encode() + body
