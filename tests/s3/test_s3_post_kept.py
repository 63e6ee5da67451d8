"""What a client keeps of its forms: each is the one that was asked for, and no secret stays."""

from __future__ import annotations

import json
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest

from sigv4 import Credentials
from sigv4.errors import InvalidTypeError, InvalidValueError
from sigv4.s3 import S3
from sigv4.s3.conditions import Condition, anything, content_length_range, exact, starts_with

CREDENTIALS = Credentials("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY")
NOW = datetime(2024, 5, 6, 7, 8, 9, tzinfo=timezone.utc)
CLIENT = S3(CREDENTIALS, region="eu-west-1")


class _Text(str):
    """A text that claims to be another."""

    def __str__(self) -> str:
        return "another"


@pytest.mark.parametrize(
    ("first", "second"),
    [
        pytest.param({"fields": {"a": "1"}}, {"fields": {"a": "2"}}, id="a value"),
        pytest.param({"fields": {"a": "1"}}, {"fields": {"A": "1"}}, id="a name's case"),
        pytest.param(
            {"fields": {"a": "1", "b": "2"}}, {"fields": {"b": "2", "a": "1"}}, id="the order"
        ),
        pytest.param(
            {"conditions": [content_length_range(0, 1)]},
            {"conditions": [content_length_range(0, 2)]},
            id="a bound",
        ),
        pytest.param(
            {"conditions": [["content-length-range", 0, 1]]},
            {"conditions": [["content-length-range", "0", "1"]]},
            id="a bound as text",
        ),
        pytest.param(
            {"conditions": [starts_with("key", "k")]},
            {"conditions": [anything("key")]},
            id="prefix",
        ),
        pytest.param(
            {"conditions": [Condition("eq", "a", "1")]},
            {"conditions": [Condition("eq", "a", "2")]},
            id="conditions that were not written",
        ),
        pytest.param({}, {"fields": {"a": "1"}}, id="nothing, and something"),
        pytest.param({}, {"key": "k/${filename}"}, id="the key"),
        pytest.param({}, {"bucket": "other"}, id="the bucket"),
        pytest.param({}, {"expires_in": 61}, id="the life"),
        pytest.param({}, {"signing_time": NOW + timedelta(seconds=1)}, id="the time"),
    ],
)
def test_a_form_is_what_was_asked_for_last(first: dict[str, Any], second: dict[str, Any]) -> None:
    """Whatever was signed before, and kept: each form is that of a client that kept nothing."""
    common = {"bucket": "media", "key": "k", "expires_in": 60, "signing_time": NOW}
    made = [CLIENT.presign_post(**{**common, **asked}).policy for asked in (first, second, first)]
    assert made[0] == made[2] != made[1]
    for asked, policy in zip((first, second), made, strict=False):
        fresh = S3(CREDENTIALS, region="eu-west-1").presign_post(**{**common, **asked})
        assert fresh.policy == policy
        assert json.dumps(json.loads(policy)) == policy


@pytest.mark.parametrize(
    ("good", "bad"),
    [
        pytest.param(
            {"conditions": [["content-length-range", 0, 1]]},
            {"conditions": [["content-length-range", 0, True]]},
            id="True is not 1",
        ),
        pytest.param(
            {"conditions": [["content-length-range", 0, 1]]},
            {"conditions": [["content-length-range", 0, 1.0]]},
            id="1.0 is not 1",
        ),
        pytest.param({"fields": {"a": "1"}}, {"fields": {"a": b"1"}}, id="bytes are no text"),
        pytest.param({"conditions": []}, {"conditions": 3}, id="no conditions"),
    ],
)
def test_what_equals_a_good_one_is_still_refused(good: dict[str, Any], bad: dict[str, Any]) -> None:
    """What is kept is found by the value and its type."""
    CLIENT.presign_post("media", "k", **good)
    with pytest.raises(InvalidTypeError):
        CLIENT.presign_post("media", "k", **bad)


