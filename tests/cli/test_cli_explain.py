"""`sigv4 explain`: what it prints, where it takes it from, and with whose secret."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from collections.abc import Callable
from datetime import datetime, timezone
from pathlib import Path

import pytest
from s3_documents import error_document, signature_document

from sigv4 import Credentials, presign

Run = Callable[..., "tuple[int, str, str]"]

SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
SIGNED = presign(
    "PUT",
    "https://media.s3.us-east-1.amazonaws.com/cat.jpg",
    Credentials("AKIAIOSFODNN7EXAMPLE", SECRET),
    region="us-east-1",
    headers={"content-type": "image/png"},
    signing_time=datetime(2024, 2, 29, 12, tzinfo=timezone.utc),
)
URL = SIGNED.url
AT = ("--now", "20240229T120000Z")
DOCUMENT = signature_document(
    SIGNED.canonical_request.replace("image/png", "text/plain"),
    SIGNED.string_to_sign,
    access_key_id="AKIAIOSFODNN7EXAMPLE",
    signature=URL[-64:],
)


@pytest.fixture
def answer(tmp_path: Path) -> str:
    """The server's answer in a file."""
    path = tmp_path / "answer.xml"
    path.write_bytes(DOCUMENT)
    return str(path)


def test_a_page(sigv4: Run, answer: str) -> None:
    """The cause, what to do, and the lines that differ; it is no failure."""
    status, out, err = sigv4("explain", URL, "--response", answer, *AT)
    assert (status, err) == (0, "")
    assert "\ncause           content-type-differs: " in out
    assert "→ send Content-Type: image/png; or sign" in out
    assert "\n- content-type:image/png\n" in out
    assert "\n+ content-type:text/plain\n" in out
    assert "\x1b" not in out
    assert URL[-64:] not in out
    assert SECRET not in out


def test_json(sigv4: Run, answer: str) -> None:
    """The same as one line of JSON."""
    status, out, _ = sigv4("explain", "--json", URL, "--response", answer, *AT)
    assert (status, out.count("\n")) == (0, 1)
    document = json.loads(out)
    assert document["causes"][0]["id"] == "content-type-differs"
    assert document["signature"] == "right"


def _forgotten(environment: pytest.MonkeyPatch) -> None:
    for variable in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        environment.delenv(variable)


def test_the_secret_comes_from_the_usual_places(
    environment: pytest.MonkeyPatch, sigv4: Run, answer: str, tmp_path: Path
) -> None:
    """The environment, or a profile; without it, what was signed has to be said."""
    options = ("explain", URL, "--response", answer, *AT)
    assert "right for the secret at hand, and for PUT" in sigv4(*options)[1]
    _forgotten(environment)
    status, out, err = sigv4(*options)
    assert (status, err) == (0, "")
    assert "no secret is at hand" in out
    assert "likely          content-type-differs" in out
    shared = tmp_path / ".aws" / "credentials"
    shared.parent.mkdir()
    shared.write_text(
        f"[work]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = {SECRET}\n"
    )
    assert "right for the secret at hand" in sigv4(*options, "--profile", "work")[1]
    status, out, err = sigv4(*options, "--profile", "none")
    assert (status, out) == (1, "")
    assert "profile 'none' is not in" in err


def test_what_was_signed_can_be_said(
    environment: pytest.MonkeyPatch, sigv4: Run, answer: str
) -> None:
    """By the options of presign; then no secret is needed."""
    _forgotten(environment)
    said = ("--method", "PUT", "--header", "Content-Type: image/png")
    _, out, _ = sigv4("explain", URL, "--response", answer, *said, *AT)
    assert "\ncause           content-type-differs: " in out


def test_a_secret_that_can_be_none(
    environment: pytest.MonkeyPatch, sigv4: Run, answer: str
) -> None:
    """It is noted, since it may be the very cause."""
    environment.setenv("AWS_SECRET_ACCESS_KEY", f"{SECRET}\n")
    status, out, err = sigv4("explain", URL, "--response", answer, *AT)
    assert status == 0
    assert "content-type-differs" in out
    assert err.startswith("sigv4: note: the signature is not checked: ")
    assert "white space around it" in err
    assert SECRET not in err


def test_without_an_answer(sigv4: Run) -> None:
    """There is a list of what to check, and the request that would tell more."""
    status, out, err = sigv4("explain", URL, *AT)
    assert (status, err) == (0, "")
    assert out.startswith("server          no document\nlikely          content-type-differs: ")
    assert "\nto check        method-differs: " in out
    assert "\nto know more    send a GET with this URL" in out


