"""POST policies: what a form may hold, and S3's verdict on one.

A policy is a JSON document that is signed with a form; a form that breaks one of its
conditions is refused. Source: Amazon S3 API reference, "Authenticating requests in
browser-based uploads using POST", "Creating a POST policy" and "POST Object".
"""

from __future__ import annotations

from ._checks import exact_str, pairs_of, shown, type_error
from ._frozen import Frozen
from .errors import InvalidValueError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any

    # A form's fields by name, or pairs in the order of its parts.
    Form = Mapping[str, str] | Iterable[tuple[str, str]]

EXACT = "eq"
STARTS_WITH = "starts-with"
LENGTH_RANGE = "content-length-range"

# What a form holds beside the fields that conditions are for.
_WITHOUT_CONDITION = frozenset({"file", "policy", "x-amz-signature"})
_IGNORED = "x-ignore-"

# "Creating a POST policy", condition matching: fields whose value may only be given exactly,
# of those that begin with x-amz- all but metadata.
_ONLY_EXACT = frozenset({"bucket", "success_action_status"})

FILENAME = "${filename}"


class Condition(Frozen):
    """One condition of a policy. Immutable.

    operator: "eq", "starts-with" or "content-length-range". name: of the form's field, "" for a
    range; `field` is the same in lower case. value: what it must be, or begin with. least,
    most: the bounds of the range in bytes, both within it. written: as it stands in the
    document.
    """

    __slots__ = ("field", "least", "most", "name", "operator", "value", "written")

    operator: str
    name: str
    field: str
    value: str
    least: int
    most: int
    written: Any

    def __init__(
        self,
        operator: str,
        name: str = "",
        value: str = "",
        *,
        least: int = 0,
        most: int = 0,
        written: Any = None,
    ) -> None:
        self._set(
            operator=operator,
            name=name,
            field=name.lower(),
            value=value,
            least=least,
            most=most,
            written=written,
        )

    def as_list(self) -> list[str | int]:
        """The condition in the form of a list, as S3 writes it in its answers."""
        if self.operator == LENGTH_RANGE:
            return [self.operator, self.least, self.most]
        return [self.operator, f"${self.name}", self.value]

    def holds(self, value: str | None) -> bool:
        """Whether a field's value keeps it; None: there is no such field.

        Of a Content-Type, which may be several with commas, each part must begin so.
        """
        if value is None:
            return False
        if self.operator == EXACT:
            return value == self.value
        if self.field != "content-type":
            return value.startswith(self.value)
        return all(part.strip(" ").startswith(self.value) for part in value.split(","))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Condition) and self._key() == other._key()

    def __hash__(self) -> int:
        return hash(self._key())

    def _key(self) -> tuple[str, str, str, int, int]:
        return self.operator, self.field, self.value, self.least, self.most

    def __repr__(self) -> str:
        return f"<Condition {self.as_list()!r}>"


def as_condition(given: Any) -> Condition:
    """A condition, from one or from S3's own forms: {"acl": "private"}, ["eq", "$acl", "private"],
    ["starts-with", "$key", "user/"], ["content-length-range", 1, 1048576].

    Raises InvalidTypeError or InvalidValueError for what is none, or what S3 does not take.
    """
    if isinstance(given, Condition):
        return given
    if hasattr(given, "keys"):
        pairs = pairs_of("conditions", given)
        if len(pairs) != 1:
            raise _malformed(given, 'a mapping holds one field: {"acl": "private"}')
        name = exact_str("conditions", pairs[0][0])
        value = exact_str("conditions", pairs[0][1])
        return _checked(Condition(EXACT, name, value, written={name: value}))
    if not isinstance(given, (list, tuple)) or len(given) != 3:
        raise _malformed(given, 'write ["starts-with", "$key", "user/"], or a mapping')
    operator = exact_str("conditions", given[0]).lower()
    if operator == LENGTH_RANGE:
        return length_range(given[1], given[2], written=list(given))
    if operator not in {EXACT, STARTS_WITH}:
        raise _malformed(given, f"the operators are {EXACT}, {STARTS_WITH} and {LENGTH_RANGE}")
    field = exact_str("conditions", given[1])
    value = exact_str("conditions", given[2])
    if not field.startswith("$"):
        raise _malformed(given, f"write '${field[:60]}': a field is named with a '$' in front")
    return _checked(Condition(operator, field[1:], value, written=list(given)))


