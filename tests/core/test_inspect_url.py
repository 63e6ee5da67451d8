"""`inspect_url`: what a URL says of itself, and each thing that may be wrong with it."""

from __future__ import annotations

import base64
import hashlib
import json
import zlib
from datetime import datetime, timedelta, timezone
from typing import Any
from urllib.parse import quote

import awscrt.checksums
import pytest

from sigv4 import Credentials, InvalidTypeError, InvalidValueError, presign, presign_url
from sigv4._inspect.findings import FINDINGS
from sigv4.explain import Finding, Inspection, inspect_post, inspect_url
from sigv4.redact import redact
from sigv4.s3 import S3

NOW = datetime(2013, 5, 24, tzinfo=timezone.utc)
LATER = NOW + timedelta(minutes=1)
CREDENTIALS = Credentials("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY")
TEMPORARY = Credentials("ASIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI", "AQoDYXdzEPT//////////wEXAMPLE")
BASE = "https://examplebucket.s3.eu-west-1.amazonaws.com/test.txt"


def _signed(url: str = BASE, credentials: Credentials = CREDENTIALS, **options: Any) -> str:
    options = {"region": "eu-west-1", "signing_time": NOW, "expires_in": 600, **options}
    return presign_url("GET", url, credentials, **options)


URL = _signed()


def _ids(url: str, now: datetime = LATER) -> list[str]:
    return [warning.id for warning in inspect_url(url, now=now).warnings]


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
    capital = inspect_url(_signed(headers={"a": "b"}).replace("host", "Host"), now=LATER)
    assert capital.headers_to_send == ("a",)
    assert "must be sent    content-length, content-type, x-amz-acl\n" in str(found)
    assert not [words for words in found.not_covered if "size" in words or "Type" in words]
    signed = {"x-amz-content-sha256": "UNSIGNED-PAYLOAD"}
    url = presign_url("PUT", BASE, CREDENTIALS, region="eu-west-1", headers=signed)
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
    only = inspect_url(_signed(headers={"x-amz-checksum-algorithm": "CRC32"}))
    assert any("its holder may send any" in words for words in only.not_covered)


def _base64(digest: bytes) -> str:
    return base64.b64encode(digest).decode()


def _twice(url: str) -> str:
    return url.replace("X-Amz-Date", "x=1&X-Amz-Date=20130524T000000Z&X-Amz-Date", 1)


# The checksums of nothing, by the tools of others.
OF_NOTHING = {
    "x-amz-checksum-crc32": _base64(zlib.crc32(b"").to_bytes(4, "big")),
    "x-amz-checksum-crc32c": _base64(awscrt.checksums.crc32c(b"").to_bytes(4, "big")),
    "x-amz-checksum-crc64nvme": _base64(awscrt.checksums.crc64nvme(b"").to_bytes(8, "big")),
    "x-amz-checksum-sha1": _base64(hashlib.sha1(b"", usedforsecurity=False).digest()),
    "x-amz-checksum-sha256": _base64(hashlib.sha256(b"").digest()),
    "content-md5": _base64(hashlib.md5(b"", usedforsecurity=False).digest()),
}