def test_what_was_given_may_change_afterwards() -> None:
    """Neither a form nor what is kept of it follows."""
    fields, conditions = {"acl": "private"}, [["starts-with", "$x-amz-meta-a", "b"]]
    post = CLIENT.presign_post("media", "k", fields=fields, conditions=conditions, signing_time=NOW)
    policy = post.policy
    fields["acl"] = "public-read"
    conditions[0][2] = ""
    post.fields["acl"] = "x"
    same: dict[str, Any] = {
        "fields": {"acl": "private"},
        "conditions": [["starts-with", "$x-amz-meta-a", "b"]],
    }
    assert CLIENT.presign_post("media", "k", **same, signing_time=NOW).policy == policy
    changed = CLIENT.presign_post(
        "media", "k", fields=fields, conditions=conditions, signing_time=NOW
    )
    assert changed.policy != policy


def test_no_secret_is_said_or_outlives_its_client() -> None:
    """A token and a customer's key are in no refusal and no repr, and each client keeps its own."""
    secret = "a-secret-of-32-bytes-or-so"
    client = S3(Credentials("ASIA", "secret", secret), region="us-east-1")
    key = "x-amz-server-side-encryption-customer-key"
    post = client.presign_post("media", "k", fields={key: secret}, signing_time=NOW)
    for name in (key, "x-amz-security-token"):
        refusal = post.check({**post.fields, name: "other"}, now=NOW)
        assert refusal is not None
        assert f'Policy Condition failed: ["eq", "${name}", "..."]' in refusal.message
        assert secret not in f"{refusal!r}{refusal.condition!r}"
    for conditions in ([{key: secret}, {key: secret}], [[*exact(key, "other").as_list()]]):
        with pytest.raises(InvalidValueError) as caught:
            client.presign_post("media", "k", fields={key: secret}, conditions=conditions)
        assert secret not in str(caught.value)
    assert secret.encode() in b"".join(client._drafts)
    assert secret.encode() not in b"".join([*CLIENT._drafts, *S3(CREDENTIALS, region="r")._drafts])


def test_little_is_kept() -> None:
    """However many different forms a program signs."""
    for number in range(300):
        CLIENT.presign_post("media", "k", fields={"x-amz-meta-n": str(number)})
        CLIENT.presign_post(f"bucket-{number}", "k")
    assert len(CLIENT._drafts) <= 64
    assert len(CLIENT._bucket_forms) <= 64
    with pytest.raises(InvalidValueError, match="shorten"):
        CLIENT.presign_post("media", "k", fields={"x-amz-meta-n": "x" * 30000})
    assert max(map(len, CLIENT._drafts)) <= 20480


def test_text_of_a_subclass_is_taken_for_what_it_encodes_to() -> None:
    """In a field, a condition, a bucket and a key."""
    fields: dict[str, str] = {_Text("acl"): _Text("private")}
    post = CLIENT.presign_post(
        _Text("media"), _Text("k"), fields=fields,
        conditions=[[_Text("starts-with"), _Text("$x-amz-meta-a"), _Text("b")]], signing_time=NOW,
    )  # fmt: skip
    plain = CLIENT.presign_post(
        "media", "k", fields={"acl": "private"},
        conditions=[["starts-with", "$x-amz-meta-a", "b"]], signing_time=NOW,
    )  # fmt: skip
    assert post.fields == plain.fields
    assert all(type(text) is str for pair in post.fields.items() for text in pair)


def test_what_cannot_be_kept_is_made_each_time() -> None:
    """Text of a subclass, and what is read only once, are no other form's either."""
    asked: list[dict[str, Any]] = [
        {"fields": {_Text("acl"): "private"}},
        {"fields": {_Text("acl"): "public-read"}},
        {"fields": iter([("acl", "bucket-owner-read")])},
    ]
    signed = [CLIENT.presign_post("media", "k", **more).fields["acl"] for more in asked]
    assert signed == ["private", "public-read", "bucket-owner-read"]
