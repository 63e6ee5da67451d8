"""`S3.presign_post`: a form, its policy, and what is refused before it is signed."""

from __future__ import annotations

import json
from base64 import b64decode
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sigv4 import Credentials, SigningKey
from sigv4._policy import as_condition
from sigv4._policy_document import Policy, parse_policy
from sigv4.errors import (
    InvalidInputError,
    InvalidTypeError,
    InvalidValueError,
    UnnormalizedKeyWarning,
)
from sigv4.s3 import S3
from sigv4.s3.conditions import Condition, anything, content_length_range, exact, starts_with

CREDENTIALS = Credentials("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY")
TEMPORARY = Credentials(
    "ASIA", "secret", "token", expiration=datetime(2030, 1, 1, tzinfo=timezone.utc)
)
NOW = datetime(2024, 5, 6, 7, 8, 9, tzinfo=timezone.utc)
CLIENT = S3(CREDENTIALS, region="eu-west-1")


def _conditions(post: Any) -> list[Any]:
    assert b64decode(post.fields["policy"]).decode() == post.policy
    document = json.loads(post.policy)
    assert set(document) == {"expiration", "conditions"}
    found: list[Any] = document["conditions"]
    return found


def test_a_form() -> None:
    """Each field has a condition, and none two; the bucket always has one."""
    post = CLIENT.presign_post(
        "media",
        "uploads/${filename}",
        conditions=[starts_with("Content-Type", "image/"), content_length_range(1, 5_000_000)],
        fields={"acl": "private", "x-ignore-note": "…"},
        signing_time=NOW,
    )
    assert post.url == "https://media.s3.eu-west-1.amazonaws.com/"
    assert list(post.fields) == [
        *("acl", "x-ignore-note", "key", "x-amz-algorithm", "x-amz-credential", "x-amz-date"),
        *("policy", "x-amz-signature"),
    ]
    assert _conditions(post) == [
        ["starts-with", "$Content-Type", "image/"],
        ["content-length-range", 1, 5_000_000],
        {"acl": "private"},
        ["starts-with", "$key", "uploads/"],
        {"bucket": "media"},
        {"x-amz-algorithm": "AWS4-HMAC-SHA256"},
        {"x-amz-credential": post.fields["x-amz-credential"]},
        {"x-amz-date": "20240506T070809Z"},
    ]
    assert json.loads(post.policy)["expiration"] == "2024-05-06T08:08:09Z"
    assert (post.signed_at, post.expires_at) == (NOW, NOW + timedelta(hours=1))
    assert post.fields["x-amz-signature"] not in repr(post)
    post.fields["acl"] = "public-read"
    assert post.fields["acl"] == "private"


@pytest.mark.parametrize(
    ("key", "condition"),
    [
        pytest.param("a b.png", {"key": "a b.png"}, id="a key"),
        pytest.param("${filename}", ["starts-with", "$key", ""], id="any name"),
        pytest.param("u/${filename}.bak", ["starts-with", "$key", "u/"], id="in the middle"),
    ],
)
def test_the_condition_for_the_key(key: str, condition: Any) -> None:
    """What ${filename} will be is not known, so the key must begin with what stands before."""
    assert condition in _conditions(CLIENT.presign_post("media", key))


def test_a_condition_of_the_callers_own_is_enough() -> None:
    """No second one is made for a field, or for the key, that has one."""
    post = CLIENT.presign_post(
        "media", "u/cat.png", conditions=[anything("ACL"), starts_with("key", "u/")],
        fields={"acl": "private"},
    )  # fmt: skip
    assert _conditions(post)[:3] == [
        ["starts-with", "$ACL", ""],
        ["starts-with", "$key", "u/"],
        {"bucket": "media"},
    ]


def test_a_field_that_has_one_value_is_filled_in() -> None:
    """Of what an exact condition is on; the fields are all that can be known of the form."""
    post = CLIENT.presign_post(
        "media", "k", conditions=[exact("Content-Type", "image/png"), {"ACL": "private"}],
        fields={"acl": "private"},
    )  # fmt: skip
    assert list(post.fields)[:3] == ["acl", "Content-Type", "key"]
    assert post.fields["Content-Type"] == "image/png"
    assert post.open_fields == {}
    assert post.check() is None
    named = CLIENT.presign_post("media", "k", conditions=[exact("Key", "k")])
    assert [name for name in named.fields if name.lower() == "key"] == ["key"]


def test_open_fields() -> None:
    """Those that whoever sends the form adds, and what each begins with at the least."""
    post = CLIENT.presign_post(
        "media", "k", fields={"acl": "private"},
        conditions=[anything("acl"), anything("a"), starts_with("A", "b"), starts_with("key", "k")],
    )  # fmt: skip
    assert post.open_fields == {"A": "b"}
    post.open_fields["x"] = ""
    assert post.open_fields == {"A": "b"}
    assert post.check() is not None
    assert post.check({**post.fields, **post.open_fields}) is None


def test_a_key_that_looks_like_another() -> None:
    """It is warned of, at the line that signs the form."""
    with pytest.warns(UnnormalizedKeyWarning, match="is not in Unicode's normal form C") as caught:
        CLIENT.presign_post("media", "cafe\u0301")
    assert caught[0].filename == __file__


def test_a_files_name_in_any_field() -> None:
    """S3 puts it into each, so each gets the condition that the key does."""
    post = CLIENT.presign_post("media", "k", fields={"x-amz-meta-name": "n/${filename}"})
    assert _conditions(post)[0] == ["starts-with", "$x-amz-meta-name", "n/"]


