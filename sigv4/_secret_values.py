"""Where a value begins and ends in a text, and whether it can be a secret."""

from __future__ import annotations

import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ._escapes import View

    Span = tuple[int, int]

MASK = "REDACTED"

# What stands for a secret that was hidden, or for none.
_PLACEHOLDER = re.compile(
    rf"(?ai)…|\.\.\.|\*+|\[?{MASK}\]?|none|null|nil|true|false|str|string|bytes"
)

# Of the names that may mean something else, these are the values that are secrets.
_LOOKS_SECRET = re.compile(r"(?a)[A-Za-z0-9+/=_.~*-]{1,64}")

# What ends a value that stands in no quotes.
ENDS = re.compile(r"(?a)[\s\"'`<>&,;)\]}|]")
_ENDS_OF_CHOSEN = re.compile(r"(?a)[\s\"'`<>&]")
_CLOSING = ",;)]}|"
# What ends the text of an element, and of a list in no quotes.
TAG_ENDS = re.compile("<")
_LIST_ENDS = re.compile(r"[\]\r\n]")


def unquoted(view: View, begin: int, mark: int, *, brackets: bool, chosen: bool) -> Span:
    """A value in no quotes; mark: the sign before it, which is as deeply encoded as it."""
    if brackets:
        return stripped(view.text, begin, end_of(view, begin, _LIST_ENDS, mark))
    if not chosen:
        return begin, end_of(view, begin, ENDS, mark)
    end = end_of(view, begin, _ENDS_OF_CHOSEN, mark)
    while end > begin and view.text[end - 1] in _CLOSING:
        end -= 1
    return begin, end


def end_of(view: View, begin: int, ends: re.Pattern[str], mark: int) -> int:
    """Where a value ends: at the first of these signs that is encoded no deeper than its mark.

    In `…?u=https%3A%2F%2Fh%3FX-Amz-Security-Token%3Da%252Fb%26X-Amz-Signature%3D…` the "%26"
    ends the token, and in `X-Amz-Security-Token=a%26b&…` it is part of it. Of the other escapes
    "\\u0026" and "&amp;" end a value behind a plain "=", unless it may hold them itself.
    """
    deepest, quoting = view.depth(mark)
    for found in ends.finditer(view.text, begin):
        times, levels = view.depth(found.start())
        if times <= deepest and (ends is ENDS or levels <= quoting):
            return found.start()
    return len(view.text)


def closing(view: View, begin: int, *, doubled: bool) -> int:
    """Where a text in quotes ends: at a quote that is escaped no deeper, or with its line.

    doubled: two quotes stand for one (YAML, SQL, CSV).
    """
    text = view.text
    quote = text[begin - 1]
    times, quoting = view.depth(begin - 1)
    place = begin
    for found in _QUOTES_AND_LINES[quote].finditer(text, begin):
        at = found.start()
        if at < place:
            continue
        deep, levels = view.depth(at)
        if text[at] == "\n":
            if (deep, levels) == (0, 0):
                return at
        elif deep <= times and levels <= quoting:
            if (
                not doubled
                or text[at + 1 : at + 2] != quote
                or view.depth(at + 1) != (deep, levels)
            ):
                return at
            place = at + 2
    return len(text)


_QUOTES_AND_LINES = {quote: re.compile(rf"[{quote}\n]") for quote in "\"'`"}


def is_secret(text: str, value: Span, least: int) -> bool:
    """Whether a value is one, or only stands where one would; least: the fewest characters."""
    begin, end = value
    if end - begin < least:
        return False
    if end - begin <= len(MASK) + 2 and _PLACEHOLDER.fullmatch(text, begin, end):
        return False
    if end - begin <= 2 and text[begin:end] in _CLOSINGS:
        return False  # A quote that ends another text seemed to begin one.
    return may_begin(text, begin, least)


def may_begin(text: str, begin: int, least: int) -> bool:
    """Whether what begins here looks like a secret, where it has to."""
    if least == 1:
        return True
    looks = _LOOKS_SECRET.match(text, begin)
    return looks is not None and looks.end() - begin >= least


_CLOSINGS = frozenset({*_CLOSING, "),", ");", "})", "],", "},"})


def stripped(text: str, begin: int, end: int) -> Span:
    """A value without the white space, and the end of CDATA, behind it."""
    inner = text[begin:end].removesuffix("]]>").rstrip()
    return begin, begin + len(inner)
