"""Percent-encoding, the canonical path and the canonical query.

RFC 3986, section 2.3: unreserved characters are A-Z a-z 0-9 - . _ ~.
Signature Version 4 encodes every other byte as %XX in upper case, "!'()*" included;
"/" stays as it is in a path and is %2F in a query.
Source: Amazon S3 API reference, "Signature calculations for the Authorization header",
UriEncode; AWS IAM user guide, "Create a canonical request".
"""

from __future__ import annotations

from ._checks import exact_str, shown, utf8
from .errors import InvalidValueError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ._rules import ServiceRules

UNRESERVED = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~"
UNRESERVED_AND_SLASH = UNRESERVED + b"/"


def _changing_all_but(kept: bytes) -> bytes:
    """A table for bytes.translate(), which then gives back what it got if all of it is kept."""
    return bytes(b if b in kept else b ^ 0x80 for b in range(256))


# Whether a text needs encoding at all is asked more often than anything else. Translating
# and comparing is the fastest way to tell; what the table changes the rest to is no matter.
NEEDS_ENCODING = _changing_all_but(UNRESERVED)
NEEDS_ENCODING_IN_PATH = _changing_all_but(UNRESERVED_AND_SLASH)
_NEEDS_ENCODING_AGAIN = _changing_all_but(UNRESERVED + b"%")

# What a client can put on the wire as it stands: all of visible ASCII. Space, and what is
# outside ASCII, goes out encoded.
_SENT_AS_IS = bytes(range(0x21, 0x7F))
_HEX = b"0123456789ABCDEFabcdef"

# What each byte becomes. Indexing a table is about twice as fast as urllib.parse.quote,
# and that module takes longer to import than all of this package.
_ENCODED = tuple(chr(b) if b in UNRESERVED else f"%{b:02X}" for b in range(256))
ENCODED_IN_PATH = tuple("/" if b == 0x2F else _ENCODED[b] for b in range(256))
_ENCODED_AS_SENT = tuple(chr(b) if b in _SENT_AS_IS else f"%{b:02X}" for b in range(256))

_CANONICAL_ESCAPES = frozenset([b"%02X" % b for b in range(256) if b not in UNRESERVED])


def encode_bytes(data: bytes) -> str:
    """Every byte but the unreserved as %XX."""
    if data.translate(NEEDS_ENCODING) == data:
        return data.decode("ascii")
    return "".join([_ENCODED[byte] for byte in data])


def encode(argument: str, text: str) -> str:
    """A raw text as the value of a query parameter; `argument` is named if it cannot be."""
    return encode_bytes(utf8(argument, exact_str(argument, text)))


def encode_key(argument: str, key: str) -> str:
    """A raw object key as a path: "%" in it is a percent sign, "/" stays."""
    data = utf8(argument, key)
    if data.translate(NEEDS_ENCODING_IN_PATH) == data:
        return key
    return "/".join([encode_bytes(segment) for segment in data.split(b"/")])


def decode(text: str, argument: str = "url") -> bytes:
    """The bytes that a percent-encoded part of a URL stands for.

    Raises InvalidValueError for a "%" that two hexadecimal digits do not follow.
    """
    first, *rest = text.encode().split(b"%")
    parts = [first]
    for part in rest:
        digits = part[:2]
        if len(digits) != 2 or digits.translate(None, _HEX):
            raise InvalidValueError(
                argument,
                f"'%{shown(digits.decode('utf-8', 'replace'))[1:-1]}' is no percent escape",
                "write a percent sign as %25",
            )
        parts.append(bytes.fromhex(digits.decode("ascii")) + part[2:])
    return b"".join(parts)


def refuse_dot_segments(argument: str, path: str) -> None:
    """Refuse a path or a raw key with a "." or ".." segment.

    Clients resolve them before they send a URL (RFC 3986, section 5.2.4).
    """
    for segment in path.split("/"):
        if segment in (".", ".."):
            raise InvalidValueError(
                argument,
                f"{shown(path)} has the segment '{segment}', which clients resolve: they would "
                "ask for another key, or path style for another bucket",
                "rename the object, or say allow_dot_segments=True and send it with curl's "
                "--path-as-is",
            )


