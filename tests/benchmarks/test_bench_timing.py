from __future__ import annotations

import sys
from collections.abc import Callable

import pytest
import report
import timing


def test_rounds_are_interleaved(monkeypatch: pytest.MonkeyPatch) -> None:
    """All contestants take their turns in every round, and the least counts."""
    now = [0.0]
    turns: list[str] = []
    monkeypatch.setattr(timing, "perf_counter", lambda: now[0])

    def loop(name: str, cost: Callable[[], float]) -> timing.Loop:
        def turn(count: int) -> None:
            turns.append(name)
            now[0] += count * cost()

        return turn

    disturbed = iter([0.001] * 4 + [0.009, 0.003, 0.002, 0.004])
    loops = {
        "steady": loop("steady", lambda: 0.001),
        "disturbed": loop("disturbed", lambda: next(disturbed)),
    }
    best = timing.minima(loops, rounds=3, burst=0.016)
    assert best == {"steady": pytest.approx(1000), "disturbed": pytest.approx(2000)}
    assert turns[-6:] == ["steady", "disturbed"] * 3


def test_cases_are_timed_together() -> None:
    """Contestants of one name in two cases keep apart."""
    nothing = timing.each(lambda _: None, None)
    cases = report.timed("µs", {"a": {"x": nothing}, "b": {"x": nothing, "y": nothing}}, rounds=2)
    assert {case: list(found.values) for case, found in cases.items()} == {
        "a": ["x"],
        "b": ["x", "y"],
    }


def test_each_calls_as_often_as_it_is_told() -> None:
    """One call a turn, with the argument."""
    calls: list[object] = []
    timing.each(calls.append, "key")(3)
    assert calls == ["key"] * 3


def test_a_fresh_process_tells_its_own_peak() -> None:
    """Not that of the process that started it."""
    ballast = b"x" * 200_000_000
    bare = int(timing.output(timing.fresh(timing.PRINT_PEAK)))
    more = int(timing.output(timing.fresh(f"b'x' * 50_000_000\n{timing.PRINT_PEAK}")))
    if sys.platform == "linux":
        assert bare * 1024 < len(ballast)
    assert 40_000 < more - bare < 60_000


def test_processes_run_with_bytecode() -> None:
    """Start-up is measured as users have it, whatever the environment says."""
    said = timing.output(
        [sys.executable, "-c", "import sys; print(sys.dont_write_bytecode)"],
        {"PYTHONHASHSEED": "0"},
    )
    assert said.strip() == "False"
