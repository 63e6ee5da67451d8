"""`Message`: a request as it goes out, every byte of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

# Names and values, in their order.
Pairs = Sequence[tuple[str, str]]


@dataclass(frozen=True, kw_only=True)
class Message:
    """What stands on the wire; no client library that would put it right comes in between.

    path: as the request line has it. items: of the query, as they stand between the "&".
    headers: in their order, Host among them. body: None for a request without one.
    """

    method: str
    path: str
    items: tuple[str, ...]
    headers: tuple[tuple[str, str], ...]
    body: bytes | None = None

    @property
    def target(self) -> str:
        """The path and the query."""
        return f"{self.path}?{'&'.join(self.items)}" if self.items else self.path

    @property
    def encoded(self) -> bytes:
        """The bytes to send. The connection ends with the answer: after a request that is
        wrong, nobody knows what a server would make of the next one on it."""
        lines = [f"{self.method} {self.target} HTTP/1.1"]
        lines += [f"{name}: {value}" for name, value in self.headers]
        names = {name.lower() for name, _ in self.headers}
        # A server wants to know that nothing comes.
        if "content-length" not in names and (self.body is not None or self.method in _WITH_BODY):
            lines.append(f"Content-Length: {len(self.body or b'')}")
        lines += ["Connection: close", "", ""]
        return "\r\n".join(lines).encode() + (self.body or b"")

    def header(self, name: str) -> str | None:
        """The value of the first header of this name, in any case."""
        found = (value for own, value in self.headers if own.lower() == name)
        return next(found, None)


_WITH_BODY = frozenset({"PUT", "POST"})
