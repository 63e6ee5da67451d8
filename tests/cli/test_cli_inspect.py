"""`sigv4 inspect`: what it prints, and where it takes it from."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

Run = Callable[..., "tuple[int, str, str]"]

SIGNATURE = "aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404"
URL = (
    "https://examplebucket.s3.amazonaws.com/test.txt?X-Amz-Algorithm=AWS4-HMAC-SHA256"
    "&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request"
    "&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host"
    f"&X-Amz-Signature={SIGNATURE}"
)
AT = ("--now", "20130524T000000Z")


def test_a_page(sigv4: Run) -> None:
    """What the URL says, on standard output; warnings are no failure."""
    status, out, err = sigv4("inspect", URL, *AT)
    assert (status, err) == (0, "")
    assert out.startswith("kind            a presigned URL, Signature Version 4\n")
    assert "expires at      2013-05-25T00:00:00Z, 1 day after signing: in 1 day\n" in out
    assert "warnings" not in out
    assert SIGNATURE not in out
    status, out, err = sigv4("inspect", URL.replace("https", "http"))
    assert (status, err) == (0, "")
    assert "warnings        plain-http: " in out
    assert "                expired: it expired at 2013-05-25T00:00:00Z; sign again\n" in out


def test_json(sigv4: Run) -> None:
    """The same as one line of JSON."""
    status, out, _ = sigv4("inspect", "--json", URL)
    assert status == 0
    assert out.count("\n") == 1
    document = json.loads(out)
    assert document["scope"] == "20130524/us-east-1/s3/aws4_request"
    assert [warning["id"] for warning in document["warnings"]] == ["expired"]


@pytest.mark.parametrize(
    "given",
    [
        pytest.param(URL, id="URL"),
        pytest.param(f"{URL}\r\n", id="line end"),
        pytest.param(f'  "{URL}"\n', id="quotes"),
    ],
)
def test_a_url_on_standard_input(process: Run, given: str) -> None:
    """'-' reads it, since arguments show in process lists."""
    status, out, err = process("inspect", "-", *AT, stdin=given.encode())
    assert (status, err) == (0, "")
    assert "access key      AKIAIOSFODNN7EXAMPLE\n" in out


def test_what_presign_prints_can_be_inspected(process: Run) -> None:
    """One command into the other."""
    _, presigned, _ = process("presign", "s3://examplebucket/cat.jpg")
    status, out, err = process("inspect", "-", stdin=presigned.encode())
    assert (status, err) == (0, "")
    assert "expires at" in out
    assert "warnings" not in out


@pytest.mark.parametrize(
    ("command", "kind"),
    [
        pytest.param(("presign", "s3://examplebucket/cat.jpg"), "a presigned URL", id="URL"),
        pytest.param(("post", "s3://examplebucket/cat.jpg"), "a presigned form", id="form"),
    ],
)
def test_json_of_the_other_commands(process: Run, command: tuple[str, ...], kind: str) -> None:
    """A document with a URL is read as its URL, and as its form if it has one."""
    _, document, _ = process(*command, "--json")
    status, out, err = process("inspect", "-", stdin=document.encode())
    assert (status, err) == (0, "")
    assert out.startswith(f"kind            {kind}, Signature Version 4\n")
    assert "expires at" in out


def test_the_page_of_a_form(process: Run) -> None:
    """As `post` writes it: what its sender fills in is not asked of it."""
    options = ("--content-type", "image/", "--max-size", "5MB", "--starts-with", "x-amz-meta-a=")
    _, page, _ = process("post", "s3://examplebucket/a&b/", *options, "--html", "-")
    status, out, err = process("inspect", "-", stdin=page.encode())
    assert (status, err) == (0, "")
    assert out.startswith("kind            a presigned form, Signature Version 4\n")
    assert "host            examplebucket.s3.us-east-1.amazonaws.com\n" in out
    assert "key begins with 'a&b/'\n" in out
    assert "warnings" not in out


@pytest.mark.parametrize(
    ("page", "said"),
    [
        pytest.param("<form>", "an unsigned form", id="form alone"),
        pytest.param("<form><input name=a value=1><input><input name>", "a  1", id="no names"),
        pytest.param("<FORM><INPUT NAME=a VALUE='&lt;' VALUE=2>", "a  <", id="capitals"),
        pytest.param("<input name=b value=2><form><input name=a value=1>", "a  1", id="outside"),
        pytest.param("<form></form><form><input name=b value=2>", "an unsigned form", id="second"),
        pytest.param("<form><input name=a type=file>", "parameters      a\n", id="a file"),
        pytest.param("<form><input name=file type=FILE>", "an unsigned form", id="the file"),
        pytest.param("<!-- " + "<form <" * 1000, "an unsigned form", id="broken"),
    ],
)
def test_pages_of_others(process: Run, page: str, said: str) -> None:
    """Whatever is no field of the first form is passed over."""
    status, out, err = process("inspect", "-", stdin=page.encode())
    assert (status, err) == (0, "")
    assert said in out
    assert "b  2" not in out


def test_a_clock_that_was_never_set(sigv4: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """The option that takes another time is this command's own."""
    monkeypatch.setattr("time.time", lambda: 0.0)
    status, out, err = sigv4("inspect", URL)
    assert (status, out) == (1, "")
    assert err.endswith("or give --now\n")
    status, out, err = sigv4("inspect", URL, "--now", "1969-12-31T00:00:00Z")
    assert (status, out) == (2, "")
    assert err.startswith("sigv4: error: --now: 1969")


