"""`SigningTime`: the one instant of a signature, and the only reader of the clock."""

from __future__ import annotations

import time

from ._checks import type_error
from ._frozen import Frozen
from .errors import ClockError, InvalidValueError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datetime import datetime

# 2020-01-01T00:00:00Z. A machine without a battery for its clock starts in 1970 or at
# the date of its image, and everything it signed would be refused as expired.
_EARLIEST_NOW = 1577836800

# 9989-01-01T00:00:00Z. What is signed before it, and lives the ten years that rules may
# allow at the most, also ends within the years that a datetime can hold.
LAST_SIGNING = 253055232000


# Seconds since 1970, for who asks often and cannot pay for a call in between.
system_clock = time.time


class SigningTime(Frozen):
    """One instant in whole seconds: `epoch`, and `amz_date` and `date` as the protocol writes it.

    The date of the scope and X-Amz-Date come from one reading, so they always agree.
    Source: AWS IAM user guide, "Elements of an AWS API request signature".
    """

    __slots__ = ("amz_date", "date", "epoch")

    epoch: int
    amz_date: str
    date: str

    def __init__(self, epoch: int) -> None:
        year, month, day, hour, minute, second = time.gmtime(epoch)[:6]
        date = f"{year:04}{month:02}{day:02}"
        amz_date = f"{date}T{hour:02}{minute:02}{second:02}Z"
        self._set(epoch=epoch, amz_date=amz_date, date=date)

    @staticmethod
    def now(argument: str = "signing_time") -> SigningTime:
        """The system clock's second. Raises ClockError where it stands before 2020.

        argument: the parameter that the error names.
        """
        epoch = int(time.time())
        latest = _LATEST[0]
        if latest.epoch != epoch:
            check_clock(epoch, argument)
            latest = _LATEST[0] = SigningTime(epoch)
        return latest

    @staticmethod
    def of(signing_time: datetime | None, argument: str = "signing_time") -> SigningTime:
        """The second of an aware datetime (fractions are cut off), or of the clock for None.

        argument: the parameter that errors name.
        Raises InvalidTypeError for what is no datetime, InvalidValueError for one without
        a time zone or outside the years 1970 to 9988.
        """
        if signing_time is None:
            return SigningTime.now(argument)
        return _from_datetime(signing_time, argument)


def check_clock(epoch: int, argument: str = "signing_time") -> None:
    """Refuse a clock that was never set; argument: that takes another time in its place."""
    if epoch < _EARLIEST_NOW:
        raise ClockError(
            f"the clock says {SigningTime(epoch).amz_date}, which is before 2020: "
            f"set it (NTP does so by itself), or pass {argument}"
        )


def _from_datetime(signing_time: object, argument: str) -> SigningTime:
    from datetime import datetime

    if not isinstance(signing_time, datetime):
        raise type_error(argument, signing_time, "an aware datetime, or None for now")
    if signing_time.utcoffset() is None:
        raise InvalidValueError(
            argument,
            f"{signing_time.isoformat()} has no time zone",
            "give an aware datetime (tzinfo=timezone.utc)",
        )
    epoch = to_epoch(signing_time)
    if not 0 <= epoch < LAST_SIGNING:
        raise InvalidValueError(
            argument,
            f"{signing_time.isoformat()} is outside the years 1970 to 9988",
            "give a time within them",
        )
    return SigningTime(epoch)


def iso8601(epoch: int) -> str:
    """A second as `2015-12-30T12:00:00Z`."""
    known, text = _LATEST_ISO8601[0]
    if known != epoch:
        year, month, day, hour, minute, second = time.gmtime(epoch)[:6]
        text = f"{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z"
        _LATEST_ISO8601[0] = (epoch, text)
    return text


def utc(epoch: int) -> datetime:
    """An aware datetime, exact for every second that can be signed."""
    from datetime import datetime, timedelta, timezone

    return datetime(1970, 1, 1, tzinfo=timezone.utc) + timedelta(seconds=epoch)


def to_epoch(time: datetime) -> int:
    """The whole seconds of an aware datetime since 1970. By integers: timestamp() is a float."""
    from datetime import timedelta

    return (time - utc(0)) // timedelta(seconds=1)


# The latest second that was asked for. Signing many URLs formats each second once;
# threads may race to replace it, and each still holds a whole, unchanging record.
_LATEST = [SigningTime(0)]
_LATEST_ISO8601 = [(0, "1970-01-01T00:00:00Z")]
