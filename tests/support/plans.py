"""Plans for uploads in parts, at a time of their own."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any

from boto3_oracle import ACCESS_KEY_ID, SECRET_ACCESS_KEY

from sigv4 import Credentials
from sigv4.errors import InvalidInputError
from sigv4.s3 import S3
from sigv4.s3.multipart import MultipartPlan, MultipartUpload

NOW = datetime(2013, 5, 24, tzinfo=timezone.utc)
MIB = 1024**2
GIB = 1024**3
# Amazon S3 user guide, "Amazon S3 multipart upload limits": 10,000 parts of 5 GiB are 48.8 TiB.
LARGEST = 10_000 * 5 * GIB
ID = "VXBsb2FkIElE/+=~"
KEY = "a b+c/é%2F~.bin"

# The calls of tests are wrong on purpose at times, and the type checker would say so each time.
client: Any = S3(Credentials(ACCESS_KEY_ID, SECRET_ACCESS_KEY), region="eu-west-1")


def plan(size: int = 20 * MIB, **more: Any) -> MultipartPlan:
    """A plan; of three parts, unless it is said otherwise."""
    made: MultipartPlan = client.plan_multipart("media", KEY, size=size, signing_time=NOW, **more)
    return made


def upload(size: int = 20 * MIB, **more: Any) -> MultipartUpload:
    """An upload that has begun."""
    return plan(size, **more).with_upload_id(ID, signing_time=NOW)


def check_error(error: InvalidInputError, argument: str) -> None:
    """One line that names the argument and a remedy."""
    assert error.argument == argument
    assert str(error).isprintable()
    assert len(str(error)) < 300
    assert error.remedy
