"""A request as it came in: bounded, then taken apart, and never repaired.

The target is the origin-form of the request line (RFC 9112, section 3.2.1) to the byte: a
library that parses it as a URL decodes, resolves and guesses, and what the application then
sees is not what was signed. Header values are looked at where they matter.
"""

from __future__ import annotations

from .._checks import TOKEN, pairs_of, type_error
from .._encoding import UNRESERVED, UNRESERVED_AND_SLASH, has_canonical_escapes, query_pairs
from .._request import METHODS
from ..errors import InvalidValueError
from .refused import (
    QUERY,
    DuplicateParameterError,
    MalformedError,
    TooLargeError,
)

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

_UNRESERVED_AND_ESCAPES = UNRESERVED + b"%"

_OF_AUTHORITY = ":authority"  # RFC 9113, section 8.3.1: HTTP/2's Host.

# Names of headers that were seen, in lower case: they are the same at every request. Bounded,
# since anybody may send any. By type: an ASCII name and its bytes have one hash.
_NAMES: dict[type, dict[Text, str]] = {str: {}, bytes: {}}
_NAMES_KEPT = 256
_LONGEST_KEPT = 64


class Received:
    """method; path as it came, and plain_path: whether nothing in it is escaped; parameters: the
    query's by name, in the canonical spelling; query: the query where it came so, no name
    twice, else None; headers: the values of each lower-case name, as they came."""

    __slots__ = ("_pairs", "headers", "method", "parameters", "path", "plain_path", "query")

    parameters: dict[str, str]
    query: str | None

    def __init__(self, method: Text, target: Text, headers: ReceivedHeaders) -> None:
        self.method = method if type(method) is str and method in METHODS else _method(method)
        text = target if type(target) is str else _text("target", target)
        if len(text) > MAX_TARGET_LENGTH:
            raise TooLargeError("target", MAX_TARGET_LENGTH, "bytes")
        self.path, _, query = text.partition("?")
        self.plain_path = _is_plain(self.path)
        plain = _plain_parameters(query) if query else {}
        if plain is not None:
            self.query = query
            self.parameters = plain
        else:
            self.query = None
            self._pairs = _pairs(query)
            self.parameters = dict(self._pairs)
            if len(self.parameters) != len(self._pairs):
                _check_repeated([name for name, _ in self._pairs])
        self.headers = _headers(headers)

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """All parameters in their order, in the canonical spelling."""
        return self._pairs if self.query is None else list(self.parameters.items())

    def only(self, name: str, form: str = "") -> str | None:
        """The value of a header that may be there once; None where it is not."""
        values = self.headers.get(name)
        if values is None:
            return None
        if len(values) > 1:
            raise DuplicateParameterError(name, form=form)
        return _value(values[0])

    def canonical_value(self, name: str) -> str:
        """The canonical value of a header that is there, each character one byte.

        Tabs are white space here, as to botocore and aws-c-auth: so HTTP has them, and it lets
        nothing that is on the way tell them from spaces.
        """
        values = self.headers[name]
        return _value(values[0]) if len(values) == 1 else ",".join(map(_value, values))


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


def _is_plain(path: str) -> bool:
    """Whether nothing in a path is, or must be, escaped. Refuses what is no path."""
    if not path.startswith("/"):
        raise MalformedError("target", "The request target is no path: it begins with no '/'")
    if path.isascii() and not path.encode().translate(None, UNRESERVED_AND_SLASH):
        return True
    _check_visible(path)
    return False


def _check_visible(text: str) -> None:
    if not text.isascii() or text.encode().translate(None, _VISIBLE):
        raise MalformedError(
            "target", "The request target holds what no URI does: it must be percent-encoded"
        )


def _plain_parameters(query: str) -> dict[str, str] | None:
    """The parameters of a query in the canonical spelling, no name twice; None for others.

    Most queries are spelt so, and then there is nothing to decode and to encode anew.
    """
    if not query.isascii():
        return None
    data = query.encode()
    # What is left of a canonical query is "=&=&=": each item has one "=", and no other
    # character that would have to be escaped.
    left = data.translate(None, _UNRESERVED_AND_ESCAPES)
    count = len(left) // 2 + 1
    if count > MAX_PARAMETERS:
        raise _too_many()
    if left != (b"=&" * count)[:-1]:
        return None
    # The escape that every signed query has; others are looked at one by one.
    if "%" in query.replace("%2F", "") and not has_canonical_escapes(data):
        return None
    words = iter(query.replace("&", "=").split("="))
    parameters = dict(zip(words, words, strict=True))  # Names and values in turn.
    return parameters if len(parameters) == count and "" not in parameters else None


