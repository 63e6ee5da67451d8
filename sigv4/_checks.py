"""Checks on text that several arguments share."""

from __future__ import annotations

from .errors import InvalidTypeError, InvalidValueError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

# RFC 9110, section 5.6.2: tchar, the characters of a method or of a header name.
TOKEN = b"!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"

# The characters of a signature, and of a hash.
LOWER_HEX = frozenset("0123456789abcdef")

_SHOWN = 60


def shown(value: object) -> str:
    """A value as an error message shows it: printable ASCII, and never long."""
    try:
        text = ascii(value)
    except ValueError:  # An int of more digits than Python writes (sys.set_int_max_str_digits).
        return "a number of many digits"
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


def type_error(argument: str, value: object, wanted: str) -> InvalidTypeError:
    """The error for a value of the wrong type; the value itself is not shown."""
    kind = type(value).__name__
    article = "an" if kind[:1].lower() in {"a", "e", "i", "o", "u"} else "a"
    given = "None" if value is None else f"{article} {kind}"
    return InvalidTypeError(argument, f"{given} was given", f"give {wanted}")


def exact_str(argument: str, value: object) -> str:
    """A text as a `str` and no subclass of it.

    A subclass may format, compare and hash as something else than it encodes to: an
    f-string writes a member of `class R(str, Enum)` as `R.EU`. So every text is made exact
    where it comes in, before it is checked, looked up or signed.
    """
    if type(value) is str:
        return value
    if not isinstance(value, str):
        raise type_error(argument, value, "a str")
    return str.__str__(value)


def utf8(argument: str, text: str) -> bytes:
    """The UTF-8 bytes of a text; a lone surrogate has none."""
    try:
        return text.encode()
    except UnicodeEncodeError:
        pass  # Raised below, outside the handler: a chained UnicodeError would hold the whole text.
    raise InvalidValueError(
        argument, "it holds a lone surrogate, which UTF-8 cannot encode", "give well-formed text"
    )


def has_control_character(text: str) -> bool:
    """Whether a text holds a control character (C0, DEL or C1), and so a line end."""
    # isprintable() is the fast answer; it also says no to harmless things such as U+00A0.
    return not text.isprintable() and any(c < " " or "\x7f" <= c <= "\x9f" for c in text)


def printable(text: str) -> str:
    """A text without what a terminal obeys: control and other unprintable characters escaped."""
    if text.isprintable():
        return text
    return "".join([c if c.isprintable() else ascii(c)[1:-1] for c in text])


def pairs_of(
    argument: str,
    value: Any,
    *,
    named: str = "name",
    wanted: str = "a mapping of str to str, or pairs of str",
) -> list[Any]:
    """The items of a mapping, or the pairs of an iterable; their members are not looked at.

    named, wanted: what an error calls the first of a pair, and what it says to give.
    """
    if isinstance(value, (str, bytes)):
        raise type_error(argument, value, wanted)
    # Headers in which a name may come again have multi_items() (httpx), or items() that
    # repeat it (email.message).
    items = getattr(value, "multi_items", None) or getattr(value, "items", None)
    try:
        pairs = list(items() if callable(items) else value)
    except TypeError:
        raise type_error(argument, value, wanted) from None
    for pair in pairs:
        if not isinstance(pair, (tuple, list)) or len(pair) != 2:
            raise InvalidTypeError(
                argument, f"an item is no ({named}, value) pair", f"give {wanted}"
            )
    return pairs


def check_token(argument: str, value: str) -> None:
    """Refuse what is not a token of RFC 9110, section 5.6.2."""
    if not value or not value.isascii() or value.encode().translate(None, TOKEN):
        raise InvalidValueError(
            argument,
            f"{shown(value)} is not a token",
            "use ASCII letters, digits and !#$%&'*+-.^_`|~ (RFC 9110, section 5.6.2)",
        )


def whole_bytes(argument: str, value: object) -> int:
    """A size in bytes, as an `int` and no subclass of it."""
    if isinstance(value, bool) or not isinstance(value, int):
        raise type_error(argument, value, "a number of bytes, an int")
    size = int.__int__(value)
    if size < 0:
        raise InvalidValueError(argument, f"{shown(size)} is negative", "give a number of bytes")
    return size


def check_scope_part(argument: str, value: object) -> str:
    """A region or a service; refuses what would break the credential scope it stands in."""
    value = exact_str(argument, value)
    if not value:
        raise InvalidValueError(argument, "it is empty", f"name the {argument}")
    # "/" parts the scope; "," and white space part the Authorization header it goes into.
    if not (value.isascii() and value.isprintable()) or any(c in value for c in "/, "):
        raise InvalidValueError(
            argument,
            f"{shown(value)} is no {argument}",
            "use printable ASCII without '/', ',' and white space",
        )
    if argument == "region" and "*" in value:
        raise InvalidValueError(
            argument,
            f"{shown(value)} is a set of regions, and the signature would hold in none of them",
            "name one region, or give region_set",
        )
    return value
