"""Text as it stands in XML that is sent."""

from __future__ import annotations


def xml_text(text: str) -> str:
    """A text as the content of an element (XML 1.0, section 2.4)."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
