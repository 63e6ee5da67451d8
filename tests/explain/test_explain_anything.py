"""Properties of `explain_error`: whatever comes in, nothing but the error tree comes out."""

from __future__ import annotations

from datetime import datetime, timezone
from time import process_time
from typing import Any
from xml.sax.saxutils import escape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from s3_documents import signature_document

from sigv4 import Credentials, SigV4Error, presign
from sigv4.explain import Explanation, explain_error

NOW = datetime(2024, 2, 29, 12, tzinfo=timezone.utc)
SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
CREDENTIALS = Credentials("AKIAEXAMPLE", SECRET, "IQoJb3JpZ2luX2VjEXAMPLE")
SIGNED = presign(
    "GET",
    "https://media.s3.eu-west-1.amazonaws.com/a%20b/c~?partNumber=1",
    CREDENTIALS,
    region="eu-west-1",
    headers={"x-amz-meta-a": "b"},
    signing_time=NOW,
)
_CODES = (
    *("SignatureDoesNotMatch", "AccessDenied", "InvalidArgument", "ExpiredToken"),
    *("AuthorizationQueryParametersError", "PermanentRedirect", "RequestTimeTooSkewed", "X"),
)
_PIECES = (
    *("%20", "%2520", "%7e", "%", "+", "/", "//", "/../", "?", "&", "=", "#", "\n", "\0", "'"),
    *("\ud800", "é", "\x1b", "host:", "\n\nhost\n", "UNSIGNED-PAYLOAD", "X-Amz-Date="),
    *("20240229T120000Z", "99999999999", "expecting '", 'belongs to "', "not yet valid"),
    *("the region", "incorrect service", "expired", "difference between the request time"),
)
TEXTS = st.lists(st.sampled_from(_PIECES) | st.text(max_size=4), max_size=8).map("".join)
CANONICAL = st.tuples(TEXTS, TEXTS).map(
    lambda parts: SIGNED.canonical_request.replace("a%20b", parts[0]).replace("%2F", parts[1])
)
FIELDS = st.dictionaries(
    st.sampled_from(
        [
            *("Message", "CanonicalRequest", "StringToSign", "SignatureProvided", "Region"),
            *("AWSAccessKeyId", "HeadersNotSigned", "ServerTime", "Endpoint", "RequestTime"),
        ]
    ),
    TEXTS | CANONICAL | st.just(SIGNED.string_to_sign),
)


def _document(code: str, fields: dict[str, str]) -> bytes:
    text = "".join(f"<{name}>{escape(value)}</{name}>" for name, value in fields.items())
    return f"<Error><Code>{code}</Code>{text}</Error>".encode(errors="replace")


DOCUMENTS = st.builds(_document, st.sampled_from(_CODES), FIELDS)
URLS = TEXTS.map(lambda text: SIGNED.url + text) | TEXTS


def check(found: Explanation) -> None:
    """It can be shown, and every cause says what to do."""
    page = str(found)
    assert page.replace("\n", "").isprintable()
    assert SECRET not in page
    assert SIGNED.url[-64:] not in page
    assert found.to_json().isascii()
    assert all(cause.id and cause.words and cause.remedy for cause in found.causes)
    assert len({(cause.id, cause.words) for cause in found.causes}) == len(found.causes)


@given(
    url=URLS,
    response=st.none() | DOCUMENTS | st.binary(max_size=40) | TEXTS,
    method=st.sampled_from([None, "GET", "HEAD"]),
    credentials=st.sampled_from([None, CREDENTIALS]),
)
@settings(max_examples=150)
def test_nothing_but_the_error_tree(
    url: str, response: Any, method: str | None, credentials: Credentials | None
) -> None:
    """URLs and answers of any kind are explained, or refused by an error of ours."""
    try:
        found = explain_error(
            url, response=response, method=method, credentials=credentials, now=NOW
        )
    except SigV4Error:
        return
    check(found)


@given(
    arguments=st.fixed_dictionaries(
        {},
        optional=dict.fromkeys(
            ["response", "method", "headers", "credentials", "now"],
            st.none()
            | st.integers()
            | st.text(max_size=3)
            | st.lists(st.text(max_size=2), max_size=2),
        ),
    )
)
def test_arguments_of_any_type(arguments: dict[str, Any]) -> None:
    """Each is taken, or refused by an error of ours."""
    try:
        check(explain_error(SIGNED.url, **{"now": NOW, **arguments}))
    except SigV4Error:
        return


@pytest.mark.parametrize(
    "of_size",
    [
        pytest.param(lambda n: "".join(f"p{i}=1&" for i in range(n // 8)), id="parameters"),
        pytest.param(lambda n: "a=" + "%2520" * (n // 5) + "&", id="escapes"),
        pytest.param(lambda n: "a=" + "b" * n + "&", id="value"),
        pytest.param(lambda n: "a=1&" * (n // 4), id="the same parameter"),
    ],
)
def test_the_time_is_in_proportion_to_the_answer(of_size: Any) -> None:
    """Four times the answer does not take sixteen times as long."""

    def seconds(size: int) -> float:
        query = "X-Amz-Algorithm="
        document = signature_document(
            SIGNED.canonical_request.replace(query, of_size(size) + query),
            SIGNED.string_to_sign,
            access_key_id=CREDENTIALS.access_key_id,
            signature=SIGNED.url[-64:],
        )
        assert len(document) < 1024**2
        times = []
        for _ in range(3):
            begin = process_time()
            explain_error(SIGNED.url, response=document, credentials=CREDENTIALS, now=NOW)
            times.append(process_time() - begin)
        return min(times)

    # A machine that is busy may make one comparison fail; what is quadratic fails them all.
    assert any(seconds(80_000) <= 10 * seconds(20_000) for _ in range(3))


@pytest.mark.parametrize("is_answered", [True, False], ids=["answer", "no answer"])
def test_a_url_with_any_number_of_headers(is_answered: bool) -> None:
    """Some are told of one by one, and the host is among them."""
    names = "".join(f"%3Bx-{number}" for number in range(30_000))
    url = SIGNED.url.replace("x-amz-meta-a", f"x-amz-meta-a{names}")
    document = signature_document(
        SIGNED.canonical_request.replace("host:media", "host:other"),
        SIGNED.string_to_sign,
        access_key_id=CREDENTIALS.access_key_id,
        signature=SIGNED.url[-64:],
    )
    found = explain_error(url, response=document if is_answered else None, now=NOW)
    told = [cause for cause in found.causes if cause.id in {"header-not-sent", "header-differs"}]
    assert 0 < len(told) <= 21
    assert "host-changed" in [cause.id for cause in found.causes]
    assert len(found.lines) <= 120
    check(found)
