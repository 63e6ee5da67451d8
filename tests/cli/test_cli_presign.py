"""`sigv4 presign`, one URL."""

from __future__ import annotations

import json
import shlex
from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from botocore.auth import S3SigV4QueryAuth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

# main() and what it left: (status, out, err).
Run = Callable[..., "tuple[int, str, str]"]

AT = ("--signing-time", "20130524T000000Z")


def _url_of(result: tuple[int, str, str]) -> str:
    status, out, err = result
    assert (status, out[-1:], out.count("\n")) == (0, "\n", 1)
    # A note comes just where there is something to send with it.
    names = out.partition("X-Amz-SignedHeaders=")[2].partition("&")[0]
    assert (names == "host") == (err == "")
    return out[:-1]


def _base_of(result: tuple[int, str, str]) -> str:
    return _url_of(result).partition("?")[0]


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param(("--expires-in", "86400", *AT), id="X-Amz-Date's form, seconds"),
        pytest.param(("--expires-in", "24h", "--signing-time", "2013-05-24T00:00:00Z"), id="hours"),
        pytest.param(("--expires-in=1d", "--signing-time=2013-05-24T02:00+02:00"), id="days, zone"),
        pytest.param(("--expires-in", "1440m", "--method", "GET", *AT), id="minutes"),
    ],
)
def test_the_documented_example(sigv4: Run, arguments: tuple[str, ...]) -> None:
    """The example of AWS's documentation has the signature that is printed there."""
    url = _url_of(sigv4("presign", "https://examplebucket.s3.amazonaws.com/test.txt", *arguments))
    signature = "aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404"
    assert url.endswith(f"&X-Amz-Signature={signature}")


@pytest.mark.parametrize(
    ("arguments", "base"),
    [
        pytest.param(
            ("s3://bucket/a key%",),
            "https://bucket.s3.us-east-1.amazonaws.com/a%20key%25",
            id="AWS",
        ),
        pytest.param(
            ("s3://bucket/key", "--region", "eu-west-1", "--path-style"),
            "https://s3.eu-west-1.amazonaws.com/bucket/key",
            id="path style",
        ),
        pytest.param(
            ("s3://bucket/key", "--endpoint-url", "http://localhost:9000/"),
            "http://localhost:9000/bucket/key",
            id="localhost",
        ),
        pytest.param(
            ("s3://bucket/a/../b", "--allow-dot-segments"),
            "https://bucket.s3.us-east-1.amazonaws.com/a/../b",
            id="dot segments allowed",
        ),
        pytest.param(("https://HOST/a%2Fb",), "https://host/a%2Fb", id="URL"),
    ],
)
def test_address(sigv4: Run, arguments: tuple[str, ...], base: str) -> None:
    """An s3:// address has a raw key; a URL is taken as it would be sent."""
    assert _base_of(sigv4("presign", *arguments)) == base


def test_custom_endpoint_needs_no_region(sigv4: Run, environment: pytest.MonkeyPatch) -> None:
    """With a custom endpoint the region is us-east-1 unless given; with one of AWS it is not."""
    environment.delenv("AWS_REGION")
    url = _url_of(sigv4("presign", "s3://bucket/key", "--endpoint-url", "https://store.example"))
    assert url.startswith("https://store.example/bucket/key?")
    assert "%2Fus-east-1%2Fs3%2F" in url
    status, _, err = sigv4(
        "presign", "s3://bucket/key", "--endpoint-url", "https://s3.eu-west-1.amazonaws.com"
    )
    assert status == 1
    assert "no region" in err


