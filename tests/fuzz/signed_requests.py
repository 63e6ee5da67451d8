"""Really signed requests, and who signed them: what the fuzzers of the verifier begin with."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any

from messages import Message

import sigv4
from sigv4.streaming import ChunkSigner

NOW = datetime(2024, 2, 29, 12, tzinfo=timezone.utc)
HOST = b"files.example.com"
SECRET = "a-secret-that-nobody-may-see"
TOKEN = "a/token+that==nobody-may-see"
PLAIN = sigv4.Credentials("AKIDEXAMPLE", SECRET)
SESSION = sigv4.Credentials("ASIA/EXAMPLE", SECRET, TOKEN)
KEYS = {keys.access_key_id: keys for keys in (PLAIN, SESSION)}

_BASE = "https://files.example.com"
_HEADERS = {"X-Amz-Meta-A": "b  c", "Content-Type": "text/plain"}

# What is signed, by the method, the URL and what differs from a plain request to S3.
_REQUESTS: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("GET", "/", {}),
    ("GET", "/a/b%2Fc%20d?partNumber=1&uploadId=x%2By", {"headers": _HEADERS}),
    ("PUT", "/~caf%C3%A9//x", {"credentials": SESSION}),
    ("GET", "/prod/../a%20b//c/?b=2&a=&b=1", {"service": "execute-api"}),
    ("POST", "/mqtt", {"service": "iotdevicegateway", "credentials": SESSION}),
    ("PUT", "/zone", {"service": "s3express"}),
    ("GET", "/sets?x", {"region": None, "region_set": ["eu-central-2", "us-*"]}),
)


def _signed(when: datetime, form: str, method: str, path: str, changes: dict[str, Any]) -> Message:
    given = {
        "credentials": PLAIN,
        "region": "eu-central-2",
        "service": "s3",
        "signing_time": when,
        **changes,
    }
    credentials = given.pop("credentials")
    sent = dict(given.get("headers", {}))
    body, url = b"", f"{_BASE}{path}"
    if form == "query":
        url = sigv4.presign(method, url, credentials, **given).url
    else:
        body = b"" if method == "GET" else b"the body"
        sent |= sigv4.sign_headers(method, url, credentials, body=body, **given)
    return _sent(method, url, sent, body)


def _in_chunks(when: datetime, **changes: Any) -> Message:
    body = b"the body in chunks"
    signer = ChunkSigner(
        "PUT",
        f"{_BASE}/chunks",
        PLAIN,
        decoded_length=len(body),
        region="eu-central-2",
        signing_time=when,
        **changes,
    )
    return _sent("PUT", f"{_BASE}/chunks", dict(signer.headers), b"".join(signer.wire(body)))


def _sent(method: str, url: str, headers: dict[str, str], body: bytes) -> Message:
    pairs = [(name.encode(), value.encode()) for name, value in headers.items()]
    if b"host" not in [name.lower() for name, _ in pairs]:
        pairs.insert(0, (b"Host", HOST))
    target = url.removeprefix(_BASE).encode()
    return Message(ord(" "), method.encode(), target, tuple(pairs), body)


def signed_requests(when: datetime) -> tuple[Message, ...]:
    """Those that are signed at a time."""
    return (
        *[_signed(when, form, *request) for form in ("query", "header") for request in _REQUESTS],
        _in_chunks(when),
        _in_chunks(when, checksum="sha256"),
        _in_chunks(when, checksum="crc32", payload="unsigned"),
    )


SIGNED = signed_requests(NOW)
