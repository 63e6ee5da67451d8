"""Directory buckets: who signs what, with which token, for how long."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from functools import partial
from typing import Any

import pytest

import sigv4
from sigv4 import Credentials, ServiceRules, SigningKey
from sigv4.errors import InvalidInputError, InvalidValueError
from sigv4.s3 import S3
from sigv4.s3.operations import operation, operation_names

NOW = datetime(2013, 5, 24, tzinfo=timezone.utc)
REGION = "us-east-1"
BUCKET = "data--use1-az4--x-s3"
ZONAL = f"https://{BUCKET}.s3express-use1-az4.us-east-1.amazonaws.com"
CONTROL = f"https://s3express-control.us-east-1.amazonaws.com/{BUCKET}"
EXPRESS = ServiceRules.of("s3express")

PLAIN = Credentials("AKIAIOSFODNN7EXAMPLE", "secret")
SESSION = Credentials("ASIAIOSFODNN7EXAMPLE", "secret", "token+/=")
SESSION_PARAMETER = "&X-Amz-S3session-Token=token%2B%2F%3D&"
ORDINARY_PARAMETER = "&X-Amz-Security-Token=token%2B%2F%3D&"


def client(credentials: Any = SESSION, **options: Any) -> Any:
    """A client; calls are wrong on purpose at times, so it has no type."""
    return S3(credentials, region=REGION, **options)


def check_error(error: InvalidInputError, argument: str) -> None:
    """One line that names the argument and a remedy."""
    assert error.argument == argument
    assert str(error).isprintable()
    assert len(str(error)) < 300
    assert "token+/" not in str(error)
    assert error.remedy


def arguments_of(name: str) -> dict[str, Any]:
    """What an operation cannot do without, on a directory bucket."""
    values = {"int": 1, "copy-source": "b/k", "list": ["ETag"]}
    own = operation(name)
    given = {p.name: values.get(p.kind, "x") for p in own.parameters.values() if p.required}
    return {"Bucket": BUCKET, **given, **({"Key": "k"} if own.takes_key else {})}


def test_objects() -> None:
    """A session signs for five minutes, its token under the name of its own."""
    made = client().presign_get(BUCKET, "k", signing_time=NOW)
    expected = sigv4.presign(
        "GET",
        f"{ZONAL}/k",
        SESSION,
        region=REGION,
        service="s3express",
        expires_in=300,
        signing_time=NOW,
        rules=EXPRESS,
    )
    assert made.url == expected.url
    assert made.headers == {}
    assert SESSION_PARAMETER in made.url
    assert "Security-Token" not in made.url
    assert "%2Fus-east-1%2Fs3express%2Faws4_request" in made.url


def test_its_minter() -> None:
    """So does a minter's URL."""
    mint = client().minter("get_object", signing_time=NOW, Bucket=BUCKET)
    assert mint("k") == client().presign_get(BUCKET, "k", signing_time=NOW).url
    with pytest.raises(InvalidValueError) as caught:
        client().minter("get_object", Bucket=BUCKET, expires_in=301)
    check_error(caught.value, "expires_in")
    with pytest.raises(InvalidValueError) as caught:
        client(PLAIN).minter("get_object", Bucket=BUCKET)
    check_error(caught.value, "credentials")


@pytest.mark.parametrize("given", [301, 600, timedelta(minutes=10)])
def test_longer_than_a_session(given: Any) -> None:
    """A URL that would outlive its session is refused, whatever the client's rules are."""
    for own in (client(), client(rules=ServiceRules.of("s3").replace(max_expires_in=3_000_000))):
        with pytest.raises(InvalidValueError, match="300") as caught:
            own.presign_get(BUCKET, "k", expires_in=given)
        check_error(caught.value, "expires_in")
    assert client().presign_get(BUCKET, "k", expires_in=60).expires_in == 60


