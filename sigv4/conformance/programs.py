"""A program in any language, asked for its answers to the vectors.

    from sigv4.conformance.programs import check_signer

    report = check_signer(["node", "signer.mjs"])
    assert report.as_expected, report.results

`vectors/README.md` specifies what the program reads and writes.
"""

from __future__ import annotations

import json
from time import monotonic

from .._checks import exact_str, type_error
from ..errors import InvalidValueError, MissingDependencyError
from ._answers import Answers, problem_with
from ._compare import signer_difference, verdict_difference
from ._diff import visible
from ._difference import Difference
from ._expected import read_expected_failures
from ._formats import as_json, as_junit, as_table
from ._process import CannotStartError, Limits, run
from ._questions import SIGNER, VERIFIER, operation_of, questions
from ._results import ERROR, FAIL, NOT_ASKED, PASS, UNSUPPORTED, Report, Result
from ._vectors import choose, load_sets

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from ._answers import Answer
    from ._process import Ending
    from ._vectors import Case

__all__ = [
    "CannotStartError",
    "Difference",
    "Limits",
    "Report",
    "Result",
    "as_json",
    "as_junit",
    "as_table",
    "check_signer",
    "check_verifier",
    "known_ids",
    "read_expected_failures",
]

# A program that ended is started again for the questions behind the one that it ended at, so
# often; and so often in a row where it answers nothing.
_MOST_STARTS = 25
_MOST_BARREN = 3
_MOST_FAULTS_SHOWN = 20


def check_signer(
    command: Sequence[str],
    *,
    sets: Iterable[str] = (),
    ids: Iterable[str] = (),
    flags: Iterable[str] = (),
    skip_flags: Iterable[str] = (),
    expected_failures: Mapping[str, str] | None = None,
    limits: Limits | None = None,
) -> Report:
    """Ask a program that signs.

    command: the program and its arguments; no shell is in between. sets, ids, flags,
    skip_flags: patterns such as "query-*"; every one that is given must take a case. flags
    asks for one of them, skip_flags for none. expected_failures: why, by id. limits: of time
    and output.

    Raises InvalidValueError or InvalidTypeError, and CannotStartError where the command is no
    program. Whatever the program then does is in the report.
    """
    chosen = choose(load_sets(), names=sets, ids=ids, flags=flags, skip_flags=skip_flags)
    return check(SIGNER, command, chosen, expected_failures or {}, limits or Limits())


def check_verifier(
    command: Sequence[str],
    *,
    sets: Iterable[str] = (),
    ids: Iterable[str] = (),
    flags: Iterable[str] = (),
    skip_flags: Iterable[str] = (),
    expected_failures: Mapping[str, str] | None = None,
    limits: Limits | None = None,
) -> Report:
    """The same for a program that verifies."""
    chosen = choose(load_sets(), names=sets, ids=ids, flags=flags, skip_flags=skip_flags)
    return check(VERIFIER, command, chosen, expected_failures or {}, limits or Limits())


def known_ids() -> set[str]:
    """The ids of all cases."""
    return {case["id"] for cases in load_sets().values() for case in cases}


def check(
    side: str,
    command: Sequence[str],
    chosen: Iterable[tuple[str, Case]],
    expected_failures: Mapping[str, str],
    limits: Limits,
) -> Report:
    """Ask a program about the cases that its side can be asked about."""
    asked = questions(side, chosen)
    if not asked:
        raise InvalidValueError("ids", f"they leave no case for a {side}", "choose others")
    interview = _Interview(_checked_command(command), limits)
    interview.ask({question["id"]: _line(question) for _, _, question in asked})
    results = [
        _result(side, name, case, interview, expected_failures.get(case["id"]))
        for name, case, _ in asked
    ]
    return Report(
        side, interview.command, tuple(results), interview.faults(), visible_text(interview.stderr)
    )


def _checked_command(command: Sequence[str]) -> tuple[str, ...]:
    if isinstance(command, (str, bytes)) or not hasattr(command, "__iter__"):
        raise type_error("command", command, "the program and its arguments, each a str")
    parts = tuple(exact_str("command", part) for part in command)
    if not parts or not parts[0]:
        raise InvalidValueError("command", "it is empty", "name a program")
    return parts


