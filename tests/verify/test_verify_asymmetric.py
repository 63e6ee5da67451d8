"""SigV4A: what is signed for a set of regions, by this library and by AWS's signer in C."""

from __future__ import annotations

import random
import sys
from dataclasses import replace
from typing import Any

import asymmetric_differential
import pytest
from arrivals import NOW, Arrival, Server, arrival, server_of
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

import sigv4
from sigv4 import Credentials, InvalidValueError, SigningKey, _asymmetric
from sigv4.verify import (
    ANY,
    HostNotSignedError,
    MalformedError,
    MissingParameterError,
    RefusedError,
    SignatureDiffersError,
    UnknownKeyError,
    WrongRegionError,
    WrongServiceError,
)

CREDENTIALS = Credentials("AKIDEXAMPLE", "the-secret-access-key")
URL = "https://files.example/a?b=c"


def presigned(region_set: str = "us-*,eu-central-2") -> Arrival:
    """A GET for some regions."""
    url = sigv4.presign_url(
        "GET", URL, CREDENTIALS, region_set=region_set, signing_time=NOW, expires_in=300
    )
    return arrival("GET", url)


def server(**changes: Any) -> Server:
    """A server of one region."""
    given: dict[str, Any] = {"region": "eu-central-2", "credentials": lambda _: CREDENTIALS}
    return Server(**{"now": NOW, "service": "s3", "hosts": "files.example", **given, **changes})


@pytest.mark.parametrize("seed", [1, random.SystemRandom().randrange(10**9)], ids=["1", "new"])
def test_what_awscrt_signs_is_accepted(seed: int) -> None:
    """In both forms; and what this library signs, too."""
    forms = {"query": 0, "header": 0}
    for form, request in asymmetric_differential.asymmetric_requests(seed, 150):
        forms[form] += 1
        there = replace(server_of(request), region=request.region.replace("*", "anywhere-1"))
        there = replace(there, region=set(there.region.split(",")))
        for came in (by_awscrt(form, request), by_us(form, request)):
            try:
                verified = there.verify(came)
            except RefusedError as refused:
                raise AssertionError(f"seed {seed}: {form} {request}\n{came}\n{refused}") from None
            assert (verified.form, verified.region) == (form, request.region)
    assert min(forms.values()) > 40


def by_awscrt(form: str, request: Any) -> Arrival:
    """Signed by awscrt, and sent."""
    signed = asymmetric_differential.signed_by_awscrt(form, request)
    headers = tuple((name, value.encode()) for name, value in signed.headers)
    return Arrival(request.method, signed.path, headers, request.body)


def by_us(form: str, request: Any) -> Arrival:
    """Signed by this library, and sent."""
    credentials = Credentials(
        request.access_key_id, request.secret_access_key, request.session_token
    )
    common: dict[str, Any] = {
        "region_set": request.region,
        "service": request.service,
        "signing_time": request.signing_time,
        "headers": request.headers,
    }
    if form == "query":
        url = sigv4.presign_url(
            request.method, request.url, credentials, expires_in=request.expires_in, **common
        )
        return arrival(request.method, url, request.headers)
    added = sigv4.sign_headers(
        request.method, request.url, credentials, body=request.body, **common
    )
    headers = [*request.headers, *added.items()]
    return arrival(request.method, request.url, headers, request.body)


def public_keys() -> dict[str, Any]:
    """The public key of the pair, in each of its forms."""
    key = _asymmetric.public_key_of(CREDENTIALS)
    pem = key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    point = key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return {
        "cryptography's": key,
        "PEM": pem,
        "PEM as text": pem.decode(),
        "PEM behind a comment": f"# ours\n{pem.decode()}",
        "PEM behind a byte order mark": f"\ufeff{pem.decode()}",
        "a point": point,
    }


@pytest.mark.parametrize("form", public_keys())
def test_a_public_key_alone_is_enough(form: str) -> None:
    """It verifies, and cannot sign; another one does not verify."""
    came = presigned()
    assert server(credentials=lambda _: public_keys()[form]).verify(came)
    assert server(credentials=lambda _: ["another-secret", public_keys()[form]]).verify(came)
    with pytest.raises(SignatureDiffersError):
        server(credentials=lambda _: "another-secret").verify(came)


