"""What the S3 servers of the tests have in common: an answer, a request sent exactly as it was
signed, and processes that end whatever happens."""

from __future__ import annotations

import http.client
import re
import shutil
import socket
import subprocess
import sysconfig
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from sigv4 import Credentials

# The key pair that AWS's documentation prints; it opens nothing but these servers.
CREDENTIALS = Credentials("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY")
REGION = "us-east-1"

PATIENCE = 20.0  # seconds to answer or to end in; a hundredth of it is usual


class ServerError(Exception):
    """The server did not start; the message is one line for a person."""


@dataclass(frozen=True)
class Answer:
    """What a server said."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def code(self) -> str:
        """S3's error code, or nothing."""
        found = re.search(rb"<Code>(\w+)</Code>", self.body)
        return found[1].decode() if found else ""


@dataclass(frozen=True)
class S3Server:
    """A server that runs on a loopback port."""

    port: int

    @property
    def host(self) -> str:
        """The Host header's value."""
        return f"127.0.0.1:{self.port}"

    @property
    def endpoint(self) -> str:
        """The URL without a path."""
        return f"http://{self.host}"

    def send(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str] | None = None,
        body: bytes | None = None,
    ) -> Answer:
        """Send exactly this request: the URL's bytes, and no header but these, Host and
        Content-Length. The URL may name another host; it goes to this server all the same."""
        authority, slash, target = url.partition("://")[2].partition("/")
        sent = dict(headers or {})
        names = {name.lower() for name in sent}
        if "host" not in names:
            sent["Host"] = authority
        if body is not None and "content-length" not in names:
            sent["Content-Length"] = str(len(body))
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            connection.putrequest(method, slash + target, skip_host=True, skip_accept_encoding=True)
            for name, value in sent.items():
                connection.putheader(name, value)
            connection.endheaders(body)
            response = connection.getresponse()
            content = response.read()
            fields = {name.lower(): value for name, value in response.getheaders()}
            return Answer(response.status, fields, content)
        finally:
            connection.close()


class Processes:
    """The programs of one server. Leaving ends them by their ids, the last one started first."""

    def __init__(self, name: str, folder: str, environment: Mapping[str, str]) -> None:
        self.name = name
        self.folder = Path(folder)
        self._environment = environment
        self._stack = ExitStack()
        self._running: list[subprocess.Popen[bytes]] = []

    def __enter__(self) -> Processes:
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def start(self, *command: str) -> None:
        """Start a program that stays, with a log of its own. An interrupt at the terminal does
        not reach it: the order of the ends is ours."""
        log = self.folder / f"{len(self._running)}-{Path(command[0]).name}.log"
        with log.open("wb") as output:
            process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                env=self._environment,
                cwd=self.folder,
                start_new_session=True,
            )
        self._running.append(process)
        self._stack.callback(end, process)

    def run(self, *command: str) -> str:
        """Run a program that ends, and return what it printed. Raises ServerError."""
        log = self.folder / "steps.log"
        with log.open("ab") as output:
            done = subprocess.run(
                command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=output,
                env=self._environment,
                cwd=self.folder,
                timeout=4 * PATIENCE,
                check=False,
            )
        if done.returncode:
            raise ServerError(f"{' '.join(command[:3])} failed: {self.last_words()}")
        return done.stdout.decode("utf-8", "replace")

    def wait(self, what: str, is_so: Callable[[], bool], *, patience: float = PATIENCE) -> None:
        """Until it is so. Raises ServerError where that takes too long, or a program has ended."""
        deadline = time.monotonic() + patience
        while not is_so():
            if any(process.poll() is not None for process in self._running):
                raise ServerError(f"{self.name} did not start: {self.last_words()}")
            if time.monotonic() > deadline:
                raise ServerError(f"{self.name} is slow, no {what}: {self.last_words()}")
            time.sleep(0.05)

    def last_words(self) -> str:
        """The ends of the logs, in one line."""
        texts = [
            " ".join(log.read_text("utf-8", "replace").split())[-300:]
            for log in sorted(self.folder.glob("*.log"))
        ]
        return " … ".join(filter(None, texts))[-900:] or "no word why"


def end(process: subprocess.Popen[bytes]) -> None:
    """End a program that we started, kindly if it lets us."""
    process.terminate()
    try:
        process.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def program(name: str, remedy: str) -> str:
    """A program of this virtual environment, or else of the path. Raises ServerError."""
    found = shutil.which(name, path=sysconfig.get_path("scripts")) or shutil.which(name)
    if found is None:
        raise ServerError(f"{name} is missing: {remedy}")
    return found


def free_ports(count: int) -> Sequence[int]:
    """Loopback ports that nobody listens on at this moment."""
    with ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(count)]
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in sockets]


def listens(port: int) -> bool:
    """Whether somebody takes connections there."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
