"""Where a signature holds: in one region, or in a set of them.

One region signs with HMAC; a set signs asymmetrically (SigV4A), and X-Amz-Region-Set carries
it. Source: AWS IAM user guide, "Elements of an AWS API request signature".
"""

from __future__ import annotations

from ._checks import exact_str, shown, type_error
from ._frozen import Frozen
from .errors import InvalidValueError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    # A region for each, "*" in it for any characters; a text has them joined by ",".
    Regions = str | Iterable[str]

_WILDCARD = "*"
_IN_A_REGION = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.*")


class RegionSet(Frozen):
    """A checked set of regions, and how it is signed for.

    text: the set as X-Amz-Region-Set has it. deterministic: the same input gives the same
    signature (RFC 6979).
    """

    __slots__ = ("deterministic", "text")

    text: str
    deterministic: bool

    def __init__(self, regions: Regions, *, deterministic: bool = False) -> None:
        self._set(text=_joined(regions), deterministic=deterministic)

    # Both by value: the cache of keys goes by it, and no set is equal to a region.
    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, RegionSet)
            and self.text == other.text
            and self.deterministic is other.deterministic
        )

    def __hash__(self) -> int:
        return hash((self.text, self.deterministic))


def place(
    region: str | None, region_set: Regions | None, deterministic: bool = False
) -> str | RegionSet:
    """The region, or the set of regions, that is signed for: one of the two is given.

    A region comes back as it came in: it is checked where it is used.
    Raises InvalidTypeError or InvalidValueError.
    """
    if region_set is None and region is not None and deterministic is False:
        return region
    if not isinstance(deterministic, bool):
        raise type_error("deterministic", deterministic, "True or False")
    if region_set is not None and region is not None:
        raise InvalidValueError(
            "region_set",
            "a region was given as well",
            "give one of them: a region set is for signatures of SigV4A",
        )
    if region_set is not None:
        return RegionSet(region_set, deterministic=deterministic)
    if region is None:
        raise type_error("region", None, "a str, or a region_set for signatures of SigV4A")
    raise InvalidValueError(
        "deterministic",
        "it is for a region_set",
        "leave it out: signatures for one region are the same each time",
    )


def _joined(regions: Any) -> str:
    wanted = 'regions in their order, as in ("us-east-1", "eu-*")'
    if isinstance(regions, str):
        parts: list[Any] = [*exact_str("region_set", regions).split(",")]
    elif isinstance(regions, (bytes, set, frozenset)):  # A set has no order to keep.
        raise type_error("region_set", regions, wanted)
    else:
        try:
            parts = list(regions)
        except TypeError:
            raise type_error("region_set", regions, wanted) from None
    if not parts:
        raise InvalidValueError("region_set", "it is empty", f"name regions, or {_WILDCARD!r}")
    checked: dict[str, None] = {}  # A set that keeps their order.
    for part in parts:
        region = exact_str("region_set", part)
        if not region or not _IN_A_REGION.issuperset(region):
            raise InvalidValueError(
                "region_set",
                f"{shown(region)} is no region",
                "use letters, digits, '-', '_', '.', and '*' for any of them",
            )
        if region in checked:
            raise InvalidValueError("region_set", f"{shown(region)} is there twice", "give it once")
        checked[region] = None
    return ",".join(checked)


def covers(region_set: str, regions: Iterable[str]) -> bool:
    """Whether a set, as X-Amz-Region-Set has it, holds one of these regions."""
    patterns = region_set.split(",")
    return any(_matches(pattern, region) for pattern in patterns for region in regions)


def _matches(pattern: str, region: str) -> bool:
    first, *rest = pattern.split(_WILDCARD)
    if not rest:
        return region == pattern
    last = rest.pop()
    if not (region.startswith(first) and region[len(first) :].endswith(last)):
        return False
    # What stands between wildcards, each as early as it can: one pass, whatever the pattern.
    left = region[len(first) : len(region) - len(last)]
    for part in rest:
        _, found, left = left.partition(part) if part else ("", "*", left)
        if not found:
            return False
    return True
