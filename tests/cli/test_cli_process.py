"""The command as a process: start-up, pipes and signals."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from heard import heard

Run = Callable[..., "tuple[int, str, str]"]
Start = Callable[..., "subprocess.Popen[bytes]"]

posix = pytest.mark.skipif(os.name != "posix", reason="signals and pipes are POSIX's here")
full = pytest.mark.skipif(not os.path.exists("/dev/full"), reason="Linux has a disk that is full")

AT = ("--signing-time", "20130524T000000Z")

# What makes a URL imports none of these; argparse brings re and gettext.
_HEAVY = (
    "json", "configparser", "logging", "socket", "ssl", "http", "email", "xml", "typing",
    "dataclasses", "inspect", "urllib.parse", "ipaddress", "hmac", "shlex", "shutil", "tempfile",
    "sigv4.cli._bulk", "sigv4.cli._sign", "sigv4.cli._operation", "sigv4.cli._params",
    "sigv4.cli._operations", "sigv4.cli._endpoint", "sigv4.cli._inspect", "sigv4.redact",
)  # fmt: skip


def test_same_program(process: Run) -> None:
    """`python -m sigv4` is the command, and calls itself sigv4."""
    status, out, err = process(
        "presign", "https://examplebucket.s3.amazonaws.com/test.txt", *AT, "--expires-in", "86400"
    )
    assert (status, err) == (0, "")
    assert out.endswith("aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404\n")
    status, out, err = process("presign")
    assert (status, out) == (2, "")
    assert err.startswith("sigv4: error: ")


@pytest.mark.parametrize(
    "target", ["https://host/key", "s3://bucket/a key"], ids=["URL", "s3 address"]
)
def test_start_up(environment: pytest.MonkeyPatch, tmp_path: Path, target: str) -> None:
    """Making a URL imports only what it uses."""
    program = (
        "import sys; from sigv4.cli import main; "
        f"status = main(['presign', {target!r}]); print(*sorted(sys.modules)); sys.exit(status)"
    )
    done = subprocess.run(
        [sys.executable, "-S", "-c", program],
        capture_output=True,
        check=True,
        text=True,
        cwd=tmp_path,
        timeout=60,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    loaded = set(done.stdout.splitlines()[-1].split())
    assert "sigv4.cli._presign" in loaded
    assert loaded.isdisjoint(_HEAVY)
    assert ("sigv4.s3" in loaded) == target.startswith("s3://")


def test_little_is_imported_before_ctrl_c_is_heeded(
    environment: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Beside the library only this: until main() runs, Ctrl-C would show a traceback."""
    program = (
        "import sys, sigv4; before = set(sys.modules); import sigv4.cli; "
        "print(*sorted(set(sys.modules) - before))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        check=True,
        text=True,
        cwd=tmp_path,
        timeout=60,
    )
    assert done.stdout.split() == ["sigv4.cli", "sigv4.cli._messages"]


def test_keys_from_a_pipe(process: Run) -> None:
    """- is standard input; bytes that are no text are a bad line."""
    status, out, err = process(
        "presign", "s3://bucket/", "--keys", "-", "-0", *AT, stdin=b"a\0\xff\0b\nc"
    )
    assert status == 1
    assert [line.partition("?")[0].rpartition("/")[2] for line in out.splitlines()] == [
        "a",
        "b%0Ac",
    ]
    assert err.startswith("sigv4: error: key 2: ")


def test_each_url_comes_when_its_key_does(start: Start) -> None:
    """A reader that waits for a URL before it sends the next key is not kept waiting."""
    running = start("presign", "s3://bucket/", "--keys", "-")
    assert running.stdin is not None
    assert running.stdout is not None
    for key in (b"first", b"second"):
        running.stdin.write(key + b"\n")
        running.stdin.flush()
        assert b"/" + key + b"?" in running.stdout.readline()
    running.stdin.close()
    assert running.wait(60) == 0


@posix
def test_reader_that_goes_away(start: Start) -> None:
    """`sigv4 presign … | head -1` ends quietly."""
    running = start("presign", "s3://bucket/", "--keys", "-")
    assert running.stdout is not None
    running.stdout.close()
    _, err = running.communicate(b"key\n" * 10_000, timeout=60)
    assert (running.returncode, err) == (141, b"")


@posix
def test_reader_that_is_not_there(start: Start) -> None:
    """… and so does one URL that nobody takes: the interpreter's last flush says nothing."""
    running = start("presign", "s3://bucket/key")
    assert running.stdout is not None
    running.stdout.close()
    _, err = running.communicate(timeout=60)
    assert (running.returncode, err) == (141, b"")


@full
@pytest.mark.parametrize(
    "arguments",
    [
        ("presign", "s3://bucket/key"),
        ("presign", "s3://bucket/key", "--operation", "put_object"),
        ("sign", "GET", "s3://bucket/key"),
        ("operations",),
        ("operations", "get_object"),
        ("endpoint", "s3://bucket"),
        ("cors", "--origin", "https://example.com", "--method", "PUT"),
        ("--help",),
        ("help", "presign"),
        ("presign", "--help"),
        ("--version",),
    ],
    ids=" ".join,
)
def test_a_full_disk(process: Run, environment: pytest.MonkeyPatch, arguments: list[str]) -> None:
    """It is said once, in one line, and exit status 1 tells, whoever flushes."""
    for unbuffered in ("", "1"):
        environment.setenv("PYTHONUNBUFFERED", unbuffered)
        status, _, err = process(*arguments, redirect=">/dev/full")
        errors = [line for line in err.splitlines() if not line.startswith("sigv4: note: ")]
        assert (status, errors) == (1, ["sigv4: error: No space left on device"])


@posix
@pytest.mark.parametrize("redirect", ["2>&-", pytest.param("2>/dev/full", marks=full)])
def test_standard_error_that_takes_nothing(process: Run, redirect: str) -> None:
    """Without it the work is done all the same, and the exit status still tells."""
    put = ("presign", "s3://bucket/key", "--method", "PUT", "--curl")
    status, out, _ = process(*put, redirect=redirect)
    assert (status, out.count("\n")) == (0, 1)
    status, out, _ = process(
        "presign", "s3://bucket/", "--keys", "-", stdin=b"a\n\n\nb\n", redirect=redirect
    )
    assert (status, out.count("\n")) == (1, 2)
    assert process("presign", "--bad", redirect=redirect) == (2, "", "")
    assert process("presign", "s3://bucket/key", "--profile", "x", redirect=redirect)[0] == 1


@posix
def test_both_streams_closed(process: Run) -> None:
    """Nothing can be said, so the exit status says it."""
    assert process("presign", "s3://bucket/key", redirect=">&- 2>&-") == (1, "", "")


@posix
def test_ctrl_c(start: Start) -> None:
    """Ctrl-C while keys are awaited ends with status 130 and no trace."""
    with heard(signal.SIGINT):
        running = start("presign", "s3://bucket/", "--keys", "-")
    assert running.stdin is not None
    assert running.stdout is not None
    assert running.stderr is not None
    running.stdin.write(b"key\n")
    running.stdin.flush()
    running.stdout.readline()  # It runs, and waits for more.
    running.send_signal(signal.SIGINT)
    assert running.wait(60) == 130
    assert running.stderr.read() == b""
