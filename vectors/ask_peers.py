"""Ask signers of others for their answers to the vectors, and tell what they do otherwise.

    python vectors/ask_peers.py            asks all; exit status 1 where one is not as expected
    python vectors/ask_peers.py --write    then writes the table into vectors/README.md, too

`adapters/expected` has, for each signer, the cases that fail and why. `make conformance-peers`
installs what this needs: a dependency group of Python's, and Node's packages in `adapters`.
"""

from __future__ import annotations

import argparse
import json
import sys
from importlib.metadata import version
from pathlib import Path

from sigv4.conformance.programs import (
    Report,
    as_table,
    check_signer,
    known_ids,
    read_expected_failures,
)

HERE = Path(__file__).resolve().parent
ADAPTERS = HERE / "adapters"
README = HERE / "README.md"
BEGIN, END = "<!-- peers: from vectors/ask_peers.py -->", "<!-- end of peers -->"

# The signers, by the package that they are in; those in JavaScript begin as npm's names do.
PYTHON = {"botocore": "botocore", "awscrt": "awscrt", "minio": "minio"}
JAVASCRIPT = {"smithy": "@smithy/signature-v4", "aws4": "aws4"}


def ask(name: str) -> Report:
    """One signer's report, with what it is expected to fail."""
    expected = read_expected_failures(ADAPTERS / "expected" / f"{name}.txt", known_ids())
    return check_signer(_command(name), expected_failures=expected)


def _command(name: str) -> list[str]:
    if name in JAVASCRIPT:
        return ["node", str(ADAPTERS / f"{name}_signer.mjs")]
    return [sys.executable, str(ADAPTERS / f"{name}_signer.py")]


def title(name: str) -> str:
    """The package and its version."""
    if name in PYTHON:
        return f"{PYTHON[name]} {version(PYTHON[name])}"
    package = JAVASCRIPT[name]
    pinned = json.loads((ADAPTERS / "package.json").read_text(encoding="utf-8"))["dependencies"]
    return f"{package} {pinned[package]}"


def tables(reports: dict[str, Report]) -> str:
    """Two tables: how many cases pass, and what differs."""
    rows = ["| signer | pass | differ | cannot be asked |", "|---|---:|---:|---:|"]
    for name, report in reports.items():
        counts = report.counts
        differ = counts["fail"] + counts["error"]
        rows.append(f"| {title(name)} | {counts['pass']} | {differ} | {counts['unsupported']} |")
    found: dict[str, dict[str, int]] = {}
    for name, report in reports.items():
        for result in report.results:
            if result.failed:
                counted = found.setdefault(result.expected_failure or "not explained yet", {})
                counted[name] = counted.get(name, 0) + 1
    rows += ["", f"| what differs, in how many cases | {' | '.join(reports)} |"]
    rows.append(f"|---|{'---:|' * len(reports)}")
    for reason, counted in sorted(found.items(), key=lambda item: (-len(item[1]), item[0])):
        cells = [str(counted.get(name, "")) for name in reports]
        rows.append(f"| {reason} | {' | '.join(cells)} |")
    return "\n".join(rows)


def main() -> int:
    """Ask all, and compare or write the table."""
    parser = argparse.ArgumentParser(description="Ask other signers for their answers.")
    parser.add_argument("--write", action="store_true", help="write the table into the README")
    write = parser.parse_args().write
    reports = {name: ask(name) for name in (*PYTHON, *JAVASCRIPT)}
    for name, report in reports.items():
        print(f"== {title(name)}\n{as_table(report)}")
    before = README.read_text(encoding="utf-8")
    head, _, rest = before.partition(BEGIN)
    after = f"{head}{BEGIN}\n\n{tables(reports)}\n\n{END}{rest.partition(END)[2]}"
    if write:
        README.write_text(after, encoding="utf-8")
    elif before != after:
        print("vectors/README.md has another table: run python vectors/ask_peers.py --write")
    as_expected = all(report.as_expected for report in reports.values())
    return 0 if as_expected and (write or before == after) else 1


if __name__ == "__main__":
    sys.exit(main())
