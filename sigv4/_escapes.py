r"""A text with its escapes undone, and where each of its characters stood.

A URL is found in logs as it was sent, percent-encoded within another URL, as an attribute of
HTML, in a string of JSON within a string of JSON. Undone, all of them read alike; the map
leads from what was found there back to the text itself.
"""

from __future__ import annotations

import re
from bisect import bisect_right

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

# Kinds of escapes within each other; of one kind, any number is undone at once.
_LAYERS = 4

# RFC 3986, section 2.1: "%" HEXDIG HEXDIG; encoded again, the "%" is "%25".
# HTML, section 13.1.4: a character reference by its name or its number; "&" again is "&amp;".
# RFC 8259, section 7: a backslash and one character, or "u" and four digits; Python's and
# JavaScript's literals have "x" and two. Each level of quoting adds to the backslashes; a run
# of them that escapes nothing is passed as a whole, or its every end would be tried.
# ECMA-48, section 8.3.117, "Select graphic rendition": what colours a text is no part of it; it is
# taken with the character behind it.
_ESCAPE = re.compile(
    r"%(?:25)*(?P<percent>[0-9A-Fa-f]{2})"
    r"|&(?:amp;)*(?:#0*(?P<decimal>[0-9]{1,3});|#[xX]0*(?P<hexadecimal>[0-9A-Fa-f]{1,2});"
    r"|(?P<reference>amp|lt|gt|quot|apos|equals|colon|sol|plus|nbsp);)"
    r"|\\+(?:u00(?P<unicode>[0-9A-Fa-f]{2})|x(?P<byte>[0-9A-Fa-f]{2})|(?P<letter>[\"'/nrt]))?"
    r"|\x1b\[[0-9:;]*m(?:\x1b\[[0-9:;]*m)*(?P<coloured>[^\x1b]?)"
)
_REFERENCES = {
    "amp": "&",
    "apos": "'",
    "colon": ":",
    "equals": "=",
    "gt": ">",
    "lt": "<",
    "nbsp": " ",
    "plus": "+",
    "quot": '"',
    "sol": "/",
}
# In place of how often a character was percent-encoded: it is as deep as it was without colour.
_COLOURED = -1
_LETTERS = {"n": "\n", "r": "\r", "t": "\t"}

# RFC 2045, section 6.7: "=" and two hexadecimal digits in capitals; "=" before a line end, which
# is no part of the text. Such a break is taken with the character behind it.
_QUOTED_PRINTABLE = re.compile(
    r"(?:=\r?\n)+(?:=(?P<broken>[0-9A-F]{2})|(?P<next>.))?|=(?P<octet>[0-9A-F]{2})"
)


class View:
    """A text, and what it was before its escapes were undone."""

    __slots__ = ("_at", "_begins", "_ends", "_quoting", "_times", "_under", "text")

    def __init__(self, text: str, under: View | None = None) -> None:
        self.text = text
        self._under = under
        # Of each escape: where its character is, where it began and ended in the text under
        # this, how often it was percent-encoded, and how deep otherwise.
        self._at: list[int] = []
        self._begins: list[int] = []
        self._ends: list[int] = []
        self._times: list[int] = []
        self._quoting: list[int] = []

    def begin(self, at: int) -> int:
        """Where a character of this text began in the first one."""
        if self._under is None:
            return at
        escape = bisect_right(self._at, at) - 1
        if escape >= 0:
            beyond = at - self._at[escape]
            at = self._ends[escape] + beyond - 1 if beyond else self._begins[escape]
        return self._under.begin(at)

    def end(self, at: int) -> int:
        """Where the text before this place ended in the first one."""
        if self._under is None:
            return at
        escape = bisect_right(self._at, at - 1) - 1
        if escape >= 0:
            at = self._ends[escape] + at - self._at[escape] - 1
        return self._under.end(at)

    def depth(self, at: int) -> tuple[int, int]:
        """How often a character was percent-encoded, and how deep it was escaped otherwise."""
        if self._under is None:
            return 0, 0
        escape = bisect_right(self._at, at) - 1
        if escape < 0:
            return self._under.depth(at)
        beyond = at - self._at[escape]
        if beyond:
            return self._under.depth(self._ends[escape] + beyond - 1)
        if self._times[escape] == _COLOURED:
            return self._under.depth(self._ends[escape] - 1)
        # A backslash before a quote that HTML wrote as &quot;: the quote is the deeper one.
        times, quoting = self._under.depth(self._begins[escape])
        times_of_last, quoting_of_last = self._under.depth(self._ends[escape] - 1)
        return (
            max(times, times_of_last) + self._times[escape],
            max(quoting, quoting_of_last) + self._quoting[escape],
        )


def unescaped(text: str) -> View:
    """The text with its escapes undone, whatever their kinds."""
    return _further(View(text))


def without_quoted_printable(text: str) -> View | None:
    """The text of a mail, read likewise; None: nothing looks like one."""
    # "=" itself is always escaped there. Elsewhere "=3" is the beginning of a value.
    if "=3D" not in text:
        return None
    view = _undone(View(text), _QUOTED_PRINTABLE, _mail_meaning)
    return None if view is None else _further(view)


def _further(view: View) -> View:
    for _ in range(_LAYERS):
        under = _undone(view, _ESCAPE, _meaning)
        if under is None:
            break
        view = under
    return view


def _undone(
    under: View,
    escapes: re.Pattern[str],
    meaning: Callable[[re.Match[str]], tuple[str, int, int] | None],
) -> View | None:
    """One layer of escapes undone; None: there is none."""
    text, length, last = under.text, 0, 0
    pieces: list[str] = []
    view = View("", under)
    for found in escapes.finditer(text):
        read = meaning(found)
        if read is None:
            continue
        character, times, quoting = read
        begin, end = found.span()
        pieces += (text[last:begin], character)
        length += begin - last
        view._at.append(length)
        view._begins.append(begin)
        view._ends.append(end)
        view._times.append(times)
        view._quoting.append(quoting)
        length += 1
        last = end
    if not pieces:
        return None
    pieces.append(text[last:])
    view.text = "".join(pieces)
    return view


def _meaning(found: re.Match[str]) -> tuple[str, int, int] | None:
    """The character, how often it was percent-encoded, how deep it was escaped otherwise."""
    kind = found.lastgroup
    if kind is None:
        return None
    written = found[kind]
    if kind == "coloured":
        return (written, _COLOURED, 0) if written else None
    if kind == "percent":
        return chr(int(written, 16)), (len(found[0]) - 1) // 2, 0
    if kind in {"decimal", "hexadecimal", "reference"}:
        if kind == "reference":
            character = _REFERENCES[written]
        else:
            character = chr(int(written, 10 if kind == "decimal" else 16) & 0xFF)
        return character, 0, 1 + found[0].count("amp;", 0, -len(written) - 1)
    backslashes = len(found[0]) - len(found[0].lstrip("\\"))
    if kind == "letter":
        # JSON: a '"' within n levels of strings has 2**n - 1 backslashes before it; two of them
        # are a backslash, and the quote behind ends the string. Of a "'", which JSON does not
        # escape, the same cannot be told: two may be one of Python's, in JSON.
        if written == '"':
            levels = (~backslashes & (backslashes + 1)).bit_length() - 1
        else:
            levels = backslashes.bit_length()
        return _LETTERS.get(written, written), 0, levels
    return chr(int(written, 16)), 0, backslashes


def _mail_meaning(found: re.Match[str]) -> tuple[str, int, int] | None:
    kind = found.lastgroup
    if kind is None:
        return None
    return found[kind] if kind == "next" else chr(int(found[kind], 16)), 0, 0
