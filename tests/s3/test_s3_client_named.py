"""The methods of `S3` that have names of their own, with parameters in Python's spelling."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any

import pytest

from sigv4 import Credentials, PresignedRequest
from sigv4.errors import InvalidInputError, InvalidValueError
from sigv4.s3 import S3

NOW = datetime(2013, 5, 24, tzinfo=timezone.utc)

# The calls here are wrong on purpose at times, and the type checker would say so each time.
client: Any = S3(Credentials("AKIAIOSFODNN7EXAMPLE", "secret"), region="eu-west-1")


def check_same(one: PresignedRequest, other: PresignedRequest) -> None:
    """Two requests are one in all that is public."""
    for name in ("method", "url", "headers", "signed_at", "expires_at", "canonical_request"):
        assert getattr(one, name) == getattr(other, name)


def check_error(error: InvalidInputError, argument: str) -> None:
    """One line that names the argument and a remedy."""
    assert error.argument == argument
    assert str(error).isprintable()
    assert len(str(error)) < 300
    assert error.remedy


NAMED: list[Any] = [
    ("presign_get", "get_object", {"version_id": "v", "range": "bytes=0-1", "part_number": None}),
    ("presign_head", "head_object", {"response_content_type": "text/plain"}),
    (
        "presign_put",
        "put_object",
        {"content_type": "a/b", "sse_kms_key_id": "id", "acl": "private"},
    ),
    ("presign_delete", "delete_object", {"mfa": "123 456", "if_match": None}),
]


@pytest.mark.parametrize(("name", "operation", "parameters"), NAMED)
def test_named_methods(name: str, operation: str, parameters: dict[str, Any]) -> None:
    """The methods that people use are the operation with names in Python's spelling."""
    for key, dots in (("a/b", False), ("a/../b", True)):
        made = getattr(client, name)(
            "media", key, expires_in=60, signing_time=NOW, allow_dot_segments=dots, **parameters
        )
        api_names = {
            n: parameters[p]
            for n, p in (
                *(("VersionId", "version_id"), ("Range", "range"), ("ACL", "acl")),
                *(("ContentType", "content_type"), ("SSEKMSKeyId", "sse_kms_key_id")),
                *(("ResponseContentType", "response_content_type"), ("MFA", "mfa")),
            )
            if p in parameters
        }
        assert len(api_names) == sum(value is not None for value in parameters.values())
        general = client.presign(
            operation,
            expires_in=60,
            signing_time=NOW,
            allow_dot_segments=dots,
            Bucket="media",
            Key=key,
            **api_names,
        )
        check_same(made, general)


def test_list() -> None:
    """A bucket is listed as a whole or by a prefix, with the second version of the operation."""

    def general(**parameters: Any) -> Any:
        return client.presign("ListObjectsV2", signing_time=NOW, Bucket="media", **parameters)

    check_same(client.presign_list("media", signing_time=NOW), general())
    check_same(client.presign_list("media", None, signing_time=NOW), general())
    check_same(client.presign_list("media", "", signing_time=NOW), general(Prefix=""))
    made = client.presign_list("media", "a b/", delimiter="/", max_keys=5, signing_time=NOW)
    check_same(made, general(Prefix="a b/", Delimiter="/", MaxKeys=5))
    assert "?X-Amz-Algorithm" in client.presign_list("media").url
    assert "&list-type=2&" in client.presign_list("media").url


@pytest.mark.parametrize("name", ["key", "Key", "marker"])
def test_list_takes_no_other_parameters(name: str) -> None:
    """The key of no object, and what the first version had, are refused."""
    with pytest.raises(InvalidValueError, match="ListObjectsV2 has no such parameter") as caught:
        client.presign_list("media", **{name: "k"})
    assert name.lower() in str(caught.value).lower()
    assert str(caught.value).isprintable()


@pytest.mark.parametrize(
    ("arguments", "argument"),
    [
        ({"create_only": True, "if_none_match": "*"}, "if_none_match"),
        ({"checksum": ("md5", bytes(16)), "checksum_md5": "x"}, "checksum_md5"),
    ],
)
def test_said_twice(arguments: dict[str, Any], argument: str) -> None:
    """What an argument says cannot be a parameter, too; None is as good as left out."""
    with pytest.raises(InvalidValueError, match="says it already") as caught:
        client.presign_put("media", "k", **arguments)
    check_error(caught.value, argument)
    headers = client.presign_put("media", "k", **{**arguments, argument: None}).headers
    assert len(headers) == 1
