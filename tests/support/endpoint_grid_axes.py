"""The axes of the grid of endpoints: buckets, options and traits of operations."""

from __future__ import annotations

from typing import Any

_ACCOUNT = "123456789012"
_OUTPOST = "op-01234567890123456"


def _arn(resource: str, **parts: str) -> str:
    of = {"partition": "aws", "service": "s3", "region": "us-west-2", "account": _ACCOUNT, **parts}
    return f"arn:{of['partition']}:{of['service']}:{of['region']}:{of['account']}:{resource}"


def _lambda_arn(resource: str, **parts: str) -> str:
    return _arn(resource, **{"service": "s3-object-lambda", **parts})


def _outposts_arn(resource: str, **parts: str) -> str:
    return _arn(resource, **{"service": "s3-outposts", **parts})


def _multi_region_arn(resource: str, **parts: str) -> str:
    return _arn(resource, **{"region": "", **parts})


def _alias(hardware: str, prefix: str = "use1", *, name: str = "name", outpost: str = "") -> str:
    return f"{name}-{hardware}{outpost or '0b1d075431d83bebd'}{'8' * 20}{prefix}0--op-s3"


BUCKETS: tuple[str | None, ...] = (
    None,
    "media",
    "abc",
    "0123",
    "xn--abc",
    "a" * 63,
    "my.media",
    "my.me-dia.2",
    "my..media",
    "192.168.5.4",
    "1234.168.5.4",
    "ab",
    "a",
    "a" * 64,
    "My_Media",
    "MEDIA",
    "-media",
    "media-",
    "a-.b",
    "." * 3,
    ".".join(["a" * 60] * 4),
    "tables--table-s3",
    "point--ol-s3",
    "point-abc-s3alias",
    "short--op-s3",
    "arn",
    # Refused here; the ruleset takes them.
    "name.mrap",
    "a/b",
    "a b",
    "",
    "..",
    # Directory buckets, and access points of them.
    "media--use1-az4--x-s3",
    "media--apne1-az4--x-s3",
    "media--usw2-lax1-az1--x-s3",
    "media--usw2-lax12-az1--x-s3",
    "media--abcdefghij0123456789--x-s3",
    "media--az1--x-s3",
    "media.1--use1-az4--x-s3",
    "Media--use1-az4--x-s3",
    "media-use1-az4--x-s3",
    "--x-s3",
    "a" * 50 + "--use1-az4--x-s3",
    "point--use1-az4--xa-s3",
    "point--apne1-az4--xa-s3",
    "point--usw2-lax1-az1--xa-s3",
    "point--usw2-lax12-az1--xa-s3",
    "point--abcdefghij0123456789--xa-s3",
    "point--az1--xa-s3",
    "point.1--use1-az4--xa-s3",
    # Aliases of access points on Outposts.
    _alias("o"),
    _alias("e"),
    _alias("o", "beta"),
    _alias("e", "beta"),
    _alias("x"),
    _alias("o", name="n.1"),
    _alias("o", outpost="0b1d075.31d83bebd"),
    _alias("o", name="a-much-longer-name"),
    # Access points.
    _arn("accesspoint:point"),
    _arn("accesspoint/point"),
    _arn("accesspoint/POINT"),
    _arn("accesspoint/point", region="us-east-1"),
    _arn("accesspoint/point", region="aws-global"),
    _arn("accesspoint/point", region="us.west.2"),
    _arn("accesspoint/point", region="US-WEST-2"),
    _arn("accesspoint/point", region="us_west_2"),
    _arn("accesspoint/point", region="cn-north-1", partition="aws-cn"),
    _arn("accesspoint/point", region="us-gov-west-1", partition="aws-us-gov"),
    _arn("accesspoint/point", partition="aws-cn"),
    _arn("accesspoint/point", account=""),
    _arn("accesspoint/point", account="12345.6789"),
    _arn("accesspoint/point", account="12345_6789"),
    _arn("accesspoint/point", service="sqs"),
    _arn("accesspoint/point", service="s3express"),
    _arn("accesspoint/point:more"),
    _arn("accesspoint/point/object/key"),
    _arn("accesspoint/point/"),
    _arn("accesspoint/po.int"),
    _arn("accesspoint/po_int"),
    _arn("accesspoint/"),
    _arn("accesspoint"),
    _arn("accesspoint/" + "a" * 60),
    _arn("accesspoint/point--op-s3"),
    _arn("accesspoint/point--use1-az4--xa-s3"),
    _arn("bucket_name"),
    _arn(":point"),
    _arn(""),
    "arn:aws:s3:us-west-2:123456789012",
    "arn::s3:us-west-2:123456789012:accesspoint/point",
    "arn:",
    # Object Lambda.
    _lambda_arn("accesspoint/point"),
    _lambda_arn("accesspoint:point"),
    _lambda_arn("accesspoint/point", region="us-east-1"),
    _lambda_arn("accesspoint/point", region="cn-north-1", partition="aws-cn"),
    _lambda_arn("accesspoint/point", region=""),
    _lambda_arn("accesspoint/point", account=""),
    _lambda_arn("accesspoint/point/more"),
    _lambda_arn("accesspoint"),
    _lambda_arn("accesspoint/po_int"),
    _lambda_arn("bucket/name"),
    # Outposts.
    _outposts_arn(f"outpost/{_OUTPOST}/accesspoint/point"),
    _outposts_arn(f"outpost:{_OUTPOST}:accesspoint:point"),
    _outposts_arn(f"outpost/{_OUTPOST}/accesspoint/point", region="us-east-1"),
    _outposts_arn(f"outpost/{_OUTPOST}/accesspoint/point", region="us-gov-west-1"),
    _outposts_arn(f"outpost/{_OUTPOST}/accesspoint/point", region=""),
    _outposts_arn(f"outpost/{_OUTPOST}/accesspoint/point", account=""),
    _outposts_arn(f"outpost/{_OUTPOST}/accesspoint/point/more"),
    _outposts_arn(f"outpost/{_OUTPOST}/accesspoint"),
    _outposts_arn(f"outpost/{_OUTPOST}/bucket/point"),
    _outposts_arn(f"outpost/{_OUTPOST}"),
    _outposts_arn("outpost"),
    _outposts_arn("outpost//accesspoint/point"),
    _outposts_arn("outpost/op.1/accesspoint/point"),
    _outposts_arn(f"outpost/{_OUTPOST}/accesspoint/po_int"),
    _outposts_arn("accesspoint/point"),
    _outposts_arn(f"other/{_OUTPOST}/accesspoint/point"),
    # Multi-Region Access Points.
    _multi_region_arn("accesspoint/mfzwi23gnjvgw.mrap"),
    _multi_region_arn("accesspoint:mfzwi23gnjvgw.mrap"),
    _multi_region_arn("accesspoint/name"),
    _multi_region_arn("accesspoint/mfzwi23gnjvgw.mrap", partition="aws-cn"),
    _multi_region_arn("accesspoint/mfzwi23gnjvgw.mrap", account=""),
    _multi_region_arn("accesspoint/mfzwi23gnjvgw.mrap/object/key"),
    _multi_region_arn("accesspoint/my_name.mrap"),
    _multi_region_arn("accesspoint/"),
    _multi_region_arn("accesspoint/mfzwi23gnjvgw.mrap", service="s3-outposts"),
)

