"""`inspect_post`: a form's policy opened up, and each thing that may be wrong with it."""

from __future__ import annotations

import base64
import json
import re
from datetime import datetime, timedelta, timezone
from typing import Any

import botocore.session
import pytest
from botocore.config import Config

from sigv4 import Credentials, InvalidTypeError
from sigv4.explain import inspect_post
from sigv4.redact import redact
from sigv4.s3 import S3
from sigv4.s3.conditions import content_length_range, starts_with

NOW = datetime(2015, 12, 29, 12, tzinfo=timezone.utc)
CREDENTIALS = Credentials("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY")
TEMPORARY = Credentials("ASIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI", "AQoDYXdzEPT//////////wEXAMPLE")
FORM = S3(CREDENTIALS, region="eu-west-1").presign_post(
    "examplebucket",
    "uploads/${filename}",
    conditions=[starts_with("Content-Type", "image/"), content_length_range(1, 5_000_000)],
    fields={"acl": "private", "Content-Type": "image/png"},
    expires_in=600,
    signing_time=NOW,
)
FIELDS = FORM.fields
POLICY: dict[str, Any] = json.loads(FORM.policy)


def _with(**changes: str | None) -> dict[str, str]:
    """The form with some fields changed, or left out for None; "_" stands for "-"."""
    fields: dict[str, str | None] = dict(FIELDS)
    for name, value in changes.items():
        fields[name.replace("_", "-")] = value
    return {name: value for name, value in fields.items() if value is not None}


def _policy(**changes: object) -> dict[str, str]:
    """The form with another policy, which nobody signed."""
    return _with(policy=base64.b64encode(json.dumps({**POLICY, **changes}).encode()).decode())


def _without(name: str) -> list[object]:
    return [c for c in POLICY["conditions"] if name not in c and f"${name}" not in c]


def _ids(fields: Any, url: str = FORM.url) -> list[str]:
    return [warning.id for warning in inspect_post(fields, url=url, now=NOW).warnings]


def test_a_form() -> None:
    """Who signed it, until when, and what it takes."""
    found = inspect_post(FIELDS, url=FORM.url, now=NOW)
    assert found.warnings == ()
    assert (found.version, found.state, found.expires_in) == ("4", "valid", 600)
    assert (found.region, found.service, found.date) == ("eu-west-1", "s3", "20151229")
    assert (found.signed_at, found.expires_at) == (FORM.signed_at, FORM.expires_at)
    assert found.host == "examplebucket.s3.eu-west-1.amazonaws.com"
    assert "Content-Type begins with 'image/'" in found.conditions
    assert "the file has 1 to 5000000 bytes" in found.conditions
    assert "key begins with 'uploads/'" in found.conditions
    assert "acl is 'private'" in found.conditions
    page = str(found)
    assert "conditions      Content-Type begins with 'image/'" in page
    assert FIELDS["x-amz-signature"] not in f"{page}{found.to_json()}"
    assert redact(page) == page


def test_the_form_of_the_documentation() -> None:
    """The policy that AWS prints on its page on browser-based uploads, of 2015."""
    policy = {
        "expiration": "2015-12-30T12:00:00.000Z",
        "conditions": [
            {"bucket": "sigv4examplebucket"},
            ["starts-with", "$key", "user/user1/"],
            {"acl": "public-read"},
            ["starts-with", "$Content-Type", "image/"],
            {"x-amz-credential": "AKIAIOSFODNN7EXAMPLE/20151229/us-east-1/s3/aws4_request"},
            {"x-amz-algorithm": "AWS4-HMAC-SHA256"},
            {"x-amz-date": "20151229T000000Z"},
        ],
    }
    fields = {
        "key": "user/user1/${filename}",
        "acl": "public-read",
        "Content-Type": "image/jpeg",
        "X-Amz-Credential": "AKIAIOSFODNN7EXAMPLE/20151229/us-east-1/s3/aws4_request",
        "X-Amz-Algorithm": "AWS4-HMAC-SHA256",
        "X-Amz-Date": "20151229T000000Z",
        "Policy": base64.b64encode(json.dumps(policy).encode()).decode(),
        "X-Amz-Signature": "8afdbf4008c03f22c2cd3cdb72e4afbb1f6a588f3255ac628749a66d7f09699e",
    }
    found = inspect_post(fields, now=NOW)
    assert [warning.id for warning in found.warnings] == ["no-size-limit"]
    assert found.expires_at == datetime(2015, 12, 30, 12, tzinfo=timezone.utc)
    assert found.expires_in == 36 * 3600
    assert found.host == ""


