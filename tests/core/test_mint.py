"""The mint gives what the reference gives, byte for byte, in every second."""

from __future__ import annotations

import itertools
import sys
import threading
from datetime import datetime, timedelta, timezone
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sigv4 import (
    ClockError,
    Credentials,
    InvalidInputError,
    InvalidTypeError,
    InvalidValueError,
    Minter,
    ServiceRules,
    SigningKey,
    presign_url,
)

SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
CREDENTIALS = Credentials("AKIAIOSFODNN7EXAMPLE", SECRET)
TEMPORARY = Credentials("ASIAIOSFODNN7EXAMPLE", SECRET, "AQoDYXdzEPT//////////wEXAMPLE==")
BASE = "https://media.s3.eu-west-1.amazonaws.com/"
NOW = datetime(2024, 2, 29, 12, tzinfo=timezone.utc)
EPOCH = int(NOW.timestamp())

api: Any = Minter  # where a call is wrong on purpose, the type checker would say so

KEYS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40)
PIECES = st.lists(
    st.sampled_from(["a", "é", "/", "//", ".", "..", "%2F", "%", "+", " ", "~", "\n", "日本"]),
    min_size=1,
    max_size=8,
).map("".join)
RAW = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
NAMES = RAW.filter(lambda n: n and not n.lower().startswith("x-amz")).map("q{}".format)

# Every switch by itself, and the two tokens' names.
RULES = st.builds(
    ServiceRules,
    double_encode_path=st.booleans(),
    normalize_path=st.booleans(),
    unsigned_payload=st.booleans(),
    payload_hash_header=st.booleans(),
    payload_hash_header_presigned=st.booleans(),
    session_token_parameter=st.sampled_from(["X-Amz-Security-Token", "X-Amz-S3session-Token"]),
    session_token_signed=st.booleans(),
)


def minter(method: str = "GET", base_url: str = BASE, **changes: Any) -> Minter:
    """A Minter with some arguments changed."""
    given: dict[str, Any] = {
        "credentials": CREDENTIALS,
        "region": "eu-west-1",
        "signing_time": NOW,
        **changes,
    }
    return Minter(method, base_url, given.pop("credentials"), **given)


@settings(max_examples=600)
@given(
    key=KEYS | PIECES,
    method=st.sampled_from(["GET", "PUT", "DELETE"]),
    base=st.sampled_from([BASE, "http://localhost:9000/bucket/", "https://H:443/a b/%7e/"]),
    service=st.sampled_from(["s3", "s3express", "iam", "iotdevicegateway", "vpc-lattice-svcs"]),
    credentials=st.sampled_from([CREDENTIALS, TEMPORARY]),
    expires_in=st.integers(1, 604800),
    headers=st.dictionaries(
        st.sampled_from(["range", "X-Amz-Meta-A"]), st.just(" b  c"), max_size=2
    ),
    query=st.dictionaries(NAMES, RAW, max_size=3),
    vary=st.none() | st.just("partNumber"),
    value=RAW | st.integers(),
    rules=st.none() | RULES,
    time=st.datetimes(datetime(1970, 1, 2), datetime(2100, 1, 1), timezones=st.just(timezone.utc)),
)
def test_the_mint_is_the_reference(
    key: str,
    method: str,
    base: str,
    service: str,
    credentials: Credentials,
    expires_in: int,
    headers: dict[str, str],
    query: dict[str, str],
    vary: str | None,
    value: str | int,
    rules: ServiceRules | None,
    time: datetime,
) -> None:
    """For every key, query, header, service, set of rules and time: the URL of `presign_url`."""
    mint = Minter(
        method,
        base,
        credentials,
        region="eu-west-1",
        service=service,
        expires_in=expires_in,
        headers=headers,
        query=query,
        vary=vary,
        allow_dot_segments=True,
        clock=time.timestamp,
        rules=rules,
    )
    pairs = list(query.items()) + ([(vary, str(value))] if vary else [])
    search = "&".join(f"{quote(n, safe='~')}={quote(v, safe='~')}" for n, v in pairs)
    expected = presign_url(
        method,
        f"{base}{quote(key, safe='/~')}" + (f"?{search}" if search else ""),
        credentials,
        region="eu-west-1",
        service=service,
        expires_in=expires_in,
        headers=headers,
        signing_time=time,
        rules=rules,
    )
    assert (mint(key, value) if vary else mint(key)) == expected


