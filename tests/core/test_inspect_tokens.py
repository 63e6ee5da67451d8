"""`inspect_url` of tokens that are presigned URLs, and of services with times of their own."""

from __future__ import annotations

import base64
from datetime import timedelta

import pytest
from inspected import LATER, NOW, TEMPORARY, signed

from sigv4.explain import inspect_url

RDS = signed(
    "https://db.example.eu-west-1.rds.amazonaws.com:3306/?Action=connect&DBUser=jane",
    service="rds-db",
    expires_in=900,
)
STS = signed(
    "https://sts.eu-west-1.amazonaws.com/?Action=GetCallerIdentity&Version=2011-06-15",
    service="sts",
    expires_in=900,
    headers={"x-k8s-aws-id": "cluster"},
)
KAFKA = signed(
    "https://kafka.eu-west-1.amazonaws.com/?Action=kafka-cluster%3AConnect",
    service="kafka-cluster",
    expires_in=900,
)


def _base64url(text: str) -> str:
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


@pytest.mark.parametrize(
    ("token", "service", "kind", "warnings"),
    [
        pytest.param(RDS.removeprefix("https://"), "rds-db", "a token of RDS", [], id="RDS"),
        pytest.param(f"k8s-aws-v1.{_base64url(STS)}", "sts", "a token of EKS", [], id="EKS"),
        pytest.param(
            _base64url(f"{KAFKA}&User-Agent=x"), "kafka-cluster", "a token of MSK", [], id="MSK"
        ),
        pytest.param(
            "bedrock-api-key-"
            + base64.b64encode(
                signed(
                    "https://bedrock.amazonaws.com/?Action=CallWithBearerToken",
                    service="bedrock",
                    expires_in=43200,
                )
                .removeprefix("https://")
                .encode()
                + b"&Version=1"
            ).decode(),
            "bedrock",
            "an API key of Bedrock",
            [],
            id="Bedrock",
        ),
    ],
)
def test_tokens(token: str, service: str, kind: str, warnings: list[str]) -> None:
    """Tokens that are presigned URLs are opened, and not shown."""
    found = inspect_url(token, now=LATER)
    assert found.service == service
    assert found.kind.startswith(kind)
    assert [warning.id for warning in found.warnings] == warnings
    assert found.signed_at == NOW
    assert token[-40:] not in f"{found}{found.to_json()}"


def test_a_token_appended_after_signing_is_not_covered() -> None:
    """AWS IoT wants it so."""
    url = signed(
        "https://h.iot.eu-west-1.amazonaws.com/mqtt", TEMPORARY, service="iotdevicegateway"
    )
    found = inspect_url(url, now=LATER)
    assert found.warnings == ()
    assert [words for words in found.not_covered if words.startswith("X-Amz-Security-Token")]


@pytest.mark.parametrize(
    ("service", "kind"),
    [
        ("dsql", "a token of Aurora DSQL"),
        ("elasticache", "a token of ElastiCache"),
        ("memorydb", "a token of MemoryDB"),
        ("rds-db", "a token of RDS"),
    ],
)
def test_tokens_without_a_scheme(service: str, kind: str) -> None:
    """It is no fault of theirs; of any other URL it is."""
    token = signed("https://cache/?Action=connect", service=service).removeprefix("https://")
    found = inspect_url(token, now=LATER)
    assert (found.kind, found.warnings) == (f"{kind}, Signature Version 4", ())
    found = inspect_url(f"https://{token}", now=LATER)
    assert (found.kind, found.warnings) == ("a presigned URL, Signature Version 4", ())
    other = signed("https://bucket/key").removeprefix("https://")
    found = inspect_url(other, now=LATER)
    assert found.kind == "a presigned URL, Signature Version 4"
    assert [warning.id for warning in found.warnings] == ["no-scheme"]


@pytest.mark.parametrize(
    ("service", "expires_in", "life"),
    [
        pytest.param("sts", 60, 900, id="STS, later than it says"),
        pytest.param("sts", 900, 900, id="STS, as it says"),
        pytest.param("sts", 3600, 900, id="STS, sooner"),
        pytest.param("bedrock", 3600, 3600, id="Bedrock, as it says"),
        pytest.param("bedrock", 43201, 43200, id="Bedrock, sooner"),
        pytest.param("s3", 43201, 43201, id="S3"),
        pytest.param("s3express", 3600, 3600, id="directory bucket, ordinary credentials"),
    ],
)
def test_when_the_service_ends_it(service: str, expires_in: int, life: int) -> None:
    """The service's own time counts, and is told where it is another than the URL's."""
    url = signed("https://h/", service=service, expires_in=expires_in)
    found = inspect_url(url, now=NOW + timedelta(seconds=life - 1))
    ids = [] if life == expires_in else ["service-ends-it"]
    assert [warning.id for warning in found.warnings] == ids
    assert (found.expires_in, found.state) == (expires_in, "valid")
    assert found.expires_at == NOW + timedelta(seconds=life)
    assert inspect_url(url, now=NOW + timedelta(seconds=life)).state == "expired"


def test_a_session_of_a_directory_bucket_ends_after_five_minutes() -> None:
    """So do the URLs that it signs (Amazon S3 API reference, CreateSession)."""
    found = inspect_url(signed("https://h/k", TEMPORARY, service="s3express"), now=LATER)
    assert [warning.id for warning in found.warnings] == ["service-ends-it"]
    assert "s3express ends it 5 minutes after signing" in str(found)
    assert "expires at      2013-05-24T00:05:00Z, 5 minutes after signing: in 4 minutes" in str(
        found
    )
    short = inspect_url(signed("https://h/k", TEMPORARY, service="s3express", expires_in=60))
    assert short.expires_at == LATER


@pytest.mark.parametrize(("expires_in", "ids"), [(900, []), (901, ["token-may-end-first"])])
def test_temporary_credentials_may_end_first(expires_in: int, ids: list[str]) -> None:
    """STS's shortest session has fifteen minutes: what lives no longer is not warned of."""
    found = inspect_url(signed("https://h/k", TEMPORARY, service="s3", expires_in=expires_in))
    assert [warning.id for warning in found.warnings if warning.id != "expired"] == ids
