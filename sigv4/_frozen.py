"""The base of the immutable records.

Not a dataclass: importing `dataclasses` costs several times what the rest of
this package does.
"""

from __future__ import annotations


class Frozen:
    """A record whose slots are set once, by `_set`, while it is made."""

    __slots__ = ()

    def _set(self, **values: object) -> None:
        for name, value in values.items():
            object.__setattr__(self, name, value)

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"{type(self).__name__} is immutable: {name} cannot be set")

    def __delattr__(self, name: str) -> None:
        raise AttributeError(f"{type(self).__name__} is immutable: {name} cannot be deleted")

    def __setstate__(self, state: tuple[None, dict[str, object]]) -> None:
        # Copies and pickles: object.__reduce_ex__ hands over (None, the slots).
        self._set(**state[1])