BAD_KEYS = [
    pytest.param("", InvalidValueError, "it is empty", id="empty"),
    pytest.param(".", InvalidValueError, "dot|clients resolve", id="dot"),
    pytest.param("..", InvalidValueError, "clients resolve", id="dots"),
    pytest.param("../other/key", InvalidValueError, "clients resolve", id="begins-with-dots"),
    pytest.param("a/../b", InvalidValueError, "clients resolve", id="dots-inside"),
    pytest.param("a/./b", InvalidValueError, "clients resolve", id="dot-inside"),
    pytest.param("a/..", InvalidValueError, "clients resolve", id="ends-in-dots"),
    pytest.param("é/..", InvalidValueError, "clients resolve", id="dots-behind-encoded"),
    pytest.param("a\ud800", InvalidValueError, "surrogate", id="surrogate"),
    pytest.param(b"a", InvalidTypeError, "bytes", id="bytes"),
    pytest.param(None, InvalidTypeError, "None was given", id="none"),
    pytest.param(1, InvalidTypeError, "int", id="number"),
    pytest.param(("a", "b"), InvalidTypeError, "tuple", id="pair"),
]


@pytest.mark.parametrize("service", ["s3", "iam"])
@pytest.mark.parametrize(("key", "error", "match"), BAD_KEYS)
def test_bad_keys_are_refused(
    key: Any, error: type[InvalidInputError], match: str, service: str
) -> None:
    """What would sign a bucket operation, or is fetched as another key, is not signed."""
    with pytest.raises(error, match=match) as caught:
        minter(service=service)(key)
    assert caught.value.argument == "key"
    assert str(caught.value).isprintable()


@pytest.mark.parametrize("key", ["...", ".a", "a/.b", "a/..b", "a./b", "-", "!", " ", "/a", "//"])
def test_keys_that_only_look_odd_are_signed(key: str) -> None:
    """Dots that are no segment of their own, and characters that sort low, are part of a key."""
    url = presign_url(
        "GET",
        BASE + quote(key, safe="/~"),
        CREDENTIALS,
        region="eu-west-1",
        signing_time=NOW,
    )
    assert minter()(key) == url


BAD_ARGUMENTS = [
    pytest.param({"base_url": "https://h"}, "base_url", id="base-without-slash"),
    pytest.param({"base_url": "https://h/a"}, "base_url", id="base-ends-in-a-name"),
    pytest.param({"base_url": "https://h/?a=b"}, "base_url", id="base-with-query"),
    pytest.param({"base_url": "https://h/a/../"}, "base_url", id="base-with-dots"),
    pytest.param({"base_url": "https://h/a/%2e%2E/"}, "base_url", id="base-with-escaped-dots"),
    pytest.param({"base_url": "ftp://h/"}, "url", id="base-scheme"),
    pytest.param({"method": "get"}, "method", id="method"),
    pytest.param({"credentials": None}, "credentials", id="credentials"),
    pytest.param({"credentials": lambda: None}, "credentials", id="credentials-from-a-function"),
    pytest.param({"region": ""}, "region", id="region"),
    pytest.param({"expires_in": 604801}, "expires_in", id="expires-in"),
    pytest.param({"headers": {"user-agent": "a"}}, "headers", id="volatile-header"),
    pytest.param({"query": {"X-Amz-Date": "1"}}, "query", id="query-signs"),
    pytest.param({"query": {"Signature": "1"}}, "query", id="query-signs-v2"),
    pytest.param({"query": {"a": 1}}, "query", id="query-number"),
    pytest.param({"query": "a=b"}, "query", id="query-text"),
    pytest.param({"query": [("a", "\ud800")]}, "query", id="query-surrogate"),
    pytest.param({"vary": ""}, "vary", id="vary-empty"),
    pytest.param({"vary": 1}, "vary", id="vary-number"),
    pytest.param({"vary": "a", "query": {"a": "b"}}, "vary", id="vary-in-query"),
    pytest.param({"vary": "X-Amz-Date"}, "query", id="vary-signs"),
    pytest.param({"vary": "X-Amz-Content-Sha256"}, "query", id="vary-is-the-hash"),
    pytest.param({"window": 0}, "window", id="window-zero"),
    pytest.param({"window": 7000}, "window", id="window-divides-no-day"),
    pytest.param({"window": 172800}, "window", id="window-two-days"),
    pytest.param({"window": 3600.0}, "window", id="window-float"),
    pytest.param({"window": True}, "window", id="window-true"),
    pytest.param({"window": 3600, "expires_in": 604800}, "window", id="window-above-the-ceiling"),
    pytest.param({"signing_time": None, "clock": lambda: "now"}, "clock", id="clock-text"),
    pytest.param({"signing_time": None, "clock": lambda: -1}, "clock", id="clock-negative"),
    pytest.param({"signing_time": None, "clock": lambda: float("nan")}, "clock", id="clock-nan"),
    pytest.param({"signing_time": datetime(2024, 1, 1)}, "signing_time", id="time-naive"),
]


