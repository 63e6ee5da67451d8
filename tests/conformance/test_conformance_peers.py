"""Other signers, asked through their adapters: what they do is what the repository says.

Those in JavaScript and minio-py need more than the tests do: `make conformance-peers`.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from sigv4.conformance.programs import check_signer, known_ids, read_expected_failures

EXPECTED = Path(__file__).resolve().parents[2] / "vectors" / "adapters" / "expected"


@pytest.mark.parametrize("name", ["botocore", "awscrt"])
def test_a_signer_of_aws_s_does_as_its_file_says(
    adapter: Callable[[str], list[str]], name: str
) -> None:
    """Each case that fails is there, with its reason, and no other."""
    expected = read_expected_failures(EXPECTED / f"{name}.txt", known_ids())
    report = check_signer(adapter(f"{name}_signer"), expected_failures=expected)
    surprises = [result.id for result in report.results if not result.as_expected]
    assert (surprises, report.faults) == ([], ())
    assert report.counts["pass"] > 100


@pytest.mark.parametrize("path", sorted(EXPECTED.iterdir()), ids=lambda path: path.stem)
def test_every_expected_failure_has_a_reason(path: Path) -> None:
    """And is a case that there is."""
    expected = read_expected_failures(path, known_ids())
    assert expected
    assert all(expected.values())
