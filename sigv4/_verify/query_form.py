"""The signature in the query string.

Source: Amazon S3 API reference, "Authenticating requests: using query parameters".
"""

from __future__ import annotations

from operator import itemgetter

from .._encoding import decode
from .._rules import SEVEN_DAYS
from .claims import Claim, Signer
from .refused import (
    QUERY,
    MalformedError,
    MissingParameterError,
)
from .times import epoch_of

# Each of them makes a request a signed one: with one left out, it is a malformed one.
PARAMETERS = (
    "X-Amz-Algorithm",
    "X-Amz-Credential",
    "X-Amz-Date",
    "X-Amz-Expires",
    "X-Amz-SignedHeaders",
    "X-Amz-Signature",
)

_all_of = itemgetter(*PARAMETERS)

_LONGEST_NUMBER = 10

# Signers that were seen, by their parameters. Bounded, since anybody may send any.
_SIGNERS: dict[tuple[str, str, str, str | None], Signer] = {}
_SIGNERS_KEPT = 256
_LONGEST_KEPT = 256


def decoded(value: str) -> str:
    """The value of a parameter, each character one byte."""
    return decode(value).decode("latin-1") if "%" in value else value


def read_query(parameters: dict[str, str], most: int) -> Claim:
    """What the parameters say. most: the longest life in seconds."""
    # What is escaped in one but the credential and the headers is not what it must be.
    try:
        values = _all_of(parameters)
    except KeyError:
        values = ("",)
    if "" in values:
        raise _missing(parameters)  # Outside the handler: a refusal has no chained error.
    algorithm, credential, amz_date, expires, names, signature = values
    epoch = epoch_of(amz_date)
    if epoch is None:
        raise MalformedError(
            "X-Amz-Date",
            "X-Amz-Date must be in the ISO8601 Long Format \"yyyyMMdd'T'HHmmss'Z'\"",
            form=QUERY,
        )
    signed = (algorithm, credential, names, parameters.get("X-Amz-Region-Set"))
    signer = _SIGNERS.get(signed) or _signer(*signed)
    # [0-9]+ in ASCII: int() would take "+300", "3_0" and the digits of other scripts as well.
    is_number = expires.isascii() and expires.isdigit()
    seconds = int(expires) if is_number and len(expires) <= _LONGEST_NUMBER else 0
    if not 1 <= seconds <= most:
        raise _wrong_expires(expires, most, is_number=is_number)
    return Claim(QUERY, signer, amz_date, epoch, seconds, signature)


def _signer(algorithm: str, credential: str, names: str, regions: str | None) -> Signer:
    region_set = decoded(regions) if regions else None
    signer = Signer(QUERY, algorithm, decoded(credential), decoded(names), region_set)
    if len(credential) + len(names) + len(regions or "") <= _LONGEST_KEPT:
        if len(_SIGNERS) >= _SIGNERS_KEPT:
            _SIGNERS.clear()
        _SIGNERS[algorithm, credential, names, regions] = signer
    return signer


def _missing(parameters: dict[str, str]) -> MissingParameterError:
    return MissingParameterError(
        next(name for name in PARAMETERS if not parameters.get(name)),
        "Query-string authentication version 4 requires the X-Amz-Algorithm, "
        "X-Amz-Credential, X-Amz-Signature, X-Amz-Date, X-Amz-SignedHeaders, and "
        "X-Amz-Expires parameters.",
        form=QUERY,
    )


def _wrong_expires(text: str, most: int, *, is_number: bool) -> MalformedError:
    if not is_number:
        problem = "must be non-negative" if text.startswith("-") else "should be a number"
    elif not text.strip("0"):
        problem = "must be at least one second"
    else:
        week = most == SEVEN_DAYS
        problem = f"must be less than {'a week (in seconds)' if week else f'{most} seconds'}"
    return MalformedError("X-Amz-Expires", f"X-Amz-Expires {problem}", form=QUERY)
