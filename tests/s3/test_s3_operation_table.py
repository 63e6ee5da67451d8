"""The table of operations against the service model of botocore, point by point."""

from __future__ import annotations

from typing import Any

import pytest
from botocore import xform_name
from botocore.loaders import create_loader

from sigv4.s3 import _operation_table
from sigv4.s3._names import python_name
from sigv4.s3._values import CONVERTERS
from sigv4.s3.operations import Operation, operation, operation_names

# The loader adds what botocore tells SDKs: in it `Expires` is a timestamp.
_MODEL: dict[str, Any] = create_loader().load_service_model("s3", "service-2")
_SHAPES: dict[str, Any] = _MODEL["shapes"]
_NAMES = sorted(_MODEL["operations"])

_KINDS = {"string": "text", "integer": "int", "long": "int", "boolean": "bool", "list": "list"}
_PLACES = {"querystring": "query", "header": "header", "headers": "headers"}

# What the model has as strings, and has a form of its own here.
_OWN_KINDS = {
    "RenameSource": "encoded-path",
    "VersionId": "id",
    **dict.fromkeys(
        [
            f"Response{name}"
            for name in (
                *("CacheControl", "ContentDisposition", "ContentEncoding"),
                *("ContentLanguage", "ContentType"),
            )
        ],
        "header-text",
    ),
    "CopySource": "copy-source",
    "SSECustomerKey": "sse-key",
    "CopySourceSSECustomerKey": "sse-key",
}

_TRAITS = {
    "UseS3ExpressControlEndpoint": "control",
    "DisableAccessPoints": "no-access-points",
    "UseObjectLambdaEndpoint": "object-lambda",
    "DisableS3ExpressSessionAuth": "no-session",
}

# What the model does not say. Amazon S3 API reference, HeadBucket: on a directory bucket it
# takes the credentials of IAM, and no session's. GetBucketLocation: who asks does not know
# the region, whose host alone would take the signature; SDKs ask in path style.
_FURTHER_TRAITS = {"HeadBucket": {"no-session"}, "GetBucketLocation": {"in-path"}}


def modelled(name: str) -> dict[str, Any]:
    """An operation of the model."""
    found: dict[str, Any] = _MODEL["operations"][name]
    return found


def members(name: str) -> dict[str, Any]:
    """What an operation takes, by the model, but Bucket and Key."""
    shape = _SHAPES[modelled(name)["input"]["shape"]]
    return {n: member for n, member in shape["members"].items() if member.get("location") != "uri"}


def required(name: str) -> set[str]:
    """The names of what an operation cannot do without, by the model."""
    return set(_SHAPES[modelled(name)["input"]["shape"]].get("required", ()))


def kind_of(name: str, member: dict[str, Any]) -> str:
    """What kind of value a parameter has, in this project's words."""
    shape = _SHAPES[member["shape"]]
    if shape["type"] == "timestamp":
        written = member.get("timestampFormat", shape.get("timestampFormat", "rfc822"))
        return {"rfc822": "http-date", "iso8601": "iso-date"}[written]
    if shape["type"] == "map":
        return "map"
    return _OWN_KINDS.get(name) or _KINDS[shape["type"]]


def uri_of(made: Operation) -> str:
    """An operation's target as the model writes it."""
    path = made.path
    if made.takes_bucket:
        path = "/{Bucket}/{Key+}" if made.takes_key else "/{Bucket}"
    query = "&".join([f"{name}={value}" if value else name for name, value in made.query])
    return f"{path}?{query}" if query else path


def test_every_operation_is_there() -> None:
    """All 116 operations of the API, and no other."""
    assert operation_names() == _NAMES
    assert len(_NAMES) == 116


@pytest.mark.parametrize("name", _NAMES)
def test_request(name: str) -> None:
    """Method, target, fixed query, the label of the host and the traits are the model's."""
    made, model = operation(name), modelled(name)
    assert made.name == model["name"]
    assert made.method == model["http"]["method"]
    assert uri_of(made) == model["http"]["requestUri"]
    uri_parameters = {
        n
        for n, member in _SHAPES[model["input"]["shape"]]["members"].items()
        if member.get("location") == "uri"
    }
    taken = {"Bucket"} if made.takes_bucket else set()
    assert uri_parameters == taken | ({"Key"} if made.takes_key else set())
    assert uri_parameters <= required(name)
    traits = {_TRAITS[trait] for trait in model.get("staticContextParams", {})}
    assert made.traits == traits | _FURTHER_TRAITS.get(name, set())
    prefix = model.get("endpoint", {}).get("hostPrefix")
    if prefix is None:
        assert made.host_prefix is None
    else:
        label = made.parameters[prefix.removeprefix("{").removesuffix("}.")]
        assert made.host_prefix is label
        assert label.required


