"""What a server answered, read as far as it can be: its document, its status, its headers.

Amazon S3 API reference, "Error responses"; other services wrap the same in an ErrorResponse, or
say it in JSON.
"""

from __future__ import annotations

from .._checks import exact_str, type_error
from .._frozen import Frozen
from .._inspect.facts import amz_epoch
from .._xml import read_xml
from ..errors import AnswerError, InvalidValueError
from .view import view_of_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from .view import View

_LONGEST = 1024**2
_ROOTS = ("Error", "ErrorResponse")
_WANTED = "the body of the server's answer (bytes or a str), or a response of httpx"

# What the API gateway and services with JSON write between the words of their message.
_CANONICAL = "The Canonical String for this request should have been\n'"
_STRING = "'\n\nThe String-to-Sign should have been\n'"


class Sent(Frozen):
    """The request as a client sent it. headers: by lower-case name."""

    __slots__ = ("headers", "method", "url")

    method: str
    url: str
    headers: Mapping[str, str]

    def __init__(self, method: str, url: str, headers: Mapping[str, str]) -> None:
        self._set(method=method, url=url, headers=headers)


class ServerAnswer(Frozen):
    """What a server said; what it did not say is "" or None.

    status. fields: the document's elements. code, message. headers: by lower-case name.
    problem: why there is no document. root: the document's. seen: its canonical request. sent:
    what it answers to, if that is known.
    """

    __slots__ = (
        *("code", "fields", "headers", "message", "problem", "root", "seen", "sent", "status"),
        "string_to_sign",
    )

    code: str
    fields: Mapping[str, str]
    headers: Mapping[str, str]
    message: str
    problem: str
    root: str
    seen: View | None
    sent: Sent | None
    status: int | None
    string_to_sign: str

    def __init__(
        self,
        body: bytes,
        *,
        status: int | None = None,
        headers: Mapping[str, str] | None = None,
        sent: Sent | None = None,
    ) -> None:
        root, fields, problem = _document(body)
        message = fields.get("Message", "")
        canonical = fields.get("CanonicalRequest", "")
        string = fields.get("StringToSign", "")
        if not canonical and _CANONICAL in message:
            message, _, rest = message.partition(_CANONICAL)
            canonical, _, string = rest.partition(_STRING)
            string = string.rstrip().removesuffix("'")
        self._set(
            code=fields.get("Code", ""),
            fields=fields,
            headers=headers or {},
            message=" ".join(message.split()),
            problem=problem,
            root=root,
            seen=view_of_text(canonical),
            sent=sent,
            status=status,
            string_to_sign=string,
        )

    @property
    def epoch(self) -> int | None:
        """The server's time, in seconds since 1970."""
        written = self.fields.get("ServerTime", "").partition(".")[0].removesuffix("Z")
        epoch = amz_epoch(f"{written}Z".replace("-", "").replace(":", ""))
        return _http_date(self.headers.get("date", "")) if epoch is None else epoch


def read_answer(response: Any) -> ServerAnswer | None:
    """A server's answer: a body, or a response of httpx (or of another client of its shape).

    Whatever is wrong with a body is its `problem`. Raises InvalidTypeError for another type, and
    InvalidValueError for a response that was not read.
    """
    if response is None:
        return None
    if isinstance(response, str):
        return ServerAnswer(exact_str("response", response).encode(errors="replace"))
    if isinstance(response, (bytes, bytearray)):
        return ServerAnswer(bytes(response))
    status = _attribute(response, "status_code")
    if not isinstance(status, int):
        raise type_error("response", response, _WANTED)
    body = _attribute(response, "content")
    if not isinstance(body, bytes):
        raise InvalidValueError(
            "response", "its body has not been read", "call its read(), or await its aread(), first"
        )
    headers = _headers(_attribute(response, "headers"))
    return ServerAnswer(body, status=int(status), headers=headers, sent=_sent(response))


def _sent(response: Any) -> Sent | None:
    request = _attribute(response, "request")
    if request is None:
        return None
    method, url = _attribute(request, "method"), _attribute(request, "url")
    headers = _headers(_attribute(request, "headers"))
    return Sent(_text(method), _text(url), headers)


def _attribute(value: Any, name: str) -> Any:
    """An attribute of what came in; None where it has none, or does not give it."""
    try:
        return getattr(value, name, None)
    except Exception:  # Of httpx: RuntimeError for no request, ResponseNotRead for a stream.
        return None


def _headers(given: Any) -> dict[str, str]:
    try:
        return {_text(name).lower(): _text(value) for name, value in given.items()}
    except Exception:  # What is no mapping of headers tells nothing.
        return {}


def _text(value: Any) -> str:
    try:
        return value.decode("latin-1") if isinstance(value, bytes) else str.__str__(str(value))
    except Exception:  # It came in, and may have code of its own.
        return ""


def _document(body: bytes) -> tuple[str, dict[str, str], str]:
    """The root of a document, its elements, and why there is none."""
    if not body.strip():
        return "", {}, "it has no body"
    if len(body) > _LONGEST:
        return "", {}, f"it has more than {_LONGEST} bytes"
    if body.lstrip()[:1] == b"{":
        return _json(body)
    try:
        root, elements = read_xml(body)
    except AnswerError as error:
        return "", {}, error.message
    fields: dict[str, str] = {}
    for path, text in elements:
        name = path[-1]
        if len(path) == 1 or (len(path) == 2 and path[0] == "Error"):
            fields.setdefault(name, text)
    if root not in _ROOTS:
        return root, {}, f"its document is {root}"
    return root, fields, ""


def _json(body: bytes) -> tuple[str, dict[str, str], str]:
    from json import loads

    try:
        document = loads(body)
    except (ValueError, RecursionError):
        return "", {}, "it is no JSON"
    fields = {name: value for name, value in document.items() if isinstance(value, str)}
    message = fields.get("message") or fields.get("Message")
    code = fields.get("__type") or fields.get("code") or fields.get("Code") or ""
    if not message and not code:
        return "JSON", {}, "its document says neither a code nor a message"
    code = code.rpartition("#")[2] or _code_by(message or "")
    return "JSON", {**fields, "Code": code, "Message": message or ""}, ""


def _code_by(message: str) -> str:
    return "SignatureDoesNotMatch" if message.startswith("The request signature we") else ""


def _http_date(text: str) -> int | None:
    """RFC 9110, section 5.6.7: "Sun, 06 Nov 1994 08:49:37 GMT"."""
    parts = text.split()
    if len(parts) != 6 or parts[2] not in _MONTHS or len(parts[1]) != 2:
        return None
    month = _MONTHS.index(parts[2]) + 1
    return amz_epoch(f"{parts[3]}{month:02}{parts[1]}T{parts[4].replace(':', '')}Z")


_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
