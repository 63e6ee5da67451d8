"""Credentials, rules and results: immutable, and silent about secrets."""

from __future__ import annotations

import copy
import pickle
from datetime import datetime, timedelta, timezone
from enum import Enum
from typing import Any

import pytest

from sigv4 import Credentials, Minter, ServiceRules, presign, presign_url
from sigv4._keys import signing_key

SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
TOKEN = "AQoDYXdzEPT//////////wEXAMPLEtc764bNrC9SAPBSM22w"
NOW = datetime(2013, 5, 24, tzinfo=timezone.utc)
CREDENTIALS = Credentials("AKIAIOSFODNN7EXAMPLE", SECRET, TOKEN)
PRESIGNED = presign("GET", "https://h/a?b=c", CREDENTIALS, region="r", signing_time=NOW)
KEY = signing_key(CREDENTIALS, "20130524", "us-east-1", "s3")


@pytest.mark.parametrize(
    "record", [CREDENTIALS, ServiceRules.of("s3"), PRESIGNED, KEY], ids=lambda r: type(r).__name__
)
def test_records_are_immutable(record: Any) -> None:
    """Nothing can be set, added or deleted."""
    name = record.__slots__[-1]
    with pytest.raises(AttributeError, match="immutable"):
        setattr(record, name, 1)
    with pytest.raises(AttributeError, match="immutable"):
        delattr(record, name)
    with pytest.raises(AttributeError):
        record.something_else = 1


@pytest.mark.parametrize("record", [CREDENTIALS, PRESIGNED, KEY], ids=lambda r: type(r).__name__)
def test_no_repr_gives_anything_away(record: object) -> None:
    """Neither secret nor token, nor a URL's signature, is in a repr."""
    shown = f"{record!r} {[record]}"
    for secret in (SECRET, TOKEN, "AQoDYXdzEPT", PRESIGNED.url.rpartition("=")[2]):
        assert secret not in shown


def test_reprs_say_what_they_may() -> None:
    """A repr tells which key and which request it is."""
    assert repr(CREDENTIALS) == (
        "Credentials('AKIAIOSFODNN7EXAMPLE', secret_access_key=…, session_token=…)"
    )
    assert repr(PRESIGNED) == "<PresignedRequest GET https://h/a until 2013-05-24T01:00:00Z>"
    assert repr(KEY) == ("SigningKey('AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request', …)")
    assert eval(repr(ServiceRules.of("s3"))) == ServiceRules.of("s3")


@pytest.mark.parametrize(
    "again", [copy.copy, copy.deepcopy, lambda r: pickle.loads(pickle.dumps(r))]
)
def test_copies_are_equal_and_work(again: Any) -> None:
    """A record can go to another process and signs the same there."""
    assert again(CREDENTIALS) == CREDENTIALS
    assert hash(again(CREDENTIALS)) == hash(CREDENTIALS)
    assert again(ServiceRules.of("iotdevicegateway")) == ServiceRules.of("iotdevicegateway")
    assert str(again(PRESIGNED)) == PRESIGNED.url
    url = presign_url("GET", "https://h/a?b=c", again(CREDENTIALS), region="r", signing_time=NOW)
    assert url == PRESIGNED.url


def test_equality_is_by_value() -> None:
    """Every field counts."""
    assert Credentials("a", "b") == Credentials("a", "b")
    others = [
        Credentials("x", "b"),
        Credentials("a", "x"),
        Credentials("a", "b", "c"),
        Credentials("a", "b", expiration=NOW),
        ("a", "b", None, None),
    ]
    assert all(Credentials("a", "b") != other for other in others)
    assert ServiceRules.of("s3") != ServiceRules.of("iam")
    assert hash(ServiceRules.of("s3")) == hash(ServiceRules.of("s3-outposts"))


