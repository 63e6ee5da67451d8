"""POST policies: what a form may hold, and S3's verdict on one.

A policy is a JSON document that is signed with a form; a form that breaks one of its
conditions is refused. Source: Amazon S3 API reference, "Authenticating requests in
browser-based uploads using POST", "Creating an HTML form", "Creating a POST policy" and
"POST Object"; where they are silent, S3's recorded answers.

S3 looks at a form in this order: which fields are there, the signature over the policy as it
was sent, the policy's JSON (`_policy_document`), its end, and then what `verdict` says.
"""

from __future__ import annotations

from ._checks import exact_str, pairs_of, shown, type_error, utf8, whole_bytes
from ._frozen import Frozen
from ._rules import TOKEN_PARAMETERS
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

_TOKENS = frozenset(map(str.lower, TOKEN_PARAMETERS))

# "Creating an HTML form": the form data and boundaries, the file aside, cannot exceed 20 KB.
# S3's answer to more says MaxPostPreDataLengthBytes 20480.
MAX_FIELDS = 20480

# What a signed form holds beside its key and policy, in the order in which S3 misses them.
_SIGNED = ("X-Amz-Algorithm", "X-Amz-Credential", "X-Amz-Date", "X-Amz-Signature")


class Condition(Frozen):
    """One condition of a policy. Immutable.

    operator: "eq", "starts-with" or "content-length-range". name: of the form's field, "" for a
    range; `field` is the same in lower case. value: what it must be, or begin with. least,
    most: the bounds of the range in bytes, both within it. written: as it stands in the
    document. possible: False where S3 takes the document, but no form keeps the condition.
    """

    __slots__ = ("field", "least", "most", "name", "operator", "possible", "value", "written")

    operator: str
    name: str
    field: str
    value: str
    least: int
    most: int
    written: Any
    possible: bool

    def __init__(
        self,
        operator: str,
        name: str = "",
        value: str = "",
        *,
        least: int = 0,
        most: int = 0,
        written: Any = None,
        possible: bool = True,
    ) -> None:
        # Not by _set: a form has about ten conditions, and this is most of what they cost.
        put = object.__setattr__
        put(self, "operator", operator)
        put(self, "name", name)
        put(self, "field", name.lower())
        put(self, "value", value)
        put(self, "least", least)
        put(self, "most", most)
        put(self, "possible", possible)
        put(self, "written", self.as_list() if written is None else written)

    def as_list(self) -> list[str | int]:
        """The condition in the form of a list."""
        if not self.possible:
            return list(self.written)
        if self.operator == LENGTH_RANGE:
            return [self.operator, self.least, self.most]
        return [self.operator, f"${self.name}", self.value]

    def said(self) -> list[str | int]:
        """The same as S3 writes it in its answers, but for the value of a field that is secret."""
        return [*self.as_list()[:2], "..."] if is_secret(self.field) else self.as_list()

    def holds(self, value: str | None) -> bool:
        """Whether a field's value keeps it; None: there is no such field.

        Of a Content-Type, which may be several with commas, each part must begin so.
        """
        if value is None or not self.possible:
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

    def _key(self) -> tuple[str, str, str, int, int, bool]:
        return self.operator, self.field, self.value, self.least, self.most, self.possible

    def __repr__(self) -> str:
        return f"<Condition {self.said()!r}>"


