from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import figures
import pytest
import report
import run
import targets
from targets import TARGETS, Target, Verdict

BENCHMARKS = Path(run.__file__).parent

SLOWER = Target("what", "mint", "a URL", "ours", "at most", 1.6, "floor")
FASTER = Target("what", "mint", "a URL", "ours", "at least", 4, "peer")


@pytest.mark.parametrize(
    ("target", "values", "ratio", "text"),
    [
        (SLOWER, {"ours": 3.2, "floor": 2}, 1.6, "reached"),
        (SLOWER, {"ours": 4.0, "floor": 2}, 2.0, "close"),
        (SLOWER, {"ours": 4.1, "floor": 2}, 2.05, "missed"),
        (FASTER, {"ours": 2, "peer": 8}, 4, "reached"),
        (FASTER, {"ours": 2, "peer": 6}, 3, "close"),
        (FASTER, {"ours": 2, "peer": 5.8}, 2.9, "missed"),
        (FASTER, {"ours": 2}, None, "not measured"),
    ],
)
def test_verdicts(target: Target, values: dict[str, float], ratio: float | None, text: str) -> None:
    """A bound is reached, missed by no more than a quarter, or missed; either way it points."""
    verdict = Verdict(target, target.ratio(values))
    assert (verdict.ratio, verdict.text) == (ratio, text)
    assert verdict.fails == (text in ("missed", "not measured"))


def test_every_target_is_measured() -> None:
    """Its benchmark exists, and the published run has both of its contestants."""
    results = [figures.result(question) for question in targets.QUESTIONS]
    assert [result["quick"] for result in results] == [False] * len(results)
    verdicts = targets.judge(results)
    assert [verdict.target for verdict in verdicts] == list(TARGETS)
    assert not [verdict for verdict in verdicts if verdict.ratio is None]


def test_each_question_has_its_file() -> None:
    """And every file is a question or one of those that they share."""
    shared = {"peers", "timing", "report", "targets", "run", "chart", "figures"}
    files = {file.stem for file in BENCHMARKS.glob("*.py")}
    assert files == shared | set(targets.QUESTIONS)


def test_judged_alone(mint_result: dict[str, Any]) -> None:
    """A benchmark that runs by itself is judged by its own rows."""
    verdicts = targets.judge([mint_result])
    assert {verdict.target.question for verdict in verdicts} == {"mint"}
    assert {verdict.text for verdict in verdicts} == {"reached"}
    assert report.line(verdicts[0]).split()[-2:] == ["1.50", "reached"]


@pytest.mark.parametrize(
    ("mint", "status", "said"),
    [(3.0, 0, "reached"), (3.9, 0, "close"), (4.1, 1, "missed"), (None, 1, "not measured")],
)
def test_check(
    mint_result: dict[str, Any],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    mint: float | None,
    status: int,
    said: str,
) -> None:
    """--check fails where a ratio is missed by more than a quarter, or is not there."""
    values = mint_result["cases"]["a URL"]["values"]
    values["sigv4 mint(key)"] = mint
    if mint is None:
        del values["sigv4 mint(key)"]
    monkeypatch.setattr(targets, "QUESTIONS", ("mint",))
    monkeypatch.setattr(run, "measure", lambda *_: mint_result)
    assert run.main(["--check"]) == status
    assert said in capsys.readouterr().out


def test_an_incomplete_run_is_not_published(
    mint_result: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where a peer is missing, the results stay what they were."""
    del mint_result["cases"]["a URL"]["values"]["boto3"]
    monkeypatch.setattr(targets, "QUESTIONS", ("mint",))
    monkeypatch.setattr(run, "measure", lambda *_: mint_result)
    monkeypatch.setattr(run, "write", lambda _: pytest.fail("written"))
    assert run.main([]) == 1


def test_a_miss_shows_in_the_readme() -> None:
    """A ratio short of its bound is in bold, even where a check lets it pass."""
    assert figures.shown(Verdict(FASTER, 4.2)) == "4.20"
    assert figures.shown(Verdict(FASTER, 3.9)) == "**3.90, missed**"


def test_results_name_no_machine() -> None:
    """They say the processor and the releases, and no path."""
    for file in (BENCHMARKS / "results").glob("*.json"):
        text = file.read_text(encoding="utf-8")
        assert json.loads(text)["question"] == file.stem
        assert "/home" not in text
        assert "/root" not in text


def test_each_machine_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first with all that is not said of another, which is named with its questions."""
    slow = {"python": "CPython 3", "processor": "slow"}
    fast = {"python": "CPython 3", "processor": "fast"}
    monkeypatch.setattr(targets, "QUESTIONS", ("mint", "post", "verify"))
    monkeypatch.setattr(figures, "result", lambda name: slow if name == "mint" else fast)
    assert figures.machines() == "CPython 3 on slow; post, verify: CPython 3 on fast"