# One fault each, by the id of its warning.
FAULTS = [
    pytest.param("in-quotes", f'"{URL}"', id="quotes"),
    pytest.param("in-quotes", f" <{URL}>\n", id="angle brackets"),
    pytest.param("html-escaped", URL.replace("&", "&amp;"), id="HTML"),
    pytest.param("json-escaped", URL.replace("&", "\\u0026"), id="JSON of Go"),
    pytest.param("json-escaped", URL.replace("/", "\\/"), id="JSON of PHP"),
    pytest.param("json-escaped", URL.replace("=", "\\u003d"), id="JSON of Gson"),
    pytest.param("html-escaped", URL.replace("&", "&#38;"), id="HTML, by number"),
    pytest.param("html-escaped", URL.replace("&", "&#x26;"), id="HTML, by hexadecimal number"),
    pytest.param("in-quotes", f"\u201c{URL}\u201d", id="quotes of a text"),
    pytest.param("text-around", f"curl -X PUT '{URL}' -H 'a: b'", id="command"),
    pytest.param("text-around", f"GET {URL} HTTP/1.1", id="line of a log"),
    pytest.param("text-around", f"it's (see {URL} )", id="text"),
    pytest.param("text-around", f'"{URL}', id="one quote"),
    pytest.param("text-around", f"Use this:\n{URL}\nThanks", id="mail"),
    pytest.param("text-around", f"url:\t{URL}\tGET", id="table"),
    pytest.param("text-around", json.dumps({"method": "GET", "url": URL}), id="JSON"),
    pytest.param("line-end", f"{URL[:90]}\r\n  {URL[90:]}", id="line end"),
    pytest.param("encoded-as-a-whole", quote(URL, safe=""), id="encoded as a whole"),
    pytest.param("encoded-as-a-whole", f"{BASE}?{quote(URL[len(BASE) + 1 :])}", id="its query"),
    pytest.param("control-character", URL.replace("test", "te\x1b[2Jst"), id="control character"),
    pytest.param("fragment", f"{URL}#a", id="fragment"),
    pytest.param("bad-escape", URL.replace("/test", "/100%test"), id="escape"),
    pytest.param("bad-escape", URL.replace("?", "%2?"), id="escape cut off"),
    pytest.param("raw-characters", URL.replace("test", "a b"), id="space"),
    pytest.param("raw-characters", URL.replace("test", "é"), id="not ASCII"),
    pytest.param("raw-characters", URL.replace("test", "a\\b"), id="backslash"),
    pytest.param("no-scheme", URL.removeprefix("https://"), id="no scheme"),
    pytest.param("unknown-scheme", URL.replace("https", "s3"), id="scheme"),
    pytest.param("no-host", URL.replace("examplebucket.s3.eu-west-1.amazonaws.com", ""), id="host"),
    pytest.param("plain-http", URL.replace("https", "HTTP"), id="http"),
    pytest.param("user-info", URL.replace("://", "://user:secret@"), id="user"),
    pytest.param("default-port", URL.replace(".com/", ".com:443/"), id="port"),
    pytest.param("port-malformed", URL.replace(".com/", ".com:65536/"), id="port's range"),
    pytest.param("port-malformed", URL.replace(".com/", ".com:80a/"), id="port's digits"),
    pytest.param("port-malformed", URL.replace(".com/", f".com:{'9' * 5000}/"), id="long port"),
    pytest.param("capitals-in-host", URL.replace("examplebucket", "Example"), id="capitals"),
    pytest.param("host-not-ascii", URL.replace("examplebucket", "bücher"), id="IDN"),
    pytest.param("host-ends-in-dot", URL.replace(".com/", ".com./"), id="dot"),
    pytest.param("region-differs-from-host", _signed(region="us-east-1"), id="region"),
    pytest.param("dot-segments", URL.replace("/test", "/a/../test"), id="dots"),
    pytest.param("dot-segments", URL.replace("/test", "/%2e%2E/test"), id="dots, encoded"),
    pytest.param("double-slash", URL.replace("/test", "//test"), id="slashes"),
    pytest.param("escaped-unreserved", URL.replace("/test", "/%7Etest"), id="tilde"),
    pytest.param("lower-case-escape", URL.replace("/test", "/%2ftest"), id="lower case"),
    pytest.param("plus-in-path", URL.replace("/test", "/a+test"), id="plus in the path"),
    pytest.param("plus-in-query", URL.replace("?", "?prefix=a+b&"), id="plus in the query"),
    pytest.param("unsigned", BASE, id="unsigned"),
    pytest.param("missing-parameter", URL.replace("X-Amz-Expires=600&", ""), id="missing"),
    pytest.param("missing-parameter", URL.partition("&X-Amz-Signature")[0], id="cut off"),
    pytest.param("parameter-case", URL.replace("X-Amz-Date", "x-amz-date"), id="case"),
    pytest.param("parameter-case", URL.replace("X-Amz-Date", "X-AMZ-Date"), id="capitals in names"),
    pytest.param("duplicate-parameter", _twice(URL), id="twice"),
    pytest.param("behind-the-signature", f"{URL}&utm_source=mail", id="appended"),
    pytest.param("two-signatures", f"{URL}&AWSAccessKeyId=A&Signature=B", id="two signatures"),
    pytest.param("algorithm-unknown", URL.replace("HMAC-SHA256", "HMAC-MD5"), id="algorithm"),
    pytest.param("credential-malformed", URL.replace("%2Faws4_request", ""), id="credential"),
    pytest.param("credential-malformed", URL.replace("%2F2013", "%2F13"), id="scope's date"),
    pytest.param("date-malformed", URL.replace("=20130524T", "=20130532T"), id="date"),
    pytest.param("date-malformed", URL.replace("=20130524T", "=2013-05-24T"), id="date's form"),
    pytest.param("scope-date-differs", URL.replace("=20130524T", "=20130523T"), id="dates"),
    pytest.param("signature-malformed", URL[:-1], id="signature cut off"),
    pytest.param("signature-malformed", f"{URL[:-1]}Z", id="signature's digits"),
    pytest.param("signature-malformed", URL[:-64] + URL[-64:].upper(), id="signature in capitals"),
    pytest.param("signature-malformed", URL[:-64], id="no signature"),
    pytest.param("taken-out", f"{URL[:-64]}REDACTED", id="redacted"),
    pytest.param("taken-out", f"{URL[:-64]}[removed]", id="removed"),
    pytest.param("taken-out", f"{URL[:-64]}{'x' * 64}", id="crossed out"),
    pytest.param("taken-out", f"{URL[:-64]}***", id="stars"),
    pytest.param("taken-out", f"{URL[:-64]}…", id="ellipsis"),
    pytest.param("signed-headers-malformed", URL.replace("=host", "=host%3Bhost"), id="headers"),
    pytest.param("signed-headers-malformed", URL.replace("=host", "=Host"), id="headers' case"),
    pytest.param("host-not-signed", URL.replace("=host", "=range"), id="host unsigned"),
    pytest.param(
        "volatile-signed-header", URL.replace("=host", "=host%3Buser-agent"), id="volatile"
    ),
    pytest.param(
        "payload-hash-in-query", URL.replace("?", f"?X-Amz-Content-Sha256={'0' * 64}&"), id="hash"
    ),
    *[
        pytest.param(
            "empty-body-checksum",
            _signed(f"{BASE}?{name}={quote(value)}"),
            id=f"empty body, {name}",
        )
        for name, value in OF_NOTHING.items()
    ],
    pytest.param("checksum-in-query", _signed(f"{BASE}?x-amz-checksum-crc32=sOO8%2FQ"), id="sum"),
    pytest.param("checksum-in-query", _signed(f"{BASE}?content-md5=sOO8%2FQ"), id="MD5"),
    pytest.param(
        "customer-key-in-url",
        _signed(f"{BASE}?x-amz-server-side-encryption-customer-key=aaaa"),
        id="customer's key",
    ),
    pytest.param("expiry-malformed", URL.replace("=600", "=600.5"), id="expiry"),
    pytest.param("expiry-malformed", URL.replace("=600", "=0"), id="expiry of nothing"),
    pytest.param("expiry-malformed", URL.replace("=600", "=0600"), id="expiry's zeros"),
    pytest.param("expiry-malformed", URL.replace("=600", "=" + "9" * 5000), id="expiry's digits"),
    pytest.param("expiry-too-long", URL.replace("=600", "=604801"), id="seven days"),
    pytest.param("expiry-too-long", URL.replace("=600", "=999999999999"), id="for ever"),
    pytest.param(
        "service-ends-it",
        _signed("https://sts.eu-west-1.amazonaws.com/", service="sts", expires_in=60),
        id="STS",
    ),
    pytest.param(
        "token-may-end-first", _signed(credentials=TEMPORARY, expires_in=3600), id="temporary"
    ),
    pytest.param("token-missing", URL.replace("=AKIA", "=ASIA"), id="no token"),
    pytest.param("empty-token", f"{URL}&X-Amz-Security-Token=", id="empty token"),
]


