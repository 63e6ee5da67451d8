"""What the conformance commands have in common: times, and where a report goes."""

from __future__ import annotations

import argparse
import sys


def check_output(path: str | None) -> None:
    """See that a report can be written, before it is worked for. Raises OSError."""
    if path is not None:
        with open(path, "a", encoding="utf-8"):
            pass


def write(text: str, path: str | None) -> None:
    """Write a report to a file, or to standard output."""
    if path is None:
        sys.stdout.write(text)
    else:
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)


def seconds(text: str) -> float:
    """A time that is more than none."""
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds <= 86400:  # False for what is no number, too.
        raise argparse.ArgumentTypeError("it is no time: write seconds, such as 30 or 0.5")
    return seconds
