"""What was signed is accepted: by this library, by botocore, by AWS's documentation."""

from __future__ import annotations

import random
from datetime import datetime, timedelta, timezone
from hashlib import sha256

import differential
import pytest
from arrivals import NOW, Arrival, Server, arrival, by_botocore, by_us, server_of
from hypothesis import given
from hypothesis import strategies as st

import sigv4
from sigv4 import Credentials, ServiceRules
from sigv4.verify import ANY, RefusedError, Verified, verify_request

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
URL_TEXT = st.lists(
    st.one_of(
        st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="%?#&=/"),
        st.sampled_from(["%41", "%7e", "%2F", "%2f", "%C3%A9", "%FF", "+", "/", "//", "/../"]),
    ),
    max_size=12,
).map("".join)
QUERY = st.lists(
    st.tuples(URL_TEXT.map(lambda t: t.replace("/", "")), st.none() | URL_TEXT), max_size=6
).map(lambda pairs: "&".join(n if v is None else f"{n}={v}" for n, v in pairs))
VALUES = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=12)
HEADERS = st.lists(
    st.tuples(st.sampled_from(["x-t-a", "x-t-b", "Range", "X-Amz-Meta-A"]), VALUES), max_size=4
)
SERVICES = st.sampled_from(["s3", "s3express", "iam", "iotdevicegateway", "vpc-lattice-svcs"])
KEY_IDS = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ/:", min_size=1, max_size=20)
TOKENS = st.none() | st.text("ABCabc012/+=", max_size=60).map("token+/{}".format)
TIMES = st.datetimes(datetime(1971, 1, 2), datetime(9988, 1, 1), timezones=st.just(timezone.utc))
HOSTS = st.sampled_from(["h.example", "H.Example:443", "h.example:8443", "[2001:DB8::7]:9000"])


def sent_url(rules: ServiceRules, base: str, path: str, query: str) -> str:
    """A URL that is sent as it stands: the header form signs it so, and emits none."""
    from sigv4._encoding import join_query, query_pairs, sent_path

    canonical = join_query(query_pairs(query))
    return f"{base}{sent_path(path, rules)}" + (f"?{canonical}" if canonical else "")


@given(
    path=URL_TEXT,
    query=QUERY,
    host=HOSTS,
    headers=HEADERS,
    service=SERVICES,
    key_id=KEY_IDS,
    token=TOKENS,
    expires_in=st.integers(1, 604800),
    later=st.integers(0, 604799),
    time=TIMES,
    payload=st.none() | st.just(sha256(b"body").hexdigest()),
)
def test_what_presign_signs_is_accepted(
    path: str,
    query: str,
    host: str,
    headers: list[tuple[str, str]],
    service: str,
    key_id: str,
    token: str | None,
    expires_in: int,
    later: int,
    time: datetime,
    payload: str | None,
) -> None:
    """Any path, query, host, headers, service, token and life, until the last second of it."""
    credentials = Credentials(key_id, "secret", token)
    presigned = sigv4.presign(
        "PUT",
        f"https://{host}/{path}?{query}",
        credentials,
        region="r",
        service=service,
        expires_in=expires_in,
        headers=headers,
        payload_hash=payload,
        signing_time=time,
    )
    hashed = presigned.canonical_request.rpartition("\n")[2]
    now = time + timedelta(seconds=later % expires_in)
    own = [h for h in headers if h[0].lower() not in presigned.headers]
    server = Server(now, "r", service, host, {key_id: credentials}.get)
    came = arrival("PUT", presigned.url, [*own, *presigned.headers.items()])
    came = Arrival(came.method, came.target, came.headers, b"body" if payload else b"")
    verified = server.verify(came)
    assert verified.form == "query"
    assert verified.access_key_id == key_id
    assert verified.signed_at == time.replace(microsecond=0)
    assert verified.expires_at == presigned.expires_at
    assert verified.payload_hash == hashed
    assert set(verified.signed_headers) == {"host", *presigned.headers}
    assert (verified.region, verified.service) == ("r", service)


