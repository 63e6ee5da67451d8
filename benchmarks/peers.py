"""The same URL from other signers, and what its hash calls alone cost.

A peer is a function from a key to a URL that presigns a GET of it in `BUCKET`. All take the
time from the clock, as a program would. A peer that is not installed is left out and named;
one that signs something else than this library stops the run before anything is timed.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta, timezone
from hashlib import sha256
from itertools import repeat
from typing import Any
from urllib.parse import quote

from timing import Loop

import sigv4

# With awscrt importable, boto3 would sign through it: here boto3 is the Python that it is.
os.environ["BOTO_DISABLE_CRT"] = "true"
# Peers look for settings in these; what a machine has there is none of a benchmark's business.
os.environ.update(AWS_CONFIG_FILE=os.devnull, AWS_SHARED_CREDENTIALS_FILE=os.devnull)
for _name in ("AWS_PROFILE", "AWS_DEFAULT_PROFILE", "AWS_SESSION_TOKEN", "AWS_ENDPOINT_URL"):
    os.environ.pop(_name, None)

BOTO3_SIGNS = "boto3 and botocore sign in Python (BOTO_DISABLE_CRT=true)."

ACCESS_KEY_ID = "AKIAIOSFODNN7EXAMPLE"
SECRET_ACCESS_KEY = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
REGION = "eu-west-1"
BUCKET = "examplebucket"
HOST = f"{BUCKET}.s3.{REGION}.amazonaws.com"
KEY = "photos/2024/05/img_0001.jpg"
EXPIRES_IN = 3600

CREDENTIALS = sigv4.Credentials(ACCESS_KEY_ID, SECRET_ACCESS_KEY)

Signer = Callable[[str], str]


def url_of(key: str) -> str:
    """A key as an unsigned URL, encoded by the standard library."""
    return f"https://{HOST}/{quote(key, safe='/~')}"


def minter() -> sigv4.Minter:
    """Ours, ready to mint; the credentials of its own are as cold as a new process's."""
    credentials = sigv4.Credentials(ACCESS_KEY_ID, SECRET_ACCESS_KEY)
    return sigv4.Minter(
        "GET", f"https://{HOST}/", credentials, region=REGION, expires_in=EXPIRES_IN
    )


def floor(presigned: sigv4.PresignedRequest) -> Callable[[object], str]:
    """The hash calls alone of one URL: a SHA-256, and the two halves of an HMAC by copies.

    On the very bytes of this request. The argument is there to be called as the others are.
    """
    request = presigned.canonical_request.encode()
    to_sign = presigned.string_to_sign.encode()
    inner, outer = sha256(bytes(64)), sha256(bytes(64))

    def hashes(_: object) -> str:
        sha256(request).hexdigest()
        first = inner.copy()
        first.update(to_sign)
        second = outer.copy()
        second.update(first.digest())
        return second.hexdigest()

    return hashes


def with_boto3() -> Signer:
    """boto3's client, signing in Python."""
    import boto3
    from botocore.config import Config

    client = boto3.client(
        "s3",
        region_name=REGION,
        aws_access_key_id=ACCESS_KEY_ID,
        aws_secret_access_key=SECRET_ACCESS_KEY,
        config=Config(signature_version="s3v4", s3={"addressing_style": "virtual"}),
    )

    def sign(key: str) -> str:
        parameters = {"Bucket": BUCKET, "Key": key}
        return str(client.generate_presigned_url("get_object", parameters, EXPIRES_IN))

    return sign


def with_botocore() -> Signer:
    """botocore's bare signer, without the client around it."""
    from botocore import auth, awsrequest, credentials

    keys = credentials.Credentials(ACCESS_KEY_ID, SECRET_ACCESS_KEY)

    def sign(key: str) -> str:
        request = awsrequest.AWSRequest(method="GET", url=f"https://{HOST}/{key}")
        auth.S3SigV4QueryAuth(keys, "s3", REGION, expires=EXPIRES_IN).add_auth(request)
        return str(request.url)

    return sign


def with_minio() -> Signer:
    """minio-py's client; with the region given it asks nobody."""
    import minio

    client = minio.Minio(
        f"s3.{REGION}.amazonaws.com",
        access_key=ACCESS_KEY_ID,
        secret_key=SECRET_ACCESS_KEY,
        region=REGION,
    )
    expires_in = timedelta(seconds=EXPIRES_IN)
    return lambda key: str(client.presigned_get_object(BUCKET, key, expires_in))


