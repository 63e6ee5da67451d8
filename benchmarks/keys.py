"""What does a key cost that needs encoding?"""

from __future__ import annotations

import peers
from report import Result, finish, options, timed
from timing import Loop, each

import sigv4

# S3 takes keys of 1024 bytes at most; in the longest one, every byte but one is encoded.
_TEXT = "二〇二四年桜の花の写真集" * 15
KEYS = {
    "plain": peers.KEY,
    "Latin with spaces": "Fotos/São Paulo/Café da manhã 01.jpg",
    "Japanese": "写真/二〇二四年/桜の花 0001.jpg",
    "1024 bytes": f"{_TEXT[:170]}/{_TEXT[:171]}",
}


def contestants(key: str) -> dict[str, Loop]:
    """The Minter, and the floor on the bytes that this key's URL is made of."""
    url = peers.url_of(key)
    mint = peers.minter()
    peers.check("mint(key)", mint(key), url)
    presigned = sigv4.presign("GET", url, peers.CREDENTIALS, region=peers.REGION)
    return {"floor": each(peers.floor(presigned), None), "sigv4 mint(key)": each(mint, key)}


def run(quick: bool = False) -> Result:
    """Time each kind of key."""
    result = Result("keys", "One more URL, for keys that need encoding")
    rounds = 100 if quick else 1500
    cases = {name: contestants(key) for name, key in KEYS.items()}
    result.cases = timed("µs a URL", cases, rounds)
    return result


if __name__ == "__main__":
    chosen = options(__doc__)
    finish(run(chosen.quick), chosen)
