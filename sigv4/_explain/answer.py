"""What a server answered, read as far as it can be: its document, its status, its headers.

Amazon S3 API reference, "Error responses"; other services wrap the same in an ErrorResponse, or
say it in JSON.
"""

from __future__ import annotations

from .._checks import exact_str, type_error
from .._frozen import Frozen
from .._inspect.facts import amz_epoch
from ..errors import InvalidValueError
from .document import read_document, split_head
from .view import view_of_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from .view import View

_WANTED = "the body of the server's answer (bytes or a str), or a response of httpx"

# What the API gateway and services with JSON write between the words of their message.
_CANONICAL = "The Canonical String for this request should have been\n'"
_STRING = "'\n\nThe String-to-Sign should have been\n'"
_DIFFERS = "The request signature we calculated does not match"

# Where codes and messages stand beside a document, or without one, as to HEAD.
_CODE_HEADERS = ("x-amzn-errortype", "x-minio-error-code")
_MESSAGE_HEADERS = ("x-minio-error-desc",)


class Sent(Frozen):
    """The request as a client sent it. headers: by lower-case name. is_redirected: whether the
    answer to another one made it."""

    __slots__ = ("headers", "is_redirected", "method", "url")

    method: str
    url: str
    headers: Mapping[str, str]
    is_redirected: bool

    def __init__(
        self, method: str, url: str, headers: Mapping[str, str], *, is_redirected: bool
    ) -> None:
        self._set(method=method, url=url, headers=headers, is_redirected=is_redirected)


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
        document = read_document(body)
        fields, headers = document.fields, headers or {}
        message = fields.get("Message") or _first(headers, _MESSAGE_HEADERS).strip('"')
        code = fields.get("Code") or _first(headers, _CODE_HEADERS).partition(":")[0]
        if not code and message.startswith(_DIFFERS):
            code = "SignatureDoesNotMatch"
        canonical = fields.get("CanonicalRequest", "")
        string = fields.get("StringToSign", "")
        if not canonical and _CANONICAL in message:
            message, _, rest = message.partition(_CANONICAL)
            canonical, _, string = rest.partition(_STRING)
            string = string.rstrip().removesuffix("'")
        self._set(
            code=code.rpartition("#")[2],
            fields=fields,
            headers=headers,
            message=" ".join(message.split()),
            problem=document.problem,
            root=document.root,
            seen=view_of_text(canonical),
            sent=sent,
            status=status,
            string_to_sign=string,
        )

    @property
    def is_success(self) -> bool:
        """Whether its status says so (RFC 9110, section 15.3)."""
        return self.status is not None and 200 <= self.status < 300

    @property
    def said(self) -> str:
        """Its message, or why there is none."""
        return self.message or ("" if self.is_success else self.problem)

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
        response = exact_str("response", response).encode(errors="replace")
    if isinstance(response, (bytes, bytearray)):
        saved, heads, body = split_head(bytes(response))
        return ServerAnswer(body, status=saved, headers=heads)
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
    history = _attribute(response, "history")
    is_redirected = type(history) is list and len(history) > 0  # A subclass has code of its own.
    return Sent(_text(method), _text(url), headers, is_redirected=is_redirected)


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


def _first(headers: Mapping[str, str], names: tuple[str, ...]) -> str:
    return next((headers[name] for name in names if headers.get(name)), "")


def _http_date(text: str) -> int | None:
    """RFC 9110, section 5.6.7: "Sun, 06 Nov 1994 08:49:37 GMT"."""
    parts = text.split()
    if len(parts) != 6 or parts[2] not in _MONTHS or len(parts[1]) != 2:
        return None
    month = _MONTHS.index(parts[2]) + 1
    return amz_epoch(f"{parts[3]}{month:02}{parts[1]}T{parts[4].replace(':', '')}Z")


_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
