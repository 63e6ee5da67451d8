"""`S3.minter`: the fast path gives what `presign` gives at the same second."""

from __future__ import annotations

import warnings
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sigv4 import Credentials, Minter, SigningKey
from sigv4.errors import (
    InvalidInputError,
    InvalidTypeError,
    InvalidValueError,
    UnnormalizedKeyWarning,
)
from sigv4.s3 import S3

NOW = datetime(2013, 5, 24, tzinfo=timezone.utc)
CREDENTIALS = Credentials("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "t/+")
REGION = "eu-west-1"

# The calls here are wrong on purpose at times, and the type checker would say so each time.
client: Any = S3(CREDENTIALS, region=REGION)


def check_error(error: InvalidInputError, argument: str) -> None:
    """One line that names the argument and a remedy."""
    assert error.argument == argument
    assert str(error).isprintable()
    assert len(str(error)) < 300
    assert error.remedy


MINTED: list[Any] = [
    pytest.param("get_object", {}, {}, id="get"),
    pytest.param("GetObject", {"ResponseContentType": "a/b; c=d"}, {"expires_in": 60}, id="query"),
    pytest.param("head_object", {"VersionId": "a b"}, {"expires_in": timedelta(days=1)}, id="head"),
    pytest.param(
        "put_object",
        {"ContentType": "image/png", "Metadata": {"Owner": "ann"}},
        {"headers": {"x-own": "1"}},
        id="put",
    ),
    pytest.param("delete_object", {}, {}, id="delete"),
    pytest.param("copy_object", {"CopySource": {"Bucket": "b", "Key": "ü"}}, {}, id="copy"),
    pytest.param("upload_part", {"PartNumber": 1, "UploadId": "u="}, {}, id="part"),
    pytest.param("select_object_content", {}, {}, id="fixed query"),
    pytest.param("get_object_tagging", {"VersionId": "v"}, {}, id="fixed query and another"),
]


@pytest.mark.parametrize(("operation", "parameters", "arguments"), MINTED)
@pytest.mark.parametrize("bucket", ["media", "my.media"])
def test_same_as_presign(
    operation: str, parameters: dict[str, Any], arguments: dict[str, Any], bucket: str
) -> None:
    """Byte for byte, on both styles of host."""
    shared = {"signing_time": NOW, "Bucket": bucket, **parameters, **arguments}
    mint = client.minter(operation, **shared)
    assert isinstance(mint, Minter)
    for key in ("k", "a b/ü?#%41+", "/k", "a//b", ".hidden/..x", "日本/猫.jpg"):
        assert mint(key) == client.presign(operation, Key=key, **shared).url


@given(st.text(st.characters(codec="utf-8"), min_size=1))
def test_any_key(key: str) -> None:
    """For any key the two say the same, dot segments among them where they are allowed."""
    mint = client.minter("get_object", signing_time=NOW, allow_dot_segments=True, Bucket="media")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UnnormalizedKeyWarning)
        made = client.presign_get("media", key, signing_time=NOW, allow_dot_segments=True)
    assert mint(key) == made.url


def test_vary() -> None:
    """A parameter that differs from URL to URL is named as in the API."""
    mint = client.minter(
        "upload_part", vary="PartNumber", signing_time=NOW, Bucket="media", UploadId="u"
    )
    for number in (1, 10000):
        made = client.presign(
            "upload_part",
            signing_time=NOW,
            Bucket="media",
            Key="k",
            UploadId="u",
            PartNumber=number,
        )
        assert mint("k", number) == made.url
    mint = client.minter("get_object", vary="VersionId", signing_time=NOW, Bucket="media")
    assert (
        mint("k", "a/b") == client.presign_get("media", "k", version_id="a/b", signing_time=NOW).url
    )
    assert list(mint.many([("k", "a/b")])) == [mint("k", "a/b")]


@pytest.mark.parametrize(
    ("vary", "argument", "says"),
    [
        pytest.param("PartNumbr", "PartNumbr", "did you mean PartNumber", id="unknown"),
        pytest.param("part_number", "part_number", "did you mean PartNumber", id="spelling"),
        pytest.param("partNumber", "partNumber", "did you mean PartNumber", id="wire name"),
        pytest.param("Body", "Body", "no presigned URL carries a body", id="body"),
        pytest.param("ContentMD5", "vary", "is a header", id="header"),
        pytest.param("SSECustomerKey", "vary", "is a header", id="customer key"),
        pytest.param("UploadId", "vary", "has a value already", id="given"),
    ],
)
def test_vary_refused(vary: str, argument: str, says: str) -> None:
    """Only a parameter of the query that has no value yet can vary."""
    with pytest.raises(InvalidValueError, match=says) as caught:
        client.minter("upload_part", vary=vary, Bucket="media", UploadId="u", PartNumber=1)
    check_error(caught.value, argument)


def test_vary_metadata() -> None:
    """Nor can a family of headers."""
    with pytest.raises(InvalidValueError, match="is a header") as caught:
        client.minter("put_object", vary="Metadata", Bucket="media")
    check_error(caught.value, "vary")


