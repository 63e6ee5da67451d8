"""What `S3.presign_post` and `check` refuse: in words, before anything is signed or judged."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any

import pytest

from sigv4 import Credentials
from sigv4.errors import InvalidInputError, InvalidTypeError, InvalidValueError
from sigv4.s3 import S3
from sigv4.s3.conditions import Condition, anything, content_length_range, exact, starts_with

CREDENTIALS = Credentials("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY")
NOW = datetime(2024, 5, 6, 7, 8, 9, tzinfo=timezone.utc)
CLIENT = S3(CREDENTIALS, region="eu-west-1")
TEMPORARY = Credentials(
    "ASIA", "secret", "token", expiration=datetime(2030, 1, 1, tzinfo=timezone.utc)
)
# A number where a type checker would refuse one.
NUMBER: Any = 5


@pytest.mark.parametrize(
    ("more", "says"),
    [
        pytest.param({"size": "5"}, "size: a str was given", id="text for a size"),
        pytest.param({"size": True}, "size: a bool was given", id="True for a size"),
        pytest.param({"size": 2.5}, "size: a float was given", id="half a byte"),
        pytest.param({"size": 1e400}, "size: a float was given", id="a size without end"),
        pytest.param({"size": -1}, "size: -1 is negative", id="a size below nothing"),
        pytest.param({"filename": 1}, "filename: an int was given", id="a number for a name"),
        pytest.param({"now": 5}, "now: an int was given", id="a number for a time"),
        pytest.param({"now": datetime(2024, 1, 1)}, "now: .* no time zone", id="a naive time"),
        pytest.param(
            {"now": datetime(1969, 1, 1, tzinfo=timezone.utc)}, "now: .* outside", id="before 1970"
        ),
        pytest.param({"form": {"acl": 1}}, "form: an int was given", id="a number in the form"),
    ],
)
def test_what_is_not_checked(more: dict[str, Any], says: str) -> None:
    """What is no form, no size and no time is an error, and no verdict."""
    post = CLIENT.presign_post("media", "k", conditions=[content_length_range(1, 5)])
    with pytest.raises(InvalidInputError, match=f"^{says}"):
        post.check(**more)


def test_the_largest_of_numbers_is_too_large() -> None:
    """Also one of more digits than Python writes."""
    post = CLIENT.presign_post("media", "k", conditions=[content_length_range(1, 5)])
    for size in (2**63, 10**5000):
        assert "EntityTooLarge" in str(post.check(size=size))


@pytest.mark.parametrize(
    ("more", "argument", "says"),
    [
        pytest.param({"key": ""}, "Key", "it is empty", id="no key"),
        pytest.param({"bucket": ""}, "Bucket", "it is empty", id="no bucket"),
        pytest.param({"bucket": "a/b"}, "bucket", "no bucket's name", id="a bucket that is none"),
        pytest.param({"fields": {"policy": "x"}}, "fields", "it is added", id="a policy"),
        pytest.param({"fields": {"Key": "x"}}, "fields", "no field of the caller's", id="a key"),
        pytest.param({"fields": {"file": "x"}}, "fields", "no field of the caller's", id="a file"),
        pytest.param({"fields": [("a", "1"), ("A", "2")]}, "fields", "there twice", id="twice"),
        pytest.param({"fields": {"": "x"}}, "fields", "a field has no name", id="no name"),
        pytest.param({"fields": {"a": 1}}, "fields", "a str", id="a number"),
        pytest.param({"fields": "acl"}, "fields", "a mapping", id="text for fields"),
        pytest.param(
            {"conditions": [{"acl": "p"}], "fields": {"acl": "q"}},
            "fields",
            "does not keep the condition",
            id="a field that breaks a condition",
        ),
        pytest.param(
            {"conditions": [starts_with("key", "other/")]}, "Key", "does not keep", id="the key"
        ),
        pytest.param(
            {"conditions": [{"content-length-range": "5"}]},
            "conditions",
            r"no field; write \['content-length-range', 1, 5000000\]",
            id="a range like a field",
        ),
        pytest.param(
            {"fields": {"Content-Length-Range": "1,5"}},
            "fields",
            "no field; give it among the conditions",
            id="a range among the fields",
        ),
        pytest.param(
            {"conditions": {"acl": "private"}},
            "conditions",
            "a dict was given; give a list of conditions",
            id="a condition alone",
        ),
        pytest.param(
            {"conditions": ["eq", "$acl", "private"]},
            "conditions",
            "'eq' is no condition; give a list of them",
            id="a list that is a condition",
        ),
        pytest.param(
            {"conditions": "acl"}, "conditions", "a str was given", id="text for conditions"
        ),
        *[
            pytest.param(
                {"conditions": [condition]}, "conditions", says, id=f"made by hand: {says}"
            )
            for condition, says in (
                (Condition("like", "a", "b"), "the operators are"),
                (Condition("starts-with", "x-amz-acl", "p"), "only as an exact match"),
                (Condition("content-length-range", least=5, most=1), "no range"),
                (Condition("eq", "acl", NUMBER), "an int was given"),
            )
        ],
        pytest.param(
            {"conditions": [exact("a", "b"), {"A": "b"}]}, "conditions", "twice", id="doubled"
        ),
        pytest.param(
            {"conditions": [{"bucket": "media"}]}, "conditions", "here; leave it out", id="bucket"
        ),
        pytest.param(
            {"conditions": [{"x-amz-date": "x"}]}, "conditions", "here; leave it out", id="date"
        ),
        pytest.param(
            {"key": "u/${filename}", "conditions": [exact("key", "u/${filename}")]},
            "conditions",
            "before it compares",
            id="a key that no file has",
        ),
        pytest.param(
            {"fields": {"success_action_status": "303"}},
            "fields",
            "S3 ignores '303' as success_action_status; give '200', '201' or '204'",
            id="no status",
        ),
        pytest.param(
            {"conditions": [exact("Success_Action_Status", "")]},
            "fields",
            "S3 ignores ''",
            id="no status in a condition",
        ),
        pytest.param(
            {"fields": {"success_action_redirect": "/done"}},
            "fields",
            "S3 ignores '/done' as success_action_redirect; begin it with https://",
            id="no URL",
        ),
        pytest.param({"fields": {"x-amz-meta-a": "\udcff"}}, "fields", "surrogate", id="surrogate"),
        pytest.param({"key": "\udcff"}, "Key", "surrogate", id="surrogate in a key"),
        pytest.param(
            {"fields": {"x-amz-storage-class": "${filename}"}},
            "conditions",
            "only as an exact match",
            id="a file's name where S3 wants a value",
        ),
        pytest.param(
            {"conditions": [exact("a", "b"), exact("A", "c")]},
            "fields",
            "does not keep the condition",
            id="two values",
        ),
        pytest.param(
            {"conditions": [anything("file")]}, "conditions", "is no field", id="on the file"
        ),
        pytest.param({"expires_in": 0}, "expires_in", "below 1 second", id="no time"),
        pytest.param({"expires_in": 604801}, "expires_in", "more than", id="too long"),
    ],
)
def test_refused(more: dict[str, Any], argument: str, says: str) -> None:
    """In words, before anything is signed."""
    arguments = {"bucket": "media", "key": "k", **more}
    with pytest.raises(InvalidInputError, match=says) as caught:
        CLIENT.presign_post(arguments.pop("bucket"), arguments.pop("key"), **arguments)
    assert caught.value.argument == argument


@pytest.mark.parametrize("field", [None, 1, b"acl"])
def test_constructors_take_names(field: Any) -> None:
    """A field is named by a str; "$" in front is as good."""
    with pytest.raises((InvalidTypeError, InvalidValueError)):
        exact(field, "x")
    assert exact("$acl", "x") == exact("acl", "x")


def test_ended_credentials_sign_no_form() -> None:
    """Nor any URL."""
    with pytest.raises(InvalidValueError, match="they ended"):
        S3(TEMPORARY, region="eu-west-1").presign_post(
            "media", "k", signing_time=datetime(2031, 1, 1, tzinfo=timezone.utc)
        )
