"""Instants as text."""

from __future__ import annotations

from datetime import datetime, timezone

import pytest

from sigv4.providers._timestamps import parse_instant


@pytest.mark.parametrize(
    "text",
    [
        "2013-05-24T01:02:03Z",
        "20130524T010203Z",
        "2013-05-24 01:02:03Z",
        "2013-05-24T01:02:03.999999999Z",
        "2013-05-24T03:02:03+02:00",
        "2013-05-23T20:32:03-0430",
    ],
)
def test_reads(text: str) -> None:
    """All these spell one second."""
    assert parse_instant(text) == datetime(2013, 5, 24, 1, 2, 3, tzinfo=timezone.utc)


def test_without_seconds() -> None:
    """Seconds may be left out."""
    assert parse_instant("2013-05-24T01:02Z") == datetime(2013, 5, 24, 1, 2, tzinfo=timezone.utc)


@pytest.mark.parametrize(
    "text",
    [
        "", "Z", "now", "2013-05-24", "2013-05-24Z", "2013-05-24T01:02:03", "2013-13-24T01:02:03Z",
        "2013-05-24T25:02:03Z", "2013-W21-5T01:02:03Z", "2013-05-24T01:02:03.Z", "20130524Z",
        "2013-05-24T01:02.5Z", "20130524T0102Z", "2013-05-24T01:02:03+2:00", "٢013-05-24T01:02:03Z",
        "2013-05-24T01:02:03 Z", "1369353723", "2013-05-24T01:02:03+0:200",
        "2013-05-24T01:02:03+020:0", "2013-05-24T01:02:03+02:ab", "2013-05-24T01:02:03+ab00",
        "2013-05-24T01:02:03+02:00:00", "+0200", "+02:00",
    ],
)  # fmt: skip
def test_refuses(text: str) -> None:
    """What is no instant, or leaves the zone to guess, is refused."""
    with pytest.raises(ValueError, match=r"no|not|must|Invalid"):
        parse_instant(text)
