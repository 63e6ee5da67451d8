"""The policy of a form opened up: what it lets its holder send, and what S3 would refuse."""

from __future__ import annotations

from base64 import b64decode

from .._policy import (
    EXACT,
    LENGTH_RANGE,
    STARTS_WITH,
    Condition,
    Refusal,
    as_condition,
    is_secret,
    verdict,
)
from .._policy_document import parse_policy
from ..errors import InvalidInputError
from .facts import amz_epoch
from .findings import Finding, finding

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

# What to do where S3 names no condition that does not hold.
_REMEDIES = {
    "AccessDenied": "add conditions for them, or leave them out",
    "MaxPostPreDataLengthExceeded": "make them shorter",
}


class OpenedPolicy:
    """What is in a policy.

    is_right: S3 would read it. conditions: in their order. ends_epoch: None, if it does not say.
    findings: what cannot be read, and what it leaves open.
    """

    def __init__(self, encoded: str) -> None:
        self.is_right = False
        self.conditions: list[Condition] = []
        self.ends_epoch: int | None = None
        self.findings: list[Finding] = []
        if not encoded:
            return
        parsed = parse_policy(encoded)
        if not isinstance(parsed, Refusal):
            self.is_right = True
            self.conditions = list(parsed.conditions)
            self.ends_epoch = parsed.expires_epoch
            has_conditions = True
        else:
            has_conditions = self._read_leniently(encoded)
            if not self.findings:
                self.findings.append(finding("policy-refused", problem=parsed.message))
        if has_conditions:
            self.findings += _left_open(self.conditions)

    def refused(self, pairs: list[tuple[str, str]]) -> list[Finding]:
        """What S3 would say of these fields, in the bucket that the policy is for.

        Fields of which only the beginning is signed may come from whoever sends the form.
        """
        there = {name.lower() for name, _ in pairs}
        to_add = [
            (condition.name, condition.value)
            for condition in self.conditions
            if condition.operator == STARTS_WITH and condition.field not in there
        ]
        buckets = [condition.value for condition in self.conditions if condition.field == "bucket"]
        bucket = buckets[0] if buckets else ""
        refusal = verdict(self.conditions, [*pairs, *to_add], bucket=bucket)
        if refusal is None:
            return []
        if refusal.condition is None:
            problem, remedy = refusal.message, _REMEDIES[refusal.code]
        else:
            problem = f"this does not hold: {in_words(refusal.condition)}"
            remedy = "send what was signed"
        return [finding("form-refused", problem=problem, remedy=remedy)]

    def _read_leniently(self, encoded: str) -> bool:
        """What S3 does not take is read as far as it goes, and told in the words of this place.

        Whether it has conditions, right ones or not.
        """
        found = self.findings
        try:
            document = _document(encoded)
        except ValueError as error:
            found.append(finding("policy-malformed", problem=error))
            return False
        self.ends_epoch = _expiration(document.get("expiration"))
        if self.ends_epoch is None:
            found.append(finding("expiration-malformed"))
        given = document.get("conditions")
        for condition in given if isinstance(given, list) else []:
            try:
                self.conditions.append(as_condition(condition))
            except InvalidInputError as error:
                problem, remedy = error.problem, error.remedy
                found.append(finding("condition-malformed", problem=problem, remedy=remedy))
        return isinstance(given, list)


def _document(encoded: str) -> dict[str, Any]:
    """The JSON object of a policy. Raises ValueError, which holds nothing of it."""
    from json import loads

    problem, document = "no base64", None
    try:
        data = b64decode(encoded, validate=True)
        problem = "no JSON"
        document = loads(data)
        problem = "no object"
    except RecursionError:
        problem = "it is nested too deep"
    except ValueError:  # The error of JSON holds the document.
        pass
    if not isinstance(document, dict):
        raise ValueError(problem)
    return document


def _expiration(written: object) -> int | None:
    """The end of a policy: ISO 8601 in UTC, with a Z."""
    if not isinstance(written, str) or len(written) < 20 or written[4::3][:2] != "--":
        return None
    whole, point, fraction = written.removesuffix("Z").partition(".")
    is_fraction = fraction.isascii() and fraction.isdigit() if point else True
    if not written.endswith("Z") or not is_fraction:
        return None
    return amz_epoch(f"{whole}Z".replace("-", "").replace(":", ""))


def _left_open(conditions: list[Condition]) -> list[Finding]:
    """What whoever has the form may choose, and should perhaps not."""
    found = []
    of_key = [condition for condition in conditions if condition.field == "key"]
    if all(condition.field != "bucket" for condition in conditions):
        found.append(finding("no-bucket-condition"))
    if not any(condition.value or condition.operator == EXACT for condition in of_key):
        found.append(finding("any-key"))
    if all(condition.operator != LENGTH_RANGE for condition in conditions):
        found.append(finding("no-size-limit"))
    return found


def in_words(condition: Condition) -> str:
    """A condition, without the value of a field that is secret."""
    if not condition.possible:
        return f"nothing holds the condition on {condition.name or 'the size of the file'}"
    if condition.operator == LENGTH_RANGE:
        return f"the file has {condition.least} to {condition.most} bytes"
    name = condition.name
    if is_secret(condition.field):
        return f"{name} is what is in that field"
    if condition.operator == EXACT:
        return f"{name} is {condition.value!r}"
    return f"{name} begins with {condition.value!r}" if condition.value else f"{name} is anything"
