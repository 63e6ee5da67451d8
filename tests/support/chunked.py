"""What the tests of bodies in chunks share: AWS's documented upload, and short ways to one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timezone
from random import Random
from typing import Any

import pytest
from hypothesis import strategies as st

from sigv4 import Credentials, SigningKey
from sigv4.errors import ChunkError
from sigv4.streaming import ChunkSignature, ChunkSigner, ChunkVerifier

CREDENTIALS = Credentials("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY")
REGION = "us-east-1"
NOW = datetime(2013, 5, 24, tzinfo=timezone.utc)
KEY = SigningKey.derive(CREDENTIALS, date="20130524", region=REGION, service="s3")

URL = "https://s3.amazonaws.com/examplebucket/chunkObject.txt"
HEADERS = {"x-amz-storage-class": "REDUCED_REDUNDANCY"}
BODY = b"a" * 66560


# A body of each form of HMAC, by the arguments of `signer`.
FORMS: dict[str, dict[str, Any]] = {
    "signed": {},
    "trailer": {"checksum": "crc32c"},
    "trailers": {"checksum": "sha1", "trailers": {"x-amz-meta-a": "b c"}},
    "unsigned": {"checksum": "crc64nvme", "payload": "unsigned"},
}
SIGNED = sorted(FORMS.keys() - {"unsigned"})


# Left to itself hypothesis draws small: a body of a few bytes, and hardly ever a second chunk.
_SEEDS = st.integers(0, 1 << 32).map(Random)


def bodies(shortest: int, longest: int) -> st.SearchStrategy[bytes]:
    """Bodies of every length, each as likely as the other, and around that of a chunk."""
    edges = [n * 8192 + more for n in range(1, 5) for more in (-1, 0, 1)]
    near = [edge for edge in edges if shortest <= edge <= longest]

    def body(random: Random) -> bytes:
        length = random.choice([random.randint(shortest, longest), random.choice(near)])
        return random.randbytes(length)

    return _SEEDS.map(body)


def cuts() -> st.SearchStrategy[list[int]]:
    """Sizes of pieces, from one byte to two chunks and more, for `split`."""

    def sizes(random: Random) -> list[int]:
        return [random.randint(1, 1 << random.randint(1, 15)) for _ in range(random.randint(1, 5))]

    return _SEEDS.map(sizes)


def signer(decoded_length: int, **changes: Any) -> ChunkSigner:
    """The signer of AWS's documented upload, with some arguments changed."""
    given: dict[str, Any] = {
        "method": "PUT",
        "url": URL,
        "credentials": CREDENTIALS,
        "region": REGION,
        "headers": HEADERS,
        "signing_time": NOW,
        **changes,
    }
    return ChunkSigner(
        given.pop("method"),
        given.pop("url"),
        given.pop("credentials"),
        decoded_length=decoded_length,
        **given,
    )


def wire_of(body: bytes, **changes: Any) -> tuple[ChunkSigner, bytes]:
    """A body as it is sent, and who signed it."""
    its = signer(len(body), **changes)
    return its, b"".join(its.wire(body))


def signatures_of(signer: ChunkSigner, body: bytes) -> list[ChunkSignature]:
    """Every signature within a body."""
    seen: list[ChunkSignature] = []
    stream = signer.stream(seen.append)
    stream.feed(body)
    stream.finish()
    return seen


def verifier(signer: ChunkSigner, **changes: Any) -> ChunkVerifier:
    """The verifier of what a signer sends."""
    return ChunkVerifier.of(signer.headers, KEY, **changes)


def received(verifier: ChunkVerifier, pieces: Iterable[bytes]) -> bytes:
    """The whole body that is proven of these pieces of a wire."""
    blocks = [block for piece in pieces for block in verifier.feed(piece)]
    verifier.finish()
    return b"".join(blocks)


def split(data: bytes, sizes: Sequence[int]) -> list[bytes]:
    """Bytes in pieces of these sizes, over and over."""
    pieces, at, number = [], 0, 0
    while at < len(data):
        size = sizes[number % len(sizes)]
        pieces.append(data[at : at + size])
        at, number = at + size, number + 1
    return pieces


def refused(its: ChunkSigner, wire: bytes, pieces: int | None = None) -> tuple[ChunkError, bytes]:
    """The error at a wire, and what was given out before it."""
    checker, given_out = verifier(its), bytearray()

    def take() -> None:
        for piece in split(wire, [pieces or max(1, len(wire))]):
            for block in checker.feed(piece):
                given_out.extend(block)
        checker.finish()

    with pytest.raises(ChunkError) as caught:
        take()
    return caught.value, bytes(given_out)
