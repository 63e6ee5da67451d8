"""Transcribe AWS's signing test suite into the project: sources/aws-suite.json, aws-suite-v4a.json.

    python vectors/import_aws_suite.py PATH [--output FILE]

PATH is the suite's `v4` or `v4a` folder. The transcription is exact: every text is its lines, and
joined by line ends they are the file again. Nothing is parsed or computed here. What this
project says of the cases is in sources/aws-suite-notes.json.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

SOURCES = Path(__file__).resolve().parent / "sources"
FILES = {"v4": "aws-suite.json", "v4a": "aws-suite-v4a.json"}
TEXTS = ("canonical-request", "string-to-sign", "signed-request")


def transcribe(folder: Path) -> dict[str, Any]:
    """One case of the suite."""

    def lines(name: str) -> list[str]:
        return (folder / f"{name}.txt").read_bytes().decode().split("\n")

    entry: dict[str, Any] = {"name": folder.name}
    entry["context"] = json.loads((folder / "context.json").read_text(encoding="utf-8"))
    if (folder / "public-key.json").is_file():
        entry["public_key"] = json.loads((folder / "public-key.json").read_text(encoding="utf-8"))
    entry["request"] = lines("request")
    for form in ("header", "query"):
        entry[form] = {text.replace("-", "_"): lines(f"{form}-{text}") for text in TEXTS}
        entry[form]["signature"] = (folder / f"{form}-signature.txt").read_text(encoding="utf-8")
    return entry


def transcription(suite: Path) -> str:
    """The whole source file."""
    # Two folders of v4a have a request and no figures.
    figures = [folder for folder in suite.iterdir() if (folder / "query-signature.txt").is_file()]
    folders = sorted(figures)
    source = {
        "origin": f"awslabs/aws-c-auth, tests/aws-signing-test-suite/{suite.name}",
        "copyright": "Copyright Amazon.com, Inc. or its affiliates. All Rights Reserved.",
        "license": "Apache-2.0",
        "cases": [transcribe(folder) for folder in folders],
    }
    return json.dumps(source, indent=1, ensure_ascii=False) + "\n"


def main() -> None:
    """Write the file."""
    parser = argparse.ArgumentParser(description="Transcribe AWS's signing test suite.")
    parser.add_argument("suite", type=Path, help="the suite's v4 or v4a folder")
    parser.add_argument("--output", type=Path, help="default: the file in sources")
    arguments = parser.parse_args()
    suite: Path = arguments.suite.resolve()
    output = arguments.output or SOURCES / FILES[suite.name]
    output.write_bytes(transcription(suite).encode())


if __name__ == "__main__":
    main()
