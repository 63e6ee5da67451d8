"""The keys that a look-up gave, and whether one of them signed.

Whoever asks cannot tell by the time whether a key is known: what a look-up does not know is
checked against a key that nobody has, and every key costs the same five HMACs, since none
is kept. The answer comes after the last of them.
"""

from __future__ import annotations

from hmac import compare_digest

from .._checks import exact_str, type_error, utf8
from .._clock import utc
from .._credentials import Credentials
from .._keys import SigningKey, derived, signature_by
from ..errors import InvalidTypeError, InvalidValueError
from .claims import Claim, is_signature
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
_DUMMY = "the secret of nobody, for whom nothing is accepted"


class Candidate:
    """One key of a look-up's answer. token, expiration: what must hold beside the signature."""

    __slots__ = ("_key", "expiration", "token")

    def __init__(self, known: Known, claim: Claim) -> None:
        self.token: str | None = None
        self.expiration: datetime | None = None
        if isinstance(known, str):
            secret = known
        else:
            self.token, self.expiration = known.session_token, known.expiration
            # A signing key needs no derivation; its time would tell of it.
            secret = known.secret_access_key if isinstance(known, Credentials) else _DUMMY
        key = derived(utf8("credentials", secret), claim.date, claim.region, claim.service)
        self._key = known if isinstance(known, SigningKey) else key

    def sign(self, text: str) -> str:
        """The signature of a string to sign. Nobody may see it."""
        key = self._key
        return key.sign(text) if isinstance(key, SigningKey) else signature_by(key, text)


def who_signed(
    answer: Answer, claim: Claim, texts: list[str], token: str | None
) -> Candidate | None:
    """The key that signed one of the texts, and that the token goes with; None: none did.

    Raises a refusal for a key that is not known and a token that is not its, and
    InvalidTypeError or InvalidValueError for an answer that is none.
    """
    known = _known(answer, claim)
    # What is no hex is no str that compare_digest takes; the work is done all the same.
    provided = claim.signature if is_signature(claim.signature) else ""
    signer = None
    candidates = [Candidate(key, claim) for key in known or (_DUMMY,)]
    for candidate in candidates:
        for text in texts:
            if compare_digest(candidate.sign(text), provided):
                signer = candidate
    if not known:
        raise UnknownKeyError(claim.access_key_id)
    _check_token(candidates if signer is None else [signer], token)
    return signer


def _check_token(candidates: list[Candidate], token: str | None) -> None:
    """Refuse a token that goes with none of the keys: then that is why the signature differs."""
    refusals = [_token_refusal(candidate.token, token) for candidate in candidates]
    for refusal in refusals:
        if refusal is None:
            return
    raise next(filter(None, refusals))


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


def _known(answer: Answer, claim: Claim) -> list[Known]:
    if answer is None:
        return []
    answers = answer if isinstance(answer, (list, tuple, set, frozenset)) else (answer,)
    keys = [_checked(given, claim) for given in answers]
    return [key for key in keys if key is not None]


def _checked(given: object, claim: Claim) -> Known | None:
    """A key; None for a signing key of another day, region or service."""
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
    if given.access_key_id != claim.access_key_id:
        raise InvalidValueError(
            "credentials",
            "the look-up gave those of another access key id",
            "give those of the one that it is asked for, or None",
        )
    if isinstance(given, SigningKey) and given.scope != claim.scope:
        return None
    return given


def _wrong_answer(given: object) -> InvalidTypeError:
    wanted = "a secret as a str, Credentials, a SigningKey, several of these, or None"
    if hasattr(given, "__await__"):
        if hasattr(given, "close"):
            given.close()  # Nobody will await it, which would be warned of.
        wanted = "what the look-up gives, or await verify_request_async"
    return type_error("credentials", given, f"from the look-up: {wanted}")
