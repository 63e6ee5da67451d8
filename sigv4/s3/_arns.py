"""Buckets that are named by an ARN, and the aliases of access points on Outposts.

Source: AWS's endpoint ruleset of S3; Amazon S3 user guide, "Using access points",
"Transforming objects with S3 Object Lambda" and "Making requests through a Multi-Region
Access Point".
"""

from __future__ import annotations

from .._canonical import ASYMMETRIC_ALGORITHM
from .._checks import shown
from ..errors import InvalidValueError
from ._endpoint import (
    Base,
    Endpoint,
    EndpointOptions,
    aws_host,
    in_front,
    in_host,
    why_region,
)
from .buckets import (
    LONGEST_LABEL,
    OUTPOSTS_ALIAS,
    Arn,
    bucket_error,
    check_bucket,
    is_hostable,
    is_label,
    parse_arn,
)
from .partitions import partition_of

_ACCESS_POINT = "accesspoint"
_OUTPOSTS = "s3-outposts"
_OBJECT_LAMBDA = "s3-object-lambda"

# An alias of an access point on Outposts is …BETA?OUTPOST-ID(17)HARDWARE--op-s3: AWS's rules
# read it from its end. A shorter name with that ending is a bucket's.
_SHORTEST_ALIAS = 50


def is_outposts_alias(bucket: str) -> bool:
    """Whether AWS's rules read a name as the alias of an access point on Outposts."""
    return bucket.endswith(OUTPOSTS_ALIAS) and len(bucket) >= _SHORTEST_ALIAS


def resolve_arn(arn: str, options: EndpointOptions, *, no_access_points: bool) -> Endpoint:
    """The endpoint of an access point by its ARN; `no_access_points`: the operation has none."""
    if options.addressing_style == "path":
        raise InvalidValueError(
            "addressing_style",
            f"{shown(arn)} is an ARN, which cannot stand in a path",
            "leave path style out, or name a bucket",
        )
    parsed = parse_arn(arn)
    kind, service = parsed.resource[0], parsed.service
    if kind == _ACCESS_POINT and service != _OBJECT_LAMBDA and not parsed.region:
        return _multi_region(arn, parsed, options)
    if kind == _ACCESS_POINT and service in {"s3", _OBJECT_LAMBDA}:
        if no_access_points:
            raise bucket_error(
                f"{shown(arn)} is an access point, which this operation does not take",
                "name the bucket",
            )
        return _access_point(arn, parsed, options)
    # "outpost" is meant, and AWS's rules take any other word.
    if kind not in {"", _ACCESS_POINT} and service == _OUTPOSTS:
        return _outposts(arn, parsed, options)
    raise bucket_error(
        f"{shown(arn)} is the ARN of no access point",
        "give that of an access point of S3, Object Lambda or Outposts, or name a bucket",
    )


def resolve_outposts_alias(alias: str, options: EndpointOptions) -> Endpoint:
    """The endpoint of an access point on Outposts by its alias."""
    if alias.startswith("arn:"):
        raise bucket_error(
            f"{shown(alias)} is an ARN that ends as an alias does", "give the ARN, or the alias"
        )
    check_bucket(alias)
    _refuse("S3 on Outposts", options, fips=True)
    outpost, hardware = alias[-49:-32], alias[-50]
    if not is_label(outpost) or not is_hostable(alias):
        raise bucket_error(
            f"{shown(alias)} is no alias of an access point on Outposts", "copy the alias whole"
        )
    if hardware not in {"e", "o"}:
        raise bucket_error(
            f"{shown(alias)} names the hardware '{hardware}', which is not known",
            "copy the alias whole: it is 'e' (EC2) or 'o' (Outposts)",
        )
    place = "ec2" if hardware == "e" else f"op-{outpost}"
    base = options.base
    if alias[-12:-8] != "beta":
        region = in_host(options.region)
        host = f"{_OUTPOSTS}.{region}.{options.partition.dns_suffix}"
        why = "AWS's own host" if base is None else "AWS's own host, not the custom endpoint's"
    elif base is None:
        raise InvalidValueError(
            "endpoint_url", f"{shown(alias)} is of a beta, which has no host of AWS's", "give one"
        )
    else:
        host, why = _host_of(alias, base), "the custom endpoint's host"
    return Endpoint(
        f"https://{in_front(f'{alias}.{place}', host)}",
        signing_region=options.region,
        signing_name=_OUTPOSTS,
        because=(
            why_region(options.region, options.partition),
            f"The bucket is an alias of an access point on Outposts: it stands before {why}",
            f"{_OUTPOSTS} signs for {options.region}",
        ),
    )


def _access_point(arn: str, parsed: Arn, options: EndpointOptions) -> Endpoint:
    service = parsed.service
    if service == _OBJECT_LAMBDA:
        _refuse("S3 Object Lambda", options)
        label, what = _OBJECT_LAMBDA, "an Object Lambda access point"
    else:
        _refuse("an access point", options, dualstack=False)
        label, what = "s3-accesspoint", "an access point"
    if len(parsed.resource) > 2:
        raise bucket_error(
            f"{shown(arn)} goes on after the access point's name", "end it after the name"
        )
    region = _region(arn, parsed, options)
    before = _name_and_account(arn, parsed, parsed.part(1))
    base = options.base
    if base is None:
        url = f"https://{before}.{aws_host(label, region, options)}"
    else:
        url = f"{base.scheme}://{in_front(before, _host_of(arn, base))}{base.path}"
    return Endpoint(
        url,
        signing_region=region,
        signing_name=service,
        because=_because(parsed, options, what),
    )


