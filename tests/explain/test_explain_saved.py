"""Answers as people save them, and as others than S3 word them: read as far as they can be."""

from __future__ import annotations

import gzip
import json
from datetime import datetime, timezone
from typing import Any

import httpx
import pytest
from s3_documents import error_document, signature_document

from sigv4 import Credentials, presign
from sigv4.explain import explain_error

NOW = datetime(2024, 2, 29, 12, tzinfo=timezone.utc)
CREDENTIALS = Credentials("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY")
SIGNED = presign(
    "GET",
    "https://media.s3.eu-west-1.amazonaws.com/cat.jpg",
    CREDENTIALS,
    region="eu-west-1",
    signing_time=NOW,
)
DOCUMENT = signature_document(
    SIGNED.canonical_request.replace("GET\n", "PUT\n"),
    SIGNED.string_to_sign,
    access_key_id=CREDENTIALS.access_key_id,
    signature=SIGNED.url[-64:],
)
HEAD = b"HTTP/1.1 403 Forbidden\r\nContent-Type: application/xml\r\n\r\n"
CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"
LOGGED = b"* Connected\n> PUT /cat.jpg HTTP/1.1\n> \n< HTTP/1.1 403 Forbidden\n< \n"


@pytest.mark.parametrize(
    ("saved", "status"),
    [
        pytest.param(b"\xef\xbb\xbf" + DOCUMENT, None, id="a mark of its encoding"),
        pytest.param(DOCUMENT.decode().replace("UTF-8", "UTF-16").encode("utf-16"), None, id="16"),
        pytest.param(HEAD + DOCUMENT, 403, id="curl -i"),
        pytest.param((HEAD + DOCUMENT).replace(b"\r\n", b"\n"), 403, id="curl -i, line ends"),
        pytest.param(CONTINUE + HEAD + DOCUMENT, 403, id="curl -i of an upload"),
        pytest.param(LOGGED + DOCUMENT, None, id="curl -v"),
        pytest.param(b'$ curl "$URL"\n' + DOCUMENT + b"\n$ ", None, id="off a terminal"),
    ],
)
def test_a_document_is_found(saved: bytes, status: int | None) -> None:
    """Whatever stands around it."""
    found = explain_error(SIGNED.url, response=saved, method="GET", now=NOW)
    assert [cause.id for cause in found.causes] == ["method-differs"]
    assert (found.code, found.status) == ("SignatureDoesNotMatch", status)


def test_the_headers_of_an_answer_tell() -> None:
    """As `curl -I` prints them: an answer to HEAD has nothing else."""
    head = b"HTTP/2 301 \nx-amz-bucket-region: us-west-2\nDate: Thu, 29 Feb 2024 12:00:00 GMT\n"
    (cause,) = explain_error(SIGNED.url, response=head, now=NOW).causes
    assert (cause.id, "region us-west-2" in cause.words) == ("another-region", True)
    late = b"HTTP/1.1 403 Forbidden\r\nDate: Thu, 29 Feb 2024 15:00:00 GMT\r\n\r\n"
    found = explain_error(SIGNED.url, response=late, now=NOW)
    assert (found.cause, found.status) != (None, 200)
    assert found.causes[0].id == "expired"
    assert found.causes[0].evidence == ("by the server's clock",)


@pytest.mark.parametrize("head", [b"HTTP/", b"HTTP/1.1 " + b"9" * 5000, b"HTTP/1.1 \xb2\xb2\xb2"])
def test_a_status_line_that_is_none(head: bytes) -> None:
    """It gives no status, or three digits of one."""
    found = explain_error(SIGNED.url, response=head, now=NOW)
    assert found.status in {None, 999}


@pytest.mark.parametrize(
    ("body", "words"),
    [
        pytest.param(gzip.compress(DOCUMENT), "compressed (gzip)", id="compressed"),
        pytest.param(DOCUMENT[:-40], "cut off", id="cut off"),
        pytest.param(b"<Error>" + b" " * 1024**2 + b"</Error>", "1048576 bytes", id="too long"),
    ],
)
def test_a_document_that_cannot_be_read(body: bytes, words: str) -> None:
    """It is said how to save it; it is not taken for another server's."""
    found = explain_error(SIGNED.url, response=body, now=NOW)
    assert found.causes[0].id == "answer-unread"
    assert words in found.causes[0].words
    assert "curl -sS" in found.causes[0].remedy
    causes = [cause.id for cause in found.causes]
    assert "not-from-s3" not in causes
    assert "method-differs" in causes


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(
            b'<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"/>', id="listing"
        ),
        pytest.param(b"<GetCallerIdentityResponse/>", id="STS"),
        pytest.param(b"<VersioningConfiguration/>", id="configuration"),
        pytest.param(b"<Tagging><TagSet/></Tagging>", id="tags"),
    ],
)
def test_a_document_of_no_error(body: bytes) -> None:
    """The server took the request, and nothing else is claimed."""
    found = explain_error(SIGNED.url, response=body, now=NOW)
    assert [cause.id for cause in found.causes] == ["accepted"]
    assert found.next_request == ""


