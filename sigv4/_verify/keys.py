"""One key of a look-up's answer, and whether it signed.

A public key verifies what its key pair signed, and nothing else: as the secret of an HMAC, it
would let everybody sign who has it.
"""

from __future__ import annotations

from hmac import compare_digest

from .._canonical import ASYMMETRIC_ALGORITHM
from .._checks import utf8
from .._credentials import Credentials
from .._keys import SigningKey, derived, keep_key, kept_key, signature_by
from .claims import Signer

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datetime import datetime
    from typing import TypeGuard

    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey

    from .._keys import Key

    Secret = str | Credentials
    PublicKey = str | bytes | EllipticCurvePublicKey  # PEM, a point, or cryptography's
    Known = Secret | SigningKey | PublicKey

# Nobody's: a request that it signs is refused as any other by an unknown key.
NOBODY = "the secret of nobody, for whom nothing is accepted"

_PEM = "-----BEGIN "


class SharedKey:
    """A key that both sides have. token, expiration: what must hold beside the signature."""

    __slots__ = ("_derived", "_key", "_known", "expiration", "token")

    def __init__(self, known: str | Credentials | SigningKey, signer: Signer) -> None:
        self._known = known
        self.token: str | None = None
        self.expiration: datetime | None = None
        key: SigningKey | None = None
        if isinstance(known, Credentials):
            self.token, self.expiration = known.session_token, known.expiration
            key = kept_key(known, signer.date, signer.region, signer.service)
        elif isinstance(known, SigningKey):
            self.token, self.expiration, key = known.session_token, known.expiration, known
        self._key = key
        self._derived = _derive(known, signer) if key is None else b""

    def signed(self, texts: list[str], signature: str) -> bool:
        """Whether it signed one of the strings to sign. All are tried."""
        # compare_digest takes no str beyond ASCII; the work is done all the same.
        provided = signature if signature.isascii() else ""
        key, found = self._key, False
        for text in texts:
            own = signature_by(self._derived, text) if key is None else key.sign(text)
            found |= compare_digest(own, provided)
        return found

    def take_as_long(self, signer: Signer) -> None:
        """Derive a key that was there already: its time would tell that it was."""
        if self._key is not None:
            _derive(self._known, signer)

    def keep(self, signer: Signer) -> None:
        """Keep a key that has verified a request with its owner; others would push it out."""
        if self._key is None and isinstance(self._known, Credentials):
            keep_key(self._known, self.signing_key(signer))

    def signing_key(self, signer: Signer) -> SigningKey:
        """What verifies the chunks of a body."""
        if self._key is None:
            self._key = SigningKey(
                self._derived,
                signer.access_key_id,
                self.token,
                self.expiration,
                date=signer.date,
                region=signer.region,
                service=signer.service,
            )
        return self._key


def _derive(known: str | Credentials | SigningKey, signer: Signer) -> bytes:
    if isinstance(known, Credentials):
        secret = known.secret_access_key
    else:
        secret = known if isinstance(known, str) else NOBODY
    return derived(utf8("credentials", secret), signer.date, signer.region, signer.service)


class PairKey:
    """The public key of a key pair; token and expiration as above."""

    __slots__ = ("_credentials", "_public", "expiration", "token")

    def __init__(self, known: Secret | PublicKey, signer: Signer) -> None:
        from .._asymmetric import public_key_of

        if isinstance(known, str) and not is_public(known):
            known = Credentials(signer.access_key_id, known)
        self._credentials = known if isinstance(known, Credentials) else None
        self.token = self._credentials.session_token if self._credentials else None
        self.expiration = self._credentials.expiration if self._credentials else None
        self._public = public_key_of(known)

    def signed(self, texts: list[str], signature: str) -> bool:
        """Whether it signed one of the strings to sign."""
        from .._asymmetric import verifies

        return any(verifies(self._public, text, signature) for text in texts)

    def take_as_long(self, signer: Signer) -> None:
        """Nothing is kept that would have to be done again."""

    def keep(self, signer: Signer) -> None:
        """Nothing is kept."""

    def signing_key(self, signer: Signer) -> Key | None:
        """What verifies the chunks of a body, where more than the public key is known."""
        from .._keys import signing_key
        from .._regions import RegionSet

        if self._credentials is None:
            return None
        regions = RegionSet(signer.region)
        return signing_key(self._credentials, signer.date, regions, signer.service)


Candidate = SharedKey | PairKey


def is_public(known: Known) -> bool:
    """Whether it is a public key, of no use to HMAC."""
    if isinstance(known, str):
        return _PEM in known  # RFC 7468, section 2: text before it is left out.
    return not isinstance(known, (Credentials, SigningKey))


def is_shared(known: Credentials, signer: Signer) -> bool:
    """Whether credentials are those that are asked for, and sign by HMAC."""
    return known.access_key_id == signer.access_key_id and signer.algorithm != ASYMMETRIC_ALGORITHM


def candidates(known: list[Known], signer: Signer) -> list[Candidate]:
    """Those that could have signed by the algorithm, for the day and the scope."""
    if signer.algorithm == ASYMMETRIC_ALGORITHM:
        return [PairKey(key, signer) for key in known if not isinstance(key, SigningKey)]
    return [
        SharedKey(key, signer)
        for key in known
        if isinstance(key, Credentials) or _is_for(key, signer)
    ]


def _is_for(key: Known, signer: Signer) -> TypeGuard[str | SigningKey]:
    if isinstance(key, SigningKey):
        return key.scope == signer.scope
    return not is_public(key)
