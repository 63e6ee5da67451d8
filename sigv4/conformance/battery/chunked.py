"""`ChunkDraft`: a body in signed chunks, right or wrong.

Source: Amazon S3 API reference, "Signature calculations for the Authorization header:
transferring payload in multiple chunks" and "... requests with trailing headers".
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from hashlib import sha256

from ..._canonical import ALGORITHM
from .draft import Draft, signature
from .message import Message

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .message import Pairs
    from .target import Target

SIGNED = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD"
SIGNED_TRAILER = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER"
UNSIGNED_TRAILER = "STREAMING-UNSIGNED-PAYLOAD-TRAILER"

_EMPTY_HASH = sha256(b"").hexdigest()

# A chunk as it goes out: its data, and its signature ("" where it has none).
Chunk = tuple[bytes, str]


@dataclass(frozen=True, kw_only=True)
class ChunkDraft:
    """An upload in chunks. parts: what each holds; the empty one at the end is added.

    trailer: a header behind the body, announced and signed. decoded: the length that is said;
    None: the right one, -1: none. change: what is done to the chunks after signing, the last
    one among them; after: to what stands behind them.
    """

    key: str
    parts: tuple[bytes, ...]
    payload: str = SIGNED
    trailer: tuple[str, str] | None = None
    decoded: int | None = None
    headers: Pairs = ()
    change: Callable[[list[Chunk]], list[Chunk]] | None = None
    after: Callable[[bytes], bytes] | None = None
    draft: Draft | None = None

    @property
    def body(self) -> bytes:
        """What the object should hold."""
        return b"".join(self.parts)

    def signed(self, target: Target) -> Message:
        """The message, signed now."""
        length = len(self.body) if self.decoded is None else self.decoded
        headers = [("Content-Encoding", "aws-chunked"), *self.headers]
        if length >= 0:
            headers.append(("x-amz-decoded-content-length", str(length)))
        if self.trailer is not None:
            headers.append(("x-amz-trailer", self.trailer[0]))
        draft = replace(
            self.draft or Draft(),
            method="PUT",
            key=self.key,
            auth="header",
            payload=self.payload,
            headers=headers,
            body=b"",
        )
        message = draft.signed(target)
        chain = Chain(message, draft, target)
        chunks = [(part, chain.chunk(part)) for part in (*self.parts, b"")]
        end = self._end(chain)
        if self.change is not None:
            chunks = self.change(chunks)
        if self.after is not None:
            end = self.after(end)
        return replace(message, body=b"".join(map(self._frame, chunks)) + end)

    def _frame(self, chunk: Chunk) -> bytes:
        data, signed = chunk
        extension = f";chunk-signature={signed}" if signed and self._signs else ""
        head = f"{len(data):x}{extension}\r\n".encode()
        return head + data + b"\r\n" if data else head

    def _end(self, chain: Chain) -> bytes:
        """What stands behind the last chunk's line."""
        if self.trailer is None:
            return b"\r\n"
        line = f"{self.trailer[0]}:{self.trailer[1]}"
        lines = [line]
        if self._signs:
            lines.append(f"x-amz-trailer-signature:{chain.trailer(line)}")
        return "\r\n".join([*lines, "", ""]).encode()

    @property
    def _signs(self) -> bool:
        return self.payload != UNSIGNED_TRAILER


class Chain:
    """The chunk signatures, each of which covers the one before."""

    def __init__(self, message: Message, draft: Draft, target: Target) -> None:
        authorization = message.header("authorization") or ""
        self._date = message.header("x-amz-date") or ""
        credential = authorization.partition("Credential=")[2].partition(",")[0]
        self._scope = "/".join(credential.split("/")[-4:])
        self._before = authorization.rpartition("Signature=")[2]
        day, region, service, _ = self._scope.split("/")
        self._parts = (day, region, service)
        self._secret = draft.secret or target.credentials.secret_access_key

    def chunk(self, data: bytes) -> str:
        """The signature of the next chunk."""
        return self._sign(f"{ALGORITHM}-PAYLOAD", f"{_EMPTY_HASH}\n{sha256(data).hexdigest()}")

    def trailer(self, line: str) -> str:
        """The signature of the trailer."""
        return self._sign(f"{ALGORITHM}-TRAILER", sha256(f"{line}\n".encode()).hexdigest())

    def _sign(self, algorithm: str, hashes: str) -> str:
        text = f"{algorithm}\n{self._date}\n{self._scope}\n{self._before}\n{hashes}"
        self._before = signature(self._secret, self._parts, text)
        return self._before
