"""What a response of httpx says beside its body: the request that was really sent."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any

import httpx
import pytest
from s3_documents import error_document

from sigv4 import Credentials, presign
from sigv4.errors import InvalidTypeError, InvalidValueError
from sigv4.explain import explain_error

NOW = datetime(2024, 2, 29, 12, tzinfo=timezone.utc)
CREDENTIALS = Credentials("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY")
URL = "https://media.s3.eu-west-1.amazonaws.com/a/b%20c.jpg?response-cache-control=no-cache"
SIGNED = presign(
    "PUT",
    URL,
    CREDENTIALS,
    region="eu-west-1",
    headers={"content-type": "image/png"},
    signing_time=NOW,
)
HEADERS = {"host": "media.s3.eu-west-1.amazonaws.com", "content-type": "image/png"}


def refused(
    method: str = "PUT", url: str = SIGNED.url, headers: dict[str, str] | None = None
) -> httpx.Response:
    """A server's word without a document, to this request."""
    request = httpx.Request(method, url, headers=HEADERS if headers is None else headers)
    return httpx.Response(403, request=request)


SENT: list[Any] = [
    pytest.param("method-differs", refused("POST"), id="method"),
    pytest.param(
        "content-type-differs",
        refused(headers={**HEADERS, "content-type": "text/plain"}),
        id="content type",
    ),
    pytest.param("header-not-sent", refused(headers={"host": HEADERS["host"]}), id="not sent"),
    pytest.param(
        "two-mechanisms", refused(headers={**HEADERS, "Authorization": "Basic x"}), id="netrc"
    ),
    pytest.param("path-prefix-stripped", refused(url=SIGNED.url.replace("/a/", "/")), id="prefix"),
    pytest.param("parameter-added", refused(url=f"{SIGNED.url}&a=b"), id="parameter"),
    pytest.param("host-changed", refused(headers={**HEADERS, "host": "other"}), id="host"),
]


@pytest.mark.parametrize(("cause", "response"), SENT)
@pytest.mark.parametrize("credentials", [None, CREDENTIALS], ids=["no secret", "the secret"])
def test_what_was_sent_is_compared(
    cause: str, response: httpx.Response, credentials: Credentials | None
) -> None:
    """The difference is named, though the server says nothing."""
    found = explain_error(
        SIGNED.url,
        response=response,
        method="PUT",
        headers=dict(SIGNED.headers),
        credentials=credentials,
        now=NOW,
    )
    assert [each.id for each in found.causes] == [cause]


def test_the_secret_finds_the_method() -> None:
    """HEAD on a URL for GET is certain, then."""
    url = presign("GET", URL, CREDENTIALS, region="eu-west-1", signing_time=NOW).url
    response = refused("HEAD", url, {"host": HEADERS["host"]})
    found = explain_error(url, response=response, now=NOW)
    assert (found.causes[0].id, found.causes[0].likelihood) == ("method-differs", "likely")
    found = explain_error(url, response=response, credentials=CREDENTIALS, now=NOW)
    assert [cause.id for cause in found.causes] == ["method-differs"]
    assert found.causes[0].remedy.startswith("use GET, or sign for HEAD")


def test_httpx_resolves_dots() -> None:
    """And its request says so."""
    url = presign(
        *("GET", "https://media.s3.example/a/../b.jpg", CREDENTIALS),
        region="eu-west-1",
        signing_time=NOW,
    ).url
    found = explain_error(url, response=refused("GET", url, {"host": "media.s3.example"}), now=NOW)
    assert [cause.id for cause in found.causes] == ["dot-segments-resolved"]


def test_an_unsigned_header_is_listed() -> None:
    """S3 refuses x-amz-* headers that are not signed."""
    response = refused(headers={**HEADERS, "x-amz-acl": "private"})
    found = explain_error(
        SIGNED.url, response=response, method="PUT", headers=dict(SIGNED.headers), now=NOW
    )
    likely = {cause.id: cause for cause in found.causes if cause.likelihood == "likely"}
    assert "x-amz-acl" in likely["unsigned-header"].words


def test_a_response_without_its_request() -> None:
    """There is nothing more to compare."""
    found = explain_error(SIGNED.url, response=httpx.Response(403), now=NOW)
    assert found.status == 403
    assert found.causes[0].likelihood == "likely"


def test_a_response_that_was_not_read() -> None:
    """The error says what to do, and is one of the tree."""
    response = httpx.Response(403, stream=httpx.ByteStream(b"<Error/>"))
    with pytest.raises(InvalidValueError, match=r"read\(\)"):
        explain_error(SIGNED.url, response=response)
    response.read()
    assert explain_error(SIGNED.url, response=response, now=NOW).status == 403


class Hostile:
    """Raises whatever is asked of it."""

    def __getattr__(self, name: str) -> Any:
        raise RuntimeError(name)


class OfHostiles:
    """A response whose parts are hostile."""

    status_code = 403
    content = b""
    headers = request = Hostile()


@pytest.mark.parametrize(
    "response",
    [
        pytest.param(Hostile(), id="hostile"),
        pytest.param(1, id="number"),
        pytest.param([], id="list"),
        pytest.param({"status_code": 403}, id="mapping"),
        pytest.param(memoryview(b"a"), id="memory"),
    ],
)
def test_what_is_no_answer(response: Any) -> None:
    """It is refused by its type, whatever code of its own it has."""
    with pytest.raises(InvalidTypeError, match="response"):
        explain_error(SIGNED.url, response=response)


def test_parts_that_raise() -> None:
    """They tell nothing."""
    assert explain_error(SIGNED.url, response=OfHostiles(), now=NOW).status == 403


@pytest.mark.parametrize("body", [b"", error_document("AccessDenied", "…")], ids=["none", "denied"])
def test_a_redirect_that_was_followed(body: bytes) -> None:
    """By httpx, as it does where it is told to: it is named first, and no proxy is suspected."""

    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.host == "media.s3.us-west-2.amazonaws.com":
            return httpx.Response(403, content=body)
        location = str(request.url).replace("eu-west-1.amazonaws", "us-west-2.amazonaws")
        return httpx.Response(307, headers={"location": location})

    url = presign("GET", URL, CREDENTIALS, region="eu-west-1", signing_time=NOW).url
    with httpx.Client(transport=httpx.MockTransport(answer), follow_redirects=True) as client:
        response = client.get(url)
    found = explain_error(url, response=response, method="GET", now=NOW)
    assert found.causes[0].id == "redirected"
    assert "media.s3.us-west-2.amazonaws.com" in found.causes[0].words
    assert "host-changed" not in [cause.id for cause in found.causes]


def test_a_redirect_to_the_same_host() -> None:
    """From http to https: the signature holds."""

    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.scheme == "https":
            return httpx.Response(403, content=error_document("AccessDenied", "Access Denied"))
        location = str(request.url.copy_with(scheme="https"))
        return httpx.Response(308, headers={"location": location})

    plain = URL.replace("https:", "http:")
    url = presign("GET", plain, CREDENTIALS, region="eu-west-1", signing_time=NOW).url
    with httpx.Client(transport=httpx.MockTransport(answer), follow_redirects=True) as client:
        response = client.get(url)
    found = explain_error(url, response=response, method="GET", now=NOW)
    assert found.causes[0].id == "permission"
