"""Each refusal: its class, S3's code and status, and the facts at fault."""

from __future__ import annotations

import copy
import pickle
import traceback
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from arrivals import NOW, Arrival, Server, arrival

import sigv4
from sigv4 import verify
from sigv4.verify import RefusedError

SECRET = "the-secret-access-key"
TOKEN = "the-session-token"
QUERY_CODE = "AuthorizationQueryParametersError"


def in_query(old: str, new: str) -> Callable[[Arrival], Arrival]:
    """A change of the target."""
    return lambda a: replace(a, target=a.target.replace(old, new))


def header(name: str, value: bytes) -> Callable[[Arrival], Arrival]:
    """Another header."""
    return lambda a: replace(a, headers=(*a.headers, (name, value)))


CASES = [
    pytest.param(
        lambda a: replace(a, target="/a%20b?versionId=7"),
        {},
        ("UnsignedRequestError", 403, "AccessDenied", {}),
        id="nothing signs it",
    ),
    pytest.param(
        header("Authorization", b"AWS4-HMAC-SHA256 Credential=a"),
        {},
        ("TwoMechanismsError", 400, "InvalidArgument", {"ArgumentName": "Authorization"}),
        id="a header as well",
    ),
    pytest.param(
        in_query("?", "?AWSAccessKeyId=a&Signature=b&"),
        {},
        ("TwoMechanismsError", 400, "InvalidArgument", {"ArgumentName": "Signature"}),
        id="version 2 as well",
    ),
    pytest.param(
        lambda a: replace(a, target="/a?AWSAccessKeyId=a&Signature=b&Expires=1"),
        {},
        ("UnsupportedMechanismError", 400, "InvalidRequest", {}),
        id="version 2",
    ),
    pytest.param(
        lambda a: header("Authorization", b"Bearer a")(replace(a, target="/a")),
        {},
        ("UnsupportedMechanismError", 400, "InvalidRequest", {}),
        id="a bearer's token",
    ),
    pytest.param(
        in_query("X-Amz-Expires=3600&", ""),
        {},
        ("MissingParameterError", 400, QUERY_CODE, {}),
        id="no expiry",
    ),
    pytest.param(
        in_query("X-Amz-Expires=3600", "X-Amz-Expires=3600&X-Amz-Expires=3600"),
        {},
        ("DuplicateParameterError", 400, QUERY_CODE, {}),
        id="two expiries",
    ),
    pytest.param(
        in_query("X-Amz-Expires=3600", "X-Amz-Expires=3600&X%2DAmz%2DExpires=9"),
        {},
        ("DuplicateParameterError", 400, QUERY_CODE, {}),
        id="two expiries, one escaped",
    ),
    pytest.param(
        in_query("=3600", "=%zz"),
        {},
        ("MalformedError", 400, "InvalidRequest", {}),
        id="bad escape",
    ),
    pytest.param(
        in_query("/a", "/\u00e9"), {}, ("MalformedError", 400, "InvalidRequest", {}), id="no URI"
    ),
    pytest.param(
        in_query("/a", "a"), {}, ("MalformedError", 400, "InvalidRequest", {}), id="no path"
    ),
    pytest.param(
        in_query("=7", "=" + "7" * 40000),
        {},
        ("TooLargeError", 400, "RequestHeaderSectionTooLarge", {}),
        id="target too long",
    ),
    pytest.param(
        in_query("=7", "=7" + "&a" * 1024),
        {},
        ("TooLargeError", 400, "RequestHeaderSectionTooLarge", {}),
        id="too many parameters",
    ),
    pytest.param(
        lambda a: replace(a, headers=a.headers * 300),
        {},
        ("TooLargeError", 400, "RequestHeaderSectionTooLarge", {}),
        id="too many headers",
    ),
    pytest.param(
        header("a", b"a" * 40000),
        {},
        ("TooLargeError", 400, "RequestHeaderSectionTooLarge", {}),
        id="header too long",
    ),
    pytest.param(
        header("a" * 40000, b""),
        {},
        ("TooLargeError", 400, "RequestHeaderSectionTooLarge", {}),
        id="header's name too long",
    ),
    pytest.param(
        lambda a: replace(a, method="G" * 65),
        {},
        ("TooLargeError", 400, "RequestHeaderSectionTooLarge", {}),
        id="method too long",
    ),
    pytest.param(
        header("x-amz-\u212aey", b""),
        {},
        ("MalformedError", 400, "InvalidRequest", {}),
        id="a name that is ASCII in lower case only",
    ),
    pytest.param(
        in_query("aws4_request", "aws5_request"),
        {},
        ("WrongTerminatorError", 400, QUERY_CODE, {}),
        id="terminator",
    ),
    pytest.param(
        in_query("%2F20240229%2F", "%2F20240228%2F"),
        {},
        ("WrongDateError", 400, QUERY_CODE, {}),
        id="date",
    ),
    pytest.param(
        None,
        {"region": "eu-west-1"},
        ("WrongRegionError", 400, QUERY_CODE, {"Region": "eu-west-1"}),
        id="region",
    ),
    pytest.param(
        None,
        {"region": {"eu-west-1", "eu-west-2"}},
        ("WrongRegionError", 400, QUERY_CODE, {}),
        id="regions",
    ),
    pytest.param(
        None, {"service": "sqs"}, ("WrongServiceError", 400, QUERY_CODE, {}), id="service"
    ),
    pytest.param(
        in_query("SignedHeaders=host", "SignedHeaders=range"),
        {},
        ("HostNotSignedError", 403, "AccessDenied", {"HeadersNotSigned": "host"}),
        id="host not signed",
    ),
    pytest.param(
        None,
        {"hosts": "others.example"},
        ("WrongHostError", 403, "AccessDenied", {"Host": "files.example"}),
        id="host",
    ),
    pytest.param(
        lambda a: a.header("host", b"a b"),
        {},
        ("MalformedError", 400, "InvalidRequest", {}),
        id="no host",
    ),
    pytest.param(
        lambda a: header("X-Amz-B", b"")(header("x-amz-a", b"")(a)),
        {},
        ("UnsignedHeadersError", 403, "AccessDenied", {"HeadersNotSigned": "x-amz-a, x-amz-b"}),
        id="headers not signed",
    ),
    pytest.param(
        in_query("SignedHeaders=host", "SignedHeaders=host%3Brange"),
        {},
        (
            "SignedHeaderMissingError",
            403,
            "SignatureDoesNotMatch",
            {"AWSAccessKeyId": "AKIDEXAMPLE"},
        ),
        id="signed header not sent",
    ),
    pytest.param(
        None,
        {"now": NOW + timedelta(seconds=3600)},
        (
            "ExpiredError",
            403,
            "AccessDenied",
            {
                "X-Amz-Expires": "3600",
                "Expires": "2024-02-29T13:00:00Z",
                "ServerTime": "2024-02-29T13:00:00Z",
            },
        ),
        id="expired",
    ),
    pytest.param(
        None,
        {"now": NOW - timedelta(seconds=901)},
        (
            "NotYetValidError",
            403,
            "AccessDenied",
            {
                "X-Amz-Date": "20240229T120000Z",
                "Expires": "2024-02-29T13:00:00Z",
                "ServerTime": "2024-02-29T11:44:59Z",
            },
        ),
        id="not yet valid",
    ),
    pytest.param(
        None,
        {"credentials": lambda _: None},
        ("UnknownKeyError", 403, "InvalidAccessKeyId", {"AWSAccessKeyId": "AKIDEXAMPLE"}),
        id="unknown key",
    ),
    pytest.param(
        None,
        {"credentials": lambda i: sigv4.Credentials(i, SECRET, TOKEN)},
        ("TokenMissingError", 403, "InvalidAccessKeyId", {}),
        id="token missing",
    ),
    pytest.param(
        in_query("?", f"?X-Amz-Security-Token={TOKEN}&"),
        {},
        ("TokenUnexpectedError", 400, "InvalidToken", {}),
        id="token unexpected",
    ),
    pytest.param(
        in_query("?", "?X-Amz-S3session-Token=a&"),
        {},
        ("TokenUnexpectedError", 400, "InvalidToken", {}),
        id="token of another service",
    ),
    pytest.param(
        in_query("?", "?X-Amz-Security-Token=a&"),
        {"credentials": lambda i: sigv4.Credentials(i, SECRET, TOKEN)},
        ("TokenDiffersError", 400, "InvalidToken", {}),
        id="token differs",
    ),
    pytest.param(
        None,
        {
            "credentials": lambda i: sigv4.Credentials(
                i, SECRET, expiration=NOW + timedelta(seconds=1)
            ),
            "now": NOW + timedelta(seconds=1),
        },
        ("TokenExpiredError", 400, "ExpiredToken", {}),
        id="credentials ended",
    ),
    pytest.param(
        in_query("/a", "/b"),
        {},
        ("SignatureDiffersError", 403, "SignatureDoesNotMatch", {"AWSAccessKeyId": "AKIDEXAMPLE"}),
        id="signature",
    ),
    pytest.param(
        None,
        {"payload": "required"},
        (
            "PayloadUnsignedError",
            403,
            "AccessDenied",
            {"x-amz-content-sha256": "UNSIGNED-PAYLOAD"},
        ),
        id="payload unsigned",
    ),
    pytest.param(
        header("x-amz-content-sha256", b"0" * 64),
        {},
        (
            "PayloadDiffersError",
            400,
            "XAmzContentSHA256Mismatch",
            {
                "ClientComputedContentSHA256": "0" * 64,
                "S3ComputedContentSHA256": sigv4._rules.EMPTY_PAYLOAD_HASH,
            },
        ),
        id="hash that nobody signed",
    ),
    pytest.param(
        in_query("?", "?X-Amz-Content-Sha256=short&"),
        {},
        ("MalformedError", 400, "InvalidRequest", {}),
        id="no hash",
    ),
]


