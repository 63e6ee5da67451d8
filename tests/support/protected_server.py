"""The protected applications on their real servers, each a process of its own."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from protected_settings import HOSTS, PREFIX
from s3_server import Processes, S3Server, free_ports, listens

HERE = str(Path(__file__).parent)

# A name that a proxy in front of them has.
OUTSIDE = "files.example"


def _uvicorn(http: str, *more: str) -> Callable[[int], Sequence[str]]:
    def command(port: int) -> Sequence[str]:
        options = ["--http", http, "--port", str(port), "--app-dir", HERE, "--no-access-log"]
        return ["uvicorn", "protected_asgi:app", *options, *more]

    return command


def _gunicorn(port: int) -> Sequence[str]:
    options = ["--bind", f"127.0.0.1:{port}", "--chdir", HERE, "--worker-tmp-dir", "."]
    # Two threads: a connection that is kept open must not keep the next one waiting.
    return ["gunicorn", "protected_wsgi:app", *options, "--threads", "2", "--no-control-socket"]


SERVERS = {
    "uvicorn-h11": _uvicorn("h11"),
    "uvicorn-httptools": _uvicorn("httptools"),
    "gunicorn": _gunicorn,
}


@contextmanager
def protected_server(
    kind: str, *, prefix: str = "", hosts: Sequence[str] = (), more: Sequence[str] = ()
) -> Iterator[S3Server]:
    """Run one of them, until the block ends. hosts: more names of its; more: options."""
    (port,) = free_ports(1)
    environment = {
        **os.environ,
        HOSTS: ",".join([f"127.0.0.1:{port}", OUTSIDE, *hosts]),
        PREFIX: prefix,
        "PYTHONPATH": HERE,
    }
    with (
        tempfile.TemporaryDirectory() as folder,
        Processes(kind, folder, environment) as processes,
    ):
        processes.start(sys.executable, "-m", *SERVERS[kind](port), *more)
        processes.wait("answer", lambda: listens(port))
        yield S3Server(port)
