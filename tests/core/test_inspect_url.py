"""`inspect_url`: what a URL says of itself."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote

import pytest
from inspected import BASE, CREDENTIALS, LATER, NOW, TEMPORARY, URL, ids, signed

from sigv4 import InvalidTypeError, InvalidValueError, presign, presign_url
from sigv4.explain import Finding, Inspection, inspect_post, inspect_url
from sigv4.redact import redact
from sigv4.s3 import S3


def test_a_url_of_the_documentation() -> None:
    """The presigned URL that AWS works through, read back."""
    url = (
        "https://examplebucket.s3.amazonaws.com/test.txt?X-Amz-Algorithm=AWS4-HMAC-SHA256"
        "&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request"
        "&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host&X-Amz-Signature="
        "aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404"
    )
    found = inspect_url(url, now=LATER)
    assert found.warnings == ()
    assert (found.version, found.algorithm, found.state) == ("4", "AWS4-HMAC-SHA256", "valid")
    assert (found.host, found.path) == ("examplebucket.s3.amazonaws.com", "/test.txt")
    assert found.access_key_id == "AKIAIOSFODNN7EXAMPLE"
    assert (found.date, found.region, found.service) == ("20130524", "us-east-1", "s3")
    assert found.scope == "20130524/us-east-1/s3/aws4_request"
    assert (found.signed_at, found.expires_at) == (NOW, NOW + timedelta(days=1))
    assert (found.expires_in, found.has_token) == (86400, False)
    assert (found.signed_headers, found.headers_to_send) == (("host",), ())
    assert any("UNSIGNED-PAYLOAD" in words for words in found.not_covered)
    assert str(found) == PAGE
    assert repr(found) == (
        "<Inspection a presigned URL, Signature Version 4, valid; warnings: none>"
    )


PAGE = """\
kind            a presigned URL, Signature Version 4
host            examplebucket.s3.amazonaws.com
path            /test.txt
access key      AKIAIOSFODNN7EXAMPLE
scope           20130524/us-east-1/s3/aws4_request
signed at       2013-05-24T00:00:00Z
expires at      2013-05-25T00:00:00Z, 1 day after signing: in 23 hours 59 minutes
method          signed, but a URL does not show which
must be sent    no header but host
not covered     the body: its holder may send any (UNSIGNED-PAYLOAD)
                the size of a body
                the Content-Type of a body
                headers that are not named here; S3 refuses x-amz-* headers beyond them
parameters      X-Amz-Algorithm      AWS4-HMAC-SHA256: how it is signed
                X-Amz-Credential     AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request: \
