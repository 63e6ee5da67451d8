"""Signature Version 4A: the key pair of an access key, and signatures that several regions take.

Imports `cryptography` only where it is used: pip install 'sigv4-presign[sigv4a]'.

Source: AWS IAM user guide, "Create a signed AWS API request", SigV4A; NIST SP 800-108, key
derivation in counter mode; FIPS 186-4, appendix B.4.2, "Key pair generation by testing
candidates"; RFC 6979 for signatures that are the same each time.
"""

from __future__ import annotations

from hashlib import sha256

from ._canonical import ASYMMETRIC_ALGORITHM, regionless_scope
from ._checks import LOWER_HEX, check_scope_part, type_error
from ._credentials import KEYS_KEPT, Credentials
from ._encoding import encode
from ._frozen import Frozen
from ._regions import RegionSet
from .errors import InvalidValueError, MissingDependencyError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from _hashlib import HASH
    from datetime import datetime

    from cryptography.hazmat.primitives.asymmetric.ec import (
        ECDSA,
        EllipticCurvePrivateKey,
        EllipticCurvePublicKey,
    )

    # A key of cryptography's; PEM; a point: 65 bytes (04, X, Y), or X and Y.
    PublicKey = EllipticCurvePublicKey | str | bytes | tuple[int, int]

# The order of the curve P-256 (FIPS 186-4, appendix D.1.2.3).
_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551

# The counter is one byte, and the specification ends it at 254.
_LAST_COUNTER = 254

# A point that is not compressed (SEC 1, section 2.3.3): 04 and two numbers of 32 bytes.
_POINT_LENGTH = 65

_SIGNATURE_LONGEST = 144  # DER of two numbers of 33 bytes at the most, in hex


def derive_scalar(access_key_id: str, secret_access_key: str) -> int:
    """The private key of an access key pair: a number from 1 to the curve's order less 1.

    Raises InvalidValueError for a pair that has none, of which none is known.
    """
    # NIST SP 800-108, section 5.1: counter, label, a zero, context, the bits that are wanted.
    # The counter of the function is fixed, and one of SigV4A's own ends the context: a
    # candidate that is too large is followed by another whose input is built anew.
    key = b"AWS4A" + secret_access_key.encode()
    for counter in range(1, _LAST_COUNTER + 1):
        fixed = b"".join(
            (
                b"\x00\x00\x00\x01",
                ASYMMETRIC_ALGORITHM.encode(),
                b"\x00",
                access_key_id.encode(),
                bytes((counter,)),
                b"\x00\x00\x01\x00",
            )
        )
        candidate = int.from_bytes(_hmac(key, fixed), "big")
        if candidate <= _ORDER - 2:
            return candidate + 1
    raise InvalidValueError(
        "credentials",
        f"none of {_LAST_COUNTER} candidates for their private key is in range",
        "use another access key",
    )


class AsymmetricKey(Frozen):
    """One day's key for one service and a set of regions: `SigningKey`'s counterpart. Immutable.

    It signs with the key pair of the credentials, which no day and no service limits: whoever
    has the private key can sign as long as the credentials live. So there is no exporting it.
    The repr shows neither the key nor the token.

    access_key_id, session_token, expiration: those of the credentials. date ("YYYYMMDD",
    UTC), service: what it signs for; scope: the two as a credential scope. region_set: the
    regions, as X-Amz-Region-Set has them. public_key: what verifies its signatures.
    """

    __slots__ = (
        "_algorithm",
        "_prehashed",
        "_private",
        "access_key_id",
        "credential",
        "date",
        "encoded_credential",
        "encoded_token",
        "expiration",
        # What a query says of the regions.
        "region_parameter",
        "region_set",
        "scope",
        "service",
        "session_token",
    )

    # The first line of what it signs.
    algorithm = ASYMMETRIC_ALGORITHM

    access_key_id: str
    credential: str
    date: str
    encoded_credential: str
    encoded_token: str
    expiration: datetime | None
    region_parameter: str
    region_set: str
    scope: str
    service: str
    session_token: str | None
    _algorithm: ECDSA
    _prehashed: ECDSA
    _private: EllipticCurvePrivateKey

    def __init__(
        self, credentials: Credentials, *, date: str, service: str, region_set: RegionSet
    ) -> None:
        scope = regionless_scope(date, service)
        credential = f"{credentials.access_key_id}/{scope}"
        token = credentials.session_token
        algorithm, prehashed = _algorithms(deterministic=region_set.deterministic)
        self._set(
            access_key_id=credentials.access_key_id,
            credential=credential,
            date=date,
            encoded_credential=encode("access_key_id", credential),
            encoded_token=encode("session_token", token or ""),
            expiration=credentials.expiration,
            region_parameter=f"&X-Amz-Region-Set={encode('region_set', region_set.text)}",
            region_set=region_set.text,
            scope=scope,
            service=service,
            session_token=token,
            _algorithm=algorithm,
            _prehashed=prehashed,
            _private=_private_key(credentials),
        )

    def __repr__(self) -> str:
        return f"AsymmetricKey({self.credential!r}, …)"

    @property
    def public_key(self) -> EllipticCurvePublicKey:
        """The public key, as `cryptography` has it."""
        return self._private.public_key()

    def sign(self, string_to_sign: str) -> str:
        """The signature: ECDSA's two numbers in DER, in lower-case hex."""
        return self._private.sign(string_to_sign.encode(), self._algorithm).hex()

    def hashes(self, prefix: str) -> tuple[HASH, Signing]:
        """The hash with the beginning of a text absorbed, and what signs its digest, to copy."""
        return sha256(prefix.encode()), Signing(self._private, self._prehashed)


