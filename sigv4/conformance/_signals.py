"""Signals that would end a program before it has put things in order."""

from __future__ import annotations

import signal
from contextlib import contextmanager, suppress

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def ended_by_signals() -> Iterator[None]:
    """Let SIGTERM and SIGHUP end what runs here as Ctrl-C does, by a KeyboardInterrupt.

    Only where they would end it at all: SIGHUP under nohup does not. Outside the main thread,
    which alone may say what signals do, nothing changes.
    """
    numbers = [number for number in (signal.SIGTERM, getattr(signal, "SIGHUP", None)) if number]
    ending = [number for number in numbers if signal.getsignal(number) == signal.SIG_DFL]
    with suppress(ValueError):
        for number in ending:
            signal.signal(number, signal.default_int_handler)
    try:
        yield
    finally:
        with suppress(ValueError):
            for number in ending:
                signal.signal(number, signal.SIG_DFL)
