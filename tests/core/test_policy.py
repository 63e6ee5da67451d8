"""POST policies: conditions as S3 writes them, and S3's verdict on a form."""

from __future__ import annotations

from typing import Any

import pytest

from sigv4._policy import (
    MAX_FIELDS,
    Condition,
    Refusal,
    as_condition,
    expired,
    fields_of,
    missing_field,
    verdict,
)
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
        pytest.param(["content-length-range", 0, 2**63 - 1], None, id="the largest range"),
        pytest.param(["content-length-range", "2", "5"], SIZE, id="range as text"),
        pytest.param({"x-amz-acl": "p"}, ["eq", "$x-amz-acl", "p"], id="Amazon's, exactly"),
    ],
)
def test_conditions(given: Any, as_list: list[Any] | None) -> None:
    """A condition is read from each of S3's forms, stays as it was written, and equals itself."""
    condition = as_condition(given)
    assert condition.as_list() == (given if as_list is None else as_list)
    assert condition.written == (dict(given) if isinstance(given, dict) else list(given))
    assert as_condition(condition) == condition
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
        pytest.param(["content-length-range", 0, 2**63], "so many digits", id="too large"),
        pytest.param(
            ["content-length-range", 0, "9" * 19], "so many digits", id="too large a text"
        ),
        pytest.param(["content-length-range", 0, 10**5000], "so many digits", id="a huge int"),
        pytest.param({"a": "\ud800"}, "lone surrogate", id="half a pair"),
        pytest.param({"\udfff": ""}, "lone surrogate", id="half a pair in a name"),
        pytest.param(["eq", "$a", "\ud800"], "lone surrogate", id="half a pair in a list"),
        pytest.param(None, "None was given", id="nothing"),
    ],
)
def test_no_conditions(given: Any, says: str) -> None:
    """What is none, or what S3 does not take, is refused in words."""
    with pytest.raises(InvalidInputError, match=says) as caught:
        as_condition(given)
    assert caught.value.argument == "conditions"
    assert isinstance(caught.value, (InvalidTypeError, InvalidValueError))


def _deep() -> Any:
    """Deeper than Python writes."""
    made: Any = "SECRET"
    for _ in range(10_000):
        made = [made]
    return made


@pytest.mark.parametrize(
    "given",
    [
        pytest.param(["eq", "x-amz-security-token", "SECRET"], id="without a dollar"),
        pytest.param(["is", "$x-amz-security-token", "SECRET"], id="operator"),
        pytest.param(["$x-amz-security-token", "SECRET"], id="two items"),
        pytest.param({"x-amz-security-token": "SECRET", "a": "b"}, id="mapping of two"),
        pytest.param({"x-amz-security-token", "SECRET"}, id="a set"),
        pytest.param(b"SECRET", id="bytes"),
        pytest.param(_deep(), id="deep"),
    ],
)
def test_no_value_is_said(given: Any) -> None:
    """Of what is no condition: it may be a token or a key."""
    with pytest.raises(InvalidInputError) as caught:
        as_condition(given)
    assert "SECRET" not in str(caught.value)


# What every form holds, and what every policy says of it.
_HELD = {
    "x-amz-algorithm": "AWS4-HMAC-SHA256",
    "x-amz-credential": "AKIA/20240506/eu-west-1/s3/aws4_request",
    "x-amz-date": "20240506T070809Z",
}
_FORM = {"key": "k", "policy": "e30=", "x-amz-signature": "0", **_HELD}
_SAID = [{"bucket": "media"}, ["starts-with", "$key", ""], *({n: v} for n, v in _HELD.items())]


def _refusal(conditions: list[Any], form: Any, **more: Any) -> Refusal | None:
    made = [as_condition(condition) for condition in [*conditions, *_SAID]]
    pairs = list(form.items() if isinstance(form, dict) else form)
    given = {name.lower() for name, _ in pairs}
    held = [(name, value) for name, value in _FORM.items() if name not in given]
    return verdict(made, held + pairs, bucket="media", **more)


def _verdict(conditions: list[Any], form: Any, **more: Any) -> str | None:
    refusal = _refusal(conditions, form, **more)
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
    refusal = _refusal([condition], {"acl": "q"})
    assert refusal is not None
    assert (refusal.status, refusal.code, refusal.condition) == (403, "AccessDenied", condition)
    assert isinstance(refusal.condition, Condition)
    assert str(expired()) == "403 AccessDenied: Invalid according to Policy: Policy expired."
    assert "Policy expired" in repr(expired())


@pytest.mark.parametrize(
    ("size", "details"),
    [
        pytest.param(1, (("ProposedSize", "1"), ("MinSizeAllowed", "2")), id="too small"),
        pytest.param(6, (("ProposedSize", "6"), ("MaxSizeAllowed", "5")), id="too large"),
    ],
)
def test_a_wrong_size_is_said_with_its_bound(size: int, details: Any) -> None:
    """As elements of S3's answer."""
    refusal = _refusal([SIZE], {}, size=size)
    assert refusal is not None
    assert refusal.details == details


