"""The Authorization header and what is added beside it."""

from __future__ import annotations

import gc
import warnings
from datetime import datetime, timezone
from email.message import Message
from hashlib import sha256
from time import perf_counter
from typing import Any

import httpx
import oracle
import pytest

from sigv4 import Credentials, UnsignedHeadersWarning, sign_headers

SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
TOKEN = "AQoDYXdzEPT//////////wEXAMPLEtc764bNrC9SAPBSM22w=="
NOW = datetime(2013, 5, 24, tzinfo=timezone.utc)
CREDENTIALS = Credentials("AKIAIOSFODNN7EXAMPLE", SECRET)
TEMPORARY = Credentials("AKIAIOSFODNN7EXAMPLE", SECRET, TOKEN)
HELLO = sha256(b"hello").hexdigest()


def sign(**changes: Any) -> dict[str, str]:
    """A PUT of an object, signed, with some arguments changed."""
    given: dict[str, Any] = {
        "method": "PUT",
        "url": "https://examplebucket.s3.amazonaws.com/k",
        "credentials": CREDENTIALS,
        "region": "us-east-1",
        "service": "s3",
        "signing_time": NOW,
        **changes,
    }
    return sign_headers(given.pop("method"), given.pop("url"), given.pop("credentials"), **given)


@pytest.mark.parametrize(
    ("changes", "added"),
    [
        pytest.param({}, {"x-amz-content-sha256": sha256().hexdigest()}, id="s3"),
        pytest.param({"service": "iam"}, {}, id="other-service"),
        pytest.param({"body": b"hello"}, {"x-amz-content-sha256": HELLO}, id="body"),
        pytest.param({"body": bytearray(b"hello")}, {"x-amz-content-sha256": HELLO}, id="array"),
        pytest.param({"payload_hash": HELLO}, {"x-amz-content-sha256": HELLO}, id="hash"),
        pytest.param(
            {"payload_hash": "UNSIGNED-PAYLOAD"},
            {"x-amz-content-sha256": "UNSIGNED-PAYLOAD"},
            id="unsigned",
        ),
        pytest.param(
            {"headers": {"x-amz-content-sha256": HELLO}},
            {"x-amz-content-sha256": HELLO},
            id="hash-as-a-header",
        ),
        pytest.param(
            {"headers": {"x-amz-content-sha256": "UNSIGNED-PAYLOAD"}, "body": b"hello"},
            {"x-amz-content-sha256": "UNSIGNED-PAYLOAD"},
            id="unsigned-as-a-header",
        ),
        pytest.param(
            {"credentials": TEMPORARY, "service": "iam"},
            {"x-amz-security-token": TOKEN},
            id="token",
        ),
        pytest.param(
            {"credentials": TEMPORARY, "service": "s3express"},
            {"x-amz-s3session-token": TOKEN, "x-amz-content-sha256": sha256().hexdigest()},
            id="s3-express-token",
        ),
        pytest.param(
            {"service": "vpc-lattice-svcs", "body": b"hello"},
            {"x-amz-content-sha256": "UNSIGNED-PAYLOAD"},
            id="lattice",
        ),
        pytest.param(
            {"url": "https://ExampleBucket.s3.amazonaws.com/k", "service": "iam"},
            {"host": "examplebucket.s3.amazonaws.com"},
            id="host-in-capitals",
        ),
        pytest.param(
            {"url": "https://h:443/k", "service": "iam"}, {"host": "h"}, id="default-port"
        ),
    ],
)
def test_what_is_added(changes: dict[str, Any], added: dict[str, str]) -> None:
    """x-amz-date and Authorization always; the rest where service, body or host ask for it."""
    result = sign(**changes)
    authorization = result.pop("Authorization")
    assert result == {"x-amz-date": "20130524T000000Z", **added}
    names = authorization.partition("SignedHeaders=")[2].partition(",")[0].split(";")
    assert set(result) | {"host"} == set(names)


@pytest.mark.parametrize("token_signed", ["s3", "iotdevicegateway"])
def test_the_token_of_iot_is_sent_unsigned(token_signed: str) -> None:
    """Covered by the signature everywhere but at AWS IoT."""
    result = sign(service=token_signed, credentials=TEMPORARY)
    assert result["x-amz-security-token"] == TOKEN
    signed = "x-amz-security-token" in result["Authorization"]
    assert signed == (token_signed == "s3")


