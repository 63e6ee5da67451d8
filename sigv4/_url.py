"""A URL taken apart, strictly: what the client will send, or an error.

Not urllib.parse: it strips, guesses and repairs, and takes longer to import than
all of this package.
"""

from __future__ import annotations

from ._checks import exact_str, has_control_character, shown, utf8
from .errors import InvalidValueError

_DEFAULT_PORTS = {"https": "443", "http": "80", "wss": "443", "ws": "80"}

# RFC 3986, section 3.2.2, reg-name, without escapes and sub-delims: what names of hosts hold.
_HOST = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._"

# RFC 1035, section 2.3.4.
_LONGEST_HOST = 253
_LONGEST_LABEL = 63

# Parsed origins by their text: most programs sign for a few hosts, over and over. Bounded,
# since hosts may come from outside.
_ORIGINS: dict[str, Origin] = {}
_CACHE_SIZE = 64


class Origin:
    """`scheme` and `authority` as the URL has them, `host` in canonical form, `text`
    ("scheme://host") as the signed URL begins."""

    __slots__ = ("authority", "host", "scheme", "text")

    def __init__(self, written: str, *, show: bool) -> None:
        scheme, separator, authority = written.partition("://")
        if not separator:
            raise InvalidValueError("url", "it has no scheme", _SCHEME_REMEDY)
        self.scheme = scheme.lower()
        if self.scheme not in _DEFAULT_PORTS:
            raise InvalidValueError(
                "url",
                f"{shown(scheme) if show else 'it'} has no scheme that can be signed",
                _SCHEME_REMEDY,
            )
        self.authority = authority
        self.host = canonical_host(self.scheme, authority, show=show)
        self.text = f"{self.scheme}://{self.host}"


_SCHEME_REMEDY = "begin it with https://"


def split_url(url: str) -> tuple[Origin, str, str]:
    """The origin, the path and the query of a URL, the last two as they are written.

    Raises InvalidValueError for an unknown scheme, a missing or malformed host, user
    info, a fragment, a control character or a lone surrogate.
    """
    url = exact_str("url", url)
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
        # With an "@" somewhere, what looks like a host or a port may be a password.
        origin = Origin(written, show="@" not in url)
        if len(_ORIGINS) >= _CACHE_SIZE:
            _ORIGINS.clear()
        _ORIGINS[written] = origin
    return origin, path, query


def canonical_host(scheme: str, authority: str, argument: str = "url", *, show: bool = True) -> str:
    """The host as it is signed and sent: lower case, an A-label, without the default port.

    RFC 3986, section 3.2; `:80` of http and `:443` of https are dropped because clients
    leave them out of the Host header. `show`: whether errors may show the host.
    """
    if "@" in authority:
        raise InvalidValueError(
            argument, "it has user info before the host", "take out all up to the '@'"
        )
    # Looked at first: mapping an international name takes time by the square of its length.
    if len(authority) > _LONGEST_HOST + len(":65535"):
        raise InvalidValueError(argument, "its host is too long", "a host has 253 characters")
    if authority.startswith("["):
        host, bracket, port = authority[1:].partition("]")
        if not bracket or (port and not port.startswith(":")):
            raise InvalidValueError(
                argument, "its host is no IPv6 address", "write it as [::1] or [::1]:9000"
            )
        host, port = _ipv6(argument, host), port[1:]
    else:
        host, _, port = authority.partition(":")
        host = _name(argument, host, show)
    number = port.lstrip("0")
    if not port or number == _DEFAULT_PORTS[scheme]:
        return host
    is_number = number.isascii() and number.isdigit() and len(number) <= 5
    if not is_number or int(number) > 65535:
        raise InvalidValueError(argument, "its port is none", "use a number from 1 to 65535")
    return f"{host}:{number}"


def _name(argument: str, host: str, show: bool) -> str:
    if not host:
        raise InvalidValueError(argument, "it has no host", "write https://host/path")
    said = shown(host) if show else "what stands for the host"
    if not host.isascii():
        host = _a_label(argument, host, said)
    if host.endswith("."):
        raise InvalidValueError(
            argument, f"{said} ends in a dot", "leave it out: servers compare without it"
        )
    if host.encode().translate(None, _HOST) or not all(
        0 < len(label) <= _LONGEST_LABEL for label in host.split(".")
    ):
        raise InvalidValueError(
            argument, f"{said} is no host name", "use letters, digits, '-', '_' and '.'"
        )
    return host.lower()


def _a_label(argument: str, host: str, said: str) -> str:
    """The A-label of an international name, where all versions of the mapping agree on it.

    The standard library has RFC 3490's of Unicode 3.2; browsers map by UTS 46. Both only
    lower and compose most names. A name of which more is changed, or that Unicode 3.2 did
    not know, might be another host there.
    """
    from unicodedata import normalize, ucd_3_2_0

    try:
        ascii_form = host.encode("idna").decode("ascii")
        mapped = ascii_form.encode("ascii").decode("idna")
    except UnicodeError:
        ascii_form = mapped = ""
    lowered = normalize("NFC", host.lower())
    if mapped != lowered or any(ucd_3_2_0.category(c) == "Cn" for c in lowered):
        raise InvalidValueError(
            argument, f"{said} has no single ASCII form", "write the host as its A-label (xn--…)"
        )
    return ascii_form


def _ipv6(argument: str, host: str) -> str:
    from ipaddress import IPv6Address

    try:
        if "%" not in host:
            IPv6Address(host)
            return f"[{host.lower()}]"
    except ValueError:
        pass
    raise InvalidValueError(
        argument, "its host is no IPv6 address", "write it without a zone, as in [::1]"
    )
