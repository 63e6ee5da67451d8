"""Endpoints resolved here and by AWS's ruleset: `python endpoint_grid.py [--every N]`.

The oracle is botocore's resolver over the ruleset that AWS publishes. At every point of the
grid both must lead to the same endpoint, or both refuse. Where the ruleset is departed
from, `departure` says so, and `tests/s3/test_s3_endpoint_grid.py` has a test of that name.
"""

from __future__ import annotations

import argparse
import re
import sys
import time
from collections import Counter
from collections.abc import Iterator
from math import prod
from typing import Any, NamedTuple

from botocore.endpoint_provider import RuleSet
from botocore.exceptions import EndpointProviderError
from botocore.loaders import create_loader
from endpoint_grid_axes import BUCKETS, OPTIONS, PARAMETERS, TRAITS

from sigv4.errors import InvalidInputError
from sigv4.s3.endpoints import EndpointOptions, resolve_endpoint

_BEFORE_AN_ADDRESS = re.compile(r"\w\.(\d+\.\d+\.\d+\.\d+|\[.*\])(:\d+)?$")

_LOADER = create_loader()
PARTITIONS = _LOADER.load_data("partitions")
_RULESET = RuleSet(**_LOADER.load_service_model("s3", "endpoint-rule-set-1"), partitions=PARTITIONS)


DEPARTURES = (
    "names_outside_the_grammar",
    "aliases_of_multi_region_access_points",
    "outposts_aliases_have_no_other_hosts",
    "regions_that_cannot_stand_in_a_host",
    "nothing_stands_before_an_ip_address",
    "hosts_that_are_too_long",
    "aws_global_signs_for_us_east_1",
    "control_operations_take_the_ordinary_credentials",
)


class Point(NamedTuple):
    """One question to both."""

    bucket: str | None
    options: dict[str, Any]
    traits: dict[str, bool]


class Resolved(NamedTuple):
    """What both must say of an endpoint."""

    url: str
    signing_region: str
    signing_name: str
    algorithm: str
    session_auth: bool


SIZE = prod([len(BUCKETS), len(TRAITS), *map(len, OPTIONS.values())])


def points(every: int = 1) -> Iterator[Point]:
    """Every Nth point of the grid, whose axes are digits of the point's number.

    An N that no axis' length shares a factor with meets every value of each.
    """
    for number in range(0, SIZE, every):
        rest, bucket = divmod(number, len(BUCKETS))
        rest, traits = divmod(rest, len(TRAITS))
        options = {}
        for name, values in OPTIONS.items():
            rest, value = divmod(rest, len(values))
            options[name] = values[value]
        yield Point(BUCKETS[bucket], options, TRAITS[traits])


def ours(point: Point) -> Resolved | None:
    """What is resolved here, or None where it is refused."""
    try:
        endpoint = resolve_endpoint(point.bucket, EndpointOptions(**point.options), **point.traits)
    except InvalidInputError:
        return None
    return Resolved(
        endpoint.url,
        endpoint.signing_region,
        endpoint.signing_name,
        endpoint.algorithm,
        endpoint.session_auth,
    )


def theirs(point: Point) -> Resolved | None:
    """What the ruleset resolves to, or None where it has an error."""
    parameters: dict[str, Any] = {
        PARAMETERS[name]: value
        for name, value in {**point.options, **point.traits}.items()
        if name in PARAMETERS and value is not None
    }
    parameters["ForcePathStyle"] = point.options["addressing_style"] == "path"
    if point.bucket is not None:
        parameters["Bucket"] = point.bucket
    try:
        # Not by the provider: it caches, and the grid is large.
        endpoint = _RULESET.evaluate(parameters)
    except EndpointProviderError:
        return None
    if endpoint is None:
        return None
    schemes = {scheme["name"]: scheme for scheme in endpoint.properties["authSchemes"]}
    # Where the ruleset offers both, the symmetric algorithm is taken.
    name = next(n for n in ("sigv4", "sigv4-s3express", "sigv4a") if n in schemes)
    scheme = schemes[name]
    return Resolved(
        endpoint.url,
        "*" if name == "sigv4a" else scheme["signingRegion"],
        scheme["signingName"],
        "AWS4-ECDSA-P256-SHA256" if name == "sigv4a" else "AWS4-HMAC-SHA256",
        name == "sigv4-s3express",
    )


