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

# A password of a URL that was hidden, with what is in front of it.
_PASSWORD_HIDDEN = f"{MASK}@"

# Of the names that may mean something else, these are the values that are secrets.
_LOOKS_SECRET = re.compile(r"(?a)[A-Za-z0-9+/=_.~*-]{1,64}")

# What ends a value that stands in no quotes.
ENDS = re.compile(r"(?a)[\s\"'`<>&,;)\]}|\x1b]")
_ENDS_OF_CHOSEN = re.compile(r"(?a)[\s\"'`<>&\x1b]")
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
    """Whether what begins here looks like a secret, where it has to.

    Asked before the end is looked for: else that would be done again behind the next name.
    """
    if text.startswith(_PASSWORD_HIDDEN, begin):
        return False
    if least == 1:
        return True
    looks = _LOOKS_SECRET.match(text, begin)
    if looks is None or looks.end() - begin < least:
        return False
    return text.find(MASK, begin, looks.end()) < 0  # It is long only since a part was hidden.


_CLOSINGS = frozenset({*_CLOSING, "),", ");", "})", "],", "},"})


def stripped(text: str, begin: int, end: int) -> Span:
    """A value without the white space, and the end of CDATA, behind it."""
    inner = text[begin:end].removesuffix("]]>").rstrip()
    return begin, begin + len(inner)


# Of a signature that a terminal or a mail broke over lines.
_DIGITS = re.compile(r"(?a)[0-9A-Fa-f]*")
_NEXT_DIGITS = re.compile(r"(?a)[=\\]?\r?\n[ \t>|]{0,40}([0-9A-Fa-f]{1,63})(?![A-Za-z0-9+/_-])")
_ALL_DIGITS = 64
# Of a token; RFC 9112, section 5.2: a header's value goes on in lines that begin with white space.
_IN_A_TOKEN = re.compile(r"(?a)[A-Za-z0-9+/%_-]{16,}")
_NEXT_OF_TOKEN = re.compile(r"(?a)\\?\r?\n[ \t>|]{0,40}([A-Za-z0-9+/]{16,}={0,2})(?=[&\s\"'`<]|\Z)")


def wrapped(view: View, value: Span) -> list[Span]:
    """What belongs to a value and stands in the lines below."""
    text, (begin, end) = view.text, value
    if text.endswith("\\", begin, end):
        end -= 1  # A shell's line goes on.
    if end - begin <= _ALL_DIGITS and _DIGITS.fullmatch(text, begin, end):
        return _digits_below(text, end, _ALL_DIGITS - (end - begin))
    found: list[Span] = []
    while _IN_A_TOKEN.fullmatch(text, begin, end):
        following = _NEXT_OF_TOKEN.match(text, end)
        if following is None:
            break
        begin, end = following.span(1)
        found.append((begin, end))
    return found


def _digits_below(text: str, end: int, missing: int) -> list[Span]:
    """So many digits, or nothing."""
    found: list[Span] = []
    while missing > 0:
        following = _NEXT_DIGITS.match(text, end)
        if following is None:
            break
        end = following.end()
        missing -= end - following.start(1)
        found.append(following.span(1))
    return [] if missing else found
