"""The signing key: derived for one day, region and service, and kept with its owner.

Source: AWS IAM user guide, "Create a signed AWS API request", steps 4 and 5.
"""

from __future__ import annotations

from hashlib import sha256

from ._canonical import ALGORITHM, TERMINATOR, credential_scope
from ._checks import LOWER_HEX, check_scope_part, exact_str, shown, type_error, utf8
from ._clock import to_epoch, utc
from ._credentials import KEYS_KEPT, Credentials, check_access_key_id, check_session_token
from ._encoding import decode, encode
from ._frozen import Frozen
from ._regions import RegionSet
from .errors import InvalidValueError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from _hashlib import HASH
    from datetime import date as Date
    from datetime import datetime
    from typing import TypeAlias

    from ._asymmetric import AsymmetricKey

    # Both have what signing needs, under the same names.
    Key: TypeAlias = "SigningKey | AsymmetricKey"

# RFC 2104: the key, filled with zeros to SHA-256's block of 64 bytes, is XORed with these.
_INNER_PAD = bytes(byte ^ 0x36 for byte in range(256))
_OUTER_PAD = bytes(byte ^ 0x5C for byte in range(256))


def derive_signing_key(secret_access_key: str, *, date: str, region: str, service: str) -> bytes:
    """The 32 bytes that sign for a date ("YYYYMMDD", UTC), a region and a service.

    Raises InvalidValueError or InvalidTypeError.
    Source: AWS IAM user guide, "Derive a signing key".
    """
    secret_access_key = exact_str("secret_access_key", secret_access_key)
    secret = utf8("secret_access_key", secret_access_key)
    if not secret:
        raise InvalidValueError("secret_access_key", "it is empty", "give the secret")
    date = checked_date(date)
    region = check_scope_part("region", region)
    service = check_scope_part("service", service)
    return derived(secret, date, region, service)


def derived(secret: bytes, date: str, region: str, service: str) -> bytes:
    """The signing key of what was checked before."""
    key = _hmac(b"AWS4" + secret, date)
    key = _hmac(key, region)
    key = _hmac(key, service)
    return _hmac(key, TERMINATOR)


def signature_by(key: bytes, string_to_sign: str) -> str:
    """What a derived key signs, in lower-case hex."""
    return _hmac(key, string_to_sign).hex()


class SigningKey(Frozen):
    """One day's key for one region and service, without the secret it was derived from. Immutable.

    It signs what these credentials may do in that service and region, dated that day; it is
    **not** limited to a bucket or an operation, and a URL signed with it may live seven days
    more. `presign_url` and `Minter` take it in place of credentials and refuse it outside its
    day, region and service. The repr shows neither the key nor the token.

    access_key_id, session_token, expiration: those of the credentials. date ("YYYYMMDD",
    UTC), region, service: what it signs for; scope: the three as a credential scope.
    """

    __slots__ = (
        "_inner",
        "_key",
        "_outer",
        "access_key_id",
        "credential",
        "date",
        # As a query carries them: both are the same for every URL of the day, and a token
        # may be a kilobyte long.
        "encoded_credential",
        "encoded_token",
        "expiration",
        "region",
        "scope",
        "service",
        "session_token",
    )

    # The first line of what it signs.
    algorithm = ALGORITHM
    # It signs for one region, which stands in the scope.
    region_set = region_parameter = ""

    access_key_id: str
    credential: str
    date: str
    encoded_credential: str
    encoded_token: str
    expiration: datetime | None
    region: str
    scope: str
    service: str
    session_token: str | None
    _inner: HASH
    _key: bytes
    _outer: HASH

    def __init__(
        self,
        key: bytes,
        access_key_id: str,
        session_token: str | None,
        expiration: datetime | None,
        *,
        date: str,
        region: str,
        service: str,
    ) -> None:
        scope = credential_scope(date, region, service)
        credential = f"{access_key_id}/{scope}"
        inner, outer = _keyed_hashes(key)
        self._set(
            access_key_id=access_key_id,
            credential=credential,
            date=date,
            encoded_credential=encode("access_key_id", credential),
            encoded_token=encode("session_token", session_token or ""),
            expiration=expiration,
            region=region,
            scope=scope,
            service=service,
            session_token=session_token,
            _inner=inner,
            _key=key,
            _outer=outer,
        )

    @classmethod
    def derive(
        cls, credentials: Credentials, *, date: str | Date, region: str, service: str
    ) -> SigningKey:
        """The key of a date ("YYYYMMDD", or a `datetime.date`; UTC), a region and a service.

        Raises InvalidValueError or InvalidTypeError.
        Source: AWS IAM user guide, "Derive a signing key".
        """
        if not isinstance(credentials, Credentials):
            raise type_error("credentials", credentials, "Credentials")
        date = checked_date(date)
        region = check_scope_part("region", region)
        service = check_scope_part("service", service)
        key = derive_signing_key(
            credentials.secret_access_key, date=date, region=region, service=service
        )
        return cls(
            key,
            credentials.access_key_id,
            credentials.session_token,
            credentials.expiration,
            date=date,
            region=region,
            service=service,
        )

    def export(self) -> str:
        """The key as one line of ASCII, for `load`. It is a secret: whoever has it can sign."""
        ends = "" if self.expiration is None else str(to_epoch(self.expiration))
        fields = (self.encoded_credential, self._key.hex(), self.encoded_token, ends)
        return ":".join((_EXPORT, *fields))

    @classmethod
    def load(cls, text: str) -> SigningKey:
        """The key that `export` wrote. Raises InvalidValueError or InvalidTypeError."""
        text = exact_str("text", text)
        try:
            key = _parse(text.strip())
        except (ValueError, OverflowError):
            key = None  # Raised below: a chained error would hold a part of the key.
        if key is None:
            raise InvalidValueError(
                "text", f"it is no key of the form {_EXPORT}:…", "give all that export() wrote"
            )
        return key

    def __reduce__(self) -> tuple[object, ...]:
        # Hash states cannot be pickled; a copy in another process carries the key, as it must.
        return (SigningKey.load, (self.export(),))

    def __repr__(self) -> str:
        return f"SigningKey({self.credential!r}, …)"

    def sign(self, string_to_sign: str) -> str:
        """The signature, in lower-case hex."""
        inner = self._inner.copy()
        inner.update(string_to_sign.encode())
        outer = self._outer.copy()
        outer.update(inner.digest())
        return outer.hexdigest()

    def hashes(self, prefix: str) -> tuple[HASH, HASH]:
        """HMAC's inner hash with the beginning of a text absorbed, and its outer hash, to copy."""
        inner = self._inner.copy()
        inner.update(prefix.encode())
        return inner, self._outer.copy()


