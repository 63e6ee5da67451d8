"""Each test of what both kinds have in common runs with both; real servers are started once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import cache

import pytest
from protected import Run, run_asgi, run_wsgi
from protected_server import SERVERS, protected_server
from s3_server import S3Server


@pytest.fixture(params=[run_asgi, run_wsgi], ids=["asgi", "wsgi"])
def run(request: pytest.FixtureRequest) -> Run:
    """Send a request to an application behind the middleware."""
    sender: Run = request.param
    return sender


@pytest.fixture(scope="session")
def started() -> Iterator[Callable[[str], S3Server]]:
    """The server of a kind, started when it is first asked for."""
    with ExitStack() as stack:
        yield cache(lambda kind: stack.enter_context(protected_server(kind)))


@pytest.fixture(params=list(SERVERS))
def server(request: pytest.FixtureRequest, started: Callable[[str], S3Server]) -> S3Server:
    """Each of the servers, with its application."""
    return started(request.param)


@pytest.fixture(params=["uvicorn-h11", "uvicorn-httptools"])
def uvicorn(request: pytest.FixtureRequest, started: Callable[[str], S3Server]) -> S3Server:
    """Those that know websockets."""
    return started(request.param)
