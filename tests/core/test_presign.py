"""Presigned URLs and what comes with them."""

from __future__ import annotations

import subprocess
from datetime import datetime, timedelta, timezone
from typing import Any

import oracle
import pytest

from sigv4 import Credentials, ServiceRules, canonical_request, presign, presign_url

SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
TOKEN = "AQoDYXdzEPT//////////wEXAMPLEtc764bNrC9SAPBSM22w=="
NOW = datetime(2013, 5, 24, tzinfo=timezone.utc)
CREDENTIALS = Credentials("AKIAIOSFODNN7EXAMPLE", SECRET)
BUCKET = "https://examplebucket.s3.amazonaws.com"
EMPTY = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


def botocore_url(method: str, url: str, **changes: Any) -> str:
    """The same request, presigned by botocore."""
    given: dict[str, Any] = {"region": "us-east-1", "service": "s3", **changes}
    return oracle.presign(
        oracle.Request(
            method,
            url,
            CREDENTIALS.access_key_id,
            SECRET,
            signing_time=NOW,
            **given,
        )
    ).url


def signature(url: str) -> str:
    """The signature in a URL."""
    return url.partition("X-Amz-Signature=")[2].partition("&")[0]


def test_the_documentation_url() -> None:
    """Amazon S3's example of a presigned URL, to the byte (but for the order of parameters)."""
    url = presign_url(
        "GET",
        f"{BUCKET}/test.txt",
        CREDENTIALS,
        region="us-east-1",
        expires_in=86400,
        signing_time=NOW,
    )
    assert url == (
        f"{BUCKET}/test.txt?X-Amz-Algorithm=AWS4-HMAC-SHA256"
        "&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request"
        "&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host"
        "&X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404"
    )


@pytest.mark.parametrize("expires_in", [900, timedelta(minutes=15)])
def test_the_result_says_all(expires_in: int | timedelta) -> None:
    """`presign` is `presign_url` with the headers to send, the times and the checkpoints."""
    arguments: dict[str, Any] = {
        "region": "us-east-1",
        "expires_in": expires_in,
        "headers": {"Content-Type": " image/png", "X-Amz-Meta-A": "x  y", "Host": BUCKET[8:]},
        "signing_time": NOW,
    }
    presigned = presign("PUT", f"{BUCKET}/a b", CREDENTIALS, **arguments)
    assert str(presigned) == presigned.url
    assert presigned.url == presign_url("PUT", f"{BUCKET}/a b", CREDENTIALS, **arguments)
    assert presigned.method == "PUT"
    assert presigned.headers == {"content-type": "image/png", "x-amz-meta-a": "x y"}
    assert presigned.expires_in == 900
    assert presigned.expires_at - presigned.signed_at == timedelta(minutes=15)
    assert presigned.canonical_request.startswith("PUT\n/a%20b\nX-Amz-Algorithm=")
    assert presigned.string_to_sign.startswith("AWS4-HMAC-SHA256\n20130524T000000Z\n20130524/us-")


def test_the_canonical_request_of_a_presigned_url_is_what_was_signed() -> None:
    """A URL can be checked by the public checkpoint, which leaves the signature out."""
    headers = {"content-type": "text/plain"}
    presigned = presign(
        "PUT", f"{BUCKET}/k?a=1", CREDENTIALS, region="us-east-1", headers=headers, signing_time=NOW
    )
    seen = canonical_request("PUT", presigned.url, headers=headers, payload_hash="UNSIGNED-PAYLOAD")
    assert seen == presigned.canonical_request


def test_headers_in_pairs_keep_their_order() -> None:
    """A repeated header is joined with "," in the order it came; a mapping is taken as it is."""
    pairs = [("X-Amz-Meta-B", "2"), ("x-amz-meta-b", "1"), ("a", "z")]
    presigned = presign(
        "GET", f"{BUCKET}/", CREDENTIALS, region="us-east-1", headers=iter(pairs), signing_time=NOW
    )
    assert presigned.headers == {"x-amz-meta-b": "2,1", "a": "z"}
    assert "X-Amz-SignedHeaders=a%3Bhost%3Bx-amz-meta-b&" in presigned.url


def test_nothing_that_came_in_is_changed() -> None:
    """Arguments are the caller's."""
    headers = {"Content-Type": "a  b"}
    presign("PUT", f"{BUCKET}/", CREDENTIALS, region="us-east-1", headers=headers)
    assert headers == {"Content-Type": "a  b"}


@pytest.mark.parametrize("service", ["s3", "s3express", "s3-object-lambda", "s3-outposts"])
def test_s3_does_not_sign_the_payload(service: str) -> None:
    """Whoever presigns for S3 does not know the body."""
    presigned = presign("PUT", f"{BUCKET}/", CREDENTIALS, region="r", service=service)
    assert presigned.canonical_request.endswith("\nUNSIGNED-PAYLOAD")
    assert presigned.headers == {}


def test_other_services_sign_an_empty_body() -> None:
    """Without a payload hash, the body that is signed is empty."""
    presigned = presign("GET", "https://sts.amazonaws.com/", CREDENTIALS, region="r", service="sts")
    assert presigned.canonical_request.endswith(f"\n{EMPTY}")
    assert presigned.headers == {}