# The name and version of the exported form.
_EXPORT = "sigv4-key-1"


def signing_key(
    credentials: Credentials | SigningKey, date: str, region: str | RegionSet, service: str
) -> Key:
    """The key for a date, a region or a set of them, and a service.

    It is the one given, from the credentials' cache, or derived.
    """
    if type(region) is RegionSet:
        from ._asymmetric import asymmetric_key

        return asymmetric_key(credentials, date, region, service)
    if isinstance(credentials, SigningKey):
        _check_use(credentials, date, region, service)
        return credentials
    if not isinstance(credentials, Credentials):
        raise type_error("credentials", credentials, "Credentials or a SigningKey")
    if type(region) is not str or type(service) is not str:
        region, service = exact_str("region", region), exact_str("service", service)
    key = credentials._signing_keys.get((date, region, service))
    if key is not None:
        return key
    key = SigningKey.derive(credentials, date=date, region=region, service=service)
    keep_key(credentials, key)
    return key


def kept_key(credentials: Credentials, date: str, region: str, service: str) -> SigningKey | None:
    """The key for a date, region and service, if it was derived and is still kept."""
    return credentials._signing_keys.get((date, region, service))


def keep_key(credentials: Credentials, key: SigningKey) -> None:
    """Keep a key with the credentials that it was derived from."""
    cache = credentials._signing_keys
    if len(cache) >= KEYS_KEPT:
        cache.clear()
    cache[key.date, key.region, key.service] = key


def _check_use(key: SigningKey, date: str, region: object, service: str) -> None:
    for argument, own, asked in (
        ("signing_time", key.date, date),
        ("region", key.region, region),
        ("service", key.service, service),
    ):
        if own != asked:
            raise InvalidValueError(
                argument,
                f"the signing key is for {own}, not for {shown(asked)}",
                "derive a key for it, or give credentials",
            )


def checked_date(date: str | Date) -> str:
    """A date as a credential scope has it, of a text or of a `datetime.date`."""
    date = exact_str("date", date) if isinstance(date, str) else _written(date)
    if len(date) != 8 or not (date.isascii() and date.isdigit()):
        raise InvalidValueError("date", f"{shown(date)} is no date", "write it as YYYYMMDD")
    return date


def _written(date: object) -> str:
    from datetime import date as Date
    from datetime import datetime

    # A datetime is a date, too, but of which zone?
    if not isinstance(date, Date) or isinstance(date, datetime):
        raise type_error("date", date, "a str YYYYMMDD or a datetime.date, in UTC")
    return f"{date.year:04}{date.month:02}{date.day:02}"


def _parse(text: str) -> SigningKey | None:
    """The key of an exported line; None, or a ValueError, where it is none."""
    name, credential, key, token, ends = text.split(":")
    access_key_id, date, region, service, terminator = decode(credential).decode().rsplit("/", 4)
    if (name, terminator) != (_EXPORT, TERMINATOR) or not _is_hex_key(key):
        return None
    if ends and not (ends.isascii() and ends.isdigit()):
        return None
    check_access_key_id(access_key_id)
    checked_date(date)
    check_scope_part("region", region)
    check_scope_part("service", service)
    session_token = decode(token).decode() or None
    if session_token is not None:
        check_session_token(session_token)
    return SigningKey(
        bytes.fromhex(key),
        access_key_id,
        session_token,
        utc(int(ends)) if ends else None,
        date=date,
        region=region,
        service=service,
    )


def _is_hex_key(text: str) -> bool:
    return len(text) == 64 and LOWER_HEX.issuperset(text)


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
