"""Uploads in parts, step by step: how each case of them is played."""

from __future__ import annotations

from ....s3._xml import xml_text
from .. import answers
from ..case import Seen
from ..draft import Draft
from ..message import Pairs
from ..plays import look
from ..stage import Stage
from ..steps import Step
from ..target import BUCKET, HERE
from ..wire import Reply
from .basic import content_md5

_PART = b"the one part of an object"


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
        f"<Part><PartNumber>{number}</PartNumber><ETag>{xml_text(etag)}</ETag></Part>"
        for number, etag in parts
    )
    body = f"<CompleteMultipartUpload>{listed}</CompleteMultipartUpload>".encode()
    return _draft("POST", key, (("uploadId", upload),), body)


def _completed(stage: Stage, draft: Draft, *steps: Step) -> Seen:
    """S3 may answer 200 and say in the body that it came to nothing."""
    reply = _send(stage, draft, *steps)
    code = answers.error_code(reply.body)
    if reply.status == 200 and code:
        return Seen(accepted=False, answer=f"200 {code}")
    return look(reply)


def created(stage: Stage) -> Seen:
    """An upload begun."""
    reply = _send(stage, _draft("POST", "created", (("uploads", ""),)))
    if reply.status < 300:
        stage.upload_id("multipart/created", reply)
    return look(reply)


def uploaded(stage: Stage) -> Seen:
    """A part, which gets an ETag."""
    reply = _part(stage, "part", _begin(stage, "part"))
    return look(reply, (), "" if reply.headers.get("etag") else "there is no ETag")


def whole(stage: Stage) -> Seen:
    """An upload of one part, completed."""
    upload = _begin(stage, "whole")
    etag = _part(stage, "whole", upload).headers.get("etag", "")
    seen = _completed(stage, _complete("whole", upload, [(1, etag)]))
    if seen.accepted and stage.read("multipart/whole") != _PART:
        return Seen(accepted=True, answer=seen.answer, problem="the object is not its part")
    return seen


def listed_parts(stage: Stage) -> Seen:
    """Two parts, listed."""
    upload = _begin(stage, "parts")
    for number in ("1", "3"):
        _part(stage, "parts", upload, number)
    reply = _send(stage, _draft("GET", "parts", (("uploadId", upload),)))
    if reply.status >= 300:
        return look(reply)
    numbers = answers.texts(reply.body, ("Part", "PartNumber"), "ListPartsResult")
    return look(reply, (), "" if numbers == ["1", "3"] else "it lists other parts")


def listed_uploads(stage: Stage) -> Seen:
    """An upload, listed."""
    upload = _begin(stage, "listed")
    query = (("prefix", f"{HERE}/multipart/listed"), ("uploads", ""))
    reply = _send(stage, Draft(key=None, query=query))
    if reply.status >= 300:
        return look(reply)
    found = answers.texts(reply.body, ("Upload", "UploadId"), "ListMultipartUploadsResult")
    return look(reply, (), "" if found == [upload] else f"it lists {len(found)} uploads")


def aborted(stage: Stage) -> Seen:
    """An upload that takes no parts any more."""
    upload = _begin(stage, "aborted")
    reply = _send(stage, _draft("DELETE", "aborted", (("uploadId", upload),)))
    if reply.status >= 300:
        return look(reply)
    after = _part(stage, "aborted", upload)
    return look(reply, (), "" if after.status == 404 else "it still takes parts")


def replaced(stage: Stage) -> Seen:
    """A part sent twice: the second is the one that counts."""
    upload = _begin(stage, "replaced")
    _part(stage, "replaced", upload, body=b"to be replaced")
    etag = _part(stage, "replaced", upload).headers.get("etag", "")
    seen = _completed(stage, _complete("replaced", upload, [(1, etag)]))
    if seen.accepted and stage.read("multipart/replaced") != _PART:
        return Seen(accepted=True, answer=seen.answer, problem="the object is the first part")
    return seen


def copied(stage: Stage) -> Seen:
    """A part that is copied from an object."""
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


