"""`View`: the parts of a canonical request, as one side has them."""

from __future__ import annotations

from hashlib import sha256

from .._canonical import join_request
from .._encoding import canonical_path, encode_bytes, query_pairs
from .._frozen import Frozen
from .._rules import EMPTY_PAYLOAD_HASH, UNSIGNED_PAYLOAD, ServiceRules
from .._url import canonical_host
from ..errors import InvalidInputError
from .spelling import as_sent_leniently

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from .._inspect.lenient import LenientURL, QueryItem

    Pairs = tuple[tuple[str, str], ...]


class View(Frozen):
    """A canonical request in its parts. What is not known is None.

    query: encoded pairs in their order. headers: names in lower case and values.
    """

    __slots__ = ("headers", "method", "path", "payload_hash", "query", "signed_headers")

    method: str | None
    path: str
    query: Pairs
    headers: Mapping[str, str | None]
    signed_headers: str
    payload_hash: str | None

    def __init__(
        self,
        method: str | None,
        path: str,
        query: Pairs,
        headers: Mapping[str, str | None],
        signed_headers: str,
        payload_hash: str | None,
    ) -> None:
        self._set(
            method=method,
            path=path,
            query=query,
            headers=headers,
            signed_headers=signed_headers,
            payload_hash=payload_hash,
        )

    def replace(self, **changes: object) -> View:
        """The same with some parts changed."""
        return View(**{**{name: getattr(self, name) for name in self.__slots__}, **changes})

    def filled(self, method: str | None, headers: Mapping[str, str | None]) -> View:
        """The same, with these in the place of what is not known."""
        known = {
            name: headers.get(name) if value is None else value
            for name, value in self.headers.items()
        }
        return self.replace(method=self.method or method, headers=known)

    @property
    def is_known(self) -> bool:
        """Whether every part is."""
        parts = (self.method, self.payload_hash, *self.headers.values())
        return all(part is not None for part in parts)

    def digest(self) -> str:
        """The hash of a canonical request of which every part is known."""
        query = "&".join([f"{name}={value}" for name, value in self.query])
        block = "".join([f"{name}:{value}\n" for name, value in sorted(self.headers.items())])
        text = join_request(
            *(str(self.method), self.path, query, block),
            *(self.signed_headers, str(self.payload_hash)),
        )
        return sha256(text.encode(errors="replace")).hexdigest()


def view_of_text(text: str) -> View | None:
    """The parts of a canonical request as a server gives it back; None: it is none."""
    lines = text.rstrip("\n").split("\n")
    if len(lines) < 6:
        return None
    method, path, query, *block, signed_headers, payload_hash = lines
    headers: dict[str, str | None] = {}
    for line in block:
        name, colon, value = line.partition(":")
        if colon:
            headers[name.lower()] = value
    pairs = [(name, value) for name, _, value in [i.partition("=") for i in query.split("&") if i]]
    return View(method, path, tuple(pairs), headers, signed_headers, payload_hash)


def view_of_url(
    url: LenientURL, service: str, *, method: str | None, headers: Mapping[str, str]
) -> View:
    """What a URL says was signed, with what is known beside it: the method and headers."""
    rules = ServiceRules.of(service)
    signed_headers = url.value("X-Amz-SignedHeaders") or "host"
    known: dict[str, str | None] = {}
    for name in signed_headers.lower().split(";"):
        known[name] = headers.get(name)
    if known.get("host", "") is None:
        known["host"] = host_of(url)
    return View(
        method,
        path_of(url.path, rules),
        query_of(url.items, rules),
        known,
        signed_headers,
        _payload_hash(url, rules, known),
    )


def _payload_hash(
    url: LenientURL, rules: ServiceRules, signed: Mapping[str, str | None]
) -> str | None:
    if "x-amz-content-sha256" in signed:
        return signed["x-amz-content-sha256"]
    default = UNSIGNED_PAYLOAD if rules.unsigned_payload else EMPTY_PAYLOAD_HASH
    return url.value("X-Amz-Content-Sha256") or default


def host_of(url: LenientURL) -> str:
    """The host as it is signed."""
    try:
        return canonical_host(url.scheme, url.authority)
    except (InvalidInputError, KeyError):  # A scheme that is none has no default port.
        return url.authority.lower()


def path_of(path: str, rules: ServiceRules) -> str:
    """A path as it is signed."""
    path = as_sent_leniently(path)
    try:
        return canonical_path(path, rules)
    except InvalidInputError:
        return path


def query_of(items: tuple[QueryItem, ...], rules: ServiceRules) -> Pairs:
    """Parameters as they are signed."""
    appended = {"X-Amz-Signature"}
    if not rules.session_token_signed:
        appended.add(rules.session_token_parameter)
    pairs = [pair for item in items if item.name not in appended for pair in _pairs(item)]
    return tuple(sorted(pairs))


def _pairs(item: QueryItem) -> list[tuple[str, str]]:
    try:
        return query_pairs(as_sent_leniently(item.written))
    except InvalidInputError:  # A bad escape, of which everybody makes something else.
        return [(_encoded(item.name), _encoded(item.value))]


def _encoded(text: str) -> str:
    return encode_bytes(text.encode(errors="replace"))
