"""What operations refuse, in words that say where the thing goes."""

from __future__ import annotations

import unicodedata
import warnings
from functools import partial
from typing import Any

import pytest

from sigv4 import Credentials
from sigv4.errors import (
    InvalidInputError,
    InvalidTypeError,
    InvalidValueError,
    UnnormalizedKeyWarning,
)
from sigv4.s3 import S3
from sigv4.s3._assembly import take_apart
from sigv4.s3._names import python_name
from sigv4.s3.operations import operation, operation_names

# The calls here are wrong on purpose, and the type checker would say so each time.
client: Any = S3(Credentials("AKIAIOSFODNN7EXAMPLE", "secret"), region="eu-west-1")

OBJECT = {"Bucket": "media", "Key": "k"}


def check_error(error: InvalidInputError, argument: str) -> None:
    """One line that names the argument and a remedy."""
    assert error.argument == argument
    assert str(error).isprintable()
    assert len(str(error)) < 300
    assert error.remedy


def refused(name: str, **parameters: Any) -> InvalidInputError:
    """The error of `presign` for an operation."""
    with pytest.raises(InvalidInputError) as caught:
        client.presign(name, **parameters)
    assert str(caught.value).isprintable()
    return caught.value


@pytest.mark.parametrize(
    ("name", "parameters", "argument", "remedy"),
    [
        ("get_object", {"VersionID": "v"}, "VersionID", "did you mean VersionId"),
        ("get_object", {"version_id": "v"}, "version_id", "did you mean VersionId"),
        ("get_object", {"ResponseContentTyp": "v"}, "ResponseContentTyp", "ResponseContentType"),
        ("get_object", {"bucket": "media"}, "bucket", "did you mean Bucket"),
        ("put_object", {"ContentTyp": "v"}, "ContentTyp", "did you mean ContentType"),
        ("delete_bucket_cors", {"Zzz": "v"}, "Zzz", "it takes Bucket, ExpectedBucketOwner"),
        ("list_buckets", {"Zzz": "v"}, "Zzz", "it takes BucketRegion, ContinuationToken"),
        ("list_buckets", {"Bucket": "media"}, "Bucket", "leave it out: it is on no bucket"),
        ("list_objects_v2", {"Key": "k"}, "Key", "leave it out: it is on a bucket"),
        ("get_object", {"ContentType": "a/b"}, "ContentType", "ResponseContentType"),
        ("get_object", {"ExpiresIn": 60}, "ExpiresIn", "give expires_in"),
        ("get_object", {"HttpMethod": "HEAD"}, "HttpMethod", "give method"),
        ("get_object", {"region": "us-east-1"}, "region", r"S3\(credentials, region="),
        ("get_object", {"Region": "us-east-1"}, "Region", r"S3\(credentials, region="),
    ],
    ids=lambda value: str(value)[:30] if isinstance(value, str) else "",
)
def test_unknown_parameters(
    name: str, parameters: dict[str, Any], argument: str, remedy: str
) -> None:
    """An unknown parameter is answered with the nearest ones, or with all there are."""
    own = operation(name)
    given = {n: v for n, v in OBJECT.items() if getattr(own, f"takes_{n.lower()}")}
    error = refused(name, **{**given, **parameters})
    assert isinstance(error, InvalidValueError)
    assert error.argument == argument
    assert error.problem == f"{own.name} has no such parameter"
    with pytest.raises(InvalidValueError, match=remedy):
        raise error


@pytest.mark.parametrize(
    "name", ["a\r\nb", "\x1b[31m", "\ud800", "", "X" * 100_000], ids=lambda name: ascii(name)[:12]
)
def test_hostile_names(name: str) -> None:
    """A name from outside, such as a command's, makes no error of two lines, nor an endless one."""
    error = refused("delete_bucket_cors", Bucket="media", **{name: "v"})
    assert len(str(error)) < 300
    assert error.argument
    assert error.remedy


@pytest.mark.parametrize("call", ["presign_get", "presign_head", "presign_delete", "presign_put"])
def test_unknown_parameters_in_python_s_spelling(call: str) -> None:
    """Where names have Python's spelling, so has the remedy."""
    with pytest.raises(InvalidValueError, match="did you mean expected_bucket_owner") as caught:
        getattr(client, call)("media", "k", expected_bucket_ower="x")
    check_error(caught.value, "expected_bucket_ower")
    with pytest.raises(InvalidValueError, match="did you mean expected_bucket_owner"):
        getattr(client, call)("media", "k", ExpectedBucketOwner="x")
    for name, remedy in (("ExpiresIn", "give expires_in"), ("region", "the client's")):
        with pytest.raises(InvalidValueError, match=remedy):
            getattr(client, call)("media", "k", **{name: 60})


