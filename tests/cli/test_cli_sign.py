"""`sigv4 sign`: the headers to add."""

from __future__ import annotations

import hashlib
import io
import json
import shlex
import sys
from collections.abc import Callable
from datetime import datetime, timezone
from pathlib import Path

import oracle
import pytest

Run = Callable[..., "tuple[int, str, str]"]

AT = ("--signing-time", "20130524T000000Z")
HOST = "https://examplebucket.s3.amazonaws.com"
EMPTY = hashlib.sha256().hexdigest()


@pytest.mark.parametrize(
    ("arguments", "body", "signature"),
    [
        pytest.param(
            ("GET", f"{HOST}/test.txt", "--header", "Range: bytes=0-9"),
            None,
            "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41",
            id="GET object",
        ),
        pytest.param(
            (
                *("PUT", f"{HOST}/test$file.text"),
                *("--header", "Date: Fri, 24 May 2013 00:00:00 GMT"),
                *("--header", "x-amz-storage-class: REDUCED_REDUNDANCY"),
            ),
            b"Welcome to Amazon S3.",
            "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd",
            id="PUT object",
        ),
        pytest.param(
            ("GET", f"{HOST}/", "--query-param", "lifecycle"),
            None,
            "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543",
            id="lifecycle",
        ),
        pytest.param(
            ("GET", f"{HOST}/?max-keys=2&prefix=J"),
            None,
            "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7",
            id="listing",
        ),
    ],
)
def test_the_documented_examples(
    sigv4: Run, tmp_path: Path, arguments: tuple[str, ...], body: bytes | None, signature: str
) -> None:
    """The examples of AWS's documentation have the signatures that are printed there."""
    if body is not None:
        (tmp_path / "body").write_bytes(body)
        arguments = (*arguments, "--body", str(tmp_path / "body"))
    status, out, err = sigv4("sign", *arguments, "--service", "s3", *AT)
    headers = dict(line.split(": ", 1) for line in out.splitlines())
    assert (status, err) == (0, "")
    assert headers["Authorization"].endswith(f"Signature={signature}")
    assert headers["x-amz-content-sha256"] == hashlib.sha256(body or b"").hexdigest()


def test_s3_address(sigv4: Run) -> None:
    """An s3:// address needs no --service, and the URL that was signed is said."""
    status, out, err = sigv4("sign", "GET", "s3://bucket/a b", *AT)
    assert (status, out.count("\n")) == (0, 3)
    assert "GET https://bucket.s3.us-east-1.amazonaws.com/a%20b" in err


def test_volatile_header(sigv4: Run) -> None:
    """A header that hops rewrite is left unsigned, and a note says so."""
    status, out, err = sigv4(
        "sign", "GET", "https://h/", "--service", "s3", "--header", "User-Agent: me", *AT
    )
    assert status == 0
    assert "SignedHeaders=host;x-amz-content-sha256;x-amz-date," in out
    assert err == "sigv4: note: left unsigned, since hops rewrite them: user-agent\n"


def test_json(sigv4: Run) -> None:
    """--json gives the headers to add with what they are for."""
    _, out, _ = sigv4("sign", "GET", "s3://bucket/k", "--json", *AT)
    found = json.loads(out)
    assert found["url"] == "https://bucket.s3.us-east-1.amazonaws.com/k"
    assert found["method"] == "GET"
    assert sorted(found["headers"]) == ["Authorization", "x-amz-content-sha256", "x-amz-date"]


def test_curl(sigv4: Run, tmp_path: Path) -> None:
    """--curl prints the whole request: what was given, what was added, and the body."""
    path = tmp_path / "b"
    path.write_bytes(b"x")
    _, out, err = sigv4(
        *("sign", "PUT", "s3://bucket/k", "--curl", "--body", str(path), *AT),
        *("--header", "X-A: 1", "--header", "x-a:  2", "--header", "TE: trailers"),
    )
    words = shlex.split(out)
    assert words[-1] == "https://bucket.s3.us-east-1.amazonaws.com/k"
    assert words[words.index("--upload-file") + 1] == str(path)
    sent = [words[i + 1] for i, word in enumerate(words) if word == "--header"]
    assert sent[:2] == ["x-a: 1,2", "te: trailers"]
    assert sent[-1].startswith("Authorization: AWS4-HMAC-SHA256 ")
    assert "te" in err


