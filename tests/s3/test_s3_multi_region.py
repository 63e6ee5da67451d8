"""Multi-Region Access Points: their ARN gives SigV4A for all regions by itself."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any

import asymmetric_differential
import oracle
import pytest

import sigv4
from sigv4 import Credentials, InvalidTypeError, InvalidValueError, SigningKey
from sigv4.compat import boto3
from sigv4.s3 import S3

ARN = "arn:aws:s3::123456789012:accesspoint/mfzwi23gnjvgw.mrap"
BASE = "https://mfzwi23gnjvgw.mrap.accesspoint.s3-global.amazonaws.com"
NOW = datetime(2013, 5, 24, tzinfo=timezone.utc)
ID, SECRET = "AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
CREDENTIALS = Credentials(ID, SECRET)
client: Any = S3(CREDENTIALS, region="eu-west-1", deterministic=True)


def by_hand(method: str, url: str, **changes: Any) -> str:
    """The URL as the core signs it."""
    given: dict[str, Any] = {"expires_in": 600, "signing_time": NOW, **changes}
    return sigv4.presign_url(
        method, url, CREDENTIALS, region_set="*", deterministic=True, service="s3", **given
    )


def test_its_signature_is_one_that_aws_s_own_signer_takes() -> None:
    """awscrt signs the same request for the access point's host, and each takes the other's."""
    request = oracle.Request(
        "GET", f"{BASE}/a%20b.jpg", ID, SECRET, region="*", service="s3", signing_time=NOW
    )
    assert asymmetric_differential.difference("query", request) is None
    signed = client.presign_get(ARN, "a b.jpg", signing_time=NOW, expires_in=3600)
    string_to_sign, _ = asymmetric_differential.ours("query", request)
    assert signed.string_to_sign == string_to_sign


@pytest.mark.parametrize(
    ("operation", "parameters", "method", "target", "headers"),
    [
        pytest.param("get_object", {"Key": "a b"}, "GET", "/a%20b", {}, id="get"),
        pytest.param(
            "put_object",
            {"Key": "k", "ContentType": "a/b"},
            "PUT",
            "/k",
            {"content-type": "a/b"},
            id="put",
        ),
        pytest.param(
            "list_objects_v2", {"Prefix": "p/"}, "GET", "?list-type=2&prefix=p%2F", {}, id="list"
        ),
    ],
)
def test_operations(
    operation: str, parameters: dict[str, Any], method: str, target: str, headers: dict[str, str]
) -> None:
    """Each is the core's request for a set of all regions."""
    signed = client.presign(operation, Bucket=ARN, signing_time=NOW, **parameters)
    assert signed.url == by_hand(method, f"{BASE}{target}", headers=headers)
    assert signed.headers == headers


def test_a_mint() -> None:
    """The same URLs as one at a time; with a window, if they are deterministic."""
    mint = client.minter("get_object", Bucket=ARN, signing_time=NOW)
    for key, path in {"k": "k", "a b/ü": "a%20b/%C3%BC"}.items():
        assert mint(key) == by_hand("GET", f"{BASE}/{path}")
    assert client.minter("get_object", Bucket=ARN, window=300)("k")
    with pytest.raises(InvalidValueError, match="deterministic=True"):
        S3(CREDENTIALS, region="eu-west-1").minter("get_object", Bucket=ARN, window=300)


@pytest.mark.parametrize(
    "source",
    [
        pytest.param(CREDENTIALS, id="credentials"),
        pytest.param(lambda: CREDENTIALS, id="a function"),
    ],
)
def test_an_upload_in_parts(source: Any) -> None:
    """All its requests are for all regions, and as deterministic as their client."""
    twin = S3(source, region="eu-west-1", deterministic=True)
    made = twin.plan_multipart(ARN, "k", size=9 << 20, signing_time=NOW)
    begun = made.with_upload_id("id", signing_time=NOW)
    for request in (made.create, begun.complete, begun.abort, *begun.list_parts, *begun.parts()):
        path, _, query = request.url.partition("?")
        own = "&".join([pair for pair in query.split("&") if not pair.startswith("X-Amz-")])
        said = {"headers": request.headers, "expires_in": 3600}
        assert request.url == by_hand(request.method, f"{path}?{own}", **said)
        assert path == f"{BASE}/k"


def test_signatures_differ_unless_told() -> None:
    """The default is the library's own randomness."""
    usual = S3(CREDENTIALS, region="eu-west-1")
    urls = {usual.presign_get(ARN, "k", signing_time=NOW).url for _ in range(3)}
    assert len(urls) == 3
    anything: Any = 1
    with pytest.raises(InvalidTypeError, match="deterministic"):
        S3(CREDENTIALS, region="eu-west-1", deterministic=anything)


def test_other_buckets_are_signed_as_before() -> None:
    """What is said of sets of regions changes nothing where one region signs."""
    url = client.presign_get("media", "k", signing_time=NOW).url
    assert (
        url == S3(CREDENTIALS, region="eu-west-1").presign_get("media", "k", signing_time=NOW).url
    )
    assert "X-Amz-Algorithm=AWS4-HMAC-SHA256&" in url


def test_a_signing_key_signs_for_none() -> None:
    """It is one region's: refused, when it is given and when a function gives it."""
    key = SigningKey.derive(CREDENTIALS, date="20130524", region="eu-west-1", service="s3")
    for source in (key, lambda: key):
        refusing: Any = S3(source, region="eu-west-1")
        with pytest.raises(InvalidTypeError, match="a SigningKey was given") as caught:
            refusing.presign_get(ARN, "k", signing_time=NOW)
        assert caught.value.argument == "credentials"
        with pytest.raises(InvalidTypeError, match="a SigningKey was given"):
            refusing.minter("get_object", Bucket=ARN, signing_time=NOW)


def test_there_are_no_forms() -> None:
    """The documentation has POST forms of AWS4-HMAC-SHA256 alone."""
    with pytest.raises(InvalidValueError, match="presign a PUT") as caught:
        client.presign_post(ARN, "k")
    assert caught.value.argument == "bucket"
    like_boto3 = boto3.client("s3", "eu-west-1", aws_access_key_id=ID, aws_secret_access_key=SECRET)
    with pytest.raises(InvalidValueError, match="presign a PUT") as told:
        like_boto3.generate_presigned_post(ARN, "k")
    assert told.value.argument == "Bucket"


def test_it_may_be_disabled() -> None:
    """As botocore's option has it."""
    s3 = S3(CREDENTIALS, region="eu-west-1", s3_disable_multiregion_access_points=True)
    with pytest.raises(InvalidValueError, match="disabled"):
        s3.presign_get(ARN, "k")
