"""A presigned URL that `inspect_url` finds no fault with, and how others are made of it."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Any

from sigv4 import Credentials, presign_url
from sigv4.explain import inspect_url

NOW = datetime(2013, 5, 24, tzinfo=timezone.utc)
LATER = NOW + timedelta(minutes=1)
CREDENTIALS = Credentials("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY")
TEMPORARY = Credentials("ASIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI", "AQoDYXdzEPT//////////wEXAMPLE")
BASE = "https://examplebucket.s3.eu-west-1.amazonaws.com/test.txt"


def signed(url: str = BASE, credentials: Credentials = CREDENTIALS, **options: Any) -> str:
    """A URL for a GET, of ten minutes from NOW on."""
    options = {"region": "eu-west-1", "signing_time": NOW, "expires_in": 600, **options}
    return presign_url("GET", url, credentials, **options)


URL = signed()


def ids(url: str, now: datetime = LATER) -> list[str]:
    """What is warned of."""
    return [warning.id for warning in inspect_url(url, now=now).warnings]
