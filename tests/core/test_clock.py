"""One reading of the clock makes both dates."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest

from sigv4 import ClockError, Credentials, ServiceRules, presign, presign_url
from sigv4._clock import SigningTime

CLOCK = "sigv4._clock.time.time"
CREDENTIALS = Credentials("AKIA", "secret")


@pytest.mark.parametrize(
    ("time", "amz_date"),
    [
        pytest.param(
            datetime(2013, 5, 24, tzinfo=timezone.utc), "20130524T000000Z", id="documentation"
        ),
        pytest.param(
            datetime(2024, 2, 29, 23, 59, 59, 999999, tzinfo=timezone.utc),
            "20240229T235959Z",
            id="fraction-is-cut-off",
        ),
        pytest.param(
            datetime(2024, 1, 1, 1, tzinfo=timezone(timedelta(hours=2))),
            "20231231T230000Z",
            id="another-zone-another-day",
        ),
        pytest.param(datetime(1970, 1, 1, tzinfo=timezone.utc), "19700101T000000Z", id="epoch"),
        pytest.param(
            datetime(9988, 12, 31, 23, 59, 59, tzinfo=timezone.utc), "99881231T235959Z", id="last"
        ),
    ],
)
def test_signing_times(time: datetime, amz_date: str) -> None:
    """UTC, in whole seconds, and the scope's date is the same day."""
    signing_time = SigningTime.of(time)
    assert signing_time.amz_date == amz_date
    assert signing_time.date == amz_date[:8]
    assert signing_time.epoch == int(time.timestamp())


def test_none_means_now(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a signing time, each call signs for its own second."""
    for epoch in (1700000000.999, 1700000001.0, 1700000001.5, 1700006400.0, 1700000000.0):
        monkeypatch.setattr(CLOCK, lambda epoch=epoch: epoch)
        presigned = presign("GET", "https://h/", CREDENTIALS, region="r")
        assert presigned.signed_at == datetime.fromtimestamp(int(epoch), timezone.utc)
        assert f"X-Amz-Date={presigned.signed_at:%Y%m%dT%H%M%SZ}&" in presigned.url
        assert f"X-Amz-Credential=AKIA%2F{presigned.signed_at:%Y%m%d}%2F" in presigned.url


def test_the_longest_life_of_the_last_second() -> None:
    """Whatever can be signed also has an end that a datetime can hold."""
    last = datetime(9988, 12, 31, 23, 59, 59, tzinfo=timezone.utc)
    longest = ServiceRules(max_expires_in=315576000)
    presigned = presign(
        "GET",
        "https://h/",
        CREDENTIALS,
        region="r",
        signing_time=last,
        expires_in=315576000,
        rules=longest,
    )
    assert presigned.expires_at == last + timedelta(seconds=315576000)


@pytest.mark.parametrize("epoch", [0, 86400, 1577836799])
def test_a_clock_that_was_never_set_is_refused(epoch: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Before 2020 the clock is wrong, and all it signed would have expired."""
    monkeypatch.setattr(CLOCK, lambda: epoch)
    with pytest.raises(ClockError, match="NTP"):
        presign_url("GET", "https://h/", CREDENTIALS, region="r")
    monkeypatch.setattr(CLOCK, lambda: 1577836800)
    assert "20200101T000000Z" in presign_url("GET", "https://h/", CREDENTIALS, region="r")


def test_an_old_signing_time_may_be_given() -> None:
    """Only the clock is doubted, not the caller."""
    old = datetime(2013, 5, 24, tzinfo=timezone.utc)
    assert "20130524" in presign_url("GET", "https://h/", CREDENTIALS, region="r", signing_time=old)
