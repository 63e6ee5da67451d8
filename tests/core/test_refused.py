"""Bad input: refused before anything is signed, by name, and without giving anything away."""

from __future__ import annotations

import traceback
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from typing import Any
from unittest import mock

import pytest

import sigv4
from sigv4 import Credentials, InvalidInputError, InvalidTypeError, InvalidValueError, ServiceRules

# The calls here are wrong on purpose, and the type checker would say so each time.
api: Any = sigv4

SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
TOKEN = "AQoDYXdzEPT//////////wEXAMPLEtc764bNrC9SAPBSM22w"
NOW = datetime(2013, 5, 24, tzinfo=timezone.utc)
CREDENTIALS = Credentials("AKIAIOSFODNN7EXAMPLE", SECRET, TOKEN)
HASH = "0" * 64

Change = dict[str, Any]


def released() -> memoryview:
    """A view of nothing any more."""
    view = memoryview(b"body")
    view.release()
    return view


# What every signing call is asked, with one thing changed.
BOTH: list[tuple[str, str, Change]] = [
    ("scheme-unknown", "url", {"url": "ftp://h/"}),
    ("scheme-s3", "url", {"url": "s3://bucket/key"}),
    ("scheme-missing", "url", {"url": "h/key"}),
    ("scheme-relative", "url", {"url": "//h/key"}),
    ("host-missing", "url", {"url": "https:///key"}),
    ("host-missing-before-port", "url", {"url": "https://:443/"}),
    ("host-bare-ipv6", "url", {"url": "https://::1/"}),
    ("host-bad-ipv6", "url", {"url": "https://[::g]/"}),
    ("host-ipv6-zone", "url", {"url": "https://[fe80::1%25eth0]/"}),
    ("host-ipv6-unclosed", "url", {"url": "https://[::1/"}),
    ("host-ipv6-tail", "url", {"url": "https://[::1]x/"}),
    ("host-escape", "url", {"url": "https://a%2eb/"}),
    ("host-backslash", "url", {"url": "https://good.example\\evil.example/"}),
    ("host-space", "url", {"url": "https://a b/"}),
    ("host-trailing-dot", "url", {"url": "https://example.com./"}),
    ("host-empty-label", "url", {"url": "https://a..b/"}),
    ("host-leading-dot", "url", {"url": "https://.a/"}),
    ("host-idn-ambiguous", "url", {"url": "https://faß.example/"}),
    ("host-idn-slash", "url", {"url": "https://a\uff0fb/"}),
    ("host-idn-too-long", "url", {"url": f"https://{'é' * 70}.example/"}),
    ("host-long", "url", {"url": f"https://{'a.' * 130}b/"}),
    ("host-long-label", "url", {"url": f"https://{'a' * 64}.b/"}),
    ("host-long-last-label", "url", {"url": f"https://a.{'b' * 64}/"}),
    ("host-long-idn", "url", {"url": f"https://{'é' * 20000}/"}),
    ("host-idn-capital-sharp-s", "url", {"url": "https://STRAẞE.example/"}),
    ("host-idn-wide", "url", {"url": "https://ｅxample.com/"}),
    ("host-idn-invisible", "url", {"url": "https://a­b.example/"}),
    ("host-idn-new-letter", "url", {"url": "https://Ꭰ.example/"}),
    ("port-too-large-with-zeros", "url", {"url": "https://h:0000270000/"}),
    ("port-of-zeros", "url", {"url": f"https://h:{'0' * 99}/"}),
    ("password-like-a-port", "url", {"url": "https://user:pass/@h/x"}),
    ("password-like-a-host", "url", {"url": "https://user:pass!/@h/x"}),
    ("password-before-a-query", "url", {"url": "https://user:pass?@h/x"}),
    ("port-letters", "url", {"url": "https://h:port/"}),
    ("port-zero", "url", {"url": "https://h:0/"}),
    ("port-too-large", "url", {"url": "https://h:65536/"}),
    ("port-huge", "url", {"url": f"https://h:{'9' * 5000}/"}),
    ("port-signed", "url", {"url": "https://h:+80/"}),
    ("port-other-digits", "url", {"url": "https://h:\u0664\u0664/"}),
    ("user-info", "url", {"url": "https://user:pass@h/"}),
    ("user-info-empty", "url", {"url": "https://@h/"}),
    ("fragment", "url", {"url": "https://h/a#b"}),
    ("fragment-empty", "url", {"url": "https://h/#"}),
    ("escape-short", "url", {"url": "https://h/a%2"}),
    ("escape-not-hex", "url", {"url": "https://h/a%zz"}),
    ("escape-with-space", "url", {"url": "https://h/a% 1"}),
    ("escape-in-query", "url", {"url": "https://h/?a=%"}),
    ("escape-wide-digits", "url", {"url": "https://h/%\uff12\uff10"}),
    ("surrogate-in-path", "url", {"url": "https://h/\ud800"}),
    ("surrogate-in-query", "url", {"url": "https://h/?\udfff"}),
    ("line-end-in-url", "url", {"url": "https://h/a\nb"}),
    ("tab-in-host", "url", {"url": "https://h\t/"}),
    ("url-of-bytes", "url", {"url": b"https://h/"}),
    ("url-none", "url", {"url": None}),
    ("signed-already", "url", {"url": "https://h/?X-Amz-Signature=aeeed9bb"}),
    ("signed-already-other-case", "url", {"url": "https://h/?x-amz-date=1"}),
    ("signed-already-escaped", "url", {"url": "https://h/?X%2DAmz%2dDate=1"}),
    ("signed-already-token", "url", {"url": f"https://h/?X-Amz-Security-Token={TOKEN}"}),
    ("signed-already-express", "url", {"url": "https://h/?X-Amz-S3session-Token=1"}),
    ("signed-already-v4a", "url", {"url": "https://h/?X-Amz-Region-Set=*"}),
    ("signed-already-v2", "url", {"url": "https://h/?AWSAccessKeyId=AKIA"}),
    ("signed-already-v2-expires", "url", {"url": "https://h/?a=b&Expires=1"}),
    ("method-empty", "method", {"method": ""}),
    ("method-lower", "method", {"method": "get"}),
    ("method-line-end", "method", {"method": "GET\n"}),
    ("method-space", "method", {"method": "GET /"}),
    ("method-non-ascii", "method", {"method": "GÉT"}),
    ("method-bytes", "method", {"method": b"GET"}),
    ("method-list", "method", {"method": ["GET"]}),
    ("header-name-space", "headers", {"headers": {"a b": "c"}}),
    ("header-name-colon", "headers", {"headers": {"a:": "c"}}),
    ("header-name-empty", "headers", {"headers": {"": "c"}}),
    ("header-name-line-end", "headers", {"headers": {"a\n": "c"}}),
    ("header-name-non-ascii", "headers", {"headers": {"naïve": "c"}}),
    ("header-name-pseudo", "headers", {"headers": {":authority": "h"}}),
    ("header-name-bytes", "headers", {"headers": {b"a": "c"}}),
    ("header-value-line-end", "headers", {"headers": {"a": "b\r\nc: d"}}),
    ("header-value-tab", "headers", {"headers": {"a": "b\tc"}}),
    ("header-value-nul", "headers", {"headers": {"a": "\x00"}}),
    ("header-value-del", "headers", {"headers": {"a": "\x7f"}}),
    ("header-value-c1", "headers", {"headers": {"a": "\x85"}}),
    ("header-value-surrogate", "headers", {"headers": {"a": "\ud800"}}),
    ("header-value-int", "headers", {"headers": {"content-length": 1}}),
    ("header-value-none", "headers", {"headers": {"a": None}}),
    ("header-two-spellings", "headers", {"headers": {"A": "1", "a": "2"}}),
    ("header-host-other", "headers", {"headers": {"host": "other.example"}}),
    ("header-host-other-port", "headers", {"headers": {"host": "examplebucket.example:8443"}}),
    ("header-host-nonsense", "headers", {"headers": {"host": "a b"}}),
    ("header-date", "headers", {"headers": {"X-Amz-Date": "20130524T000000Z"}}),
    ("header-token", "headers", {"headers": {"x-amz-security-token": TOKEN}}),
    ("header-hash-wrong", "headers", {"headers": {"x-amz-content-sha256": "A"}}),
    ("header-hash-empty", "headers", {"headers": {"x-amz-content-sha256": ""}}),
    ("headers-class", "headers", {"headers": dict}),
    ("headers-anything", "headers", {"headers": mock.ANY}),
    ("headers-text", "headers", {"headers": "a: b"}),
    ("headers-none", "headers", {"headers": None}),
    ("headers-number", "headers", {"headers": 1}),
    ("headers-triples", "headers", {"headers": [("a", "b", "c")]}),
    ("headers-texts", "headers", {"headers": ["ab"]}),
    ("region-empty", "region", {"region": ""}),
    ("region-slash", "region", {"region": "us/east"}),
    ("region-space", "region", {"region": "us east"}),
    ("region-comma", "region", {"region": "a,b"}),
    ("region-line-end", "region", {"region": "us-east-1\n"}),
    ("region-non-ascii", "region", {"region": "süd"}),
    ("region-none", "region", {"region": None}),
    ("region-list", "region", {"region": ["us-east-1"]}),
    ("service-empty", "service", {"service": ""}),
    ("service-slash", "service", {"service": "s3/x"}),
    ("service-none", "service", {"service": None}),
    ("service-list", "service", {"service": []}),
    ("credentials-none", "credentials", {"credentials": None}),
    ("credentials-pair", "credentials", {"credentials": ("AKIA", SECRET)}),
    ("rules-dict", "rules", {"rules": {}}),
    ("time-naive", "signing_time", {"signing_time": datetime(2013, 5, 24)}),
    ("time-text", "signing_time", {"signing_time": "20130524T000000Z"}),
    ("time-number", "signing_time", {"signing_time": 1369353600}),
    ("time-before-1970", "signing_time", {"signing_time": NOW.replace(year=1969)}),
    ("time-year-9999", "signing_time", {"signing_time": NOW.replace(year=9999)}),
    ("hash-upper", "payload_hash", {"payload_hash": "A" * 64}),
    ("hash-short", "payload_hash", {"payload_hash": "a" * 63}),
    ("hash-word", "payload_hash", {"payload_hash": "unsigned-payload"}),
    ("hash-bytes", "payload_hash", {"payload_hash": b"0" * 64}),
    (
        "hash-and-header",
        "payload_hash",
        {"payload_hash": HASH, "headers": {"x-amz-content-sha256": "1" * 64}},
    ),
]
PRESIGN: list[tuple[str, str, Change]] = [
    ("expires-zero", "expires_in", {"expires_in": 0}),
    ("expires-negative", "expires_in", {"expires_in": -5}),
    ("expires-above-a-week", "expires_in", {"expires_in": 604801}),
    ("expires-huge", "expires_in", {"expires_in": 10**30}),
    ("expires-astronomical", "expires_in", {"expires_in": 10**5000}),
    ("expires-astronomically-negative", "expires_in", {"expires_in": -(10**5000)}),
    ("expires-float", "expires_in", {"expires_in": 60.5}),
    ("expires-whole-float", "expires_in", {"expires_in": 60.0}),
    ("expires-true", "expires_in", {"expires_in": True}),
    ("expires-text", "expires_in", {"expires_in": "3600"}),
    ("expires-none", "expires_in", {"expires_in": None}),
    ("expires-fraction", "expires_in", {"expires_in": timedelta(seconds=1.5)}),
    ("expires-timedelta-zero", "expires_in", {"expires_in": timedelta(0)}),
    ("expires-timedelta-long", "expires_in", {"expires_in": timedelta(days=7, seconds=1)}),
    ("expires-above-rules", "expires_in", {"rules": api.ServiceRules(max_expires_in=60)}),
    ("volatile-user-agent", "headers", {"headers": {"User-Agent": "x"}}),
    ("volatile-authorization", "headers", {"headers": {"Authorization": "x"}}),
    ("volatile-connection", "headers", {"headers": {"connection": "close"}}),
    ("volatile-expect", "headers", {"headers": {"expect": "100-continue"}}),
    ("volatile-te", "headers", {"headers": {"TE": "trailers"}}),
    ("volatile-proxy", "headers", {"headers": {"Proxy-Anything": "x"}}),
    ("volatile-sec", "headers", {"headers": {"Sec-Fetch-Mode": "cors"}}),
    ("volatile-trace", "headers", {"headers": {"X-Amzn-Trace-Id": "Root=1"}}),
    ("volatile-traceparent", "headers", {"headers": {"traceparent": "00"}}),
    ("hash-in-query", "url", {"url": f"https://h/?X-Amz-Content-Sha256={HASH}"}),
]
SIGN: list[tuple[str, str, Change]] = [
    ("body-and-hash", "payload_hash", {"body": b"a", "payload_hash": HASH}),
    ("body-released", "body", {"body": released()}),
    ("body-text", "body", {"body": "text"}),
    ("body-none", "body", {"body": None}),
    (
        "body-not-what-the-header-says",
        "headers",
        {"body": b"a", "headers": {"x-amz-content-sha256": HASH}},
    ),
]


