"""`inspect_url`: each thing that may be wrong with a URL."""

from __future__ import annotations

import base64
import hashlib
import json
import zlib
from urllib.parse import quote

import awscrt.checksums
import pytest
from inspected import BASE, LATER, TEMPORARY, URL, ids, signed

from sigv4._inspect.findings import FINDINGS
from sigv4.explain import inspect_url


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
    pytest.param("region-differs-from-host", signed(region="us-east-1"), id="region"),
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
            signed(f"{BASE}?{name}={quote(value)}"),
            id=f"empty body, {name}",
        )
        for name, value in OF_NOTHING.items()
    ],
    pytest.param("checksum-in-query", signed(f"{BASE}?x-amz-checksum-crc32=sOO8%2FQ"), id="sum"),
    pytest.param("checksum-in-query", signed(f"{BASE}?content-md5=sOO8%2FQ"), id="MD5"),
    pytest.param(
        "customer-key-in-url",
        signed(f"{BASE}?x-amz-server-side-encryption-customer-key=aaaa"),
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
        signed("https://sts.eu-west-1.amazonaws.com/", service="sts", expires_in=60),
        id="STS",
    ),
    pytest.param(
        "token-may-end-first", signed(credentials=TEMPORARY, expires_in=3600), id="temporary"
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
    assert ids(URL.replace("examplebucket", "Bücher")) == ["host-not-ascii"]
    assert ids(URL.replace("examplebucket", "a b")) == ["raw-characters"]
    assert ids(URL.replace("https", "HTTPS")) == []
    assert ids(URL.replace("?", "?prefix=é&")) == ["raw-characters"]


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


@pytest.mark.parametrize("item", ["p{}=+", "x-amz-checksum-{}=", "p{0}&p{0}", "p{}=1"])
def test_any_number_of_parameters(item: str) -> None:
    """Some are warned of one by one: a page of warnings is read by nobody."""
    many = "&".join([item.format(number) for number in range(3000)])
    warnings = inspect_url(f"{URL}&{many}", now=LATER).warnings
    assert 20 <= len(warnings) <= 62
