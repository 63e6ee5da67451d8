"""What a request says of its signature, in whichever form it says so."""

from __future__ import annotations

from .._canonical import ALGORITHM, TERMINATOR
from .refusals import (
    HEADER,
    POST,
    QUERY,
    MalformedError,
    WrongDateError,
    WrongTerminatorError,
)

ALGORITHMS = frozenset({ALGORITHM})

# RFC 9110, section 5.6.2: tchar, in lower case.
_NAMES = frozenset("!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyz")
_HEX = b"0123456789abcdef"

# An HMAC-SHA256 in hex.
_SIGNATURE_LENGTH = 64

# Where each form has the algorithm, the credential and the signed headers.
_PLACES = {
    QUERY: ("X-Amz-Algorithm", "X-Amz-Credential", "X-Amz-SignedHeaders"),
    HEADER: ("Authorization", "Credential", "SignedHeaders"),
    POST: ("X-Amz-Algorithm", "X-Amz-Credential", ""),
}


class Signer:
    """Who signs, for what and over which headers: the same for many requests of a day.

    access_key_id; date, region, service: of the scope; scope: the three and the terminator;
    names: the signed headers in their order, and signed_headers: as the request has them.
    """

    __slots__ = (
        "access_key_id",
        "algorithm",
        "date",
        "headers",
        "names",
        "region",
        "scope",
        "service",
        "signed_headers",
    )

    def __init__(self, form: str, algorithm: str, credential: str, signed_headers: str) -> None:
        algorithm_place, credential_place, headers_place = _PLACES[form]
        if algorithm not in ALGORITHMS:
            raise MalformedError(
                algorithm_place, f'X-Amz-Algorithm only supports "{ALGORITHM}"', form=form
            )
        # The access key id may hold a "/": the scope is the last four parts.
        parts = credential.rsplit("/", 4)
        if len(parts) != 5 or "" in parts or not _is_credential(credential):
            raise MalformedError(
                credential_place,
                f"Error parsing the {credential_place}; the Credential is mal-formed; expecting "
                '"<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request".',
                form=form,
            )
        self.algorithm = algorithm
        self.access_key_id, self.date, self.region, self.service, terminator = parts
        if terminator != TERMINATOR:
            raise WrongTerminatorError(form, terminator)
        self.scope = credential[len(self.access_key_id) + 1 :]
        self.names = _signed_names(signed_headers, headers_place, form)
        self.signed_headers = signed_headers
        self.headers = frozenset(self.names)


class Claim:
    """form: "query", "header" or "post"; signer; amz_date and epoch: when it was signed;
    expires_in: seconds, None in a header; signature: as it came."""

    __slots__ = ("amz_date", "epoch", "expires_in", "form", "signature", "signer")

    def __init__(
        self,
        form: str,
        signer: Signer,
        amz_date: str,
        epoch: int,
        expires_in: int | None,
        signature: str,
    ) -> None:
        if signer.date != amz_date[:8]:
            raise WrongDateError(form, signer.date, amz_date[:8])
        self.form = form
        self.signer = signer
        self.amz_date = amz_date
        self.epoch = epoch
        self.expires_in = expires_in
        self.signature = signature


def _is_credential(text: str) -> bool:
    # What Credentials takes for an access key id: nothing else could have signed.
    return text.isascii() and text.isprintable() and " " not in text and "," not in text


def _signed_names(text: str, where: str, form: str) -> tuple[str, ...]:
    """The names of SignedHeaders: tokens in lower case, sorted, each once, with ";" between."""
    names = text.split(";")
    in_order = names == sorted(set(names))
    if not all(names) or not in_order or not _NAMES.issuperset(text.replace(";", "")):
        raise MalformedError(
            where,
            "SignedHeaders must be header names in lower case, in order, with ';' between them",
            form=form,
        )
    return tuple(names)


def is_signature(text: str) -> bool:
    """Whether a text has the form of a signature: 64 digits of lower-case hex."""
    return (
        len(text) == _SIGNATURE_LENGTH
        and text.isascii()
        and not text.encode().translate(None, _HEX)
    )
