"""What a form's policy says of its fields, and what of both S3 would not take.

Source: Amazon S3 API reference, "Creating an HTML form (using AWS Signature Version 4)",
"Creating a POST policy" and "POST Object".
"""

from __future__ import annotations

from json import dumps
from json.encoder import encode_basestring_ascii as quoted
from marshal import dumps as marshalled

from .._checks import exact_str, pairs_of, shown, type_error, utf8
from .._frozen import Frozen
from .._policy import (
    EXACT,
    FILENAME,
    LENGTH_RANGE,
    MAX_FIELDS,
    Condition,
    as_condition,
    is_secret,
)
from ..errors import InvalidValueError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from typing import Any

# What signing adds to a form.
_SIGNING_FIELDS = frozenset(
    {
        *("policy", "x-amz-signature", "x-amz-algorithm", "x-amz-credential", "x-amz-date"),
        *("x-amz-security-token", "x-amz-s3session-token"),
    }
)

# What stands around a name and a value, with the shortest boundary that there is.
_AROUND = len('--b\r\nContent-Disposition: form-data; name=""\r\n\r\n\r\n')

# "POST Object": S3 answers a form that wants another status as if it wanted none.
_STATUSES = frozenset({"200", "201", "204"})


class Draft(Frozen):
    """What a policy says of a form whatever its key, its bucket and its time. Immutable.

    fields: of the form, in their order. text: the conditions as JSON, without the brackets.
    on_key: those among them that are for the key.
    """

    __slots__ = ("fields", "on_key", "text")

    fields: dict[str, str]
    text: str
    on_key: tuple[Condition, ...]

    def __init__(self, fields: dict[str, str], conditions: Sequence[Condition]) -> None:
        self._set(
            fields=fields,
            text=dumps([condition.written for condition in conditions])[1:-1],
            on_key=tuple(c for c in conditions if c.field == "key"),
        )


# How many drafts a client keeps: a program may ask something else each time.
_MOST_DRAFTS = 64


def draft(
    fields: Any, conditions: Iterable[Any], *, derive: bool, kept: dict[bytes, Draft]
) -> Draft:
    """The fields and conditions of a caller, checked; `derive`: with those that they need.

    kept: earlier drafts, for forms differ in their key far more often than in what they ask. It
    is the client's own, and ends with it: a field may hold a customer's key.

    Raises InvalidTypeError or InvalidValueError.
    """
    wanted = "a list of conditions"
    if isinstance(conditions, str) or hasattr(conditions, "keys"):
        raise type_error("conditions", conditions, wanted)
    try:
        given = list(conditions)
    except TypeError:
        raise type_error("conditions", conditions, wanted) from None
    try:
        # By value: exact built-in types alone have such bytes, and no two values the same.
        plain = [c.written if type(c) is Condition else c for c in given]
        mark = marshalled((derive, fields, plain), 2)
    except ValueError:
        mark = b""
    made = kept.get(mark)
    if made is None:
        form = own_fields(fields)
        stated = [as_condition(condition) for condition in given]
        if derive:
            form = filled(form, stated)
            stated = with_derived(stated, form)
        made = Draft(form, stated)
        if mark and len(mark) <= MAX_FIELDS:
            if len(kept) >= _MOST_DRAFTS:
                kept.clear()
            kept[mark] = made
    return made


def own_fields(fields: Any) -> dict[str, str]:
    """The caller's fields; refuses those that are said elsewhere, and two of one name."""
    form: dict[str, str] = {}
    seen: set[str] = set()
    for given, value in pairs_of("fields", () if fields is None else fields):
        name = exact_str("fields", given)
        lower = name.lower()
        if not name:
            raise InvalidValueError("fields", "a field has no name", "name it")
        if lower == LENGTH_RANGE:
            raise InvalidValueError(
                "fields", f"{LENGTH_RANGE} is no field", "give it among the conditions"
            )
        if lower in seen:
            raise InvalidValueError("fields", f"{shown(name)} is there twice", "give it once")
        if lower in _SIGNING_FIELDS or lower in {"key", "bucket", "file"}:
            remedy = "leave it out: it is added" if lower in _SIGNING_FIELDS else "leave it out"
            raise InvalidValueError("fields", f"{shown(name)} is no field of the caller's", remedy)
        seen.add(lower)
        form[name] = exact_str("fields", value)
        utf8("fields", name + form[name])
    return form


