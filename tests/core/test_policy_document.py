"""Policy documents as they are sent: read strictly, refused in S3's words, and never worse."""

from __future__ import annotations

import json
from base64 import b64encode, encodebytes, urlsafe_b64encode
from datetime import datetime, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sigv4._policy import Refusal, verdict
from sigv4._policy_document import Policy, parse_policy
from sigv4.errors import InvalidTypeError

END = "2024-05-06T07:08:09Z"
EPOCH = int(datetime(2024, 5, 6, 7, 8, 9, tzinfo=timezone.utc).timestamp())


def _encoded(document: str | bytes) -> str:
    return b64encode(document if isinstance(document, bytes) else document.encode()).decode()


def _said(document: str | bytes) -> str:
    refusal = parse_policy(_encoded(document))
    assert isinstance(refusal, Refusal)
    assert (refusal.status, refusal.code) == (400, "InvalidPolicyDocument")
    assert refusal.message.startswith("Invalid Policy: ")
    return refusal.message.removeprefix("Invalid Policy: ")


def _parsed(*conditions: Any, expiration: Any = END) -> Policy:
    document = json.dumps({"expiration": expiration, "conditions": conditions})
    policy = parse_policy(_encoded(document))
    assert isinstance(policy, Policy)
    return policy


def test_a_policy() -> None:
    """Its conditions in their order, and its end."""
    policy = _parsed(
        {"bUcKeT": "media"},
        ["StArTs-WiTh", "$KeY", "u/"],
        ["eq", "$acl", ""],
        ["content-length-range", 1, "5"],
    )
    assert [condition.as_list() for condition in policy.conditions] == [
        ["eq", "$bUcKeT", "media"],
        ["starts-with", "$KeY", "u/"],
        ["eq", "$acl", ""],
        ["content-length-range", 1, 5],
    ]
    assert [condition.field for condition in policy.conditions] == ["bucket", "key", "acl", ""]
    assert policy.expires_epoch == EPOCH
    assert f"{policy.expires_at:%Y-%m-%dT%H:%M:%SZ}" == END
    assert repr(policy) == f"<Policy of 4 conditions until {END}>"


@pytest.mark.parametrize(("epoch", "ended"), [(EPOCH - 1, False), (EPOCH, True), (EPOCH + 1, True)])
def test_its_end(epoch: int, ended: bool) -> None:
    """The second it names is the first in which it does not hold."""
    refusal = _parsed().ended(epoch)
    assert (refusal is not None) == ended
    if refusal is not None:
        assert str(refusal) == "403 AccessDenied: Invalid according to Policy: Policy expired."


@pytest.mark.parametrize(
    ("expiration", "epoch"),
    [
        pytest.param("2024-05-06T07:08:09.000Z", EPOCH, id="milliseconds"),
        pytest.param("2024-05-06T07:08:09.9Z", EPOCH, id="a fraction is cut off"),
        pytest.param("2024-05-06T07:08:09.123456789Z", EPOCH, id="nanoseconds"),
        pytest.param("1970-01-01T00:00:00Z", 0, id="the first second"),
        pytest.param("0001-01-01T00:00:00Z", -62135596800, id="long ago"),
        pytest.param("9999-12-31T23:59:59Z", 253402300799, id="far away"),
        pytest.param("2024-02-29T00:00:00Z", 1709164800, id="a leap day"),
    ],
)
def test_expirations(expiration: str, epoch: int) -> None:
    """UTC in ISO 8601, with or without a fraction."""
    assert _parsed(expiration=expiration).expires_epoch == epoch


