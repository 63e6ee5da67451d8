"""The signature in the query string.

Source: Amazon S3 API reference, "Authenticating requests: using query parameters".
"""

from __future__ import annotations

from .._encoding import decode
from .claims import Claim, check_algorithm, signed_names
from .refusals import QUERY, DuplicateParameterError, MalformedError, MissingParameterError
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

_LONGEST_NUMBER = 10


def signature_parameters(pairs: list[tuple[str, str]]) -> dict[str, str]:
    """The X-Amz-* parameters of a query, decoded; their names are case-sensitive.

    Refuses one that is there twice: signers and servers differ in which of them holds.
    """
    found: dict[str, str] = {}
    for name, value in pairs:
        if name.startswith("X-Amz-"):
            if name in found:
                raise DuplicateParameterError(name, form=QUERY)
            found[name] = decode(value).decode("latin-1") if "%" in value else value
    return found


def read_query(parameters: dict[str, str], most: int) -> Claim:
    """What the parameters say. most: the longest life in seconds."""
    for name in PARAMETERS:
        if not parameters.get(name):
            raise MissingParameterError(
                name,
                "Query-string authentication version 4 requires the X-Amz-Algorithm, "
                "X-Amz-Credential, X-Amz-Signature, X-Amz-Date, X-Amz-SignedHeaders, and "
                "X-Amz-Expires parameters.",
                form=QUERY,
            )
    algorithm, credential, amz_date, expires, names, signature = [
        parameters[name] for name in PARAMETERS
    ]
    check_algorithm(algorithm, "X-Amz-Algorithm", QUERY)
    epoch = epoch_of(amz_date)
    if epoch is None:
        raise MalformedError(
            "X-Amz-Date",
            "X-Amz-Date must be in the ISO8601 Long Format \"yyyyMMdd'T'HHmmss'Z'\"",
            form=QUERY,
        )
    claim = Claim(QUERY, algorithm, credential, amz_date, epoch, where="X-Amz-Credential")
    claim.expires_in = _seconds(expires, most)
    claim.names = signed_names(names, "X-Amz-SignedHeaders", QUERY)
    claim.signature = signature
    return claim


def _seconds(text: str, most: int) -> int:
    # [0-9]+ in ASCII: int() would take "+300", "3_0" and the digits of other scripts as well.
    if not (text.isascii() and text.isdigit()):
        negative = text.startswith("-")
        problem = "must be non-negative" if negative else "should be a number"
    elif len(text) > _LONGEST_NUMBER or int(text) > most:
        week = most == 604800
        problem = f"must be less than {'a week (in seconds)' if week else f'{most} seconds'}"
    elif int(text) == 0:
        problem = "must be at least one second"
    else:
        return int(text)
    raise MalformedError("X-Amz-Expires", f"X-Amz-Expires {problem}", form=QUERY)