_BODIES = [(name, member) for name in operation_names() for member in operation(name).body]


@pytest.mark.parametrize(("name", "member"), _BODIES)
def test_body_parameters(name: str, member: str) -> None:
    """What the body carries is refused with a word on where it goes, in both spellings."""
    own = operation(name)
    needed: dict[str, Any] = {p.name: "1" for p in own.parameters.values() if p.required}
    if "PartNumber" in needed:
        needed["PartNumber"] = 1
    given = {n: v for n, v in OBJECT.items() if getattr(own, f"takes_{n.lower()}")}
    for spelling in (member, python_name(member)):
        error = refused(name, **given, **needed, **{spelling: {"a": "b"}})
        check_error(error, spelling)
        assert "no presigned URL carries a body" in error.problem
        assert "whoever uses the URL sends it" in error.remedy


def test_body_of_an_upload() -> None:
    """Nor does the named method take a body."""
    for name in ("body", "Body"):
        with pytest.raises(InvalidValueError, match="no presigned URL carries a body"):
            client.presign_put("media", "k", **{name: b"content"})


@pytest.mark.parametrize(
    "name", ["ContentLengthRange", "content-length-range", "content_length_range"]
)
def test_size_ranges(name: str) -> None:
    """A range of sizes is a POST form's; a presigned PUT signs the exact size."""
    calls: tuple[Any, ...] = (
        partial(client.presign, "put_object", **OBJECT),
        partial(client.presign_put, "media", "k"),
        partial(client.minter, "put_object", Bucket="media"),
    )
    for call in calls:
        with pytest.raises(InvalidValueError, match="POST form") as caught:
            call(**{name: [1, 10]})
        check_error(caught.value, name)
        assert "ContentLength" in caught.value.remedy


@pytest.mark.parametrize("given", [(1, 10), [1, 10], range(1, 10)], ids=repr)
def test_a_range_as_content_length(given: Any) -> None:
    """A range in place of the exact size is pointed to the POST form, too."""
    error = refused("put_object", **OBJECT, ContentLength=given)
    check_error(error, "ContentLength")
    assert "POST form" in error.remedy


@pytest.mark.parametrize(
    ("name", "parameters", "argument", "says"),
    [
        ("get_object", {"Key": "k"}, "Bucket", "it is missing; GetObject needs it"),
        ("get_object", {"Bucket": "media"}, "Key", "it is missing; GetObject needs it"),
        ("get_object", {"Bucket": None, "Key": "k"}, "Bucket", "it is missing"),
        ("get_object", {"Bucket": "media", "Key": None}, "Key", "it is missing"),
        ("get_object", {"Bucket": "", "Key": "k"}, "Bucket", "it is empty"),
        ("get_object", {"Bucket": "media", "Key": ""}, "Key", "it is empty"),
        ("delete_bucket", {}, "Bucket", "it is missing"),
        ("copy_object", OBJECT, "CopySource", "it is missing; CopyObject needs it"),
        ("upload_part", {**OBJECT, "UploadId": "u"}, "PartNumber", "it is missing"),
        ("upload_part", {**OBJECT, "UploadId": "", "PartNumber": 1}, "UploadId", "it is empty"),
        ("get_object_attributes", {**OBJECT, "ObjectAttributes": []}, "ObjectAttributes", "empty"),
        ("delete_object_annotation", {**OBJECT, "AnnotationName": ""}, "AnnotationName", "empty"),
        ("write_get_object_response", {"RequestToken": "t"}, "RequestRoute", "it is missing"),
        (
            "write_get_object_response",
            {"RequestRoute": "", "RequestToken": "t"},
            "RequestRoute",
            "empty",
        ),
    ],
)
def test_missing(name: str, parameters: dict[str, Any], argument: str, says: str) -> None:
    """What an operation cannot do without is asked for by name."""
    error = refused(name, **parameters)
    assert isinstance(error, InvalidValueError)
    check_error(error, argument)
    assert says in str(error)


@pytest.mark.parametrize("name", operation_names())
def test_every_required_parameter(name: str) -> None:
    """Each operation refuses a call without one of those it needs, and takes one with all."""
    own = operation(name)
    needed: dict[str, Any] = {
        p.name: {"int": 1, "copy-source": "b/k", "list": ["ETag"]}.get(p.kind, "route")
        for p in own.parameters.values()
        if p.required
    }
    needed.update({n: v for n, v in OBJECT.items() if getattr(own, f"takes_{n.lower()}")})
    assert client.presign(name, **needed).method == own.method
    for missing in needed:
        error = refused(name, **{n: v for n, v in needed.items() if n != missing})
        check_error(error, missing)
        assert error.problem == "it is missing"


