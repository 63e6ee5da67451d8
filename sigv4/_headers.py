"""Canonical headers and the list of signed headers.

Names in lower case and sorted; values trimmed, with inner runs of spaces collapsed to
one, inside quotes too; the values of a repeated header joined with "," in the order
they came. Source: AWS IAM user guide, "Create a canonical request", CanonicalHeaders.
"""

from __future__ import annotations

from ._checks import check_token, exact_str, has_control_character, pairs_of, shown, utf8
from .errors import InvalidTypeError, InvalidValueError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    # A mapping, or pairs in which a name may come again.
    Headers = Mapping[str, str] | Iterable[tuple[str, str]]

# RFC 9110, section 7.6.1, and what proxies, load balancers, tracing and clients rewrite:
# signed, such a header breaks the signature somewhere on the way.
_VOLATILE = frozenset(
    {
        "authorization",
        "baggage",
        "connection",
        "expect",
        "keep-alive",
        "te",
        "trailer",
        "traceparent",
        "tracestate",
        "transfer-encoding",
        "upgrade",
        "user-agent",
        "x-amzn-trace-id",
    }
)
_VOLATILE_PREFIXES = ("proxy-", "sec-")


def is_volatile(name: str) -> bool:
    """Whether hops rewrite the header of this lower-case name."""
    return name in _VOLATILE or name.startswith(_VOLATILE_PREFIXES)


def collect_headers(headers: Headers) -> dict[str, str]:
    """Headers by lower-case name, with their canonical values; nothing is left out.

    Raises InvalidTypeError or InvalidValueError for a name that is no token, a control
    character in a value, and two spellings of one name in a mapping.
    """
    values: dict[str, list[str]] = {}
    spellings: dict[str, str] = {}
    may_repeat = not hasattr(headers, "items") or hasattr(headers, "multi_items")
    for given_name, given_value in pairs_of("headers", headers):
        name = exact_str("headers", given_name)
        check_token("headers", name)
        lower = name.lower()
        # A mapping that gives one spelling twice is one in which a name may come again.
        if spellings.setdefault(lower, name) != name and not may_repeat:
            raise InvalidValueError(
                "headers",
                f"{shown(lower)} is there in two spellings",
                "give it once, or give pairs to send it twice",
            )
        values.setdefault(lower, []).append(canonical_value(lower, given_value))
    return {name: ",".join(of_name) for name, of_name in values.items()}


def canonical_value(name: str, value: str) -> str:
    """A header's value, trimmed and with its inner runs of spaces collapsed."""
    if not isinstance(value, str):
        raise InvalidTypeError(
            "headers", f"the value of {name} is a {type(value).__name__}", "give a str"
        )
    value = exact_str("headers", value)
    if has_control_character(value):
        raise InvalidValueError(
            "headers",
            f"the value of {name} holds a control character or a line end",
            "take it out: a header is one line",
        )
    utf8("headers", value)
    if "  " in value:
        return " ".join([word for word in value.split(" ") if word])
    return value.strip(" ")


def canonical_headers(headers: dict[str, str]) -> tuple[str, str]:
    """The block of canonical headers, each with its line end, and the signed headers."""
    if len(headers) == 1:  # host, in most requests
        ((name, value),) = headers.items()
        return f"{name}:{value}\n", name
    names = sorted(headers)
    return "".join([f"{name}:{headers[name]}\n" for name in names]), ";".join(names)
