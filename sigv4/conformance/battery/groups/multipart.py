"""Uploads in parts."""

from __future__ import annotations

from functools import partial

from .. import answers
from ..case import Case, Seen
from ..draft import Draft
from ..message import Pairs
from ..plays import look
from ..stage import Stage
from ..steps import Step, digit, drop, say
from ..target import BUCKET, HERE
from ..wire import Reply
from .basic import content_md5
from .sources import CALCULATION, CHECKSUMS, ERRORS, PARTS, operation

_PART = b"the one part of an object"
_DONE = ("CompleteMultipartUploadResult",)
_REPLACED = "x" * 20


def _draft(method: str, key: str, query: Pairs, body: bytes | None = None) -> Draft:
    return Draft(method=method, key=f"multipart/{key}", query=query, body=body)


def _send(stage: Stage, draft: Draft, *steps: Step) -> Reply:
    message = draft.signed(stage.target)
    for step in steps:
        message = step(message)
    return stage.send(message)


def _begin(stage: Stage, key: str) -> str:
    return stage.begin_upload(f"multipart/{key}")


def _part(stage: Stage, key: str, upload: str, number: str = "1", body: bytes = _PART) -> Reply:
    return _send(stage, _draft("PUT", key, (("partNumber", number), ("uploadId", upload)), body))


def _complete(key: str, upload: str, parts: list[tuple[int, str]]) -> Draft:
    listed = "".join(
        f"<Part><PartNumber>{number}</PartNumber><ETag>{_escaped(etag)}</ETag></Part>"
        for number, etag in parts
    )
    body = f"<CompleteMultipartUpload>{listed}</CompleteMultipartUpload>".encode()
    return _draft("POST", key, (("uploadId", upload),), body)


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _completed(stage: Stage, draft: Draft, *steps: Step) -> Seen:
    """S3 may answer 200 and say in the body that it came to nothing."""
    reply = _send(stage, draft, *steps)
    code = answers.error_code(reply.body)
    if reply.status == 200 and code:
        return Seen(accepted=False, answer=f"200 {code}")
    return look(reply)


def _created(stage: Stage) -> Seen:
    reply = _send(stage, _draft("POST", "created", (("uploads", ""),)))
    if reply.status < 300:
        stage.upload_id("multipart/created", reply)
    return look(reply)


def _uploaded(stage: Stage) -> Seen:
    reply = _part(stage, "part", _begin(stage, "part"))
    return look(reply, (), "" if reply.headers.get("etag") else "there is no ETag")


def _whole(stage: Stage) -> Seen:
    upload = _begin(stage, "whole")
    etag = _part(stage, "whole", upload).headers.get("etag", "")
    seen = _completed(stage, _complete("whole", upload, [(1, etag)]))
    if seen.accepted and stage.read("multipart/whole") != _PART:
        return Seen(accepted=True, answer=seen.answer, problem="the object is not its part")
    return seen


def _listed_parts(stage: Stage) -> Seen:
    upload = _begin(stage, "parts")
    for number in ("1", "3"):
        _part(stage, "parts", upload, number)
    reply = _send(stage, _draft("GET", "parts", (("uploadId", upload),)))
    if reply.status >= 300:
        return look(reply)
    numbers = answers.texts(reply.body, ("Part", "PartNumber"), "ListPartsResult")
    return look(reply, (), "" if numbers == ["1", "3"] else "it lists other parts")


def _listed_uploads(stage: Stage) -> Seen:
    upload = _begin(stage, "listed")
    query = (("prefix", f"{HERE}/multipart/listed"), ("uploads", ""))
    reply = _send(stage, Draft(key=None, query=query))
    if reply.status >= 300:
        return look(reply)
    found = answers.texts(reply.body, ("Upload", "UploadId"), "ListMultipartUploadsResult")
    return look(reply, (), "" if found == [upload] else f"it lists {len(found)} uploads")


def _aborted(stage: Stage) -> Seen:
    upload = _begin(stage, "aborted")
    reply = _send(stage, _draft("DELETE", "aborted", (("uploadId", upload),)))
    if reply.status >= 300:
        return look(reply)
    after = _part(stage, "aborted", upload)
    return look(reply, (), "" if after.status == 404 else "it still takes parts")


def _replaced(stage: Stage) -> Seen:
    upload = _begin(stage, "replaced")
    _part(stage, "replaced", upload, body=b"to be replaced")
    etag = _part(stage, "replaced", upload).headers.get("etag", "")
    seen = _completed(stage, _complete("replaced", upload, [(1, etag)]))
    if seen.accepted and stage.read("multipart/replaced") != _PART:
        return Seen(accepted=True, answer=seen.answer, problem="the object is the first part")
    return seen


