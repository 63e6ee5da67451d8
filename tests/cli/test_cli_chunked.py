"""`sigv4 sign --chunked`: the wire, what is signed in it, and the exact bytes."""

from __future__ import annotations

import json
import os
import shlex
from collections.abc import Callable
from pathlib import Path

import chunked
import pytest

from sigv4.streaming import ChunkVerifier

Run = Callable[..., "tuple[int, str, str]"]

AT = ("--signing-time", "20130524T000000Z", "--service", "s3")
DOCUMENTED = (
    *("sign", "PUT", chunked.URL, *AT),
    "--header",
    "x-amz-storage-class: REDUCED_REDUNDANCY",
)
SEED = "106e2a8a18243abcf37539882f36619c00e2dfc72633413f02d3b74544bfeb8e"
CHUNKS = [
    "b474d8862b1487a5145d686f57f013e54db672cee1c953b3010fb58501ef5aa2",
    "1c1344b170168f8e65b41376b44b20fe354e373826ccbbe2c1d40a8cae51e5c7",
    "2ca2aba2005185cf7159c6277faf83795951dd77a3a99e6e65d5c9f85863f992",
]
TRAILER = "d81f82fc3505edab99d459891051a732e8730629a2e4a59689829ca17fe2e435"


@pytest.fixture
def body(tmp_path: Path) -> Path:
    """The body of AWS's documented upload."""
    path = tmp_path / "body"
    path.write_bytes(chunked.BODY)
    return path


def headers_in(out: str) -> dict[str, str]:
    """The header lines that an output begins with."""
    return dict(line.split(": ", 1) for line in out.partition("\n\n")[0].splitlines())


def test_the_documented_upload(sigv4: Run, body: Path) -> None:
    """Headers, each string to sign and the wire, with the figures that AWS prints."""
    status, out, err = sigv4(*DOCUMENTED, "--chunked", str(body), "--checksum", "crc32c")
    assert (status, err) == (0, "")
    headers = headers_in(out)
    assert headers["Authorization"].endswith(f"Signature={SEED}")
    assert headers == chunked.signer(len(chunked.BODY), checksum="crc32c").headers
    seen = chunked.signatures_of(chunked.signer(len(chunked.BODY), checksum="crc32c"), chunked.BODY)
    parts = out.split("\n\n--- ")[1:]
    to_sign = [f"string to sign\n{s.string_to_sign}" for s in seen]
    assert parts == [
        to_sign[0],
        f"wire\n10000;chunk-signature={CHUNKS[0]}\n(65536 bytes)",
        to_sign[1],
        f"wire\n400;chunk-signature={CHUNKS[1]}\n(1024 bytes)",
        to_sign[2],
        to_sign[3],
        f"wire\n0;chunk-signature={CHUNKS[2]}\nx-amz-checksum-crc32c:sOO8/Q==\n"
        f"x-amz-trailer-signature:{TRAILER}\n\n",
    ]


