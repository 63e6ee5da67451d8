"""Secrets taken out of texts and log records.

    redact("GET /cat.jpg?X-Amz-…&X-Amz-Signature=aeeed9bb…")
    # "GET /cat.jpg?X-Amz-…&X-Amz-Signature=REDACTED"

Not imported by `import sigv4`: it needs `re` and `logging`.
"""

from __future__ import annotations

import logging
from copy import copy

from ._checks import exact_str
from ._secret_values import MASK
from ._secrets import secret_spans

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def redact(text: str) -> str:
    """The text with its secrets replaced by the word REDACTED, and all else as it was.

    Secrets are signatures of versions 4, 4A and 2, session tokens, secret access keys,
    exported and derived signing keys, private keys, customers' keys (SSE-C), what stands in an
    Authorization header, passwords in URLs and of `curl --user`, and tokens that are presigned
    URLs (EKS, MSK, Bedrock). They are found by their names in front of them, in whatever case
    and spelling (X-Amz-Signature, HTTP_X_AMZ_SIGNATURE, xAmzSignature), in URLs, headers,
    forms, JSON, XML, YAML, settings, tables, prompts and the literals of programming languages;
    a secret access key also beside its access key id. They may be percent-encoded any number
    of times, escaped as in HTML, JSON and mails, and coloured for a terminal, up to four of
    these within each other. A text of base64, as a form's policy is, is read too, and replaced
    as a whole if it holds a secret.

    Access key ids and credential scopes stay: they are no secrets (they stand in every URL and
    in policies), and which key signed for which region is what one looks for in a log. So do
    canonical requests, strings to sign and hashes of payloads.

    In doubt more is hidden: what follows `secret_access_key=` is hidden also where it is an
    expression of a program. A value without a name cannot be told from other text. In no
    quotes it ends at white space; what a signature or a token lacks is also found in the
    lines below, where a terminal or a mail broke it, but a name that is broken is no name.
    What was redacted stays as it is when it is redacted again. Takes time in proportion to
    the text.

    Raises InvalidTypeError for what is no str: decode bytes first.
    """
    text = exact_str("text", text)
    # What was hidden may have kept a name from its value: in <secretKey x:'>w' stands
    # the end of a tag. So a text in which something was hidden is looked at again.
    for _ in range(_PASSES):
        spans = secret_spans(text)
        pieces: list[str] = []
        last = 0
        for begin, end in spans:
            pieces += (text[last:begin], MASK)
            last = end
        safe = "".join([*pieces, text[last:]])
        if safe == text:
            break
        text = safe
    return text


# Two are enough for all that is well-formed; a bound keeps the time in proportion to the text.
_PASSES = 5


class RedactingFilter(logging.Filter):
    """Takes secrets out of log records: `handler.addFilter(RedactingFilter())`.

    Message, arguments, exception and stack texts, what `extra` added, and the names of logger,
    thread, process and task are redacted. A record without secrets passes as it is. Of one
    with secrets, a copy goes on from Python 3.12 on, and other handlers see the record as it
    was; before, filters cannot replace a record, so it is the record itself that is changed,
    for the handlers after this one, too. The objects that were logged are never changed.
    Arguments stay arguments as long as the message can be made of them safely; else the
    message is the finished text. Where an exception's text holds a secret, the record has the
    redacted text as `exc_text`, and no `exc_info`; what its text does not show, as its
    attributes, is not looked at.

    Add it to handlers: a logger's filters do not see what its children log. It raises nothing.
    """

    def __init__(self) -> None:
        super().__init__()

    def filter(self, record: logging.LogRecord) -> Any:
        """True, or from Python 3.12 on the record to handle in place of this one."""
        try:
            changes = _changes(record)
        except Exception as error:  # What is logged may have code of its own, which may raise.
            changes = {**_NOTHING_LEFT, "msg": _NOT_REDACTED.format(type(error).__name__)}
        if not changes:
            return True
        safe = copy(record) if _FILTERS_MAY_REPLACE else record
        safe.__dict__.update(changes)
        return safe if _FILTERS_MAY_REPLACE else True


_NOT_REDACTED = "a log record that could not be redacted is left out ({})"
_NOTHING_LEFT = {"args": (), "exc_info": None, "exc_text": None, "stack_info": None}