def _too_many() -> TooLargeError:
    return TooLargeError("target", MAX_PARAMETERS, "parameters")


def _pairs(query: str) -> list[tuple[str, str]]:
    if query.count("&") >= MAX_PARAMETERS:
        raise _too_many()
    _check_visible(query)
    try:
        return query_pairs(query)
    except InvalidValueError:
        pass  # Raised below, outside the handler: a refusal has no chained error.
    raise bad_escape()


def _check_repeated(names: list[str]) -> None:
    """Refuse an X-Amz-* parameter that is there twice: servers differ in which of them holds.

    Names are case-sensitive (Amazon S3 API reference, "Authenticating requests: using query
    parameters").
    """
    seen = set()
    for name in names:
        if name.startswith("X-Amz-"):
            if name in seen:
                raise DuplicateParameterError(name, form=QUERY)
            seen.add(name)


def bad_escape() -> MalformedError:
    """The refusal of a path or a query with a "%" that two hexadecimal digits do not follow."""
    return MalformedError("target", "Couldn't parse the specified URI: it has a bad escape")


def _headers(given: ReceivedHeaders) -> dict[str, list[Text]]:
    # Servers give lists, and pairs_of would look at each of their items.
    pairs = given if type(given) is list else pairs_of("headers", given)
    if len(pairs) > MAX_HEADERS:
        raise TooLargeError("headers", MAX_HEADERS, "headers")
    headers: dict[str, list[Text]] = {}
    for pair in pairs:
        plain = type(pair) is tuple and len(pair) == 2
        given_name, value = pair if plain else pairs_of("headers", [pair])[0]
        if type(value) is not bytes and type(value) is not str:
            value = _text("headers", value)
        kept = _NAMES.get(type(given_name))
        name = (kept and kept.get(given_name)) or _name(given_name)
        if len(value) > MAX_HEADER_LENGTH:
            raise TooLargeError("headers", MAX_HEADER_LENGTH, "bytes a value")
        if name in headers:
            headers[name].append(value)
        else:
            headers[name] = [value]
    if _OF_AUTHORITY in headers:
        _take_authority(headers)
    return headers


def _name(given: Text) -> str:
    name = _text("headers", given)
    if len(name) > MAX_HEADER_LENGTH:
        raise TooLargeError("headers", MAX_HEADER_LENGTH, "bytes a name")
    if not _is_token(name) and name != _OF_AUTHORITY:
        raise MalformedError("headers", "A header's name is no token")
    name = name.lower()
    kept = _NAMES.get(type(given))
    if kept is not None and len(name) <= _LONGEST_KEPT:
        if len(kept) >= _NAMES_KEPT:
            kept.clear()
        kept[given] = name
    return name


def _take_authority(headers: dict[str, list[Text]]) -> None:
    """HTTP/2's :authority as the host; where both are there, they agree (RFC 9113, 8.3.1)."""
    authority = headers.pop(_OF_AUTHORITY)
    if len(authority) > 1 or headers.setdefault("host", authority) != authority:
        raise DuplicateParameterError("host")


def _value(given: Text) -> str:
    """A value without the white space around it, and with one space for each run within."""
    value = given if type(given) is str else _text("headers", given)
    if not (value.isascii() and value.isprintable()):
        _check_value(value)
        value = value.replace("\t", " ")
    if "  " in value:
        return " ".join([word for word in value.split(" ") if word])
    return value.strip(" ")


def _check_value(value: str) -> None:
    # A tab is white space (RFC 9110, section 5.5); a folded line is none of HTTP any more
    # (RFC 9112, section 5.2), and what else stands below a space never was.
    if any((c < " " and c != "\t") or c == "\x7f" for c in value):
        raise MalformedError("headers", "A header's value holds a line end or a control character")
    if max(value) > "\xff":
        raise MalformedError("headers", "A header's value was decoded: give the bytes that came")
