"""Does a byte of ten megabytes take `redact` what a byte of a hundred kilobytes takes?"""

from __future__ import annotations

import html
from base64 import b64encode
from urllib.parse import quote

import peers
from report import Case, Result, finish, options
from timing import Loop, each, minima

import sigv4
from sigv4.redact import redact

SIZES = {"10 kB": 10_000, "100 kB": 100_000, "1 MB": 1_000_000, "10 MB": 10_000_000}
# Of a text of ten megabytes there is one turn in so long a time; of smaller ones as many as fill
# it, so that a slow moment of the machine weighs the same for each.
BURST = 1.0

URL = sigv4.presign(
    "GET",
    peers.url_of(peers.KEY),
    sigv4.Credentials(peers.ACCESS_KEY_ID, peers.SECRET_ACCESS_KEY, "IQoJb3JpZ2luX2Vj" * 20),
    region=peers.REGION,
).url
LINE = f'192.0.2.3 - - [24/May/2013:00:00:00 +0000] "GET /{peers.KEY} HTTP/1.1" 200 51234 "-"\n'

# What is repeated, and how many secrets stand in it: what is read every day, and what takes the
# longest a byte.
TEXTS: dict[str, tuple[str, int]] = {
    "a log": (LINE, 0),
    "presigned URLs": (f"{URL}\n", 2),
    "escaped URLs": (f"{html.escape(quote(quote(URL, safe=''), safe='/'))}\n", 2),
    "base64 of URLs": (f"{b64encode(b64encode(URL.encode())).decode()}\n", 1),
    "names without values": ('name="token"', 0),
}


def text_of(unit: str, size: int) -> str:
    """So many characters of it, over and over, whole units only."""
    return unit * (size // len(unit))


def loop(name: str, size: int) -> Loop:
    """One text of a size, once it is seen that what it holds is hidden."""
    unit, secrets = TEXTS[name]
    text = text_of(unit, size)
    if redact(text).count("REDACTED") != secrets * text.count(unit):
        raise SystemExit(f"{name}: secrets are left")
    return each(redact, text)


def run(quick: bool = False) -> Result:
    """Time each text in each size."""
    result = Result("redact", "A byte of a text that secrets are taken out of")
    rounds, burst = (1, 0.1) if quick else (3, BURST)
    # A look takes a minute, which ten megabytes alone would take; their rows are not judged.
    sizes = {label: size for label, size in SIZES.items() if not (quick and size > 1_000_000)}
    for name, (unit, _) in TEXTS.items():
        best = minima(
            {label: loop(name, size) for label, size in sizes.items()}, rounds=rounds, burst=burst
        )
        values = {
            label: took * 1000 / len(text_of(unit, sizes[label])) for label, took in best.items()
        }
        result.cases[name] = Case("ns a byte", values, rounds)
    return result


if __name__ == "__main__":
    chosen = options(__doc__)
    finish(run(chosen.quick), chosen)