@pytest.mark.parametrize(
    ("warning", "fields"),
    [
        pytest.param("missing-parameter", _with(policy=None), id="no policy"),
        pytest.param("missing-parameter", _with(x_amz_signature=None), id="no signature"),
        pytest.param("missing-parameter", _with(key=None), id="no key"),
        pytest.param("policy-malformed", _with(policy="*"), id="no base64"),
        pytest.param("policy-malformed", _with(policy="é"), id="not ASCII"),
        pytest.param("policy-malformed", _with(policy="AAAA"), id="no JSON"),
        pytest.param("policy-malformed", _with(policy="/w=="), id="no text"),
        pytest.param("policy-malformed", _with(policy="W10="), id="no object"),
        pytest.param(
            "policy-malformed",
            _with(policy=base64.b64encode(b"[" * 200_000).decode()),
            id="nested too deep",
        ),
        pytest.param("policy-refused", _policy(version=1), id="member of a policy"),
        pytest.param("expiration-malformed", _policy(expiration=None), id="no expiration"),
        pytest.param("expiration-malformed", _policy(expiration="2015-12-30T12:00:00"), id="no Z"),
        pytest.param(
            "expiration-malformed", _policy(expiration="2015-13-30T12:00:00Z"), id="month"
        ),
        pytest.param("expiration-malformed", _policy(expiration=1), id="number"),
        pytest.param("expired", _policy(expiration="2015-12-29T12:00:00.5Z"), id="expired"),
        pytest.param("not-yet-valid", _with(x_amz_date="20151229T120001Z"), id="not yet valid"),
        pytest.param(
            "condition-malformed",
            _policy(conditions=[*POLICY["conditions"], ["ends-with", "$key", "a"]]),
            id="operator",
        ),
        pytest.param(
            "condition-malformed", _policy(conditions=[{"a": "b", "c": "d"}]), id="two fields"
        ),
        pytest.param("condition-malformed", _policy(conditions=[None]), id="null"),
        pytest.param("no-bucket-condition", _policy(conditions=_without("bucket")), id="bucket"),
        pytest.param("policy-refused", _policy(conditions={}), id="no list"),
        pytest.param("any-key", _policy(conditions=_without("key")), id="no key condition"),
        pytest.param(
            "any-key",
            _policy(conditions=[*_without("key"), ["starts-with", "$key", ""]]),
            id="any key",
        ),
        pytest.param(
            "no-size-limit",
            _policy(conditions=_without("content-length-range")),
            id="no limit to the size",
        ),
        pytest.param("form-refused", _with(acl="public-read"), id="another value"),
        pytest.param("form-refused", _with(extra="1"), id="extra field"),
        pytest.param("form-refused", _with(acl=None), id="field left out"),
        pytest.param(
            "form-refused",
            _policy(conditions=_without("x-amz-date")),
            id="no condition for a field",
        ),
        pytest.param("token-missing", {**FIELDS, "X-Amz-Credential": "ASIA/1"}, id="no token"),
        pytest.param("duplicate-parameter", {**FIELDS, "ACL": "private"}, id="field twice"),
        pytest.param("field-behind-file", {**FIELDS, "file": "", "a": "b"}, id="behind the file"),
        pytest.param("field-behind-file", {**FIELDS, "File": "", "a": "b"}, id="behind a File"),
        pytest.param("signature-malformed", _with(x_amz_signature="A" * 64), id="signature"),
        pytest.param("credential-malformed", _with(x_amz_credential="AKIA"), id="credential"),
        pytest.param(
            "signature-version-2",
            {"AWSAccessKeyId": "AKIA", "policy": FIELDS["policy"], "signature": "a" * 28},
            id="version 2",
        ),
    ],
)
def test_each_fault_is_told(warning: str, fields: dict[str, str]) -> None:
    """By its id, in words, with a remedy."""
    if warning == "token-missing":
        fields = {name: value for name, value in fields.items() if name != "x-amz-credential"}
    found = inspect_post(fields, url=FORM.url, now=NOW)
    told = [told for told in found.warnings if told.id == warning]
    assert told
    assert not re.search(r"\{[a-z_]+\}", str(told[0]))
    assert told[0].remedy
    assert "conditions" in str(found) or not found.conditions


