"""`s3://bucket/key`: an address taken apart, and a key as the path of a URL."""

from __future__ import annotations

from .._checks import exact_str, shown
from .._encoding import encode_key
from .._frozen import Frozen
from ..errors import InvalidValueError

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

    The key is raw text: "%", "?" and "#" are characters of it, and so is a second "/"
    after the bucket. Raises InvalidTypeError or InvalidValueError.
    """
    text = exact_str("address", text)
    if not is_s3_address(text):
        raise InvalidValueError(
            "address", f"{shown(text)} does not begin with s3://", "write s3://bucket/key"
        )
    rest = text[len(SCHEME) :]
    if rest.startswith("arn:"):
        raise InvalidValueError(
            "address",
            f"{shown(text)} names an ARN, which is not supported yet",
            "write s3://bucket/key, or give the https:// URL",
        )
    bucket, _, key = rest.partition("/")
    if not bucket:
        raise InvalidValueError(
            "address", f"{shown(text)} names no bucket", "write s3://bucket/key"
        )
    return S3Address(bucket, key)


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
        for segment in path.split("/"):
            if segment in {".", ".."}:
                raise InvalidValueError(
                    "key",
                    f"{shown(key)} has the segment '{segment}', which clients resolve: "
                    "they would ask for another key, or path style for another bucket",
                    "rename the object, or say allow_dot_segments=True and send it with curl's "
                    "--path-as-is",
                )
    return path