def filled(form: Mapping[str, str], stated: Sequence[Condition]) -> dict[str, str]:
    """The form, and behind it the fields that a condition leaves one value.

    Raises InvalidValueError for a condition on what is no field of the caller's.
    """
    filled = dict(form)
    have = {"key", *map(str.lower, form)}
    for condition in stated:
        if condition.field == "bucket" or condition.field in _SIGNING_FIELDS:
            raise InvalidValueError(
                "conditions", f"{condition.field} gets its condition here", "leave it out"
            )
        if condition.field == "file":
            raise InvalidValueError(
                "conditions", "the file is no field", "limit its size by content_length_range"
            )
        if condition.field == LENGTH_RANGE:
            raise InvalidValueError(
                "conditions",
                f"{LENGTH_RANGE} is no field",
                f"write ['{LENGTH_RANGE}', 1, 5000000]",
            )
        if condition.operator == EXACT and condition.field not in have:
            filled[condition.name] = condition.value
            have.add(condition.field)
    return filled


def with_derived(stated: Sequence[Condition], form: Mapping[str, str]) -> list[Condition]:
    """The conditions, with one more for each field that has none.

    Raises InvalidValueError for a field that does not keep a condition, and for one that has
    the same condition twice.
    """
    complete: list[Condition] = []
    for condition in stated:
        if condition in complete:
            raise InvalidValueError(
                "conditions", f"{condition.said()} is there twice", "give it once"
            )
        complete.append(condition)
    have = {condition.field for condition in complete}
    for name, value in form.items():
        if name.lower() not in have and not name.lower().startswith("x-ignore-"):
            complete.append(_derived(name, value))
    values = {name.lower(): value for name, value in form.items()}
    _check_answer(complete, values)
    for condition in complete:
        found = values.get(condition.field)
        if condition.operator != LENGTH_RANGE and found is not None:
            check_kept(condition, found)
    return complete


def check_kept(condition: Condition, found: str, argument: str = "fields") -> None:
    """Raise InvalidValueError where a field does not keep a condition, or will not.

    argument: what gave the field.
    """
    if not condition.holds(found):
        said = "its value" if is_secret(condition.field) else shown(found)
        raise InvalidValueError(
            argument,
            f"{said} does not keep the condition {condition.said()}",
            "change one of them",
        )
    if condition.operator == EXACT and FILENAME in found:
        raise InvalidValueError(
            "conditions",
            f"S3 puts a file's name in the place of {FILENAME} before it compares",
            f"let {condition.name} start with what stands in front of that",
        )


def _check_answer(conditions: Sequence[Condition], values: Mapping[str, str]) -> None:
    """Refuse what S3 would ignore of how it is to answer."""
    for condition in conditions:
        if condition.field == "success_action_status" and condition.value not in _STATUSES:
            raise _ignored(condition.name, condition.value, "give '200', '201' or '204'")
    redirect = values.get("success_action_redirect")
    if redirect is not None and not redirect.lower().startswith(("http://", "https://")):
        raise _ignored("success_action_redirect", redirect, "begin it with https://")


def _ignored(name: str, value: str, remedy: str) -> InvalidValueError:
    return InvalidValueError("fields", f"S3 ignores {shown(value)} as {name}", remedy)


def check_length(form: Mapping[str, str]) -> None:
    """Raise InvalidValueError for more than S3 reads in front of a file."""
    text = "".join([*form, *form.values()])
    length = len(text) if text.isascii() else len(utf8("fields", text))
    length += _AROUND * len(form)
    if length > MAX_FIELDS:
        raise InvalidValueError(
            "fields",
            f"with what signing adds they are {length} bytes in front of the file",
            f"S3 takes {MAX_FIELDS}: shorten them, or the conditions",
        )


def _derived(name: str, value: str) -> Condition:
    """The condition for a field; what ${filename} will be is not known.

    "Creating an HTML form": the variable is recognized in all fields.
    """
    prefix, mark, _ = value.partition(FILENAME)
    return as_condition(["starts-with", f"${name}", prefix] if mark else {name: value})


def for_key(key: str, on_key: Sequence[Condition]) -> str:
    """The condition for a key as JSON; "" where the caller's are enough, and are kept."""
    if not on_key:
        prefix, mark, _ = key.partition(FILENAME)
        return begins("key", prefix) if mark else is_exactly("key", key)
    for condition in on_key:
        check_kept(condition, key, "Key")
    return ""


def as_boto3(key: str) -> str:
    """The same as boto3 has it: ${filename} before the key's end is taken for what it is."""
    prefix = key.removesuffix(FILENAME)
    return is_exactly("key", key) if prefix == key else begins("key", prefix)


def is_exactly(name: str, value: str) -> str:
    """A condition as JSON; `dumps` would spell it so."""
    return f"{{{quoted(name)}: {quoted(value)}}}"


def begins(name: str, prefix: str) -> str:
    """A condition as JSON; `dumps` would spell it so."""
    return f'["starts-with", {quoted(f"${name}")}, {quoted(prefix)}]'
