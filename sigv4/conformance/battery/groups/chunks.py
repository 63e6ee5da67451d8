"""Uploads in signed chunks, and each link of their chain broken."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import replace
from functools import partial
from typing import Any
from zlib import crc32

from ..case import INFORMATION, Case, Seen, said
from ..chunked import SIGNED_TRAILER, UNSIGNED_TRAILER, Chunk, ChunkDraft
from ..draft import Draft
from ..plays import is_taken, look
from ..stage import Stage
from ..steps import other_digit
from .sources import CHECKSUMS, CHUNKS, ERRORS, TRAILERS, UNKNOWN

# The least that a chunk may hold that is not the last.
_LEAST = 8192
_ONE = b"one chunk alone"
_FIRST, _SECOND, _LAST = b"1" * _LEAST, b"2" * _LEAST, b"3" * 100
_THREE = (_FIRST, _SECOND, _LAST)
_DIFFERS = "403 SignatureDoesNotMatch"
_CONTROL = ("chunks/three",)


def _crc32(body: bytes) -> tuple[str, str]:
    return "x-amz-checksum-crc32", b64encode(crc32(body).to_bytes(4, "big")).decode()


def _play(draft: ChunkDraft, accepts: bool, stage: Stage) -> Seen:
    reply = stage.send(draft.signed(stage.target))
    there = stage.read(draft.key)
    if accepts:
        return look(reply, (), "" if there == draft.body else "what was written is not there")
    if is_taken(reply) is False and there is not None:
        return Seen(accepted=True, answer=said(reply), problem="it wrote the object all the same")
    return look(reply)


def _encoding(stage: Stage) -> Seen:
    """The object must not carry the coding of its upload."""
    draft = ChunkDraft(key="chunks/encoding", parts=(_ONE,))
    reply = stage.send(draft.signed(stage.target))
    if reply.status >= 300:
        return look(reply)
    kept = stage.ask(Draft(key=draft.key)).headers.get("content-encoding", "")
    return look(reply, (), f"the object has the Content-Encoding {kept!a}" if kept else "")


def _unknown(name: str, sends: str, how: dict[str, Any], *needs: str) -> Case:
    case = _case(name, sends, "not known", UNKNOWN, True, how, *needs)
    return replace(case, kind=INFORMATION)


def _case(
    name: str, sends: str, aws: str, source: str, accepts: bool, how: dict[str, Any], *needs: str
) -> Case:
    draft = ChunkDraft(**{"key": f"chunks/{name}", "parts": _THREE, **how})
    return Case(
        id=f"chunks/{name}",
        sends=sends,
        accepts=accepts,
        aws=aws,
        source=source,
        play=partial(_play, draft, accepts),
        needs=needs or (_CONTROL if not accepts else ()),
    )


def _takes(name: str, sends: str, how: dict[str, Any], *needs: str, source: str = CHUNKS) -> Case:
    return _case(name, sends, "200, with the chunks put together", source, True, how, *needs)


def _refuses(
    name: str,
    sends: str,
    how: dict[str, Any],
    *needs: str,
    aws: str = _DIFFERS,
    source: str = CHUNKS,
) -> Case:
    return _case(name, sends, aws, source, False, how, *needs)


def _resigned(at: int, digit: int) -> dict[str, Any]:
    def change(chunks: list[Chunk]) -> list[Chunk]:
        data, signed = chunks[at]
        chunks[at] = data, other_digit(signed, digit)
        return chunks

    return {"change": change}


def _with(at: int, data: bytes) -> dict[str, Any]:
    """Other data in a chunk."""

    def change(chunks: list[Chunk]) -> list[Chunk]:
        chunks[at] = data, chunks[at][1]
        return chunks

    return {"change": change}


_SIGNED = {"payload": SIGNED_TRAILER}
_BODY = _FIRST + _SECOND + _LAST
_RIGHT = {**_SIGNED, "trailer": _crc32(_BODY)}
_FREE = {"payload": UNSIGNED_TRAILER, "trailer": _crc32(_BODY)}

CASES: tuple[Case, ...] = (
    _takes("one", "one signed chunk", {"parts": (_ONE,)}),
    _takes("three", "three signed chunks", {}),
    _unknown("none", "no chunk but the last, empty one", {"parts": ()}),
    _takes(
        "metadata",
        "chunks of a request with signed metadata",
        {"headers": (("x-amz-meta-note", "a"),)},
    ),
    Case(
        id="chunks/encoding",
        sends="a signed chunk, then GET",
        accepts=True,
        aws="200, and the object has no Content-Encoding of aws-chunked",
        source=CHUNKS,
        play=_encoding,
        needs=("chunks/one",),
    ),
    *[
        _refuses(
            f"signature-{name}", f"the {name} chunk with another signature", _resigned(at, digit)
        )
        for name, at, digit in (
            ("first", 0, 0),
            ("second", 1, 63),
            ("third", 2, 31),
            ("last", 3, 0),
        )
    ],
    *[
        _refuses(f"data-{name}", f"the {name} chunk with other data", _with(at, data))
        for name, at, data in (
            ("first", 0, b"0" * _LEAST),
            ("second", 1, b"0" * _LEAST),
            ("third", 2, b"0" * 100),
        )
    ],
    _refuses(
        "swapped", "two chunks in the other's place", {"change": lambda c: [c[1], c[0], *c[2:]]}
    ),
    _refuses(
        "dropped",
        "a chunk left out, the length as it would be",
        {"change": lambda c: [c[0], *c[2:]], "decoded": _LEAST + 100},
    ),
    _refuses(
        "repeated",
        "a chunk sent twice, the length as it would be",
        {"change": lambda c: [c[0], c[0], *c[1:]], "decoded": 3 * _LEAST + 100},
    ),
    _refuses(
        "last-unsigned",
        "chunks whose last one has no signature",
        {"change": lambda c: [*c[:-1], (b"", "")]},
        aws="400 or 403",
    ),
    _refuses(
        "unsigned",
        "chunks without signatures",
        {"change": lambda c: [(data, "") for data, _ in c]},
        aws="400 or 403",
    ),
    _refuses(
        "end-missing",
        "chunks without the empty one at the end",
        {"change": lambda c: c[:-1], "after": lambda _: b""},
        aws="400 IncompleteBody",
        source=ERRORS,
    ),
    _refuses(
        "secret",
        "a request and chunks signed with another secret",
        {"draft": Draft(secret="nobody's secret")},
    ),
    _refuses(
        "region",
        "a request and chunks signed for another region",
        {"draft": Draft(region="mars-north-1")},
        aws="400 AuthorizationHeaderMalformed",
        source=ERRORS,
    ),
    _refuses(
        "expired",
        "a request and chunks signed a day ago",
        {"draft": Draft(age=86400)},
        aws="403 RequestTimeTooSkewed",
        source=ERRORS,
    ),
    _refuses(
        "length-missing",
        "chunks without x-amz-decoded-content-length",
        {"decoded": -1},
        aws="411 MissingContentLength",
    ),
    _unknown(
        "length-short",
        "an x-amz-decoded-content-length that is too short",
        {"decoded": _LEAST},
        *_CONTROL,
    ),
    _refuses(
        "length-long",
        "an x-amz-decoded-content-length that is too long",
        {"decoded": 4 * _LEAST},
        aws="400 IncompleteBody",
        source=ERRORS,
    ),
    _refuses(
        "small",
        "a chunk of 100 bytes that is not the last",
        {"parts": (_LAST, _FIRST)},
        aws="403 InvalidChunkSizeError",
        source=ERRORS,
    ),
    # Trailers.
    _takes("trailer", "three signed chunks and a signed trailer", _RIGHT, source=TRAILERS),
    _takes(
        "trailer-unsigned", "three unsigned chunks and an unsigned trailer", _FREE, source=TRAILERS
    ),
    _refuses(
        "trailer-signature",
        "a trailer with another signature",
        {**_RIGHT, "after": lambda end: end.replace(b"-signature:", b"-signature:0")},
        "chunks/trailer",
        source=TRAILERS,
    ),
    _refuses(
        "trailer-changed",
        "a trailer with another value than was signed",
        {**_RIGHT, "after": lambda end: end.replace(b"crc32:", b"crc32:AAAA")},
        "chunks/trailer",
        source=TRAILERS,
    ),
    _refuses(
        "trailer-checksum",
        "a signed trailer with the checksum of another body",
        {**_SIGNED, "trailer": _crc32(b"another")},
        "chunks/trailer",
        aws="400 BadDigest",
        source=CHECKSUMS,
    ),
    _refuses(
        "trailer-data",
        "a chunk with other data, and a trailer",
        {**_RIGHT, **_with(2, b"0" * 100)},
        "chunks/trailer",
        source=TRAILERS,
    ),
    _refuses(
        "trailer-missing",
        "chunks without the trailer that was announced",
        {**_RIGHT, "after": lambda _: b"\r\n"},
        "chunks/trailer",
        aws="400 MalformedTrailerError",
        source=TRAILERS,
    ),
    _refuses(
        "trailer-unsigned-checksum",
        "unsigned chunks with the checksum of another body",
        {"payload": UNSIGNED_TRAILER, "trailer": _crc32(b"another")},
        "chunks/trailer-unsigned",
        aws="400 BadDigest",
        source=CHECKSUMS,
    ),
)
