"""A customer's own key (SSE-C): sent in headers, completed, and never in a URL or a message."""

from __future__ import annotations

import random
import traceback
from base64 import b64encode
from hashlib import md5
from typing import Any
from urllib.parse import unquote

import pytest

from sigv4 import Credentials
from sigv4.errors import InvalidInputError
from sigv4.s3 import S3
from sigv4.s3.operations import operation, operation_names

KEY = random.Random(4).randbytes(32)
TEXT = b64encode(KEY).decode("ascii")
MD5 = b64encode(md5(KEY).digest()).decode("ascii")
OTHER = random.Random(5).randbytes(32)
OTHER_TEXT = b64encode(OTHER).decode("ascii")

client: Any = S3(Credentials("AKIAIOSFODNN7EXAMPLE", "secret"), region="eu-west-1")

OWN = "x-amz-server-side-encryption-customer"
SOURCE = "x-amz-copy-source-server-side-encryption-customer"

_WITH_KEY = [n for n in operation_names() if "SSECustomerKey" in operation(n).parameters]


def needed(name: str) -> dict[str, Any]:
    """What an operation on an object cannot do without."""
    values = {"int": 1, "copy-source": "b/k", "list": ["ETag"]}
    parameters = operation(name).parameters.values()
    given = {p.name: values.get(p.kind, "x") for p in parameters if p.required}
    return {"Bucket": "media", "Key": "k", **given}


def check_hidden(text: str) -> None:
    """A text holds no part of a key, in no form."""
    text = unquote(text)
    for key in (KEY, OTHER):
        for form in (b64encode(key).decode("ascii"), key.hex(), repr(key)[2:-1]):
            assert form[:16] not in text


@pytest.mark.parametrize("key", [KEY, TEXT], ids=["bytes", "base64"])
@pytest.mark.parametrize("name", _WITH_KEY)
def test_completed(name: str, key: Any) -> None:
    """With a key go its algorithm and its MD5, all three as headers."""
    made = client.presign(name, **needed(name), SSECustomerKey=key)
    expected = {f"{OWN}-algorithm": "AES256", f"{OWN}-key": TEXT, f"{OWN}-key-md5": MD5}
    assert expected.items() <= made.headers.items()
    assert f"{OWN}-algorithm%3B{OWN}-key%3B{OWN}-key-md5" in made.url
    check_hidden(made.url)
    check_hidden(str(made))
    check_hidden(repr(made))


def test_operations_with_a_key() -> None:
    """These are the operations that read or write an object's content, or describe it."""
    assert len(_WITH_KEY) == 11
    assert {"GetObject", "HeadObject", "PutObject", "CopyObject", "UploadPart"} <= set(_WITH_KEY)


@pytest.mark.parametrize("name", ["CopyObject", "UploadPartCopy"])
def test_both_keys_of_a_copy(name: str) -> None:
    """The source's key and the destination's are two, and each is completed for itself."""
    made = client.presign(
        name, **needed(name), SSECustomerKey=KEY, CopySourceSSECustomerKey=OTHER_TEXT
    )
    other_md5 = b64encode(md5(OTHER).digest()).decode("ascii")
    expected = {
        f"{OWN}-algorithm": "AES256",
        f"{OWN}-key": TEXT,
        f"{OWN}-key-md5": MD5,
        f"{SOURCE}-algorithm": "AES256",
        f"{SOURCE}-key": OTHER_TEXT,
        f"{SOURCE}-key-md5": other_md5,
    }
    assert expected.items() <= made.headers.items()
    check_hidden(made.url)
    made = client.presign(name, **needed(name), CopySourceSSECustomerKey=OTHER)
    assert [n for n in made.headers if n.startswith(OWN)] == []
    assert made.headers[f"{SOURCE}-key-md5"] == other_md5


def test_what_was_given_stays() -> None:
    """An algorithm and an MD5 that are given are not replaced."""
    made = client.presign_get(
        "media", "k", sse_customer_key=KEY, sse_customer_key_md5="own", sse_customer_algorithm="A"
    )
    assert made.headers[f"{OWN}-key-md5"] == "own"
    assert made.headers[f"{OWN}-algorithm"] == "A"


def test_without_a_key() -> None:
    """An algorithm alone is signed alone."""
    made = client.presign_get("media", "k", sse_customer_algorithm="AES256")
    assert made.headers == {f"{OWN}-algorithm": "AES256"}


def test_in_a_minter() -> None:
    """A minter's URLs have it in no place either."""
    mint = client.minter("get_object", Bucket="media", SSECustomerKey=KEY)
    check_hidden(mint("k"))
    check_hidden(repr(mint))
    assert f"{OWN}-key%3B{OWN}-key-md5" in mint("k")


@pytest.mark.parametrize(
    "parameters",
    [
        {"SSECustomerKey": KEY, "VersionID": "typo"},
        {"SSECustomerKey": KEY, "Range": "a\nb"},
        {"SSECustomerKey": TEXT + "\n"},
        {"SSECustomerKey": TEXT[:-4]},
        {"SSECustomerKey": KEY + KEY},
        {"SSECustomerKey": KEY.hex()},
        {"SSECustomerKey": [TEXT]},
        {"SSECustomerKey": {"key": TEXT}},
        {"SSECustomerKey": KEY, "headers": {f"{OWN}-key": TEXT}},
        {"SSECustomerKey": KEY, "expires_in": 0},
        {"SSECustomerKeys": TEXT},
    ],
    ids="-".join,
)
def test_errors(parameters: dict[str, Any]) -> None:
    """No error holds a key, nor one that is chained to it."""
    with pytest.raises(InvalidInputError) as caught:
        client.presign("get_object", Bucket="media", Key="k", **parameters)
    error = caught.value
    check_hidden("".join(traceback.format_exception(error)))
    for link in (error, error.__cause__, error.__context__):
        check_hidden(repr(getattr(link, "args", "")) + repr(getattr(link, "object", "")))
