"""Forms: signature, end and every condition, by the one implementation of the policy's rules."""

from __future__ import annotations

import asyncio
import json
import tracemalloc
from base64 import b64encode
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from arrivals import NOW

import sigv4
from sigv4 import Credentials, InvalidInputError, SigV4Error
from sigv4.s3 import S3
from sigv4.verify import (
    DuplicateParameterError,
    MalformedError,
    MissingParameterError,
    NotYetValidError,
    PolicyConditionError,
    PolicyError,
    PolicyExpiredError,
    PolicyMalformedError,
    PolicySizeError,
    RefusedError,
    SignatureDiffersError,
    TokenDiffersError,
    TokenMissingError,
    TokenUnexpectedError,
    TooLargeError,
    TwoMechanismsError,
    UnknownKeyError,
    UnsignedRequestError,
    WrongDateError,
    WrongRegionError,
    WrongServiceError,
    WrongTerminatorError,
    verify_post,
    verify_post_async,
)

VECTORS = Path(__file__).resolve().parents[2] / "vectors"
SECRET = "the-secret-access-key"
CREDENTIALS = Credentials("AKIDEXAMPLE", SECRET)
FORMS = [
    case
    for case in json.loads((VECTORS / "post-forms.json").read_text(encoding="utf-8"))["cases"]
    if case["kind"] == "post-form"
]


def form(**more: Any) -> dict[str, str]:
    """The fields of a form for a picture of at most ten bytes."""
    s3 = S3(more.pop("credentials", CREDENTIALS), region="eu-central-2")
    signed = s3.presign_post(
        "media",
        "up/${filename}",
        fields={"Content-Type": "image/png"},
        conditions=[["content-length-range", 1, 10]],
        signing_time=NOW,
        **more,
    )
    return dict(signed.fields)


def verify(fields: Any, **changes: Any) -> Any:
    """As the bucket's server does it."""
    given: dict[str, Any] = {
        "credentials": {"AKIDEXAMPLE": SECRET}.get,
        "region": "eu-central-2",
        "service": "s3",
        "bucket": "media",
        "size": 10,
        "filename": "C:\\a\\cat.png",
        "now": NOW,
    }
    return verify_post(fields, **{**given, **changes})


def test_a_form_is_accepted_with_the_fields_that_were_judged() -> None:
    """By name in lower case, with the file's name in the key."""
    fields = form()
    verified = verify([*fields.items(), ("file", "…"), ("acl", "public-read")])
    assert verified.form == "post"
    assert verified.access_key_id == "AKIDEXAMPLE"
    assert verified.expires_at == NOW + timedelta(hours=1)
    assert verified.fields["key"] == "up/cat.png"
    assert verified.fields["content-type"] == "image/png"
    assert "acl" not in verified.fields
    assert verified.signed_headers == ()
    assert verified.payload_hash == "UNSIGNED-PAYLOAD"


@pytest.mark.parametrize("case", [pytest.param(case, id=case["id"]) for case in FORMS])
def test_every_form_of_the_vectors_is_judged_as_s3_does(case: dict[str, Any]) -> None:
    """With S3's status and code."""
    context, sent, expected = case["context"], case["form"], case["expected"]
    known = Credentials(
        context["access_key_id"], context["secret_access_key"], context.get("session_token")
    )
    code, status = expected.get("code"), expected["status"]
    refused = None
    try:
        verify(
            [*map(tuple, sent["fields"]), ("file", ""), *map(tuple, sent.get("after_file", []))],
            credentials={context["access_key_id"]: known}.get,
            region=context["region"],
            service=context["service"],
            bucket=sent["bucket"],
            size=sent["file"]["size"],
            filename=sent["file"].get("name"),
            now=datetime.fromisoformat(context["now"].replace("Z", "+00:00")),
        )
    except RefusedError as error:
        refused = (error.status, error.code)
    assert refused == (None if expected["accepted"] else (status, code))


def test_the_documented_form_is_accepted() -> None:
    """Amazon S3 API reference, "Example: browser-based upload using HTTP POST"."""
    documented = json.loads((VECTORS / "documentation.json").read_text(encoding="utf-8"))
    case = next(c for c in documented["cases"] if c["kind"] == "post-policy")
    fields = {
        "key": "user/user1/${filename}",
        "acl": "public-read",
        "success_action_redirect": "http://sigv4examplebucket.s3.amazonaws.com/successful_upload.html",
        "Content-Type": "image/jpeg",
        "x-amz-meta-uuid": "14365123651274",
        "x-amz-server-side-encryption": "AES256",
        "X-Amz-Credential": "AKIAIOSFODNN7EXAMPLE/20151229/us-east-1/s3/aws4_request",
        "X-Amz-Algorithm": "AWS4-HMAC-SHA256",
        "X-Amz-Date": "20151229T000000Z",
        "x-amz-meta-tag": "",
        "Policy": b64encode(case["policy"].encode()).decode(),
        "X-Amz-Signature": "8afdbf4008c03f22c2cd3cdb72e4afbb1f6a588f3255ac628749a66d7f09699e",
    }
    there: dict[str, Any] = {
        "credentials": lambda _: case["context"]["secret_access_key"],
        "region": "us-east-1",
        "bucket": "sigv4examplebucket",
    }
    now = datetime(2015, 12, 29, 1, tzinfo=timezone.utc)
    verified = verify(fields, now=now, **there)
    assert verified.expires_at == datetime(2015, 12, 30, 12, tzinfo=timezone.utc)
    with pytest.raises(PolicyExpiredError):
        verify(fields, now=datetime(2015, 12, 30, 12, tzinfo=timezone.utc), **there)


