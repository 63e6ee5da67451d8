"""From a bucket and options to where requests go; for the oracle, see test_s3_endpoint_grid."""

from __future__ import annotations

from typing import Any

import pytest
from endpoint_names import (
    ACCELERATE,
    ADDRESS,
    ALIAS,
    BETA,
    CUSTOM,
    DIRECTORY,
    DUALSTACK,
    FIPS,
    GLOBAL,
    LAMBDA,
    MULTI_REGION,
    OUTPOST,
    PATH,
    POINT,
    VIRTUAL,
    options_for,
)
from hypothesis import given
from hypothesis import strategies as st

from sigv4.errors import InvalidInputError
from sigv4.s3.endpoints import EndpointOptions, resolve_endpoint


@pytest.mark.parametrize(
    ("bucket", "options", "url"),
    [
        pytest.param("media", {}, "https://media.s3.eu-west-1.amazonaws.com", id="virtual"),
        pytest.param(
            "media",
            {"region": "us-east-1"},
            "https://media.s3.us-east-1.amazonaws.com",
            id="us-east-1 is regional too",
        ),
        pytest.param("media", PATH, "https://s3.eu-west-1.amazonaws.com/media", id="path"),
        pytest.param("my.media", {}, "https://s3.eu-west-1.amazonaws.com/my.media", id="dots"),
        pytest.param("My_Media", {}, "https://s3.eu-west-1.amazonaws.com/My_Media", id="legacy"),
        pytest.param("ab", {}, "https://s3.eu-west-1.amazonaws.com/ab", id="short legacy"),
        pytest.param(
            "192.168.5.4", {}, "https://s3.eu-west-1.amazonaws.com/192.168.5.4", id="like an IP"
        ),
        pytest.param(
            "tables--table-s3",
            {},
            "https://tables--table-s3.s3.eu-west-1.amazonaws.com",
            id="a table bucket's name is like any other",
        ),
        pytest.param(
            "media",
            {"region": "cn-north-1"},
            "https://media.s3.cn-north-1.amazonaws.com.cn",
            id="China",
        ),
        pytest.param("media", CUSTOM, "https://storage.example.com/media", id="custom endpoint"),
        pytest.param(
            "media",
            {"endpoint_url": "HTTP://Storage.example.com:8080/base/", "region": "auto"},
            "http://storage.example.com:8080/base/media",
            id="port and base path",
        ),
        pytest.param(
            "media",
            {"endpoint_url": "http://example.com:8080/base", **VIRTUAL},
            "http://media.example.com:8080/base",
            id="port and base path, virtual",
        ),
        pytest.param("media", {**ADDRESS, **VIRTUAL}, "http://10.0.0.1:9000/media", id="IPv4"),
        pytest.param(
            "media",
            {"endpoint_url": "http://[::1]:9000", **VIRTUAL},
            "http://[::1]:9000/media",
            id="IPv6",
        ),
        pytest.param(
            "media",
            {"endpoint_url": "http://localhost:9000", **VIRTUAL},
            "http://media.localhost:9000",
            id="localhost, virtual because asked for",
        ),
        pytest.param(
            "media",
            {"endpoint_url": "http://localhost:9000"},
            "http://localhost:9000/media",
            id="localhost",
        ),
        pytest.param(
            "my.media",
            {"endpoint_url": "http://example.com", **VIRTUAL},
            "http://my.media.example.com",
            id="dots under http",
        ),
        pytest.param(
            "192.168.5.4",
            {"endpoint_url": "http://example.com", **VIRTUAL},
            "http://example.com/192.168.5.4",
            id="like an IP under http",
        ),
        pytest.param(
            "media",
            {"endpoint_url": "http://example.com/a b%2f%7e/"},
            "http://example.com/a%20b%2F~/media",
            id="base path in one spelling",
        ),
        pytest.param(
            "media",
            {**CUSTOM, "region": "under_score"},
            "https://storage.example.com/media",
            id="a region that goes into no host may be called anything",
        ),
    ],
)
def test_url_of_a_bucket(bucket: str, options: dict[str, Any], url: str) -> None:
    """The bucket stands in the host where it can, and in the path where it must or was asked to."""
    made = EndpointOptions(**{"region": "eu-west-1", **options})
    assert resolve_endpoint(bucket, made).url == url


