"""Checksums of a body that passes by in blocks, each under the name that S3 has for it.

Source: Amazon S3 user guide, "Checking object integrity for data uploads".
"""

from __future__ import annotations

from ._checks import exact_str, shown
from .errors import InvalidValueError, MissingDependencyError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Protocol

    class Checksum(Protocol):
        """What the hashes of `hashlib` have, too."""

        def update(self, data: bytes | bytearray | memoryview, /) -> None:
            """Take the next bytes in."""

        def digest(self) -> bytes:
            """The digest of all bytes so far."""


# A header, or trailer, of this name with an algorithm's behind it carries the digest.
CHECKSUM_HEADER = "x-amz-checksum-"


class _Crc:
    """A cyclic redundancy check with the face of a hash. S3 has its value big-endian."""

    __slots__ = ("_calculate", "_length", "_value")

    def __init__(self, calculate: Callable[..., int], length: int) -> None:
        self._calculate = calculate
        self._length = length
        self._value = 0  # Of nothing, for each of the three.

    def update(self, data: bytes | bytearray | memoryview, /) -> None:
        self._value = self._calculate(data, self._value)

    def digest(self) -> bytes:
        return self._value.to_bytes(self._length, "big")


def _crc32() -> Checksum:
    from zlib import crc32

    return _Crc(crc32, 4)


def _crc32c() -> Checksum:
    return _Crc(_model("crc32c", "CRC32-ISCSI"), 4)


def _crc64nvme() -> Checksum:
    return _Crc(_model("crc64nvme", "CRC64-NVME"), 8)


def _sha1() -> Checksum:
    from hashlib import sha1

    return sha1(usedforsecurity=False)


def _sha256() -> Checksum:
    from hashlib import sha256

    return sha256()


def _model(algorithm: str, name: str) -> Callable[..., int]:
    try:
        import anycrc
    except ModuleNotFoundError as error:
        if error.name != "anycrc":
            raise
    else:
        calculate: Callable[..., int] = anycrc.Model(name).calc
        return calculate
    raise MissingDependencyError(f"the checksum {algorithm}", "anycrc", "checksums")


CHECKSUMS: dict[str, Callable[[], Checksum]] = {
    "crc32": _crc32,
    "crc32c": _crc32c,
    "crc64nvme": _crc64nvme,
    "sha1": _sha1,
    "sha256": _sha256,
}


def checked_algorithm(algorithm: object) -> str:
    """The name of a checksum that can be calculated here.

    Raises InvalidTypeError or InvalidValueError for what is none, and MissingDependencyError
    where it needs what is not installed.
    """
    given = exact_str("checksum", algorithm)
    name = given.lower().replace("-", "")
    if name not in CHECKSUMS:
        raise InvalidValueError(
            "checksum",
            f"{shown(given)} is none that can be calculated here",
            f"use one of {', '.join(CHECKSUMS)}",
        )
    CHECKSUMS[name]()
    return name


def in_base64(checksum: Checksum) -> str:
    """The digest so far, as its header or trailer has it."""
    from binascii import b2a_base64

    return b2a_base64(checksum.digest(), newline=False).decode("ascii")
