"""`sigv4 post`: the form that it prints, in each shape, and what it refuses."""

from __future__ import annotations

import json
import shlex
from base64 import b64decode
from collections.abc import Callable
from datetime import datetime, timezone
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from sigv4 import Credentials
from sigv4.s3 import S3
from sigv4.s3.conditions import content_length_range, starts_with

Run = Callable[..., "tuple[int, str, str]"]

AT = ("--signing-time", "20130524T000000Z")
FOLDER = "s3://media/uploads/"
STAYS = "after an upload the browser stays on the page"


def _conditions(out: str) -> list[Any]:
    """The conditions of a form in JSON, but those of the bucket and of signing."""
    document = json.loads(b64decode(json.loads(out)["fields"]["policy"]))
    found: list[Any] = document["conditions"]
    return [c for c in found if isinstance(c, list) or not {"bucket"} & set(c)][:-3]


def test_the_form_is_the_librarys(sigv4: Run) -> None:
    """All that was said, signed as `presign_post` signs it."""
    post = S3(
        Credentials("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"),
        region="us-east-1",
    ).presign_post(
        "media",
        "uploads/${filename}",
        conditions=[
            starts_with("x-amz-meta-note", ""),
            starts_with("Content-Type", "image/"),
            content_length_range(1, 5_000_000),
        ],
        fields={"acl": "private"},
        expires_in=3600,
        signing_time=datetime(2013, 5, 24, tzinfo=timezone.utc),
    )
    status, out, err = sigv4(
        *("post", FOLDER, "--max-size", "5MB", "--min-size", "1", "--content-type", "image/"),
        *("--field", "acl=private", "--starts-with", "x-amz-meta-note=", "--expires-in", "1h"),
        *("--json", *AT),
    )
    assert (status, err) == (0, "")
    assert json.loads(out) == {
        "url": post.url,
        "fields": post.fields,
        "open_fields": {"x-amz-meta-note": "", "Content-Type": "image/"},
        "signed_at": "2013-05-24T00:00:00Z",
        "expires_at": "2013-05-24T01:00:00Z",
    }
    assert list(json.loads(out)["fields"]) == list(post.fields)


@pytest.mark.parametrize(
    ("arguments", "conditions"),
    [
        pytest.param((FOLDER,), [["starts-with", "$key", "uploads/"]], id="a folder"),
        pytest.param(("s3://media/a%20b",), [{"key": "a%20b"}], id="a key"),
        pytest.param(("s3://media/${filename}",), [["starts-with", "$key", ""]], id="any key"),
        pytest.param(
            ("s3://media/k", "--max-size", "5MB"),
            [["content-length-range", 0, 5_000_000], {"key": "k"}],
            id="thousands",
        ),
        pytest.param(
            ("s3://media/k", "--max-size", "5mib", "--min-size", "2KiB"),
            [["content-length-range", 2048, 5_242_880], {"key": "k"}],
            id="1024s",
        ),
        pytest.param(
            ("s3://media/k", "--min-size", "10"),
            [["content-length-range", 10, 5 * 1024**3], {"key": "k"}],
            id="the least alone",
        ),
        pytest.param(
            ("s3://media/k", "--content-type", "image/png"),
            [{"Content-Type": "image/png"}, {"key": "k"}],
            id="a type",
        ),
        pytest.param(
            ("s3://media/k", "--content-type", "image/*"),
            [["starts-with", "$Content-Type", "image/"], {"key": "k"}],
            id="a kind, as browsers write it",
        ),
        pytest.param(
            ("s3://media/k", "--field", "x-amz-meta-a=b=c", "--field", "acl="),
            [{"x-amz-meta-a": "b=c"}, {"acl": ""}, {"key": "k"}],
            id="fields",
        ),
    ],
)
def test_what_may_be_uploaded(sigv4: Run, arguments: tuple[str, ...], conditions: Any) -> None:
    """Each option is a condition, and nothing else is one."""
    status, out, _ = sigv4("post", *arguments, "--json", *AT)
    assert (status, _conditions(out)) == (0, conditions)


