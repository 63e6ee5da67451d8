"""Checksums of an upload, as the headers that S3 checks it against.

Source: Amazon S3 user guide, "Checking object integrity for data uploads".
"""

from __future__ import annotations

from .._checks import exact_str, shown, type_error
from ..errors import InvalidValueError
from ._names import nearest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

# The parameter of each algorithm, and the length of its digest in bytes.
ALGORITHMS = {
    "crc32": ("ChecksumCRC32", 4),
    "crc32c": ("ChecksumCRC32C", 4),
    "crc64nvme": ("ChecksumCRC64NVME", 8),
    "sha1": ("ChecksumSHA1", 20),
    "sha256": ("ChecksumSHA256", 32),
    "sha512": ("ChecksumSHA512", 64),
    "md5": ("ChecksumMD5", 16),
    "xxhash64": ("ChecksumXXHASH64", 8),
    "xxhash3": ("ChecksumXXHASH3", 8),
    "xxhash128": ("ChecksumXXHASH128", 16),
}

_PREFIX = "Checksum"

# The algorithms as the API names them.
API_NAMES = frozenset([parameter.removeprefix(_PREFIX) for parameter, _ in ALGORITHMS.values()])


def checksum_parameter(checksum: Any) -> tuple[str, str]:
    """The parameter and its value of `(algorithm, digest)`, as in ("sha256", digest).

    The digest is its bytes, or their base64 as a str. Raises InvalidTypeError or
    InvalidValueError.
    """
    if not isinstance(checksum, (tuple, list)) or len(checksum) != 2:
        raise type_error("checksum", checksum, 'a pair such as ("sha256", digest)')
    name = _known("checksum", checksum[0])
    parameter, length = ALGORITHMS[name]
    return parameter, _in_base64(checksum[1], name, length)


def api_name(algorithm: Any) -> str:
    """An algorithm as the API names it: SHA256. Raises InvalidTypeError or InvalidValueError."""
    parameter, _ = ALGORITHMS[_known("checksum_algorithm", algorithm)]
    return parameter.removeprefix(_PREFIX)


def _known(argument: str, algorithm: Any) -> str:
    given = exact_str(argument, algorithm)
    name = given.lower().replace("-", "")
    if name not in ALGORITHMS:
        raise InvalidValueError(
            argument,
            f"{shown(given)} is no algorithm of S3's",
            nearest(given, ALGORITHMS) or f"use one of {', '.join(ALGORITHMS)}",
        )
    return name


def _in_base64(digest: Any, algorithm: str, length: int) -> str:
    from base64 import b64decode, b64encode

    if isinstance(digest, str):
        text = exact_str("checksum", digest)
        try:
            raw = b64decode(text.encode("ascii"), validate=True)
        except ValueError:
            raw = b""
    elif isinstance(digest, (bytes, bytearray)):
        raw, text = bytes(digest), b64encode(digest).decode("ascii")
    else:
        raise type_error("checksum", digest, "the bytes of the digest, or their base64 as a str")
    if len(raw) != length:
        raise InvalidValueError(
            "checksum",
            f"it is no {algorithm} digest of {length} bytes",
            "give digest(), or its base64; of a hexdigest, bytes.fromhex(…)",
        )
    return text
