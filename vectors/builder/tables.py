"""The sources' tables, with their defaults filled in, as cases that lack what is expected."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent.parent
SOURCES = HERE / "sources"

Case = dict[str, Any]
Row = dict[str, Any]

# What the kind of a case ends in that is signed for a set of regions.
ASYMMETRIC = "-asymmetric"

# What a row of an operation may say of its context beside region, service and credentials.
_CONTEXT = {
    "presign": ("session_token", "signing_time", "expires_in", "payload_hash"),
    "sign": ("session_token", "signing_time", "payload_hash"),
    "signing-key": ("date",),
}
_CREDENTIALS = {
    "presign": ("access_key_id", "secret_access_key"),
    "sign": ("access_key_id", "secret_access_key"),
    "signing-key": ("secret_access_key",),
}


def load(path: Path) -> Any:
    """The JSON of a file."""
    return json.loads(path.read_text(encoding="utf-8"))


def operation_of(case: Case) -> str:
    """presign, sign, signing-key or key-pair: what a case asks for, or what is refused in it."""
    operation: str = case["expected"]["operation"] if case["kind"] == "refused" else case["kind"]
    return operation.removesuffix(ASYMMETRIC)


class Tables:
    """The services with their rules, and the rows that lean on them."""

    def __init__(self) -> None:
        self._common = load(SOURCES / "services.json")

    def rules(self, service: str, changes: dict[str, Any]) -> dict[str, Any]:
        """The rules of a service, all spelt out; the common ones for a service not listed."""
        own = self._common["services"].get(service, {"rules": {}})["rules"]
        return {**self._common["rules"], **own, **changes}

    def case(self, row: Row, where: str) -> Case:
        """A row as a case without `expected` and `provenance`, but for what is refused."""
        kind = row.get("kind", "refused" if "argument" in row else "presign")
        case: Case = {
            "id": row["id"],
            "kind": kind,
            "why": row["why"],
            "flags": sorted(row["flags"]),
            "provenance": {"source": "sigv4", "where": row.get("where", where)},
        }
        operation = row.get("operation", "presign") if kind == "refused" else kind
        if operation != "signing-key":
            case["request"] = self._request(row)
        case["context"] = self._context(row, operation)
        if kind == "refused":
            case["expected"] = {"error": True, "operation": operation, "argument": row["argument"]}
        return case

    def url(self, url: str, service: str) -> str:
        """A URL of a row; one that begins with "/" is at the service's own host."""
        if not url.startswith("/"):
            return url
        origin: str = self._common["services"][service]["origin"]
        return origin + url

    def _request(self, row: Row) -> dict[str, Any]:
        url = self.url(row.get("url", "/test.txt"), row.get("service", "s3"))
        request = {"method": row.get("method", "GET"), "url": url}
        request["headers"] = row.get("headers", [])
        return {**request, "body": row["body"]} if "body" in row else request

    def _context(self, row: Row, operation: str) -> dict[str, Any]:
        common, service = self._common, row.get("service", "s3")
        context = {
            name: row.get(name, common["credentials"][name]) for name in _CREDENTIALS[operation]
        }
        context["region"] = row.get("region", common["region"])
        context["service"] = service
        for name in _CONTEXT[operation]:
            if name in row or name in common:
                context[name] = row.get(name, common.get(name))
        if operation != "signing-key":
            context["rules"] = self.rules(service, row.get("rules", {}))
        return context