def test_standard_input(process: Run, answer: str) -> None:
    """Either the URL or the answer comes from there, and not both."""
    status, out, err = process("explain", "-", "--response", answer, *AT, stdin=f"{URL}\n".encode())
    assert (status, err) == (0, "")
    assert "content-type-differs" in out
    status, out, err = process("explain", URL, "--response", "-", *AT, stdin=DOCUMENT)
    assert (status, err) == (0, "")
    assert "content-type-differs" in out
    status, out, err = process("explain", "-", "--response", "-", stdin=DOCUMENT)
    assert (status, out) == (2, "")
    assert err == (
        "sigv4: error: the URL and the answer are both to come from standard input: name a file\n"
    )


def test_standard_input_that_is_closed(process: Run) -> None:
    """As with `<&-`."""
    for arguments in (("-",), (URL, "--response", "-")):
        status, out, err = process("explain", *arguments, redirect="<&-")
        assert (status, out) == (2, "")
        assert err == "sigv4: error: standard input is closed\n"


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        pytest.param((), 2, "URL|-", id="no URL"),
        pytest.param(("",), 2, "url: it is empty", id="empty"),
        pytest.param((URL, "--response", ""), 2, "'' is no file's name", id="no file's name"),
        pytest.param((URL, "--response", "none.xml"), 1, "none.xml: No such file", id="no file"),
        pytest.param((URL, "--method", "put"), 2, "--method: 'put' is not in", id="method"),
        pytest.param((URL, "--header", "a"), 2, "it has no colon", id="header"),
        pytest.param((URL, "--header", "a b: c"), 2, "--header: 'a b' is not", id="name"),
        pytest.param((URL, "--secret", "wJalr"), 2, "never an argument", id="secret"),
    ],
)
def test_called_wrongly(sigv4: Run, arguments: tuple[str, ...], status: int, said: str) -> None:
    """One line that says what would be right, and repeats no secret."""
    found, out, err = sigv4("explain", *arguments)
    assert (found, out) == (status, "")
    assert said in err
    assert "wJalr" not in err


def test_an_answer_without_an_end(sigv4: Run, tmp_path: Path) -> None:
    """No more of it is read than an answer may have."""
    status, out, _ = sigv4("explain", URL, "--response", "/dev/zero", *AT)
    assert status == 0
    assert "more than 1048576 bytes" in out


def test_what_a_terminal_obeys_is_escaped(sigv4: Run, tmp_path: Path) -> None:
    """Neither a URL nor a server can write on the screen."""
    path = tmp_path / "answer.xml"
    path.write_bytes(error_document("A\u202eB", "\x9b2J\u2028", Region="\x85"))
    _, out, _ = sigv4("explain", f"https://h/\x1b]0;a\x07?{URL}", "--response", str(path))
    assert out.replace("\n", "").isprintable()


@pytest.mark.parametrize(
    ("variables", "is_colored"),
    [
        pytest.param({"TERM": "xterm"}, True, id="a terminal"),
        pytest.param({"TERM": "xterm", "NO_COLOR": "1"}, False, id="NO_COLOR"),
        pytest.param({"TERM": "dumb"}, False, id="a terminal without colours"),
    ],
)
def test_colors(
    environment: pytest.MonkeyPatch, answer: str, variables: dict[str, str], is_colored: bool
) -> None:
    """On a terminal that wants them alone; the marks are there either way."""
    environment.delenv("NO_COLOR", raising=False)
    for name, value in variables.items():
        environment.setenv(name, value)
    terminal, inside = pty.openpty()
    command = [sys.executable, "-m", "sigv4", "explain", URL, "--response", answer, *AT]
    done = subprocess.run(command, stdout=inside, cwd=Path(answer).parent, timeout=60, check=True)
    os.close(inside)
    out = b""
    while b"us-east-1/s3/aws4_request\r\n" not in out.rpartition(b"UNSIGNED")[2]:
        out += os.read(terminal, 65536)
    os.close(terminal)
    assert done.returncode == 0
    assert (b"\x1b[31m" in out) is is_colored
    assert b"^^^" in out


def test_help(sigv4: Run) -> None:
    """It says where the secret comes from, and what the options are of."""
    status, out, _ = sigv4("explain", "--help")
    assert status == 0
    assert "those that were signed" in out
    assert "environment" in out
    assert max(map(len, out.splitlines())) <= 80
