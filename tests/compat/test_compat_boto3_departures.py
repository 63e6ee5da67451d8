"""Where boto3's shape is boto3's, and its URL is not: each departure, with its reason."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from json import JSONDecodeError
from typing import Any

import botocore.session
import pytest
from boto3_oracle import ACCESS_KEY_ID, SECRET_ACCESS_KEY
from botocore.config import Config as BotocoreConfig

from sigv4.compat import boto3
from sigv4.errors import ConfigurationError, InvalidTypeError, InvalidValueError

CAT = {"Bucket": "media", "Key": "cat.jpg"}
V4 = BotocoreConfig(signature_version="s3v4")


def _theirs(
    name: str = "get_object",
    params: dict[str, Any] = CAT,
    *,
    region: str | None = "eu-west-1",
    token: str | None = None,
    config: BotocoreConfig | None = V4,
    **more: Any,
) -> str:
    session = botocore.session.Session()
    session.set_credentials(ACCESS_KEY_ID, SECRET_ACCESS_KEY, token)
    client = session.create_client("s3", region_name=region, config=config)
    return str(client.generate_presigned_url(name, params, **more))


def _ours(
    name: str = "get_object",
    params: dict[str, Any] = CAT,
    *,
    region: str | None = "eu-west-1",
    token: str | None = None,
    config: Any = None,
    **more: Any,
) -> str:
    client = boto3.client(
        "s3",
        region_name=region,
        aws_access_key_id=ACCESS_KEY_ID,
        aws_secret_access_key=SECRET_ACCESS_KEY,
        aws_session_token=token,
        config=config,
    )
    return client.generate_presigned_url(name, params, **more)


def _host(url: str) -> str:
    return url.partition("://")[2].partition("/")[0]


def test_regional_hosts() -> None:
    """boto3 uses the global host in all regions, which redirects until DNS knows the bucket."""
    assert _host(_theirs()) == "media.s3.amazonaws.com"
    assert _host(_ours()) == "media.s3.eu-west-1.amazonaws.com"


def test_signature_version_4_without_asking() -> None:
    """boto3's default in the older regions is still Signature Version 2."""
    assert "AWSAccessKeyId=" in _theirs(config=None)
    assert "X-Amz-Algorithm=AWS4-HMAC-SHA256" in _ours()


def test_a_region_must_be_known() -> None:
    """boto3 signs for us-east-1 where none is set, and the bucket is mostly elsewhere."""
    assert "us-east-1" in _theirs(region=None)
    with pytest.raises(ConfigurationError, match="region_name"):
        _ours(region=None)


@pytest.mark.parametrize("key", ["a/../b", "./a", "..", "a/."])
def test_dot_segments_are_refused(key: str) -> None:
    """boto3 signs them; clients resolve them, and ask for another key."""
    params = {**CAT, "Key": key}
    assert "X-Amz-Signature=" in _theirs(params=params)
    with pytest.raises(InvalidValueError, match="segment"):
        _ours(params=params)


@pytest.mark.parametrize("expires_in", [-5, 0, 604801, 999999999])
def test_a_life_that_s3_does_not_allow_is_refused(expires_in: int) -> None:
    """boto3 signs it, and S3 refuses the URL when somebody uses it."""
    assert f"X-Amz-Expires={expires_in}&" in _theirs(ExpiresIn=expires_in)
    with pytest.raises(InvalidValueError, match="ExpiresIn"):
        _ours(ExpiresIn=expires_in)


def test_a_life_in_fractions_is_refused() -> None:
    """boto3 writes the fraction into the URL, and S3 wants whole seconds."""
    assert "X-Amz-Expires=60.5&" in _theirs(ExpiresIn=60.5)
    with pytest.raises((InvalidTypeError, InvalidValueError), match="ExpiresIn"):
        _ours(ExpiresIn=timedelta(seconds=60.5))


def test_operations_with_a_body_are_presigned() -> None:
    """boto3 fails over the body of some; no URL carries one, and here it is left out."""
    body = {"Delete": {"Objects": [{"Key": "a"}]}}
    with pytest.raises(JSONDecodeError):
        _theirs("delete_objects", {"Bucket": "media", **body})
    with pytest.raises(InvalidValueError, match="no presigned URL carries a body"):
        _ours("delete_objects", {"Bucket": "media", **body})
    assert "?X-Amz-" in _ours("delete_objects", {"Bucket": "media"})


