"""A signed request as a server gets it, and the server that it is for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timezone
from typing import Any

import oracle
from ours import added_headers, credentials_of, presigned

from sigv4.verify import Verified, verify_request


@dataclass(frozen=True)
class Arrival:
    """The method, the raw target, the headers and the body: what came over the wire.

    A body that is None is looked at by who asks.
    """

    method: str
    target: str
    headers: tuple[tuple[str, bytes], ...]
    body: bytes | None = b""

    def without(self, name: str) -> Arrival:
        """The same without a header."""
        return replace(self, headers=tuple(h for h in self.headers if h[0].lower() != name))

    def header(self, name: str, value: bytes) -> Arrival:
        """The same with other values of a header, in the place of the first."""
        given = [n.lower() for n, _ in self.headers]
        at = given.index(name) if name in given else len(given)
        kept = self.without(name).headers
        return replace(self, headers=(*kept[:at], (name, value), *kept[at:]))


@dataclass(frozen=True)
class Server:
    """What the server is, whom it knows, and when."""

    now: datetime
    region: Any
    service: Any
    hosts: Any
    credentials: Callable[[str], Any]
    payload: str = "unsigned-ok"
    more: dict[str, Any] = field(default_factory=dict)

    def verify(self, arrival: Arrival) -> Verified:
        """As the server does it."""
        return verify_request(
            arrival.method,
            arrival.target,
            arrival.headers,
            credentials=self.credentials,
            region=self.region,
            service=self.service,
            hosts=self.hosts,
            now=self.now,
            body=arrival.body,
            payload=self.payload,
            **self.more,
        )


def arrival(method: str, url: str, headers: Any = (), body: bytes = b"") -> Arrival:
    """What comes of a request that is sent as it stands."""
    base, question, query = url.partition("?")
    authority, _, path = base.partition("://")[2].partition("/")
    given = headers.items() if hasattr(headers, "items") else headers
    sent = [(name, value.encode()) for name, value in given]
    if "host" not in [name.lower() for name, _ in sent]:
        sent.insert(0, ("Host", authority.encode()))
    return Arrival(method, f"/{path}{question}{query}", tuple(sent), body)


def server_of(request: oracle.Request) -> Server:
    """The server that a request is for, at the second in which it was signed."""
    return Server(
        now=request.signing_time,
        region=request.region,
        service=request.service,
        hosts=request.url.partition("://")[2].partition("/")[0],
        credentials={request.access_key_id: credentials_of(request)}.get,
    )


def by_us(form: str, request: oracle.Request) -> Arrival:
    """Signed by this library, and sent."""
    if form == "query":
        return arrival(request.method, presigned(request).url, request.headers)
    return _with(request, added_headers(request))


def by_botocore(form: str, request: oracle.Request) -> Arrival:
    """Signed by botocore, and sent as its client would: without the port that is the scheme's."""
    if form == "query":
        sent = arrival(request.method, oracle.presign(request).url, request.headers)
    else:
        signed = oracle.sign(request).headers
        names = [name.lower() for name, _ in request.headers]
        sent = _with(request, {n: v for n, v in signed.items() if n not in names})
    scheme = request.url.partition(":")[0]
    default = {"https": b":443", "http": b":80"}[scheme]
    host = dict(sent.headers)["Host"]
    return sent.header("host", host.removesuffix(default))


def _with(request: oracle.Request, added: dict[str, str]) -> Arrival:
    own = {name.lower() for name in added}
    headers = [(n, v) for n, v in request.headers if n.lower() not in own]
    return arrival(request.method, request.url, [*headers, *added.items()], request.body)


NOW = datetime(2024, 2, 29, 12, tzinfo=timezone.utc)
