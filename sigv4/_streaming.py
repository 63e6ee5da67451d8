"""`ChunkSigner`: a body signed chunk by chunk, while it is sent.

Source: Amazon S3 API reference, "Signature calculations for the Authorization header:
transferring payload in multiple chunks" and "… requests with trailing headers".
"""

from __future__ import annotations

from ._authorize import sign_headers
from ._canonical import ALGORITHM, ASYMMETRIC_ALGORITHM
from ._checks import exact_str, shown, type_error
from ._checksums import CHECKSUM_HEADER, CHECKSUMS, checked_algorithm, in_base64
from ._chunk_stream import ChunkSignature, ChunkStream
from ._chunks import (
    CONTENT_CODING,
    DECODED_LENGTH,
    FORMS,
    LEAST_CHUNK_SIZE,
    MOST_TRAILERS,
    TRAILER_NAMES,
    TRAILER_SIGNATURE,
    Chain,
    ChunkForm,
    checked_number,
)
from ._frozen import Frozen
from ._headers import collect_headers, is_volatile
from ._keys import signing_key
from ._regions import RegionSet, place
from ._request import checked_rules
from ._rules import ServiceRules
from .errors import InvalidValueError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import AsyncIterable, AsyncIterator, Callable, Iterable, Iterator
    from datetime import datetime
    from typing import Any, Protocol

    from ._chunks import Block
    from ._credentials import Credentials
    from ._headers import Headers
    from ._keys import Key, SigningKey
    from ._regions import Regions

    class Readable(Protocol):
        """A file that was opened in binary."""

        def read(self, size: int, /) -> bytes:
            """So many bytes, or fewer; none at its end."""


# The default of AWS's SDKs and of its documentation's example.
_CHUNK_SIZE = 65536

# What this signer writes itself, by the argument that says it.
_OWN = {
    "content-length": "decoded_length",
    DECODED_LENGTH: "decoded_length",
    TRAILER_NAMES: "checksum or trailers",
    TRAILER_SIGNATURE: "checksum or trailers",
}


class ChunkSigner(Frozen):
    """A request whose body is signed in chunks while it is sent. Immutable.

        signer = ChunkSigner("PUT", url, credentials, region="eu-central-1",
                             decoded_length=size, checksum="crc32")
        send("PUT", url, signer.headers, signer.wire(open("video.mp4", "rb")))

    decoded_length: the length of the body, in bytes, which must be known. headers: signed as
        in `sign_headers`; a content-encoding of the body's own is kept behind aws-chunked.
    chunk_size: bytes in a chunk, 8192 at least.
    checksum: crc32, crc32c, crc64nvme, sha1 or sha256 of the whole body, sent behind it as a
        trailer, which S3 compares. crc32c and crc64nvme need the extra `checksums`.
    trailers: others that are known beforehand, such as a checksum calculated elsewhere.
    payload: "signed", or "unsigned" for chunks without signatures, which needs a trailer and
        should be sent over https alone.
    region_set, deterministic: for SigV4A, as in `presign_url`, in place of region.
    service, signing_time, rules, allow_signing_key: as in `sign_headers`.

    content_length: the length of what `wire` gives, in bytes.

    Raises InvalidValueError or InvalidTypeError, before anything is signed, and
    MissingDependencyError for a checksum, or for SigV4A, that needs what is not installed.
    """

    __slots__ = (
        "_checksums",
        "_headers",
        "_key",
        "_trailers",
        "amz_date",
        "chunk_size",
        "content_length",
        "decoded_length",
        "form",
        "seed_signature",
    )

    amz_date: str
    chunk_size: int
    content_length: int
    decoded_length: int
    form: ChunkForm
    seed_signature: str
    _checksums: tuple[str, ...]
    _headers: dict[str, str]
    _key: Key
    _trailers: dict[str, str]

    def __init__(
        self,
        method: str,
        url: str,
        credentials: Credentials | SigningKey,
        *,
        region: str | None = None,
        service: str = "s3",
        decoded_length: int,
        headers: Headers = (),
        chunk_size: int = _CHUNK_SIZE,
        checksum: str | None = None,
        trailers: Headers = (),
        payload: str = "signed",
        signing_time: datetime | None = None,
        rules: ServiceRules | None = None,
        allow_signing_key: bool = False,
        region_set: Regions | None = None,
        deterministic: bool = False,
    ) -> None:
        where = place(region, region_set, deterministic)
        rules = ServiceRules.of(service) if rules is None else checked_rules(rules)
        check_service(service, rules)
        decoded_length = checked_number("decoded_length", decoded_length, 0)
        chunk_size = checked_number("chunk_size", chunk_size, LEAST_CHUNK_SIZE)
        checksums = () if checksum is None else (checked_algorithm(checksum),)
        fixed = _checked_trailers(trailers, checksums)
        lengths = {name: len(value) for name, value in fixed.items()}
        for name in checksums:
            lengths[f"{CHECKSUM_HEADER}{name}"] = len(in_base64(CHECKSUMS[name]()))
        algorithm = ASYMMETRIC_ALGORITHM if isinstance(where, RegionSet) else ALGORITHM
        form = _form(payload, algorithm, trailer=bool(lengths))
        content_length = form.length(decoded_length, chunk_size, lengths)

        signed = _checked_headers(headers)
        signed["content-encoding"] = _with_coding(signed.get("content-encoding", ""))
        signed[DECODED_LENGTH] = str(decoded_length)
        # As in AWS's examples: with trailers, content-length is sent and not signed.
        unsigned = {"content-length": str(content_length)}
        if form.trailer:
            signed[TRAILER_NAMES] = ",".join(sorted(lengths))
        else:
            signed.update(unsigned)
        added = sign_headers(
            method,
            url,
            credentials,
            region=region,
            service=service,
            headers=signed,
            payload_hash=form.word,
            signing_time=signing_time,
            rules=rules,
            allow_signing_key=allow_signing_key,
            region_set=region_set,
            deterministic=deterministic,
        )
        amz_date = added["x-amz-date"]
        self._set(
            amz_date=amz_date,
            chunk_size=chunk_size,
            content_length=content_length,
            decoded_length=decoded_length,
            form=form,
            seed_signature=added["Authorization"].rpartition("Signature=")[2],
            _checksums=checksums,
            _headers={**signed, **unsigned, **added},
            _key=signing_key(credentials, amz_date[:8], where, service),
            _trailers=fixed,
        )

    @property
    def headers(self) -> dict[str, str]:
        """All headers to send: those that were given, and those that signing adds."""
        return dict(self._headers)

    def __repr__(self) -> str:
        return f"<ChunkSigner {self.form.word} of {self.decoded_length} bytes>"

    def stream(self, watch: Callable[[ChunkSignature], object] | None = None) -> ChunkStream:
        """A new body, to be fed by hand. watch: called with each signature, when it is made."""
        return ChunkStream(
            self.form,
            Chain(self._key, self.amz_date, self.seed_signature),
            chunk_size=self.chunk_size,
            decoded_length=self.decoded_length,
            checksums=self._checksums,
            trailers=self._trailers,
            watch=watch,
        )

    def wire(
        self,
        body: Block | Readable | Iterable[Block],
        *,
        watch: Callable[[ChunkSignature], object] | None = None,
    ) -> Iterator[bytes]:
        """The body as it is sent: of bytes, a binary file, or blocks of any size.

        Each call begins anew, so a body that can be given again can be sent again. watch:
        called with each signature, before the piece that it is in comes out.
        Raises InvalidTypeError or InvalidValueError, before the end of the body is given out.
        """
        stream = self.stream(watch)
        for block in _blocks(body, self.chunk_size):
            yield from stream.frames(block)
        yield from stream.ending()

    async def awire(self, body: AsyncIterable[Block]) -> AsyncIterator[bytes]:
        """The same of blocks that come asynchronously."""
        if not hasattr(body, "__aiter__"):
            raise type_error("body", body, "an asynchronous iterable of bytes, or call wire()")
        stream = self.stream()
        async for block in body:
            for frame in stream.frames(block):
                yield frame
        for frame in stream.ending():
            yield frame