def _multi_region(arn: str, parsed: Arn, options: EndpointOptions) -> Endpoint:
    _refuse("a Multi-Region Access Point", options, fips=True)
    if options.s3_disable_multiregion_access_points:
        raise InvalidValueError(
            "s3_disable_multiregion_access_points",
            f"{shown(arn)} is a Multi-Region Access Point, and they are disabled",
            "leave the option out, or name a bucket",
        )
    name = parsed.part(1)
    if not name or not is_label(name, dots=True):
        raise bucket_error(
            f"{shown(arn)} has neither a region nor the alias of a Multi-Region Access Point",
            "write arn:aws:s3::ACCOUNT:accesspoint/ALIAS.mrap",
        )
    partition = options.partition
    if parsed.partition != partition.name:
        raise _other_partition(arn, parsed.partition, options)
    host = f"{_ACCESS_POINT}.s3-global.{partition.dns_suffix}"
    return Endpoint(
        f"https://{in_front(name, host)}",
        signing_region="*",
        signing_name="s3",
        algorithm=ASYMMETRIC_ALGORITHM,
        because=(
            why_region(options.region, partition),
            "The ARN has no region: it is a Multi-Region Access Point's, which has one host"
            + ("" if options.base is None else ", not the custom endpoint's"),
            f"A signature for all regions is one of {ASYMMETRIC_ALGORITHM}",
        ),
    )


def _outposts(arn: str, parsed: Arn, options: EndpointOptions) -> Endpoint:
    _refuse("S3 on Outposts", options, fips=True)
    outpost, kind, name = parsed.part(1), parsed.part(2), parsed.part(3)
    if len(parsed.resource) != 4 or kind != _ACCESS_POINT:
        raise bucket_error(
            f"{shown(arn)} names no access point on Outposts",
            "write arn:aws:s3-outposts:REGION:ACCOUNT:outpost/OUTPOST/accesspoint/NAME",
        )
    if not outpost or not is_label(outpost):
        raise bucket_error(
            f"{shown(arn)} has no id of an Outpost", "give one such as op-01234567890123456"
        )
    region = _region(arn, parsed, options)
    before = _name_and_account(arn, parsed, name)
    base = options.base
    host = (
        f"{_OUTPOSTS}.{region}.{options.partition.dns_suffix}"
        if base is None
        else _host_of(arn, base)
    )
    return Endpoint(
        f"https://{in_front(f'{before}.{outpost}', host)}",
        signing_region=region,
        signing_name=_OUTPOSTS,
        because=_because(parsed, options, "an access point on Outposts"),
    )


def _refuse(
    what: str, options: EndpointOptions, *, dualstack: bool = True, fips: bool = False
) -> None:
    for refused, option, hosts in (
        (dualstack, "use_dualstack_endpoint", "dual-stack hosts"),
        (fips, "use_fips_endpoint", "FIPS hosts"),
        (True, "use_accelerate_endpoint", "transfer acceleration"),
    ):
        if refused and getattr(options, option):
            raise InvalidValueError(
                option, f"the bucket is of {what}, which has no {hosts}", "leave it out"
            )


def _name_and_account(arn: str, parsed: Arn, name: str | None) -> str:
    """The label of an access point in a host; each part passed as one, so they join as one."""
    if not name or not is_label(name):
        raise bucket_error(
            f"{shown(arn)} has no name of an access point",
            "use a-z, 0-9 and '-', with a letter or digit at both ends",
        )
    if not is_label(parsed.account):
        raise bucket_error(f"{shown(arn)} has no account", "give the 12 digits of its owner's")
    label = f"{name}-{parsed.account}"
    if len(label) > LONGEST_LABEL:
        raise bucket_error(
            f"{shown(arn)} has a name too long for a host", "a name has up to 50 characters"
        )
    return label


def _region(arn: str, parsed: Arn, options: EndpointOptions) -> str:
    """The region of an ARN, checked against the client's and for standing in a host."""
    if not parsed.region:
        raise bucket_error(f"{shown(arn)} has no region", "give the access point's")
    if not options.use_arn_region and parsed.region != options.region:
        raise InvalidValueError(
            "use_arn_region",
            f"the ARN is of {shown(parsed.region)}, the client of {shown(options.region)}, and the "
            "region of an ARN is not to be used",
            "make a client for that region, or leave the option out",
        )
    partition = partition_of(parsed.region)
    if partition.name != options.partition.name:
        raise _other_partition(arn, partition.name, options)
    return in_host(parsed.region, "bucket")


def _other_partition(arn: str, name: str, options: EndpointOptions) -> InvalidValueError:
    return bucket_error(
        f"{shown(arn)} is of the partition {shown(name)}, and the client's region "
        f"{shown(options.region)} of {options.partition.name}",
        "make a client for a region of its partition",
    )


def _host_of(bucket: str, base: Base) -> str:
    """The host of a custom endpoint that something can stand in front of."""
    if base.is_address:
        raise InvalidValueError(
            "endpoint_url",
            f"nothing can stand before an IP address, and {shown(bucket)} must",
            "give the endpoint by a name",
        )
    return base.host


def _because(parsed: Arn, options: EndpointOptions, what: str) -> tuple[str, ...]:
    host = "AWS's own host" if options.base is None else "the custom endpoint's host"
    return (
        why_region(parsed.region, options.partition),
        f"The ARN is of {what}: its name and account stand before {host}",
        f"{parsed.service} signs for {parsed.region}, the ARN's region",
    )
