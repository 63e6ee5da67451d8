"""What the tests of real servers share: what an application was told, and requests by the byte."""

from __future__ import annotations

import json
import socket
from typing import Any

from s3_server import S3Server


def told(headers: Any) -> dict[str, Any]:
    """What the application was told of a request."""
    parsed: dict[str, Any] = json.loads(headers["x-told"])
    return parsed


def head(server: S3Server, line: str, headers: dict[str, str], length: int | None = None) -> bytes:
    """The head of a request."""
    lines = [f"{line} HTTP/1.1", f"Host: {server.host}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    if length is not None:
        lines.append(f"Content-Length: {length}")
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")


def raw(server: S3Server, data: bytes) -> bytes:
    """All that is answered to these bytes."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as connection:
        connection.sendall(data)
        connection.shutdown(socket.SHUT_WR)
        answers = b""
        while piece := connection.recv(65536):
            answers += piece
        return answers


def lines_of(answers: bytes) -> list[str]:
    """The header lines of the first answer."""
    return answers.decode().partition("\r\n\r\n")[0].split("\r\n")[1:]