def _blocks(body: Any, chunk_size: int) -> Iterable[Block]:
    if isinstance(body, (bytes, bytearray, memoryview)):
        return (body,)
    read = getattr(body, "read", None)
    if callable(read):
        # By its lines, which is how a file is iterated, it would come in small pieces.
        return iter(lambda: read(chunk_size), b"")
    if isinstance(body, str) or not hasattr(body, "__iter__"):
        raise type_error("body", body, "bytes, a binary file, or an iterable of bytes")
    blocks: Iterable[Block] = body
    return blocks


def check_service(service: str, rules: ServiceRules) -> None:
    """Refuse a service that takes no body in chunks."""
    if not rules.payload_hash_header:
        raise InvalidValueError(
            "service",
            f"{shown(service)} takes no body in chunks",
            "use sign_headers, with body or payload_hash",
        )


def _checked_trailers(trailers: Headers, checksums: tuple[str, ...]) -> dict[str, str]:
    collected = collect_headers(trailers)
    for name, value in collected.items():
        if name == TRAILER_SIGNATURE or name in [f"{CHECKSUM_HEADER}{c}" for c in checksums]:
            raise InvalidValueError(
                "trailers", f"{name} is added by signing", "leave it out, or leave out checksum"
            )
        if not value.isascii() or not name.startswith("x-amz-"):
            raise InvalidValueError(
                "trailers",
                f"{shown(name)} is no trailer that S3 takes",
                "give x-amz-… with an ASCII value, or send it as a header",
            )
    if len(collected) + len(checksums) > MOST_TRAILERS:
        raise InvalidValueError(
            "trailers", f"there are more than {MOST_TRAILERS}", "S3 takes one: a checksum"
        )
    return collected


def _form(payload: str, algorithm: str, *, trailer: bool) -> ChunkForm:
    payload = exact_str("payload", payload)
    if payload == "signed":
        return FORMS[f"STREAMING-{algorithm}-PAYLOAD{'-TRAILER' if trailer else ''}"]
    if payload != "unsigned":
        raise InvalidValueError(
            "payload", f"{shown(payload)} is neither of the two", 'give "signed" or "unsigned"'
        )
    if not trailer:
        raise InvalidValueError(
            "payload",
            "unsigned chunks need a trailer",
            "give a checksum, or sign UNSIGNED-PAYLOAD with sign_headers",
        )
    return FORMS["STREAMING-UNSIGNED-PAYLOAD-TRAILER"]


def _checked_headers(headers: Headers) -> dict[str, str]:
    collected = collect_headers(headers)
    for name in collected:
        if name in _OWN:
            raise InvalidValueError(
                "headers", f"{name} is added by signing", f"leave it out: {_OWN[name]} says it"
            )
        if is_volatile(name):
            raise InvalidValueError(
                "headers",
                f"{shown(name)} is rewritten on the way, which would break the signature",
                "leave it out; it may be sent unsigned",
            )
    return collected


def _with_coding(content_encoding: str) -> str:
    codings = [coding.strip() for coding in content_encoding.split(",") if coding.strip()]
    if CONTENT_CODING in codings:
        return content_encoding
    return ",".join([CONTENT_CODING, *codings])
