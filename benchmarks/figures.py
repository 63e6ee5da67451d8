"""Write the README's figures from the run that is in `results/`; --check compares.

The standard library is enough, and nothing is measured.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import chart
import targets

ROOT = Path(__file__).resolve().parent.parent
RESULTS = ROOT / "benchmarks" / "results"
README = ROOT / "README.md"
BEGIN, END = "<!-- figures: begin -->", "<!-- figures: end -->"


def result(question: str) -> dict[str, Any]:
    """What a benchmark found in the run."""
    found: dict[str, Any] = json.loads((RESULTS / f"{question}.json").read_text(encoding="utf-8"))
    return found


def block() -> str:
    """All that stands between the marks."""
    mint = result("mint")
    alt = "Bars: microseconds for one more presigned URL, by signer; the figures are in the table."
    rounds = mint["cases"]["a URL"]["rounds"]
    run = f"{machines()}. The minimum of {rounds} rounds, in turns."
    return "\n\n".join([f"![{alt}](benchmarks/results/chart.svg)", costs(mint), reached(), run])


def machines() -> str:
    """Which machine gave which figures: a ratio is of one run, and not all runs were one."""
    of: dict[str, list[str]] = {}
    for question in targets.QUESTIONS:
        found = result(question)
        of.setdefault(f"{found['python']} on {found['processor']}", []).append(question)
    first, *others = of
    return "; ".join([first, *[f"{', '.join(of[other])}: {other}" for other in others]])


def costs(mint: dict[str, Any]) -> str:
    """What one more URL costs each signer."""
    values = mint["cases"]["a URL"]["values"]
    floor, own = values["floor"], values["sigv4 mint(key)"]
    rows = ["| one more URL | µs | × floor | × `mint(key)` |", "|---|---:|---:|---:|"]
    for name, label in chart.LABELS.items():
        value = values[name]
        version = mint["versions"].get(name.split()[0], "")
        row = f"| {label} {version} ".rstrip()
        rows.append(f"{row} | {value:.1f} | {value / floor:.1f} | {value / own:.1f} |")
    return "\n".join(rows)


def reached() -> str:
    """The table of what must be reached, a line for each thing that is claimed."""
    lines: dict[str, list[targets.Verdict]] = {}
    for verdict in targets.judge(result(question) for question in targets.QUESTIONS):
        lines.setdefault(verdict.target.what, []).append(verdict)
    rows = ["| what | must reach | reached |", "|---|---|---|"]
    for what, verdicts in lines.items():
        bounds = "; ".join(bound(verdict.target) for verdict in verdicts)
        rows.append(f"| {what} | {bounds} | {'; '.join(map(shown, verdicts))} |")
    return "\n".join(rows)


def bound(target: targets.Target) -> str:
    """A bound, with the case where the cases of a line differ."""
    return f"{targets.case_text(target)} {targets.bound_text(target)}".strip()


def shown(verdict: targets.Verdict) -> str:
    """A ratio; in bold where it is not what it must be."""
    if verdict.ratio is None:
        return "**not measured**"
    text = f"{verdict.ratio:.0f}" if verdict.ratio >= 20 else f"{verdict.ratio:.2f}"
    return text if verdict.text == "reached" else f"**{text}, missed**"


def main() -> int:
    """Rewrite the README, or with --check say whether that would change it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    check = parser.parse_args().check
    before = README.read_text(encoding="utf-8")
    head, _, rest = before.partition(BEGIN)
    tail = rest.partition(END)[2]
    after = f"{head}{BEGIN}\n\n{block()}\n\n{END}{tail}"
    drawn = RESULTS / "chart.svg"
    if check and (before != after or drawn.read_text("utf-8") != chart.draw(result("mint"))):
        print("The README's figures are not those of benchmarks/results; run make figures")
        return 1
    if not check:
        README.write_text(after, encoding="utf-8")
        drawn.write_text(chart.draw(result("mint")), encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
