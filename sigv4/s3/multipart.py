"""Uploads in parts by presigned URLs: what `S3.plan_multipart` gives.

A plan has the request that begins an upload; its answer has the upload's id. With that,
`plan.with_upload_id` gives the requests for the parts, and those that list, complete or abort
the upload. Source: Amazon S3 user guide, "Uploading and copying objects using multipart upload".
"""

from __future__ import annotations

from .._checks import exact_str, has_control_character, shown
from .._clock import SigningTime
from .._frozen import Frozen
from ..errors import InvalidValueError
from ._completion import body_template, completion
from ._plan_json import PLAN, UPLOAD, as_member, read, timestamp, written
from ._planned_requests import Part, PlannedRequest
from .answers import LONGEST_ID, completed_etag, etags_of, upload_id_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from datetime import datetime
    from typing import Any

    from ._part_layout import Layout

__all__ = [
    "MultipartPlan",
    "MultipartUpload",
    "Part",
    "PlannedRequest",
    "completed_etag",
    "etags_of",
    "upload_id_of",
]


class _Planned(Frozen):
    """What a plan and an upload have in common."""

    __slots__ = (
        "_layout",
        "bucket",
        "checksum_algorithm",
        "checksums_required",
        "cut_short_by_token",
        "expires_at",
        "key",
        "signed_at",
    )

    bucket: str
    key: str
    checksum_algorithm: str | None
    checksums_required: bool
    cut_short_by_token: bool
    _layout: Layout
    signed_at: datetime
    expires_at: datetime

    def __init__(self, **members: Any) -> None:
        self._set(**members)

    @property
    def size(self) -> int:
        """The file's size in bytes."""
        return self._layout.size

    @property
    def part_size(self) -> int:
        """The size of each part but the last, in bytes."""
        return self._layout.part_size

    @property
    def part_count(self) -> int:
        """How many parts there are: 1 to 10,000."""
        return self._layout.count

    def _head(self, kind: str) -> dict[str, Any]:
        """The beginning of its document."""
        return {
            "kind": kind,
            "bucket": self.bucket,
            "key": self.key,
            "size": self.size,
            "part_size": self.part_size,
            "part_count": self.part_count,
            "checksum_algorithm": self.checksum_algorithm,
            "checksums_required": self.checksums_required,
            "signed_at": timestamp(self.signed_at),
            "expires_at": timestamp(self.expires_at),
            "cut_short_by_token": self.cut_short_by_token,
        }

    def __repr__(self) -> str:
        address = shown(f"s3://{self.bucket}/{self.key}")[1:-1]
        return (
            f"<{type(self).__name__} {address}: {self.size} bytes in {self.part_count} parts, "
            f"until {timestamp(self.expires_at)}>"
        )


class MultipartPlan(_Planned):
    """The parts that a file is uploaded in, and the request that begins the upload. Immutable.

    create: its answer has the upload's id, which `upload_id_of` reads. bucket, key: where to.
    size, part_size, part_count: in bytes, and how many. checksum_algorithm: as the API has it,
    or None; checksums_required: S3 takes no part without its checksum. signed_at, expires_at:
    aware datetimes in UTC, those of `create`. cut_short_by_token: the credentials end sooner
    than was asked for, and `expires_at` is their end.
    """

    __slots__ = ("_begin", "create")

    create: PlannedRequest
    _begin: Callable[[MultipartPlan, str, SigningTime], MultipartUpload] | None

    def with_upload_id(
        self, upload_id: str, *, signing_time: datetime | None = None
    ) -> MultipartUpload:
        """The rest of the upload, signed for as long as the plan was.

        upload_id: from the answer to `create`, or that of an upload to go on with.
        signing_time: an aware datetime; None means now.

        Raises InvalidTypeError or InvalidValueError, also where the plan was read from JSON:
        it has no credentials.
        """
        if self._begin is None:
            raise InvalidValueError(
                "plan",
                "it was read from JSON, and has no credentials to sign with",
                "send the upload's id to the program that made it",
            )
        text = exact_str("upload_id", upload_id)
        if not text.strip() or len(text) > LONGEST_ID or has_control_character(text):
            raise InvalidValueError(
                "upload_id", f"{shown(text)} is none", "give what upload_id_of(answer) gives"
            )
        return self._begin(self, text, SigningTime.of(signing_time))

    def to_json(self) -> str:
        """The plan as a document for a client that knows no S3.

        Whoever has it can begin the upload until it expires, and no more; no credentials are
        in it. A customer's own key (SSE-C) is, since its sender must have it.
        """
        return "".join(written({**self._head(PLAN), "create": as_member(self.create)}))

    @staticmethod
    def from_json(document: str | bytes) -> MultipartPlan:
        """The plan that `to_json` wrote, without what signs.

        Raises InvalidTypeError or InvalidValueError for anything else.
        """
        return MultipartPlan(**read(document, PLAN), _begin=None)


