"""Signals that are heard by what the tests start, however the tests themselves were started."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def heard(number: signal.Signals) -> Iterator[None]:
    """For a process that is started within: it has the signal as in the foreground.

    What a shell starts in the background ignores Ctrl-C, what nohup starts ignores a hang-up,
    and so does what they start in turn. A handler is not inherited, and the default stands.
    """
    before = signal.signal(number, lambda *_: None)
    try:
        yield
    finally:
        signal.signal(number, before)
