"""`sigv4 multipart`: the requests that upload a file in parts."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timezone
from pathlib import Path

import pytest

from sigv4 import Credentials
from sigv4.cli._parser import size
from sigv4.s3 import S3
from sigv4.s3.multipart import MultipartPlan, MultipartUpload

# main() and what it left: (status, out, err).
Run = Callable[..., "tuple[int, str, str]"]

FILM = ("multipart", "s3://media/a film.mp4", "--signing-time", "20130524T000000Z")
SIZED = (*FILM, "--size", "20MiB")
NOW = datetime(2013, 5, 24, tzinfo=timezone.utc)


@pytest.fixture
def upload(environment: pytest.MonkeyPatch) -> MultipartUpload:
    """What the library makes of the same."""
    s3 = S3(
        Credentials("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"),
        region="us-east-1",
    )
    plan = s3.plan_multipart("media", "a film.mp4", size=20 * 1024**2, signing_time=NOW)
    return plan.with_upload_id("ID", signing_time=NOW)


def test_the_beginning(sigv4: Run) -> None:
    """The sizes, the end, and the request that begins; a note says how it goes on."""
    status, out, err = sigv4(*SIZED)
    lines = out.splitlines()
    assert status == 0
    assert lines[:3] == [
        "size        20971520 bytes",
        "parts       3 of 8388608 bytes",
        "expires at  2013-05-24T01:00:00Z",
    ]
    assert lines[3].startswith(
        "create      POST https://media.s3.us-east-1.amazonaws.com/a%20film.mp4?X-Amz-"
    )
    assert len(lines) == 4
    assert err.startswith("sigv4: note: its answer has an UploadId: give it as --upload-id")


def test_the_rest(sigv4: Run, upload: MultipartUpload) -> None:
    """Each part with its place, and what else there is: the library's requests."""
    status, out, err = sigv4(*SIZED, "--upload-id", "ID")
    assert (status, err) == (0, "")
    first, second, third = upload.parts()
    assert out.splitlines()[3:] == [
        f"part 1      8388608 bytes from 0 on: PUT {first}",
        f"part 2      8388608 bytes from 8388608 on: PUT {second}",
        f"part 3      4194304 bytes from 16777216 on: PUT {third}",
        f"list parts  GET {upload.list_parts[0]}",
        f"complete    POST {upload.complete}",
        f"abort       DELETE {upload.abort}",
    ]


def test_json(sigv4: Run, upload: MultipartUpload) -> None:
    """The library's documents, one a line; the note stays on the other stream."""
    status, out, err = sigv4(*SIZED, "--json", "--upload-id", "ID")
    assert (status, err) == (0, "")
    assert out == f"{upload.to_json()}\n"
    status, out, err = sigv4(*SIZED, "--json")
    assert (status, err.count("\n")) == (0, 1)
    assert MultipartPlan.from_json(out).part_count == 3
    assert out.count("\n") == 1


def test_curl(sigv4: Run, upload: MultipartUpload, tmp_path: Path) -> None:
    """Commands with the file's name in them; where none is known, FILE stands for it."""
    file = tmp_path / "a film.mp4"
    with file.open("wb") as sparse:
        sparse.truncate(20 * 1024**2)
    status, out, err = sigv4(*FILM, "--file", str(file), "--curl", "--upload-id", "ID")
    assert status == 0
    lines = out.splitlines()
    assert lines[:3] == [part.curl(upload_file=file) for part in upload.parts()]
    assert lines[3] == upload.list_parts[0].curl()
    assert lines[4] == upload.complete.curl(upload_file="XML")
    assert len(lines) == 5
    assert "in the place of XML" in err
    assert "head -c 8388608" in out
    assert "FILE" not in err
    status, out, err = sigv4(*SIZED, "--curl", "--upload-id", "ID")
    assert " < FILE | " in out
    assert err.startswith("sigv4: note: put the name of the file to send in the place of FILE\n")
    assert sigv4(*SIZED, "--curl")[1].startswith("curl --path-as-is --globoff --request POST ")


def test_options(sigv4: Run) -> None:
    """Part size, life, condition, parameters: each changes what is signed."""
    arguments = (
        *("--part-size", "10MB", "--expires-in", "2h", "--create-only"),
        *("--param", "ContentType=video/mp4", "--param", "Metadata.colour=blue"),
    )
    status, out, err = sigv4(*SIZED, *arguments, "--json")
    plan = json.loads(out)
    assert status == 0
    assert plan["part_size"] == 10_000_000
    assert plan["expires_at"] == "2013-05-24T02:00:00Z"
    assert plan["create"]["headers"] == {
        "content-type": "video/mp4",
        "x-amz-meta-colour": "blue",
    }
    status, out, _ = sigv4(*SIZED, *arguments, "--json", "--upload-id", "ID")
    assert json.loads(out)["complete"]["headers"] == {"if-none-match": "*"}
    _, _, err = sigv4(*SIZED, *arguments)
    assert "must send what is signed, which --json shows: content-type, x-amz-meta-colour" in err


