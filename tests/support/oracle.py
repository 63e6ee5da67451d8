"""botocore as an oracle: the same request, signed by an implementation that is not ours."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timezone
from typing import Any
from unittest import mock

# With awscrt importable, botocore would sign with C code whose departures are others.
os.environ["BOTO_DISABLE_CRT"] = "true"

from botocore import auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

S3_SERVICES = ("s3", "s3-object-lambda", "s3-outposts")


@dataclass(frozen=True)
class Request:
    """A request and the context it is signed in."""

    method: str
    url: str
    access_key_id: str
    secret_access_key: str
    region: str
    service: str
    signing_time: datetime
    session_token: str | None = None
    headers: list[tuple[str, str]] = field(default_factory=list)
    body: bytes = b""
    expires_in: int = 3600


@dataclass(frozen=True)
class Signed:
    """The checkpoints, and the request that goes out."""

    canonical_request: str
    string_to_sign: str
    signature: str
    url: str
    headers: dict[str, str]


def presign(request: Request) -> Signed:
    """The query form, by botocore."""
    signer = auth.S3SigV4QueryAuth if request.service in S3_SERVICES else auth.SigV4QueryAuth
    expires = request.expires_in
    return _sign(request, lambda creds: signer(creds, request.service, request.region, expires))


def sign(request: Request) -> Signed:
    """The header form, by botocore."""
    signer = auth.S3SigV4Auth if request.service in S3_SERVICES else auth.SigV4Auth
    return _sign(request, lambda creds: signer(creds, request.service, request.region))


def _sign(request: Request, make_signer: Callable[[Credentials], Any]) -> Signed:
    signer = make_signer(
        Credentials(request.access_key_id, request.secret_access_key, request.session_token)
    )
    outgoing = AWSRequest(method=request.method, url=request.url, data=request.body or None)
    for name, value in request.headers:
        outgoing.headers.add_header(name, value)
    seen: dict[str, str] = {}

    def keep(name: str) -> None:
        original = getattr(signer, name)

        def wrapper(*args: object) -> str:
            seen[name] = original(*args)
            return seen[name]

        setattr(signer, name, wrapper)

    for name in ("canonical_request", "string_to_sign", "signature"):
        keep(name)
    now = request.signing_time.astimezone(timezone.utc).replace(tzinfo=None)
    with mock.patch.object(auth, "get_current_datetime", return_value=now):
        signer.add_auth(outgoing)
    return Signed(
        canonical_request=seen["canonical_request"],
        string_to_sign=seen["string_to_sign"],
        signature=seen["signature"],
        url=outgoing.url,
        headers={name.lower(): value for name, value in outgoing.headers.items()},
    )