@pytest.mark.parametrize("vary", [1, b"PartNumber", ["PartNumber"], True], ids=repr)
def test_vary_is_a_name(vary: Any) -> None:
    """A parameter is named by text."""
    with pytest.raises(InvalidTypeError) as caught:
        client.minter("get_object", vary=vary, Bucket="media")
    check_error(caught.value, "vary")


@pytest.mark.parametrize("vary", ["Key", "Bucket"])
def test_vary_the_address(vary: str) -> None:
    """The key varies anyway, and the bucket cannot: what is refused is not recommended."""
    with pytest.raises(InvalidValueError) as caught:
        client.minter("get_object", vary=vary, Bucket="media")
    assert f"did you mean {vary}" not in str(caught.value)


def test_key() -> None:
    """The key is the call's, and whoever gives one sooner is told so."""
    with pytest.raises(InvalidValueError) as caught:
        client.minter("get_object", Bucket="media", Key="k")
    check_error(caught.value, "Key")
    assert "did you mean Key" not in str(caught.value)
    assert "mint" in caught.value.remedy


@pytest.mark.parametrize("name", ["list_objects_v2", "ListBuckets", "write_get_object_response"])
def test_operations_on_no_object(name: str) -> None:
    """What has no key has one URL, which `presign` gives."""
    with pytest.raises(InvalidValueError, match="is on no object; presign it") as caught:
        client.minter(name)
    check_error(caught.value, "operation")


@pytest.mark.parametrize(
    ("name", "parameters", "argument"),
    [
        ("get_objekt", {"Bucket": "media"}, "operation"),
        ("get_object", {}, "Bucket"),
        ("get_object", {"Bucket": ""}, "Bucket"),
        ("get_object", {"Bucket": "media", "VersionID": "v"}, "VersionID"),
        ("upload_part", {"Bucket": "media", "PartNumber": 1}, "UploadId"),
        ("upload_part", {"Bucket": "media", "UploadId": "u", "vary": "PartNumbr"}, "PartNumbr"),
        ("get_object", {"Bucket": "media", "expires_in": 0}, "expires_in"),
        ("get_object", {"Bucket": "media", "window": 7}, "window"),
        ("get_object", {"Bucket": "media", "headers": {"a b": "c"}}, "headers"),
    ],
)
def test_refused(name: str, parameters: dict[str, Any], argument: str) -> None:
    """Everything but the key is looked at when the minter is made."""
    with pytest.raises(InvalidValueError) as caught:
        client.minter(name, **parameters)
    check_error(caught.value, argument)


@pytest.mark.parametrize("key", ["", ".", "../a", "a/..", "a\ud800"])
def test_keys_refused(key: str) -> None:
    """Keys that `presign` refuses are refused, unless dot segments are allowed."""
    mint = client.minter("get_object", Bucket="media")
    with pytest.raises(InvalidValueError) as caught:
        mint(key)
    check_error(caught.value, "key")
    with pytest.raises(InvalidValueError):
        client.presign_get("media", key)


def test_clock_and_window() -> None:
    """The clock and the window are the minter's."""
    epoch = int(NOW.timestamp())
    now = [epoch + 3599.9]
    mint = client.minter("get_object", clock=lambda: now[0], window=3600, Bucket="media")
    first = mint("k")
    assert first == client.presign_get("media", "k", signing_time=NOW, expires_in=4200).url
    now[0] = epoch + 3600
    assert mint("k") != first
    plain = client.minter("get_object", clock=lambda: epoch + 0.5, Bucket="media")
    assert plain("k") == client.presign_get("media", "k", signing_time=NOW).url


def test_credentials_from_a_function() -> None:
    """A function is asked again as seconds go by, and what it gives is looked at each time."""
    asked: list[int] = []

    def newest() -> Credentials:
        asked.append(len(asked))
        return Credentials(f"AKIA{len(asked):016}", "secret")

    now = [NOW.timestamp()]
    mint = S3(newest, region=REGION).minter("get_object", clock=lambda: now[0], Bucket="media")
    first, again = mint("k"), mint("k")
    assert first == again
    now[0] += 1
    assert mint("k") != first
    assert len(asked) == 2


def test_a_session_that_is_lost() -> None:
    """A function that comes to give ordinary credentials signs for no directory bucket."""
    session = [Credentials("ASIAIOSFODNN7EXAMPLE", "secret", "token")]
    now = [NOW.timestamp()]
    s3 = S3(lambda: session[0], region="us-east-1")
    mint = s3.minter("get_object", clock=lambda: now[0], Bucket="data--use1-az4--x-s3")
    assert "&X-Amz-S3session-Token=token&" in mint("k")
    session[0] = Credentials("AKIAIOSFODNN7EXAMPLE", "secret")
    now[0] += 1
    with pytest.raises(InvalidValueError, match="session") as caught:
        mint("k")
    check_error(caught.value, "credentials")


def test_a_signing_key() -> None:
    """A key signs in place of credentials."""
    key = SigningKey.derive(CREDENTIALS, date="20130524", region=REGION, service="s3")
    mint = S3(key, region=REGION).minter("get_object", signing_time=NOW, Bucket="media")
    assert mint("k") == client.presign_get("media", "k", signing_time=NOW).url
