"""The requests of an upload in parts: what is signed, for how long, and by whom."""

from __future__ import annotations

import tracemalloc
import warnings
from base64 import b64encode
from collections.abc import Iterable
from datetime import timedelta
from hashlib import md5
from typing import Any

import pytest
from boto3_oracle import ACCESS_KEY_ID, SECRET_ACCESS_KEY, Boto3, Seen
from plans import ID, KEY, MIB, NOW, check_error, client, plan, upload

from sigv4 import Credentials
from sigv4.errors import (
    InvalidInputError,
    InvalidTypeError,
    InvalidValueError,
    UnnormalizedKeyWarning,
)
from sigv4.s3 import S3


def test_what_is_sent() -> None:
    """A plan says everything about its requests but the content."""
    made = plan(content_type="a/b", metadata={"colour": "blue"}, create_only=True)
    assert made.create.method == "POST"
    assert made.create.headers == {"content-type": "a/b", "x-amz-meta-colour": "blue"}
    begun = made.with_upload_id(ID, signing_time=NOW)
    assert (begun.bucket, begun.key, begun.upload_id) == ("media", KEY, ID)
    assert [(p.number, p.offset, p.size, p.method, p.headers) for p in begun.parts()] == [
        (1, 0, 8 * MIB, "PUT", {"content-length": str(8 * MIB)}),
        (2, 8 * MIB, 8 * MIB, "PUT", {"content-length": str(8 * MIB)}),
        (3, 16 * MIB, 4 * MIB, "PUT", {"content-length": str(4 * MIB)}),
    ]
    assert (begun.complete.method, begun.complete.headers) == ("POST", {"if-none-match": "*"})
    assert (begun.abort.method, begun.abort.headers) == ("DELETE", {})
    assert [(page.method, page.headers) for page in begun.list_parts] == [("GET", {})]
    assert str(begun.complete) == begun.complete.url
    begun.complete.headers["x"] = "y"
    assert "x" not in begun.complete.headers


OPTIONS: list[Any] = [
    pytest.param({}, {}, {}, id="plain"),
    pytest.param(
        {"expected_bucket_owner": "123456789012", "request_payer": "requester"},
        {"ExpectedBucketOwner": "123456789012", "RequestPayer": "requester"},
        {},
        id="said again everywhere",
    ),
    pytest.param(
        {"sse_customer_key": b"k" * 32, "storage_class": "STANDARD_IA"},
        {},
        {"SSECustomerAlgorithm": "AES256", "SSECustomerKey": b"k" * 32},
        id="a customer's key",
    ),
]


def of_customer_encoded(parameters: dict[str, Any]) -> dict[str, Any]:
    """A customer's key in base64 with its MD5, which boto3 does not do for ListParts."""
    if not parameters:
        return {}
    key = parameters["SSECustomerKey"]
    digest = b64encode(md5(key).digest()).decode()
    return {
        **parameters,
        "SSECustomerKey": b64encode(key).decode(),
        "SSECustomerKeyMD5": digest,
    }


@pytest.mark.parametrize("token", [None, "token+/="])
@pytest.mark.parametrize(("given", "everywhere", "of_customer"), OPTIONS)
def test_the_same_urls_as_boto3s(
    token: str | None,
    given: dict[str, Any],
    everywhere: dict[str, Any],
    of_customer: dict[str, Any],
) -> None:
    """Each request of an upload is what boto3 presigns for it at the same time."""
    boto3 = Boto3(session_token=token)
    s3 = S3(Credentials(ACCESS_KEY_ID, SECRET_ACCESS_KEY, token), region="eu-west-1")
    made = s3.plan_multipart(
        "media", KEY, size=8009 * MIB, expires_in=7200, signing_time=NOW, **given
    ).with_upload_id(ID, signing_time=NOW)
    at = {"Bucket": "media", "Key": KEY, "UploadId": ID, **everywhere}

    def check(url: str, operation: str, **params: Any) -> None:
        theirs = boto3.generate(operation, {**at, **params}, NOW, ExpiresIn=7200)
        assert Seen.of(url) == Seen.of(theirs)

    for number, size in ((1, 8 * MIB), (2, 8 * MIB), (1001, 8 * MIB), (1002, MIB)):
        part = made.part(number)
        body = {"PartNumber": number, "ContentLength": size}
        check(part.url, "upload_part", **body, **of_customer)
    check(made.complete.url, "complete_multipart_upload", **of_customer)
    check(made.abort.url, "abort_multipart_upload")
    for page, marker in zip(made.list_parts, ({}, {"PartNumberMarker": 1000}), strict=True):
        check(page.url, "list_parts", **marker, **of_customer_encoded(of_customer))


