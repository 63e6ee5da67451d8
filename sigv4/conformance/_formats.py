"""A report as a table for the terminal, as JSON, and as JUnit's XML."""

from __future__ import annotations

import json
from dataclasses import asdict
from html import escape

from ._diff import diff, visible
from ._results import ERROR, FAIL, NOT_ASKED, PASS, STATUSES, UNSUPPORTED

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ._results import Report, Result

FORMAT_VERSION = "1"


def as_table(report: Report, *, every: bool = False) -> str:
    """The cases to look at, and the counts of each set. every: a line for each case."""
    lines: list[str] = []
    for result in report.results:
        if every or not (result.as_expected or result.message.startswith(NOT_ASKED)):
            lines += _result_lines(result)
    unasked = [result for result in report.results if result.message.startswith(NOT_ASKED)]
    if unasked and not every:
        first = unasked[0]
        lines += [
            f"ERROR  {len(unasked)} cases, {first.id} among them",
            *_indented(first.message),
            "",
        ]
    for fault in report.faults:
        lines += [f"FAULT  {visible(fault)}", ""]
    if report.stderr and not report.as_expected:
        lines += ["its standard error:", *(f"  {line}" for line in report.stderr.split("\n")), ""]
    return "\n".join([*lines, *_counts(report), "", _summary(report), ""])


def _label(result: Result) -> str:
    if result.expected_failure is None:
        return result.status
    return "unexpected pass" if result.status == PASS else f"expected {result.status}"


def _result_lines(result: Result) -> list[str]:
    label = _label(result)
    head = f"{label.upper() if not result.as_expected else label}  {result.id}  ({result.set})"
    if result.as_expected:
        note = result.expected_failure or result.message
        return [f"{head}{f': {visible(note)}' if note else ''}"]
    return [head, *(f"       {line}" for line in _details(result)), ""]


def _indented(text: str) -> list[str]:
    return [f"       {visible(_short(text))}"]


def _details(result: Result) -> list[str]:
    """What a result says beyond its status, as lines that are safe to show."""
    lines = [visible(result.why)]
    if result.status == PASS:
        lines.append("it passes: take it out of the expected failures")
    if result.message:
        lines.append(visible(_short(result.message)))
    found = result.difference
    if found is not None:
        note = f" ({visible(_short(found.note))})" if found.note else ""
        lines.append(f"{found.checkpoint.replace('_', ' ')} differs{note}:")
        lines += diff(found.expected, found.answered)
    return lines


def _short(text: str) -> str:
    return text if len(text) <= 500 else f"{text[:500]}…"


def _counts(report: Report) -> Iterator[str]:
    names = list(dict.fromkeys(result.set for result in report.results))
    width = max(map(len, [*names, "set"]))
    yield "  ".join([f"{'set':{width}}", *STATUSES])
    for name in names:
        statuses = [result.status for result in report.results if result.set == name]
        cells = [f"{statuses.count(status):{len(status)}}" for status in STATUSES]
        yield "  ".join([f"{name:{width}}", *cells])


def _summary(report: Report) -> str:
    counts = report.counts
    told = [f"{counts[status]} {status}" for status in STATUSES if counts[status]]
    cases = "1 case" if len(report.results) == 1 else f"{len(report.results)} cases"
    text = f"{cases}: {', '.join(told)}"
    expected = sum(r.failed and r.expected_failure is not None for r in report.results)
    surprises = sum(r.status == PASS and r.expected_failure is not None for r in report.results)
    if expected:
        text += f"; {expected} of the failures expected"
    if surprises:
        text += f"; {surprises} passed unexpectedly"
    if report.faults:
        text += f"; faults of the program: {len(report.faults)}"
    if not counts[PASS]:
        text += "; nothing passed"
    return text


def as_json(report: Report) -> str:
    """All that there is, in ASCII."""
    cases = []
    for result in report.results:
        fields = {name: value for name, value in asdict(result).items() if name != "difference"}
        cases.append({**fields, "difference": result.difference and asdict(result.difference)})
    content = {
        "format_version": FORMAT_VERSION,
        "side": report.side,
        "command": list(report.command),
        "as_expected": report.as_expected,
        "counts": report.counts,
        "faults": list(report.faults),
        "stderr": report.stderr,
        "cases": cases,
    }
    return json.dumps(content, indent=2) + "\n"


def as_junit(report: Report) -> str:
    """A test suite for each set, and one for the program where it is at fault.

    What is unsupported, and what fails as expected, is skipped; an unexpected pass fails.
    """
    suites = []
    for name in dict.fromkeys(result.set for result in report.results):
        results = [result for result in report.results if result.set == name]
        suites.append(
            junit_suite(name, [(r.id, _junit_status(r), _junit_text(r)) for r in results])
        )
    problems = [*report.faults, *([] if report.counts[PASS] else ["nothing passed"])]
    if problems:
        text = "\n".join([*map(visible, problems), report.stderr])
        suites.append(junit_suite("program", [("protocol", ERROR, text)]))
    return junit(suites)


def _junit_status(result: Result) -> str:
    if not result.as_expected:
        return FAIL if result.status == PASS else result.status
    return PASS if result.status == PASS else UNSUPPORTED


def _junit_text(result: Result) -> str:
    if not result.as_expected:
        return "\n".join(_details(result))
    return visible(result.expected_failure or result.message)


def junit(suites: Sequence[str]) -> str:
    """The document of these suites."""
    head = '<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>\n'
    return f"{head}{''.join(suites)}</testsuites>\n"


def junit_suite(name: str, cases: Sequence[tuple[str, str, str]]) -> str:
    """A suite of cases: each one's name, its status, and what is said of it."""
    elements = {FAIL: "failure", ERROR: "error", UNSUPPORTED: "skipped"}
    lines = []
    for case, status, text in cases:
        start = f'    <testcase classname="{escape(name)}" name="{escape(case)}"'
        if status == PASS:
            lines.append(f"{start}/>\n")
            continue
        element = elements[status]
        message = escape(text.split("\n", 1)[0])
        lines.append(
            f'{start}><{element} message="{message}">{escape(text)}</{element}></testcase>\n'
        )
    statuses = [status for _, status, _ in cases]
    counts = "".join(
        f' {attribute}="{statuses.count(status)}"'
        for attribute, status in (("failures", FAIL), ("errors", ERROR), ("skipped", UNSUPPORTED))
    )
    head = f'  <testsuite name="{escape(name)}" tests="{len(cases)}"{counts}>\n'
    return f"{head}{''.join(lines)}  </testsuite>\n"
