"""The list for the header form: each part of Authorization, and the headers beside it."""

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
    TokenMissingError,
    TwoMechanismsError,
    UnknownKeyError,
    UnsignedHeadersError,
    UnsignedRequestError,
    UnsupportedMechanismError,
    WrongDateError,
    WrongRegionError,
    WrongServiceError,
    WrongTerminatorError,
)

# What a changed byte in a part of Authorization may come to.
VALUES: dict[str, tuple[type[RefusedError], ...]] = {
    "Credential": (
        *(UnknownKeyError, WrongDateError, WrongRegionError, WrongServiceError),
        *(WrongTerminatorError, MalformedError),
    ),
    "SignedHeaders": (
        *(MalformedError, SignedHeaderMissingError, HostNotSignedError, UnsignedHeadersError),
    ),
    "Signature": (SignatureDiffersError,),
}

CHANGED: tuple[tuple[str, str, str, type[RefusedError]], ...] = (
    ("credential without scope", "Credential", "AKIA", MalformedError),
    ("signed headers without host", "SignedHeaders", "x-amz-date", HostNotSignedError),
    ("signed headers in capitals", "SignedHeaders", "Host;x-amz-date", MalformedError),
    ("signed headers out of order", "SignedHeaders", "x-amz-date;host", MalformedError),
    ("signature empty", "Signature", "", MissingParameterError),
    ("signature cut", "Signature", "0" * 63, SignatureDiffersError),
    ("signature in capitals", "Signature", "A" * 64, SignatureDiffersError),
)
DATES: tuple[tuple[str, bytes, type[RefusedError]], ...] = (
    ("date of no calendar", b"20240230T120000Z", MalformedError),
    ("date in another format", b"2024-02-29", MalformedError),
    ("date of another day", b"19990101T000000Z", WrongDateError),
)
_SCHEME = "AWS4-HMAC-SHA256 "


def signed_names(form: str, arrival: Arrival) -> list[str]:
    """The names of the signed headers."""
    if form == "query":
        text = arrival.target.partition("X-Amz-SignedHeaders=")[2].partition("&")[0]
        return text.replace("%3B", ";").split(";")
    return parts_of(arrival)["SignedHeaders"].split(";")


def parts_of(arrival: Arrival) -> dict[str, str]:
    """Authorization's parts."""
    text = _authorization(arrival).removeprefix(_SCHEME)
    parts = [part.partition("=") for part in text.split(", ")]
    return {name: value for name, _, value in parts}


def _authorization(arrival: Arrival) -> str:
    return next(v for n, v in arrival.headers if n.lower() == "authorization").decode()


def _with(arrival: Arrival, parts: dict[str, str]) -> Arrival:
    text = ", ".join(f"{name}={value}" for name, value in parts.items())
    return arrival.header("authorization", f"{_SCHEME}{text}".encode())


def refused(arrival: Arrival) -> Iterator[Change]:
    """Every change of what signs the request that must be refused."""
    parts = parts_of(arrival)
    whole = _authorization(arrival)
    yield "Authorization dropped", arrival.without("authorization"), UnsignedRequestError
    twice = replace(arrival, headers=(*arrival.headers, ("Authorization", whole.encode())))
    yield "Authorization doubled", twice, DuplicateParameterError
    basic = arrival.header("authorization", b"Basic dXNlcjpwYXNz")
    yield "Authorization of another kind", basic, UnsupportedMechanismError
    for name, value in parts.items():
        rest = {n: v for n, v in parts.items() if n != name}
        yield f"{name} dropped", _with(arrival, rest), MissingParameterError
        doubled = arrival.header("authorization", f"{whole}, {name}={value}".encode())
        yield f"{name} doubled", doubled, DuplicateParameterError
    unknown = arrival.header("authorization", f"{whole}, Other=1".encode())
    yield "part added", unknown, MalformedError
    for what, name, value, expected in CHANGED:
        yield what, _with(arrival, {**parts, name: value}), expected
    more = {**parts, "SignedHeaders": f"{parts['SignedHeaders']};zz-no"}
    yield "signed headers with another", _with(arrival, more), SignedHeaderMissingError
    for at, part, wrong in CREDENTIALS:
        of_credential = parts["Credential"].rsplit("/", 4)
        of_credential[at] = part
        changed = _with(arrival, {**parts, "Credential": "/".join(of_credential)})
        yield f"credential, part {at + 1}", changed, wrong
    yield from _of_date(arrival)
    in_query = "&" if "?" in arrival.target else "?"
    both = replace(arrival, target=f"{arrival.target}{in_query}X-Amz-Signature=0")
    yield "signature in the query, too", both, TwoMechanismsError
    if "x-amz-security-token" in parts["SignedHeaders"]:
        names = parts["SignedHeaders"].replace(";x-amz-security-token", "")
        without = _with(arrival.without("x-amz-security-token"), {**parts, "SignedHeaders": names})
        yield "token dropped", without, TokenMissingError
    yield from _bytes(arrival, whole)


def _of_date(arrival: Arrival) -> Iterator[Change]:
    date = next(v for n, v in arrival.headers if n.lower() == "x-amz-date")
    yield "x-amz-date dropped", arrival.without("x-amz-date"), MissingParameterError
    doubled = replace(arrival, headers=(*arrival.headers, ("X-Amz-Date", date)))
    yield "x-amz-date doubled", doubled, DuplicateParameterError
    for what, value, expected in DATES:
        yield what, arrival.header("x-amz-date", value), expected
    second = date[:-2] + (b"1Z" if date[-2:-1] == b"0" else b"0Z")
    yield "date of another second", arrival.header("x-amz-date", second), SignatureDiffersError


def _bytes(arrival: Arrival, whole: str) -> Iterator[Change]:
    start = len(_SCHEME)
    for at in range(start - 1):
        changed = f"{whole[:at]}{other(whole[at])}{whole[at + 1 :]}"
        yield (
            "byte of the algorithm",
            arrival.header("authorization", changed.encode()),
            UnsupportedMechanismError,
        )
    for part in whole[start:].split(", "):
        name = part.partition("=")[0]
        for offset, char in enumerate(part):
            at = start + offset
            changed = f"{whole[:at]}{other(char)}{whole[at + 1 :]}"
            expected: Classes = VALUES[name] if offset > len(name) else MalformedError
            yield (
                f"byte of {name}",
                arrival.header("authorization", changed.encode()),
                expected,
            )
        start += len(part) + 2
    path, question, query = arrival.target.partition("?")
    for at, char in enumerate(query):
        changed = f"{query[:at]}{other(char)}{query[at + 1 :]}"
        yield (
            "byte of the query",
            replace(arrival, target=f"{path}{question}{changed}"),
            MalformedError if bad_escape(changed) else SignatureDiffersError,
        )


def accepted(arrival: Arrival, random: Random) -> Iterator[Change]:
    """Other ways to write the same."""
    parts = parts_of(arrival)
    shuffled = random.sample(sorted(parts), len(parts))
    yield "parts in another order", _with(arrival, {name: parts[name] for name in shuffled}), None
    close = arrival.header("authorization", _authorization(arrival).replace(", ", ",").encode())
    yield "no spaces behind commas", close, None
    path, _, query = arrival.target.partition("?")
    if query:
        items = query.split("&")
        again = "&".join(random.sample(items, len(items)))
        yield "parameters in another order", replace(arrival, target=f"{path}?{again}"), None
        for what, spelt in respelt(query):
            yield what, replace(arrival, target=f"{path}?{spelt}"), None
