"""`S3`: what it signs is what `presign` signs for the same request put together by hand."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Any

import pytest

import sigv4
from sigv4 import Credentials, ServiceRules
from sigv4.errors import InvalidInputError, InvalidTypeError, InvalidValueError
from sigv4.s3 import S3

NOW = datetime(2013, 5, 24, tzinfo=timezone.utc)
CREDENTIALS = Credentials("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY")
REGION = "eu-west-1"
HOST = "https://media.s3.eu-west-1.amazonaws.com"
ACCOUNT = "123456789012"

# The calls here are wrong on purpose at times, and the type checker would say so each time.
client: Any = S3(CREDENTIALS, region=REGION)


def by_hand(method: str, url: str, **changes: Any) -> sigv4.PresignedRequest:
    """The request as the core signs it."""
    arguments: dict[str, Any] = {"region": REGION, "expires_in": 600, "signing_time": NOW}
    return sigv4.presign(method, url, **{"credentials": CREDENTIALS, **arguments, **changes})


def check_same(one: sigv4.PresignedRequest, other: sigv4.PresignedRequest) -> None:
    """Two requests are one in all that is public."""
    for name in ("method", "url", "headers", "signed_at", "expires_at", "canonical_request"):
        assert getattr(one, name) == getattr(other, name)


def check_error(error: InvalidInputError, argument: str) -> None:
    """One line that names the argument and a remedy."""
    assert error.argument == argument
    assert str(error).isprintable()
    assert len(str(error)) < 300
    assert error.remedy


REQUESTS: list[Any] = [
    pytest.param(
        "get_object", {"Bucket": "media", "Key": "cat.jpg"}, "GET", f"{HOST}/cat.jpg", {}, id="get"
    ),
    pytest.param(
        "GetObject",
        {
            "Bucket": "media",
            "Key": "a b/ü?#%41",
            "ResponseContentType": "text/plain; charset=utf-8",
            "ResponseExpires": datetime(2024, 2, 29, tzinfo=timezone.utc),
            "VersionId": "3/L4+x",
            "PartNumber": 2,
            "Range": "bytes=0-9",
        },
        "GET",
        f"{HOST}/a%20b/%C3%BC%3F%23%2541?response-content-type=text%2Fplain%3B%20charset%3Dutf-8"
        "&response-expires=Thu%2C%2029%20Feb%202024%2000%3A00%3A00%20GMT&versionId=3%2FL4%2Bx"
        "&partNumber=2",
        {"range": "bytes=0-9"},
        id="get, with all kinds of parameters",
    ),
    pytest.param(
        "put_object",
        {
            "Bucket": "media",
            "Key": "k",
            "ContentType": "image/png",
            "ContentLength": 12,
            "BucketKeyEnabled": True,
            "Metadata": {"Owner": "ann"},
            "ObjectLockRetainUntilDate": datetime(2024, 2, 29, tzinfo=timezone.utc),
        },
        "PUT",
        f"{HOST}/k",
        {
            "content-type": "image/png",
            "content-length": "12",
            "x-amz-server-side-encryption-bucket-key-enabled": "true",
            "x-amz-meta-owner": "ann",
            "x-amz-object-lock-retain-until-date": "2024-02-29T00:00:00Z",
        },
        id="put",
    ),
    pytest.param("list_objects", {"Bucket": "media"}, "GET", f"{HOST}/", {}, id="a bucket"),
    pytest.param(
        "list_objects_v2",
        {"Bucket": "media", "Prefix": "a&b=c/", "FetchOwner": False, "MaxKeys": 0},
        "GET",
        f"{HOST}/?list-type=2&prefix=a%26b%3Dc%2F&fetch-owner=false&max-keys=0",
        {},
        id="a bucket with a query",
    ),
    pytest.param(
        "get_bucket_location",
        {"Bucket": "my.media", "ExpectedBucketOwner": ACCOUNT},
        "GET",
        "https://s3.eu-west-1.amazonaws.com/my.media?location",
        {"x-amz-expected-bucket-owner": ACCOUNT},
        id="path style",
    ),
    pytest.param(
        "list_buckets",
        {"BucketRegion": REGION},
        "GET",
        "https://s3.eu-west-1.amazonaws.com/?bucket-region=eu-west-1",
        {},
        id="no bucket",
    ),
    pytest.param("head_bucket", {"Bucket": "media"}, "HEAD", f"{HOST}/", {}, id="head of a bucket"),
    pytest.param("delete_objects", {"Bucket": "media"}, "POST", f"{HOST}/?delete", {}, id="delete"),
    pytest.param(
        "select_object_content",
        {"Bucket": "media", "Key": "k"},
        "POST",
        f"{HOST}/k?select&select-type=2",
        {},
        id="two fixed parameters",
    ),
    pytest.param(
        "upload_part",
        {"Bucket": "media", "Key": "k", "PartNumber": 1, "UploadId": "u=="},
        "PUT",
        f"{HOST}/k?partNumber=1&uploadId=u%3D%3D",
        {},
        id="a part",
    ),
    pytest.param(
        "copy_object",
        {"Bucket": "media", "Key": "k", "CopySource": {"Bucket": "b", "Key": "ü"}},
        "PUT",
        f"{HOST}/k",
        {"x-amz-copy-source": "b/%C3%BC"},
        id="copy",
    ),
    pytest.param(
        "get_object_attributes",
        {"Bucket": "media", "Key": "k", "ObjectAttributes": ["ETag", "Checksum"], "MaxParts": 5},
        "GET",
        f"{HOST}/k?attributes",
        {"x-amz-object-attributes": "ETag,Checksum", "x-amz-max-parts": "5"},
        id="a list in a header",
    ),
    pytest.param(
        "get_object",
        {"Bucket": f"arn:aws:s3:us-west-2:{ACCOUNT}:accesspoint/ap", "Key": "k"},
        "GET",
        f"https://ap-{ACCOUNT}.s3-accesspoint.us-west-2.amazonaws.com/k",
        {"region": "us-west-2"},
        id="an access point in another region",
    ),
    pytest.param(
        "get_object",
        {"Bucket": f"arn:aws:s3-object-lambda:{REGION}:{ACCOUNT}:accesspoint/ap", "Key": "k"},
        "GET",
        f"https://ap-{ACCOUNT}.s3-object-lambda.eu-west-1.amazonaws.com/k",
        {"service": "s3-object-lambda"},
        id="Object Lambda",
    ),
    pytest.param(
        "write_get_object_response",
        {"RequestRoute": "io-cell1", "RequestToken": "t", "StatusCode": 200},
        "POST",
        "https://io-cell1.s3-object-lambda.eu-west-1.amazonaws.com/WriteGetObjectResponse",
        {
            "service": "s3-object-lambda",
            "x-amz-request-route": "io-cell1",
            "x-amz-request-token": "t",
            "x-amz-fwd-status": "200",
        },
        id="a label in front of the host",
    ),
]


@pytest.mark.parametrize(("operation", "parameters", "method", "url", "signed"), REQUESTS)
def test_requests(
    operation: str, parameters: dict[str, Any], method: str, url: str, signed: dict[str, str]
) -> None:
    """Each operation is its method, its URL and its headers, and they are what is signed."""
    changes: dict[str, Any] = {n: v for n, v in signed.items() if n in {"region", "service"}}
    headers = {n: v for n, v in signed.items() if n not in changes}
    given = dict(parameters)
    made = client.presign(operation, signing_time=NOW, **parameters)
    check_same(made, by_hand(method, url, headers=headers, **changes))
    assert made.headers == headers
    assert parameters == given


def test_the_documented_url() -> None:
    """The example of the API reference, by the client that AWS had then."""
    s3 = S3(CREDENTIALS, region="us-east-1", use_global_endpoint=True)
    made = s3.presign(
        "get_object", expires_in=86400, signing_time=NOW, Bucket="examplebucket", Key="test.txt"
    )
    signature = "aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404"
    assert made.url.endswith(f"X-Amz-Signature={signature}")


@pytest.mark.parametrize(
    ("given", "seconds"), [(None, 600), (1, 1), (604800, 604800), (timedelta(hours=1), 3600)]
)
def test_expires_in(given: Any, seconds: int) -> None:
    """Ten minutes unless told otherwise, whichever method is asked."""
    for made in (
        client.presign("get_object", expires_in=given, Bucket="media", Key="k"),
        client.presign_get("media", "k", expires_in=given),
        client.presign_head("media", "k", expires_in=given),
        client.presign_put("media", "k", expires_in=given),
        client.presign_delete("media", "k", expires_in=given),
        client.presign_list("media", expires_in=given),
    ):
        assert made.expires_in == seconds
        assert f"&X-Amz-Expires={seconds}&" in made.url


@pytest.mark.parametrize("given", [0, -1, 604801, timedelta(days=8), timedelta(seconds=1.5)])
def test_expires_in_out_of_range(given: Any) -> None:
    """A life that S3 does not allow is refused before anything is signed."""
    with pytest.raises(InvalidValueError) as caught:
        client.presign_get("media", "k", expires_in=given)
    check_error(caught.value, "expires_in")


@pytest.mark.parametrize("given", [True, "600", 600.0], ids=repr)
def test_expires_in_of_another_type(given: Any) -> None:
    """Seconds are an int or a timedelta."""
    with pytest.raises(InvalidTypeError) as caught:
        client.presign("get_object", expires_in=given, Bucket="media", Key="k")
    check_error(caught.value, "expires_in")


def test_rules_with_a_longer_ceiling() -> None:
    """A store that lets a URL live for longer says so in its rules."""
    rules = ServiceRules.of("s3").replace(max_expires_in=3_000_000)
    s3 = S3(CREDENTIALS, region="auto", endpoint_url="https://store.example", rules=rules)
    assert s3.presign_get("media", "k", expires_in=3_000_000).expires_in == 3_000_000
    with pytest.raises(InvalidValueError, match="3000000"):
        s3.presign_get("media", "k", expires_in=3_000_001)
    assert "X-Amz-Expires=3000000" in s3.minter("get_object", Bucket="m", expires_in=3_000_000)("k")


def test_signing_time() -> None:
    """The time of the call, unless another is given; a naive one is refused."""
    before = datetime.now(timezone.utc).replace(microsecond=0)
    made = client.presign_get("media", "k")
    assert before <= made.signed_at <= datetime.now(timezone.utc)
    for call in (
        client.presign_get,
        client.presign_put,
        client.presign_delete,
        client.presign_head,
    ):
        assert call("media", "k", signing_time=NOW).signed_at == NOW
    assert client.presign_list("media", signing_time=NOW).signed_at == NOW
    with pytest.raises(InvalidValueError) as caught:
        client.presign_get("media", "k", signing_time=datetime(2013, 5, 24))
    check_error(caught.value, "signing_time")


def test_method() -> None:
    """Another method than the operation's own can be asked for, in capitals."""
    made = client.presign("get_object", method="HEAD", signing_time=NOW, Bucket="media", Key="k")
    check_same(made, by_hand("HEAD", f"{HOST}/k"))
    for method in ("head", "", "GE T"):
        with pytest.raises(InvalidValueError) as caught:
            client.presign("get_object", method=method, Bucket="media", Key="k")
        check_error(caught.value, "method")