def test_shared_files(sigv4: Run, environment: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Keys, region, endpoint and addressing style come from the profile's files."""
    (tmp_path / ".aws").mkdir()
    (tmp_path / ".aws" / "credentials").write_text(
        "[p]\naws_access_key_id = AKIAP\naws_secret_access_key = s\naws_session_token = t+/=\n",
        encoding="utf-8",
    )
    (tmp_path / ".aws" / "config").write_text(
        "[profile p]\nregion = eu-west-3\nendpoint_url = https://store.example\n"
        "s3 =\n  addressing_style = virtual\n",
        encoding="utf-8",
    )
    environment.delenv("AWS_REGION")
    url = _url_of(sigv4("presign", "s3://bucket/key", "--profile", "p"))
    assert url.startswith("https://bucket.store.example/key?")
    assert "X-Amz-Credential=AKIAP%2F" in url
    assert "%2Feu-west-3%2Fs3%2F" in url
    assert "X-Amz-Security-Token=t%2B%2F%3D&" in url


def test_same_signature_as_botocore(sigv4: Run, environment: pytest.MonkeyPatch) -> None:
    """botocore's signer gives the same URL the same signature."""
    environment.setenv("AWS_SESSION_TOKEN", "token/+=")
    url = _url_of(
        sigv4(
            "presign",
            "s3://bucket/ñ/a b+c",
            *("--method", "PUT", "--expires-in", "12h", "--header", "Content-Type: image/png"),
            *("--query-param", "x-id=a b&c", "--query-param", "tagging"),
        )
    )
    parts = urlsplit(url)
    query = parse_qs(parts.query, keep_blank_values=True)
    assert query["x-id"] == ["a b&c"]
    assert query["tagging"] == [""]

    class AtThatTime(S3SigV4QueryAuth):  # type: ignore[misc]  # botocore has no types
        def _modify_request_before_signing(self, request: AWSRequest) -> None:
            request.context["timestamp"] = query["X-Amz-Date"][0]
            super()._modify_request_before_signing(request)

    own = "&".join(p for p in parts.query.split("&") if not p.startswith("X-Amz-"))
    request = AWSRequest(
        method="PUT",
        url=parts._replace(query=own).geturl(),
        headers={"Content-Type": "image/png"},
    )
    credentials = Credentials(
        "AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "token/+="
    )
    signer = AtThatTime(credentials, "s3", "us-east-1", expires=43200)
    signer._modify_request_before_signing(request)
    string_to_sign = signer.string_to_sign(request, signer.canonical_request(request))
    assert query["X-Amz-Signature"] == [signer.signature(string_to_sign, request)]


def test_json(sigv4: Run, environment: pytest.MonkeyPatch) -> None:
    """--json says all that a sender needs to know, on one line."""
    environment.setenv("AWS_SESSION_TOKEN", "token")
    environment.setenv("AWS_CREDENTIAL_EXPIRATION", "2013-05-24T00:10:00Z")
    status, out, err = sigv4(
        "presign", "s3://b-1/k", "--json", *AT, "--header", "X-Amz-Acl: private", "--method", "PUT"
    )
    found = json.loads(out)
    url = found.pop("url")
    assert url.startswith("https://b-1.s3.us-east-1.amazonaws.com/k?")
    assert found == {
        "method": "PUT",
        "headers": {"x-amz-acl": "private"},
        "signed_at": "2013-05-24T00:00:00Z",
        "expires_at": "2013-05-24T00:10:00Z",
        "cut_short_by_token": True,
    }
    assert status == 0
    assert "the credentials end at 2013-05-24T00:10:00Z" in err


@pytest.mark.parametrize(
    ("arguments", "words", "notes"),
    [
        pytest.param((), [], 0, id="GET"),
        pytest.param(("--method", "HEAD"), ["--head"], 0, id="HEAD"),
        pytest.param(("--method", "PUT"), ["--upload-file", "FILE"], 1, id="PUT"),
        pytest.param(
            ("--method", "PUT", "--header", "x-amz-copy-source: /b/k"),
            ["--request", "PUT", "--header", "x-amz-copy-source: /b/k"],
            0,
            id="copy",
        ),
    ],
)
def test_curl(sigv4: Run, arguments: tuple[str, ...], words: list[str], notes: int) -> None:
    """--curl prints a command that sends the URL as it was signed, and never an empty PUT."""
    status, out, err = sigv4("presign", "s3://bucket/it's", "--curl", *AT, *arguments)
    command = shlex.split(out)
    assert command[:-1] == ["curl", "--path-as-is", "--globoff", *words]
    assert command[-1].startswith("https://bucket.s3.us-east-1.amazonaws.com/it%27s?")
    assert (status, err.count("sigv4: note:")) == (0, notes)


@pytest.mark.parametrize(
    "url", ["https://h/k?versionId=1", "https://h/k?"], ids=["query", "empty query"]
)
def test_a_parameter_behind_a_query(sigv4: Run, url: str) -> None:
    """A parameter joins the query that the URL has."""
    found = urlsplit(_url_of(sigv4("presign", url, "--query-param", "x-id=a&b?", *AT)))
    query = parse_qs(found.query)
    assert query.get("versionId", ["1"]) == ["1"]
    assert query["x-id"] == ["a&b?"]
    assert ("versionId" in query) == ("versionId" in url)


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_listing(sigv4: Run, method: str) -> None:
    """A bucket's own reading operations are signed where a parameter says that one is meant."""
    for address in ("s3://bucket", "s3://bucket/"):
        url = _url_of(
            sigv4("presign", address, "--query-param", "list-type=2", "--method", method, *AT)
        )
        assert url.startswith("https://bucket.s3.us-east-1.amazonaws.com/?")
        assert "&list-type=2&" in url


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("--method", "DELETE"),
        ("--method", "DELETE", "--query-param", "policy="),
        ("--query-param", "response-content-type=text/plain"),
        ("--query-param", "versionId=1"),
        ("--query-param", "partNumber=1"),
        ("--query-param", "list-type=2", "--query-param", "uploadId=1"),
    ],
)
def test_a_missing_key_signs_nothing(sigv4: Run, arguments: tuple[str, ...]) -> None:
    """An empty variable in s3://bucket/$KEY gets no listing, and does not delete the bucket."""
    status, out, err = sigv4("presign", "s3://bucket/", *arguments)
    assert (status, out) == (2, "")
    assert "s3://bucket/ names a bucket and no key in it: write s3://bucket/KEY" in err


@pytest.mark.parametrize(
    ("url", "arguments", "says"),
    [
        pytest.param(
            "https://bucket.s3.eu-west-1.amazonaws.com/k",
            (),
            "the host is in eu-west-1, and the signature is for us-east-1",
            id="region",
        ),
        pytest.param(
            "https://bucket.s3.eu-west-1.amazonaws.com:8443/k", (), "in eu-west-1", id="port"
        ),
        pytest.param("https://sts.amazonaws.com/?Action=X", (), "see --service", id="service"),
        pytest.param("https://sts.amazonaws.com/", ("--service", "sts"), "", id="service given"),
        pytest.param("https://bucket.s3.us-east-1.amazonaws.com/k", (), "", id="same region"),
        pytest.param("https://s3.eu-west-1.example.com/k", (), "", id="not AWS"),
    ],
)
def test_notes(sigv4: Run, url: str, arguments: tuple[str, ...], says: str) -> None:
    """What contradicts the host is said in one line, and signed all the same."""
    status, out, err = sigv4("presign", url, *arguments)
    assert status == 0
    assert out.startswith(url.partition("?")[0])
    assert err.count("\n") == bool(says)
    assert says in err