def as_condition(given: Any) -> Condition:
    """A condition, from one or from S3's own forms: {"acl": "private"}, ["eq", "$acl", "private"],
    ["starts-with", "$key", "user/"], ["content-length-range", 1, 1048576].

    Raises InvalidTypeError or InvalidValueError for what is none, or what S3 does not take.
    """
    if isinstance(given, Condition):
        given = given.written  # Its constructor takes anything.
    if type(given) is dict and len(given) == 1:  # The plain case, without the detour below.
        ((field, value),) = given.items()
        if type(field) is type(value) is str and field and (field + value).isascii():
            return Condition(EXACT, field, value, written=given.copy())
    if hasattr(given, "keys"):
        pairs = pairs_of("conditions", given)
        if len(pairs) != 1:
            raise _malformed(
                f"a mapping of {len(pairs)}", 'a mapping holds one field: {"acl": "private"}'
            )
        name = exact_str("conditions", pairs[0][0])
        value = exact_str("conditions", pairs[0][1])
        return _checked(Condition(EXACT, name, value, written={name: value}))
    if isinstance(given, str):
        raise _malformed(shown(given), "give a list of them")
    if not isinstance(given, (list, tuple)):
        raise type_error("conditions", given, f"each as {_EXAMPLE}")
    if len(given) != 3:
        raise _malformed(f"a list of {len(given)}", f"write {_EXAMPLE}")
    operator = exact_str("conditions", given[0]).lower()
    if operator == LENGTH_RANGE:
        return length_range(given[1], given[2], written=list(given))
    if operator not in {EXACT, STARTS_WITH}:
        remedy = f"the operators are {EXACT}, {STARTS_WITH} and {LENGTH_RANGE}"
        raise _malformed(f"one with {shown(operator)}", remedy)
    field = exact_str("conditions", given[1])
    value = exact_str("conditions", given[2])
    if not field.startswith("$"):
        remedy = f"write '${field[:60]}': a field is named with a '$' in front"
        raise _malformed(f"one on {shown(field)}", remedy)
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
    if high > _LARGEST:
        raise InvalidValueError(
            "conditions", "no size in bytes has so many digits", "give a smaller bound"
        )
    written = [LENGTH_RANGE, low, high] if written is None else written
    return Condition(LENGTH_RANGE, least=low, most=high, written=written)


# What S3 and the stores that speak like it count sizes in: 64 bits, with a sign.
_LARGEST = 2**63 - 1


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
    utf8("conditions", name + condition.value)  # JSON could escape half a pair, and S3 not read it.
    if condition.operator == STARTS_WITH and only_exact(name):
        raise InvalidValueError(
            "conditions",
            f"S3 takes {shown(name)} only as an exact match",
            "give its value",
        )
    return condition


def is_secret(field: str) -> bool:
    """Whether a field, by its name in lower case, holds a token or a customer's own key."""
    return field in _TOKENS or field.endswith("-customer-key")


def only_exact(field: str) -> bool:
    """Whether S3 matches a field, by its name in lower case, only exactly."""
    return field in _ONLY_EXACT or (
        field.startswith("x-amz-") and not field.startswith("x-amz-meta-")
    )


_EXAMPLE = '["starts-with", "$key", "user/"], or a mapping'


def _malformed(what: str, remedy: str) -> InvalidValueError:
    # Without its value, which may be secret.
    return InvalidValueError("conditions", f"{what} is no condition", remedy)


class Refusal(Frozen):
    """Why S3 would refuse a form: the HTTP status, its code and its words. Immutable.

    condition: the one that does not hold, if it is one. details: what else stands in S3's
    answer, as pairs of an element's name and text.
    """

    __slots__ = ("code", "condition", "details", "message", "status")

    status: int
    code: str
    message: str
    condition: Condition | None
    details: tuple[tuple[str, str], ...]

    def __init__(
        self,
        status: int,
        code: str,
        message: str,
        condition: Condition | None = None,
        details: tuple[tuple[str, str], ...] = (),
    ) -> None:
        self._set(status=status, code=code, message=message, condition=condition, details=details)

    def __str__(self) -> str:
        return f"{self.status} {self.code}: {self.message}"

    def __repr__(self) -> str:
        return f"<Refusal {self}>"


def fields_of(form: Form, *, filename: str | None = "") -> dict[str, str]:
    """A form's fields as S3 reads them, by names in lower case.

    "POST Object": names are compared without case, and what stands behind the file is
    ignored. "HTML forms": the values of fields with one name are joined with commas.
    "Creating an HTML form": ${filename} is replaced in every field, with what follows the last
    slash or backslash of the file's name.

    filename: None: the file's part has no name, of which S3 is recorded to leave ${filename} as
    it is; "" is an empty one. Raises InvalidTypeError or InvalidValueError for what is no form.
    """
    if filename is not None:
        filename = exact_str("filename", filename).replace("\\", "/").rpartition("/")[2]
    fields: dict[str, list[str]] = {}
    for name, given in pairs_of("form", form):
        lower = exact_str("form", name).lower()
        if lower == "file":
            break
        value = exact_str("form", given)
        if filename is not None and FILENAME in value:
            value = value.replace(FILENAME, filename)
        fields.setdefault(lower, []).append(value)
    return {name: ",".join(values) for name, values in fields.items()}


