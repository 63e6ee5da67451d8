"""`ChunkVerifier`: a body that comes in chunks, checked while it comes.

Source: Amazon S3 API reference, "Signature calculations for the Authorization header:
transferring payload in multiple chunks" and "… requests with trailing headers".
"""

from __future__ import annotations

from hmac import compare_digest

from ._asymmetric import AsymmetricKey, verifies
from ._checks import LOWER_HEX, exact_str, shown, type_error
from ._checksums import CHECKSUM_HEADER, CHECKSUMS, checked_algorithm, in_base64
from ._chunk_reader import ChunkReader
from ._chunk_request import ChunkRequest
from ._chunks import (
    FORMS,
    LEAST_CHUNK_SIZE,
    MOST_TRAILERS,
    TRAILER_NAMES,
    TRAILER_SIGNATURE,
    Chain,
    ChunkForm,
    as_view,
    checked_number,
)
from ._clock import SigningTime
from ._credentials import Credentials
from ._keys import SigningKey
from .errors import (
    ChecksumError,
    ChunkError,
    ChunkFramingError,
    ChunkSignatureError,
    ChunkSizeError,
    InvalidValueError,
    TrailerError,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from ._chunks import Block
    from ._headers import Headers
    from ._keys import Key

# A signed chunk is held back until its signature is checked, so this is what one upload can
# take of memory. AWS's SDKs send 64 KiB to 1 MiB.
_LARGEST_CHUNK = 16 << 20


class ChunkVerifier:
    """Takes the body of a request in chunks as it comes, and gives out what is proven.

        verifier = ChunkVerifier.of(headers, key)  # of a request whose own signature holds
        for data in received:
            for block in verifier.feed(data):
                file.write(block)
        verifier.finish()

    key: the signing key of the credential scope's date, region and service; None for the form
        without signatures. payload: the request's x-amz-content-sha256. signing_time: its
        x-amz-date. seed_signature: its own signature, which the first chunk continues.
    decoded_length: x-amz-decoded-content-length. trailers: the names in x-amz-trailer.
    max_chunk_size: bytes of the largest signed chunk to accept; each is held in memory until
        its signature is checked.

    What is given out is what the sender signed, in that order. Only `finish` says that it is
    all: until then keep it apart, and after an error throw it away. Without signatures the
    trailer's checksum is the one proof, and comes last.

    trailers: those that came, by name, once the body has ended.

    Raises InvalidValueError or InvalidTypeError for its arguments, TrailerError for names that
    S3 does not take, MissingDependencyError for a checksum that needs what is not installed.
    """

    def __init__(
        self,
        key: Key | None,
        *,
        payload: str,
        signing_time: datetime,
        seed_signature: str,
        decoded_length: int,
        trailers: Iterable[str] = (),
        max_chunk_size: int = _LARGEST_CHUNK,
    ) -> None:
        form = _form(key, payload)
        if signing_time is None:
            raise type_error("signing_time", None, "the request's, as an aware datetime")
        amz_date = SigningTime.of(signing_time).amz_date
        seed = exact_str("seed_signature", seed_signature)
        if not seed or not LOWER_HEX.issuperset(seed):
            raise InvalidValueError(
                "seed_signature", "it is no signature", "give that of the request, in hex"
            )
        chain = None if form.algorithm is None or key is None else Chain(key, amz_date, seed)
        self._checks = _Checks(
            chain,
            decoded_length=checked_number("decoded_length", decoded_length, 0),
            names=_checked_names(form, trailers),
            max_chunk_size=checked_number("max_chunk_size", max_chunk_size, LEAST_CHUNK_SIZE),
        )
        self._reader = ChunkReader(form, self._checks)
        self._failure: ChunkError | None = None

    @classmethod
    def of(
        cls,
        headers: Headers,
        key: Credentials | Key | None,
        *,
        max_chunk_size: int = _LARGEST_CHUNK,
    ) -> ChunkVerifier:
        """The verifier for a request by its headers, Authorization among them.

        key: the signing key, or the credentials to derive it from, for the date, region and
        service of the request. The request's own signature must be verified by itself: it is
        where the chain begins, and says that these headers are the sender's.

        Raises ChunkHeaderError where a header is missing or malformed, and what the class raises.
        """
        request = ChunkRequest.of(headers)
        return cls(
            request.key(key) if isinstance(key, Credentials) else key,
            payload=request.payload,
            signing_time=request.signing_time,
            seed_signature=request.seed_signature,
            decoded_length=request.decoded_length,
            trailers=request.trailers,
            max_chunk_size=max_chunk_size,
        )

    @property
    def trailers(self) -> dict[str, str]:
        """The trailers, without their signature; none before the end."""
        return dict(self._checks.trailers)

    def feed(self, data: Block) -> list[bytes]:
        """The blocks that are proven with this data; maybe none.

        Raises ChunkError, and from then on always the same one; InvalidTypeError for what is
        no bytes.
        """
        view = as_view("data", data)
        if self._failure is not None:
            raise self._failure
        try:
            self._reader.feed(view)
        except ChunkError as error:
            self._failure = error
            raise
        return self._checks.proven()

    def finish(self) -> None:
        """To be called at the end of the request. Raises ChunkError unless all has come."""
        if self._failure is not None:
            raise self._failure
        self._reader.check_ended()


class _Checks:
    """What the reader tells, checked."""

    def __init__(
        self,
        chain: Chain | None,
        *,
        decoded_length: int,
        names: frozenset[str],
        max_chunk_size: int,
    ) -> None:
        self.trailers: dict[str, str] = {}
        self._chain = chain
        self._decoded_length = decoded_length
        self._names = names
        self._max_chunk_size = max_chunk_size
        self._received = 0
        self._size = 0
        self._signature = ""
        self._held = bytearray()
        self._whole = b""
        self._proven: list[bytes] = []
        self._checksums = {
            name: CHECKSUMS[name.removeprefix(CHECKSUM_HEADER)]()
            for name in names
            if name.startswith(CHECKSUM_HEADER)
        }

    def proven(self) -> list[bytes]:
        """What may be given out, once."""
        proven, self._proven = self._proven, []
        return proven

    def on_head(self, size: int, signature: str) -> None:
        missing = self._decoded_length - self._received
        if size > missing:
            raise ChunkFramingError(
                f"the body is longer than the {self._decoded_length} bytes that were announced"
            )
        if size == 0 and missing:
            raise ChunkFramingError(
                f"the body has {self._received} bytes, and {self._decoded_length} were announced"
            )
        if size < LEAST_CHUNK_SIZE and size != missing:
            raise ChunkSizeError(
                f"a chunk has {size} bytes and is not the last: {LEAST_CHUNK_SIZE} are the least"
            )
        if self._chain is not None and size > self._max_chunk_size:
            raise ChunkSizeError(
                f"a chunk has {size} bytes: {self._max_chunk_size} are accepted at the most"
            )
        self._received += size
        self._size, self._signature = size, signature
        if size == 0 and self._chain is not None:
            self._check(self._chain, self._chain.of_chunk(b""), signature)

    def on_data(self, piece: memoryview) -> None:
        if self._chain is None:
            self._give_out(bytes(piece))
        elif len(piece) == self._size:
            self._whole = bytes(piece)  # As a rule it comes so, and is copied once.
        else:
            self._held += piece

    def on_chunk_end(self) -> None:
        if self._chain is not None:
            data = self._whole or bytes(self._held)
            self._whole = b""
            self._held.clear()
            self._check(self._chain, self._chain.of_chunk(data), self._signature)
            self._give_out(data)

    def on_end(self, trailers: dict[str, str], signature: str) -> None:
        unknown = sorted(trailers.keys() - self._names)
        missing = sorted(self._names - trailers.keys())
        if unknown or missing:
            name = (unknown or missing)[0]
            was = "was not announced" if unknown else "is missing"
            raise TrailerError(f"the trailer {shown(name)} {was}")
        if self._chain is not None and signature:
            self._check(self._chain, self._chain.of_trailers(trailers), signature)
        for name, checksum in self._checksums.items():
            if trailers[name] != in_base64(checksum):
                raise ChecksumError(f"{name} is not the checksum of the body")
        self.trailers = trailers

    def _check(self, chain: Chain, string_to_sign: str, signature: str) -> None:
        if not _matches(chain.key, string_to_sign, signature):
            raise ChunkSignatureError(
                "the signature of a chunk, or of the trailers, does not match"
            )
        chain.previous = signature

    def _give_out(self, data: bytes) -> None:
        for checksum in self._checksums.values():
            checksum.update(data)
        self._proven.append(data)


def _matches(key: Key, string_to_sign: str, signature: str) -> bool:
    if isinstance(key, SigningKey):
        return compare_digest(key.sign(string_to_sign), signature)
    return verifies(key.public_key, string_to_sign, signature)


def _form(key: Key | None, payload: str) -> ChunkForm:
    form = FORMS.get(exact_str("payload", payload))
    if form is None:
        raise InvalidValueError(
            "payload", f"{shown(payload)} is no body in chunks", f"give one of {', '.join(FORMS)}"
        )
    if form.algorithm is None:
        return form
    if not isinstance(key, (SigningKey, AsymmetricKey)):
        raise type_error("key", key, "the SigningKey of the request's credential scope")
    if key.algorithm != form.algorithm:
        raise InvalidValueError(
            "key", f"it signs with {key.algorithm}, and the body with {form.algorithm}", "give its"
        )
    return form


def _checked_names(form: ChunkForm, names: Iterable[str]) -> frozenset[str]:
    if isinstance(names, (str, bytes)) or not hasattr(names, "__iter__"):
        raise type_error("trailers", names, "the names in x-amz-trailer, as a list of str")
    lower = [exact_str("trailers", name).lower() for name in names]
    if bool(lower) != form.trailer:
        raise TrailerError(
            f"{TRAILER_NAMES} names {'none' if form.trailer else 'some, and the form has none'}"
        )
    if len(lower) > MOST_TRAILERS:
        raise TrailerError(f"{TRAILER_NAMES} names {len(lower)}: {MOST_TRAILERS} are the most")
    for name in lower:
        algorithm = name.removeprefix(CHECKSUM_HEADER)
        if name == TRAILER_SIGNATURE or lower.count(name) > 1:
            raise TrailerError(f"{TRAILER_NAMES} must not name {shown(name)}, or not twice")
        if algorithm != name:
            if algorithm not in CHECKSUMS:
                raise TrailerError(f"{shown(name)} is no checksum that can be calculated here")
            checked_algorithm(algorithm)
    return frozenset(lower)
