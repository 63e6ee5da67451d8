"""The servers of the tests start and end as they should: what fails says why, nothing is left."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from s3_server import Processes, ServerError, free_ports, listens, program
from store import KINDS, open_store

# Says that it runs, and at its end writes its name behind those that ended before it.
STAYS = """
import signal, sys, time
def end(*_):
    open("ends", "a").write(sys.argv[1])
    sys.exit()
signal.signal(signal.SIGTERM, end)
open(sys.argv[1], "w").close()
while True:
    time.sleep(0.1)
"""


def play(folder: Path, *names: str, last: str = "") -> None:
    """Start programs that stay and then one that runs this, wait for them all, and end them."""
    with Processes("test", str(folder), os.environ) as processes:
        for name in names:
            processes.start(sys.executable, "-c", STAYS, name)
            processes.wait(name, (folder / name).exists)
        if last:
            processes.start(sys.executable, "-c", last)
            processes.wait("readiness", (folder / "never").exists, patience=1.0)


def test_the_last_ends_first(tmp_path: Path) -> None:
    """Programs end in the opposite order of their starts."""
    play(tmp_path, "a", "b", "c")
    assert (tmp_path / "ends").read_text() == "cba"


@pytest.mark.parametrize(
    ("last", "words"),
    [
        pytest.param(
            "import sys; sys.exit('the  reason\\n')",
            r"^test did not start: the reason$",
            id="it-ends",
        ),
        pytest.param(
            "import time; time.sleep(60)",
            r"^test is slow, no readiness: no word why$",
            id="it-is-never-ready",
        ),
    ],
)
def test_they_end_after_an_error(tmp_path: Path, last: str, words: str) -> None:
    """A program that does not come up is an error with its last words, and the others end."""
    with pytest.raises(ServerError, match=words):
        play(tmp_path, "a", "b", last=last)
    assert (tmp_path / "ends").read_text() == "ba"


def test_a_step_that_fails(tmp_path: Path) -> None:
    """A step on the way is named, with its last words."""
    processes = Processes("test", str(tmp_path), os.environ)
    with pytest.raises(ServerError, match=r"-c .* failed: the reason$"):
        processes.run(sys.executable, "-c", "import sys; sys.exit('the reason')")


@pytest.mark.parametrize("name", [pytest.param(name, id=f"no-{name}") for name in KINDS])
def test_a_server_that_is_missing(
    name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """That a program is missing is said in one line with the remedy, and no folder is left."""
    monkeypatch.setattr("shutil.which", lambda *_, **__: None)
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)
    with (
        pytest.raises(ServerError, match=r"^\S+ is missing: (pip install|run) .+$"),
        open_store(name),
    ):
        raise AssertionError
    assert list(tmp_path.iterdir()) == []


def test_a_program_is_found(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The program of this environment stands before that of the path."""
    for folder in ("environment", "path"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "server").touch(0o755)
    monkeypatch.setattr("sysconfig.get_path", lambda _: str(tmp_path / "environment"))
    monkeypatch.setenv("PATH", str(tmp_path / "path"))
    assert program("server", "") == str(tmp_path / "environment" / "server")
    (tmp_path / "environment" / "server").unlink()
    assert program("server", "") == str(tmp_path / "path" / "server")


def test_free_ports() -> None:
    """Different ports, that nobody listens on."""
    ports = free_ports(4)
    assert len(set(ports)) == 4
    assert not any(map(listens, ports))
