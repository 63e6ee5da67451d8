"""What does one more URL cost, when method, host, credentials and expiry stay the same?"""

from __future__ import annotations

from collections import deque
from itertools import repeat

import peers
from report import Result, finish, options, timed
from timing import Loop, each

import sigv4


def contestants(key: str, notes: list[str]) -> dict[str, Loop]:
    """The floor, this library's three ways, and the peers; each signs the same key."""
    url = peers.url_of(key)
    mint = peers.minter()
    for name, signed in (("mint(key)", mint(key)), ("mint.many", next(mint.many([key])))):
        peers.check(name, signed, url)

    def presign(url: str) -> str:
        return sigv4.presign_url("GET", url, peers.CREDENTIALS, region=peers.REGION)

    presigned = sigv4.presign("GET", url, peers.CREDENTIALS, region=peers.REGION)
    loops = {
        "floor": each(peers.floor(presigned), None),
        "sigv4 mint(key)": each(mint, key),
        "sigv4 mint.many": lambda count: deque(mint.many(repeat(key, count)), maxlen=0),
        "sigv4 presign_url": each(presign, url),
    }
    others = peers.ready(key, notes, "obstore", "awscrt", "minio", "botocore", "boto3")
    if "obstore" in others:
        loops["obstore in bulk"] = peers.obstore_loop(key)
    return loops | {name: each(sign, key) for name, sign in others.items()}


def run(quick: bool = False) -> Result:
    """Time them all."""
    result = Result("mint", "One more URL for the same method, host, credentials and expiry")
    rounds = 100 if quick else 1500
    cases = {"a URL": contestants(peers.KEY, result.notes)}
    result.cases = timed("µs a URL", cases, rounds)
    return result


if __name__ == "__main__":
    chosen = options(__doc__)
    finish(run(chosen.quick), chosen)
