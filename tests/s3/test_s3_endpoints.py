"""From bucket, region and endpoint to a base URL; AWS's published ruleset is the oracle."""

from __future__ import annotations

import pytest
from botocore.endpoint_provider import EndpointProvider
from botocore.loaders import create_loader
from hypothesis import given, settings
from hypothesis import strategies as st

from sigv4.errors import InvalidValueError
from sigv4.s3.endpoints import bucket_url, dns_suffix, region_of_host

_LOADER = create_loader()
_PARTITIONS = _LOADER.load_data("partitions")
_RULESET = EndpointProvider(_LOADER.load_service_model("s3", "endpoint-rule-set-1"), _PARTITIONS)


def _by_ruleset(bucket: str, region: str, endpoint_url: str | None, *, path_style: bool) -> str:
    endpoint = {} if endpoint_url is None else {"Endpoint": endpoint_url}
    url = _RULESET.resolve_endpoint(
        Bucket=bucket,
        Region=region,
        UseFIPS=False,
        UseDualStack=False,
        Accelerate=False,
        UseGlobalEndpoint=False,
        ForcePathStyle=path_style,
        **endpoint,
    ).url
    return f"{url}/"


@pytest.mark.parametrize(
    ("bucket", "options", "url"),
    [
        pytest.param("media", {}, "https://media.s3.eu-west-1.amazonaws.com/", id="virtual"),
        pytest.param(
            "media",
            {"region": "us-east-1"},
            "https://media.s3.us-east-1.amazonaws.com/",
            id="us-east-1 is regional too",
        ),
        pytest.param(
            "media",
            {"addressing_style": "path"},
            "https://s3.eu-west-1.amazonaws.com/media/",
            id="path",
        ),
        pytest.param("my.media", {}, "https://s3.eu-west-1.amazonaws.com/my.media/", id="dots"),
        pytest.param("My_Media", {}, "https://s3.eu-west-1.amazonaws.com/My_Media/", id="legacy"),
        pytest.param("ab", {}, "https://s3.eu-west-1.amazonaws.com/ab/", id="short legacy"),
        pytest.param(
            "192.168.5.4", {}, "https://s3.eu-west-1.amazonaws.com/192.168.5.4/", id="like an IP"
        ),
        pytest.param(
            "media",
            {"region": "cn-north-1"},
            "https://media.s3.cn-north-1.amazonaws.com.cn/",
            id="China",
        ),
        pytest.param(
            "media",
            {"endpoint_url": "https://storage.example.com"},
            "https://storage.example.com/media/",
            id="custom endpoint",
        ),
        pytest.param(
            "media",
            {"endpoint_url": "HTTP://Storage.example.com:8080/base/", "region": "auto"},
            "http://storage.example.com:8080/base/media/",
            id="port and base path",
        ),
        pytest.param(
            "media",
            {"endpoint_url": "https://example.com:443", "addressing_style": "virtual"},
            "https://media.example.com/",
            id="custom endpoint, virtual",
        ),
        pytest.param(
            "media",
            {"endpoint_url": "http://127.0.0.1:9000", "addressing_style": "virtual"},
            "http://127.0.0.1:9000/media/",
            id="IPv4",
        ),
        pytest.param(
            "media",
            {"endpoint_url": "http://[::1]:9000", "addressing_style": "virtual"},
            "http://[::1]:9000/media/",
            id="IPv6",
        ),
        pytest.param(
            "media",
            {"endpoint_url": "http://localhost:9000", "addressing_style": "virtual"},
            "http://localhost:9000/media/",
            id="localhost",
        ),
        pytest.param(
            "my.media",
            {"endpoint_url": "http://example.com", "addressing_style": "virtual"},
            "http://my.media.example.com/",
            id="dots under http",
        ),
        pytest.param(
            "192.168.5.4",
            {"endpoint_url": "http://example.com", "addressing_style": "virtual"},
            "http://example.com/192.168.5.4/",
            id="like an IP under http",
        ),
        pytest.param(
            "media",
            {"endpoint_url": "http://example.com/a b%2f%7e/"},
            "http://example.com/a%20b%2F~/media/",
            id="base path in one spelling",
        ),
    ],
)
def test_bucket_url(bucket: str, options: dict[str, str], url: str) -> None:
    """The bucket stands in the host where it can, and in the path where it must or was asked to."""
    assert bucket_url(bucket, **{"region": "eu-west-1", **options}) == url