def test_a_token_is_a_field_and_a_condition() -> None:
    """Without either S3 refuses a form of temporary credentials; S3 Express has its own."""
    for bucket, name in (
        ("media", "x-amz-security-token"),
        ("media--use1-az4--x-s3", "x-amz-s3session-token"),
    ):
        client = S3(TEMPORARY, region="us-east-1")
        post = client.presign_post(bucket, "k", expires_in=300, signing_time=NOW)
        assert post.fields[name] == "token"
        assert {name: "token"} in _conditions(post)


def test_path_style_and_a_custom_endpoint() -> None:
    """The form goes to the bucket."""
    client = S3(CREDENTIALS, region="us-east-1", endpoint_url="http://localhost:9000/base")
    assert client.presign_post("media", "k").url == "http://localhost:9000/base/media"


def test_a_signing_key_signs_forms() -> None:
    """As it signs URLs."""
    key = SigningKey.derive(CREDENTIALS, date="20240506", region="eu-west-1", service="s3")
    by_key = S3(key, region="eu-west-1").presign_post("media", "k", signing_time=NOW)
    assert by_key.fields == CLIENT.presign_post("media", "k", signing_time=NOW).fields


@pytest.mark.parametrize(
    ("form", "more", "says"),
    [
        pytest.param({}, {}, None, id="as signed"),
        pytest.param({}, {"size": 6}, "EntityTooLarge", id="too large"),
        pytest.param({"acl": "public-read"}, {}, "Policy Condition failed", id="another value"),
        pytest.param({"x": "y"}, {}, "Extra input fields: x", id="another field"),
        pytest.param({}, {"now": NOW + timedelta(seconds=60)}, "Policy expired", id="at its end"),
        pytest.param({}, {"now": NOW + timedelta(seconds=59)}, None, id="a second before"),
    ],
)
def test_check(form: dict[str, str], more: dict[str, Any], says: str | None) -> None:
    """What S3 would say of a form, beforehand."""
    post = CLIENT.presign_post(
        "media", "k", conditions=[content_length_range(0, 5)], fields={"acl": "private"},
        expires_in=60, signing_time=NOW,
    )  # fmt: skip
    refusal = post.check({**post.fields, **form}, **{"now": NOW, **more})
    assert (refusal is None) if says is None else (says in str(refusal))
    assert post.check(now=NOW) is None


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


@pytest.mark.parametrize("status", ["200", "201", "204"])
def test_how_s3_answers(status: str) -> None:
    """The statuses that it knows, and a redirect that a condition leaves open."""
    post = CLIENT.presign_post(
        "media", "k", conditions=[starts_with("success_action_redirect", "https://example.com/")],
        fields={"success_action_status": status, "success_action_redirect": "https://example.com/1"},
    )  # fmt: skip
    assert post.check() is None


@pytest.mark.parametrize("character", ["a", "é"])
def test_the_longest_form(character: str) -> None:
    """20480 bytes may stand in front of the file, with the shortest of boundaries between them."""

    def form(length: int) -> Any:
        filler = (character * length).encode()[:length].decode(errors="replace")
        return CLIENT.presign_post(
            "media", "k", conditions=[anything("x-amz-meta-a")], fields={"x-amz-meta-a": filler}
        )

    def sent(fields: dict[str, str]) -> int:
        parts = [
            f'--b\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
            for name, value in fields.items()
        ]
        return len("".join(parts).encode())

    room = 20480 - sent(form(0).fields)
    room -= room % len(character.encode())
    assert 20480 - 2 < sent(form(room).fields) <= 20480
    with pytest.raises(InvalidValueError, match=r"fields: with what .* S3 takes 20480") as caught:
        form(room + 2)
    assert caught.value.argument == "fields"


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


_NAMES = st.sampled_from(["acl", "Key", "Content-Type", "x-amz-meta-a"]) | st.text(min_size=1)
_BOUNDS = st.integers(-1, 2**63) | st.integers(0, 99).map(str)


@given(
    conditions=st.lists(
        st.tuples(_NAMES, st.text()).map(lambda pair: dict([pair]))
        | st.tuples(st.sampled_from(["eq", "EQ"]), _NAMES.map("${}".format), st.text())
        | st.tuples(st.just("starts-with"), _NAMES.map("${}".format), st.sampled_from(["", "a"]))
        | st.tuples(st.just("content-length-range"), _BOUNDS, _BOUNDS),
        max_size=3,
    ),
    fields=st.dictionaries(_NAMES, st.text() | st.sampled_from(["a", "ab"]), max_size=3),
    key=st.text(min_size=1) | st.just("a${filename}"),
)
def test_what_is_signed_is_read_again(conditions: Any, fields: Any, key: str) -> None:
    """Any form that is signed has a policy that a server takes, and that says what was asked."""
    try:
        post = CLIENT.presign_post(
            "media", key, conditions=conditions, fields=fields, signing_time=NOW
        )
    except InvalidInputError:
        return
    assert json.dumps(json.loads(post.policy)) == post.policy
    policy = parse_policy(post.fields["policy"])
    assert isinstance(policy, Policy)
    assert policy.expires_at == post.expires_at
    asked = [as_condition(condition) for condition in conditions]
    assert list(policy.conditions[: len(asked)]) == asked
    form = {**{name: prefix or "x" for name, prefix in post.open_fields.items()}, **post.fields}
    size = max([c.least for c in asked], default=0)
    refusal = post.check(form, now=NOW, filename="f", size=size)
    # Two conditions of the caller's may contradict each other; nothing else is left to refuse.
    assert refusal is None or refusal.condition in asked
