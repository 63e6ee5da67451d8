"""`FormDraft`: a POST form and its policy, right or wrong, signed as they stand.

Source: Amazon S3 API reference, "Authenticating requests in browser-based uploads using POST".
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass
from json import dumps

from ..._canonical import ALGORITHM, TERMINATOR
from ..._clock import SigningTime
from .draft import DAY, signature
from .message import Message, Pairs
from .target import BUCKET, HERE, Target

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    Fields = list[tuple[str, str]]
    FormStep = Callable[[Fields], Fields]

_BOUNDARY = "----sigv4-conformance-boundary"
FILE = b"the file of a form"


@dataclass(frozen=True, kw_only=True)
class FormDraft:
    """A form, and how it is signed.

    key: the field's value behind the run's prefix; key_condition: None: the value itself.
    fields, conditions: beside those of the bucket, the key and the signature. without: names of
    conditions that are left out. policy: the document in place of the one that is made of these,
    as text; encoded: of its base64 form. said: fields of the signature that say something else,
    in the policy, too. steps: what is done to the fields after signing. behind: fields after
    the file. The rest is as in `Draft`.
    """

    key: str = "post/form"
    key_condition: Any = None
    fields: Pairs = ()
    conditions: tuple[Any, ...] = ()
    without: tuple[str, ...] = ()
    policy: str | None = None
    encoded: Callable[[str], str] | None = None
    expiration: str | None = None
    said: Mapping[str, str | None] | None = None
    steps: tuple[FormStep, ...] = ()
    behind: Pairs = ()
    file: bytes | None = FILE
    filename: str = "file.txt"
    content_type: str | None = None
    age: int = 0
    life: int = 600
    region: str | None = None
    service: str = "s3"
    terminator: str = TERMINATOR
    scope_age: int = 0
    access_key_id: str | None = None
    secret: str | None = None
    token: str | None = None

    def signed(self, target: Target) -> Message:
        """The message, signed now."""
        fields = self._fields(target)
        for step in self.steps:
            fields = step(fields)
        content_type = self.content_type or f"multipart/form-data; boundary={_BOUNDARY}"
        return Message(
            method="POST",
            path=target.base or "/",
            items=(),
            headers=(("Host", target.authority), ("Content-Type", content_type)),
            body=self._body(fields, target),
        )

    def _fields(self, target: Target) -> Fields:
        """The fields in front of the file, with the signature."""
        credentials = target.credentials
        time = SigningTime(SigningTime.now().epoch - self.age)
        day = SigningTime(time.epoch - self.scope_age * DAY).date
        region = target.region if self.region is None else self.region
        signer = self.access_key_id or credentials.access_key_id
        own = {
            "x-amz-algorithm": ALGORITHM,
            "x-amz-credential": f"{signer}/{day}/{region}/{self.service}/{self.terminator}",
            "x-amz-date": time.amz_date,
            "x-amz-security-token": (
                credentials.session_token if self.token is None else self.token
            )
            or None,
        }
        said = self.said or {}
        values = {name: said.get(name, value) for name, value in own.items()}
        signing = [(name, value) for name, value in values.items() if value is not None]
        policy = self.policy or dumps(self._document(time, signing), ensure_ascii=False)
        text = target.filled(policy)
        encode = self.encoded or (lambda text: b64encode(text.encode()).decode())
        encoded = encode(text)
        calculated = signature(
            self.secret or credentials.secret_access_key, (day, region, self.service), encoded
        )
        return [
            ("key", target.filled(f"{HERE}/{self.key}")),
            *[(name, target.filled(value)) for name, value in self.fields],
            *signing,
            ("policy", encoded),
            ("x-amz-signature", calculated),
        ]

    def _document(self, time: SigningTime, signing: Fields) -> dict[str, Any]:
        ends = SigningTime(time.epoch + self.life).amz_date
        written = f"{ends[:4]}-{ends[4:6]}-{ends[6:11]}:{ends[11:13]}:{ends[13:15]}.000Z"
        stated = {
            "bucket": {"bucket": BUCKET},
            "key": self.key_condition or {"key": f"{HERE}/{self.key}"},
            **{name: {name: value} for name, value in signing},
        }
        kept = [condition for name, condition in stated.items() if name not in self.without]
        return {
            "expiration": written if self.expiration is None else self.expiration,
            "conditions": [*kept, *self.conditions],
        }

    def _body(self, fields: Fields, target: Target) -> bytes:
        if self.content_type == "application/x-www-form-urlencoded":
            from urllib.parse import urlencode

            return urlencode(fields, safe="/").encode()
        parts = [_part(name, value) for name, value in fields]
        if self.file is not None:
            name = target.filled(self.filename)
            head = f'form-data; name="file"; filename="{name}"\r\nContent-Type: text/plain'
            parts.append(_headed(head, self.file))
        parts += [_part(name, target.filled(value)) for name, value in self.behind]
        return b"".join(parts) + f"--{_BOUNDARY}--\r\n".encode()


def drop(*names: str) -> FormStep:
    """The form without fields."""
    return lambda fields: [pair for pair in fields if pair[0] not in names]


def say(name: str, value: str) -> FormStep:
    """A field with another value."""
    return lambda fields: [(n, value if n == name else v) for n, v in fields]


def edit(name: str, change: Callable[[str], str]) -> FormStep:
    """A field with its value changed."""
    return lambda fields: [(n, change(v) if n == name else v) for n, v in fields]


def add(name: str, value: str) -> FormStep:
    """A field more."""
    return lambda fields: [*fields, (name, value)]


def _part(name: str, value: str) -> bytes:
    return _headed(f'form-data; name="{name}"', value.encode())


def _headed(head: str, data: bytes) -> bytes:
    start = f"--{_BOUNDARY}\r\nContent-Disposition: {head}\r\n\r\n"
    return start.encode() + data + b"\r\n"
