"""How long a signature lives, what dates look like, and how far clocks may differ."""

from __future__ import annotations

from ..case import Case
from ..draft import DAY, Draft
from ..plays import accepts, refuses, unproven
from ..target import HERE
from .sources import ERRORS, HEADER, QUERY, UNKNOWN

_EXPIRED = "403 AccessDenied, Request has expired"
_BAD = "400 AuthorizationQueryParametersError"
_SKEWED = "403 RequestTimeTooSkewed"
_MINUTE = 60
_HOUR = 3600
_GET = ("basic/get",)
_PUT = ("basic/put",)
_HEADER = ("header/get",)

# Whole numbers of seconds from 1 to 604800 are what there is.
_LIVES = (
    ("zero", "0", f"{_BAD}, or {_EXPIRED}"),
    ("negative", "-1", _BAD),
    ("fraction", "600.5", _BAD),
    ("word", "soon", _BAD),
    ("empty", "", _BAD),
    ("hexadecimal", "0x100", _BAD),
    ("exponent", "1e3", _BAD),
    ("unit", "600s", _BAD),
    ("over-a-week", "604801", _BAD),
    ("a-month", "2592000", _BAD),
    ("endless", "9" * 30, _BAD),
    ("two-to-the-32", str(2**32 + 600), _BAD),
    ("two-to-the-64", str(2**64 + 600), _BAD),
)
_UNKNOWN_LIVES = (
    ("plus", "+600"),
    ("zeros", "0600"),
    ("space-before", " 600"),
    ("space-behind", "600 "),
    ("other-digits", "\u0666\u0660\u0660"),
)

# X-Amz-Date is YYYYMMDD'T'HHMMSS'Z'.
_DATES = (
    ("extended", "2099-01-01T00:00:00Z"),
    ("date-alone", "20990101"),
    ("no-zone", "20990101T000000"),
    ("offset", "20990101T000000+0000"),
    ("of-http", "Thu, 01 Jan 2099 00:00:00 GMT"),
    ("seconds", "4070908800"),
    ("month-13", "20991301T000000Z"),
    ("hour-25", "20990101T250000Z"),
    ("empty", ""),
    ("words", "now"),
)

