"""SigV4A's key pair, derived a second time, and its signatures verified.

It shares nothing with sigv4; the arithmetic on the curve is that of `cryptography`.
Source: AWS IAM user guide, "Create a signed AWS API request", SigV4A.
"""

from __future__ import annotations

import hmac
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256

ALGORITHM = "AWS4-ECDSA-P256-SHA256"
# The order of the group on P-256 (SEC 2, section 2.4.2).
_N = int("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", 16)


def key_pair(context: dict[str, Any]) -> dict[str, Any]:
    """The private key, and the two coordinates of the public one, in hex."""
    private = _private_key(context)
    point = private.public_key().public_numbers()
    return {
        "private_key": f"{private.private_numbers().private_value:064x}",
        "public_key": {"x": f"{point.x:064x}", "y": f"{point.y:064x}"},
    }


def verifies(context: dict[str, Any], string_to_sign: str, signature: str) -> bool:
    """Whether the signature is one of these credentials over the string to sign."""
    key = _private_key(context).public_key()
    try:
        key.verify(bytes.fromhex(signature), string_to_sign.encode(), ec.ECDSA(SHA256()))
    except InvalidSignature:
        return False
    return True


def _private_key(context: dict[str, Any]) -> ec.EllipticCurvePrivateKey:
    counter, number = 0, _N
    while number > _N - 2:
        counter += 1
        text = f"{ALGORITHM}\0{context['access_key_id']}{chr(counter)}".encode("latin-1")
        message = (1).to_bytes(4, "big") + text + (256).to_bytes(4, "big")
        key = f"AWS4A{context['secret_access_key']}".encode()
        number = int(hmac.new(key, message, "sha256").hexdigest(), 16)
    return ec.derive_private_key(number + 1, ec.SECP256R1())
