"""A request as it came in: bounded, then taken apart, and never repaired.

The target is the origin-form of the request line (RFC 9112, section 3.2.1) to the byte: a
library that parses it as a URL decodes, resolves and guesses, and what the application then
sees is not what was signed.
"""

from __future__ import annotations

from .._checks import TOKEN, pairs_of, type_error
from .._encoding import query_pairs
from ..errors import InvalidValueError
from .refusals import DuplicateParameterError, MalformedError, TooLargeError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    Text = str | bytes
    ReceivedHeaders = Mapping[str, str] | Mapping[bytes, bytes] | Iterable[tuple[Text, Text]]

# What is larger is refused before it is parsed: nobody is known yet. S3 takes 8 KiB of
# headers and keys of 1024 bytes, three characters each as escapes; tokens take most of the rest.
MAX_TARGET_LENGTH = 32768
MAX_HEADERS = 256
MAX_HEADER_LENGTH = 32768
MAX_PARAMETERS = 1024

_LONGEST_METHOD = 64

# RFC 3986, section 2: all that a URI is made of is visible; what else there is in ASCII (such
# as "|") clients send as well. "#" would begin a fragment, which is never sent.
_VISIBLE = bytes(range(0x21, 0x7F)).replace(b"#", b"")

_OF_AUTHORITY = ":authority"  # RFC 9113, section 8.3.1: HTTP/2's Host.


class Received:
    """method; path and query as they came; pairs: the query's, in the canonical spelling;
    headers: the values of each lower-case name, each character one byte."""

    __slots__ = ("headers", "method", "pairs", "path")

    def __init__(self, method: Text, target: Text, headers: ReceivedHeaders) -> None:
        self.method = _method(method)
        self.path, query = _split(target)
        self.pairs = _pairs(query) if query else []
        self.headers = _headers(headers)

    def only(self, name: str, form: str = "") -> str | None:
        """The value of a header that may be there once; None where it is not."""
        values = self.headers.get(name)
        if values is None:
            return None
        if len(values) > 1:
            raise DuplicateParameterError(name, form=form)
        return values[0].strip(" \t")

    def canonical_values(self, names: tuple[str, ...], host: str) -> list[tuple[str, str]]:
        """The signed headers with their canonical values, and the host in a spelling.

        Tabs are white space here, as to botocore and aws-c-auth: HTTP has them so, and
        nothing that tells them from spaces is left of a value on its way.
        """
        return [
            (name, host if name == "host" else ",".join(map(_collapsed, self.headers[name])))
            for name in names
        ]


def _collapsed(value: str) -> str:
    if "\t" in value:
        value = value.replace("\t", " ")
    return (
        " ".join([word for word in value.split(" ") if word]) if "  " in value else value.strip(" ")
    )


def _text(argument: str, value: object) -> str:
    """A text whose characters are the bytes that came: servers hand over one or the other."""
    if type(value) is str:
        return value
    if isinstance(value, (bytes, bytearray)):
        return bytes(value).decode("latin-1")
    if isinstance(value, str):
        return str.__str__(value)
    raise type_error(argument, value, "str or bytes")


def _method(given: object) -> str:
    method = _text("method", given)
    if len(method) > _LONGEST_METHOD:
        raise TooLargeError("method", _LONGEST_METHOD, "characters")
    if not _is_token(method):
        raise MalformedError("method", "The method is no token")
    return method


def _is_token(text: str) -> bool:
    return text != "" and text.isascii() and not text.encode().translate(None, TOKEN)


def _split(given: object) -> tuple[str, str]:
    target = _text("target", given)
    if len(target) > MAX_TARGET_LENGTH:
        raise TooLargeError("target", MAX_TARGET_LENGTH, "bytes")
    if not target.startswith("/"):
        raise MalformedError("target", "The request target is no path: it begins with no '/'")
    if not target.isascii() or target.encode().translate(None, _VISIBLE):
        raise MalformedError(
            "target", "The request target holds what no URI does: it must be percent-encoded"
        )
    path, _, query = target.partition("?")
    return path, query


def _pairs(query: str) -> list[tuple[str, str]]:
    if query.count("&") >= MAX_PARAMETERS:
        raise TooLargeError("target", MAX_PARAMETERS, "parameters")
    try:
        return query_pairs(query)
    except InvalidValueError:
        pass  # Raised below, outside the handler: a refusal has no chained error.
    raise bad_escape()


def bad_escape() -> MalformedError:
    """The refusal of a path or a query with a "%" that two hexadecimal digits do not follow."""
    return MalformedError("target", "Couldn't parse the specified URI: it has a bad escape")


def _headers(given: ReceivedHeaders) -> dict[str, list[str]]:
    pairs = pairs_of("headers", given)
    if len(pairs) > MAX_HEADERS:
        raise TooLargeError("headers", MAX_HEADERS, "headers")
    headers: dict[str, list[str]] = {}
    authority = None
    for given_name, given_value in pairs:
        name, value = _text("headers", given_name), _text("headers", given_value)
        if len(name) + len(value) > MAX_HEADER_LENGTH:
            raise TooLargeError("headers", MAX_HEADER_LENGTH, "bytes a header")
        if not (value.isascii() and value.isprintable()):
            _check_value(value)
        lower = name.lower()
        if lower in headers and name.isascii():  # Not all that is ASCII in lower case was before.
            headers[lower].append(value)
        elif _is_token(name):
            headers[lower] = [value]
        elif name == _OF_AUTHORITY and authority is None:
            authority = value
        else:
            raise MalformedError("headers", "A header's name is no token")
    # "An intermediary … must not generate a Host that differs": where both are there, they agree.
    if authority is not None and headers.setdefault("host", [authority]) != [authority]:
        raise DuplicateParameterError("host")
    return headers


def _check_value(value: str) -> None:
    # A tab is white space (RFC 9110, section 5.5); a folded line is none of HTTP any more
    # (RFC 9112, section 5.2), and what else stands below a space never was.
    if any((c < " " and c != "\t") or c == "\x7f" for c in value):
        raise MalformedError("headers", "A header's value holds a line end or a control character")
    if max(value) > "\xff":
        raise MalformedError("headers", "A header's value was decoded: give the bytes that came")
