"""The file of expected failures: one case's id a line, and why behind a `#`."""

from __future__ import annotations

from .._checks import shown
from ..errors import ConfigurationFileError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path


def read_expected_failures(path: str | Path, known: Collection[str]) -> dict[str, str]:
    """The reasons by id. known: the ids that there are.

    Raises ConfigurationFileError for an unknown id, one that comes twice, or a file that is no
    text, and OSError for one that cannot be read.
    """
    expected: dict[str, str] = {}
    try:
        # Some editors begin a file with a mark.
        with open(path, encoding="utf-8-sig") as file:
            lines = file.read().splitlines()
    except UnicodeDecodeError:
        raise ConfigurationFileError(str(path), None, "it is no UTF-8") from None
    for number, line in enumerate(lines, 1):
        name, _, reason = (part.strip() for part in line.partition("#"))
        if not name:
            continue
        if name not in known:
            raise ConfigurationFileError(str(path), number, f"there is no case {shown(name)}")
        if name in expected:
            raise ConfigurationFileError(str(path), number, f"{name} is there twice")
        expected[name] = reason
    return expected
