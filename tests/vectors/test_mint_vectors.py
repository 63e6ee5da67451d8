"""The mint, held to the same vectors as the reference."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import unquote_to_bytes

import pytest

from sigv4 import Credentials, Minter, ServiceRules

VECTORS = Path(__file__).resolve().parents[2] / "vectors"
SETS = ("aws-suite", "documentation", "edge-cases")


def key_of(case: dict[str, Any]) -> str | None:
    """The key of a case's URL, if it has one that is text and the body says nothing."""
    request, context = case["request"], case["context"]
    path = request["url"].partition("?")[0].split("/", 3)[3:]
    if not path or not path[0] or "payload_hash" in context or request.get("body"):
        return None
    # An escaped "/" or dot segment is a spelling that a key, being raw text, cannot have.
    if "%2f" in path[0].lower() or (
        context["rules"]["normalize_path"] and "%2e" in path[0].lower()
    ):
        return None
    try:
        return unquote_to_bytes(path[0]).decode()
    except UnicodeDecodeError:
        return None


def decoded_query(url: str) -> list[tuple[str, str]] | None:
    """The raw names and values of a URL's query, if they are text."""
    try:
        pairs = [item.partition("=") for item in url.partition("?")[2].split("&") if item]
        return [
            (
                unquote_to_bytes(name.replace("+", " ")).decode(),
                unquote_to_bytes(value.replace("+", " ")).decode(),
            )
            for name, _, value in pairs
        ]
    except UnicodeDecodeError:
        return None


CASES = [
    case
    for name in SETS
    for case in json.loads((VECTORS / f"{name}.json").read_text(encoding="utf-8"))["cases"]
    if case["kind"] == "presign"
    and key_of(case) is not None
    and decoded_query(case["request"]["url"]) is not None
]
S3 = [case for case in CASES if not case["context"]["rules"]["double_encode_path"]]


def test_there_are_cases() -> None:
    """Most cases have a key; an empty table would prove nothing."""
    assert len(S3) >= 60
    assert len(CASES) >= 80


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_the_mint_gives_the_url_of_the_vector(case: dict[str, Any]) -> None:
    """For every presigned URL of the vectors that stands for a key."""
    request, context = case["request"], case["context"]
    key, query = key_of(case), decoded_query(request["url"])
    assert key is not None
    assert query is not None
    origin = "/".join(request["url"].partition("?")[0].split("/", 3)[:3])
    mint = Minter(
        request["method"],
        f"{origin}/",
        Credentials(
            context["access_key_id"], context["secret_access_key"], context.get("session_token")
        ),
        region=context["region"],
        service=context["service"],
        expires_in=context["expires_in"],
        query=query,
        headers=[(name, value) for name, value in request["headers"]],
        signing_time=datetime.strptime(context["signing_time"], "%Y-%m-%dT%H:%M:%S%z"),
        allow_dot_segments=True,
        rules=ServiceRules(**context["rules"]),
    )
    assert mint(key) == case["expected"]["url"]
