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
    InvalidValueError,
    UnnormalizedKeyWarning,
)
from sigv4.s3 import S3
from sigv4.s3.conditions import anything, content_length_range, exact, starts_with

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
