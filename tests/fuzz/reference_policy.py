"""Whether a form keeps a policy, worked out anew: nothing here comes from sigv4.

After the Amazon S3 API reference, "Creating a POST policy" and "Creating an HTML form". It is
asked of documents that were parsed without a complaint.
"""

from __future__ import annotations

import json
from typing import Any

_FREE = ("policy", "x-amz-signature")


def keeps(document: bytes, fields: dict[str, str], bucket: str, size: int) -> bool:
    """fields: by names in lower case, as the conditions are held against them."""
    given = {**fields, "bucket": bucket}
    covered: set[str] = set()
    for condition in json.loads(document, object_pairs_hook=_members)["conditions"]:
        if not _holds(condition, given, size, covered):
            return False
    return all(name in covered or name in _FREE or name.startswith("x-ignore-") for name in given)


def _members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    assert len(members) == len(pairs), "two members of one name"
    return members


def _holds(condition: Any, given: dict[str, str], size: int, covered: set[str]) -> bool:
    if isinstance(condition, dict):
        ((name, value),) = condition.items()
        condition = ["eq", f"${name}", value]
    operator, operand, value = condition
    if operator.lower() == "content-length-range":
        bounds = [str(bound) for bound in (operand, value)]
        digits = all(bound.isascii() and bound.isdigit() and len(bound) < 20 for bound in bounds)
        whole = all(isinstance(bound, int) for bound in (operand, value))
        return (digits or whole) and int(bounds[0]) <= size <= int(bounds[1])
    name = operand[1:].lower()
    covered.add(name)
    if not operand.startswith("$") or name not in given:
        return False
    if operator.lower() == "eq":
        return bool(given[name] == value)
    parts = given[name].split(",") if name == "content-type" else [given[name]]
    return all(part.strip(" " * (name == "content-type")).startswith(value) for part in parts)


def fields_of(pairs: list[tuple[str, str]], filename: str | None) -> dict[str, str]:
    """A form's fields up to the file, by names in lower case; those of one name are one."""
    fields: dict[str, list[str]] = {}
    base = (filename or "").replace("\\", "/").split("/")[-1]
    for name, given in pairs:
        if name.lower() == "file":
            break
        value = given if filename is None else base.join(given.split("${filename}"))
        fields.setdefault(name.lower(), []).append(value)
    return {name: ",".join(values) for name, values in fields.items()}
