"""What every store does: objects are written, read, listed, copied and deleted by presigned URL."""

from __future__ import annotations

from base64 import b64encode
from hashlib import md5

from ....s3._xml import xml_text
from .. import answers
from ..case import Case, Seen
from ..draft import Draft
from ..plays import Shows, accepts, answers_with, holds, look, refuses
from ..stage import SEED, Stage
from ..target import BUCKET, HERE
from ..wire import Reply
from .sources import CHECKSUMS, ERRORS, QUERY, RFC_HTTP, operation

_PUT = operation("PutObject")
_GET = operation("GetObject")
_LIST = operation("ListObjectsV2")
_NEEDS = ("basic/get",)


def content_md5(body: bytes) -> tuple[str, str]:
    """The header with a body's digest, which need not be signed."""
    return "Content-MD5", b64encode(md5(body, usedforsecurity=False).digest()).decode()


def _no_content(_: Stage, reply: Reply) -> str:
    return "" if not reply.body else "there is a body"


def _gone(stage: Stage, _: Reply) -> str:
    return "" if stage.read("basic/deleted") is None else "it is still there"


def _lists(*keys: str) -> Shows:
    def shows(stage: Stage, reply: Reply) -> str:
        found = answers.keys(reply.body)
        return "" if found == [stage.target.key(key) for key in keys] else f"it lists {len(found)}"

    return shows


def _delete(stage: Stage) -> Seen:
    stage.write("basic/deleted", b"to be deleted")
    reply = stage.send(Draft(method="DELETE", key="basic/deleted").signed(stage.target))
    return look(reply, (204, 200), _gone(stage, reply))


def _delete_many(stage: Stage) -> Seen:
    names = ("basic/many/1", "basic/many/ä & <2>")
    for name in names:
        stage.write(name, b"one of many")
    listed = "".join(
        f"<Object><Key>{HERE}/{xml_text(name)}</Key></Object>" for name in names
    ).encode()
    body = stage.target.filled_bytes(b"<Delete>" + listed + b"</Delete>")
    draft = Draft(
        method="POST", key=None, query=(("delete", ""),), body=body, unsigned=(content_md5(body),)
    )
    reply = stage.send(draft.signed(stage.target))
    left = [name for name in names if stage.read(name) is not None]
    return look(reply, (200,), f"{len(left)} of 2 are still there" if left else "")


def _pages(stage: Stage) -> Seen:
    """A listing of three keys, one at a time."""
    names = [stage.target.key(f"basic/pages/{n}") for n in (1, 2, 3)]
    for name in names:
        stage.write(name.removeprefix(f"{stage.target.prefix}/"), b"a page")
    found: list[str] = []
    query = [("list-type", "2"), ("max-keys", "1"), ("prefix", f"{HERE}/basic/pages/")]
    token = ""
    for _ in range(len(names) + 1):
        more = [*query, ("continuation-token", token)] if token else query
        reply = stage.send(Draft(key=None, query=more).signed(stage.target))
        if reply.status != 200:
            return look(reply)
        found += answers.keys(reply.body)
        tokens = answers.texts(reply.body, ("NextContinuationToken",), "ListBucketResult")
        if not tokens:
            break
        token = tokens[0]
    return look(reply, (), "" if found == names else f"the pages hold {len(found)} keys of 3")


def _folders(stage: Stage) -> Seen:
    for name in ("basic/folders/a/1", "basic/folders/a/2", "basic/folders/b"):
        stage.write(name, b"in a folder")
    query = (("delimiter", "/"), ("list-type", "2"), ("prefix", f"{HERE}/basic/folders/"))
    reply = stage.send(Draft(key=None, query=query).signed(stage.target))
    if reply.status != 200:
        return look(reply)
    folders = answers.texts(reply.body, ("CommonPrefixes", "Prefix"), "ListBucketResult")
    right = folders == [stage.target.key("basic/folders/a/")]
    right = right and answers.keys(reply.body) == [stage.target.key("basic/folders/b")]
    return look(reply, (), "" if right else "other keys or common prefixes")


