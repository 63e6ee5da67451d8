"""The list for the query form: each parameter dropped, doubled and changed, each byte changed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from random import Random

from arrivals import Arrival
from mutations_bytes import CREDENTIALS, Change, Classes, bad_escape, other, respelt

from sigv4.verify import (
    DuplicateParameterError,
    HostNotSignedError,
    MalformedError,
    MissingParameterError,
    RefusedError,
    SignatureDiffersError,
    SignedHeaderMissingError,
    TimeError,
    TokenDiffersError,
    TokenMissingError,
    TokenUnexpectedError,
    UnknownKeyError,
    UnsignedHeadersError,
    WrongDateError,
    WrongRegionError,
    WrongServiceError,
    WrongTerminatorError,
)

TOKEN = "X-Amz-Security-Token"

# What a changed byte in a parameter's value may come to.
VALUES: dict[str, tuple[type[RefusedError], ...]] = {
    "X-Amz-Algorithm": (MalformedError,),
    "X-Amz-Credential": (
        *(UnknownKeyError, WrongDateError, WrongRegionError, WrongServiceError),
        *(WrongTerminatorError, MalformedError),
    ),
    "X-Amz-Date": (SignatureDiffersError, WrongDateError, TimeError, MalformedError),
    "X-Amz-Expires": (SignatureDiffersError, MalformedError),
    "X-Amz-SignedHeaders": (
        *(MalformedError, SignedHeaderMissingError, HostNotSignedError, UnsignedHeadersError),
    ),
    "X-Amz-Signature": (SignatureDiffersError,),
    TOKEN: (TokenDiffersError, MalformedError),
}

# Whole values, and what is said to each.
CHANGED: tuple[tuple[str, str, str, type[RefusedError]], ...] = (
    ("algorithm", "X-Amz-Algorithm", "AWS4-HMAC-SHA1", MalformedError),
    ("algorithm in lower case", "X-Amz-Algorithm", "aws4-hmac-sha256", MalformedError),
    ("credential without scope", "X-Amz-Credential", "AKIA", MalformedError),
    ("date of no calendar", "X-Amz-Date", "20240230T120000Z", MalformedError),
    ("date with an hour too many", "X-Amz-Date", "20240229T240000Z", MalformedError),
    ("date in another format", "X-Amz-Date", "2024-02-29T12:00:00Z", MalformedError),
    ("date of another day", "X-Amz-Date", "19990101T000000Z", WrongDateError),
    ("expires negative", "X-Amz-Expires", "-1", MalformedError),
    ("expires zero", "X-Amz-Expires", "0", MalformedError),
    ("expires with a plus", "X-Amz-Expires", "%2B300", MalformedError),
    ("expires with a fraction", "X-Amz-Expires", "60.5", MalformedError),
    ("expires of other digits", "X-Amz-Expires", "%D9%A3%D9%A0%D9%A0", MalformedError),
    ("expires after a week", "X-Amz-Expires", "604801", MalformedError),
    ("expires of many digits", "X-Amz-Expires", "9" * 5000, MalformedError),
    ("signed headers empty", "X-Amz-SignedHeaders", "", MissingParameterError),
    ("signed headers without host", "X-Amz-SignedHeaders", "range", HostNotSignedError),
    ("signed headers in capitals", "X-Amz-SignedHeaders", "Host", MalformedError),
    ("signed headers twice", "X-Amz-SignedHeaders", "host%3Bhost", MalformedError),
    ("signature empty", "X-Amz-Signature", "", MissingParameterError),
    ("signature cut", "X-Amz-Signature", "0" * 63, SignatureDiffersError),
    ("signature with a digit more", "X-Amz-Signature", "0" * 65, SignatureDiffersError),
    ("signature outside ASCII", "X-Amz-Signature", "%C3%A9" * 64, SignatureDiffersError),
)


def items_of(arrival: Arrival) -> list[str]:
    """The parameters as they stand in the target."""
    return arrival.target.partition("?")[2].split("&")


def with_items(arrival: Arrival, items: list[str]) -> Arrival:
    """The same with other parameters."""
    return replace(arrival, target=f"{arrival.target.partition('?')[0]}?{'&'.join(items)}")


def refused(arrival: Arrival) -> Iterator[Change]:
    """Every change of the query that must be refused."""
    items = items_of(arrival)
    names = [item.partition("=")[0] for item in items]
    for at, (item, name) in enumerate(zip(items, names, strict=True)):
        signs = name in VALUES
        dropped: Classes = SignatureDiffersError
        if signs:
            dropped = TokenMissingError if name == TOKEN else MissingParameterError
        yield f"{_told(name)} dropped", with_items(arrival, items[:at] + items[at + 1 :]), dropped
        doubled: Classes = DuplicateParameterError if signs else SignatureDiffersError
        yield f"{_told(name)} doubled", with_items(arrival, [*items, item]), doubled
    for what, name, value, expected in CHANGED:
        yield what, _set(arrival, items, names, name, value), expected
    signed = items[names.index("X-Amz-SignedHeaders")]
    more = _replaced(arrival, items, signed, f"{signed}%3Bzz-no")
    yield "signed headers with another", more, SignedHeaderMissingError
    credential = items[names.index("X-Amz-Credential")].partition("=")[2]
    for at, part, wrong in CREDENTIALS:
        parts = credential.rsplit("%2F", 4)
        parts[at] = part
        changed = "%2F".join(parts)
        yield (
            f"credential, part {at + 1}",
            _set(arrival, items, names, "X-Amz-Credential", changed),
            wrong,
        )
    date = items[names.index("X-Amz-Date")]
    second = f"{date[:-2]}{(int(date[-2]) + 1) % 10}Z"
    yield "date of another second", _replaced(arrival, items, date, second), SignatureDiffersError
    expires = items[names.index("X-Amz-Expires")]
    seconds = int(expires.partition("=")[2]) % 604800 + 1
    yield (
        "expires of another second",
        _replaced(arrival, items, expires, f"X-Amz-Expires={seconds}"),
        SignatureDiffersError,
    )
    yield "parameter added", with_items(arrival, [*items, "added=1"]), SignatureDiffersError
    if TOKEN not in names:
        added = with_items(arrival, [*items, f"{TOKEN}=a"])
        yield "token added", added, TokenUnexpectedError
    yield from _bytes(arrival, items)


def _told(name: str) -> str:
    return name if name in VALUES else "parameter"


def _set(arrival: Arrival, items: list[str], names: list[str], name: str, value: str) -> Arrival:
    return _replaced(arrival, items, items[names.index(name)], f"{name}={value}")


def _replaced(arrival: Arrival, items: list[str], old: str, new: str) -> Arrival:
    return with_items(arrival, [new if item == old else item for item in items])


def _bytes(arrival: Arrival, items: list[str]) -> Iterator[Change]:
    start = arrival.target.index("?") + 1
    for item in items:
        name, _, _ = item.partition("=")
        for offset, char in enumerate(item):
            at = start + offset
            changed = f"{arrival.target[:at]}{other(char)}{arrival.target[at + 1 :]}"
            yield (
                f"byte of {_told(name)}",
                replace(arrival, target=changed),
                _expected(name, offset, bad_escape(changed)),
            )
        start += len(item) + 1
        if start < len(arrival.target):
            merged = f"{arrival.target[: start - 1]}x{arrival.target[start:]}"
            yield "byte between parameters", replace(arrival, target=merged), RefusedError


def _expected(name: str, offset: int, bad: bool) -> Classes:
    if bad:
        return MalformedError
    if name not in VALUES:
        return SignatureDiffersError
    if offset > len(name):
        return VALUES[name]
    return TokenMissingError if name == TOKEN else MissingParameterError


def accepted(arrival: Arrival, random: Random) -> Iterator[Change]:
    """Other ways to write the same query."""
    items = items_of(arrival)
    shuffled = random.sample(items, len(items))
    yield "parameters in another order", with_items(arrival, shuffled), None
    yield "empty items", with_items(arrival, ["", *items, ""]), None
    path, _, query = arrival.target.partition("?")
    for what, spelt in respelt(query):
        yield what, replace(arrival, target=f"{path}?{spelt}"), None
    if any(item.endswith("=") for item in items):
        bare = [item.removesuffix("=") for item in items]
        yield "names without a sign of equality", with_items(arrival, bare), None
