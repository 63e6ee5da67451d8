"""Random requests signed for sets of regions, here and by awscrt, AWS's signer in C.

    python asymmetric_differential.py --count N --seed S

Signatures of SigV4A differ at every signing, and awscrt shows neither canonical request nor
string to sign. So awscrt's signature is verified over the string to sign that is made here,
which holds the hash of the canonical request; and ours is verified by awscrt's own code.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from hashlib import sha256
from random import Random
from typing import Any
from urllib.parse import urlsplit

import awscrt.auth
import awscrt.crypto
import awscrt.http
import oracle
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from differential import compare, requests

import sigv4
from sigv4._asymmetric import public_key_of, verifies

REGION_SETS = ("*", "us-east-1", "us-east-1,eu-*", "us-*,eu-central-1,ap-*", "us-west-2,*")
FORMS = {
    "query": awscrt.auth.AwsSignatureType.HTTP_REQUEST_QUERY_PARAMS,
    "header": awscrt.auth.AwsSignatureType.HTTP_REQUEST_HEADERS,
}


def signed_by_awscrt(form: str, request: oracle.Request) -> awscrt.http.HttpRequest:
    """The request with what awscrt adds to it; its `region` is a set of them."""
    s3 = request.service in oracle.S3_SERVICES
    url = urlsplit(request.url)
    target = f"{url.path or '/'}{f'?{url.query}' if url.query else ''}"
    headers = [("host", host_of(request)), *request.headers]
    unsigned = s3 and form == "query"
    header_type = awscrt.auth.AwsSignedBodyHeaderType
    config = awscrt.auth.AwsSigningConfig(
        algorithm=awscrt.auth.AwsSigningAlgorithm.V4_ASYMMETRIC,
        signature_type=FORMS[form],
        credentials_provider=awscrt.auth.AwsCredentialsProvider.new_static(
            request.access_key_id, request.secret_access_key, request.session_token
        ),
        region=request.region,
        service=request.service,
        date=request.signing_time,
        use_double_uri_encode=not s3,
        should_normalize_uri_path=not s3,
        signed_body_value="UNSIGNED-PAYLOAD" if unsigned else sha256(request.body).hexdigest(),
        signed_body_header_type=header_type.X_AMZ_CONTENT_SHA_256
        if s3 and form == "header"
        else header_type.NONE,
        expiration_in_seconds=request.expires_in if form == "query" else None,
    )
    given = awscrt.http.HttpRequest(request.method, target, awscrt.http.HttpHeaders(headers))
    return awscrt.auth.aws_sign_request(given, config).result()


def host_of(request: oracle.Request) -> str:
    """The host that is signed."""
    block = sigv4.canonical_request(request.method, request.url, payload_hash="UNSIGNED-PAYLOAD")
    return block.partition("\nhost:")[2].partition("\n")[0]


def awscrt_verifies(public_key: Any, string_to_sign: str, signature: str) -> bool:
    """awscrt's verdict on a signature."""
    der = public_key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    key = awscrt.crypto.EC.new_key_from_der_data(der)
    digest = sha256(string_to_sign.encode()).digest()
    return bool(key.verify(digest, bytes.fromhex(signature)))


def ours(form: str, request: oracle.Request) -> tuple[str, str]:
    """Our string to sign and signature."""
    credentials = sigv4.Credentials(
        request.access_key_id, request.secret_access_key, request.session_token
    )
    common: dict[str, Any] = {
        "region_set": request.region,
        "service": request.service,
        "signing_time": request.signing_time,
    }
    arguments = (request.method, request.url, credentials)
    if form == "query":
        presigned = sigv4.presign(
            *arguments, expires_in=request.expires_in, headers=request.headers, **common
        )
        return presigned.string_to_sign, presigned.url.rpartition("X-Amz-Signature=")[2]
    added = sigv4.sign_headers(*arguments, headers=request.headers, body=request.body, **common)
    signed = [*request.headers, *((n, v) for n, v in added.items() if n.startswith("x-amz-"))]
    canonical = sigv4.canonical_request(
        request.method,
        request.url,
        headers=signed,
        payload_hash=sha256(request.body).hexdigest(),
        rules=sigv4.ServiceRules.of(request.service),
    )
    return sigv4.string_to_sign(canonical, **common), added["Authorization"].rpartition("=")[2]


def theirs(form: str, request: oracle.Request) -> str:
    """awscrt's signature."""
    signed = signed_by_awscrt(form, request)
    if form == "query":
        return str(signed.path).rpartition("X-Amz-Signature=")[2]
    return str(signed.headers.get("Authorization")).rpartition("Signature=")[2]


def difference(form: str, request: oracle.Request) -> str | None:
    """Who does not take whose signature, or None."""
    key = public_key_of(sigv4.Credentials(request.access_key_id, request.secret_access_key))
    string_to_sign, signature = ours(form, request)
    if not awscrt_verifies(key, string_to_sign, signature):
        return f"awscrt does not take ours: {signature} of\n{string_to_sign}"
    if not verifies(key, string_to_sign, signature):
        return f"we do not take ours: {signature} of\n{string_to_sign}"
    other = theirs(form, request)
    if not verifies(key, string_to_sign, other):
        return f"we do not take awscrt's: {other} of\n{string_to_sign}"
    return None


def asymmetric_requests(seed: int, count: int) -> Iterator[tuple[str, oracle.Request]]:
    """The differential's requests, each with a set of regions in the place of its region."""
    from dataclasses import replace

    random = Random(seed)
    for form, request in requests(seed, count):
        yield form, replace(request, region=random.choice(REGION_SETS))


if __name__ == "__main__":
    said = "Random requests for sets of regions."
    sys.exit(compare(said, 10_000, asymmetric_requests, difference))
