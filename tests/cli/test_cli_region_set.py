"""`--region-set`, and Multi-Region Access Points: signatures of SigV4A by the command."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timezone
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

import sigv4 as library
from sigv4._asymmetric import public_key_of, verifies

# main() and what it left: (status, out, err).
Run = Callable[..., "tuple[int, str, str]"]

AT = ("--signing-time", "20130524T000000Z")
NOW = datetime(2013, 5, 24, tzinfo=timezone.utc)
CREDENTIALS = library.Credentials(
    "AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
)
MULTI_REGION = "arn:aws:s3::123456789012:accesspoint/x.mrap"
BASE = "https://x.mrap.accesspoint.s3-global.amazonaws.com"


def check_signed(printed: str, url: str, region_set: str, method: str = "GET") -> None:
    """A printed URL is the library's but for the signature, which verifies."""
    expected = library.presign(
        method, url, CREDENTIALS, region_set=region_set, expires_in=3600, signing_time=NOW
    )
    base, _, signature = printed.partition("&X-Amz-Signature=")
    assert base == expected.url.partition("&X-Amz-Signature=")[0]
    assert verifies(public_key_of(CREDENTIALS), expected.string_to_sign, signature)


@pytest.mark.parametrize("regions", ["*", "us-east-1", "us-east-1,eu-*"])
@pytest.mark.parametrize("variables", [{}, {"AWS_REGION": ""}])
def test_a_url(
    sigv4: Run, environment: pytest.MonkeyPatch, regions: str, variables: dict[str, str]
) -> None:
    """The set takes the place of the region, whatever the environment says of one."""
    for name, value in variables.items():
        environment.setenv(name, value)
    status, out, err = sigv4("presign", "https://h/k?a=b", "--region-set", regions, *AT)
    assert (status, err) == (0, "")
    check_signed(out.rstrip("\n"), "https://h/k?a=b", regions)


@pytest.mark.parametrize("operation", [(), ("--operation", "get_object")])
def test_a_multi_region_access_point(sigv4: Run, operation: tuple[str, ...]) -> None:
    """Its ARN gives SigV4A by itself, and nothing needs a note."""
    status, out, err = sigv4("presign", f"s3://{MULTI_REGION}/a b", *operation, *AT)
    assert (status, err) == (0, "")
    check_signed(out.rstrip("\n"), f"{BASE}/a%20b", "*")


@pytest.mark.parametrize("operation", [(), ("--operation", "get_object")])
@pytest.mark.parametrize("form", [(), ("--json",)])
def test_many_keys(
    sigv4: Run, tmp_path: Path, operation: tuple[str, ...], form: tuple[str, ...]
) -> None:
    """A URL for each line of a file."""
    names = tmp_path / "names"
    names.write_text("a\nb c\n", encoding="utf-8")
    target = f"s3://{MULTI_REGION}/p/"
    status, out, err = sigv4("presign", target, "--keys", str(names), *operation, *form, *AT)
    assert (status, err) == (0, "")
    lines = [json.loads(line)["url"] if form else line for line in out.splitlines()]
    for line, path in zip(lines, ("a", "b%20c"), strict=True):
        check_signed(line, f"{BASE}/p/{path}", "*")


@pytest.mark.parametrize(
    ("arguments", "region_set"),
    [
        pytest.param((f"s3://{MULTI_REGION}/k",), "*", id="Multi-Region"),
        pytest.param(("https://h/k", "--service", "s3", "--region-set", "us-*"), "us-*", id="URL"),
    ],
)
def test_headers(sigv4: Run, arguments: tuple[str, ...], region_set: str) -> None:
    """The header that holds the set is among those to send."""
    status, out, _ = sigv4("sign", "GET", *arguments, *AT)
    assert status == 0
    headers = dict(line.split(": ", 1) for line in out.splitlines())
    assert headers["x-amz-region-set"] == region_set
    assert headers["Authorization"].startswith(
        "AWS4-ECDSA-P256-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/s3/aws4_request, "
    )


def test_curl(sigv4: Run) -> None:
    """The curl command sends the set's header as it was signed."""
    status, out, _ = sigv4("sign", "GET", f"s3://{MULTI_REGION}/k", "--curl", *AT)
    assert status == 0
    assert "--header 'x-amz-region-set: *'" in out


def test_a_session_token_stands_behind_the_set(sigv4: Run, environment: pytest.MonkeyPatch) -> None:
    """In the order that is signed."""
    environment.setenv("AWS_SESSION_TOKEN", "t")
    status, out, _ = sigv4("presign", f"s3://{MULTI_REGION}/k", *AT)
    names = list(parse_qs(urlsplit(out.rstrip("\n")).query))
    assert status == 0
    assert names[-4:] == [
        "X-Amz-Region-Set",
        "X-Amz-Security-Token",
        "X-Amz-SignedHeaders",
        "X-Amz-Signature",
    ]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        pytest.param(
            ("https://h/k", "--region-set", "a", "--region", "b"),
            "--region and --region-set contradict each other",
            id="both",
        ),
        pytest.param(("https://h/k", "--region-set", ""), "--region-set: ''", id="empty"),
        pytest.param(("https://h/k", "--region-set", "a,,b"), "--region-set: ''", id="a gap"),
        pytest.param(("https://h/k", "--region-set", "a b"), "--region-set: 'a b'", id="space"),
        pytest.param(("https://h/k", "--region-set", "a,a"), "there twice", id="twice"),
        pytest.param(("s3://b/k", "--region-set", "*"), "is for URLs", id="address"),
        pytest.param(
            (f"s3://{MULTI_REGION}/k", "--region-set", "*"), "gives its own", id="its own"
        ),
        pytest.param(
            ("s3://b/k", "--region-set", "*", "--operation", "get_object"),
            "is for URLs",
            id="operation",
        ),
    ],
)
def test_what_does_not_go_together(sigv4: Run, arguments: tuple[str, ...], said: str) -> None:
    """One line, and nothing is signed."""
    status, out, err = sigv4("presign", *arguments)
    assert (status, out, err.count("\n")) == (2, "", 1)
    assert said in err


@pytest.mark.parametrize("command", ["post", "endpoint"])
def test_commands_that_sign_for_one_region_have_no_such_option(sigv4: Run, command: str) -> None:
    """A set that was given and passed over would be taken for signed."""
    status, out, err = sigv4(command, "s3://b/k", "--region-set", "*")
    assert (status, out) == (2, "")
    assert "there is no option --region-set" in err


def test_a_host_of_one_region_is_not_noted(sigv4: Run) -> None:
    """A set may hold the host's region; there is no other region to name."""
    url = "https://b.s3.eu-west-1.amazonaws.com/k"
    status, _, err = sigv4("presign", url, "--region-set", "eu-*")
    assert (status, err) == (0, "")


@pytest.mark.parametrize("command", [("presign",), ("sign", "GET")], ids=["presign", "sign"])
def test_the_host_of_a_multi_region_access_point_wants_a_set(
    sigv4: Run, command: tuple[str, ...]
) -> None:
    """As a URL it does not give one by itself, and no server takes a signature for one region."""
    url = f"{BASE}/k"
    service = ("--service", "s3")
    status, _, err = sigv4(*command, url, *service)
    assert status == 0
    assert err == (
        "sigv4: note: the host is of all regions, and the signature is for us-east-1; "
        "see --region-set\n"
    )
    assert sigv4(*command, url, *service, "--region-set", "*")[2] == ""