def _line(question: Case) -> bytes:
    return json.dumps(question, separators=(",", ":")).encode() + b"\n"


class _Interview:
    """All the questions put to a program, and started again where it ended too soon."""

    def __init__(self, command: tuple[str, ...], limits: Limits) -> None:
        self.command = command
        self.answered: dict[str, Answer] = {}
        self.missing: dict[str, str] = {}
        self.stderr = b""
        # Of its lines, of which there can be many; and of how it ended.
        self._lines: dict[str, None] = {}
        self._faults: dict[str, None] = {}
        self._limits = limits

    def ask(self, lines: Mapping[str, bytes]) -> None:
        """Put the questions, by their ids; afterwards each id is answered or missing."""
        left, barren = dict(lines), 0
        until = monotonic() + self._limits.total
        for _ in range(_MOST_STARTS):
            answers = Answers(left)
            ending = run(
                self.command, b"".join(left.values()), answers.take, self._limits, until=until
            )
            self.answered |= answers.answered
            self._note(ending, answers)
            passed_over, behind = answers.unanswered()
            self.missing |= dict.fromkeys(
                passed_over, "no answer, though later questions were answered"
            )
            if not behind:
                return
            self.missing[behind[0]] = _why(ending)
            left = {name: lines[name] for name in behind[1:]}
            barren = 0 if answers.answered else barren + 1
            if not left or barren == _MOST_BARREN or monotonic() >= until:
                break
        self.missing |= dict.fromkeys(left, f"{NOT_ASKED}, after too many with {_why(ending)}")

    def faults(self) -> tuple[str, ...]:
        """What was against the protocol."""
        lines = list(self._lines)
        more = len(lines) - _MOST_FAULTS_SHOWN
        told = [*lines[:_MOST_FAULTS_SHOWN], *([f"and {more} more such"] if more > 0 else [])]
        return (*self._faults, *told)

    def _note(self, ending: Ending, answers: Answers) -> None:
        self._lines |= dict.fromkeys(answers.faults)
        found = []
        if answers.complete and ending.stopped:
            found.append(f"it did not end after its input had ended: {ending.stopped}")
        elif answers.complete and ending.status:
            found.append(f"all was answered, but it {_status(ending.status)}")
        if ending.left_behind:
            found.append("it left processes behind, which hold its output or outlived it")
        self._faults |= dict.fromkeys(found)
        self.stderr = self.stderr or ending.stderr


def _why(ending: Ending) -> str:
    """Why there is no answer."""
    if ending.stopped:
        return f"no answer: {ending.stopped}, and was ended"
    return f"no answer: it {_status(ending.status)}"


def _status(status: int) -> str:
    if status < 0:
        return f"was ended by signal {-status}"
    return f"ended with exit status {status}"


def _result(
    side: str, name: str, case: Case, interview: _Interview, expected_failure: str | None
) -> Result:
    status, difference, message = _judged(side, case, interview)
    return Result(
        case["id"], name, case["kind"], case["why"], status, difference, message, expected_failure
    )


def _judged(side: str, case: Case, interview: _Interview) -> tuple[str, Difference | None, str]:
    answer = interview.answered.get(case["id"])
    if answer is None:
        return ERROR, None, interview.missing[case["id"]]
    problem = problem_with(operation_of(side, case), answer)
    if problem is not None:
        return ERROR, None, f"an answer of another form: {problem}"
    if "unsupported" in answer:
        return UNSUPPORTED, None, answer["unsupported"]
    if "error" in answer:
        refused = case["kind"] == "refused"
        return (
            (PASS, None, "")
            if refused
            else (FAIL, None, f"it answered an error: {answer['error']}")
        )
    try:
        find = signer_difference if side == SIGNER else verdict_difference
        difference = find(case, answer)
    except MissingDependencyError as error:
        return ERROR, None, str(error)
    return (PASS, None, "") if difference is None else (FAIL, difference, "")


def visible_text(data: bytes) -> str:
    """What a program wrote, line by line, with nothing in it that a terminal obeys."""
    lines = data.decode("utf-8", "replace").splitlines()
    return "\n".join(map(visible, lines))
