"""Values that are headers: customers' keys, metadata, and what would end a header."""

from __future__ import annotations

import enum
import random
import traceback
from base64 import b64encode
from hashlib import md5
from typing import Any

import pytest

from sigv4.errors import InvalidInputError, InvalidTypeError, InvalidValueError
from sigv4.s3._operation_table import PARAMETERS
from sigv4.s3._values import CONVERTERS, customer_key_md5, header_value, metadata_headers
from sigv4.s3.operations import Operation, operation, operation_names


class Odd(str, enum.Enum):
    """A str that formats as something else than it encodes to."""

    VALUE = "value"


def check_error(error: InvalidInputError, argument: str) -> None:
    """One line that names the argument and a remedy."""
    assert error.argument == argument
    assert str(error).isprintable()
    assert len(str(error)) < 250
    assert error.remedy


KEY = random.Random(4).randbytes(32)
KEY_BASE64 = b64encode(KEY).decode("ascii")


@pytest.mark.parametrize("value", [KEY, bytearray(KEY), KEY_BASE64], ids=["bytes", "array", "text"])
def test_customer_keys(value: Any) -> None:
    """A customer's key is its bytes or their base64, and its MD5 is of the bytes."""
    assert CONVERTERS["sse-key"]("Name", value) == KEY_BASE64
    assert customer_key_md5(KEY_BASE64) == b64encode(md5(KEY).digest()).decode("ascii")


@pytest.mark.parametrize(
    "value",
    [
        pytest.param(b"", id="no bytes"),
        pytest.param("", id="no text"),
        pytest.param(KEY[:31], id="31 bytes"),
        pytest.param(KEY + b"x", id="33 bytes"),
        pytest.param(KEY_BASE64.encode(), id="base64 as bytes"),
        pytest.param(KEY_BASE64[:-1], id="padding cut off"),
        pytest.param(KEY_BASE64 + "\n", id="line end"),
        pytest.param(" " + KEY_BASE64, id="space"),
        pytest.param(KEY.hex(), id="hex"),
        pytest.param("k" * 32, id="32 characters, which boto3 takes for the key"),
        pytest.param("ü" * 44, id="not ASCII"),
        pytest.param("\ud800" * 44, id="surrogates"),
        pytest.param(KEY_BASE64.replace("/", "_").replace("+", "-")[:-2] + "_=", id="URL alphabet"),
    ],
)
def test_customer_keys_refused(value: Any) -> None:
    """What is no key of 32 bytes is refused, and nothing that is said holds it."""
    with pytest.raises(InvalidValueError) as caught:
        CONVERTERS["sse-key"]("SSECustomerKey", value)
    error = caught.value
    check_error(error, "SSECustomerKey")
    assert "32 bytes" in str(error)
    assert error.__cause__ is None
    assert error.__context__ is None
    told = "".join(traceback.format_exception(error)) + repr(error) + repr(error.args)
    for form in (str(value), ascii(value), ascii(value)[2:-1]):
        assert len(form) < 12 or form[:12] not in told


@pytest.mark.parametrize(
    ("value", "headers"),
    [
        pytest.param({}, {}, id="none"),
        pytest.param({"Owner": "ann"}, {"x-amz-meta-owner": "ann"}, id="one"),
        pytest.param(
            {"a": "", "b-c": "x y"}, {"x-amz-meta-a": "", "x-amz-meta-b-c": "x y"}, id="2"
        ),
        pytest.param({Odd.VALUE: Odd.VALUE}, {"x-amz-meta-value": "value"}, id="subclasses"),
    ],
)
def test_metadata(value: Any, headers: dict[str, str]) -> None:
    """Metadata are headers in lower case, under a prefix."""
    assert metadata_headers("Metadata", "x-amz-meta-", value) == headers


@pytest.mark.parametrize(
    ("value", "kind", "says"),
    [
        pytest.param(None, InvalidTypeError, "mapping", id="None"),
        pytest.param("a=b", InvalidTypeError, "mapping", id="text"),
        pytest.param([("a", "b")], InvalidTypeError, "mapping", id="pairs"),
        pytest.param({1: "a"}, InvalidTypeError, "an? str|a str", id="name is an int"),
        pytest.param({"a": 1}, InvalidTypeError, "a str", id="value is an int"),
        pytest.param({"a": None}, InvalidTypeError, "a str", id="value is None"),
        pytest.param({"a": b"b"}, InvalidTypeError, "a str", id="value is bytes"),
        pytest.param({"": "a"}, InvalidValueError, "no token|not a token", id="no name"),
        pytest.param({"a b": "c"}, InvalidValueError, "not a token", id="space in a name"),
        pytest.param({"a:b": "c"}, InvalidValueError, "not a token", id="colon in a name"),
        pytest.param({"a\r\nb": "c"}, InvalidValueError, "not a token", id="line end in a name"),
        pytest.param({"ä": "c"}, InvalidValueError, "not a token", id="name not ASCII"),
        pytest.param({"A": "1", "a": "2"}, InvalidValueError, "two spellings", id="twice"),
        pytest.param({"a": "ü"}, InvalidValueError, "not ASCII", id="value not ASCII"),
        pytest.param({"a": "\ud800"}, InvalidValueError, "not ASCII", id="surrogate"),
        pytest.param({"a": "b\r\nc: d"}, InvalidValueError, "control character", id="injection"),
        pytest.param({"a": "\x7f"}, InvalidValueError, "control character", id="DEL"),
        pytest.param({"a": "b\tc"}, InvalidValueError, "control character", id="tab"),
    ],
)
def test_metadata_refused(value: Any, kind: type[InvalidInputError], says: str) -> None:
    """Metadata that would be changed on the way, or end a header, are refused."""
    with pytest.raises(kind, match=says) as caught:
        metadata_headers("Metadata", "x-amz-meta-", value)
    check_error(caught.value, "Metadata")


_OF_TEXT = sorted(
    n for n, (where, _, kind) in PARAMETERS.items() if (where, kind) == ("header", "text")
)


def owner_of(name: str) -> Operation:
    """The first operation that has a parameter."""
    return next(operation(n) for n in operation_names() if name in operation(n).parameters)


@pytest.mark.parametrize("name", _OF_TEXT)
@pytest.mark.parametrize(
    "value",
    ["a\r\nx-amz-acl: public-read", "a\nb", "a\rb", "\0", "a\tb", "\x7f", "a\x85b", "a\ud800"],
    ids=["CRLF", "LF", "CR", "NUL", "tab", "DEL", "NEL", "surrogate"],
)
def test_header_injection(name: str, value: str) -> None:
    """No parameter that is a header can end it, or hold what no header can."""
    with pytest.raises(InvalidValueError) as caught:
        owner_of(name).bind({name: value})
    check_error(caught.value, name)


def test_header_values() -> None:
    """Text without control characters passes as it is; UTF-8 is the reader's to expect."""
    for text in ("", "a b", 'attachment; filename="ü"', "a\xa0b"):
        assert header_value("Name", text) == text


@pytest.mark.parametrize(
    "name", [p.name for p in operation("GetObject").parameters.values() if p.kind == "text"]
)
def test_surrogates_in_a_query(name: str) -> None:
    """Text that UTF-8 cannot encode is refused under its parameter's name."""
    with pytest.raises(InvalidValueError, match="surrogate") as caught:
        operation("GetObject").bind({name: "a\udfff"})
    check_error(caught.value, name)
