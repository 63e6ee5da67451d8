"""Conditions of a POST form, as `S3.presign_post` takes them.

    s3.presign_post("media", "uploads/${filename}", conditions=[
        starts_with("Content-Type", "image/"),
        content_length_range(1, 5_000_000),
    ])

Source: Amazon S3 API reference, "Creating a POST policy".
"""

from __future__ import annotations

from .._policy import EXACT, STARTS_WITH, Condition, as_condition, length_range

__all__ = ["Condition", "anything", "content_length_range", "exact", "starts_with"]


def exact(field: str, value: str) -> Condition:
    """A field must have this value. Raises InvalidTypeError or InvalidValueError."""
    return as_condition([EXACT, _named(field), value])


def starts_with(field: str, prefix: str) -> Condition:
    """A field's value must begin so; of a Content-Type with commas, each part.

    Raises InvalidTypeError, or InvalidValueError for a field that S3 matches exactly.
    """
    return as_condition([STARTS_WITH, _named(field), prefix])


def anything(field: str) -> Condition:
    """A field may have any value, but must be there."""
    return starts_with(field, "")


def content_length_range(least: int, most: int) -> Condition:
    """The file's size in bytes, both bounds within it."""
    return length_range(least, most)


def _named(field: object) -> object:
    return f"${str.removeprefix(field, '$')}" if isinstance(field, str) else field
