"""Faults and the causes that are named, by what three real servers said to each.

tests/support/faults.py made the faults and kept the answers; tests/stores makes them anew.
"""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from faults import FAULTS, load
from faults_named import NAMED, NOT_REFUSED, check

from sigv4.explain import explain_error

ANSWERS = load()
KEPT: list[Any] = [
    pytest.param(fault, server, id=f"{server}-{fault}")
    for fault, by_server in ANSWERS.items()
    for server in by_server
]
SERVERS = {"radosgw", "swift", "rclone"}


def test_every_fault_was_met_on_every_server() -> None:
    """The table, the faults and what is kept are of one another."""
    assert set(NAMED) == set(FAULTS) == set(ANSWERS)
    assert all(set(row) == SERVERS for row in (*NAMED.values(), *ANSWERS.values()))


@pytest.mark.parametrize(("fault", "server"), KEPT)
def test_the_cause_is_named(fault: str, server: str) -> None:
    """As the table says, from the body of the answer alone."""
    check(fault, server, ANSWERS[fault][server])


@pytest.mark.parametrize(("fault", "server"), KEPT)
def test_a_response_of_httpx_says_as_much(fault: str, server: str) -> None:
    """The same from a response without its request, and "accepted" where it was taken."""
    kept = ANSWERS[fault][server]
    response = httpx.Response(
        kept["status"], headers=kept["answer_headers"], content=kept["body"].encode()
    )
    check(fault, server, kept, by=response)
    if NAMED[fault][server] == NOT_REFUSED:
        found = explain_error(kept["url"], response=response)
        assert [cause.id for cause in found.causes] == ["accepted"]
