"""What the command says of calls that are wrong and of things that failed."""

from __future__ import annotations

import errno
import io
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from sigv4 import __version__
from sigv4.cli import main

Run = Callable[..., "tuple[int, str, str]"]

SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
OBJECT = ("presign", "s3://bucket/key")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        pytest.param((), "which command?", id="nothing"),
        pytest.param(("sing",), "'sing' is no command; did you mean sign?", id="command"),
        pytest.param(
            ("frobnicate",),
            "there are presign, post, multipart, sign, inspect, explain, operations, endpoint, "
            "cors and conformance",
            id="no such command",
        ),
        pytest.param(
            ("presign", "--expires", "6"), "did you mean --expires-in?", id="short option"
        ),
        pytest.param(("presign", "--session-token", "x"), "set AWS_SESSION_TOKEN", id="token"),
        pytest.param(("--region", "x"), "comes after a command", id="option first"),
        pytest.param(("s3://b/k",), "write 'sigv4 presign URL'", id="no command"),
        pytest.param(("presign",), "required", id="no target"),
        pytest.param(
            ("presign", "bucket/key"), "write s3://bucket/key or https://", id="no scheme"
        ),
        pytest.param((*OBJECT, "more"), "one argument too many", id="too many"),
        pytest.param((*OBJECT, "-x"), "no option -x", id="unknown short option"),
        pytest.param((*OBJECT, "--expires"), "no option --expires", id="no abbreviations"),
        pytest.param((*OBJECT, "--expires-in"), "expected one argument", id="no value"),
        pytest.param((*OBJECT, "--expires-in", "1.5h"), "'1.5h' is no duration", id="duration"),
        pytest.param((*OBJECT, "--expires-in", "-5"), "'-5' is no duration", id="negative"),
        pytest.param((*OBJECT, "--expires-in", "-5m"), "'-5m' is no duration", id="minus minutes"),
        pytest.param(
            (*OBJECT, "--expires-in", "-0"), "expected one argument", id="-0 is an option"
        ),
        pytest.param((*OBJECT, "--expires-in", "٣"), "no duration", id="another script's digits"),
        pytest.param((*OBJECT, "--expires-in", "0"), "--expires-in: 0 is below 1", id="zero"),
        pytest.param((*OBJECT, "--expires-in", "8d"), "more than the 604800", id="too long"),
        pytest.param((*OBJECT, "--expires-in", "9" * 13), "no duration", id="far too long"),
        pytest.param((*OBJECT, "--header", "x"), "'Name: value'", id="header without colon"),
        pytest.param((*OBJECT, "--header", "a b: c"), "'a b' is not a token", id="header name"),
        pytest.param((*OBJECT, "--header", "a: b\nc"), "line end", id="line end in a header"),
        pytest.param((*OBJECT, "--header", "TE: x"), "'te' is rewritten", id="volatile header"),
        pytest.param((*OBJECT, "--header", "Host: x"), "host 'x' is not the URL's", id="host"),
        pytest.param((*OBJECT, "--query-param", "=x"), "has no name", id="parameter"),
        pytest.param(
            (*OBJECT, "--query-param", "X-Amz-Expires=5"),
            "--query-param: X-Amz-Expires is added in signing; presign has --expires-in",
            id="expiry as a parameter",
        ),
        pytest.param(
            (*OBJECT, "--query-param", "x-amz-date=5"), "--signing-time", id="time as a parameter"
        ),
        pytest.param(
            ("presign", "https://h/", "--query-param", "X-Amz-Signature=5"),
            "--query-param: X-Amz-Signature is added in signing; leave it out",
            id="signature as a parameter",
        ),
        pytest.param(
            (*OBJECT, "--query-param", "X-Amz-Content-Sha256=5"),
            "give the hash as --header 'x-amz-content-sha256: HASH'",
            id="hash as a parameter",
        ),
        pytest.param(
            (*OBJECT, "--query-param", "a=\udcff"), "surrogate", id="bytes in a parameter"
        ),
        pytest.param((*OBJECT, "--signing-time", "now"), "no time with a zone", id="time"),
        pytest.param((*OBJECT, "--signing-time", "2013-05-24T00:00:00"), "no time", id="no zone"),
        pytest.param((*OBJECT, "--signing-time", "2013-05-24T00:00+0:200"), "no time", id="+0:200"),
        pytest.param(
            (*OBJECT, "--signing-time", "1900-01-01T00:00Z"),
            "error: --signing-time: 1900-01-01T00:00:00+00:00 is outside",
            id="before 1970",
        ),
        pytest.param((*OBJECT, "--method", "get"), "write 'GET'", id="method"),
        pytest.param((*OBJECT, "--method", ""), "no HTTP method", id="no method"),
        pytest.param((*OBJECT, "--region", ""), "--region: it is empty", id="empty region"),
        pytest.param((*OBJECT, "--region", "a/b"), "--region: 'a/b' is no region", id="region"),
        pytest.param((*OBJECT, "--region", "*"), "or give --region-set", id="regions"),
        pytest.param((*OBJECT, "--service", "sts"), "of the service s3", id="service"),
        pytest.param((*OBJECT, "--json", "--curl"), "not allowed with", id="two forms"),
        pytest.param((*OBJECT, "--endpoint-url", "localhost"), "http://", id="endpoint"),
        pytest.param((*OBJECT, "--endpoint-url", "https://h/%zz"), "--endpoint-url: '%zz'", id="%"),
        pytest.param((*OBJECT, "--keys", ""), "--keys: '' is no file's name", id="no file's name"),
        pytest.param(
            ("sign", "PUT", "s3://b-1/k", "--body", ""),
            "--body: '' is no file's name",
            id="no body",
        ),
        pytest.param(("presign", "s3://b-1/../k"), "say --allow-dot-segments", id="dot segment"),
        pytest.param(("presign", "s3://b b/k"), "no bucket's name", id="bucket"),
        pytest.param(("presign", "s3://bucket/\udcff"), "surrogate", id="undecodable key"),
        pytest.param(("presign", "ftp://h/"), "'ftp' has no scheme", id="scheme"),
        pytest.param(("presign", "https:///k"), "no host", id="no host"),
        pytest.param(("presign", "https://u:p@h/"), "user info", id="user info"),
        pytest.param(("presign", "https://h/#x"), "fragment", id="fragment"),
        pytest.param(("presign", "https://h/%zz"), "write a percent sign as %25", id="escape"),
        pytest.param(("presign", "https://h/?X-Amz-Date=1"), "carries X-Amz-Date", id="signed"),
        pytest.param(("presign", "https://h/", "--service", "a/b"), "--service", id="bad service"),
        pytest.param(("presign", "https://h/", "--service", ""), "", id="empty service"),
        pytest.param(
            ("presign", "https://h/", "--endpoint-url", "https://e"),
            "for s3://",
            id="URL, endpoint",
        ),
        pytest.param(("presign", "https://h/", "--path-style"), "for s3://", id="URL, path style"),
    ],
)
def test_wrong_calls(sigv4: Run, arguments: tuple[str, ...], says: str) -> None:
    """A wrong call gets one line on standard error that says what to do, and exit status 2."""
    status, out, err = sigv4(*arguments)
    assert (status, out) == (2, "")
    assert err.startswith("sigv4: error: ")
    assert err.count("\n") == 1
    assert says in err


