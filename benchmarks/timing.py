"""Timing on a noisy machine: rounds of all contestants in turn, the minimum of each."""

from __future__ import annotations

import platform
import sys
from collections.abc import Callable, Mapping
from time import perf_counter


def minima(
    contestants: Mapping[str, Callable[[], object]], *, rounds: int, seconds: float
) -> dict[str, float]:
    """The least microseconds a call of each contestant.

    In each round every contestant runs for about `seconds` / `rounds`, so that a slow spell
    of the machine meets them all.
    """
    calls = {name: _calls_in(call, seconds / rounds) for name, call in contestants.items()}
    best = dict.fromkeys(contestants, float("inf"))
    for _ in range(rounds):
        for name, call in contestants.items():
            best[name] = min(best[name], _time(call, calls[name]) / calls[name])
    return {name: value * 1e6 for name, value in best.items()}


def _calls_in(call: Callable[[], object], seconds: float) -> int:
    count = 1
    while _time(call, count) < seconds / 4:
        count *= 2
    return count * 2


def _time(call: Callable[[], object], count: int) -> float:
    start = perf_counter()
    for _ in range(count):
        call()
    return perf_counter() - start


def machine() -> str:
    """The interpreter and the processor, as a line."""
    processor = platform.processor() or platform.machine()
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as file:
            models = [line.partition(":")[2].strip() for line in file if "model name" in line]
        processor = models[0] if models else processor
    except OSError:
        pass  # Elsewhere than on Linux, platform's word has to do.
    return f"{sys.implementation.name} {platform.python_version()} on {processor}"
