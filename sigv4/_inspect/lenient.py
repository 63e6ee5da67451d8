"""A URL taken apart as it stands, whatever is wrong with it; `sigv4._url` is the strict reader.

What people paste is a URL out of a mail, a command, an attribute of HTML or a string of JSON, or
a token that is a URL in disguise (RDS, EKS, MSK, Bedrock). Each liberty that is taken is told.
"""

from __future__ import annotations

import binascii

from .._checks import exact_str, has_control_character
from .._frozen import Frozen
from ..errors import InvalidValueError
from .findings import Finding, finding

_HEX = frozenset("0123456789ABCDEFabcdef")

# What is base64 of a URL: the prefix, and whose token it is ("" for none: MSK's).
# Amazon EKS best practices guide, "IAM authenticator"; Amazon MSK developer guide, "IAM access
# control"; Amazon Bedrock user guide, "API keys".
_TOKENS = (
    ("k8s-aws-v1.", "a token of EKS"),
    ("bedrock-api-key-", "an API key of Bedrock"),
    ("", "a token of MSK, or of its kind"),
)
# What stands around a URL, and ends it: what typesetting makes of quotes, too.
_AROUND = {'"': '"', "'": "'", "<": ">", "`": "`", "(": ")", "\u201c": "\u201d", "\u2018": "\u2019"}
_SCHEMES = frozenset({"https", "http", "wss", "ws"})
# How "&", "=" and "/" are written in an attribute of HTML, and in a string of JSON.
_OF_HTML = {"&amp;": "&", "&#38;": "&", "&#x26;": "&", "&#61;": "=", "&#x3d;": "=", "&#x3D;": "="}
_OF_JSON = {"\\u0026": "&", "\\u003d": "=", "\\u003D": "=", "\\/": "/"}


class QueryItem(Frozen):
    """One parameter of a query: `written` as it stands, `name` and `value` decoded."""

    __slots__ = ("name", "value", "written")

    name: str
    value: str
    written: str

    def __init__(self, written: str) -> None:
        name, _, value = written.partition("=")
        self._set(name=decoded(name, plus=" "), value=decoded(value, plus=" "), written=written)


class LenientURL(Frozen):
    """The parts of a URL as they are written.

    text: the URL that was read. token: whose token it was, or "". scheme: in lower case.
    authority: without user information. host, port: its parts; port may be "". path. query.
    items: the parameters in their order; empty ones are left out. findings: what had to be
    undone, and what no client sends.
    """

    __slots__ = (
        "authority",
        "findings",
        "host",
        "items",
        "path",
        "port",
        "query",
        "scheme",
        "text",
        "token",
    )

    text: str
    token: str
    scheme: str
    authority: str
    host: str
    port: str
    path: str
    query: str
    items: tuple[QueryItem, ...]
    findings: tuple[Finding, ...]

    def __init__(self, given: str) -> None:
        found: list[Finding] = []
        text = _unwrapped(given, found)
        text, token = _opened(text)
        text = _replaced(text, _OF_HTML, "html-escaped", found)
        base, _, fragment = text.partition("#")
        if fragment:
            found.append(finding("fragment"))
        base, _, query = base.partition("?")
        scheme, separator, rest = base.partition("://")
        if not (separator or query) and "=" in base.partition("/")[0]:
            scheme, rest, query = "https", "", base  # A query alone.
        elif not separator:
            scheme, rest = "https", base.removeprefix("//")
            found.append(finding("no-scheme"))
        elif scheme.lower() not in _SCHEMES:
            found.append(finding("unknown-scheme"))
        authority, slash, path = rest.partition("/")
        _, at, authority = authority.rpartition("@")
        if at:
            found.append(finding("user-info"))
        host, port = _host_and_port(authority)
        if "=" not in query and "%3d" in query.lower():
            found.append(finding("encoded-as-a-whole"))
            query = decoded(query)
        self._set(
            text=text,
            token=token,
            scheme=scheme.lower(),
            authority=authority,
            host=host,
            port=port,
            path=slash + path,
            query=query,
            items=tuple([QueryItem(item) for item in query.split("&") if item]),
            findings=tuple(found),
        )

    def named(self, name: str) -> list[QueryItem]:
        """The parameters of a name: in its own spelling, or else in any case."""
        exact = [item for item in self.items if item.name == name]
        return exact or [item for item in self.items if item.name.lower() == name.lower()]

    def value(self, name: str) -> str | None:
        """The first value of a name, as servers take it; None: it is not there."""
        found = self.named(name)
        return found[0].value if found else None


