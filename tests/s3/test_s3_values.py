"""Values of parameters as the API writes them, and what is refused."""

from __future__ import annotations

import email.utils
import enum
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone, tzinfo
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sigv4.errors import InvalidInputError, InvalidTypeError, InvalidValueError
from sigv4.s3._values import CONVERTERS


class Odd(str, enum.Enum):
    """A str that formats as something else than it encodes to."""

    VALUE = "value"


class Size(enum.IntEnum):
    """An int that does the same."""

    SMALL = 7


class Nowhere(tzinfo):
    """A zone that does not know its offset, which makes a datetime as naive as one without."""

    def utcoffset(self, when: datetime | None) -> timedelta | None:
        """Nothing."""

    dst = utcoffset

    def tzname(self, when: datetime | None) -> str | None:
        """Nothing."""


def at(*parts: int, hours: float = 0) -> datetime:
    """A datetime in a zone so many hours from UTC."""
    year, month, day, *rest = parts
    zone = timezone(timedelta(hours=hours))
    return datetime(year, month, day, *rest, tzinfo=zone)  # type: ignore[arg-type, misc]  # few parts


def items() -> Iterator[str]:
    """A list that can be read once."""
    yield from ("ETag", "Checksum")


GOOD: list[Any] = [
    pytest.param("text", "a b", "a b", id="text"),
    pytest.param("text", "", "", id="text, empty"),
    pytest.param("text", Odd.VALUE, "value", id="text, of a subclass"),
    pytest.param("int", 0, "0", id="int, zero"),
    pytest.param("int", 5 * 2**40, "5497558138880", id="int, large"),
    pytest.param("int", Size.SMALL, "7", id="int, of a subclass"),
    pytest.param("bool", True, "true", id="bool, true"),
    pytest.param("bool", False, "false", id="bool, false"),
    pytest.param(
        "http-date", at(2024, 2, 29, 1, 2, 3), "Thu, 29 Feb 2024 01:02:03 GMT", id="http-date"
    ),
    pytest.param(
        "http-date",
        at(2024, 1, 1, 0, 30, hours=5.5),
        "Sun, 31 Dec 2023 19:00:00 GMT",
        id="http-date, zone",
    ),
    pytest.param(
        "http-date",
        at(2024, 5, 1, 0, 0, 0, 999999),
        "Wed, 01 May 2024 00:00:00 GMT",
        id="http-date has no fractions",
    ),
    pytest.param(
        "http-date", at(33, 4, 3), "Sun, 03 Apr 0033 00:00:00 GMT", id="http-date, year of two"
    ),
    pytest.param(
        "http-date",
        datetime.min.replace(tzinfo=timezone.utc),
        "Mon, 01 Jan 0001 00:00:00 GMT",
        id="http-date, first",
    ),
    pytest.param(
        "http-date",
        datetime.max.replace(tzinfo=timezone.utc),
        "Fri, 31 Dec 9999 23:59:59 GMT",
        id="http-date, last",
    ),
    pytest.param("iso-date", at(2024, 2, 29, 1, 2, 3), "2024-02-29T01:02:03Z", id="iso-date"),
    pytest.param(
        "iso-date", at(2024, 2, 29, 1, 2, 3, hours=-8), "2024-02-29T09:02:03Z", id="iso-date, zone"
    ),
    pytest.param(
        "iso-date", at(2024, 2, 29, 1, 2, 3, 40), "2024-02-29T01:02:03.000040Z", id="iso, fraction"
    ),
    pytest.param("iso-date", at(987, 1, 1), "0987-01-01T00:00:00Z", id="iso-date, year of three"),
    pytest.param("list", ["ETag"], "ETag", id="list of one"),
    pytest.param("list", ("ETag", "Checksum"), "ETag,Checksum", id="list, tuple"),
    pytest.param("list", items(), "ETag,Checksum", id="list, iterator"),
    pytest.param("list", [Odd.VALUE], "value", id="list of a subclass"),
]


@pytest.mark.parametrize(("kind", "value", "text"), GOOD)
def test_values(kind: str, value: Any, text: str) -> None:
    """Each kind of value has one form on the wire, and it is a plain str."""
    written = CONVERTERS[kind]("Name", value)
    assert written == text
    assert type(written) is str


