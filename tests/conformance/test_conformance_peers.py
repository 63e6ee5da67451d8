"""Other signers, asked through their adapters: what they do is what the repository says.

Those in JavaScript, Go and Rust and minio-py need more than the tests do: `make
conformance-peers`.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import ask_peers
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


def test_every_signer_that_is_asked_has_its_file() -> None:
    """And each file its signer."""
    assert sorted(ask_peers.ALL) == sorted(path.stem for path in EXPECTED.iterdir())


@pytest.mark.parametrize("name", [*ask_peers.JAVASCRIPT, *ask_peers.GO, *ask_peers.RUST])
def test_the_table_is_of_the_pinned_version(name: str) -> None:
    """Its row names the version that is pinned, and as many cases as the signer's file."""
    rows = ask_peers.README.read_text(encoding="utf-8").splitlines()
    cells = [row.split(" | ") for row in rows if row.startswith(f"| {ask_peers.title(name)} |")]
    differ = len(read_expected_failures(EXPECTED / f"{name}.txt", known_ids()))
    assert [cell[2] for cell in cells] == [str(differ)]


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        pytest.param([], 0, id="the others are as expected"),
        pytest.param(["--write"], 1, id="there is no table without it"),
    ],
)
def test_a_signer_that_is_not_there_is_named_and_passed_over(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    arguments: list[str],
    status: int,
) -> None:
    """The others are asked, and the table stays what it is."""
    monkeypatch.setattr(sys, "argv", ["ask_peers.py", *arguments])
    monkeypatch.setattr(ask_peers, "ALL", ("awscrt", "aws-sdk-go", "aws-sigv4"))
    monkeypatch.setattr(ask_peers, "BUILT", dict.fromkeys(ask_peers.BUILT, tmp_path / "none"))
    before = ask_peers.README.read_bytes()
    assert ask_peers.main() == status
    assert ask_peers.README.read_bytes() == before
    said = capsys.readouterr().out
    assert "== awscrt" in said
    assert "NOT ASKED: make conformance-peers needs Go for it" in said
    assert "NOT ASKED: make conformance-peers needs Rust (cargo) for it" in said