def tampered_part(step: Step, stage: Stage) -> Seen:
    """A part that is refused, and so is not there afterwards."""
    upload = _begin(stage, "tampered")
    draft = _draft("PUT", "tampered", (("partNumber", "1"), ("uploadId", upload)), _PART)
    seen = look(_send(stage, draft, step))
    if seen.accepted is False:
        reply = _send(stage, _draft("GET", "tampered", (("uploadId", upload),)))
        if reply.status < 300 and b"<PartNumber>" in reply.body:
            return Seen(accepted=True, answer=seen.answer, problem="it kept the part all the same")
    return seen


def tampered_create(step: Step, stage: Stage) -> Seen:
    """An upload begun by a request that was changed."""
    return look(_send(stage, _draft("POST", "tampered-create", (("uploads", ""),)), step))


def tampered_complete(step: Step, stage: Stage) -> Seen:
    """A list of parts in a request that was changed."""
    upload = _begin(stage, "tampered-complete")
    etag = _part(stage, "tampered-complete", upload).headers.get("etag", "")
    seen = _completed(stage, _complete("tampered-complete", upload, [(1, etag)]), step)
    if seen.accepted is False and stage.read("multipart/tampered-complete") is not None:
        return Seen(accepted=True, answer=seen.answer, problem="it completed it all the same")
    return seen


def tampered_abort(step: Step, stage: Stage) -> Seen:
    """An abort that was changed, after which the upload is still there."""
    upload = _begin(stage, "tampered-abort")
    draft = _draft("DELETE", "tampered-abort", (("uploadId", upload),))
    seen = look(_send(stage, draft, step))
    if seen.accepted is False and _part(stage, "tampered-abort", upload).status >= 300:
        return Seen(accepted=True, answer=seen.answer, problem="it aborted it all the same")
    return seen


def numbered(number: str, stage: Stage) -> Seen:
    """A part with this number."""
    return look(_part(stage, "number", _begin(stage, "number"), number))


def nowhere(stage: Stage) -> Seen:
    """A part of an upload that was aborted."""
    upload = _begin(stage, "nowhere")
    _send(stage, _draft("DELETE", "nowhere", (("uploadId", upload),)))
    return look(_part(stage, "nowhere", upload))


def digest(stage: Stage) -> Seen:
    """A part with the digest of another."""
    query = (("partNumber", "1"), ("uploadId", _begin(stage, "digest")))
    draft = Draft(
        method="PUT",
        key="multipart/digest",
        query=query,
        body=_PART,
        unsigned=(content_md5(b"another part"),),
    )
    return look(_send(stage, draft))


def wrong_etag(stage: Stage) -> Seen:
    """A list with the ETag of no part."""
    upload = _begin(stage, "etag")
    _part(stage, "etag", upload)
    return _completed(stage, _complete("etag", upload, [(1, f'"{"0" * 32}"')]))


def missing_part(stage: Stage) -> Seen:
    """A list with a part that was never sent."""
    upload = _begin(stage, "missing")
    etag = _part(stage, "missing", upload).headers.get("etag", "")
    return _completed(stage, _complete("missing", upload, [(1, etag), (2, etag)]))


def small_parts(stage: Stage) -> Seen:
    """A list of two parts, the first of which is too small."""
    upload = _begin(stage, "small")
    etags = [_part(stage, "small", upload, n).headers.get("etag", "") for n in ("1", "2")]
    return _completed(stage, _complete("small", upload, [(1, etags[0]), (2, etags[1])]))


def unordered(stage: Stage) -> Seen:
    """A list out of order."""
    upload = _begin(stage, "order")
    etags = [_part(stage, "order", upload, n).headers.get("etag", "") for n in ("1", "2")]
    return _completed(stage, _complete("order", upload, [(2, etags[1]), (1, etags[0])]))


def other_key(stage: Stage) -> Seen:
    """A part for the upload of another key."""
    upload = _begin(stage, "of-this")
    return look(_part(stage, "of-that", upload))
