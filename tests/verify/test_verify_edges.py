"""Bodies in chunks, hashes and tokens in odd places, and what the clock and the server lack."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from arrivals import NOW, Arrival, Server, arrival
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

import sigv4
from sigv4 import Credentials, InvalidValueError, ServiceRules, _asymmetric, _chunk_verifier
from sigv4.errors import ChunkError, MissingDependencyError
from sigv4.s3 import S3
from sigv4.streaming import ChunkSigner
from sigv4.verify import (
    DuplicateParameterError,
    MalformedError,
    PayloadChunksError,
    PayloadUnsignedError,
    RefusedError,
    TokenExpiredError,
    TokenUnexpectedError,
    verify_post,
)

CREDENTIALS = Credentials("AKIDEXAMPLE", "the-secret-access-key")
URL = "https://files.example/a"
BODY = b"a" * 20000


def chunked(**changes: Any) -> Arrival:
    """An upload in chunks of 8 KiB; for one region unless a set is given."""
    given: dict[str, Any] = {"region": "eu-central-2", **changes}
    signer = ChunkSigner(
        "PUT",
        URL,
        CREDENTIALS,
        decoded_length=len(BODY),
        chunk_size=8192,
        signing_time=NOW,
        **given,
    )
    return arrival("PUT", URL, signer.headers, b"".join(signer.wire([BODY])))


def server(**changes: Any) -> Server:
    """It wants bodies to be signed."""
    given: dict[str, Any] = {
        "region": "eu-central-2",
        "credentials": lambda _: CREDENTIALS,
        "payload": "required",
        **changes,
    }
    return Server(**{"now": NOW, "service": "s3", "hosts": "files.example", **given})


@pytest.mark.parametrize("where", ["one region", "a set of regions"])
def test_a_body_in_signed_chunks_is_signed(where: str) -> None:
    """Whole, or chunk by chunk; a byte that is changed is refused."""
    came = chunked() if where == "one region" else chunked(region=None, region_set="*")
    assert came.body is not None
    verified = server().verify(came)
    chunks = verified.chunks(max_chunk_size=8192)
    assert b"".join(chunks.feed(came.body)) == BODY
    chunks.finish()
    with pytest.raises(PayloadChunksError) as raised:
        server().verify(replace(came, body=came.body.replace(b"aaa", b"aab", 1)))
    assert (raised.value.status, raised.value.code) == (403, "SignatureDoesNotMatch")
    assert raised.value.__context__ is None


def test_a_public_key_alone_verifies_no_chunks() -> None:
    """The request is verified; of its body nothing could be."""
    pem = _asymmetric.public_key_of(CREDENTIALS).public_bytes(
        Encoding.PEM, PublicFormat.SubjectPublicKeyInfo
    )
    came = chunked(region=None, region_set="*")
    there = server(credentials=lambda _: pem)
    with pytest.raises(PayloadUnsignedError):
        there.verify(came)
    verified = replace(there, payload="caller").verify(replace(came, body=None))
    with pytest.raises(InvalidValueError, match="public key alone"):
        verified.chunks()


def test_chunks_of_another_algorithm_than_the_request_are_refused() -> None:
    """Signed by who says so: it is his mistake, and not the server's."""
    headers = {
        "x-amz-content-sha256": "STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD",
        "x-amz-decoded-content-length": "0",
    }
    added = sigv4.sign_headers(
        "PUT",
        URL,
        CREDENTIALS,
        region="eu-central-2",
        service="s3",
        headers=headers,
        signing_time=NOW,
    )
    came = arrival("PUT", URL, {**headers, **added})
    for there in (server(), server(payload="caller")):
        with pytest.raises(MalformedError) as raised:
            there.verify(came)
        assert raised.value.parameter == "x-amz-content-sha256"


@pytest.mark.parametrize("length", [b"", b"-1", b"1.5", b"9" * 40], ids=str)
def test_a_body_in_chunks_says_its_length(length: bytes) -> None:
    """Signed by who says so, and refused all the same."""
    headers = {
        "x-amz-content-sha256": "STREAMING-AWS4-HMAC-SHA256-PAYLOAD",
        "x-amz-decoded-content-length": length.decode(),
    }
    added = sigv4.sign_headers(
        "PUT",
        URL,
        CREDENTIALS,
        region="eu-central-2",
        service="s3",
        headers=headers,
        signing_time=NOW,
    )
    with pytest.raises(MalformedError) as raised:
        server().verify(arrival("PUT", URL, {**headers, **added}))
    assert raised.value.parameter == "x-amz-decoded-content-length"


def test_trailers_that_cannot_be_checked_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """The client chose the checksum: that nothing is installed for it is its refusal."""
    came = chunked(checksum="sha256")
    verified = server().verify(came)

    def lacks(_: str) -> None:
        raise MissingDependencyError("crc32c", "google-crc32c", "checksums")

    monkeypatch.setattr(_chunk_verifier, "checked_algorithm", lacks)
    with pytest.raises(PayloadChunksError) as raised:
        server().verify(came)
    assert raised.value.status == 400
    assert raised.value.__context__ is None
    with pytest.raises(MissingDependencyError):
        verified.chunks()


def test_chunks_of_a_result_can_be_refused() -> None:
    """A ChunkError has S3's status and code, too."""
    came = chunked()
    chunks = server(payload="caller").verify(replace(came, body=None)).chunks()
    with pytest.raises(ChunkError):
        chunks.feed(b"zz\r\n")