@pytest.mark.parametrize(
    ("options", "argument", "says"),
    [
        pytest.param({"bucket": ""}, "bucket", "no bucket's name", id="empty"),
        pytest.param({"bucket": "a/b"}, "bucket", "no bucket's name", id="slash"),
        pytest.param({"bucket": "a@b"}, "bucket", "no bucket's name", id="at sign"),
        pytest.param({"bucket": ".."}, "bucket", "no bucket's name", id="dot segment"),
        pytest.param({"bucket": "ñandú"}, "bucket", "no bucket's name", id="not ASCII"),
        pytest.param({"bucket": "a" * 256}, "bucket", "no bucket's name", id="too long"),
        pytest.param({"bucket": "arn:aws:s3:::b"}, "bucket", "ARN", id="ARN"),
        pytest.param({"bucket": "b--use1-az4--x-s3"}, "bucket", "directory bucket", id="directory"),
        pytest.param({"bucket": "x--ol-s3"}, "bucket", "Object Lambda", id="Object Lambda"),
        pytest.param({"bucket": "x.mrap"}, "bucket", "Multi-Region", id="MRAP"),
        pytest.param({"region": ""}, "region", "empty", id="region empty"),
        pytest.param({"region": "evil.example"}, "region", "no DNS label", id="region with a dot"),
        pytest.param({"region": "x@y"}, "region", "no DNS label", id="region with an at sign"),
        pytest.param({"region": "x/y"}, "region", "no region", id="region with a slash"),
        pytest.param({"region": "-x"}, "region", "no DNS label", id="region begins with -"),
        pytest.param({"region": "EU-WEST-1"}, "region", "lower case", id="region in capitals"),
        pytest.param({"region": "aws-global"}, "region", "no one region", id="pseudo region"),
        pytest.param({"addressing_style": "dns"}, "addressing_style", "virtual", id="style"),
        pytest.param({"endpoint_url": "localhost:9000"}, "endpoint_url", "http", id="no scheme"),
        pytest.param({"endpoint_url": "wss://h"}, "endpoint_url", "http", id="websocket"),
        pytest.param({"endpoint_url": "http://"}, "endpoint_url", "no host", id="no host"),
        pytest.param({"endpoint_url": "http://h:x"}, "endpoint_url", "its port", id="no port"),
        pytest.param({"endpoint_url": "http://u:p@h"}, "endpoint_url", "user info", id="user info"),
        pytest.param({"endpoint_url": "http://h/?a=b"}, "endpoint_url", "query", id="query"),
        pytest.param({"endpoint_url": "http://h/#a"}, "endpoint_url", "fragment", id="fragment"),
        pytest.param({"endpoint_url": "http://h/\n"}, "endpoint_url", "control", id="line end"),
        pytest.param({"endpoint_url": "http://h/a/../b"}, "endpoint_url", "segment", id="dots"),
        pytest.param({"endpoint_url": "http://h/%zz"}, "endpoint_url", "'%zz' is no", id="escape"),
        pytest.param({"endpoint_url": "http://h/é%"}, "endpoint_url", "as %25", id="short escape"),
        pytest.param(
            {"endpoint_url": "http://h/\udcff"}, "endpoint_url", "surrogate", id="surrogate"
        ),
    ],
)
def test_refused(options: dict[str, str], argument: str, says: str) -> None:
    """What cannot stand in a host is refused before it comes near one."""
    with pytest.raises(InvalidValueError, match=says) as caught:
        bucket_url(**{"bucket": "media", "region": "eu-west-1", **options})
    assert caught.value.argument == argument


