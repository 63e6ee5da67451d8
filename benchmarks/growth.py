"""Do a million keys take a thousand times a thousand's time, and no more memory?

Each size is streamed through `Minter.many` in a process of its own, from a generator of keys
that are all different. Whether the last keys cost what the first did is judged in turns:
through the last tenth of a stream, each thousand of its keys runs beside a stream that has
a thousand and no more, and the best of each is compared.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import peers
from report import Case, Result, finish, options
from timing import PRINT_PEAK, fresh, output

import sigv4

SIZES = (1_000, 10_000, 100_000, 1_000_000)
BLOCK = 1_000

STREAM = f"""
import sys
sys.path.insert(0, sys.argv[1])
count = int(sys.argv[2])
from collections import deque
from itertools import islice
from time import process_time
from sigv4 import Credentials, Minter
credentials = Credentials({peers.ACCESS_KEY_ID!r}, {peers.SECRET_ACCESS_KEY!r})
mint = Minter("GET", "https://{peers.HOST}/", credentials, region={peers.REGION!r})
def stream(count):
    return mint.many(f"photos/2024/05/img_{{number:07}}.jpg" for number in range(count))
def block(urls):
    start = process_time()
    last.extend(islice(urls, {BLOCK}))
    return process_time() - start
last = deque(maxlen=1)
urls, took, short = stream(count), [], []
for left in range(count // {BLOCK}, 0, -1):
    if left * {BLOCK} <= max(count // 10, {BLOCK}):
        short.append(block(stream({BLOCK})))
    took.append(block(urls))
print(sum(took) / count, min(short) / {BLOCK}, min(took[-len(short):]) / {BLOCK})
print(last[0])
{PRINT_PEAK}
"""


class Stream(NamedTuple):
    """Microseconds a key: of all, of the short streams beside it, of the last; megabytes."""

    all: float
    short: float
    last: float
    peak: float


def stream(count: int) -> Stream:
    """One size, in a process of its own."""
    home = str(Path(sigv4.__file__).parents[1])
    told = output(fresh(STREAM, [home, str(count)])).split()
    peers.check("mint.many", told[3], peers.url_of(f"photos/2024/05/img_{count - 1:07}.jpg"))
    every, short, last = (float(text) * 1e6 for text in told[:3])
    return Stream(every, short, last, int(told[4]) / 1024)


def best(runs: list[Stream]) -> Stream:
    """The least of each measure."""
    return Stream(*map(min, zip(*runs, strict=True)))


def run(quick: bool = False) -> Result:
    """Stream each size, in turn."""
    result = Result("growth", "Keys streamed through mint.many, a process for each size")
    rounds = 1 if quick else 6
    runs: dict[int, list[Stream]] = {size: [] for size in SIZES}
    for _ in range(rounds):
        for size, found in runs.items():
            found.append(stream(size))
    least = {size: best(found) for size, found in runs.items()}
    result.cases["time a key"] = Case(
        "µs", {f"{size:,} keys": found.all for size, found in least.items()}, rounds
    )
    million = least[SIZES[-1]]
    ends = {"1,000 keys": million.short, "the last of 1,000,000 keys": million.last}
    result.cases["time a key, in turns"] = Case("µs", ends, rounds)
    result.cases["peak memory"] = Case(
        "MB", {f"{size:,} keys": found.peak for size, found in least.items()}, rounds
    )
    return result


if __name__ == "__main__":
    chosen = options(__doc__)
    finish(run(chosen.quick), chosen)
