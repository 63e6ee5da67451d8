"""What contradicts itself, or cannot be an endpoint, is an error in words."""

from __future__ import annotations

from typing import Any

import pytest
from endpoint_names import (
    ACCELERATE,
    ADDRESS,
    BETA,
    CUSTOM,
    DIRECTORY,
    DUALSTACK,
    FIPS,
    LAMBDA,
    MULTI_REGION,
    OUTPOST,
    PATH,
    POINT,
    VIRTUAL,
    options_for,
)

from sigv4.errors import InvalidTypeError, InvalidValueError
from sigv4.s3.endpoints import resolve_endpoint


@pytest.mark.parametrize(
    ("bucket", "options", "argument", "says"),
    [
        pytest.param(
            "media",
            {**ACCELERATE, **FIPS},
            "use_accelerate_endpoint",
            "FIPS",
            id="accelerate, FIPS",
        ),
        pytest.param(
            "media",
            {**ACCELERATE, **CUSTOM},
            "use_accelerate_endpoint",
            "endpoint_url",
            id="accelerate, custom",
        ),
        pytest.param(
            "media",
            {**ACCELERATE, **PATH},
            "use_accelerate_endpoint",
            "path style",
            id="accelerate, path",
        ),
        pytest.param(
            "my.media",
            ACCELERATE,
            "use_accelerate_endpoint",
            "'my.media' cannot stand",
            id="accelerate, dots",
        ),
        pytest.param(
            "media",
            {**ACCELERATE, "region": "cn-north-1"},
            "use_accelerate_endpoint",
            "aws-cn",
            id="accelerate, China",
        ),
        pytest.param(
            DIRECTORY,
            ACCELERATE,
            "use_accelerate_endpoint",
            "directory bucket",
            id="accelerate, directory",
        ),
        pytest.param(
            POINT,
            ACCELERATE,
            "use_accelerate_endpoint",
            "access point",
            id="accelerate, access point",
        ),
        pytest.param(
            "media",
            {**DUALSTACK, **CUSTOM},
            "use_dualstack_endpoint",
            "endpoint_url",
            id="dualstack, custom",
        ),
        pytest.param(
            "media", {**FIPS, **CUSTOM}, "use_fips_endpoint", "endpoint_url", id="FIPS, custom"
        ),
        pytest.param(
            "media",
            {**FIPS, "region": "cn-north-1"},
            "use_fips_endpoint",
            "aws-cn",
            id="FIPS, China",
        ),
        pytest.param(POINT, PATH, "addressing_style", "cannot stand in a path", id="ARN, path"),
        pytest.param(
            POINT,
            {"region": "cn-north-1"},
            "bucket",
            "partition 'aws'.*'cn-north-1' of aws-cn",
            id="ARN of another partition",
        ),
        pytest.param(
            POINT,
            {"region": "eu-west-1", "use_arn_region": False},
            "use_arn_region",
            "'us-west-2', the client of 'eu-west-1'",
            id="ARN of another region",
        ),
        pytest.param(
            LAMBDA,
            DUALSTACK,
            "use_dualstack_endpoint",
            "Object Lambda",
            id="Object Lambda, dualstack",
        ),
        pytest.param(
            LAMBDA,
            ACCELERATE,
            "use_accelerate_endpoint",
            "Object Lambda",
            id="Object Lambda, accelerate",
        ),
        pytest.param(
            OUTPOST, DUALSTACK, "use_dualstack_endpoint", "Outposts", id="Outposts, dualstack"
        ),
        pytest.param(OUTPOST, FIPS, "use_fips_endpoint", "Outposts", id="Outposts, FIPS"),
        pytest.param(
            OUTPOST, ACCELERATE, "use_accelerate_endpoint", "Outposts", id="Outposts, accelerate"
        ),
        pytest.param(
            MULTI_REGION,
            DUALSTACK,
            "use_dualstack_endpoint",
            "Multi-Region",
            id="MRAP, dualstack",
        ),
        pytest.param(MULTI_REGION, FIPS, "use_fips_endpoint", "Multi-Region", id="MRAP, FIPS"),
        pytest.param(
            MULTI_REGION,
            ACCELERATE,
            "use_accelerate_endpoint",
            "Multi-Region",
            id="MRAP, accelerate",
        ),
        pytest.param(
            MULTI_REGION,
            {"s3_disable_multiregion_access_points": True},
            "s3_disable_multiregion_access_points",
            "disabled",
            id="MRAP, disabled",
        ),
        pytest.param(
            MULTI_REGION,
            {"region": "cn-north-1"},
            "bucket",
            "partition 'aws'",
            id="MRAP of another partition",
        ),
        pytest.param(BETA, {}, "endpoint_url", "beta", id="alias of a beta without an endpoint"),
        pytest.param(
            POINT, ADDRESS, "endpoint_url", "before an IP address", id="ARN on an IP address"
        ),
    ],
)
def test_contradictions(bucket: str, options: dict[str, Any], argument: str, says: str) -> None:
    """What cannot go together is an error that names both sides and what to do."""
    with pytest.raises(InvalidValueError, match=says) as caught:
        resolve_endpoint(bucket, options_for(**options))
    assert caught.value.argument == argument
    assert caught.value.remedy


