"""`sigv4 presign s3://bucket/ --keys`: many URLs."""

from __future__ import annotations

import io
import json
import re
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from sigv4 import Minter
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
        pytest.param(
            b"\xef\xbb\xbfa\0", ("-0",), ["%EF%BB%BFa"], id="NUL, a byte order mark is a key's"
        ),
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


@pytest.mark.parametrize("token", ["", "token/+="])
@pytest.mark.parametrize("prefix", ["", "p/", "ñ %/a//", "/"])
@pytest.mark.parametrize(
    "options",
    [
        pytest.param((), id="plain"),
        pytest.param(("--method", "PUT"), id="method"),
        pytest.param(
            (
                *("--expires-in", "5m", "--header", "x-amz-acl: private", "--region", "x-1"),
                *("--query-param", "a=b&c", "--query-param", "x-id", "--query-param", "Z=ñ"),
            ),
            id="all",
        ),
        pytest.param(
            ("--endpoint-url", "http://[::1]:9000/base%2f/ ", "--path-style"), id="endpoint"
        ),
        pytest.param(("--header", f"x-amz-content-sha256: {'0' * 64}"), id="payload hash"),
    ],
)
def test_same_as_one_by_one(
    sigv4: Run,
    environment: pytest.MonkeyPatch,
    keys: Callable[[bytes], str],
    token: str,
    prefix: str,
    options: tuple[str, ...],
) -> None:
    """Each line is what the command prints for that key alone, the prefix before it."""
    environment.setenv("AWS_SESSION_TOKEN", token)
    names = ["x y", "a/b.txt", "ñ/猫", "100%41", "//", ".hidden", "a?b#c&d=e+f", "!'()*~-_"]
    file = keys("\n".join(names).encode())
    address = f"s3://bucket/{prefix}"
    status, out, err = sigv4("presign", address, "--keys", file, *options, *AT)
    one_by_one = [sigv4("presign", f"{address}{name}", *options, *AT)[1] for name in names]
    assert (status, out, err) == (0, "".join(one_by_one), "")
    _, out, _ = sigv4("presign", address, "--keys", file, "--json", *options, *AT)
    assert "".join([f"{json.loads(line)['url']}\n" for line in out.splitlines()]) == "".join(
        one_by_one
    )


@pytest.mark.parametrize("form", [(), ("--json",)], ids=["URL", "JSON"])
@pytest.mark.parametrize("prefix", ["", "p/"])
def test_bad_lines(
    sigv4: Run, keys: Callable[[bytes], str], prefix: str, form: tuple[str, ...]
) -> None:
    """A bad line is named by its number, the rest goes on, and the exit status is 1."""
    data = b"a\n\n\xff\n../b\nc\r\n\xef\xbb\xbfd\n" + b"x" * 200_000 + b"\ny\0z\ne\n"
    status, out, err = sigv4("presign", f"s3://bucket/{prefix}", "--keys", keys(data), *form)
    assert (status, out.count("\n")) == (1, 2)
    assert f"/{prefix}a?" in out.splitlines()[0]
    assert f"/{prefix}e?" in out.splitlines()[1]
    reasons = {
        2: "it is empty",
        3: "it is not UTF-8",
        4: "key: '../b' has the segment '..', which clients resolve: they would ask for another "
        "key, or path style for another bucket; rename the object, or say --allow-dot-segments "
        "and send it with curl's --path-as-is",
        5: "it ends in a carriage return: give the file Unix line ends, or use -0",
        6: "it begins with a byte order mark: save the file without one",
        7: "it is too long for a key",
        8: "it holds a NUL: use -0 where NULs end the keys, and save text as UTF-8",
    }
    assert err.splitlines() == [
        f"sigv4: error: line {number}: {reason}" for number, reason in reasons.items()
    ]


@pytest.mark.parametrize(
    "data", [b"a\0b\0", "a\nb\n".encode("utf-16"), b"a\0" * 100_000], ids=["-0", "UTF-16", "long"]
)
def test_nul_in_a_line(sigv4: Run, keys: Callable[[bytes], str], data: bytes) -> None:
    """NULs that were meant to end keys, or come of UTF-16, are not signed."""
    status, out, err = sigv4("presign", "s3://bucket/", "--keys", keys(data))
    assert (status, out) == (1, "")
    assert "line 1: it holds a NUL: use -0" in err


