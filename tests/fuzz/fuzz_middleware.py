"""Both middlewares, of signed requests that were altered: what reaches the application was signed.

An input is a recipe, as of `fuzz_verify_altered`. Its first byte also says in which pieces the
body arrives, and whether one may be unsigned. The requests are signed as it starts, since the
middlewares go by the clock.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timezone
from hashlib import sha256
from typing import Any
from urllib.parse import unquote_to_bytes

from alterations import OTHER, SAME
from messages import Message
from protected import Outcome, Request, run_asgi, run_wsgi
from recipes import Recipe
from reference import meaning, repeated
from signed_requests import HOST, KEYS, SECRET, signed_requests

from sigv4.verify import ANY

_STRICT, _UNSIGNED, _LENGTH = 1, 2, 4

_STEPS = SAME + OTHER
_MOST_STEPS = 8
_NOW = datetime.now(timezone.utc)
_SIGNED = tuple(
    replace(message, headers=(*message.headers, (b"Content-Length", b"%d" % len(message.body))))
    if message.body and not message.values(b"content-length")
    else message
    for message in signed_requests(_NOW.replace(microsecond=0))
)
_MEANINGS = tuple(meaning(message) for message in _SIGNED)
_DECODED = b"the body in chunks"

SEEDS = (
    *[bytes([mode, which]) for which in range(len(_SIGNED)) for mode in (0, 2, 58)],
    *[bytes([2, 7, step, 1, 2, 3, 4]) for step in range(len(_STEPS))],
    *[bytes([2, 15, step, 1, 2, 3, 4]) for step in range(len(_STEPS))],
)


def TestOneInput(data: bytes) -> None:
    """One request, to an application of each kind."""
    recipe = Recipe(data)
    mode = recipe.byte()
    which = recipe.number(len(_SIGNED))
    message = _SIGNED[which]
    for _ in range(_MOST_STEPS):
        if not recipe:
            break
        message = recipe.one_of(_STEPS)(message, recipe)
    if mode & _LENGTH:  # As a server has it, who goes by it to tell where the body ends.
        kept = [pair for pair in message.headers if pair[0].lower() != b"content-length"]
        length = (b"Content-Length", b"%d" % len(message.body))
        message = replace(message, headers=(*kept, length))
    if not message.target:
        return  # No server hands this over.
    request = _request(message, 1 + (mode >> 3))
    arguments: dict[str, Any] = {
        "credentials": KEYS.get,
        "region": "eu-central-2" if mode & _STRICT else ANY,
        "service": "s3" if mode & _STRICT else ANY,
        "hosts": HOST.decode() if mode & _STRICT else ANY,
        "payload": "unsigned-ok" if mode & _UNSIGNED else "required",
        "clock_skew": 3600,  # As long as the presigned ones live: a run takes its time.
    }
    _check(run_asgi(request, **arguments), message, which)
    # An environ has one spelling of these.
    hyphens = [(name.replace(b"_", b"-"), value) for name, value in message.headers]
    same = replace(message, headers=tuple(hyphens))
    _check(run_wsgi(request, **arguments), same, which)


def _request(message: Message, size: int) -> Request:
    headers = [(n.decode("latin-1"), v.decode("latin-1")) for n, v in message.headers]
    starts = range(0, len(message.body), size)
    return Request(
        message.method.decode("latin-1"),
        message.target.decode("latin-1"),
        tuple(headers),
        tuple(message.body[at : at + size] for at in starts),
    )


def _check(outcome: Outcome, message: Message, which: int) -> None:
    assert outcome.failed is None
    assert SECRET not in str(outcome)
    if outcome.status != 200:
        assert 400 <= outcome.status < 500
        assert outcome.body.endswith(b"</Error>") or message.method == b"HEAD"
        return
    told = outcome.told
    assert told is not None
    # The body ends where the headers say, and the application is given that.
    one, other = meaning(replace(message, body=told.body)), _MEANINGS[which]
    assert one[:3] == other[:3]
    assert not set(one.requests).isdisjoint(other.requests), "forged"
    assert not repeated(message)
    path = unquote_to_bytes(told.verified.path)
    assert told.path in (path.decode("utf-8", "replace"), path.decode("latin-1"))
    if told.verified.payload_hash.startswith("STREAMING-"):
        assert told.body == _DECODED
    elif told.verified.payload_hash != "UNSIGNED-PAYLOAD":
        assert told.verified.payload_hash == sha256(told.body).hexdigest()