class _Returning(logging.Filter):
    """A filter that returns what it is given."""

    def filter(self, record: logging.LogRecord) -> Any:
        return record


def _may_replace() -> bool:
    """Whether what a filter returns takes the record's place, as from Python 3.12 on."""
    record = logging.makeLogRecord({})
    filterer = logging.Filterer()
    filterer.addFilter(_Returning())
    passed: Any = filterer.filter(record)
    return passed is record


_FILTERS_MAY_REPLACE = _may_replace()
# What every record has, and what formatters add; the rest came by `extra`.
_OWN_ATTRIBUTES = frozenset(
    {*logging.makeLogRecord({}).__dict__, "asctime", "message", "exc_text", "taskName"}
)


# Of a record's own attributes, what a program may put a URL into: a task is named at will.
_OWN_TEXTS = ("stack_info", "message", "name", "threadName", "processName", "taskName")


class _Redacted(str):
    """The text of an object with its secrets taken out; its repr is the object's, likewise."""

    __slots__ = ("shown",)

    shown: str

    def __new__(cls, text: str, shown: str) -> _Redacted:
        self = super().__new__(cls, text)
        self.shown = shown
        return self

    def __repr__(self) -> str:
        return self.shown

    def __reduce__(self) -> tuple[type[_Redacted], tuple[str, str]]:
        """For copies, and for handlers that send records to other processes."""
        return _Redacted, (str(self), self.shown)


def _changes(record: logging.LogRecord) -> dict[str, object]:
    """The attributes that must be others, by their names."""
    found: dict[str, object] = _of_message(record)
    found |= _of_exception(record)
    for name in _OWN_TEXTS:
        text = getattr(record, name, None)
        if isinstance(text, str):
            found[name] = redact(text)
    for name, value in record.__dict__.items():
        if name not in _OWN_ATTRIBUTES:
            found[name] = _safe(value, name)
    return {name: value for name, value in found.items() if value is not getattr(record, name)}


def _of_message(record: logging.LogRecord) -> dict[str, object]:
    """The message and its arguments."""
    args = _safe_args(record.args)
    template = str(record.msg)
    try:
        finished = template % args if args else template
    except (TypeError, ValueError, KeyError):  # What logging will complain of, showing both.
        finished = f"{template} {args!r}"
        if args is record.args and redact(finished) == finished:
            return {}
        return {"msg": redact(finished), "args": ()}
    safe = redact(finished)
    if safe == finished and redact(template) == template:
        return {"args": args}
    return {"msg": safe, "args": ()}


def _safe_args(args: Any) -> Any:
    """The arguments, themselves if they hold no secret."""
    if isinstance(args, tuple):
        safe = tuple([_safe(value) for value in args])
        return args if all(map(_same, safe, args)) else safe
    if isinstance(args, dict):
        by_name = {name: _safe(value, str(name)) for name, value in args.items()}
        return args if all(map(_same, by_name.values(), args.values())) else by_name
    return _safe(args)


def _same(one: object, other: object) -> bool:
    return one is other


def _safe(value: object, name: str = "") -> object:
    """A value, itself if it holds no secret; name: the one that it stands behind, if any."""
    if value is None or isinstance(value, (bool, int, float, complex)):
        return value
    if name and isinstance(value, (str, bytes)):
        written = f"{name}={value!r}"
        if redact(written) != written and redact(repr(value)) == repr(value):
            return MASK
    try:
        # A subclass may show another text than it is; the message is redacted once it is made.
        text = str.__str__(value) if isinstance(value, str) else str(value)
        shown = repr(value)
    except Exception:  # Logging would show the other arguments with its complaint.
        text = shown = f"<a {type(value).__name__} that has no text>"
        return _Redacted(text, shown)
    safe, safe_shown = redact(text), redact(shown)
    if safe == text and safe_shown == shown:
        return value
    return safe if isinstance(value, str) else _Redacted(safe, safe_shown)


def _of_exception(record: logging.LogRecord) -> dict[str, object]:
    """The exception's text. Its objects may hold what the text does, so they go with it."""
    text = record.exc_text
    if not text and record.exc_info:
        text = logging.Formatter().formatException(record.exc_info)
    safe = redact(text) if text else text
    return {} if safe == text else {"exc_text": safe, "exc_info": None}