@given(
    path=URL_TEXT,
    query=QUERY,
    headers=HEADERS,
    service=SERVICES,
    token=TOKENS,
    body=st.binary(max_size=20),
    time=TIMES,
    seconds=st.integers(-900, 900),
)
def test_what_sign_headers_signs_is_accepted(
    path: str,
    query: str,
    headers: list[tuple[str, str]],
    service: str,
    token: str | None,
    body: bytes,
    time: datetime,
    seconds: int,
) -> None:
    """Any path, query, headers, service, token and body, a quarter of an hour to both sides."""
    credentials = Credentials("AKIA", "secret", token)
    url = sent_url(ServiceRules.of(service), "https://h.example", f"/{path}", query)
    added = sigv4.sign_headers(
        "POST",
        url,
        credentials,
        region="r",
        service=service,
        headers=headers,
        body=body,
        signing_time=time,
    )
    own = [h for h in headers if h[0].lower() not in added]
    came = arrival("POST", url, [*own, *added.items()], body)
    now = time + timedelta(seconds=seconds)
    verified = Server(now, "r", service, "h.example", lambda _: credentials).verify(came)
    assert verified.form == "header"
    assert verified.expires_at == time.replace(microsecond=0) + timedelta(seconds=901)


@pytest.mark.parametrize("seed", [3, random.SystemRandom().randrange(10**9)], ids=["3", "new"])
@pytest.mark.parametrize("sign", [by_us, by_botocore], ids=["ours", "botocore's"])
def test_random_signed_requests_are_accepted(sign: object, seed: int) -> None:
    """In both forms, of many services, with tokens, ports and hard texts."""
    forms = {"query": 0, "header": 0}
    for form, request in differential.requests(seed, 1000):
        forms[form] += 1
        came = by_us(form, request) if sign is by_us else by_botocore(form, request)
        try:
            verified = server_of(request).verify(came)
        except RefusedError as refused:
            raise AssertionError(f"seed {seed}: {form} {request}\n{came}\n{refused}") from None
        assert verified.form == form
        assert verified.access_key_id == request.access_key_id
    assert min(forms.values()) > 300


DOCUMENTED = Credentials("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY")
DAY = "20130524T000000Z"
SCOPE = "AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request"
EMPTY = sha256(b"").hexdigest()
LIFECYCLE = "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543"


def documented(
    method: str,
    target: str,
    headers: dict[str, str],
    *,
    signed: str = "",
    signature: str = "",
    body: bytes = b"",
) -> Verified:
    """Verify what AWS's documentation shows, on the day of its examples."""
    names = ";".join(sorted(["host", *signed.split()]))
    parts = (f"Credential={SCOPE}", f"SignedHeaders={names}", f"Signature={signature}")
    authorization = f"AWS4-HMAC-SHA256 {','.join(parts)}"
    given = {"Host": "examplebucket.s3.amazonaws.com", **headers}
    if signature:
        given = {**given, "x-amz-date": DAY, "Authorization": authorization}
    return verify_request(
        method,
        target,
        given,
        credentials={DOCUMENTED.access_key_id: DOCUMENTED}.get,
        region="us-east-1",
        service="s3",
        hosts="examplebucket.s3.amazonaws.com",
        now=datetime(2013, 5, 24, tzinfo=timezone.utc),
        body=body,
        payload="unsigned-ok" if not signature else "required",
    )


def test_the_documented_url_is_accepted() -> None:
    """Amazon S3 API reference, "Authenticating requests: using query parameters"."""
    verified = documented(
        "GET",
        "/test.txt?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential="
        f"{SCOPE.replace('/', '%2F')}&X-Amz-Date={DAY}&X-Amz-Expires=86400"
        "&X-Amz-SignedHeaders=host&X-Amz-Signature="
        "aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404",
        {},
    )
    assert verified.expires_at == datetime(2013, 5, 25, tzinfo=timezone.utc)
    assert verified.path == "/test.txt"