def check_error(error: InvalidInputError, argument: str = "Name") -> None:
    """One line that names the argument and a remedy."""
    assert error.argument == argument
    assert str(error).isprintable()
    assert len(str(error)) < 300
    assert error.remedy


def refused(kind: str, value: Any) -> InvalidInputError:
    """The error for a value."""
    with pytest.raises(InvalidInputError) as caught:
        CONVERTERS[kind]("Name", value)
    check_error(caught.value)
    return caught.value


_NOT_TEXT = (None, 1, True, b"text", ["text"], at(2024, 1, 1), object())


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        *[pytest.param("text", v, id=f"text-{type(v).__name__}") for v in _NOT_TEXT],
        *[
            pytest.param("int", v, id=f"int-{type(v).__name__}")
            for v in (None, True, False, "1", b"1", 1.0, (1, 2), [1, 2], range(1, 2), object())
        ],
        *[
            pytest.param("bool", v, id=f"bool-{type(v).__name__}-{v}")
            for v in (None, 0, 1, "true", "")
        ],
        *[
            pytest.param(kind, v, id=f"{kind}-{type(v).__name__}")
            for kind in ("http-date", "iso-date")
            for v in (None, 0, 1.5, "Thu, 29 Feb 2024 01:02:03 GMT", at(2024, 1, 1).date())
        ],
        *[
            pytest.param("list", v, id=f"list-{v!a}")
            for v in (None, "ETag", b"ETag", 1, [1], [None], [b"ETag"], [["ETag"]])
        ],
        *[pytest.param("sse-key", v, id=f"key-{type(v).__name__}") for v in (None, 1, [0] * 32)],
    ],
)
def test_wrong_types(kind: str, value: Any) -> None:
    """A value of another type is refused, and nothing is turned into text."""
    assert isinstance(refused(kind, value), InvalidTypeError)


@pytest.mark.parametrize(
    ("kind", "value", "says"),
    [
        pytest.param("int", -1, "-1 is negative", id="negative"),
        pytest.param("int", -(10**5000), "negative", id="negative, of many digits"),
        pytest.param("int", 10**5000, "digits", id="of more digits than Python writes"),
        pytest.param("http-date", datetime(2024, 1, 1), "no time zone", id="naive"),
        pytest.param("iso-date", datetime(2024, 1, 1), "no time zone", id="naive, ISO"),
        pytest.param(
            "http-date", datetime(2024, 1, 1, tzinfo=Nowhere()), "no time zone", id="no offset"
        ),
        pytest.param("http-date", at(1, 1, 1, hours=1), "out of range", id="before the first"),
        pytest.param(
            "iso-date", at(9999, 12, 31, 23, hours=-2), "out of range", id="after the last"
        ),
        pytest.param("list", [""], "an empty value", id="an item is empty"),
        pytest.param("list", [], "an empty value", id="no item"),
        pytest.param("list", ["ETag,Checksum"], "one value an item", id="two in an item"),
        pytest.param("list", ['a"b'], "one value an item", id="a quote"),
    ],
)
def test_wrong_values(kind: str, value: Any, says: str) -> None:
    """A value that cannot be meant is refused in words."""
    error = refused(kind, value)
    assert isinstance(error, InvalidValueError)
    assert says in str(error)


@pytest.mark.parametrize("value", [(1, 10), [1, 10], range(1, 10)], ids=["tuple", "list", "range"])
def test_a_range_where_a_number_is_meant(value: Any) -> None:
    """Whoever gives a range of sizes is told where one can be given."""
    assert "only a POST form takes a range" in str(refused("int", value))


@given(
    st.datetimes(
        datetime(1, 1, 3),
        datetime(9999, 12, 29),
        timezones=st.timezones()
        | st.builds(timezone, st.timedeltas(timedelta(hours=-23), timedelta(hours=23))),
    )
)
def test_http_dates(moment: datetime) -> None:
    """A date is what the standard library makes of the same moment in UTC."""
    in_utc = moment.astimezone(timezone.utc)
    assert CONVERTERS["http-date"]("Name", moment) == email.utils.format_datetime(
        in_utc, usegmt=True
    )
    written = CONVERTERS["iso-date"]("Name", moment)
    assert written.endswith("Z")
    assert datetime.fromisoformat(written.replace("Z", "+00:00")) == in_utc
