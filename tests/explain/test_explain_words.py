"""What a server's code and words are taken for, beside what the URL says."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Any
from urllib.parse import quote

import pytest
from s3_documents import error_document, signature_document

from sigv4 import Credentials, PresignedRequest, presign
from sigv4.explain import Finding, explain_error, inspect_url

NOW = datetime(2024, 2, 29, 12, tzinfo=timezone.utc)
SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
TOKEN = "IQoJb3JpZ2luX2VjEXAMPLETOKEN+123/456789=="


def inspected(url: str) -> tuple[Finding, ...]:
    """What the URL itself says."""
    return inspect_url(url, now=NOW).warnings


def signed(key: str = "AKIAIOSFODNN7EXAMPLE", token: str | None = None) -> PresignedRequest:
    """A URL for an upload."""
    url = "https://media.s3.eu-west-1.amazonaws.com/a.txt"
    credentials = Credentials(key, SECRET, token)
    return presign("PUT", url, credentials, region="eu-west-1", signing_time=NOW)


PLAIN = signed().url
WITH_TOKEN = signed("ASIAIOSFODNN7EXAMPLE", TOKEN).url
WITHOUT_ITS_TOKEN = signed("ASIAIOSFODNN7EXAMPLE").url


@pytest.mark.parametrize(
    ("url", "answer", "causes"),
    [
        pytest.param(
            PLAIN,
            error_document("RequestTimeTooSkewed", "…", ServerTime="2024-02-29T11:30:00Z"),
            [("clock-skew", "certain"), ("not-yet-valid", "likely")],
            id="signed by a clock ahead",
        ),
        pytest.param(
            PLAIN,
            error_document("RequestTimeTooSkewed", "…", ServerTime="2024-02-29T11:50:00Z"),
            [("clock-skew", "certain")],
            id="by one that is within what clocks may differ",
        ),
        pytest.param(
            WITH_TOKEN,
            error_document("InvalidToken", "…"),
            [("token-altered", "certain")],
            id="token",
        ),
        pytest.param(
            WITHOUT_ITS_TOKEN,
            error_document("InvalidToken", "…"),
            [("token-missing", "certain")],
            id="temporary key without a token",
        ),
        pytest.param(
            PLAIN,
            error_document("InvalidToken", "…"),
            [("unknown-access-key", "likely")],
            id="key of a user without a token",
        ),
        pytest.param(
            WITH_TOKEN,
            error_document("InvalidArgument", ""),
            [("two-mechanisms", "likely"), ("token-altered", "likely")],
            id="no word beside a token",
        ),
        pytest.param(
            PLAIN,
            error_document("InvalidArgument", ""),
            [("two-mechanisms", "likely")],
            id="no word and no token",
        ),
    ],
)
def test_a_code_beside_what_the_url_says(
    url: str, answer: bytes, causes: list[tuple[str, str]]
) -> None:
    """The same code is another cause where the URL has a token, or was signed later."""
    found = explain_error(url, response=answer, method="PUT", now=NOW).causes
    named = [(cause.id, cause.likelihood) for cause in found]
    assert sorted(named) == sorted(causes)


def test_a_method_that_was_said_wrongly() -> None:
    """The secret at hand tells for which one the URL was signed."""
    credentials = Credentials("AKIAIOSFODNN7EXAMPLE", SECRET)
    found = explain_error(PLAIN, method="GET", credentials=credentials, now=NOW)
    assert found.signature == "right"
    (cause,) = [cause for cause in found.causes if cause.id == "method-differs"]
    assert cause.likelihood == "likely"
    assert cause.evidence == ("GET was said, and the URL's signature is right for PUT",)
    assert "use PUT" in cause.remedy


def test_a_token_that_came_encoded_otherwise() -> None:
    """That is said, and neither of them is shown."""
    request = signed("ASIAIOSFODNN7EXAMPLE", TOKEN)
    once = quote(TOKEN, safe="")
    assert once in request.canonical_request
    answer = signature_document(
        request.canonical_request.replace(once, quote(once, safe="")),
        request.string_to_sign,
        access_key_id="ASIAIOSFODNN7EXAMPLE",
        signature=request.url[-64:],
    )
    found = explain_error(request.url, response=answer, method="PUT", now=NOW)
    (cause,) = [cause for cause in found.causes if cause.id == "token-altered"]
    assert "the same text, encoded otherwise" in cause.evidence[0]
    assert TOKEN[:8] not in str(found)


class _Hostile:
    """What has no text."""

    def __str__(self) -> str:
        raise RuntimeError


class _Request:
    method = "PUT"
    url = _Hostile()
    headers: Any = None


class _Response:
    status_code = 403
    content = b""
    headers: Any = None
    request = _Request()


def test_a_response_that_gives_no_text() -> None:
    """What a client of another kind has in its place tells nothing, and breaks nothing."""
    response = _Response()
    response.headers = {"x": _Hostile()}
    response.request.headers = {"content-type": _Hostile()}
    found = explain_error(PLAIN, response=response, method="PUT", now=NOW + timedelta(days=1))
    assert found.status == 403
    assert "expired" in [cause.id for cause in found.causes]


@pytest.mark.parametrize("answer", [None, error_document("AccessDenied", "")])
def test_what_nobody_saw_is_no_statement(answer: bytes | None) -> None:
    """Without a canonical request of the server's, all that is listed may be."""
    headers = {"content-type": "image/png", "x-amz-meta-a": "b", "x-amz-content-sha256": "0" * 64}
    url = "https://media.s3.eu-west-1.amazonaws.com/a.txt"
    credentials = Credentials("ASIAIOSFODNN7EXAMPLE", SECRET, TOKEN)
    how: Any = {"region": "eu-west-1", "signing_time": NOW, "headers": headers}
    found = explain_error(presign("PUT", url, credentials, **how).url, response=answer, now=NOW)
    own = {cause.id for cause in found.causes} & {warning.id for warning in inspected(found.url)}
    assert len(found.causes) - len(own) > 12
    for cause in found.causes:
        assert cause.likelihood != "certain"
        assert cause.id in own or " may " in cause.words, cause.words
