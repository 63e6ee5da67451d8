"""The keys that a look-up gave, and whether one of them signed.

Who has no key cannot tell by the time whether a key is known: what a look-up does not know is
checked against a key that nobody has, and every refusal costs five HMACs a key, whether the
key was derived before or not. Nothing is compared but what has the form of a signature.
"""

from __future__ import annotations

from hmac import compare_digest

from .._checks import exact_str, type_error, utf8
from .._clock import utc
from .._credentials import Credentials
from .._keys import SigningKey, derived, keep_key, kept_key, signature_by
from ..errors import InvalidTypeError, InvalidValueError
from .claims import Claim, Signer, is_signature
from .refusals import (
    RefusedError,
    TokenDiffersError,
    TokenExpiredError,
    TokenMissingError,
    TokenUnexpectedError,
    UnknownKeyError,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    Known = str | Credentials | SigningKey
    Answer = Known | Collection[Known] | None

# Nobody's: a request that it signs is refused as any other by an unknown key.
_NOBODY = "the secret of nobody, for whom nothing is accepted"


class Candidate:
    """One key of a look-up's answer. token, expiration: what must hold beside the signature."""

    __slots__ = ("_derived", "_key", "_known", "expiration", "token")

    def __init__(self, known: Known, signer: Signer) -> None:
        self._known = known
        self.token: str | None = None
        self.expiration: datetime | None = None
        self._key: SigningKey | None = None
        if not isinstance(known, str):
            self.token, self.expiration = known.session_token, known.expiration
            self._key = known if isinstance(known, SigningKey) else _kept(known, signer)
        self._derived = _derive(known, signer) if self._key is None else b""

    def sign(self, text: str) -> str:
        """The signature of a string to sign. Nobody may see it."""
        return signature_by(self._derived, text) if self._key is None else self._key.sign(text)

    def take_as_long(self, signer: Signer) -> None:
        """Derive a key that was there already: its time would tell that it was."""
        if self._key is not None:
            _derive(self._known, signer)

    def keep(self, signer: Signer) -> None:
        """Keep a key that has verified a request with its owner; others would push it out."""
        owner = self._known
        if self._key is None and isinstance(owner, Credentials):
            keep_key(
                owner,
                SigningKey(
                    self._derived,
                    owner.access_key_id,
                    owner.session_token,
                    owner.expiration,
                    date=signer.date,
                    region=signer.region,
                    service=signer.service,
                ),
            )


def _kept(owner: Credentials, signer: Signer) -> SigningKey | None:
    return kept_key(owner, signer.date, signer.region, signer.service)


def _derive(known: Known, signer: Signer) -> bytes:
    if isinstance(known, Credentials):
        secret = known.secret_access_key
    else:
        secret = known if isinstance(known, str) else _NOBODY
    return derived(utf8("credentials", secret), signer.date, signer.region, signer.service)


def who_signed(
    answer: Answer, claim: Claim, texts: list[str], token: str | None
) -> Candidate | None:
    """The key that signed one of the texts, and that the token goes with; None: none did.

    Raises a refusal for a key that is not known and a token that is not its, and
    InvalidTypeError or InvalidValueError for an answer that is none.
    """
    signer = claim.signer
    known = _known(answer, signer)
    # What is no hex is no str that compare_digest takes; the work is done all the same.
    provided = claim.signature if is_signature(claim.signature) else ""
    found = None
    candidates = [Candidate(key, signer) for key in known or (_NOBODY,)]
    for candidate in candidates:
        for text in texts:
            if compare_digest(candidate.sign(text), provided):
                found = candidate
    if found is None or not known:
        for candidate in candidates:
            candidate.take_as_long(signer)
        if not known:
            raise UnknownKeyError(signer.access_key_id)
        _check_token(candidates, token)
        return None
    _check_token([found], token)
    found.keep(signer)
    return found


def _check_token(candidates: list[Candidate], token: str | None) -> None:
    """Refuse a token that goes with none of the keys: then that is why the signature differs."""
    refusal = None
    for candidate in candidates:
        refusal = _token_refusal(candidate.token, token)
        if refusal is None:
            return
    if refusal is not None:
        raise refusal


def _token_refusal(own: str | None, given: str | None) -> RefusedError | None:
    if own is None:
        return None if given is None else TokenUnexpectedError()
    if given is None:
        return TokenMissingError()
    same = compare_digest(own.encode(), given.encode("latin-1"))
    return None if same else TokenDiffersError()


def check_alive(candidate: Candidate, now: int) -> None:
    """Refuse credentials that have ended."""
    if candidate.expiration is not None and candidate.expiration <= utc(now):
        raise TokenExpiredError


def _known(answer: Answer, signer: Signer) -> list[Known]:
    """The keys of an answer, without signing keys of another day, region or service."""
    if answer is None:
        return []
    if type(answer) is Credentials and answer.access_key_id == signer.access_key_id:
        return [answer]
    answers = answer if isinstance(answer, (list, tuple, set, frozenset)) else (answer,)
    keys = [_checked(given, signer) for given in answers]
    return [key for key in keys if not isinstance(key, SigningKey) or key.scope == signer.scope]


def _checked(given: object, signer: Signer) -> Known:
    if isinstance(given, str):
        if not given:
            raise InvalidValueError(
                "credentials",
                "the look-up gave an empty secret, with which anybody can sign",
                "give None for a key that is not known",
            )
        return exact_str("credentials", given)
    if not isinstance(given, (Credentials, SigningKey)):
        raise _wrong_answer(given)
    if given.access_key_id != signer.access_key_id:
        raise InvalidValueError(
            "credentials",
            "the look-up gave those of another access key id",
            "give those of the one that it is asked for, or None",
        )
    return given


def _wrong_answer(given: object) -> InvalidTypeError:
    if hasattr(given, "__await__"):
        if hasattr(given, "close"):
            given.close()  # Nobody will await it, which would be warned of.
        return InvalidTypeError(
            "credentials", "the look-up is to be awaited", "await verify_request_async"
        )
    wanted = "a secret as a str, Credentials, a SigningKey, a list of these, or None"
    return type_error("credentials", given, f"from the look-up: {wanted}")
