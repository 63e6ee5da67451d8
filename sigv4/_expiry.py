"""How long a presigned URL lives."""

from __future__ import annotations

from ._checks import shown, type_error
from ._clock import utc
from .errors import InvalidValueError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datetime import datetime, timedelta

    from ._clock import SigningTime


def whole_seconds(expires_in: int | timedelta, ceiling: int) -> int:
    """`expires_in` in seconds, from 1 to the ceiling.

    X-Amz-Expires is a whole number of seconds. AWS looks at its range when the URL is
    used, and by then it has been handed out; so it is refused here.
    """
    seconds = expires_in if type(expires_in) is int else _convert(expires_in)
    if seconds < 1:
        raise InvalidValueError(
            "expires_in", f"{shown(seconds)} is below 1 second", f"give 1 to {ceiling} seconds"
        )
    if seconds > ceiling:
        raise InvalidValueError(
            "expires_in",
            f"{shown(seconds)} seconds are more than the {ceiling} that the service allows",
            f"give 1 to {ceiling} seconds",
        )
    return seconds


def _convert(expires_in: object) -> int:
    from datetime import timedelta

    if isinstance(expires_in, timedelta):
        # By the class's own methods: a subclass may divide in another way.
        if timedelta.__mod__(expires_in, timedelta(seconds=1)):
            raise InvalidValueError(
                "expires_in",
                f"{timedelta.__str__(expires_in)} is no whole number of seconds",
                "round it",
            )
        return timedelta.__floordiv__(expires_in, timedelta(seconds=1))
    if isinstance(expires_in, int) and not isinstance(expires_in, bool):
        return int.__int__(expires_in)
    raise type_error("expires_in", expires_in, "whole seconds as an int, or a timedelta")


def check_alive(expiration: datetime, time: SigningTime) -> None:
    """Refuse temporary credentials that ended before the signing time."""
    if expiration <= utc(time.epoch):
        raise InvalidValueError(
            "credentials",
            f"they ended at {expiration.isoformat()}, and the signing time is {time.amz_date}",
            "get new ones",
        )
