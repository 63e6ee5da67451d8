"""The cases as data: enough of them, each with what S3 does and where that is known from."""

from __future__ import annotations

import pytest

from sigv4.conformance.battery.case import CONFORMANCE, INFORMATION
from sigv4.conformance.battery.groups.tokens import GIVEN
from sigv4.conformance.server import CASES, chosen, known_ids
from sigv4.errors import InvalidValueError

GROUPS = {
    *("basic", "header", "tampering", "scope", "expiry", "headers", "keys", "wire"),
    *("responses", "multipart", "post", "chunks", "tokens"),
}


def test_there_are_enough() -> None:
    """At least 200 that can be a server's fault, in every group, and each id once."""
    assert len([case for case in CASES if case.kind == CONFORMANCE]) >= 200
    assert {case.group for case in CASES} == GROUPS
    assert len(known_ids()) == len(CASES)


def test_each_says_what_s3_does_and_where_that_is_known_from() -> None:
    """What is known from nowhere is for information, and all that is for information says so."""
    for case in CASES:
        assert case.sends
        assert case.aws
        assert case.source
        assert case.source.startswith("nowhere") == (case.kind == INFORMATION), case.id


def test_what_a_case_needs_comes_before_it() -> None:
    """And is a case that S3 takes: of a refusal nothing can be concluded."""
    seen = {GIVEN: True}
    for case in CASES:
        assert all(seen[needed] for needed in case.needs), case.id
        seen[case.id] = case.accepts and case.kind == CONFORMANCE


def test_each_refusal_needs_what_is_taken() -> None:
    """A server that refuses everything is not right in a single case."""
    assert [case.id for case in CASES if not case.accepts and not case.needs] == []


def test_a_choice_brings_what_it_needs() -> None:
    """A group, a case, and what they need, in the order in which they are sent."""
    cases = [case.id for case in chosen(["keys/list-space"])]
    assert cases == ["basic/put", "basic/list", "keys/space", "keys/list-space"]
    assert {case.group for case in chosen(["wire"])} == {"basic", "wire", "keys"}
    assert chosen([]) == CASES


@pytest.mark.parametrize("name", ["", "keys/", "basic/nothing", "nothing", "\x1b[31m"])
def test_what_is_no_case(name: str) -> None:
    """The error names the groups, and shows nothing that a terminal would obey."""
    with pytest.raises(InvalidValueError, match="the groups are basic, chunks") as caught:
        chosen([name])
    assert str(caught.value).isprintable()
