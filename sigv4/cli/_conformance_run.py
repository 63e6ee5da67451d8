"""What the conformance commands have in common: times, and where a report goes."""

from __future__ import annotations

import argparse
import sys


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
