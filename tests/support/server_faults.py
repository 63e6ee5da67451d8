"""What somebody's S3 server has got wrong, or might: faults for `faulty_server`, each of which
switches one check off, or bends one thing."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timezone
from hashlib import sha256
from typing import Any
from unicodedata import normalize
from urllib.parse import quote, unquote

from memory_store import Request, Response
from s3_server import CREDENTIALS

from sigv4 import Credentials, ServiceRules, SigningKey
from sigv4.verify import (
    ANY,
    ExpiredError,
    NotYetValidError,
    PayloadError,
    PolicyConditionError,
    PolicyExpiredError,
    PolicySizeError,
    RefusedError,
    SignatureDiffersError,
    SignedHeaderMissingError,
    TokenError,
    UnsignedHeadersError,
    UnsignedRequestError,
)

# A session of the server, beside the key pair.
SESSION = Credentials("ASIAIOSFODNN7EXAMPLE", "a session's secret", "a-session-token/of+many==")
KEYS = {CREDENTIALS.access_key_id: CREDENTIALS, SESSION.access_key_id: SESSION}


@dataclass(frozen=True)
class Came:
    """A request as it came in."""

    method: str
    target: str
    headers: tuple[tuple[str, str], ...]
    body: bytes
    # What the server itself is called.
    server: str = ""

    @property
    def path(self) -> str:
        """The target's, as it came."""
        return self.target.partition("?")[0]

    @property
    def items(self) -> list[str]:
        """What stands between the "&" of the query."""
        query = self.target.partition("?")[2]
        return query.split("&") if query else []

    def with_items(self, items: Iterable[str]) -> Came:
        """With another query."""
        query = "&".join(items)
        return replace(self, target=f"{self.path}?{query}" if query else self.path)

    def with_path(self, path: str) -> Came:
        """With another path."""
        return replace(self, target=path + self.target[len(self.path) :])

    def header(self, name: str) -> str:
        """The first value of a header."""
        return next((value for own, value in self.headers if own.lower() == name), "")

    def with_headers(self, change: Callable[[str, str], str | None]) -> Came:
        """Each header with its value changed, or, where that is None, without it."""
        changed = [(name, change(name.lower(), value)) for name, value in self.headers]
        kept = tuple([(name, value) for name, value in changed if value is not None])
        return replace(self, headers=kept)


Repair = Callable[[Came, Any], tuple[Came, dict[str, Any]]]


@dataclass(frozen=True, kw_only=True)
class Fault:
    """What the server does wrong.

    settings: arguments of the verifier. seen: what it is shown in place of a request. forgives:
    a refusal after which a repaired request is verified in the place of this one. allows: a
    refusal that is none. key: what the store takes a key for. leaks: the refusal has the object
    in it. writes_first: before it verifies. answers: what becomes of an answer.
    """

    settings: Callable[[Came], dict[str, Any]] = lambda _: {}
    seen: Callable[[Came], Came] = lambda came: came
    forgives: type[RefusedError] | None = None
    repair: Repair = lambda came, _: (came, {})
    allows: tuple[type[RefusedError], ...] = ()
    key: Callable[[str], str] = lambda key: key
    leaks: bool = False
    writes_first: bool = False
    answers: Callable[[Request, Response], Response] = lambda _, response: response


NONE = Fault()


# What the faults are made of.


def _said(came: Came, name: str) -> str:
    found = (i.partition("=")[2] for i in came.items if i.partition("=")[0] == name)
    return unquote(next(found, ""))


def _signed_at(came: Came) -> datetime:
    date = _said(came, "X-Amz-Date") or came.header("x-amz-date")
    return datetime.strptime(date, "%Y%m%dT%H%M%SZ").replace(tzinfo=timezone.utc)


def _then(came: Came, _: object) -> tuple[Came, dict[str, Any]]:
    """As if it were the time of signing."""
    return came, {"now": _signed_at(came)}


