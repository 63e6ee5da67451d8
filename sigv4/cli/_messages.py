"""What the command says on standard error: one line each, and safe to show on a terminal."""

from __future__ import annotations

import os
import sys

from .._checks import printable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TextIO, TypeVar

    from ..errors import InvalidInputError

    _T = TypeVar("_T")

# The options that the library's arguments come from; a value from elsewhere has said so.
_OPTIONS = {
    "Bucket": "bucket",
    "Key": "key",
    "addressing_style": "--addressing-style",
    "checksum": "--checksum",
    "chunk_size": "--chunk-size",
    "conditions": "--starts-with",
    "endpoint_url": "--endpoint-url",
    "expires_in": "--expires-in",
    "expose": "--expose-header",
    "fields": "--field",
    "flag": "--flag",
    "headers": "--header",
    "max_age": "--max-age",
    "id": "--id",
    "method": "--method",
    "methods": "--method",
    "now": "--now",
    "only": "--only",
    "operation": "--operation",
    "origins": "--origin",
    "part_size": "--part-size",
    "query": "--query-param",
    "region": "--region",
    "region_set": "--region-set",
    "s3_disable_express_session_auth": "--s3-disable-express-session-auth",
    "s3_disable_multiregion_access_points": "--s3-disable-multiregion-access-points",
    "service": "--service",
    "set": "--set",
    "signing_time": "--signing-time",
    "size": "--size",
    "upload_id": "--upload-id",
    "skip_flag": "--skip-flag",
    "use_accelerate_endpoint": "--use-accelerate-endpoint",
    "use_arn_region": "--no-use-arn-region",
    "use_dualstack_endpoint": "--use-dualstack-endpoint",
    "use_fips_endpoint": "--use-fips-endpoint",
    "use_global_endpoint": "--use-global-endpoint",
}

# What the library tells a program to do, and what the user of the command can do.
_REMEDIES = {
    "allow_dot_segments=True": "--allow-dot-segments",
    "pass allow_non_empty=True": "give --allow-non-empty",
    "get new ones": "get new ones, or unset AWS_CREDENTIAL_EXPIRATION if it is old",
    "give expires_in": "give --expires-in",
    "give it among the conditions": "give --min-size and --max-size",
    "give method": "give --method",
    "give region_set": "give --region-set",
    "give what upload_id_of(answer) gives": "give the UploadId that the first request was answered",
    "give the hash as payload_hash": "give the hash as --header 'x-amz-content-sha256: HASH'",
    "make a client for that region": "give --region with that one",
    "make a client for a region of its partition": "give --region with one of its partition",
    "pass now": "give --now",
    "pass signing_time": "give --signing-time",
    "s3_disable_express_session_auth=True": "--s3-disable-express-session-auth",
    "the region is the client's: S3(credentials, region=…)": "give --region",
    "use sign_headers, with body or payload_hash": "give --body FILE",
}


class UsageError(Exception):
    """The command was called wrongly; exit status 2."""


def complain(text: str) -> None:
    """Say what is wrong."""
    _say(f"sigv4: error: {printable(text)}\n")


def note(text: str) -> None:
    """Say what may surprise."""
    _say(f"sigv4: note: {printable(text)}\n")


def _say(line: str) -> None:
    """Write to standard error; where nobody takes it, the exit status has to tell."""
    stream = getattr(sys, "stderr", None)  # None: started with it closed (`2>&-`).
    if stream is not None:
        try:
            stream.write(line)
        except OSError:
            settle(stream)


def settle(stream: TextIO | None) -> None:
    """Send off what is buffered; if nobody takes it, let the interpreter's last flush be quiet.

    Where that fails, the exit status would be 120, whatever the command says.
    """
    if stream is None:
        return
    try:
        stream.flush()
    except OSError:
        from contextlib import suppress

        with suppress(OSError, ValueError):  # A stand-in for a stream has no descriptor.
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def noted(make: Callable[[], _T]) -> _T:
    """What a call returns; the warnings of its making become notes."""
    from warnings import catch_warnings, simplefilter

    with catch_warnings(record=True) as caught:
        simplefilter("always")
        made = make()
    for warning in caught:
        note(str(warning.message))
    return made


def told(error: InvalidInputError) -> str:
    """An error of the library in the words of the command."""
    return f"{option_of(error.argument)}: {error.problem}; {in_options(error.remedy)}"


def option_of(argument: str) -> str:
    """The option that an argument of the library comes from, or what else people call it."""
    return _OPTIONS.get(argument, argument)


def in_options(remedy: str) -> str:
    """What to do, in the words of the command. Nothing that the user wrote stands in it."""
    for argument, option in _REMEDIES.items():
        remedy = remedy.replace(argument, option)
    return remedy