def test_json(sigv4: Run, body: Path) -> None:
    """--json has the same in fields."""
    _, out, _ = sigv4(*DOCUMENTED, "--chunked", str(body), "--checksum", "crc32c", "--json")
    said = json.loads(out)
    assert (said["method"], said["url"]) == ("PUT", chunked.URL)
    assert said["headers"]["Authorization"].endswith(f"Signature={SEED}")
    assert [(one["size"], one["signature"]) for one in said["chunks"]] == list(
        zip([65536, 1024, 0], CHUNKS, strict=True)
    )
    assert said["chunks"][0]["string_to_sign"].startswith("AWS4-HMAC-SHA256-PAYLOAD\n2013")
    assert said["trailers"]["headers"] == {"x-amz-checksum-crc32c": "sOO8/Q=="} | {
        "x-amz-trailer-signature": TRAILER
    }
    assert said["trailers"]["signature"] == TRAILER


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param((), id="chunks"),
        pytest.param(("--checksum", "sha256"), id="trailer"),
        pytest.param(("--checksum", "crc32", "--unsigned-chunks"), id="unsigned"),
        pytest.param(("--chunk-size", "8KiB"), id="chunk size"),
        pytest.param(("--region-set", "us-east-1,eu-*"), id="region set"),
    ],
)
@pytest.mark.parametrize("form", ["text", "json", "curl"])
def test_the_wire_is_written(
    sigv4: Run, body: Path, tmp_path: Path, arguments: tuple[str, ...], form: str
) -> None:
    """--wire writes the body as it is sent, whatever is printed, and it verifies."""
    wire = tmp_path / "wire"
    printed = () if form == "text" else (f"--{form}",)
    given = ("--chunked", str(body), "--wire", str(wire))
    status, out, err = sigv4(*DOCUMENTED, *given, *arguments, *printed)
    assert (status, err) == (0, "")
    if form == "curl":
        words = shlex.split(out)
        assert words[words.index("--upload-file") + 1] == str(wire)
        sent = [words[i + 1] for i, word in enumerate(words) if word == "--header"]
        headers = dict(line.split(": ", 1) for line in sent)
        assert "content-length" not in headers
        headers["content-length"] = str(wire.stat().st_size)
    else:
        headers = json.loads(out)["headers"] if form == "json" else headers_in(out)
    assert headers["content-length"] == str(wire.stat().st_size)
    verifier = ChunkVerifier.of(headers, chunked.CREDENTIALS)
    assert chunked.received(verifier, [wire.read_bytes()]) == chunked.BODY


def test_nothing_is_printed_of_signatures_where_there_are_none(sigv4: Run, body: Path) -> None:
    """Unsigned chunks have sizes alone."""
    arguments = ("--chunked", str(body), "--checksum", "crc32", "--unsigned-chunks")
    _, out, _ = sigv4(*DOCUMENTED, *arguments)
    wire = out.partition("\n\n")[2]
    assert wire == (
        "--- wire\n10000\n(65536 bytes)\n\n--- wire\n400\n(1024 bytes)\n\n"
        "--- wire\n0\nx-amz-checksum-crc32:sK4Y7A==\n\n"
    )
    _, out, _ = sigv4(*DOCUMENTED, *arguments, "--json")
    said = json.loads(out)
    assert said["chunks"] == [{"size": 65536}, {"size": 1024}, {"size": 0}]
    assert said["trailers"] == {"headers": {"x-amz-checksum-crc32": "sK4Y7A=="}}


def test_an_empty_file_and_an_address(sigv4: Run, tmp_path: Path) -> None:
    """One chunk that is the last, and a note of the URL."""
    (tmp_path / "nothing").touch()
    status, out, err = sigv4("sign", "PUT", "s3://bucket/k", "--chunked", str(tmp_path / "nothing"))
    assert status == 0
    assert out.count("--- wire") == 1
    assert "the headers are for PUT https://bucket.s3.us-east-1.amazonaws.com/k" in err


REFUSED = [
    pytest.param(("--chunk-size", "8191"), 2, "--chunk-size: 8191 bytes", id="small chunks"),
    pytest.param(("--chunk-size", "64k"), 2, "'64k' is no size", id="size"),
    pytest.param(("--chunk-size", "-5"), 2, "'-5' is no size", id="negative size"),
    pytest.param(("--checksum", "md4"), 2, "--checksum: 'md4' is none", id="checksum"),
    pytest.param(("--unsigned-chunks",), 2, "needs --checksum", id="unsigned"),
    pytest.param(("--curl",), 2, "--curl needs --wire FILE", id="curl"),
    pytest.param(("--body", "f"), 2, "not allowed", id="body"),
    pytest.param(("--unsigned-payload",), 2, "not allowed", id="unsigned payload"),
    pytest.param(("--wire", ""), 2, "no file's name", id="no name"),
    pytest.param(("--wire", "/nowhere/wire"), 1, "No such file", id="no folder"),
    pytest.param(("--header", "Content-Length: 5"), 2, "--header: content-length", id="length"),
]


