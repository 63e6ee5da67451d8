"""`Wire`: sends a message exactly as it stands, and reads what comes back, both in bounded time."""

from __future__ import annotations

import io
import socket
from dataclasses import dataclass
from functools import cached_property
from http.client import HTTPException, HTTPResponse, IncompleteRead
from typing import TYPE_CHECKING, Any, cast

from .._deadline import Deadline

if TYPE_CHECKING:
    from collections.abc import Mapping
    from ssl import SSLContext

    from .message import Message

# No answer that the battery asks for comes near.
_LONGEST_ANSWER = 16 * 1024**2


class NoAnswerError(Exception):
    """The server gave no answer that can be read; the message says in what way."""


@dataclass(frozen=True, kw_only=True)
class Reply:
    """What a server answered. Names of headers are in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, kw_only=True)
class Wire:
    """The way to a server. host: a name or an address, without brackets. timeout: seconds for
    one request, from the connection to the last byte of the answer."""

    scheme: str
    host: str
    port: int
    timeout: float

    def send(self, message: Message) -> Reply:
        """The answer. Raises NoAnswerError."""
        deadline = Deadline(self.timeout)
        try:
            with self._connected(deadline) as connection:
                return _exchanged(connection, message, deadline)
        except TimeoutError:
            problem = f"no answer in {self.timeout:g} s"
        except HTTPException as error:
            problem = f"an answer that is no HTTP ({type(error).__name__})"
        except OSError as error:  # Also of a certificate, though that is a ValueError, too.
            problem = error.strerror or type(error).__name__
        except ValueError:  # Of numbers that are none, which http.client does not check.
            problem = "an answer that is no HTTP"
        raise NoAnswerError(problem)

    def _connected(self, deadline: Deadline) -> socket.socket:
        connection = socket.create_connection((self.host, self.port), deadline.left())
        if self.scheme != "https":
            return connection
        try:
            return self._tls.wrap_socket(connection, server_hostname=self.host)
        except BaseException:
            connection.close()
            raise

    @cached_property
    def _tls(self) -> SSLContext:
        from ssl import create_default_context

        return create_default_context()


class _Timed(io.RawIOBase):
    """A socket to read from until a deadline: a server that sends a byte now and then would
    keep a socket with a timeout of its own busy for ever."""

    def __init__(self, connection: socket.socket, deadline: Deadline) -> None:
        self._connection = connection
        self._deadline = deadline

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any, /) -> int:
        self._connection.settimeout(self._deadline.left())
        return self._connection.recv_into(buffer)


class _Source:
    """What http.client takes for a socket."""

    def __init__(self, connection: socket.socket, deadline: Deadline) -> None:
        self._raw = _Timed(connection, deadline)

    def makefile(self, _: str) -> io.BufferedReader:
        return io.BufferedReader(self._raw)


def _exchanged(connection: socket.socket, message: Message, deadline: Deadline) -> Reply:
    refused = None
    try:
        connection.settimeout(deadline.left())
        connection.sendall(message.encoded)
    except (BrokenPipeError, ConnectionResetError) as error:
        refused = error  # It may have answered before it had read all.
    source = cast("socket.socket", _Source(connection, deadline))
    response = HTTPResponse(source, method=message.method)
    try:
        response.begin()
        body = response.read(_LONGEST_ANSWER + 1)
        if response.length and len(body) <= _LONGEST_ANSWER:
            raise IncompleteRead(body, response.length)
    except (ConnectionError, HTTPException):
        if refused is not None:
            raise refused from None
        raise
    finally:
        response.close()
    if len(body) > _LONGEST_ANSWER:
        raise NoAnswerError(f"an answer of more than {_LONGEST_ANSWER} bytes")
    headers: dict[str, str] = {}
    for name, value in response.getheaders():
        lower = name.lower()
        headers[lower] = f"{headers[lower]}, {value}" if lower in headers else value
    return Reply(status=response.status, headers=headers, body=body)