the access key, and what its key of the day is for
                X-Amz-Date           20130524T000000Z: when it was signed, in UTC
                X-Amz-Expires        86400: how many seconds it lives from then on
                X-Amz-SignedHeaders  host: the headers that are signed
                X-Amz-Signature      the signature, of length 64"""


def test_what_must_be_sent() -> None:
    """Signed headers are told, and what they cover is not said to be open."""
    headers = {"Content-Type": "image/png", "content-length": "3", "x-amz-acl": "private"}
    found = inspect_url(presign("PUT", BASE, CREDENTIALS, region="eu-west-1", headers=headers).url)
    assert found.headers_to_send == ("content-length", "content-type", "x-amz-acl")
    capital = inspect_url(signed(headers={"a": "b"}).replace("host", "Host"), now=LATER)
    assert capital.headers_to_send == ("a",)
    assert "must be sent    content-length, content-type, x-amz-acl\n" in str(found)
    assert not [words for words in found.not_covered if "size" in words or "Type" in words]
    unsigned = {"x-amz-content-sha256": "UNSIGNED-PAYLOAD"}
    url = presign_url("PUT", BASE, CREDENTIALS, region="eu-west-1", headers=unsigned)
    (body,) = [words for words in inspect_url(url).not_covered if "the body" in words]
    assert body == "the body, if the x-amz-content-sha256 to be sent is UNSIGNED-PAYLOAD"


@pytest.mark.parametrize(
    "name", ["content-md5", "x-amz-checksum-crc32", "x-amz-checksum-sha256", "x-amz-checksum-x"]
)
def test_a_signed_checksum_covers_the_body(name: str) -> None:
    """S3 checks what is uploaded against it; the type of it stays open."""
    headers = {name: "AAAAAA==", "x-amz-checksum-algorithm": "CRC32"}
    found = inspect_url(presign_url("PUT", BASE, CREDENTIALS, region="eu-west-1", headers=headers))
    assert [words for words in found.not_covered if "body" in words] == [
        "the Content-Type of a body"
    ]
    only = inspect_url(signed(headers={"x-amz-checksum-algorithm": "CRC32"}))
    assert any("its holder may send any" in words for words in only.not_covered)


@pytest.mark.parametrize("slash", ["%2F", "/"])
def test_a_query_alone(slash: str) -> None:
    """Is read as one: only the host is missing, and whatever the path was."""
    found = inspect_url(URL.partition("?")[2].replace("%2F", slash), now=LATER)
    assert [warning.id for warning in found.warnings] == ["no-host"]
    assert (found.scope, found.state) == ("20130524/eu-west-1/s3/aws4_request", "valid")


def test_a_good_url_has_no_warning() -> None:
    """With a token and headers, on S3 and elsewhere, with and without a port."""
    for url in (
        URL,
        signed(credentials=TEMPORARY),
        signed(f"{BASE}?versionId=a%2Bb&partNumber=1", headers={"range": "bytes=0-9"}),
        signed("https://localhost:9000/bucket/a%20b/~c-d_e.f", region="us-east-1"),
        signed("https://iam.amazonaws.com/?Action=ListUsers", service="iam", region="us-east-1"),
        signed("https://[::1]:9000/bucket/k", region="x"),
    ):
        assert ids(url) == []


@pytest.mark.parametrize(
    ("after", "state", "warning"),
    [
        pytest.param(-1, "not yet valid", ["not-yet-valid"], id="before"),
        pytest.param(0, "valid", [], id="at once"),
        pytest.param(599, "valid", [], id="to the last second"),
        pytest.param(600, "expired", ["expired"], id="and no longer"),
    ],
)
def test_whether_it_is_over(after: int, state: str, warning: list[str]) -> None:
    """A URL lives from its signing time until X-Amz-Expires has passed."""
    now = NOW + timedelta(seconds=after)
    assert inspect_url(URL, now=now).state == state
    assert ids(URL, now) == warning


@pytest.mark.parametrize(
    ("after", "words"),
    [
        pytest.param(-93784, "in 1 day 2 hours", id="no more than two units"),
        pytest.param(-86404, "in 1 day", id="next to each other"),
        pytest.param(-3660, "in 1 hour 1 minute", id="one of each"),
        pytest.param(-7320, "in 2 hours 2 minutes", id="two of each"),
        pytest.param(-61, "in 1 minute 1 second", id="seconds"),
        pytest.param(-1, "in 1 second", id="the last one"),
        pytest.param(0, "now", id="the end"),
        pytest.param(1, "1 second ago", id="just over"),
        pytest.param(172800, "2 days ago", id="long over"),
    ],
)
def test_how_far_its_end_is(after: int, words: str) -> None:
    """In words, from the time that it is looked at."""
    end = NOW + timedelta(days=7)
    page = str(inspect_url(signed(expires_in=604800), now=end + timedelta(seconds=after)))
    assert f"expires at      2013-05-31T00:00:00Z, 7 days after signing: {words}\n" in page


def test_without_a_time_it_looks_from_now() -> None:
    """The clock's now is the default."""
    assert inspect_url(URL).state == "expired"
    assert inspect_url(presign_url("GET", BASE, CREDENTIALS, region="eu-west-1")).state == "valid"
    with pytest.raises(InvalidValueError, match="time zone"):
        inspect_url(URL, now=datetime(2013, 5, 24))


def test_what_cannot_be_a_time_has_no_end() -> None:
    """More seconds than the years have leave the end open."""
    found = inspect_url(URL.replace("=600", "=999999999999"), now=LATER)
    assert (found.expires_at, found.expires_in, found.state) == (None, 999999999999, "unknown")