def test_a_directory_bucket_is_signed_for_its_own_service() -> None:
    """With s3v4, boto3 signs for s3 with the ordinary credentials; S3 Express takes a session's."""
    params = {"Bucket": "media--use1-az4--x-s3", "Key": "k"}
    assert "%2Fs3%2Faws4_request" in _theirs(params=params, region="us-east-1")
    url = _ours(params=params, region="us-east-1", token="session", ExpiresIn=300)
    assert "%2Fs3express%2Faws4_request" in url
    assert "X-Amz-S3session-Token=session" in url


def test_a_multi_region_access_point_gets_the_signature_it_takes() -> None:
    """With s3v4, boto3 signs with HMAC for one region, and S3 takes SigV4A there."""
    params = {"Bucket": "arn:aws:s3::123456789012:accesspoint:mfzwi23gnjvgw.mrap", "Key": "k"}
    assert "X-Amz-Algorithm=AWS4-HMAC-SHA256" in _theirs(params=params)
    url = _ours(params=params)
    assert url.startswith("https://mfzwi23gnjvgw.mrap.accesspoint.s3-global.amazonaws.com/k?")
    assert "X-Amz-Algorithm=AWS4-ECDSA-P256-SHA256&" in url
    assert "&X-Amz-Region-Set=%2A&" in url


def test_the_fips_host_is_that_of_the_region() -> None:
    """boto3 puts us-east-1's FIPS host into a URL for us-west-2."""
    config = BotocoreConfig(signature_version="s3v4", use_fips_endpoint=True)
    assert _host(_theirs(region="us-west-2", config=config)) == (
        "media.s3-fips.us-east-1.amazonaws.com"
    )
    assert _host(_ours(region="us-west-2", config=config)) == (
        "media.s3-fips.us-west-2.amazonaws.com"
    )


def test_an_empty_token_is_none() -> None:
    """boto3 emits the parameter, and servers refuse a token that is empty."""
    assert "X-Amz-Security-Token=&" in _theirs(token="")
    assert "X-Amz-Security-Token" not in _ours(token="")


@pytest.mark.parametrize("name", ["get_object_attributes", "list_parts"])
def test_a_customer_key_is_encoded_everywhere(name: str) -> None:
    """boto3 encodes a raw key, and adds its MD5, in all operations but these two."""
    needed: dict[str, dict[str, Any]] = {
        "get_object_attributes": {"ObjectAttributes": ["ETag"]},
        "list_parts": {"UploadId": "u"},
    }
    params = {**CAT, **needed[name], "SSECustomerKey": "k" * 32, "SSECustomerAlgorithm": "AES256"}
    assert "customer-key-md5" not in _theirs(name, params).lower()
    assert "customer-key-md5" in _ours(name, params).lower()


def test_the_algorithm_of_a_customer_key_is_added() -> None:
    """boto3 leaves it to the caller, and S3 refuses the request without it; there is but one."""
    params = {**CAT, "SSECustomerKey": "k" * 32}
    assert "customer-algorithm" not in _theirs(params=params)
    assert "customer-algorithm" in _ours(params=params)


@pytest.mark.parametrize(
    "params",
    [
        pytest.param({"Key": ""}, id="an empty key lists the bucket"),
        pytest.param({"VersionId": None}, id="None is no value"),
        pytest.param({"Range": "bytes=0-9\tx"}, id="a tab in a header, which hops rewrite"),
    ],
)
def test_what_cannot_be_meant_is_refused(params: dict[str, Any]) -> None:
    """Whatever boto3 makes of it."""
    with pytest.raises((InvalidTypeError, InvalidValueError)):
        _ours(params={**CAT, **params})


def test_a_time_to_sign_for() -> None:
    """`signing_time` is this package's own, as in all its signing calls."""
    url = _ours(signing_time=datetime(2024, 5, 6, 7, 8, 9, tzinfo=timezone.utc))
    assert "X-Amz-Date=20240506T070809Z" in url