@pytest.mark.parametrize(("warning", "url"), FAULTS)
def test_each_fault_is_told(warning: str, url: str) -> None:
    """By its id, in words, with a remedy; the rest of the URL is read nonetheless."""
    found = inspect_url(url, now=LATER)
    (told,) = {told for told in found.warnings if told.id == warning}
    assert told.words
    assert told.remedy
    assert "{" not in str(told)
    assert f"{warning}: {told.words}"[:60] in str(found)
    assert URL[-64:] not in f"{found}{found.to_json()}{found!r}"
    if warning not in {"unsigned", "credential-malformed"}:
        assert found.access_key_id[4:] == "IOSFODNN7EXAMPLE"


def test_each_part_is_told_of_by_itself() -> None:
    """What is raw in the host, in the path and in the query."""
    assert _ids(URL.replace("examplebucket", "Bücher")) == ["host-not-ascii"]
    assert _ids(URL.replace("examplebucket", "a b")) == ["raw-characters"]
    assert _ids(URL.replace("https", "HTTPS")) == []
    assert _ids(URL.replace("?", "?prefix=é&")) == ["raw-characters"]


UNDONE = {
    *("in-quotes", "text-around", "html-escaped", "json-escaped", "line-end"),
    "encoded-as-a-whole",
}


@pytest.mark.parametrize(
    ("warning", "url"), [param for param in FAULTS if param.values[0] in UNDONE]
)
def test_what_was_undone_leaves_the_url(warning: str, url: str) -> None:
    """All that is said of it is what would be said of the URL itself."""
    plain = inspect_url(URL, now=LATER).as_dict()
    found = inspect_url(url, now=LATER).as_dict()
    (told,) = found.pop("warnings")
    assert told["id"] == warning
    del plain["warnings"]
    assert found == plain


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
        _signed(credentials=TEMPORARY),
        _signed(f"{BASE}?versionId=a%2Bb&partNumber=1", headers={"range": "bytes=0-9"}),
        _signed("https://localhost:9000/bucket/a%20b/~c-d_e.f", region="us-east-1"),
        _signed("https://iam.amazonaws.com/?Action=ListUsers", service="iam", region="us-east-1"),
        _signed("https://[::1]:9000/bucket/k", region="x"),
    ):
        assert _ids(url) == []