@pytest.mark.parametrize(
    "expiration",
    [
        pytest.param("2024-05-06T07:08:09", id="no zone"),
        pytest.param("2024-05-06T07:08:09z", id="small z"),
        pytest.param("2024-05-06t07:08:09Z", id="small t"),
        pytest.param("2024-05-06T07:08:09+00:00", id="offset"),
        pytest.param("2011-09-13T07:52:58+02:00", id="another offset"),
        pytest.param("2024-05-06 07:08:09Z", id="space"),
        pytest.param("2015-10-17 03:15:59 UTC", id="words"),
        pytest.param("20240506T070809Z", id="the short form"),
        pytest.param("2024-05-06T07:08Z", id="no seconds"),
        pytest.param("2024-05-06T07:08:09.Z", id="empty fraction"),
        pytest.param("2024-05-06T07:08:09,5Z", id="comma"),
        pytest.param("2024-05-06T07:08:09.5.5Z", id="two points"),
        pytest.param("2024-05-06T07:08:09.1234567890Z", id="too fine"),
        pytest.param("2024-05-06T07:08:09.٣Z", id="other digits"),
        pytest.param("٢٠٢٤-05-06T07:08:09Z", id="other digits for the year"),
        pytest.param("2024-05-06T07:08:60Z", id="second 60"),
        pytest.param("2024-05-06T24:00:00Z", id="hour 24"),
        pytest.param("2024-13-06T07:08:09Z", id="month 13"),
        pytest.param("2023-02-29T07:08:09Z", id="no leap year"),
        pytest.param("0000-05-06T07:08:09Z", id="year 0"),
        pytest.param("2024-05-06T07:08:09ZZ", id="two zones"),
        pytest.param(" 2024-05-06T07:08:09Z", id="white space"),
        pytest.param("", id="empty"),
        pytest.param(1714979289, id="number"),
        pytest.param(None, id="nothing"),
        pytest.param([[]], id="list"),
    ],
)
def test_no_expirations(expiration: Any) -> None:
    """S3 is recorded to refuse an offset, and a space for the T; the rest is no such date."""
    said = _said(json.dumps({"expiration": expiration, "conditions": []}))
    assert said.startswith("Invalid 'expiration' value: '")


@pytest.mark.parametrize(
    ("document", "says"),
    [
        pytest.param("", "Invalid Base64 encoding.", id="nothing"),
        pytest.param("{", "Invalid JSON.", id="half"),
        pytest.param("[]", "Invalid JSON.", id="list"),
        pytest.param("null", "Invalid JSON.", id="null"),
        pytest.param('"x"', "Invalid JSON.", id="text"),
        pytest.param(b"\xff\xfe", "Invalid JSON.", id="no UTF-8"),
        pytest.param(b"\xef\xbb\xbf{}", "Invalid JSON.", id="byte order mark"),
        pytest.param("{} {}", "Invalid JSON.", id="two"),
        pytest.param('{"expiration":NaN}', "Invalid JSON.", id="NaN"),
        pytest.param('{"expiration":-Infinity}', "Invalid JSON.", id="infinity"),
        pytest.param('{"expiration":"a\nb"}', "Invalid JSON.", id="a raw line end in text"),
        pytest.param("[" * 9000, "Invalid JSON.", id="deep, open"),
        pytest.param("[" * 7000 + "]" * 7000, "Invalid JSON.", id="deep"),
        pytest.param("1" * 15000, "Invalid JSON.", id="a long number"),
        pytest.param(
            '{"expiration":"x","expiration":"y","conditions":[]}', "Invalid JSON.", id="twice"
        ),
        pytest.param(
            f'{{"expiration":"{END}","conditions":[{{"acl":"a","acl":"b"}}]}}',
            "Invalid JSON.",
            id="twice in a condition",
        ),
        pytest.param("{}", "Policy missing expiration.", id="empty"),
        pytest.param('{"conditions":[]}', "Policy missing expiration.", id="no expiration"),
        pytest.param(f'{{"expiration":"{END}"}}', "Policy missing conditions.", id="no conditions"),
        pytest.param(
            f'{{"EXPIRATION":"{END}","conditions":[]}}', "Unexpected: 'expiration'", id="capitals"
        ),
        pytest.param(
            f'{{"expiration":"{END}","conditions":[],"Statement":[]}}',
            "Unexpected: 'statement'",
            id="another policy's member",
        ),
        pytest.param('{"\\n":1}', r"Unexpected: '\n'", id="a name with a line end"),
        pytest.param(
            f'{{"expiration":"{END}","conditions":{{}}}}',
            "Invalid 'conditions' value: must be a List.",
            id="conditions of another kind",
        ),
    ],
)
def test_no_policies(document: str | bytes, says: str) -> None:
    """What is no policy is refused in the words of S3."""
    assert _said(document) == says