def test_where_it_is_sent_counts_too() -> None:
    """The URL of a form is looked at as any other."""
    assert _ids(FIELDS, FORM.url.replace("https", "http")) == ["plain-http"]
    assert _ids(FIELDS, FORM.url.replace("eu-west-1", "us-east-1")) == ["region-differs-from-host"]
    assert _ids(FIELDS, "") == []
    assert _ids(FIELDS, " \n") == []


def test_the_token_of_a_form_is_not_shown() -> None:
    """It stands in a field, in a condition, and where S3 would refuse the form."""
    form = S3(TEMPORARY, region="eu-west-1").presign_post(
        "examplebucket", "k", expires_in=3600, signing_time=NOW
    )
    other = {**form.fields, "x-amz-security-token": "AQoDYXdzEPTother"}
    for fields, ids in (
        (form.fields, ["no-size-limit", "token-may-end-first"]),
        (other, ["no-size-limit", "form-refused", "token-may-end-first"]),
    ):
        found = inspect_post(fields, url=form.url, now=NOW + timedelta(seconds=1))
        assert [warning.id for warning in found.warnings] == ids
        assert found.has_token
        shown = f"{found}{found.to_json()}{found.as_dict()}"
        for secret in ("AQoDYXdzEPT", form.fields["policy"], form.fields["x-amz-signature"]):
            assert secret not in shown


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        ({"acl": "private"}, "acl is 'private'"),
        (["starts-with", "$acl", "p"], "acl begins with 'p'"),
        (["starts-with", "$acl", ""], "acl is anything"),
        (["content-length-range", 1, "20"], "the file has 1 to 20 bytes"),
        (["content-length-range", "a", 1], "nothing holds the condition on the size of the file"),
        (["eq", "acl", "private"], "nothing holds the condition on acl"),
        (
            {"x-amz-server-side-encryption-customer-key": "a"},
            "x-amz-server-side-encryption-customer-key is what is in that field",
        ),
    ],
)
def test_a_condition_in_words(condition: Any, words: str) -> None:
    """As S3 takes it."""
    found = inspect_post(_policy(conditions=[*POLICY["conditions"], condition]), now=NOW)
    assert found.conditions[-1] == words


def test_a_form_of_version_2() -> None:
    """Its policy is opened, too; what S3 wants of a form of version 4 is not asked of it."""
    client = botocore.session.Session().create_client(
        "s3",
        region_name="us-east-1",
        aws_access_key_id="AKIAIOSFODNN7EXAMPLE",
        aws_secret_access_key="secret",
        config=Config(signature_version="s3"),
    )
    found = inspect_post(**client.generate_presigned_post("examplebucket", "k"))
    assert found.kind == "a presigned form, Signature Version 2"
    assert [w.id for w in found.warnings] == ["signature-version-2", "no-size-limit"]
    assert found.conditions == ("bucket is 'examplebucket'", "key is 'k'")
    assert found.access_key_id == "AKIAIOSFODNN7EXAMPLE"


def test_a_policy_that_is_refused_is_opened_too() -> None:
    """That S3 does not take it is told beside what it leaves open."""
    fields = _policy(version=1, conditions=_without("content-length-range"))
    assert _ids(fields) == ["policy-refused", "no-size-limit"]
    fields = _policy(expiration=1, conditions=_without("bucket"))
    assert _ids(fields) == ["expiration-malformed", "no-bucket-condition"]