@pytest.mark.parametrize(
    ("method", "target", "headers", "signed", "signature", "body"),
    [
        pytest.param(
            "GET",
            "/test.txt",
            {"Range": "bytes=0-9", "x-amz-content-sha256": EMPTY},
            "range x-amz-content-sha256 x-amz-date",
            "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41",
            b"",
            id="GET object",
        ),
        pytest.param(
            "PUT",
            "/test$file.text",
            {
                "Date": "Fri, 24 May 2013 00:00:00 GMT",
                "x-amz-storage-class": "REDUCED_REDUNDANCY",
                "x-amz-content-sha256": sha256(b"Welcome to Amazon S3.").hexdigest(),
            },
            "date x-amz-content-sha256 x-amz-date x-amz-storage-class",
            "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd",
            b"Welcome to Amazon S3.",
            id="PUT object, a dollar sign as it is",
        ),
        pytest.param(
            "PUT",
            "/test%24file.text",
            {
                "Date": "Fri, 24 May 2013 00:00:00 GMT",
                "x-amz-storage-class": "REDUCED_REDUNDANCY",
                "x-amz-content-sha256": sha256(b"Welcome to Amazon S3.").hexdigest(),
            },
            "date x-amz-content-sha256 x-amz-date x-amz-storage-class",
            "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd",
            b"Welcome to Amazon S3.",
            id="PUT object, a dollar sign as an escape",
        ),
        pytest.param(
            "GET",
            "/?lifecycle",
            {"x-amz-content-sha256": EMPTY},
            "x-amz-content-sha256 x-amz-date",
            LIFECYCLE,
            b"",
            id="GET bucket lifecycle",
        ),
        pytest.param(
            "GET",
            "/?max-keys=2&prefix=J",
            {"x-amz-content-sha256": EMPTY},
            "x-amz-content-sha256 x-amz-date",
            "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7",
            b"",
            id="GET bucket",
        ),
    ],
)
def test_documented_headers_are_accepted(
    method: str, target: str, headers: dict[str, str], signed: str, signature: str, body: bytes
) -> None:
    """Amazon S3 API reference, "Signature calculations for the Authorization header"."""
    verified = documented(method, target, headers, signed=signed, signature=signature, body=body)
    assert verified.form == "header"


def test_a_date_header_is_the_time_where_there_is_no_other() -> None:
    """AWS IAM user guide: the string to sign has it as YYYYMMDDTHHMMSSZ."""
    url = "https://h.example/"
    sent = {"host": "h.example", "date": "Thu, 29 Feb 2024 12:00:00 GMT"}
    request = sigv4.canonical_request(
        "GET", url, headers=sent, payload_hash=EMPTY, rules=ServiceRules.of("iam")
    )
    text = sigv4.string_to_sign(request, signing_time=NOW, region="r", service="iam")
    credentials = Credentials("AKIA", "secret")
    key = sigv4.SigningKey.derive(credentials, date="20240229", region="r", service="iam")
    authorization = (
        f"AWS4-HMAC-SHA256 Credential={key.credential}, SignedHeaders=date;host, "
        f"Signature={key.sign(text)}"
    )
    came = arrival("GET", url, {**sent, "Authorization": authorization})
    server = Server(NOW, ANY, ANY, ANY, lambda _: credentials)
    assert server.verify(came).signed_at == NOW
    for wrong in ("Fri, 29 Feb 2024 12:00:00 GMT", "Thu, 29 Feb 2024 12:00:00 UTC", "yesterday"):
        with pytest.raises(RefusedError, match="valid Date"):
            server.verify(came.header("date", wrong.encode()))


def test_whoever_signs_more_headers_is_verified_too() -> None:
    """What SignedHeaders names is verified, also what this library leaves unsigned."""
    url = "https://h.example/"
    sent = {"host": "h.example", "user-agent": "a/1  (b)", "x-amz-date": "20240229T120000Z"}
    request = sigv4.canonical_request(
        "GET", url, headers=sent, payload_hash=EMPTY, rules=ServiceRules.of("iam")
    )
    text = sigv4.string_to_sign(request, signing_time=NOW, region="r", service="iam")
    credentials = Credentials("AKIA", "secret")
    key = sigv4.SigningKey.derive(credentials, date="20240229", region="r", service="iam")
    authorization = (
        f"AWS4-HMAC-SHA256 Credential={key.credential}, "
        f"SignedHeaders=host;user-agent;x-amz-date, Signature={key.sign(text)}"
    )
    came = arrival("GET", url, {**sent, "Authorization": authorization})
    server = Server(NOW, "r", "iam", "h.example", lambda _: credentials)
    assert "user-agent" in server.verify(came).signed_headers
    with pytest.raises(RefusedError, match="does not match"):
        server.verify(came.header("user-agent", b"a/2 (b)"))
