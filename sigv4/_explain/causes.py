"""`Cause`: one cause that a refusal may have, and which of several comes first."""

from __future__ import annotations

from .._checks import printable
from .._frozen import Frozen
from .._secret_values import MASK
from ..redact import redact
from .words import CAUSES, MAYBE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from .._inspect.findings import Finding

CERTAIN, LIKELY, POSSIBLE = "certain", "likely", "possible"
LIKELIHOODS = (CERTAIN, LIKELY, POSSIBLE)

# Likely by what is signed, or together where only one of them can be: nobody saw it.
_UNSEEN = frozenset(
    {
        *("wrong-secret", "secret-white-space", "content-type-differs", "header-not-sent"),
        *("header-differs", "payload-mismatch"),
    }
)

# No evidence is longer: a server may say anything.
_LONGEST = 300
# Where a text was cut off.
CUT = "…"
# So much of a secret tells nothing; more of it is known again.
_LEAST = 8
# A secret that repeats itself has many such places.
_MOST_TRIALS = 100


class Cause(Frozen):
    """One cause that a refusal may have. Immutable, and without secrets.

    id: a name for programs. words: what it is. remedy: what to do. evidence: what speaks for
    it, in words. likelihood: "certain" (nothing else explains what is known), "likely" or
    "possible". `str()` is words and remedy.
    """

    __slots__ = ("evidence", "id", "likelihood", "remedy", "words")

    id: str
    words: str
    remedy: str
    evidence: tuple[str, ...]
    likelihood: str

    def __init__(
        self, known: str, words: str, remedy: str, *, evidence: tuple[str, ...], likelihood: str
    ) -> None:
        self._set(
            id=known,
            words=shown(words),
            remedy=shown(remedy),
            evidence=tuple([shown(text) for text in evidence]),
            likelihood=likelihood,
        )

    def without(self, secrets: tuple[str, ...]) -> Cause:
        """The same without these, wherever they stand in it."""
        words, remedy, *evidence = [
            hidden(text, secrets) for text in (self.words, self.remedy, *self.evidence)
        ]
        return Cause(self.id, words, remedy, evidence=tuple(evidence), likelihood=self.likelihood)

    def as_dict(self) -> dict[str, Any]:
        """All of it as a dictionary."""
        return {
            "id": self.id,
            "likelihood": self.likelihood,
            "words": self.words,
            "remedy": self.remedy,
            "evidence": list(self.evidence),
        }

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Cause) and self.as_dict() == other.as_dict()

    def __hash__(self) -> int:
        return hash((self.id, self.words, self.remedy, self.evidence, self.likelihood))

    def __str__(self) -> str:
        return f"{self.words}; {self.remedy}"

    def __repr__(self) -> str:
        return f"<Cause {self.id}, {self.likelihood}: {self}>"


def hidden(text: str, secrets: tuple[str, ...]) -> str:
    """A text without these secrets. `redact` finds those that have a name, and no others."""
    for secret in secrets:
        text = text.replace(secret, MASK)
        if CUT in text:
            text = _hidden_at_cuts(text, secret)
    return text


def _hidden_at_cuts(text: str, secret: str) -> str:
    """A text without what a cut left of a secret: its beginning before one, its end behind."""
    first, *rest = text.split(CUT)
    parts = [first]
    for part in rest:
        parts[-1] = _without_beginning(parts[-1], secret)
        parts.append(_without_end(part, secret))
    return CUT.join(parts)


def _without_beginning(text: str, secret: str) -> str:
    """Without the beginning of a secret with which it ends."""
    length = max([n for n in _lengths(text[-_LEAST:], secret) if text.endswith(secret[:n])] or [0])
    return f"{text[:-length]}{MASK}" if length else text


def _without_end(text: str, secret: str) -> str:
    """Without the end of a secret with which it begins."""
    return _without_beginning(text[::-1], secret[::-1])[::-1].replace(MASK[::-1], MASK)


def _lengths(last: str, secret: str) -> Iterator[int]:
    """How long the beginnings of a secret are that end so."""
    found = -1
    for _ in range(_MOST_TRIALS if len(last) == _LEAST else 0):
        found = secret.find(last, found + 1)
        if found < 0:
            return
        yield found + _LEAST


def is_masked(text: str) -> bool:
    """Whether `redact` took something out of it: then it says nothing of what was signed."""
    return MASK in text


def shown(text: str) -> str:
    """A text with secrets taken out and control characters escaped, and not a long one."""
    return _cut(printable(redact(text)), _LONGEST)


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else f"{text[:longest]}{CUT}"


def cause(known: str, likelihood: str, /, *evidence: str, **values: str) -> Cause:
    """The cause of an id; values: what stands in its words."""
    is_open = likelihood == POSSIBLE or (likelihood == LIKELY and known in _UNSEEN)
    words, remedy = MAYBE.get(known, CAUSES[known]) if is_open else CAUSES[known]
    # One value must not push the words behind it out of sight.
    short = {name: _cut(shown(value), 100) for name, value in values.items()}
    return Cause(
        *(known, words.format(**short), remedy.format(**short)),
        evidence=evidence,
        likelihood=likelihood,
    )


def cause_of_finding(finding: Finding, likelihood: str, *evidence: str) -> Cause:
    """What is wrong with the URL itself, as a cause."""
    return Cause(
        *(finding.id, finding.words, finding.remedy), evidence=evidence, likelihood=likelihood
    )


def ranked(causes: list[Cause]) -> tuple[Cause, ...]:
    """Each once, the most likely first; beside one that is certain, no list of what may be."""
    places = {known: place for place, known in enumerate(CAUSES)}

    def rank(each: Cause) -> tuple[int, int]:
        return LIKELIHOODS.index(each.likelihood), places.get(each.id, -1)

    by_id: dict[tuple[str, str], Cause] = {}
    for each in sorted(causes, key=rank):
        # The same cause on less evidence says nothing more.
        by_id.setdefault((each.id, each.words), each)
    found = list(by_id.values())
    if found and found[0].likelihood == CERTAIN:
        found = [each for each in found if each.likelihood != POSSIBLE]
    return tuple(found)