def _copied(stage: Stage) -> Seen:
    upload = _begin(stage, "copied")
    source = f"/{BUCKET}/{HERE}/seed"
    draft = Draft(
        method="PUT",
        key="multipart/copied",
        query=(("partNumber", "1"), ("uploadId", upload)),
        headers=(("x-amz-copy-source", source),),
    )
    reply = _send(stage, draft)
    if reply.status >= 300:
        return look(reply)
    answers.text(reply.body, ("ETag",), "CopyPartResult")
    return look(reply)


def _tampered_part(step: Step, stage: Stage) -> Seen:
    """A part that is refused, and so is not there afterwards."""
    upload = _begin(stage, "tampered")
    draft = _draft("PUT", "tampered", (("partNumber", "1"), ("uploadId", upload)), _PART)
    seen = look(_send(stage, draft, step))
    if seen.accepted is False:
        reply = _send(stage, _draft("GET", "tampered", (("uploadId", upload),)))
        if reply.status < 300 and b"<PartNumber>" in reply.body:
            return Seen(accepted=True, answer=seen.answer, problem="it kept the part all the same")
    return seen


def _tampered_create(step: Step, stage: Stage) -> Seen:
    return look(_send(stage, _draft("POST", "tampered-create", (("uploads", ""),)), step))


def _tampered_complete(step: Step, stage: Stage) -> Seen:
    upload = _begin(stage, "tampered-complete")
    etag = _part(stage, "tampered-complete", upload).headers.get("etag", "")
    seen = _completed(stage, _complete("tampered-complete", upload, [(1, etag)]), step)
    if seen.accepted is False and stage.read("multipart/tampered-complete") is not None:
        return Seen(accepted=True, answer=seen.answer, problem="it completed it all the same")
    return seen


def _tampered_abort(step: Step, stage: Stage) -> Seen:
    upload = _begin(stage, "tampered-abort")
    draft = _draft("DELETE", "tampered-abort", (("uploadId", upload),))
    seen = look(_send(stage, draft, step))
    if seen.accepted is False and _part(stage, "tampered-abort", upload).status >= 300:
        return Seen(accepted=True, answer=seen.answer, problem="it aborted it all the same")
    return seen


def _number(number: str, stage: Stage) -> Seen:
    return look(_part(stage, "number", _begin(stage, "number"), number))


def _nowhere(stage: Stage) -> Seen:
    """A part of an upload that was aborted."""
    upload = _begin(stage, "nowhere")
    _send(stage, _draft("DELETE", "nowhere", (("uploadId", upload),)))
    return look(_part(stage, "nowhere", upload))


def _digest(stage: Stage) -> Seen:
    query = (("partNumber", "1"), ("uploadId", _begin(stage, "digest")))
    draft = Draft(
        method="PUT",
        key="multipart/digest",
        query=query,
        body=_PART,
        unsigned=(content_md5(b"another part"),),
    )
    return look(_send(stage, draft))


def _wrong_etag(stage: Stage) -> Seen:
    upload = _begin(stage, "etag")
    _part(stage, "etag", upload)
    return _completed(stage, _complete("etag", upload, [(1, f'"{"0" * 32}"')]))


def _missing_part(stage: Stage) -> Seen:
    upload = _begin(stage, "missing")
    etag = _part(stage, "missing", upload).headers.get("etag", "")
    return _completed(stage, _complete("missing", upload, [(1, etag), (2, etag)]))


def _small_parts(stage: Stage) -> Seen:
    upload = _begin(stage, "small")
    etags = [_part(stage, "small", upload, n).headers.get("etag", "") for n in ("1", "2")]
    return _completed(stage, _complete("small", upload, [(1, etags[0]), (2, etags[1])]))


def _unordered(stage: Stage) -> Seen:
    upload = _begin(stage, "order")
    etags = [_part(stage, "order", upload, n).headers.get("etag", "") for n in ("1", "2")]
    return _completed(stage, _complete("order", upload, [(2, etags[1]), (1, etags[0])]))


def _other_key(stage: Stage) -> Seen:
    upload = _begin(stage, "of-this")
    return look(_part(stage, "of-that", upload))


_STEPS = ("multipart/whole",)
_BEGUN = ("multipart/create",)

