"""A real S3 server refuses what was not signed, and where it is laxer than S3 that is named."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from rclone_server import CREDENTIALS, REGION, RcloneServer

from sigv4 import Credentials, ServiceRules, presign_url, sign_headers

KEY = "refusals.txt"
NOW = datetime.now(timezone.utc)


def url_of(rclone: RcloneServer) -> str:
    """The URL of an object that is there."""
    url = f"{rclone.bucket_url}/{KEY}"
    put = presign_url("PUT", url, CREDENTIALS, region=REGION)
    assert rclone.send("PUT", put, body=b"content").status == 200
    return url


def replaced(old: str, new: str) -> Callable[[str], str]:
    """A forgery: one part of the URL exchanged for another."""

    def forge(url: str) -> str:
        assert url.count(old) == 1
        return url.replace(old, new)

    return forge


def dropped(name: str) -> Callable[[str], str]:
    """A forgery: the URL without one of its parameters."""

    def forge(url: str) -> str:
        base, _, query = url.partition("?")
        items = [item for item in query.split("&") if not item.startswith(f"{name}=")]
        assert len(items) == query.count("&")
        return f"{base}?{'&'.join(items)}"

    return forge


def flipped(position: int) -> Callable[[str], str]:
    """A forgery: one hexadecimal digit of the signature is another."""

    def forge(url: str) -> str:
        base, _, signature = url.partition("X-Amz-Signature=")
        digit = "0" if signature[position] != "0" else "1"
        return f"{base}X-Amz-Signature={signature[:position]}{digit}{signature[position + 1 :]}"

    return forge


def appended(text: str) -> Callable[[str], str]:
    """A forgery: something at the end of the URL."""
    return lambda url: url + text


# The codes are rclone's, and not all of them S3's; that it refuses is the point.
MISMATCH = "SignatureDoesNotMatch"

FORGED = [
    pytest.param(flipped(0), MISMATCH, id="signature-first-digit"),
    pytest.param(flipped(15), MISMATCH, id="signature-first-quarter"),
    pytest.param(flipped(32), MISMATCH, id="signature-middle"),
    pytest.param(flipped(50), MISMATCH, id="signature-last-quarter"),
    pytest.param(flipped(63), MISMATCH, id="signature-last-digit"),
    pytest.param(lambda url: url[:-1], MISMATCH, id="signature-short"),
    pytest.param(appended("0"), MISMATCH, id="signature-long"),
    pytest.param(lambda url: url[:-64] + url[-64:].upper(), MISMATCH, id="signature-in-capitals"),
    pytest.param(lambda url: url[:-64], "UnsupportedAlgorithm", id="signature-empty"),
    pytest.param(replaced(KEY, "other.txt"), MISMATCH, id="key"),
    pytest.param(replaced(KEY, KEY.upper()), MISMATCH, id="key-in-capitals"),
    pytest.param(replaced("/examplebucket/", "/otherbucket/"), MISMATCH, id="bucket"),
    pytest.param(replaced("Expires=3600", "Expires=3601"), MISMATCH, id="expiry-longer"),
    pytest.param(replaced("Expires=3600", "Expires=0"), "AccessDenied", id="expiry-none"),
    pytest.param(replaced("Expires=3600", "Expires=-1"), "AccessDenied", id="expiry-negative"),
    pytest.param(
        replaced("Expires=3600", "Expires=soon"), "MalformedExpires", id="expiry-no-number"
    ),
    pytest.param(
        replaced("SignedHeaders=host", "SignedHeaders="), "MissingFields", id="no-headers"
    ),
    pytest.param(
        replaced("SignedHeaders=host", "SignedHeaders=host%3Bx-amz-a"),
        "AccessDenied",
        id="a-header-more",
    ),
    pytest.param(
        replaced("AKIAIOSFODNN7EXAMPLE", "AKIAOTHER"), "InvalidAccessKeyId", id="access-key-id"
    ),
    pytest.param(replaced("%2Fus-east-1%2F", "%2Feu-west-1%2F"), MISMATCH, id="region"),
    pytest.param(replaced("%2Fs3%2F", "%2Fsqs%2F"), "AuthorizationParameterserror", id="service"),
    pytest.param(
        replaced("aws4_request", "aws5_request"),
        "AuthorizationQueryParameterserror",
        id="terminator",
    ),
    pytest.param(
        replaced(f"{NOW:%Y%m%d}%2F", f"{NOW - timedelta(days=1):%Y%m%d}%2F"),
        MISMATCH,
        id="date-of-the-scope",
    ),
    pytest.param(
        replaced(f"{NOW:%Y%m%dT%H%M%SZ}", f"{NOW + timedelta(seconds=1):%Y%m%dT%H%M%SZ}"),
        MISMATCH,
        id="date",
    ),
    pytest.param(
        replaced("AWS4-HMAC-SHA256", "AWS4-HMAC-SHA1"), "UnsupportedAlgorithm", id="algorithm"
    ),
    pytest.param(appended("&response-content-type=text%2Fhtml"), MISMATCH, id="a-parameter-more"),
    pytest.param(appended("&versionId"), MISMATCH, id="a-bare-parameter-more"),
    *[
        pytest.param(dropped(name), code, id=f"without-{name}")
        for name, code in (
            ("X-Amz-Algorithm", "UnsupportedAlgorithm"),
            ("X-Amz-Credential", "InvalidRequest"),
            ("X-Amz-Date", "AccessDenied"),
            ("X-Amz-Expires", MISMATCH),
            ("X-Amz-SignedHeaders", "MissingFields"),
            ("X-Amz-Signature", "UnsupportedAlgorithm"),
        )
    ],
    pytest.param(dropped("response-cache-control"), MISMATCH, id="without-a-parameter"),
]


@pytest.mark.parametrize(("forge", "code"), FORGED)
def test_a_forged_url_is_refused(
    rclone: RcloneServer, forge: Callable[[str], str], code: str
) -> None:
    """Any part of a presigned URL that is changed, added or left out makes it worthless."""
    url = presign_url(
        "GET",
        f"{url_of(rclone)}?response-cache-control=no-cache",
        CREDENTIALS,
        region=REGION,
        signing_time=NOW,
    )
    assert rclone.send("GET", url).status == 200
    forged = rclone.send("GET", forge(url))
    assert forged.status in (400, 403)
    assert forged.code == code


@pytest.mark.parametrize("method", ["HEAD", "PUT", "POST", "DELETE"])
def test_another_method_is_refused(rclone: RcloneServer, method: str) -> None:
    """A link for a download uploads nothing and deletes nothing."""
    url = presign_url("GET", url_of(rclone), CREDENTIALS, region=REGION)
    assert rclone.send(method, url, body=b"other").status == 403
    assert rclone.send("GET", url).body == b"content"


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1:1", "examplebucket.s3.amazonaws.com"])
def test_another_host_is_refused(rclone: RcloneServer, host: str) -> None:
    """What was signed for one host is worth nothing at another."""
    url = presign_url("GET", url_of(rclone), CREDENTIALS, region=REGION)
    assert rclone.send("GET", url.replace(rclone.host, host)).code == MISMATCH
    assert rclone.send("GET", url, {"Host": host}).code == MISMATCH


@pytest.mark.parametrize(
    ("signed_ago", "expires_in"),
    [
        pytest.param(timedelta(seconds=3), 1, id="two-seconds-ago"),
        pytest.param(timedelta(hours=2), 3600, id="an-hour-ago"),
        pytest.param(timedelta(days=8), 604800 - 60, id="a-day-ago"),
    ],
)
def test_an_expired_url_is_refused(
    rclone: RcloneServer, signed_ago: timedelta, expires_in: int
) -> None:
    """A URL is dead from X-Amz-Date + X-Amz-Expires on; one of the same age with a longer
    life is not, so that it is the expiry which is refused."""
    url = url_of(rclone)
    longer = int(signed_ago.total_seconds()) + 60
    answers = [
        rclone.send(
            "GET",
            presign_url(
                "GET",
                url,
                CREDENTIALS,
                region=REGION,
                signing_time=datetime.now(timezone.utc) - signed_ago,
                expires_in=life,
                rules=ServiceRules.of("s3").replace(max_expires_in=longer),
            ),
        )
        for life in (expires_in, longer)
    ]
    # S3 answers 403.
    assert [(a.status, a.code) for a in answers] == [(400, "AccessDenied"), (200, "")]


@pytest.mark.parametrize(
    ("credentials", "code"),
    [
        pytest.param(
            Credentials(CREDENTIALS.access_key_id, "wrong"), MISMATCH, id="another-secret"
        ),
        pytest.param(
            Credentials("AKIAOTHER", CREDENTIALS.secret_access_key),
            "InvalidAccessKeyId",
            id="another-access-key-id",
        ),
    ],
)
def test_other_credentials_are_refused(
    rclone: RcloneServer, credentials: Credentials, code: str
) -> None:
    """In both forms, only the holder of the secret signs."""
    url = url_of(rclone)
    assert rclone.send("GET", presign_url("GET", url, credentials, region=REGION)).code == code
    added = sign_headers("GET", url, credentials, region=REGION, service="s3")
    assert rclone.send("GET", url, added).code == code


@pytest.mark.parametrize(
    ("name", "value"),
    [
        pytest.param("x-amz-date", f"{NOW - timedelta(minutes=1):%Y%m%dT%H%M%SZ}", id="date"),
        pytest.param("x-amz-content-sha256", "UNSIGNED-PAYLOAD", id="payload-hash"),
        pytest.param("x-amz-meta-a", "2", id="a-signed-header"),
        pytest.param("host", "localhost", id="host"),
    ],
)
def test_a_header_that_was_changed_is_refused(rclone: RcloneServer, name: str, value: str) -> None:
    """In the header form, what the signature covers cannot be exchanged."""
    url = url_of(rclone)
    headers = {"x-amz-meta-a": "1", "host": rclone.host}
    added = sign_headers(
        "PUT", url, CREDENTIALS, region=REGION, service="s3", headers=headers, body=b"x"
    )
    sent = {**headers, **added}
    assert name in sent
    assert rclone.send("PUT", url, sent, b"x").status == 200
    assert rclone.send("PUT", url, {**sent, name: value}, b"x").code == MISMATCH


@pytest.mark.parametrize(
    ("method", "target"),
    [("PUT", "?acl"), ("DELETE", ""), ("GET", "x")],
    ids=["query", "method", "path"],
)
def test_a_header_signature_fits_one_request(
    rclone: RcloneServer, method: str, target: str
) -> None:
    """An Authorization header cannot be carried over to another request."""
    url = url_of(rclone)
    added = sign_headers("GET", url, CREDENTIALS, region=REGION, service="s3")
    assert rclone.send("GET", url, added).body == b"content"
    assert rclone.send(method, url + target, added).code == MISMATCH


def test_unsigned_is_refused(rclone: RcloneServer) -> None:
    """The server is not simply open."""
    assert rclone.send("GET", url_of(rclone)).status == 400


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param({"region": "eu-west-1"}, id="another-region"),
        pytest.param({"signing_time": NOW + timedelta(hours=1)}, id="an-hour-ahead"),
        pytest.param(
            {
                "expires_in": 604801,
                "rules": ServiceRules.of("s3").replace(max_expires_in=604801),
            },
            id="more-than-seven-days",
        ),
    ],
)
def test_rclone_accepts_though_s3_refuses(rclone: RcloneServer, arguments: dict[str, Any]) -> None:
    """Where rclone is laxer than S3: its acceptance proves nothing in these respects."""
    given = {"region": REGION, **arguments}
    url = presign_url("GET", url_of(rclone), CREDENTIALS, **given)
    assert rclone.send("GET", url).body == b"content"