def test_what_may_be_the_object() -> None:
    """Who saves an answer may have saved what was asked for."""
    found = explain_error(SIGNED.url, response=b"\xff\xd8\xff\xe0 JFIF", now=NOW)
    assert found.causes[0].id == "not-from-s3"
    assert "the object itself" in found.causes[0].evidence[0]
    assert "parameter-dropped" not in [c.id for c in found.causes if c.likelihood == "likely"]


def test_a_page_of_a_proxy() -> None:
    """Of one that cannot reach its server, nothing is said of the signature."""
    page = b"<html><center><h1>502 Bad Gateway</h1></center><hr></html>"
    found = explain_error(SIGNED.url, response=httpx.Response(502, content=page), now=NOW)
    likely = [cause.id for cause in found.causes if cause.likelihood == "likely"]
    assert likely == ["not-from-s3"]
    assert "page of HTML" in found.causes[0].words


def said(message: str, code: str = "", name: str = "message") -> bytes:
    """A document of a service with JSON."""
    return json.dumps({name: message, **({"__type": code} if code else {})}).encode()


INVALID = "The security token included in the request is invalid."
IN_JSON: list[Any] = [
    pytest.param("permission parameter-dropped", said("Forbidden"), id="API Gateway"),
    pytest.param(
        "permission parameter-dropped", said("Forbidden", name="Message"), id="function URL"
    ),
    pytest.param(
        "permission",
        said("User: arn:aws:iam::1:user/a is not authorized to access this resource"),
        id="not authorized",
    ),
    pytest.param("parameter-dropped", said("Missing Authentication Token"), id="no signature"),
    pytest.param(
        "parameter-dropped",
        said("Authorization header requires 'Credential' parameter."),
        id="no signature, either",
    ),
    pytest.param(
        "unknown-access-key", said(INVALID, "UnrecognizedClientException"), id="unknown key"
    ),
    pytest.param("unknown-access-key", said(INVALID), id="unknown key, without a code"),
    pytest.param(
        "wrong-region", said("Credential should be scoped to a valid region."), id="region"
    ),
    pytest.param(
        "wrong-service",
        said(
            "Credential should be scoped to correct service: 'execute-api'.",
            "com.amazon.coral.service#InvalidSignatureException",
        ),
        id="service",
    ),
    pytest.param("no-signature-fault", said("Internal server error"), id="its own"),
]


@pytest.mark.parametrize(("causes", "body"), IN_JSON)
def test_services_with_json(causes: str, body: bytes) -> None:
    """API Gateway, functions' URLs and others say their codes seldom, and their words always."""
    found = explain_error(SIGNED.url, response=body, now=NOW)
    assert " ".join(cause.id for cause in found.causes) == causes


def test_a_code_in_a_header() -> None:
    """Where services with JSON, and servers asked by HEAD, say it."""
    name = "x-amzn-errortype"
    answer = httpx.Response(403, headers={name: "ExpiredTokenException:http://x/"}, json={})
    found = explain_error(SIGNED.url, response=answer, now=NOW)
    assert (found.code, found.causes[0].id) == ("ExpiredTokenException", "expired")
    headers = {"x-minio-error-code": "NoSuchKey", "x-minio-error-desc": '"It does not exist."'}
    found = explain_error(SIGNED.url, response=httpx.Response(404, headers=headers), now=NOW)
    assert (found.code, found.message) == ("NoSuchKey", "It does not exist.")
    assert [cause.id for cause in found.causes] == ["no-signature-fault"]


@pytest.mark.parametrize(
    ("code", "message"),
    [
        pytest.param("InvalidSecurity", "The provided security credentials are not valid.", id="a"),
        pytest.param("InvalidRegionName", "The region name 'us-east-1' is not valid.", id="region"),
        pytest.param("InvalidArgument", "Credential access key has length 20.", id="length"),
        pytest.param("Unauthorized", "Unauthorized", id="unauthorized"),
        pytest.param("MissingKey", "Missing Key-Pair-Id query parameter.", id="CloudFront"),
    ],
)
def test_a_refusal_in_words_of_its_own(code: str, message: str) -> None:
    """Of what speaks of keys and regions it is not said that the signature was taken."""
    found = explain_error(SIGNED.url, response=error_document(code, message), now=NOW)
    assert [cause.id for cause in found.causes] == ["parameters-refused"]
    assert message in found.causes[0].evidence[0]


