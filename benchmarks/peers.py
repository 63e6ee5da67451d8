"""What a presigned URL costs elsewhere: the floor of its hashes, and other signers.

Each peer is a function that presigns a GET of `KEY` in `BUCKET` and gives the URL. All take
the time from the clock, as a program would; `same_signature` shows that each signs the same.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from hashlib import sha256

# With awscrt importable, boto3 would sign through it: here boto3 is the Python that it is.
os.environ["BOTO_DISABLE_CRT"] = "true"

import awscrt.auth
import awscrt.http
import boto3
import obstore
import obstore.store
from botocore import auth
from botocore.awsrequest import AWSRequest
from botocore.config import Config
from botocore.credentials import Credentials

import sigv4

ACCESS_KEY_ID = "AKIAIOSFODNN7EXAMPLE"
SECRET_ACCESS_KEY = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
REGION = "eu-west-1"
BUCKET = "examplebucket"
HOST = f"{BUCKET}.s3.{REGION}.amazonaws.com"
KEY = "photos/2024/05/img_0001.jpg"
EXPIRES_IN = 3600

Signer = Callable[[], str]


def floor(canonical_request: str, string_to_sign: str) -> Callable[[], str]:
    """The hash calls alone of one URL: a SHA-256, and the two halves of an HMAC by copies."""
    request = canonical_request.encode()
    to_sign = string_to_sign.encode()
    inner, outer = sha256(bytes(64)), sha256(bytes(64))

    def hashes() -> str:
        sha256(request).hexdigest()
        first = inner.copy()
        first.update(to_sign)
        second = outer.copy()
        second.update(first.digest())
        return second.hexdigest()

    return hashes


def with_boto3() -> Signer:
    """boto3's client, signing in Python."""
    client = boto3.client(
        "s3",
        region_name=REGION,
        aws_access_key_id=ACCESS_KEY_ID,
        aws_secret_access_key=SECRET_ACCESS_KEY,
        config=Config(signature_version="s3v4", s3={"addressing_style": "virtual"}),
    )
    parameters = {"Bucket": BUCKET, "Key": KEY}
    return lambda: str(client.generate_presigned_url("get_object", parameters, EXPIRES_IN))


def with_botocore() -> Signer:
    """botocore's bare signer, without the client around it."""
    credentials = Credentials(ACCESS_KEY_ID, SECRET_ACCESS_KEY)
    url = f"https://{HOST}/{KEY}"

    def sign() -> str:
        request = AWSRequest(method="GET", url=url)
        signer = auth.S3SigV4QueryAuth(credentials, "s3", REGION, expires=EXPIRES_IN)
        signer.add_auth(request)
        return str(request.url)

    return sign


def with_awscrt() -> Signer:
    """AWS's common runtime, in C. A configuration holds its date, so each URL makes one."""
    provider = awscrt.auth.AwsCredentialsProvider.new_static(ACCESS_KEY_ID, SECRET_ACCESS_KEY)
    headers = [("host", HOST)]

    def sign() -> str:
        request = awscrt.http.HttpRequest("GET", f"/{KEY}", awscrt.http.HttpHeaders(headers))
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
    store = obstore.store.S3Store(
        BUCKET,
        aws_access_key_id=ACCESS_KEY_ID,
        aws_secret_access_key=SECRET_ACCESS_KEY,
        region=REGION,
        virtual_hosted_style_request=True,
    )
    expires_in = timedelta(seconds=EXPIRES_IN)
    return lambda: obstore.sign(store, "GET", KEY, expires_in)


def same_signature(name: str, url: str) -> None:
    """Fail unless a peer's URL carries the signature that this library computes for its time."""
    base, _, query = url.partition("?")
    parameters = dict(item.split("=") for item in query.split("&"))
    signed_at = datetime.strptime(parameters["X-Amz-Date"], "%Y%m%dT%H%M%SZ")
    ours = sigv4.presign_url(
        "GET",
        base,
        sigv4.Credentials(ACCESS_KEY_ID, SECRET_ACCESS_KEY),
        region=REGION,
        expires_in=int(parameters["X-Amz-Expires"]),
        signing_time=signed_at.replace(tzinfo=timezone.utc),
    )
    if ours.rpartition("=")[2] != parameters["X-Amz-Signature"] or HOST not in base:
        raise SystemExit(f"{name} signs something else: {url}\n{ours}")
