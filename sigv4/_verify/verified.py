"""`Verified`: who signed a request, and what the signature covers."""

from __future__ import annotations

from .._clock import utc
from .._frozen import Frozen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datetime import datetime


class Verified(Frozen):
    """A request that was signed by who it says, for this server and for now. Immutable.

    access_key_id: who signed. scope: `YYYYMMDD/region/service/aws4_request`, and region and
    service out of it. form: "query", "header" or "post". signed_headers: the names of those
    that the signature covers, in lower case; what others say, anybody may have said. path: the
    path that was signed, encoded once and, for services that sign it so, without dot segments
    and double slashes: what to route on. payload_hash: the SHA-256 that the body must have, or
    what was signed in its place, such as UNSIGNED-PAYLOAD. signed_at, expires_at: aware
    datetimes in UTC; from `expires_at` on, the request is refused.
    """

    __slots__ = (
        "_ends",
        "_signed",
        "access_key_id",
        "form",
        "path",
        "payload_hash",
        "region",
        "scope",
        "service",
        "signed_headers",
    )

    access_key_id: str
    form: str
    path: str
    payload_hash: str
    region: str
    scope: str
    service: str
    signed_headers: tuple[str, ...]
    _signed: int
    _ends: int

    def __init__(
        self,
        *,
        access_key_id: str,
        form: str,
        path: str,
        payload_hash: str,
        region: str,
        scope: str,
        service: str,
        signed_headers: tuple[str, ...],
        signed: int,
        ends: int,
    ) -> None:
        self._set(
            access_key_id=access_key_id,
            form=form,
            path=path,
            payload_hash=payload_hash,
            region=region,
            scope=scope,
            service=service,
            signed_headers=signed_headers,
            _signed=signed,
            _ends=ends,
        )

    @property
    def signed_at(self) -> datetime:
        """When it was signed, by the signer's clock."""
        return utc(self._signed)

    @property
    def expires_at(self) -> datetime:
        """From when on it is refused: a memory of requests (against replays) may forget it."""
        return utc(self._ends)

    def __repr__(self) -> str:
        return f"<Verified {self.form} {self.access_key_id}/{self.scope}>"
