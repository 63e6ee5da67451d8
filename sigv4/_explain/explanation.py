"""`Explanation`: why a request was refused. It holds no secret."""

from __future__ import annotations

from .._frozen import Frozen
from ..redact import redact
from .causes import CERTAIN, LIKELY, shown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from .causes import Cause
    from .comparison import Line

_NAMES = 16
_MOST_LINES = 200
# ISO/IEC 6429, "Select graphic rendition".
_RED, _GREEN, _BOLD, _PLAIN = "\x1b[31m", "\x1b[32m", "\x1b[1m", "\x1b[0m"

_LABELS = {CERTAIN: "cause", LIKELY: "likely"}
_TO_CHECK = "to check"


class Explanation(Frozen):
    """Why a server refused a request. Immutable, and without secrets.

    causes: the most likely first, each with what to do; `cause` is the first, or None. status,
    code, message: the server's; None or "" where it does not say. signature: "right", "wrong" or
    "unknown", what the secret at hand says of the URL's own signature, and signature_words.
    lines: what was signed beside what the server saw; () where it does not say. next_request:
    which request would tell more; "" where none need. url: with its secrets taken out.

    `str()` is a page to read.
    """

    __slots__ = (
        *("causes", "code", "lines", "message", "next_request", "signature", "signature_words"),
        *("status", "url"),
    )

    causes: tuple[Cause, ...]
    code: str
    lines: tuple[Line, ...]
    message: str
    next_request: str
    signature: str
    signature_words: str
    status: int | None
    url: str

    def __init__(
        self,
        url: str,
        causes: tuple[Cause, ...],
        *,
        status: int | None,
        code: str,
        message: str,
        lines: tuple[Line, ...],
        signature: str,
        signature_words: str,
        next_request: str,
    ) -> None:
        self._set(
            url=redact(url),
            causes=causes,
            status=status,
            code=shown(code),
            message=shown(message),
            lines=lines[:_MOST_LINES],
            signature=signature,
            signature_words=shown(signature_words),
            next_request=next_request,
        )

    @property
    def cause(self) -> Cause | None:
        """The most likely cause."""
        return self.causes[0] if self.causes else None

    def as_dict(self) -> dict[str, Any]:
        """All of it as what JSON can hold."""
        return {
            "status": self.status,
            "code": self.code,
            "message": self.message,
            "causes": [cause.as_dict() for cause in self.causes],
            "signature": self.signature,
            "signature_words": self.signature_words,
            "lines": [line.as_dict() for line in self.lines],
            "next_request": self.next_request,
            "url": self.url,
        }

    def to_json(self) -> str:
        """All of it as one line of JSON in ASCII."""
        from json import dumps

        return dumps(self.as_dict())

    def page(self, *, color: bool = False) -> str:
        """A page to read; color: with the escapes of a terminal. The marks are there without."""
        lines = [f"{name:{_NAMES}}{text}".rstrip() for name, text in self._said()]
        if self.lines:
            lines += ["", "- as it was signed, + as the server saw it"]
            for line in self.lines:
                lines += _compared(line, color)
        if color:
            lines = [_bold(line) for line in lines]
        return "\n".join(lines)

    def __str__(self) -> str:
        return self.page()

    def __repr__(self) -> str:
        ids = ", ".join([cause.id for cause in self.causes])
        return f"<Explanation {self.code or 'without a code'}; causes: {ids or 'none'}>"

    def _said(self) -> Iterator[tuple[str, str]]:
        said = " ".join([str(word) for word in (self.status, self.code) if word])
        said = said or ("no code" if self.message else "no document")
        yield "server", f"{said}{f': {self.message}' if self.message else ''}"
        before = ""
        for cause in self.causes:
            label = _LABELS.get(cause.likelihood, _TO_CHECK)
            yield "" if label == before else label, f"{cause.id}: {cause.words}"
            before = label
            for text in cause.evidence:
                yield "", f"    {text}"
            yield "", f"  → {cause.remedy}"
        if not self.causes:
            yield "cause", "none was found"
        yield "signature", self.signature_words
        if self.next_request:
            yield "to know more", self.next_request


def _bold(line: str) -> str:
    label = line[:_NAMES].rstrip()
    if label not in {"cause", "likely", _TO_CHECK}:
        return line
    return f"{line[:_NAMES]}{_BOLD}{line[_NAMES:]}{_PLAIN}"


def _compared(line: Line, color: bool) -> list[str]:
    """One line, or both with a mark beneath what differs."""
    if line.is_equal:
        return [f"  {line.seen if line.signed in {None, '?'} else line.signed}".rstrip()]
    shown = []
    for sign, text, mark, paint in (
        ("-", line.signed, line.marks[0], _RED),
        ("+", line.seen, line.marks[1], _GREEN),
    ):
        if text is None:
            continue
        begin, end = mark
        if color:
            colored = f"{text[:begin]}{paint}{text[begin:end]}{_PLAIN}{text[end:]}"
            shown.append(f"{sign} {colored}")
        else:
            shown.append(f"{sign} {text}")
        both = line.signed is not None and line.seen is not None
        if both and end > begin:
            shown.append(f"  {' ' * begin}{'^' * (end - begin)}")
    return shown
