"""One request, written in other ways that mean the same."""

from __future__ import annotations

from dataclasses import replace

from ..case import Case
from ..draft import Draft
from ..message import Message
from ..plays import accepts, refuses, unproven
from ..steps import Step, append, items, path, prepend, say
from ..target import HERE
from .sources import CALCULATION, CANONICAL, UNKNOWN, operation

_DRAFT = Draft(query=(("response-cache-control", "no-cache"), ("response-content-type", "a/b")))
_SPACE = ("keys/space",)
_GET = ("basic/get",)


def _respelled(old: str, new: str) -> Step:
    return items(lambda own: [item.replace(old, new) for item in own])


def _lower_escapes(item: str) -> str:
    first, *rest = item.split("%")
    return "%".join([first, *[part[:2].lower() + part[2:] for part in rest]])


def _last_first(own: list[str]) -> list[str]:
    return [own[-1], *own[:-1]]


def _absolute(message: Message) -> Message:
    host = message.header("host")
    return replace(message, path=f"http://{host}{message.path}")


def _unknown(name: str, sends: str, draft: Draft, *steps: Step, needs: tuple[str, ...]) -> Case:
    return unproven(f"wire/{name}", sends, draft, *steps, source=UNKNOWN, needs=needs)


CASES: tuple[Case, ...] = (
    accepts(
        "wire/as-signed", "the parameters as they were signed", _DRAFT, source=CANONICAL, needs=_GET
    ),
    *[
        accepts(
            f"wire/{name}",
            sends,
            _DRAFT,
            items(change),
            source=CANONICAL,
            needs=("wire/as-signed",),
        )
        for name, sends, change in (
            ("reversed", "the parameters in reverse", lambda own: own[::-1]),
            ("signature-first", "the signature in front", _last_first),
            (
                "signature-second",
                "the signature behind the first",
                lambda own: [own[0], own[-1], *own[1:-1]],
            ),
            ("sorted", "the parameters sorted, the signature among them", sorted),
        )
    ],
    accepts(
        "wire/no-equals",
        "a parameter without a value and without its equals sign",
        Draft(key=None, query=(("location", ""),)),
        items(lambda own: [item.removesuffix("=") for item in own]),
        source=operation("GetBucketLocation"),
        needs=("basic/location",),
    ),
    accepts(
        "wire/plus-for-space",
        "a plus for a space in the query",
        Draft(query=(("response-cache-control", "no-cache, no-store"),)),
        say("response-cache-control", "no-cache%2C+no-store"),
        source=CALCULATION,
        needs=_GET,
    ),
    refuses(
        "wire/plus-for-plus",
        "a bare plus where an encoded one was signed",
        Draft(query=(("response-content-type", "image/svg+xml"),)),
        say("response-content-type", "image%2Fsvg+xml"),
        source=CALCULATION,
        needs=_GET,
    ),
    accepts(
        "wire/query-of-every-kind",
        "a prefix of all the signs that must be encoded",
        Draft(key=None, query=(("prefix", f"{HERE}/~!*'() +&=%/?#[]@:$,;\"<>é日"),)),
        source=CALCULATION,
        needs=("basic/list",),
    ),
    _unknown("empty-item", "an empty item in the query", _DRAFT, append(""), needs=_GET),
    _unknown("empty-item-first", "an empty item in front", _DRAFT, prepend(""), needs=_GET),
    _unknown(
        "slashes",
        "the slashes of the credential as they are",
        _DRAFT,
        _respelled("%2F", "/"),
        needs=_GET,
    ),
    _unknown(
        "escapes-in-lower-case",
        "the escapes of the query in lower case",
        _DRAFT,
        items(lambda own: [_lower_escapes(item) for item in own]),
        needs=_GET,
    ),
    _unknown(
        "letter-encoded",
        "a letter of the query encoded",
        _DRAFT,
        _respelled("no-cache", "%6Eo-cache"),
        needs=_GET,
    ),
    _unknown(
        "name-encoded",
        "a letter of a parameter's name encoded",
        _DRAFT,
        _respelled("X-Amz-Date", "X-Amz-%44ate"),
        needs=_GET,
    ),
    _unknown(
        "path-letter-encoded",
        "a letter of the path encoded",
        Draft(),
        path("seed", "%73eed"),
        needs=_GET,
    ),
    _unknown(
        "path-escapes-in-lower-case",
        "the escapes of the path in lower case",
        Draft(key="keys/nfc/caf\u00e9"),
        path("%C3%A9", "%c3%a9"),
        needs=("keys/nfc",),
    ),
    _unknown(
        "path-tilde-encoded",
        "a tilde of the path encoded",
        Draft(key="keys/tilde/~a~"),
        path("~a~", "%7Ea%7E"),
        needs=("keys/tilde",),
    ),
    _unknown(
        "path-signs-raw",
        "signs of the path raw that are signed encoded",
        Draft(key="keys/other-signs/!*'$@:|^`"),
        path("%21%2A%27", "!*'"),
        needs=("keys/other-signs",),
    ),
    _unknown(
        "path-plus-for-space",
        "a plus for a space in the path",
        Draft(key="keys/space/a b"),
        path("%20", "+"),
        needs=_SPACE,
    ),
    _unknown(
        "path-slash-encoded",
        "a slash of the path encoded",
        Draft(key="keys/space/a b"),
        path("/", "%2F"),
        needs=_SPACE,
    ),
    _unknown("absolute", "the whole URL on the request line", Draft(), _absolute, needs=_GET),
    _unknown(
        "host-in-capitals",
        "the Host in capitals",
        Draft(),
        lambda message: replace(
            message,
            headers=tuple([(n, v.upper() if n == "Host" else v) for n, v in message.headers]),
        ),
        needs=_GET,
    ),
)