def read_url(url: str) -> LenientURL:
    """A URL's parts. Raises InvalidTypeError, or InvalidValueError where there is nothing."""
    url = exact_str("url", url)
    if not url.strip():
        raise InvalidValueError("url", "it is empty", "give a presigned URL")
    return LenientURL(url)


def decoded(text: str, *, plus: str = "+") -> str:
    """What a percent-encoded text stands for; what is no escape stays as it is."""
    if plus != "+":
        text = text.replace("+", plus)
    if "%" not in text:
        return text
    first, *rest = text.split("%")
    parts = [first.encode(errors="replace")]
    for part in rest:
        if is_escape(part):
            parts.append(bytes.fromhex(part[:2]) + part[2:].encode(errors="replace"))
        else:
            parts.append(b"%" + part.encode(errors="replace"))
    return b"".join(parts).decode(errors="replace")


def is_escape(behind_percent: str) -> bool:
    """Whether what follows a "%" begins with two hexadecimal digits."""
    return len(behind_percent) > 1 and _HEX.issuperset(behind_percent[:2])


def _unwrapped(given: str, found: list[Finding]) -> str:
    """A URL without what stands around it where it was copied, and without line ends in it."""
    text = given.strip()
    if len(text) > 1 and _AROUND.get(text[0]) == text[-1]:
        found.append(finding("in-quotes"))
        text = text[1:-1].strip()
    text = _cut_out(_replaced(text, _OF_JSON, "json-escaped", found), found)
    if any(line_end in text for line_end in "\r\n\t"):
        found.append(finding("line-end"))
        text = "".join([line.strip() for line in text.replace("\t", "\n").splitlines()])
    if has_control_character(text):
        found.append(finding("control-character"))
    if text[:8].lower().startswith(("https%3a", "http%3a")):
        found.append(finding("encoded-as-a-whole"))
        text = decoded(text)
    return text


def _replaced(text: str, spellings: dict[str, str], known: str, found: list[Finding]) -> str:
    """A text in which some spellings are undone."""
    undone = text
    for written, meant in spellings.items():
        undone = undone.replace(written, meant)
    if undone != text:
        found.append(finding(known))
    return undone


def _cut_out(text: str, found: list[Finding]) -> str:
    """The URL in a line that begins with something else, such as a command."""
    begin = min(
        place for place in (text.find("https://"), text.find("http://"), len(text)) if place >= 0
    )
    before = text[:begin]
    # Elsewhere it is a part of the URL: a parameter, or the path of a proxy.
    if begin == len(text) or before[-1:] not in {*_AROUND, " ", "\t", "\n"} or "?" in before:
        return text
    found.append(finding("text-around"))
    last = _AROUND.get(before[-1])
    rest = text[begin:]
    return rest.split(last, 1)[0] if last else rest.split(None, 1)[0]


def _opened(text: str) -> tuple[str, str]:
    """The URL in a token, and whose token it is; any other text as it is."""
    for prefix, whose in _TOKENS:
        if text.startswith(prefix) and "?" not in text and ":" not in text:
            data = text[len(prefix) :].rstrip("=").replace("-", "+").replace("_", "/")
            try:
                url = binascii.a2b_base64(f"{data}{'=' * (-len(data) % 4)}").decode()
            except (ValueError, UnicodeError):
                continue
            if "X-Amz-" in url:
                return url, whose
    return text, ""


def _host_and_port(authority: str) -> tuple[str, str]:
    if authority.startswith("["):
        host, bracket, port = authority.partition("]")
        return host + bracket, port.removeprefix(":")
    host, _, port = authority.partition(":")
    return host, port
