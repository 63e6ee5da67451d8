"""Timing on a noisy machine: short bursts of all contestants in turn, the minimum of each."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import repeat
from time import perf_counter
from typing import Any, TypeVar

# Does a thing so many times.
Loop = Callable[[int], object]

Name = TypeVar("Name")

# Short enough to pass between two interruptions, long enough for the clock to be exact.
BURST = 0.002


def each(call: Callable[[Any], object], argument: object) -> Loop:
    """A loop that calls a function with one argument, and adds next to nothing of its own."""

    def loop(count: int) -> None:
        for item in repeat(argument, count):
            call(item)

    return loop


def minima(loops: Mapping[Name, Loop], *, rounds: int, burst: float = BURST) -> dict[Name, float]:
    """The least microseconds of one turn of each loop.

    In every round each contestant runs for about `burst` seconds, so that a slow spell of
    the machine meets them all and each has the same chances of a quiet moment.
    """
    counts = {name: _count(loop, burst) for name, loop in loops.items()}
    best = dict.fromkeys(loops, float("inf"))
    for _ in range(rounds):
        for name, loop in loops.items():
            best[name] = min(best[name], _time(loop, counts[name]) / counts[name])
    return {name: seconds * 1e6 for name, seconds in best.items()}


def _count(loop: Loop, burst: float) -> int:
    count = 1
    while (seconds := _time(loop, count)) < burst / 2:
        count *= 2
    return max(1, round(count * burst / seconds))


def _time(loop: Loop, count: int) -> float:
    start = perf_counter()
    loop(count)
    return perf_counter() - start


def processes(
    commands: Mapping[str, Sequence[str]], *, rounds: int, environ: Mapping[str, str] | None = None
) -> dict[str, float]:
    """The least milliseconds of each command as a fresh process, run in turn.

    A run before the first round leaves the files in the machine's cache and compiled.
    """
    for command in commands.values():
        output(command, environ)
    best = dict.fromkeys(commands, float("inf"))
    for _ in range(rounds):
        for name, command in commands.items():
            start = perf_counter()
            output(command, environ)
            best[name] = min(best[name], perf_counter() - start)
    return {name: seconds * 1e3 for name, seconds in best.items()}


def output(command: Sequence[str], environ: Mapping[str, str] | None = None) -> str:
    """What a command prints; a failed one is an error."""
    # Start-up is what users have: with bytecode that an earlier run compiled.
    surroundings = {**os.environ, "PYTHONDONTWRITEBYTECODE": "", **(environ or {})}
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True, env=surroundings)
    return done.stdout


# Run at the end of a process, prints the most memory it had, in kilobytes. Linux keeps in
# ru_maxrss what the process was before it became this program, and VmHWM is its own.
PRINT_PEAK = """
try:
    with open("/proc/self/status") as status:
        peak = next(int(line.split()[1]) for line in status if line.startswith("VmHWM"))
except OSError:
    import resource, sys
    unit = 1024 if sys.platform == "darwin" else 1
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // unit
print(peak)
"""


def fresh(program: str, arguments: Iterable[str] = ()) -> list[str]:
    """A program as a command: in an interpreter that knows neither site nor environment."""
    return [sys.executable, "-I", "-S", "-c", program, *arguments]
