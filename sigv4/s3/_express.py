"""Directory buckets (S3 Express One Zone): their zonal hosts, and the control hosts.

Source: AWS's endpoint ruleset of S3; Amazon S3 user guide, "Networking for directory
buckets".
"""

from __future__ import annotations

from .._checks import shown
from ..errors import InvalidValueError
from ._endpoint import Base, Endpoint, EndpointOptions, aws_host, in_front, in_host, why_region
from .buckets import (
    DIRECTORY_ACCESS_POINT,
    DIRECTORY_BUCKET,
    bucket_error,
    check_bucket,
    is_hostable,
    zone_of,
)

DIRECTORY_ENDINGS = (DIRECTORY_BUCKET, DIRECTORY_ACCESS_POINT)

_SERVICE = "s3express"


def resolve_directory(
    bucket: str, options: EndpointOptions, *, control: bool, session_auth: bool
) -> Endpoint:
    """The endpoint of a directory bucket, or of an access point of one, by its name."""
    if bucket.startswith("arn:"):
        raise bucket_error(
            f"{shown(bucket)} is an ARN of S3 Express, which has no host",
            "give the name at its end",
        )
    check_bucket(bucket)
    on_control = control and bucket.endswith(DIRECTORY_BUCKET)
    # Amazon S3 API reference: the operations that manage a directory bucket take the
    # ordinary credentials. The ruleset forgets it on a custom endpoint.
    session_auth = session_auth and not on_control
    if options.use_accelerate_endpoint:
        raise InvalidValueError(
            "use_accelerate_endpoint",
            f"{shown(bucket)} is a directory bucket, which has no transfer acceleration",
            "leave it out",
        )
    if options.base is not None:
        url, why = _on_custom_endpoint(bucket, options.base), "The host is the custom endpoint's"
    elif on_control:
        host = aws_host("s3express-control", in_host(options.region), options)
        url, why = (
            f"https://{host}/{bucket}",
            "Control operations on directory buckets have a host of their own",
        )
    else:
        url, why = (
            _zonal(bucket, options),
            "The name is a directory bucket's, whose zone has a host of its own",
        )
    return Endpoint(
        url,
        signing_region=options.region,
        signing_name=_SERVICE,
        session_auth=session_auth,
        because=(
            why_region(options.region, options.partition),
            why,
            "Session credentials of CreateSession sign, for s3express"
            if session_auth
            else "The ordinary credentials sign, for s3express",
        ),
    )


def resolve_control(options: EndpointOptions) -> Endpoint:
    """The endpoint of control operations that name no bucket."""
    base = options.base
    if base is None:
        url = f"https://{aws_host('s3express-control', in_host(options.region), options)}"
    else:
        url = f"{base.scheme}://{base.host}{base.path}"
    return Endpoint(
        url,
        signing_region=options.region,
        signing_name=_SERVICE,
        because=(
            why_region(options.region, options.partition),
            "Control operations on directory buckets have a host of their own"
            if base is None
            else "The host is the custom endpoint's",
            "The ordinary credentials sign, for s3express",
        ),
    )


def _on_custom_endpoint(bucket: str, base: Base) -> str:
    if base.is_address:
        # The ruleset has the base path behind the bucket here.
        return f"{base.scheme}://{base.host}/{bucket}{base.path}"
    _check_hostable(bucket)
    return f"{base.scheme}://{in_front(bucket, base.host)}{base.path}"


def _zonal(bucket: str, options: EndpointOptions) -> str:
    _check_hostable(bucket)
    ending = next(e for e in DIRECTORY_ENDINGS if bucket.endswith(e))
    fips = "fips-" if options.use_fips_endpoint else ""
    zone = zone_of(bucket, ending)
    dualstack = ".dualstack" if options.use_dualstack_endpoint else ""
    region = in_host(options.region)
    suffix = options.partition.dns_suffix
    return f"https://{bucket}.s3express-{fips}{zone}{dualstack}.{region}.{suffix}"


def _check_hostable(bucket: str) -> None:
    if not is_hostable(bucket):
        raise bucket_error(
            f"{shown(bucket)} is no name of a directory bucket: it is no DNS label in lower case",
            "use 3 to 63 of a-z, 0-9 and '-', with a letter or digit at both ends",
        )
