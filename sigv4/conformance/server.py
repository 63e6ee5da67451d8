"""The battery: whether an S3-compatible server answers as S3 does.

    from sigv4.conformance.server import as_table, check_server

    report = check_server(credentials, "scratch", region="us-east-1",
                          endpoint_url="http://127.0.0.1:9000", addressing_style="path")
    print(as_table(report))

Some hundred requests go out exactly as they were signed, many of them wrong on purpose. The
battery writes only under a prefix of its own, and takes away in the end what it wrote.
"""

from __future__ import annotations

from contextlib import contextmanager

from ._expected import read_expected_failures
from .battery.case import Case, Result
from .battery.reports import Report, as_json, as_junit, as_table
from .battery.run import CannotStartError, Run
from .battery.table import CASES, chosen
from .battery.target import Target

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from typing import Any

    from .._credentials import Credentials

__all__ = [
    "CASES",
    "CannotStartError",
    "Case",
    "Report",
    "Result",
    "Run",
    "Target",
    "as_json",
    "as_junit",
    "as_table",
    "check_server",
    "chosen",
    "find_target",
    "known_ids",
    "read_expected_failures",
    "send_battery",
    "started",
]

# In seconds: for one request, and for all of them. A whole run against a server on the same
# machine takes some seconds.
TIMEOUT = 10.0
TIME_LIMIT = 900.0


def check_server(
    credentials: Credentials,
    bucket: str,
    *,
    only: Sequence[str] = (),
    expected: Mapping[str, str] | None = None,
    timeout: float = TIMEOUT,
    time_limit: float = TIME_LIMIT,
    allow_non_empty: bool = False,
    progress: Callable[[Result], None] | None = None,
    **settings: Any,
) -> Report:
    """Send the battery to a bucket.

    only: ids of cases, and groups; those that they need come along. expected: the reasons by the
    ids of cases that are to fail. timeout, time_limit: seconds for a request, and for all.
    progress: told of each result. settings: as of `S3`: region, endpoint_url, addressing_style.

    Raises CannotStartError for a bucket that cannot be listed and written, or that is not
    empty; InvalidValueError or InvalidTypeError for arguments that are wrong.
    """
    return send_battery(
        find_target(credentials, bucket, **settings),
        chosen(only),
        expected=expected,
        timeout=timeout,
        time_limit=time_limit,
        allow_non_empty=allow_non_empty,
        progress=progress,
    )


def send_battery(
    target: Target,
    cases: Sequence[Case],
    *,
    expected: Mapping[str, str] | None = None,
    timeout: float = TIMEOUT,
    time_limit: float = TIME_LIMIT,
    allow_non_empty: bool = False,
    progress: Callable[[Result], None] | None = None,
) -> Report:
    """As `check_server`, for a target that was found, and cases that were chosen."""
    results: list[Result] = []
    with started(
        target, timeout=timeout, time_limit=time_limit, allow_non_empty=allow_non_empty
    ) as run:
        for result in run.results(cases):
            results.append(result)
            if progress is not None:
                progress(result)
    return Report(
        target=target,
        results=tuple(results),
        expected=expected or {},
        notes=tuple(run.notes),
        left=tuple(run.left),
    )


def find_target(credentials: Credentials, bucket: str, **settings: Any) -> Target:
    """Where the battery goes. Raises InvalidValueError or InvalidTypeError."""
    from ..s3 import S3

    endpoint = S3(credentials, **settings).endpoint(bucket)
    return Target.of(endpoint, bucket, credentials)


@contextmanager
def started(
    target: Target,
    *,
    timeout: float = TIMEOUT,
    time_limit: float = TIME_LIMIT,
    allow_non_empty: bool = False,
) -> Iterator[Run]:
    """A run for which the bucket was looked at; on the way out, what it wrote is taken away,
    whatever happened. Raises CannotStartError."""
    run = Run(target, timeout=timeout, time_limit=time_limit)
    try:
        run.start(allow_non_empty=allow_non_empty)
        yield run
    finally:
        run.clean_up()


def known_ids() -> frozenset[str]:
    """The ids of all cases."""
    return frozenset([case.id for case in CASES])
