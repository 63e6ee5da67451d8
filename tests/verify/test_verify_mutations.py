"""Every single change of a signed request is refused for what it is, or means the same."""

from __future__ import annotations

import random
from dataclasses import replace

import differential
import mutations
import pytest
from arrivals import by_us, server_of

from sigv4.verify import ExpiredError, SignatureDiffersError

COUNT = 60


@pytest.mark.parametrize("seed", [1, random.SystemRandom().randrange(10**9)], ids=["1", "new"])
def test_every_single_change_is_judged_rightly(seed: int) -> None:
    """Each change of the list, by its class; one seed is new in every run."""
    made, failures = mutations.run(COUNT, seed)
    assert not failures, f"seed {seed}: {failures[0]}"
    assert sum(made.values()) > 100 * COUNT


def test_the_list_has_every_part_of_a_request() -> None:
    """Parameters, headers, bytes, clock, keys and server are all among what is changed."""
    made, _ = mutations.run(COUNT, 2)
    for what in (
        *("query: byte of X-Amz-Credential", "query: byte of parameter", "query: byte of the path"),
        *("query: X-Amz-Date doubled", "query: X-Amz-Security-Token dropped"),
        *("query: clock at the end", "query: another secret", "query: any of them"),
        *("header: byte of Signature", "header: header x-amz-security-token changed"),
        *("header: header of the sender's own dropped", "header: body longer"),
        *("query: escapes in lower case", "query: parameters in another order"),
    ):
        assert made[what], what


def test_the_judgement_can_be_wrong() -> None:
    """What is accepted, or refused with another class than is right, is reported."""
    form, request = next(r for r in differential.requests(1, 100) if r[0] == "query")
    arrival, server = by_us(form, request), server_of(request)
    accepted = mutations.Mutation("none", arrival, server, SignatureDiffersError)
    assert mutations.wrong(accepted) == "accepted"
    changed = replace(arrival, target=f"{arrival.target}&added=1")
    right = mutations.Mutation("parameter added", changed, server, SignatureDiffersError)
    assert mutations.wrong(right) is None
    assert "SignatureDiffersError" in str(mutations.wrong(right._replace(expected=ExpiredError)))
    assert "SignatureDiffersError" in str(mutations.wrong(right._replace(expected=None)))