CASES: tuple[Case, ...] = (
    *[
        accepts(f"expiry/{name}", sends, draft, source=QUERY, needs=_GET)
        for name, sends, draft in (
            ("alive", "a URL of ten minutes' life, five minutes old", Draft(age=5 * _MINUTE)),
            ("a-second", "a URL of a second's life that is new", Draft(expires="60", age=1)),
            ("a-week", "a URL of seven days' life", Draft(expires="604800")),
            (
                *("six-days-old", "a URL of seven days' life, six days old"),
                Draft(expires="604800", age=6 * DAY),
            ),
            (
                *("nearly-a-week-old", "a URL of seven days' life, an hour before its end"),
                Draft(expires="604800", age=7 * DAY - _HOUR),
            ),
            (
                *("older-than-skew", "a URL of an hour's life, forty minutes old"),
                Draft(expires="3600", age=40 * _MINUTE),
            ),
        )
    ],
    *[
        refuses(f"expiry/{name}", sends, draft, aws=_EXPIRED, source=QUERY, needs=_GET)
        for name, sends, draft in (
            ("expired", "a URL of a second's life, five seconds old", Draft(expires="1", age=5)),
            (
                *("expired-a-minute-ago", "a URL that died a minute ago"),
                Draft(expires="600", age=11 * _MINUTE),
            ),
            (
                "expired-long-ago",
                "a URL that died an hour ago",
                Draft(expires="3600", age=2 * _HOUR),
            ),
            (
                *("expired-days-ago", "a URL of an hour's life, three days old"),
                Draft(expires="3600", age=3 * DAY),
            ),
            (
                *("over-a-week-old", "a URL of seven days' life, half a minute too old"),
                Draft(expires="604800", age=7 * DAY + 30),
            ),
            (
                "years-old",
                "a URL of seven days' life from 2013",
                Draft(expires="604800", age=4700 * DAY),
            ),
            (
                *("expired-head", "HEAD with a URL that died a minute ago"),
                Draft(method="HEAD", age=11 * _MINUTE),
            ),
        )
    ],
    refuses(
        "expiry/expired-put",
        "PUT with a URL that died a minute ago",
        Draft(method="PUT", key="expiry/expired-put", body=b"too late", age=11 * _MINUTE),
        aws=_EXPIRED,
        source=QUERY,
        needs=_PUT,
    ),
    refuses(
        "expiry/expired-list",
        "a listing with a URL that died a minute ago",
        Draft(key=None, query=(("prefix", f"{HERE}/seed"),), age=11 * _MINUTE),
        aws=_EXPIRED,
        source=QUERY,
        needs=("basic/list",),
    ),
    *[
        refuses(
            f"expiry/{name}-ahead",
            f"a URL from the future, {words} ahead",
            Draft(age=-ahead),
            aws="403 AccessDenied, Request is not yet valid",
            source=ERRORS,
            needs=_GET,
        )
        for name, words, ahead in (
            ("an-hour", "an hour", _HOUR),
            ("a-day", "a day", DAY + _HOUR),
            ("a-year", "a year", 365 * DAY),
        )
    ],
    refuses(
        "expiry/put-an-hour-ahead",
        "PUT with a URL from the future, an hour ahead",
        Draft(method="PUT", key="expiry/put-ahead", body=b"too early", age=-_HOUR),
        aws="403 AccessDenied, Request is not yet valid",
        source=ERRORS,
        needs=_PUT,
    ),
    *[
        unproven(
            f"expiry/{minutes}-minutes-ahead",
            f"a URL from the future, {minutes} minutes ahead",
            Draft(age=-minutes * _MINUTE),
            source=UNKNOWN,
            aws="not known; other servers tolerate 15 minutes",
            needs=_GET,
        )
        for minutes in (1, 10, 20)
    ],
    *[
        refuses(
            f"expiry/life-{name}",
            f"a URL signed with X-Amz-Expires={life[:24]}{'…' if life[24:] else ''}",
            Draft(expires=life),
            aws=aws,
            source=QUERY,
            needs=_GET,
        )
        for name, life, aws in _LIVES
    ],
    *[
        unproven(
            f"expiry/life-{name}",
            f"a URL signed with X-Amz-Expires={life!a}",
            Draft(expires=life),
            source=UNKNOWN,
            needs=_GET,
        )
        for name, life in _UNKNOWN_LIVES
    ],
    *[
        refuses(
            f"expiry/date-{name}",
            f"a URL signed with X-Amz-Date={date!a}",
            Draft(said={"X-Amz-Date": date}),
            aws=_BAD,
            source=QUERY,
            needs=_GET,
        )
        for name, date in _DATES
    ],
    *[
        accepts(
            f"expiry/header-{name}",
            f"an Authorization header, {words}",
            Draft(auth="header", age=age),
            source=HEADER,
            needs=_HEADER,
        )
        for name, words, age in (
            ("ten-minutes-old", "ten minutes old", 10 * _MINUTE),
            ("ten-minutes-ahead", "ten minutes ahead", -10 * _MINUTE),
        )
    ],
    *[
        refuses(
            f"expiry/header-{name}",
            f"an Authorization header, {words}",
            Draft(auth="header", age=age),
            aws=_SKEWED,
            source=ERRORS,
            needs=_HEADER,
        )
        for name, words, age in (
            ("20-minutes-old", "20 minutes old", 20 * _MINUTE),
            ("20-minutes-ahead", "20 minutes ahead", -20 * _MINUTE),
            ("a-day-old", "a day old", DAY),
            ("a-day-ahead", "a day ahead", -DAY),
        )
    ],
    refuses(
        "expiry/header-put-a-day-old",
        "PUT with an Authorization header a day old",
        Draft(method="PUT", key="expiry/header-put", body=b"too late", auth="header", age=DAY),
        aws=_SKEWED,
        source=ERRORS,
        needs=("header/put",),
    ),
)