def _copied(stage: Stage, reply: Reply) -> str:
    if b"<Error>" in reply.body:
        return "status 200, and an error in the body"
    return "" if stage.read("basic/copy") == SEED else "the copy is another object"


def _metadata(stage: Stage) -> Seen:
    headers = (("Content-Type", "text/x-sigv4"), ("x-amz-meta-note", "a note"))
    draft = Draft(method="PUT", key="basic/metadata", body=b"with metadata", headers=headers)
    reply = stage.send(draft.signed(stage.target))
    if reply.status >= 300:
        return look(reply)
    head = stage.send(Draft(method="HEAD", key="basic/metadata").signed(stage.target))
    kept = [head.headers.get(name.lower()) == value for name, value in headers]
    return look(reply, (), "" if all(kept) else "HEAD does not answer with what was sent")


CASES: tuple[Case, ...] = (
    accepts("basic/get", "GET of an object", Draft(), source=QUERY),
    accepts(
        "basic/put",
        "PUT of an object",
        Draft(method="PUT", key="basic/put", body=b"written by a URL"),
        source=_PUT,
    ),
    accepts(
        "basic/put-empty",
        "PUT of an object without a byte",
        Draft(method="PUT", key="basic/empty", body=b""),
        source=_PUT,
        needs=("basic/put",),
    ),
    accepts(
        "basic/put-again",
        "PUT of an object that is there",
        Draft(method="PUT", key="basic/put", body=b"written once more"),
        source=_PUT,
        needs=("basic/put",),
    ),
    accepts(
        "basic/head",
        "HEAD of an object",
        Draft(method="HEAD"),
        source=operation("HeadObject"),
        shows=answers_with("content-length", str(len(SEED))),
    ),
    accepts(
        "basic/get-range",
        "GET with an unsigned Range",
        Draft(unsigned=(("Range", "bytes=5-15"),)),
        source=_GET,
        aws="206",
        statuses=(206, 200),
        shows=holds(SEED[5:16]),
        needs=_NEEDS,
    ),
    accepts(
        "basic/get-range-signed",
        "GET with a signed Range",
        Draft(headers=(("Range", "bytes=5-15"),)),
        source=_GET,
        aws="206",
        statuses=(206, 200),
        shows=holds(SEED[5:16]),
        needs=_NEEDS,
    ),
    accepts(
        "basic/get-if-match-fails",
        "GET with an unsigned If-Match of another ETag",
        Draft(unsigned=(("If-Match", '"0123456789abcdef0123456789abcdef"'),)),
        source=_GET,
        aws="412 PreconditionFailed",
        statuses=(412,),
        shows=lambda _, __: "",
        needs=_NEEDS,
    ),
    accepts(
        "basic/get-modified-since",
        "GET with an unsigned If-Modified-Since of now",
        Draft(unsigned=(("If-Modified-Since", "Fri, 01 Jan 2100 00:00:00 GMT"),)),
        source=RFC_HTTP + ", section 13.1.3",
        aws="200: a date in the future is ignored, or 304",
        statuses=(200, 304),
        shows=lambda _, __: "",
        needs=_NEEDS,
    ),
    accepts(
        "basic/get-missing",
        "GET of an object that is not there",
        Draft(key="basic/missing"),
        source=ERRORS,
        aws="404 NoSuchKey",
        statuses=(404,),
        shows=lambda _, reply: (
            "" if answers.error_code(reply.body) == "NoSuchKey" else "no NoSuchKey"
        ),
    ),
    accepts(
        "basic/head-missing",
        "HEAD of an object that is not there",
        Draft(method="HEAD", key="basic/missing"),
        source=operation("HeadObject"),
        aws="404, and no body",
        statuses=(404,),
        shows=_no_content,
    ),
    accepts(
        "basic/head-bucket",
        "HEAD of the bucket",
        Draft(method="HEAD", key=None),
        source=operation("HeadBucket"),
        shows=_no_content,
    ),
    accepts(
        "basic/list",
        "a listing under a prefix",
        Draft(key=None, query=(("list-type", "2"), ("prefix", f"{HERE}/seed"))),
        source=_LIST,
        shows=_lists("seed"),
    ),
    accepts(
        "basic/list-version-1",
        "the older listing under a prefix",
        Draft(key=None, query=(("prefix", f"{HERE}/seed"),)),
        source=operation("ListObjects"),
        shows=_lists("seed"),
    ),
    accepts(
        "basic/list-nothing",
        "a listing under a prefix that no key has",
        Draft(key=None, query=(("list-type", "2"), ("prefix", f"{HERE}/nobody"))),
        source=_LIST,
        shows=_lists(),
    ),
    Case(
        id="basic/list-pages",
        sends="a listing of three keys, a page each",
        accepts=True,
        aws="200, with the key after the token",
        source=_LIST,
        play=_pages,
        needs=("basic/list", "basic/put"),
    ),
    Case(
        id="basic/list-folders",
        sends="a listing with a delimiter",
        accepts=True,
        aws="200, with one common prefix and one key",
        source=_LIST,
        play=_folders,
        needs=("basic/list", "basic/put"),
    ),
    accepts(
        "basic/location",
        "the bucket's location, a parameter without a value",
        Draft(key=None, query=(("location", ""),)),
        source=operation("GetBucketLocation"),
    ),
    Case(
        id="basic/metadata",
        sends="PUT with a signed Content-Type and x-amz-meta-note, then HEAD",
        accepts=True,
        aws="200, and HEAD has both",
        source=_PUT,
        play=_metadata,
        needs=("basic/put", "basic/head"),
    ),
    accepts(
        "basic/copy",
        "a copy, with its source in a signed header",
        Draft(
            method="PUT",
            key="basic/copy",
            headers=(("x-amz-copy-source", f"/{BUCKET}/{HERE}/seed"),),
        ),
        source=operation("CopyObject"),
        shows=_copied,
    ),
    Case(
        id="basic/delete",
        sends="DELETE of an object",
        accepts=True,
        aws="204, and it is gone",
        source=operation("DeleteObject"),
        play=_delete,
        needs=("basic/put",),
    ),
    accepts(
        "basic/delete-missing",
        "DELETE of an object that is not there",
        Draft(method="DELETE", key="basic/missing"),
        source=operation("DeleteObject"),
        aws="204",
        statuses=(204, 200),
    ),
    Case(
        id="basic/delete-many",
        sends="POST ?delete of two objects, one with a name that XML and URLs must escape",
        accepts=True,
        aws="200, and they are gone",
        source=operation("DeleteObjects"),
        play=_delete_many,
        needs=("basic/put",),
    ),
    accepts(
        "basic/content-md5",
        "PUT with an unsigned Content-MD5 that is right",
        Draft(
            method="PUT",
            key="basic/md5",
            body=b"with a digest",
            unsigned=(content_md5(b"with a digest"),),
        ),
        source=CHECKSUMS,
        needs=("basic/put",),
    ),
    refuses(
        "basic/content-md5-of-another-body",
        "PUT with an unsigned Content-MD5 of another body",
        Draft(
            method="PUT",
            key="basic/md5-wrong",
            body=b"with a digest",
            unsigned=(content_md5(b"another"),),
        ),
        aws="400 BadDigest",
        source=CHECKSUMS,
        needs=("basic/content-md5",),
    ),
    refuses(
        "basic/anonymous",
        "GET without a signature",
        Draft(auth="none"),
        aws="403 AccessDenied, where the object is not public",
        source=operation("GetObject"),
        needs=_NEEDS,
    ),
    refuses(
        "basic/anonymous-put",
        "PUT without a signature",
        Draft(method="PUT", key="basic/anonymous", body=b"by nobody", auth="none"),
        aws="403 AccessDenied, where the bucket is not public",
        source=_PUT,
        needs=("basic/put",),
    ),
    refuses(
        "basic/anonymous-list",
        "a listing without a signature",
        Draft(key=None, query=(("prefix", f"{HERE}/"),), auth="none"),
        aws="403 AccessDenied, where the bucket is not public",
        source=_LIST,
        needs=("basic/list",),
    ),
)
