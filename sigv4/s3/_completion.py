"""The body of CompleteMultipartUpload: the parts of an upload, by number and ETag.

Source: Amazon S3 API reference, CompleteMultipartUpload ("Request Body") and CompletedPart.
"""

from __future__ import annotations

from .._checks import exact_str, shown
from ..errors import InvalidValueError
from ._xml import xml_text
from .checksums import checksum_parameter

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ._part_layout import Layout

_BEFORE = '<CompleteMultipartUpload xmlns="http://s3.amazonaws.com/doc/2006-03-01/">'
_AFTER = "</CompleteMultipartUpload>"

# Longer than any ETag: S3's have 32 hexadecimal digits and a count of parts.
_LONGEST_ETAG = 1024


def body_template(algorithm: str | None) -> dict[str, str]:
    """What the body begins with, a part's element, and what it ends with.

    The element has {number}, {etag} and, with an algorithm, {checksum} in the place of values.
    """
    own = "" if algorithm is None else f"<Checksum{algorithm}>{{checksum}}</Checksum{algorithm}>"
    element = f"<Part><PartNumber>{{number}}</PartNumber><ETag>{{etag}}</ETag>{own}</Part>"
    return {"before": _BEFORE, "part": element, "after": _AFTER}


def completion(
    layout: Layout, etags: Any, checksums: Any, *, algorithm: str | None, required: bool
) -> bytes:
    """The body, in ascending order of the parts.

    Raises InvalidTypeError or InvalidValueError for a part that is missing, there twice or none
    of this file's, and for what is no ETag or no digest.
    """
    by_number = layout.by_number("etags", etags)
    digests = {} if checksums is None else layout.by_number("checksums", checksums)
    _refuse_missing("etags", by_number, layout)
    if digests and algorithm is None:
        raise no_algorithm("checksums")
    if digests or required:
        _refuse_missing("checksums", digests, layout)
    template = body_template(algorithm if digests else None)
    pieces = [template["before"]]
    for number in range(1, layout.count + 1):
        checksum = "" if algorithm is None or not digests else digest(algorithm, digests[number])
        etag = xml_text(_etag(by_number[number], number))
        pieces.append(template["part"].format(number=number, etag=etag, checksum=checksum))
    pieces.append(template["after"])
    return "".join(pieces).encode()


def digest(algorithm: str, value: Any) -> str:
    """A digest by an algorithm, in base64."""
    return checksum_parameter((algorithm, value))[1]


def no_algorithm(argument: str) -> InvalidValueError:
    """The error for a checksum that S3 does not expect."""
    return InvalidValueError(
        argument,
        "the upload has no checksum algorithm, and S3 refuses parts with one",
        "plan it with checksum_algorithm, or leave the checksums out",
    )


def _etag(etag: Any, number: int) -> str:
    """An ETag in its quotes, whether or not they were given."""
    text = exact_str("etags", etag).strip(" ")
    quoted = len(text) > 1 and text[0] == text[-1] == '"'
    inner = text[1:-1] if quoted else text
    plain = inner.isascii() and inner.isprintable() and not any(c in inner for c in '"\\ ')
    if not (plain and 0 < len(inner) <= _LONGEST_ETAG):
        raise InvalidValueError(
            "etags",
            f"{shown(text)} of part {number} is no ETag of S3's",
            "give the header ETag of the answer to the part's upload",
        )
    return f'"{inner}"'


def _refuse_missing(argument: str, found: dict[int, Any], layout: Layout) -> None:
    # Counted, and only then looked for: there may be thousands.
    if len(found) == layout.count:
        return
    missing = [number for number in range(1, layout.count + 1) if number not in found]
    raise InvalidValueError(
        argument,
        f"part {missing[0]} of {layout.count} is missing"
        if len(missing) == 1
        else f"{len(missing)} of {layout.count} parts are missing, part {missing[0]} first",
        "upload it, and give what was answered"
        if argument == "etags"
        else "give the digest of each part, as it was signed",
    )
