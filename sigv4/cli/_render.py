"""What was signed, as JSON and as a command."""

from __future__ import annotations

from .._checks import printable
from ._messages import note

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from .._presigned import PresignedRequest


def rendered(
    request: PresignedRequest, options: Namespace, *, upload_file: str | None = None
) -> str:
    """A presigned request in the form that was asked for, without the line end."""
    if options.json:
        return as_json(request)
    if options.curl:
        return request.curl(upload_file=upload_file)
    if request.headers:
        # By their names alone: a value may be a customer's key.
        names = ", ".join(request.headers)
        note(f"whoever uses the URL must send what is signed, which --curl shows: {names}")
    return request.url


def note_end_of_credentials(request: PresignedRequest) -> None:
    """Say where a URL ends sooner than it was asked to."""
    if request.cut_short_by_token:
        note(f"the credentials end at {timestamp(request.expires_at)}, and the URL with them")


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


def labelled(lines: Iterable[tuple[str, str]], width: int) -> str:
    """Lines with a label in front of each, which is left out where it is that of the one above."""
    text = []
    before = None
    for label, line in lines:
        text.append(f"{'' if label == before else label:{width}}{printable(line)}\n")
        before = label
    return "".join(text)


def wants_body(method: str, headers: Mapping[str, str]) -> bool:
    """Whether a PUT without a body would make an empty object of what is there. A copy has none."""
    return method == "PUT" and "x-amz-copy-source" not in headers


def placeholder(method: str, headers: Mapping[str, str]) -> str | None:
    """What stands for the file to send in a curl command, and a note on it."""
    if not wants_body(method, headers):
        return None
    note("put the name of the file to send in the place of FILE")
    return "FILE"


def timestamp(time: datetime) -> str:
    """A time in UTC as ISO 8601 has it, in whole seconds."""
    return time.strftime("%Y-%m-%dT%H:%M:%SZ")
