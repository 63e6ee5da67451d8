"""`Verified`: who signed a request, and what the signature covers."""

from __future__ import annotations

from .._clock import utc
from .._frozen import Frozen
from ..errors import InvalidValueError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datetime import datetime

    from .._chunk_verifier import ChunkVerifier
    from .chunked import Chunks

    Facts = tuple[
        str,
        str,
        str,
        str,
        str,
        tuple[str, ...],
        str,
        int,
        int,
        Chunks | None,
        dict[str, str] | None,
    ]


class Verified(Frozen):
    """A request that was signed by who it says, for this server and for now. Immutable.

    access_key_id: who signed. scope: `YYYYMMDD/region/service/aws4_request`; region, service: what
    it was signed for. form: "query", "header" or "post". signed_headers: the names of those
    that the signature covers, in lower case; what others say, anybody may have said. path: the
    path that was signed, encoded once and, for services that sign it so, without dot segments
    and double slashes: what to route on. payload_hash: the SHA-256 that the body must have, or
    what was signed in its place, such as UNSIGNED-PAYLOAD. signed_at, expires_at: aware
    datetimes in UTC; from `expires_at` on, the request is refused.
    """

    # One slot: it is made for every request, and setting a slot of a frozen record takes time.
    __slots__ = ("_facts",)

    _facts: Facts

    def __init__(
        self,
        access_key_id: str,
        scope: str,
        region: str,
        form: str,
        path: str,
        signed_headers: tuple[str, ...],
        payload_hash: str,
        signed: int,
        ends: int,
        chunks: Chunks | None = None,
        fields: dict[str, str] | None = None,
    ) -> None:
        names, sums = signed_headers, payload_hash
        facts = (
            access_key_id,
            scope,
            region,
            form,
            path,
            names,
            sums,
            signed,
            ends,
            chunks,
            fields,
        )
        object.__setattr__(self, "_facts", facts)

    @property
    def access_key_id(self) -> str:
        """Who signed."""
        return self._facts[0]

    @property
    def scope(self) -> str:
        """`YYYYMMDD/region/service/aws4_request`; SigV4A's has no region."""
        return self._facts[1]

    @property
    def form(self) -> str:
        """Where the signature was: "query", "header" or "post"."""
        return self._facts[3]

    @property
    def path(self) -> str:
        """The path that was signed, encoded once."""
        return self._facts[4]

    @property
    def signed_headers(self) -> tuple[str, ...]:
        """The names of the headers that the signature covers, in lower case."""
        return self._facts[5]

    @property
    def payload_hash(self) -> str:
        """The SHA-256 of the body, or what was signed in its place."""
        return self._facts[6]

    @property
    def region(self) -> str:
        """The region that it was signed for, or the set of regions (SigV4A)."""
        return self._facts[2]

    @property
    def service(self) -> str:
        """The service that it was signed for."""
        return self.scope.split("/")[-2]

    @property
    def signed_at(self) -> datetime:
        """When it was signed, by the signer's clock."""
        return utc(self._facts[7])

    @property
    def expires_at(self) -> datetime:
        """From when on it is refused: a memory of requests (against replays) may forget it."""
        return utc(self._facts[8])

    @property
    def fields(self) -> dict[str, str]:
        """A form's fields that the policy was held against, by name in lower case: go by these.

        ${filename} is replaced in them; what stood behind the file is not among them. Empty in
        the other forms.
        """
        return dict(self._facts[10] or {})

    def chunks(self, *, max_chunk_size: int | None = None) -> ChunkVerifier:
        """What verifies the body where it comes in chunks, and takes them apart: a new one.

        Its `payload_hash` then begins with STREAMING-. max_chunk_size: as `ChunkVerifier` has it.
        Raises InvalidValueError for another body, and ChunkError for trailers that S3 does not
        take.
        """
        chunks = self._facts[9]
        if chunks is None:
            raise InvalidValueError(
                "payload_hash",
                f"it is {self.payload_hash}: the body does not come in chunks",
                "compare the body's SHA-256 with it",
            )
        return chunks.verifier(max_chunk_size)

    def __repr__(self) -> str:
        return f"<Verified {self.form} {self.access_key_id}/{self.scope}>"