@pytest.mark.parametrize(
    ("variables", "arguments", "says"),
    [
        pytest.param({"AWS_REGION": ""}, (), "--region, set AWS_REGION", id="no region"),
        pytest.param({"AWS_REGION": "a b"}, (), "region (AWS_REGION): 'a b' is no", id="region"),
        pytest.param(
            {"AWS_ENDPOINT_URL": "h:1"}, (), "endpoint_url (AWS_ENDPOINT_URL): 'h:1'", id="endpoint"
        ),
        pytest.param(
            {"AWS_ENDPOINT_URL": "https://h/%zz"},
            (),
            "endpoint_url (AWS_ENDPOINT_URL): '%zz' is no percent escape",
            id="escape in an endpoint",
        ),
        pytest.param(
            {"AWS_ENDPOINT_URL_S3": "https://h/\udcff"},
            (),
            "endpoint_url (AWS_ENDPOINT_URL_S3): it holds a lone surrogate",
            id="bytes in an endpoint",
        ),
        pytest.param({}, ("--profile", "nope"), "profile 'nope' is not in", id="profile"),
        pytest.param({"AWS_PROFILE": "nope"}, (), "profile 'nope' is not in", id="AWS_PROFILE"),
        pytest.param({"AWS_ACCESS_KEY_ID": ""}, (), "AWS_ACCESS_KEY_ID is not", id="half a pair"),
        pytest.param(
            {"AWS_ACCESS_KEY_ID": "", "AWS_SECRET_ACCESS_KEY": ""}, (), "no credentials", id="none"
        ),
        pytest.param(
            {"AWS_SESSION_TOKEN": "t", "AWS_CREDENTIAL_EXPIRATION": "2019-01-01T00:00:00Z"},
            (),
            "get new ones, or unset AWS_CREDENTIAL_EXPIRATION",
            id="ended",
        ),
        pytest.param(
            {"AWS_SECRET_ACCESS_KEY": f"'{SECRET}'"},
            (),
            "AWS_SECRET_ACCESS_KEY: it stands in quotes; take them off",
            id="quotes",
        ),
        pytest.param({"AWS_CONFIG_FILE": "/"}, (), "/: it cannot be read", id="unreadable file"),
    ],
)
def test_failures(
    sigv4: Run,
    environment: pytest.MonkeyPatch,
    variables: dict[str, str],
    arguments: tuple[str, ...],
    says: str,
) -> None:
    """What is wrong outside the call gets one line too, and exit status 1."""
    for variable, value in variables.items():
        environment.setenv(variable, value)
    status, out, err = sigv4(*OBJECT, *arguments)
    assert (status, out) == (1, "")
    assert err.count("\n") == 1
    assert says in err


