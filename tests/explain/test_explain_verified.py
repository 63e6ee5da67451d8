"""What `sigv4.verify` refuses, `explain_error` explains: the two know the same faults."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest

from sigv4 import Credentials, PresignedRequest, presign
from sigv4.explain import explain_error
from sigv4.verify import RefusedError, verify_request

NOW = datetime(2024, 2, 29, 12, tzinfo=timezone.utc)
HOST = "files.example.com"
PAIR = Credentials("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY")
TEMPORARY = Credentials("ASIAEXAMPLE", "another-secret", "IQoJb3JpZ2luX2VjEXAMPLE")
KEYS: dict[str, str | Credentials] = {
    PAIR.access_key_id: PAIR.secret_access_key,
    TEMPORARY.access_key_id: TEMPORARY,
}


def look_up(access_key_id: str) -> str | Credentials | None:
    """Who has the key."""
    return KEYS.get(access_key_id)


def signed(credentials: Credentials = PAIR, **how: Any) -> PresignedRequest:
    """An upload, signed a minute ago."""
    how = {
        "region": "eu-central-2",
        "signing_time": NOW - timedelta(minutes=1),
        "headers": {"content-type": "image/png"},
        **how,
    }
    host = how.pop("host", HOST)
    return presign("PUT", f"https://{host}/a%20b/c.png?partNumber=1", credentials, **how)


Sent = dict[str, Any]
Change = Callable[[Sent], None]


def target(old: str, new: str) -> Change:
    """Another target."""

    def change(sent: Sent) -> None:
        assert old in sent["target"]
        sent["target"] = sent["target"].replace(old, new)

    return change


def headers(**values: str | None) -> Change:
    """Other headers; None: one less."""

    def change(sent: Sent) -> None:
        for name, value in values.items():
            sent["headers"].pop(name.replace("_", "-"), None)
            if value is not None:
                sent["headers"][name.replace("_", "-")] = value

    return change


def method(name: str) -> Change:
    """Another method."""
    return lambda sent: sent.update(method=name)


def as_signed(sent: Sent) -> None:
    """Nothing else than was signed."""


LATER = NOW + timedelta(hours=1)
EARLIER = NOW - timedelta(days=1)
OTHER = Credentials(PAIR.access_key_id, "another-secret")
UNKNOWN = Credentials("AKIAUNKNOWN", "secret")
REFUSED: list[Any] = [
    pytest.param("method-differs", signed(), method("POST"), id="method"),
    pytest.param("content-type-differs", signed(), headers(content_type="a/b"), id="content type"),
    # It shows nothing of what it computed, since there was nothing to compute.
    pytest.param(
        "content-type-differs | header-not-sent",
        signed(),
        headers(content_type=None),
        id="header not sent",
    ),
    pytest.param("unsigned-header", signed(), headers(x_amz_acl="private"), id="unsigned header"),
    pytest.param("encoded-once-more", signed(), target("%20", "%2520"), id="encoded twice"),
    pytest.param("parameter-changed", signed(), target("Number=1", "Number=2"), id="parameter"),
    pytest.param("parameter-dropped", signed(), target("partNumber=1&", ""), id="dropped"),
    pytest.param("wrong-region", signed(region="us-east-1"), as_signed, id="region"),
    pytest.param("wrong-service", signed(service="sqs"), as_signed, id="service"),
    pytest.param("host-changed", signed(host="other.example"), as_signed, id="host"),
    pytest.param("expired", signed(signing_time=EARLIER), as_signed, id="expired"),
    pytest.param("not-yet-valid", signed(signing_time=LATER), as_signed, id="not yet valid"),
    pytest.param("unknown-access-key", signed(UNKNOWN), as_signed, id="unknown key"),
    pytest.param("wrong-secret", signed(OTHER), as_signed, id="secret"),
    pytest.param(
        "token-altered", signed(TEMPORARY), target("Token=IQoJ", "Token=AAAA"), id="token"
    ),
]


@pytest.mark.parametrize(("causes", "request_", "change"), REFUSED)
@pytest.mark.parametrize("form", ["to_xml", "to_json"])
def test_a_refusal_is_explained(
    causes: str, request_: PresignedRequest, change: Change, form: str
) -> None:
    """By its document, in each of its forms."""
    base, _, path = request_.url.removeprefix("https://").partition("/")
    sent: Sent = {
        "method": request_.method,
        "target": f"/{path}",
        "headers": {"host": base, **request_.headers},
    }
    change(sent)
    with pytest.raises(RefusedError) as caught:
        verify_request(
            **sent,
            credentials=look_up,
            region="eu-central-2",
            service="s3",
            hosts=HOST,
            now=NOW,
            payload="unsigned-ok",
            body=b"",
        )
    document = getattr(caught.value, form)(details=True)
    found = explain_error(
        request_.url,
        response=document,
        method=request_.method,
        headers=dict(request_.headers),
        now=NOW,
    )
    expected = causes.split(" | ")
    assert [cause.id for cause in found.causes[: len(expected)]] == expected