def _right_signature(error: SignatureDiffersError) -> str:
    date, region, service, _ = error.string_to_sign.split("\n")[2].split("/")
    owner = KEYS[error.access_key_id]
    return SigningKey.derive(owner, date=date, region=region, service=service).sign(
        error.string_to_sign
    )


def _signature_if(is_alike: Callable[[str, str], bool]) -> Repair:
    """The right signature in place of one that is much like it."""

    def repair(came: Came, error: SignatureDiffersError) -> tuple[Came, dict[str, Any]]:
        given = error.signature_provided
        if not error.string_to_sign or not is_alike(right := _right_signature(error), given):
            return came, {}
        if came.header("authorization"):
            return came.with_headers(
                lambda name, value: (
                    value.replace(f"Signature={given}", f"Signature={right}")
                    if name == "authorization"
                    else value
                )
            ), {}
        return came.with_items(
            [
                f"X-Amz-Signature={right}" if i.startswith("X-Amz-Signature=") else i
                for i in came.items
            ]
        ), {}

    return repair


def _with_method(came: Came, error: SignatureDiffersError) -> tuple[Came, dict[str, Any]]:
    """The method that was signed, whichever it was."""
    own = error.canonical_request.partition("\n")[2]
    if not error.string_to_sign:
        return came, {}
    for method in ("GET", "HEAD", "PUT", "POST", "DELETE"):
        text = error.string_to_sign.rpartition("\n")[0]
        other = _hashed(text, f"{method}\n{own}")
        date, region, service, _ = text.split("\n")[2].split("/")
        key = SigningKey.derive(CREDENTIALS, date=date, region=region, service=service)
        if key.sign(other) == error.signature_provided:
            return replace(came, method=method), {}
    return came, {}


def _hashed(start: str, request: str) -> str:
    return f"{start}\n{sha256(request.encode('latin-1')).hexdigest()}"


def _without(*names: str) -> Callable[[Came], Came]:
    return lambda came: came.with_items(
        [item for item in came.items if item.partition("=")[0] not in names]
    )


def _behind_signature_dropped(came: Came) -> Came:
    items = came.items
    at = next((n for n, i in enumerate(items) if i.startswith("X-Amz-Signature=")), len(items))
    return came.with_items(items[: at + 1])


def _unsigned_headers_dropped(came: Came, error: UnsignedHeadersError) -> tuple[Came, Any]:
    dropped = came.with_headers(lambda name, value: None if name in error.names else value)
    return dropped, {}


def _missing_headers_added(came: Came, error: SignedHeaderMissingError) -> tuple[Came, Any]:
    return replace(came, headers=(*came.headers, *[(name, "") for name in error.names])), {}


def _any_token(came: Came) -> dict[str, Any]:
    token = _said(came, "X-Amz-Security-Token") or came.header("x-amz-security-token") or None
    return {
        "credentials": lambda name: (
            Credentials(name, KEYS[name].secret_access_key, token) if name in KEYS else None
        )
    }


def _own_host(came: Came) -> Came:
    return came.with_headers(lambda name, value: came.server if name == "host" else value)


def _collapsed(came: Came) -> Came:
    return came.with_path("/" + "/".join(filter(None, came.path.split("/"))))


def _decoded_twice(came: Came) -> Came:
    return came.with_path(quote(unquote(unquote(came.path)), safe="/~"))


def _without_overrides(request: Request, response: Response) -> Response:
    asked = {name.removeprefix("response-") for name in request.query}
    kept = {name: value for name, value in response.headers.items() if name not in asked}
    return replace(response, headers=kept)


def _failing(request: Request, response: Response) -> Response:
    if request.method == "HEAD":
        return Response(500)
    return response


def _sorted_only(came: Came) -> Came:
    """What is signed is the query as it came: right where its parameters came in order."""
    signed = [item for item in came.items if not item.startswith("X-Amz-Signature=")]
    if signed == sorted(signed):
        return came
    return came.with_items([*came.items, "not=sorted"])