def test_where_it_goes(sigv4: Run) -> None:
    """The options of an endpoint are those of the other commands."""
    _, out, _ = sigv4(*SIZED, "--endpoint-url", "http://localhost:9000")
    assert "POST http://localhost:9000/media/a%20film.mp4?" in out
    _, _, err = sigv4(*SIZED, "--endpoint-url", "https://s3.eu-west-1.amazonaws.com")
    assert "the host is in eu-west-1" in err


def test_temporary_credentials(sigv4: Run, environment: pytest.MonkeyPatch) -> None:
    """That the URLs end with them is said."""
    environment.setenv("AWS_SESSION_TOKEN", "token")
    environment.setenv("AWS_CREDENTIAL_EXPIRATION", "2013-05-24T00:30:00Z")
    status, out, err = sigv4(*SIZED)
    assert status == 0
    assert "expires at  2013-05-24T00:30:00Z" in out
    assert "the credentials end at 2013-05-24T00:30:00Z, and the URLs with them" in err


def test_a_customers_key(sigv4: Run, tmp_path: Path) -> None:
    """It is in what --json prints, which is said; and nowhere else."""
    file = tmp_path / "key"
    file.write_bytes(b"k" * 32)
    arguments = (*SIZED, "--param", f"SSECustomerKey=@{file}")
    _, out, err = sigv4(*arguments, "--json")
    assert "a2tra2tr" in out
    assert "holds the customer's key" in err
    for more in ((), ("--upload-id", "ID")):
        _, out, err = sigv4(*arguments, *more)
        assert "a2tra2tr" not in f"{out}{err}"


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        pytest.param(("s3://b/k",), "--size --file is required", id="no size"),
        pytest.param(("s3://b/k", "--size", "1", "--file", "f"), "not allowed with", id="both"),
        pytest.param(("s3://b/k", "--size", "5XB"), "--size: '5XB' is no size", id="size"),
        pytest.param(("s3://b/k", "--size", "60TB"), "--size: 60000000000000", id="large"),
        pytest.param(
            ("s3://b/k", "--size", "1GB", "--part-size", "1MB"), "--part-size: 1000000", id="part"
        ),
        pytest.param(
            ("s3://b/k", "--size", "1", "--upload-id", ""),
            "--upload-id: '' is none; give the UploadId that the first request was answered",
            id="id",
        ),
        pytest.param(("s3://bucket/", "--size", "1"), "write s3://bucket/KEY", id="no key"),
        pytest.param(("https://h/k", "--size", "1"), "write s3://bucket/key", id="URL"),
        pytest.param(("s3://b/k", "--file", "."), "is no file", id="a folder"),
        pytest.param(("s3://b/k", "--file", ""), "no file's name", id="no name"),
        pytest.param(
            ("s3://b-1/k", "--size", "1", "--param", "ContentTyp=a"),
            "--param ContentTyp: CreateMultipartUpload has no such parameter; did you mean",
            id="parameter",
        ),
        pytest.param(
            ("s3://b-1/k", "--size", "1", "--param", "ContentType=a\nb"),
            "--param ContentType: it holds a control character",
            id="value",
        ),
        pytest.param(
            ("s3://b-1/k", "--size", "1", "--param", "ChecksumAlgorithm=SHA256"),
            "write ChecksumAlgorithm=CRC64NVME",
            id="checksums",
        ),
        pytest.param(("s3://b-1/a/../k", "--size", "1"), "--allow-dot-segments", id="dots"),
        pytest.param(("s3://b-1/k", "--size", "1", "--expires-in", "8d"), "604800", id="life"),
    ],
)
def test_called_wrongly(sigv4: Run, arguments: tuple[str, ...], says: str) -> None:
    """One line that says what to do, and nothing on standard output."""
    status, out, err = sigv4("multipart", *arguments)
    assert (status, out) == (2, "")
    assert says in err
    assert err.startswith("sigv4: error: ")
    assert err.count("\n") == 1


def test_a_file_that_is_not_there(sigv4: Run) -> None:
    """It is no fault of the call's form."""
    status, out, err = sigv4("multipart", "s3://bucket/k", "--file", "/nowhere/f")
    assert (status, out) == (1, "")
    assert err == "sigv4: error: /nowhere/f: No such file or directory\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0", 0),
        ("5000000", 5_000_000),
        ("5B", 5),
        ("5kB", 5000),
        ("5mb", 5_000_000),
        ("5GB", 5 * 10**9),
        ("5TB", 5 * 10**12),
        ("5KiB", 5 * 1024),
        ("5MiB", 5 * 1024**2),
        ("5gib", 5 * 1024**3),
        ("5TiB", 5 * 1024**4),
    ],
)
def test_sizes(text: str, expected: int) -> None:
    """A MB is a million bytes, a MiB 1024² of them."""
    assert size(text) == expected


@pytest.mark.parametrize("text", ["", "MB", "-5", "5M", "1.5GB", "5 MB", "0x5", "٥", "5PB", " 5"])
def test_what_is_no_size(sigv4: Run, text: str) -> None:
    """An error says how a size is written; "5M" could be either of two."""
    status, _, err = sigv4("multipart", "s3://bucket/k", f"--size={text}")
    assert status == 2
    assert "is no size: write bytes (5000000), or 5MB, 5MiB" in err
