"""With the secret at hand: what the URL's signature is really of.

The signature of what the URL says is made anew. Where it is another one, what is near is tried:
each thing that signers and clients are known to do. Nothing of the secret is shown.
"""

from __future__ import annotations

from .._asymmetric import public_key_of, verifies
from .._canonical import ALGORITHM, ASYMMETRIC_ALGORITHM
from .._checks import type_error
from .._credentials import Credentials
from .._encoding import encode_bytes
from .._frozen import Frozen
from .._inspect.facts import TOKENS
from .._inspect.lenient import decoded
from .._inspect.words import was_taken_out
from .._keys import SigningKey, derive_signing_key
from .._rules import EMPTY_PAYLOAD_HASH, UNSIGNED_PAYLOAD, ServiceRules
from ..errors import InvalidValueError, MissingDependencyError
from .causes import CERTAIN, cause, is_masked
from .spelling import respelled

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from .case import Case
    from .causes import Cause
    from .view import Pairs, View

    Near = Iterator[tuple[View, Cause]]
    # Whether the URL's signature is the one of a string to sign.
    Check = Callable[[str], bool]

RIGHT, WRONG, UNKNOWN = "right", "wrong", "unknown"

_METHODS = ("GET", "PUT", "HEAD", "POST", "DELETE", "PATCH")
_COMES_OUT = "so signed, the URL's signature comes out"
# What comes along with a secret out of files, shells and settings.
_AROUND = (
    *("{}\n", "{}\r\n", "{}\r", "{} ", "{}\t"),
    *(" {}", "\t{}", "\n{}", " {} ", "\n{}\n", '"{}"', "'{}'"),
)
# What uploads are signed with most.
_CONTENT_TYPES = (
    *("application/octet-stream", "binary/octet-stream", "application/x-www-form-urlencoded"),
    *("text/plain", "text/plain; charset=utf-8", "text/plain;charset=UTF-8", "text/html"),
    *("text/csv", "application/json", "application/pdf", "application/xml", "application/zip"),
    *("application/gzip", "image/jpeg", "image/jpg", "image/png", "image/gif", "image/webp"),
    *("image/svg+xml", "image/*", "audio/mpeg", "video/mp4", "video/webm", "multipart/form-data"),
)
# How often parameters are left out by way of trial, and how long a query may be for it.
_MOST_TRIALS = 20
_LONGEST_QUERY = 65536


class Own(Frozen):
    """Whether the URL's own signature is right. state, words. signed: what it is of, if known.
    cause: what it is that made it wrong, if that was found."""

    __slots__ = ("cause", "signed", "state", "words")

    state: str
    words: str
    signed: View | None
    cause: Cause | None

    def __init__(
        self, state: str, words: str, *, signed: View | None = None, cause: Cause | None = None
    ) -> None:
        self._set(state=state, words=words, signed=signed, cause=cause)


def check_signature(case: Case, credentials: Credentials | SigningKey | None) -> Own:
    """Whether the URL's signature is one of these credentials. Raises InvalidTypeError."""
    if credentials is None:
        return Own(UNKNOWN, "not checked: no secret is at hand")
    if not isinstance(credentials, (Credentials, SigningKey)):
        raise type_error("credentials", credentials, "Credentials, a SigningKey or None")
    problem = _uncheckable(case, credentials)
    if problem:
        return Own(UNKNOWN, f"not checked: {problem}")
    try:
        keys = _Keys(case, credentials)
    except MissingDependencyError as error:
        return Own(UNKNOWN, f"not checked: {error}")
    if keys.own is None:
        return Own(UNKNOWN, "not checked: the signing key at hand is for another day or place")
    for view in (*_as_said(case), *_guessed(case)):
        if keys.fit(view):
            words = f"right for the secret at hand, and for {view.method}"
            sent = [f"{name}: {view.headers[name]}" for name in case.headers_to_send]
            if sent:
                words += f" with {', '.join(sent)}"
            return Own(RIGHT, words, signed=view)
    return _wrong(case, keys, credentials)


def _uncheckable(case: Case, credentials: Credentials | SigningKey) -> str:
    facts = case.facts
    if credentials.access_key_id != facts.access_key_id:
        return "the secret at hand is one of another access key"
    if is_masked(case.url.query) or was_taken_out(case.url.value("X-Amz-Signature") or ""):
        return "something was taken out of the URL"
    is_whole = facts.scope and facts.signed_epoch is not None and case.url.value("X-Amz-Signature")
    if facts.algorithm not in {ALGORITHM, ASYMMETRIC_ALGORITHM} or not is_whole:
        return "the URL does not say all that a signature is of"
    return ""