def test_the_request_that_begins_is_boto3s() -> None:
    """It takes the parameters of CreateMultipartUpload in Python's spelling."""
    made = plan(content_type="a/b", acl="private", metadata={"a": "b"}, checksum_algorithm="sha256")
    params = {"ContentType": "a/b", "ACL": "private", "Metadata": {"a": "b"}}
    theirs = Boto3().generate(
        "create_multipart_upload",
        {"Bucket": "media", "Key": KEY, "ChecksumAlgorithm": "SHA256", **params},
        NOW,
        ExpiresIn=3600,
    )
    assert Seen.of(made.create.url) == Seen.of(theirs)


def test_each_url_is_that_of_presign() -> None:
    """A part from the mint is, byte for byte, what `presign` gives, the last one too."""
    made = upload()
    for part in [*made.parts(), made.part(2)]:
        one = client.presign(
            "upload_part",
            Bucket="media",
            Key=KEY,
            UploadId=ID,
            PartNumber=part.number,
            ContentLength=part.size,
            expires_in=3600,
            signing_time=NOW,
        )
        assert (part.url, part.headers, part.method) == (one.url, one.headers, one.method)


def test_other_hosts() -> None:
    """A plan goes where its client goes: to a custom endpoint, or to a directory bucket, whose
    URLs live for five minutes."""
    credentials = Credentials("AKIA", "secret", "session")
    local = S3(credentials, region="us-east-1", endpoint_url="http://localhost:9000/base")
    made = local.plan_multipart("media", "k", size=1).with_upload_id(ID)
    requests = [made.complete, made.abort, *made.list_parts, *made.parts()]
    assert {request.url.partition("?")[0] for request in requests} == {
        "http://localhost:9000/base/media/k"
    }
    express = client_of(credentials).plan_multipart("b--usw2-az1--x-s3", "k", size=1)
    assert express.expires_at - express.signed_at == timedelta(seconds=300)
    assert "X-Amz-S3session-Token=session" in express.with_upload_id(ID).part(1).url


def client_of(credentials: Any) -> S3:
    """A client on AWS."""
    return S3(credentials, region="us-west-2")


def test_one_lifetime() -> None:
    """All requests of a step are signed for one second, and end together: with `expires_in`, an
    hour by default, or with the credentials before."""
    made = plan()
    assert (made.signed_at, made.expires_at) == (NOW, NOW + timedelta(hours=1))
    later = made.with_upload_id(ID, signing_time=NOW + timedelta(minutes=5))
    assert later.signed_at == NOW + timedelta(minutes=5)
    assert later.expires_at - later.signed_at == timedelta(hours=1)
    assert not later.cut_short_by_token
    urls = [later.complete.url, later.abort.url, later.list_parts[0].url, later.part(3).url]
    assert all("&X-Amz-Date=20130524T000500Z&X-Amz-Expires=3600&" in url for url in urls)

    ends = NOW + timedelta(minutes=30)
    temporary = client_of(Credentials("ASIA", "secret", "token", expiration=ends))
    short = temporary.plan_multipart("media", "k", size=1, signing_time=NOW)
    for step in (short, short.with_upload_id(ID, signing_time=NOW)):
        assert (step.cut_short_by_token, step.expires_at) == (True, ends)
    with pytest.raises(InvalidValueError, match="they ended") as caught:
        short.with_upload_id(ID, signing_time=ends)
    check_error(caught.value, "credentials")


