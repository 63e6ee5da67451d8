"""What is changed in a signed request, one thing at a time, and what a server says to it:
`python mutations.py --count N --seed S`.

The list is written out here and in the modules of the two forms. A change has the classes of its
refusal, or None where it means the same request.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from random import Random
from typing import NamedTuple

import differential
import mutations_header
import mutations_query
from arrivals import Arrival, Server, by_us, server_of
from mutations_bytes import Change, Classes, bad_escape, other, respelt

from sigv4 import Credentials
from sigv4.verify import (
    ANY,
    DuplicateParameterError,
    ExpiredError,
    MalformedError,
    NotYetValidError,
    RefusedError,
    SignatureDiffersError,
    SignedHeaderMissingError,
    SkewedError,
    TokenDiffersError,
    TokenMissingError,
    TokenUnexpectedError,
    TwoMechanismsError,
    UnknownKeyError,
    UnsignedHeadersError,
    WrongHostError,
    WrongRegionError,
    WrongServiceError,
)

# Signed headers that are looked at before the signature is, and what is said to another value.
_LOOKED_AT: dict[str, type[RefusedError]] = {
    "x-amz-content-sha256": MalformedError,
    "x-amz-security-token": TokenDiffersError,
}


class Mutation(NamedTuple):
    """What was changed, what came of it, and which refusals are right; None: it is accepted."""

    name: str
    arrival: Arrival
    server: Server
    expected: Classes


def mutations(form: str, arrival: Arrival, server: Server, random: Random) -> Iterator[Mutation]:
    """Every single change of the list."""
    of_form = mutations_query if form == "query" else mutations_header
    names = mutations_header.signed_names(form, arrival)
    for changes in (
        of_form.refused(arrival),
        of_form.accepted(arrival, random),
        _of_path(arrival, double="s3" not in server.service),
        _of_headers(arrival, names),
        _of_request(form, arrival),
        _of_same_headers(arrival, names, random),
    ):
        for name, changed, expected in changes:
            yield Mutation(name, changed, server, expected)
    for name, elsewhere, expected in _of_server(form, arrival, server):
        yield Mutation(name, arrival, elsewhere, expected)


def _of_path(arrival: Arrival, *, double: bool) -> Iterator[Change]:
    path, question, query = arrival.target.partition("?")
    for at in range(1, len(path)):
        changed = f"{path[:at]}{other(path[at])}{path[at + 1 :]}"
        if double and any(two in p for p in (path, changed) for two in ("/.", "//")):
            continue  # Normalised, both may be one path.
        yield (
            "byte of the path",
            replace(arrival, target=f"{changed}{question}{query}"),
            MalformedError if bad_escape(changed) else SignatureDiffersError,
        )
    yield "path longer", replace(arrival, target=f"{path}x{question}{query}"), SignatureDiffersError
    url = replace(arrival, target=f"https://h{arrival.target}")
    yield "target with a scheme", url, MalformedError
    fragment = replace(arrival, target=f"{arrival.target}#x")
    yield "target with a fragment", fragment, MalformedError
    if not double:
        for what, spelt in respelt(path):
            yield f"{what}, in the path", replace(arrival, target=f"{spelt}{question}{query}"), None


def _of_headers(arrival: Arrival, names: list[str]) -> Iterator[Change]:
    """Each signed header changed, doubled and dropped; Host and the date have their own lists."""
    for at, (name, value) in enumerate(arrival.headers):
        lower = name.lower()
        if lower not in names or lower in ("host", "x-amz-date"):
            continue
        before, after = arrival.headers[:at], arrival.headers[at + 1 :]
        changed = replace(arrival, headers=(*before, (name, value + b"!"), *after))
        expected = _LOOKED_AT.get(lower, SignatureDiffersError)
        yield f"header {_told(lower)} changed", changed, expected
        doubled = replace(arrival, headers=(*arrival.headers, (name, value)))
        twice = DuplicateParameterError if lower in _LOOKED_AT else SignatureDiffersError
        yield f"header {_told(lower)} doubled", doubled, twice
        there = [n for n, _ in (*before, *after) if n.lower() == lower]
        dropped = replace(arrival, headers=(*before, *after))
        missing = SignatureDiffersError if there else SignedHeaderMissingError
        yield f"header {_told(lower)} dropped", dropped, missing


def _told(name: str) -> str:
    return name if name in _LOOKED_AT else "of the sender's own"


def _of_request(form: str, arrival: Arrival) -> Iterator[Change]:
    another = "PUT" if arrival.method == "GET" else "GET"
    yield "method changed", replace(arrival, method=another), SignatureDiffersError
    lower = replace(arrival, method=arrival.method.lower())
    yield "method in lower case", lower, SignatureDiffersError
    yield "method is no token", replace(arrival, method="GET /"), MalformedError
    host = next(v for n, v in arrival.headers if n.lower() == "host")
    yield "host changed", arrival.header("host", b"other.example"), WrongHostError
    yield (
        "port changed",
        arrival.header("host", host.rpartition(b"]")[2] + b":1"),
        (
            WrongHostError,
            MalformedError,
        ),
    )
    yield "host dropped", arrival.without("host"), MalformedError
    doubled = replace(arrival, headers=(*arrival.headers, ("Host", host)))
    yield "host doubled", doubled, DuplicateParameterError
    stray = replace(arrival, headers=(*arrival.headers, ("X-Amz-Stray", b"1")))
    yield "header x-amz-stray added", stray, UnsignedHeadersError
    if form == "query":
        both = replace(arrival, headers=(*arrival.headers, ("Authorization", b"Basic eA==")))
        yield "Authorization added", both, TwoMechanismsError
    else:
        longer = replace(arrival, body=(arrival.body or b"") + b"x")
        yield "body longer", longer, RefusedError
    folded = replace(arrival, headers=tuple((n, v + b"\r\n x") for n, v in arrival.headers))
    yield "headers folded", folded, MalformedError


def _of_same_headers(arrival: Arrival, names: list[str], random: Random) -> Iterator[Change]:
    distinct = len({n.lower() for n, _ in arrival.headers}) == len(arrival.headers)
    if distinct:
        again = tuple(random.sample(arrival.headers, len(arrival.headers)))
        yield "headers in another order", replace(arrival, headers=again), None
    capitals = tuple((n.upper(), v) for n, v in arrival.headers)
    yield "names of headers in capitals", replace(arrival, headers=capitals), None
    spaced = tuple((n, b" \t" + v + b" ") for n, v in arrival.headers)
    yield "white space around values", replace(arrival, headers=spaced), None
    wide = tuple(
        (n, v.replace(b" ", b" \t ") if n.lower() in names else v) for n, v in arrival.headers
    )
    yield "more white space in values", replace(arrival, headers=wide), None
    agent = replace(arrival, headers=(*arrival.headers, ("User-Agent", b"a"), ("Accept", b"*/*")))
    yield "headers that nobody signed", agent, None
    host = next(v for n, v in arrival.headers if n.lower() == "host")
    yield "host in capitals", arrival.header("host", host.upper()), None
    if not host.rpartition(b"]")[2].count(b":") and b"]" not in host:
        yield "host with the default port", arrival.header("host", host + b":443"), None


def _of_server(
    form: str, arrival: Arrival, server: Server
) -> Iterator[tuple[str, Server, Classes]]:
    now = server.now
    if form == "query":
        seconds = int(arrival.target.partition("X-Amz-Expires=")[2].partition("&")[0])
        last = timedelta(seconds=seconds)
        yield "clock at the end", replace(server, now=now + last), ExpiredError
        yield "clock one second before", replace(server, now=now + last - _SECOND), None
        yield "clock before", replace(server, now=now - _SKEW - _SECOND), NotYetValidError
        yield "clock a little before", replace(server, now=now - _SKEW), None
    else:
        yield "clock after", replace(server, now=now + _SKEW + _SECOND), SkewedError
        yield "clock a little after", replace(server, now=now + _SKEW), None
        yield "clock before", replace(server, now=now - _SKEW - _SECOND), SkewedError
        yield "clock a little before", replace(server, now=now - _SKEW), None
    yield "another region", replace(server, region="mars-1"), WrongRegionError
    yield "another service", replace(server, service={"other"}), WrongServiceError
    yield "another host", replace(server, hosts=("other.example",)), WrongHostError
    yield "any of them", replace(server, region=ANY, service=ANY, hosts=ANY), None
    yield "nobody known", replace(server, credentials=lambda _: None), UnknownKeyError

    def of(secret: str | None, token: str | None) -> Server:
        def credentials(name: str) -> Credentials:
            own = server.credentials(name)
            assert isinstance(own, Credentials)
            return Credentials(name, secret or own.secret_access_key, token)

        return replace(server, credentials=credentials)

    own_token = _token(arrival, form)
    yield "another secret", of("another secret", own_token), SignatureDiffersError
    if own_token is None:
        yield "a key with a token", of(None, "a"), TokenMissingError
    else:
        yield "a key with another token", of(None, "a"), TokenDiffersError
        yield "a key without a token", of(None, None), TokenUnexpectedError


def _token(arrival: Arrival, form: str) -> str | None:
    from urllib.parse import parse_qs

    if form == "query":
        found = parse_qs(arrival.target.partition("?")[2]).get(mutations_query.TOKEN)
        return found[0] if found else None
    values = [v for n, v in arrival.headers if n.lower() == "x-amz-security-token"]
    return values[0].decode() if values else None


_SECOND = timedelta(seconds=1)
_SKEW = timedelta(seconds=900)


def wrong(mutation: Mutation) -> str | None:
    """What the server says that it should not, or None."""
    try:
        mutation.server.verify(mutation.arrival)
    except RefusedError as refused:
        if mutation.expected is not None and isinstance(refused, mutation.expected):
            return None
        return f"{type(refused).__name__}: {refused}"
    return None if mutation.expected is None else "accepted"


def run(count: int, seed: int) -> tuple[Counter[str], list[str]]:
    """How often each change was made, and what was said wrongly."""
    random = Random(seed)
    made: Counter[str] = Counter()
    failures: list[str] = []
    for form, request in differential.requests(seed, count):
        arrival, server = by_us(form, request), server_of(request)
        server.verify(arrival)
        for mutation in mutations(form, arrival, server, random):
            made[f"{form}: {mutation.name}"] += 1
            said = wrong(mutation)
            if said is not None:
                failures.append(f"{form}: {mutation.name}\n{mutation.arrival}\n{said}")
    return made, failures


def main() -> int:
    """Run as a program, print how often each change was made and how many were judged wrongly."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=20260101)
    options = parser.parse_args()
    made, failures = run(options.count, options.seed)
    for name, times in sorted(made.items()):
        print(f"{times:9,} {name}")
    for failure in failures[:10]:
        print(f"{failure}\n", file=sys.stderr)
    print(
        f"seed {options.seed}: {options.count:,} requests, {len(made)} kinds of change, "
        f"{sum(made.values()):,} changes, {len(failures)} judged wrongly"
    )
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