class Tally:
    """The counts of a walk, and the points that differ."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self.differences: list[tuple[Point, Resolved | None, Resolved | None]] = []

    def add(self, point: Point) -> None:
        """Ask both, and count what they say."""
        here, there = ours(point), theirs(point)
        self.counts["points"] += 1
        if here == there:
            self.counts["both refuse" if here is None else "both resolve"] += 1
            return
        known = departure(point, there)
        if known is not None and known[0] in DEPARTURES and known[1] == here:
            self.counts[f"departure: {known[0]}"] += 1
            return
        self.differences.append((point, here, there))


def departure(point: Point, there: Resolved | None) -> tuple[str, Resolved | None] | None:
    """The departure that a point falls under, and what it resolves to here; None: refused."""
    name = _refused_here(point)
    if name is not None:
        return name, None
    if there is None:
        return None
    host = there.url.split("/")[2]
    if _BEFORE_AN_ADDRESS.search(host) is None:
        return _elsewhere(point, there)
    # Something stands before an IP address.
    name = "nothing_stands_before_an_ip_address"
    if str(point.bucket).startswith("arn:") or _is_alias(point.bucket):
        return name, None
    return name, theirs(point._replace(options={**point.options, "addressing_style": "path"}))


def _elsewhere(point: Point, there: Resolved) -> tuple[str, Resolved | None] | None:
    host = there.url.split("/")[2].partition(":")[0]
    if len(host) > 253 or any(len(label) > 63 for label in host.split(".")):
        return "hosts_that_are_too_long", None
    if there.signing_region == "aws-global" and there.signing_name == "s3":
        return "aws_global_signs_for_us_east_1", there._replace(signing_region="us-east-1")
    if there.session_auth and point.traits.get("control") and str(point.bucket).endswith("--x-s3"):
        return "control_operations_take_the_ordinary_credentials", there._replace(
            session_auth=False
        )
    return None


def _refused_here(point: Point) -> str | None:
    bucket, options = point.bucket, point.options
    is_arn, is_alias = str(bucket).startswith("arn:"), _is_alias(bucket)
    has_other_hosts = any(
        options[f"use_{of}_endpoint"] for of in ("fips", "dualstack", "accelerate")
    )
    region = None  # The one that must stand in a host of AWS.
    if is_arn:
        region = str(bucket).split(":")[3]
    elif options["endpoint_url"] is None or is_alias:
        region = options["region"]
    departures = {
        "names_outside_the_grammar": bucket is not None and not _is_name(bucket, is_arn=is_arn),
        "aliases_of_multi_region_access_points": not is_arn and str(bucket).endswith(".mrap"),
        "outposts_aliases_have_no_other_hosts": is_alias and has_other_hosts,
        "regions_that_cannot_stand_in_a_host": bool(region) and not _is_region(str(region)),
    }
    return next((name for name, applies in departures.items() if applies), None)


def _is_alias(bucket: str | None) -> bool:
    return bucket is not None and bucket.endswith("--op-s3") and len(bucket) >= 50


def _is_name(bucket: str, *, is_arn: bool) -> bool:
    if is_arn:
        return not bucket.endswith(("--x-s3", "--xa-s3"))
    legacy = all(c.isascii() and (c.isalnum() or c in ".-_") for c in bucket)
    return legacy and 1 <= len(bucket) <= 255 and bucket not in {".", ".."}


def _is_region(region: str) -> bool:
    label = all(c.isascii() and (c.islower() or c.isdigit() or c == "-") for c in region)
    pseudo = region.endswith("-global") and region != "aws-global"
    return label and not pseudo and region[0] != "-" and region[-1] != "-"


def main() -> int:
    """Walk the grid and print the counts; 1 where there is a difference."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--every", type=int, default=1, help="take every Nth point")
    every = parser.parse_args().every
    tally, begun = Tally(), time.monotonic()
    for point in points(every):
        tally.add(point)
    print(f"grid: {SIZE} points, every {every}; {time.monotonic() - begun:.0f} s")
    for name, number in tally.counts.items():
        print(f"{number:>10} {name}")
    print(f"{len(tally.differences):>10} differences")
    for point, here, there in tally.differences[:20]:
        print(f"{point}\n  here:  {here}\n  there: {there}")
    return 1 if tally.differences else 0


if __name__ == "__main__":
    sys.exit(main())
