"""`sigv4 conformance`: what it prints, and its exit status."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import pytest

Run = Callable[..., "tuple[int, str, str]"]

SIGNER = str(Path(__file__).resolve().parents[2] / "vectors" / "adapters" / "sigv4_signer.py")
LIBRARY = ("--", sys.executable, SIGNER)
# Answers nothing right.
WRONG = """
import json, sys
for line in sys.stdin:
    print(json.dumps({"id": json.loads(line)["id"], "signature": "0" * 64}))
"""
SUMMARY = "4 cases: 4 pass\n"

pytestmark = pytest.mark.skipif(os.name != "posix", reason="programs are run on POSIX systems")


def test_a_signer_that_is_right(sigv4: Run) -> None:
    """Status 0, and a count."""
    status, out, err = sigv4("conformance", "signer", "--id", "query-plus*", *LIBRARY)
    assert (status, err) == (0, "")
    assert out.endswith(SUMMARY)


def test_a_signer_that_is_wrong(sigv4: Run) -> None:
    """Status 1, and where they part."""
    status, out, err = sigv4(
        *("conformance", "signer", "--id", "query-plus"), *("--", sys.executable, "-c", WRONG)
    )
    assert (status, err) == (1, "")
    assert out.startswith("FAIL  query-plus  (edge-cases)\n")
    assert "       signature differs:\n" in out
    assert f"       + {'0' * 64}\n" in out


@pytest.mark.parametrize("option", ["--set", "--flag", "--skip-flag", "--id"])
def test_a_pattern_that_fits_nothing(sigv4: Run, option: str) -> None:
    """It is called wrongly, and the option is named."""
    status, out, err = sigv4("conformance", "signer", option, "none-*", *LIBRARY)
    assert (status, out) == (2, "")
    assert err.startswith(f"sigv4: error: {option}: 'none-*' fits none; ")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        pytest.param((), "conformance signer, verifier or server'", id="nobody"),
        pytest.param(("client",), "whom to ask?", id="somebody else"),
        pytest.param(("signer",), "which program? write 'sigv4 conformance signer --", id="none"),
        pytest.param(("signer", "--"), "which program?", id="none behind the dashes"),
        pytest.param(("signer", "node"), "is one argument too many", id="no dashes"),
        pytest.param(("signer", "--ids", "a", *LIBRARY), "there is no option --ids", id="option"),
        pytest.param(("signer", "--timeout", "0", *LIBRARY), "--timeout: it is no time", id="0"),
        pytest.param(("signer", "--timeout", "nan", *LIBRARY), "--timeout: it is no", id="nan"),
        pytest.param(("signer", "--timeout", "x", *LIBRARY), "--timeout: it is no", id="x"),
        pytest.param(("signer", "--format", "xml", *LIBRARY), "--format: invalid", id="format"),
        pytest.param(("signer", "--", "/no/such"), "/no/such: No such file", id="no such program"),
        pytest.param(
            ("verifier", "--flag", "refused", "--set", "x", *LIBRARY), "fits none", id="no case"
        ),
        pytest.param(
            ("verifier", "--id", "refused-*", *LIBRARY),
            "they leave no case for a verifier",
            id="no case of this side",
        ),
    ],
)
def test_wrong_calls(sigv4: Run, arguments: tuple[str, ...], says: str) -> None:
    """One line on standard error, and status 2."""
    status, out, err = sigv4("conformance", *arguments)
    assert (status, out) == (2, "")
    assert says in err
    assert err.startswith("sigv4: error: ")
    assert err.count("\n") == 1


@pytest.mark.parametrize("arguments", [("--help",), ("signer", "--help"), ("verifier", "-h")])
def test_the_help_fits_a_terminal(sigv4: Run, arguments: tuple[str, ...]) -> None:
    """Of 80 columns, and tells how to begin."""
    status, out, err = sigv4("conformance", *arguments)
    assert (status, err) == (0, "")
    assert "-- COMMAND" in out
    assert max(map(len, out.splitlines())) <= 80


def test_questions_are_printed(sigv4: Run) -> None:
    """One a line; no program is needed."""
    status, out, err = sigv4("conformance", "signer", "--id", "query-plus*", "--questions")
    assert (status, err) == (0, "")
    ids = [json.loads(line)["id"] for line in out.splitlines()]
    assert ids == ["query-plus", "query-plus-sign", "query-plus-escaped", "query-plus-in-name"]


def test_json_and_junit_go_to_a_file(sigv4: Run, tmp_path: Path) -> None:
    """And nothing is printed then."""
    for name in ("json", "junit"):
        path = tmp_path / name
        options = ("--id", "query-plus*", "--format", name, "--output", str(path))
        assert sigv4("conformance", "signer", *options, *LIBRARY) == (0, "", "")
    assert json.loads((tmp_path / "json").read_text())["counts"]["pass"] == 4
    suite = ElementTree.fromstring((tmp_path / "junit").read_text()).find("testsuite")
    assert suite is not None
    assert (suite.get("name"), suite.get("tests")) == ("edge-cases", "4")


def test_a_file_that_cannot_be_written(sigv4: Run, tmp_path: Path) -> None:
    """It is said, with its name."""
    status, out, err = sigv4(
        *("conformance", "signer", "--id", "query-plus", "--output", str(tmp_path / "a" / "b")),
        *LIBRARY,
    )
    assert (status, out) == (1, "")
    assert "No such file or directory" in err


@pytest.mark.parametrize(
    ("lines", "command", "status", "says"),
    [
        pytest.param("", ("-c", WRONG), 1, "1 case: 1 fail; nothing passed", id="none"),
        pytest.param("query-plus # known\n", ("-c", WRONG), 1, "nothing passed", id="all fail"),
        pytest.param(
            "query-plus # old\n", (SIGNER,), 1, "1 case: 1 pass; 1 passed unexpectedly", id="passes"
        ),
        pytest.param("query-slash # other\n", (SIGNER,), 0, "1 case: 1 pass", id="another case"),
    ],
)
def test_expected_failures(
    sigv4: Run, tmp_path: Path, lines: str, command: tuple[str, ...], status: int, says: str
) -> None:
    """One that passes is a surprise as well as one that fails and is not in the file."""
    path = tmp_path / "expected.txt"
    path.write_text(lines)
    found, out, err = sigv4(
        *("conformance", "signer", "--id", "query-plus", "--expected-failures", str(path)),
        *("--", sys.executable, *command),
    )
    assert (found, err) == (status, "")
    assert says in out


def test_a_failure_that_is_expected_is_none(sigv4: Run, tmp_path: Path) -> None:
    """Where others pass."""
    program = tmp_path / "program.py"
    program.write_text(
        f"import sys\nsys.path.insert(0, {str(Path(SIGNER).parent)!r})\n"
        "import sigv4_signer, loop\n"
        "def presign(question):\n"
        "    answer = sigv4_signer.presign(question)\n"
        "    return {'signature': ''} if question['id'] == 'query-plus' else answer\n"
        "loop.serve({'presign': presign, 'sign': sigv4_signer.sign})\n"
    )
    expected = tmp_path / "expected.txt"
    expected.write_text("query-plus  # this one\n")
    options = ("--id", "query-plus*", "--expected-failures", str(expected))
    status, out, err = sigv4("conformance", "signer", *options, "--", sys.executable, str(program))
    assert (status, err) == (0, "")
    assert "4 cases: 3 pass, 1 fail; 1 of the failures expected" in out


def test_a_wrong_file_of_expected_failures(sigv4: Run, tmp_path: Path) -> None:
    """The line is named."""
    path = tmp_path / "expected.txt"
    path.write_text("query-minus\n")
    status, out, err = sigv4("conformance", "signer", "--expected-failures", str(path), *LIBRARY)
    assert (status, out) == (1, "")
    assert err == f"sigv4: error: {path}, line 1: there is no case 'query-minus'\n"


def test_time_is_bounded(sigv4: Run) -> None:
    """As the options say."""
    status, out, _ = sigv4(
        *("conformance", "signer", "--id", "query-plus", "--timeout", "0.2"),
        *("--", sys.executable, "-c", "import time; time.sleep(100)"),
    )
    assert status == 1
    assert "it neither read nor answered for 0.2 s, and was ended" in out


def test_the_program_gets_its_arguments_as_they_are(sigv4: Run) -> None:
    """No shell is in between, and options behind the dashes are its own."""
    text = "import sys; print(sys.argv[1:], file=sys.stderr)"
    _, out, _ = sigv4(
        *("conformance", "signer", "--id", "query-plus"),
        *("--", sys.executable, "-c", text, "--help", "$HOME", "a b; *", "--"),
    )
    assert "  ['--help', '$HOME', 'a b; *', '--']\n" in out