_MISSING = "Bucket POST must contain a field named '{}'.  If it is specified, "


@pytest.mark.parametrize(
    ("without", "status", "says"),
    [
        pytest.param(["key"], 400, _MISSING.format("key"), id="the key"),
        pytest.param(["x-amz-signature"], 400, _MISSING.format("X-Amz-Signature"), id="signature"),
        pytest.param(
            ["x-amz-credential", "x-amz-algorithm"], 400, _MISSING.format("X-Amz-Algorithm"),
            id="the first of two",
        ),
        pytest.param(["policy"], 403, "Access Denied", id="no policy: anonymous"),
        pytest.param([*_HELD, "x-amz-signature"], 403, "Access Denied", id="no signature at all"),
    ],
)  # fmt: skip
def test_a_field_that_is_missing(without: list[str], status: int, says: str) -> None:
    """Is missed before anything else is looked at, in S3's words."""
    form = {name: value for name, value in _FORM.items() if name not in without}
    refusal = verdict([as_condition({"bucket": "elsewhere"})], form, bucket="media")
    assert refusal is not None
    assert (refusal.status, refusal.message[: len(says)]) == (status, says)
    assert str(missing_field(form)) == str(refusal)
    assert missing_field(_FORM) is None


@pytest.mark.parametrize(
    ("form", "filename", "fields"),
    [
        pytest.param({"KEY": "a"}, "", {"key": "a"}, id="names in lower case"),
        pytest.param([("a", "1"), ("A", "2")], "", {"a": "1,2"}, id="one name, two fields"),
        pytest.param([("a", "1"), ("File", ""), ("b", "2")], "", {"a": "1"}, id="to the file"),
        pytest.param({"key": "u/${filename}"}, "c.png", {"key": "u/c.png"}, id="the file's name"),
        pytest.param({"key": "u/${filename}"}, "a/b/c", {"key": "u/c"}, id="behind a slash"),
        pytest.param({"key": "${filename}"}, "C:\\x\\c", {"key": "c"}, id="behind a backslash"),
        pytest.param({"key": "u/${filename}"}, "a/", {"key": "u/"}, id="nothing behind it"),
        pytest.param({"key": "u/${filename}"}, "", {"key": "u/"}, id="an empty name"),
        pytest.param({"key": "${filename}"}, None, {"key": "${filename}"}, id="no name"),
        pytest.param(
            {"x-amz-meta-n": "${filename}${filename}"}, "c", {"x-amz-meta-n": "cc"},
            id="in every field, each time",
        ),
        pytest.param({"k": "${filename}"}, "${filename}", {"k": "${filename}"}, id="but once"),
    ],
)  # fmt: skip
def test_a_form_as_s3_reads_it(form: Any, filename: str | None, fields: dict[str, str]) -> None:
    """What is compared with the conditions is what an upload would use."""
    assert fields_of(form, filename=filename) == fields


def test_a_second_field_of_a_name_does_not_slip_by() -> None:
    """Whichever of two a reader takes, the condition saw both."""
    for pair in ([("key", "u/a"), ("key", "x")], [("key", "x"), ("KEY", "u/a")]):
        assert _verdict([["eq", "$key", "u/a"]], pair) == _FAILED + '["eq", "$key", "u/a"]'


def test_the_bucket_needs_a_condition() -> None:
    """A policy without one would hold for any bucket of its region."""
    said = [as_condition(condition) for condition in _SAID[1:]]
    assert str(verdict(said, _FORM, bucket="media")).endswith("Extra input fields: bucket")


def test_the_order_in_which_s3_looks() -> None:
    """The fields' conditions, fields without one, and last the size, which comes last."""
    form = {"acl": "q", "b": "c"}
    assert _verdict([SIZE, {"acl": "p"}], form, size=9) == _FAILED + '["eq", "$acl", "p"]'
    assert str(_verdict([SIZE, {"acl": "q"}], form, size=9)).endswith("Extra input fields: b")
    assert str(_verdict([SIZE, {"acl": "q"}, {"b": "c"}], form, size=9)).startswith("400 EntityToo")


def test_a_form_that_is_too_long() -> None:
    """20480 bytes may stand before the file; names and values alone are at most so many."""
    rest = sum(len(name) + len(value) for name, value in _FORM.items())
    fits = {"x-ignore-": "é" * ((MAX_FIELDS - rest - len("x-ignore-")) // 2)}
    assert _verdict([], fits) is None
    assert str(_verdict([], {"x-ignore-": fits["x-ignore-"] + "ab"})).startswith(
        "400 MaxPostPreDataLengthExceeded: "
    )


@pytest.mark.parametrize("form", [{"a": 1}, {1: "a"}, "form", None, [("a",)], {"file\ud800": None}])
def test_what_is_no_form(form: Any) -> None:
    """Is the caller's mistake."""
    with pytest.raises(InvalidTypeError):
        verdict([], form, bucket="media")
