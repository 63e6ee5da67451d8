"""Programs to ask: the adapter of this library, and small ones that a test writes."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ADAPTERS = ROOT / "vectors" / "adapters"
SUPPORT = ROOT / "tests" / "support"

# What stands in front of a small program: the questions as they come, and a way to answer.
PRELUDE = """\
import json, os, signal, subprocess, sys, time
sys.path.insert(0, {adapters!r})
import sigv4_signer

def right(line):
    question = json.loads(line)
    answer = sigv4_signer.presign(question)
    return {{"id": question["id"], **answer}}

def say(answer):
    print(json.dumps(answer), flush=True)

"""


@pytest.fixture
def program(tmp_path: Path) -> Callable[[str], list[str]]:
    """The command of a program in Python with this text."""

    def write(text: str) -> list[str]:
        path = tmp_path / "program.py"
        path.write_text(PRELUDE.format(adapters=str(ADAPTERS)) + text, encoding="utf-8")
        return [sys.executable, str(path)]

    return write


@pytest.fixture
def adapter() -> Callable[[str], list[str]]:
    """The command of one of the adapters in Python."""
    return lambda name: [sys.executable, str(ADAPTERS / f"{name}.py")]