def test_an_error_that_lies_deeper() -> None:
    """As of EC2 and its kind."""
    body = b"<Response><Errors><Error><Code>NoSuchThing</Code></Error></Errors></Response>"
    assert explain_error(SIGNED.url, response=body, now=NOW).code == "NoSuchThing"


def test_what_a_page_says_of_the_server() -> None:
    """Its code and message; why there is none; nothing of an object that came as asked."""

    def first(response: Any) -> str:
        line = str(explain_error(SIGNED.url, response=response, now=NOW)).splitlines()[0]
        return line.removeprefix("server").strip()

    assert first(None) == "no document"
    assert first(b"") == "no code: it has no body"
    assert first(said("Forbidden")) == "no code: Forbidden"
    assert first(error_document("NoSuchKey", "")) == "NoSuchKey"
    assert first(httpx.Response(200, content=b"meow")) == "200"
    assert first(httpx.Response(403)) == "403: it has no body"


def test_a_code_without_a_message() -> None:
    """An empty one is no evidence."""
    (cause,) = explain_error(SIGNED.url, response=error_document("NoSuchKey", "")).causes
    assert (cause.id, cause.evidence) == ("no-signature-fault", ())


def test_what_only_one_can_be_is_worded_so() -> None:
    """Another secret, and one with a line end, are not both claimed."""
    answer = DOCUMENT.replace(b"PUT", b"GET")
    causes = explain_error(SIGNED.url, response=answer, method="GET", now=NOW).causes
    assert [cause.likelihood for cause in causes[:2]] == ["likely", "likely"]
    assert all(" may " in cause.words for cause in causes[:2])
    (cause,) = explain_error(
        *(SIGNED.url,), response=answer, method="GET", credentials=CREDENTIALS, now=NOW
    ).causes
    assert " may " not in cause.words
    assert cause.evidence[0].endswith("so the server has another one")
    listed = explain_error(SIGNED.url, credentials=CREDENTIALS, now=NOW).causes
    evidence = [cause.evidence for cause in listed if cause.id == "wrong-secret"]
    assert evidence == [("the URL is signed with the secret at hand",)]


def test_how_likely_it_is() -> None:
    """What a header or a word alone says is not certain."""
    elsewhere = {"x-amz-bucket-region": "us-west-2"}
    for answer, id_ in (
        (httpx.Response(400, headers=elsewhere), "wrong-region"),
        (said("Forbidden"), "permission"),
        (said("Missing Authentication Token"), "parameter-dropped"),
        (said(INVALID), "unknown-access-key"),
        (b"<ListBucketResult/>", "accepted"),
    ):
        first = explain_error(SIGNED.url, response=answer, now=NOW).causes[0]
        assert (first.id, first.likelihood) == (id_, "likely")


@pytest.mark.parametrize(
    ("code", "message"),
    [
        pytest.param(
            "NotSignedUp", "Your account is not signed up for this service.", id="account"
        ),
        pytest.param(
            "IllegalLocationConstraintException",
            "The eu-west-1 location constraint is incompatible for the region specific endpoint.",
            id="location",
        ),
        pytest.param("TokenCodeInvalidError", "The token code is not valid.", id="MFA"),
        pytest.param("InvalidArgument", "The x-amz-copy-source header is invalid.", id="argument"),
    ],
)
def test_what_only_sounds_like_a_signature(code: str, message: str) -> None:
    """The server took it; these are faults of another kind."""
    found = explain_error(SIGNED.url, response=error_document(code, message), now=NOW)
    assert [cause.id for cause in found.causes] == ["no-signature-fault"]


def test_a_region_that_is_not_said() -> None:
    """Then that is said."""
    body = said("Credential should be scoped to a valid region.")
    (cause,) = explain_error(SIGNED.url, response=body, now=NOW).causes
    assert cause.words.startswith(
        "the URL is signed for the region eu-west-1, and the server is in"
    )
    assert "the answer does not say which" in cause.remedy


DEAD = "The security token included in the request is expired"


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(said(DEAD), id="without a code"),
        pytest.param(error_document("ExpiredToken", "Invalid argument."), id="with one"),
    ],
)
def test_a_token_that_is_not_there_has_not_expired(answer: bytes) -> None:
    """What has expired of a URL without one is the URL, as Google's storage says it."""
    token = Credentials("AKIAIOSFODNN7EXAMPLE", "secret", "IQoJb3JpZ2luX2VjEXAMPLE")
    temporary = presign(
        "GET", "https://h.example/k", token, region="eu-west-1", signing_time=NOW
    ).url
    for url, id_ in ((SIGNED.url, "expired"), (temporary, "token-expired")):
        (cause,) = explain_error(url, response=answer, now=NOW).causes
        assert (cause.id, cause.likelihood) == (id_, "certain")