def arguments(change: Change) -> tuple[list[Any], Change]:
    """The arguments of a good call with one thing changed."""
    given = {
        "method": "GET",
        "url": "https://examplebucket.example/a",
        "credentials": CREDENTIALS,
        "region": "us-east-1",
        "service": "s3",
        "signing_time": NOW,
        **change,
    }
    return [given.pop(name) for name in ("method", "url", "credentials")], given


CALLS: list[tuple[str, Callable[..., object], str, Change]] = [
    *((f"presign_url-{i}", api.presign_url, a, c) for i, a, c in (*BOTH, *PRESIGN)),
    *((f"presign-{i}", api.presign, a, c) for i, a, c in (*BOTH, *PRESIGN)),
    *((f"sign_headers-{i}", api.sign_headers, a, c) for i, a, c in (*BOTH, *SIGN)),
]


@pytest.mark.parametrize(
    ("call", "argument", "change"), [c[1:] for c in CALLS], ids=[c[0] for c in CALLS]
)
def test_a_bad_argument_is_named(
    call: Callable[..., object], argument: str, change: Change
) -> None:
    """The error names the argument, says what to do in one line, and holds no secret."""
    positional, named = arguments(change)
    with pytest.raises(InvalidInputError) as caught:
        call(*positional, **named)
    check_message(caught.value, argument)


