"""`inspect_url` of what is no presigned URL of AWS's: it says what it is, and shows no secret."""

from __future__ import annotations

from datetime import datetime, timezone

import pytest

from sigv4.explain import inspect_url

NOW = datetime(2013, 5, 24, tzinfo=timezone.utc)
SECRET = "nitfHRCrtziwO2HwPfWwyYDhUF5EwRunQA"


@pytest.mark.parametrize(
    ("url", "kind", "warnings"),
    [
        pytest.param(
            f"https://d.cloudfront.net/k?Expires=1369440000&Signature={SECRET}~&Key-Pair-Id=K",
            "a signed URL of CloudFront",
            ["cloudfront"],
            id="CloudFront",
        ),
        pytest.param(
            f"https://d.cloudfront.net/k?Policy=eyANC&Signature={SECRET}&Key-Pair-Id=K",
            "a signed URL of CloudFront",
            ["cloudfront"],
            id="CloudFront, with a policy",
        ),
        pytest.param(
            "https://storage.googleapis.com/b/k?X-Goog-Algorithm=GOOG4-RSA-SHA256"
            "&X-Goog-Credential=a%40b%2F20130524%2Fauto%2Fstorage%2Fgoog4_request"
            "&X-Goog-Date=20130524T000000Z&X-Goog-Expires=600&X-Goog-SignedHeaders=host"
            f"&X-Goog-Signature={SECRET}",
            "a signed URL of Google Cloud Storage",
            ["google"],
            id="Google, version 4",
        ),
        pytest.param(
            f"https://storage.googleapis.com/b/k?GoogleAccessId=a&Expires=1&Signature={SECRET}",
            "a signed URL of Google Cloud Storage",
            ["google", "expired"],
            id="Google, version 2",
        ),
        pytest.param(
            f"https://a.blob.core.windows.net/c/k?sv=2022-11-02&se=2013-05-25&sr=b&sp=r&sig={SECRET}",
            "a shared access signature of Azure",
            ["azure"],
            id="Azure",
        ),
        pytest.param("s3://bucket/key", "a name of AWS's", ["no-url"], id="s3://"),
        pytest.param("S3://Bucket/Key", "a name of AWS's", ["no-url"], id="S3://"),
        pytest.param("arn:aws:s3:::bucket/key", "a name of AWS's", ["no-url"], id="ARN"),
        pytest.param("https://h/k?a=b", "a URL without a signature", ["unsigned"], id="unsigned"),
        pytest.param(
            f"https://h/k?Signature={SECRET}&AWSAccessKeyId=AKIA&Expires=1400000000&sv=1",
            "a presigned URL, Signature Version 2",
            ["signature-version-2"],
            id="version 2",
        ),
    ],
)
def test_what_it_is(url: str, kind: str, warnings: list[str]) -> None:
    """In one line, and with a warning that tells where to read on."""
    found = inspect_url(url, now=NOW)
    assert found.kind == kind
    assert [warning.id for warning in found.warnings] == warnings
    assert SECRET not in f"{found}{found.to_json()}{found.parameters}"
    if "Version 2" not in kind:
        assert (found.version, found.signed_headers, found.not_covered) == ("", (), ())


def test_its_end_is_told() -> None:
    """Where it has one in seconds since 1970, as CloudFront's canned policies have."""
    url = f"https://d.cloudfront.net/k?Expires=1369440000&Signature={SECRET}&Key-Pair-Id=K"
    found = inspect_url(url, now=NOW)
    assert found.expires_at == datetime(2013, 5, 25, tzinfo=timezone.utc)
    assert (found.state, found.signed_at) == ("valid", None)


@pytest.mark.parametrize(
    ("token", "ids"),
    [
        ("&x-amz-security-token=a", []),
        ("&x-amz-security-token=", ["empty-token"]),
        ("", ["token-missing"]),
    ],
)
def test_the_token_of_version_2(token: str, ids: list[str]) -> None:
    """A temporary key needs it in this version, too."""
    url = f"https://h/k?AWSAccessKeyId=ASIAEXAMPLE&Expires=1400000000&Signature=a{token}"
    found = inspect_url(url, now=NOW)
    assert [warning.id for warning in found.warnings] == ["signature-version-2", *ids]
    assert found.has_token is (ids == [])


def test_a_signature_of_aws_comes_first() -> None:
    """A parameter `sig` of one's own makes it no URL of Azure's."""
    url = "https://h/k?sig=1&sv=1&X-Amz-Signature=2&X-Goog-Signature=3"
    assert inspect_url(url, now=NOW).kind == "a presigned URL, Signature Version 4"
