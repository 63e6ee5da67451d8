"""What a request says of its signature, in whichever form it says so."""

from __future__ import annotations

from .._canonical import ALGORITHM, ASYMMETRIC_ALGORITHM, TERMINATOR
from .._checks import check_scope_part
from .._credentials import check_access_key_id
from .._regions import RegionSet
from ..errors import InvalidValueError
from .refusals import (
    WrongDateError,
    WrongTerminatorError,
)
from .refused import (
    HEADER,
    POST,
    QUERY,
    MalformedError,
    MissingParameterError,
)

# The parts of each algorithm's credential scope, and how it is written.
SCOPES = {
    ALGORITHM: (4, "YYYYMMDD/REGION/SERVICE/aws4_request"),
    ASYMMETRIC_ALGORITHM: (3, "YYYYMMDD/SERVICE/aws4_request"),
}

# RFC 9110, section 5.6.2: tchar, in lower case.
_NAMES = frozenset("!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyz")
_HEX = b"0123456789abcdef"

# An HMAC-SHA256 in hex.
_SIGNATURE_LENGTH = 64

# Where each form has the algorithm, the credential, the signed headers and the region set.
PLACES = {
    QUERY: ("X-Amz-Algorithm", "X-Amz-Credential", "X-Amz-SignedHeaders", "X-Amz-Region-Set"),
    HEADER: ("Authorization", "Credential", "SignedHeaders", "x-amz-region-set"),
    POST: ("X-Amz-Algorithm", "X-Amz-Credential", "", "X-Amz-Region-Set"),
}


class Signer:
    """Who signs, for what and over which headers: the same for many requests of a day.

    access_key_id; date, region, service: of the scope, and the region set where the scope has no
    region; scope: as it is signed;
    names: the signed headers in their order, and signed_headers: as the request has them.
    """

    __slots__ = (
        "access_key_id",
        "algorithm",
        "date",
        "names",
        "region",
        "scope",
        "service",
        "signed_headers",
    )

    def __init__(
        self,
        form: str,
        algorithm: str,
        credential: str,
        signed_headers: str,
        region_set: str | None,
    ) -> None:
        algorithm_place, credential_place, headers_place, regions_place = PLACES[form]
        if algorithm not in SCOPES:
            raise MalformedError(
                algorithm_place, f"X-Amz-Algorithm only supports {' and '.join(SCOPES)}", form=form
            )
        count, written = SCOPES[algorithm]
        # The access key id may hold a "/": the scope is the last parts.
        parts = credential.rsplit("/", count)
        if len(parts) != count + 1 or not _is_credential(parts):
            raise MalformedError(
                credential_place,
                f"Error parsing the {credential_place}; the Credential is mal-formed; "
                f'expecting "<YOUR-AKID>/{written}".',
                form=form,
            )
        self.algorithm = algorithm
        self.access_key_id, self.date, *region, self.service, terminator = parts
        if terminator != TERMINATOR:
            raise WrongTerminatorError(form, terminator)
        self.region = region[0] if region else _region_set(region_set, regions_place, form)
        self.scope = credential[len(self.access_key_id) + 1 :]
        self.names = _signed_names(signed_headers, headers_place, form) if headers_place else ()
        self.signed_headers = signed_headers


def _region_set(text: str | None, place: str, form: str) -> str:
    if not text:
        raise MissingParameterError(
            place, f"{ASYMMETRIC_ALGORITHM} requires {place}, the set of regions", form=form
        )
    try:
        return RegionSet(text).text
    except InvalidValueError:
        pass  # Raised below, outside the handler: a refusal has no chained error.
    raise MalformedError(place, f"{place} must be regions with ',' between them", form=form)


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


def _is_credential(parts: list[str]) -> bool:
    # What Credentials and signing take: nothing else could have been signed with.
    try:
        check_access_key_id(parts[0])
        for part in parts[1:]:
            check_scope_part("credential", part)
    except InvalidValueError:
        return False
    return True


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
