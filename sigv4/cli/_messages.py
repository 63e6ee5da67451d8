"""What the command says on standard error: one line each, and safe to show on a terminal."""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TextIO

    from ..errors import InvalidInputError

# The options that the library's arguments come from; a value from elsewhere has said so.
_OPTIONS = {
    "endpoint_url": "--endpoint-url",
    "expires_in": "--expires-in",
    "headers": "--header",
    "query": "--query-param",
    "region": "--region",
    "service": "--service",
    "signing_time": "--signing-time",
}

# What the library tells a program to do, and what the user of the command can do.
_REMEDIES = {
    "allow_dot_segments=True": "--allow-dot-segments",
    "get new ones": "get new ones, or unset AWS_CREDENTIAL_EXPIRATION if it is old",
    "give the hash as payload_hash": "give the hash as --header 'x-amz-content-sha256: HASH'",
    "pass signing_time": "give --signing-time",
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


def told(error: InvalidInputError) -> str:
    """An error of the library in the words of the command."""
    argument = _OPTIONS.get(error.argument, error.argument)
    return f"{argument}: {error.problem}; {in_options(error.remedy)}"


def in_options(remedy: str) -> str:
    """What to do, in the words of the command. Nothing that the user wrote stands in it."""
    for argument, option in _REMEDIES.items():
        remedy = remedy.replace(argument, option)
    return remedy


def printable(text: str) -> str:
    """A text without what a terminal obeys: control and other unprintable characters escaped."""
    if text.isprintable():
        return text
    return "".join([c if c.isprintable() else ascii(c)[1:-1] for c in text])
