"""What was signed of the body, and whether the body is that.

Source: Amazon S3 API reference, "Signature calculations for the Authorization header",
x-amz-content-sha256.
"""

from __future__ import annotations

from hashlib import sha256

from .._request import PAYLOAD_WORDS
from .._rules import UNSIGNED_PAYLOAD, ServiceRules
from .chunked import Chunks
from .claims import Claim, is_signature
from .query_form import decoded
from .received import Received
from .refusals import (
    PayloadDiffersError,
    PayloadHashMissingError,
    PayloadUnsignedError,
)
from .refused import (
    QUERY,
    MalformedError,
)

_HEADER = "x-amz-content-sha256"
_PARAMETER = "X-Amz-Content-Sha256"


def stated_payload(received: Received, claim: Claim, rules: ServiceRules) -> str | None:
    """The payload's line as the request says it; None: it is the hash of the body.

    A signed header says it; in the query form a parameter may, and of what S3's rules are for
    it is unsigned without a word. What is not signed says nothing.
    """
    stated = received.only(_HEADER) if _HEADER in claim.signer.names else None
    if claim.form == QUERY:
        parameter = received.parameters.get(_PARAMETER)
        if parameter is not None:
            parameter = decoded(parameter)
        if stated is not None and parameter is not None and stated != parameter:
            raise _malformed()
        stated = parameter if stated is None else stated
        if stated is None:
            return UNSIGNED_PAYLOAD if rules.unsigned_payload else None
    elif stated is None:
        if rules.payload_hash_header:
            raise PayloadHashMissingError
        return None
    if stated not in PAYLOAD_WORDS and not is_signature(stated):
        raise _malformed()
    return stated


def _malformed() -> MalformedError:
    return MalformedError(
        _HEADER,
        "x-amz-content-sha256 must be UNSIGNED-PAYLOAD, "
        "STREAMING-AWS4-HMAC-SHA256-PAYLOAD, or a valid sha256 value.",
    )


def check_body(
    signed: str, body: bytes | None, received: Received, treated: str, chunks: Chunks | None
) -> None:
    """Refuse a body that is not what was signed, or of which nothing was.

    body: None where the caller looks at it. treated: as the server says.
    """
    if body is None:
        return
    if chunks is not None:
        if treated == "required" and not chunks.signed:
            raise PayloadUnsignedError(signed)
        chunks.check(body)
        return
    expected = expected_hash(signed, received, treated)
    if expected is None:
        return
    computed = sha256(body).hexdigest()
    if computed != expected:
        raise PayloadDiffersError(expected, computed)


def expected_hash(signed: str, received: Received, treated: str) -> str | None:
    """The SHA-256 of a body that comes in one piece; None where it may be any. Refuses that."""
    if signed != UNSIGNED_PAYLOAD:
        return signed
    if treated == "required":
        raise PayloadUnsignedError(signed)
    # Said, though not signed: a hash that the body does not have is a mistake on the way.
    said = received.only(_HEADER)
    return said if said is not None and is_signature(said) else None
