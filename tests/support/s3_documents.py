"""What Amazon S3 answers to requests that it refuses, in the form of its documentation.

Amazon S3 API reference, "Error responses" and "REST authentication: using query parameters";
Amazon S3 user guide, "Request redirection".
"""

from __future__ import annotations

from xml.sax.saxutils import escape

# What S3 says of itself in every answer.
_REQUEST = {"RequestId": "4442587FB7D0A2F9", "HostId": "q2wAXFQbNRQ="}
_DIFFERS = (
    "The request signature we calculated does not match the signature you provided. Check your "
    "key and signing method."
)


def error_document(code: str, message: str, **fields: str) -> bytes:
    """A document of S3's."""
    elements = {"Code": code, "Message": message, **fields, **_REQUEST}
    text = "".join(f"<{name}>{escape(value)}</{name}>" for name, value in elements.items())
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<Error>{text}</Error>'.encode()


def signature_document(
    canonical_request: str, string_to_sign: str, *, access_key_id: str, signature: str
) -> bytes:
    """The one of SignatureDoesNotMatch, which shows what the server computed."""
    return error_document(
        "SignatureDoesNotMatch",
        _DIFFERS,
        AWSAccessKeyId=access_key_id,
        StringToSign=string_to_sign,
        SignatureProvided=signature,
        StringToSignBytes=string_to_sign.encode().hex(" "),
        CanonicalRequest=canonical_request,
        CanonicalRequestBytes=canonical_request.encode().hex(" "),
    )
