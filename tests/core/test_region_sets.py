"""`region_set` in the place of `region`: what it may hold, and where it stands."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from datetime import datetime, timezone
from time import process_time
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

import sigv4
from sigv4 import Credentials, InvalidInputError, InvalidTypeError, InvalidValueError
from sigv4._asymmetric import public_key_of, verifies
from sigv4._regions import RegionSet

NOW = datetime(2013, 5, 24, tzinfo=timezone.utc)
CREDENTIALS = Credentials("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY")
api: Any = sigv4  # where a call is wrong on purpose, the type checker would say so


class Text(str):
    """A text that formats as another one."""

    def __format__(self, spec: str) -> str:
        return "other"

    __str__ = __repr__ = lambda self: "other"


def _sign(**given: Any) -> object:
    return api.sign_headers("GET", "https://h/", CREDENTIALS, signing_time=NOW, **given)


def _to_sign(**given: Any) -> object:
    return api.string_to_sign("", signing_time=NOW, **given)


def _presign(call: Callable[..., object]) -> Callable[..., object]:
    def presign(**given: Any) -> object:
        return call("GET", "https://h/", CREDENTIALS, signing_time=NOW, **given)

    return presign


CALLS = [
    pytest.param(_presign(api.presign), id="presign"),
    pytest.param(_presign(api.presign_url), id="presign_url"),
    pytest.param(_presign(api.Minter), id="Minter"),
    pytest.param(_sign, id="sign_headers"),
    pytest.param(_to_sign, id="string_to_sign"),
]


def test_sets_are_equal_by_what_they_sign() -> None:
    """The cache of keys goes by it: their regions in their order, and whether it is settled how."""
    one = RegionSet("us-east-1,eu-*")
    assert one == RegionSet(["us-east-1", "eu-*"])
    assert one != RegionSet("eu-*,us-east-1")
    assert one != RegionSet("us-east-1,eu-*", deterministic=True)
    assert one != "us-east-1,eu-*"


@pytest.mark.parametrize(
    ("regions", "text"),
    [
        pytest.param("*", "*", id="all"),
        pytest.param(("*",), "*", id="all, as one"),
        pytest.param("us-east-1", "us-east-1", id="one"),
        pytest.param("us-east-1,eu-*", "us-east-1,eu-*", id="text of two"),
        pytest.param(["us-east-1", "eu-*"], "us-east-1,eu-*", id="list"),
        pytest.param(("eu-*", "us-east-1"), "eu-*,us-east-1", id="their order is kept"),
        pytest.param((r for r in ("a", "b")), "a,b", id="iterator"),
        pytest.param({"b": 1, "a": 2}, "b,a", id="the keys of a mapping, in their order"),
        pytest.param([Text("eu-1"), Text("eu-2")], "eu-1,eu-2", id="exact texts"),
        pytest.param(Text("eu-1"), "eu-1", id="an exact text"),
        pytest.param("us_gov.local", "us_gov.local", id="a store's own"),
    ],
)
def test_a_set_is_what_it_was_given(regions: Any, text: str) -> None:
    """In the query and in the header, signed in both."""
    regions = list(regions) if not isinstance(regions, (str, dict)) else regions
    url = sigv4.presign("GET", "https://h/", CREDENTIALS, region_set=regions, signing_time=NOW)
    assert parse_qs(urlsplit(url.url).query)["X-Amz-Region-Set"] == [text]
    assert "&X-Amz-Region-Set=" in url.canonical_request
    added = sigv4.sign_headers(
        "GET", "https://h/", CREDENTIALS, region_set=regions, service="s3", signing_time=NOW
    )
    assert added["x-amz-region-set"] == text
    assert ";x-amz-region-set," in added["Authorization"]


@pytest.mark.parametrize(
    ("regions", "error"),
    [
        pytest.param("", InvalidValueError, id="empty"),
        pytest.param((), InvalidValueError, id="none of them"),
        pytest.param([""], InvalidValueError, id="an empty one"),
        pytest.param("a,,b", InvalidValueError, id="an empty one between"),
        pytest.param("a,", InvalidValueError, id="an empty one at the end"),
        pytest.param("a, b", InvalidValueError, id="space"),
        pytest.param(["a,b"], InvalidValueError, id="a comma in one"),
        pytest.param(["a/b"], InvalidValueError, id="slash"),
        pytest.param("a\n", InvalidValueError, id="line end"),
        pytest.param("süd", InvalidValueError, id="not ASCII"),
        pytest.param("eu-?", InvalidValueError, id="another wildcard"),
        pytest.param("\ud800", InvalidValueError, id="lone surrogate"),
        pytest.param(("a", "b", "a"), InvalidValueError, id="twice"),
        pytest.param("*,*", InvalidValueError, id="all, twice"),
        pytest.param({"a", "b"}, InvalidTypeError, id="a set has no order"),
        pytest.param(frozenset("a"), InvalidTypeError, id="frozenset"),
        pytest.param(b"us-east-1", InvalidTypeError, id="bytes"),
        pytest.param(7, InvalidTypeError, id="number"),
        pytest.param([7], InvalidTypeError, id="a number in it"),
        pytest.param([None], InvalidTypeError, id="None in it"),
        pytest.param(False, InvalidTypeError, id="False"),
    ],
)
@pytest.mark.parametrize("call", CALLS)
def test_what_is_no_set_is_refused(call: Any, regions: Any, error: type[Exception]) -> None:
    """Before anything is signed, by name, in one short line."""
    with pytest.raises(error) as caught:
        call(region_set=regions, service="s3")
    assert isinstance(caught.value, InvalidInputError)
    assert caught.value.argument == "region_set"
    assert str(caught.value).isprintable()


@pytest.mark.parametrize("call", CALLS)
def test_it_stands_in_the_place_of_a_region(call: Any) -> None:
    """One of the two is given: both are too many, and there is no default for neither."""
    with pytest.raises(InvalidValueError, match="give one of them") as both:
        call(region="us-east-1", region_set="us-east-1", service="s3")
    assert both.value.argument == "region_set"
    with pytest.raises(InvalidTypeError, match="or a region_set") as neither:
        call(service="s3")
    assert neither.value.argument == "region"


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize("region", [["us-east-1"], b"us-east-1", 7, ("*",)], ids=repr)
def test_a_region_is_no_set(call: Any, region: Any) -> None:
    """What is no text is no region, and is not taken for a set of them."""
    with pytest.raises(InvalidTypeError) as caught:
        call(region=region, service="s3")
    assert caught.value.argument == "region"


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize("region", ["*", "us-*"])
def test_a_wildcard_is_no_region(call: Any, region: str) -> None:
    """No region is called so, and every server would refuse what is signed for it."""
    with pytest.raises(InvalidValueError, match="give region_set") as caught:
        call(region=region, service="s3")
    assert caught.value.argument == "region"


@pytest.mark.parametrize("call", CALLS[:-1])
@pytest.mark.parametrize("value", [1, 0, None, "yes"])
def test_deterministic_is_true_or_false(call: Any, value: Any) -> None:
    """And it is for a set of regions: with one region it would change nothing."""
    for place in ({"region": "r"}, {"region_set": "*"}):
        with pytest.raises(InvalidTypeError) as caught:
            call(**place, service="s3", deterministic=value)
        assert caught.value.argument == "deterministic"
    with pytest.raises(InvalidValueError, match="it is for a region_set") as refused:
        call(region="r", service="s3", deterministic=True)
    assert refused.value.argument == "deterministic"
    assert call(region="r", service="s3", deterministic=False)


def test_a_window_wants_the_same_signatures() -> None:
    """URLs that stay the same for a while cannot be signed otherwise each time."""
    with pytest.raises(InvalidValueError, match="deterministic=True") as caught:
        sigv4.Minter("GET", "https://h/", CREDENTIALS, region_set="*", window=3600)
    assert caught.value.argument == "window"
    mint = sigv4.Minter(
        "GET", "https://h/", CREDENTIALS, region_set="*", window=86400, deterministic=True
    )
    assert mint("k") == mint("k")


@pytest.mark.parametrize("call", CALLS[:4])
def test_the_header_and_the_parameter_are_added_by_signing(call: Any) -> None:
    """A caller's own x-amz-region-set would say another set than was signed for."""
    with pytest.raises(InvalidValueError, match="x-amz-region-set") as caught:
        call(region_set="*", service="s3", headers={"X-Amz-Region-Set": "*"})
    assert caught.value.argument == "headers"
    with pytest.raises(InvalidValueError, match="x-amz-region-set"):
        call(region="r", service="s3", headers={"X-Amz-Region-Set": "*"})
    with pytest.raises(InvalidValueError, match="carries X-Amz-Region-Set already"):
        api.presign_url("GET", "https://h/?X-Amz-Region-Set=x", CREDENTIALS, region_set="*")


