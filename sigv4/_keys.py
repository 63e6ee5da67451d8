"""The signing key: derived for one day, region and service, and kept with its owner.

Source: AWS IAM user guide, "Create a signed AWS API request", steps 4 and 5.
"""

from __future__ import annotations

from hashlib import sha256

from ._canonical import TERMINATOR, credential_scope
from ._checks import check_scope_part, check_str, shown, type_error, utf8
from ._credentials import Credentials
from ._encoding import encode
from ._frozen import Frozen
from .errors import InvalidValueError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from _hashlib import HASH

# One entry a day, region and service; a process that signs for more than this many at
# once derives some keys again. Unbounded, a long-lived process would gain one every day.
_CACHE_SIZE = 32

# RFC 2104: the key, filled with zeros to SHA-256's block of 64 bytes, is XORed with these.
_INNER_PAD = bytes(byte ^ 0x36 for byte in range(256))
_OUTER_PAD = bytes(byte ^ 0x5C for byte in range(256))


def derive_signing_key(secret_access_key: str, *, date: str, region: str, service: str) -> bytes:
    """The 32 bytes that sign for a date ("YYYYMMDD", UTC), a region and a service.

    Raises InvalidValueError or InvalidTypeError.
    Source: AWS IAM user guide, "Derive a signing key".
    """
    check_str("secret_access_key", secret_access_key)
    secret = utf8("secret_access_key", secret_access_key)
    if not secret:
        raise InvalidValueError("secret_access_key", "it is empty", "give the secret")
    check_str("date", date)
    if len(date) != 8 or not (date.isascii() and date.isdigit()):
        raise InvalidValueError("date", f"{shown(date)} is no date", "write it as YYYYMMDD")
    check_scope_part("region", region)
    check_scope_part("service", service)
    key = _hmac(b"AWS4" + secret, date)
    key = _hmac(key, region)
    key = _hmac(key, service)
    return _hmac(key, TERMINATOR)


class SigningKey(Frozen):
    """The key of one day, region and service, with what a request says of who signed it.

    `encoded_credential` and `encoded_token` are as a query carries them; both are the same
    for every URL of the day, and a token may be a kilobyte long.
    """

    __slots__ = ("_inner", "_outer", "credential", "encoded_credential", "encoded_token", "scope")

    scope: str
    credential: str
    encoded_credential: str
    encoded_token: str
    _inner: HASH
    _outer: HASH

    def __init__(self, credentials: Credentials, date: str, region: str, service: str) -> None:
        key = derive_signing_key(
            credentials.secret_access_key, date=date, region=region, service=service
        )
        scope = credential_scope(date, region, service)
        credential = f"{credentials.access_key_id}/{scope}"
        inner, outer = _keyed_hashes(key)
        self._set(
            scope=scope,
            credential=credential,
            encoded_credential=encode("access_key_id", credential),
            encoded_token=encode("session_token", credentials.session_token or ""),
            _inner=inner,
            _outer=outer,
        )

    def __repr__(self) -> str:
        return f"SigningKey({self.credential!r}, …)"

    def sign(self, string_to_sign: str) -> str:
        """The signature, in lower-case hex."""
        inner = self._inner.copy()
        inner.update(string_to_sign.encode())
        outer = self._outer.copy()
        outer.update(inner.digest())
        return outer.hexdigest()


def signing_key(credentials: Credentials, date: str, region: str, service: str) -> SigningKey:
    """The key for a date, region and service, from the credentials' own cache or derived."""
    if not isinstance(credentials, Credentials):
        raise type_error("credentials", credentials, "Credentials")
    cache = credentials._signing_keys
    try:
        key = cache.get((date, region, service))
    except TypeError:
        key = None  # A region that cannot be hashed is no str; the derivation says so.
    if key is not None:
        return key
    key = SigningKey(credentials, date, region, service)
    if len(cache) >= _CACHE_SIZE:
        cache.clear()
    cache[date, region, service] = key
    return key


def _hmac(key: bytes, text: str) -> bytes:
    inner, outer = _keyed_hashes(key)
    inner.update(text.encode())
    outer.update(inner.digest())
    return outer.digest()


def _keyed_hashes(key: bytes) -> tuple[HASH, HASH]:
    """HMAC's two hashes with the key absorbed (RFC 2104, section 4).

    Copied, they sign again without the key. The `hmac` module offers no such copy at
    this cost, and takes its time to import.
    """
    if len(key) > 64:
        key = sha256(key).digest()
    block = key.ljust(64, b"\0")
    return sha256(block.translate(_INNER_PAD)), sha256(block.translate(_OUTER_PAD))
