"""The WSGI middleware around an application, and what it answers by itself."""

from __future__ import annotations

from typing import Any

from protected import ARGUMENTS, call_wsgi

from sigv4.wsgi import SigV4Middleware

BODY = b"one line\nanother\n\nthe last"


def unreachable(*_: Any) -> list[bytes]:
    """An application that nothing may reach."""
    raise AssertionError("the application was called")


def protected(app: Any = unreachable, **changes: Any) -> SigV4Middleware:
    """An application behind the middleware."""
    return SigV4Middleware(app, **{**ARGUMENTS, **changes})


def answer_of(environ: dict[str, Any], **changes: Any) -> tuple[int, bytes]:
    """What an environ is answered with, before any application."""
    status, _, body, failed = call_wsgi(protected(**changes), environ)
    assert failed is None
    return status, body
