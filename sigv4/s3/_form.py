"""What a signed form sends in front of the file: its fields, and those that are still open.

Source: Amazon S3 API reference, "Creating a POST policy" and "POST Object".
"""

from __future__ import annotations

from .._checks import check_token, exact_str, pairs_of, shown, utf8
from .._policy import STARTS_WITH, verdict
from ..errors import InvalidValueError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from .._policy import Condition

CONTENT_TYPE = "content-type"


def still_open(form: Mapping[str, str], conditions: Sequence[Condition]) -> dict[str, Condition]:
    """The fields that the form lacks, in lower case, and the strictest condition of each."""
    have = set(map(str.lower, form))
    found: dict[str, Condition] = {}
    for condition in conditions:
        if condition.operator == STARTS_WITH and condition.field not in have:
            before = found.get(condition.field)
            if before is None or len(condition.value) > len(before.value):
                found[condition.field] = condition
    return found


def completed(
    fields: Mapping[str, str],
    conditions: Sequence[Condition],
    given: Any,
    *,
    bucket: str,
    filename: str,
) -> dict[str, str]:
    """All that is sent in front of the file: the fields, and behind them those that are given.

    Raises InvalidTypeError, or InvalidValueError where S3 would refuse the form.
    """
    form = dict(fields)
    check_fields(form)
    have = set(map(str.lower, form))
    for pair in pairs_of("fields", given):
        name, value = [exact_str("fields", part) for part in pair]
        _check_field(name, value)
        if name.lower() in have:
            raise InvalidValueError("fields", f"{shown(name)} has its value", "leave it out")
        have.add(name.lower())
        form[name] = value
    for condition in still_open(form, conditions).values():
        begin = shown(f"{condition.value}...")
        remedy = f"give its value: fields={{{condition.name!r}: {begin}}}"
        raise lacks(condition, "fields", remedy)
    check_verdict(form, conditions, "fields", bucket=bucket, filename=filename)
    return form


def lacks(condition: Condition, argument: str, remedy: str) -> InvalidValueError:
    """The error for a field that the form would not have; S3 refuses a form without it."""
    problem = f"the policy has a condition for {shown(condition.name)}, and the form no value"
    return InvalidValueError(argument, problem, remedy)


def check_verdict(
    form: Mapping[str, str],
    conditions: Sequence[Condition],
    argument: str,
    *,
    bucket: str,
    filename: str,
) -> None:
    """Raise InvalidValueError for a form that S3 would refuse whatever the file."""
    refusal = verdict(conditions, form, bucket=bucket, filename=filename)
    if refusal is not None:
        raise InvalidValueError(
            argument, f"S3 would refuse the form: {refusal.message}", "change it, or the conditions"
        )


def check_fields(form: Mapping[str, str]) -> None:
    """Raise InvalidValueError for a name or a value that not every client sends as it is."""
    for name, value in form.items():
        _check_field(name, value)


def _check_field(name: str, value: str) -> None:
    # Other characters are escaped in the header of a part, by each client in its own way.
    check_token("fields", name)
    utf8("fields", value)
    if "\0" in value:
        raise InvalidValueError(
            "fields", f"{shown(name)} holds a NUL, which not every client sends", "leave it out"
        )
