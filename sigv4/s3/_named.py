"""The five operations that people use most, with Python's names; a part of `S3`."""

from __future__ import annotations

from .._checks import type_error
from ..errors import InvalidInputError, InvalidValueError
from ._names import python_name
from .checksums import checksum_parameter
from .operations import operation as find_operation

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime, timedelta

    from .._presigned import PresignedRequest
    from ._values import Value


class NamedOperations:
    """Methods that are `presign` of one operation each."""

    __slots__ = ()

    presign: Callable[..., PresignedRequest]

    def presign_get(
        self,
        bucket: str,
        key: str,
        *,
        expires_in: int | timedelta | None = None,
        signing_time: datetime | None = None,
        allow_dot_segments: bool = False,
        **parameters: Value | None,
    ) -> PresignedRequest:
        """A link to download an object.

        parameters: those of GetObject in Python's spelling, such as `version_id`, `range`,
        `response_content_type` and `response_content_disposition`, for which `attachment`
        names the file to save; None is as good as left out. The other arguments are those of
        `presign`.
        """
        return self._presign_named(
            "get_object",
            {**parameters, "bucket": bucket, "key": key},
            expires_in=expires_in,
            signing_time=signing_time,
            allow_dot_segments=allow_dot_segments,
        )

    def presign_head(
        self,
        bucket: str,
        key: str,
        *,
        expires_in: int | timedelta | None = None,
        signing_time: datetime | None = None,
        allow_dot_segments: bool = False,
        **parameters: Value | None,
    ) -> PresignedRequest:
        """A link to ask for an object's headers; as `presign_get`, of HeadObject."""
        return self._presign_named(
            "head_object",
            {**parameters, "bucket": bucket, "key": key},
            expires_in=expires_in,
            signing_time=signing_time,
            allow_dot_segments=allow_dot_segments,
        )

    def presign_put(
        self,
        bucket: str,
        key: str,
        *,
        create_only: bool = False,
        checksum: tuple[str, bytes | str] | None = None,
        expires_in: int | timedelta | None = None,
        signing_time: datetime | None = None,
        allow_dot_segments: bool = False,
        **parameters: Value | None,
    ) -> PresignedRequest:
        """A link to upload an object.

        create_only: an object that is there is not replaced (`If-None-Match: *`). checksum:
        what the content must have, such as ("sha256", digest), the digest as bytes or base64.
        parameters: as in `presign_get`, of PutObject: `content_type`, `content_length` (exact:
        a range needs a POST form), `cache_control`, `metadata`, `storage_class` ... What is
        signed must be sent just so; `headers` of the result has it.
        """
        own: dict[str, Value] = {"bucket": bucket, "key": key}
        if not isinstance(create_only, bool):
            raise type_error("create_only", create_only, "True or False")
        if create_only:
            own["if_none_match"] = "*"
        if checksum is not None:
            name, digest = checksum_parameter(checksum)
            own[python_name(name)] = digest
        for name in own:
            if parameters.get(name) is not None:
                raise InvalidValueError(
                    name, "create_only or checksum says it already", "give one of them"
                )
        return self._presign_named(
            "put_object",
            {**parameters, **own},
            expires_in=expires_in,
            signing_time=signing_time,
            allow_dot_segments=allow_dot_segments,
        )

    def presign_delete(
        self,
        bucket: str,
        key: str,
        *,
        expires_in: int | timedelta | None = None,
        signing_time: datetime | None = None,
        allow_dot_segments: bool = False,
        **parameters: Value | None,
    ) -> PresignedRequest:
        """A link to delete an object; as `presign_get`, of DeleteObject."""
        return self._presign_named(
            "delete_object",
            {**parameters, "bucket": bucket, "key": key},
            expires_in=expires_in,
            signing_time=signing_time,
            allow_dot_segments=allow_dot_segments,
        )

    def presign_list(
        self,
        bucket: str,
        prefix: str | None = None,
        *,
        expires_in: int | timedelta | None = None,
        signing_time: datetime | None = None,
        **parameters: Value | None,
    ) -> PresignedRequest:
        """A link to list a bucket, or the keys in it that begin with a prefix.

        parameters: as in `presign_get`, of ListObjectsV2: `delimiter`, `max_keys`,
        `start_after`, `continuation_token` ...
        """
        return self._presign_named(
            "list_objects_v2",
            {**parameters, "bucket": bucket, "prefix": prefix},
            expires_in=expires_in,
            signing_time=signing_time,
            allow_dot_segments=False,
        )

    def _presign_named(
        self,
        operation: str,
        named: Mapping[str, Value | None],
        *,
        expires_in: int | timedelta | None,
        signing_time: datetime | None,
        allow_dot_segments: bool,
    ) -> PresignedRequest:
        found = find_operation(operation)
        try:
            return self.presign(
                operation,
                expires_in=expires_in,
                signing_time=signing_time,
                allow_dot_segments=allow_dot_segments,
                **found.in_api_names(named),
            )
        except InvalidInputError as error:
            found.name_in_python(error)
            raise