@pytest.mark.parametrize(
    ("region_set", "region", "accepted"),
    [
        pytest.param("*", "anywhere-1", True, id="everywhere"),
        pytest.param("us-*,eu-central-2", "us-west-2", True, id="a wildcard"),
        pytest.param("us-*,eu-central-2", {"ap-east-1", "eu-central-2"}, True, id="one of a set"),
        pytest.param("us-*,eu-central-2", "eu-central-1", False, id="none of the set"),
        pytest.param("us-*", "us-", True, id="a wildcard for nothing"),
        pytest.param("*-west-*", "us-west-2", True, id="two wildcards"),
        pytest.param("*-west-*", "us-east-2", False, id="two wildcards, another region"),
        pytest.param("us-*-1", "us-1", False, id="no overlap of the ends"),
        pytest.param("us-*", ANY, True, id="any"),
        pytest.param("*" * 20 + "a", "b" * 60, False, id="many wildcards"),
    ],
)
def test_the_set_of_regions_must_hold_the_servers(
    region_set: str, region: Any, accepted: bool
) -> None:
    """X-Amz-Region-Set, with its wildcards."""
    there, came = server(region=region), presigned(region_set)
    if accepted:
        assert there.verify(came).region == region_set
    else:
        with pytest.raises(WrongRegionError):
            there.verify(came)


@pytest.mark.parametrize(
    ("old", "new", "refusal"),
    [
        pytest.param("X-Amz-Region-Set=us", "X-Amz-Region-Set=eu", SignatureDiffersError, id="set"),
        pytest.param("X-Amz-Region-Set", "X-Amz-Regions", MissingParameterError, id="no set"),
        pytest.param("=us-%2A%2C", "=us-%2A%2C%2C", MalformedError, id="no set of regions"),
        pytest.param("ECDSA-P256", "ECDSA-P257", MalformedError, id="algorithm"),
        pytest.param("AWS4-ECDSA-P256-SHA256", "AWS4-HMAC-SHA256", MalformedError, id="HMAC"),
        pytest.param("%2Fs3%2F", "%2Fs4%2F", WrongServiceError, id="service"),
        pytest.param("SignedHeaders=host", "SignedHeaders=x", HostNotSignedError, id="host"),
        pytest.param("Signature=30", "Signature=31", SignatureDiffersError, id="signature"),
        pytest.param("Signature=30", "Signature=zz", SignatureDiffersError, id="no hex"),
        pytest.param("Signature=30", "Signature=0030", SignatureDiffersError, id="longer"),
        pytest.param("/a?", "/b?", SignatureDiffersError, id="path"),
    ],
)
def test_a_change_is_refused(old: str, new: str, refusal: type[RefusedError]) -> None:
    """As with HMAC, by its class."""
    came = presigned()
    assert old in came.target
    with pytest.raises(refusal):
        server().verify(replace(came, target=came.target.replace(old, new)))


def test_an_unknown_key_is_unknown_whatever_its_id_looks_like() -> None:
    """Keys of other kinds are none for a set of regions."""
    key = SigningKey.derive(CREDENTIALS, date="20240229", region="eu-central-2", service="s3")
    for answer in (None, key, [key]):
        with pytest.raises(UnknownKeyError):
            server(credentials=lambda _, answer=answer: answer).verify(presigned())
    quoted = presigned().target.replace("Credential=AKIDEXAMPLE", "Credential=%22AKID%22")
    with pytest.raises(MalformedError):
        server(credentials=lambda _: None).verify(replace(presigned(), target=quoted))


def test_what_is_no_public_key_is_an_error_of_the_server() -> None:
    """It does not become a refusal."""
    with pytest.raises(InvalidValueError, match="no public key"):
        server(credentials=lambda _: b"-----BEGIN PUBLIC KEY-----").verify(presigned())


def test_without_cryptography_the_algorithm_is_not_known(monkeypatch: pytest.MonkeyPatch) -> None:
    """A client cannot bring down a server that did not install what verifies it."""
    came = presigned()
    monkeypatch.setitem(sys.modules, "cryptography", None)
    with pytest.raises(MalformedError, match="only supports AWS4-HMAC-SHA256 here"):
        server().verify(came)