@pytest.mark.parametrize("name", ["VersionId", "Range", "PartNumber", "ResponseExpires"])
def test_none_is_no_value(name: str) -> None:
    """`presign` takes no None: what is not meant is left out."""
    error = refused("get_object", **OBJECT, **{name: None})
    assert isinstance(error, InvalidTypeError)
    check_error(error, name)


@pytest.mark.parametrize(
    ("parameters", "argument"),
    [({"Bucket": b"media"}, "Bucket"), ({"Key": b"k"}, "Key"), ({"Key": 7}, "Key")],
)
def test_bucket_and_key_are_text(parameters: dict[str, Any], argument: str) -> None:
    """A bucket and a key are text."""
    error = refused("get_object", **{**OBJECT, **parameters})
    assert isinstance(error, InvalidTypeError)
    check_error(error, argument)


@pytest.mark.parametrize("key", [".", "..", "../a", "a/../b", "a/./b", "a/.."])
def test_dot_segments(key: str) -> None:
    """A dot segment is refused unless it is allowed by name; then it is signed as it is."""
    error = refused("get_object", Bucket="media", Key=key)
    assert error.argument.lower() == "key"
    assert "allow_dot_segments=True" in error.remedy
    assert "clients resolve" in error.problem
    made = client.presign("get_object", Bucket="media", Key=key, allow_dot_segments=True)
    assert made.url.startswith(f"https://media.s3.eu-west-1.amazonaws.com/{key}?")
    assert f"GET\n/{key}\n" in made.canonical_request


CALLS: list[Any] = [
    pytest.param(lambda key: client.presign("get_object", Bucket="media", Key=key), id="presign"),
    pytest.param(lambda key: client.presign_get("media", key), id="get"),
    pytest.param(lambda key: client.presign_head("media", key), id="head"),
    pytest.param(lambda key: client.presign_put("media", key), id="put"),
    pytest.param(lambda key: client.presign_delete("media", key), id="delete"),
]


@pytest.mark.parametrize("call", CALLS)
def test_unnormalized_keys(call: Any) -> None:
    """A key that looks like another one is signed with a warning, at the caller's line."""
    key = unicodedata.normalize("NFD", "naïve.pdf")
    with pytest.warns(UnnormalizedKeyWarning, match="normal form C") as caught:
        made = call(key)
    assert "/nai%CC%88ve.pdf?" in made.url
    (warning,) = caught
    assert warning.filename == __file__
    assert str(warning.message).isprintable()


@pytest.mark.parametrize("key", ["plain.pdf", "naïve.pdf", "日本.pdf", "😀", "ﬁ①", "a\x7fb"])
def test_other_keys_do_not_warn(key: str) -> None:
    """ASCII, and what is in the normal form, is signed without a word."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert client.presign_get("media", key).url


def test_an_operation_that_takes_no_access_point() -> None:
    """An access point is created by another API, and no bucket is created in one."""
    access_point = "arn:aws:s3:eu-west-1:123456789012:accesspoint/ap"
    assert client.presign("list_objects_v2", Bucket=access_point).url
    error = refused("create_bucket", Bucket=access_point)
    check_error(error, "bucket")
    assert "access point" in str(error)


@pytest.mark.parametrize(
    "route", ["a.b", "a/b", "-a", "a-", "a" * 64, "evil.example/", "a:80", "a@b", "ü", "a b"]
)
def test_a_route_that_is_no_label(route: str) -> None:
    """The route goes into the host; what would make it another host is refused."""
    error = refused("write_get_object_response", RequestRoute=route, RequestToken="t")
    assert isinstance(error, InvalidValueError)
    assert "no label of a host" in error.problem


def test_the_route_s_error_names_the_parameter() -> None:
    """An error is about what was given, under the name it was given by."""
    error = refused("write_get_object_response", RequestRoute="a.b", RequestToken="t")
    check_error(error, "RequestRoute")


def test_nothing_given_is_changed() -> None:
    """A call leaves the operation, and what it was given, as they were."""
    own = operation("ListObjectsV2")
    before = (list(own.query), dict(own.parameters))
    metadata = {"Owner": "ann"}
    given: dict[str, Any] = {"Bucket": "media", "Prefix": "a"}
    assert take_apart(own, given) == ("media", None, {"Prefix": "a"})
    assert given == {"Bucket": "media", "Prefix": "a"}
    client.presign("ListObjectsV2", Bucket="media", Prefix="a")
    client.presign("put_object", **OBJECT, Metadata=metadata)
    assert (own.query, own.parameters) == before
    assert metadata == {"Owner": "ann"}