def test_as_text(sigv4: Run) -> None:
    """The address, the end, each field in a line; what the sender adds is a note."""
    status, out, err = sigv4("post", FOLDER, "--content-type", "image/", *AT)
    fields = json.loads(sigv4("post", FOLDER, "--content-type", "image/", *AT, "--json")[1])
    lines = out.splitlines()
    assert status == 0
    assert lines[:3] == [
        "url       https://media.s3.us-east-1.amazonaws.com/",
        "expires   2013-05-24T01:00:00Z",
        "fields    key = uploads/${filename}",
    ]
    shown = [line[10:] for line in lines[2:]]
    assert shown == [f"{name} = {value}" for name, value in fields["fields"].items()]
    assert err == (
        "sigv4: note: whoever sends the form adds Content-Type (image/…), and last the file, "
        "as file\n"
    )


def test_as_text_for_a_terminal(sigv4: Run) -> None:
    """What a terminal obeys is shown, not sent to it."""
    out = sigv4("post", "s3://media/a\x1b[31m\nb", *AT)[1]
    assert "fields    key = a\\x1b[31m\\nb\n" in out


@pytest.mark.parametrize(
    ("arguments", "words", "says"),
    [
        pytest.param((), [], "FILE\n", id="nothing open"),
        pytest.param(
            ("--content-type", "image/", "--starts-with", "x-amz-meta-a="),
            ["x-amz-meta-a=VALUE", "Content-Type=image/VALUE"],
            "place of FILE, and the rest of x-amz-meta-a, Content-Type in the place of VALUE\n",
            id="open fields",
        ),
    ],
)
def test_as_curl(sigv4: Run, arguments: tuple[str, ...], words: list[str], says: str) -> None:
    """A command with a place for all that the sender adds."""
    status, out, err = sigv4("post", FOLDER, *arguments, "--curl", *AT)
    command = shlex.split(out)
    assert status == 0
    assert command[:4] == ["curl", "--path-as-is", "--globoff", "--form-string"]
    at = command.index("--form")
    assert command[at:] == ["--form", 'file=@"FILE"', "https://media.s3.us-east-1.amazonaws.com/"]
    given = command[4:at:2]
    assert given[len(given) - len(words) :] == words
    assert err.startswith("sigv4: note: put the name of the file to send in the place of FILE")
    assert err.endswith(says)


@pytest.mark.parametrize(
    ("arguments", "stays"),
    [
        pytest.param((), True, id="no word of an answer"),
        pytest.param(("--field", "success_action_redirect=https://e/"), False, id="a redirect"),
        pytest.param(("--field", "Success_Action_Status=201"), False, id="a status"),
    ],
)
def test_as_a_page(sigv4: Run, tmp_path: Path, arguments: tuple[str, ...], stays: bool) -> None:
    """In a file as on standard output; each open field has an input."""
    more = ("--starts-with", "x-amz-meta-u=é", "--content-type", "image/", *arguments)
    file = tmp_path / "form.html"
    status, out, err = sigv4("post", FOLDER, *more, "--html", str(file), *AT)
    assert (status, out) == (0, "")
    assert (STAYS in err, err.count("\n")) == (stays, stays)
    page = file.read_text(encoding="utf-8")
    assert page == sigv4("post", FOLDER, *more, "--html", "-", *AT)[1]
    assert 'name="x-amz-meta-u" value="é"' in page
    assert '<label for="field-1">x-amz-meta-u</label>' in page
    assert 'accept="image/*"' in page
    fields = json.loads(sigv4("post", FOLDER, *more, "--json", *AT)[1])["fields"]
    assert fields["policy"] in unescape(page)


def test_a_page_is_utf_8_whatever_the_terminal_is(
    process: Run, environment: pytest.MonkeyPatch
) -> None:
    """As the page says of itself."""
    environment.setenv("PYTHONIOENCODING", "latin-1")
    status, out, _ = process("post", "s3://media/é", "--html", "-", *AT)
    assert status == 0
    assert '<input type="hidden" name="key" value="é">' in out


