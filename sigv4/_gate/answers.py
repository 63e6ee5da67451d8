"""How a gate answers a request that it refuses.

Source: Amazon S3 API reference, "REST error responses".
"""

from __future__ import annotations

import logging
from http import HTTPStatus
from os import urandom

from .._frozen import Frozen
from .._verify.refused import RefusedError

_LOG = logging.getLogger("sigv4")

FORMATS = {"xml": "application/xml", "json": "application/json"}


class Answer(Frozen):
    """An answer of HTTP. headers: names in lower case; body: b"" for a HEAD request."""

    __slots__ = ("body", "headers", "status")

    status: int
    headers: list[tuple[str, str]]
    body: bytes

    def __init__(self, status: int, headers: list[tuple[str, str]], body: bytes) -> None:
        self._set(status=status, headers=headers, body=body)

    def having(self, name: str, value: str) -> Answer:
        """The same with one more header."""
        return Answer(self.status, [*self.headers, (name, value)], self.body)

    @property
    def status_line(self) -> str:
        """The status with its phrase, as WSGI wants it."""
        return f"{self.status} {HTTPStatus(self.status).phrase}"


def answer_to(
    refused: RefusedError, *, method: str, resource: str, errors: str, details: bool
) -> Answer:
    """The answer to a refused request, which is written into the log `sigv4` as well.

    What the log holds is in the answer, too, but for the header or parameter at fault; the
    request id stands in both.
    """
    request_id = urandom(8).hex().upper()
    level = logging.ERROR if refused.status >= 500 else logging.INFO
    _LOG.log(level, "refused request %s: %s", request_id, refused)
    write = refused.to_json if errors == "json" else refused.to_xml
    body = write(resource=resource, request_id=request_id, details=details)
    headers = [
        ("content-type", FORMATS[errors]),
        ("content-length", str(len(body))),
        ("x-amz-request-id", request_id),
    ]
    # RFC 9110, section 9.3.2: HEAD's headers are those of GET, and there is no content.
    return Answer(refused.status, headers, b"" if method == "HEAD" else body)


def log_failure(error: Exception) -> None:
    """Write down how an application failed on a request that was refused while it read."""
    _LOG.error("the application failed on a refused request", exc_info=error)
