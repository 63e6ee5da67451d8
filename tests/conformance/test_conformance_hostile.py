"""Programs that do anything but answer: each is reported, and none hangs the run."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from heard import heard

from sigv4.conformance.programs import (
    CannotStartError,
    Limits,
    Report,
    check_signer,
)
from sigv4.errors import InvalidTypeError, InvalidValueError

pytestmark = pytest.mark.skipif(os.name != "posix", reason="programs are run on POSIX systems")

Program = Callable[[str], list[str]]

SMALL = Limits(line=65536, output=1 << 20)
# For programs that hang: whatever a start takes on a busy machine, the end is the same.
IMPATIENT = Limits(silence=0.5, line=65536, output=1 << 20)
CASES = ["query-slash", "query-plus", "query-plus-escaped", "query-percent", "query-empty"]

RIGHT = "for line in sys.stdin: say(right(line))\n"


def _ask(command: list[str], limits: Limits = SMALL) -> Report:
    return check_signer(command, ids=CASES, limits=limits)


def _statuses(report: Report) -> dict[str, str]:
    return {result.id: result.status for result in report.results}


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(RIGHT, id="line by line"),
        pytest.param("for line in sys.stdin.readlines(): say(right(line))", id="after the end"),
        pytest.param(
            "sys.stdout.write(''.join(json.dumps(right(line)) + '\\n' for line in sys.stdin))",
            id="all at once",
        ),
        pytest.param(
            "print('\\r\\n'.join(json.dumps(right(line)) for line in sys.stdin), end='')",
            id="other line ends and none at the end",
        ),
        pytest.param(RIGHT + "print('done', file=sys.stderr)", id="talks on standard error"),
        pytest.param("print('x' * 300000, file=sys.stderr)\n" + RIGHT, id="talks much there"),
    ],
)
def test_a_program_may_answer_in_its_own_time(program: Program, text: str) -> None:
    """As the questions come, or when all have been read."""
    report = _ask(program(text))
    assert (report.as_expected, report.faults) == (True, ())
    assert set(_statuses(report).values()) == {"pass"}


def test_many_questions_and_answers_are_on_their_way_at_once(program: Program) -> None:
    """More than two pipes hold, to a program that reads all before it answers."""
    text = (
        "for line in sys.stdin.readlines():\n"
        "    is_presign = '\"operation\":\"presign\"' in line and 'refused' not in line\n"
        "    other = {'id': json.loads(line)['id'], 'unsupported': 'x' * 1000}\n"
        "    say(right(line) if is_presign else other)"
    )
    report = check_signer(program(text))
    assert (report.as_expected, report.faults) == (True, ())
    assert report.counts["pass"] > 150


# The text of a program, what its faults must say, and what becomes of the five cases.
HOSTILE = [
    pytest.param("print('hello')\n" + RIGHT, "line 1 of its output is no JSON", 5, id="chatters"),
    pytest.param("print()\n" + RIGHT, "line 1 of its output is no JSON: ''", 5, id="empty line"),
    pytest.param("print('[1]')\n" + RIGHT, "is no JSON object: '[1]'", 5, id="another JSON"),
    pytest.param("print('[' * 50000)\n" + RIGHT, "is no JSON", 5, id="deep JSON"),
    pytest.param("print('9' * 5000)\n" + RIGHT, "is no JSON", 5, id="a huge number"),
    pytest.param("print('NaN')\n" + RIGHT, "is no JSON", 5, id="no number"),
    pytest.param(
        'print(\'{"id": "query-plus", "id": "x"}\')\n' + RIGHT, "is no JSON", 5, id="a name twice"
    ),
    pytest.param("say({'error': 'x'})\n" + RIGHT, "has no id", 5, id="no id"),
    pytest.param("say({'id': 5})\n" + RIGHT, "has no id", 5, id="an id that is no text"),
    pytest.param(
        "say({'id': 'x'})\n" + RIGHT, "answers 'x', which was not asked", 5, id="other id"
    ),
    pytest.param(
        "for line in sys.stdin: say(right(line)); say(right(line))",
        "answers query-slash again",
        5,
        id="each answer twice",
    ),
    pytest.param(
        "for line in reversed(sys.stdin.readlines()): say(right(line))",
        "too late",
        5,
        id="out of order",
    ),
    pytest.param(
        "sys.stdout.buffer.write(b'\\xff\\xfe\\n'); sys.stdout.flush()\n" + RIGHT,
        "is no UTF-8",
        5,
        id="no UTF-8",
    ),
    pytest.param(RIGHT + "sys.exit(3)", "ended with exit status 3", 5, id="exit status"),
    pytest.param(
        RIGHT + "sys.stdout.flush(); os.abort()", "was ended by signal 6", 5, id="dies at the end"
    ),
    pytest.param(
        RIGHT + "subprocess.Popen(['sleep', '100'])", "left processes behind", 5, id="a child"
    ),
    pytest.param(
        RIGHT + "subprocess.Popen(['sleep', '100'], stdin=-3, stdout=-3, stderr=-3)",
        "left processes behind",
        5,
        id="a child without pipes",
    ),
    pytest.param(
        RIGHT + "subprocess.Popen(['sleep', '4'], start_new_session=True)",
        "left processes behind",
        5,
        id="a child in a session of its own",
    ),
]


@pytest.mark.parametrize(("text", "fault", "passes"), HOSTILE)
def test_what_is_against_the_protocol_is_a_fault(
    program: Program, text: str, fault: str, passes: int
) -> None:
    """It is said, it fails the run, and the answers that are right count as such."""
    report = _ask(program(text))
    assert not report.as_expected
    assert any(fault in found for found in report.faults), report.faults
    assert report.counts["pass"] == passes


def test_much_chatter_hides_no_other_fault(program: Program) -> None:
    """Of lines that are no answers some are shown, and how the program ended always."""
    text = "for _ in range(50): print('hello')\n" + RIGHT + "subprocess.Popen(['sleep', '100'])"
    report = _ask(program(text))
    assert any("left processes behind" in fault for fault in report.faults)
    assert report.faults[-1] == "and 30 more such"


def test_a_program_that_does_not_end_is_ended(program: Program) -> None:
    """All was answered, so that is all there is to say."""
    text = RIGHT + "time.sleep(100)"
    report = _ask(program(text), Limits(silence=3))
    assert [fault.partition(":")[0] for fault in report.faults] == [
        "it did not end after its input had ended"
    ]
    assert _statuses(report) == dict.fromkeys(CASES, "pass")


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("time.sleep(100)", id="hangs"),
        pytest.param("signal.signal(15, signal.SIG_IGN); time.sleep(100)", id="takes no signal"),
        pytest.param("os.close(1); time.sleep(100)", id="closes its output"),
        pytest.param("os.close(0); time.sleep(100)", id="closes its input"),
        pytest.param("subprocess.run(['sleep', '100'])", id="a child hangs"),
    ],
)
def test_what_hangs_is_ended(program: Program, text: str) -> None:
    """After it was silent for long enough; and in the end it is asked no more."""
    report = _ask(program(text), IMPATIENT)
    assert not report.as_expected
    assert [result.status for result in report.results] == ["error"] * 5
    messages = [result.message for result in report.results]
    assert messages[0] == "no answer: it neither read nor answered for 0.5 s, and was ended"
    assert messages[-1].startswith("not asked, after too many with no answer: it neither read")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param("sys.exit(7)", "ended with exit status 7", id="exits"),
        pytest.param("os.abort()", "was ended by signal 6", id="aborts"),
        pytest.param("raise SystemError", "ended with exit status 1", id="raises"),
        pytest.param("print('x' * 10**6)", "a line of more than 65536 bytes", id="a huge line"),
        pytest.param(
            "sys.stdout.write('x' * 10**6); sys.stdout.flush(); time.sleep(100)",
            "a line of more than 65536 bytes",
            id="a huge line without an end",
        ),
        pytest.param("while True: print('x')", "100 lines that are no answers", id="chatters on"),
        pytest.param(
            "while True: print('x' * 1000, file=sys.stderr)",
            "more than 1048576 bytes",
            id="errors on",
        ),
        pytest.param(
            "os.fork() and os._exit(0)\ntime.sleep(100)", "ended with exit status 0", id="daemon"
        ),
    ],
)
def test_what_never_answers_is_an_error_of_each_case(
    program: Program, text: str, message: str
) -> None:
    """Why is said of each, and the program is not asked for ever."""
    report = _ask(program(text))
    assert not report.as_expected
    assert set(_statuses(report).values()) == {"error"}
    assert all(message in result.message for result in report.results), report.results


def test_all_the_time_is_bounded(program: Program) -> None:
    """A program that is never silent for long, and never done."""
    text = "while True: time.sleep(0.3); print('x', flush=True)"
    started = time.monotonic()
    report = _ask(program(text), Limits(silence=60, total=2))
    assert time.monotonic() - started < 30
    assert "took longer than 2 s" in report.results[0].message


CRASHES = """
for line in sys.stdin:
    if '"query-plus"' in line or '"query-percent"' in line:
        {end}
    say(right(line))
