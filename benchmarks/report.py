"""What every benchmark shares: its options, its table, its JSON, its verdicts."""

from __future__ import annotations

import argparse
import json
import platform
import sys
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from importlib.metadata import PackageNotFoundError, version

import targets
from timing import Loop, minima

# The distributions of contestants that are not named as theirs is.
DISTRIBUTIONS = {"sigv4": "sigv4-presign", "aws": "awscli"}


@dataclass
class Case:
    """One comparison: what each contestant took, in `unit`, the less the better.

    `rounds` is how many measurements each had, of which this is the minimum.
    """

    unit: str
    values: dict[str, float]
    rounds: int


@dataclass
class Result:
    """What a benchmark found out."""

    question: str
    title: str
    cases: dict[str, Case] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    quick: bool = False
    python: str = f"{platform.python_implementation()} {platform.python_version()}"
    processor: str = ""
    versions: dict[str, str] = field(default_factory=dict)


def timed(unit: str, cases: Mapping[str, Mapping[str, Loop]], rounds: int) -> dict[str, Case]:
    """Each case's minima, in microseconds; the rounds go through all contestants of all cases."""
    loops = {(case, name): loop for case, found in cases.items() for name, loop in found.items()}
    best = minima(loops, rounds=rounds)
    return {
        case: Case(unit, {name: best[case, name] for name in found}, rounds)
        for case, found in cases.items()
    }


def options(description: str | None, arguments: list[str] | None = None) -> argparse.Namespace:
    """The options of a benchmark: quick, json."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--quick", action="store_true", help="few rounds: a look, not a claim")
    parser.add_argument("--json", metavar="FILE", help="write the result to a file as well")
    return parser.parse_args(arguments)


def finish(result: Result, chosen: argparse.Namespace) -> None:
    """Print a result's tables and verdicts, and write the file that was asked for."""
    result.quick = chosen.quick
    result.processor = processor()
    names = {name.split()[0] for case in result.cases.values() for name in case.values}
    result.versions = {name: text for name in sorted(names) if (text := release(name))}
    print(tables(result))
    for verdict in targets.judge([asdict(result)]):
        print(line(verdict))
    if chosen.json:
        with open(chosen.json, "w", encoding="utf-8") as file:
            json.dump(asdict(result), file, indent=2, ensure_ascii=False)
            file.write("\n")


def tables(result: Result) -> str:
    """A result as text: each case a table, with the ratios to the floor and to ours."""
    rows = [f"{result.title}  [{result.python}, {result.processor}]"]
    for name, case in result.cases.items():
        ours = next((value for who, value in case.values.items() if who.startswith("sigv4")), None)
        floor = case.values.get("floor")
        head = f"\n{name} (the minimum of {case.rounds})"
        rows.append(f"{head:<46}{case.unit:>12}")
        rows[-1] += f"{'× floor':>10}" if floor else ""
        rows[-1] += f"{'× sigv4':>10}" if ours else ""
        for who, value in case.values.items():
            label = f"{who} {result.versions.get(who.split()[0], '')}"
            row = f"  {label:<43}{value:>12.3f}"
            row += f"{value / floor:>10.2f}" if floor else ""
            row += f"{value / ours:>10.2f}" if ours else ""
            rows.append(row)
    rows += ["", *result.notes]
    return "\n".join([*rows, ""])


def line(verdict: targets.Verdict) -> str:
    """A verdict as a line of a table."""
    target = verdict.target
    case = targets.case_text(target)
    what = f"{target.what}: {case}" if case else target.what
    ratio = "" if verdict.ratio is None else f"{verdict.ratio:.2f}"
    return f"{what:<56}{targets.bound_text(target):<26}{ratio:>9}  {verdict.text}"


def release(name: str) -> str:
    """The installed version of a contestant's distribution; empty where it has none."""
    try:
        return version(DISTRIBUTIONS.get(name, name))
    except PackageNotFoundError:
        return ""


def processor() -> str:
    """The processor's name, as far as the machine tells."""
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as file:
            for row in file:
                if row.startswith("model name"):
                    return row.partition(":")[2].strip()
    except OSError:
        pass  # Elsewhere than on Linux, platform's word has to do.
    return platform.processor() or platform.machine() or sys.platform
