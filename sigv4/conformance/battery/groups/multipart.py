"""Uploads in parts."""

from __future__ import annotations

from functools import partial

from ..case import Case
from ..steps import digit, drop, say
from . import uploads
from .sources import CALCULATION, CHECKSUMS, ERRORS, PARTS, operation

_REPLACED = "x" * 20

_STEPS = ("multipart/whole",)
_BEGUN = ("multipart/create",)

# Name, words, what S3 answers, where that is known from, play, needs.
_TAKEN = (
    (
        "create",
        "POST ?uploads",
        "200, with an UploadId",
        operation("CreateMultipartUpload"),
        uploads.created,
        (),
    ),
    (
        "part",
        "PUT of a part",
        "200, with an ETag",
        operation("UploadPart"),
        uploads.uploaded,
        _BEGUN,
    ),
    (
        "whole",
        "an upload of one part, completed",
        "200, and the object is there",
        operation("CompleteMultipartUpload"),
        uploads.whole,
        ("multipart/part",),
    ),
    (
        "list-parts",
        "the parts of an upload",
        "200, with their numbers",
        operation("ListParts"),
        uploads.listed_parts,
        ("multipart/part",),
    ),
    (
        "list-uploads",
        "the uploads under a prefix",
        "200, with the UploadId",
        operation("ListMultipartUploads"),
        uploads.listed_uploads,
        _BEGUN,
    ),
    (
        "abort",
        "DELETE of an upload",
        "204, and it takes no parts any more",
        operation("AbortMultipartUpload"),
        uploads.aborted,
        _BEGUN,
    ),
    (
        "replace",
        "a part that is sent twice, the second time with another body",
        "200, and the object is the second",
        operation("UploadPart"),
        uploads.replaced,
        _STEPS,
    ),
    (
        "copy-part",
        "a part that is copied from an object",
        "200, with an ETag",
        operation("UploadPartCopy"),
        uploads.copied,
        _BEGUN,
    ),
    (
        "number-10000",
        "a part with the number 10,000",
        "200",
        PARTS,
        partial(uploads.numbered, "10000"),
        ("multipart/part",),
    ),
)
_DIFFERS = "403 SignatureDoesNotMatch"
_REFUSED = (
    (
        "number-0",
        "a part with the number 0",
        "400 InvalidArgument",
        PARTS,
        partial(uploads.numbered, "0"),
        ("multipart/part",),
    ),
    (
        "number-10001",
        "a part with the number 10,001",
        "400 InvalidArgument",
        PARTS,
        partial(uploads.numbered, "10001"),
        ("multipart/part",),
    ),
    (
        "number-word",
        "a part with a number that is none",
        "400 InvalidArgument",
        PARTS,
        partial(uploads.numbered, "one"),
        ("multipart/part",),
    ),
    (
        "part-after-abort",
        "a part of an upload that was aborted",
        "404 NoSuchUpload",
        ERRORS,
        uploads.nowhere,
        ("multipart/abort",),
    ),
    (
        "part-of-other-key",
        "a part with the UploadId of another key",
        "404 NoSuchUpload",
        ERRORS,
        uploads.other_key,
        ("multipart/part",),
    ),
    (
        "part-digest",
        "a part with a Content-MD5 of another one",
        "400 BadDigest",
        CHECKSUMS,
        uploads.digest,
        ("multipart/part",),
    ),
    (
        "complete-wrong-etag",
        "a list of parts with another ETag",
        "400 InvalidPart",
        ERRORS,
        uploads.wrong_etag,
        _STEPS,
    ),
    (
        "complete-missing-part",
        "a list with a part that was never sent",
        "400 InvalidPart",
        ERRORS,
        uploads.missing_part,
        _STEPS,
    ),
    (
        "complete-small-parts",
        "two parts of which the first has less than 5 MiB",
        "400 EntityTooSmall",
        PARTS,
        uploads.small_parts,
        _STEPS,
    ),
    (
        "complete-order",
        "a list of parts out of order",
        "400 InvalidPartOrder",
        ERRORS,
        uploads.unordered,
        _STEPS,
    ),
    (
        "create-signature",
        "POST ?uploads with another signature",
        _DIFFERS,
        CALCULATION,
        partial(uploads.tampered_create, digit(9)),
        _BEGUN,
    ),
    (
        "create-dropped",
        "POST whose ?uploads was taken away after signing",
        _DIFFERS,
        CALCULATION,
        partial(uploads.tampered_create, drop("uploads")),
        _BEGUN,
    ),
    (
        "part-signature",
        "a part with another signature",
        _DIFFERS,
        CALCULATION,
        partial(uploads.tampered_part, digit(9)),
        ("multipart/part",),
    ),
    (
        "part-number-changed",
        "a part with another number than was signed",
        _DIFFERS,
        CALCULATION,
        partial(uploads.tampered_part, say("partNumber", "2")),
        ("multipart/part",),
    ),
    (
        "part-number-dropped",
        "a part whose number was taken away",
        _DIFFERS,
        CALCULATION,
        partial(uploads.tampered_part, drop("partNumber")),
        ("multipart/part",),
    ),
    (
        "part-upload-changed",
        "a part with another UploadId than was signed",
        f"{_DIFFERS}",
        CALCULATION,
        partial(uploads.tampered_part, say("uploadId", _REPLACED)),
        ("multipart/part",),
    ),
    (
        "part-upload-dropped",
        "a part whose UploadId was taken away",
        _DIFFERS,
        CALCULATION,
        partial(uploads.tampered_part, drop("uploadId")),
        ("multipart/part",),
    ),
    (
        "complete-signature",
        "a list of parts with another signature",
        _DIFFERS,
        CALCULATION,
        partial(uploads.tampered_complete, digit(9)),
        _STEPS,
    ),
    (
        "abort-signature",
        "DELETE of an upload with another signature",
        _DIFFERS,
        CALCULATION,
        partial(uploads.tampered_abort, digit(9)),
        ("multipart/abort",),
    ),
    (
        "abort-dropped",
        "DELETE of an upload whose UploadId was taken away",
        _DIFFERS,
        CALCULATION,
        partial(uploads.tampered_abort, drop("uploadId")),
        ("multipart/abort",),
    ),
)

CASES: tuple[Case, ...] = tuple(
    [
        Case(
            id=f"multipart/{name}",
            sends=sends,
            accepts=accepts,
            aws=aws,
            source=source,
            play=play,
            needs=needs,
        )
        for accepts, rows in ((True, _TAKEN), (False, _REFUSED))
        for name, sends, aws, source, play, needs in rows
    ]
)
