"""What the fuzzers begin with and what they found, without the fuzzer: findings stay found."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import pytest

FUZZ = Path(__file__).resolve().parents[1] / "fuzz"
TARGETS = sorted(path.stem.removeprefix("fuzz_") for path in FUZZ.glob("fuzz_*.py"))


@pytest.mark.parametrize("name", TARGETS)
def test_no_input_breaks_a_promise(name: str) -> None:
    """Of the seeds, and of the corpus, which is there."""
    target = import_module(f"fuzz_{name}")
    inputs = [path.read_bytes() for path in sorted((FUZZ / "corpus" / name).iterdir())]
    assert inputs
    assert target.SEEDS
    for data in (*target.SEEDS, *inputs):
        target.TestOneInput(data)


@pytest.mark.parametrize("name", TARGETS)
def test_the_corpus_is_small(name: str) -> None:
    """So that it can be looked at, and costs the tests little."""
    sizes = [path.stat().st_size for path in (FUZZ / "corpus" / name).iterdir()]
    assert len(sizes) <= 60
    assert max(sizes) <= 2000


def test_there_is_no_corpus_without_a_target() -> None:
    """A target that is renamed takes its inputs along."""
    assert sorted(path.name for path in (FUZZ / "corpus").iterdir()) == TARGETS
    words = [path.stem for path in (FUZZ / "words").iterdir()]
    assert set(words) <= set(TARGETS)
