"""AWS Signature Version 4 in the query string (presigned URLs), and in the header."""

from __future__ import annotations

from ._authorize import sign_headers
from ._canonical import canonical_request, string_to_sign
from ._credentials import Credentials
from ._keys import SigningKey, derive_signing_key
from ._mint import Minter
from ._presign import presign, presign_url
from ._presigned import PresignedRequest
from ._rules import ServiceRules
from .errors import (
    ClockError,
    InvalidInputError,
    InvalidTypeError,
    InvalidValueError,
    SigV4Error,
    UnsignedHeadersWarning,
)

__version__ = "0.1.0"

__all__ = [
    "ClockError",
    "Credentials",
    "InvalidInputError",
    "InvalidTypeError",
    "InvalidValueError",
    "Minter",
    "PresignedRequest",
    "ServiceRules",
    "SigV4Error",
    "SigningKey",
    "UnsignedHeadersWarning",
    "canonical_request",
    "derive_signing_key",
    "presign",
    "presign_url",
    "sign_headers",
    "string_to_sign",
]
