"""The grammar of what may be given as a bucket."""

from __future__ import annotations

import pytest
from botocore.endpoint_provider import RuleSetStandardLibrary
from endpoint_grid import PARTITIONS
from hypothesis import given
from hypothesis import strategies as st

from sigv4.errors import InvalidTypeError, InvalidValueError
from sigv4.s3.buckets import (
    check_bucket,
    is_hostable,
    is_ipv4,
    is_label,
    parse_arn,
    zone_of,
)

_LIBRARY = RuleSetStandardLibrary(PARTITIONS)


@pytest.mark.parametrize(
    ("name", "in_host", "in_host_with_dots"),
    [
        pytest.param("media", True, True, id="general purpose"),
        pytest.param("a" * 63, True, True, id="longest"),
        pytest.param("a" * 64, False, False, id="longer"),
        pytest.param("abc", True, True, id="shortest"),
        pytest.param("ab", False, False, id="shorter"),
        pytest.param("my.media", False, True, id="dots"),
        pytest.param("my..media", False, False, id="empty label"),
        pytest.param("-media", False, False, id="begins with -"),
        pytest.param("media-", False, False, id="ends with -"),
        pytest.param("my.-media", False, False, id="label begins with -"),
        pytest.param("192.168.5.4", False, False, id="like an IP address"),
        pytest.param("Media", False, False, id="upper case"),
        pytest.param("my_media", False, False, id="underscore"),
        pytest.param("media--use1-az4--x-s3", True, True, id="directory bucket"),
        pytest.param("x" * 255, False, False, id="longest legacy"),
    ],
)
def test_names(name: str, in_host: bool, in_host_with_dots: bool) -> None:
    """All of these name buckets somewhere; some of them can stand in front of a host."""
    assert check_bucket(name) == name
    assert is_hostable(name) is in_host
    assert is_hostable(name, dots=True) is in_host_with_dots


@pytest.mark.parametrize(
    "name",
    ["", ".", "..", "a/b", "a b", "a@b", "a:b", "a%b", "é", "a\n", "a\udcff", "a" * 256],
)
def test_no_names(name: str) -> None:
    """What would leave its place in a URL, or can be no bucket's anywhere, is refused."""
    with pytest.raises(InvalidValueError, match="no bucket's name") as caught:
        check_bucket(name)
    assert caught.value.argument == "bucket"


def test_an_alias_points_to_its_arn() -> None:
    """The alias of a Multi-Region Access Point alone has no host; the error says what has."""
    with pytest.raises(InvalidValueError, match=r"arn:aws:s3::ACCOUNT:accesspoint/x\.mrap"):
        check_bucket("x.mrap")


def test_a_bucket_is_a_text() -> None:
    """Another type is refused, and a subclass of str becomes one."""
    with pytest.raises(InvalidTypeError, match="give a str"):
        check_bucket(b"media")  # type: ignore[arg-type]  # what is tested

    class Text(str):
        __slots__ = ()

    assert type(check_bucket(Text("media"))) is str


_TEXT = st.text(alphabet="abzAZ019.-_:/é", max_size=70)


@given(text=_TEXT, dots=st.booleans())
def test_labels_as_in_the_rules_language(text: str, dots: bool) -> None:
    """A label and a hostable name are what AWS's rules language says they are."""
    assert is_label(text, dots=dots) == _LIBRARY.is_valid_host_label(text, dots)
    assert is_hostable(text, dots=dots) == _LIBRARY.aws_is_virtual_hostable_s3_bucket(text, dots)


@pytest.mark.parametrize("text", ["aⅣ", "a٣", "abc\n", "ａｂｃ"])
def test_labels_are_ascii(text: str) -> None:
    """Digits of other scripts, wide letters and a line end do not pass for a label's."""
    assert not is_label(text)


@pytest.mark.parametrize(
    ("name", "is_address"),
    [
        ("10.0.0.1", True),
        ("999.0.0.1", True),
        ("1234.0.0.1", False),
        ("10.0.0", False),
        ("10.0.0.0.1", False),
        ("10.0..1", False),
        ("a.0.0.1", False),
    ],
)
def test_ipv4(name: str, is_address: bool) -> None:
    """What has the form of an address is taken for one, whatever its numbers."""
    assert is_ipv4(name) is is_address


def test_parse_arn() -> None:
    """An ARN is taken apart; ":" and "/" both part its resource."""
    arn = parse_arn("arn:aws-cn:s3:cn-north-1:123456789012:accesspoint:name/a:b")
    assert (arn.partition, arn.service, arn.region) == ("aws-cn", "s3", "cn-north-1")
    assert (arn.account, arn.resource) == ("123456789012", ("accesspoint", "name", "a", "b"))
    assert (arn.part(1), arn.part(4)) == ("name", None)
    empty = parse_arn("arn:aws:s3:::name")
    assert (empty.region, empty.account, empty.resource) == ("", "", ("name",))


@given(text=st.lists(st.sampled_from(["arn", "aws", "s3", "", "a/b", ":", "x"]), max_size=9))
def test_arns_as_in_the_rules_language(text: list[str]) -> None:
    """What is an ARN, and its parts, are what AWS's rules language says."""
    joined = ":".join(text)
    theirs = _LIBRARY.aws_parse_arn(joined)
    if theirs is None:
        with pytest.raises(InvalidValueError, match="is no ARN"):
            parse_arn(joined)
        return
    arn = parse_arn(joined)
    assert theirs == {
        "partition": arn.partition,
        "service": arn.service,
        "region": arn.region,
        "accountId": arn.account,
        "resourceId": list(arn.resource),
    }


@pytest.mark.parametrize(
    ("bucket", "ending", "zone"),
    [
        ("media--use1-az4--x-s3", "--x-s3", "use1-az4"),
        ("media--apne1-az4--xa-s3", "--xa-s3", "apne1-az4"),
        ("media--usw2-lax1-az1--x-s3", "--x-s3", "usw2-lax1-az1"),
        ("a--b--use1-az4--x-s3", "--x-s3", "use1-az4"),
    ],
)
def test_zone_of(bucket: str, ending: str, zone: str) -> None:
    """A directory bucket's zone is what stands between the last two double hyphens."""
    assert zone_of(bucket, ending) == zone


@pytest.mark.parametrize("bucket", ["--x-s3", "az4--x-s3", "media-use1-az4--x-s3", "m--az--x-s3"])
def test_no_zone(bucket: str) -> None:
    """A name without a zone where AWS's rules look for it is refused, with the form to use."""
    with pytest.raises(InvalidValueError, match=r"names no zone.*name--use1-az4--x-s3"):
        zone_of(bucket, "--x-s3")
