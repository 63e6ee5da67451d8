"""`ChunkVerifier`, of any wire: what is given out was signed, in its order, however it came.

An input is a recipe: which of the really signed bodies, in which pieces it comes, and how
chunks and bytes of its wire are changed; or, in its place, the wire.
"""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass
from datetime import datetime, timezone
from hashlib import sha256
from typing import Any

from recipes import Recipe

from sigv4 import Credentials
from sigv4._asymmetric import AsymmetricKey
from sigv4._chunk_request import ChunkRequest
from sigv4._keys import SigningKey
from sigv4.errors import ChunkError
from sigv4.streaming import ChunkSigner, ChunkVerifier

_KEYS = Credentials("AKIDEXAMPLE", "a-secret-that-nobody-may-see")
_NOW = datetime(2024, 2, 29, 12, tzinfo=timezone.utc)

_TRAILERS = {"x-amz-meta-a": "b c"}
_FORMS: tuple[dict[str, Any], ...] = (
    {},
    {"checksum": "sha256", "trailers": _TRAILERS},
    {"checksum": "sha256", "payload": "unsigned"},
    {"checksum": "sha256", "region": None, "region_set": ["eu-central-2"]},
)
_LENGTHS = (0, 3, 8192 + 3, 2 * 8192)
_PIECES = (1 << 20, 1, 7, 255, 8192)


@dataclass(frozen=True)
class _Sent:
    """A body that was signed: its headers, its key, and its wire, chunk by chunk."""

    headers: dict[str, str]
    key: SigningKey | AsymmetricKey
    body: bytes
    frames: tuple[bytes, ...]
    trailers: dict[str, str]


def _sent(length: int, form: dict[str, Any]) -> _Sent:
    url, given = "https://files.example.com/key", {"region": "eu-central-2", **form}
    body = bytes(at * 7 % 251 for at in range(length))
    signer = ChunkSigner(
        "PUT", url, _KEYS, decoded_length=length, signing_time=_NOW, chunk_size=8192, **given
    )
    key = ChunkRequest.of(signer.headers).key(_KEYS)  # Once: of a key pair it takes its time.
    frames = tuple(signer.wire(body))
    verifier = ChunkVerifier.of(signer.headers, key)
    verifier.feed(b"".join(frames))
    verifier.finish()
    return _Sent(dict(signer.headers), key, body, frames, verifier.trailers)


_SENT = tuple(_sent(length, form) for form in _FORMS for length in _LENGTHS)

# Each body as it is, and cut into pieces; its chunks doubled, moved and left out.
SEEDS = (
    *[bytes([which, which % len(_PIECES), 0]) for which in range(len(_SENT))],
    *[bytes([which, 0, 1, how, 0, 1]) for which in range(len(_SENT)) for how in range(4)],
    b"\1\0\3" + b"".join(_SENT[1].frames),
)


def TestOneInput(data: bytes) -> None:
    """One body, at once and in pieces."""
    recipe = Recipe(data)
    sent = recipe.one_of(_SENT)
    size = recipe.one_of(_PIECES)
    wire = _wire(recipe, sent)
    size = max(size, len(wire) // 256)  # A long wire byte by byte takes its time.
    whole, error = _received(sent, wire, 1 << 20)
    pieces, same = _received(sent, wire, size)
    assert type(same) is type(error)
    assert pieces.startswith(whole)
    assert error is not None or whole == pieces


def _wire(recipe: Recipe, sent: _Sent) -> bytes:
    frames, how_many = list(sent.frames), recipe.number(4)
    if how_many == 3:
        return recipe.rest()
    for _ in range(how_many):
        how, at, other = (recipe.byte() for _ in range(3))
        at, other = at % len(frames), other % len(frames)
        doubled, changed, moved = (
            [frames[at], frames[other]],
            recipe.altered(frames[at]),
            frames[other],
        )
        frames[at : at + 1] = (doubled, [changed], [moved], [b""])[how % 4]
    wire = b"".join(frames)
    while recipe:
        wire = recipe.altered(wire)
    return wire


def _received(sent: _Sent, wire: bytes, size: int) -> tuple[bytes, ChunkError | None]:
    """What is given out of a wire that comes in pieces; and why no more is."""
    verifier = ChunkVerifier.of(sent.headers, sent.key)
    given, failure = bytearray(), None
    signed = "UNSIGNED" not in sent.headers["x-amz-content-sha256"]
    try:
        for at in range(0, len(wire), size):
            for block in verifier.feed(wire[at : at + size]):
                given += block
        verifier.finish()
    except ChunkError as error:
        failure = error
    assert not signed or sent.body.startswith(given)
    if failure is None:
        assert len(given) == len(sent.body)
        assert not signed or (given == sent.body and verifier.trailers == sent.trailers)
        digest = b64encode(sha256(given).digest()).decode()
        assert verifier.trailers.get("x-amz-checksum-sha256", digest) == digest
    return bytes(given), failure