def _plus_kept(came: Came) -> Came:
    return came.with_items([item.replace("+", "%2B") for item in came.items])


def _value_in_lower_case(came: Came) -> Came:
    return came.with_headers(
        lambda name, value: value.lower() if name.startswith("x-amz-meta-") else value
    )


FAULTS: dict[str, Fault] = {
    "no-expiry": Fault(forgives=ExpiredError, repair=_then),
    "from-the-future": Fault(forgives=NotYetValidError, repair=_then),
    "no-longest-life": Fault(settings=lambda _: {"max_expires_in": 315360000}),
    "no-clock-skew": Fault(settings=lambda _: {"clock_skew": 86400 * 3}),
    "no-scope-region": Fault(settings=lambda _: {"region": ANY}),
    "no-scope-service": Fault(settings=lambda _: {"service": ANY, "rules": ServiceRules.of("s3")}),
    "any-access-key": Fault(
        settings=lambda _: {"credentials": lambda _: CREDENTIALS.secret_access_key}
    ),
    "any-token": Fault(settings=_any_token),
    "anonymous": Fault(allows=(UnsignedRequestError,)),
    "signature-by-prefix": Fault(
        forgives=SignatureDiffersError,
        repair=_signature_if(lambda right, given: given != "" and right.startswith(given)),
    ),
    "signature-by-its-half": Fault(
        forgives=SignatureDiffersError,
        repair=_signature_if(lambda right, given: right[:32] == given[:32]),
    ),
    "signature-without-case": Fault(
        forgives=SignatureDiffersError,
        repair=_signature_if(lambda right, given: right == given.lower()),
    ),
    "signature-cut-to-length": Fault(
        forgives=SignatureDiffersError,
        repair=_signature_if(lambda right, given: given.startswith(right)),
    ),
    "method-unsigned": Fault(forgives=SignatureDiffersError, repair=_with_method),
    "parameters-behind-signature-unsigned": Fault(seen=_behind_signature_dropped),
    "responses-unsigned": Fault(
        forgives=SignatureDiffersError,
        repair=lambda came, _: (
            _without("response-content-type", "response-content-encoding")(came),
            {},
        ),
    ),
    "signed-headers-need-not-be-there": Fault(
        forgives=SignedHeaderMissingError, repair=_missing_headers_added
    ),
    "unsigned-amz-headers": Fault(forgives=UnsignedHeadersError, repair=_unsigned_headers_dropped),
    "header-values-without-case": Fault(seen=_value_in_lower_case),
    "host-unsigned": Fault(seen=_own_host),
    "path-decoded": Fault(seen=lambda came: came.with_path(unquote(came.path))),
    "path-collapsed": Fault(seen=_collapsed),
    "path-decoded-twice": Fault(seen=_decoded_twice),
    "query-not-sorted": Fault(seen=_sorted_only),
    "plus-is-no-space": Fault(seen=_plus_kept),
    "payload-hash-unchecked": Fault(allows=(PayloadError,)),
    "refusal-with-object": Fault(leaks=True),
    "writes-before-it-verifies": Fault(writes_first=True),
    "keys-without-case": Fault(key=str.lower),
    "keys-normalised": Fault(key=lambda key: normalize("NFC", key)),
    "keys-trimmed": Fault(key=str.strip),
    "overrides-ignored": Fault(answers=_without_overrides),
    "head-fails": Fault(answers=_failing),
    "policy-never-ends": Fault(allows=(PolicyExpiredError,)),
    "policy-conditions-unchecked": Fault(allows=(PolicyConditionError,)),
    "policy-sizes-unchecked": Fault(allows=(PolicySizeError,)),
    "signatures-unchecked": Fault(allows=(SignatureDiffersError,)),
    "tokens-of-nobody": Fault(allows=(TokenError,)),
}
