"""Ask signers of others for their answers to the vectors, and tell what they do otherwise.

    python vectors/ask_peers.py            asks all; exit status 1 where one is not as expected
    python vectors/ask_peers.py --write    then writes the table into vectors/README.md, too

`adapters/expected` has, for each signer, the cases that fail and why. `make conformance-peers`
installs and builds what this needs: a dependency group of Python's, Node's packages, and the
adapters in Go and Rust. A signer that is not there is named and passed over.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
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

# The signers, by the package that they are in.
PYTHON = {"botocore": "botocore", "awscrt": "awscrt", "minio": "minio"}
JAVASCRIPT = {"smithy": "@smithy/signature-v4", "aws4": "aws4"}
GO = {"aws-sdk-go": "github.com/aws/aws-sdk-go-v2"}
RUST = {"aws-sigv4": "aws-sigv4"}
ALL = (*PYTHON, *JAVASCRIPT, *GO, *RUST)
BUILT = {
    "aws-sdk-go": ADAPTERS / "build" / "aws-sdk-go",
    "aws-sigv4": ADAPTERS / "build" / "rust" / "debug" / "aws-sigv4",
}


def ask(name: str) -> Report:
    """One signer's report, with what it is expected to fail."""
    expected = read_expected_failures(ADAPTERS / "expected" / f"{name}.txt", known_ids())
    return check_signer(_command(name), expected_failures=expected)


def lacking(name: str) -> str | None:
    """What is not there to ask a signer with; None where all is."""
    if name in JAVASCRIPT and not (shutil.which("node") and (ADAPTERS / "node_modules").is_dir()):
        return "Node and npm"
    if name in BUILT and not BUILT[name].is_file():
        return "Go" if name in GO else "Rust (cargo)"
    return None


def _command(name: str) -> list[str]:
    if name in BUILT:
        return [str(BUILT[name])]
    if name in JAVASCRIPT:
        return ["node", str(ADAPTERS / f"{name}_signer.mjs")]
    return [sys.executable, str(ADAPTERS / f"{name}_signer.py")]


def title(name: str) -> str:
    """The package and its version."""
    if name in PYTHON:
        return f"{PYTHON[name]} {version(PYTHON[name])}"
    if name in GO:
        return f"aws-sdk-go-v2 {_pinned('go/go.mod', rf'{GO[name]} v(.+)')}"
    if name in RUST:
        pin = rf'{RUST[name]} = .* "=(.+?)"'
        return f"{RUST[name]} {_pinned('rust/Cargo.toml', pin)}"
    package = JAVASCRIPT[name]
    pinned = json.loads((ADAPTERS / "package.json").read_text(encoding="utf-8"))["dependencies"]
    return f"{package} {pinned[package]}"


def _pinned(file: str, pattern: str) -> str:
    found = re.search(pattern, (ADAPTERS / file).read_text(encoding="utf-8"))
    if found is None:
        raise LookupError(f"{file} has no {pattern}")
    return found[1]


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
    absent = {name: needed for name in ALL if (needed := lacking(name))}
    reports = {name: ask(name) for name in ALL if name not in absent}
    for name, report in reports.items():
        print(f"== {title(name)}\n{as_table(report)}")
    for name, needed in absent.items():
        print(f"== {title(name)}\nNOT ASKED: make conformance-peers needs {needed} for it\n")
    as_expected = all(report.as_expected for report in reports.values())
    if absent:
        print("vectors/README.md is left alone: its table is of all signers")
        return 0 if as_expected and not write else 1
    before = README.read_text(encoding="utf-8")
    head, _, rest = before.partition(BEGIN)
    after = f"{head}{BEGIN}\n\n{tables(reports)}\n\n{END}{rest.partition(END)[2]}"
    if write:
        README.write_text(after, encoding="utf-8")
    elif before != after:
        print("vectors/README.md has another table: run python vectors/ask_peers.py --write")
    return 0 if as_expected and (write or before == after) else 1


if __name__ == "__main__":
    sys.exit(main())
