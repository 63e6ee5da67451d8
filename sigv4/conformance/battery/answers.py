"""S3's XML, of servers that nobody vouches for: no document types, and nothing endless."""

from __future__ import annotations

from urllib.parse import unquote_plus

from ..._checks import shown
from ..._xml import parse_xml
from ...errors import AnswerError

# S3 lists a thousand keys of at most 1,024 bytes, each of which can take six as a reference.
_LONGEST = 16 * 1024**2
_LONGEST_CODE = 64

_LISTINGS = ("ListBucketResult", "ListMultipartUploadsResult", "ListVersionsResult")

Path = tuple[str, ...]


def elements(body: bytes, *roots: str) -> list[tuple[Path, str]]:
    """The elements inside a root of one of these names, each by the names on the way to it.

    In the order of their ends. Raises AnswerError.
    """
    if len(body) > _LONGEST:
        raise AnswerError("", f"it has more than {_LONGEST} bytes")
    root, found = parse_xml(body.lstrip(b" \t\r\n"))
    if root not in roots:
        raise AnswerError("", f"it is {shown(root)} and not {roots[0]}")
    return found


def texts(body: bytes, path: Path, *roots: str) -> list[str]:
    """What the elements at a path hold."""
    return [text for at, text in elements(body, *roots) if at == path]


def text(body: bytes, path: Path, *roots: str) -> str:
    """What the one element at a path holds. Raises AnswerError where it is empty."""
    found = texts(body, path, *roots)
    if len(found) != 1 or not found[0]:
        raise AnswerError("", f"it has no {'/'.join(path)}")
    return found[0]


def error_code(body: bytes) -> str:
    """S3's error code; "" where a body has none."""
    try:
        code = text(body, ("Code",), "Error")
    except AnswerError:
        return ""
    return code if code.isascii() and code.isalnum() and len(code) <= _LONGEST_CODE else ""


def keys(body: bytes, name: str = "Contents") -> list[str]:
    """The keys of a listing, whether they are raw in it or percent-encoded."""
    found = elements(body, *_LISTINGS)
    raw = [each for path, each in found if path == (name, "Key")]
    encoded = (("EncodingType",), "url") in found
    return [unquote_plus(key) for key in raw] if encoded else raw