@pytest.mark.parametrize("token", [None, "the+token/="], ids=["a key", "a session"])
def test_what_botocore_signs_is_accepted(token: str | None) -> None:
    """Its form, its policy, its conditions."""
    from unittest import mock

    import botocore.session

    session = botocore.session.Session()
    session.set_credentials("AKIDEXAMPLE", SECRET, token)
    client = session.create_client("s3", region_name="eu-central-2")
    now = NOW.replace(tzinfo=None)
    with (
        mock.patch("botocore.auth.get_current_datetime", return_value=now),
        mock.patch("botocore.signers.get_current_datetime", return_value=now),
    ):
        signed = client.generate_presigned_post(
            "media",
            "up/${filename}",
            Fields={"acl": "private"},
            Conditions=[{"acl": "private"}, ["content-length-range", 0, 10]],
        )
    known = Credentials("AKIDEXAMPLE", SECRET, token)
    verified = verify(signed["fields"], credentials=lambda _: known)
    assert verified.fields["key"] == "up/cat.png"
    with pytest.raises(PolicyConditionError):
        verify({**signed["fields"], "acl": "public-read"}, credentials=lambda _: known)


OTHERS = Credentials("AKIDEXAMPLE", SECRET, "token")
SCOPE = "AKIDEXAMPLE/20240229/eu-central-2/s3/aws4_request"


@pytest.mark.parametrize(
    ("fields", "changes", "refusal"),
    [
        pytest.param({"policy": None}, {}, UnsignedRequestError, id="nothing signed"),
        pytest.param({"key": None}, {}, MissingParameterError, id="no key"),
        pytest.param({"x-amz-date": None}, {}, MissingParameterError, id="no date"),
        pytest.param({"x-amz-signature": ""}, {}, MissingParameterError, id="no signature"),
        pytest.param({"x-amz-algorithm": "AWS4"}, {}, MalformedError, id="algorithm"),
        pytest.param(
            {"x-amz-algorithm": "AWS4-ECDSA-P256-SHA256"}, {}, MalformedError, id="SigV4A"
        ),
        pytest.param({"x-amz-date": "2024"}, {}, MalformedError, id="date"),
        pytest.param({"policy": "é"}, {}, MalformedError, id="policy outside ASCII"),
        pytest.param({"x-amz-credential": "a"}, {}, MalformedError, id="credential"),
        pytest.param({"x-amz-credential": f"{SCOPE}x"}, {}, WrongTerminatorError, id="terminator"),
        pytest.param({"x-amz-date": "20240301T000000Z"}, {}, WrongDateError, id="another day"),
        pytest.param({}, {"region": "a"}, WrongRegionError, id="region"),
        pytest.param({}, {"service": "a"}, WrongServiceError, id="service"),
        pytest.param(
            {}, {"now": NOW - timedelta(seconds=901)}, NotYetValidError, id="not yet valid"
        ),
        pytest.param({}, {"now": NOW + timedelta(hours=1)}, PolicyExpiredError, id="expired"),
        pytest.param(
            {},
            {"max_expires_in": 60, "now": NOW + timedelta(seconds=60)},
            PolicyExpiredError,
            id="older than the server takes",
        ),
        pytest.param({}, {"credentials": lambda _: None}, UnknownKeyError, id="unknown key"),
        pytest.param({}, {"credentials": lambda _: "b"}, SignatureDiffersError, id="secret"),
        pytest.param({"policy": "e30="}, {}, SignatureDiffersError, id="policy"),
        pytest.param({"x-amz-signature": "é"}, {}, SignatureDiffersError, id="signature"),
        pytest.param({}, {"credentials": lambda _: OTHERS}, TokenMissingError, id="no token"),
        pytest.param({"x-amz-security-token": "a"}, {}, TokenUnexpectedError, id="token"),
        pytest.param({"x-amz-security-token": "é"}, {}, TokenUnexpectedError, id="no token at all"),
        pytest.param(
            {"x-amz-security-token": "a"},
            {"credentials": lambda _: OTHERS},
            TokenDiffersError,
            id="another token",
        ),
        pytest.param(
            {"x-amz-security-token": "a", "x-amz-s3session-token": "a"},
            {},
            DuplicateParameterError,
            id="two tokens",
        ),
        pytest.param(
            {"awsaccesskeyid": "a", "signature": "b"}, {}, TwoMechanismsError, id="version 2"
        ),
        pytest.param({"Key": "up/b"}, {}, DuplicateParameterError, id="two keys"),
        pytest.param({"X-Amz-Date": "a"}, {}, DuplicateParameterError, id="two dates"),
        pytest.param({"key": "down/a"}, {}, PolicyConditionError, id="key"),
        pytest.param({"acl": "public-read"}, {}, PolicyConditionError, id="a field too many"),
        pytest.param({}, {"bucket": "other"}, PolicyConditionError, id="bucket"),
        pytest.param({}, {"size": 11}, PolicySizeError, id="too large"),
        pytest.param({}, {"size": 0}, PolicySizeError, id="too small"),
        pytest.param({"x-ignore-a": "a" * 20480}, {}, PolicyError, id="too long"),
        pytest.param(
            {f"x-ignore-{n}": "" for n in range(1030)}, {}, TooLargeError, id="too many fields"
        ),
    ],
)
def test_a_form_is_refused(
    fields: dict[str, str | None], changes: dict[str, Any], refusal: type[RefusedError]
) -> None:
    """By a class of its own, without the secret, the right signature or an error behind it."""
    sent = {name: value for name, value in {**form(), **fields}.items() if value is not None}
    with pytest.raises(refusal) as raised:
        verify(sent, **changes)
    refused = raised.value
    assert type(refused) is refusal
    assert refused.__cause__ is refused.__context__ is None
    right = form()["x-amz-signature"]
    for text in (str(refused), repr(vars(refused)), refused.to_xml().decode()):
        assert SECRET not in text
        assert right not in text or isinstance(refused, SignatureDiffersError)


