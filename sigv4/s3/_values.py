"""The values of parameters, as the API writes them in a query or a header.

Source: Amazon S3 API reference, the request syntax of each action; RFC 9110, section 5.6.7
(dates); Amazon S3 user guide, "Using server-side encryption with customer-provided keys".
"""

from __future__ import annotations

from .._checks import (
    check_token,
    exact_str,
    has_control_character,
    pairs_of,
    shown,
    type_error,
    utf8,
)
from .._encoding import decode, encode_key
from ..errors import InvalidValueError
from .buckets import check_bucket, parse_arn

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import datetime
    from typing import Any

    # What a parameter may be given as; each kind takes some of them.
    Value = str | int | bool | bytes | datetime | Iterable[str] | Mapping[str, str]

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = (
    *("Jan", "Feb", "Mar", "Apr", "May", "Jun"),
    *("Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
)

# AES256, the one algorithm there is for keys of the customer's own.
_KEY_BYTES = 32


def _text(name: str, value: Any) -> str:
    return exact_str(name, value)


def _id(name: str, value: Any) -> str:
    """An id: one that is empty would ask for something else."""
    text = exact_str(name, value)
    if not text.strip():
        raise InvalidValueError(name, "it is empty", "leave it out, or give the id")
    return text


def _header_text(name: str, value: Any) -> str:
    """A text of the query that the answer has in a header."""
    return header_value(name, exact_str(name, value))


def _encoded_path(name: str, value: Any) -> str:
    """A path that is percent-encoded already."""
    text = exact_str(name, value)
    if not text.isascii() or any(c <= " " or c == "\x7f" for c in text):
        raise InvalidValueError(
            name, f"{shown(text)} is not percent-encoded", "encode it: quote(key, safe='/')"
        )
    decode(text, name)
    return text


def _whole(name: str, value: Any) -> str:
    if isinstance(value, bool) or not isinstance(value, int):
        if isinstance(value, (tuple, list, range)):
            raise type_error(name, value, "one whole number; only a POST form takes a range")
        raise type_error(name, value, "an int")
    value = int.__int__(value)
    if value < 0:
        raise InvalidValueError(name, f"{shown(value)} is negative", "give a whole number from 0")
    try:
        return int.__repr__(value)
    except ValueError:  # More digits than Python writes (sys.set_int_max_str_digits).
        raise InvalidValueError(name, "it has too many digits", "give a smaller one") from None


def _flag(name: str, value: Any) -> str:
    if not isinstance(value, bool):
        raise type_error(name, value, "True or False")
    return "true" if value else "false"


def _http_date(name: str, value: Any) -> str:
    """RFC 9110's IMF-fixdate, by hand: strftime would write the names in the user's language."""
    t = _in_utc(name, value)
    return (
        f"{_DAYS[t.weekday()]}, {t.day:02} {_MONTHS[t.month - 1]} {t.year:04} "
        f"{t.hour:02}:{t.minute:02}:{t.second:02} GMT"
    )


def _iso_date(name: str, value: Any) -> str:
    return _in_utc(name, value).isoformat().replace("+00:00", "Z")


def _in_utc(name: str, value: Any) -> datetime:
    from datetime import datetime, timezone

    if not isinstance(value, datetime):
        raise type_error(name, value, "an aware datetime")
    if value.utcoffset() is None:
        raise InvalidValueError(
            name, "it has no time zone", "give an aware datetime, such as one with timezone.utc"
        )
    try:
        return value.astimezone(timezone.utc)
    except OverflowError:
        raise InvalidValueError(name, "it is out of range in UTC", "give another time") from None


def _list(name: str, value: Any) -> str:
    if isinstance(value, (str, bytes)) or hasattr(value, "keys") or not hasattr(value, "__iter__"):
        raise type_error(name, value, "a list of str")
    items = [exact_str(name, item) for item in value]
    if not items or not all(items):
        raise InvalidValueError(name, "it has an empty value", "give at least one, such as ETag")
    for item in items:
        if any(character in item for character in ',"'):
            raise InvalidValueError(
                name, f"{shown(item)} is none of its values", "give one value an item"
            )
    return ",".join(items)


def _copy_source(name: str, value: Any) -> str:
    """`bucket/key` percent-encoded, with a "?versionId=…" at its end left as it is.

    Given as text, or as a mapping of Bucket, Key and VersionId, both of them raw. An access
    point is named by its ARN: `arn:…/object/key`.
    """
    version = None
    if isinstance(value, str):
        text = exact_str(name, value)
        if text.startswith("s3://"):
            raise InvalidValueError(name, f"{shown(text)} is an address", "write bucket/key")
        source, mark, version_of_text = text.rpartition("?versionId=")
        # A key may hold these words too: an id has no white space, and is not empty.
        if mark and version_of_text and not any(c.isspace() for c in version_of_text):
            version = version_of_text
        else:
            source = text
        bucket, _, key = source.removeprefix("/").partition("/")
        _check_source(name, bucket, key)
    else:
        source, version = _source_of_mapping(name, value)
    encoded = encode_key(name, source)
    return encoded if version is None else f"{encoded}?versionId={version}"


def _check_source(name: str, bucket: str, key: str) -> None:
    """Refuse what names no object; the parameter is named, and not its part."""
    if not (bucket and key):
        raise InvalidValueError(
            name,
            f"{shown(bucket or key)} names no object",
            "write bucket/key, or give Bucket and Key",
        )
    try:
        parse_arn(bucket) if bucket.startswith("arn:") else check_bucket(bucket)
    except InvalidValueError as error:
        problem = InvalidValueError(name, error.problem, error.remedy)
    else:
        return
    raise problem


def _source_of_mapping(name: str, value: Any) -> tuple[str, str | None]:
    if not hasattr(value, "keys"):
        raise type_error(name, value, "bucket/key, or a mapping of Bucket, Key and VersionId")
    given = {exact_str(name, k): exact_str(name, v) for k, v in pairs_of(name, value)}
    unknown = sorted(given.keys() - {"Bucket", "Key", "VersionId"})
    if unknown or not {"Bucket", "Key"} <= given.keys():
        raise InvalidValueError(
            name,
            f"{shown(unknown[0])} is no part of it" if unknown else "Bucket or Key is missing",
            "give Bucket, Key and, where one is meant, VersionId",
        )
    bucket, key, version = given["Bucket"], given["Key"], given.get("VersionId")
    _check_source(name, bucket, key)
    # It goes out as it stands.
    if version is not None and (not version or _OUTSIDE_ID & {*header_value(name, version)}):
        raise InvalidValueError(
            name, f"VersionId {shown(version)} is none", "leave it out for the latest version"
        )
    return f"{bucket}{'/object/' if bucket.startswith('arn:') else '/'}{key}", version


_OUTSIDE_ID = frozenset(" &?#%")


def _customer_key(name: str, value: Any) -> str:
    """A key for SSE-C in base64. It is never shown."""
    from base64 import b64decode, b64encode

    if isinstance(value, (bytes, bytearray)):
        raw, text = bytes(value), b64encode(value).decode("ascii")
    else:
        if not isinstance(value, str):
            raise type_error(name, value, "the 32 bytes of the key, or their base64 as a str")
        text = exact_str(name, value)
        try:
            raw = b64decode(text.encode("ascii"), validate=True)
        except ValueError:
            raw = b""
    if len(raw) != _KEY_BYTES:
        raise InvalidValueError(
            name, "it is no key of 32 bytes", "give the bytes themselves, or their base64 as a str"
        )
    return text


def customer_key_md5(key: str) -> str:
    """The MD5 that goes with a key for SSE-C, both in base64: a guard against transport errors."""
    from base64 import b64decode, b64encode
    from hashlib import md5

    return b64encode(md5(b64decode(key), usedforsecurity=False).digest()).decode("ascii")


def header_value(name: str, text: str) -> str:
    """A text as a header's value; refuses what would end the header."""
    if has_control_character(text):
        raise InvalidValueError(
            name, "it holds a control character or a line end", "take it out: a header is one line"
        )
    utf8(name, text)
    return text


CONVERTERS: dict[str, Callable[[str, Any], str]] = {
    "text": _text,
    "id": _id,
    "header-text": _header_text,
    "encoded-path": _encoded_path,
    "int": _whole,
    "bool": _flag,
    "http-date": _http_date,
    "iso-date": _iso_date,
    "list": _list,
    "copy-source": _copy_source,
    "sse-key": _customer_key,
}


def metadata_headers(name: str, prefix: str, value: Any) -> dict[str, str]:
    """The headers of a mapping of names to texts, each under a prefix.

    S3 takes ASCII in metadata (Amazon S3 user guide, "Working with object metadata").
    """
    if not hasattr(value, "keys"):
        raise type_error(name, value, "a mapping of str to str")
    headers: dict[str, str] = {}
    for key, item in pairs_of(name, value):
        given = exact_str(name, key)
        check_token(name, given)
        text = exact_str(name, item)
        if not text.isascii():
            raise InvalidValueError(
                name,
                f"the value of {shown(given)} is not ASCII",
                "encode it, in percent escapes or base64 for example",
            )
        lower = f"{prefix}{given}".lower()
        if lower in headers:
            raise InvalidValueError(name, f"{shown(given)} is there in two spellings", "give one")
        headers[lower] = header_value(name, text)
    return headers
