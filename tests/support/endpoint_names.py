"""One bucket of each kind, and one option of each kind, for the tests of endpoints."""

from __future__ import annotations

from typing import Any

from sigv4.s3.endpoints import EndpointOptions

POINT = "arn:aws:s3:us-west-2:123456789012:accesspoint/point"
LAMBDA = "arn:aws:s3-object-lambda:us-west-2:123456789012:accesspoint/point"
OUTPOST = (
    "arn:aws:s3-outposts:us-west-2:123456789012:outpost/op-01234567890123456/accesspoint/point"
)
MULTI_REGION = "arn:aws:s3::123456789012:accesspoint/mfzwi23gnjvgw.mrap"
DIRECTORY = "media--use1-az4--x-s3"
ALIAS = "name-o0b1d075431d83bebd88888888888888888888use10--op-s3"
BETA = "name-e0b1d075431d83bebd88888888888888888888beta0--op-s3"

DUALSTACK: dict[str, Any] = {"use_dualstack_endpoint": True}
FIPS: dict[str, Any] = {"use_fips_endpoint": True}
ACCELERATE: dict[str, Any] = {"use_accelerate_endpoint": True}
GLOBAL: dict[str, Any] = {"use_global_endpoint": True}
PATH: dict[str, Any] = {"addressing_style": "path"}
VIRTUAL: dict[str, Any] = {"addressing_style": "virtual"}
CUSTOM: dict[str, Any] = {"endpoint_url": "https://storage.example.com"}
ADDRESS: dict[str, Any] = {"endpoint_url": "http://10.0.0.1:9000"}


def options_for(**changes: Any) -> EndpointOptions:
    """The options of a client in us-west-2, with changes."""
    return EndpointOptions(**{"region": "us-west-2", **changes})
