"""`Inspection`: what a presigned URL, or a form, says of itself. It holds no secret."""

from __future__ import annotations

from .._checks import printable
from .._clock import utc
from .._frozen import Frozen
from ..redact import redact

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime, timedelta
    from typing import Any

    from .findings import Finding

_UNITS = ((86400, "day"), (3600, "hour"), (60, "minute"), (1, "second"))

# The width of the column of names, as that of the command's other pages.
_NAMES = 16


class Parameter(Frozen):
    """One parameter of a query or field of a form. Immutable.

    name: as it is written. value: decoded, "…" for a secret. words: what it means.
    """

    __slots__ = ("name", "value", "words")

    name: str
    value: str
    words: str

    def __init__(self, name: str, value: str, words: str) -> None:
        self._set(name=name, value=value, words=words)

    def as_dict(self) -> dict[str, str]:
        """The three as a dictionary."""
        return {"name": self.name, "value": self.value, "words": self.words}

    def __repr__(self) -> str:
        return f"<Parameter {self.name}={self.value!r}>"


class Inspection(Frozen):
    """What a presigned URL or a form says of itself. Immutable, and without secrets.

    kind: what it is, in words. version: of the signature, "4", "4A", "2", or "" for none.
    url: with its secrets taken out; "" for a form without one. host, path: as they are written.
    algorithm. access_key_id. date, region, service: of the scope; scope: the three as one.
    region_set: the regions of a SigV4A signature. has_token: a session token is there.
    signed_at, expires_at: aware datetimes in UTC; some services end it sooner, or later, than it
    says. expires_in: seconds, as it says. looked_at: the time of looking. state: "valid",
    "expired" or "not yet valid" by then; "unknown" where it does not say. signed_headers: names.
    headers_to_send: those of them that whoever uses the URL must send, with what was signed.
    not_covered: what the signature leaves open, in words. conditions: of a form's policy, in
    words. parameters: of the query, or fields of the form. warnings: what may be wrong.

    What a URL does not say is None, or "". `str()` is a page to read.
    """

    __slots__ = (
        "access_key_id",
        "algorithm",
        "conditions",
        "date",
        "expires_at",
        "expires_in",
        "has_token",
        "headers_to_send",
        "host",
        "kind",
        "looked_at",
        "not_covered",
        "parameters",
        "path",
        "region",
        "region_set",
        "scope",
        "service",
        "signed_at",
        "signed_headers",
        "state",
        "url",
        "version",
        "warnings",
    )

    kind: str
    version: str
    url: str
    host: str
    path: str
    algorithm: str
    access_key_id: str
    date: str
    region: str
    region_set: tuple[str, ...]
    service: str
    scope: str
    has_token: bool
    signed_at: datetime | None
    expires_in: int | None
    expires_at: datetime | None
    looked_at: datetime
    state: str
    signed_headers: tuple[str, ...]
    headers_to_send: tuple[str, ...]
    not_covered: tuple[str, ...]
    conditions: tuple[str, ...]
    parameters: tuple[Parameter, ...]
    warnings: tuple[Finding, ...]

    def __init__(
        self,
        kind: str,
        *,
        looked_at: int,
        signed_epoch: int | None = None,
        ends_epoch: int | None = None,
        **fields: object,
    ) -> None:
        """looked_at, signed_epoch, ends_epoch: seconds since 1970. fields: the other ones."""
        self._set(
            kind=kind,
            looked_at=utc(looked_at),
            signed_at=None if signed_epoch is None else utc(signed_epoch),
            expires_at=None if ends_epoch is None else utc(ends_epoch),
            state=_state(looked_at, signed_epoch, ends_epoch),
        )
        # In a URL that was mangled, a secret may stand anywhere.
        self._set(**{**_NOTHING_SAID, **{name: _safe(value) for name, value in fields.items()}})

    def as_dict(self) -> dict[str, Any]:
        """All of it as what JSON can hold; times as ISO 8601 has them."""
        fields = {name: _plain(getattr(self, name)) for name in sorted(self.__slots__)}
        return {"kind": fields.pop("kind"), **fields}

    def to_json(self) -> str:
        """All of it as one line of JSON in ASCII."""
        from json import dumps

        return dumps(self.as_dict())

    def __str__(self) -> str:
        lines = []
        for name, texts in self._page():
            # The name stands in the first of its lines.
            lines += [
                f"{'' if place else name:{_NAMES}}{printable(text)}".rstrip()
                for place, text in enumerate(texts)
            ]
        return "\n".join(lines)

    def __repr__(self) -> str:
        ids = ", ".join([warning.id for warning in self.warnings])
        return f"<Inspection {self.kind}, {self.state}; warnings: {ids or 'none'}>"

    def _page(self) -> Iterable[tuple[str, list[str]]]:
        yield "kind", [self.kind]
        if self.host:
            yield "host", [self.host]
        if self.path:
            yield "path", [self.path]
        if self.access_key_id:
            yield "access key", [self._key_in_words()]
        if self.scope:
            yield "scope", [self.scope]
        if self.region_set:
            yield "regions", [", ".join(self.region_set)]
        if self.signed_at is not None:
            yield "signed at", [timestamp(self.signed_at)]
        if self.expires_at is not None:
            yield "expires at", [self._end_in_words(self.expires_at)]
        if self.signed_headers:
            yield "method", ["signed, but a URL does not show which"]
            yield "must be sent", [", ".join(self.headers_to_send) or "no header but host"]
        yield "not covered", list(self.not_covered)
        yield "conditions", list(self.conditions)
        width = max([len(parameter.name) for parameter in self.parameters], default=0)
        yield (
            "parameters",
            [f"{p.name:{min(width, 30)}}  {p.words or p.value}" for p in self.parameters],
        )
        yield "warnings", [f"{warning.id}: {warning}" for warning in self.warnings]

    def _key_in_words(self) -> str:
        is_temporary = self.has_token or self.access_key_id.startswith("ASIA")
        return f"{self.access_key_id}{', temporary' if is_temporary else ''}"

    def _end_in_words(self, end: datetime) -> str:
        life = ""
        if self.signed_at is not None and end >= self.signed_at:
            life = f", {duration(_seconds(end - self.signed_at))} after signing"
        away = _seconds(end - self.looked_at)
        when = f"in {duration(away)}" if away > 0 else f"{duration(-away)} ago" if away else "now"
        return f"{timestamp(end)}{life}: {when}"


