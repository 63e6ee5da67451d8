"""An input that says how to alter what was signed: short, whatever the length of that is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

_Thing = TypeVar("_Thing")


class Recipe:
    """The bytes of an input, taken one after the other; behind the end there are zeros."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def __bool__(self) -> bool:
        return self._at < len(self._data)

    def byte(self) -> int:
        """The next one."""
        return (self.some(1) or b"\0")[0]

    def some(self, count: int) -> bytes:
        """The next bytes, as many as there are up to `count`."""
        self._at += count
        return self._data[self._at - count : self._at]

    def rest(self) -> bytes:
        """All that is left."""
        return self.some(len(self._data))

    def number(self, below: int) -> int:
        """A number from 0 up to `below`, which may be zero."""
        return int.from_bytes(self.some(1 if below <= 256 else 2), "big") % max(1, below)

    def one_of(self, things: Sequence[_Thing]) -> _Thing:
        """One of them."""
        return things[self.number(len(things))]

    def altered(self, whole: bytes) -> bytes:
        """Some bytes left out at one place, and others in theirs."""
        at = self.number(len(whole) + 1)
        behind = at + self.number(16)
        return whole[:at] + self.some(self.number(16)) + whole[behind:]