@pytest.mark.parametrize(
    ("bucket", "options", "traits", "url", "signing"),
    [
        pytest.param(
            "media",
            DUALSTACK,
            {},
            "https://media.s3.dualstack.us-west-2.amazonaws.com",
            "s3",
            id="dualstack",
        ),
        pytest.param(
            "media", FIPS, {}, "https://media.s3-fips.us-west-2.amazonaws.com", "s3", id="FIPS"
        ),
        pytest.param(
            "media",
            {**FIPS, **DUALSTACK},
            {},
            "https://media.s3-fips.dualstack.us-west-2.amazonaws.com",
            "s3",
            id="FIPS and dualstack",
        ),
        pytest.param(
            "media",
            ACCELERATE,
            {},
            "https://media.s3-accelerate.amazonaws.com",
            "s3",
            id="accelerate",
        ),
        pytest.param(
            "media",
            {**ACCELERATE, **DUALSTACK},
            {},
            "https://media.s3-accelerate.dualstack.amazonaws.com",
            "s3",
            id="accelerate and dualstack",
        ),
        pytest.param(
            "media",
            GLOBAL,
            {},
            "https://media.s3.us-west-2.amazonaws.com",
            "s3",
            id="global elsewhere",
        ),
        pytest.param(None, {}, {}, "https://s3.us-west-2.amazonaws.com", "s3", id="no bucket"),
        pytest.param(
            None,
            {"endpoint_url": "http://h:81/b/"},
            {},
            "http://h:81/b",
            "s3",
            id="no bucket, custom",
        ),
        pytest.param(
            None,
            {},
            {"object_lambda": True},
            "https://s3-object-lambda.us-west-2.amazonaws.com",
            "s3-object-lambda",
            id="Object Lambda's operation",
        ),
        pytest.param(
            None,
            CUSTOM,
            {"object_lambda": True},
            "https://storage.example.com",
            "s3-object-lambda",
            id="Object Lambda's operation, custom",
        ),
        pytest.param(
            None,
            {},
            {"control": True},
            "https://s3express-control.us-west-2.amazonaws.com",
            "s3express",
            id="control",
        ),
        pytest.param(
            None,
            CUSTOM,
            {"control": True},
            "https://storage.example.com",
            "s3express",
            id="control, custom",
        ),
        pytest.param(
            DIRECTORY,
            {},
            {"control": True},
            f"https://s3express-control.us-west-2.amazonaws.com/{DIRECTORY}",
            "s3express",
            id="control of a directory bucket",
        ),
        pytest.param(
            POINT,
            {},
            {},
            "https://point-123456789012.s3-accesspoint.us-west-2.amazonaws.com",
            "s3",
            id="access point",
        ),
        pytest.param(
            POINT,
            {"region": "eu-west-1", **FIPS, **DUALSTACK},
            {},
            "https://point-123456789012.s3-accesspoint-fips.dualstack.us-west-2.amazonaws.com",
            "s3",
            id="access point in the ARN's region",
        ),
        pytest.param(
            POINT,
            CUSTOM,
            {},
            "https://point-123456789012.storage.example.com",
            "s3",
            id="access point, custom",
        ),
        pytest.param(
            LAMBDA,
            FIPS,
            {},
            "https://point-123456789012.s3-object-lambda-fips.us-west-2.amazonaws.com",
            "s3-object-lambda",
            id="Object Lambda access point",
        ),
        pytest.param(
            OUTPOST,
            {},
            {},
            "https://point-123456789012.op-01234567890123456.s3-outposts.us-west-2.amazonaws.com",
            "s3-outposts",
            id="Outposts",
        ),
        pytest.param(
            OUTPOST,
            CUSTOM,
            {},
            "https://point-123456789012.op-01234567890123456.storage.example.com",
            "s3-outposts",
            id="Outposts, custom",
        ),
        pytest.param(
            ALIAS,
            PATH,
            {},
            f"https://{ALIAS}.op-0b1d075431d83bebd.s3-outposts.us-west-2.amazonaws.com",
            "s3-outposts",
            id="alias on Outposts, whatever the style",
        ),
        pytest.param(
            BETA,
            CUSTOM,
            {},
            f"https://{BETA}.ec2.storage.example.com",
            "s3-outposts",
            id="alias of a beta",
        ),
    ],
)
def test_resolves(
    bucket: str | None,
    options: dict[str, Any],
    traits: dict[str, bool],
    url: str,
    signing: str,
) -> None:
    """Every kind of bucket, host and operation has its URL, and the service that signs."""
    endpoint = resolve_endpoint(bucket, options_for(**options), **traits)
    assert (endpoint.url, endpoint.signing_name) == (url, signing)
    assert endpoint.signing_region == "us-west-2"
    assert endpoint.algorithm == "AWS4-HMAC-SHA256"
    assert not endpoint.session_auth