@pytest.mark.parametrize(
    "options",
    [
        pytest.param({}, id="plain"),
        pytest.param({"service": "execute-api"}, id="a path encoded twice"),
        pytest.param({"service": "iotdevicegateway", "token": "t/+"}, id="a token behind it"),
        pytest.param({"token": "t/+"}, id="token"),
        pytest.param({"vary": "partNumber"}, id="a parameter that varies"),
        pytest.param({"query": {"versionId": "ü"}, "headers": {"range": "bytes=0-9"}}, id="more"),
    ],
)
def test_the_mint_gives_what_presign_url_gives(options: dict[str, Any]) -> None:
    """Byte for byte, for plain keys and for others, where signatures are the same each time."""
    options = dict(options)
    token, vary = options.pop("token", None), options.get("vary")
    credentials = Credentials("AKIA", "secret", token)
    settled: dict[str, Any] = {
        "region_set": ("us-east-1", "eu-*"),
        "deterministic": True,
        "signing_time": NOW,
        "service": options.pop("service", "s3"),
    }
    mint = sigv4.Minter("GET", "https://h/b/", credentials, **settled, **options)
    query = "versionId=%C3%BC" if "query" in options else "partNumber=7" if vary else ""
    for key, path in {"plain/key.jpg": "plain/key.jpg", "a b/ü%": "a%20b/%C3%BC%25"}.items():
        url = sigv4.presign_url(
            "GET",
            f"https://h/b/{path}?{query}",
            credentials,
            headers=options.get("headers", ()),
            **settled,
        )
        assert (mint(key, 7) if vary else mint(key)) == url