@pytest.mark.parametrize("name", _NAMES)
def test_parameters(name: str) -> None:
    """Each parameter has the model's place, name there, kind and need, and none is missing."""
    expected = {
        n: (_PLACES[member["location"]], member["locationName"], kind_of(n, member), n in needed)
        for needed in [required(name)]
        for n, member in members(name).items()
        if "location" in member
    }
    actual = {
        p.name: (p.where, p.wire_name, p.kind, p.required)
        for p in operation(name).parameters.values()
    }
    assert actual == expected
    assert all(n == parameter.name for n, parameter in operation(name).parameters.items())


@pytest.mark.parametrize("name", _NAMES)
def test_body(name: str) -> None:
    """What has no place in the query or the headers is the body's."""
    made = operation(name)
    in_body = {n for n, member in members(name).items() if "location" not in member}
    assert set(made.body) == in_body
    assert len(made.body) == len(in_body)
    # The table marks the required ones of the body, too, for whoever lists them.
    if in_body:
        marked = _operation_table.OPERATIONS.partition(f"\n{name} ")[2].partition("|")[2].split()
        words = set(marked[: len(in_body)])
        assert words == {f"{n}*" if n in required(name) else n for n in in_body}


@pytest.mark.parametrize("name", _NAMES)
def test_spellings(name: str) -> None:
    """Both spellings of an operation are one; of parameters, Python's is botocore's of methods."""
    assert python_name(name) == xform_name(name)
    made = operation(name)
    assert operation(python_name(name)).name == made.name == name
    own = (("Bucket", made.takes_bucket), ("Key", made.takes_key))
    names = [*[n for n, takes in own if takes], *made.parameters]
    renamed = made.in_api_names({python_name(n): n for n in names})
    assert renamed == {n: n for n in names}
    assert all(python_name(n).isidentifier() for n in names)


@pytest.mark.parametrize(
    ("name", "spelled"),
    [
        ("GetObject", "get_object"),
        ("ListObjectsV2", "list_objects_v2"),
        ("ACL", "acl"),
        ("MFA", "mfa"),
        ("ETag", "etag"),
        ("ContentMD5", "content_md5"),
        ("ChecksumCRC64NVME", "checksum_crc64nvme"),
        ("ChecksumSHA256", "checksum_sha256"),
        ("SSEKMSKeyId", "sse_kms_key_id"),
        ("SSEKMSEncryptionContext", "sse_kms_encryption_context"),
        ("SSECustomerKeyMD5", "sse_customer_key_md5"),
        ("CopySourceSSECustomerKey", "copy_source_sse_customer_key"),
        ("GrantReadACP", "grant_read_acp"),
        ("VersionId", "version_id"),
    ],
)
def test_python_names(name: str, spelled: str) -> None:
    """Names in Python's spelling are the words a reader sees."""
    assert python_name(name) == spelled


@pytest.mark.parametrize("name", _NAMES)
def test_no_two_parameters_in_one_place(name: str) -> None:
    """Nothing that is given overwrites another thing, nor the fixed query."""
    made = operation(name)
    places = [(p.where, p.wire_name.lower()) for p in made.parameters.values()]
    fixed = [("query", n.lower()) for n, _ in made.query]
    assert len({*places, *fixed}) == len(places) + len(fixed)


def test_the_table_has_no_dead_words() -> None:
    """Every group, parameter and other name in the table is of use to some operation."""
    used = {n for name in _NAMES for n in operation(name).parameters}
    assert used == set(_operation_table.PARAMETERS)
    for group in _operation_table.GROUPS:
        assert group in _operation_table.OPERATIONS
    for name, renamed in _operation_table.RENAMED.items():
        assert renamed.keys() <= operation(name).parameters.keys()
        for n, place in renamed.items():
            assert place != _operation_table.PARAMETERS[n]
    kinds = {place[2] for place in _operation_table.PARAMETERS.values()}
    assert kinds == set(CONVERTERS) | {"map"}
