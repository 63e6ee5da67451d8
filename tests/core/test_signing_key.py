"""A signing key by itself: one day, one region, one service, and no secret."""

from __future__ import annotations

import copy
import pickle
from datetime import date, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sigv4 import (
    Credentials,
    InvalidInputError,
    InvalidTypeError,
    InvalidValueError,
    SigningKey,
    derive_signing_key,
    presign,
    presign_url,
    sign_headers,
)

SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
TOKEN = "AQoDYXdzEPT//////////wEXAMPLE:=="
NOW = datetime(2015, 8, 30, 12, 36, tzinfo=timezone.utc)
CREDENTIALS = Credentials("AKIDEXAMPLE", SECRET, TOKEN, expiration=NOW + timedelta(hours=1))
SCOPE = {"date": "20150830", "region": "us-east-1", "service": "iam"}
KEY = SigningKey.derive(CREDENTIALS, **SCOPE)
# AWS's published figure for this secret and scope.
FIGURE = "c4afb1cc5771d871763a393e44b703571b55cc28424d1a5e86da6ed3c154a4b9"

api: Any = SigningKey  # where a call is wrong on purpose, the type checker would say so


def test_the_exported_key_is_the_published_figure() -> None:
    """One line of ASCII: the version, the credential, the key, the token, the end."""
    assert KEY.export() == (
        f"sigv4-key-1:AKIDEXAMPLE%2F20150830%2Fus-east-1%2Fiam%2Faws4_request:{FIGURE}"
        ":AQoDYXdzEPT%2F%2F%2F%2F%2F%2F%2F%2F%2F%2FwEXAMPLE%3A%3D%3D:1440941760"
    )
    assert derive_signing_key(SECRET, **SCOPE).hex() == FIGURE


def test_a_date_may_be_a_date() -> None:
    """A `datetime.date` is taken; a datetime has a zone, and is not."""
    again = SigningKey.derive(
        CREDENTIALS, date=date(2015, 8, 30), region="us-east-1", service="iam"
    )
    assert again.export() == KEY.export()
    with pytest.raises(InvalidTypeError, match="date: a datetime was given"):
        SigningKey.derive(CREDENTIALS, date=NOW, region="us-east-1", service="iam")


@pytest.mark.parametrize(
    "again",
    [
        pytest.param(lambda k: SigningKey.load(k.export()), id="load"),
        pytest.param(lambda k: SigningKey.load(f" {k.export()}\n"), id="load-with-line-end"),
        pytest.param(copy.deepcopy, id="copy"),
        pytest.param(lambda k: pickle.loads(pickle.dumps(k)), id="pickle"),
    ],
)
def test_a_key_that_travelled_signs_the_same(again: Any) -> None:
    """At the edge, without the secret: the URL that the credentials would have given."""
    key = again(KEY)
    arguments: dict[str, Any] = {"region": "us-east-1", "service": "iam", "signing_time": NOW}
    ours = presign("GET", "https://iam.amazonaws.com/?Action=ListUsers", key, **arguments)
    theirs = presign("GET", "https://iam.amazonaws.com/?Action=ListUsers", CREDENTIALS, **arguments)
    assert (ours.url, ours.expires_at) == (theirs.url, theirs.expires_at)
    assert key.export() == KEY.export()


@given(
    st.text("ABC/:%+", min_size=1, max_size=9),
    st.none() | st.text("AB:/+=%", min_size=1, max_size=30),
    st.none() | st.integers(0, 10**10),
)
def test_export_and_load_round_trip(
    access_key_id: str, token: str | None, ends: int | None
) -> None:
    """Whatever the id and the token hold, colons and slashes included."""
    expiration = None if ends is None else datetime.fromtimestamp(ends, timezone.utc)
    owner = Credentials(access_key_id, SECRET, token, expiration=expiration)
    key = SigningKey.derive(owner, **SCOPE)
    again = SigningKey.load(key.export())
    names = [name for name in SigningKey.__slots__ if name not in ("_inner", "_outer")]
    assert [getattr(again, name) for name in names] == [getattr(key, name) for name in names]


@pytest.mark.parametrize(
    ("change", "argument", "match"),
    [
        pytest.param(
            {"signing_time": NOW + timedelta(days=1)},
            "signing_time",
            "for 20150830, not for '20150831'",
            id="another-day",
        ),
        pytest.param({"region": "us-east-2"}, "region", "for us-east-1", id="another-region"),
        pytest.param({"service": "s3"}, "service", "for iam", id="another-service"),
    ],
)
@pytest.mark.parametrize("call", [presign, presign_url, sign_headers])
def test_it_signs_for_its_own_scope_alone(
    call: Any, change: dict[str, Any], argument: str, match: str
) -> None:
    """Used elsewhere it would give a URL that no server takes."""
    given = {"region": "us-east-1", "service": "iam", "signing_time": NOW, **change}
    if call is sign_headers:
        given["allow_signing_key"] = True
    key = SigningKey.load(KEY.export().rpartition(":")[0] + ":")  # without an end
    with pytest.raises(InvalidValueError, match=match) as caught:
        call("GET", "https://iam.amazonaws.com/", key, **given)
    assert caught.value.argument == argument


