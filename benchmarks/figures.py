"""Write the README's table of figures from the run that is in `results/`; --check compares."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RESULT = ROOT / "benchmarks" / "results" / "presign.json"
README = ROOT / "README.md"
BEGIN, END = "<!-- figures: begin -->", "<!-- figures: end -->"

WHAT = {
    "floor": "the hashes alone",
    "sigv4": "`presign_url`",
    "obstore": "obstore (Rust)",
    "awscrt": "awscrt (C)",
    "botocore": "botocore's bare signer",
    "boto3": "boto3's client, in Python",
}


def table() -> str:
    """The table, as Markdown."""
    result = json.loads(RESULT.read_text(encoding="utf-8"))
    rows = ["| signer | µs | × floor | × sigv4 |", "|---|---:|---:|---:|"]
    own = result["microseconds"]["sigv4"]
    for name, label in WHAT.items():
        microseconds = result["microseconds"][name]
        release = f" {result['versions'][name]}" if name in result["versions"] else ""
        ratios = f"{result['floors'][name]:.1f} | {microseconds / own:.1f}"
        rows.append(f"| {label}{release} | {microseconds:.1f} | {ratios} |")
    return "\n".join([*rows, "", f"{result['machine']}."])


def main() -> int:
    """Rewrite the README, or with --check say whether that would change it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    check = parser.parse_args().check
    before = README.read_text(encoding="utf-8")
    head, _, rest = before.partition(BEGIN)
    tail = rest.partition(END)[2]
    after = f"{head}{BEGIN}\n\n{table()}\n\n{END}{tail}"
    if check and before != after:
        print("README.md: the figures are not those of benchmarks/results; run make figures")
        return 1
    README.write_text(after, encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