@pytest.mark.parametrize(
    ("written", "sent"),
    [
        pytest.param("/a b?c=d e", "/a%20b?c=d%20e", id="space"),
        pytest.param("/é", "/%C3%A9", id="non-ascii"),
        pytest.param("/a{b}[c]%2f", "/a{b}[c]%2f", id="as-it-stands"),
    ],
)
def test_curl_prints_a_url_that_can_be_sent(sigv4: Run, written: str, sent: str) -> None:
    """curl refuses a raw space; what is printed is what was signed, and botocore agrees."""
    host = "https://api.example"
    _, out, _ = sigv4("sign", "GET", f"{host}{written}", "--service", "execute-api", "--curl", *AT)
    words = shlex.split(out)
    assert words[-1] == f"{host}{sent}"
    request = oracle.Request(
        "GET",
        words[-1],
        "AKIAIOSFODNN7EXAMPLE",
        "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
        region="us-east-1",
        service="execute-api",
        signing_time=datetime(2013, 5, 24, tzinfo=timezone.utc),
    )
    signature = oracle.sign(request).signature
    assert out.count(f"Signature={signature}") == 1


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        pytest.param(("--unsigned-payload",), ["--upload-file", "FILE"], id="unsigned"),
        pytest.param(
            ("--header", f"x-amz-content-sha256: {'0' * 64}"),
            ["--upload-file", "FILE"],
            id="the hash is given",
        ),
        pytest.param(("--header", "X-Amz-Copy-Source: /b/k"), ["--request", "PUT"], id="copy"),
    ],
)
def test_curl_without_a_file(sigv4: Run, arguments: tuple[str, ...], words: list[str]) -> None:
    """A body that is not named has a word in its place, and a note says so; a copy has none."""
    status, out, err = sigv4("sign", "PUT", "s3://bucket/k", "--curl", *AT, *arguments)
    assert status == 0
    assert shlex.split(out)[3:5] == words
    assert ("put the name of the file to send in the place of FILE" in err) == ("FILE" in words)
    assert err.count("\n") == ("FILE" in words)


def test_notes(sigv4: Run) -> None:
    """What contradicts the host is said, and signed all the same."""
    url = "https://bucket.s3.eu-west-1.amazonaws.com/k"
    status, _, err = sigv4("sign", "GET", url, "--service", "s3", *AT)
    assert status == 0
    assert "the host is in eu-west-1, and the signature is for us-east-1" in err


@pytest.mark.parametrize(
    ("arguments", "payload_hash"),
    [
        pytest.param(("--service", "s3"), EMPTY, id="no body"),
        pytest.param(("--service", "s3", "--unsigned-payload"), "UNSIGNED-PAYLOAD", id="unsigned"),
        pytest.param(
            ("--service", "s3", "--body", "-"), hashlib.sha256(b"abc").hexdigest(), id="stdin"
        ),
        pytest.param(
            ("--service", "vpc-lattice-svcs", "--body", "-"), "UNSIGNED-PAYLOAD", id="never signed"
        ),
    ],
)
def test_payload_hash(
    sigv4: Run, environment: pytest.MonkeyPatch, arguments: tuple[str, ...], payload_hash: str
) -> None:
    """The body's hash is signed, unless it is not to be."""
    environment.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"abc")))
    _, out, _ = sigv4("sign", "PUT", "https://h/", *arguments, *AT)
    assert f"x-amz-content-sha256: {payload_hash}\n" in out


@pytest.mark.parametrize(
    ("arguments", "status", "says"),
    [
        pytest.param(("GET", "https://h/"), 2, "--service", id="no service"),
        pytest.param(("GET",), 2, "required", id="no URL"),
        pytest.param(("GET", "s3://bucket"), 2, "no key", id="no key"),
        pytest.param(("PUT", "s3://b-1/k", "--body", "/nowhere/b"), 1, "No such file", id="body"),
        pytest.param(("PUT", "s3://b-1/k", "--body", "-", "--curl"), 2, "--body FILE", id="curl"),
        pytest.param(
            ("PUT", "s3://b-1/k", "--curl"),
            2,
            "would empty what is there: give --body FILE",
            id="curl, no body",
        ),
        pytest.param(
            ("GET", "https://h/", "--service", "sts", "--unsigned-payload"),
            2,
            "'sts' takes no unsigned payload",
            id="unsigned payload",
        ),
        pytest.param(
            ("PUT", "s3://b-1/k", "--body", "f", "--unsigned-payload"), 2, "not allowed", id="both"
        ),
        pytest.param(("G T", "s3://b-1/k"), 2, "no HTTP method", id="method"),
    ],
)
def test_refused(sigv4: Run, arguments: tuple[str, ...], status: int, says: str) -> None:
    """A wrong call is one line."""
    found, out, err = sigv4("sign", *arguments)
    assert (found, out, err.count("\n")) == (status, "", 1)
    assert says in err


def test_closed_standard_input(sigv4: Run, environment: pytest.MonkeyPatch) -> None:
    """A body from a standard input that is closed is an error, not an empty body."""
    environment.setattr(sys, "stdin", None)
    status, out, err = sigv4("sign", "PUT", "s3://b-1/k", "--body", "-")
    assert (status, out) == (2, "")
    assert "standard input is closed" in err
