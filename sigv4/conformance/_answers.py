"""What a program said: one answer to each question, in their order, or a fault.

Source: vectors/README.md, "The protocol"; vectors/protocol.json.
"""

from __future__ import annotations

import json

from .._checks import shown
from ._process import StopRunError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any, NoReturn

    Answer = dict[str, Any]

# After so many lines that are no answers, it is a program of another kind.
_MOST_FAULTS = 100

_CHECKPOINTS = ("canonical_request", "string_to_sign", "signature")
# The fields of an answer by the operation, and of which of them there must be at least one.
_FIELDS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "presign": ((*_CHECKPOINTS, "url", "headers"), ("signature", "url")),
    "sign": ((*_CHECKPOINTS, "headers"), ("signature", "headers")),
    "signing-key": (("signing_key",), ("signing_key",)),
    "key-pair": (("private_key", "public_key"), ("private_key", "public_key")),
    "post": (("policy", "string_to_sign", "signature", "fields"), ("fields",)),
    "post-policy": (("string_to_sign", "signature"), ("signature",)),
    "chunks": (
        (*_CHECKPOINTS, "headers", "chunks", "trailer", "content_length", "wire_sha256"),
        ("signature", "headers"),
    ),
    "verify": (("accepted", "status", "code"), ("accepted",)),
    "post-form": (("accepted", "status", "code"), ("accepted",)),
}
_FIELDS["presign-asymmetric"] = _FIELDS["presign"]
_FIELDS["sign-asymmetric"] = _FIELDS["sign"]
# Each of these stands alone, and says why there is nothing else.
_INSTEAD = ("error", "unsupported")


class Answers:
    """The answers to some questions, as their lines come in; `faults` are against the protocol."""

    def __init__(self, ids: Iterable[str]) -> None:
        self._order = {name: at for at, name in enumerate(ids)}
        self._lines = 0
        self._latest = -1
        self.answered: dict[str, Answer] = {}
        self.faults: list[str] = []

    @property
    def complete(self) -> bool:
        """Whether every question was answered."""
        return len(self.answered) == len(self._order)

    def take(self, line: bytes) -> bool:
        """Take a line; whether it is an answer. Raises StopRunError after too many others."""
        self._lines += 1
        try:
            answer = _parsed(line)
            name = self._expected_id(answer)
        except ValueError as fault:
            self.faults.append(f"line {self._lines} of its output {fault}")
            if len(self.faults) >= _MOST_FAULTS:
                raise StopRunError(f"it wrote {_MOST_FAULTS} lines that are no answers") from None
            return False
        if self._order[name] < self._latest:
            self.faults.append(f"line {self._lines} of its output answers {name} too late")
        self._latest = max(self._latest, self._order[name])
        self.answered[name] = answer
        return True

    def _expected_id(self, answer: Answer) -> str:
        name = answer.get("id")
        if not isinstance(name, str):
            raise ValueError("has no id")
        if name not in self._order:
            raise ValueError(f"answers {shown(name)}, which was not asked")
        if name in self.answered:
            raise ValueError(f"answers {name} again")
        return name

    def unanswered(self) -> tuple[list[str], list[str]]:
        """The questions that were passed over, and those behind the last that was answered."""
        left = [name for name in self._order if name not in self.answered]
        passed_over = [name for name in left if self._order[name] < self._latest]
        return passed_over, left[len(passed_over) :]


def problem_with(operation: str, answer: Answer) -> str | None:
    """What is wrong with the fields of an answer; None where nothing is."""
    names = answer.keys() - {"id"}
    instead = [name for name in _INSTEAD if name in names]
    if instead:
        return _only_text(answer, instead[0]) if len(names) == 1 else f"{instead[0]} stands alone"
    fields, needed = _FIELDS[operation]
    unknown = sorted(names.difference(fields))
    if unknown:
        return f"{operation} has no field {shown(unknown[0])}; there are {', '.join(fields)}"
    if names.isdisjoint(needed):
        return f"{operation} is answered with {' or '.join(needed)}"
    problems = [_CHECKS.get(name, _only_text)(answer, name) for name in sorted(names)]
    return next(filter(None, problems), None)


def _only_text(answer: Answer, name: str) -> str | None:
    return None if isinstance(answer[name], str) else f"{name} is no text"


def _pairs(answer: Answer, name: str) -> str | None:
    pairs = answer[name]
    if isinstance(pairs, list) and all(
        isinstance(pair, list) and len(pair) == 2 and all(isinstance(part, str) for part in pair)
        for pair in pairs
    ):
        return None
    return f"{name} is no list of [name, value]"


def _point(answer: Answer, name: str) -> str | None:
    point = answer[name]
    is_one = isinstance(point, dict) and point.keys() == {"x", "y"}
    if is_one and all(isinstance(axis, str) for axis in point.values()):
        return None
    return f"{name} is no object of the texts x and y"


def _verdict(answer: Answer, name: str) -> str | None:
    return None if isinstance(answer[name], bool) else f"{name} is neither true nor false"


def _number(answer: Answer, name: str) -> str | None:
    return None if type(answer[name]) is int else f"{name} is no whole number"


def _chunk(answer: Answer, name: str) -> str | None:
    return None if _is_chunk(answer[name]) else f"{name} is no object with texts"


def _chunks(answer: Answer, name: str) -> str | None:
    chunks = answer[name]
    if isinstance(chunks, list) and all(map(_is_chunk, chunks)):
        return None
    return f"{name} is no list of objects with size and texts"


def _is_chunk(chunk: object) -> bool:
    """Whether something is an object of a size and of texts, each of which may be left out."""
    return (
        isinstance(chunk, dict)
        and chunk.keys() <= {"size", "string_to_sign", "signature"}
        and type(chunk.get("size", 0)) is int
        and all(isinstance(chunk.get(name, ""), str) for name in ("string_to_sign", "signature"))
    )


_CHECKS = {
    "chunks": _chunks,
    "trailer": _chunk,
    "content_length": _number,
    "headers": _pairs,
    "fields": _pairs,
    "public_key": _point,
    "accepted": _verdict,
    "status": _number,
}


def _parsed(line: bytes) -> Answer:
    """The JSON object of a line; ValueError says what it is instead."""
    try:
        text = line.decode("utf-8")
    except UnicodeDecodeError:
        raise ValueError(f"is no UTF-8: {shown(line)[1:]}") from None
    try:
        answer = json.loads(text, object_pairs_hook=_object, parse_constant=_no_number)
    except (ValueError, RecursionError):
        raise ValueError(f"is no JSON: {shown(text)}") from None
    if not isinstance(answer, dict):
        raise ValueError(f"is no JSON object: {shown(text)}")
    return answer


def _object(pairs: list[tuple[str, Any]]) -> Answer:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name comes twice")
    return found


def _no_number(text: str) -> NoReturn:
    raise ValueError(f"{text} is no JSON")
