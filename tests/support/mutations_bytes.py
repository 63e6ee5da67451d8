"""What the lists of changes share: one byte, one text, one part of a credential."""

from __future__ import annotations

import re
from collections.abc import Iterator

from arrivals import Arrival

from sigv4.verify import (
    RefusedError,
    UnknownKeyError,
    WrongDateError,
    WrongRegionError,
    WrongServiceError,
    WrongTerminatorError,
)

# None: it is accepted.
Classes = type[RefusedError] | tuple[type[RefusedError], ...] | None
Change = tuple[str, Arrival, Classes]

# The five parts of a credential, each as another.
CREDENTIALS: tuple[tuple[int, str, type[RefusedError]], ...] = (
    (0, "AKIDOTHER", UnknownKeyError),
    (1, "19990101", WrongDateError),
    (2, "mars-1", WrongRegionError),
    (3, "other", WrongServiceError),
    (4, "aws5_request", WrongTerminatorError),
)

_ESCAPE = re.compile("%[0-9A-Fa-f]{2}")


def other(char: str) -> str:
    """Another character that may stand in a target: the next digit or letter, or x."""
    if char.isdigit():
        return str((int(char) + 1) % 10)
    if char.isalpha():
        return {"z": "a", "Z": "A"}.get(char) or chr(ord(char) + 1)
    return "x"


def bad_escape(text: str) -> bool:
    """Whether a percent sign begins no escape."""
    return "%" in _ESCAPE.sub("", text)


def respelt(text: str) -> Iterator[tuple[str, str]]:
    """A part of a target with the same meaning, and how it is written."""
    if _ESCAPE.search(text):
        yield "escapes in lower case", _ESCAPE.sub(lambda found: found[0].lower(), text)
    letter = re.search("[A-Za-z](?![^%]{0,1}$)", _ESCAPE.sub(lambda f: "%" * len(f[0]), text))
    if letter is not None:
        at = letter.start()
        yield "a letter as an escape", f"{text[:at]}%{ord(text[at]):02X}{text[at + 1 :]}"
    if "%20" in text and "=" in text:
        yield "spaces as plus signs", text.replace("%20", "+")