def test_a_file_without_line_ends_takes_little_memory() -> None:
    """Of a line that is too long no more is kept than what shows that it is."""
    stream = io.BytesIO(b"x" * 1_000_000)
    lines = [line for batch in _bulk._split(stream, b"\n") for line in batch]
    assert [len(line) for line in lines] == [_bulk._LONGEST_LINE + 1]


def test_note_on_contradictions(sigv4: Run, keys: Callable[[bytes], str]) -> None:
    """What contradicts the host is said once."""
    endpoint = ("--endpoint-url", "https://s3.eu-west-1.amazonaws.com")
    status, out, err = sigv4("presign", "s3://bucket/", "--keys", keys(b"a\nb\n"), *endpoint)
    assert (status, out.count("\n"), err.count("\n")) == (0, 2, 1)
    assert "the host is in eu-west-1, and the signature is for us-east-1" in err


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
    environment.setenv("AWS_SESSION_TOKEN", "token")
    environment.setenv("AWS_CREDENTIAL_EXPIRATION", "2099-01-01T00:00:00Z")
    _, _, err = sigv4("presign", "s3://bucket/", "--keys", keys(b"a\nb\n"))
    assert err.count("2099-01-01T00:00:00Z") == err.count("\n") == 1


def _tick(environment: pytest.MonkeyPatch) -> None:
    """Let each look at the clock find the next second, up to the beginning of 2030."""
    seconds = iter([1_893_455_997, 1_893_455_998, 1_893_455_999, 1_893_456_000])
    environment.setattr(time, "time", lambda: next(seconds))
    defaults = Minter.__init__.__kwdefaults__
    assert defaults is not None
    environment.setitem(defaults, "clock", lambda: next(seconds))


@pytest.mark.parametrize("form", [(), ("--json",)], ids=["URL", "JSON"])
def test_each_is_signed_in_its_own_second(
    sigv4: Run,
    environment: pytest.MonkeyPatch,
    keys: Callable[[bytes], str],
    form: tuple[str, ...],
) -> None:
    """A key of a slow pipe is signed when it is drawn, and not when the command began."""
    _tick(environment)
    _, out, _ = sigv4("presign", "s3://bucket/", "--keys", keys(b"a\nb\n"), *form)
    times = re.findall(r"X-Amz-Date=(\w+)", out)
    assert times == ["20291231T235958Z", "20291231T235959Z"]


@pytest.mark.parametrize("form", [(), ("--json",)], ids=["URL", "JSON"])
def test_credentials_that_end_meanwhile(
    sigv4: Run,
    environment: pytest.MonkeyPatch,
    keys: Callable[[bytes], str],
    form: tuple[str, ...],
) -> None:
    """What is no fault of a line ends the run; it is not said again for each line."""
    environment.setenv("AWS_SESSION_TOKEN", "token")
    environment.setenv("AWS_CREDENTIAL_EXPIRATION", "2030-01-01T00:00:00Z")
    _tick(environment)
    status, out, err = sigv4("presign", "s3://bucket/", "--keys", keys(b"a\nb\nc\nd\n"), *form)
    assert (status, out.count("\n")) == (1, 2)
    assert err.splitlines()[1:] == [
        "sigv4: error: credentials: they ended at 2030-01-01T00:00:00+00:00, and the signing "
        "time is 20300101T000000Z; get new ones, or unset AWS_CREDENTIAL_EXPIRATION if it is old"
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
        pytest.param(
            ("s3://bucket/", "--keys", "/nowhere/f", "--expires-in", "8d", "--json"),
            2,
            "604800",
            id="expiry, JSON",
        ),
        pytest.param(
            ("s3://bucket/../", "--keys", "/nowhere/f"), 2, "say --allow-dot-segments", id="prefix"
        ),
        pytest.param(
            ("s3://bucket/", "--keys", "f", "--query-param", "X-Amz-Content-Sha256=0"),
            2,
            "--query-param: its X-Amz-Content-Sha256 is not the payload hash",
            id="payload hash",
        ),
    ],
)
def test_refused(sigv4: Run, arguments: tuple[str, ...], status: int, says: str) -> None:
    """What is wrong with the call is said once, before a key is read."""
    found, out, err = sigv4("presign", *arguments)
    assert (found, out, err.count("\n")) == (status, "", 1)
    assert says in err
