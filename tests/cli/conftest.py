"""The command run in this process and in one of its own, in an environment of the test's own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from threading import Timer
from typing import NamedTuple

import pytest

from sigv4.cli import main

# The credentials of the examples in AWS's documentation.
CREDENTIALS = {
    "AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE",
    "AWS_SECRET_ACCESS_KEY": "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
}

# In seconds; far more than any process here takes.
TIMEOUT = 60.0


class Result(NamedTuple):
    """What a run of the command left."""

    status: int
    out: str
    err: str


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> pytest.MonkeyPatch:
    """The documentation's credentials, a region, and an empty home; nothing else of AWS's."""
    for variable in os.environ:
        # PYTHONUNBUFFERED would send off what the command must send off itself.
        if variable.startswith("AWS_") or variable == "PYTHONUNBUFFERED":
            monkeypatch.delenv(variable)
    variables = {**CREDENTIALS, "AWS_REGION": "us-east-1", "HOME": str(tmp_path)}
    for variable, value in variables.items():
        monkeypatch.setenv(variable, value)
    return monkeypatch


@pytest.fixture
def config(environment: pytest.MonkeyPatch, tmp_path: Path) -> Callable[[str], Path]:
    """Write the config file of the default profile, and give its path."""

    def write(settings: str) -> Path:
        path = tmp_path / ".aws" / "config"
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"[default]\n{settings}", encoding="utf-8")
        return path

    return write


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
def process(environment: pytest.MonkeyPatch, tmp_path: Path) -> Callable[..., Result]:
    """Run `python -m sigv4` as a process of its own, with these bytes on standard input.

    Not in the source tree, which `-m` would put on the path: what is tested is what is
    installed. `redirect` is that of a shell: `2>&-`.
    """

    def run(*arguments: str, stdin: bytes = b"", redirect: str = "") -> Result:
        command = [sys.executable, "-m", "sigv4", *arguments]
        if redirect:
            command = ["sh", "-c", f'exec "$@" {redirect}', "sh", *command]
        done = subprocess.run(
            command, input=stdin, capture_output=True, check=False, cwd=tmp_path, timeout=TIMEOUT
        )
        return Result(done.returncode, done.stdout.decode(), done.stderr.decode())

    return run


@pytest.fixture
def start(
    environment: pytest.MonkeyPatch, tmp_path: Path
) -> Iterator[Callable[..., subprocess.Popen[bytes]]]:
    """Start `python -m sigv4` with pipes for its streams; one that hangs is ended."""
    with ExitStack() as stack:

        def start_process(*arguments: str) -> subprocess.Popen[bytes]:
            running = stack.enter_context(
                subprocess.Popen(
                    [sys.executable, "-m", "sigv4", *arguments],
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.PIPE,
                    cwd=tmp_path,
                )
            )
            watchdog = Timer(TIMEOUT, running.kill)
            watchdog.start()
            stack.callback(watchdog.cancel)
            stack.callback(running.kill)
            return running

        yield start_process
