"""`sigv4 conformance`: whether another program signs, or verifies, as the vectors say."""

from __future__ import annotations

import json
import sys

from ..conformance._questions import SIDES, questions
from ..conformance._signals import ended_by_signals
from ..conformance._vectors import choose, load_sets
from ..conformance.programs import (
    CannotStartError,
    Limits,
    as_json,
    as_junit,
    as_table,
    check,
    known_ids,
    read_expected_failures,
)
from ._conformance_run import check_output, seconds, write
from ._messages import UsageError
from ._parser import Parser, file_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Callable, Sequence

    from ..conformance._results import Report
    from ..conformance._vectors import Case

_HELP = """\
usage: sigv4 conformance signer [OPTION...] -- COMMAND [ARGUMENT...]
       sigv4 conformance verifier [OPTION...] -- COMMAND [ARGUMENT...]
       sigv4 conformance server --bucket NAME [OPTION...]

Ask a program in any language for its answers to the vectors, and compare them,
or send a battery of requests to a live S3-compatible server.

  signer    the program signs requests
  verifier  the program says whether a signed request is to be accepted
  server    the server takes what S3 takes, and refuses what S3 refuses

'sigv4 conformance signer --help' tells of the options.
"""

_EPILOG = """\
examples:
  sigv4 conformance {side} -- node {side}.mjs
  sigv4 conformance {side} --set aws-suite --id '*-get-*' -- ./{side}
  sigv4 conformance {side} --id doc-presign-get-object --questions

The program reads one question a line, in JSON, and writes one answer a line:
vectors/README.md in the package says how. It is started without a shell, and
ended, with its children, where it hangs.

Exit status: 0 all is as expected; 1 it is not; 2 the call was wrong.
"""

_NOT_AS_EXPECTED = 1


def run(arguments: Sequence[str]) -> int:
    """Run the command; the exit status."""
    side, *rest = arguments or [""]
    if side in {"-h", "--help"}:
        sys.stdout.write(_HELP)
        return 0
    if side == "server":
        from ._conformance_server import run as ask_server

        return ask_server(rest)
    if side not in SIDES:
        raise UsageError(f"whom to ask? write 'sigv4 conformance {', '.join(SIDES)} or server'")
    options, command = _parse(side, rest)
    chosen = choose(
        load_sets(),
        names=options.sets,
        ids=options.ids,
        flags=options.flags,
        skip_flags=options.skip_flags,
    )
    if options.questions:
        _write_questions(side, chosen)
        return 0
    expected = {}
    if options.expected_failures is not None:
        expected = read_expected_failures(options.expected_failures, known_ids())
    check_output(options.output)
    limits = Limits(silence=options.timeout, total=options.total_timeout)
    try:
        with ended_by_signals():
            report = check(side, command, chosen, expected, limits)
    except CannotStartError as error:
        raise UsageError(str(error)) from None
    write(_FORMATS[options.format](report, options), options.output)
    return 0 if report.as_expected else _NOT_AS_EXPECTED


def _table(report: Report, options: Namespace) -> str:
    return as_table(report, every=options.all)


_FORMATS: dict[str, Callable[[Report, Namespace], str]] = {
    "table": _table,
    "json": lambda report, _: as_json(report),
    "junit": lambda report, _: as_junit(report),
}


def _write_questions(side: str, chosen: Sequence[tuple[str, Case]]) -> None:
    for _, _, question in questions(side, chosen):
        sys.stdout.write(f"{json.dumps(question)}\n")


def _parse(side: str, arguments: Sequence[str]) -> tuple[Namespace, list[str]]:
    at = arguments.index("--") if "--" in arguments else len(arguments)
    command = list(arguments[at + 1 :])
    parser = Parser(
        f"conformance {side}",
        usage="[OPTION...] -- COMMAND [ARGUMENT...]",
        description="Ask a program for its answers to the vectors, and compare them.",
        epilog=_EPILOG.format(side=side),
    )
    choice = parser.add_argument_group(
        "which cases", "Patterns are a shell's, and each option may be repeated; default: all."
    )
    for option, name, text in (
        ("--set", "sets", "cases of this set, such as edge-cases"),
        ("--flag", "flags", "cases with this flag, such as query-*"),
        ("--skip-flag", "skip_flags", "no cases with this flag"),
        ("--id", "ids", "cases by their names"),
    ):
        choice.add_argument(
            option, action="append", default=[], dest=name, metavar="PATTERN", help=text
        )
    parser.add_argument(
        "--expected-failures",
        type=file_name,
        metavar="FILE",
        help="ids that are to fail, one a line, with '# why'; one that passes is a failure",
    )
    parser.add_argument(
        "--timeout",
        type=seconds,
        default=10.0,
        metavar="SECONDS",
        help="how long the program may neither read nor answer; default: 10",
    )
    parser.add_argument(
        "--total-timeout",
        type=seconds,
        default=300.0,
        metavar="SECONDS",
        help="how long all may take; default: 300",
    )
    output = parser.add_argument_group("what is printed")
    output.add_argument("--format", choices=sorted(_FORMATS), default="table")
    output.add_argument("--output", type=file_name, metavar="FILE", help="default: here")
    output.add_argument("--all", action="store_true", help="a line for each case in the table")
    output.add_argument(
        "--questions", action="store_true", help="print the questions, and ask no program"
    )
    options = parser.parse(arguments[:at])
    if not command and not options.questions:
        raise UsageError(f"which program? write 'sigv4 conformance {side} -- COMMAND'")
    return options, command