def test_further_headers() -> None:
    """Headers beside the parameters' are signed, too; one that comes again is joined."""
    made = client.presign(
        "put_object",
        signing_time=NOW,
        headers=[("X-Amz-Meta-A", "1"), ("x-amz-meta-a", "2"), ("X-Own", " a  b ")],
        Bucket="media",
        Key="k",
        ContentType="image/png",
    )
    assert made.headers == {"content-type": "image/png", "x-amz-meta-a": "1,2", "x-own": "a b"}
    check_same(made, by_hand("PUT", f"{HOST}/k", headers=made.headers))


@pytest.mark.parametrize(
    ("headers", "parameters"),
    [
        ({"content-type": "image/png"}, {"ContentType": "image/png"}),
        ({"Content-Type": "text/plain"}, {"ContentType": "image/png"}),
        ([("X-AMZ-META-A", "1")], {"Metadata": {"a": "1"}}),
        ({"If-None-Match": "*"}, {"IfNoneMatch": "*"}),
    ],
)
def test_headers_twice(headers: Any, parameters: dict[str, Any]) -> None:
    """A header that a parameter is already is refused."""
    with pytest.raises(InvalidValueError, match="a parameter says already") as caught:
        client.presign("put_object", headers=headers, Bucket="media", Key="k", **parameters)
    check_error(caught.value, "headers")
    with pytest.raises(InvalidValueError, match="a parameter says already") as caught:
        client.minter("put_object", headers=headers, Bucket="media", **parameters)
    check_error(caught.value, "headers")