def test_every_warning_is_tried() -> None:
    """The table of findings holds no more than the tests of URLs and of forms give."""
    of_urls = {param.values[0] for param in FAULTS}
    elsewhere = {
        *("signature-version-2", "expired", "not-yet-valid"),
        *("cloudfront", "google", "azure", "no-url"),
        *(
            "policy-malformed",
            "policy-refused",
            "expiration-malformed",
            "condition-malformed",
            "form-refused",
        ),
        *("no-bucket-condition", "any-key", "no-size-limit", "field-behind-file"),
    }
    assert of_urls | elsewhere == FINDINGS.keys()


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
    assert _ids(URL, now) == warning


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
    page = str(inspect_url(_signed(expires_in=604800), now=end + timedelta(seconds=after)))
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
    found = inspect_url(_signed(f"{BASE}?url={quote(URL, safe='')}", TEMPORARY), now=LATER)
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
    assert "unsigned" in _ids(form.url)
    assert inspect_post(form.fields, url=form.url).access_key_id == "AKIAIOSFODNN7EXAMPLE"


@pytest.mark.parametrize("item", ["p{}=+", "x-amz-checksum-{}=", "p{0}&p{0}", "p{}=1"])
def test_any_number_of_parameters(item: str) -> None:
    """Some are warned of one by one: a page of warnings is read by nobody."""
    many = "&".join([item.format(number) for number in range(3000)])
    warnings = inspect_url(f"{URL}&{many}", now=LATER).warnings
    assert 20 <= len(warnings) <= 62
