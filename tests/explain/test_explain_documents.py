"""What Amazon S3's documentation says of its errors, and other services': the cause is named."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta, timezone
from typing import Any

import httpx
import pytest
from s3_documents import error_document

from sigv4 import Credentials, presign
from sigv4.explain import explain_error

NOW = datetime(2024, 2, 29, 12, tzinfo=timezone.utc)
CREDENTIALS = Credentials("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY")
TEMPORARY = Credentials("ASIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI", "IQoJb3JpZ2luX2Vj/EXAMPLE=")
HOST = "https://media.s3.eu-west-1.amazonaws.com"


def url_of(credentials: Credentials = CREDENTIALS, **how: Any) -> str:
    """A URL for a cat, signed at noon."""
    how = {"region": "eu-west-1", "signing_time": NOW, **how}
    return presign("GET", f"{HOST}/cat.jpg", credentials, **how).url


NO_TOKEN = url_of(Credentials("ASIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI"))
EXPECTING = "the region 'eu-west-1' is wrong; expecting 'us-west-2'"
CREDENTIAL = "Error parsing the X-Amz-Credential parameter; "
WRONG_REGION = ("AuthorizationQueryParametersError", f"{CREDENTIAL}{EXPECTING}")
WRONG_SERVICE = 'incorrect service "sqs". This endpoint belongs to "s3".'

DOCUMENTS: list[Any] = [
    pytest.param(
        "expired",
        ("AccessDenied", "Request has expired"),
        {"X-Amz-Expires": "3600", "ServerTime": "2024-02-29T15:00:00Z"},
        url_of(),
        id="expired",
    ),
    pytest.param(
        "expired token-expired",
        ("AccessDenied", "Request has expired"),
        {"ServerTime": "2024-02-29T12:10:00Z"},
        url_of(TEMPORARY),
        id="expired with its token",
    ),
    pytest.param(
        "not-yet-valid",
        ("AccessDenied", "Request is not yet valid"),
        {"ServerTime": "2024-02-29T11:00:00Z"},
        url_of(),
        id="not yet valid",
    ),
    pytest.param(
        "clock-skew",
        (
            "RequestTimeTooSkewed",
            "The difference between the request time and the current time is too large.",
        ),
        {"RequestTime": "20240229T120000Z", "MaxAllowedSkewMilliseconds": "900000"},
        url_of(),
        id="skew",
    ),
    pytest.param("wrong-region", WRONG_REGION, {"Region": "us-west-2"}, url_of(), id="region"),
    pytest.param("wrong-region", WRONG_REGION, {}, url_of(), id="region in the message"),
    pytest.param(
        "wrong-region",
        (
            "AuthorizationHeaderMalformed",
            f"The authorization header is malformed; {EXPECTING}",
        ),
        {"Region": "us-west-2"},
        url_of(),
        id="region in a header",
    ),
    pytest.param(
        "wrong-service",
        ("AuthorizationQueryParametersError", f"{CREDENTIAL}{WRONG_SERVICE}"),
        {},
        url_of(service="sqs"),
        id="service",
    ),
    pytest.param(
        "parameter-dropped parameters-refused",
        (
            "AuthorizationQueryParametersError",
            "Query-string authentication version 4 requires the X-Amz-Algorithm, "
            "X-Amz-Credential, X-Amz-Signature, X-Amz-Date, X-Amz-SignedHeaders, and "
            "X-Amz-Expires parameters.",
        ),
        {},
        url_of(),
        id="a parameter did not arrive",
    ),
    pytest.param(
        "missing-parameter parameters-refused",
        ("AuthorizationQueryParametersError", "X-Amz-Expires should be a number"),
        {},
        url_of().replace("X-Amz-Expires=3600&", ""),
        id="a parameter is missing",
    ),
    pytest.param(
        "unsigned-header",
        (
            "AccessDenied",
            "There were headers present in the request which were not signed",
        ),
        {"HeadersNotSigned": "x-amz-acl, x-amz-meta-a"},
        url_of(headers={"content-type": "text/plain"}),
        id="unsigned header",
    ),
    pytest.param(
        "two-mechanisms",
        (
            "InvalidArgument",
            "Only one auth mechanism allowed; only the X-Amz-Algorithm query parameter, Signature "
            "query string parameter or the Authorization header should be specified",
        ),
        {"ArgumentName": "Authorization", "ArgumentValue": "Bearer abc"},
        url_of(),
        id="two mechanisms",
    ),
    pytest.param(
        "unknown-access-key",
        (
            "InvalidAccessKeyId",
            "The AWS Access Key Id you provided does not exist in our records.",
        ),
        {"AWSAccessKeyId": CREDENTIALS.access_key_id},
        url_of(),
        id="unknown key",
    ),
    pytest.param(
        "token-missing",
        (
            "InvalidAccessKeyId",
            "The AWS Access Key Id you provided does not exist in our records.",
        ),
        {},
        NO_TOKEN,
        id="temporary key without its token",
    ),
    pytest.param(
        "token-altered",
        ("InvalidToken", "The provided token is malformed or otherwise invalid."),
        {"Token-0": "IQoJ"},
        url_of(TEMPORARY),
        id="token altered",
    ),
    pytest.param(
        "token-expired",
        ("ExpiredToken", "The provided token has expired."),
        {},
        url_of(TEMPORARY),
        id="token expired",
    ),
    pytest.param(
        "payload-mismatch",
        (
            "XAmzContentSHA256Mismatch",
            "The provided 'x-amz-content-sha256' header does not match what was computed.",
        ),
        {"ClientComputedContentSHA256": "e3b0", "S3ComputedContentSHA256": "2cf2"},
        url_of(),
        id="payload hash",
    ),
    pytest.param(
        "permission parameter-dropped",
        ("AccessDenied", "Access Denied"),
        {},
        url_of(),
        id="denied",
    ),
    pytest.param(
        "permission",
        (
            "AccessDenied",
            "User: arn:aws:iam::123456789012:user/me is not authorized to perform: s3:GetObject",
        ),
        {},
        url_of(),
        id="not authorized",
    ),
    pytest.param(
        "another-region",
        (
            "PermanentRedirect",
            "The bucket you are attempting to access must be addressed using the specified "
            "endpoint.",
        ),
        {"Endpoint": "media.s3.us-west-2.amazonaws.com", "Bucket": "media"},
        url_of(),
        id="permanent redirect",
    ),
    pytest.param(
        "another-region",
        ("TemporaryRedirect", "Please re-send this request to the specified temporary endpoint."),
        {"Endpoint": "media.s3-us-west-2.amazonaws.com"},
        url_of(),
        id="temporary redirect",
    ),
    pytest.param(
        "version-2",
        (
            "InvalidRequest",
            "The authorization mechanism you have provided is not supported. Please use "
            "AWS4-HMAC-SHA256.",
        ),
        {},
        f"{HOST}/cat.jpg?AWSAccessKeyId=AKIA&Expires=1709209000&Signature=abc%3D",
        id="version 2",
    ),
    pytest.param(
        "no-signature-fault",
        ("NoSuchKey", "The specified key does not exist."),
        {"Key": "cat.jpg"},
        url_of(),
        id="no such key",
    ),
]


@pytest.mark.parametrize(("causes", "said", "fields", "url"), DOCUMENTS)
def test_the_cause_is_named(
    causes: str, said: tuple[str, str], fields: Mapping[str, str], url: str
) -> None:
    """By the document alone, whatever the time is here."""
    document = error_document(*said, **fields)
    found = explain_error(url, response=document, now=NOW + timedelta(minutes=1))
    assert " ".join(cause.id for cause in found.causes) == causes
    assert (found.code, found.message) == said
    assert all(cause.words and cause.remedy for cause in found.causes)
    open_ = causes.split(maxsplit=1)[0] in _LIKELY or said == ("AccessDenied", "Access Denied")
    assert found.causes[0].likelihood == ("likely" if open_ else "certain")


# What a document does not say for certain.
_LIKELY = {"parameter-dropped", "missing-parameter", "no-signature-fault"}

REMEDIES: list[Any] = [
    pytest.param(WRONG_REGION, {}, "sign for us-west-2", id="region"),
    pytest.param(
        ("AuthorizationQueryParametersError", f"{CREDENTIAL}{WRONG_SERVICE}"),
        {},
        "sign for the service s3",
        id="service",
    ),
]


@pytest.mark.parametrize(("said", "fields", "remedy"), REMEDIES)
def test_the_remedy_holds_the_value(
    said: tuple[str, str], fields: Mapping[str, str], remedy: str
) -> None:
    """What to do is said in full, where the server says what it expects."""
    found = explain_error(url_of(), response=error_document(*said, **fields), now=NOW)
    assert found.cause is not None
    assert found.cause.remedy == remedy


def test_a_redirect_says_where() -> None:
    """Also without a document, as to HEAD: by its headers."""
    endpoint = "media.s3.us-west-2.amazonaws.com"
    document = error_document("PermanentRedirect", "…", Endpoint=endpoint)
    (cause,) = explain_error(url_of(), response=document, now=NOW).causes
    assert endpoint in cause.words
    headers = {"x-amz-bucket-region": "us-west-2"}
    (cause,) = explain_error(url_of(), response=httpx.Response(301, headers=headers)).causes
    assert (cause.id, "region us-west-2" in cause.words) == ("another-region", True)
    found = explain_error(url_of(), response=httpx.Response(400, headers=headers), now=NOW)
    assert found.causes[0].id == "wrong-region"
    assert found.causes[0].remedy == "sign for us-west-2"


CANONICAL = (
    "GET\n/prod/cats\nX-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIA%2F20240229"
    "%2Feu-west-1%2Fexecute-api%2Faws4_request&X-Amz-Date=20240229T120000Z&X-Amz-Expires=600"
    "&X-Amz-SignedHeaders=host\nhost:api.internal\n\nhost\n"
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
)
MESSAGE = (
    "The request signature we calculated does not match the signature you provided. Check your "
    "AWS Secret Access Key and signing method. Consult the service documentation for details.\n\n"
    f"The Canonical String for this request should have been\n'{CANONICAL}'\n\n"
    "The String-to-Sign should have been\n"
    "'AWS4-HMAC-SHA256\n20240229T120000Z\n20240229/eu-west-1/execute-api/aws4_request\n"
    f"{'0' * 64}'\n"
)


def _json(message: str) -> bytes:
    import json

    return json.dumps({"message": message}).encode()


def _wrapped(message: str) -> bytes:
    inner = error_document("SignatureDoesNotMatch", message).decode().partition("?>")[2]
    space = "xmlns='http://webservices.amazon.com/AWSFault/2005-15-09'"
    return f"<ErrorResponse {space}>{inner}<RequestId>r</RequestId></ErrorResponse>".encode()


@pytest.mark.parametrize("form", [_json, _wrapped], ids=["JSON", "ErrorResponse"])
def test_other_services(form: Any) -> None:
    """API Gateway, STS and their kin write the canonical request into the message."""
    url = presign(
        "GET",
        "https://api.example/prod/cats",
        Credentials("AKIA", "secret"),
        region="eu-west-1",
        service="execute-api",
        expires_in=600,
        signing_time=NOW,
    ).url
    found = explain_error(url, response=form(MESSAGE), method="GET", now=NOW)
    assert [cause.id for cause in found.causes] == ["host-changed"]
    assert found.code == "SignatureDoesNotMatch"
    assert "Canonical String" not in found.message


def test_the_answer_to_another_url() -> None:
    """It is told at once, and nothing is compared with it."""
    document = error_document(
        "SignatureDoesNotMatch",
        "…",
        AWSAccessKeyId="AKIAOTHER",
        CanonicalRequest="GET\n/\n\nhost:h\n\nhost\nUNSIGNED-PAYLOAD",
    )
    found = explain_error(url_of(), response=document, now=NOW)
    assert [cause.id for cause in found.causes] == ["another-answer"]
    signature = error_document("SignatureDoesNotMatch", "…", SignatureProvided="0" * 64)
    found = explain_error(url_of(), response=signature, now=NOW)
    assert [cause.id for cause in found.causes] == ["another-answer"]


def test_a_signature_that_arrived_cut_off() -> None:
    """It is no other URL's."""
    url = url_of()
    document = error_document("SignatureDoesNotMatch", "…", SignatureProvided=url[-64:-3])
    found = explain_error(url, response=document, now=NOW)
    assert [(cause.id, cause.likelihood) for cause in found.causes] == [
        ("signature-cut", "certain")
    ]


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"<!DOCTYPE html><html><body>Sign in</body></html>", id="a login page"),
        pytest.param(b"<html><h1>502 Bad Gateway</h1></html>", id="a proxy"),
        pytest.param(b"\xff\xfe\x00", id="bytes"),
        pytest.param(b"<a>" * 20_000, id="deep"),
        pytest.param(b'<!DOCTYPE x [<!ENTITY e "e">]><Error><Code>&e;</Code></Error>', id="DTD"),
        pytest.param(b"{", id="no JSON"),
        pytest.param(b"{" * 100_000, id="deep JSON"),
        pytest.param(b'{"a": 1}', id="other JSON"),
        pytest.param(b"<feed/>", id="another document"),
    ],
)
def test_what_is_no_document_of_s3s(body: bytes) -> None:
    """It is said, and there is a list of what to check."""
    found = explain_error(url_of(), response=body, now=NOW)
    causes = [cause.id for cause in found.causes]
    assert "not-from-s3" in causes[:2]
    assert "method-differs" in causes
    assert found.code == ""
    assert found.next_request


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_by_its_status(status: int) -> None:
    """With the region that S3 names beside it; one without is no bucket elsewhere."""
    region = {"x-amz-bucket-region": "us-west-2"}
    for headers, is_elsewhere in ((region, True), ({}, False)):
        found = explain_error(url_of(), response=httpx.Response(status, headers=headers), now=NOW)
        assert ("another-region" in [cause.id for cause in found.causes]) is is_elsewhere


def test_the_times_of_what_has_expired() -> None:
    """The signer's, the end, and the server's."""
    answer = error_document(
        "AccessDenied", "Request has expired", ServerTime="2024-02-29T15:00:00Z"
    )
    (cause,) = explain_error(url_of(), response=answer, now=NOW).causes
    assert cause.evidence == (
        "signed at 2024-02-29T12:00:00Z",
        "its end: 2024-02-29T13:00:00Z",
        "the server's time: 2024-02-29T15:00:00Z",
    )
    assert cause.words == "the URL has expired, 2 hours ago"
