"""A request as an input of a fuzzer: text that stays a request when parts of it are changed.

    !GET /key?X-Amz-Algorithm=…
    Host: files.example.com

    the body

The first byte says how the server takes it. No byte is refused: what is missing is empty.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

Headers = tuple[tuple[bytes, bytes], ...]


@dataclass(frozen=True)
class Message:
    """mode: 0 to 255; method, target, headers and body: what came over the wire."""

    mode: int
    method: bytes
    target: bytes
    headers: Headers
    body: bytes

    @classmethod
    def read(cls, data: bytes) -> Message:
        """The request that some bytes are."""
        head, _, body = data[1:].partition(b"\n\n")
        first, *lines = head.split(b"\n")
        method, _, target = first.partition(b" ")
        pairs = [line.partition(b":") for line in lines]
        headers = tuple((name, value.removeprefix(b" ")) for name, _, value in pairs)
        return cls(data[0] if data else 0, method, target, headers, body)

    def written(self) -> bytes:
        """The bytes that are read as this request."""
        lines = [b"%s: %s" % pair for pair in self.headers]
        head = b"\n".join([b"%s %s" % (self.method, self.target), *lines])
        return bytes([self.mode]) + head + b"\n\n" + self.body

    def replaced(self, old: bytes, new: bytes) -> Message:
        """With other bytes in the target and the headers' values."""
        return replace(
            self,
            target=self.target.replace(old, new),
            headers=tuple((name, value.replace(old, new)) for name, value in self.headers),
        )

    def values(self, name: bytes) -> list[bytes]:
        """Those of a header, given in lower case."""
        return [value for n, value in self.headers if n.lower() == name]