def test_credentials_from_a_function() -> None:
    """They are asked for once a step: parts signed later go with the rest."""
    asked: list[int] = []

    def source() -> Credentials:
        asked.append(1)
        return Credentials(f"AKIA{len(asked)}", "secret")

    made = client_of(source).plan_multipart("media", "k", size=20 * MIB)
    assert len(asked) == 1
    begun = made.with_upload_id(ID)
    requests = [begun.complete, begun.abort, *begun.list_parts, *begun.parts(), begun.part(2)]
    assert len(asked) == 2
    assert all("X-Amz-Credential=AKIA2%2F" in request.url for request in requests)


def test_a_key_that_looks_like_another_is_warned_of_once() -> None:
    """And not for each request."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        made = client.plan_multipart("media", "e\u0301", size=20 * MIB)
        list(made.with_upload_id(ID).parts())
    (warning,) = caught
    assert warning.category is UnnormalizedKeyWarning
    assert warning.filename == __file__


@pytest.mark.parametrize("bad", ["", " ", "a\nb", "x" * 1025, b"id", None, "\udcff"])
def test_what_is_no_upload_id(bad: Any) -> None:
    """It is refused before anything is signed."""
    with pytest.raises(InvalidInputError) as caught:
        plan().with_upload_id(bad)
    assert caught.value.argument in {"upload_id", "UploadId"}


@pytest.mark.parametrize(
    "bad", [0, 4, -1, pytest.param(10**5000, id="digits"), True, "1", 1.0, None]
)
def test_what_is_no_part(bad: Any) -> None:
    """A number outside the plan, and what is no number."""
    with pytest.raises(InvalidInputError) as caught:
        upload().part(bad)
    check_error(caught.value, "number")


def test_ten_thousand_parts_are_lazy() -> None:
    """A part is made when it is drawn, and none is kept: memory does not grow with them."""
    made = upload(80_000 * MIB)
    parts = made.parts()
    for _ in range(10):
        next(parts)
    tracemalloc.start()
    try:
        last = max(part.number for part in parts)
        pieces = sum(len(piece) for piece in made.iter_json())
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert last == 10_000
    assert pieces > 4_000_000
    assert peak < 500_000


def test_reprs_hold_no_url() -> None:
    """What ends up in logs has neither signature nor upload id."""
    made = plan(sse_customer_key=b"k" * 32)
    begun = made.with_upload_id(ID)
    shown = f"{made!r} {begun!r} {made.create!r} {begun.part(1)!r} {begun.complete!r}"
    for secret in ("X-Amz", "Signature", ID, SECRET_ACCESS_KEY, b64encode(b"k" * 32).decode()):
        assert secret not in shown
    assert repr(begun).startswith("<MultipartUpload s3://media/a b+c/")
    assert repr(begun).isascii()


def test_records_are_immutable() -> None:
    """Nothing of a plan can be changed."""
    records: Iterable[Any] = (plan(), plan().create, upload(), upload().part(1))
    for record in records:
        with pytest.raises(AttributeError, match="immutable"):
            record.url = "x"
        with pytest.raises(AttributeError, match="immutable"):
            del record.expires_at


def test_curl() -> None:
    """Of a part it is a pipe, which takes the part out of the file."""
    begun: Any = upload()
    command = begun.part(2).curl(upload_file="a file.bin")
    assert command.startswith(
        f"tail -c +{8 * MIB + 1} < 'a file.bin' | head -c {8 * MIB} | curl --path-as-is --globoff "
        "--data-binary @- --header content-type: --request PUT "
    )
    assert begun.part(2).curl().startswith("curl --path-as-is --globoff --request PUT ")
    assert "--request DELETE" in begun.abort.curl()
    with pytest.raises(InvalidTypeError):
        begun.part(1).curl(upload_file=5)
