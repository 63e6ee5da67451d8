"""Where an answer and what is expected part."""

from __future__ import annotations

import json
from dataclasses import dataclass


@dataclass(frozen=True)
class Difference:
    """checkpoint: where; expected, answered: the two as text; note: what else there is to know."""

    checkpoint: str
    expected: str
    answered: str
    note: str = ""


def lines_of(value: object) -> str:
    """A text as it is, and any other value as JSON of several lines."""
    return value if isinstance(value, str) else json.dumps(value, indent=1)
