"""Instants as text: ISO 8601 with a time zone, and the form that X-Amz-Date has.

Not `datetime.fromisoformat` alone: what it takes differs between Python 3.10 and 3.11.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datetime import datetime


def parse_instant(text: str) -> datetime:
    """`2013-05-24T00:00:00Z`, `2013-05-24 02:00+02:00` or `20130524T000000Z`.

    Fractions of a second are cut off. Raises ValueError for what is no such text, and
    for one without a time zone.
    """
    from datetime import datetime

    body, zone = _split_zone(text)
    if len(body) == 15 and body[8] == "T" and (body[:8] + body[9:]).isdigit():
        body = f"{body[:4]}-{body[4:6]}-{body[6:11]}:{body[11:13]}:{body[13:]}"
    body, point, fraction = body.partition(".")
    if point and not (fraction.isdigit() and len(body) == 19):
        raise ValueError("no fraction of a second")
    if len(body) not in {16, 19} or body[4] + body[7] != "--" or body[10] not in "T ":
        raise ValueError("no ISO 8601 date and time")
    return datetime.fromisoformat(f"{body[:10]}T{body[11:]}{zone}")


def _split_zone(text: str) -> tuple[str, str]:
    if not text.isascii():
        raise ValueError("not ASCII")
    if text.endswith("Z"):
        return text[:-1], "+00:00"
    for length, colon in ((6, ":"), (5, "")):
        zone = text[-length:]
        if zone[:1] in {"+", "-"} and zone[3:-2] == colon:
            return text[:-length], f"{zone[:3]}:{zone[-2:]}"
    raise ValueError("no time zone")
