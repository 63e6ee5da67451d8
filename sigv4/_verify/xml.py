"""S3's error document.

Source: Amazon S3 API reference, "REST error responses". Written by hand: the elements are
flat, and the standard library's writers take as long to import as all of this room.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

_ESCAPES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\r": "&#13;"}


def error_document(elements: Mapping[str, str]) -> bytes:
    """The document, in UTF-8; elements without content are left out."""
    written = [f"<{name}>{_text(text)}</{name}>" for name, text in elements.items() if text]
    document = f'<?xml version="1.0" encoding="UTF-8"?>\n<Error>{"".join(written)}</Error>'
    return document.encode()


def _text(text: str) -> str:
    return "".join([_ESCAPES.get(c, c) if _is_char(c) else "\ufffd" for c in text])


def _is_char(c: str) -> bool:
    # XML 1.0, section 2.2: Char. What is none cannot be written in a document at all.
    return c in "\t\n\r" or " " <= c <= "\ud7ff" or "\ue000" <= c <= "\ufffd" or c >= "\U00010000"
