"""How the requests of an upload in parts are signed.

Source: Amazon S3 API reference, CreateMultipartUpload, UploadPart, ListParts,
CompleteMultipartUpload and AbortMultipartUpload.
"""

from __future__ import annotations

from .._checks import exact_str, type_error
from .._clock import utc
from .._frozen import Frozen
from ..errors import InvalidInputError, InvalidValueError
from ._completion import digest, no_algorithm
from ._part_layout import LISTED_AT_ONCE, Layout
from ._planned_requests import Part, PlannedRequest
from .addresses import warn_of_unnormalized
from .checksums import api_name
from .multipart import MultipartPlan, MultipartUpload
from .operations import operation as find_operation

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime, timedelta
    from typing import Any

    from .._clock import SigningTime
    from .._mint import Minter
    from .._presigned import PresignedRequest
    from ._values import Value
    from .client import S3

# What the later requests must say as the first one did, those that take it: whose bucket it
# is, who pays, the customer's own key, and of what the object's checksum is made.
_SAID_AGAIN = (
    *("ExpectedBucketOwner", "RequestPayer", "ChecksumType"),
    *("SSECustomerAlgorithm", "SSECustomerKey", "SSECustomerKeyMD5"),
)

# An object's checksum is made of its parts' checksums, which S3 then wants, unless it is one of
# the whole object; CRC64NVME is nothing else (Amazon S3 user guide, "Checking object integrity
# for data uploads", on full object and composite checksums).
_WHOLE = "FULL_OBJECT"
_ALWAYS_WHOLE = "CRC64NVME"

_EXPIRES_IN = 3600


def plan(
    s3: S3,
    named: Mapping[str, Value | None],
    layout: Layout,
    *,
    checksum_algorithm: str | None,
    create_only: bool,
    expires_in: int | timedelta | None,
    signing_time: datetime | None,
    allow_dot_segments: bool,
) -> MultipartPlan:
    """The plan for a file; `S3.plan_multipart` says what the arguments mean.

    named: the bucket, the key and the parameters of CreateMultipartUpload in Python's spelling.
    """
    if not isinstance(create_only, bool):
        raise type_error("create_only", create_only, "True or False")
    algorithm = None if checksum_algorithm is None else api_name(checksum_algorithm)
    found = find_operation("create_multipart_upload")
    try:
        given = found.in_api_names({**named, "checksum_algorithm": algorithm})
        create = s3._signed(
            found.name,
            given,
            expires_in=expires_in,
            signing_time=signing_time,
            allow_dot_segments=allow_dot_segments,
            default=_EXPIRES_IN,
        )
    except InvalidInputError as error:
        found.name_in_python(error)
        raise
    key = exact_str("key", given["Key"])
    warn_of_unnormalized(key)
    signing = _Signing(
        s3,
        create.expires_in,
        allow_dot_segments,
        {name: given[name] for name in _SAID_AGAIN if name in given},
        {"IfNoneMatch": "*"} if create_only else {},
    )
    whole = algorithm == _ALWAYS_WHOLE or given.get("ChecksumType") == _WHOLE
    return MultipartPlan(
        bucket=exact_str("bucket", given["Bucket"]),
        key=key,
        _layout=layout,
        checksum_algorithm=algorithm,
        checksums_required=algorithm is not None and not whole,
        create=_planned(create),
        _begin=signing.upload,
        **_times(create),
    )