@pytest.mark.parametrize(("change", "elsewhere", "expected"), CASES)
def test_a_presigned_request_is_refused(
    change: Callable[[Arrival], Arrival] | None,
    elsewhere: dict[str, Any],
    expected: tuple[str, int, str, dict[str, str]],
    presigned: Arrival,
    server: Server,
) -> None:
    """By a class of its own, with S3's status and code, its facts, and no error behind it."""
    came = presigned if change is None else change(presigned)
    with pytest.raises(RefusedError) as raised:
        replace(server, **elsewhere).verify(came)
    refused = raised.value
    name, status, code, facts = expected
    assert (type(refused).__name__, refused.status, refused.code) == (name, status, code)
    assert {n: refused.facts.get(n) for n in facts} == facts
    check_discreet(refused, presigned)


def check_discreet(refused: RefusedError, right: Arrival) -> None:
    """No key, secret, server's token or right signature anywhere in what is raised."""
    assert refused.__cause__ is None
    assert refused.__context__ is None
    signature = (
        right.target.partition("X-Amz-Signature=")[2]
        or dict(right.headers)["Authorization"].decode().rpartition("=")[2]
    )
    shown = [str(refused), repr(refused), repr(vars(refused)), refused.to_xml().decode()]
    if not isinstance(refused, verify.SignatureDiffersError):
        shown.append(refused.to_xml(details=True).decode())
    for text in (*shown, "".join(traceback.format_exception_only(refused))):
        assert SECRET not in text
        if not isinstance(refused, verify.SignatureDiffersError):
            assert signature not in text
            assert TOKEN not in text
    again = pickle.loads(pickle.dumps(refused))
    assert vars(again) == vars(copy.copy(refused)) == vars(refused)
    assert str(again) == str(refused)


