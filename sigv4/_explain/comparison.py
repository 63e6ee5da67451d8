"""The two canonical requests and strings to sign side by side, line by line."""

from __future__ import annotations

from .._checks import printable
from .._frozen import Frozen
from ..redact import redact
from .causes import CUT, hidden, is_masked

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from .view import View

# Of one line: what differs stands within it, or the rest is not worth its place.
_LONGEST = 1000
_NOT_KNOWN = "?"
# Of more parameters or headers, those that differ are compared; a server may echo a megabyte.
_MOST = 100


class Line(Frozen):
    """One line as it was signed, and as the server saw it. Immutable, and without secrets.

    part: "method", "path", "query", "header", "signed headers", "payload hash", or "string to
    sign". signed, seen: the line; None: that side has none. is_equal. marks: the first
    and the last place, from 0 on, of the characters of `signed` and of `seen` that differ,
    the last one excluded. A value that nobody knows is "?", and equal to any.
    """

    __slots__ = ("is_equal", "marks", "part", "seen", "signed")

    part: str
    signed: str | None
    seen: str | None
    is_equal: bool
    marks: tuple[tuple[int, int], tuple[int, int]]

    def __init__(self, part: str, signed: str | None, seen: str | None, *, known: bool) -> None:
        is_equal = not known or signed == seen
        one, other = _safe(part, signed, seen)
        marks = ((0, 0), (0, 0)) if is_equal else _marks(one or "", other or "")
        self._set(part=part, signed=one, seen=other, is_equal=is_equal, marks=marks)

    def without(self, secrets: tuple[str, ...]) -> Line:
        """The same without these, wherever they stand in it."""
        texts = [None if t is None else hidden(t, secrets) for t in (self.signed, self.seen)]
        if texts == [self.signed, self.seen]:
            return self
        return Line(self.part, *texts, known=not self.is_equal)

    def as_dict(self) -> dict[str, Any]:
        """All of it as a dictionary."""
        return {
            "part": self.part,
            "signed": self.signed,
            "seen": self.seen,
            "is_equal": self.is_equal,
            "marks": [list(mark) for mark in self.marks],
        }

    def __repr__(self) -> str:
        return f"<Line {self.part}: {self.signed!r} {'=' if self.is_equal else '≠'} {self.seen!r}>"


def _safe(part: str, signed: str | None, seen: str | None) -> tuple[str | None, str | None]:
    """Both without secrets; where a secret differs, its length tells."""
    texts = [None if text is None else redact(text) for text in (signed, seen)]
    if texts[0] == texts[1] and signed != seen:
        parted = "=" if part == "query" else ":"
        texts = [
            f"{text} (of length {len((given or '').partition(parted)[2])})"
            for text, given in zip(texts, (signed, seen), strict=True)
        ]
        if texts[0] == texts[1]:
            texts[1] = f"{texts[1]}, another"
    one, other = [None if text is None else printable(text) for text in texts]
    return _around(one, other)


def _around(one: str | None, other: str | None) -> tuple[str | None, str | None]:
    """Long lines cut off, with what differs in them."""
    if max(len(one or ""), len(other or "")) <= _LONGEST:
        return one, other
    start, _ = _marks(one or "", other or "")[0]
    begin = max(0, start - 100)
    cut = [None if text is None else _cut(text, begin) for text in (one, other)]
    return cut[0], cut[1]


def _cut(text: str, begin: int) -> str:
    end = begin + _LONGEST
    return f"{CUT if begin else ''}{text[begin:end]}{CUT if end < len(text) else ''}"


def _marks(one: str, other: str) -> tuple[tuple[int, int], tuple[int, int]]:
    """What lies between the beginning and the end that both have."""
    shortest = min(len(one), len(other))
    begin = _common(one, other, shortest)
    end = _common(one[::-1], other[::-1], shortest - begin)
    return (begin, len(one) - end), (begin, len(other) - end)


def _common(one: str, other: str, most: int) -> int:
    """How many characters both begin with."""
    low, high = 0, most
    while low < high:  # By halves, since comparing slices is done in C.
        middle = (low + high + 1) // 2
        if one[:middle] == other[:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def compare(signed: View, seen: View) -> tuple[Line, ...]:
    """The lines of the two canonical requests, each parameter as one.

    What differs in their order alone is one line with all of them.
    """
    lines = [
        _line("method", signed.method, seen.method),
        _line("path", signed.path, seen.path),
    ]
    if sorted(signed.query) == sorted(seen.query) and signed.query != seen.query:
        lines.append(_line("query", _joined(signed), _joined(seen)))
    else:
        pairs = _aligned(_by_name(signed), _by_name(seen))
        if len(pairs) > _MOST:
            pairs = [(one, other) for one, other in pairs if one != other][:_MOST]
        lines += [Line("query", one, other, known=not is_masked(one or "")) for one, other in pairs]
    names = sorted({*signed.headers, *seen.headers})
    if len(names) > _MOST:
        names = [n for n in names if signed.headers.get(n) != seen.headers.get(n)][:_MOST]
    lines += [_header(name, signed, seen) for name in names]
    lines.append(_line("signed headers", signed.signed_headers, seen.signed_headers))
    lines.append(_line("payload hash", signed.payload_hash, seen.payload_hash))
    return tuple(lines)


def _by_name(view: View) -> list[tuple[str, str]]:
    return [(name, f"{name}={value}") for name, value in view.query]


def _line(part: str, signed: str | None, seen: str | None) -> Line:
    return Line(part, _NOT_KNOWN if signed is None else signed, seen, known=signed is not None)


def _joined(view: View) -> str:
    return "&".join([f"{name}={value}" for name, value in view.query])


def _header(name: str, signed: View, seen: View) -> Line:
    one = other = None
    known = True
    if name in signed.headers:
        value = signed.headers[name]
        known = value is not None
        one = f"{name}:{_NOT_KNOWN if value is None else value}"
    if name in seen.headers:
        other = f"{name}:{seen.headers[name]}"
    return Line("header", one, other, known=known or other is None)


def _aligned(
    one: list[tuple[str, str]], other: list[tuple[str, str]]
) -> list[tuple[str | None, str | None]]:
    """The lines of both that have one name beside each other, in the order of names."""
    by_name: dict[str, tuple[list[str], list[str]]] = {}
    for side, pairs in enumerate((one, other)):
        for name, line in pairs:
            by_name.setdefault(name, ([], []))[side].append(line)
    aligned: list[tuple[str | None, str | None]] = []
    for name in sorted(by_name):
        left, right = by_name[name]
        for place in range(max(len(left), len(right))):
            aligned.append(
                (
                    left[place] if place < len(left) else None,
                    right[place] if place < len(right) else None,
                )
            )
    return aligned


def compare_strings(facts: tuple[str, ...], seen: str) -> tuple[Line, ...]:
    """The lines of the strings to sign but the last: algorithm, date and scope."""
    lines = seen.split("\n")
    if len(lines) != 4:
        return ()
    return tuple(
        [
            Line("string to sign", one, other, known=bool(one))
            for one, other in zip(facts, lines[:3], strict=True)
        ]
    )
