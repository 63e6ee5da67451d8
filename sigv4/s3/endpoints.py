"""From a bucket and a client's options to where requests go and who signs them.

It decides as AWS's published endpoint ruleset of S3 does; tests compare them point by
point. Source: that ruleset; Amazon S3 user guide, "Virtual hosting of general purpose
buckets".
"""

from __future__ import annotations

from .._checks import exact_str, shown
from ..errors import InvalidValueError
from ._arns import is_outposts_alias, resolve_arn, resolve_outposts_alias
from ._endpoint import (
    ADDRESSING_STYLES,
    GLOBAL,
    GLOBAL_SIGNS_FOR,
    Base,
    Endpoint,
    EndpointOptions,
    aws_host,
    in_front,
    in_host,
    split_endpoint,
    why_region,
)
from ._express import DIRECTORY_ENDINGS, resolve_control, resolve_directory
from .buckets import ARN_PREFIX, check_bucket, is_hostable, is_label
from .partitions import dns_suffix, is_aws_host, region_of_host

__all__ = [
    "ADDRESSING_STYLES",
    "Endpoint",
    "EndpointOptions",
    "dns_suffix",
    "is_aws_host",
    "region_by_default",
    "region_of_host",
    "resolve_endpoint",
    "split_endpoint",
]


def resolve_endpoint(
    bucket: str | None,
    options: EndpointOptions,
    *,
    control: bool = False,
    object_lambda: bool = False,
    no_access_points: bool = False,
    no_session_auth: bool = False,
) -> Endpoint:
    """Where a request for a bucket goes and who signs it.

    bucket: a name, an alias or an ARN, or None for operations that have none. The flags are
    traits of the operation: `control`: it manages directory buckets; `object_lambda`: it is
    WriteGetObjectResponse; `no_access_points`: it takes no ARN of one; `no_session_auth`:
    the ordinary credentials sign it on directory buckets too.

    Raises InvalidTypeError or InvalidValueError.
    """
    if bucket is None:
        return _of_no_bucket(options, control=control, object_lambda=object_lambda)
    bucket = exact_str("bucket", bucket)
    if bucket.endswith(DIRECTORY_ENDINGS):
        return resolve_directory(
            bucket,
            options,
            control=control,
            session_auth=not (no_session_auth or options.s3_disable_express_session_auth),
        )
    if is_outposts_alias(bucket):
        return resolve_outposts_alias(bucket, options)
    if bucket.startswith(ARN_PREFIX):
        return resolve_arn(bucket, options, no_access_points=no_access_points)
    return _of_bucket(check_bucket(bucket), options)


def region_by_default(endpoint_url: str | None) -> str | None:
    """The region for a client that was given none: on AWS there is none.

    Other servers mostly take any region, and us-east-1 is what they expect. Raises
    InvalidTypeError or InvalidValueError for what is no endpoint.
    """
    if endpoint_url is None or is_aws_host(split_endpoint(endpoint_url)[1]):
        return None
    return "us-east-1"


def _of_no_bucket(options: EndpointOptions, *, control: bool, object_lambda: bool) -> Endpoint:
    if control:
        return resolve_control(options)
    if object_lambda:
        return _object_lambda(options)
    if options.base is None:
        host, why = _aws_s3_host(options)
        url = f"https://{host}"
    else:
        url, why = _without_bucket(options, options.base), _CUSTOM_HOST
    return _signed_by_s3(url, options, why, "The operation names no bucket")


def _of_bucket(bucket: str, options: EndpointOptions) -> Endpoint:
    if options.use_accelerate_endpoint:
        return _accelerated(bucket, options)
    if options.base is not None:
        return _on_custom_endpoint(bucket, options, options.base)
    return _on_aws(bucket, options)


def _on_aws(bucket: str, options: EndpointOptions) -> Endpoint:
    host, why_host = _aws_s3_host(options)
    if options.addressing_style == "path":
        url, why_style = f"https://{host}/{bucket}", "Path style, as asked for"
    elif is_hostable(bucket):
        url, why_style = f"https://{bucket}.{host}", "Virtual-hosted style, AWS's own"
    else:
        url, why_style = f"https://{host}/{bucket}", _not_hostable(bucket, "https")
    return _signed_by_s3(url, options, why_host, why_style)