def test_a_password_in_an_endpoint_is_not_shown() -> None:
    """An endpoint with user info may hold a password; no error repeats it."""
    for endpoint in (
        "u:hunter2@h",
        "ftp://u:hunter2@h",
        "http://u:hunter2@h",
        "http://hunter2%/u@h",
    ):
        with pytest.raises(InvalidValueError) as caught:
            bucket_url("media", region="eu-west-1", endpoint_url=endpoint)
        assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize(
    ("region", "suffix"),
    [
        (region, partition["outputs"]["dnsSuffix"])
        for partition in _PARTITIONS["partitions"]
        for region in partition["regions"]
        if not region.endswith("-global")
    ],
)
def test_partitions(region: str, suffix: str) -> None:
    """Every published region has its partition's DNS suffix."""
    assert dns_suffix(region) == suffix
    assert region_of_host(f"s3.{region}.{suffix}") == region
    assert region_of_host(f"bucket.s3.dualstack.{region}.{suffix}") == region


@pytest.mark.parametrize(
    ("host", "region"),
    [
        ("bucket.s3.amazonaws.com", None),
        ("us-west-2.s3.amazonaws.com", None),
        ("us-west-2.s3.eu-west-1.amazonaws.com", "eu-west-1"),
        ("sts.amazonaws.com", None),
        ("search-x.us-east-1.es.amazonaws.com", "us-east-1"),
        ("search-domain-1.es.amazonaws.com", None),
        ("api-domain-1.es.amazonaws.com", None),
        ("bucket.s3.eusc-de-east-1.amazonaws.eu", "eusc-de-east-1"),
        ("s3.eu-west-1.example.com", None),
        ("amazonaws.com", None),
    ],
)
def test_region_of_host(host: str, region: str | None) -> None:
    """A host's region is read where it stands, and a bucket's name is not taken for one."""
    assert region_of_host(host) == region


_NAMES = st.one_of(
    st.text(alphabet="abz09.-", min_size=1, max_size=12),
    st.text(alphabet="abZ09._-", min_size=1, max_size=70),
    st.sampled_from(["10.0.0.1", "1.2.3", "a.b.c.d", "xn--abc", "0123", "a" * 63, "a" * 64]),
).filter(lambda name: name.strip("."))


@settings(deadline=None)
@given(
    bucket=_NAMES,
    region=st.sampled_from(["us-east-1", "eu-west-1", "cn-north-1", "us-iso-east-1", "xx-new-7"]),
    endpoint_url=st.sampled_from(
        [None, "https://example.com", "http://example.com:81/b", "http://10.0.0.1:9000"]
    ),
    style=st.sampled_from(["virtual", "path"]),
)
def test_same_as_the_ruleset(
    bucket: str, region: str, endpoint_url: str | None, style: str
) -> None:
    """AWS's published endpoint rules lead to the same URL."""
    if endpoint_url == "http://10.0.0.1:9000" and "." in bucket:
        return  # The departure below.
    ours = bucket_url(bucket, region=region, endpoint_url=endpoint_url, addressing_style=style)
    assert ours == _by_ruleset(bucket, region, endpoint_url, path_style=style == "path")


def test_departure_localhost_is_path_style() -> None:
    """The ruleset puts a bucket in front of localhost; few resolvers find that name."""
    ours = bucket_url(
        "media", region="us-east-1", endpoint_url="http://localhost", addressing_style="virtual"
    )
    theirs = _by_ruleset("media", "us-east-1", "http://localhost", path_style=False)
    assert (ours, theirs) == ("http://localhost/media/", "http://media.localhost/")


def test_departure_nothing_stands_before_an_ip_address() -> None:
    """The ruleset puts a bucket with dots in front of an IP address; that is no host."""
    endpoint = "http://10.0.0.1:9000"
    ours = bucket_url(
        "my.media", region="us-east-1", endpoint_url=endpoint, addressing_style="virtual"
    )
    theirs = _by_ruleset("my.media", "us-east-1", endpoint, path_style=False)
    assert (ours, theirs) == ("http://10.0.0.1:9000/my.media/", "http://my.media.10.0.0.1:9000/")