@pytest.mark.parametrize("name", ["Authorization", "X-Amz-Date", "X-Amz-Security-Token", "Host"])
def test_headers_that_are_not_the_caller_s(name: str) -> None:
    """What signing says itself is refused among the headers."""
    with pytest.raises(InvalidValueError) as caught:
        client.presign("get_object", headers={name: "x"}, Bucket="media", Key="k")
    check_error(caught.value, "headers")


def test_endpoint() -> None:
    """Where requests go can be asked for a bucket, for none, and for an operation."""
    bucket = client.endpoint(Bucket="media")
    assert (bucket.url, bucket.signing_region, bucket.signing_name) == (HOST, REGION, "s3")
    assert bucket.algorithm == "AWS4-HMAC-SHA256"
    assert client.endpoint().url == "https://s3.eu-west-1.amazonaws.com"
    assert client.endpoint("media", operation="get_object").url == HOST
    directory = "data--euw1-az1--x-s3"
    control = client.endpoint(directory, operation="delete_bucket")
    assert control.url == f"https://s3express-control.eu-west-1.amazonaws.com/{directory}"
    answer = client.endpoint(operation="WriteGetObjectResponse")
    assert (answer.signing_name, answer.url.split(".")[0]) == (
        "s3-object-lambda",
        "https://s3-object-lambda",
    )
    region = client.endpoint(Bucket=f"arn:aws:s3::{ACCOUNT}:accesspoint/ab.mrap")
    assert (region.signing_region, region.algorithm) == ("*", "AWS4-ECDSA-P256-SHA256")
    for wrong in ({"Bucket": ""}, {"Bucket": "a/b"}, {"operation": "get_objekt"}):
        with pytest.raises(InvalidValueError):
            client.endpoint(**wrong)
