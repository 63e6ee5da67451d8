"""What do threads that share a Minter bring, and what processes?

Wall-clock time for each URL, all workers together. CPython's threads take turns, so theirs is
no more than a proof that sharing costs nothing; processes use the machine's processors.
"""

from __future__ import annotations

import multiprocessing
import os
from collections import deque
from collections.abc import Callable
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from functools import partial
from itertools import repeat
from time import perf_counter

import peers
from report import Case, Result, finish, options

import sigv4

_SHARED = peers.minter()  # By this process's threads; each other process makes its own.


def work(count: int, mint: sigv4.Minter = _SHARED) -> None:
    """Mint so many URLs."""
    deque(mint.many(repeat(peers.KEY, count)), maxlen=0)


def measure(pool: Executor, workers: int, count: int) -> float:
    """Microseconds a URL, for workers that mint `count` URLs each."""
    start = perf_counter()
    for done in [pool.submit(work, count) for _ in range(workers)]:
        done.result()
    return (perf_counter() - start) / (workers * count) * 1e6


def run(quick: bool = False) -> Result:
    """One, two and four threads; one and as many processes as processors."""
    peers.check("mint(key)", _SHARED(peers.KEY), peers.url_of(peers.KEY))
    result = Result("parallel", "URLs from several threads and processes at once")
    rounds, count = (3, 20_000) if quick else (20, 50_000)
    spawn = multiprocessing.get_context("spawn")
    kinds: dict[str, tuple[int, Callable[[], Executor]]] = {}
    for workers in (1, 2, 4):
        kinds[f"{workers} thread{'s'[: workers > 1]}"] = (
            workers,
            partial(ThreadPoolExecutor, workers),
        )
    for workers in sorted({1, os.cpu_count() or 1}):
        kinds[f"{workers} process{'es'[: 2 * (workers > 1)]}"] = (
            workers,
            partial(ProcessPoolExecutor, workers, spawn),
        )
    pools = {name: (workers, make()) for name, (workers, make) in kinds.items()}
    best = dict.fromkeys(pools, float("inf"))
    for round_ in range(rounds + 1):
        for name, (workers, pool) in pools.items():
            took = measure(pool, workers, count)
            if round_:  # The first is for the processes to start in.
                best[name] = min(best[name], took)
    for _, pool in pools.values():
        pool.shutdown()
    result.cases["a URL"] = Case("µs a URL", best, rounds)
    result.notes.append(f"{os.cpu_count()} processors.")
    return result


if __name__ == "__main__":
    chosen = options(__doc__)
    finish(run(chosen.quick), chosen)