@pytest.mark.parametrize(
    ("bucket", "host"),
    [
        pytest.param(DIRECTORY, "s3express-use1-az4", id="8"),
        pytest.param("media--apne1-az4--x-s3", "s3express-apne1-az4", id="9"),
        pytest.param("media--usw2-lax1-az1--x-s3", "s3express-usw2-lax1-az1", id="13"),
        pytest.param("media--usw2-lax12-az1--x-s3", "s3express-usw2-lax12-az1", id="14"),
        pytest.param(
            "media--abcdefghij0123456789--x-s3", "s3express-abcdefghij0123456789", id="20"
        ),
        pytest.param("point--use1-az4--xa-s3", "s3express-use1-az4", id="access point"),
    ],
)
def test_directory_buckets(bucket: str, host: str) -> None:
    """A directory bucket is reached in its zone, and session credentials sign by default."""
    endpoint = resolve_endpoint(bucket, options_for())
    assert endpoint.url == f"https://{bucket}.{host}.us-west-2.amazonaws.com"
    assert (endpoint.signing_name, endpoint.session_auth) == ("s3express", True)
    both = {**FIPS, **DUALSTACK}
    fips = f"{host.replace('s3express', 's3express-fips')}.dualstack"
    assert resolve_endpoint(bucket, options_for(**both)).host.startswith(
        f"{bucket}.{fips}.us-west-2"
    )
    custom = resolve_endpoint(bucket, options_for(**CUSTOM))
    assert (custom.host, custom.session_auth) == (f"{bucket}.storage.example.com", True)
    for told in (
        resolve_endpoint(bucket, options_for(), no_session_auth=True),
        resolve_endpoint(bucket, options_for(s3_disable_express_session_auth=True)),
        resolve_endpoint(
            bucket, options_for(s3_disable_express_session_auth=True), no_session_auth=True
        ),
    ):
        assert (told.url, told.session_auth) == (endpoint.url, False)


def test_multi_region_access_points() -> None:
    """Their signatures are for all regions, which only the asymmetric algorithm can do."""
    endpoint = resolve_endpoint(MULTI_REGION, options_for())
    assert endpoint.url == "https://mfzwi23gnjvgw.mrap.accesspoint.s3-global.amazonaws.com"
    assert (endpoint.signing_region, endpoint.signing_name) == ("*", "s3")
    assert endpoint.algorithm == "AWS4-ECDSA-P256-SHA256"


@pytest.mark.parametrize(
    ("options", "host"),
    [
        ({"region": "aws-global"}, "s3.amazonaws.com"),
        ({"region": "us-east-1", **GLOBAL}, "s3.amazonaws.com"),
        ({"region": "aws-global", **DUALSTACK}, "s3.dualstack.us-east-1.amazonaws.com"),
        ({"region": "aws-global", **FIPS}, "s3-fips.us-east-1.amazonaws.com"),
        (
            {"region": "aws-global", **ACCELERATE, **DUALSTACK},
            "s3-accelerate.dualstack.us-east-1.amazonaws.com",
        ),
        ({"region": "aws-global", **CUSTOM, **VIRTUAL}, "storage.example.com"),
    ],
)
def test_the_global_host_only_where_asked_for(options: dict[str, Any], host: str) -> None:
    """`aws-global`, or us-east-1 with the option, is the global host, signed for us-east-1."""
    endpoint = resolve_endpoint("media", options_for(**options))
    assert (endpoint.host, endpoint.signing_region) == (f"media.{host}", "us-east-1")


@pytest.mark.parametrize("bucket", [POINT, LAMBDA, OUTPOST, DIRECTORY, BETA])
def test_auto_is_path_style_only_for_what_can_stand_in_a_path(bucket: str) -> None:
    """On a custom endpoint ARNs, directory buckets and aliases go into the host all the same."""
    auto, virtual = options_for(**CUSTOM), options_for(**CUSTOM, **VIRTUAL)
    assert resolve_endpoint(bucket, auto).url == resolve_endpoint(bucket, virtual).url
    assert resolve_endpoint(bucket, auto).host.endswith(".storage.example.com")


_HOST = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-")
_ODD = st.text(alphabet="aZ0.-_:/@?#%é\n ", max_size=12)


@given(
    bucket=st.one_of(
        _ODD,
        st.builds("{}--{}--x-s3".format, _ODD, st.one_of(st.just("use1-az4"), _ODD)),
        st.builds("arn:aws:s3:{}:{}:accesspoint/{}".format, _ODD, st.just("1"), _ODD),
        st.builds("arn:aws:s3::1:accesspoint/{}".format, _ODD),
        st.builds("arn:aws:s3-outposts:us-west-2:{}:o/{}/accesspoint/{}".format, _ODD, _ODD, _ODD),
        st.builds("{}-{}0b1d075431d83bebd{}use10--op-s3".format, _ODD, _ODD, st.just("8" * 20)),
    ),
    region=st.one_of(st.just("us-west-2"), _ODD),
)
def test_nothing_unchecked_comes_into_a_host(bucket: str, region: str) -> None:
    """Whatever is given, a host has labels of letters, digits and "-", or there is an error."""
    try:
        endpoint = resolve_endpoint(bucket, EndpointOptions(region=region))
    except InvalidInputError:
        return
    assert _HOST.issuperset(endpoint.host)
    assert all(0 < len(label) <= 63 and label[0] != "-" for label in endpoint.host.split("."))
    assert endpoint.host.endswith(".amazonaws.com")
