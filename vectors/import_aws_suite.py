"""Transcribe AWS's signing test suite into the project: sources/aws-suite.json.

    python vectors/import_aws_suite.py PATH [--output FILE]

PATH is the suite's `v4` folder. The transcription is exact: every text is its lines, and
joined by line ends they are the file again. Nothing is parsed or computed here. What this
project says of the cases is in sources/aws-suite-notes.json.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

SOURCE = Path(__file__).resolve().parent / "sources" / "aws-suite.json"
TEXTS = ("canonical-request", "string-to-sign", "signed-request")


def transcribe(folder: Path) -> dict[str, Any]:
    """One case of the suite."""

    def lines(name: str) -> list[str]:
        return (folder / f"{name}.txt").read_bytes().decode().split("\n")

    entry: dict[str, Any] = {"name": folder.name}
    entry["context"] = json.loads((folder / "context.json").read_text(encoding="utf-8"))
    entry["request"] = lines("request")
    for form in ("header", "query"):
        entry[form] = {text.replace("-", "_"): lines(f"{form}-{text}") for text in TEXTS}
        entry[form]["signature"] = (folder / f"{form}-signature.txt").read_text(encoding="utf-8")
    return entry


def transcription(suite: Path) -> str:
    """The whole source file."""
    folders = sorted(folder for folder in suite.iterdir() if (folder / "context.json").is_file())
    source = {
        "origin": "awslabs/aws-c-auth, tests/aws-signing-test-suite/v4",
        "copyright": "Copyright Amazon.com, Inc. or its affiliates. All Rights Reserved.",
        "license": "Apache-2.0",
        "cases": [transcribe(folder) for folder in folders],
    }
    return json.dumps(source, indent=1, ensure_ascii=False) + "\n"


def main() -> None:
    """Write the file."""
    parser = argparse.ArgumentParser(description="Transcribe AWS's signing test suite.")
    parser.add_argument("suite", type=Path, help="the suite's v4 folder")
    parser.add_argument("--output", type=Path, default=SOURCE)
    arguments = parser.parse_args()
    arguments.output.write_bytes(transcription(arguments.suite).encode())


if __name__ == "__main__":
    main()
