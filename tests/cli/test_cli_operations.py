"""`sigv4 presign s3://… --operation NAME --param …`: what is signed."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Callable
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import oracle
import pytest

from sigv4 import Credentials
from sigv4.s3 import S3

Run = Callable[..., "tuple[int, str, str]"]

AT = ("--signing-time", "20130524T000000Z")
TIME = datetime(2013, 5, 24, tzinfo=timezone.utc)
ID, SECRET = "AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
HOST = "https://media.s3.us-east-1.amazonaws.com"
CUSTOMER_KEY = bytes(range(32))


def _params(*params: str) -> list[str]:
    return [word for param in params for word in ("--param", param)]


def _library() -> S3:
    return S3(Credentials(ID, SECRET), region="us-east-1")


@pytest.mark.parametrize(
    ("arguments", "method", "url", "headers"),
    [
        pytest.param(
            (
                *("s3://media/a b.png", "--operation", "put_object"),
                *_params("ContentType=image/png", "Metadata.color=dark blue"),
            ),
            "PUT",
            f"{HOST}/a%20b.png",
            {"content-type": "image/png", "x-amz-meta-color": "dark blue"},
            id="put_object",
        ),
        pytest.param(
            (
                *("s3://media/", "--operation", "ListObjectsV2"),
                *_params("Prefix=a b/", "MaxKeys=7", "FetchOwner=true"),
            ),
            "GET",
            f"{HOST}/?fetch-owner=true&list-type=2&max-keys=7&prefix=a%20b%2F",
            {},
            id="list_objects_v2",
        ),
        pytest.param(
            (
                *("s3://media/k", "--operation", "copy_object"),
                *_params("CopySource=other/ñ.txt?versionId=7", "TaggingDirective=COPY"),
            ),
            "PUT",
            f"{HOST}/k",
            {
                "x-amz-copy-source": "other/%C3%B1.txt?versionId=7",
                "x-amz-tagging-directive": "COPY",
            },
            id="copy_object",
        ),
        pytest.param(
            ("s3://", "--operation", "list_buckets"),
            "GET",
            "https://s3.us-east-1.amazonaws.com/",
            {},
            id="list_buckets",
        ),
        pytest.param(
            ("s3://media/k", "--operation", "delete_object", "--param", "VersionId=a+b"),
            "DELETE",
            f"{HOST}/k?versionId=a%2Bb",
            {},
            id="delete_object",
        ),
    ],
)
def test_same_signature_as_botocore(
    sigv4: Run,
    environment: pytest.MonkeyPatch,
    arguments: tuple[str, ...],
    method: str,
    url: str,
    headers: dict[str, str],
) -> None:
    """botocore gives the request that is meant the same signature."""
    environment.setenv("AWS_SESSION_TOKEN", "token/+=")
    status, out, _ = sigv4("presign", *arguments, *AT, "--json")
    found = json.loads(out)
    assert (status, found["method"], found["headers"]) == (0, method, headers)
    theirs = oracle.presign(
        oracle.Request(
            method=method,
            url=url,
            access_key_id=ID,
            secret_access_key=SECRET,
            session_token="token/+=",
            region="us-east-1",
            service="s3",
            signing_time=TIME,
            headers=list(headers.items()),
        )
    )
    assert found["url"].endswith(f"&X-Amz-Signature={theirs.signature}")
    assert found["url"].partition("?")[0] == url.partition("?")[0]


@pytest.mark.parametrize(
    ("operation", "params", "parameters"),
    [
        pytest.param("get_object", ["PartNumber=3"], {"PartNumber": 3}, id="int"),
        pytest.param(
            "put_object",
            ["BucketKeyEnabled=true", "ContentLength=0"],
            {"BucketKeyEnabled": True, "ContentLength": 0},
            id="bool",
        ),
        pytest.param(
            "get_object",
            ["IfModifiedSince=2013-05-24T02:00:00+02:00", "ResponseExpires=20130524T000000Z"],
            {"IfModifiedSince": TIME, "ResponseExpires": TIME},
            id="dates of HTTP",
        ),
        pytest.param(
            "put_object",
            ["ObjectLockMode=GOVERNANCE", "ObjectLockRetainUntilDate=2013-05-24 00:00Z"],
            {"ObjectLockMode": "GOVERNANCE", "ObjectLockRetainUntilDate": TIME},
            id="date of ISO 8601",
        ),
        pytest.param(
            "get_object_attributes",
            ["ObjectAttributes=ETag,Checksum", "ObjectAttributes=ObjectSize"],
            {"ObjectAttributes": ["ETag", "Checksum", "ObjectSize"]},
            id="list",
        ),
        pytest.param(
            "put_object",
            ["Metadata.color=blue", "Metadata.a.b=c=d", "Metadata.e="],
            {"Metadata": {"color": "blue", "a.b": "c=d", "e": ""}},
            id="map",
        ),
        pytest.param(
            "copy_object", ["CopySource=b/ñ%"], {"CopySource": "b/ñ%"}, id="source of a copy"
        ),
        pytest.param(
            "get_object",
            ["ResponseContentDisposition=attachment; filename=a,b", "VersionId=a=b "],
            {
                "ResponseContentDisposition": "attachment; filename=a,b",
                "VersionId": "a=b ",
            },
            id="text",
        ),
    ],
)
def test_kinds(sigv4: Run, operation: str, params: list[str], parameters: dict[str, Any]) -> None:
    """Each text becomes the value that the parameter takes in Python."""
    status, out, _ = sigv4(
        "presign", "s3://media/k", "--operation", operation, *_params(*params), *AT, "--json"
    )
    expected = _library().presign(
        operation, expires_in=3600, signing_time=TIME, Bucket="media", Key="k", **parameters
    )
    found = json.loads(out)
    assert (status, found["url"], found["headers"]) == (0, expected.url, expected.headers)


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(CUSTOMER_KEY, id="bytes"),
        pytest.param(b64encode(CUSTOMER_KEY), id="base64"),
        pytest.param(b64encode(CUSTOMER_KEY) + b"\n", id="base64 and a line end"),
    ],
)
def test_a_customer_key_comes_from_a_file(sigv4: Run, tmp_path: Path, data: bytes) -> None:
    """It is signed with what goes with it, and is not in the URL."""
    path = tmp_path / "key"
    path.write_bytes(data)
    arguments = ("s3://media/k", "--operation", "get_object", "--param", f"SSECustomerKey=@{path}")
    expected = _library().presign(
        "get_object",
        expires_in=3600,
        signing_time=TIME,
        Bucket="media",
        Key="k",
        SSECustomerKey=CUSTOMER_KEY,
    )
    status, out, err = sigv4("presign", *arguments, *AT)
    assert (status, out) == (0, f"{expected.url}\n")
    assert "must send what is signed" in err
    assert b64encode(CUSTOMER_KEY).decode() not in err
    status, out, err = sigv4("presign", *arguments, *AT, "--json")
    assert (status, json.loads(out)["headers"]) == (0, expected.headers)
    assert "holds the customer's key" in err


@pytest.mark.parametrize(
    "given", ["", "@", b64encode(CUSTOMER_KEY).decode(), "AA@/etc/passwd"], ids=ascii
)
def test_a_customer_key_is_never_an_argument(sigv4: Run, given: str) -> None:
    """It would be seen by others; the refusal does not repeat it."""
    status, out, err = sigv4(
        *("presign", "s3://media/k", "--operation", "get_object"),
        *_params(f"SSECustomerKey={given}"),
    )
    assert (status, out) == (2, "")
    assert "write --param SSECustomerKey=@FILE" in err
    assert not given.strip("@") or given not in err


@pytest.mark.parametrize(
    "data",
    [b"", b"secret", b"\xff" * 33, b64encode(b"x" * 31), b"!" + b64encode(CUSTOMER_KEY)],
)
def test_a_file_without_a_customer_key(sigv4: Run, tmp_path: Path, data: bytes) -> None:
    """A file that holds none is named, and not shown."""
    path = tmp_path / "key"
    path.write_bytes(data)
    status, out, err = sigv4(
        *("presign", "s3://media/k", "--operation", "get_object"),
        *_params(f"SSECustomerKey=@{path}"),
    )
    assert (status, out) == (2, "")
    assert "holds no key; put its 32 bytes there, or their base64" in err
    assert "secret" not in err


OBJECT = ("s3://media/k", "--operation")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        pytest.param(
            (*OBJECT, "get_objct"),
            "--operation: S3 has none that is called 'get_objct'; did you mean get_object",
            id="operation",
        ),
        pytest.param((*OBJECT, ""), "none that is called ''", id="empty operation"),
        pytest.param(
            (*OBJECT, "put_object", *_params("ContentTyp=x")),
            "--param ContentTyp: PutObject has no such parameter; did you mean ContentType",
            id="parameter",
        ),
        pytest.param(
            (*OBJECT, "put_object", *_params("method=DELETE")),
            "--param method: PutObject has no such parameter; 'sigv4 operations PutObject' lists",
            id="an argument of Python's",
        ),
        pytest.param(
            (*OBJECT, "get_object", *_params("ExpiresIn=5")), "give --expires-in", id="ExpiresIn"
        ),
        pytest.param((*OBJECT, "get_object", *_params("Region=x")), "give --region", id="Region"),
        pytest.param(
            (*OBJECT, "get_object", *_params("Range.x=5")), "--param Range.x: ", id="no map"
        ),
        pytest.param(
            (*OBJECT, "put_object", *_params("Body=x")), "it is the request's body", id="body"
        ),
        pytest.param((*OBJECT, "get_object", *_params("Key=x")), "the address says it", id="Key"),
        pytest.param(
            (*OBJECT, "upload_part", *_params("UploadId=x")),
            "--param PartNumber: it is missing; UploadPart needs it",
            id="missing",
        ),
        pytest.param(
            (*OBJECT, "get_object", *_params("Range")), "write --param NAME=VALUE", id="no value"
        ),
        pytest.param(
            (*OBJECT, "get_object", *_params("=x")), "write --param NAME=VALUE", id="no name"
        ),
        pytest.param(
            (*OBJECT, "get_object", *_params("Range=a", "Range=a")),
            "--param Range: it is given twice",
            id="twice",
        ),
        pytest.param(
            (*OBJECT, "put_object", *_params("Metadata.a=1", "Metadata.a=2")),
            "--param Metadata.a: it is given twice",
            id="twice in a map",
        ),
        pytest.param(
            (*OBJECT, "put_object", *_params("Metadata.a=1", "Metadata.A=2")),
            "--param Metadata: 'A' is there in two spellings",
            id="two spellings in a map",
        ),
        pytest.param(
            (*OBJECT, "put_object", *_params("ContentType=")),
            "--param ContentType: it is empty; leave it out",
            id="a variable that is not set",
        ),
        pytest.param(
            (*OBJECT, "put_object", *_params("Metadata=a")),
            "write --param Metadata.NAME=VALUE",
            id="map",
        ),
        pytest.param(
            (*OBJECT, "get_object", *_params("PartNumber=1.5")),
            "--param PartNumber: '1.5' is no whole number",
            id="number",
        ),
        pytest.param(
            (*OBJECT, "get_object", *_params("PartNumber=-1")), "-1 is negative", id="negative"
        ),
        pytest.param(
            (*OBJECT, "get_object", *_params(f"PartNumber={'9' * 5000}")),
            "no whole number",
            id="digits",
        ),
        pytest.param(
            (*OBJECT, "put_object", *_params("BucketKeyEnabled=yes")),
            "'yes' is neither true nor false",
            id="bool",
        ),
        pytest.param(
            (*OBJECT, "get_object", *_params("IfModifiedSince=2013-05-24")),
            "--param IfModifiedSince: '2013-05-24' is no time with a zone",
            id="time",
        ),
        pytest.param(
            (*OBJECT, "get_object_attributes", *_params("ObjectAttributes=ETag,")),
            "--param ObjectAttributes: it has an empty value",
            id="list",
        ),
        pytest.param(
            (*OBJECT, "copy_object", *_params("CopySource=b")),
            "--param CopySource: 'b' names no object",
            id="source of a copy",
        ),
        pytest.param(
            (*OBJECT, "put_object", *_params("CacheControl=a\nb")),
            "--param CacheControl: it holds a",
            id="line end",
        ),
        pytest.param(
            (
                *("s3://", "--operation", "write_get_object_response"),
                *_params("RequestToken=x", "RequestRoute=a b"),
            ),
            "--param RequestRoute: 'a b' is no label of a host",
            id="prefix of the host",
        ),
        pytest.param(
            (*OBJECT, "put_object", *_params("ContentType=a"), "--header", "Content-Type: b"),
            "--header: content-type is what a parameter says already",
            id="header",
        ),
        pytest.param(
            (*OBJECT, "get_object", "--query-param", "a=b"), "give --param NAME=VALUE", id="query"
        ),
        pytest.param(
            (*OBJECT, "get_object", "--service", "sts"), "of the service s3", id="service"
        ),
        pytest.param((*OBJECT, "get_object", "--method", "get"), "--method: ", id="method"),
        pytest.param(
            ("s3://media/k", *_params("Range=a")),
            "--param is for --operation NAME",
            id="no operation",
        ),
        pytest.param(("https://h/k", "--operation", "get_object"), "for s3:// addresses", id="URL"),
        pytest.param(
            ("s3://media/", "--operation", "get_object"), "write s3://media/KEY", id="no key"
        ),
        pytest.param(
            ("s3://", "--operation", "get_object"), "write s3://BUCKET/KEY", id="no object"
        ),
        pytest.param(
            (*OBJECT, "list_objects_v2"),
            "write s3://media without a key, and give --param Prefix=…",
            id="listing with a key",
        ),
        pytest.param(
            (*OBJECT, "delete_bucket"), "s3://media without a key\n", id="bucket with a key"
        ),
        pytest.param(
            ("s3://", "--operation", "head_bucket"), "s3://BUCKET without", id="no bucket"
        ),
        pytest.param(("s3://media", "--operation", "list_buckets"), "s3:// alone", id="bucket"),
        pytest.param(("s3:///k", "--operation", "get_object"), "names no bucket", id="slash"),
        pytest.param(
            ("s3://a b/k", "--operation", "get_object"), "bucket: 'a b' is no", id="bucket's name"
        ),
        pytest.param(
            ("s3://media/../k", "--operation", "get_object"), "say --allow-dot-segments", id="dots"
        ),
        pytest.param((*OBJECT, "get_object", "--expires-in", "8d"), "--expires-in: ", id="expiry"),
    ],
)
def test_refused(sigv4: Run, arguments: tuple[str, ...], says: str) -> None:
    """What is wrong is one line in the words of the command, and nothing is signed."""
    status, out, err = sigv4("presign", *arguments)
    assert (status, out, err.count("\n")) == (2, "", 1)
    assert err.startswith("sigv4: error: ")
    assert says in err