def _wrong(case: Case, keys: _Keys, credentials: Credentials | SigningKey) -> Own:
    views = list(_likely(case))
    for view in views:
        for check in keys.variants():
            if keys.fit(view, check):
                found = cause("secret-white-space", CERTAIN, _COMES_OUT)
                return Own(
                    WRONG, "wrong: the secret was used with something around it", cause=found
                )
        for near, found in _near(case, view, credentials):
            if keys.fit(near):
                words = "right for the secret at hand, but of another request"
                return Own(WRONG, words, signed=near, cause=found)
    if not views:
        missing = [name for name, value in case.signed.headers.items() if value is None]
        return Own(UNKNOWN, f"not checked: say what was signed of {', '.join(missing)} (--header)")
    return Own(WRONG, "wrong: it is none of the secret at hand for this request, nor for one near")


class _Keys:
    """What checks with the secret at hand, and with it and something around it."""

    def __init__(self, case: Case, credentials: Credentials | SigningKey) -> None:
        facts = case.facts
        self._place = {"date": facts.date, "region": facts.region, "service": facts.service}
        self._prefix = f"{facts.algorithm}\n{case.url.value('X-Amz-Date')}\n{facts.scope}\n"
        self._signature = case.url.value("X-Amz-Signature") or ""
        self._secret = ""
        self.own: Check | None
        if isinstance(credentials, SigningKey):
            self.own = self._by_key(credentials) if credentials.scope == facts.scope else None
        elif facts.algorithm == ASYMMETRIC_ALGORITHM:
            public = public_key_of(credentials)
            self.own = lambda string: verifies(public, string, self._signature)
        else:
            self._secret = credentials.secret_access_key
            self.own = self._by_secret(self._secret)

    def variants(self) -> Iterator[Check]:
        """Of the secret with something around it."""
        checks = [self._by_secret(text.format(self._secret)) for text in _AROUND if self._secret]
        yield from filter(None, checks)

    def _by_secret(self, secret: str) -> Check | None:
        try:
            key = derive_signing_key(secret, **self._place)
        except InvalidValueError:  # A scope that none can sign for.
            return None
        return self._by_key(SigningKey(key, "none", None, None, **self._place))

    def _by_key(self, key: SigningKey) -> Check:
        return lambda string: key.sign(string) == self._signature

    def fit(self, view: View, check: Check | None = None) -> bool:
        """Whether the URL's signature is the one of this request."""
        check = check or self.own
        return check is not None and view.is_known and check(self._prefix + view.digest())


def _as_said(case: Case) -> Iterator[View]:
    """What the URL says, with each method, and with the headers that are known."""
    said = [case.signed.method, *_seen_methods(case), *_METHODS]
    for method in dict.fromkeys([method for method in said if method]):
        for view in _filled(case):
            yield view.replace(method=method)


def _likely(case: Case) -> Iterator[View]:
    for said in _likely_methods(case):
        for view in _filled(case):
            yield view.replace(method=said.method)


def _guessed(case: Case) -> Iterator[View]:
    """With usual values of Content-Type, where it is all that is not known."""
    for view in _likely_methods(case):
        unknown = [name for name, value in view.headers.items() if value is None]
        for content_type in _CONTENT_TYPES if unknown == ["content-type"] else ():
            yield view.replace(headers={**view.headers, "content-type": content_type})


def _likely_methods(case: Case) -> Iterator[View]:
    said = [case.signed.method] if case.signed.method else [*_seen_methods(case), "PUT", "GET"]
    for method in dict.fromkeys([method for method in said if method]):
        yield case.signed.replace(method=method)


def _seen_methods(case: Case) -> list[str | None]:
    return [
        case.seen.method if case.seen else None,
        case.sent.method if case.sent else None,
    ]


def _filled(case: Case) -> list[View]:
    """What was signed, with the headers that are not known as the server, or the client, has."""
    sources = [case.seen.headers if case.seen else {}, case.sent.headers if case.sent else {}]
    views: list[View] = []
    for headers in sources:
        view = case.signed.filled("GET", dict(headers))
        if view.is_known and all(view.headers != other.headers for other in views):
            views.append(view)
    return views


