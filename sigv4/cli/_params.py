"""What --param gives: texts, as the values that an operation's parameters take."""

from __future__ import annotations

from .._checks import shown
from ..errors import InvalidInputError
from ..providers._timestamps import parse_instant
from ._messages import UsageError, in_options

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from ..s3._values import Value
    from ..s3.operations import Operation, Parameter

# A key of a customer's own, in bytes; and more than any file that holds one.
_KEY_BYTES = 32
_LARGEST_KEY_FILE = 1024

# More than any number that S3 knows, and than Python takes long for.
_MOST_DIGITS = 19


def values_of(operation: Operation, params: list[tuple[str, str]]) -> dict[str, Value]:
    """The parameters of an operation from those of the command line.

    Raises UsageError; OSError for a file that cannot be read.
    """
    values: dict[str, Value] = {}
    lists: dict[str, list[str]] = {}
    maps: dict[str, dict[str, str]] = {}
    for name, text in params:
        parameter, inner = _find(operation, name, text)
        if not text and (parameter.where, parameter.kind) == ("header", "text"):
            raise param_error(name, "it is empty; leave it out, or give a value")
        if parameter.kind == "list":
            values[name] = lists.setdefault(name, [])
            lists[name] += text.split(",")
        elif name in values or inner in maps.get(parameter.name, {}):
            raise param_error(name, "it is given twice; give it once")
        elif parameter.kind == "map":
            values[parameter.name] = maps.setdefault(parameter.name, {})
            maps[parameter.name][inner] = text
        else:
            values[name] = _READERS.get(parameter.kind, _text)(name, text)
    return values


def param_error(name: str, problem: str) -> UsageError:
    """The error for a parameter."""
    return UsageError(f"--param {shown(name)[1:-1]}: {problem}")


def _find(operation: Operation, name: str, text: str) -> tuple[Parameter, str]:
    """A parameter, and for a map the name in it: of `Metadata.color` that is `color`."""
    if name in {"Bucket", "Key"}:
        raise param_error(name, "the address says it: write s3://BUCKET/KEY")
    outer, _, inner = name.partition(".")
    parameter = operation.parameters.get(outer)
    if parameter is not None and parameter.kind == "map":
        if not inner:
            raise param_error(name, f"it is a map: write --param {outer}.NAME=VALUE")
        return parameter, inner
    parameter = operation.parameters.get(name)
    if parameter is None:
        raise _unknown(operation, name, text)
    return parameter, ""


def _unknown(operation: Operation, name: str, text: str) -> UsageError:
    """The library's word on a name that it does not know."""
    problem = f"{operation.name} has no such parameter"
    remedy = f"'sigv4 operations {operation.name}' lists what it has"
    try:
        operation.bind({name: text})
    except InvalidInputError as error:
        problem = error.problem
        # All names at once are too many for one line.
        if not error.remedy.startswith("it takes "):
            remedy = in_options(error.remedy)
    return param_error(name, f"{problem}; {remedy}")


def _text(name: str, text: str) -> str:
    return text


def _whole_number(name: str, text: str) -> int:
    digits = text.removeprefix("-")
    if not (digits.isascii() and digits.isdigit() and len(digits) <= _MOST_DIGITS):
        raise param_error(name, f"{shown(text)} is no whole number; write one, such as 10")
    return int(text)


def _flag(name: str, text: str) -> bool:
    if text not in {"true", "false"}:
        raise param_error(name, f"{shown(text)} is neither true nor false; write one of them")
    return text == "true"


def _instant(name: str, text: str) -> datetime:
    try:
        return parse_instant(text)
    except ValueError:
        raise param_error(
            name,
            f"{shown(text)} is no time with a zone; write 2013-05-24T00:00:00Z, "
            "or 20130524T000000Z",
        ) from None


def _customer_key(name: str, text: str) -> bytes | str:
    """A key for SSE-C from a file: its bytes, or their base64. It is never shown."""
    file_name = text.removeprefix("@")
    if file_name in {text, ""}:
        raise param_error(
            name,
            "a key is never an argument, which others can see and shells keep; put it into a "
            f"file and write --param {name}=@FILE",
        )
    with open(file_name, "rb") as file:
        data = file.read(_LARGEST_KEY_FILE)
    if len(data) == _KEY_BYTES:
        return data
    key = _from_base64(data)
    if key is None:
        raise param_error(
            name, f"{shown(file_name)} holds no key; put its 32 bytes there, or their base64"
        )
    return key


def _from_base64(data: bytes) -> bytes | None:
    from base64 import b64decode

    try:
        key = b64decode(data.strip(), validate=True)
    except ValueError:
        return None
    return key if len(key) == _KEY_BYTES else None


_READERS: dict[str, Callable[[str, str], Value]] = {
    "int": _whole_number,
    "bool": _flag,
    "http-date": _instant,
    "iso-date": _instant,
    "sse-key": _customer_key,
}
