"""`explain_error`, of any URL and any answer: nothing but the error tree, and safe to show.

The parts of an input are parted by NUL bytes: a URL, or what is added to a good one; and an
answer, or the elements of one.
"""

from __future__ import annotations

from datetime import datetime, timezone

from sigv4 import Credentials, SigV4Error, presign
from sigv4.explain import explain_error

NOW = datetime(2024, 2, 29, 12, tzinfo=timezone.utc)
SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
CREDENTIALS = Credentials("AKIAEXAMPLE", SECRET, "IQoJb3JpZ2luX2VjEXAMPLE")
SIGNED = presign(
    "PUT",
    "https://h/a%20b/../c~?partNumber=1",
    CREDENTIALS,
    region="eu-west-1",
    headers={"content-type": "image/png"},
    signing_time=NOW,
)
ELEMENTS = ("CanonicalRequest", "StringToSign", "Code", "Message", "SignatureProvided", "Region")

_CANONICAL = SIGNED.canonical_request.replace("&", "&amp;")
_SEEDS = (
    (SIGNED.url, "<Error><Code>AccessDenied</Code><Message>Request has expired</Message></Error>"),
    ("&a=b", _CANONICAL, SIGNED.string_to_sign, "SignatureDoesNotMatch", "m", SIGNED.url[-64:]),
    ("", _CANONICAL.replace("image/png", "text/plain"), "", "SignatureDoesNotMatch"),
    ("", _CANONICAL.replace("%20", "%2520"), SIGNED.string_to_sign.replace("eu", "us")),
    ("", "GET\n/\n\nhost:h\n\nhost\nUNSIGNED-PAYLOAD", "a\nb\nc/d/e/f\ng", "AccessDenied"),
    ("&%zz=+", "", "", "AuthorizationQueryParametersError", "the region 'a' is wrong", "", "b"),
    ("#", '{"message": "The Canonical String for this request should have been\\n\'GET"}'),
    ("&X-Amz-Security-Token=", "<!DOCTYPE html><html>"),
    ("", "HTTP/1.1 301 x\r\nx-amz-bucket-region: b\r\nDate: Thu, 29 Feb 2024 12:00:00 GMT\r\n\r\n"),
    ("#", "* x\n< HTTP/2 403\n<Error><Code>AccessDenied</Code><Message>…</Message></Error>\n$ "),
)
SEEDS = tuple("\0".join(parts).encode() for parts in _SEEDS)


def TestOneInput(data: bytes) -> None:
    """One URL, or a good one with something behind it, with one answer in two forms."""
    first, *rest = data.split(b"\0")
    url = first.decode("utf-8", "surrogateescape")
    document = b"".join(
        b"<%b>%b</%b>" % (name.encode(), text, name.encode())
        for name, text in zip(ELEMENTS, rest, strict=False)
    )
    for given in (url, SIGNED.url + url):
        check(given, b"\0".join(rest))
        check(given, b"<Error>" + document + b"</Error>")


def check(url: str, response: bytes) -> None:
    """What is found can be shown, and holds no secret."""
    try:
        found = explain_error(url, response=response, credentials=CREDENTIALS, now=NOW)
    except SigV4Error:
        return
    page = str(found)
    assert page.replace("\n", "").isprintable()
    assert SECRET not in page
    # One that was torn from its name, or is a part of another one, cannot be told from a hash.
    if url == SIGNED.url:
        assert SIGNED.url[-64:] not in page
    assert found.to_json().isascii()