def check_message(error: InvalidInputError, argument: str) -> None:
    """One line, printable, naming the argument and a remedy; nothing secret in it or behind it."""
    assert error.argument == argument
    assert str(error) == f"{argument}: {error.problem}; {error.remedy}"
    assert str(error).isprintable()
    assert len(str(error)) < 250
    assert error.remedy
    told = "".join(traceback.format_exception(error))
    for link in (error.__cause__, error.__context__):
        told += repr(getattr(link, "object", "")) + repr(getattr(link, "args", ""))
    for secret in (SECRET, TOKEN, "user:pass", "aeeed9bb"):
        assert secret not in told.replace(repr(CREDENTIALS), "")


def test_a_good_call_passes() -> None:
    """What the table changes is right before it is changed."""
    positional, named = arguments({})
    for call in (api.presign_url, api.presign, api.sign_headers):
        assert call(*positional, **named)


CREDENTIALS_TABLE: list[tuple[str, str, tuple[Any, ...], Change]] = [
    ("id-empty", "access_key_id", ("", SECRET), {}),
    ("id-space-around", "access_key_id", ("AKIA ", SECRET), {}),
    ("id-line-end", "access_key_id", ("AKIA\n", SECRET), {}),
    ("id-comma", "access_key_id", ("AK,IA", SECRET), {}),
    ("id-non-ascii", "access_key_id", ("AKÎA", SECRET), {}),
    ("id-quotes", "access_key_id", ('"AKIA"', SECRET), {}),
    ("id-none", "access_key_id", (None, SECRET), {}),
    ("secret-empty", "secret_access_key", ("AKIA", ""), {}),
    ("secret-line-end", "secret_access_key", ("AKIA", f"{SECRET}\n"), {}),
    ("secret-inner-line-end", "secret_access_key", ("AKIA", f"{SECRET}\n{SECRET}"), {}),
    ("secret-control", "secret_access_key", ("AKIA", f"{SECRET}\x00{SECRET}"), {}),
    ("secret-c1", "secret_access_key", ("AKIA", f"{SECRET}\x85{SECRET}"), {}),
    ("secret-quotes", "secret_access_key", ("AKIA", f"'{SECRET}'"), {}),
    ("secret-space-before", "secret_access_key", ("AKIA", f" {SECRET}"), {}),
    ("secret-surrogate", "secret_access_key", ("AKIA", f"{SECRET}\ud800"), {}),
    ("secret-bytes", "secret_access_key", ("AKIA", SECRET.encode()), {}),
    ("token-line-end", "session_token", ("AKIA", SECRET, f"{TOKEN}\r\n"), {}),
    ("token-inner-line-end", "session_token", ("AKIA", SECRET, f"{TOKEN}\n{TOKEN}"), {}),
    ("token-quotes", "session_token", ("AKIA", SECRET, f'"{TOKEN}"'), {}),
    ("token-surrogate", "session_token", ("AKIA", SECRET, f"{TOKEN}\ud800"), {}),
    ("token-non-ascii", "session_token", ("AKIA", SECRET, f"é{TOKEN}"), {}),
    ("token-bytes", "session_token", ("AKIA", SECRET, TOKEN.encode()), {}),
    ("expiration-naive", "expiration", ("AKIA", SECRET), {"expiration": datetime(2030, 1, 1)}),
    ("expiration-text", "expiration", ("AKIA", SECRET), {"expiration": "2030-01-01"}),
]


