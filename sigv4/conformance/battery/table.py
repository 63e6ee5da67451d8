"""All cases of the battery, in the order in which they are sent."""

from __future__ import annotations

from ...errors import InvalidValueError
from .groups import (
    basic,
    chunks,
    expiry,
    header,
    headers,
    keys,
    multipart,
    posts,
    responses,
    scope,
    tampering,
    tokens,
    wire,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from .case import Case

# What a case needs stands above it.
CASES: tuple[Case, ...] = (
    *basic.CASES,
    *header.CASES,
    *tampering.CASES,
    *scope.CASES,
    *expiry.CASES,
    *headers.CASES,
    *keys.CASES,
    *wire.CASES,
    *responses.CASES,
    *multipart.CASES,
    *posts.CASES,
    *chunks.CASES,
    *tokens.CASES,
)

_BY_ID = {case.id: case for case in CASES}


def chosen(names: Sequence[str]) -> tuple[Case, ...]:
    """The cases of these ids and groups, with those that they need; all, where none is named.

    Raises InvalidValueError for a name that is neither.
    """
    if not names:
        return CASES
    groups = {case.group for case in CASES}
    wanted: set[str] = set()
    for name in names:
        if name not in groups and name not in _BY_ID:
            raise InvalidValueError(
                "only",
                f"{name[:60]!a} is no case and no group",
                f"the groups are {', '.join(sorted(groups))}",
            )
        wanted |= {case.id for case in CASES if name in (case.id, case.group)}
    for case in reversed(CASES):
        if case.id in wanted:
            wanted.update(case.needs)
    return tuple([case for case in CASES if case.id in wanted])