"""


@pytest.mark.parametrize(
    ("end", "message", "limits"),
    [
        pytest.param("os.abort()", "was ended by signal 6", SMALL, id="crashes"),
        pytest.param("time.sleep(100)", "neither read nor answered", Limits(silence=3), id="hangs"),
        pytest.param("sys.exit(0)", "ended with exit status 0", SMALL, id="exits"),
    ],
)
def test_behind_the_case_that_ends_a_program_it_is_started_again(
    program: Program, end: str, message: str, limits: Limits
) -> None:
    """One case is lost, and not all that follow."""
    report = _ask(program(CRASHES.format(end=end)), limits)
    errors = {result.id: result.message for result in report.results if result.status == "error"}
    assert errors.keys() == {"query-plus", "query-percent"}
    assert all(message in text for text in errors.values())
    assert report.counts["pass"] == 3


def test_an_answer_that_is_left_out_is_an_error_of_that_case(program: Program) -> None:
    """The others count."""
    report = _ask(
        program("for line in sys.stdin:\n if 'query-plus\"' not in line: say(right(line))")
    )
    errors = {result.id: result.message for result in report.results if result.status == "error"}
    assert errors == {"query-plus": "no answer, though later questions were answered"}


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        pytest.param({"signatur": "x"}, "has no field 'signatur'", id="unknown field"),
        pytest.param({}, "is answered with signature or url", id="nothing"),
        pytest.param({"canonical_request": "x"}, "is answered with", id="nothing signed"),
        pytest.param({"signature": 5}, "signature is no text", id="another type"),
        pytest.param({"url": None}, "url is no text", id="null"),
        pytest.param({"url": "x", "headers": {}}, "headers is no list of", id="an object"),
        pytest.param({"url": "x", "headers": [["a"]]}, "headers is no list", id="no pairs"),
        pytest.param({"url": "x", "error": "y"}, "error stands alone", id="both"),
        pytest.param({"unsupported": True}, "unsupported is no text", id="no reason"),
        pytest.param({"accepted": True}, "has no field 'accepted'", id="a verifier's"),
    ],
)
def test_an_answer_of_another_form_is_an_error_of_its_case(
    program: Program, answer: dict[str, object], message: str
) -> None:
    """With what is wrong in it."""
    text = f"for line in sys.stdin: say({{'id': json.loads(line)['id'], **{answer!r}}})"
    report = _ask(program(text))
    assert {result.status for result in report.results} == {"error"}
    assert all(message in result.message for result in report.results), report.results[0]


def test_the_first_words_of_standard_error_are_kept(program: Program) -> None:
    """And the last ones, where it is long; what a terminal would obey is escaped."""
    report = _ask(program("sys.stderr.write('\\x1b[31mfirst' + 'x' * 99999 + 'last\\udcff')"))
    assert report.stderr.startswith("\\x1b[31mfirst")
    assert "\n...\n" in report.stderr
    assert "last" in report.stderr[-20:]
    assert len(report.stderr) < 6000


@pytest.mark.parametrize(
    ("command", "error"),
    [
        pytest.param(["/no/such/program"], CannotStartError, id="no such file"),
        pytest.param([str(Path(__file__).parent)], CannotStartError, id="a folder"),
        pytest.param([__file__], CannotStartError, id="not to be executed"),
        pytest.param([sys.executable, "a\0b"], CannotStartError, id="a null"),
        pytest.param([], InvalidValueError, id="empty"),
        pytest.param([""], InvalidValueError, id="no name"),
        pytest.param("python signer.py", InvalidTypeError, id="a text"),
        pytest.param([b"python"], InvalidTypeError, id="bytes"),
        pytest.param(None, InvalidTypeError, id="nothing"),
    ],
)
def test_what_is_no_program_is_refused(command: list[str], error: type[Exception]) -> None:
    """Before anything else."""
    with pytest.raises(error):
        _ask(command)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_the_program_and_its_children(
    program: Program, tmp_path: Path, number: signal.Signals
) -> None:
    """The command is interrupted, and nothing that it started goes on."""
    noted = tmp_path / "pids"
    text = (
        "child = subprocess.Popen(['sleep', '100'])\n"
        f"open({str(noted)!r}, 'w').write(f'{{os.getpid()}} {{child.pid}}\\n')\n"
        "time.sleep(100)"
    )
    command = [sys.executable, "-m", "sigv4", "conformance", "signer", "--", *program(text)]
    with heard(number):
        running = subprocess.Popen(command, cwd=tmp_path)
    try:
        deadline = time.monotonic() + 30
        while not (noted.exists() and noted.read_text().endswith("\n")):
            assert time.monotonic() < deadline
            time.sleep(0.02)
        running.send_signal(number)
        assert running.wait(30) == 130
    finally:
        running.kill()
        running.wait()
    for pid in map(int, noted.read_text().split()):
        assert _ends(pid)


def _ends(pid: int) -> bool:
    """Whether a process ends, or is a dead one that nobody has asked for its status."""
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        done = subprocess.run(
            ["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, check=False
        )
        if done.stdout.strip()[:1] in (b"", b"Z"):
            return True
        time.sleep(0.02)
    return False
