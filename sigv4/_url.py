"""A URL taken apart, strictly: what the client will send, or an error.

Not urllib.parse: it strips, guesses and repairs, and takes longer to import than
all of this package.
"""

from __future__ import annotations

from ._checks import has_control_character, shown, type_error, utf8
from .errors import InvalidValueError

_DEFAULT_PORTS = {"https": "443", "http": "80", "wss": "443", "ws": "80"}

# RFC 3986, section 3.2.2, reg-name, without escapes and sub-delims: what names of hosts hold.
_HOST = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._"


# Parsed origins by their text: most programs sign for a few hosts, over and over. Bounded,
# since hosts may come from outside.
_ORIGINS: dict[str, Origin] = {}
_CACHE_SIZE = 64


class Origin:
    """`scheme` and `authority` as the URL has them, `host` in canonical form, `text`
    ("scheme://host") as the signed URL begins."""

    __slots__ = ("authority", "host", "scheme", "text")

    def __init__(self, written: str) -> None:
        scheme, separator, authority = written.partition("://")
        if not separator:
            raise InvalidValueError("url", "it has no scheme", _SCHEME_REMEDY)
        self.scheme = scheme.lower()
        if self.scheme not in _DEFAULT_PORTS:
            raise InvalidValueError(
                "url", f"{shown(scheme)} is no scheme that can be signed", _SCHEME_REMEDY
            )
        self.authority = authority
        self.host = canonical_host(self.scheme, authority)
        self.text = f"{self.scheme}://{self.host}"


_SCHEME_REMEDY = "begin it with https://"


def split_url(url: str) -> tuple[Origin, str, str]:
    """The origin, the path and the query of a URL, the last two as they are written.

    Raises InvalidValueError for an unknown scheme, a missing or malformed host, user
    info, a fragment, a control character or a lone surrogate.
    """
    if not isinstance(url, str):
        raise type_error("url", url, "a str")
    if not url.isprintable() and has_control_character(url):
        raise InvalidValueError(
            "url", "it holds a control character or a line end", "write it as %XX"
        )
    if "#" in url:
        raise InvalidValueError(
            "url", "it has a fragment, which is never sent", "write a '#' in a path as %23"
        )
    if not url.isascii():
        utf8("url", url)
    base, _, query = url.partition("?")
    slash = base.find("/", base.find("://") + 3)
    written, path = (base, "") if slash < 0 else (base[:slash], base[slash:])
    origin = _ORIGINS.get(written)
    if origin is None:
        origin = Origin(written)
        if len(_ORIGINS) >= _CACHE_SIZE:
            _ORIGINS.clear()
        _ORIGINS[written] = origin
    return origin, path, query


def canonical_host(scheme: str, authority: str, argument: str = "url") -> str:
    """The host as it is signed and sent: lower case, an A-label, without the default port.

    RFC 3986, section 3.2; `:80` of http and `:443` of https are dropped because clients
    leave them out of the Host header.
    """
    if "@" in authority:
        raise InvalidValueError(
            argument, "it has user info before the host", "take out all up to the '@'"
        )
    if authority.startswith("["):
        host, bracket, port = authority[1:].partition("]")
        host = _ipv6(argument, host) if bracket else ""
        if not bracket or (port and not port.startswith(":")):
            raise InvalidValueError(
                argument,
                f"{shown(authority)} is no host",
                "write an IPv6 host as [::1] or [::1]:80",
            )
        port = port[1:]
    else:
        host, _, port = authority.partition(":")
        host = _name(argument, host)
    if not port or port == _DEFAULT_PORTS[scheme]:
        return host
    if not (port.isascii() and port.isdigit() and 1 <= int(port[:6]) <= 65535):
        raise InvalidValueError(argument, f"{shown(port)} is no port", "use 1 to 65535")
    return f"{host}:{int(port)}" if int(port) != int(_DEFAULT_PORTS[scheme]) else host


def _name(argument: str, host: str) -> str:
    if not host:
        raise InvalidValueError(argument, "it has no host", "write https://host/path")
    if not host.isascii():
        host = _a_label(argument, host)
    if host.encode().translate(None, _HOST) or host.startswith(".") or ".." in host:
        raise InvalidValueError(
            argument, f"{shown(host)} is no host name", "use letters, digits, '-', '_' and '.'"
        )
    if host.endswith("."):
        raise InvalidValueError(
            argument, f"{shown(host)} ends in a dot", "leave it out: servers compare without it"
        )
    return host.lower()


def _a_label(argument: str, host: str) -> str:
    """RFC 3490's form of an international name, where RFC 5891's is the same."""
    try:
        # The four characters that the two versions map differently would change the host.
        if not any(c in "\u00df\u03c2\u200c\u200d" for c in host):
            return host.encode("idna").decode("ascii")
    except UnicodeError:
        pass
    raise InvalidValueError(
        argument,
        f"{shown(host)} has no single ASCII form",
        "write the host as its A-label (xn--…)",
    )


def _ipv6(argument: str, host: str) -> str:
    from ipaddress import IPv6Address

    try:
        if "%" not in host:
            IPv6Address(host)
            return f"[{host.lower()}]"
    except ValueError:
        pass
    raise InvalidValueError(
        argument, f"{shown(host)} is no IPv6 address", "write it without a zone, as in [::1]"
    )
