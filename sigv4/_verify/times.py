"""The times that requests carry, read strictly."""

from __future__ import annotations

from datetime import date

from .._clock import LAST_SIGNING

_FIRST = date(1970, 1, 1).toordinal()
# The days that were seen: requests of a week at the most. Bounded, since anybody may send any.
_MIDNIGHTS: dict[str, int] = {}
_DAYS_KEPT = 64

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_WEEKDAYS = ("Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed")  # the first of 1970 was a Thursday


def epoch_of(amz_date: str) -> int | None:
    """The second that YYYYMMDDTHHMMSSZ is; None where it is none, or outside 1970 to 9988."""
    if len(amz_date) != 16 or amz_date[8] != "T" or amz_date[15] != "Z":
        return None
    day, clock = amz_date[:8], amz_date[9:15]
    midnight = _MIDNIGHTS.get(day) or _midnight(day)
    # int() would take "1_3", " 13" and the digits of other scripts as well.
    if midnight is None or not (clock.isascii() and clock.isdigit()):
        return None
    number = int(clock)
    hour, minute, second = number // 10000, number // 100 % 100, number % 100
    # A leap second has no number of its own, and nobody signs in one.
    if hour > 23 or minute > 59 or second > 59:
        return None
    return midnight + hour * 3600 + minute * 60 + second


def amz_date_of(given: str) -> str | None:
    """A Date header as X-Amz-Date; None where it is no IMF-fixdate (RFC 9110, section 5.6.7)."""
    # Fri, 24 May 2013 00:00:00 GMT
    day, month, year = given[5:7], given[8:11], given[12:16]
    hour, minute, second = given[17:19], given[20:22], given[23:25]
    number = _MONTHS.index(month) + 1 if month in _MONTHS else 0
    amz_date = f"{year}{number:02}{day}T{hour}{minute}{second}Z"
    epoch = epoch_of(amz_date)
    if epoch is None:
        return None
    weekday = _WEEKDAYS[epoch // 86400 % 7]
    if given != f"{weekday}, {day} {month} {year} {hour}:{minute}:{second} GMT":
        return None
    return amz_date


def _midnight(day: str) -> int | None:
    if len(day) != 8 or not (day.isascii() and day.isdigit()):
        return None
    try:
        number = date(int(day[:4]), int(day[4:6]), int(day[6:])).toordinal() - _FIRST
    except ValueError:
        return None
    midnight = number * 86400
    if not 0 <= midnight < LAST_SIGNING:
        return None
    if len(_MIDNIGHTS) >= _DAYS_KEPT:
        _MIDNIGHTS.clear()
    _MIDNIGHTS[day] = midnight
    return midnight