def _near(case: Case, view: View, credentials: Credentials | SigningKey) -> Near:
    if sum(map(len, [text for pair in view.query for text in pair])) > _LONGEST_QUERY:
        return
    yield from _other_tokens(view, credentials)
    yield from _other_parameters(case, view)
    yield from _other_paths(case, view)
    yield from _other_hosts(case, view)
    for payload_hash in {EMPTY_PAYLOAD_HASH, UNSIGNED_PAYLOAD} - {view.payload_hash}:
        found = cause("payload-mismatch", CERTAIN, f"signed: {payload_hash}", _COMES_OUT)
        yield view.replace(payload_hash=payload_hash), found


def _other_tokens(view: View, credentials: Credentials | SigningKey) -> Near:
    rest = tuple([pair for pair in view.query if pair[0] not in TOKENS])
    token = credentials.session_token
    if token:
        known = "token-missing" if rest == view.query else "token-altered"
        for name in TOKENS:
            query = tuple(sorted([*rest, (name, encode_bytes(token.encode()))]))
            if query != view.query:
                found = cause(known, CERTAIN, f"with the token at hand as {name}", _COMES_OUT)
                yield view.replace(query=query), found
    if rest != view.query:
        found = cause("parameter-added", CERTAIN, _COMES_OUT, name="the session token")
        yield view.replace(query=rest), found


def _other_parameters(case: Case, view: View) -> Near:
    query = view.query
    own = [pair for pair in query if pair[0].lower().startswith("x-amz-")]
    others = [pair for pair in query if not pair[0].lower().startswith("x-amz-")][:_MOST_TRIALS]
    for left_out in others:
        rest = tuple([pair for pair in query if pair is not left_out])
        yield (
            view.replace(query=rest),
            cause("parameter-added", CERTAIN, f"without it {_COMES_OUT}", name=left_out[0]),
        )
    if len(others) > 1:
        names = ", ".join([name for name, _ in others])
        yield (
            view.replace(query=tuple(own)),
            cause("parameter-added", CERTAIN, f"without them {_COMES_OUT}", name=names),
        )
    plus = tuple([(name, value.replace("%20", "%2B")) for name, value in query])
    if plus != query:
        found = cause("plus-for-space", CERTAIN, f"signed: %2B; {_COMES_OUT}", part="query")
        yield view.replace(query=tuple(sorted(plus))), found
    written = [item.written for item in case.url.items if item.name != "X-Amz-Signature"]
    pairs = tuple([(name, value) for name, _, value in [text.partition("=") for text in written]])
    if pairs != query:
        found = cause(
            _how_written(pairs, query), CERTAIN, f"as it is written {_COMES_OUT}", part="query"
        )
        yield view.replace(query=pairs), found


def _how_written(written: Pairs, query: Pairs) -> str:
    if sorted(written) == sorted(query):
        return "parameters-reordered"
    texts = ["&".join(["=".join(pair) for pair in sorted(pairs)]) for pairs in (written, query)]
    return respelled(*texts) or "escapes-decoded"


def _other_paths(case: Case, view: View) -> Near:
    path = view.path
    others = {
        "decoded-once": path.replace("%", "%25"),
        "encoded-once-more": decoded(path) if "%25" in path else path,
        "plus-for-space": path.replace("%2B", "%20"),
        # As it is written in the URL.
        respelled(case.url.path, path) or "path-differs": case.url.path,
    }
    if ServiceRules.of(case.facts.service).double_encode_path:
        others["encoded-once-more"] = path.replace("%25", "%")
    for known, other in others.items():
        if other != path:
            found = cause(known, CERTAIN, f"signed: {other}", _COMES_OUT, part="path", prefix="")
            yield view.replace(path=other), found


def _other_hosts(case: Case, view: View) -> Near:
    host = view.headers.get("host") or ""
    name = host.rpartition(":")[0] if host.rpartition(":")[2].isdigit() else host
    ports = {"https": ":443", "http": ":80"}
    for other in (name, f"{name}{ports.get(case.url.scheme, '')}", case.url.authority):
        if other not in {host, ""}:
            found = cause("port-changed", CERTAIN, f"signed: {other}", _COMES_OUT, seen=host)
            yield view.replace(headers={**view.headers, "host": other}), found