class _Signing(Frozen):
    """How the later requests of a plan are signed."""

    __slots__ = ("_again", "_allow_dot_segments", "_condition", "_expires_in", "_s3")

    _s3: S3
    _expires_in: int
    _allow_dot_segments: bool
    _again: dict[str, Value]
    _condition: dict[str, Value]

    def __init__(
        self,
        s3: S3,
        expires_in: int,
        allow_dot_segments: bool,
        again: dict[str, Value],
        condition: dict[str, Value],
    ) -> None:
        self._set(
            _s3=s3,
            _expires_in=expires_in,
            _allow_dot_segments=allow_dot_segments,
            _again=again,
            _condition=condition,
        )

    def upload(self, plan: MultipartPlan, upload_id: str, time: SigningTime) -> MultipartUpload:
        """All requests but the first, signed for one second and by one set of credentials."""
        s3 = self._s3._with_one_signer()
        how: dict[str, Any] = {
            "expires_in": self._expires_in,
            "signing_time": utc(time.epoch),
            "allow_dot_segments": self._allow_dot_segments,
        }

        def parameters(operation: str, **own: Value) -> dict[str, Value]:
            # What is said again, as far as the operation takes it.
            known = find_operation(operation).parameters
            again = {name: value for name, value in self._again.items() if name in known}
            return {"Bucket": plan.bucket, "UploadId": upload_id, **again, **own}

        def signed(operation: str, **own: Value) -> PresignedRequest:
            return s3._signed(operation, parameters(operation, Key=plan.key, **own), **how)

        complete = signed("complete_multipart_upload", **self._condition)
        # ListParts gives those behind the marker, and an upload has no part but the plan's.
        pages = [
            signed("list_parts", **({"PartNumberMarker": marker} if marker else {}))
            for marker in range(0, plan.part_count, LISTED_AT_ONCE)
        ]
        return MultipartUpload(
            bucket=plan.bucket,
            key=plan.key,
            _layout=plan._layout,
            checksum_algorithm=plan.checksum_algorithm,
            checksums_required=plan.checksums_required,
            upload_id=upload_id,
            complete=_planned(complete),
            abort=_planned(signed("abort_multipart_upload")),
            list_parts=tuple([_planned(page) for page in pages]),
            _part=_Parts(s3, plan, parameters("upload_part"), how).part,
            **_times(complete),
        )


class _Parts(Frozen):
    """Signs parts: through a `Minter` for those of one size, or one by one with a checksum."""

    __slots__ = ("_headers", "_how", "_last", "_mint", "_parameters", "_plan", "_s3")

    _s3: S3
    _plan: MultipartPlan
    _parameters: dict[str, Any]
    _how: dict[str, Any]
    _mint: Minter | None
    _last: Minter | None
    _headers: dict[str, str]

    def __init__(
        self, s3: S3, plan: MultipartPlan, parameters: dict[str, Any], how: dict[str, Any]
    ) -> None:
        self._set(_s3=s3, _plan=plan, _parameters=parameters, _how=how)
        self._set(_mint=None, _last=None, _headers={})
        if not plan.checksums_required:
            headers = self._signed(1).headers
            del headers["content-length"]  # Each part's own.
            last = self._minter_of(plan.part_count)
            self._set(_mint=self._minter_of(1), _last=last, _headers=headers)

    def part(self, number: int, checksum: bytes | str | None) -> Part:
        """The request for a part."""
        plan = self._plan
        algorithm = plan.checksum_algorithm
        if checksum is not None:
            if algorithm is None:
                raise no_algorithm("checksum")
            value = digest(algorithm, checksum)
            request = self._signed(number, **{f"Checksum{algorithm}": value})
            return Part(request.url, request.headers, number, plan._layout)
        mint = self._last if number == plan.part_count else self._mint
        if mint is None:
            raise InvalidValueError(
                "checksum",
                f"part {number} has none, and S3 wants the {algorithm} of each part",
                "give its digest, or plan with checksum_type='FULL_OBJECT' where the algorithm "
                "has that",
            )
        size = str(plan._layout.size_of(number))
        headers = {"content-length": size, **self._headers}
        return Part(mint(plan.key, number), headers, number, plan._layout)

    def _signed(self, number: int, **checksum: str) -> PresignedRequest:
        size = self._plan._layout.size_of(number)
        own: dict[str, Any] = {
            "Key": self._plan.key,
            "PartNumber": number,
            "ContentLength": size,
            **checksum,
        }
        return self._s3._signed("upload_part", {**self._parameters, **own}, **self._how)

    def _minter_of(self, number: int) -> Minter:
        size = self._plan._layout.size_of(number)
        return self._s3.minter(
            "upload_part",
            vary="PartNumber",
            ContentLength=size,
            **self._parameters,
            **self._how,
        )


def _planned(request: PresignedRequest) -> PlannedRequest:
    return PlannedRequest(request.method, request.url, request.headers)


def _times(request: PresignedRequest) -> dict[str, Any]:
    return {
        "signed_at": request.signed_at,
        "expires_at": request.expires_at,
        "cut_short_by_token": request.cut_short_by_token,
    }
