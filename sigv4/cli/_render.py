"""What was signed, as JSON."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datetime import datetime

    from .._presigned import PresignedRequest


def as_json(request: PresignedRequest, key: str | None = None) -> str:
    """A presigned request as one line of JSON; with its key where there are many."""
    from json import dumps

    fields: dict[str, object] = {} if key is None else {"key": key}
    return dumps(
        {
            **fields,
            "url": request.url,
            "method": request.method,
            "headers": dict(request.headers),
            "signed_at": timestamp(request.signed_at),
            "expires_at": timestamp(request.expires_at),
            "cut_short_by_token": request.cut_short_by_token,
        }
    )


def timestamp(time: datetime) -> str:
    """A time in UTC as ISO 8601 has it, in whole seconds."""
    return time.strftime("%Y-%m-%dT%H:%M:%SZ")