@pytest.mark.parametrize(("change", "argument"), BAD_ARGUMENTS)
def test_bad_arguments_are_refused_when_it_is_made(change: dict[str, Any], argument: str) -> None:
    """Nothing waits for the first key to go wrong."""
    with pytest.raises(InvalidInputError) as caught:
        minter(**change)
    assert caught.value.argument == argument
    assert SECRET not in str(caught.value)


@pytest.mark.parametrize(
    ("vary", "arguments", "match"),
    [
        pytest.param("partNumber", ("k",), "the value of partNumber", id="missing"),
        pytest.param("partNumber", ("k", 1.5), "a float was given", id="float"),
        pytest.param("partNumber", ("k", True), "a bool was given", id="bool"),
        pytest.param("partNumber", ("k", "\ud800"), "surrogate", id="surrogate"),
        pytest.param(None, ("k", 1), "nothing varies", id="not-declared"),
    ],
)
def test_bad_values_are_refused(vary: str | None, arguments: Any, match: str) -> None:
    """A varying parameter has a value, a text or a number, and only if it was declared."""
    with pytest.raises(InvalidInputError, match=match) as caught:
        minter(vary=vary)(*arguments)
    assert caught.value.argument == "value"


def test_each_call_signs_for_its_second() -> None:
    """The template follows the clock, forwards and backwards, and the key follows the day."""
    seconds = [0, 0.5, 0.999, 1, 1.5, 86399.9, 86400, 3, 0, -1, -86400]
    clock = iter([EPOCH, *[EPOCH + s for s in seconds]])
    mint = minter(signing_time=None, clock=lambda: next(clock))
    for s in seconds:
        time = datetime.fromtimestamp((EPOCH + s) // 1, timezone.utc)
        assert mint("k") == presign_url(
            "GET", f"{BASE}k", CREDENTIALS, region="eu-west-1", signing_time=time
        )


def test_a_clock_that_always_moves_is_no_trap() -> None:
    """One reading for one URL, even if each reading is another second."""
    clock = itertools.count(EPOCH)
    mint = minter(signing_time=None, clock=lambda: next(clock))
    dates = [mint("k").partition("X-Amz-Date=")[2][:16] for _ in range(5)]
    assert dates == [f"20240229T12000{n}Z" for n in range(1, 6)]


def test_the_systems_clock_is_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a clock, now; and a clock that was never set is refused."""
    before = datetime.now(timezone.utc).replace(microsecond=0)
    url = Minter("GET", BASE, CREDENTIALS, region="r")("k")
    date = datetime.strptime(url.partition("X-Amz-Date=")[2][:16], "%Y%m%dT%H%M%SZ")
    assert before <= date.replace(tzinfo=timezone.utc) <= datetime.now(timezone.utc)

    def never_set() -> float:
        return 86400.0

    monkeypatch.setattr("sigv4._mint.system_clock", never_set)
    with pytest.raises(ClockError, match="NTP"):
        Minter("GET", BASE, CREDENTIALS, region="r", clock=never_set)


@pytest.mark.parametrize("window", [1, 60, 300, 3600, 86400])
@pytest.mark.parametrize("offset", [0, 0.25, 0.5, 0.999])
def test_windows_give_stable_urls(window: int, offset: float) -> None:
    """Within a window one URL; it lives at least `expires_in` more, and at most a window longer."""
    now = EPOCH - EPOCH % window + offset * window
    mint = minter(signing_time=None, clock=lambda: now, window=window, expires_in=900)
    start = datetime.fromtimestamp(now - now % window, timezone.utc)
    url = mint("k")
    assert url == presign_url(
        "GET",
        f"{BASE}k",
        CREDENTIALS,
        region="eu-west-1",
        signing_time=start,
        expires_in=900 + window,
    )
    left = start.timestamp() + 900 + window - now
    assert 900 <= left <= 900 + window
    assert url == minter(signing_time=start, window=window, expires_in=900)("k")


def test_a_window_changes_the_url_at_its_end_only() -> None:
    """A URL stays the same to the last instant of a window, across midnight as well."""
    midnight = 1709251200
    times = [midnight - 3600, midnight - 1, midnight - 0.001, midnight, midnight + 3599.9]
    clock = iter([times[0], *times])
    mint = minter(signing_time=None, clock=lambda: next(clock), window=3600)
    urls = [mint("k") for _ in times]
    assert urls[0] == urls[1] == urls[2]
    assert urls[3] == urls[4] != urls[0]


def test_credentials_may_be_a_function() -> None:
    """It is asked when a template is made, at most once a second, and never for each key."""
    asked: list[int] = []
    now = [float(EPOCH)]

    def credentials() -> Credentials:
        asked.append(1)
        return Credentials(f"AKIA{len(asked)}", SECRET)

    mint = minter(credentials=credentials, signing_time=None, clock=lambda: now[0], window=3600)
    for step in range(5):
        now[0] = EPOCH + step / 2
        for _ in range(3):
            url = mint("k")
            assert f"AKIA{len(asked)}%2F" in url
    assert len(asked) == 3
    fixed = minter(credentials=credentials)
    assert fixed("k") == fixed("k")
    assert len(asked) == 4


def test_credentials_that_end_sign_nothing_more() -> None:
    """The mint stops in the second in which the credentials end, in a window, too."""
    now = [float(EPOCH)]
    credentials = Credentials("AKIA", SECRET, expiration=NOW + timedelta(seconds=10))
    mint = minter(credentials=credentials, signing_time=None, clock=lambda: now[0], window=3600)
    now[0] += 9.9
    mint("k")
    now[0] += 0.1
    with pytest.raises(InvalidValueError, match="get new ones"):
        mint("k")
    with pytest.raises(InvalidValueError, match="get new ones"):
        minter(credentials=credentials, signing_time=NOW + timedelta(seconds=10))


def test_many_is_lazy_and_signs_in_the_second_of_drawing() -> None:
    """Any iterable, any length: nothing is drawn before it is asked for."""
    now = [float(EPOCH)]
    drawn: list[str] = []

    def keys() -> Any:
        for n in itertools.count():
            drawn.append(f"k{n}")
            yield drawn[-1]

    mint = minter(signing_time=None, clock=lambda: now[0])
    urls = mint.many(keys())
    assert drawn == []
    assert next(urls) == mint("k0")
    now[0] += 1
    assert next(urls) == mint("k1")
    assert drawn == ["k0", "k1"]


def test_many_reports_a_bad_key_and_goes_on() -> None:
    """With on_error the rest goes on; without it the error says which item it was."""
    mint = minter()
    keys: list[Any] = ["a", "", "b", "../c", None, "d\ud800", "e"]
    seen: list[tuple[int, object, InvalidInputError]] = []
    urls = list(mint.many(keys, on_error=lambda *args: seen.append(args)))
    assert urls == [mint("a"), mint("b"), mint("e")]
    assert [(index, key) for index, key, _ in seen] == [(i, keys[i]) for i in (1, 3, 4, 5)]
    assert all(error.index == index for index, _, error in seen)
    with pytest.raises(InvalidValueError, match=r"^key\[1\]: it is empty") as caught:
        list(mint.many(keys))
    assert caught.value.index == 1


def test_many_with_a_varying_parameter_takes_pairs() -> None:
    """Parts of a multipart upload: one key, many numbers."""
    mint = minter("PUT", vary="partNumber", query={"uploadId": "a/b"})
    pairs: list[tuple[str, str | int]] = [("k", 1), ("k", 2), ("k", "3")]
    assert list(mint.many(pairs)) == [mint(*pair) for pair in pairs]
    with pytest.raises(InvalidInputError, match=r"^key\[0\]: a str was given; give a pair"):
        list(mint.many(["k"]))


def test_many_does_not_take_other_errors_for_a_keys() -> None:
    """Credentials that end midway are not the fault of the keys."""
    now = [float(EPOCH)]
    credentials = Credentials("AKIA", SECRET, expiration=NOW + timedelta(seconds=1))
    mint = minter(credentials=credentials, signing_time=None, clock=lambda: now[0])
    urls = mint.many(["a", "b"], on_error=lambda *_: None)
    next(urls)
    now[0] += 1
    with pytest.raises(InvalidValueError, match="get new ones"):
        next(urls)


def test_the_repr_gives_nothing_away() -> None:
    """It says what is minted, and not with what."""
    assert repr(minter(credentials=TEMPORARY)) == f"<Minter GET {BASE}>"


def test_a_signing_key_mints() -> None:
    """A key for the day serves in place of credentials, for its own day alone."""
    key = SigningKey.derive(TEMPORARY, date="20240229", region="eu-west-1", service="s3")
    assert minter(credentials=key)("k") == minter(credentials=TEMPORARY)("k")
    now = [float(EPOCH)]
    mint = minter(credentials=key, signing_time=None, clock=lambda: now[0])
    mint("k")
    now[0] += 86400
    with pytest.raises(InvalidValueError, match="the signing key is for 20240229"):
        mint("k")


def test_an_unsigned_token_is_appended_under_any_rules() -> None:
    """Rules are switches of their own: a store with S3's paths may want its token unsigned."""
    rules = ServiceRules.of("s3").replace(session_token_signed=False)
    url = presign_url(
        "GET", f"{BASE}k", TEMPORARY, region="eu-west-1", signing_time=NOW, rules=rules
    )
    assert "X-Amz-Security-Token=" in url
    assert minter(credentials=TEMPORARY, rules=rules)("k") == url


def test_the_rules_of_a_store_may_allow_more() -> None:
    """The ceiling that a window may not pass is that of the rules."""
    rules = ServiceRules.of("s3").replace(max_expires_in=604800 + 3600)
    url = minter(rules=rules, window=3600, expires_in=604800)("k")
    assert "X-Amz-Expires=608400&" in url


SWITCHES = 100_000
THREADS = 8


def test_threads_share_a_mint() -> None:
    """No URL mixes two templates, in a hundred thousand changes of second and many of day."""
    step = 61
    ticks = itertools.count(0, step)
    mint = minter(signing_time=None, clock=lambda: EPOCH + next(ticks))
    per_thread = SWITCHES // THREADS + 1
    failures: list[str] = []
    dates: list[set[str]] = []

    def work(number: int) -> None:
        own = Credentials(CREDENTIALS.access_key_id, SECRET)
        seen = set()
        for n in range(per_thread):
            key = f"{number}/{n}"
            url = mint(key)
            date = url.partition("X-Amz-Date=")[2][:16]
            seen.add(date)
            expected = presign_url(
                "GET",
                f"{BASE}{key}",
                own,
                region="eu-west-1",
                signing_time=datetime.strptime(date, "%Y%m%dT%H%M%SZ").replace(tzinfo=timezone.utc),
            )
            if url != expected:
                failures.append(url)
                return
        dates.append(seen)

    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        threads = [threading.Thread(target=work, args=(n,)) for n in range(THREADS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    finally:
        sys.setswitchinterval(interval)
    assert failures == []
    seconds = set().union(*dates)
    assert len(seconds) == per_thread * THREADS >= SWITCHES  # every call switched
    assert len({date[:8] for date in seconds}) > SWITCHES * step // 86400
