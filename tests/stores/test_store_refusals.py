"""What was not signed is refused: each part of a URL that is changed, each expiry, each secret."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta, timezone

import pytest
from s3_server import REGION
from store import REFUSALS, Parameters, Store

from sigv4 import Credentials, ServiceRules
from sigv4.s3 import S3

KEY = "refused.txt"
BODY = b"what the object holds"
NOW = datetime.now(timezone.utc)
DAY = timedelta(days=1)
LATER = NOW + timedelta(hours=1)

Forge = Callable[[str], str]


def replaced(old: str, new: str) -> Forge:
    """One part of the URL exchanged for another."""

    def forge(url: str) -> str:
        assert url.count(old) == 1
        return url.replace(old, new)

    return forge


def dropped(name: str) -> Forge:
    """The URL without one of its parameters."""

    def forge(url: str) -> str:
        base, _, query = url.partition("?")
        items = [item for item in query.split("&") if not item.startswith(f"{name}=")]
        assert len(items) == query.count("&")
        return f"{base}?{'&'.join(items)}"

    return forge


def flipped(position: int) -> Forge:
    """One hexadecimal digit of the signature is another."""

    def forge(url: str) -> str:
        base, _, signature = url.partition("X-Amz-Signature=")
        digit = "0" if signature[position] != "0" else "1"
        return f"{base}X-Amz-Signature={signature[:position]}{digit}{signature[position + 1 :]}"

    return forge


def appended(text: str) -> Forge:
    """Something at the end of the URL."""
    return lambda url: url + text


FORGED = [
    pytest.param(flipped(0), id="signature-first-digit"),
    pytest.param(flipped(31), id="signature-middle"),
    pytest.param(flipped(63), id="signature-last-digit"),
    pytest.param(lambda url: url[:-1], id="signature-short"),
    pytest.param(appended("0"), id="signature-long"),
    pytest.param(lambda url: url[:-64] + url[-64:].upper(), id="signature-in-capitals"),
    pytest.param(lambda url: url[:-64], id="signature-empty"),
    pytest.param(replaced(f"/{KEY}", "/other.txt"), id="key"),
    pytest.param(replaced(f"/{KEY}", f"/{KEY.upper()}"), id="key-in-capitals"),
    pytest.param(replaced("Expires=3600", "Expires=3601"), id="expiry-longer"),
    pytest.param(replaced("Expires=3600", "Expires=soon"), id="expiry-no-number"),
    pytest.param(replaced("SignedHeaders=host", "SignedHeaders="), id="no-headers"),
    pytest.param(replaced("SignedHeaders=host", "SignedHeaders=host%3Bx-amz-a"), id="header-more"),
    pytest.param(replaced("%2Fus-east-1%2F", "%2Feu-west-1%2F"), id="region"),
    pytest.param(replaced("%2Fs3%2F", "%2Fsqs%2F"), id="service"),
    pytest.param(replaced("aws4_request", "aws5_request"), id="terminator"),
    pytest.param(replaced(f"{NOW:%Y%m%d}%2F", f"{NOW - DAY:%Y%m%d}%2F"), id="date-of-the-scope"),
    pytest.param(
        replaced(f"{NOW:%Y%m%dT%H%M%SZ}", f"{NOW + timedelta(seconds=1):%Y%m%dT%H%M%SZ}"),
        id="date",
    ),
    pytest.param(replaced("AWS4-HMAC-SHA256", "AWS4-HMAC-SHA1"), id="algorithm"),
    pytest.param(appended("&response-content-type=text%2Fhtml"), id="parameter-more"),
    pytest.param(replaced("=no-cache", "=no-store"), id="parameter-changed"),
    pytest.param(appended(f"&X-Amz-Date={LATER:%Y%m%dT%H%M%SZ}"), id="second-date"),
    pytest.param(appended("&X-Amz-Expires=7200"), id="second-expiry"),
    *[
        pytest.param(dropped(name), id=f"without-{name}")
        for name in (
            "X-Amz-Algorithm",
            "X-Amz-Credential",
            "X-Amz-Date",
            "X-Amz-Expires",
            "X-Amz-SignedHeaders",
            "X-Amz-Signature",
            "response-cache-control",
        )
    ],
]


@pytest.fixture(scope="session")
def held(store: Store) -> str:
    """A bucket with one object."""
    bucket = store.new_bucket()
    store.put(bucket, KEY, BODY)
    return bucket


@pytest.mark.parametrize("forge", FORGED)
def test_a_forged_url(store: Store, held: str, forge: Forge) -> None:
    """Any part of a URL that is changed, added or left out makes it worthless."""
    request = store.presign(
        "get_object",
        Bucket=held,
        Key=KEY,
        ResponseCacheControl="no-cache",
        signing_time=NOW,
        expires_in=3600,
    )
    assert store.send(request).body == BODY
    answer = store.send(request, url=forge(request.url))
    assert answer.status in (400, 403)
    assert BODY not in answer.body


@pytest.mark.parametrize("method", ["HEAD", "PUT", "POST", "DELETE"])
def test_another_method(store: Store, held: str, method: str) -> None:
    """A link for a download uploads nothing and deletes nothing."""
    request = store.presign("get_object", Bucket=held, Key=KEY)
    # Swift has no POST on an object, and says so first.
    expected = 501 if (store.name, method) == ("swift", "POST") else 403
    assert store.server.send(method, request.url, body=b"other").status == expected
    assert store.send(request).body == BODY


def test_another_bucket(store: Store, held: str) -> None:
    """A link for a key in one bucket is none for the same key in another."""
    other = store.new_bucket()
    store.put(other, KEY, BODY)
    request = store.presign("get_object", Bucket=held, Key=KEY)
    answer = store.send(request, url=request.url.replace(f"/{held}/", f"/{other}/"))
    assert (answer.status, BODY in answer.body) == (403, False)


def test_another_host(store: Store, held: str) -> None:
    """What was signed for one host is worth nothing at another."""
    request = store.presign("get_object", Bucket=held, Key=KEY)
    for host in ("localhost", "127.0.0.1:1"):
        assert store.send(request, headers={"Host": host}).status == 403


@pytest.mark.parametrize(
    ("ago", "expires_in"),
    [
        pytest.param(timedelta(seconds=3), 1, id="two-seconds-ago"),
        pytest.param(timedelta(hours=2), 3600, id="an-hour-ago"),
        pytest.param(timedelta(days=7, seconds=5), 604800, id="seconds-over-seven-days"),
    ],
)
def test_an_expired_url(store: Store, held: str, ago: timedelta, expires_in: int) -> None:
    """A URL is dead once its time is over, and lives until then."""
    at: Parameters = {"Bucket": held, "Key": KEY, "expires_in": expires_in}
    expired = store.call("get_object", signing_time=datetime.now(timezone.utc) - ago, **at)
    # S3 says 403 AccessDenied; rclone says 400.
    assert (expired.status, expired.code) == (
        400 if store.name == "rclone" else 403,
        "AccessDenied",
    )
    life = timedelta(seconds=expires_in)
    alive = datetime.now(timezone.utc) - min(ago, life) + timedelta(seconds=60)
    assert store.call("get_object", signing_time=alive, **at).body == BODY


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda c: Credentials(c.access_key_id, "wrong"), id="secret"),
        pytest.param(lambda c: Credentials("AKIAOTHER", c.secret_access_key), id="access-key-id"),
    ],
)
def test_other_credentials(
    store: Store, held: str, change: Callable[[Credentials], Credentials]
) -> None:
    """Only the holder of the secret signs."""
    credentials = change(store.credentials)
    for operation in ("get_object", "delete_object"):
        answer = store.call(operation, Bucket=held, Key=KEY, credentials=credentials)
        assert answer.status == 403
        assert answer.code in REFUSALS
    assert store.call("get_object", Bucket=held, Key=KEY).body == BODY


def test_unsigned(store: Store, held: str) -> None:
    """The server is not simply open."""
    url = store.presign("get_object", Bucket=held, Key=KEY).url
    answer = store.server.send("GET", url.partition("?")[0])
    assert (answer.status in (400, 403), BODY in answer.body) == (True, False)


# Where a server is laxer than S3, which refuses all of these: that it accepts proves nothing in
# this respect.
LAX = [
    pytest.param({}, {"signing_time": LATER}, {"radosgw", "rclone", "swift"}, id="an-hour-ahead"),
    pytest.param({"region": "eu-west-1"}, {}, {"radosgw", "rclone"}, id="another-region"),
    pytest.param(
        {"rules": ServiceRules.of("s3").replace(max_expires_in=604801)},
        {"expires_in": 604801},
        {"rclone"},
        id="more-than-seven-days",
    ),
]


@pytest.mark.parametrize(("settings", "how", "accepted_by"), LAX)
def test_what_s3_refuses(
    store: Store, held: str, settings: Parameters, how: Parameters, accepted_by: set[str]
) -> None:
    """A URL from the future, for another region or for more than seven days."""
    s3 = S3(
        store.credentials,
        **{
            "region": REGION,
            "endpoint_url": store.server.endpoint,
            "addressing_style": "path",
            **settings,
        },
    )
    answer = store.send(s3.presign("get_object", Bucket=held, Key=KEY, **how))
    assert (answer.body == BODY) is (store.name in accepted_by)
