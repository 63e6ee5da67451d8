"""`verify_request`, of signed requests that were altered: what is accepted means what was signed.

An input is a recipe: which of the really signed requests, and what is done to it on the way.
Some of that means the same request, which must be accepted then.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from alterations import OTHER, SAME
from fuzz_verify_request import AS_TEXT, REQUIRED, STRICT, UNSIGNED, verify
from messages import Message
from recipes import Recipe
from reference import body_is, meaning, repeated, unsigned
from signed_requests import SIGNED

from sigv4.verify import RefusedError, Verified

_STEPS = SAME + OTHER
_MOST_STEPS = 8
_MEANINGS = tuple(meaning(message) for message in SIGNED)

# Each request, altered in each of the ways.
SEEDS = tuple(
    bytes([0, which, step, 1, 2, 3, 4])
    for which in range(len(SIGNED))
    for step in range(len(_STEPS))
)


def TestOneInput(data: bytes) -> None:
    """One request, altered step by step."""
    recipe = Recipe(data)
    mode = recipe.byte() & (STRICT | REQUIRED | AS_TEXT)
    which = recipe.number(len(SIGNED))
    message, same = replace(SIGNED[which], mode=mode), True
    for _ in range(_MOST_STEPS):
        if not recipe:
            break
        step = recipe.one_of(_STEPS)
        message = step(message, recipe)
        same = same and step in SAME
    verified = _outcome(message)
    if verified is None:
        assert not (same and _accepted(mode, which)), "refused, though it means the same"
        return
    one, other = meaning(message), _MEANINGS[which]
    assert one[:3] == other[:3]
    assert not set(one.requests).isdisjoint(other.requests), "forged"
    assert body_is(message, verified.payload_hash)
    assert not repeated(message)
    assert unsigned(message, verified.signed_headers) <= UNSIGNED


@cache
def _accepted(mode: int, which: int) -> bool:
    return _outcome(replace(SIGNED[which], mode=mode)) is not None


def _outcome(message: Message) -> Verified | None:
    try:
        return verify(message)
    except RefusedError:
        return None
