"""Of a random request with one random fault, the cause that is named first is that fault."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timezone
from hashlib import sha256
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from s3_documents import signature_document

from sigv4 import Credentials, PresignedRequest, SigningKey, derive_signing_key, presign
from sigv4.explain import explain_error

NOW = datetime(2024, 2, 29, 12, tzinfo=timezone.utc)
KEY_ID, SECRET = "ASIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
TOKEN = "IQoJb3JpZ2luX2VjEXAMPLE//////////wEaCXVzLWVhc3QtMSJ+w="
CREDENTIALS = Credentials(KEY_ID, SECRET, TOKEN)
REGION = "eu-west-1"
HASH = sha256(b"the body").hexdigest()

# The first of a path has what faults are about: an escape, an encoded one, and a tilde.
FIRST = "/a%20b~c%2F%2520"
SEGMENTS = st.text("abcXYZ019-_~", min_size=1, max_size=6) | st.sampled_from(
    ["%20", "%C3%A9", "%3B", "x%2By", "%E2%82%AC", "%28%29"]
)
PATHS = st.lists(SEGMENTS, min_size=1, max_size=4).map(lambda parts: "/".join([FIRST, *parts]))
NAMES = st.sampled_from(["partNumber", "uploadId", "versionId", "response-expires", "b", "zz"])
VALUES = st.sampled_from(["", "1", "a%20b", "no-cache", "%C3%A9", "x%2Fy"])
QUERIES = st.dictionaries(NAMES, VALUES, max_size=4)
METHODS = st.sampled_from(["GET", "PUT", "DELETE", "HEAD", "POST"])
HOSTS = st.sampled_from(["media.s3.eu-west-1.amazonaws.com", "s3.example:9000", "127.0.0.1:8080"])


@dataclass(frozen=True)
class Echo:
    """The parts of a canonical request, as a server would echo them, and its scope."""

    method: str
    path: str
    query: tuple[tuple[str, str], ...]
    headers: dict[str, str]
    payload_hash: str
    scope: str

    def text(self) -> str:
        """The canonical request."""
        query = "&".join(f"{name}={value}" for name, value in self.query)
        block = "".join(f"{name}:{value}\n" for name, value in self.headers.items())
        names = ";".join(self.headers)
        return f"{self.method}\n{self.path}\n{query}\n{block}\n{names}\n{self.payload_hash}"


def echo_of(signed: PresignedRequest) -> Echo:
    """What a server sees of a request that came as it was signed."""
    method, path, query, *block, _, _, payload_hash = signed.canonical_request.split("\n")
    pairs = tuple((n, v) for n, _, v in (item.partition("=") for item in query.split("&")))
    headers = {n: v for n, _, v in (line.partition(":") for line in block)}
    scope = signed.string_to_sign.split("\n")[2]
    return Echo(method, path, pairs, headers, payload_hash, scope)


def answer_to(signed: PresignedRequest, echo: Echo) -> bytes:
    """The document of a server that saw that."""
    amz_date = signed.string_to_sign.split("\n")[1]
    digest = sha256(echo.text().encode()).hexdigest()
    return signature_document(
        echo.text(),
        f"AWS4-HMAC-SHA256\n{amz_date}\n{echo.scope}\n{digest}",
        access_key_id=KEY_ID,
        signature=signed.url.rpartition("=")[2],
    )


Change = Callable[[Echo], Echo]


def in_path(old: str, new: str) -> Change:
    """A part of the path is another."""

    def change(echo: Echo) -> Echo:
        assert old in echo.path
        return replace(echo, path=echo.path.replace(old, new))

    return change


def in_query(change: Callable[[list[tuple[str, str]]], Any]) -> Change:
    """The parameters are others."""

    def changed(echo: Echo) -> Echo:
        pairs = list(echo.query)
        change(pairs)
        return replace(echo, query=tuple(pairs))

    return changed


def in_headers(**values: str) -> Change:
    """Some headers have other values."""
    new = {name.replace("_", "-"): value for name, value in values.items()}
    return lambda echo: replace(echo, headers={**echo.headers, **new})


def without(name: str) -> Callable[[list[tuple[str, str]]], Any]:
    """One parameter less."""
    return lambda pairs: pairs.remove(next(pair for pair in pairs if pair[0] == name))


def set_to(name: str, value: str) -> Callable[[list[tuple[str, str]]], Any]:
    """Another value of a parameter."""

    def change(pairs: list[tuple[str, str]]) -> None:
        place = next(at for at, pair in enumerate(pairs) if pair[0] == name)
        pairs[place] = (name, value)

    return change


FAULTS: list[Any] = [
    pytest.param("method-differs", lambda e: replace(e, method="PATCH"), id="method"),
    pytest.param("content-type-differs", in_headers(content_type="image/png"), id="content-type"),
    pytest.param("header-differs", in_headers(x_amz_meta_a="c"), id="header"),
    pytest.param("header-not-sent", in_headers(x_amz_meta_a=""), id="header not sent"),
    pytest.param("host-changed", in_headers(host="storage.internal"), id="host"),
    pytest.param(
        "port-changed",
        lambda e: replace(e, headers={**e.headers, "host": e.headers["host"].split(":")[0] + ":1"}),
        id="port",
    ),
    pytest.param(
        "path-prefix-stripped",
        lambda e: replace(e, path=e.path.removeprefix(FIRST)),
        id="prefix stripped",
    ),
    pytest.param(
        "path-prefix-added", lambda e: replace(e, path=f"/api/v1{e.path}"), id="prefix added"
    ),
    pytest.param(
        "encoded-once-more",
        lambda e: replace(e, path=e.path.replace("%", "%25")),
        id="double encoding",
    ),
    pytest.param("decoded-once", in_path("%2520", "%20"), id="single encoding"),
    pytest.param("plus-for-space", in_path("%20b", "%2Bb"), id="plus in the path"),
    pytest.param("lower-case-escapes", in_path("c%2F", "c%2f"), id="lower case"),
    pytest.param("unreserved-escaped", in_path("b~", "b%7E"), id="tilde"),
    pytest.param("unreserved-escaped", in_path("b~", "b%7e"), id="tilde in lower case"),
    pytest.param("escapes-decoded", in_path("c%2F", "c/"), id="slash decoded"),
    pytest.param(
        "parameter-added", in_query(lambda p: p.append(("utm_source", "mail"))), id="added"
    ),
    pytest.param("parameter-dropped", in_query(without("response-cache-control")), id="dropped"),
    pytest.param(
        "parameter-changed", in_query(set_to("response-cache-control", "no-store")), id="changed"
    ),
    pytest.param("parameter-changed", in_query(set_to("X-Amz-Expires", "9999")), id="expiry"),
    pytest.param("parameters-reordered", in_query(lambda p: p.reverse()), id="reordered"),
    pytest.param("parameter-repeated", in_query(lambda p: p.append(p[-1])), id="repeated"),
    pytest.param(
        "plus-for-space",
        in_query(set_to("response-content-type", "a%2Bb")),
        id="plus in the query",
    ),
    pytest.param(
        "encoded-once-more",
        in_query(set_to("response-content-type", "a%2520b")),
        id="double encoding in the query",
    ),
    pytest.param("token-missing", in_query(without("X-Amz-Security-Token")), id="token missing"),
    pytest.param(
        "token-altered", in_query(set_to("X-Amz-Security-Token", "IQoJ")), id="token altered"
    ),
    pytest.param("payload-mismatch", lambda e: replace(e, payload_hash=HASH), id="payload hash"),
    pytest.param(
        "wrong-region",
        lambda e: replace(e, scope=e.scope.replace(REGION, "us-east-1")),
        id="region",
    ),
    pytest.param(
        "wrong-service", lambda e: replace(e, scope=e.scope.replace("/s3/", "/sqs/")), id="service"
    ),
]


@st.composite
def requests(draw: st.DrawFn, tail: str = "") -> PresignedRequest:
    """A request with a parameter, a header and a token at least."""
    query = {
        "response-cache-control": "no-cache",
        "response-content-type": "a%20b",
        **draw(QUERIES),
    }
    text = "&".join(f"{name}={value}" for name, value in query.items())
    return presign(
        draw(METHODS),
        f"https://{draw(HOSTS)}{draw(PATHS)}{tail}?{text}",
        CREDENTIALS,
        region=REGION,
        headers={"content-type": "text/plain", "x-amz-meta-a": "b"},
        signing_time=NOW,
    )


@pytest.mark.parametrize(("fault", "change"), FAULTS)
@pytest.mark.parametrize("has_secret", [False, True], ids=["no secret", "the secret"])
@given(signed=requests())
@settings(max_examples=15)
def test_one_fault(fault: str, change: Change, has_secret: bool, signed: PresignedRequest) -> None:
    """It is named, and nothing else."""
    found = explain_error(
        signed.url,
        response=answer_to(signed, change(echo_of(signed))),
        method=signed.method,
        headers=dict(signed.headers),
        credentials=CREDENTIALS if has_secret else None,
        now=NOW,
    )
    assert [cause.id for cause in found.causes] == [fault]
    assert found.signature == ("right" if has_secret else "unknown")
    assert sum(not line.is_equal for line in found.lines) >= 1


DOTS = [
    pytest.param("dot-segments-resolved", "/x/../y.txt", "/y.txt", id="two dots"),
    pytest.param("dot-segments-resolved", "/./y.txt", "/y.txt", id="one dot"),
    pytest.param("slashes-collapsed", "//y.txt", "/y.txt", id="two slashes"),
    pytest.param("slash-at-the-end", "/y/", "/y", id="slash at the end"),
    pytest.param("composed-otherwise", "/e%CC%81", "/%C3%A9", id="Unicode"),
    pytest.param("case-changed", "/Y.TXT", "/y.txt", id="capitals"),
]


@pytest.mark.parametrize(("fault", "signed_end", "seen_end"), DOTS)
@given(data=st.data())
@settings(max_examples=15)
def test_one_fault_in_the_path(
    fault: str, signed_end: str, seen_end: str, data: st.DataObject
) -> None:
    """What clients do to the end of a path."""
    signed = data.draw(requests(signed_end))
    echo = echo_of(signed)
    assert echo.path.endswith(signed_end)
    echo = replace(echo, path=echo.path.removesuffix(signed_end) + seen_end)
    found = explain_error(
        signed.url,
        response=answer_to(signed, echo),
        method=signed.method,
        headers=dict(signed.headers),
        now=NOW,
    )
    assert [cause.id for cause in found.causes] == [fault]


def signed_with(secret: str, signed: PresignedRequest) -> PresignedRequest:
    """The same request by a signer that has this secret."""
    place = {"date": "20240229", "region": REGION, "service": "s3"}
    key = SigningKey(derive_signing_key(secret, **place), KEY_ID, TOKEN, None, **place)
    base, _, query = signed.url.partition("?")
    items = [item for item in query.split("&") if not item.startswith("X-Amz-")]
    return presign(
        signed.method,
        f"{base}?{'&'.join(items)}",
        key,
        region=REGION,
        headers=dict(signed.headers),
        signing_time=NOW,
    )


@given(signed=requests(), around=st.sampled_from(["{}\n", "{}\r\n", " {}", "{} ", '"{}"', "\t{}"]))
def test_the_secret(signed: PresignedRequest, around: str) -> None:
    """Another one, and one with something around it: without the secret they look alike."""
    how: dict[str, Any] = {"method": signed.method, "headers": dict(signed.headers), "now": NOW}
    wrong = signed_with("another", signed)
    answer = answer_to(wrong, echo_of(wrong))
    blind = explain_error(wrong.url, response=answer, **how)
    assert [cause.id for cause in blind.causes][:2] == ["wrong-secret", "secret-white-space"]
    assert all(line.is_equal for line in blind.lines)
    found = explain_error(wrong.url, response=answer, credentials=CREDENTIALS, **how)
    assert [cause.id for cause in found.causes] == ["wrong-secret"]
    assert found.signature == "wrong"
    spaced = signed_with(around.format(SECRET), signed)
    answer = answer_to(spaced, echo_of(spaced))
    found = explain_error(spaced.url, response=answer, credentials=CREDENTIALS, **how)
    assert [cause.id for cause in found.causes] == ["secret-white-space"]


@given(signed=requests())
def test_the_servers_secret(signed: PresignedRequest) -> None:
    """A URL that is right by the secret at hand was refused for the server's."""
    found = explain_error(
        signed.url,
        response=answer_to(signed, echo_of(signed)),
        credentials=CREDENTIALS,
        method=signed.method,
        headers=dict(signed.headers),
        now=NOW,
    )
    assert [cause.id for cause in found.causes] == ["wrong-secret"]
    assert found.signature == "right"
    assert "so the server has another" in found.causes[0].evidence[0]