def length_range(least: object, most: object, *, written: object = None) -> Condition:
    """The condition on the size of the file, in bytes; both bounds are within it."""
    low, high = _bound(least), _bound(most)
    if not 0 <= low <= high:
        raise InvalidValueError(
            "conditions",
            f"a size from {shown(low)} to {shown(high)} is no range",
            "give the smaller bound first, from 0",
        )
    written = [LENGTH_RANGE, low, high] if written is None else written
    return Condition(LENGTH_RANGE, least=low, most=high, written=written)


def _bound(bound: object) -> int:
    # S3 takes the digits as text as well.
    if isinstance(bound, str) and bound.isascii() and bound.isdigit() and len(bound) < 20:
        return int(bound)
    if isinstance(bound, bool) or not isinstance(bound, int):
        raise type_error("conditions", bound, "the bounds of content-length-range as ints")
    return int.__int__(bound)


def _checked(condition: Condition) -> Condition:
    name = condition.field
    if not name:
        raise InvalidValueError("conditions", "a field has no name", "name it")
    only_exact = name in _ONLY_EXACT or (
        name.startswith("x-amz-") and not name.startswith("x-amz-meta-")
    )
    if condition.operator == STARTS_WITH and only_exact:
        raise InvalidValueError(
            "conditions",
            f"S3 takes {shown(name)} only as an exact match",
            "give its value",
        )
    return condition


def _malformed(given: object, remedy: str) -> InvalidValueError:
    return InvalidValueError("conditions", f"{shown(given)} is no condition", remedy)


class Refusal(Frozen):
    """Why S3 would refuse a form: the HTTP status, its code and its words. Immutable.

    condition: the one that does not hold, if it is one.
    """

    __slots__ = ("code", "condition", "message", "status")

    status: int
    code: str
    message: str
    condition: Condition | None

    def __init__(
        self, status: int, code: str, message: str, condition: Condition | None = None
    ) -> None:
        self._set(status=status, code=code, message=message, condition=condition)

    def __str__(self) -> str:
        return f"{self.status} {self.code}: {self.message}"

    def __repr__(self) -> str:
        return f"<Refusal {self}>"


def verdict(
    conditions: Iterable[Condition],
    form: Form,
    *,
    bucket: str,
    size: int | None = None,
    filename: str = "",
) -> Refusal | None:
    """S3's verdict on a form, expiration and signature aside; None: it is accepted.

    bucket: the one that the form is sent to. size: of the file in bytes; None: not looked at.
    filename: what stands for ${filename} in the key. Parts behind the file are ignored, as S3
    does. Raises InvalidTypeError for what is no form.
    """
    conditions = list(conditions)
    fields = _fields_of(form, filename)
    for condition in conditions:
        if condition.operator == LENGTH_RANGE:
            refusal = _wrong_size(condition, size)
        else:
            value = bucket if condition.field == "bucket" else fields.get(condition.field)
            refusal = None if condition.holds(value) else _condition_failed(condition)
        if refusal is not None:
            return refusal
    known = {condition.field for condition in conditions} | _WITHOUT_CONDITION
    extra = [name for name in fields if name not in known and not name.startswith(_IGNORED)]
    if extra:
        return _invalid(f"Extra input fields: {', '.join(sorted(extra))}")
    return None


def expired() -> Refusal:
    """The refusal of a form whose policy has ended."""
    return _invalid("Policy expired.")


def _fields_of(form: Form, filename: str) -> dict[str, str]:
    """The fields by lower-case name, up to the file; S3 compares names without case."""
    fields: dict[str, str] = {}
    for name, value in pairs_of("form", form):
        lower = exact_str("form", name).lower()
        if lower == "file":
            break
        fields[lower] = exact_str("form", value)
    if FILENAME in fields.get("key", ""):
        fields["key"] = fields["key"].replace(FILENAME, filename)
    return fields


def _wrong_size(condition: Condition, size: int | None) -> Refusal | None:
    if size is None or condition.least <= size <= condition.most:
        return None
    if size > condition.most:
        code, words = "EntityTooLarge", "exceeds the maximum allowed size"
    else:
        code, words = "EntityTooSmall", "is smaller than the minimum allowed size"
    return Refusal(400, code, f"Your proposed upload {words}", condition)


def _condition_failed(condition: Condition) -> Refusal:
    from json import dumps

    return _invalid(f"Policy Condition failed: {dumps(condition.as_list())}", condition)


def _invalid(words: str, condition: Condition | None = None) -> Refusal:
    return Refusal(403, "AccessDenied", f"Invalid according to Policy: {words}", condition)