def presigned(headers: dict[str, str] | None = None) -> Arrival:
    """A GET, presigned."""
    url = sigv4.presign_url(
        "GET", URL, CREDENTIALS, region="eu-central-2", headers=headers or {}, signing_time=NOW
    )
    return arrival("GET", url, headers or {})


def test_two_hashes_that_differ_are_refused() -> None:
    """One in a signed header and one in the query: the payload is one thing."""
    empty = sigv4._rules.EMPTY_PAYLOAD_HASH
    came = presigned({"x-amz-content-sha256": empty})
    both = replace(came, target=f"{came.target}&X-Amz-Content-Sha256=UNSIGNED-PAYLOAD")
    assert server().verify(came).payload_hash == empty
    with pytest.raises(MalformedError) as raised:
        server().verify(both)
    assert raised.value.parameter == "x-amz-content-sha256"


def test_a_hash_in_the_query_is_the_payload() -> None:
    """So JavaScript's SDK sends it; another body is refused."""
    from hashlib import sha256

    digest = sha256(b"body").hexdigest()
    url = sigv4.presign_url(
        "PUT",
        f"{URL}?X-Amz-Content-Sha256={digest}",
        CREDENTIALS,
        region="eu-central-2",
        payload_hash=digest,
        signing_time=NOW,
        rules=ServiceRules.of("s3").replace(payload_hash_header=False),
    )
    came = arrival("PUT", url, body=b"body")
    assert server().verify(came).payload_hash == digest
    with pytest.raises(RefusedError, match="does not match what was computed"):
        server().verify(replace(came, body=b"other"))


@pytest.mark.parametrize(
    ("headers", "query", "refusal"),
    [
        pytest.param({"x-amz-security-token": "a"}, "", TokenUnexpectedError, id="in a header"),
        pytest.param(
            {},
            "&X-Amz-Security-Token=a&X-Amz-S3session-Token=a",
            DuplicateParameterError,
            id="two kinds of it",
        ),
    ],
)
def test_a_token_stands_where_the_signature_does(
    headers: dict[str, str], query: str, refusal: type[RefusedError]
) -> None:
    """Once, and in the query where that has the signature."""
    came = presigned()
    names = "SignedHeaders=host" + "".join(f"%3B{name}" for name in headers)
    target = came.target.replace("SignedHeaders=host", names)
    sent = [*came.headers, *((n, v.encode()) for n, v in headers.items())]
    with pytest.raises(refusal):
        server().verify(replace(came, target=f"{target}{query}", headers=tuple(sent)))


def test_a_token_in_the_query_does_not_serve_a_signed_header() -> None:
    """The other way round."""
    added = sigv4.sign_headers(
        "GET", URL, CREDENTIALS, region="eu-central-2", service="s3", signing_time=NOW
    )
    came = arrival("GET", f"{URL}?X-Amz-Security-Token=a", added)
    with pytest.raises(TokenUnexpectedError):
        server().verify(came)


@pytest.mark.parametrize(
    "date",
    [
        pytest.param("19691231T235959Z", id="before 1970"),
        pytest.param("99990101T000000Z", id="after 9988"),
        pytest.param("20240229T115960Z", id="a leap second"),
        pytest.param("２0240229T120000Z", id="another digit"),
        pytest.param("20240229T12 000Z", id="a space"),
    ],
)
def test_times_that_cannot_be_are_malformed(date: str) -> None:
    """And no overflow of anything."""
    came = arrival(
        "GET",
        URL,
        sigv4.sign_headers(
            "GET", URL, CREDENTIALS, region="eu-central-2", service="s3", signing_time=NOW
        ),
    )
    with pytest.raises(MalformedError) as raised:
        server().verify(came.header("x-amz-date", date.encode()))
    assert raised.value.parameter == "x-amz-date"


def test_a_url_of_the_first_day_of_all_is_read() -> None:
    """1970-01-01 is a day as any."""
    first = NOW.replace(year=1970, month=1, day=1, hour=0)
    url = sigv4.presign_url(
        "GET", URL, CREDENTIALS, region="eu-central-2", signing_time=first, expires_in=60
    )
    assert server(now=first, payload="unsigned-ok").verify(arrival("GET", url)).signed_at == first


def test_a_form_ends_with_its_credentials() -> None:
    """As a URL does."""
    ends = NOW + timedelta(minutes=10)
    owner = Credentials("AKIDEXAMPLE", "the-secret-access-key", expiration=ends)
    form = S3(CREDENTIALS, region="eu-central-2").presign_post("media", "a", signing_time=NOW)
    given: dict[str, Any] = {
        "credentials": lambda _: owner,
        "region": "eu-central-2",
        "service": "s3",
        "bucket": "media",
        "size": 1,
    }
    assert verify_post(form.fields, now=NOW, **given).expires_at == ends
    with pytest.raises(TokenExpiredError):
        verify_post(form.fields, now=ends, **given)


def test_a_released_body_is_an_error_of_the_server() -> None:
    """A memoryview whose memory is gone."""
    view = memoryview(b"body")
    view.release()
    body: Any = view
    with pytest.raises(InvalidValueError, match="released"):
        server().verify(replace(presigned(), body=body))
