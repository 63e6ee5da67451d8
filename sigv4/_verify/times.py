"""The times that requests carry, read strictly."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

from .._clock import LAST_SIGNING

_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
_SECOND = timedelta(seconds=1)
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_WEEKDAYS = ("Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed")  # the first of 1970 was a Thursday


def epoch_of(amz_date: str) -> int | None:
    """The second that YYYYMMDDTHHMMSSZ is; None where it is none, or outside 1970 to 9988."""
    digits = f"{amz_date[:8]}{amz_date[9:15]}"
    if len(amz_date) != 16 or amz_date[8] + amz_date[15] != "TZ":
        return None
    return _epoch(digits)


def amz_date_of(date: str) -> str | None:
    """A Date header as X-Amz-Date; None where it is no IMF-fixdate (RFC 9110, section 5.6.7)."""
    # Fri, 24 May 2013 00:00:00 GMT
    day, month, year = date[5:7], date[8:11], date[12:16]
    hour, minute, second = date[17:19], date[20:22], date[23:25]
    number = _MONTHS.index(month) + 1 if month in _MONTHS else 0
    epoch = _epoch(f"{year}{number:02}{day}{hour}{minute}{second}")
    if epoch is None:
        return None
    weekday = _WEEKDAYS[epoch // 86400 % 7]
    if date != f"{weekday}, {day} {month} {year} {hour}:{minute}:{second} GMT":
        return None
    return f"{year}{number:02}{day}T{hour}{minute}{second}Z"


def _epoch(digits: str) -> int | None:
    # int() would take "1_3", " 13" and the digits of other scripts as well.
    if len(digits) != 14 or not (digits.isascii() and digits.isdigit()):
        return None
    year, month, day = int(digits[:4]), int(digits[4:6]), int(digits[6:8])
    hour, minute, second = int(digits[8:10]), int(digits[10:12]), int(digits[12:])
    try:
        at = datetime(year, month, day, hour, minute, second, tzinfo=timezone.utc)
    except ValueError:
        return None
    epoch = (at - _EPOCH) // _SECOND
    return epoch if 0 <= epoch < LAST_SIGNING else None
