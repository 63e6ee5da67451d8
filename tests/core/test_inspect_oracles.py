"""What `inspect_url` says of URLs that others signed, and of the vectors'."""

from __future__ import annotations

import json
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import pytest
from botocore.auth import HmacV1QueryAuth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from oracle import Request, presign

from sigv4 import ServiceRules
from sigv4.explain import inspect_url

VECTORS = Path(__file__).resolve().parents[2] / "vectors"
CASES: list[dict[str, Any]] = [
    case
    for name in ("aws-suite", "documentation", "edge-cases")
    for case in json.loads((VECTORS / f"{name}.json").read_text(encoding="utf-8"))["cases"]
    if case["kind"] == "presign"
]
NOW = datetime(2024, 2, 29, 12, tzinfo=timezone.utc)


@pytest.mark.parametrize("case", [pytest.param(case, id=case["id"]) for case in CASES])
def test_a_vectors_url_says_its_context_back(case: dict[str, Any]) -> None:
    """Key, scope, times and headers are those that it was signed with; the token is not shown."""
    context, expected = case["context"], case["expected"]
    signed_at = datetime.fromisoformat(context["signing_time"].replace("Z", "+00:00"))
    found = inspect_url(expected["url"], now=signed_at)
    assert found.access_key_id == context["access_key_id"]
    assert (found.region, found.service) == (context["region"], context["service"])
    assert found.scope == expected["string_to_sign"].split("\n")[2]
    assert (found.signed_at, found.expires_in) == (signed_at, context["expires_in"])
    assert (found.version, found.state) == ("4", "valid")
    assert found.expires_at is not None
    # STS has a time of its own, whatever the URL says.
    life = 900 if context["service"] == "sts" else context["expires_in"]
    assert (found.expires_at - signed_at).total_seconds() == life
    signed_headers = expected["canonical_request"].split("\n")[-2]
    assert ";".join(found.signed_headers) == signed_headers
    names = {name.lower() for name, _ in case["request"]["headers"] + expected["headers"]}
    assert set(found.headers_to_send) == names - {"host"}
    token = context.get("session_token")
    assert found.has_token is bool(token)
    shown = f"{found}{found.to_json()}"
    assert expected["signature"] not in shown
    assert not token or token not in shown
    # What the signer wrote is in the canonical form, whatever else may be said of it. A token
    # behind the signature is expected only of a service that wants it, and so is a longer life.
    usual = ServiceRules.of(context["service"])
    own = {"expiry-too-long"} if context["expires_in"] > usual.max_expires_in else set()
    if usual.session_token_signed and not context["rules"]["session_token_signed"]:
        own.add("behind-the-signature")
    assert {warning.id for warning in found.warnings} & {
        *("missing-parameter", "parameter-case", "credential-malformed", "date-malformed"),
        *("expiry-malformed", "expiry-too-long", "signature-malformed", "host-not-signed"),
        *("scope-date-differs", "algorithm-unknown", "empty-token", "unsigned", "bad-escape"),
        *("signed-headers-malformed", "behind-the-signature", "raw-characters", "no-scheme"),
    } == own


@pytest.mark.parametrize("token", [None, "AQoDYXdzEPT//////////wEXAMPLE="], ids=["key", "token"])
@pytest.mark.parametrize("service", ["s3", "iam"])
def test_botocores_urls(service: str, token: str | None) -> None:
    """What botocore presigns is read as it was asked for."""
    signed = presign(
        Request(
            "PUT",
            "https://bucket.s3.us-west-2.amazonaws.com/a%20key?partNumber=1",
            "AKIAIOSFODNN7EXAMPLE",
            "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
            "us-west-2",
            service,
            NOW,
            session_token=token,
            headers=[("Content-Type", "image/png")],
            expires_in=600,
        )
    )
    found = inspect_url(signed.url, now=NOW)
    assert found.warnings == ()
    assert (found.access_key_id, found.has_token) == ("AKIAIOSFODNN7EXAMPLE", token is not None)
    assert (found.region, found.service, found.signed_at) == ("us-west-2", service, NOW)
    assert (found.expires_in, found.headers_to_send) == (600, ("content-type",))


def test_botocores_urls_of_version_2() -> None:
    """They have an end, and say neither when nor for where they were signed."""
    request = AWSRequest(method="GET", url="https://bucket.s3.amazonaws.com/key")
    HmacV1QueryAuth(Credentials("AKIAIOSFODNN7EXAMPLE", "secret"), expires=600).add_auth(request)
    found = inspect_url(request.url)
    assert found.access_key_id == "AKIAIOSFODNN7EXAMPLE"
    assert (found.version, found.signed_at, found.expires_in) == ("2", None, None)
    assert found.state == "valid"
    assert [warning.id for warning in found.warnings] == ["signature-version-2"]


def test_botocores_urls_that_aws_refuses() -> None:
    """It signs any number of seconds, and an empty token, without a word."""
    request = Request("GET", "https://h/k", "AKIA", "s", "r", "s3", NOW, session_token="")
    for expires_in, warnings in (
        (999_999_999, ["expiry-too-long"]),
        (-5, ["expiry-malformed"]),
        (60, []),
    ):
        signed = presign(Request(**{**request.__dict__, "expires_in": expires_in}))
        ids = [warning.id for warning in inspect_url(signed.url, now=NOW).warnings]
        empty = ["empty-token"] if "X-Amz-Security-Token=&" in signed.url else []
        assert sorted(ids) == sorted(warnings + empty)
