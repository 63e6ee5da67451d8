"""What S3 answers to the steps of a multipart upload, read from its XML.

Of an answer with an error, or with something else than was asked for, these functions make an
`AnswerError`; the status of an answer they do not see. Source: Amazon S3 API reference, "Response
Syntax" of CreateMultipartUpload, ListParts and CompleteMultipartUpload; "Error responses".
"""

from __future__ import annotations

from .._checks import exact_str, has_control_character, shown, type_error, utf8
from .._xml import read_xml
from ..errors import AnswerError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

# The roots of the answers. rclone's first one is called in another way.
_BEGUN = ("InitiateMultipartUploadResult", "InitiateMultipartUpload")
_LISTED = ("ListPartsResult",)
_COMPLETED = ("CompleteMultipartUploadResult",)

# Longer than the id of any upload, and any ETag.
LONGEST_ID = 1024
_LONGEST_MESSAGE = 300
_MOST_DIGITS = 5


def upload_id_of(answer: bytes | str) -> str:
    """The upload's id in the answer to CreateMultipartUpload.

    Raises AnswerError; InvalidTypeError for what is no answer's body.
    """
    for path, text in _elements(answer, _BEGUN):
        if path == ("UploadId",) and text:
            return _plain("UploadId", text)
    raise AnswerError("", "it has no UploadId")


def etags_of(answer: bytes | str) -> dict[int, str]:
    """The ETags in an answer to ListParts by the numbers of their parts: what is uploaded.

    One answer has at most 1,000 parts; `{**etags_of(first), **etags_of(second)}` has all.
    Raises as `upload_id_of`.
    """
    etags: dict[int, str] = {}
    number = etag = ""
    for path, text in _elements(answer, _LISTED):
        if path == ("Part", "PartNumber"):
            number = text
        elif path == ("Part", "ETag"):
            etag = _plain("ETag", text)
        elif path == ("Part",):  # The end of one.
            if not (number.isascii() and number.isdigit() and len(number) <= _MOST_DIGITS and etag):
                raise AnswerError("", "it has a part without a number or an ETag")
            if int(number) in etags:
                raise AnswerError("", f"it has part {int(number)} twice")
            etags[int(number)] = etag
            number = etag = ""
    return etags


def completed_etag(answer: bytes | str) -> str:
    """The object's ETag in the answer to CompleteMultipartUpload; "" where the server says none.

    S3 may begin this answer with the status 200, work for minutes, and end it with an error:
    only its body says whether there is an object. Raises as `upload_id_of`; where its `code` is
    InternalError or there is none, send the same request again.
    """
    for path, text in _elements(answer, _COMPLETED):
        if path == ("ETag",):
            return _plain("ETag", text)
    return ""


def _plain(name: str, text: str) -> str:
    if len(text) > LONGEST_ID or has_control_character(text):
        raise AnswerError("", f"its {name} is {shown(text)}")
    return text


def _elements(answer: Any, roots: tuple[str, ...]) -> list[tuple[tuple[str, ...], str]]:
    """The elements inside the root, each by the names on the way to it, with its own text.

    In the order of their ends. Raises AnswerError for another root, and S3's error for its
    document of that name.
    """
    found, elements = read_xml(_body(answer))
    if found in roots:
        return elements
    if found != "Error":
        raise AnswerError("", f"it is {shown(found)} and not {roots[0]}")
    said = {path[0]: _line(text) for path, text in elements if len(path) == 1}
    raise AnswerError(said.get("Code", ""), said.get("Message", "") or "an error, and no more")


def _line(text: str) -> str:
    """A server's words as one printable line, and not a long one."""
    printable = "".join([c if c.isprintable() else " " for c in text[:_LONGEST_MESSAGE]])
    return " ".join(printable.split())


def _body(answer: Any) -> bytes:
    if isinstance(answer, str):
        body = utf8("answer", exact_str("answer", answer))
    elif isinstance(answer, (bytes, bytearray)):
        body = bytes(answer)
    else:
        raise type_error("answer", answer, "the body of the server's answer, bytes or a str")
    return body