@pytest.mark.parametrize(
    "how",
    [
        pytest.param({"payload_hash": EMPTY}, id="argument"),
        pytest.param({"headers": {"x-amz-content-sha256": EMPTY}}, id="header"),
        pytest.param(
            {"payload_hash": EMPTY, "headers": {"X-Amz-Content-Sha256": EMPTY}}, id="both"
        ),
    ],
)
def test_a_payload_hash_for_s3_goes_into_a_signed_header(how: dict[str, Any]) -> None:
    """S3 takes a presigned body for unsigned unless x-amz-content-sha256 says otherwise."""
    presigned = presign(
        "PUT", f"{BUCKET}/k", CREDENTIALS, region="us-east-1", signing_time=NOW, **how
    )
    assert presigned.headers == {"x-amz-content-sha256": EMPTY}
    assert presigned.canonical_request.endswith(f"\n{EMPTY}")
    theirs = botocore_url("PUT", f"{BUCKET}/k", headers=[("x-amz-content-sha256", EMPTY)])
    assert signature(presigned.url) == signature(theirs)


def test_the_hash_in_the_query_may_agree() -> None:
    """X-Amz-Content-Sha256=UNSIGNED-PAYLOAD in the query is an ordinary parameter."""
    url = f"{BUCKET}/k?X-Amz-Content-Sha256=UNSIGNED-PAYLOAD"
    ours = presign_url("PUT", url, CREDENTIALS, region="us-east-1", signing_time=NOW)
    assert signature(ours) == signature(botocore_url("PUT", url))


def test_lattice_must_be_told_that_the_payload_is_unsigned() -> None:
    """VPC Lattice signs x-amz-content-sha256: UNSIGNED-PAYLOAD, which must be sent."""
    presigned = presign(
        "GET",
        "https://svc.vpc-lattice-svcs.us-east-1.on.aws/",
        CREDENTIALS,
        region="us-east-1",
        service="vpc-lattice-svcs",
        signing_time=NOW,
    )
    assert presigned.headers == {"x-amz-content-sha256": "UNSIGNED-PAYLOAD"}
    theirs = botocore_url(
        "GET",
        "https://svc.vpc-lattice-svcs.us-east-1.on.aws/",
        service="vpc-lattice-svcs",
        headers=[("x-amz-content-sha256", "UNSIGNED-PAYLOAD")],
    )
    assert signature(presigned.url) == signature(theirs)


@pytest.mark.parametrize(
    ("service", "parameter", "where"),
    [
        pytest.param("s3", "X-Amz-Security-Token", "signed", id="s3"),
        pytest.param("s3express", "X-Amz-S3session-Token", "signed", id="s3express"),
        pytest.param("iotdevicegateway", "X-Amz-Security-Token", "after", id="iot"),
    ],
)
def test_where_the_token_goes(service: str, parameter: str, where: str) -> None:
    """Into the query before signing; for AWS IoT after the signature."""
    presigned = presign(
        "GET", "wss://h/mqtt", Credentials("AKIA", SECRET, TOKEN), region="r", service=service
    )
    encoded = f"{parameter}={TOKEN.replace('/', '%2F').replace('=', '%3D')}"
    assert presigned.url.count(encoded) == 1
    assert (encoded in presigned.canonical_request) == (where == "signed")
    assert presigned.url.endswith(encoded) == (where == "after")


def test_an_access_key_id_may_hold_slashes() -> None:
    """The scope is the last four parts of the credential."""
    credentials = Credentials("tenant/acct:AKIA", SECRET)
    url = presign_url("GET", "https://h/", credentials, region="r", signing_time=NOW)
    assert "X-Amz-Credential=tenant%2Facct%3AAKIA%2F20130524%2Fr%2Fs3%2Faws4_request&" in url


def test_rules_may_be_given() -> None:
    """A store that allows longer lives, or other quirks, is a set of rules."""
    rules = ServiceRules.of("s3").replace(max_expires_in=31536000, double_encode_path=True)
    presigned = presign(
        "GET", "https://h/a%20b", CREDENTIALS, region="r", expires_in=31536000, rules=rules
    )
    assert "X-Amz-Expires=31536000&" in presigned.url
    assert presigned.canonical_request.startswith("GET\n/a%2520b\n")


CURL = [
    pytest.param("GET", {}, None, [], id="get"),
    pytest.param("HEAD", {}, None, ["--head"], id="head"),
    pytest.param("PUT", {}, "my file", ["--upload-file", "my file"], id="put-a-file"),
    pytest.param("PUT", {}, None, ["--request", "PUT"], id="put-nothing"),
    pytest.param("DELETE", {}, None, ["--request", "DELETE"], id="delete"),
    pytest.param("POST", {}, "f", ["--upload-file", "f", "--request", "POST"], id="post-a-file"),
    pytest.param(
        "GET",
        {"x-a": "it's $HOME `id` \\"},
        None,
        ["--header", "x-a: it's $HOME `id` \\"],
        id="quotes",
    ),
    pytest.param("GET", {"x-a": ""}, None, ["--header", "x-a;"], id="empty-header"),
]


@pytest.mark.parametrize(("method", "headers", "file", "words"), CURL)
def test_curl_commands(
    method: str, headers: dict[str, str], file: str | None, words: list[str]
) -> None:
    """A shell reads the command as curl's options, the headers and the URL, byte for byte."""
    presigned = presign(method, f"{BUCKET}/a/../[b]", CREDENTIALS, region="r", headers=headers)
    command = presigned.curl(upload_file=file)
    read = subprocess.run(
        ["sh", "-c", f"set -- {command}; printf '%s\\n' \"$@\""],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.splitlines()
    assert read == ["curl", "--path-as-is", "--globoff", *words, presigned.url]
