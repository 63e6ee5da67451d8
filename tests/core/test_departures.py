"""Where botocore is knowingly departed from: each place, with the reason.

The differential test draws its requests around these; a row here shows that botocore does
the other thing (should it change its mind, the row fails and can go).
"""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any

import oracle
import pytest

from sigv4 import Credentials, InvalidInputError, InvalidValueError, presign, sign_headers

SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
NOW = datetime(2013, 5, 24, tzinfo=timezone.utc)


def request(method: str = "GET", url: str = "https://h/k", **changes: Any) -> oracle.Request:
    """A request to S3 with some of it changed."""
    given: dict[str, Any] = {"region": "us-east-1", "service": "s3", **changes}
    return oracle.Request(method, url, "AKIA", SECRET, signing_time=NOW, **given)


def ours(request: oracle.Request) -> str:
    """The canonical request of the query form."""
    return presign(
        request.method,
        request.url,
        Credentials("AKIA", SECRET, request.session_token),
        region="us-east-1",
        service=request.service,
        expires_in=request.expires_in,
        headers=request.headers,
        signing_time=NOW,
    ).canonical_request


QUERY_FORM = [
    pytest.param(
        request(url="https://h"),
        "GET\n/\n",
        "GET\n\n",
        id="an-empty-path-signs-as-a-slash-since-clients-send-one",
    ),
    pytest.param(
        request(session_token=""),
        "X-Amz-Expires=3600&X-Amz-SignedHeaders",
        "X-Amz-Security-Token=&",
        id="an-empty-token-is-left-out-since-servers-refuse-it",
    ),
    pytest.param(
        request(url="https://h/k?a=2&a=1"),
        "&a=1&a=2\n",
        "host&a=2\n",
        id="all-values-of-a-repeated-parameter-are-signed-since-all-are-sent",
    ),
    pytest.param(
        request(url="https://h/k%7e%2f"),
        "/k~%2F\n",
        "/k%7e%2f\n",
        id="a-path-is-respelt-since-s3-decodes-and-encodes-it",
    ),
    pytest.param(
        request(url="https://h/k+"),
        "/k%2B\n",
        "/k+\n",
        id="a-plus-in-a-path-is-escaped-since-servers-read-it-in-two-ways",
    ),
    pytest.param(
        request(headers=[("content-type", "application/x-www-form-urlencoded; charset=utf-8")]),
        "\ncontent-type:application/x-www-form-urlencoded; charset=utf-8\n",
        "\nhost:h\n",
        id="no-content-type-is-dropped-since-it-was-asked-for",
    ),
    pytest.param(
        request(headers=[("a", "b\u00a0 c")]),
        "\na:b\u00a0 c\n",
        "\na:b c\n",
        id="only-spaces-collapse-since-s3-trims-no-other-white-space",
    ),
]


@pytest.mark.parametrize(("request_", "here", "there"), QUERY_FORM)
def test_the_query_form_departs(request_: oracle.Request, here: str, there: str) -> None:
    """Both canonical requests are what this table says, and they differ."""
    theirs = oracle.presign(request_).canonical_request
    assert here in ours(request_)
    assert there in theirs
    assert ours(request_) != theirs


REFUSED_HERE = [
    pytest.param(request(expires_in=-5), "expires_in", id="expiry-below-one-second"),
    pytest.param(request(expires_in=999999999), "expires_in", id="expiry-above-the-ceiling"),
    pytest.param(request(url="https://h/k?X-Amz-Date=1"), "url", id="signed-already"),
    pytest.param(request(method="get"), "method", id="method-not-in-capitals"),
    pytest.param(request(headers=[("proxy-a", "b")]), "headers", id="hop-header"),
    pytest.param(request(headers=[("sec-a", "b")]), "headers", id="browser-header"),
    pytest.param(request(headers=[("a", "b\tc")]), "headers", id="tab-in-a-header"),
    pytest.param(request(headers=[("host", "other")]), "headers", id="another-host"),
]


@pytest.mark.parametrize(("request_", "argument"), REFUSED_HERE)
def test_what_botocore_signs_and_this_refuses(request_: oracle.Request, argument: str) -> None:
    """What would fail on its way, or when it is used, is refused when it is signed."""
    assert oracle.presign(request_).signature
    with pytest.raises(InvalidInputError) as caught:
        ours(request_)
    assert caught.value.argument == argument


def test_the_header_form_decodes_and_encodes_the_query() -> None:
    """botocore's header form signs a URL's query as it stands, and a "+" with it."""
    asked = request(url="https://h/?a=b+c", service="iam")
    theirs = oracle.sign(asked)
    assert "\na=b+c\n" in theirs.canonical_request
    same = request(url="https://h/?a=b%20c", service="iam")
    ours = sign_headers(
        "GET",
        asked.url,
        Credentials("AKIA", SECRET),
        region="us-east-1",
        service="iam",
        signing_time=NOW,
    )
    assert ours["Authorization"] == oracle.sign(same).headers["authorization"]


def test_the_header_form_keeps_a_date_header() -> None:
    """botocore rewrites a Date header and drops x-amz-date; here the caller's Date is signed."""
    date = "Thu, 01 Jan 1970 00:00:00 GMT"
    theirs = oracle.sign(request(headers=[("Date", date)]))
    assert "x-amz-date" not in theirs.canonical_request
    ours = sign_headers(
        "GET",
        "https://h/k",
        Credentials("AKIA", SECRET),
        region="us-east-1",
        service="s3",
        headers={"Date": date},
        signing_time=NOW,
    )
    assert "SignedHeaders=date;host;x-amz-content-sha256;x-amz-date" in ours["Authorization"]


def test_the_s3_header_form_keeps_the_payload_hash_that_was_given() -> None:
    """botocore overwrites x-amz-content-sha256 with the hash of the body."""
    given = ("x-amz-content-sha256", "UNSIGNED-PAYLOAD")
    theirs = oracle.sign(request(headers=[given]))
    assert not theirs.canonical_request.endswith("UNSIGNED-PAYLOAD")
    ours = sign_headers(
        "GET",
        "https://h/k",
        Credentials("AKIA", SECRET),
        region="us-east-1",
        service="s3",
        headers=[given],
        signing_time=NOW,
    )
    assert ours["x-amz-content-sha256"] == "UNSIGNED-PAYLOAD"


def test_a_query_may_hold_bytes_that_are_no_utf_8() -> None:
    """botocore's query form decodes them to U+FFFD."""
    asked = request(url="https://h/k?a=%FF")
    assert "a=%EF%BF%BD" in oracle.presign(asked).canonical_request
    assert "a=%FF" in ours(asked)


def test_two_spellings_in_a_mapping_are_refused() -> None:
    """botocore's message joins them; a mapping has no order that says how."""
    with pytest.raises(InvalidValueError, match="two spellings"):
        presign(
            "GET", "https://h/", Credentials("A", "b"), region="r", headers={"A": "1", "a": "2"}
        )