def sent_path(path: str, rules: ServiceRules, argument: str = "url") -> str:
    """A path of a URL as a presigned URL carries it: encoded once, in one spelling.

    Escapes stay what they mean: %2F is no "/", and where dot segments are removed,
    %2E%2E is no dot segment ("normalisation runs on the encoded path").
    """
    data = path.encode()
    if data.translate(NEEDS_ENCODING_IN_PATH) == data:
        return normalize(path) if rules.normalize_path else path or "/"
    if not rules.normalize_path:
        return _respell(path, argument)
    segments = [_respell(segment, argument) for segment in normalize(path).split("/")]
    return "/".join([_ESCAPED_DOTS.get(segment, segment) for segment in segments])


_ESCAPED_DOTS = {".": "%2E", "..": "%2E%2E"}


def canonical_path(path: str, rules: ServiceRules) -> str:
    """The canonical URI of a path that is sent as it stands.

    An empty path signs as "/". Normalisation and the second encoding are two independent
    switches: services other than S3 have both.
    """
    if not rules.double_encode_path:
        return sent_path(path, rules)
    if rules.normalize_path:
        path = normalize(path)
    decode(path)  # refuses a bad escape
    return encode_key("url", as_sent(path) or "/")


def as_sent(text: str) -> str:
    """A part of a URL as a client puts it on the wire: what cannot be sent raw is encoded."""
    return "".join([_ENCODED_AS_SENT[byte] for byte in text.encode()])


def _respell(path: str, argument: str) -> str:
    """A path with every escape, and every need of one, written in the one canonical way."""
    return "/".join([_recode(segment, argument) for segment in path.split("/")])


def _recode(part: str, argument: str = "url") -> str:
    data = part.encode()
    if data.translate(NEEDS_ENCODING) == data:
        return part
    # Most URLs come in the canonical spelling: looking is cheaper than spelling again.
    if data.translate(_NEEDS_ENCODING_AGAIN) == data and has_canonical_escapes(data):
        return part
    return encode_bytes(decode(part, argument))


def has_canonical_escapes(data: bytes) -> bool:
    """Whether each "%" begins an escape in upper case of a byte that must be escaped."""
    return _CANONICAL_ESCAPES.issuperset([after[:2] for after in data.split(b"%")[1:]])


def normalize(path: str) -> str:
    """A path without dot segments and runs of "/"; a "/" at the end stays.

    RFC 3986, section 5.2.4, with the collapse that AWS adds.
    """
    if "/." not in path and "//" not in path:
        return path or "/"
    kept: list[str] = []
    for segment in path.split("/"):
        if segment == "..":
            if kept:
                kept.pop()
        elif segment not in ("", "."):
            kept.append(segment)
    end = "/" if kept and path.endswith("/") else ""
    return f"/{'/'.join(kept)}{end}"


def query_pairs(query: str) -> list[tuple[str, str]]:
    """The parameters of a query string, each encoded anew, in the order they came.

    A name without a value has an empty one, empty items vanish, and "+" is a space.
    """
    pairs = []
    for item in query.split("&"):
        if item:
            name, _, value = item.replace("+", "%20").partition("=")
            pairs.append((_recode(name), _recode(value)))
    return pairs


def split_pairs(query: str) -> list[tuple[str, str]]:
    """The parameters of a query that is encoded in the canonical way already."""
    return [(name, value) for name, _, value in [item.partition("=") for item in query.split("&")]]


def join_query(pairs: list[tuple[str, str]]) -> str:
    """Encoded pairs as a canonical query string.

    Sorted after encoding, by name and then by value, as two fields: sorting the joined
    strings would put `select-type=2` before `select=`.
    """
    return "&".join([f"{name}={value}" for name, value in sorted(pairs)])
