"""A bucket's CORS configuration: which pages may use its presigned URLs from a browser.

    upload = s3.presign_put("media", "cat.png", content_type="image/png")
    rule = CorsRule(["https://example.com"], ["PUT"], headers=upload.headers)
    boto3_client.put_bucket_cors(Bucket="media", CORSConfiguration=cors_document(rule))

Source: Amazon S3 user guide, "Elements of a CORS configuration"; Amazon S3 API reference,
"PutBucketCors" and "CORSRule"; the Fetch Standard, "CORS protocol".
"""

from __future__ import annotations

from .._checks import check_token, exact_str, shown, type_error
from .._frozen import Frozen
from .._url import canonical_host
from ..errors import InvalidValueError
from ._xml import xml_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

# "AllowedMethods element". A preflight's own OPTIONS is answered without being named.
METHODS = ("GET", "PUT", "POST", "DELETE", "HEAD")

# "PutBucketCors": the document is limited to 64 KB, "CORSConfiguration": up to 100 rules.
_MOST_RULES = 100
_MOST_BYTES = 64 * 1024

# "CORSRule": MaxAgeSeconds is an Integer, which the API's models make one of 32 bits.
_LONGEST = 2**31 - 1

# The Fetch Standard, "extract a body": a File or Blob is sent with its type as Content-Type
# unless the page names another, and a type such as image/png needs the server's leave.
_SENT_UNASKED = "content-type"

# Without it no page can complete an upload in parts, which lists their ETags.
_ALWAYS_EXPOSED = "ETag"

_SCHEME = frozenset("abcdefghijklmnopqrstuvwxyz0123456789+-.")
_NAMESPACE = "http://s3.amazonaws.com/doc/2006-03-01/"


class CorsRule(Frozen):
    """What pages of some origins may do in a browser with a bucket. Immutable.

    origins: as browsers send them, such as "https://example.com" or "http://localhost:8000";
        one "*" may stand before a domain, as in "https://*.example.com". "*" alone is any page.
    methods: GET, PUT, POST, DELETE or HEAD.
    headers: the names of those that a request may carry: all that was signed, so that
        `headers` of a presigned request serves as it is. With PUT, content-type is always
        among them, since browsers send the type of a file unasked. One "*" may stand in a name.
    expose: the names of the answer's headers that the page may read, beside ETag.
    max_age: for how many seconds a browser may remember this.

    Raises InvalidTypeError or InvalidValueError.
    """

    __slots__ = ("expose", "headers", "max_age", "methods", "origins")

    origins: tuple[str, ...]
    methods: tuple[str, ...]
    headers: tuple[str, ...]
    expose: tuple[str, ...]
    max_age: int

    def __init__(
        self,
        origins: Iterable[str],
        methods: Iterable[str],
        *,
        headers: Iterable[str] = (),
        expose: Iterable[str] = (),
        max_age: int = 3600,
    ) -> None:
        allowed = [_method(method) for method in _texts("methods", methods)]
        named = [_header("headers", name).lower() for name in _texts("headers", headers)]
        if "PUT" in allowed and _SENT_UNASKED not in named:
            named.insert(0, _SENT_UNASKED)
        exposed = [_exposed(name) for name in _texts("expose", expose)]
        if _ALWAYS_EXPOSED.lower() not in [name.lower() for name in exposed]:
            exposed.insert(0, _ALWAYS_EXPOSED)
        self._set(
            origins=_some("origins", [_origin(origin) for origin in _texts("origins", origins)]),
            methods=_some("methods", allowed),
            headers=_once("headers", named),
            expose=_once("expose", exposed),
            max_age=_seconds(max_age),
        )


def cors_document(*rules: CorsRule) -> dict[str, list[dict[str, Any]]]:
    """The configuration as boto3 (`CORSConfiguration=`) and the AWS CLI take it, in JSON's types.

    S3 goes by the first rule that fits. Raises InvalidTypeError or InvalidValueError.
    """
    cors_xml(*rules)  # It is what will be sent, and must not be too large.
    return {
        "CORSRules": [
            {
                name: list(value) if isinstance(value, tuple) else value
                for name, _, value in _members(rule)
            }
            for rule in rules
        ]
    }


def cors_xml(*rules: CorsRule) -> str:
    """The configuration as the body of a PutBucketCors request.

    Amazon S3 wants a Content-MD5 or another checksum beside it. Raises InvalidTypeError or
    InvalidValueError.
    """
    parts = [f'<CORSConfiguration xmlns="{_NAMESPACE}">']
    for rule in _checked(rules):
        parts.append("<CORSRule>")
        for _, name, value in _members(rule):
            for each in value if isinstance(value, tuple) else (value,):
                parts.append(f"<{name}>{xml_text(str(each))}</{name}>")
        parts.append("</CORSRule>")
    document = "".join([*parts, "</CORSConfiguration>"])
    if len(document) > _MOST_BYTES:  # All of it is ASCII.
        raise InvalidValueError(
            "rules", f"the document has {len(document)} bytes", f"S3 takes {_MOST_BYTES} at most"
        )
    return document


