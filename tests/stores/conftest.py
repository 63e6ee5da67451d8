"""What the tests of the servers share: each server once for the session, one after another.

`make test-servers` runs them. SIGV4_SERVERS=swift,rclone runs those alone; the end of the run says
which servers were asked and which were not.
"""

from __future__ import annotations

import os
import signal
from collections import Counter
from collections.abc import Iterator

import pytest
from radosgw_server import assume_role
from store import KINDS, Store, open_store

from sigv4 import Credentials

_counts: dict[str, Counter[str]] = {}


def _chosen() -> list[str]:
    """The servers to ask: all of them, unless SIGV4_SERVERS names some."""
    given = os.environ.get("SIGV4_SERVERS")
    names = list(KINDS) if given is None else given.split(",")
    unknown = [name for name in names if name not in KINDS]
    if unknown:
        raise pytest.UsageError(f"SIGV4_SERVERS: no server {unknown[0]!r}; there are {[*KINDS]}")
    return names


def pytest_configure(config: pytest.Config) -> None:
    """Refuse unknown servers at once; and a plain SIGTERM would leave servers behind."""
    _chosen()
    config.addinivalue_line("markers", "servers(*names): the only servers that have this")
    signal.signal(signal.SIGTERM, signal.default_int_handler)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Each test with `store` meets every server that is chosen, or those its mark names."""
    if "store" not in metafunc.fixturenames:
        return
    only = metafunc.definition.get_closest_marker("servers")
    names = [name for name in _chosen() if only is None or name in only.args]
    metafunc.parametrize("store", names, indirect=True, scope="session")


@pytest.fixture(scope="session")
def store(request: pytest.FixtureRequest) -> Iterator[Store]:
    """A server that runs."""
    with open_store(request.param) as opened:
        yield opened


@pytest.fixture(scope="session")
def temporary(store: Store) -> Credentials:
    """Temporary credentials from the server's STS."""
    return assume_role(store.server)


@pytest.fixture
def bucket(store: Store) -> str:
    """A bucket of the test's own."""
    return store.new_bucket()


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Count what each server's tests came to; the name of a test holds its server's."""
    name = next((name for name in KINDS if f"[{name}" in report.nodeid), None)
    if name and (report.when == "call" or report.outcome != "passed"):
        _counts.setdefault(name, Counter())[report.outcome] += 1


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say which servers were asked, and which were not."""
    terminalreporter.section("servers")
    for name in KINDS:
        counts = _counts.get(name)
        outcome = ", ".join(f"{n} {what}" for what, n in sorted(counts.items())) if counts else ""
        terminalreporter.write_line(f"{name}: {outcome or 'NOT ASKED'}")
