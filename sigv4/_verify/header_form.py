"""The signature in the Authorization header.

Source: Amazon S3 API reference, "Authenticating requests: using the Authorization header".
"""

from __future__ import annotations

from .claims import SCOPES, Claim, Signer
from .received import Received
from .refused import (
    HEADER,
    DuplicateParameterError,
    MalformedError,
    MissingParameterError,
    UnsupportedMechanismError,
)
from .times import amz_date_of, epoch_of

_FIELDS = ("Credential", "SignedHeaders", "Signature")


def read_header(authorization: str, received: Received) -> Claim:
    """What the header says: `ALGORITHM Credential=…, SignedHeaders=…, Signature=…`."""
    algorithm, _, rest = authorization.partition(" ")
    if algorithm not in SCOPES:
        raise UnsupportedMechanismError
    fields = _fields(rest)
    amz_date, epoch = _time(received)
    regions = received.only("x-amz-region-set", HEADER)
    signer = Signer(HEADER, algorithm, fields["Credential"], fields["SignedHeaders"], regions)
    return Claim(HEADER, signer, amz_date, epoch, None, fields["Signature"])


def _fields(text: str) -> dict[str, str]:
    fields: dict[str, str] = {}
    for part in text.split(","):
        name, _, value = part.strip(" ").partition("=")
        if name not in _FIELDS:
            raise MalformedError(
                "Authorization",
                "The authorization header is malformed; it holds Credential, SignedHeaders "
                "and Signature with commas between them",
                form=HEADER,
            )
        if name in fields:
            raise DuplicateParameterError(name, form=HEADER)
        fields[name] = value
    for name in _FIELDS:
        if not fields.get(name):
            raise MissingParameterError(
                name, f"The authorization header is malformed; {name} is missing", form=HEADER
            )
    return fields


def _time(received: Received) -> tuple[str, int]:
    """x-amz-date or, where there is none, Date; the string to sign covers whichever it is."""
    where = "x-amz-date" if "x-amz-date" in received.headers else "date"
    given = received.only(where, HEADER)
    if given is None:
        raise MissingParameterError(
            "x-amz-date",
            "AWS authentication requires a valid Date or x-amz-date header",
            form=HEADER,
        )
    amz_date = given if where == "x-amz-date" else amz_date_of(given) or given
    epoch = epoch_of(amz_date)
    if epoch is None:
        raise MalformedError(
            where, "AWS authentication requires a valid Date or x-amz-date header", form=HEADER
        )
    return amz_date, epoch