def missing_field(fields: Mapping[str, str]) -> Refusal | None:
    """S3's answer to a form that lacks a field which every signed one holds; else None.

    fields: from `fields_of`. S3 looks for them before it looks at the signature.
    """
    absent = [name for name in _SIGNED if name.lower() not in fields]
    if "key" not in fields:
        name = "key"
    elif "policy" not in fields or len(absent) == len(_SIGNED):
        # "Creating an HTML form": without them it is anonymous, and nobody may write here.
        return Refusal(403, "AccessDenied", "Access Denied")
    elif absent:
        name = absent[0]
    else:
        return None
    return Refusal(
        400,
        "InvalidArgument",
        f"Bucket POST must contain a field named '{name}'.  "
        "If it is specified, please check the order of the fields.",
        details=(("ArgumentName", name), ("ArgumentValue", "")),
    )


def verdict(
    conditions: Iterable[Condition],
    form: Form,
    *,
    bucket: str,
    size: int | None = None,
    filename: str | None = "",
) -> Refusal | None:
    """S3's verdict on a form, expiration and signature aside; None: it is accepted.

    bucket: the one that the form is sent to. size: of the file in bytes; None: not looked at.
    filename: what stands for ${filename}, as in `fields_of`. Parts behind the file are ignored,
    as S3 does. Raises InvalidTypeError or InvalidValueError for what is no form or no size.
    """
    conditions = list(conditions)
    size = None if size is None else whole_bytes("size", size)
    fields = fields_of(form, filename=filename)
    refusal = too_long(fields) or missing_field(fields)
    if refusal is not None:
        return refusal
    # The bucket counts as a field, so it needs a condition.
    fields["bucket"] = bucket
    for condition in conditions:
        sized = condition.operator == LENGTH_RANGE and condition.possible
        if not sized and not condition.holds(fields.get(condition.field)):
            return _condition_failed(condition)
    known = {condition.field for condition in conditions} | _WITHOUT_CONDITION
    extra = [name for name in fields if name not in known and not name.startswith(_IGNORED)]
    if extra:
        return _invalid(f"Extra input fields: {', '.join(sorted(extra))}")
    # The file comes behind the fields, so its size is known last.
    for condition in conditions:
        if condition.operator == LENGTH_RANGE:
            refusal = _wrong_size(condition, size)
            if refusal is not None:
                return refusal
    return None


def expired() -> Refusal:
    """The refusal of a form whose policy has ended."""
    return _invalid("Policy expired.")


def too_long(fields: Mapping[str, str], growth: int = 0) -> Refusal | None:
    """S3's answer to fields that are too long; else None.

    fields: from `fields_of`; growth: of each ${filename}, where none was replaced yet. S3 counts
    the boundaries as well, so this is refused at the latest."""
    length = sum(len(n.encode(errors="replace")) for pair in fields.items() for n in pair)
    length += growth * sum(value.count(FILENAME) for value in fields.values())
    if length <= MAX_FIELDS:
        return None
    return Refusal(
        400,
        "MaxPostPreDataLengthExceeded",
        "Your POST request fields preceding the upload file were too large.",
        details=(("MaxPostPreDataLengthBytes", str(MAX_FIELDS)),),
    )


def _wrong_size(condition: Condition, size: int | None) -> Refusal | None:
    if size is None or condition.least <= size <= condition.most:
        return None
    if size > condition.most:
        code, words = "EntityTooLarge", "exceeds the maximum allowed size"
        bound = ("MaxSizeAllowed", str(condition.most))
    else:
        code, words = "EntityTooSmall", "is smaller than the minimum allowed size"
        bound = ("MinSizeAllowed", str(condition.least))
    details = (("ProposedSize", shown(size)), bound)
    return Refusal(400, code, f"Your proposed upload {words}", condition, details)


def _condition_failed(condition: Condition) -> Refusal:
    from json import dumps

    return _invalid(f"Policy Condition failed: {dumps(condition.said())}", condition)


def _invalid(words: str, condition: Condition | None = None) -> Refusal:
    return Refusal(403, "AccessDenied", f"Invalid according to Policy: {words}", condition)