def test_signature_version_4a() -> None:
    """The scope has no region, and the set of regions has a parameter of its own."""
    url = (
        "https://a.accesspoint.s3-global.amazonaws.com/k?X-Amz-Algorithm=AWS4-ECDSA-P256-SHA256"
        "&X-Amz-Credential=AKIA%2F20130524%2Fs3%2Faws4_request&X-Amz-Date=20130524T000000Z"
        "&X-Amz-Expires=60&X-Amz-Region-Set=%2A&X-Amz-SignedHeaders=host&X-Amz-Signature="
    )
    found = inspect_url(f"{url}{'3045' * 35}", now=NOW)
    assert (found.version, found.region, found.region_set) == ("4A", "", ("*",))
    assert (found.scope, found.warnings) == ("20130524/s3/aws4_request", ())
    assert "regions         *\n" in str(found)
    (told,) = inspect_url(f"{url.replace('aws4_request', 'aws4')}30", now=NOW).warnings
    assert "'access key id/date/service/aws4_request'" in told.words
    several = inspect_url(f"{url.replace('%2A', 'us-east-1%2Ceu-%2A')}30", now=NOW)
    assert several.region_set == ("us-east-1", "eu-*")
    assert "regions         us-east-1, eu-*\n" in str(several)
    found = inspect_url(f"{url.replace('Region-Set', 'Other')}zz", now=NOW)
    assert [w.id for w in found.warnings] == ["missing-parameter", "signature-malformed"]


def test_a_record() -> None:
    """Immutable, equal findings are equal, and all of it goes into JSON."""
    found = inspect_url(signed(f"{BASE}?url={quote(URL, safe='')}", TEMPORARY), now=LATER)
    with pytest.raises(AttributeError, match="immutable"):
        found.state = "valid"
    document = json.loads(found.to_json())
    assert document == found.as_dict()
    assert set(document) == set(Inspection.__slots__)
    assert document["signed_at"] == "2013-05-24T00:00:00Z"
    assert document["parameters"][0]["name"] == "X-Amz-Algorithm"
    for secret in (URL[-64:], "AQoDYXdzEPT"):
        assert secret not in f"{found}{document}{found!r}{found.parameters}"
    assert redact(str(found)) == str(found)
    one, other = Finding("a", "b", "c"), Finding("a", "b", "c")
    assert one == other
    assert len({one, other, Finding("a", "b", "d")}) == 2
    assert repr(one) == "<Finding a: b; c>"


def test_a_secret_in_another_parameter_is_hidden() -> None:
    """What its name says to be one, and what it holds."""
    url = f"{BASE}?secret_access_key=wJalr+XUtn&u={quote(URL, safe='')}"
    shown = f"{(found := inspect_url(url))}{found.to_json()}"
    assert "wJalr" not in shown
    assert URL[-64:] not in shown


def test_what_a_terminal_obeys_is_escaped() -> None:
    """In every part of a URL, and in the text that turns the direction of writing."""
    nasty = "%1b%5b2J%0a\x1b[2J\u202e\x9b"
    url = f"https://h{nasty}/{nasty}?{nasty}={nasty}&{URL.partition('?')[2]}&X-Amz-Date={nasty}"
    page = str(inspect_url(url))
    assert page.replace("\n", "").isprintable()
    assert inspect_url(url).to_json().isprintable()


@pytest.mark.parametrize(
    ("given", "error"),
    [
        pytest.param("", InvalidValueError, id="empty"),
        pytest.param(" \n", InvalidValueError, id="white space"),
        pytest.param(None, InvalidTypeError, id="None"),
        pytest.param(URL.encode(), InvalidTypeError, id="bytes"),
    ],
)
def test_what_is_no_text(given: Any, error: type[Exception]) -> None:
    """There is nothing to look at."""
    with pytest.raises(error, match="url"):
        inspect_url(given)


def test_the_fields_of_a_form_are_another_matter() -> None:
    """`inspect_post` reads them; a form's URL alone is unsigned."""
    form = S3(CREDENTIALS, region="eu-west-1").presign_post("examplebucket", "k")
    assert "unsigned" in ids(form.url)
    assert inspect_post(form.fields, url=form.url).access_key_id == "AKIAIOSFODNN7EXAMPLE"
