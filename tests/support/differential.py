"""Random requests, signed here and by botocore: `python differential.py --count N --seed S`.

Each request is drawn so that both see the same thing where botocore is right; where it is
departed from, `tests/core/test_departures.py` says why.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta, timezone
from random import Random
from typing import Any
from urllib.parse import quote

import oracle
from ours import added_headers, presigned

import sigv4

SERVICES = ("s3", "s3", "s3", "s3-object-lambda", "s3-outposts", "execute-api", "iam", "sts", "es")
REGIONS = ("us-east-1", "eu-central-2", "ap-southeast-4", "cn-north-1", "us-gov-west-1", "local")
METHODS = ("GET", "GET", "PUT", "HEAD", "DELETE", "POST", "PATCH", "OPTIONS")
HOSTS = ("bucket.s3.eu-west-1.amazonaws.com", "localhost", "10.1.2.3", "[::1]", "[2001:db8::7]")
PORTS = ("", "", "", ":80", ":443", ":8080", ":9000")
PIECES = (
    *(
        "a",
        "Z",
        "0",
        "photo",
        "2024",
        ".jpg",
        "-",
        "_",
        ".",
        "~",
        " ",
        "  ",
        "+",
        "%",
        "%2F",
        "%zz",
    ),
    *("/", "//", "/./", "/../", "..", "!", "'", "(", ")", "*", "=", "&", "?", "#", "@", ":", ";"),
    *("[", "]", "{", "}", "|", "\\", "^", "`", '"', "<", ">", "$", ",", "\n", "\x00", "\x7f"),
    *("é", "e\u0301", "ß", "日本", "🎉", "\u00a0", "\u2028", "\ufeff", "\U0010ffff"),
)
HEADERS = (
    "content-type",
    "x-amz-meta-a",
    "X-Amz-Acl",
    "Range",
    "If-Match",
    "content-length",
    "my~h",
)
VALUES = ("", "a", " a b ", "a  b   c", '"a  b"', "bytes=0-9", "é", "a,b", "a=b; c", "(*)")
SECRET = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/+="  # the alphabet


def text(random: Random, most: int) -> str:
    """A raw text out of pieces that signers are known to get wrong."""
    return "".join(random.choices(PIECES, k=random.randint(0, most)))


def query(random: Random, *, repeats: bool) -> str:
    """A query in the canonical spelling; botocore's query form drops repeated names."""
    pairs = [(text(random, 3), text(random, 3)) for _ in range(random.choice((0, 0, 1, 2, 5)))]
    if repeats and pairs:
        pairs += [(random.choice(pairs)[0], text(random, 2))]
    named = pairs if repeats else list(dict(pairs).items())
    # Nothing on both sides of "=" is an item of its own to some and none to others.
    return "&".join(f"{quote(n, safe='~')}={quote(v, safe='~')}" for n, v in named if n)


def requests(seed: int, count: int) -> Iterator[tuple[str, oracle.Request]]:
    """`count` random requests, each with the form ("query" or "header") to sign it in."""
    random = Random(seed)
    for _ in range(count):
        form = random.choice(("query", "header"))
        names = random.sample(HEADERS, random.choice((0, 0, 1, 2, 4)))
        headers = [(name, random.choice(VALUES)) for name in names]
        if names and random.random() < 0.3:
            headers.append((random.choice(names).upper(), random.choice(VALUES)))
        origin = (
            f"{random.choice(('http', 'https'))}://{random.choice(HOSTS)}{random.choice(PORTS)}"
        )
        path = quote("/" + text(random, 9), safe="/~")
        search = query(random, repeats=form == "header")
        start = datetime(2000, 1, 1, tzinfo=timezone.utc)
        yield (
            form,
            oracle.Request(
                method=random.choice(METHODS),
                url=f"{origin}{path}" + (f"?{search}" if search else ""),
                access_key_id="".join(random.choices(SECRET, k=20)),
                secret_access_key="".join(random.choices(SECRET, k=random.choice((1, 40, 90)))),
                region=random.choice(REGIONS),
                service=random.choice(SERVICES),
                signing_time=start + timedelta(seconds=random.randrange(10**9)),
                session_token="".join(random.choices(SECRET, k=200))
                if random.random() < 0.4
                else None,
                headers=headers,
                body=random.randbytes(random.choice((0, 1, 100))) if form == "header" else b"",
                expires_in=random.randint(1, 604800),
            ),
        )


def difference(form: str, request: oracle.Request) -> str | None:
    """What differs first between botocore and this library, or None."""
    sent: list[Any]
    if form == "query":
        theirs = oracle.presign(request)
        own = presigned(request)
        signature = own.url.rpartition("X-Amz-Signature=")[2]
        ours = (own.canonical_request, own.string_to_sign, signature)
        sent = [wire(url, request.service) for url in (own.url, theirs.url)]
    else:
        theirs = oracle.sign(request)
        added = added_headers(request)
        ours = checkpoints(request, added)
        sent = [added["Authorization"], theirs.headers["authorization"]]
    for name, here, there in zip(
        ("canonical request", "string to sign", "signature"),
        ours,
        (theirs.canonical_request, theirs.string_to_sign, theirs.signature),
        strict=True,
    ):
        if here != there:
            return f"{name}:\n{here}\n--- botocore:\n{there}"
    return None if sent[0] == sent[1] else f"request: {sent[0]} != {sent[1]}"


def wire(url: str, service: str) -> tuple[str, list[str]]:
    """What of an emitted URL must be equal: all but the order of the parameters.

    Not the host, which goes out as it was signed; and the path only for S3, since ours
    goes out without the dot segments that other services remove.
    """
    base, _, parameters = url.partition("?")
    path = base.split("/", 3)[3]
    return path if service in oracle.S3_SERVICES else "", sorted(parameters.split("&"))


def checkpoints(request: oracle.Request, added: dict[str, str]) -> tuple[str, str, str]:
    """The header form's checkpoints, from the public functions that show them."""
    from hashlib import sha256

    signed = [*request.headers, *((n, v) for n, v in added.items() if n.startswith("x-amz-"))]
    canonical_request = sigv4.canonical_request(
        request.method,
        request.url,
        headers=signed,
        payload_hash=sha256(request.body).hexdigest(),
        rules=sigv4.ServiceRules.of(request.service),
    )
    to_sign = sigv4.string_to_sign(
        canonical_request,
        signing_time=request.signing_time,
        region=request.region,
        service=request.service,
    )
    return canonical_request, to_sign, added["Authorization"].rpartition("Signature=")[2]


def compare(
    description: str | None,
    count: int,
    requests: Callable[[int, int], Iterable[tuple[str, oracle.Request]]],
    difference: Callable[[str, oracle.Request], str | None],
) -> int:
    """Run as a program, print how many requests of a seed differ; the exit status."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--count", type=int, default=count)
    parser.add_argument("--seed", type=int, default=20260101)
    options = parser.parse_args()
    failures = 0
    forms = {"query": 0, "header": 0}
    for form, request in requests(options.seed, options.count):
        forms[form] += 1
        found = difference(form, request)
        if found:
            failures += 1
            print(f"{form} {request}\n{found}\n", file=sys.stderr)
            if failures == 10:
                break
    print(f"seed {options.seed}: {sum(forms.values())} requests {forms}, {failures} differ")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(compare(__doc__, 100_000, requests, difference))