def test_credentials_that_end_before_the_form(sigv4: Run, environment: pytest.MonkeyPatch) -> None:
    """A note: the policy does not say it."""
    environment.setenv("AWS_SESSION_TOKEN", "token")
    environment.setenv("AWS_CREDENTIAL_EXPIRATION", "2013-05-24T00:30:00Z")
    status, out, err = sigv4("post", "s3://media/k", "--json", *AT)
    assert (status, json.loads(out)["fields"]["x-amz-security-token"]) == (0, "token")
    assert err == (
        "sigv4: note: the credentials end at 2013-05-24T00:30:00Z, and the form with them\n"
    )
    assert sigv4("post", "s3://media/k", "--json", *AT, "--expires-in", "30m")[2] == ""


def test_a_directory_bucket(sigv4: Run, environment: pytest.MonkeyPatch) -> None:
    """Its session's token, and its session's five minutes."""
    environment.setenv("AWS_SESSION_TOKEN", "token")
    status, out, _ = sigv4("post", "s3://media--use1-az4--x-s3/k", "--json", *AT)
    form = json.loads(out)
    assert (status, form["expires_at"]) == (0, "2013-05-24T00:05:00Z")
    assert form["fields"]["x-amz-s3session-token"] == "token"


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        pytest.param(
            ("s3://media/u/$filename",),
            "the key is 'u/$filename', as it stands: ${filename} is what stands for the file's",
            id="no braces",
        ),
        pytest.param(("s3://media/{FileName}",), "as it stands", id="no dollar"),
        pytest.param(
            (FOLDER, "--max-size", "6GiB"),
            "S3 takes 5368709120 bytes (5 GiB) by a form, and no more",
            id="larger than S3 takes",
        ),
        pytest.param(
            ("s3://media/cafe\u0301",), "is not in Unicode's normal form C", id="an accent apart"
        ),
    ],
)
def test_what_may_surprise(sigv4: Run, arguments: tuple[str, ...], says: str) -> None:
    """It is signed, and said in a note."""
    status, _, err = sigv4("post", *arguments, "--json", *AT)
    assert status == 0
    assert err.startswith("sigv4: note: ")
    assert says in err
    assert err.count("\n") == 1


@pytest.mark.parametrize("target", [FOLDER, "s3://media/filenames/", "s3://media/filename"])
def test_what_surprises_nobody(sigv4: Run, target: str) -> None:
    """The largest file that S3 takes, and the name of a file where it is meant."""
    assert sigv4("post", target, "--max-size", "5GiB", "--json", *AT)[2] == ""