def _on_custom_endpoint(bucket: str, options: EndpointOptions, base: Base) -> Endpoint:
    in_path = f"{base.scheme}://{base.host}{base.path}/{bucket}"
    style = options.addressing_style
    if style == "path":
        url, why = in_path, "Path style, as asked for"
    elif style == "auto":
        url, why = in_path, "Path style, as by default on a custom endpoint"
    elif not is_hostable(bucket, dots=base.scheme == "http"):
        url, why = in_path, _not_hostable(bucket, base.scheme)
    elif not is_label(options.region):
        # AWS's rules want one here, though it goes into no host.
        raise InvalidValueError(
            "region", f"{shown(options.region)} is no DNS label", "use path style, or another name"
        )
    elif base.is_address:
        url, why = in_path, "Path style: nothing can stand before an IP address"
    else:
        url = f"{base.scheme}://{in_front(bucket, base.host)}{base.path}"
        why = "Virtual-hosted style, as asked for"
    return _signed_by_s3(url, options, _CUSTOM_HOST, why)


def _accelerated(bucket: str, options: EndpointOptions) -> Endpoint:
    if options.addressing_style == "path":
        raise _no_acceleration("it puts the bucket into the host, and path style was asked for")
    if not is_hostable(bucket):
        raise _no_acceleration(
            f"it puts the bucket into the host, where {shown(bucket)} cannot stand"
        )
    partition = options.partition
    if partition.name == "aws-cn":
        raise _no_acceleration(
            f"{shown(options.region)} is of the partition aws-cn, which has none"
        )
    region = in_host(options.region)
    host = "s3-accelerate"
    if options.use_dualstack_endpoint:
        host = f"{host}.dualstack{f'.{GLOBAL_SIGNS_FOR}' if region == GLOBAL else ''}"
    return _signed_by_s3(
        f"https://{bucket}.{host}.{partition.dns_suffix}",
        options,
        "The host is that of transfer acceleration, as asked for",
        "Virtual-hosted style, the only one there",
    )


def _object_lambda(options: EndpointOptions) -> Endpoint:
    for option, hosts in (
        ("use_dualstack_endpoint", "dual-stack hosts"),
        ("use_accelerate_endpoint", "transfer acceleration"),
    ):
        if getattr(options, option):
            raise InvalidValueError(
                option, f"the operation is S3 Object Lambda's, which has no {hosts}", "leave it out"
            )
    base = options.base
    if base is None:
        url = f"https://{aws_host('s3-object-lambda', in_host(options.region), options)}"
        why = "The operation is S3 Object Lambda's, which has hosts of its own"
    else:
        url, why = _without_bucket(options, base), _CUSTOM_HOST
    return Endpoint(
        url,
        signing_region=options.region,
        signing_name="s3-object-lambda",
        because=(
            why_region(options.region, options.partition),
            why,
            f"s3-object-lambda signs for {options.region}",
        ),
    )


def _without_bucket(options: EndpointOptions, base: Base) -> str:
    if not is_label(options.region, dots=True):
        # AWS's rules want one here, though it goes into no host.
        raise InvalidValueError(
            "region", f"{shown(options.region)} is no DNS label", "use another name"
        )
    return f"{base.scheme}://{base.host}{base.path}"


def _aws_s3_host(options: EndpointOptions) -> tuple[str, str]:
    """AWS's own host of S3 for a client, and why it is that one."""
    region = in_host(options.region)
    asked_for = region == GLOBAL or (options.use_global_endpoint and region == GLOBAL_SIGNS_FOR)
    if asked_for and not (options.use_fips_endpoint or options.use_dualstack_endpoint):
        return f"s3.{options.partition.dns_suffix}", "The host is the global one, as asked for"
    if region == GLOBAL:
        region = GLOBAL_SIGNS_FOR
    return aws_host("s3", region, options), f"The host is that of the region {region}"


def _signed_by_s3(url: str, options: EndpointOptions, why_host: str, why_style: str) -> Endpoint:
    region = GLOBAL_SIGNS_FOR if options.region == GLOBAL else options.region
    return Endpoint(
        url,
        signing_region=region,
        signing_name="s3",
        because=(
            why_region(options.region, options.partition),
            why_host,
            why_style,
            f"s3 signs for {region}",
        ),
    )


_CUSTOM_HOST = "The host is the custom endpoint's"


def _not_hostable(bucket: str, scheme: str) -> str:
    if scheme == "https" and is_hostable(bucket, dots=True):
        return "Path style: a certificate's wildcard covers one label, and the name has dots"
    return "Path style: the bucket's name is not DNS-compatible"


def _no_acceleration(problem: str) -> InvalidValueError:
    return InvalidValueError("use_accelerate_endpoint", problem, "leave it out")