class MultipartUpload(_Planned):
    """The requests of an upload that has begun. Immutable.

    `parts()`, `part(number)`: for the parts, which may be sent in any order, and again.
    complete: its body is `complete_body(etags)`. Its answer may be an error even with the
    status 200; `completed_etag` tells. list_parts: one request for each 1,000 parts, whose
    answers `etags_of` reads. abort: gives the upload up; until then its parts are kept, and
    paid for. upload_id: it is in each of their URLs. The other attributes are those of
    `MultipartPlan`, for all these requests.
    """

    __slots__ = ("_part", "abort", "complete", "list_parts", "upload_id")

    upload_id: str
    complete: PlannedRequest
    abort: PlannedRequest
    list_parts: tuple[PlannedRequest, ...]
    _part: Callable[[int, bytes | str | None], Part]

    def part(self, number: int, *, checksum: bytes | str | None = None) -> Part:
        """The request for one part.

        checksum: the part's digest by `checksum_algorithm`, as bytes or base64; it is signed,
        and S3 holds the part to it. Raises InvalidTypeError or InvalidValueError, also for a
        part without a checksum where S3 takes none.
        """
        return self._part(self._layout.check_number("number", number), checksum)

    def parts(self, *, checksums: Mapping[int, bytes | str] | None = None) -> Iterator[Part]:
        """The requests for all parts in order, each made when it is drawn.

        checksums: the parts' digests by their numbers, as in `part`.
        """
        digests = self._layout.by_number("checksums", {} if checksums is None else checksums)
        for number in range(1, self.part_count + 1):
            yield self._part(number, digests.get(number))

    def complete_body(
        self,
        etags: Mapping[int, str] | Iterable[tuple[int, str]],
        *,
        checksums: Mapping[int, bytes | str] | None = None,
    ) -> bytes:
        """The body of `complete`: the parts, each with what the answer to its upload said.

        etags: the header ETag of those answers by the parts' numbers, in any order, with its
        quotes or without. checksums: the parts' digests as they were signed. S3 refuses this
        body with a form's Content-Type, application/x-www-form-urlencoded.

        Raises InvalidTypeError or InvalidValueError for a part that is missing, there twice or
        none of this file's.
        """
        return completion(
            self._layout,
            etags,
            checksums,
            algorithm=self.checksum_algorithm,
            required=self.checksums_required,
        )

    def to_json(self, *, checksums: Mapping[int, bytes | str] | None = None) -> str:
        """The upload as a document for a client that knows no S3: all its requests.

        A request is an object of method, url and headers; clients send content-length, which is
        among them, by themselves. `parts` is a list of them, each with
        number, offset and size; `complete` is one with its body's pieces: before, part (for each
        part, with {number} and {etag} in place of values, and {checksum} where there is one)
        and after. `abort` and the list `list_parts` are requests, too. The other members are
        the attributes of this class, the times as in 2013-05-24T00:00:00Z; `version` is 1.

        checksums: as in `parts`. Whoever has it can do the upload until it expires: its URLs
        are bearer tokens. No credentials are in it; a customer's own key (SSE-C) is, since its
        sender must have it.
        """
        return "".join(self.iter_json(checksums=checksums))

    def iter_json(self, *, checksums: Mapping[int, bytes | str] | None = None) -> Iterator[str]:
        """The document of `to_json` in pieces; each part is signed when its piece is drawn."""
        body = body_template(self.checksum_algorithm if self.checksums_required else None)
        members = {
            **self._head(UPLOAD),
            "upload_id": self.upload_id,
            "complete": {**as_member(self.complete), "body": body},
            "abort": as_member(self.abort),
            "list_parts": [as_member(request) for request in self.list_parts],
        }
        return written(members, self.parts(checksums=checksums))

    @staticmethod
    def from_json(document: str | bytes) -> MultipartUpload:
        """The upload that `to_json` wrote, with the requests that are in it.

        Raises InvalidTypeError or InvalidValueError for anything else: another version, a
        member that is missing, unknown or out of bounds, parts that do not make up the file,
        URLs of more than one object or upload.
        """
        members = read(document, UPLOAD)
        parts = members.pop("parts")

        def part(number: int, checksum: object) -> Part:
            if checksum is not None:
                raise InvalidValueError(
                    "checksum", "a part that was read from JSON is signed", "leave it out"
                )
            found: Part = parts[number - 1]
            return found

        return MultipartUpload(**members, _part=part)
