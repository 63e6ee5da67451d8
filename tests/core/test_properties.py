"""Properties, by Hypothesis."""

from __future__ import annotations

import hmac
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, timezone
from urllib.parse import quote, unquote_to_bytes

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from sigv4 import Credentials, ServiceRules, canonical_request, presign, presign_url, sign_headers
from sigv4._encoding import (
    canonical_path,
    decode,
    encode,
    encode_key,
    join_query,
    normalize,
    query_pairs,
    sent_path,
)
from sigv4._keys import signing_key

UNRESERVED = set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
# Raw text that may stand in a URL's path or query: no control character, and "%" only as an escape.
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
NAMES = st.text("abcdefghijklmnopqrstuvwxyz0123456789-", min_size=1, max_size=8).map(
    "x-t-{}".format
)
VALUES = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=12)
SERVICES = st.sampled_from(["s3", "s3express", "iam", "execute-api", "iotdevicegateway"])
# Marked, so that a chance likeness to something that may be shown is no finding.
SECRETS = st.text(st.characters(exclude_categories=["Cs", "Cc"])).map("§secret{}§".format)
KEY_IDS = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ/:", min_size=1, max_size=20)
TOKENS = st.none() | st.text("ABCabc012/+=", max_size=200).map("token+/{}".format)
NOW = datetime(2024, 2, 29, 12, tzinfo=timezone.utc)
TIMES = st.datetimes(datetime(1970, 1, 2), datetime(9988, 1, 1), timezones=st.just(timezone.utc))


@dataclass(frozen=True)
class Call:
    """The arguments of `presign`, to be changed one at a time."""

    method: str = "GET"
    url: str = "https://h.example/k"
    access_key_id: str = "AKIA"
    secret_access_key: str = "secret-access-key"
    session_token: str | None = None
    region: str = "us-east-1"
    service: str = "s3"
    expires_in: int = 3600
    headers: tuple[tuple[str, str], ...] = ()
    payload_hash: str | None = None
    signing_time: datetime = NOW

    def credentials(self) -> Credentials:
        """New credentials, with an empty cache."""
        return Credentials(self.access_key_id, self.secret_access_key, self.session_token)

    def presign(self, credentials: Credentials | None = None) -> tuple[str, str]:
        """The canonical request and the signature."""
        presigned = presign(
            self.method,
            self.url,
            credentials or self.credentials(),
            region=self.region,
            service=self.service,
            expires_in=self.expires_in,
            headers=self.headers,
            payload_hash=self.payload_hash,
            signing_time=self.signing_time,
        )
        signature = presigned.url.partition("X-Amz-Signature=")[2].partition("&")[0]
        return presigned.canonical_request, signature


CALLS = st.builds(
    Call,
    method=st.sampled_from(["GET", "PUT", "DELETE"]),
    url=st.builds("https://h.example/{}?{}".format, URL_TEXT, QUERY),
    access_key_id=KEY_IDS,
    secret_access_key=SECRETS,
    session_token=TOKENS,
    service=SERVICES,
    expires_in=st.integers(1, 604800),
    headers=st.dictionaries(NAMES, VALUES, max_size=3).map(lambda d: tuple(d.items())),
    payload_hash=st.none() | st.just("0" * 64),
    signing_time=TIMES,
)


def spelt_canonically(encoded: str, also: str = "") -> bool:
    """Whether a text is only unreserved characters and %XX in upper case."""
    first, *rest = encoded.split("%")
    upper = set("0123456789ABCDEF")
    return set(first) <= UNRESERVED | set(also) and all(
        len(part) >= 2 and set(part[:2]) <= upper and set(part[2:]) <= UNRESERVED | set(also)
        for part in rest
    )


@given(TEXT)
def test_encoding_round_trips(text: str) -> None:
    """What is encoded decodes to itself, is in the one spelling, and is urllib's."""
    encoded = encode("text", text)
    assert decode(encoded) == text.encode() == unquote_to_bytes(encoded)
    assert spelt_canonically(encoded)
    assert encoded == quote(text, safe="~")
    assert encode_key("key", text) == quote(text, safe="/~")


@given(URL_TEXT, st.booleans())
def test_paths_keep_their_meaning_and_settle(path: str, s3: bool) -> None:
    """A second canonicalisation changes nothing, and no byte of the path is lost or gained."""
    rules = ServiceRules.of("s3" if s3 else "iam")
    sent = sent_path(f"/{path}", rules)
    assert sent_path(sent, rules) == sent
    assert spelt_canonically(sent, "/")
    if s3:
        assert sent == canonical_path(f"/{path}", rules) == canonical_path(sent, rules)
        assert [decode(s) for s in sent.split("/")] == [decode(s) for s in f"/{path}".split("/")]
    else:
        assert normalize(sent) == sent
        assert canonical_path(sent, rules) == quote(sent, safe="/~")
        assert ".." not in sent.split("/")
        assert "//" not in sent


@given(QUERY)
def test_queries_keep_their_meaning_and_settle(query: str) -> None:
    """The canonical query is its own canonical query, and is sorted."""
    canonical = join_query(query_pairs(query))
    assert join_query(query_pairs(canonical)) == canonical
    pairs = [tuple(item.split("=")) for item in canonical.split("&")] if canonical else []
    assert pairs == sorted(pairs)
    assert spelt_canonically(canonical, "&=")


@given(st.data())
def test_the_order_of_the_query_does_not_matter(data: st.DataObject) -> None:
    """Any permutation of the parameters gives the same URL."""
    items = data.draw(st.lists(URL_TEXT.map(lambda t: t.replace("/", "")), max_size=6))
    again = data.draw(st.permutations(items))
    one = replace(Call(), url=f"https://h.example/?{'&'.join(items)}")
    other = replace(Call(), url=f"https://h.example/?{'&'.join(again)}")
    assert one.presign() == other.presign()