def test_volatile_headers_are_left_unsigned_with_a_word() -> None:
    """A request's own headers may be handed over whole; what hops rewrite is not signed."""
    headers = {"User-Agent": "x", "content-type": "a/b", "Sec-Fetch-Mode": "cors"}
    with pytest.warns(UnsignedHeadersWarning, match="user-agent, sec-fetch-mode") as caught:
        result = sign(headers=headers)
    assert caught[0].filename == __file__
    assert (
        "SignedHeaders=content-type;host;x-amz-content-sha256;x-amz-date,"
        in (result["Authorization"])
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        again = sign(headers=headers)
    assert again == result == sign(headers={"content-type": "a/b"})


def test_content_length_is_signed_when_it_is_given() -> None:
    """Asked for by name, it is signed; nobody adds it."""
    result = sign(headers={"Content-Length": "5"}, body=b"hello")
    assert "SignedHeaders=content-length;host;" in result["Authorization"]
    assert "content-length" not in sign(body=b"hello")["Authorization"]


def test_a_path_is_signed_as_it_will_be_sent() -> None:
    """The header form does not respell the URL: the client sends what the caller wrote."""
    url = "https://api.example/a:b/(c)/d%2Fe/f g?x=%7e&y"
    request = oracle.Request(
        "GET",
        "https://api.example/a:b/(c)/d%2Fe/f%20g?x=~&y=",
        "AKIAIOSFODNN7EXAMPLE",
        SECRET,
        region="us-east-1",
        service="execute-api",
        signing_time=NOW,
    )
    ours = sign(method="GET", url=url, service="execute-api")
    assert ours["Authorization"] == oracle.sign(request).headers["authorization"]


@pytest.mark.parametrize(
    "body", [memoryview(b"hello"), memoryview(b"h-e-l-l-o")[::2]], ids=["whole", "every-other"]
)
def test_a_memoryview_is_hashed_by_its_contents(body: memoryview) -> None:
    """Contiguous or not."""
    assert sign(body=body)["x-amz-content-sha256"] == HELLO


@pytest.mark.parametrize(
    "headers",
    [
        pytest.param([("x-a", "1"), ("x-a", "2")], id="pairs"),
        pytest.param(Message(), id="email-message"),
        pytest.param(httpx.Headers([("x-a", "1"), ("x-a", "2")]), id="httpx-headers"),
    ],
)
def test_headers_that_hold_a_name_twice_are_joined(headers: Any) -> None:
    """As the lines will be on the wire: values joined by "," in their order."""
    if isinstance(headers, Message):
        headers["x-a"] = "1"
        headers["x-a"] = "2"
    assert sign(headers=headers)["Authorization"] == sign(headers={"x-a": "1,2"})["Authorization"]


def test_many_headers_take_time_in_proportion() -> None:
    """Ten times as many repeated or volatile headers take about ten times as long."""

    def seconds(count: int) -> float:
        pairs = [("a", "b" * 50)] * count + [(f"sec-{n}", "x") for n in range(count)]
        start = perf_counter()
        with pytest.warns(UnsignedHeadersWarning) as caught:
            sign(headers=pairs)
        assert len(str(caught[0].message)) < 400
        return perf_counter() - start

    # A collection looks at all that the other tests left behind, and only in the longer run.
    gc.disable()
    try:
        few = min(seconds(2_000) for _ in range(3))
        assert min(seconds(20_000) for _ in range(3)) < 40 * few
    finally:
        gc.enable()


@pytest.mark.parametrize("character", ["{", "}", "[", "]", "|", "\\", "^", '"', "<", ">", "`"])
def test_a_raw_character_is_signed_as_clients_send_it(character: str) -> None:
    """http.client and curl send these as they stand, so they are encoded once; botocore agrees."""
    url = f"https://api.example/a{character}b"
    asked = oracle.Request(
        "GET",
        url,
        "AKIAIOSFODNN7EXAMPLE",
        SECRET,
        region="us-east-1",
        service="execute-api",
        signing_time=NOW,
    )
    ours = sign(method="GET", url=url, service="execute-api")
    assert ours["Authorization"] == oracle.sign(asked).headers["authorization"]
