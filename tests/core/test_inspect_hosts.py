"""`inspect_url` of where a URL goes: regions in hosts, this machine, ports."""

from __future__ import annotations

from datetime import datetime, timezone

import pytest

from sigv4 import Credentials, presign_url
from sigv4._inspect.hosts import region_of
from sigv4.explain import inspect_url
from sigv4.s3 import S3

NOW = datetime(2013, 5, 24, tzinfo=timezone.utc)
CREDENTIALS = Credentials("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY")


def _ids(url: str, region: str = "eu-west-1") -> list[str]:
    signed = presign_url("GET", url, CREDENTIALS, region=region, signing_time=NOW)
    return [warning.id for warning in inspect_url(signed, now=NOW).warnings]


@pytest.mark.parametrize(
    ("host", "region"),
    [
        ("bucket.s3.eu-west-1.amazonaws.com", "eu-west-1"),
        ("s3.us-gov-west-1.amazonaws.com", "us-gov-west-1"),
        ("bucket.s3-eu-west-1.amazonaws.com", "eu-west-1"),
        ("bucket.s3-website-eu-west-1.amazonaws.com", "eu-west-1"),
        ("bucket.s3.dualstack.ap-southeast-7.amazonaws.com", "ap-southeast-7"),
        ("b.s3.cn-north-1.amazonaws.com.cn", "cn-north-1"),
        ("b.s3.eusc-de-east-1.amazonaws.eu", "eusc-de-east-1"),
        ("a-123456789012.s3-accesspoint.eu-west-1.amazonaws.com", "eu-west-1"),
        ("a-1.op-01ac5d28a6a232904.s3-outposts.eu-west-1.amazonaws.com", "eu-west-1"),
        ("b--euw1-az1--x-s3.s3express-euw1-az1.eu-west-1.amazonaws.com", "eu-west-1"),
        ("vpce-1a2b3c4d-5e6f.s3.us-east-1.vpce.amazonaws.com", "us-east-1"),
        ("abc.execute-api.eu-west-1.amazonaws.com", "eu-west-1"),
        ("eu-west-1.queue.amazonaws.com", "eu-west-1"),
        ("db.x.eu-west-1.rds.amazonaws.com", "eu-west-1"),
        # A bucket's name is no region, whatever it looks like.
        ("us-east-1.s3.eu-west-1.amazonaws.com", "eu-west-1"),
        ("a.us-east-1.s3.eu-west-1.amazonaws.com", "eu-west-1"),
        ("my-data-1.s3.amazonaws.com", ""),
        ("us-east-1.s3-accelerate.amazonaws.com", ""),
        ("my-data-1.s3-accelerate.dualstack.amazonaws.com", ""),
        ("a.mrap.accesspoint.s3-global.amazonaws.com", ""),
        ("bucket.s3.amazonaws.com", ""),
        ("s3-external-1.amazonaws.com", ""),
        ("iam.amazonaws.com", ""),
        ("s3.eu-west-1.example.com", ""),
    ],
)
def test_the_region_of_a_host(host: str, region: str) -> None:
    """It is the one that the host is of, and none where the host has none."""
    assert region_of(host) == region


@pytest.mark.parametrize("region", ["us-east-1", "eu-west-1", "cn-north-1", "eusc-de-east-1"])
@pytest.mark.parametrize("bucket", ["examplebucket", "us-east-2", "my-data-1", "a.us-east-2"])
@pytest.mark.parametrize("dualstack", [True, False], ids=["dual", "plain"])
def test_our_own_urls_go_where_they_are_signed_for(
    region: str, bucket: str, dualstack: bool
) -> None:
    """In each partition, whatever the bucket is called."""
    s3 = S3(CREDENTIALS, region=region, use_dualstack_endpoint=dualstack)
    url = s3.presign_get(bucket, "k", signing_time=NOW).url
    assert inspect_url(url, now=NOW).warnings == ()


@pytest.mark.parametrize(
    "host",
    [
        *("localhost", "localhost:9000", "s3.localhost", "LOCALHOST", "127.0.0.1", "127.1.2.3:80"),
        *("[::1]", "[::1]:9000"),
    ],
)
def test_nobody_sees_what_stays_on_this_machine(host: str) -> None:
    """Plain http is told of where it goes further than to the machine itself."""
    url = presign_url("GET", "https://h/b/k", CREDENTIALS, region="r", signing_time=NOW)
    url = url.replace("https://h/", f"http://{host}/")
    assert "plain-http" not in [warning.id for warning in inspect_url(url, now=NOW).warnings]


@pytest.mark.parametrize(
    "host",
    [
        *("h", "notlocalhost", "localhost.example.com", "127.0.0.1.example.com", "127.0.0.a"),
        *("128.0.0.1", "127.0.0", "10.0.0.1", "[::2]", "0.0.0.0"),
    ],
)
def test_others_see_plain_http(host: str) -> None:
    """Names and addresses that look like this machine's are none."""
    assert _ids(f"http://{host}/k") == ["plain-http"]


def test_only_http_is_plain() -> None:
    """Of a scheme that is unknown, no more is said."""
    url = presign_url("GET", "https://h/k", CREDENTIALS, region="r", signing_time=NOW)
    for scheme, ids in (
        ("ws", ["plain-http"]),
        ("wss", []),
        ("s3", ["unknown-scheme"]),
        ("ftp", ["unknown-scheme"]),
    ):
        found = inspect_url(url.replace("https", scheme), now=NOW)
        assert [warning.id for warning in found.warnings] == ids


def test_ports() -> None:
    """A scheme's own port is told of; the other scheme's, and any other one, is not."""
    assert _ids("https://h:8443/k") == []
    url = presign_url("GET", "https://h/k", CREDENTIALS, region="r", signing_time=NOW)
    for host, ids in (
        ("https://h:443", ["default-port"]),
        ("https://h:0443", ["default-port"]),
        ("https://h:80", []),
        ("wss://h:443", ["default-port"]),
        ("ws://localhost:80", ["default-port"]),
        ("https://h:65535", []),
        ("https://h:", []),
        ("https://h:٣", ["port-malformed"]),
        ("http://localhost:80", ["default-port"]),
        ("http://localhost:443", []),
        ("https://[::1]:443", ["default-port"]),
        ("https://[::1", []),
    ):
        found = inspect_url(url.replace("https://h", host), now=NOW)
        assert [warning.id for warning in found.warnings] == ids
