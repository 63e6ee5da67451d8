"""AWS's published endpoint ruleset is the oracle; where it is departed from, a test says why."""

from __future__ import annotations

from typing import Any

import endpoint_grid
import pytest
from endpoint_grid import Point, Tally, departure, ours, theirs
from endpoint_grid_axes import BUCKETS, OPTIONS, TRAITS
from endpoint_names import ACCELERATE, ADDRESS, ALIAS, BETA, DUALSTACK, FIPS, LAMBDA, OUTPOST, POINT
from hypothesis import given, settings
from hypothesis import strategies as st

from sigv4.errors import InvalidValueError
from sigv4.s3.endpoints import EndpointOptions, resolve_endpoint

# A prime that is no factor of an axis' length; one point in so many takes a few seconds.
_EVERY = 503


def test_same_as_the_ruleset_on_the_grid() -> None:
    """A stride over the grid: both lead to the same endpoint, or both refuse."""
    tally = Tally()
    for point in endpoint_grid.points(_EVERY):
        tally.add(point)
    assert not tally.differences
    assert tally.counts["both resolve"] > 500
    assert tally.counts["both refuse"] > 500


def test_the_grid_knows_no_departure_without_a_test() -> None:
    """Every departure that the grid leaves out is one of the tests below."""
    tested = {name for name in globals() if name.startswith("test_departure_")}
    assert {f"test_departure_{name}" for name in endpoint_grid.DEPARTURES} <= tested


_LABELS = st.text(alphabet="abz09-", min_size=1, max_size=12)
_NAMES = st.one_of(
    st.sampled_from(BUCKETS),
    st.text(alphabet="abz09.-", min_size=1, max_size=12),
    st.text(alphabet="abZ09._-", min_size=1, max_size=70),
    st.builds("{}--{}--x{}-s3".format, _LABELS, _LABELS, st.sampled_from(["", "a"])),
    st.builds(
        "arn:{}:{}:{}:{}:{}".format,
        st.sampled_from(["aws", "aws-cn", ""]),
        st.sampled_from(["s3", "s3-object-lambda", "s3-outposts", "sqs", ""]),
        st.sampled_from(["us-west-2", "us-east-1", "cn-north-1", ""]),
        st.sampled_from(["123456789012", "a", ""]),
        st.lists(
            st.sampled_from(["accesspoint", "outpost", "bucket", "point", "op-1", ""]),
            min_size=1,
            max_size=5,
        ).map("/".join),
    ),
    st.builds(
        "{}{}{}{}{}{}--op-s3".format,
        _LABELS,
        st.sampled_from("eox"),
        st.text(alphabet="ab0-.", min_size=17, max_size=17),
        st.just("8" * 20),
        st.sampled_from(["beta", "use1"]),
        st.sampled_from("0-"),
    ),
)


@settings(deadline=None, max_examples=300)
@given(
    bucket=_NAMES,
    options=st.fixed_dictionaries({n: st.sampled_from(v) for n, v in OPTIONS.items()}),
    # Half of the time none of those that most often contradict something.
    plain=st.booleans(),
    traits=st.sampled_from(TRAITS),
)
def test_same_as_the_ruleset(
    bucket: str | None, options: dict[str, Any], plain: bool, traits: dict[str, bool]
) -> None:
    """Random names and ARNs under random options: the same endpoint, or both refuse."""
    if plain:
        contradicting = ("fips", "dualstack", "accelerate")
        options = {**options, **{f"use_{name}_endpoint": False for name in contradicting}}
    tally = Tally()
    tally.add(Point(bucket, options, traits))
    assert not tally.differences


def _departs(
    name: str, bucket: str | None, *, control: bool = False, **options: Any
) -> tuple[Any, Any]:
    """What is resolved here and what the ruleset says, where they differ as the grid knows."""
    every = {
        **{f"use_{flag}_endpoint": False for flag in ("fips", "dualstack", "accelerate", "global")},
        "use_arn_region": True,
        "s3_disable_multiregion_access_points": False,
        "endpoint_url": None,
        "addressing_style": "virtual",
    }
    point = Point(
        bucket, {**every, "region": "us-east-1", **options}, {"control": True} if control else {}
    )
    here, there = ours(point), theirs(point)
    assert here != there
    assert departure(point, there) == (name, here)
    return here, there


@pytest.mark.parametrize("bucket", ["a/b", "a b", "", "..", "a" * 256, "é"])
def test_departure_names_outside_the_grammar(bucket: str) -> None:
    """The ruleset encodes any text into a path; that is no bucket of anyone's."""
    here, there = _departs("names_outside_the_grammar", bucket)
    assert here is None
    assert there.url.startswith("https://s3.us-east-1.amazonaws.com/")