@given(CALLS)
def test_the_emitted_query_is_the_signed_query(call: Call) -> None:
    """The URL is origin, path as sent, the signed query to the byte, and the signature."""
    presigned = presign(
        call.method,
        call.url,
        call.credentials(),
        region=call.region,
        service=call.service,
        expires_in=call.expires_in,
        headers=call.headers,
        payload_hash=call.payload_hash,
        signing_time=call.signing_time,
    )
    _, path, query, *_ = presigned.canonical_request.split("\n")
    base, _, emitted = presigned.url.partition("?")
    assert emitted.startswith(f"{query}&X-Amz-Signature=")
    rules = ServiceRules.of(call.service)
    sent = base.removeprefix("https://h.example")
    assert path == (quote(sent, safe="/~") if rules.double_encode_path else sent)
    tail = emitted.removeprefix(f"{query}&X-Amz-Signature=")
    assert len(tail) == 64 or (call.session_token and not rules.session_token_signed)
    # The URL, read as a request, has the canonical request that was signed.
    assert presigned.canonical_request == canonical_request(
        call.method,
        presigned.url,
        headers=presigned.headers,
        payload_hash=presigned.canonical_request.rpartition("\n")[2],
        rules=rules,
    )
    assert presigned.url == presign_url(
        call.method,
        call.url,
        call.credentials(),
        region=call.region,
        service=call.service,
        expires_in=call.expires_in,
        headers=call.headers,
        payload_hash=call.payload_hash,
        signing_time=call.signing_time,
    )


CHANGES_THE_REQUEST = {
    "method": lambda c: replace(c, method="HEAD"),
    "path": lambda c: replace(c, url=c.url.replace("?", "x?", 1)),
    "path-slash": lambda c: replace(c, url=c.url.replace("?", "%2F?", 1)),
    "query-added": lambda c: replace(c, url=f"{c.url}&added"),
    "query-value": lambda c: replace(c, url=f"{c.url}a"),
    "host": lambda c: replace(c, url=c.url.replace("h.example", "g.example")),
    "port": lambda c: replace(c, url=c.url.replace("h.example", "h.example:80")),
    "header-added": lambda c: replace(c, headers=(*c.headers, ("added", ""))),
    "header-value": lambda c: replace(c, headers=tuple((n, f"{v}!") for n, v in c.headers)),
    "payload-hash": lambda c: replace(c, payload_hash="1" * 64),
}


@pytest.mark.parametrize("change", CHANGES_THE_REQUEST)
@given(call=CALLS)
def test_every_part_of_the_request_is_signed(change: str, call: Call) -> None:
    """Another method, path, query, host, header or payload is another canonical request."""
    changed = CHANGES_THE_REQUEST[change](call)
    if change == "header-value":
        assume(call.headers)
    before, signature = call.presign()
    after, other = changed.presign()
    assert before != after
    assert signature != other


CHANGES_THE_SIGNATURE = {
    "time": lambda c: replace(c, signing_time=c.signing_time + timedelta(seconds=1)),
    "expiry": lambda c: replace(c, expires_in=c.expires_in % 604800 + 1),
    "region": lambda c: replace(c, region="eu-west-1"),
    "service": lambda c: replace(c, service="s3-outposts"),
    "key-id": lambda c: replace(c, access_key_id=f"{c.access_key_id}A"),
    "secret": lambda c: replace(c, secret_access_key=f"{c.secret_access_key}a"),
    "token": lambda c: replace(c, session_token=f"{c.session_token or ''}a"),
}


@pytest.mark.parametrize("change", CHANGES_THE_SIGNATURE)
@given(call=CALLS)
def test_every_part_of_the_context_is_signed(change: str, call: Call) -> None:
    """Another time, expiry, scope, key or signed token is another signature."""
    if change == "token" and not ServiceRules.of(call.service).session_token_signed:
        call = replace(call, service="s3")
    _, signature = call.presign()
    _, other = CHANGES_THE_SIGNATURE[change](call).presign()
    assert signature != other


@given(CALLS)
def test_no_secret_is_shown(call: Call) -> None:
    """Neither secret nor token in any repr; the secret in no output at all."""
    credentials = call.credentials()
    presigned = presign(
        call.method, call.url, credentials, region="r", signing_time=NOW, headers=call.headers
    )
    key = signing_key(credentials, "20240229", "r", "s3")
    for shown in (repr(credentials), repr(presigned), repr(key), str(presigned), str(key)):
        assert call.secret_access_key not in shown
    assert call.secret_access_key not in repr(
        sign_headers("GET", "https://h/", credentials, region="r", service="s3", signing_time=NOW)
    )
    if call.session_token:
        for shown in (repr(credentials), repr(presigned), repr(key)):
            assert call.session_token not in shown


SHARED = Credentials("AKIA", "secret-access-key")


@given(st.sampled_from(["r1", "r2"]), st.sampled_from(["s3", "iam"]), st.integers(0, 5))
def test_the_cache_of_keys_changes_no_result(region: str, service: str, day: int) -> None:
    """Credentials that have signed for other scopes sign as new ones do."""
    call = Call(region=region, service=service, signing_time=NOW + timedelta(days=day))
    assert call.presign(SHARED) == call.presign()


@given(st.binary(max_size=200).map(lambda b: b.hex()), TEXT)
def test_hmac_is_the_standard_librarys(secret: str, text: str) -> None:
    """The copied hash states give what `hmac` gives, for keys below and above a block."""
    from sigv4._keys import _hmac

    assert _hmac(secret.encode(), text) == hmac.digest(secret.encode(), text.encode(), "sha256")
