"""`sigv4 presign s3://bucket/ --keys`: many URLs."""

from __future__ import annotations

import io
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from sigv4.cli import _bulk

Run = Callable[..., "tuple[int, str, str]"]

AT = ("--signing-time", "20130524T000000Z")
BASE = "https://bucket.s3.us-east-1.amazonaws.com/"


def _paths(out: str) -> list[str]:
    return [line.partition("?")[0].removeprefix(BASE) for line in out.splitlines()]


@pytest.fixture
def keys(tmp_path: Path) -> Callable[[bytes], str]:
    """A file of keys."""

    def write(data: bytes) -> str:
        path = tmp_path / "keys"
        path.write_bytes(data)
        return str(path)

    return write


@pytest.mark.parametrize(
    ("data", "arguments", "expected"),
    [
        pytest.param(b"a\nb c\n", (), ["a", "b%20c"], id="lines"),
        pytest.param(b"a\nb", (), ["a", "b"], id="no line end at the end"),
        pytest.param("ñ%\n".encode(), (), ["%C3%B1%25"], id="raw text"),
        pytest.param(b" a \n", (), ["%20a%20"], id="white space belongs to the key"),
        pytest.param(b"a\0b\nc\r\0", ("-0",), ["a", "b%0Ac%0D"], id="NUL"),
        pytest.param(b"", (), [], id="nothing"),
        pytest.param(b"../a\n", ("--allow-dot-segments",), ["../a"], id="dot segments"),
    ],
)
def test_keys(
    sigv4: Run,
    keys: Callable[[bytes], str],
    data: bytes,
    arguments: tuple[str, ...],
    expected: list[str],
) -> None:
    """One URL a key, in order."""
    status, out, err = sigv4("presign", "s3://bucket/", "--keys", keys(data), *arguments)
    assert (status, _paths(out), err) == (0, expected, "")


def test_same_as_one_by_one(sigv4: Run, keys: Callable[[bytes], str]) -> None:
    """Each line is what the command prints for that key alone, the prefix before it."""
    options = ("--expires-in", "5m", "--header", "x-amz-acl: private", "--query-param", "a=b", *AT)
    _, out, _ = sigv4("presign", "s3://bucket/p/", "--keys", keys(b"x y\n"), *options)
    assert out == sigv4("presign", "s3://bucket/p/x y", *options)[1]
    assert out.startswith(f"{BASE}p/x%20y?")


def test_bad_lines(sigv4: Run, keys: Callable[[bytes], str]) -> None:
    """A bad line is named by its number, the rest goes on, and the exit status is 1."""
    data = b"a\n\n\xff\n../b\nc\r\n\xef\xbb\xbfd\n" + b"x" * 200_000 + b"\ne\n"
    status, out, err = sigv4("presign", "s3://bucket/", "--keys", keys(data))
    assert (status, _paths(out)) == (1, ["a", "e"])
    reasons = {2: "empty", 3: "UTF-8", 4: "'..'", 5: "carriage", 6: "byte order", 7: "too long"}
    lines = err.splitlines()
    assert len(lines) == len(reasons)
    for line, (number, reason) in zip(lines, reasons.items(), strict=True):
        assert line.startswith(f"sigv4: error: line {number}: ")
        assert reason in line


def test_lines_across_chunks(
    sigv4: Run, keys: Callable[[bytes], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the reads part the file makes no difference."""
    monkeypatch.setattr(_bulk, "_CHUNK", 3)
    names = [f"key-{'x' * n}" for n in range(8)]
    _, out, _ = sigv4("presign", "s3://bucket/", "--keys", keys("\n".join(names).encode()))
    assert _paths(out) == names


def test_json_lines(sigv4: Run, keys: Callable[[bytes], str]) -> None:
    """--json gives an object a line, with the key."""
    status, out, _ = sigv4("presign", "s3://bucket/p/", "--keys", keys(b"a\nb\n"), "--json", *AT)
    found = [json.loads(line) for line in out.splitlines()]
    assert (status, [f["key"] for f in found]) == (0, ["p/a", "p/b"])
    assert found[0]["url"].startswith(f"{BASE}p/a?")
    assert found[0]["signed_at"] == "2013-05-24T00:00:00Z"


def test_standard_input(
    sigv4: Run, environment: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """- is standard input."""
    environment.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"a\n")))
    assert _paths(sigv4("presign", "s3://bucket/", "--keys", "-")[1]) == ["a"]
    environment.setattr(sys, "stdin", None)
    status, _, err = sigv4("presign", "s3://bucket/", "--keys", "-")
    assert status == 2
    assert "standard input is closed" in err


def test_note_on_credentials_that_end(
    sigv4: Run, environment: pytest.MonkeyPatch, keys: Callable[[bytes], str]
) -> None:
    """That the credentials end is said once."""
    environment.setenv("AWS_CREDENTIAL_EXPIRATION", "2099-01-01T00:00:00Z")
    _, _, err = sigv4("presign", "s3://bucket/", "--keys", keys(b"a\nb\n"))
    assert err.count("2099-01-01T00:00:00Z") == err.count("\n") == 1


def test_credentials_that_end_meanwhile(
    sigv4: Run, environment: pytest.MonkeyPatch, keys: Callable[[bytes], str]
) -> None:
    """What is no fault of a line ends the run; it is not said again for each line."""
    environment.setenv("AWS_CREDENTIAL_EXPIRATION", "2030-01-01T00:00:00Z")
    seconds = iter([1_893_455_998, 1_893_455_999, 1_893_456_000])
    environment.setattr(time, "time", lambda: next(seconds))
    status, out, err = sigv4("presign", "s3://bucket/", "--keys", keys(b"a\nb\nc\n"))
    assert (status, _paths(out)) == (1, ["a"])
    assert err.splitlines()[1:] == [
        "sigv4: error: credentials: they ended at 2030-01-01T00:00:00+00:00, "
        "and the signing time is 20300101T000000Z; get new ones"
    ]


@pytest.mark.parametrize(
    ("arguments", "status", "says"),
    [
        pytest.param(("s3://bucket/pre", "--keys", "f"), 2, "s3://bucket/pre/", id="no slash"),
        pytest.param(("https://h/", "--keys", "f"), 2, "for s3:// addresses", id="URL"),
        pytest.param(("s3://bucket/", "--keys", "f", "--curl"), 2, "one URL", id="curl"),
        pytest.param(("s3://bucket/", "--keys", "/nowhere/f"), 1, "No such file", id="no file"),
        pytest.param(("s3://bucket/", "--keys", "/"), 1, "directory", id="a directory"),
        pytest.param(("s3://bucket/", "-0"), 2, "-0 is for --keys", id="-0 alone"),
        pytest.param(
            ("s3://bucket/", "--keys", "/nowhere/f", "--expires-in", "8d"), 2, "604800", id="expiry"
        ),
    ],
)
def test_refused(sigv4: Run, arguments: tuple[str, ...], status: int, says: str) -> None:
    """What is wrong with the call is said once, before a key is read."""
    found, out, err = sigv4("presign", *arguments)
    assert (found, out, err.count("\n")) == (status, "", 1)
    assert says in err
