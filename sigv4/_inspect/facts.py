"""What a signature's parameters say, leniently read: of a query or of a form."""

from __future__ import annotations

from .._clock import LAST_SIGNING, to_epoch
from .._frozen import Frozen
from .findings import Finding, finding

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

# Algorithms, the version of each, and how many parts of the credential are its scope.
ALGORITHMS = {"AWS4-HMAC-SHA256": ("4", 4), "AWS4-ECDSA-P256-SHA256": ("4A", 3)}
_TERMINATOR = "aws4_request"


class SignedFacts(Frozen):
    """The scope and the times of a signature; what is not there, or malformed, is "" or None.

    findings: what is wrong with them.
    """

    __slots__ = (
        "access_key_id",
        "algorithm",
        "date",
        "findings",
        "has_bucket_session",
        "has_token",
        "region",
        "scope",
        "service",
        "signed_epoch",
        "version",
    )

    access_key_id: str
    algorithm: str
    date: str
    findings: tuple[Finding, ...]
    has_bucket_session: bool
    has_token: bool
    region: str
    scope: str
    service: str
    signed_epoch: int | None
    version: str

    def __init__(self, value: Callable[[str], str | None]) -> None:
        """value: gives what is there by a parameter's name, or None."""
        found: list[Finding] = []
        algorithm = value("X-Amz-Algorithm") or ""
        if algorithm and algorithm not in ALGORITHMS:
            found.append(finding("algorithm-unknown"))
        version, parts = ALGORITHMS.get(algorithm, ("4", 4))
        credential = value("X-Amz-Credential")
        key, date, region, service, scope = _credential(credential, parts)
        if credential and not scope:
            form = f"access key id/date/{'region/' if parts > 3 else ''}service/{_TERMINATOR}"
            found.append(finding("credential-malformed", form=form))
        amz_date = value("X-Amz-Date")
        signed_epoch = None if amz_date is None else amz_epoch(amz_date)
        if amz_date and signed_epoch is None:
            found.append(finding("date-malformed", name="X-Amz-Date"))
        elif amz_date and date and not amz_date.startswith(date):
            found.append(finding("scope-date-differs", scope_date=date, date=amz_date))
        found += on_token(value, key)
        self._set(
            access_key_id=key,
            algorithm=algorithm,
            date=date,
            findings=tuple(found),
            has_bucket_session=bool(value(TOKENS[1])),
            has_token=any(value(name) for name in TOKENS),
            region=region,
            scope=scope,
            service=service,
            signed_epoch=signed_epoch,
            version=version,
        )

    @property
    def is_temporary(self) -> bool:
        """Whether credentials of this kind end by themselves (IAM user guide, "Unique IDs")."""
        return self.has_token or self.access_key_id.startswith("ASIA")


TOKENS = ("X-Amz-Security-Token", "X-Amz-S3session-Token")


def _credential(credential: str | None, parts: int) -> tuple[str, str, str, str, str]:
    """Access key id, date, region, service and scope. The id may hold a "/"; a scope does not."""
    split = (credential or "").rsplit("/", parts)
    key = split[0]
    if len(split) != parts + 1 or not all(split) or split[-1] != _TERMINATOR:
        return key.partition("/")[0], "", "", "", ""
    date, service = split[1], split[-2]
    if len(date) != 8 or not (date.isascii() and date.isdigit()):
        return key, "", "", "", ""
    return key, date, split[2] if parts > 3 else "", service, "/".join(split[1:])


def on_token(value: Callable[[str], str | None], key: str) -> list[Finding]:
    """What is wrong with the token of an access key; value: as of SignedFacts."""
    empty = [finding("empty-token", name=name) for name in TOKENS if value(name) == ""]
    if not empty and key.startswith("ASIA") and not any(value(name) for name in TOKENS):
        return [finding("token-missing")]
    return empty


def amz_epoch(text: str) -> int | None:
    """The seconds since 1970 of `20130524T000000Z`; None: it is none."""
    from datetime import datetime, timezone

    digits = text[:8] + text[9:15]
    if len(text) != 16 or text[8::7] != "TZ" or not (digits.isascii() and digits.isdigit()):
        return None
    numbers = (text[:4], text[4:6], text[6:8], text[9:11], text[11:13], text[13:15])
    year, month, day, hour, minute, second = map(int, numbers)
    try:
        time = datetime(year, month, day, hour, minute, second, tzinfo=timezone.utc)
    except ValueError:
        return None
    epoch = to_epoch(time)
    return epoch if epoch < LAST_SIGNING else None