# Name, words, what S3 answers, where that is known from, play, needs.
_TAKEN = (
    (
        "create",
        "POST ?uploads",
        "200, with an UploadId",
        operation("CreateMultipartUpload"),
        _created,
        (),
    ),
    ("part", "PUT of a part", "200, with an ETag", operation("UploadPart"), _uploaded, _BEGUN),
    (
        "whole",
        "an upload of one part, completed",
        "200, and the object is there",
        operation("CompleteMultipartUpload"),
        _whole,
        ("multipart/part",),
    ),
    (
        "list-parts",
        "the parts of an upload",
        "200, with their numbers",
        operation("ListParts"),
        _listed_parts,
        ("multipart/part",),
    ),
    (
        "list-uploads",
        "the uploads under a prefix",
        "200, with the UploadId",
        operation("ListMultipartUploads"),
        _listed_uploads,
        _BEGUN,
    ),
    (
        "abort",
        "DELETE of an upload",
        "204, and it takes no parts any more",
        operation("AbortMultipartUpload"),
        _aborted,
        _BEGUN,
    ),
    (
        "replace",
        "a part that is sent twice, the second time with another body",
        "200, and the object is the second",
        operation("UploadPart"),
        _replaced,
        _STEPS,
    ),
    (
        "copy-part",
        "a part that is copied from an object",
        "200, with an ETag",
        operation("UploadPartCopy"),
        _copied,
        _BEGUN,
    ),
    (
        "number-10000",
        "a part with the number 10,000",
        "200",
        PARTS,
        partial(_number, "10000"),
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
        partial(_number, "0"),
        ("multipart/part",),
    ),
    (
        "number-10001",
        "a part with the number 10,001",
        "400 InvalidArgument",
        PARTS,
        partial(_number, "10001"),
        ("multipart/part",),
    ),
    (
        "number-word",
        "a part with a number that is none",
        "400 InvalidArgument",
        PARTS,
        partial(_number, "one"),
        ("multipart/part",),
    ),
    (
        "part-after-abort",
        "a part of an upload that was aborted",
        "404 NoSuchUpload",
        ERRORS,
        _nowhere,
        ("multipart/abort",),
    ),
    (
        "part-of-other-key",
        "a part with the UploadId of another key",
        "404 NoSuchUpload",
        ERRORS,
        _other_key,
        ("multipart/part",),
    ),
    (
        "part-digest",
        "a part with a Content-MD5 of another one",
        "400 BadDigest",
        CHECKSUMS,
        _digest,
        ("multipart/part",),
    ),
    (
        "complete-wrong-etag",
        "a list of parts with another ETag",
        "400 InvalidPart",
        ERRORS,
        _wrong_etag,
        _STEPS,
    ),
    (
        "complete-missing-part",
        "a list with a part that was never sent",
        "400 InvalidPart",
        ERRORS,
        _missing_part,
        _STEPS,
    ),
    (
        "complete-small-parts",
        "two parts of which the first has less than 5 MiB",
        "400 EntityTooSmall",
        PARTS,
        _small_parts,
        _STEPS,
    ),
    (
        "complete-order",
        "a list of parts out of order",
        "400 InvalidPartOrder",
        ERRORS,
        _unordered,
        _STEPS,
    ),
    (
        "create-signature",
        "POST ?uploads with another signature",
        _DIFFERS,
        CALCULATION,
        partial(_tampered_create, digit(9)),
        _BEGUN,
    ),
    (
        "create-dropped",
        "POST whose ?uploads was taken away after signing",
        _DIFFERS,
        CALCULATION,
        partial(_tampered_create, drop("uploads")),
        _BEGUN,
    ),
    (
        "part-signature",
        "a part with another signature",
        _DIFFERS,
        CALCULATION,
        partial(_tampered_part, digit(9)),
        ("multipart/part",),
    ),
    (
        "part-number-changed",
        "a part with another number than was signed",
        _DIFFERS,
        CALCULATION,
        partial(_tampered_part, say("partNumber", "2")),
        ("multipart/part",),
    ),
    (
        "part-number-dropped",
        "a part whose number was taken away",
        _DIFFERS,
        CALCULATION,
        partial(_tampered_part, drop("partNumber")),
        ("multipart/part",),
    ),
    (
        "part-upload-changed",
        "a part with another UploadId than was signed",
        f"{_DIFFERS}",
        CALCULATION,
        partial(_tampered_part, say("uploadId", _REPLACED)),
        ("multipart/part",),
    ),
    (
        "part-upload-dropped",
        "a part whose UploadId was taken away",
        _DIFFERS,
        CALCULATION,
        partial(_tampered_part, drop("uploadId")),
        ("multipart/part",),
    ),
    (
        "complete-signature",
        "a list of parts with another signature",
        _DIFFERS,
        CALCULATION,
        partial(_tampered_complete, digit(9)),
        _STEPS,
    ),
    (
        "abort-signature",
        "DELETE of an upload with another signature",
        _DIFFERS,
        CALCULATION,
        partial(_tampered_abort, digit(9)),
        ("multipart/abort",),
    ),
    (
        "abort-dropped",
        "DELETE of an upload whose UploadId was taken away",
        _DIFFERS,
        CALCULATION,
        partial(_tampered_abort, drop("uploadId")),
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