def with_awscrt() -> Signer:
    """AWS's common runtime, in C. A configuration holds its date, so each URL makes one."""
    import awscrt.auth
    import awscrt.http

    provider = awscrt.auth.AwsCredentialsProvider.new_static(ACCESS_KEY_ID, SECRET_ACCESS_KEY)
    headers = [("host", HOST)]

    def sign(key: str) -> str:
        request = awscrt.http.HttpRequest("GET", f"/{key}", awscrt.http.HttpHeaders(headers))
        config = awscrt.auth.AwsSigningConfig(
            algorithm=awscrt.auth.AwsSigningAlgorithm.V4,
            signature_type=awscrt.auth.AwsSignatureType.HTTP_REQUEST_QUERY_PARAMS,
            credentials_provider=provider,
            region=REGION,
            service="s3",
            date=datetime.now(timezone.utc),
            use_double_uri_encode=False,
            should_normalize_uri_path=False,
            signed_body_value=awscrt.auth.AwsSignedBodyValue.UNSIGNED_PAYLOAD,
            expiration_in_seconds=EXPIRES_IN,
        )
        signed = awscrt.auth.aws_sign_request(request, config).result()
        return f"https://{HOST}{signed.path}"

    return sign


def with_obstore() -> Signer:
    """object_store, in Rust, one URL a call."""
    import obstore

    store, expires_in = _store(), timedelta(seconds=EXPIRES_IN)
    return lambda key: str(obstore.sign(store, "GET", key, expires_in))


def obstore_loop(key: str) -> Loop:
    """A loop of obstore in bulk: any number of URLs in one call, each of them a turn."""
    import obstore

    store, expires_in = _store(), timedelta(seconds=EXPIRES_IN)
    for signed in obstore.sign(store, "GET", [key, key], expires_in):
        check("obstore in bulk", signed, url_of(key))
    return lambda count: obstore.sign(store, "GET", list(repeat(key, count)), expires_in)


def _store() -> Any:
    from obstore.store import S3Store

    return S3Store(
        BUCKET,
        aws_access_key_id=ACCESS_KEY_ID,
        aws_secret_access_key=SECRET_ACCESS_KEY,
        region=REGION,
        virtual_hosted_style_request=True,
    )


PEERS: Mapping[str, Callable[[], Signer]] = {
    "obstore": with_obstore,
    "awscrt": with_awscrt,
    "minio": with_minio,
    "botocore": with_botocore,
    "boto3": with_boto3,
}


def ready(key: str, notes: list[str], *names: str) -> dict[str, Signer]:
    """The named peers that are installed, each shown to sign this key as this library does."""
    signers = {}
    for name in names:
        try:
            signers[name] = PEERS[name]()
        except ImportError as error:
            notes.append(f"{name} is left out: {error}.")
            continue
        check(name, signers[name](key), url_of(key))
    if not {"boto3", "botocore"}.isdisjoint(signers):
        notes.append(BOTO3_SIGNS)
    return signers


def check(
    name: str,
    signed: str,
    url: str,
    *,
    method: str = "GET",
    headers: Mapping[str, str] | None = None,
    credentials: sigv4.Credentials = CREDENTIALS,
) -> None:
    """Fail unless a signed URL carries the signature that we compute for its time and expiry."""
    parameters = dict(item.split("=", 1) for item in signed.partition("?")[2].split("&"))
    try:
        signed_at = datetime.strptime(parameters["X-Amz-Date"], "%Y%m%dT%H%M%SZ")
        ours = sigv4.presign_url(
            method,
            url,
            credentials,
            region=REGION,
            headers=headers or {},
            expires_in=int(parameters["X-Amz-Expires"]),
            signing_time=signed_at.replace(tzinfo=timezone.utc),
        )
        same = ours.rpartition("=")[2] == parameters["X-Amz-Signature"]
    except KeyError:
        same, ours = False, url
    if not same or signed.partition("?")[0] != ours.partition("?")[0]:
        raise SystemExit(f"{name} signs something else:\n{signed}\n{ours}")
