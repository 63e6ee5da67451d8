"""The command as a process: start-up, pipes and signals."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable

import pytest

Run = Callable[..., "tuple[int, str, str]"]

AT = ("--signing-time", "20130524T000000Z")

# What makes a URL imports none of these; argparse brings re and gettext.
_HEAVY = (
    "json", "configparser", "logging", "socket", "ssl", "http", "email", "xml", "typing",
    "dataclasses", "inspect", "urllib.parse", "ipaddress", "hmac", "shlex", "shutil", "tempfile",
    "sigv4.cli._bulk", "sigv4.cli._sign",
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
def test_start_up(environment: pytest.MonkeyPatch, target: str) -> None:
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
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    loaded = set(done.stdout.splitlines()[-1].split())
    assert "sigv4.cli._presign" in loaded
    assert loaded.isdisjoint(_HEAVY)


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


def test_each_url_comes_when_its_key_does(environment: pytest.MonkeyPatch) -> None:
    """A reader that waits for a URL before it sends the next key is not kept waiting."""
    command = [sys.executable, "-m", "sigv4", "presign", "s3://bucket/", "--keys", "-"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as running:
        assert running.stdin is not None
        assert running.stdout is not None
        for key in (b"first", b"second"):
            running.stdin.write(key + b"\n")
            running.stdin.flush()
            assert b"/" + key + b"?" in running.stdout.readline()
        running.stdin.close()
        assert running.wait() == 0


@pytest.mark.skipif(os.name != "posix", reason="signals and pipes are POSIX's here")
def test_reader_that_goes_away(environment: pytest.MonkeyPatch) -> None:
    """`sigv4 presign … | head -1` ends quietly."""
    command = [sys.executable, "-m", "sigv4", "presign", "s3://bucket/", "--keys", "-"]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        running.stdout.close()
        _, err = running.communicate(b"key\n" * 10_000)
        assert (running.returncode, err) == (141, b"")


@pytest.mark.skipif(os.name != "posix", reason="signals and pipes are POSIX's here")
def test_ctrl_c(environment: pytest.MonkeyPatch) -> None:
    """Ctrl-C while keys are awaited ends with status 130 and no trace."""
    command = [sys.executable, "-m", "sigv4", "presign", "s3://bucket/", "--keys", "-"]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as running:
        assert running.stdin is not None
        assert running.stdout is not None
        assert running.stderr is not None
        running.stdin.write(b"key\n")
        running.stdin.flush()
        running.stdout.readline()  # It runs, and waits for more.
        running.send_signal(signal.SIGINT)
        assert running.wait() == 130
        assert running.stderr.read() == b""
