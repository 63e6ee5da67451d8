"""An error document as it was saved: found in what stands around it, and its elements.

People save an answer with its headers (curl -i, -I), or copy it out of a log (curl -v).
"""

from __future__ import annotations

from .._frozen import Frozen
from .._xml import read_xml
from ..errors import AnswerError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

_LONGEST = 1024**2
# S3's; those of services with XML (STS), and of EC2's kind, in which it lies deeper.
_ROOTS = ("Error", "ErrorResponse", "Response")

# Why there is no document.
NO_BODY = "it has no body"
HTML = "it is a page of HTML"
# Why one cannot be read, though it may be one.
COMPRESSED = "it is compressed (gzip)"
CUT_OFF = "it is cut off, or no XML"
TOO_LONG = f"it has more than {_LONGEST} bytes"

# RFC 1952, section 2.3.1.
_GZIP = b"\x1f\x8b"
# A byte order mark in UTF-8, which editors of Windows write.
_MARK = b"\xef\xbb\xbf"
_HTML = (b"<!doctype html", b"<html", b"<head", b"<body")
# RFC 9112, section 4: the line with which an answer begins.
_STATUS_LINE = b"HTTP/"
# Of redirects and proxies there are some; more would be copied too often.
_MOST_HEADS = 20


class Document(Frozen):
    """What a body says. root: of its XML, or "JSON". fields: its elements. problem: why there
    are none."""

    __slots__ = ("fields", "problem", "root")

    fields: Mapping[str, str]
    problem: str
    root: str

    def __init__(self, root: str, fields: Mapping[str, str], problem: str) -> None:
        self._set(root=root, fields=fields, problem=problem)


def read_document(body: bytes) -> Document:
    """The document in a body; whatever is wrong with it is its `problem`."""
    body = body.removeprefix(_MARK).lstrip()
    problem = _at_first_sight(body)
    if problem:
        return Document("", {}, problem)
    return _json(body) if body.startswith(b"{") else _xml(body)


def _at_first_sight(body: bytes) -> str:
    if not body:
        return NO_BODY
    if len(body) > _LONGEST:
        return TOO_LONG
    if body.startswith(_GZIP):
        return COMPRESSED
    return HTML if body[:20].lower().startswith(_HTML) else ""


def _xml(body: bytes) -> Document:
    try:
        root, elements = read_xml(_cut_out(body))
    except AnswerError as error:
        is_begun = body.startswith((b"<?xml", b"<Error")) and "no XML" in error.message
        return Document("", {}, CUT_OFF if is_begun else error.message)
    fields: dict[str, str] = {}
    for path, text in elements:
        if len(path) == 1 or path[-2] == "Error":
            fields.setdefault(path[-1], text)
    if root not in _ROOTS:
        return Document(root, {}, f"its document is {root}")
    return Document(root, fields, "")


def _cut_out(body: bytes) -> bytes:
    """The document of an error in a text that does not begin with one."""
    if body.startswith((b"<", b"\xff", b"\xfe", b"\0")):  # UTF-16 begins with its mark.
        return body
    begin, end = body.find(b"<Error"), body.rfind(b"</Error")
    return body[begin : body.find(b">", end) + 1] if 0 <= begin < end else body


def _json(body: bytes) -> Document:
    from json import loads

    try:
        document = loads(body)
    except (ValueError, RecursionError):
        return Document("", {}, "it is no JSON")
    fields = {name: value for name, value in document.items() if isinstance(value, str)}
    message = fields.get("message") or fields.get("Message") or ""
    code = fields.get("__type") or fields.get("code") or fields.get("Code") or ""
    if not message and not code:
        return Document("JSON", {}, "its document says neither a code nor a message")
    return Document("JSON", {**fields, "Code": code.rpartition("#")[2], "Message": message}, "")


def split_head(body: bytes) -> tuple[int | None, dict[str, str], bytes]:
    """The status and the headers that were saved in front of a body, and the rest.

    RFC 9112, section 2.1. Of several, as of a proxy, "100 Continue" or a redirect, the last.
    """
    status: int | None = None
    headers: dict[str, str] = {}
    for _ in range(_MOST_HEADS):
        if not body.startswith(_STATUS_LINE):
            break
        end = min([at for at in (body.find(b"\r\n\r\n"), body.find(b"\n\n")) if at >= 0] or [-1])
        head, body = (body, b"") if end < 0 else (body[:end], body[end:].lstrip(b"\r\n"))
        first, *lines = head.decode("latin-1").splitlines()
        code = first.partition(" ")[2][:3]
        status = int(code) if code.isascii() and code.isdigit() else None
        pairs = [line.partition(":") for line in lines]
        headers = {name.strip().lower(): value.strip() for name, _, value in pairs}
    return status, headers, body
