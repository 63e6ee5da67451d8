"""Bodies in signed chunks: `ChunkSigner` sends one, `ChunkVerifier` takes one.

An upload whose hash is not known beforehand need not be read twice, nor go out unsigned: S3
takes it in chunks, each with a signature that covers the one before.
Source: Amazon S3 API reference, "Signature calculations for the Authorization header:
transferring payload in multiple chunks" and "… requests with trailing headers".
"""

from __future__ import annotations

from ._chunk_stream import ChunkSignature, ChunkStream
from ._chunk_verifier import ChunkVerifier
from ._streaming import ChunkSigner

__all__ = ["ChunkSignature", "ChunkSigner", "ChunkStream", "ChunkVerifier"]
