"""What a server demands of a request: its own arguments, checked."""

from __future__ import annotations

from .._checks import check_scope_part, exact_str, shown, type_error
from .._request import checked_rules
from .._rules import TEN_YEARS, ServiceRules
from .._url import canonical_host
from ..errors import InvalidTypeError, InvalidValueError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Any


class AnyOf:
    """The type of `ANY`."""

    def __repr__(self) -> str:
        return "ANY"

    def __reduce__(self) -> str:
        return "ANY"


ANY = AnyOf()
"""Any region, service or host: said in so many words, since nothing is accepted by omission."""

if TYPE_CHECKING:
    Allowed = str | Iterable[str] | AnyOf

PAYLOADS = ("required", "caller", "unsigned-ok")

# A server demands the same of every request; checking it is not free. Bounded for who makes
# up hosts as it goes.
_KEPT: dict[tuple[object, ...], Demands] = {}
_CACHE_SIZE = 64


class Demands:
    """What holds for every request: the allowed regions, services and hosts, each None for
    any; payload: how its hash is treated; most: the longest life, skew: of the clocks, both in
    seconds; rules: None for those of the scope's service."""

    __slots__ = ("hosts", "most", "payload", "regions", "rules", "services", "skew")

    def __init__(
        self,
        region: Allowed,
        service: Allowed,
        hosts: Allowed,
        payload: str,
        max_expires_in: int,
        clock_skew: int,
        rules: ServiceRules | None,
    ) -> None:
        self.regions = _allowed("region", region, check_scope_part)
        self.services = _allowed("service", service, check_scope_part)
        self.hosts = _allowed("hosts", hosts, _host)
        self.payload = exact_str("payload", payload)
        if self.payload not in PAYLOADS:
            raise InvalidValueError(
                "payload", f"{shown(payload)} is no way to treat it", f"say {' or '.join(PAYLOADS)}"
            )
        self.most = _seconds("max_expires_in", max_expires_in, 1)
        self.skew = _seconds("clock_skew", clock_skew, 0)
        self.rules = None if rules is None else checked_rules(rules)

    @staticmethod
    def of(*arguments: Any) -> Demands:
        """Those of the same arguments, checked once."""
        try:
            demands = _KEPT.get(arguments)
        except TypeError:  # A set or a list among them.
            return Demands(*arguments)
        if demands is None:
            demands = Demands(*arguments)
            if len(_KEPT) >= _CACHE_SIZE:
                _KEPT.clear()
            _KEPT[arguments] = demands
        return demands


def _allowed(
    argument: str, value: Allowed, check: Callable[[str, object], str]
) -> frozenset[str] | None:
    """One value, or several, each checked; None for ANY."""
    if value is ANY:
        return None
    members = [value] if isinstance(value, str) else _several(argument, value)
    if "*" in members:
        raise InvalidValueError(argument, "'*' is no wildcard here", "say ANY for any")
    return frozenset([check(argument, member) for member in members])


def _several(argument: str, value: object) -> frozenset[str]:
    wanted = "a str, several of them, or ANY"
    if isinstance(value, (set, frozenset, list, tuple)):
        members = frozenset([exact_str(argument, member) for member in value])
        if members:
            return members
        raise InvalidValueError(
            argument, "it is empty: nothing would be accepted", f"give {wanted}"
        )
    raise type_error(argument, value, wanted)


def _host(argument: str, host: object) -> str:
    host = exact_str(argument, host)
    if "/" in host:
        raise InvalidValueError(
            argument, "it is a URL, or has a path", "give the host alone, as in files.example.com"
        )
    return comparable_host(host, argument)


def comparable_host(host: str, argument: str = "hosts") -> str:
    """A host as hosts are compared: in lower case, and without a port of 80 or 443.

    A Host header leaves the default port out (RFC 9110, section 7.2), and a server does not
    know the scheme that the client saw: TLS may have ended before it. So neither port says
    anything; with any other, a host is another one.
    """
    return canonical_host("http", canonical_host("https", host, argument), argument)


def checked_body(body: object, payload: str) -> bytes | None:
    """The body's bytes; None only where the caller looks at it."""
    if type(body) is bytes:
        return body
    if body is None:
        if payload == "caller":
            return None
        raise InvalidTypeError(
            "body",
            "None was given, so what was signed of it cannot be checked",
            "give the body's bytes, b'' where there is none; or say payload='caller' and "
            "compare the body's SHA-256 with the result's payload_hash",
        )
    if isinstance(body, memoryview):
        try:
            return body.tobytes()
        except ValueError:
            raise InvalidValueError("body", "the memoryview was released", "give bytes") from None
    if not isinstance(body, (bytes, bytearray)):
        raise type_error("body", body, "bytes")
    return bytes(body)


def _seconds(argument: str, value: object, least: int) -> int:
    if type(value) is not int:
        raise type_error(argument, value, "an int, in seconds")
    if not least <= value <= TEN_YEARS:
        raise InvalidValueError(
            argument,
            f"{shown(value)} seconds are not within {least} and ten years",
            f"give {least} to {TEN_YEARS}",
        )
    return value
