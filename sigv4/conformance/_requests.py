"""A signed case as the request that a server gets: what a verifier must accept."""

from __future__ import annotations

from base64 import b64decode
from hashlib import sha256

from .._encoding import as_sent
from .._rules import EMPTY_PAYLOAD_HASH
from .._url import split_url

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ._vectors import Case

_KEY = ("access_key_id", "secret_access_key", "session_token")


def arriving(case: Case) -> dict[str, Any]:
    """The `received` and `context` of a question to a verifier: at the second of its signing.

    Where the case states another payload line than the hash of its body, a header says it, and
    the body is not there and not to be looked at.
    """
    request, context, expected = case["request"], case["context"], case["expected"]
    origin, path, query = split_url(expected.get("url", request["url"]))
    added = [pair for pair in expected["headers"] if pair[0].lower() != "host"]
    given = [pair for pair in request["headers"] if pair[0].lower() != "host"]
    received = {
        "method": request["method"],
        "target": (as_sent(path) or "/") + (f"?{as_sent(query)}" if query else ""),
        "headers": [["Host", origin.host], *given, *added],
    }
    body = request.get("body")
    stated = context.get("payload_hash", _hash_of(body)) != _hash_of(body)
    if body is not None and not stated:
        received["body"] = body
    server = {
        "known": [{name: context[name] for name in _KEY if context.get(name)}],
        "regions": [context.get("region") or _region_in(context["region_set"])],
        "services": [context["service"]],
        "hosts": [origin.host],
        "now": context["signing_time"],
        "payload": "caller" if stated else "unsigned-ok",
        "rules": context["rules"],
    }
    return {"received": received, "context": server}


def _hash_of(body: dict[str, str] | None) -> str:
    if body is None:
        return EMPTY_PAYLOAD_HASH
    data = b64decode(body["base64"]) if "base64" in body else body["text"].encode()
    return sha256(data).hexdigest()


def _region_in(region_set: str) -> str:
    """A region that a set of regions has."""
    return region_set.partition(",")[0].replace("*", "anywhere-1")
