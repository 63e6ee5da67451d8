"""The command run in this process and in one of its own, in an environment of the test's own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from sigv4.cli import main

# The credentials of the examples in AWS's documentation.
CREDENTIALS = {
    "AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE",
    "AWS_SECRET_ACCESS_KEY": "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
}


class Result(NamedTuple):
    """What a run of the command left."""

    status: int
    out: str
    err: str


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> pytest.MonkeyPatch:
    """The documentation's credentials, a region, and an empty home; nothing else of AWS's."""
    for variable in os.environ:
        if variable.startswith("AWS_"):
            monkeypatch.delenv(variable)
    variables = {**CREDENTIALS, "AWS_REGION": "us-east-1", "HOME": str(tmp_path)}
    for variable, value in variables.items():
        monkeypatch.setenv(variable, value)
    return monkeypatch


@pytest.fixture
def sigv4(
    environment: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., Result]:
    """Run the command in this process."""

    def run(*arguments: str) -> Result:
        status = main(arguments)
        captured = capsys.readouterr()
        return Result(status, captured.out, captured.err)

    return run


@pytest.fixture
def process(environment: pytest.MonkeyPatch) -> Callable[..., Result]:
    """Run `python -m sigv4` as a process of its own, with these bytes on standard input."""

    def run(*arguments: str, stdin: bytes = b"", python: tuple[str, ...] = ()) -> Result:
        done = subprocess.run(
            [sys.executable, *python, "-m", "sigv4", *arguments],
            input=stdin,
            capture_output=True,
            check=False,
        )
        return Result(done.returncode, done.stdout.decode(), done.stderr.decode())

    return run