class Signing:
    """What HMAC's outer hash is to a `SigningKey`: takes one digest, and gives the signature."""

    __slots__ = ("_algorithm", "_digest", "_private")

    def __init__(
        self, private: EllipticCurvePrivateKey, algorithm: ECDSA, digest: bytes = b""
    ) -> None:
        self._private = private
        self._algorithm = algorithm
        self._digest = digest

    def copy(self) -> Signing:
        """Another one, to be given a digest of its own."""
        return Signing(self._private, self._algorithm, self._digest)

    def update(self, digest: bytes) -> None:
        """Take the digest of what is signed."""
        self._digest += digest

    def hexdigest(self) -> str:
        """The signature, as `AsymmetricKey.sign` gives it."""
        return self._private.sign(self._digest, self._algorithm).hex()


def asymmetric_key(
    credentials: object, date: str, region_set: RegionSet, service: str
) -> AsymmetricKey:
    """The key for a date, service and region set: from the credentials' cache, or derived.

    Raises InvalidTypeError for what is no `Credentials`.
    """
    if not isinstance(credentials, Credentials):
        raise type_error(
            "credentials",
            credentials,
            "Credentials: a set of regions is signed for with a key pair, which they alone have",
        )
    service = check_scope_part("service", service)
    cache = credentials._asymmetric_keys
    key = cache.get((date, region_set, service))
    if key is not None:
        return key
    key = AsymmetricKey(credentials, date=date, service=service, region_set=region_set)
    if len(cache) >= KEYS_KEPT:
        cache.clear()
    cache[date, region_set, service] = key
    return key


def public_key_of(given: Credentials | PublicKey) -> EllipticCurvePublicKey:
    """The public key that verifies what credentials sign, or a public key that is given alone.

    given: `Credentials`; a public key of `cryptography`; PEM, as text or bytes; a point as 65
    bytes (04, X, Y), or as X and Y.

    Raises InvalidTypeError or InvalidValueError for what is no key on the curve P-256, and
    MissingDependencyError without `cryptography`.
    """
    if isinstance(given, Credentials):
        return _private_key(given).public_key()
    check_installed()
    from cryptography.hazmat.primitives.asymmetric import ec

    key: object
    if isinstance(given, ec.EllipticCurvePublicKey):
        key = given
    elif isinstance(given, tuple):
        key = _of_point(given)
    elif isinstance(given, (str, bytes)):
        key = _of_text(given)
    else:
        raise type_error("public_key", given, "a public key: PEM, a point, or cryptography's")
    if not isinstance(key, ec.EllipticCurvePublicKey) or not isinstance(key.curve, ec.SECP256R1):
        raise InvalidValueError(
            "public_key",
            "it is no public key on the curve P-256",
            "give PEM, or 65 bytes (04, X, Y)",
        )
    return key


def verifies(public_key: EllipticCurvePublicKey, string_to_sign: str, signature: str) -> bool:
    """Whether a signature (DER in lower-case hex) of a string to sign was made with a key.

    False, and no error, for what is no signature at all. public_key: of `public_key_of`. ECDSA
    lets anybody make another signature of one; so none tells whether a request came before.
    """
    from cryptography.exceptions import InvalidSignature

    if not isinstance(signature, str) or len(signature) > _SIGNATURE_LONGEST:
        return False
    if not LOWER_HEX.issuperset(signature) or len(signature) % 2:
        return False
    try:
        message = string_to_sign.encode()
    except UnicodeEncodeError:
        return False
    try:
        public_key.verify(bytes.fromhex(signature), message, _algorithms(deterministic=False)[0])
    except InvalidSignature:
        return False
    return True


def _private_key(credentials: Credentials) -> EllipticCurvePrivateKey:
    check_installed()
    from cryptography.hazmat.primitives.asymmetric import ec

    scalar = derive_scalar(credentials.access_key_id, credentials.secret_access_key)
    return ec.derive_private_key(scalar, ec.SECP256R1())


def _algorithms(*, deterministic: bool) -> tuple[ECDSA, ECDSA]:
    """ECDSA over SHA-256 of a text, and of a text that is hashed already."""
    check_installed()
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.asymmetric.utils import Prehashed
    from cryptography.hazmat.primitives.hashes import SHA256

    # Without the argument, too, releases before it sign with randomness of their own.
    how = {"deterministic_signing": True} if deterministic else {}
    try:
        return ec.ECDSA(SHA256(), **how), ec.ECDSA(Prehashed(SHA256()), **how)
    except (TypeError, UnsupportedAlgorithm):
        pass
    raise InvalidValueError(
        "deterministic",
        "the cryptography that is installed, or its OpenSSL, has no deterministic signatures",
        "leave it out, or install cryptography 43 or later with OpenSSL 3.2 or later",
    )


def _of_point(point: tuple[int, ...]) -> object:
    from cryptography.hazmat.primitives.asymmetric import ec

    try:
        x, y = point
        return ec.EllipticCurvePublicNumbers(x, y, ec.SECP256R1()).public_key()
    except (TypeError, ValueError):
        return None


def _of_text(text: str | bytes) -> object:
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.serialization import load_pem_public_key

    try:
        data = str.encode(text) if isinstance(text, str) else text
        if len(data) == _POINT_LENGTH:  # PEM is longer.
            return ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), data)
        return load_pem_public_key(data)
    except (ValueError, UnsupportedAlgorithm):
        return None


def check_installed() -> None:
    """Raise MissingDependencyError where `cryptography` is not installed."""
    from importlib import import_module

    try:
        import_module("cryptography")
    except ModuleNotFoundError as error:
        if error.name != "cryptography":
            raise
    else:
        return
    raise MissingDependencyError("SigV4A", "cryptography", "sigv4a")


def _hmac(key: bytes, message: bytes) -> bytes:
    from hmac import digest

    return digest(key, message, "sha256")