def test_another_server(sigv4: Run) -> None:
    """As for the other commands."""
    out = sigv4("post", "s3://media/k", "--endpoint-url", "http://localhost:9000", "--json")[1]
    assert json.loads(out)["url"] == "http://localhost:9000/media"


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        pytest.param((), "required: s3://BUCKET/KEY", id="nothing"),
        pytest.param(("https://h/k",), "'https://h/k' is no address: write s3://", id="a URL"),
        pytest.param(
            ("s3://media",),
            "could write any key: write s3://media/PREFIX/, or 's3://media/${filename}' if",
            id="a bucket",
        ),
        pytest.param(("s3://media/",), "could write any key", id="an empty variable"),
        pytest.param((FOLDER, "--max-size", "5M"), "'5M' is no size: write bytes", id="unit"),
        pytest.param((FOLDER, "--max-size", "MB"), "is no size", id="no number"),
        pytest.param((FOLDER, "--max-size", "1.5MB"), "is no size", id="fraction"),
        pytest.param((FOLDER, "--max-size", "-5"), "'-5' is no size", id="negative"),
        pytest.param((FOLDER, "--max-size", "٣"), "is no size", id="another script's digits"),
        pytest.param((FOLDER, "--max-size", "9" * 16), "is no size", id="far too large"),
        pytest.param(
            (FOLDER, "--min-size", "5MiB", "--max-size", "5MB"),
            "no file has 5242880 bytes or more, and 5000000 or fewer",
            id="no size fits",
        ),
        pytest.param((FOLDER, "--content-type", "image"), "write image/png, or", id="no slash"),
        pytest.param((FOLDER, "--content-type", ""), "'' is no type", id="empty type"),
        pytest.param((FOLDER, "--content-type", "*/*"), "is no type", id="any type"),
        pytest.param((FOLDER, "--content-type", "image/p*"), "is no type", id="pattern"),
        pytest.param(
            (FOLDER, "--content-type", "image/png,image/jpeg"),
            "--content-type: 'image/png,image/jpeg' is several: a condition holds one type, or "
            "what all begin with, as image/",
            id="several types",
        ),
        pytest.param((FOLDER, "--field", "acl"), "--field: it is no NAME=VALUE", id="no value"),
        pytest.param(
            (FOLDER, "--starts-with", "=x"),
            "--starts-with: it is no NAME=PREFIX: write x-amz-meta-note=, and what it begins with",
            id="no name",
        ),
        pytest.param(
            (FOLDER, "--starts-with", "key=other/"),
            "key: 'uploads/${filename}' does not keep the condition",
            id="another folder",
        ),
        pytest.param(
            (FOLDER, "--field", "content-length-range=1,5"),
            "--field: content-length-range is no field; give --min-size and --max-size",
            id="a range",
        ),
        pytest.param(
            (FOLDER, "--field", "policy=x"), "--field: 'policy' is no field", id="policy"
        ),
        pytest.param(
            (FOLDER, "--field", "acl=a", "--field", "ACL=b"), "--field: 'ACL' is there twice",
            id="twice",
        ),
        pytest.param(
            (FOLDER, "--content-type", "a/b", "--field", "content-type=a/c"),
            "--field: 'Content-Type' is there twice",
            id="two types",
        ),
        pytest.param(
            (FOLDER, "--starts-with", "acl=p", "--field", "acl=x"),
            "--field: 'x' does not keep the condition",
            id="contradiction",
        ),
        pytest.param(
            (FOLDER, "--starts-with", "x-amz-acl=p"),
            "--starts-with: S3 takes 'x-amz-acl' only as an exact match",
            id="only exactly",
        ),
        pytest.param(
            (FOLDER, "--field", "x-amz-server-side-encryption-customer-key=c2VjcmV0"),
            "--field: a key is never an argument",
            id="a customer's key",
        ),
        pytest.param(
            (FOLDER, "--field", "success_action_status=302"),
            "--field: S3 ignores '302' as success_action_status; give '200', '201' or '204'",
            id="status",
        ),
        pytest.param((FOLDER, "--expires-in", "8d"), "--expires-in: 691200 sec", id="too long"),
        pytest.param((FOLDER, "--json", "--html", "-"), "not allowed with", id="two shapes"),
        pytest.param((FOLDER, "--html", ""), "'' is no file's name", id="no file"),
        pytest.param(
            (FOLDER, "--starts-with", "a b=", "--html", "-"), "'a b' is not a token", id="name"
        ),
        pytest.param(("s3://media/\udcff",), "key: it holds a lone surrogate", id="undecodable"),
        pytest.param((FOLDER, "--field", "a=\udcff"), "--field: it holds a lone", id="no UTF-8"),
    ],
)  # fmt: skip
def test_refused(sigv4: Run, arguments: tuple[str, ...], says: str) -> None:
    """One line that says what to do, and exit status 2; nothing of a secret in it."""
    status, out, err = sigv4("post", *arguments, *AT)
    assert (status, out, err.count("\n")) == (2, "", 1)
    assert says in err
    assert "c2VjcmV0" not in err


def test_a_file_that_cannot_be_written(sigv4: Run, tmp_path: Path) -> None:
    """Is an error, of exit status 1."""
    status, out, err = sigv4(
        *("post", FOLDER, "--html", str(tmp_path / "no" / "form.html"), *AT),
        *("--field", "success_action_status=201"),
    )
    assert (status, out) == (1, "")
    assert "No such file" in err