def test_a_region_of_the_environment_for_a_url(sigv4: Run, environment: pytest.MonkeyPatch) -> None:
    """A malformed region is laid to where it came from, whatever the target is."""
    environment.setenv("AWS_REGION", "a b")
    status, out, err = sigv4("presign", "https://h/k")
    assert (status, out) == (1, "")
    assert err.startswith("sigv4: error: region (AWS_REGION): 'a b' is no region")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ((*OBJECT, "--secret-access-key", SECRET), "a secret is never an argument"),
        (("presign", "--aws-secret", SECRET, "s3://bucket/key"), "a secret is never an argument"),
        (("presign", f"--password={SECRET}", "s3://bucket/key"), "a secret is never an argument"),
        (("presign", "--session-token", SECRET, "s3://bucket/k"), "a secret is never an argument"),
        (("presign", "--access-key", SECRET, "s3://bucket/key"), "a secret is never an argument"),
        ((*OBJECT, "--region", "x", f"-k={SECRET}"), "no option -k"),
    ],
)
def test_a_secret_is_never_an_argument(sigv4: Run, arguments: tuple[str, ...], says: str) -> None:
    """There is no option for a secret, and the refusal does not repeat it."""
    status, out, err = sigv4(*arguments)
    assert (status, out) == (2, "")
    assert "no option" in err
    assert says in err
    assert SECRET not in err


