"""What a request says of its signature, in whichever form it says so."""

from __future__ import annotations

from .._canonical import ALGORITHM, TERMINATOR
from .refusals import MalformedError, WrongDateError, WrongTerminatorError

# RFC 9110, section 5.6.2: tchar, in lower case.
_NAMES = frozenset("!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyz")
_HEX = frozenset("0123456789abcdef")

# An HMAC-SHA256 in hex.
_SIGNATURE_LENGTH = 64


class Claim:
    """form: "query", "header" or "post"; access_key_id; date, region, service: of the scope;
    scope: the three and the terminator; amz_date and epoch: when it was signed; expires_in:
    seconds, None in a header; names: the signed headers in their order; signature: as it came."""

    __slots__ = (
        "access_key_id",
        "algorithm",
        "amz_date",
        "date",
        "epoch",
        "expires_in",
        "form",
        "names",
        "region",
        "scope",
        "service",
        "signature",
    )

    def __init__(
        self, form: str, algorithm: str, credential: str, amz_date: str, epoch: int, *, where: str
    ) -> None:
        self.form = form
        self.algorithm = algorithm
        self.amz_date = amz_date
        self.epoch = epoch
        self.expires_in: int | None = None
        self.names: tuple[str, ...] = ()
        self.signature = ""
        self._read_credential(credential, where)

    def _read_credential(self, credential: str, where: str) -> None:
        # The access key id may hold a "/": the scope is the last four parts.
        parts = credential.rsplit("/", 4)
        if len(parts) != 5 or not all(parts) or not _is_credential(credential):
            raise MalformedError(
                where,
                "Error parsing the X-Amz-Credential parameter; the Credential is mal-formed; "
                'expecting "<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request".',
                form=self.form,
            )
        self.access_key_id, self.date, self.region, self.service, terminator = parts
        if terminator != TERMINATOR:
            raise WrongTerminatorError(self.form, terminator)
        if self.date != self.amz_date[:8]:
            raise WrongDateError(self.form, self.date, self.amz_date[:8])
        self.scope = f"{self.date}/{self.region}/{self.service}/{terminator}"


def check_algorithm(algorithm: str, where: str, form: str) -> None:
    """Refuse what is no algorithm of Signature Version 4."""
    if algorithm != ALGORITHM:
        raise MalformedError(where, f'X-Amz-Algorithm only supports "{ALGORITHM}"', form=form)


def _is_credential(text: str) -> bool:
    # What Credentials takes for an access key id: nothing else could have signed.
    return text.isascii() and text.isprintable() and " " not in text and "," not in text


def signed_names(text: str, where: str, form: str) -> tuple[str, ...]:
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
    return len(text) == _SIGNATURE_LENGTH and _HEX.issuperset(text)