@pytest.mark.parametrize(
    ("options", "traits", "bucket", "says"),
    [
        pytest.param(DUALSTACK, {"object_lambda": True}, None, "dual-stack", id="dualstack"),
        pytest.param(ACCELERATE, {"object_lambda": True}, None, "acceleration", id="accelerate"),
        pytest.param({}, {"no_access_points": True}, POINT, "does not take", id="access point"),
        pytest.param({}, {"no_access_points": True}, LAMBDA, "does not take", id="Object Lambda"),
        pytest.param(
            {**CUSTOM, **VIRTUAL, "region": "under_score"}, {}, "media", "DNS label", id="region"
        ),
        pytest.param(
            {**CUSTOM, "region": "under_score"}, {}, None, "DNS label", id="region, no bucket"
        ),
    ],
)
def test_refused_for_an_operation(
    options: dict[str, Any], traits: dict[str, bool], bucket: str | None, says: str
) -> None:
    """What an operation cannot do is an error, too."""
    with pytest.raises(InvalidValueError, match=says):
        resolve_endpoint(bucket, options_for(**options), **traits)


@pytest.mark.parametrize(
    ("options", "argument", "says"),
    [
        pytest.param({"bucket": ""}, "bucket", "no bucket's name", id="empty"),
        pytest.param({"bucket": "a/b"}, "bucket", "no bucket's name", id="slash"),
        pytest.param({"bucket": "a@b"}, "bucket", "no bucket's name", id="at sign"),
        pytest.param({"bucket": ".."}, "bucket", "no bucket's name", id="dot segment"),
        pytest.param({"bucket": "ñandú"}, "bucket", "no bucket's name", id="not ASCII"),
        pytest.param({"bucket": "a" * 256}, "bucket", "no bucket's name", id="too long"),
        pytest.param({"bucket": "arn:aws:s3:::b"}, "bucket", "no access point", id="bucket ARN"),
        pytest.param({"bucket": "arn:aws:s3"}, "bucket", "is no ARN", id="half an ARN"),
        pytest.param({"bucket": "b--az4--x-s3"}, "bucket", "names no zone", id="directory"),
        pytest.param({"bucket": "x.mrap"}, "bucket", "give its ARN", id="MRAP"),
        pytest.param({"region": ""}, "region", "empty", id="region empty"),
        pytest.param({"region": "evil.example"}, "region", "no DNS label", id="region with a dot"),
        pytest.param({"region": "x@y"}, "region", "no DNS label", id="region with an at sign"),
        pytest.param({"region": "x/y"}, "region", "no region", id="region with a slash"),
        pytest.param({"region": "-x"}, "region", "no DNS label", id="region begins with -"),
        pytest.param({"region": "EU-WEST-1"}, "region", "lower case", id="region in capitals"),
        pytest.param({"region": "aws-cn-global"}, "region", "no one region", id="pseudo region"),
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
    without_bucket = {name: value for name, value in options.items() if name != "bucket"}
    with pytest.raises(InvalidValueError, match=says) as caught:
        resolve_endpoint(options.get("bucket", "media"), options_for(**without_bucket))
    assert caught.value.argument == argument


@pytest.mark.parametrize(
    ("options", "argument"),
    [
        ({"region": None}, "region"),
        ({"endpoint_url": b"https://h"}, "endpoint_url"),
        ({"addressing_style": None}, "addressing_style"),
        ({"use_fips_endpoint": "no"}, "use_fips_endpoint"),
        ({"use_arn_region": 0}, "use_arn_region"),
        ({"s3_disable_express_session_auth": None}, "s3_disable_express_session_auth"),
    ],
)
def test_types(options: dict[str, Any], argument: str) -> None:
    """A flag is True or False and a text a str: "no" is not taken for yes."""
    with pytest.raises(InvalidTypeError) as caught:
        options_for(**options)
    assert caught.value.argument == argument


def test_a_bucket_is_a_text() -> None:
    """A bucket of another type is refused by name."""
    with pytest.raises(InvalidTypeError, match="bucket"):
        resolve_endpoint(b"media", options_for())  # type: ignore[arg-type]  # what is tested


def test_a_password_in_an_endpoint_is_not_shown() -> None:
    """An endpoint with user info may hold a password; no error repeats it."""
    for endpoint in (
        "u:hunter2@h",
        "ftp://u:hunter2@h",
        "http://u:hunter2@h",
        "http://hunter2%/u@h",
    ):
        with pytest.raises(InvalidValueError) as caught:
            options_for(endpoint_url=endpoint)
        assert "hunter2" not in str(caught.value)