REGIONS = (
    "us-east-1",
    "us-west-2",
    "eu-west-1",
    "cn-north-1",
    "us-gov-west-1",
    "us-iso-east-1",
    "us-isob-east-1",
    "eu-isoe-west-1",
    "us-isof-south-1",
    "eusc-de-east-1",
    "xx-new-7",
    "auto",
    "aws-global",
    "aws-cn-global",
    "under_score",
    "a.b",
    "EU-WEST-1",
    "-x",
    "x@y",
)

ENDPOINTS = (
    None,
    "https://storage.example.com",
    "http://storage.example.com:8080/base",
    "http://10.0.0.1:9000",
    "https://10.0.0.1/base",
    "http://[::1]:9000",
    "http://localhost:9000",
)

TRAITS: tuple[dict[str, bool], ...] = (
    {},
    {"control": True},
    {"object_lambda": True},
    {"no_access_points": True},
    {"no_session_auth": True},
    {"control": True, "no_session_auth": True},
)

_FLAGS = (False, True)
OPTIONS: dict[str, tuple[Any, ...]] = {
    "region": REGIONS,
    "use_fips_endpoint": _FLAGS,
    "use_dualstack_endpoint": _FLAGS,
    "use_accelerate_endpoint": _FLAGS,
    "endpoint_url": ENDPOINTS,
    "addressing_style": ("virtual", "path"),
    "use_global_endpoint": _FLAGS,
    "use_arn_region": _FLAGS,
    "s3_disable_multiregion_access_points": _FLAGS,
}

# What the ruleset calls the options and the traits.
PARAMETERS = {
    "region": "Region",
    "use_fips_endpoint": "UseFIPS",
    "use_dualstack_endpoint": "UseDualStack",
    "use_accelerate_endpoint": "Accelerate",
    "endpoint_url": "Endpoint",
    "use_global_endpoint": "UseGlobalEndpoint",
    "use_arn_region": "UseArnRegion",
    "s3_disable_multiregion_access_points": "DisableMultiRegionAccessPoints",
    "control": "UseS3ExpressControlEndpoint",
    "object_lambda": "UseObjectLambdaEndpoint",
    "no_access_points": "DisableAccessPoints",
    "no_session_auth": "DisableS3ExpressSessionAuth",
}