def test_a_mint_derives_its_key_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """And makes a signature for each URL, which verifies."""
    from sigv4 import _asymmetric

    derived: list[str] = []
    derive = _asymmetric.derive_scalar

    def counted(access_key_id: str, secret: str) -> int:
        derived.append(access_key_id)
        return derive(access_key_id, secret)

    monkeypatch.setattr(_asymmetric, "derive_scalar", counted)
    credentials = Credentials("AKIA", "secret")
    mint = sigv4.Minter("GET", "https://h/", credentials, region_set="*", signing_time=NOW)
    urls = list(mint.many(f"k{n}" for n in range(50)))
    assert derived == ["AKIA"]
    key = public_key_of(credentials)
    for number, url in enumerate(urls):
        to_sign = sigv4.presign(
            "GET", f"https://h/k{number}", credentials, region_set="*", signing_time=NOW
        ).string_to_sign
        assert verifies(key, to_sign, url.rpartition("=")[2])


def test_the_string_to_sign_has_no_region() -> None:
    """Its algorithm and its scope are SigV4A's, whatever the regions are."""
    for regions in ("*", ("us-east-1", "eu-*")):
        text = sigv4.string_to_sign("", signing_time=NOW, region_set=regions, service="s3")
        assert text.split("\n")[:3] == [
            "AWS4-ECDSA-P256-SHA256",
            "20130524T000000Z",
            "20130524/s3/aws4_request",
        ]


def test_headers_that_hops_rewrite_are_left_unsigned() -> None:
    """As with one region, and with the same warning."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        _sign(region_set="*", service="s3", headers={"User-Agent": "x"})
    assert [warning.category for warning in caught] == [sigv4.UnsignedHeadersWarning]


def test_a_set_is_read_in_time_in_proportion_to_it() -> None:
    """A server reads one of anybody, before it knows who sent it."""

    def least(count: int) -> float:
        text = ",".join(map(str, range(count)))
        took = []
        for _ in range(2):
            start = process_time()
            RegionSet(text)
            took.append(process_time() - start)
        return min(took)

    # In time by the square it would take a hundred times as long, and fail each comparison.
    assert any(least(20_000) <= 40 * least(2_000) for _ in range(3))