@pytest.mark.parametrize(
    "source",
    [
        pytest.param(PLAIN, id="credentials"),
        pytest.param(lambda: PLAIN, id="function"),
        pytest.param(
            SigningKey.derive(PLAIN, date="20130524", region=REGION, service="s3express"),
            id="signing key",
        ),
    ],
)
def test_no_session(source: Any) -> None:
    """What has no session's token cannot sign for objects there."""
    own = client(source)
    calls: tuple[Any, ...] = (
        partial(own.presign_get, BUCKET, "k"),
        partial(own.presign_list, BUCKET),
        partial(own.minter, "get_object", Bucket=BUCKET),
    )
    for call in calls:
        with pytest.raises(InvalidValueError, match="session") as caught:
            call(signing_time=NOW)
        check_error(caught.value, "credentials")
        assert "create_session" in caught.value.remedy
        assert "s3_disable_express_session_auth=True" in caught.value.remedy


def test_a_signing_key_of_a_session() -> None:
    """The key of a session signs as the session does."""
    key = SigningKey.derive(SESSION, date="20130524", region=REGION, service="s3express")
    made = client(key).presign_get(BUCKET, "k", signing_time=NOW)
    assert made.url == client().presign_get(BUCKET, "k", signing_time=NOW).url


_ON_BUCKETS = [n for n in operation_names() if operation(n).takes_bucket]


@pytest.mark.parametrize("name", _ON_BUCKETS)
def test_who_signs(name: str) -> None:
    """Control operations, and those the model excepts, take the ordinary credentials.

    Amazon S3 API reference: CreateSession, CopyObject, UploadPartCopy and HeadBucket are
    authorized by IAM on directory buckets, and so is what configures one.
    """
    traits = operation(name).traits
    made = client().presign(name, **arguments_of(name))
    assert "%2Fs3express%2Faws4_request" in made.url
    if "control" in traits:
        assert made.url.startswith(f"{CONTROL}?")
    else:
        assert made.url.startswith(f"{ZONAL}/")
    if traits & {"control", "no-session"}:
        assert ORDINARY_PARAMETER in made.url
        assert "S3session" not in made.url
        assert made.expires_in == 600
        without = client(PLAIN).presign(name, expires_in=604800, **arguments_of(name))
        assert "Token" not in without.url
    else:
        assert SESSION_PARAMETER in made.url
        assert made.expires_in == 300


@pytest.mark.parametrize("name", ["CopyObject", "UploadPartCopy", "HeadBucket", "CreateSession"])
def test_by_the_ordinary_credentials(name: str) -> None:
    """These four are named, so that nothing turns on a table alone."""
    made = client().presign(name, **arguments_of(name))
    assert ORDINARY_PARAMETER in made.url
    assert made.url.startswith(ZONAL)


def test_directory_buckets_are_listed_at_the_control_host() -> None:
    """An operation on no bucket can be a control operation, too."""
    made = client().presign("list_directory_buckets")
    assert made.url.startswith("https://s3express-control.us-east-1.amazonaws.com/?")
    assert ORDINARY_PARAMETER in made.url


def test_without_session_auth() -> None:
    """Where sessions are switched off, the ordinary credentials sign, for as long as they do."""
    own = client(s3_disable_express_session_auth=True)
    made = own.presign_get(BUCKET, "k", signing_time=NOW)
    expected = sigv4.presign(
        "GET",
        f"{ZONAL}/k",
        SESSION,
        region=REGION,
        service="s3express",
        expires_in=600,
        signing_time=NOW,
        rules=ServiceRules.of("s3"),
    )
    assert made.url == expected.url
    assert own.presign_get(BUCKET, "k", expires_in=604800).expires_in == 604800
    plain = client(PLAIN, s3_disable_express_session_auth=True)
    assert "Token" not in plain.presign_get(BUCKET, "k").url


def test_other_buckets_of_the_same_client() -> None:
    """One client signs for both kinds of bucket, each in its way."""
    own = client()
    assert SESSION_PARAMETER in own.presign_get(BUCKET, "k").url
    made = own.presign_get("media", "k")
    assert ORDINARY_PARAMETER in made.url
    assert made.expires_in == 600
    assert "%2Fs3%2Faws4_request" in made.url
