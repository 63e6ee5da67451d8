"""`sigv4 conformance server`: whether a live server answers as S3 does."""

from __future__ import annotations

import os

from ..conformance._signals import ended_by_signals
from ..conformance.server import (
    TIME_LIMIT,
    TIMEOUT,
    CannotStartError,
    Target,
    as_json,
    as_junit,
    as_table,
    chosen,
    find_target,
    known_ids,
    read_expected_failures,
    send_battery,
)
from ..providers import SharedFiles
from ._conformance_run import check_output, seconds, write
from ._messages import UsageError, complain, in_options, note
from ._parser import Parser, add_signer_options, file_name
from ._settings import FLAGS, credentials_for, find_settings

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Callable, Sequence

    from ..conformance.server import Case, Report, Result

_EPILOG = """\
examples:
  sigv4 conformance server --endpoint-url http://127.0.0.1:9000 --bucket scratch
  sigv4 conformance server --bucket scratch --only post --only keys/space
  sigv4 conformance server --list --format json

Most of the requests are wrong on purpose. What is written is under a prefix
of its own, sigv4-conformance-..., and is taken away in the end. Credentials
come from the environment or a profile; temporary ones get their own cases.

Exit status: 0 all is as expected; 1 it is not, or it could not be asked;
2 the command was called wrongly.
"""

_FAILED = 1


def run(arguments: Sequence[str]) -> int:
    """Run the command; the exit status."""
    options = _parse(arguments)
    cases = chosen(options.only)
    if options.list:
        write(_listed(cases, as_json=options.format == "json"), options.output)
        return 0
    expected = {}
    if options.expected_failures is not None:
        expected = read_expected_failures(options.expected_failures, known_ids())
    target = _target(options)
    check_output(options.output)
    sent = "1 case goes" if len(cases) == 1 else f"{len(cases)} cases go"
    note(f"{sent} to {target.bucket} on {target.scheme}://{target.authority}")
    progress = _Progress(cases)
    try:
        with ended_by_signals():
            report = send_battery(
                target,
                cases,
                expected=expected,
                timeout=options.timeout,
                time_limit=options.total_timeout,
                allow_non_empty=options.allow_non_empty,
                progress=progress.tell,
            )
    except CannotStartError as error:
        complain(in_options(str(error)))
        return _FAILED
    write(_FORMATS[options.format](report, options), options.output)
    for left in report.left:
        complain(f"not all could be taken away: {left}")
    return _FAILED if report.left or not report.as_expected else 0


def _table(report: Report, options: Namespace) -> str:
    return as_table(report, every=options.all)


_FORMATS: dict[str, Callable[[Report, Namespace], str]] = {
    "table": _table,
    "json": lambda report, _: as_json(report),
    "junit": lambda report, _: as_junit(report),
}


class _Progress:
    """A line on standard error for each group that is through."""

    def __init__(self, cases: Sequence[Case]) -> None:
        self._groups = [case.group for case in cases]
        self._faults = 0
        self._done = 0

    def tell(self, result: Result) -> None:
        """One result more."""
        self._done += 1
        self._faults += result.is_fault
        group = result.case.group
        if self._done == len(self._groups) or self._groups[self._done] != group:
            faults = f"{self._faults} fault{'' if self._faults == 1 else 's'}"
            note(f"{self._done} of {len(self._groups)}: {group} is done; {faults} so far")


def _target(options: Namespace) -> Target:
    files = SharedFiles(os.environ)
    settings = find_settings(options, files, endpoint=True)
    credentials = credentials_for(options, files)
    return settings.blamed(lambda: find_target(credentials, options.bucket, **settings.values))


def _listed(cases: Sequence[Case], *, as_json: bool) -> str:
    """What would be sent, and what S3 makes of it."""
    rows = [
        {
            "id": case.id,
            "kind": case.kind,
            "sends": case.sends,
            "s3_answers": case.aws,
            "source": case.source,
        }
        for case in cases
    ]
    if as_json:
        from json import dumps

        return dumps(rows, indent=2) + "\n"
    lines = []
    for row in rows:
        lines += [
            row["id"],
            f"    sent       {row['sends']}",
            f"    S3         {row['s3_answers']}",
        ]
        lines += [f"    known from {row['source']}", ""]
    return "\n".join(lines)


def _parse(arguments: Sequence[str]) -> Namespace:
    parser = Parser(
        "conformance server",
        usage="--bucket NAME [OPTION...]",
        description="Send a battery of requests to a live S3-compatible server, and say of each\n"
        "whether it was answered as S3 answers.",
        epilog=_EPILOG,
    )
    _add_where(parser)
    add_signer_options(parser, signs=False)
    choice = parser.add_argument_group("which cases")
    choice.add_argument(
        "--only",
        action="append",
        default=[],
        metavar="NAME",
        help="a group, or the id of a case; may be repeated; default: all",
    )
    choice.add_argument(
        "--expected-failures",
        type=file_name,
        metavar="FILE",
        help="ids that are to fail, one a line, with '# why'; one that is right is a failure",
    )
    choice.add_argument("--list", action="store_true", help="print the cases, and send nothing")
    _add_limits(parser)
    output = parser.add_argument_group("what is printed")
    output.add_argument("--format", choices=sorted(_FORMATS), default="table")
    output.add_argument("--output", type=file_name, metavar="FILE", help="default: here")
    output.add_argument("--all", action="store_true", help="a line for each case in the table")
    parser.set_defaults(**dict.fromkeys(FLAGS))
    options = parser.parse(arguments)
    if options.bucket is None and not options.list:
        raise UsageError("which bucket? give --bucket NAME, one that is empty")
    return options


def _add_where(parser: Parser) -> None:
    group = parser.add_argument_group("where to")
    group.add_argument(
        "--endpoint-url",
        metavar="URL",
        help="the server; default: AWS_ENDPOINT_URL_S3, AWS_ENDPOINT_URL, the profile's, AWS",
    )
    group.add_argument("--bucket", metavar="NAME", help="a bucket that is empty")
    group.add_argument(
        "--addressing-style",
        metavar="STYLE",
        help="virtual: the bucket in the host; path: in the path; auto (default): virtual on "
        "AWS, path on another server",
    )
    group.add_argument(
        "--path-style", action="store_true", help="the same as --addressing-style path"
    )
    group.add_argument(
        "--allow-non-empty", action="store_true", help="take a bucket that has objects in it"
    )


def _add_limits(parser: Parser) -> None:
    group = parser.add_argument_group("how long")
    group.add_argument(
        "--timeout",
        type=seconds,
        default=TIMEOUT,
        metavar="SECONDS",
        help=f"for one request; default: {TIMEOUT:g}",
    )
    group.add_argument(
        "--total-timeout",
        type=seconds,
        default=TIME_LIMIT,
        metavar="SECONDS",
        help=f"for all; default: {TIME_LIMIT:g}",
    )
