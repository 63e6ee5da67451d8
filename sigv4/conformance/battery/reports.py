"""What a run found, and its forms: a table for the terminal, JSON, and JUnit's XML."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from .._diff import visible
from .._formats import junit, junit_suite
from .._results import ERROR as JUNIT_ERROR
from .._results import FAIL, PASS, UNSUPPORTED
from .case import ACCEPTED, ERROR, INFORMATION, LAX, REFUSED, RIGHT, STRICT, UNTESTED, Result

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from .target import Target

FORMAT_VERSION = "1"

VERDICTS = (RIGHT, LAX, STRICT, ERROR, UNTESTED, ACCEPTED, REFUSED)
_LONGEST = 300


@dataclass(frozen=True, kw_only=True)
class Report:
    """A run. expected: the reasons by the ids of cases that are to fail. notes: what may have
    spoilt a case. left: what could not be taken away."""

    target: Target
    results: tuple[Result, ...]
    expected: Mapping[str, str]
    notes: tuple[str, ...] = ()
    left: tuple[str, ...] = ()

    @property
    def counts(self) -> dict[str, int]:
        """How many cases have each verdict."""
        counted = Counter(result.verdict for result in self.results)
        return {verdict: counted[verdict] for verdict in VERDICTS}

    @property
    def as_expected(self) -> bool:
        """Whether each fault was expected, each expected one is there, and something is right."""
        return self.counts[RIGHT] > 0 and all(map(self.is_as_expected, self.results))

    def is_as_expected(self, result: Result) -> bool:
        """Whether a case came out as it should, or failed as was said. What is said to fail and
        does not is a surprise, too: the file is out of date."""
        if result.verdict == UNTESTED:
            return True
        return result.is_fault == (result.case.id in self.expected)


def as_table(report: Report, *, every: bool = False) -> str:
    """The cases to look at, and the counts of each group. every: a line for each case."""
    lines: list[str] = []
    for result in report.results:
        if not report.is_as_expected(result):
            lines += [f"{_label(report, result).upper()}  {result.case.id}", *told(result), ""]
        elif every:
            lines.append(f"{_label(report, result)}  {result.case.id}  {answer(result)}".rstrip())
    if every:
        lines.append("")
    notes = [f"note: {visible(note)}" for note in (*report.notes, *report.left)]
    return "\n".join([*lines, *_counts(report), "", *notes, _summary(report), ""])


def _label(report: Report, result: Result) -> str:
    if result.case.id not in report.expected:
        return result.verdict
    return f"expected {result.verdict}" if result.is_fault else f"unexpectedly {result.verdict}"


def told(result: Result) -> list[str]:
    """What was sent, what S3 does, and what the server did; safe to show."""
    case = result.case
    said = {"sent": case.sends, "S3": case.aws, "here": answer(result), "known from": case.source}
    return [f"    {name:11}{visible(text)}" for name, text in said.items()]


def answer(result: Result) -> str:
    """What the server answered, and what is to be said of it."""
    told = [text for text in (result.seen.answer, result.seen.problem) if text]
    return visible(": ".join(told)[:_LONGEST])


def _counts(report: Report) -> Iterator[str]:
    groups = list(dict.fromkeys(result.case.group for result in report.results))
    width = max(map(len, [*groups, "group"]))
    yield "  ".join([f"{'group':{width}}", *VERDICTS])
    for group in groups:
        counted = Counter(r.verdict for r in report.results if r.case.group == group)
        cells = [f"{counted[verdict]:{len(verdict)}}" for verdict in VERDICTS]
        yield "  ".join([f"{group:{width}}", *cells])


def _summary(report: Report) -> str:
    counts = report.counts
    total = len(report.results)
    told = [f"{counts[verdict]} {verdict}" for verdict in VERDICTS[:5] if counts[verdict]]
    information = counts[ACCEPTED] + counts[REFUSED]
    if information:
        told.append(f"{information} for information")
    text = f"{total} {'case' if total == 1 else 'cases'}: {', '.join(told)}"
    expected = sum(r.is_fault and r.case.id in report.expected for r in report.results)
    if expected:
        text += f"; {expected} of the faults expected"
    return text if counts[RIGHT] else f"{text}; nothing was right"


def as_json(report: Report) -> str:
    """All that there is, in ASCII."""
    from json import dumps

    cases = [
        {
            "id": result.case.id,
            "group": result.case.group,
            "kind": result.case.kind,
            "sends": result.case.sends,
            "s3_accepts": None if result.case.kind == INFORMATION else result.case.accepts,
            "s3_answers": result.case.aws,
            "source": result.case.source,
            "verdict": result.verdict,
            "answer": result.seen.answer,
            "problem": result.seen.problem,
            "expected_failure": report.expected.get(result.case.id),
        }
        for result in report.results
    ]
    target = report.target
    content = {
        "format_version": FORMAT_VERSION,
        "endpoint": f"{target.scheme}://{target.authority}",
        "bucket": target.bucket,
        "region": target.region,
        "as_expected": report.as_expected,
        "counts": report.counts,
        "notes": list(report.notes),
        "left": list(report.left),
        "cases": cases,
    }
    return dumps(content, indent=2) + "\n"


def as_junit(report: Report) -> str:
    """A test suite for each group. What is untested, and what fails as expected, is skipped; what
    was to fail and does not is a failure."""
    suites = []
    for group in dict.fromkeys(result.case.group for result in report.results):
        results = [result for result in report.results if result.case.group == group]
        cases = [(r.case.id, _junit_status(report, r), _junit_text(report, r)) for r in results]
        suites.append(junit_suite(group, cases))
    return junit(suites)


def _junit_status(report: Report, result: Result) -> str:
    if not report.is_as_expected(result):
        return JUNIT_ERROR if result.verdict == ERROR else FAIL
    return UNSUPPORTED if result.is_fault or result.verdict == UNTESTED else PASS


def _junit_text(report: Report, result: Result) -> str:
    if result.verdict == UNTESTED:
        return answer(result)
    return "\n".join([_label(report, result), *told(result)])