def test_an_empty_token_is_no_token() -> None:
    """AWS_SESSION_TOKEN= in an environment must not put an empty parameter into a URL."""
    credentials = Credentials("AKIA", SECRET, "")
    assert credentials.session_token is None
    url = presign_url("GET", "https://h/", credentials, region="r", signing_time=NOW)
    assert "Token" not in url


def test_the_cache_of_keys_is_bounded_and_belongs_to_its_owner() -> None:
    """However many days and regions are asked for, few keys are kept, each with its credentials."""
    credentials = Credentials("AKIA", SECRET)
    for day in range(100):
        presign_url("GET", "https://h/", credentials, region=f"r{day}", signing_time=NOW)
        assert 0 < len(credentials._signing_keys) <= 32
    assert SECRET not in repr(credentials._signing_keys)
    assert not Credentials("AKIA", SECRET)._signing_keys


@pytest.mark.parametrize(
    ("lives", "expires_at", "cut_short"),
    [
        pytest.param(None, 3600, False, id="no-expiration-known"),
        pytest.param(7200, 3600, False, id="token-outlives-the-url"),
        pytest.param(3600, 3600, False, id="both-end-together"),
        pytest.param(1800, 1800, True, id="token-ends-first"),
    ],
)
def test_a_url_dies_with_its_token(lives: int | None, expires_at: int, cut_short: bool) -> None:
    """The result says when the URL really dies."""
    zone = timezone(timedelta(hours=5))
    expiration = None if lives is None else (NOW + timedelta(seconds=lives)).astimezone(zone)
    credentials = Credentials("AKIA", SECRET, TOKEN, expiration=expiration)
    presigned = presign("GET", "https://h/", credentials, region="r", signing_time=NOW)
    assert presigned.signed_at == NOW
    assert presigned.expires_at == NOW + timedelta(seconds=expires_at)
    assert presigned.expires_at.utcoffset() == timedelta(0)
    assert presigned.cut_short_by_token is cut_short
    assert "X-Amz-Expires=3600" in presigned.url


class Region(str, Enum):
    """A text that an f-string writes as `Region.EU`."""

    EU = "eu-west-1"
    METHOD = "PUT"
    HASH = "UNSIGNED-PAYLOAD"
    KEY_ID = "AKIA"
    SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
    URL = "https://h/k"
    NAME = "x-amz-meta-a"


def test_a_subclass_of_str_is_the_text_that_it_holds() -> None:
    """Enumerations of texts are common; what is signed is their value, in either order."""
    for first, second in ((Region.EU, "eu-west-1"), ("eu-west-1", Region.EU)):
        credentials = Credentials(Region.KEY_ID, Region.SECRET)
        urls = [
            presign_url(
                Region.METHOD,
                Region.URL,
                credentials,
                region=region,
                signing_time=NOW,
                headers=[(Region.NAME, Region.NAME)],
                payload_hash=Region.HASH,
            )
            for region in (first, second)
        ]
        plain = presign_url(
            "PUT",
            "https://h/k",
            Credentials("AKIA", SECRET),
            region="eu-west-1",
            signing_time=NOW,
            headers={"x-amz-meta-a": "x-amz-meta-a"},
        )
        assert urls == [plain, plain]
    presigned = presign(Region.METHOD, Region.URL, credentials, region=Region.EU, signing_time=NOW)
    assert type(presigned.method) is str
    mint: Any = Minter(Region.METHOD, "https://h/", credentials, region=Region.EU, signing_time=NOW)
    assert mint(Region.NAME) == mint("x-amz-meta-a")
    assert "Region." not in f"{presigned}{presigned.canonical_request}{presigned.curl()}{mint('k')}"


def test_the_headers_of_a_result_are_a_copy() -> None:
    """What is done to them changes no command that is printed later."""
    presigned = presign("PUT", "https://h/k", CREDENTIALS, region="r", headers={"x-amz-acl": "a"})
    presigned.headers["x-amz-acl"] = "public-read"
    assert presigned.headers == {"x-amz-acl": "a"}
    assert "public-read" not in presigned.curl()
