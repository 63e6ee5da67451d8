"""`inspect_url` and `inspect_post`, of any text: nothing but the error tree, and safe to show.

The text is a URL; and its lines are the fields of a form.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timezone

from sigv4 import Credentials, SigV4Error, presign_url
from sigv4.explain import Inspection, inspect_post, inspect_url
from sigv4.s3 import S3

NOW = datetime(2024, 2, 29, 12, tzinfo=timezone.utc)
SECRET = "wJalrXUtnFEMI/K7MDENG"
TOKEN = "IQoJb3JpZ2luX2VjEXAMPLETOKEN"
CREDENTIALS = Credentials("ASIAEXAMPLE", SECRET, TOKEN)

URL = presign_url(
    "PUT",
    "https://media.s3.eu-west-1.amazonaws.com/a%20b/../c~.jpg?partNumber=1",
    CREDENTIALS,
    region="eu-west-1",
    headers={"content-type": "image/png"},
    signing_time=NOW,
)
FORM = S3(CREDENTIALS, region="eu-west-1").presign_post("media", "user/${filename}")
SEEDS = (
    URL.encode(),
    b'"' + URL.replace("&", "&amp;").encode() + b'"\n',
    URL.replace("AWS4-HMAC-SHA256", "AWS4-ECDSA-P256-SHA256").encode(),
    b"http://h:80//a/+?AWSAccessKeyId=AKIA&Expires=1709209000&Signature=abc%3D",
    b"https%3A%2F%2Fh%2F%3FX-Amz-Signature%3D",
    b"curl -X PUT 'http://localhost:9000/b/k?X-Amz-Signature%3D***' -H 'a: b'",
    b"https:\\/\\/h.s3-eu-west-1.amazonaws.com\\/?X-Goog-Signature\\u003dabc#\\u0026",
    b"https://a.us-east-1.s3.eu-west-1.amazonaws.com:443/?sig=a&sv=1&#38;Key-Pair-Id=K&Signature=",
    b"s3://bucket/key",
    b"k8s-aws-v1.aHR0cHM6Ly9zdHMuYW1hem9uYXdzLmNvbS8_WC1BbXotU2lnbmF0dXJlPQ",
    "\n".join(f"{name}={value}" for name, value in FORM.fields.items()).encode(),
)


def TestOneInput(data: bytes) -> None:
    """One text."""
    text = data.decode("utf-8", "surrogateescape")
    fields = [(name, value) for name, _, value in (ln.partition("=") for ln in text.split("\n"))]
    with suppress(SigV4Error):
        check(inspect_url(text, now=NOW))
    with suppress(SigV4Error):
        check(inspect_post(fields, url=text, now=NOW))


def check(found: Inspection) -> None:
    """It can be shown."""
    assert str(found).replace("\n", "").isprintable()
    assert found.to_json().isascii()