def test_the_words_of_the_user_are_left_alone(sigv4: Run, environment: pytest.MonkeyPatch) -> None:
    """The library's words are put into the command's, and not those that somebody typed."""
    _, _, err = sigv4("presign", "s3://signing_time,pass signing_time/k")
    assert "'signing_time,pass signing_time' is no bucket's name" in err
    _, _, err = sigv4(*OBJECT, "--profile", "signing_time")
    assert "profile 'signing_time' is not in" in err
    _, _, err = sigv4("sign", "GET", "s3://bucket/key", "--header", "x-amz-date: x")
    assert "leave it out, or give --signing-time" in err


@pytest.mark.parametrize(
    ("file", "section", "hint"),
    [
        ("config", "[r]", "config has [r], which is written [profile r] there"),
        ("credentials", "[profile r]", "credentials has [profile r], which is written [r] there"),
        ("credentials", "[profile 'r']", "credentials has [profile r], which is written [r] there"),
    ],
)
def test_a_profile_in_the_other_file_s_spelling(
    sigv4: Run, tmp_path: Path, file: str, section: str, hint: str
) -> None:
    """The two files spell a profile's section in two ways; the message tells which was meant."""
    (tmp_path / ".aws").mkdir()
    (tmp_path / ".aws" / file).write_text(f"{section}\nregion = x\n", encoding="utf-8")
    status, _, err = sigv4(*OBJECT, "--profile", "r")
    assert (status, err.count("\n")) == (1, 1)
    assert "profile 'r' is not in" in err
    assert hint in err


def test_an_expiration_without_a_token(sigv4: Run, environment: pytest.MonkeyPatch) -> None:
    """Permanent keys do not end: what other credentials left in the environment is not theirs."""
    environment.setenv("AWS_CREDENTIAL_EXPIRATION", "2019-01-01T00:00:00Z")
    assert sigv4(*OBJECT)[0] == 0


@pytest.mark.parametrize("before", [(), ("presign",), ("presign", "s3://bucket/key")])
def test_a_variable_among_the_words(sigv4: Run, before: tuple[str, ...]) -> None:
    """A variable that should have stood before the command is refused without its value."""
    status, out, err = sigv4(*before, f"AWS_SECRET_ACCESS_KEY={SECRET}")
    assert (status, out) == (2, "")
    assert "'AWS_SECRET_ACCESS_KEY' is" in err
    assert SECRET not in err


def test_the_value_of_an_option_may_look_like_one(sigv4: Run) -> None:
    """What follows an option that takes a value is its value, and what follows -- no option."""
    status, _, err = sigv4("presign", "--profile", "--secret", "s3://bucket/key")
    assert status == 2
    assert "--profile: expected one argument" in err
    status, _, err = sigv4("presign", "--region=x", "--", "--target")
    assert status == 2
    assert "'--target' is no URL" in err


@pytest.mark.parametrize(
    "arguments",
    [
        ("\x1b[31m",),
        ("presign", "\x1b[31m"),
        ("presign", "https://\x1b[31m/"),
        ("presign", "s3://\x1b[31m/k"),
        (*OBJECT, "--profile", "\x1b[31m"),
        (*OBJECT, "--region", "\x9b31m"),
        (*OBJECT, "--\x1b[31m"),
        (*OBJECT, "--keys", "/nowhere/\x1b[31m\u202e/"),
        ("presign", "s3://bucket/a\x1b/", "--keys", "/nowhere/\x1b[31m\u202e"),
    ],
)
def test_messages_are_safe_on_a_terminal(sigv4: Run, arguments: tuple[str, ...]) -> None:
    """No control character of the input reaches the terminal."""
    _, _, err = sigv4(*arguments)
    assert err[-1:] == "\n"
    assert err[:-1].isprintable()


def test_clock_before_2020(sigv4: Run, environment: pytest.MonkeyPatch) -> None:
    """A clock that cannot be right is refused with a word on NTP and on the way out."""
    environment.setattr(time, "time", lambda: 12.0)
    status, out, err = sigv4(*OBJECT)
    assert (status, out) == (1, "")
    assert "before 2020" in err
    assert "NTP" in err
    assert "--signing-time" in err
    assert sigv4(*OBJECT, "--signing-time", "2013-05-24T00:00:00Z")[0] == 0


