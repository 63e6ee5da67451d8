"""The choice among the cases."""

from __future__ import annotations

from typing import Any

import pytest

from sigv4.conformance._vectors import choose, load_sets
from sigv4.errors import InvalidTypeError, InvalidValueError

SETS = load_sets()
EVERY = [(name, case["id"]) for name, cases in SETS.items() for case in cases]


@pytest.mark.parametrize(
    ("options", "ids"),
    [
        pytest.param({"ids": ["doc-signing-key"]}, ["doc-signing-key"], id="an id"),
        pytest.param(
            {"ids": ["query-plus", "query-plus-[ei]*"]},
            ["query-plus", "query-plus-escaped", "query-plus-in-name"],
            id="patterns",
        ),
        pytest.param(
            {"names": ["doc*"], "flags": ["query-*"]},
            ["doc-sign-get-bucket-lifecycle", "doc-sign-list-objects"],
            id="a set and a flag",
        ),
        pytest.param(
            {"flags": ["query-plus"], "skip_flags": ["contested"]},
            ["query-plus", "query-plus-escaped", "query-plus-in-name"],
            id="a flag without another",
        ),
        pytest.param(
            {"names": ("aws-suite",), "ids": iter(["*-get-vanilla"])},
            ["suite-sign-get-vanilla", "suite-presign-get-vanilla"],
            id="any iterable",
        ),
        pytest.param({"ids": "doc-signing-key"}, ["doc-signing-key"], id="one pattern as a text"),
        pytest.param({}, [name for _, name in EVERY], id="all"),
    ],
)
def test_cases_are_chosen(options: dict[str, list[str]], ids: list[str]) -> None:
    """Within an option one of the patterns is enough; every option must agree."""
    assert [case["id"] for _, case in choose(SETS, **options)] == ids


@pytest.mark.parametrize(
    ("options", "argument", "says"),
    [
        pytest.param({"names": ["aws"]}, "set", "there are aws-suite, aws-suite-v4a", id="set"),
        pytest.param({"ids": ["query-plus", "nothing-*"]}, "id", "'nothing-*' fits none", id="id"),
        pytest.param({"flags": ["Query-Plus"]}, "flag", "'Query-Plus' fits none", id="case"),
        pytest.param({"skip_flags": [""]}, "skip_flag", "'' fits none", id="empty"),
    ],
)
def test_a_pattern_that_fits_nothing_is_refused(
    options: dict[str, list[str]], argument: str, says: str
) -> None:
    """It is a slip, and a run of no case would look like one without a failure."""
    with pytest.raises(InvalidValueError) as caught:
        choose(SETS, **options)
    assert caught.value.argument == argument
    assert says in str(caught.value)


def test_a_pattern_is_a_text() -> None:
    """Any other type is refused."""
    for patterns in ([b"query-*"], b"query-*", None, 5):
        given: Any = patterns
        with pytest.raises(InvalidTypeError):
            choose(SETS, ids=given)
