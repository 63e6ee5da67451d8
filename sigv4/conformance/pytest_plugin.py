"""The battery as a plugin of pytest: one test for each case.

    pytest --sigv4-endpoint-url http://127.0.0.1:9000 --sigv4-bucket scratch

A run of pytest without `--sigv4-endpoint-url` has nothing of it but the options.
"""

from __future__ import annotations

from contextlib import ExitStack

import pytest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from .battery.case import Case, Result
    from .battery.run import Run
    from .battery.target import Target

# What the tests are listed under.
_NAME = "sigv4"

_OPTIONS = (
    ("--sigv4-endpoint-url", "URL", "send the conformance battery to this S3-compatible server"),
    ("--sigv4-bucket", "NAME", "the bucket for it, one that is empty"),
    ("--sigv4-region", "NAME", "default: AWS_REGION, the profile's, us-east-1 but on AWS"),
    ("--sigv4-profile", "NAME", "the profile with the credentials"),
    ("--sigv4-addressing-style", "STYLE", "virtual, path or auto, as sigv4's commands take it"),
    ("--sigv4-expected-failures", "FILE", "ids of cases that are to fail, one a line"),
)


def pytest_addoption(parser: pytest.Parser) -> None:
    """The options, all of which begin with --sigv4-."""
    group = parser.getgroup("sigv4", "the conformance battery for S3-compatible servers")
    for option, metavar, text in _OPTIONS:
        group.addoption(option, metavar=metavar, default=None, help=text)
    group.addoption(
        "--sigv4-only",
        metavar="NAME",
        action="append",
        default=[],
        help="a group of cases, or the id of one; may be repeated",
    )
    group.addoption(
        "--sigv4-allow-non-empty",
        action="store_true",
        help="take a bucket that has objects in it",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Nothing, unless the run is for a server."""
    if config.getoption("--sigv4-endpoint-url") is not None:
        config.pluginmanager.register(_Battery(config), "sigv4-battery")


class _Battery:
    """What a run of pytest for a server has beyond another."""

    def __init__(self, config: pytest.Config) -> None:
        from ..errors import SigV4Error
        from .server import chosen

        self._stack = ExitStack()
        self._results: dict[str, Result] = {}
        self._run: Run | None = None
        self._problem = ""
        self._allow_non_empty = config.getoption("--sigv4-allow-non-empty")
        try:
            self._cases = chosen(config.getoption("--sigv4-only"))
            self._expected = _expected_failures(config)
            self._target = _target(config)
        except (SigV4Error, OSError) as error:
            problem = str(error)
        else:
            return
        raise pytest.UsageError(problem)

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection_modifyitems(
        self, session: pytest.Session, items: list[pytest.Item]
    ) -> None:
        """The cases, for -k and -m to choose among as among all tests."""
        parent = _Cases.from_parent(session, name=_NAME, nodeid=_NAME)
        for case in self._cases:
            item = _CaseItem.from_parent(parent, name=case.id, case=case, ask=self.result)
            if case.id in self._expected:
                reason = self._expected[case.id] or "an expected failure"
                item.add_marker(pytest.mark.xfail(reason=reason, strict=True, raises=_FaultError))
            items.append(item)

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Take away what was written, also after an interrupt; what stays is no success."""
        self._stack.close()
        if self._run and self._run.left and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """What whoever reads the results should know of the server."""
        for text in [*self._run.notes, *self._run.left] if self._run else []:
            terminalreporter.write_line(f"sigv4: {ascii(text)[1:-1]}")

    def result(self, case: Case) -> Result:
        """What came of a case, and first of those that it needs."""
        if case.id not in self._results:
            run = self._started()
            for needed in [c for c in self._cases if c.id in case.needs]:
                self.result(needed)
            self._results[case.id] = run.result(case)
        return self._results[case.id]

    def _started(self) -> Run:
        from ._signals import ended_by_signals
        from .server import CannotStartError, started

        if self._problem:
            raise _FaultError(self._problem)
        if self._run is None:
            try:
                self._stack.enter_context(ended_by_signals())
                entered = started(self._target, allow_non_empty=self._allow_non_empty)
                self._run = self._stack.enter_context(entered)
            except CannotStartError as error:
                # What the library tells a program to do is an option here.
                said = str(error).replace(
                    "pass allow_non_empty=True", "give --sigv4-allow-non-empty"
                )
                self._problem = f"the battery cannot be sent: {said}"
                raise _FaultError(self._problem) from None
        return self._run


class _FaultError(Exception):
    """A server did otherwise than S3; the message says how."""


class _Cases(pytest.Collector):
    """What the cases hang on: no file."""

    def collect(self) -> list[pytest.Item | pytest.Collector]:
        """Nothing: the cases are put among the tests by themselves."""
        return []


class _CaseItem(pytest.Item):
    """One case as a test."""

    def __init__(self, *, case: Case, ask: Callable[[Case], Result], **more: Any) -> None:
        super().__init__(**more)
        self._case = case
        self._ask = ask

    def runtest(self) -> None:
        """Send it."""
        from .battery.case import UNTESTED
        from .battery.reports import answer, told

        case = self._case
        result = self._ask(case)
        first = f"{result.verdict}: S3 {case.aws}, here {answer(result)}"
        text = "\n".join([first, *told(result)])
        if result.is_fault:
            raise _FaultError(text)
        if result.verdict == UNTESTED:
            # pytest's own word for what could not be tested, which is no fault of the server.
            pytest.skip(result.seen.problem)
        self.add_report_section("call", _NAME, text)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], *args: object) -> str:
        """What was sent and answered, without a traceback through this library."""
        if isinstance(excinfo.value, _FaultError):
            return str(excinfo.value)
        return str(super().repr_failure(excinfo))

    def reportinfo(self) -> tuple[str, None, str]:
        """Where the test stands: in no file."""
        return _NAME, None, self.name


def _expected_failures(config: pytest.Config) -> dict[str, str]:
    from .server import known_ids, read_expected_failures

    path = config.getoption("--sigv4-expected-failures")
    return {} if path is None else read_expected_failures(path, known_ids())


def _target(config: pytest.Config) -> Target:
    """Where the battery goes. Raises SigV4Error."""
    import os

    from ..errors import ConfigurationError
    from ..providers import SharedFiles, find_credentials, find_region
    from ..s3.endpoints import region_by_default
    from .server import find_target

    endpoint_url = config.getoption("--sigv4-endpoint-url")
    bucket = config.getoption("--sigv4-bucket")
    profile = config.getoption("--sigv4-profile")
    if bucket is None:
        raise ConfigurationError("no bucket: give --sigv4-bucket, one that is empty")
    files = SharedFiles(os.environ)
    found = find_region(os.environ, profile, files=files)
    region = config.getoption("--sigv4-region") or (found and found.value)
    region = region or region_by_default(endpoint_url)
    if region is None:
        raise ConfigurationError("no region: give --sigv4-region")
    return find_target(
        find_credentials(os.environ, profile, files=files),
        bucket,
        region=region,
        endpoint_url=endpoint_url,
        addressing_style=config.getoption("--sigv4-addressing-style") or "auto",
    )