_NOTHING_SAID: dict[str, object] = {
    "version": "",
    "url": "",
    "host": "",
    "path": "",
    "algorithm": "",
    "access_key_id": "",
    "date": "",
    "region": "",
    "region_set": (),
    "service": "",
    "scope": "",
    "has_token": False,
    "expires_in": None,
    "signed_headers": (),
    "headers_to_send": (),
    "not_covered": (),
    "conditions": (),
    "parameters": (),
    "warnings": (),
}


def _state(now: int, signed: int | None, ends: int | None) -> str:
    if ends is None:
        return "unknown"
    if now >= ends:
        return "expired"
    return "not yet valid" if signed is not None and now < signed else "valid"


def _safe(value: object) -> object:
    """A field without secrets."""
    if isinstance(value, tuple):
        return tuple([_safe(item) for item in value])
    return redact(value) if isinstance(value, str) else value


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if hasattr(value, "as_dict"):
        return value.as_dict()
    return timestamp(value) if hasattr(value, "strftime") else value


def timestamp(time: datetime) -> str:
    """A time in UTC as ISO 8601 has it. Years below 1000, too, have four digits."""
    return f"{time.isoformat(timespec='seconds').removesuffix('+00:00')}Z"


def _seconds(time: timedelta) -> int:
    return time.days * 86400 + time.seconds


def duration(seconds: int) -> str:
    """A length of time in its two greatest units: "1 day 12 hours"."""
    words: list[str] = []
    for length, unit in _UNITS:
        count, seconds = divmod(seconds, length)
        if count and len(words) < 2:
            words.append(f"{count} {unit}{'' if count == 1 else 's'}")
        elif words:
            break
    return " ".join(words) or "0 seconds"