@pytest.mark.parametrize(
    ("argument", "positional", "named"),
    [c[1:] for c in CREDENTIALS_TABLE],
    ids=[c[0] for c in CREDENTIALS_TABLE],
)
def test_bad_credentials_are_named_and_not_shown(
    argument: str, positional: tuple[Any, ...], named: Change
) -> None:
    """A key pair that cannot be right is refused when it is made."""
    with pytest.raises(InvalidInputError) as caught:
        api.Credentials(*positional, **named)
    check_message(caught.value, argument)


@pytest.mark.parametrize(
    ("call", "argument"),
    [
        pytest.param(
            lambda: api.derive_signing_key(SECRET, date="2015-08-30", region="r", service="s"),
            "date",
            id="date-with-dashes",
        ),
        pytest.param(
            lambda: api.derive_signing_key(SECRET, date="٢٠١٥٠٨٣٠", region="r", service="s"),
            "date",
            id="date-other-digits",
        ),
        pytest.param(
            lambda: api.derive_signing_key("", date="20150830", region="r", service="s"),
            "secret_access_key",
            id="secret-empty",
        ),
        pytest.param(
            lambda: api.string_to_sign(None, signing_time=NOW, region="r", service="s"),
            "canonical_request",
            id="canonical-request-none",
        ),
        pytest.param(
            lambda: api.string_to_sign("x", signing_time=None, region="r", service="s"),
            "signing_time",
            id="time-none",
        ),
        pytest.param(
            lambda: api.canonical_request("GET", "https://h/", payload_hash=None),
            "payload_hash",
            id="payload-hash-none",
        ),
        pytest.param(
            lambda: api.ServiceRules(max_expires_in=0), "max_expires_in", id="ceiling-below-one"
        ),
        pytest.param(
            lambda: api.ServiceRules(max_expires_in=10**5000),
            "max_expires_in",
            id="ceiling-astronomical",
        ),
        pytest.param(
            lambda: api.presign("PUT", "https://h/", CREDENTIALS, region="r").curl(upload_file=""),
            "upload_file",
            id="upload-file-empty",
        ),
        pytest.param(
            lambda: api.presign("PUT", "https://h/", CREDENTIALS, region="r").curl(
                upload_file=b"f"
            ),
            "upload_file",
            id="upload-file-bytes",
        ),
        pytest.param(
            lambda: api.ServiceRules(max_expires_in=1.5),
            "max_expires_in",
            id="ceiling-float",
        ),
        pytest.param(
            lambda: api.ServiceRules(normalize_path="no"),
            "normalize_path",
            id="rule-of-text",
        ),
        pytest.param(
            lambda: api.ServiceRules(session_token_parameter="Token"),
            "session_token_parameter",
            id="token-parameter",
        ),
        pytest.param(
            lambda: ServiceRules.of("s3").replace(sign_body=True), "changes", id="unknown-rule"
        ),
    ],
)
def test_bad_arguments_of_the_checkpoints(call: Callable[[], object], argument: str) -> None:
    """The parts that can be called by themselves check what they are given."""
    with pytest.raises(InvalidInputError) as caught:
        call()
    check_message(caught.value, argument)


def test_expired_credentials_sign_nothing() -> None:
    """A URL that would be dead when it is made is not made."""
    ended = Credentials("AKIA", SECRET, TOKEN, expiration=NOW)
    with pytest.raises(InvalidValueError, match="they ended at 2013-05-24T00:00:00"):
        api.presign_url("GET", "https://h/", ended, region="r", signing_time=NOW)
    with pytest.raises(InvalidValueError, match="get new ones"):
        api.sign_headers("GET", "https://h/", ended, region="r", service="s3", signing_time=NOW)


def test_kinds_of_errors() -> None:
    """A bad value is also a ValueError, a wrong type also a TypeError."""
    with pytest.raises(ValueError, match="expires_in"):
        api.presign_url("GET", "https://h/", CREDENTIALS, region="r", expires_in=0)
    with pytest.raises(TypeError, match="expires_in"):
        api.presign_url("GET", "https://h/", CREDENTIALS, region="r", expires_in="1")
    assert issubclass(InvalidTypeError, TypeError)
