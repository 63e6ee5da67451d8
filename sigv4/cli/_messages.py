"""What the command says on standard error: one line each, and safe to show on a terminal."""

from __future__ import annotations

import sys


class UsageError(Exception):
    """The command was called wrongly; exit status 2."""


def complain(text: str) -> None:
    """Say what is wrong."""
    sys.stderr.write(f"sigv4: error: {printable(text)}\n")


def note(text: str) -> None:
    """Say what may surprise."""
    sys.stderr.write(f"sigv4: note: {printable(text)}\n")


def printable(text: str) -> str:
    """A text without what a terminal obeys: control and other unprintable characters escaped."""
    if text.isprintable():
        return text
    return "".join([c if c.isprintable() else ascii(c)[1:-1] for c in text])
