"""With the secret at hand, what a signer did otherwise is found, though both sides see the same."""

from __future__ import annotations

import hmac
from datetime import datetime, timezone
from hashlib import sha256
from typing import Any

import pytest
from s3_documents import signature_document

from sigv4 import Credentials, derive_signing_key, presign
from sigv4.explain import Explanation, explain_error

NOW = datetime(2024, 2, 29, 12, tzinfo=timezone.utc)
SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
TOKEN = "IQoJb3JpZ2luX2VjEXAMPLETOKEN/0123456789+="
KEY_ID = "ASIAIOSFODNN7EXAMPLE"
EMPTY = sha256(b"").hexdigest()
PLACE = {"date": "20240229", "region": "eu-west-1", "service": "s3"}
KEY = derive_signing_key(SECRET, **PLACE)
PAIR = Credentials(KEY_ID, SECRET)
TRIPLE = Credentials(KEY_ID, SECRET, TOKEN)


def signed_so(
    old: str,
    new: str,
    *,
    credentials: Credentials = PAIR,
    url: str = "https://media.s3.eu-west-1.amazonaws.com/a%20b.jpg?v=a%20b&response-expires=1",
    sent: str | None = None,
) -> tuple[str, bytes]:
    """The URL of a signer that signs a canonical request in which something is otherwise, and what
    the server answers. sent: the canonical request that the server sees, in place of the right one.
    """
    right = presign("GET", url, credentials, region="eu-west-1", signing_time=NOW)
    assert old in right.canonical_request
    canonical = right.canonical_request.replace(old, new, 1)
    lines = right.string_to_sign.split("\n")
    lines[3] = sha256(canonical.encode()).hexdigest()
    signature = hmac.digest(KEY, "\n".join(lines).encode(), "sha256").hex()
    made = right.url.rpartition("=")[0] + "=" + signature
    answer = signature_document(
        sent or right.canonical_request,
        right.string_to_sign,
        access_key_id=KEY_ID,
        signature=signature,
    )
    return made, answer


def explained(made: str, answer: bytes | None, credentials: Credentials) -> Explanation:
    """With the secret, and nothing else said."""
    return explain_error(made, response=answer, credentials=credentials, now=NOW)


HOST = "host:media.s3.eu-west-1.amazonaws.com"
NEAR: list[Any] = [
    pytest.param("payload-mismatch", ("UNSIGNED-PAYLOAD", EMPTY), id="hash of an empty body"),
    pytest.param("port-changed", (HOST, f"{HOST}:443"), id="default port signed"),
    pytest.param("plus-for-space", ("v=a%20b", "v=a%2Bb"), id="plus in the query"),
    pytest.param("decoded-once", ("/a%20b", "/a%2520b"), id="path encoded twice"),
    pytest.param("parameter-added", ("response-expires=1&", ""), id="parameter behind"),
    pytest.param("parameter-added", ("response-expires=1&v=a%20b", "v=a%20b"), id="one of two"),
]


@pytest.mark.parametrize(("cause", "change"), NEAR)
@pytest.mark.parametrize("is_answered", [True, False], ids=["answer", "no answer"])
def test_what_a_signer_did_otherwise(
    cause: str, change: tuple[str, str], is_answered: bool
) -> None:
    """The one thing is tried that makes its signature come out."""
    made, answer = signed_so(*change)
    found = explained(made, answer if is_answered else None, PAIR)
    assert [each.id for each in found.causes] == [cause]
    assert found.signature == "wrong"


def test_a_token_that_was_dropped_or_exchanged() -> None:
    """It is the one at hand with which the signature comes out."""
    right = presign("GET", "https://h.example/k", TRIPLE, region="eu-west-1", signing_time=NOW).url
    start = right.index("X-Amz-Security-Token=")
    end = right.index("&", start) + 1
    (cause,) = explained(right[:start] + right[end:], None, TRIPLE).causes
    assert cause.id == "token-missing"
    other = right[:start] + "X-Amz-Security-Token=another&" + right[end:]
    (cause,) = explained(other, None, TRIPLE).causes
    assert cause.id == "token-altered"


def test_a_usual_content_type_is_found() -> None:
    """Where the secret is at hand, and all else is known."""
    right = presign(
        "PUT",
        "https://h.example/k",
        PAIR,
        region="eu-west-1",
        headers={"content-type": "application/json"},
        signing_time=NOW,
    )
    found = explained(right.url, None, PAIR)
    assert found.signature == "right"
    assert "content-type: application/json" in found.signature_words
    unusual = presign(
        "PUT",
        "https://h.example/k",
        PAIR,
        region="eu-west-1",
        headers={"content-type": "application/x-unusual"},
        signing_time=NOW,
    )
    found = explained(unusual.url, None, PAIR)
    assert found.signature == "unknown"
    assert "say what was signed of content-type" in found.signature_words


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param("X-Amz-Signature=", "X-Amz-Signature=0", id="signature"),
        pytest.param("X-Amz-Date=2024", "X-Amz-Date=24", id="date"),
        pytest.param("%2Faws4_request", "", id="scope"),
        pytest.param("eu-west-1%2Fs3", "%C3%A9%2Fs3", id="a region that is none"),
        pytest.param("X-Amz-SignedHeaders=host", "X-Amz-SignedHeaders=", id="signed headers"),
    ],
)
def test_a_url_that_is_not_whole(old: str, new: str) -> None:
    """It is never right, and never an exception."""
    right = presign("GET", "https://h.example/k", PAIR, region="eu-west-1", signing_time=NOW).url
    assert old in right
    found = explained(right.replace(old, new), None, PAIR)
    assert found.signature in {"unknown", "wrong"}
    assert found.causes


@pytest.mark.parametrize(
    ("cause", "query"),
    [
        pytest.param("parameters-reordered", "v=1&a=2", id="order"),
        pytest.param("lower-case-escapes", "V=a%2fb", id="lower case"),
        pytest.param("unreserved-escaped", "V=a%7Eb", id="tilde"),
        pytest.param("escapes-decoded", "V=a!b", id="not escaped"),
    ],
)
def test_a_query_that_was_signed_as_it_is_written(cause: str, query: str) -> None:
    """By a signer that neither sorts nor encodes: it is said what it left out."""
    url = "https://media.s3.eu-west-1.amazonaws.com/k"
    right = presign("GET", f"{url}?{query}", PAIR, region="eu-west-1", signing_time=NOW)
    lines = right.canonical_request.split("\n")
    own = [item for item in lines[2].split("&") if item.startswith("X-Amz-")]
    other = "&".join([query, *own])
    canonical = "\n".join([*lines[:2], other, *lines[3:]])
    digest = sha256(canonical.encode()).hexdigest()
    string = "\n".join([*right.string_to_sign.split("\n")[:3], digest])
    signature = hmac.digest(KEY, string.encode(), "sha256").hex()
    made = f"{url}?{other}&X-Amz-Signature={signature}"
    found = explained(made, None, PAIR)
    assert [(each.id, each.likelihood) for each in found.causes] == [(cause, "certain")]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param("AWS4-HMAC-SHA256", "AWS4-HMAC-SHA512", id="an algorithm that is none"),
        pytest.param("X-Amz-Date=2024", "X-Amz-Date=24", id="a date that is none"),
        pytest.param("%2Faws4_request", "", id="a scope that is none"),
    ],
)
def test_what_cannot_be_checked(old: str, new: str) -> None:
    """It is not said to be wrong."""
    right = presign("GET", "https://h.example/k", PAIR, region="eu-west-1", signing_time=NOW).url
    assert explained(right.replace(old, new), None, PAIR).signature == "unknown"
