"""How a file is cut into parts, within S3's limits.

Source: Amazon S3 user guide, "Amazon S3 multipart upload limits": parts of 5 MiB to 5 GiB, the
last one of any size, at most 10,000 of them, numbered from 1.
"""

from __future__ import annotations

from .._checks import pairs_of, shown, type_error, whole_bytes
from .._frozen import Frozen
from ..errors import InvalidValueError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_MIB = 1024**2
_GIB = 1024**3

SMALLEST_PART = 5 * _MIB
LARGEST_PART = 5 * _GIB
MOST_PARTS = 10_000

# The guide says 48.8 TiB, which is this, rounded: as many of the largest parts as there may be.
LARGEST_OBJECT = MOST_PARTS * LARGEST_PART

# Big enough that its request's own cost is small, small enough to be sent again.
_USUAL_PART = 8 * _MIB

# The most parts that one answer of ListParts has.
LISTED_AT_ONCE = 1000


class Layout(Frozen):
    """size: of the file in bytes. part_size: of each part but the last, in bytes. count: of parts.

    part_size: None means 8 MiB, or as many more whole MiB as 10,000 parts need. An empty file
    is one empty part. Raises InvalidTypeError or InvalidValueError for what S3 does not take.
    """

    __slots__ = ("count", "part_size", "size")

    count: int
    part_size: int
    size: int

    def __init__(self, size: object, part_size: object = None) -> None:
        size = whole_bytes("size", size)
        if size > LARGEST_OBJECT:
            raise InvalidValueError(
                "size",
                f"{shown(size)} bytes are more than the {LARGEST_OBJECT} (48.8 TiB) of S3's "
                "largest object",
                "upload it as several objects",
            )
        least = max(_round_up(size, MOST_PARTS), 1)
        if part_size is None:
            part_size = max(_USUAL_PART, _round_up(least, _MIB) * _MIB)
        else:
            part_size = _checked_part_size(part_size, size, least)
        self._set(size=size, part_size=part_size, count=max(_round_up(size, part_size), 1))

    @property
    def pages(self) -> int:
        """How many answers of ListParts have all parts."""
        return _round_up(self.count, LISTED_AT_ONCE)

    def offset(self, number: int) -> int:
        """Where a part begins in the file, in bytes."""
        return (number - 1) * self.part_size

    def size_of(self, number: int) -> int:
        """A part's size in bytes."""
        return min(self.part_size, self.size - self.offset(number))

    def check_number(self, argument: str, number: object) -> int:
        """A part's number; raises InvalidTypeError or InvalidValueError for none of this file."""
        if isinstance(number, bool) or not isinstance(number, int):
            raise type_error(argument, number, "a part's number, an int")
        number = int.__int__(number)
        if not 1 <= number <= self.count:
            raise InvalidValueError(
                argument,
                f"there is no part {shown(number)}",
                f"this file has the parts 1 to {self.count}" if self.count > 1 else "give 1",
            )
        return number

    def by_number(self, argument: str, given: Any) -> dict[int, Any]:
        """A mapping of parts' numbers, or pairs of a number and something, as a dictionary.

        Raises as `check_number`, and for a number that is there twice.
        """
        found: dict[int, Any] = {}
        wanted = "a mapping by the parts' numbers, or pairs"
        for key, value in pairs_of(argument, given, named="number", wanted=wanted):
            number = self.check_number(argument, key)
            if number in found:
                raise InvalidValueError(argument, f"part {number} is there twice", "give it once")
            found[number] = value
        return found


def _checked_part_size(part_size: object, size: int, least: int) -> int:
    part_size = whole_bytes("part_size", part_size)
    if part_size < SMALLEST_PART:
        raise InvalidValueError(
            "part_size",
            f"{shown(part_size)} bytes are below the {SMALLEST_PART} (5 MiB) that S3 wants in "
            "each part but the last",
            f"give {SMALLEST_PART} or more, or leave it out",
        )
    if part_size > LARGEST_PART:
        raise InvalidValueError(
            "part_size",
            f"{shown(part_size)} bytes are more than the {LARGEST_PART} (5 GiB) of S3's largest "
            "part",
            f"give {LARGEST_PART} or less, or leave it out",
        )
    if part_size < least:
        raise InvalidValueError(
            "part_size",
            f"{size} bytes in parts of {part_size} are {_round_up(size, part_size)} parts, and S3 "
            f"takes {MOST_PARTS}",
            f"give {_round_up(least, _MIB) * _MIB} or more, or leave it out",
        )
    return part_size


def _round_up(value: int, divisor: int) -> int:
    return -(-value // divisor)
