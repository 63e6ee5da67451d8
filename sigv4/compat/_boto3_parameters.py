"""Parameters as boto3 takes them, made those that `S3.presign` takes."""

from __future__ import annotations

from .._checks import exact_str, shown, type_error, utf8
from ..errors import InvalidValueError
from ..providers._timestamps import parse_instant

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from typing import Any

    from ..s3.operations import Operation

# What boto3 asks for unless told otherwise: keys that XML can hold in a listing.
_DEFAULTS: dict[str, dict[str, Any]] = {
    "ListObjectVersions": {"EncodingType": "url"},
    "ListObjects": {"EncodingType": "url"},
    "ListObjectsV2": {"EncodingType": "url"},
}

# Parameters that boto3 makes up, so that a request that is sent twice is done once.
_TOKENS = frozenset({"ClientToken"})

_DATES = frozenset({"http-date", "iso-date"})


def as_boto3_sends(operation: Operation, given: Mapping[str, Any]) -> dict[str, Any]:
    """The parameters with boto3's defaults, and with its liberties taken out of the values.

    A date may be a naive datetime, which is local time, a number of seconds since 1970, or
    text; a customer's key (SSE-C) that comes without its MD5 is the raw key, as bytes or text.
    """
    sent = {**_DEFAULTS.get(operation.name, {}), **given}
    for name in _TOKENS & operation.parameters.keys() - given.keys():
        from uuid import uuid4

        sent[name] = str(uuid4())
    for name, value in given.items():
        parameter = operation.parameters.get(name)
        if parameter is None:
            continue
        if parameter.kind in _DATES:
            sent[name] = _aware(name, value)
        elif parameter.kind == "sse-key" and f"{name}MD5" not in given:
            sent[name] = utf8(name, exact_str(name, value)) if isinstance(value, str) else value
    return sent


def _aware(name: str, value: Any) -> datetime:
    from datetime import datetime, timezone

    if isinstance(value, datetime):
        try:
            return value if value.utcoffset() is not None else value.astimezone()
        except (OverflowError, OSError, ValueError):
            raise InvalidValueError(
                name, f"{shown(str(value))} is out of range", "give an aware datetime"
            ) from None
    if isinstance(value, str):
        return _read(name, value)
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        try:
            return datetime.fromtimestamp(value, timezone.utc)
        except (OverflowError, OSError, ValueError):
            raise InvalidValueError(
                name, f"{shown(value)} is out of range", "give seconds since 1970"
            ) from None
    raise type_error(name, value, "a datetime, seconds since 1970, or text")


def _read(name: str, text: str) -> datetime:
    from email.utils import parsedate_to_datetime

    for read in (parse_instant, parsedate_to_datetime):
        try:
            read_time: datetime = read(text)
        except (OverflowError, TypeError, ValueError):
            continue
        if read_time.utcoffset() is not None:
            return read_time
    raise InvalidValueError(
        name, f"{shown(text)} is no time with a zone", "write 2013-05-24T00:00:00Z"
    )