def test_deep_objects_are_no_policy() -> None:
    """How deep an interpreter reads is its own affair: 3.11 gives up here, and 3.13 reads on."""
    said = _said('{"a":' * 2000 + "1" + "}" * 2000)
    assert said in {"Invalid JSON.", "Unexpected: 'a'"}


SIMPLE = "Invalid Simple-Condition: "


@pytest.mark.parametrize(
    ("condition", "says"),
    [
        ('"acl"', "Invalid Condition: must be a List or Object."),
        ("null", "Invalid Condition: must be a List or Object."),
        ("[]", "Invalid Condition: missing operation identifier."),
        ("[[]]", "Invalid JSON."),
        ('["is","$acl","x"]', "Invalid Condition: unknown operation 'is'."),
        ('["eq","$acl"]', "Invalid eq: wrong number of arguments."),
        ('["EQ","$acl","a","b"]', "Invalid eq: wrong number of arguments."),
        ('["eq","$acl",1]', "Invalid JSON."),
        ('["eq",null,"x"]', "Invalid JSON."),
        ('["eq","$acl","\\ud800"]', "Invalid JSON."),
        ('["eq","$\\udfff",""]', "Invalid JSON."),
        ('{"\\ud800":"x"}', "Invalid JSON."),
        ("{}", f"{SIMPLE}Simple-Conditions must have exactly one property specified."),
        (
            '{"a":"b","c":"d"}',
            f"{SIMPLE}Simple-Conditions must have exactly one property specified.",
        ),
        ('{"Content-Length":6199034}', f"{SIMPLE}value must be a string."),
        ('{"acl":[["x"]]}', f"{SIMPLE}value must be a string."),
        ('{"success_action_redirect":null}', "Invalid JSON."),
        ('["content-length-range",0]', "Invalid content-length-range: wrong number of arguments."),
        ('["content-length-range",0,512.0]', "Invalid JSON."),
        ('["content-length-range",0,1e3]', "Invalid JSON."),
        ('["content-length-range",-1,0]', "Invalid JSON."),
        ('["content-length-range",0,true]', "Invalid JSON."),
        ('["content-length-range",0,[]]', "Invalid JSON."),
        (
            '["starts-with","$bucket",""]',
            "Invalid starts-with: 'bucket' takes an exact match only.",
        ),
        (
            '["starts-with","$X-Amz-Date",""]',
            "Invalid starts-with: 'x-amz-date' takes an exact match only.",
        ),
    ],
)  # fmt: skip
def test_no_conditions(condition: str, says: str) -> None:
    """A condition that is none spoils the policy."""
    assert _said(f'{{"expiration":"{END}","conditions":[{condition}]}}') == says


@pytest.mark.parametrize(
    "condition",
    [
        pytest.param(["eq", "acl", "x"], id="no dollar"),
        pytest.param(["starts-with", "acl", ""], id="no dollar, any value"),
        pytest.param(["eq", "", ""], id="no name"),
        pytest.param(["content-length-range", "test", "10"], id="a bound that is no number"),
        pytest.param(["content-length-range", 0, "٣"], id="digits of another script"),
        pytest.param(["content-length-range", 0, "9" * 20], id="too many digits"),
    ],
)
def test_conditions_that_nothing_keeps(condition: list[Any]) -> None:
    """S3 takes the document, and then no form: it says which condition failed, as written."""
    policy = _parsed(condition, {"bucket": "b"})
    form = dict.fromkeys(("key", "policy", "x-amz-algorithm", "x-amz-credential"), "x")
    form |= dict.fromkeys(("x-amz-date", "x-amz-signature", "acl", ""), "x")
    refusal = verdict(policy.conditions, form, bucket="b", size=5)
    assert refusal is not None
    assert (refusal.status, refusal.code) == (403, "AccessDenied")
    assert refusal.message.endswith(f"Policy Condition failed: {json.dumps(condition)}")