def _members(rule: CorsRule) -> list[tuple[str, str, Any]]:
    """A rule's members: the name in JSON, the name in XML, and the value, a tuple or a number."""
    members = [
        ("AllowedHeaders", "AllowedHeader", rule.headers),
        ("AllowedMethods", "AllowedMethod", rule.methods),
        ("AllowedOrigins", "AllowedOrigin", rule.origins),
        ("ExposeHeaders", "ExposeHeader", rule.expose),
        ("MaxAgeSeconds", "MaxAgeSeconds", rule.max_age),
    ]
    return [member for member in members if member[2] != ()]


def _checked(rules: tuple[CorsRule, ...]) -> tuple[CorsRule, ...]:
    for rule in rules:
        if not isinstance(rule, CorsRule):
            raise type_error("rules", rule, "CorsRule(…) for each")
    if not 1 <= len(rules) <= _MOST_RULES:
        raise InvalidValueError(
            "rules", f"there are {len(rules)}", f"give 1 to {_MOST_RULES} rules"
        )
    return rules


def _texts(argument: str, values: Any) -> list[str]:
    """The members of an iterable as exact texts; one text is none."""
    wanted = "a list of str"
    if isinstance(values, (str, bytes)):
        raise type_error(argument, values, wanted)
    try:
        members = list(values)
    except TypeError:
        raise type_error(argument, values, wanted) from None
    return [exact_str(argument, member) for member in members]


def _some(argument: str, values: list[str]) -> tuple[str, ...]:
    if not values:
        raise InvalidValueError(argument, "there is none", "give one at least")
    return _once(argument, values)


def _once(argument: str, values: list[str]) -> tuple[str, ...]:
    seen: set[str] = set()
    for value in values:
        if value.lower() in seen:
            raise InvalidValueError(argument, f"{shown(value)} is there twice", "give it once")
        seen.add(value.lower())
    return tuple(values)


def _method(method: str) -> str:
    if method in METHODS:
        return method
    if method.upper() in METHODS:
        remedy = f"write {method.upper()}"
    elif method.upper() == "OPTIONS":
        remedy = "leave it out: a preflight needs no rule of its own"
    else:
        remedy = f"use {', '.join(METHODS[:-1])} or {METHODS[-1]}"
    raise InvalidValueError("methods", f"{shown(method)} is none that a rule can allow", remedy)


def _header(argument: str, name: str) -> str:
    if ":" in name:
        raise InvalidValueError(argument, "it has a value", "give the header's name alone")
    check_token(argument, name)
    if name.count("*") > 1:
        raise InvalidValueError(
            argument, f"{shown(name)} has more than one '*'", "give one at most"
        )
    return name


def _exposed(name: str) -> str:
    if "*" in name:
        raise InvalidValueError(
            "expose", f"{shown(name)} has a '*', which S3 does not take here", "name each header"
        )
    return _header("expose", name)


def _seconds(max_age: Any) -> int:
    if not isinstance(max_age, int) or isinstance(max_age, bool):
        raise type_error("max_age", max_age, "whole seconds as an int")
    seconds = int.__int__(max_age)
    if not 0 <= seconds <= _LONGEST:
        raise InvalidValueError(
            "max_age", f"{shown(seconds)} is out of range", f"give 0 to {_LONGEST} seconds"
        )
    return seconds


def _origin(origin: str) -> str:
    """An origin as browsers send it (RFC 6454, section 6.2); refuses what would fit none, and a
    "*" that fits hosts which nobody meant."""
    if origin == "*":
        return origin
    if origin == "null":
        raise InvalidValueError(
            "origins",
            "'null' is what any page can make itself be, in a sandboxed frame",
            "serve the page from an origin, and name that",
        )
    if origin.count("://") > 1 and any(mark in origin for mark in ", "):
        raise InvalidValueError("origins", "it is several", "give each origin by itself")
    if origin.count("*") > 1:
        raise InvalidValueError(
            "origins", f"{shown(origin)} has more than one '*'", "give one at most"
        )
    scheme, _, authority = origin.partition("://")
    for mark in "/?#\\":
        authority = authority.partition(mark)[0]
    if not authority or not scheme or not _SCHEME.issuperset(scheme.lower()):
        raise InvalidValueError(
            "origins", f"{shown(origin)} is no origin", "write it as https://example.com"
        )
    host, any_port = (authority[:-2], ":*") if authority.endswith(":*") else (authority, "")
    _check_wildcard(origin, host)
    # A "0" may stand wherever the "*" of a host does.
    seen = canonical_host(
        "http" if scheme.lower() == "http" else "https",
        host.replace("*", "0"),
        "origins",
        show=False,
    )
    sent = f"{scheme.lower()}://{seen}{any_port}"
    if sent != (origin.replace("*", "0") if "*" in host else origin):
        raise InvalidValueError(
            "origins",
            f"{shown(origin)} is not how browsers write an origin",
            "write it in lower case, without a path and the scheme's own port"
            if "*" in host
            else f"write {sent}",
        )
    return origin


def _check_wildcard(origin: str, host: str) -> None:
    """Refuse a "*" that can stand for the end of a domain, or for the beginning of its name."""
    before, star, after = host.partition("*")
    if not star or host == "*" or (not before and after.startswith(".")):
        return
    if "." not in after.partition(".")[2]:
        raise InvalidValueError(
            "origins",
            f"the '*' in {shown(origin)} lets in other people's hosts",
            "let a dot and your domain follow it, as in https://*.example.com",
        )
