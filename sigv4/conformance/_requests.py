"""A signed case as the request that a server gets: what a verifier must accept."""

from __future__ import annotations

from .._encoding import as_sent
from .._url import split_url

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ._vectors import Case

# What a verifier knows; the rest is in the request, but for a payload line that no header says.
_KNOWN = (
    "access_key_id",
    "secret_access_key",
    "session_token",
    "region",
    "region_set",
    "service",
    "payload_hash",
    "rules",
)


def arriving(case: Case) -> dict[str, Any]:
    """The `request` and `context` of a question to a verifier: at the second of its signing."""
    request, context, expected = case["request"], case["context"], case["expected"]
    origin, path, query = split_url(expected.get("url", request["url"]))
    added = [pair for pair in expected["headers"] if pair[0].lower() != "host"]
    given = [pair for pair in request["headers"] if pair[0].lower() != "host"]
    target = (as_sent(path) or "/") + (f"?{as_sent(query)}" if query else "")
    arrived = {
        "method": request["method"],
        "target": target,
        "headers": [["Host", origin.host], *given, *added],
    }
    if "body" in request:
        arrived["body"] = request["body"]
    known = {name: context[name] for name in _KNOWN if name in context}
    return {"request": arrived, "context": {**known, "now": context["signing_time"]}}
