"""What `S3` signs with: credentials, a signing key, or a function that gives one of them."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Any

import pytest

from sigv4 import Credentials, SigningKey
from sigv4.errors import InvalidInputError, InvalidTypeError, InvalidValueError
from sigv4.s3 import S3

NOW = datetime(2013, 5, 24, tzinfo=timezone.utc)
CREDENTIALS = Credentials("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY")
REGION = "eu-west-1"

client = S3(CREDENTIALS, region=REGION)


def check_error(error: InvalidInputError, argument: str) -> None:
    """One line that names the argument and a remedy."""
    assert error.argument == argument
    assert str(error).isprintable()
    assert len(str(error)) < 300
    assert error.remedy


def test_credentials_from_a_function() -> None:
    """A function is asked for each URL, and only when the call is right."""
    asked: list[int] = []

    def newest() -> Credentials:
        asked.append(len(asked))
        return Credentials(f"AKIA{len(asked):016}", "secret", "token")

    s3 = S3(newest, region=REGION)
    assert asked == []
    urls = [s3.presign_get("media", "k").url for _ in range(2)]
    assert "Credential=AKIA0000000000000001%2F" in urls[0]
    assert "Credential=AKIA0000000000000002%2F" in urls[1]
    assert all("&X-Amz-Security-Token=token&" in url for url in urls)
    with pytest.raises(InvalidValueError):
        s3.presign_get("media", "")
    assert len(asked) == 2


@pytest.mark.parametrize("result", [None, "AKIA", ("AKIA", "secret")], ids=ascii)
def test_a_function_that_returns_something_else(result: Any) -> None:
    """What a function returns is looked at as what is given."""
    s3 = S3(lambda: result, region=REGION)
    with pytest.raises(InvalidTypeError) as caught:
        s3.presign_get("media", "k")
    check_error(caught.value, "credentials")


def test_a_signing_key() -> None:
    """A key for the day, region and service serves in place of credentials."""
    key = SigningKey.derive(CREDENTIALS, date="20130524", region=REGION, service="s3")
    given: tuple[Any, ...] = (key, lambda: key)
    for source in given:
        s3 = S3(source, region=REGION)
        made = s3.presign_get("media", "k", signing_time=NOW)
        assert made.url == client.presign_get("media", "k", signing_time=NOW).url
        with pytest.raises(InvalidValueError, match="the signing key is for 20130524"):
            s3.presign_get("media", "k", signing_time=NOW + timedelta(days=1))


@pytest.mark.parametrize("credentials", [None, "AKIA", ("AKIA", "secret"), {}], ids=ascii)
def test_no_credentials(credentials: Any) -> None:
    """What is no credentials is refused when the client is made."""
    with pytest.raises(InvalidTypeError) as caught:
        S3(credentials, region=REGION)
    check_error(caught.value, "credentials")


def test_other_arguments_of_the_client() -> None:
    """Rules and options are looked at when the client is made; nothing is shown of secrets."""
    rules: Any = {"max_expires_in": 1}
    with pytest.raises(InvalidTypeError) as caught:
        S3(CREDENTIALS, region=REGION, rules=rules)
    check_error(caught.value, "rules")
    with pytest.raises(InvalidValueError) as refused:
        S3(CREDENTIALS, region=REGION, addressing_style="host")
    check_error(refused.value, "addressing_style")
    assert CREDENTIALS.secret_access_key not in repr(S3(CREDENTIALS, region=REGION))