@pytest.mark.parametrize(("arguments", "status", "says"), REFUSED)
def test_refused(
    sigv4: Run, body: Path, arguments: tuple[str, ...], status: int, says: str
) -> None:
    """A wrong call is one line on standard error."""
    found, _, err = sigv4(*DOCUMENTED, "--chunked", str(body), *arguments)
    assert (found, err.count("\n")) == (status, 1)
    assert says in err


@pytest.mark.parametrize(
    "arguments",
    [("--chunk-size", "8192"), ("--checksum", "crc32"), ("--unsigned-chunks",), ("--wire", "w")],
    ids=lambda arguments: arguments[0],
)
def test_options_of_chunks_are_for_chunks(sigv4: Run, arguments: tuple[str, ...]) -> None:
    """Without --chunked they would say nothing."""
    status, out, err = sigv4(*DOCUMENTED, *arguments)
    assert (status, out) == (2, "")
    assert f"{arguments[0]} is for a body in chunks: give --chunked FILE" in err


def test_another_service(sigv4: Run, body: Path) -> None:
    """Chunks are S3's."""
    status, _, err = sigv4(
        "sign", "POST", "https://sts.amazonaws.com/", "--service", "sts", "--chunked", str(body)
    )
    assert status == 2
    assert err == "sigv4: error: --service: 'sts' takes no body in chunks; give --body FILE\n"


def test_standard_input_has_no_length(sigv4: Run) -> None:
    """--body reads it where it is called -; here that is no file's name."""
    status, out, err = sigv4(*DOCUMENTED, "--chunked", "-")
    assert (status, out) == (2, "")
    assert err == "sigv4: error: --chunked needs a plain file: its length is sent before it\n"


def test_the_file_is_not_overwritten_by_its_own_wire(
    sigv4: Run, body: Path, tmp_path: Path
) -> None:
    """By whatever name it is called."""
    link = tmp_path / "link"
    link.symlink_to(body)
    for wire in (body, link):
        status, _, err = sigv4(*DOCUMENTED, "--chunked", str(body), "--wire", str(wire))
        assert (status, err.count("would overwrite")) == (2, 1)
    assert body.read_bytes() == chunked.BODY


@pytest.mark.parametrize("form", [(), ("--json",), ("--curl",)])
def test_nothing_is_printed_where_the_wire_cannot_be_written(
    sigv4: Run, body: Path, tmp_path: Path, form: tuple[str, ...]
) -> None:
    """Half an answer would be taken for a whole one."""
    wire = tmp_path / "nowhere" / "wire"
    given = ("--chunked", str(body), "--wire", str(wire), *form)
    status, out, err = sigv4(*DOCUMENTED, *given)
    assert (status, out) == (1, "")
    assert str(wire) in err


@pytest.mark.parametrize("kind", ["folder", "pipe", "nothing"])
def test_what_is_no_file(sigv4: Run, tmp_path: Path, kind: str) -> None:
    """Its length could not be told beforehand."""
    path = tmp_path / "it"
    if kind == "folder":
        path.mkdir()
    elif kind == "pipe":
        os.mkfifo(path)
    status, out, err = sigv4(*DOCUMENTED, "--chunked", str(path))
    assert (status, out, err.count("\n")) == (1 if kind == "nothing" else 2, "", 1)


def test_a_file_that_changes_is_said_to(
    sigv4: Run, body: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The length that was signed is no longer its own: there is no end of the wire."""
    real = os.stat

    def before(path: str) -> os.stat_result:
        status = real(path)
        body.write_bytes(b"less")
        return status

    monkeypatch.setattr("sigv4.cli._chunked.os.stat", before)
    status, out, err = sigv4(*DOCUMENTED, "--chunked", str(body))
    assert status == 1
    assert err == f"sigv4: error: {body} changed while it was read\n"
    assert "--- wire\n0;" not in out
