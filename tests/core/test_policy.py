"""POST policies: conditions as S3 writes them, and S3's verdict on a form."""

from __future__ import annotations

from typing import Any

import pytest

from sigv4._policy import Condition, as_condition, expired, verdict
from sigv4.errors import InvalidInputError, InvalidTypeError, InvalidValueError

TYPE = ["starts-with", "$Content-Type", "image/"]
SIZE = ["content-length-range", 2, 5]


@pytest.mark.parametrize(
    ("given", "as_list"),
    [
        pytest.param({"acl": "private"}, ["eq", "$acl", "private"], id="mapping"),
        pytest.param(["eq", "$acl", "private"], ["eq", "$acl", "private"], id="list"),
        pytest.param(("EQ", "$Acl", ""), ["eq", "$Acl", ""], id="tuple, in capitals, empty"),
        pytest.param(TYPE, TYPE, id="beginning"),
        pytest.param(["starts-with", "$x-amz-meta-a", ""], None, id="metadata"),
        pytest.param(SIZE, SIZE, id="range"),
        pytest.param(["content-length-range", "2", "5"], SIZE, id="range as text"),
        pytest.param({"x-amz-acl": "p"}, ["eq", "$x-amz-acl", "p"], id="Amazon's, exactly"),
    ],
)
def test_conditions(given: Any, as_list: list[Any] | None) -> None:
    """A condition is read from each of S3's forms, stays as it was written, and equals itself."""
    condition = as_condition(given)
    assert condition.as_list() == (given if as_list is None else as_list)
    assert condition.written == (dict(given) if isinstance(given, dict) else list(given))
    assert as_condition(condition) is condition
    assert condition == as_condition(given)
    assert hash(condition) == hash(as_condition(given))
    assert repr(condition).startswith("<Condition [")


@pytest.mark.parametrize(
    ("given", "says"),
    [
        pytest.param("acl", "is no condition", id="text"),
        pytest.param(["eq", "$acl"], "is no condition", id="two items"),
        pytest.param(["is", "$acl", "x"], "the operators are eq, starts-with", id="operator"),
        pytest.param(["eq", "acl", "x"], r"write '\$acl'", id="without a dollar"),
        pytest.param(["eq", "$", "x"], "has no name", id="no name"),
        pytest.param({}, "one field", id="empty mapping"),
        pytest.param({"a": "b", "c": "d"}, "one field", id="mapping of two"),
        pytest.param({"a": 1}, "a str", id="a number for a value"),
        pytest.param(["starts-with", "$bucket", "b"], "exact match", id="bucket"),
        pytest.param(["starts-with", "$success_action_status", ""], "exact match", id="status"),
        pytest.param(["starts-with", "$X-Amz-Credential", ""], "exact match", id="credential"),
        pytest.param(["content-length-range", 5, 2], "no range", id="upside down"),
        pytest.param(["content-length-range", -1, 2], "no range", id="negative"),
        pytest.param(["content-length-range", 1.5, 2], "as ints", id="fraction"),
        pytest.param(["content-length-range", True, 2], "as ints", id="bool"),
        pytest.param(["content-length-range", "x", 2], "as ints", id="no number"),
        pytest.param(None, "is no condition", id="nothing"),
    ],
)
def test_no_conditions(given: Any, says: str) -> None:
    """What is none, or what S3 does not take, is refused in words."""
    with pytest.raises(InvalidInputError, match=says) as caught:
        as_condition(given)
    assert caught.value.argument == "conditions"
    assert isinstance(caught.value, (InvalidTypeError, InvalidValueError))


def _verdict(conditions: list[Any], form: Any, **more: Any) -> str | None:
    made = [as_condition(condition) for condition in conditions]
    refusal = verdict(made, form, bucket="media", **more)
    return None if refusal is None else str(refusal)


_FAILED = "403 AccessDenied: Invalid according to Policy: Policy Condition failed: "


@pytest.mark.parametrize(
    ("conditions", "form", "more", "says"),
    [
        pytest.param([{"acl": "p"}], {"acl": "p"}, {}, None, id="equal"),
        pytest.param([{"acl": "p"}], {"ACL": "p"}, {}, None, id="names without case"),
        pytest.param([{"acl": "p"}], {"acl": "P"}, {}, _FAILED + '["eq", "$acl", "p"]', id="case"),
        pytest.param([{"acl": "p"}], {}, {}, _FAILED + '["eq", "$acl", "p"]', id="absent"),
        pytest.param([["starts-with", "$a", ""]], {"a": "x"}, {}, None, id="anything"),
        pytest.param(
            [["starts-with", "$a", ""]],
            {},
            {},
            _FAILED + '["starts-with", "$a", ""]',
            id="anything, absent",
        ),
        pytest.param([TYPE], {"content-type": "image/png"}, {}, None, id="type"),
        pytest.param([TYPE], {"content-type": "image/a, image/b"}, {}, None, id="types"),
        pytest.param(
            [TYPE],
            {"content-type": "image/a,text/html"},
            {},
            _FAILED + '["starts-with", "$Content-Type", "image/"]',
            id="another type behind a comma",
        ),
        pytest.param([{"bucket": "media"}], {}, {}, None, id="bucket"),
        pytest.param(
            [{"bucket": "other"}],
            {"bucket": "other"},
            {},
            _FAILED + '["eq", "$bucket", "other"]',
            id="the bucket is the one it is sent to",
        ),
        pytest.param([SIZE], {}, {"size": 2}, None, id="smallest"),
        pytest.param([SIZE], {}, {"size": 5}, None, id="largest"),
        pytest.param([SIZE], {}, {}, None, id="size unknown"),
        pytest.param(
            [SIZE],
            {},
            {"size": 1},
            "400 EntityTooSmall: Your proposed upload is smaller than the minimum allowed size",
            id="too small",
        ),
        pytest.param(
            [SIZE],
            {},
            {"size": 6},
            "400 EntityTooLarge: Your proposed upload exceeds the maximum allowed size",
            id="too large",
        ),
        pytest.param(
            [],
            {"b": "1", "A": "2"},
            {},
            "403 AccessDenied: Invalid according to Policy: Extra input fields: a, b",
            id="fields without a condition",
        ),
        pytest.param(
            [],
            {"policy": "p", "X-Amz-Signature": "s", "x-ignore-me": "i"},
            {},
            None,
            id="fields that need none",
        ),
        pytest.param([], [("file", "…"), ("acl", "p")], {}, None, id="behind the file"),
        pytest.param(
            [["starts-with", "$key", "up/cat"]],
            {"key": "up/${filename}"},
            {"filename": "cat.png"},
            None,
            id="the name is put in before the key is compared",
        ),
        pytest.param(
            [{"key": "up/cat.png"}],
            {"key": "up/${filename}"},
            {"filename": "cat.png"},
            None,
            id="and may be the whole of it",
        ),
    ],
)
def test_verdict(conditions: list[Any], form: Any, more: dict[str, Any], says: str | None) -> None:
    """The status, the code and the words are S3's."""
    assert _verdict(conditions, form, **more) == says


def test_a_refusal_names_its_condition() -> None:
    """A program can look at it."""
    condition = as_condition({"acl": "p"})
    refusal = verdict([condition], {"acl": "q"}, bucket="media")
    assert refusal is not None
    assert (refusal.status, refusal.code, refusal.condition) == (403, "AccessDenied", condition)
    assert isinstance(refusal.condition, Condition)
    assert str(expired()) == "403 AccessDenied: Invalid according to Policy: Policy expired."
    assert "Policy expired" in repr(expired())
