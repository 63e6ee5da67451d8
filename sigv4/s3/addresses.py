"""`s3://bucket/key`: an address taken apart, and a key as the path of a URL."""

from __future__ import annotations

from .._checks import exact_str, shown
from .._encoding import encode_key, refuse_dot_segments
from .._frozen import Frozen
from ..errors import InvalidValueError, UnnormalizedKeyWarning

SCHEME = "s3://"


class S3Address(Frozen):
    """A bucket and a raw key in it; the key is empty where the address names the bucket."""

    __slots__ = ("bucket", "key")

    bucket: str
    key: str

    def __init__(self, bucket: str, key: str) -> None:
        self._set(bucket=bucket, key=key)


def is_s3_address(text: str) -> bool:
    """Whether a text is meant as `s3://…`."""
    return text[: len(SCHEME)].lower() == SCHEME


def parse_address(text: str) -> S3Address:
    """Take `s3://bucket/key` apart, as the AWS CLI does.

    The bucket may be the ARN of an access point, though there are slashes in it. The key is
    raw text: "%", "?" and "#" are characters of it, and so is a second "/" after the bucket.
    Raises InvalidTypeError or InvalidValueError.
    """
    text = exact_str("address", text)
    if not is_s3_address(text):
        raise InvalidValueError(
            "address", f"{shown(text)} does not begin with s3://", "write s3://bucket/key"
        )
    rest = text[len(SCHEME) :]
    if rest.startswith("arn:"):
        end = _end_of_arn(rest)
        return S3Address(rest[:end], rest[end + 1 :])
    bucket, _, key = rest.partition("/")
    if not bucket:
        raise InvalidValueError(
            "address", f"{shown(text)} names no bucket", "write s3://bucket/key"
        )
    return S3Address(bucket, key)


def _end_of_arn(text: str) -> int:
    """Where the ARN ends that a text begins with; what follows is "/" and a key, or nothing.

    arn:PARTITION:SERVICE:REGION:ACCOUNT: and then accesspoint/NAME, or for S3 on Outposts
    outpost/ID/accesspoint/NAME. A ":" may stand in the place of each "/" there; before the
    key too, but for an access point of S3's own.
    """
    fields = text.split(":", 5)
    if len(fields) < 6 or not (fields[1] and fields[2] and fields[5]):
        raise _no_arn(text, "is no ARN")
    service = fields[2]
    before = ("outpost", "") if service == "s3-outposts" else ()
    kinds = (*before, "accesspoint", "")
    at = len(text) - len(fields[5])
    for number, kind in enumerate(kinds, start=1):
        ends = "/" if number == len(kinds) and service == "s3" else "/:"
        end = next((i for i in range(at, len(text)) if text[i] in ends), len(text))
        part = text[at:end]
        if not part or (kind and part != kind):
            raise _no_arn(text, "is the ARN of no access point")
        at = end + 1
    return end


def _no_arn(text: str, problem: str) -> InvalidValueError:
    return InvalidValueError(
        "address",
        f"{shown(text)} {problem}",
        "write s3://bucket/key, or s3://arn:aws:s3:REGION:ACCOUNT:accesspoint/NAME/key",
    )


def key_path(key: str, *, allow_dot_segments: bool = False) -> str:
    """A raw key as the path of a URL, without the "/" in front of it.

    Clients resolve "." and ".." segments before they send a URL (RFC 3986, section
    5.2.4), and what they send then is another key or, path style, another bucket; so
    they are refused unless allowed. Raises InvalidTypeError or InvalidValueError.
    """
    key = exact_str("key", key)
    path = encode_key("key", key)
    # A segment of dots begins the key or follows a "/"; all other keys are done here.
    if ("/." in path or path.startswith(".")) and not allow_dot_segments:
        refuse_dot_segments("key", key)
    return path


def warn_of_unnormalized(key: str) -> None:
    """Warn of a key that looks like another one: S3 compares bytes, and file systems do not.

    Unicode writes "é" in one character (NFC) or in two; what is typed and read back is
    mostly NFC (UAX 15).
    """
    if key.isascii():
        return
    from unicodedata import is_normalized
    from warnings import warn

    if not is_normalized("NFC", key):
        warn(
            f"key: {shown(key)} is not in Unicode's normal form C, and so is another object than "
            "the one that looks the same; unicodedata.normalize('NFC', key) gives that",
            UnnormalizedKeyWarning,
            stacklevel=_levels_to_the_caller(),
        )


def _levels_to_the_caller() -> int:
    """How many frames lie between warn() and the first that is none of this package's.

    Python shows a warning once for each line that it is laid at.
    """
    from sys import _getframe

    frame, levels = _getframe(1), 1
    package = __name__.partition(".")[0]
    while (
        frame.f_back is not None
        and str(frame.f_globals.get("__name__")).partition(".")[0] == package
    ):
        frame, levels = frame.f_back, levels + 1
    return levels