@given(signed=requests())
def test_what_is_not_said_is_found_by_the_secret(signed: PresignedRequest) -> None:
    """Without the method and the headers, the secret tells them where the server echoes them."""
    echo = replace(echo_of(signed), path="/elsewhere")
    found = explain_error(
        signed.url, response=answer_to(signed, echo), credentials=CREDENTIALS, now=NOW
    )
    assert [cause.id for cause in found.causes] == ["path-differs"]
    assert found.signature == "right"
    assert f"for {signed.method}" in found.signature_words


@pytest.mark.parametrize("name", ["utm_source", "x-id"])
@given(signed=requests())
@settings(max_examples=15)
def test_a_url_that_was_altered_before_it_was_sent(name: str, signed: PresignedRequest) -> None:
    """Then both sides see the same; what stands behind the signature, or the secret, tells."""
    echo = in_query(lambda pairs: pairs.append((name, "1")))(echo_of(signed))
    echo = replace(echo, query=tuple(sorted(echo.query)))
    how: dict[str, Any] = {"method": signed.method, "headers": dict(signed.headers), "now": NOW}
    url = f"{signed.url}&{name}=1"
    answer = answer_to(signed, echo)
    blind = explain_error(url, response=answer, **how)
    assert blind.causes[0].id == "behind-the-signature"
    found = explain_error(url, response=answer, credentials=CREDENTIALS, **how)
    assert [cause.id for cause in found.causes] == ["parameter-added"]
    assert name in str(found.causes[0])
