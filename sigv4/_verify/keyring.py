"""The keys that a look-up gave, and whether one of them signed.

Who has no key cannot tell by the time whether a key is known: what a look-up does not know is
checked against a key that nobody has, and every refusal costs five HMACs a key, whether the
key was derived before or not.
"""

from __future__ import annotations

from hmac import compare_digest

from .._checks import exact_str, type_error
from .._credentials import Credentials
from .._keys import SigningKey
from ..errors import InvalidTypeError, InvalidValueError
from .claims import Claim, Signer
from .keys import NOBODY, SharedKey, candidates, is_shared
from .refusals import (
    TokenDiffersError,
    TokenMissingError,
    TokenUnexpectedError,
    UnknownKeyError,
)
from .refused import (
    RefusedError,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Collection
    from typing import TypeGuard, TypeVar

    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey

    from .keys import Candidate, Known

    Answer = Known | Collection[Known] | None
    Given = TypeVar("Given")


def look_up(credentials: Callable[[str], Given], access_key_id: str) -> Given:
    """What a look-up gives. Raises InvalidTypeError for what is none."""
    if not callable(credentials):
        raise type_error(
            "credentials", credentials, "a function of the access key id, such as secrets.get"
        )
    return credentials(access_key_id)


def awaited(answer: Awaitable[Answer]) -> Awaitable[Answer]:
    """What is to be awaited. Raises InvalidTypeError where nothing is."""
    if not hasattr(answer, "__await__"):
        raise InvalidTypeError(
            "credentials", "the look-up gave no awaitable", "make it async, or use verify_request"
        )
    return answer


def who_signed(
    answer: Answer, claim: Claim, texts: list[str], token: str | None
) -> Candidate | None:
    """The key that signed one of the texts, and that the token goes with; None: none did.

    Raises a refusal for a key that is not known and a token that is not its, and
    InvalidTypeError or InvalidValueError for an answer that is none.
    """
    signer = claim.signer
    if type(answer) is Credentials and is_shared(answer, signer):  # as most are
        known: list[Candidate] = [SharedKey(answer, signer)]
    else:
        known = candidates(_known(answer, signer), signer)
    found = None
    for candidate in known or candidates([NOBODY], signer):
        if candidate.signed(texts, claim.signature):
            found = candidate
    if not known:
        raise UnknownKeyError(signer.access_key_id)
    if found is None:
        for candidate in known:
            candidate.take_as_long(signer)
        _check_token(known, token)
        return None
    refusal = _token_refusal(found.token, token)
    if refusal is not None:
        raise refusal
    found.keep(signer)
    return found


def _check_token(known: list[Candidate], token: str | None) -> None:
    """Refuse a token that goes with none of the keys: then that is why the signature differs."""
    refusal = None
    for candidate in known:
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


def _known(answer: Answer, signer: Signer) -> list[Known]:
    if answer is None:
        return []
    answers = answer if isinstance(answer, (list, tuple, set, frozenset)) else (answer,)
    return [_checked(given, signer) for given in answers]


def _checked(given: object, signer: Signer) -> Known:
    if isinstance(given, str):
        if not given:
            raise InvalidValueError(
                "credentials",
                "the look-up gave an empty secret, with which anybody can sign",
                "give None for a key that is not known",
            )
        return exact_str("credentials", given)
    if isinstance(given, bytes) or _is_public_key(given):
        return given
    if not isinstance(given, (Credentials, SigningKey)):
        raise _wrong_answer(given)
    if given.access_key_id != signer.access_key_id:
        raise InvalidValueError(
            "credentials",
            "the look-up gave those of another access key id",
            "give those of the one that it is asked for, or None",
        )
    return given


def _is_public_key(given: object) -> TypeGuard[EllipticCurvePublicKey]:
    # Not by its type: `cryptography` is imported only where it is used.
    return hasattr(given, "public_numbers") and hasattr(given, "verify")


def _wrong_answer(given: object) -> InvalidTypeError:
    if hasattr(given, "__await__"):
        if hasattr(given, "close"):
            given.close()  # Nobody will await it, which would be warned of.
        return InvalidTypeError(
            "credentials", "the look-up is to be awaited", "await verify_request_async"
        )
    wanted = "a secret as a str, Credentials, a SigningKey, a public key, a list of these, or None"
    return type_error("credentials", given, f"from the look-up: {wanted}")
