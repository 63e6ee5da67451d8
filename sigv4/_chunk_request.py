"""What the headers of a request say of its body in chunks. They come from outside.

Source: Amazon S3 API reference, "Signature calculations for the Authorization header:
transferring payload in multiple chunks" and "… requests with trailing headers".
"""

from __future__ import annotations

from ._canonical import ALGORITHM, ASYMMETRIC_ALGORITHM, TERMINATOR
from ._checks import LOWER_HEX, shown
from ._chunks import DECODED_LENGTH, FORMS, LARGEST, TRAILER_NAMES
from ._clock import SigningTime
from ._frozen import Frozen
from ._headers import collect_headers
from ._keys import checked_date, signing_key
from ._regions import RegionSet
from .errors import ChunkHeaderError, InvalidInputError, InvalidValueError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datetime import datetime

    from ._credentials import Credentials
    from ._headers import Headers
    from ._keys import Key


class ChunkRequest(Frozen):
    """A request whose body comes in chunks, as its headers have it. Immutable.

    payload: its x-amz-content-sha256, one of `FORMS`. trailers: the names in x-amz-trailer.
    """

    __slots__ = (
        "_algorithm",
        "_credential",
        "_region_set",
        "decoded_length",
        "payload",
        "seed_signature",
        "signing_time",
        "trailers",
    )

    decoded_length: int
    payload: str
    seed_signature: str
    signing_time: datetime
    trailers: tuple[str, ...]
    _algorithm: str
    _credential: str
    _region_set: str

    @classmethod
    def of(cls, headers: Headers) -> ChunkRequest:
        """Read the headers. Raises ChunkHeaderError where one is missing or malformed."""
        given = _collected(headers)
        payload = given.get("x-amz-content-sha256", "")
        if payload not in FORMS:
            raise ChunkHeaderError(f"x-amz-content-sha256 {shown(payload)} is no body in chunks")
        length = given.get(DECODED_LENGTH, "")
        if not (length.isascii() and length.isdigit() and len(length) < len(str(LARGEST))):
            raise ChunkHeaderError(f"{DECODED_LENGTH} {shown(length)} is no length in bytes")
        algorithm, _, rest = given.get("authorization", "").partition(" ")
        known = algorithm in {ALGORITHM, ASYMMETRIC_ALGORITHM}
        # Chunks without signatures may follow a request that either of the two signed.
        if not known or FORMS[payload].algorithm not in {None, algorithm}:
            raise ChunkHeaderError("Authorization has no signature of the payload's algorithm")
        fields = _fields(rest)
        seed = fields.get("Signature", "")
        if not seed or not LOWER_HEX.issuperset(seed):
            raise ChunkHeaderError("Authorization has no signature")
        names = [name.strip() for name in given.get(TRAILER_NAMES, "").split(",")]
        request = cls()
        request._set(
            decoded_length=int(length),
            payload=payload,
            seed_signature=seed,
            signing_time=_instant(given.get("x-amz-date", "")),
            trailers=tuple(filter(None, names)),
            _algorithm=algorithm,
            _credential=fields.get("Credential", ""),
            _region_set=given.get("x-amz-region-set", ""),
        )
        return request

    def key(self, credentials: Credentials) -> Key:
        """The signing key for the credential scope that the request has.

        Raises ChunkHeaderError where it is that of another access key, or none.
        """
        # An access key id may hold "/", so the scope is read from its end.
        prefix = f"{credentials.access_key_id}/"
        if not self._credential.startswith(prefix):
            raise ChunkHeaderError("Authorization is of another access key")
        parts = self._credential.removeprefix(prefix).split("/")
        try:
            if self._algorithm == ASYMMETRIC_ALGORITHM:
                date, service, terminator = parts
                where: str | RegionSet = RegionSet(self._region_set)
            else:
                date, where, service, terminator = parts
            if terminator == TERMINATOR:
                return signing_key(credentials, checked_date(date), where, service)
        except (InvalidInputError, ValueError):
            pass
        raise ChunkHeaderError("Authorization has no credential scope of its algorithm")


def _collected(headers: Headers) -> dict[str, str]:
    try:
        return collect_headers(headers)
    except InvalidValueError as error:
        problem = error.problem
    raise ChunkHeaderError(problem)  # Outside the handler: a refusal has no chained error.


def _fields(text: str) -> dict[str, str]:
    """The fields behind the algorithm: `Credential=…, SignedHeaders=…, Signature=…`."""
    pairs = [part.strip().partition("=") for part in text.split(",")]
    fields = {name: value for name, _, value in pairs}
    if len(fields) != len(pairs):  # Who verified the request may have read the other one.
        raise ChunkHeaderError("Authorization has a field twice")
    return fields


def _instant(amz_date: str) -> datetime:
    from datetime import datetime, timezone

    digits = f"{amz_date[:8]}{amz_date[9:15]}"
    if f"{digits[:8]}T{digits[8:]}Z" == amz_date and digits.isascii() and digits.isdigit():
        month, day, hour, minute, second = (int(digits[at : at + 2]) for at in range(4, 14, 2))
        try:
            time = datetime(int(digits[:4]), month, day, hour, minute, second, tzinfo=timezone.utc)
            SigningTime.of(time)
            return time
        except ValueError:
            pass
    raise ChunkHeaderError(f"x-amz-date {shown(amz_date)} is no time")