@pytest.mark.parametrize(
    ("change", "elsewhere", "name", "code"),
    [
        pytest.param(
            lambda a: a.header("x-amz-date", b"20240229T114459Z"),
            {},
            "SkewedError",
            "RequestTimeTooSkewed",
            id="skewed",
        ),
        pytest.param(
            lambda a: replace(a, body=b"other"),
            {},
            "PayloadDiffersError",
            "XAmzContentSHA256Mismatch",
            id="body",
        ),
        pytest.param(
            None, {"region": "b"}, "WrongRegionError", "AuthorizationHeaderMalformed", id="region"
        ),
        pytest.param(
            lambda a: a.header("x-amz-security-token", b"a"),
            {},
            "UnsignedHeadersError",
            "AccessDenied",
            id="token that nobody signed",
        ),
    ],
)
def test_a_request_signed_in_its_headers_is_refused(
    change: Callable[[Arrival], Arrival] | None,
    elsewhere: dict[str, Any],
    name: str,
    code: str,
    signed: Arrival,
    server: Server,
) -> None:
    """By the codes of its form."""
    came = signed if change is None else change(signed)
    with pytest.raises(RefusedError) as raised:
        replace(server, **elsewhere).verify(came)
    assert (type(raised.value).__name__, raised.value.code) == (name, code)
    check_discreet(raised.value, signed)


def test_s3_must_be_told_the_hash(server: Server) -> None:
    """Header-signed requests to S3 send x-amz-content-sha256; other services need not."""
    credentials = sigv4.Credentials("AKIDEXAMPLE", SECRET)
    plain = sigv4.ServiceRules.of("s3").replace(payload_hash_header=False)
    added = sigv4.sign_headers(
        "GET",
        "https://files.example/",
        credentials,
        region="eu-central-2",
        service="s3",
        signing_time=NOW,
        rules=plain,
    )
    came = arrival("GET", "https://files.example/", added)
    with pytest.raises(verify.PayloadHashMissingError) as raised:
        server.verify(came)
    assert (raised.value.status, raised.value.code) == (400, "InvalidRequest")
    assert replace(server, more={"rules": plain}).verify(came).payload_hash


def test_skew_says_how_much_is_allowed(signed: Arrival, server: Server) -> None:
    """RequestTime, ServerTime and MaxAllowedSkewMilliseconds, as S3 has them."""
    later = replace(server, now=NOW + timedelta(seconds=61), more={"clock_skew": 60})
    with pytest.raises(verify.SkewedError) as raised:
        later.verify(signed)
    assert raised.value.facts == {
        "RequestTime": "20240229T120000Z",
        "ServerTime": "2024-02-29T12:01:01Z",
        "MaxAllowedSkewMilliseconds": "60000",
    }