@pytest.mark.parametrize("flag", ["--help", "-h", "help"])
def test_help(sigv4: Run, flag: str) -> None:
    """Help goes to standard output."""
    status, out, err = sigv4(flag)
    assert (status, err) == (0, "")
    assert out.startswith("usage: sigv4 COMMAND")
    assert all(f"\n  {command} " in out for command in ("presign", "multipart", "cors"))


@pytest.mark.parametrize(
    "command", ["presign", "post", "multipart", "sign", "operations", "endpoint", "cors"]
)
def test_help_of_a_command(sigv4: Run, command: str) -> None:
    """Each command has help with examples, in 80 columns but for the examples."""
    status, out, err = sigv4(command, "--help")
    assert (status, err) == (0, "")
    assert sigv4("help", command) == (status, out, err)
    assert out.startswith(f"usage: sigv4 {command} ")
    before, examples, rest = out.partition("\nexamples:\n")
    assert examples
    said = [*before.splitlines(), *rest.partition("\n\n")[2].splitlines()]
    assert [line for line in said if len(line) > 80] == []


def test_version(sigv4: Run) -> None:
    """--version names the program and its version."""
    assert sigv4("--version") == (0, f"sigv4 {__version__}\n", "")


class _Full(io.StringIO):
    """A standard output that fails as a full disk or a closed pipe does."""

    def __init__(self, error: OSError | UnicodeEncodeError | KeyboardInterrupt) -> None:
        super().__init__()
        self.error = error

    def flush(self) -> None:
        raise self.error


@pytest.mark.parametrize(
    ("error", "status", "says"),
    [
        pytest.param(OSError(errno.ENOSPC, "No space left"), 1, "No space left", id="full"),
        pytest.param(BrokenPipeError(errno.EPIPE, "Broken pipe"), 141, "", id="pipe"),
    ],
)
def test_standard_output_fails(
    environment: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    error: OSError,
    status: int,
    says: str,
) -> None:
    """A full disk is said; a reader that has gone is not."""
    with environment.context() as patch:
        patch.setattr(sys, "stdout", _Full(error))
        assert main(OBJECT) == status
    err = capsys.readouterr().err
    assert err.count("\n") == bool(says)
    assert says in err


def test_standard_output_is_closed(
    environment: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without a standard output nothing is signed."""
    with environment.context() as patch:
        patch.setattr(sys, "stdout", None)
        assert main(OBJECT) == 1
    assert "standard output is closed" in capsys.readouterr().err


def test_standard_output_cannot_carry_it(
    environment: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A header that the output's encoding lacks is an error in words."""
    with environment.context() as patch:
        patch.setattr(sys, "stdout", io.TextIOWrapper(io.BytesIO(), encoding="ascii"))
        assert main((*OBJECT, "--curl", "--header", "x-amz-meta-a: ñ")) == 1
    assert "PYTHONIOENCODING=utf-8" in capsys.readouterr().err


def test_interrupt(environment: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """Ctrl-C ends with the status that shells know, and without a trace."""

    def interrupted() -> float:
        raise KeyboardInterrupt

    with environment.context() as patch:
        patch.setattr(time, "time", interrupted)
        assert main(OBJECT) == 130
    assert capsys.readouterr() == ("", "")


def test_interrupt_of_a_message(environment: pytest.MonkeyPatch) -> None:
    """… and also where it comes while an error is told."""

    class Interrupted(io.StringIO):
        def write(self, text: str) -> int:
            raise KeyboardInterrupt

    with environment.context() as patch:
        patch.setattr(sys, "stderr", Interrupted())
        assert main(("presign", "--bad")) == 130
