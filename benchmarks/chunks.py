"""What does a body in signed chunks cost, beyond the hashes that it cannot do without?"""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256

import peers
from report import Result, finish, options, timed
from timing import Loop, each

from sigv4._checksums import CHECKSUMS
from sigv4.streaming import ChunkSigner, ChunkVerifier

# As a file is read: blocks of the chunk's size, which are taken as they are.
CHUNK = 65536
BODY = bytes(range(256)) * (16 * CHUNK // 256)
BLOCKS = [BODY[at : at + CHUNK] for at in range(0, len(BODY), CHUNK)]

# A checksum that is sent behind the body, and none.
CASES: dict[str, str | None] = {
    "no checksum": None,
    "crc32": "crc32",
    "crc64nvme": "crc64nvme",
    "sha256": "sha256",
}


def floor(checksum: str | None) -> Callable[[object], None]:
    """SHA-256 of the data and the checksum, and nothing else."""

    def hashes(_: object) -> None:
        for block in BLOCKS:
            sha256(block).digest()
        if checksum is not None:
            running = CHECKSUMS[checksum]()
            for block in BLOCKS:
                running.update(block)
            running.digest()

    return hashes


def contestants(checksum: str | None) -> dict[str, Loop]:
    """The hashes, the signer, and the verifier of what it sends."""
    signer = ChunkSigner(
        "PUT",
        peers.url_of(peers.KEY),
        peers.CREDENTIALS,
        region=peers.REGION,
        decoded_length=len(BODY),
        checksum=checksum,
    )
    headers, pieces = signer.headers, [*signer.wire(BLOCKS)]

    def sign(_: object) -> int:
        return sum(map(len, signer.wire(BLOCKS)))

    def verify(_: object) -> int:
        verifier = ChunkVerifier.of(headers, peers.CREDENTIALS)
        length = sum(len(block) for piece in pieces for block in verifier.feed(piece))
        verifier.finish()
        return length

    if sign(None) != signer.content_length or verify(None) != len(BODY):
        raise SystemExit("what was signed does not verify")
    return {
        "floor": each(floor(checksum), None),
        "sigv4 ChunkSigner.wire": each(sign, None),
        "sigv4 ChunkVerifier.feed": each(verify, None),
    }


def run(quick: bool = False) -> Result:
    """Time each checksum."""
    result = Result("chunks", "A body of 1 MiB in signed chunks of 64 KiB")
    rounds = 100 if quick else 1000
    cases = {name: contestants(checksum) for name, checksum in CASES.items()}
    result.cases = timed("µs a body", cases, rounds)
    result.notes.append("The floor is SHA-256 of the data, and the checksum where there is one.")
    return result


if __name__ == "__main__":
    chosen = options(__doc__)
    finish(run(chosen.quick), chosen)