def test_headers_are_signed_with_it_only_if_told() -> None:
    """A key handed out for URLs must not sign whole requests by accident."""
    arguments: dict[str, Any] = {"region": "us-east-1", "service": "iam", "signing_time": NOW}
    with pytest.raises(InvalidTypeError, match="allow_signing_key=True"):
        sign_headers("GET", "https://iam.amazonaws.com/", KEY, **arguments)
    told = sign_headers(
        "GET", "https://iam.amazonaws.com/", KEY, allow_signing_key=True, **arguments
    )
    assert told == sign_headers("GET", "https://iam.amazonaws.com/", CREDENTIALS, **arguments)


GOOD = KEY.export()
BROKEN = [
    pytest.param("", id="empty"),
    pytest.param("sigv4-key-1:", id="name-alone"),
    pytest.param(GOOD.replace("key-1", "key-2"), id="another-version"),
    pytest.param(GOOD[:-30], id="cut-off"),
    pytest.param(GOOD.rpartition(":")[0], id="field-missing"),
    pytest.param(f"{GOOD}:", id="field-too-many"),
    pytest.param(GOOD.replace(FIGURE, FIGURE[:-1]), id="key-short"),
    pytest.param(GOOD.replace(FIGURE, FIGURE.upper()), id="key-in-capitals"),
    pytest.param(GOOD.replace("aws4_request", "aws4"), id="terminator"),
    pytest.param(GOOD.replace("20150830", "2015083"), id="date"),
    pytest.param(GOOD.replace("us-east-1", ""), id="region-empty"),
    pytest.param(GOOD.replace("AKIDEXAMPLE", ""), id="id-empty"),
    pytest.param(GOOD.replace("%2Fiam%2F", "%2F"), id="service-missing"),
    pytest.param(GOOD.replace("%2Fiam%2F", "%2F%FF%2F"), id="not-utf-8"),
    pytest.param(GOOD.replace("%3A%3D", "%0A"), id="token-with-line-end"),
    pytest.param(GOOD.replace("1440941760", "soon"), id="end-no-number"),
    pytest.param(GOOD.replace("1440941760", "9" * 30), id="end-too-far"),
    pytest.param(GOOD.replace("1440941760", "-1"), id="end-negative"),
    pytest.param(GOOD.replace("%2F", "%2"), id="bad-escape"),
]


@pytest.mark.parametrize("text", BROKEN)
def test_a_broken_key_is_refused_without_being_shown(text: str) -> None:
    """The error says what form it should have, and nothing of what it had."""
    with pytest.raises(InvalidValueError, match=r"text: it is no key of the form") as caught:
        SigningKey.load(text)
    shown = f"{caught.value}{caught.value.args}{caught.value.__context__!r}"
    assert FIGURE[:20] not in shown
    assert "AKID" not in shown


@pytest.mark.parametrize(
    ("call", "argument"),
    [
        pytest.param(lambda: api.load(b"sigv4-key-1:"), "text", id="load-bytes"),
        pytest.param(lambda: api.derive(None, **SCOPE), "credentials", id="derive-none"),
        pytest.param(lambda: api.derive(KEY, **SCOPE), "credentials", id="derive-from-a-key"),
        pytest.param(
            lambda: api.derive(CREDENTIALS, **{**SCOPE, "date": "2015-08-30"}), "date", id="date"
        ),
        pytest.param(
            lambda: api.derive(CREDENTIALS, **{**SCOPE, "date": 20150830}), "date", id="date-int"
        ),
        pytest.param(
            lambda: api.derive(CREDENTIALS, **{**SCOPE, "region": ""}), "region", id="region"
        ),
    ],
)
def test_bad_arguments_are_named(call: Any, argument: str) -> None:
    """As everywhere, before anything is derived."""
    with pytest.raises(InvalidInputError) as caught:
        call()
    assert caught.value.argument == argument


def test_neither_str_nor_repr_gives_the_key_away() -> None:
    """Only `export()` does."""
    for shown in (repr(KEY), str(KEY), f"{KEY}"):
        assert FIGURE not in shown
        assert TOKEN[:11] not in shown
        assert SECRET not in shown
    assert SECRET not in GOOD
