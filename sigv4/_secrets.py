"""Where the secrets of Signature Version 4 stand in a text.

By their names in front of them, in any notation that programs write: queries, headers, forms,
JSON, XML, YAML, settings, literals of programming languages. Where a secret can be told by
itself, also without a name.

Every expression here takes a bounded number of steps for each place that it begins at, or
stops before the next such place; so the time is in proportion to the text.
"""

from __future__ import annotations

import re
from base64 import b64decode

from ._escapes import View, unescaped, without_quoted_printable
from ._lone_secrets import USER_INFO, lone_spans
from ._secret_names import (
    ASSIGNED,
    CHOSEN,
    LONGEST_NAME,
    NAME,
    PAIR,
    TAG,
    TAG_BEFORE,
    before_end,
    beside,
    bridge_from,
    least_of,
    tells_of_a_secret,
)
from ._secret_values import (
    ENDS,
    MASK,
    TAG_ENDS,
    closing,
    end_of,
    is_secret,
    may_begin,
    stripped,
    unquoted,
    wrapped,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    Span = tuple[int, int]

# What opens a value: brackets of lists, calls as SecretStr("…"), letters of literals, quotes; a
# block of YAML.
_OPENING = re.compile(
    r"(?a)(?:[|>][-+]?[ \t]*\r?\n[ \t]*)?((?:[\[({]\s*){0,2})"
    r"(?:[\w.:]{1,40}\((?:[0-9]{1,9}\)[ ])?(?=[bBuUrR]{0,2}[\"'`]))?(?:[bBuUrR]{1,2}(?=[\"'`]))?"
    r"([\"'`]{0,3})"
)
# What stands between two texts of a list; between a name and its value in an object; between two
# lines of one literal.
_NEXT_OF_LIST = re.compile(r"(?a)[\"'`]\s*,?\s*[bu]?[\"'`]")
_NEXT_IN_MEMBER = re.compile(r"(?a)[\"'`]\s*(?:=>|[:=])\s*[bu]?[\"'`]")
_NEXT_LINE = re.compile(r"(?a)[\"'][ \t]*\\?\r?\n[ \t]+[bu]?[\"']")

# Of quotes, and of what stands between a name and its value.
_LONGEST_SIGN = 6

_LINE_ENDS = re.compile(r"(?a)[ \t]*(?:[|&,;)\]}\r\n]|\Z)")
_ALONE_IN_ITS_LINE = re.compile(r"(?a)[A-Za-z0-9+/=_.~*-]{16,}[ \t]*(?:[\r\n]|\Z)")
# In prose, words follow a name and a colon: "session_token: it is empty".
_LONGEST_WORD = 15

# RFC 9110, section 11.6.2: a scheme and its credentials. Signature Version 4's names its parts;
# Signature Version 2's is "AWS", the access key id, a colon and the signature.
_SCHEME = re.compile(
    r"(?ai)(AWS4-[A-Z0-9-]+)|AWS[ ]+[^\s:\"']*:|(?:basic|bearer|digest|negotiate|token)[ ]+"
)

# HTML, section 4.10.5: <input name="…" value="…">, its attributes in any order.
_INPUT = re.compile(r"(?ai)<input\b([^<>]*)>")
_ATTRIBUTE = re.compile(r"(?ai)\b(name|value)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))")

_SHORTEST = 32
# RFC 4648: base64 in either alphabet, also in lines (RFC 2045, section 6.8); S3's
# CanonicalRequestBytes: pairs of hexadecimal digits.
_BASE64 = re.compile(
    rf"(?a)(?<![A-Za-z0-9+/_-])(?!bedrock-api-key-|{MASK})[A-Za-z0-9+/_-]{{{_SHORTEST},}}"
    rf"(?:\r?\n[ \t>]{{0,8}}(?!{MASK})[A-Za-z0-9+/_-]{{2,}}(?![^\s=\"'<>]))*={{0,2}}"
)
_BASE64_LINE = re.compile(r"(?a)[A-Za-z0-9+/_-]{2,}={0,2}")
_HEX_PAIRS = re.compile(r"(?a)(?<![0-9A-Fa-f])[0-9A-Fa-f]{2}(?: [0-9A-Fa-f]{2}){24,}")
_STANDARD = bytes.maketrans(b"-_", b"+/")
_WORTH_READING = re.compile(rb"(?i)signature|token|secret|-key|authorization|[A-Za-z0-9+/_-]{40}")
_DEEPEST = 3


def secret_spans(text: str, *, within: int = 0) -> list[Span]:
    """The places of secrets, in order and apart from each other.

    within: in how many texts of base64 this one was found.
    """
    found = [found.span(1) for found in USER_INFO.finditer(text)]
    for view in (unescaped(text), without_quoted_printable(text)):
        if view is not None:
            for begin, end in _in_view(view, within):
                found.append((view.begin(begin), view.end(end)))
    found.sort()
    apart: list[Span] = []
    for begin, end in found:
        if apart and begin <= apart[-1][1]:
            apart[-1] = (apart[-1][0], max(end, apart[-1][1]))
        else:
            apart.append((begin, end))
    return apart


def _in_view(view: View, within: int) -> Iterator[Span]:
    yield from _named(view)
    text = view.text
    yield from lone_spans(text)
    for found in _INPUT.finditer(text):
        yield from _in_attributes(text, found.start(1), found.end(1))
    if within < _DEEPEST:
        for found in _BASE64.finditer(text):
            yield from _in_base64(text, found, within)
        for found in _HEX_PAIRS.finditer(text):
            if _holds_secrets(bytes.fromhex(found[0]), within):
                yield found.span()


def _named(view: View) -> Iterator[Span]:
    text = view.text
    place = 0
    # Names in values are part of them. Those between a name and its value are names, as in
    # <SessionToken X-Amz-Signature="…">…</SessionToken>; so values may be waiting further on.
    waiting: list[Span] = []
    while True:
        name = NAME.search(text, place)
        if name is None:
            return
        waiting = [value for value in waiting if value[1] > name.start()]
        end = max([end for begin, end in waiting if begin <= name.start()], default=0)
        place = name.end()
        if end and not _leads_out(view, name, end):
            place = max(place, end - LONGEST_NAME)
            continue
        values = list(_values(view, name))
        if values:
            yield from values
            waiting.append((values[0][0], values[-1][1]))


def _leads_out(view: View, name: re.Match[str], end: int) -> bool:
    """Whether the name that a value ends with has one of its own: "secret_key: a;token: b"."""
    if end - name.end() > _LONGEST_SIGN:
        return False
    bridge = bridge_from(view, name) or beside(view.text, name)
    return bridge is not None and bridge.end() > end


def _values(view: View, name: re.Match[str]) -> Iterator[Span]:
    """The values behind a name: none, one, or those of a list."""
    text = view.text
    least = least_of(text, name)
    if not least:
        return
    in_tag = TAG_BEFORE.search(before_end(text, name))
    tag = TAG.match(text, name.end()) if in_tag else None
    if tag is not None:
        if not may_begin(text, tag.end(), least):
            return
        value = stripped(text, tag.end(), end_of(view, tag.end(), TAG_ENDS, tag.start(1)))
        if is_secret(text, value, least):
            yield value
        return
    is_authorization = name[0].lower() == "authorization"
    bridge = bridge_from(view, name)
    if bridge is None:
        found = None if is_authorization else beside(text, name)
        if found is not None:
            yield found.span(1)
    elif is_authorization:
        yield from _authorization(view, bridge)
    else:
        yield from _bridged(view, bridge, name, least)


def _bridged(view: View, bridge: re.Match[str], name: re.Match[str], least: int) -> Iterator[Span]:
    text = view.text
    opening = next(_OPENING.finditer(text, bridge.end()))  # It matches nothing, too.
    brackets, quotes = opening[1], opening[2]
    begin = opening.end()
    if not may_begin(text, begin, least):
        return
    if not quotes:
        if _same_name(text, name, begin):
            return
        chosen = CHOSEN.match(name[0]) is not None
        value = unquoted(view, begin, bridge.start(1), brackets=bool(brackets), chosen=chosen)
        if not _in_prose(view, bridge, begin) and is_secret(text, value, least):
            yield value
            yield from wrapped(view, value)
        return
    if bridge[3] and len(quotes) > 1:
        return  # The documentation of what is defined in the line before.
    if quotes in {'""', "''"} and (begin == len(text) or text[begin] in " \t\r\n,;)]}&>"):
        return  # An empty text.
    first = begin
    while True:
        end = closing(view, begin, doubled=len(quotes) == 1)
        value = (begin, end)
        following = _NEXT_IN_MEMBER.match(text, end) if "{" in brackets else None
        # Names in a text of several lead to no values: it goes as a whole.
        own = (brackets or begin != first) and NAME.search(text, begin, end)
        if own or (following is None and _is_value(text, value, least, bridge)):
            yield value
        following = following or (_NEXT_OF_LIST if brackets else _NEXT_LINE).match(text, end)
        if following is None:
            return
        begin = following.end()


def _same_name(text: str, name: re.Match[str], begin: int) -> bool:
    """Whether a program hands on a variable under its own name: token=token."""
    own = _VARIABLE.search(text, max(0, name.start() - LONGEST_NAME), name.end())
    if text.startswith("self.", begin):
        begin += len("self.")
    if own is None or not text.startswith(own[0], begin):
        return False
    return _HANDED_ON.match(text, begin + len(own[0])) is not None


_VARIABLE = re.compile(r"(?a)\w+\Z")
_HANDED_ON = re.compile(r"(?a),?(?:[\s)]|\Z)")


def _is_value(text: str, value: Span, least: int, bridge: re.Match[str]) -> bool:
    """Whether a value is a secret; of a pair, nothing follows in its brackets.

    And it is no pair of two headers' names.
    """
    if not is_secret(text, value, least):
        return False
    if bridge.re is not PAIR:
        return True
    return not _HEADER_NAME.fullmatch(text, *value) and bool(_END_OF_PAIR.match(text, value[1]))


_END_OF_PAIR = re.compile(r"(?a)[\"'`]?\s*[)\]]")
_HEADER_NAME = re.compile(r"(?ai)x-amz-[a-z0-9-]{1,60}")


def _in_prose(view: View, bridge: re.Match[str], begin: int) -> bool:
    """Whether what follows a name and a colon is a word among words."""
    if bridge.re is not ASSIGNED or bridge[1] != ":" or not (bridge[2] or bridge[3]):
        return False
    if bridge[3]:  # In the next line there may also be a statement.
        return not _ALONE_IN_ITS_LINE.match(view.text, begin)
    end = end_of(view, begin, ENDS, bridge.start(1))
    length = end - begin
    if view.text.find(MASK, begin, min(end, begin + _LONGEST_WORD + len(MASK))) >= 0:
        length = 0  # It was a short word before a part of it was hidden.
    return length <= _LONGEST_WORD and not _LINE_ENDS.match(view.text, end)


def _authorization(view: View, bridge: re.Match[str]) -> Iterator[Span]:
    opening = next(_OPENING.finditer(view.text, bridge.end()))
    begin, least = opening.end(), _LONGEST_WORD + 1
    scheme = _SCHEME.match(view.text, begin)
    if scheme is not None:
        if scheme[1]:
            return  # Its signature has a name.
        begin, least = scheme.end(), 1
    if not may_begin(view.text, begin, least):
        return
    value = (begin, end_of(view, begin, ENDS, bridge.start(1)))
    if is_secret(view.text, value, least):
        yield value


def _in_attributes(text: str, begin: int, end: int) -> Iterator[Span]:
    names: list[Span] = []
    values: list[Span] = []
    for found in _ATTRIBUTE.finditer(text, begin, end):
        group = next(group for group in (2, 3, 4) if found[group] is not None)
        (names if found[1].lower() == "name" else values).append(found.span(group))
    if any(tells_of_a_secret(text[first:last]) for first, last in names):
        yield from (value for value in values if is_secret(text, value, 1))


def _in_base64(text: str, found: re.Match[str], within: int) -> Iterator[Span]:
    """The whole where it is one text in lines that are as long as each other; else its lines."""
    lines = [line.span() for line in _BASE64_LINE.finditer(text, *found.span())]
    lengths = {end - begin for begin, end in lines[:-1]} or {0}
    longest = max(lengths)
    begin, end = lines[-1]
    if len(lines) > 1 and len(lengths) == 1 and longest % 4 == 0 and end - begin <= longest:
        if _opened("".join([text[first:last] for first, last in lines]), within):
            yield found.span()
        return
    for begin, end in lines:
        if end - begin >= _SHORTEST and _opened(text[begin:end], within):
            yield begin, end


def _opened(written: str, within: int) -> bool:
    """Whether a text of base64 holds secrets. It may begin at any of four characters."""
    data = written.rstrip("=").encode("ascii").translate(_STANDARD)
    for first in range(4):
        part = data[first:]
        part = part[:-1] if len(part) % 4 == 1 else part + b"=" * (-len(part) % 4)
        if _holds_secrets(b64decode(part), within):
            return True
    return False


def _holds_secrets(data: bytes, within: int) -> bool:
    return bool(
        _WORTH_READING.search(data) and secret_spans(data.decode("latin-1"), within=within + 1)
    )
