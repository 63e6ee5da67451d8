"""Run every benchmark, each in a process of its own, and judge the ratios of the table.

A full run writes what it found to `results/`: a JSON file for each question, and the chart.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import chart
import report
import targets

HERE = Path(__file__).resolve().parent
RESULTS = HERE / "results"


def measure(question: str, quick: bool, directory: Path) -> dict[str, Any]:
    """One benchmark's result; it prints its own tables."""
    file = directory / f"{question}.json"
    command = [sys.executable, str(HERE / f"{question}.py"), "--json", str(file)]
    subprocess.run([*command, *(["--quick"] if quick else [])], check=True)
    found: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return found


def summary(results: list[dict[str, Any]], verdicts: list[targets.Verdict]) -> str:
    """Every ratio of the table, under the machine and the releases that gave them."""
    versions = {name: text for result in results for name, text in result["versions"].items()}
    return "\n".join(
        [
            f"{results[0]['python']}, {results[0]['processor']}",
            ", ".join(f"{name} {text}" for name, text in sorted(versions.items())),
            "",
            *map(report.line, verdicts),
        ]
    )


def write(results: list[dict[str, Any]]) -> None:
    """The results of a full run, and the chart of the mint's."""
    for result in results:
        text = json.dumps(result, indent=2, ensure_ascii=False)
        (RESULTS / f"{result['question']}.json").write_text(f"{text}\n", encoding="utf-8")
        if result["question"] == "mint":
            (RESULTS / "chart.svg").write_text(chart.draw(result), encoding="utf-8")


def main(arguments: list[str] | None = None) -> int:
    """Run; with --check, fail where a ratio is missed by more than a quarter."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="few rounds, and nothing is written")
    parser.add_argument("--check", action="store_true", help="judge only, and write nothing")
    chosen = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as name:
        results = []
        for question in targets.QUESTIONS:
            print(f"--- {question}", flush=True)
            results.append(measure(question, chosen.quick, Path(name)))
    verdicts = targets.judge(results)
    print(f"--- the table\n{summary(results, verdicts)}")
    unmeasured = [verdict for verdict in verdicts if verdict.ratio is None]
    if not (chosen.quick or chosen.check):
        if unmeasured:
            print("benchmarks/results is left as it is: some rows were not measured")
            return 1
        write(results)
    return 1 if chosen.check and any(verdict.fails for verdict in verdicts) else 0


if __name__ == "__main__":
    raise SystemExit(main())
