"""`Draft`: what a case wants signed, right or wrong; the signer that asks no questions.

The library itself refuses to sign most of this, as it should. Here each part of a signature can be
another than it ought to be, and the rest is calculated around it as the specification says: what
a server then refuses, it refuses for that part alone.
Source: Amazon S3 API reference, "Authenticating requests".
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256

from ..._canonical import ALGORITHM, TERMINATOR, join_request, join_string_to_sign
from ..._clock import SigningTime
from ..._encoding import encode, encode_key, join_query
from ..._keys import derived, signature_by
from ..._rules import UNSIGNED_PAYLOAD
from .message import Message

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from .message import Pairs
    from .target import Target

DAY = 86400


@dataclass(frozen=True, kw_only=True)
class Draft:
    """A request and how it is signed.

    key: behind the run's prefix; None: the request is for the bucket. query, headers: signed, as
    raw text, with the run's prefix and bucket for HERE and BUCKET. unsigned: headers that are
    sent alone. auth: "query", "header" or "none". payload: the last line of the canonical
    request; None: UNSIGNED-PAYLOAD in the query, the body's hash in the header.
    age: seconds since it was signed; negative: it is from the future. scope_age: days between
    that day and the scope's. said: parameters, or headers of the signature, that say something
    else than they should, or, where None, nothing; the signature covers what they say.
    names: the signed headers as they are listed. access_key_id, secret, token: None: those of the
    target; "" for a token: none. key_parts: what the signing key is derived from.
    path: what follows the bucket and a "/" on the request line, in place of the key; signed_path:
    the same in the canonical request. Both are as they are written, with HERE.
    """

    method: str = "GET"
    key: str | None = "seed"
    path: str | None = None
    signed_path: str | None = None
    query: Pairs = ()
    headers: Pairs = ()
    unsigned: Pairs = ()
    body: bytes | None = None
    auth: str = "query"
    payload: str | None = None
    age: int = 0
    expires: str = "600"
    region: str | None = None
    service: str = "s3"
    terminator: str = TERMINATOR
    scope_age: int = 0
    said: Mapping[str, str | None] | None = None
    names: str | None = None
    access_key_id: str | None = None
    secret: str | None = None
    token: str | None = None
    key_parts: tuple[str, str, str] | None = None

    def signed(self, target: Target) -> Message:
        """The message, signed now."""
        return _Signing(self, target).message()


def signature(secret: str, parts: tuple[str, str, str], string_to_sign: str) -> str:
    """The signature of a text by the key of date, region and service."""
    return signature_by(derived(secret.encode(), *parts), string_to_sign)


class _Signing:
    """One signature, from the draft of it."""

    def __init__(self, draft: Draft, target: Target) -> None:
        self._draft = draft
        self._target = target
        credentials = target.credentials
        time = SigningTime(SigningTime.now().epoch - draft.age)
        day = SigningTime(time.epoch - draft.scope_age * DAY).date
        region = target.region if draft.region is None else draft.region
        self._date = time.amz_date
        self._parts = draft.key_parts or (day, region, draft.service)
        self._signer = draft.access_key_id or credentials.access_key_id
        self._credential = f"{self._signer}/{day}/{region}/{draft.service}/{draft.terminator}"
        self._secret = draft.secret or credentials.secret_access_key
        self._token = credentials.session_token if draft.token is None else draft.token
        self._body = None if draft.body is None else target.filled_bytes(draft.body)

    def message(self) -> Message:
        draft, fill = self._draft, self._target.filled
        path = self._path()
        pairs = [(encode("query", fill(n)), encode("query", fill(v))) for n, v in draft.query]
        headers = [("Host", self._target.authority)]
        headers += [(name, fill(value)) for name, value in draft.headers]
        if draft.auth == "query":
            pairs = self._in_query(path, pairs, headers)
        elif draft.auth == "header":
            headers = self._in_header(path, pairs, headers)
        headers += [(name, fill(value)) for name, value in draft.unsigned]
        return Message(
            method=draft.method,
            path=path,
            items=tuple([f"{name}={value}" for name, value in pairs]),
            headers=tuple(headers),
            body=self._body,
        )

    def _path(self) -> str:
        draft, base = self._draft, self._target.base
        if draft.path is not None:
            return f"{base}/{self._target.filled(draft.path)}"
        if draft.key is None:
            return base or "/"
        return f"{base}/{encode_key('key', self._target.key(draft.key))}"

    def _in_query(
        self, path: str, pairs: list[tuple[str, str]], headers: list[tuple[str, str]]
    ) -> list[tuple[str, str]]:
        """The query with its signature."""
        block, names = self._canonical(headers)
        own = {
            "X-Amz-Algorithm": ALGORITHM,
            "X-Amz-Credential": self._credential,
            "X-Amz-Date": self._date,
            "X-Amz-Expires": self._draft.expires,
            "X-Amz-Security-Token": self._token or None,
            "X-Amz-SignedHeaders": names,
        }
        said = self._said(own)
        added = [(name, encode("query", value)) for name, value in said.items()]
        signed = sorted([*pairs, *added])
        payload = self._draft.payload or UNSIGNED_PAYLOAD
        calculated = self._sign(path, signed, block, names, payload, said)
        return [*signed, ("X-Amz-Signature", calculated)]

    def _in_header(
        self, path: str, pairs: list[tuple[str, str]], headers: list[tuple[str, str]]
    ) -> list[tuple[str, str]]:
        """The headers with the signature."""
        payload = self._draft.payload or sha256(self._body or b"").hexdigest()
        own = {
            "x-amz-content-sha256": payload,
            "x-amz-date": self._date,
            "x-amz-security-token": self._token or None,
        }
        headers = [*headers, *self._said(own).items()]
        block, names = self._canonical(headers)
        scheme = {
            "X-Amz-Algorithm": ALGORITHM,
            "Credential": self._credential,
            "SignedHeaders": names,
        }
        said = self._said(scheme)
        known = {"X-Amz-Date": self._said(own).get("x-amz-date", self._date)}
        calculated = self._sign(path, pairs, block, names, payload, {**said, **known})
        algorithm = said.pop("X-Amz-Algorithm", "")
        fields = [f"{name}={value}" for name, value in {**said, "Signature": calculated}.items()]
        return [*headers, ("Authorization", f"{algorithm} {', '.join(fields)}")]

    def _canonical(self, headers: list[tuple[str, str]]) -> tuple[str, str]:
        """The block of canonical headers, and their names as they are listed."""
        values: dict[str, list[str]] = {}
        for name, value in headers:
            values.setdefault(name.lower(), []).append(" ".join(value.split()))
        listed = self._draft.names
        names = sorted(values) if listed is None else listed.split(";")
        block = [f"{name}:{','.join(values.get(name.lower(), []))}\n" for name in names]
        return "".join(block), ";".join(names)

    def _said(self, own: Mapping[str, str | None]) -> dict[str, str]:
        said = self._draft.said or {}
        values = {name: said.get(name, value) for name, value in own.items()}
        return {name: value for name, value in values.items() if value is not None}

    def _sign(
        self,
        path: str,
        pairs: list[tuple[str, str]],
        block: str,
        names: str,
        payload: str,
        said: Mapping[str, str],
    ) -> str:
        canonical = path
        if self._draft.signed_path is not None:
            canonical = f"{self._target.base}/{self._target.filled(self._draft.signed_path)}"
        request = join_request(
            self._draft.method, canonical, join_query(pairs), block, names, payload
        )
        credential = said.get("Credential", said.get("X-Amz-Credential", self._credential))
        text = join_string_to_sign(
            said.get("X-Amz-Algorithm", ALGORITHM),
            said.get("X-Amz-Date", self._date),
            credential.removeprefix(f"{self._signer}/"),
            request.encode(),
        )
        return signature(self._secret, self._parts, text)