def test_fields_that_the_sender_adds() -> None:
    """A form that leaves some open is refused for none of them; with a wrong value, it is."""
    fields = {name: value for name, value in FIELDS.items() if name != "Content-Type"}
    assert _ids(fields) == []
    assert _ids({**fields, "content-type": "image/gif"}) == []
    assert _ids({**fields, "content-type": "text/html"}) == ["form-refused"]
    impossible = _policy(conditions=[*POLICY["conditions"], ["starts-with", "acl", "p"]])
    assert _ids(impossible) == ["form-refused"]
    del impossible["acl"]
    assert _ids(impossible) == ["form-refused"]


def test_an_unsigned_form() -> None:
    """It says so, once, and is no presigned one."""
    found = inspect_post({"key": "k"}, now=NOW)
    assert (found.kind, found.version, found.algorithm) == ("an unsigned form", "", "")
    assert [warning.id for warning in found.warnings] == ["unsigned"]


def test_what_is_missing_is_told_once() -> None:
    """S3 refuses the form for that, and for no condition that does not hold."""
    for name in ("key", "x-amz-signature", "x-amz-date", "x-amz-algorithm", "x-amz-credential"):
        fields = {field: value for field, value in FIELDS.items() if field != name}
        assert _ids(fields) == ["missing-parameter"]


@pytest.mark.parametrize(
    ("policy", "problem"),
    [
        ("*", "no base64"),
        ("e30", "no base64"),
        ("é", "no base64"),
        ("AAAA", "no JSON"),
        ("W10=", "no object"),
        (base64.b64encode(b"[" * 200_000).decode(), "it is nested too deep"),
    ],
    ids=["characters", "padding", "not ASCII", "bytes", "list", "deep"],
)
def test_of_a_policy_that_cannot_be_read_no_more_is_said(policy: str, problem: str) -> None:
    """Nobody knows what it would have left open."""
    (told,) = inspect_post(_with(policy=policy), url=FORM.url, now=NOW).warnings
    assert (told.id, told.words) == (
        "policy-malformed",
        f"the policy is no JSON document in base64: {problem}",
    )


def test_the_policy_itself_is_not_among_the_parameters() -> None:
    """It may hold the token; opened up, it is among the conditions."""
    found = inspect_post({"Policy": FIELDS["policy"], "a": "b"})
    assert [parameter.value for parameter in found.parameters] == ["…", "b"]


@pytest.mark.parametrize(
    ("days", "state", "ids"),
    [
        pytest.param(7, "valid", [], id="to the last second"),
        pytest.param(8, "expired", ["service-ends-it", "expired"], id="its policy would let it"),
    ],
)
def test_a_form_lives_seven_days_at_most(days: int, state: str, ids: list[str]) -> None:
    """As long as its signing key is good, whatever the policy says."""
    end = NOW + timedelta(days=days)
    fields = _policy(expiration=f"{end:%Y-%m-%dT%H:%M:%SZ}")
    last = NOW + timedelta(days=days, seconds=-1)
    found = inspect_post(fields, url=FORM.url, now=last)
    assert [warning.id for warning in found.warnings] == ids
    assert (found.state, found.expires_in) == (state, days * 86400)
    assert found.expires_at == NOW + timedelta(days=7)


@pytest.mark.parametrize(("seconds", "warns"), [(900, False), (901, True)])
def test_a_form_of_temporary_credentials(seconds: int, warns: bool) -> None:
    """STS's shortest session has fifteen minutes; what lives longer may end with its token."""
    form = S3(TEMPORARY, region="eu-west-1").presign_post(
        "examplebucket", "k", expires_in=seconds, signing_time=NOW
    )
    assert ("token-may-end-first" in _ids(form.fields)) is warns


def test_a_form_that_is_too_long() -> None:
    """What to do is to make it shorter."""
    (told,) = inspect_post(_with(**{"x-ignore-a": "a" * 20480}), now=NOW).warnings
    assert (told.id, told.remedy) == ("form-refused", "make them shorter")


@pytest.mark.parametrize(
    "given",
    [
        pytest.param(None, id="None"),
        pytest.param("key=a", id="text"),
        pytest.param({"key": 1}, id="value"),
        pytest.param({1: "a"}, id="name"),
        pytest.param([("a",)], id="no pairs"),
    ],
)
def test_what_is_no_form(given: Any) -> None:
    """Fields are texts by their names, or pairs of texts."""
    with pytest.raises(InvalidTypeError):
        inspect_post(given)