def test_what_was_signed_is_told_where_the_server_says_so() -> None:
    """The string to sign is the policy; there is no canonical request."""
    with pytest.raises(SignatureDiffersError) as raised:
        verify({**form(), "x-amz-signature": "0" * 64})
    assert b"CanonicalRequest" not in raised.value.to_xml(details=True)
    assert form()["policy"].encode() in raised.value.to_xml(details=True)
    assert form()["policy"].encode() not in raised.value.to_xml()


def test_a_policy_that_cannot_be_read_is_refused_after_its_signature() -> None:
    """Whoever signed it."""
    key = sigv4.SigningKey.derive(CREDENTIALS, date="20240229", region="eu-central-2", service="s3")
    for policy in ("", "e30", "e30=", "bnVsbA=="):
        fields = {**form(), "policy": policy, "x-amz-signature": key.sign(policy)}
        with pytest.raises(PolicyMalformedError) as raised:
            verify(fields)
        assert raised.value.code == "InvalidPolicyDocument"


@pytest.mark.parametrize(
    ("argument", "value"),
    [
        pytest.param("bucket", None, id="no bucket"),
        pytest.param("bucket", "", id="empty bucket"),
        pytest.param("size", None, id="no size"),
        pytest.param("size", -1, id="negative size"),
        pytest.param("size", 1.0, id="size with a fraction"),
        pytest.param("filename", 7, id="a number for a name"),
        pytest.param("region", None, id="no region"),
        pytest.param("now", 7, id="a number for a time"),
    ],
)
def test_arguments_of_the_server_are_checked(argument: str, value: Any) -> None:
    """Nothing is accepted by omission."""
    with pytest.raises(InvalidInputError) as raised:
        verify(form(), **{argument: value})
    assert raised.value.argument == argument


@pytest.mark.parametrize(
    "fields",
    [None, 7, "key", [("key",)], [("key", None)], {"key": b"a"}, [("\ud800", "\ud800")]],
    ids=str,
)
def test_what_is_no_form_is_an_error_of_this_package(fields: Any) -> None:
    """Whatever comes in."""
    with pytest.raises(SigV4Error):
        verify(fields)


@pytest.mark.parametrize("name", ["x-amz-a\nb", "x-amz-\x1b[2J", "x-amz-a\u2028b"], ids=ascii)
def test_a_refusal_is_one_line_of_a_log(name: str) -> None:
    """Whatever a form names its fields: nobody writes lines of his own into a log."""
    with pytest.raises(DuplicateParameterError) as raised:
        verify([*form().items(), (name, "a"), (name, "b")])
    assert str(raised.value).isprintable()
    assert raised.value.parameter == name


def test_the_name_of_a_file_does_not_multiply() -> None:
    """Fields that are too long are refused before ${filename} is replaced in them."""
    fields = [*form().items(), ("x-ignore-a", "${filename}" * 20_000)]
    tracemalloc.start()
    with pytest.raises(PolicyError) as raised:
        verify(fields, filename="a" * 20_000)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert raised.value.code == "MaxPostPreDataLengthExceeded"
    assert peak < 20_000_000  # Replaced, they are 400 MB.


def test_an_awaited_look_up_judges_alike() -> None:
    """Accepted and refused."""

    async def credentials(name: str) -> str | None:
        await asyncio.sleep(0)
        return SECRET

    async def asked(fields: dict[str, str]) -> str:
        verified = await verify_post_async(
            fields,
            credentials=credentials,
            region="eu-central-2",
            service="s3",
            bucket="media",
            size=3,
            filename="a",
            now=NOW,
        )
        return verified.fields["key"]

    assert asyncio.run(asked(form())) == "up/a"
    with pytest.raises(PolicyConditionError):
        asyncio.run(asked({**form(), "key": "a"}))
