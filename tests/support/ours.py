"""The oracle's requests, signed by this library."""

from __future__ import annotations

import oracle

import sigv4


def credentials_of(request: oracle.Request) -> sigv4.Credentials:
    """Whose key signs it."""
    return sigv4.Credentials(
        request.access_key_id, request.secret_access_key, request.session_token
    )


def presigned(request: oracle.Request) -> sigv4.PresignedRequest:
    """Signed in the query."""
    return sigv4.presign(
        request.method,
        request.url,
        credentials_of(request),
        region=request.region,
        service=request.service,
        expires_in=request.expires_in,
        headers=request.headers,
        signing_time=request.signing_time,
    )


def added_headers(request: oracle.Request) -> dict[str, str]:
    """Signed in the Authorization header: what it adds."""
    return sigv4.sign_headers(
        request.method,
        request.url,
        credentials_of(request),
        region=request.region,
        service=request.service,
        headers=request.headers,
        body=request.body,
        signing_time=request.signing_time,
    )
