"""What comes on standard input, for commands that read one text."""

from __future__ import annotations

import sys

from ._messages import UsageError

# In bytes; URLs have a few thousand at most, and forms 20480 bytes.
_MOST = 1 << 20


def from_standard_input(what: str) -> str:
    """The text on standard input; what: that is wanted. Raises UsageError where there is none."""
    stream = getattr(sys.stdin, "buffer", None)  # None: started with it closed (`<&-`).
    if stream is None:
        raise UsageError("standard input is closed")
    data: bytes = stream.read(_MOST + 1)
    if len(data) > _MOST:
        raise UsageError("standard input is no URL: it has more than a million bytes")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = ""
    if not text.strip():
        raise UsageError(f"standard input has no text: give {what}")
    return text