def test_departure_names_outside_the_grammar_arns_of_directory_buckets() -> None:
    """On an IP address the ruleset has an ARN in the path, since it ends as a name does."""
    arn = "arn:aws:s3express:us-east-1:123456789012:accesspoint/p--use1-az4--xa-s3"
    here, there = _departs("names_outside_the_grammar", arn, **ADDRESS)
    assert here is None
    assert "arn%3Aaws" in there.url


def test_departure_aliases_of_multi_region_access_points() -> None:
    """The ruleset takes an alias without its ARN for a bucket; that host exists nowhere."""
    here, there = _departs("aliases_of_multi_region_access_points", "name.mrap")
    assert here is None
    assert there.url == "https://s3.us-east-1.amazonaws.com/name.mrap"


@pytest.mark.parametrize("bucket", [ALIAS, BETA])
@pytest.mark.parametrize("option", [FIPS, DUALSTACK, ACCELERATE])
def test_departure_outposts_aliases_have_no_other_hosts(
    bucket: str, option: dict[str, Any]
) -> None:
    """The ruleset drops what was asked for and names the plain host; for ARNs it refuses."""
    if bucket == ALIAS:
        here, there = _departs("outposts_aliases_have_no_other_hosts", bucket, **option)
        assert here is None
        assert there.url.endswith(".s3-outposts.us-east-1.amazonaws.com")
    with pytest.raises(InvalidValueError, match="Outposts, which has no"):
        resolve_endpoint(bucket, EndpointOptions(region="us-east-1", **option))


@pytest.mark.parametrize(
    ("bucket", "region", "url"),
    [
        ("my.media", "evil.example", "https://s3.evil.example.amazonaws.com/my.media"),
        ("media", "EU-WEST-1", "https://media.s3.EU-WEST-1.amazonaws.com"),
        ("media", "aws-cn-global", "https://media.s3.aws-cn-global.amazonaws.com.cn"),
        (
            POINT.replace("us-west-2", "evil.example"),
            "us-east-1",
            "https://point-123456789012.s3-accesspoint.evil.example.amazonaws.com",
        ),
    ],
)
def test_departure_regions_that_cannot_stand_in_a_host(bucket: str, region: str, url: str) -> None:
    """The ruleset lets some through: with dots, in capitals, or for a whole partition."""
    here, there = _departs("regions_that_cannot_stand_in_a_host", bucket, region=region)
    assert here is None
    assert there.url == url


def test_departure_nothing_stands_before_an_ip_address() -> None:
    """The ruleset puts a bucket with dots in front of an IP address; that is no host."""
    here, there = _departs("nothing_stands_before_an_ip_address", "my.media", **ADDRESS)
    assert here.url == "http://10.0.0.1:9000/my.media"
    assert there.url == "http://my.media.10.0.0.1:9000"


@pytest.mark.parametrize("bucket", [POINT, LAMBDA, OUTPOST, BETA])
def test_departure_nothing_stands_before_an_ip_address_arns(bucket: str) -> None:
    """What can only stand in a host is refused there."""
    here, there = _departs("nothing_stands_before_an_ip_address", bucket, **ADDRESS)
    assert here is None
    assert there.url.endswith(".10.0.0.1:9000")


@pytest.mark.parametrize(
    ("bucket", "options"),
    [
        pytest.param(POINT.replace("point/point", f"point/{'a' * 60}"), {}, id="label"),
        pytest.param(OUTPOST.replace("point/point", f"point/{'a' * 60}"), {}, id="Outposts"),
        pytest.param(
            ".".join(["a" * 60] * 4), {"endpoint_url": "http://storage.example.com"}, id="host"
        ),
    ],
)
def test_departure_hosts_that_are_too_long(bucket: str, options: dict[str, Any]) -> None:
    """The ruleset does not measure what it joins: labels have 63 characters, hosts 253."""
    here, there = _departs("hosts_that_are_too_long", bucket, **options)
    assert here is None
    assert there is not None


def test_departure_aws_global_signs_for_us_east_1() -> None:
    """The ruleset forgets so for a bucket with dots under http."""
    here, there = _departs(
        "aws_global_signs_for_us_east_1",
        "my.media",
        region="aws-global",
        endpoint_url="http://storage.example.com",
    )
    assert here.url == there.url
    assert (here.signing_region, there.signing_region) == ("us-east-1", "aws-global")


def test_departure_control_operations_take_the_ordinary_credentials() -> None:
    """The ruleset wants a session's for them where the endpoint is a custom one."""
    here, there = _departs(
        "control_operations_take_the_ordinary_credentials",
        "media--use1-az4--x-s3",
        control=True,
        endpoint_url="http://storage.example.com",
    )
    assert here.url == there.url
    assert (here.session_auth, there.session_auth) == (False, True)
