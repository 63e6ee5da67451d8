"""What every adapter in Python shares: one question a line, one answer a line."""

from __future__ import annotations

import json
import sys
from base64 import b64decode
from collections.abc import Callable
from datetime import datetime
from typing import Any
from urllib.parse import quote, urlsplit

Question = dict[str, Any]
Answer = dict[str, Any]


def serve(operations: dict[str, Callable[[Question], Answer]]) -> None:
    """Answer the questions on standard input, each by the function for its operation."""
    for line in sys.stdin.buffer:
        question = json.loads(line)
        operation = operations.get(question["operation"])
        if operation is None:
            answer = {"unsupported": f"no operation {question['operation']}"}
        else:
            try:
                answer = operation(question)
            except UnsupportedError as reason:
                answer = {"unsupported": str(reason)}
            except ModuleNotFoundError as missing:
                answer = {"unsupported": str(missing)}
            except Exception as error:  # Whatever a signer raises, it has refused.
                answer = {"error": f"{type(error).__name__}: {error}"}
        sys.stdout.write(json.dumps({"id": question["id"], **answer}) + "\n")
        sys.stdout.flush()


class UnsupportedError(Exception):
    """The signer has no way to be asked this."""


def body_of(request: dict[str, Any]) -> bytes:
    """The bytes of a request's body; nothing where it has none."""
    body = request.get("body", {"text": ""})
    if "base64" in body:
        return b64decode(body["base64"])
    text: str = body["text"]
    return text.encode() * int(body.get("times", 1))


def encoded(url: str) -> str:
    """A URL with what no client sends raw encoded, for a signer that wants it so."""
    return quote(url, safe="%/:?#[]@!$&'()*+,;=~")


def is_plain(url: str) -> bool:
    """Whether a URL's path is the same however often it is encoded."""
    path = urlsplit(url).path
    return quote(path, safe="/~") == path


def host_of(url: str) -> str:
    """The Host header that a client sends: in small letters, without the usual port."""
    parts = urlsplit(url)
    host = (parts.hostname or "").encode("idna").decode()
    host = f"[{host}]" if ":" in host else host
    usual = parts.port in (None, {"https": 443, "http": 80}.get(parts.scheme))
    return host if usual else f"{host}:{parts.port}"


def time_of(text: str) -> datetime:
    """An aware datetime. Until Python 3.11 fromisoformat() does not know "Z"."""
    return datetime.fromisoformat(text.replace("Z", "+00:00"))
