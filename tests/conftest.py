"""What the tests share: one real S3 server for the session."""

from __future__ import annotations

import os

# Before anything imports botocore: with awscrt importable, it would sign with C code whose
# departures are others.
os.environ["BOTO_DISABLE_CRT"] = "true"

from collections.abc import Iterator

import pytest
from hypothesis import settings
from rclone_server import RcloneServer, rclone_server

# How long an example takes says nothing here: machines are noisy, and a first call imports.
settings.register_profile("any-machine", deadline=None)
settings.load_profile("any-machine")


@pytest.fixture(scope="session")
def rclone() -> Iterator[RcloneServer]:
    """`rclone serve s3`, with AWS's documentation key pair and one bucket."""
    with rclone_server() as server:
        yield server
