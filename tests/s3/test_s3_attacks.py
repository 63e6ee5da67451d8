"""What must not be signed, or be signed as something else; each case was a fault once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from sigv4 import Credentials, ServiceRules
from sigv4.errors import InvalidInputError, InvalidValueError, UnnormalizedKeyWarning
from sigv4.s3 import S3, store

CREDENTIALS = Credentials("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY")
CLIENT = S3(CREDENTIALS, region="eu-west-1")
CAT: dict[str, Any] = {"Bucket": "media", "Key": "cat.jpg"}
S3_RULES = ServiceRules.of("s3")


class _Hour(timedelta):
    """Divides as it likes."""

    def __floordiv__(self, other: Any) -> Any:
        return 604800


class _Seven(int):
    """Is never below anything."""

    def __lt__(self, other: object) -> bool:
        return False


@pytest.mark.parametrize(
    ("call", "says"),
    [
        pytest.param(
            lambda: CLIENT.minter("abort_multipart_upload", Bucket="b-b", vary="UploadId")("k", ""),
            "value: it is empty; AbortMultipartUpload needs it",
            id="without an id, the end of the object",
        ),
        pytest.param(
            lambda: CLIENT.minter("delete_object", Bucket="b-b", vary="VersionId")("k", " "),
            "value: it is empty",
            id="an empty version, minted",
        ),
        pytest.param(
            lambda: CLIENT.minter("get_object", Bucket="b-b", vary="PartNumber")("k", -1),
            "value: -1 is negative",
            id="a negative part, minted",
        ),
        pytest.param(
            lambda: CLIENT.minter("get_object", Bucket="b-b", vary="PartNumber")("k", "x"),
            "value: a str was given",
            id="a part that is no number, minted",
        ),
        pytest.param(
            lambda: CLIENT.presign("delete_object", **CAT, VersionId=""),
            "VersionId: it is empty",
            id="an empty version is the latest one",
        ),
        pytest.param(
            lambda: CLIENT.presign("get_object", **CAT, PartNumber=_Seven(-1)),
            "PartNumber: -1 is negative",
            id="an int that lies",
        ),
        pytest.param(
            lambda: CLIENT.presign_get("b-b", "k", response_content_type="a\r\nSet-Cookie: x"),
            "response_content_type: it holds a control character or a line end",
            id="a line end in a header of the answer",
        ),
        pytest.param(
            lambda: CLIENT.presign("rename_object", **CAT, RenameSource="media/a b"),
            "RenameSource: 'media/a b' is not percent-encoded",
            id="a raw source of a renaming",
        ),
        pytest.param(
            lambda: CLIENT.presign("rename_object", **CAT, RenameSource="media/50%"),
            "is no percent escape",
            id="a bad escape in a source of a renaming",
        ),
        pytest.param(
            lambda: CLIENT.presign("put_object", **CAT, headers={"x-amz-copy-source": "v/k"}),
            "for operations that have the parameter CopySource",
            id="an upload that is a copy",
        ),
        pytest.param(
            lambda: CLIENT.presign(
                "put_object", **CAT, headers={"X-Amz-Server-Side-Encryption-Customer-Key": "x"}
            ),
            "parameter SSECustomerKey",
            id="a customer's key that nobody looked at",
        ),
        pytest.param(
            lambda: S3(
                CREDENTIALS, region="eu-west-1", rules=S3_RULES.replace(normalize_path=True)
            ),
            "S3 takes a key as it is",
            id="rules that resolve a key",
        ),
        pytest.param(
            lambda: S3(CREDENTIALS, region="eu-west-1", rules=ServiceRules()),
            "S3 takes a key as it is",
            id="rules of another service",
        ),
        pytest.param(
            lambda: S3(
                CREDENTIALS, region="eu-west-1", endpoint_url="http://127.0.0.1:9000"
            ).presign("write_get_object_response", RequestRoute="r", RequestToken="t"),
            "nothing can stand before an IP address",
            id="a route before an IP address",
        ),
        pytest.param(
            lambda: CLIENT.endpoint("media", operation="list_buckets"),
            "Bucket: ListBuckets is on no bucket",
            id="an endpoint with a bucket too many",
        ),
        pytest.param(
            lambda: CLIENT.endpoint(operation="get_object"),
            "Bucket: it is missing",
            id="an endpoint without its bucket",
        ),
        pytest.param(
            lambda: S3(CREDENTIALS, region="eu-west-1", endpoint_url="https://user/hunter2%zz@h"),
            "endpoint_url: its path cannot be decoded",
            id="a piece of a password",
        ),
    ],
)
def test_refused(call: Callable[[], object], says: str) -> None:
    """An error in words, before anything is signed."""
    with pytest.raises(InvalidValueError if "str was" not in says else InvalidInputError) as caught:
        call()
    assert says in str(caught.value)
    assert "zz" not in str(caught.value)


def test_a_lifetime_is_divided_by_its_class() -> None:
    """A subclass of timedelta does not make an hour a week."""
    assert "X-Amz-Expires=3600&" in CLIENT.presign_get("media", "k", expires_in=_Hour(hours=1)).url


def test_the_location_of_a_bucket_is_asked_for_in_path_style() -> None:
    """Who asks does not know the region, and the bucket's host would not take the signature."""
    fast = S3(CREDENTIALS, region="eu-west-1", use_accelerate_endpoint=True)
    for client in (CLIENT, fast):
        url = client.presign("get_bucket_location", Bucket="media").url
        assert url.startswith("https://s3.eu-west-1.amazonaws.com/media?")


def test_control_operations_take_the_ordinary_credentials_everywhere() -> None:
    """On a custom endpoint, too, a directory bucket is deleted without a session."""
    client = S3(CREDENTIALS, region="us-east-1", endpoint_url="http://store.example")
    url = client.presign("delete_bucket", Bucket="media--use1-az4--x-s3").url
    assert "X-Amz-S3session-Token" not in url


def test_a_warning_needs_no_module() -> None:
    """Code that is run without one, as by a template, is warned as well."""
    with pytest.warns(UnnormalizedKeyWarning):
        exec("client.presign_get('media', 'e\u0301')", {"client": CLIENT})


@pytest.mark.parametrize(
    "call",
    [
        pytest.param(lambda: store("minio", **{"x\n" * 3000: "1"}), id="a word of a store"),
        pytest.param(
            lambda: CLIENT.presign_put("b-b", "k", checksum=("sha256" + "-" * 5000, b"x")),
            id="an algorithm",
        ),
        pytest.param(
            lambda: CLIENT.presign("get_object", **{**CAT, "x\n" * 3000: "1"}), id="a parameter"
        ),
        pytest.param(
            lambda: S3(CREDENTIALS, region=f"cn-north-{'1' * 5000}", use_fips_endpoint=True),
            id="a region",
        ),
    ],
)
def test_messages_are_one_line_and_not_long(call: Callable[[], object]) -> None:
    """Whatever a name from outside holds."""
    with pytest.raises(InvalidInputError) as caught:
        call()
    assert len(str(caught.value)) < 500
    assert "\n" not in str(caught.value)
