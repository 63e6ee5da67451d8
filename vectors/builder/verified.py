"""Requests that come in: valid ones, signed by botocore, and each single fault in them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .outcome import Signed, body_of, expected
from .tables import Case, Row, Tables


def twin(row: Row, signing: Case, signed: Signed) -> Case:
    """A valid request, as a server gets it; signing: the case that it is signed by."""
    request, context = signing["request"], signing["context"]
    answer = expected(signing, signed)
    url: str = answer.get("url", request["url"])
    host, _, target = url.partition("://")[2].partition("/")
    received: dict[str, Any] = {
        "method": request["method"],
        "target": f"/{target}",
        "headers": [["Host", host], *request["headers"], *answer["headers"]],
    }
    if body_of(request):
        received["body"] = request["body"]
    names = ("access_key_id", "secret_access_key", "session_token")
    return {
        "id": row["id"],
        "kind": "verify",
        "why": row["why"],
        "flags": sorted(row["flags"]),
        "provenance": {**signing["provenance"], "checked_by": "botocore"},
        "received": received,
        "context": {
            "known": [{name: context[name] for name in names if name in context}],
            "regions": [context["region"]],
            "services": [context["service"]],
            "hosts": [host],
            "now": context["signing_time"],
            "payload": row.get("payload", "required"),
            "rules": context["rules"],
        },
        "expected": {"accepted": True},
    }


def fault(row: Row, valid: Case, where: str) -> Case:
    """The same with one thing changed, and how it must be refused."""
    status, code = row["refused"]
    received, context = dict(valid["received"]), {**valid["context"], **row.get("context", {})}
    for name in ("method", "body"):
        if name in row:
            received[name] = row[name]
    for old, new in row.get("target", []):
        received["target"] = _replaced(row, received["target"], old, new)
    headers = [list(pair) for pair in received["headers"]]
    for old, new in row.get("authorization", []):
        for pair in headers:
            if pair[0] == "Authorization":
                pair[1] = _replaced(row, pair[1], old, new)
    for name, value in row.get("headers", {}).items():
        if not any(pair[0].lower() == name for pair in headers):
            raise ValueError(f"{row['id']}: there is no header {name}")
        headers = [
            [pair[0], value] if pair[0].lower() == name else pair
            for pair in headers
            if pair[0].lower() != name or value is not None
        ]
    received["headers"] = [*headers, *row.get("more_headers", [])]
    return {
        "id": row["id"],
        "kind": "verify",
        "why": row["why"],
        "flags": sorted(row["flags"]),
        "provenance": {"source": "sigv4", "where": where, "checked_by": "rule"},
        "twin": valid["id"],
        "received": received,
        "context": context,
        "expected": {"accepted": False, "status": status, "code": code},
    }


def _replaced(row: Row, text: str, old: str, new: str) -> str:
    if text.count(old) != 1:
        raise ValueError(f"{row['id']}: {old!r} is there {text.count(old)} times")
    return text.replace(old, new)


def cases(table: dict[str, Any], tables: Tables, sign: Callable[[Case, Row], Signed]) -> list[Case]:
    """The valid requests, each followed by what is refused of it."""
    made: list[Case] = []
    for row in table["twins"]:
        signing = tables.case(row, table["where"])
        valid = twin(row, signing, sign(signing, row))
        made.append(valid)
        made += [
            fault({"flags": ["received"], **written}, valid, table["where"])
            for written in table["cases"]
            if written["twin"] == row["id"]
        ]
    return made
