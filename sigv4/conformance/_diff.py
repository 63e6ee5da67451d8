"""Two texts as a diff for people: what is not printable escaped, and what is long shortened."""

from __future__ import annotations

from difflib import SequenceMatcher

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

_MOST_LINES = 60
# A line is shown around the first character that differs.
_BEFORE, _WIDTH = 48, 160


def diff(expected: str, answered: str) -> list[str]:
    """Lines: "  " for what is alike, "- " for what is expected, "+ " for what was answered, and
    "? " with a mark below the first character that differs."""
    ours, theirs = _visible_lines(expected), _visible_lines(answered)
    lines: list[str] = []
    matcher = SequenceMatcher(None, ours, theirs, autojunk=False)
    for tag, start, end, their_start, their_end in matcher.get_opcodes():
        if tag == "equal":
            lines += [f"  {_cut(line, 0)}" for line in ours[start:end]]
        else:
            lines += _parted(ours[start:end], theirs[their_start:their_end])
    return lines


def _parted(ours: list[str], theirs: list[str]) -> Iterator[str]:
    for line, other in zip(ours, theirs, strict=False):
        at = _first_difference(line, other)
        skipped = max(0, at - _BEFORE)
        yield f"- {_cut(line, skipped)}"
        yield f"+ {_cut(other, skipped)}"
        yield f"? {' ' * (at - skipped + (1 if skipped else 0))}^"
    paired = min(len(ours), len(theirs))
    yield from (f"- {_cut(line, 0)}" for line in ours[paired:])
    yield from (f"+ {_cut(line, 0)}" for line in theirs[paired:])


def _first_difference(line: str, other: str) -> int:
    for at, (one, two) in enumerate(zip(line, other, strict=False)):
        if one != two:
            return at
    return min(len(line), len(other))


def _cut(line: str, skipped: int) -> str:
    shown = line[skipped : skipped + _WIDTH]
    after = "…" if skipped + _WIDTH < len(line) else ""
    return f"{'…' if skipped else ''}{shown}{after}"


def _visible_lines(text: str) -> list[str]:
    lines = text.split("\n", _MOST_LINES)
    if len(lines) > _MOST_LINES:
        lines[_MOST_LINES] = f"… and {len(lines[_MOST_LINES])} characters more"
    # So much of a line is looked at, whatever its length.
    return [visible(line[:65536]) for line in lines]


def visible(text: str) -> str:
    """A text without what a terminal obeys or XML cannot hold: unprintable characters escaped."""
    if text.isprintable():
        return text
    return "".join([c if c.isprintable() else ascii(c)[1:-1] for c in text])
