"""What a report says: as a table, as JSON, as JUnit's XML; and the file of expected failures."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree

import pytest

from sigv4.conformance._difference import Difference
from sigv4.conformance._results import Report, Result
from sigv4.conformance.programs import as_json, as_junit, as_table, read_expected_failures
from sigv4.errors import ConfigurationFileError

PASS = Result("a-pass", "one", "sign", "It is right.", "pass")
FAIL = Result(
    "a-fail",
    "one",
    "sign",
    "It is <wrong> & \x1b[31mred.",
    "fail",
    Difference("canonical_request", "GET\n/a", "GET\n/\ud800]]>"),
)
ERROR = Result("an-error", "two", "presign", "None.", "error", message="no answer")
UNSUPPORTED = Result("unasked", "two", "presign", "None.", "unsupported", message="no presign")
KNOWN = Result("known", "two", "sign", "None.", "fail", FAIL.difference, "", "it is \x07 known")
SURPRISE = Result("surprise", "two", "sign", "None.", "pass", expected_failure="old")

ALL = Report(
    "signer",
    ("node", "a b.mjs"),
    (PASS, FAIL, ERROR, UNSUPPORTED, KNOWN, SURPRISE),
    ("line 1 of its output is no JSON: '\\x1b'",),
    "Warning: \\x1b",
)


@pytest.mark.parametrize(
    ("results", "faults", "as_expected"),
    [
        pytest.param([PASS], (), True, id="pass"),
        pytest.param([PASS, FAIL], (), False, id="fail"),
        pytest.param([PASS, ERROR], (), False, id="error"),
        pytest.param([PASS, UNSUPPORTED], (), True, id="unsupported"),
        pytest.param([PASS, KNOWN], (), True, id="expected failure"),
        pytest.param([PASS, SURPRISE], (), False, id="unexpected pass"),
        pytest.param([PASS], ("a",), False, id="fault of the program"),
        pytest.param([UNSUPPORTED], (), False, id="nothing passes"),
        pytest.param([KNOWN], (), False, id="all fail as expected"),
    ],
)
def test_a_report_is_as_expected_or_not(
    results: list[Result], faults: tuple[str, ...], as_expected: bool
) -> None:
    """A surprise of either kind is none, and a run in which nothing is right says nothing."""
    report = Report("signer", ("a",), tuple(results), faults)
    assert report.as_expected is as_expected
    assert json.loads(as_json(report))["as_expected"] is as_expected
    suites = ElementTree.fromstring(as_junit(report))
    bad = [*suites.iter("failure"), *suites.iter("error")]
    assert (not bad) is as_expected


def test_the_table_shows_what_to_look_at() -> None:
    """The cases that are not as expected, with their differences, and a count of each set."""
    text = as_table(ALL)
    assert text == (
        "FAIL  a-fail  (one)\n"
        "       It is <wrong> & \\x1b[31mred.\n"
        "       canonical request differs:\n"
        "         GET\n"
        "       - /a\n"
        "       + /\\ud800]]>\n"
        "       ?  ^\n"
        "\n"
        "ERROR  an-error  (two)\n"
        "       None.\n"
        "       no answer\n"
        "\n"
        "UNEXPECTED PASS  surprise  (two)\n"
        "       None.\n"
        "       it passes: take it out of the expected failures\n"
        "\n"
        "FAULT  line 1 of its output is no JSON: '\\x1b'\n"
        "\n"
        "its standard error:\n"
        "  Warning: \\x1b\n"
        "\n"
        "set  pass  fail  error  unsupported\n"
        "one     1     1      0            0\n"
        "two     1     1      1            1\n"
        "\n"
        "6 cases: 2 pass, 2 fail, 1 error, 1 unsupported; 1 of the failures expected; "
        "1 passed unexpectedly; faults of the program: 1\n"
    )


def test_the_table_can_have_a_line_for_each_case() -> None:
    """With why it is no failure."""
    lines = as_table(ALL, every=True).splitlines()
    assert lines[0] == "pass  a-pass  (one)"
    assert "unsupported  unasked  (two): no presign" in lines
    assert "expected fail  known  (two): it is \\x07 known" in lines
    assert all(line.isprintable() for line in lines)


def test_what_was_not_asked_is_told_once() -> None:
    """And not for each of hundreds of cases."""
    unasked = [
        Result(f"case-{n}", "one", "sign", "None.", "error", message="not asked, after too many")
        for n in range(300)
    ]
    text = as_table(Report("signer", ("a",), (PASS, *unasked)))
    assert "ERROR  300 cases, case-0 among them\n       not asked, after too many\n" in text
    assert len(text.splitlines()) < 10


def test_json_has_all_that_there_is() -> None:
    """In ASCII."""
    text = as_json(ALL)
    assert text.isascii()
    content = json.loads(text)
    assert content["format_version"] == "1"
    assert content["side"] == "signer"
    assert content["command"] == ["node", "a b.mjs"]
    assert content["counts"] == {"pass": 2, "fail": 2, "error": 1, "unsupported": 1}
    assert content["faults"] == list(ALL.faults)
    assert [case["id"] for case in content["cases"]] == [result.id for result in ALL.results]
    assert content["cases"][1]["difference"]["answered"] == "GET\n/\ud800]]>"
    assert content["cases"][4]["expected_failure"] == "it is \x07 known"


def test_junit_has_a_suite_for_each_set_and_one_for_faults() -> None:
    """Well-formed, whatever a program wrote; what fails as expected is skipped."""
    suites = ElementTree.fromstring(as_junit(ALL))
    counts = {
        suite.get("name"): tuple(
            suite.get(name) for name in ("tests", "failures", "errors", "skipped")
        )
        for suite in suites
    }
    assert counts == {
        "one": ("2", "1", "0", "0"),
        "two": ("4", "1", "1", "2"),
        "program": ("1", "0", "1", "0"),
    }
    failure = suites.find(".//testcase[@name='a-fail']/failure")
    assert failure is not None
    assert failure.get("message") == "It is <wrong> & \\x1b[31mred."
    assert failure.text is not None
    assert "+ /\\ud800]]>" in failure.text
    fault = suites.find(".//testsuite[@name='program']/testcase/error")
    assert fault is not None
    assert fault.text == "line 1 of its output is no JSON: '\\x1b'\nWarning: \\x1b"


def test_expected_failures_are_read(tmp_path: Path) -> None:
    """An id a line; comments, empty lines and other line ends are none."""
    path = tmp_path / "expected.txt"
    path.write_bytes("# all of these\r\n\r\na # why é\n  b\n#c\n".encode())
    assert read_expected_failures(path, {"a", "b", "c"}) == {"a": "why é", "b": ""}
    path.write_bytes(b"\xef\xbb\xbfa # an editor's mark stands before it\n")
    assert [*read_expected_failures(path, {"a"})] == ["a"]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        pytest.param(b"a\nnone\n", "line 2: there is no case 'none'", id="unknown"),
        pytest.param(b"a b\n", "line 1: there is no case 'a b'", id="two in a line"),
        pytest.param(b"a\n\na # again\n", "line 3: a is there twice", id="twice"),
        pytest.param(b"\xff", "it is no UTF-8", id="no text"),
    ],
)
def test_expected_failures_that_cannot_be_are_refused(
    tmp_path: Path, content: bytes, message: str
) -> None:
    """A misspelt id would otherwise be one that never fails."""
    path = tmp_path / "expected.txt"
    path.write_bytes(content)
    with pytest.raises(ConfigurationFileError, match=message):
        read_expected_failures(path, {"a"})