def test_a_range_that_is_upside_down() -> None:
    """S3 is not recorded to refuse the document; no size is within it."""
    policy = _parsed(["content-length-range", 5, 2])
    assert [condition.as_list()[1:] for condition in policy.conditions] == [[5, 2]]


WHOLE = json.dumps({"expiration": END, "conditions": [{"key": "~~~???"}]}).encode()


@pytest.mark.parametrize(
    "encoded",
    [
        pytest.param(b64encode(WHOLE).decode() + "\n", id="line end"),
        pytest.param(encodebytes(WHOLE).decode(), id="lines"),
        pytest.param(" " + b64encode(WHOLE).decode(), id="space"),
        pytest.param(urlsafe_b64encode(WHOLE + b"  ").decode(), id="the alphabet of URLs"),
        pytest.param(b64encode(WHOLE + b" ").decode().rstrip("="), id="no padding"),
        pytest.param(b64encode(WHOLE).decode() + "====", id="too much padding"),
        pytest.param(b64encode(b"{}  ").decode()[:-3] + "B==", id="bits left over"),
        pytest.param("e30=e30=", id="two"),
        pytest.param("é", id="no ASCII"),
        pytest.param("\ud800", id="surrogate"),
        pytest.param("=", id="padding alone"),
    ],
)
def test_base64_has_one_spelling(encoded: str) -> None:
    """Another text that a lenient decoder reads as the same policy is refused."""
    assert isinstance(parse_policy(b64encode(WHOLE).decode()), Policy)
    assert str(parse_policy(encoded)) == (
        "400 InvalidPolicyDocument: Invalid Policy: Invalid Base64 encoding."
    )


def test_a_long_policy_is_not_decoded() -> None:
    """A form's fields have 20480 bytes, whatever is in them."""
    refusal = parse_policy(_encoded(b" " * 1_000_000))
    assert str(refusal).endswith("it is longer than the 20480 bytes of a form.")


@pytest.mark.parametrize("value", [None, b"e30=", 3, {}])
def test_what_is_no_text(value: Any) -> None:
    """Is the caller's mistake."""
    with pytest.raises(InvalidTypeError):
        parse_policy(value)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=12,
)
OPERANDS = st.sampled_from(["eq", "starts-with", "content-length-range", "$key", "key", END, "$"])
CONDITION = st.lists(OPERANDS | JSON, max_size=4) | st.dictionaries(OPERANDS, OPERANDS | JSON)
DOCUMENT = st.fixed_dictionaries(
    {"expiration": st.just(END) | JSON, "conditions": st.lists(CONDITION) | JSON}
)


@given(DOCUMENT | JSON)
def test_any_json_is_a_policy_or_refused(document: Any) -> None:
    """And a policy gives a verdict on any form."""
    policy = parse_policy(_encoded(json.dumps(document)))
    if isinstance(policy, Policy):
        assert set(document) == {"expiration", "conditions"}
        assert len(policy.conditions) == len(document["conditions"])
        verdict(policy.conditions, {"key": "x"}, bucket="b", size=1)
        assert policy.expires_epoch == EPOCH
    else:
        assert policy.code == "InvalidPolicyDocument"


@given(st.text(alphabet=st.characters(exclude_categories=())) | st.binary().map(_encoded))
def test_any_text_is_answered(encoded: str) -> None:
    """No text raises."""
    assert isinstance(parse_policy(encoded), (Policy, Refusal))