def test_a_form_on_standard_input(process: Run) -> None:
    """JSON of a URL and fields, as generate_presigned_post gives it."""
    fields = {"key": "a", "x-amz-signature": SIGNATURE, "policy": "e30="}
    form = json.dumps({"url": "http://h/", "fields": fields}).encode()
    status, out, err = process("inspect", "-", stdin=form)
    assert (status, err) == (0, "")
    assert out.startswith("kind            a presigned form")
    assert "plain-http" in out
    assert SIGNATURE not in out


@pytest.mark.parametrize(
    ("stdin", "said"),
    [
        pytest.param(b"", "standard input has no text", id="nothing"),
        pytest.param(b" \n", "standard input has no text", id="white space"),
        pytest.param(b"\xff\xfe", "standard input has no text", id="no text"),
        pytest.param(b"a" * ((1 << 20) + 1), "more than a million bytes", id="too much"),
        pytest.param(b"<form>" + b" " * (1 << 15), "give its form as JSON", id="long page"),
        pytest.param(b"{", "no JSON of a URL or a form", id="no JSON"),
        pytest.param(b'{"a":' * 100_000, "no JSON of a URL or a form", id="nested too deep"),
        pytest.param(b'{"url": " "}', "no JSON of a URL or a form", id="empty URL"),
        pytest.param(b'{"fields": []}', "no JSON of a URL or a form", id="no fields"),
        pytest.param(b'{"url": 1, "fields": {}}', "no JSON of a URL or a form", id="no URL"),
        pytest.param(b'{"fields": {"key": null}}', "no JSON of a URL or a form", id="no text"),
    ],
)
def test_what_is_neither(process: Run, stdin: bytes, said: str) -> None:
    """One line that says what would be."""
    status, out, err = process("inspect", "-", stdin=stdin)
    assert (status, out) == (2, "")
    assert err.startswith("sigv4: error: ")
    assert said in err
    assert err.count("\n") == 1


def test_standard_input_that_is_closed(process: Run) -> None:
    """As with `<&-`."""
    status, out, err = process("inspect", "-", redirect="<&-")
    assert (status, out) == (2, "")
    assert err == "sigv4: error: standard input is closed\n"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        pytest.param((), "URL|-", id="no URL"),
        pytest.param(("",), "url: it is empty; give a presigned URL", id="empty"),
        pytest.param((URL, "--now", "noon"), "no time with a zone", id="time"),
        pytest.param((URL, "--secret", "wJalr"), "a secret is never an argument", id="secret"),
    ],
)
def test_called_wrongly(sigv4: Run, arguments: tuple[str, ...], said: str) -> None:
    """Exit status 2, and one line that repeats no secret."""
    status, out, err = sigv4("inspect", *arguments)
    assert (status, out) == (2, "")
    assert said in err
    assert "wJalr" not in err


def test_what_a_terminal_obeys_is_escaped(sigv4: Run) -> None:
    """A URL cannot write on the screen."""
    _, out, _ = sigv4("inspect", f"https://h/%1b[2J\x1b]0;a\x07?a%0a=\x9b&{URL.partition('?')[2]}")
    assert out.replace("\n", "").isprintable()


def test_help(sigv4: Run) -> None:
    """It names the input that no process list shows."""
    status, out, _ = sigv4("inspect", "--help")
    assert status == 0
    assert "standard input" in out
    assert "Exit status: 0" in out
    assert max(map(len, out.splitlines())) <= 80
