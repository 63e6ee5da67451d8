"""A POST policy as it was sent: base64 of JSON, read as strictly as S3 reads it.

Source: Amazon S3 API reference, "Creating a POST policy"; the words are those of S3's recorded
answers, and where none is recorded, in their manner.
"""

from __future__ import annotations

from ._checks import exact_str, shown
from ._clock import to_epoch, utc
from ._frozen import Frozen
from ._policy import (
    EXACT,
    LENGTH_RANGE,
    MAX_FIELDS,
    STARTS_WITH,
    Condition,
    Refusal,
    expired,
    only_exact,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datetime import datetime
    from typing import Any, NoReturn

_INVALID_JSON = "Invalid JSON."


class Policy(Frozen):
    """What a policy says. Immutable.

    conditions: in their order. expires_epoch: its end, in whole seconds since 1970; a fraction
    is cut off, so that it never ends late.
    """

    __slots__ = ("conditions", "expires_epoch")

    conditions: tuple[Condition, ...]
    expires_epoch: int

    def __init__(self, conditions: tuple[Condition, ...], expires_epoch: int) -> None:
        self._set(conditions=conditions, expires_epoch=expires_epoch)

    @property
    def expires_at(self) -> datetime:
        """The same end, as an aware datetime in UTC."""
        return utc(self.expires_epoch)

    def ended(self, epoch: int) -> Refusal | None:
        """The refusal of a form that comes at `epoch`, if the policy has ended by then."""
        return expired() if epoch >= self.expires_epoch else None

    def __repr__(self) -> str:
        count = len(self.conditions)
        return f"<Policy of {count} conditions until {self.expires_at:%Y-%m-%dT%H:%M:%SZ}>"


class _Invalid(Exception):
    """What is wrong, in S3's words; it never leaves this module."""


def parse_policy(encoded: str) -> Policy | Refusal:
    """What a form's field `policy` says, or S3's refusal of it: 400 InvalidPolicyDocument.

    encoded: base64 as it was sent, whose signature should have been looked at before: it is
    the string to sign. Raises InvalidTypeError for what is no str, and nothing for any text.
    """
    encoded = exact_str("policy", encoded)
    try:
        return _policy(_document(encoded))
    except _Invalid as problem:
        return Refusal(400, "InvalidPolicyDocument", f"Invalid Policy: {problem}")


def _document(encoded: str) -> Any:
    """The JSON value that the base64 holds."""
    from base64 import b64decode, b64encode
    from json import loads

    if len(encoded) > MAX_FIELDS:
        raise _Invalid(f"it is longer than the {MAX_FIELDS} bytes of a form.")
    try:
        raw = b64decode(encoded, validate=True)
    except ValueError:
        raw = b""
    # One text for a policy, and no other that decodes to it: no line ends, no bits left over.
    if not raw or b64encode(raw).decode("ascii") != encoded:
        raise _Invalid("Invalid Base64 encoding.")
    try:
        return loads(
            raw.decode(),
            object_pairs_hook=_object,
            parse_float=_no_number,
            parse_constant=_no_number,
        )
    except (ValueError, RecursionError):  # ValueError: also a number of too many digits.
        pass
    raise _Invalid(_INVALID_JSON)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object, whose members each have a name of their own (RFC 8259, section 4: SHOULD)."""
    made = dict(pairs)
    if len(made) != len(pairs):
        raise _Invalid(_INVALID_JSON)
    return made


def _no_number(_: str) -> NoReturn:
    # Of numbers the policy language has whole ones only, and S3 is recorded to refuse 512.0.
    raise _Invalid(_INVALID_JSON)


def _policy(document: Any) -> Policy:
    if not isinstance(document, dict):
        raise _Invalid(_INVALID_JSON)
    for name in document:
        if name not in {"expiration", "conditions"}:
            raise _Invalid(f"Unexpected: {shown(name.lower())}")
    if "expiration" not in document:
        raise _Invalid("Policy missing expiration.")
    if "conditions" not in document:
        raise _Invalid("Policy missing conditions.")
    conditions = document["conditions"]
    if not isinstance(conditions, list):
        raise _Invalid("Invalid 'conditions' value: must be a List.")
    expires = _epoch(document["expiration"])
    return Policy(tuple(_condition(condition) for condition in conditions), expires)


def _epoch(expiration: Any) -> int:
    """The seconds since 1970 of "2015-12-30T12:00:00Z", or the same with a fraction.

    "Creating a POST policy", expiration: "in ISO 8601 GMT date format". S3 is recorded to refuse
    an offset, and a space for the T.
    """
    from datetime import datetime, timezone

    text = expiration if isinstance(expiration, str) else ""
    whole, point, fraction = text.removesuffix("Z").partition(".")
    shape = "".join("0" if c in "0123456789" else c for c in whole)
    fractional = fraction.isascii() and fraction.isdigit() and len(fraction) <= 9
    if text.endswith("Z") and shape == "0000-00-00T00:00:00" and fractional == bool(point):
        try:
            return to_epoch(datetime.fromisoformat(whole).replace(tzinfo=timezone.utc))
        except ValueError:
            pass
    raise _Invalid(f"Invalid 'expiration' value: {shown(text)}")


def _condition(given: Any) -> Condition:
    if isinstance(given, dict):
        return _simple(given)
    if not isinstance(given, list):
        raise _Invalid("Invalid Condition: must be a List or Object.")
    if not given:
        raise _Invalid("Invalid Condition: missing operation identifier.")
    operator = _text(given[0]).lower()
    if operator not in {EXACT, STARTS_WITH, LENGTH_RANGE}:
        raise _Invalid(f"Invalid Condition: unknown operation {shown(operator)}.")
    if len(given) != 3:
        raise _Invalid(f"Invalid {operator}: wrong number of arguments.")
    if operator == LENGTH_RANGE:
        return _range(given)
    operand, value = _text(given[1]), _text(given[2])
    name = operand.removeprefix("$")
    if operator == STARTS_WITH and only_exact(name.lower()):
        raise _Invalid(f"Invalid {operator}: {shown(name.lower())} takes an exact match only.")
    # S3 is recorded to compare an operand without its dollar, and to find it different.
    possible = operand.startswith("$")
    return Condition(operator, name, value, written=given, possible=possible)


def _simple(given: dict[str, Any]) -> Condition:
    simple = "Invalid Simple-Condition"
    if len(given) != 1:
        raise _Invalid(f"{simple}: Simple-Conditions must have exactly one property specified.")
    ((name, value),) = given.items()
    if value is None:
        raise _Invalid(_INVALID_JSON)
    if not isinstance(value, str):
        raise _Invalid(f"{simple}: value must be a string.")
    return Condition(EXACT, _text(name), _text(value), written=given)


def _range(given: list[Any]) -> Condition:
    """Bounds are numbers, or the digits of one as text; other text S3 takes, and nothing fits."""
    bounds = [_bound(given[1]), _bound(given[2])]
    least, most = (0 if bound is None else bound for bound in bounds)
    possible = None not in bounds
    return Condition(LENGTH_RANGE, least=least, most=most, written=given, possible=possible)


def _bound(bound: Any) -> int | None:
    if isinstance(bound, str):
        digits = bound.isascii() and bound.isdigit() and len(_text(bound)) < 20
        return int(bound) if digits else None
    if isinstance(bound, bool) or not isinstance(bound, int) or bound < 0:
        raise _Invalid(_INVALID_JSON)
    return bound


def _text(value: Any) -> str:
    """A text of the policy; half a surrogate pair, which JSON can escape, is none."""
    if isinstance(value, str) and not any("\ud800" <= c <= "\udfff" for c in value):
        return value
    raise _Invalid(_INVALID_JSON)
