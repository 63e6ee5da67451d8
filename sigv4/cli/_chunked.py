"""`sigv4 sign --chunked`: the wire of a body in signed chunks, and all that is signed in it."""

from __future__ import annotations

import os
import sys
from contextlib import ExitStack
from stat import S_ISREG

from .._frozen import Frozen
from ..errors import InvalidValueError, SigV4Error
from ._messages import UsageError, noted
from ._parser import file_name, size

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Callable, Iterator

    from ..streaming import ChunkSignature, ChunkSigner
    from ._parser import Parser
    from ._target import Target

_NO_PLAIN_FILE = "--chunked needs a plain file: its length is sent before it"
_OPTIONS = {
    "chunk_size": "--chunk-size",
    "checksum": "--checksum",
    "unsigned_chunks": "--unsigned-chunks",
    "wire": "--wire",
}


def add_chunk_options(parser: Parser) -> None:
    """How the body of --chunked is sent."""
    group = parser.add_argument_group("a body in chunks")
    group.add_argument(
        "--chunk-size", type=size, metavar="SIZE", help="8KiB or more; default: 64KiB"
    )
    group.add_argument(
        "--checksum",
        metavar="NAME",
        help="send the body's behind it: crc32, crc32c, crc64nvme, sha1, sha256",
    )
    group.add_argument(
        "--unsigned-chunks",
        action="store_true",
        help="sign none of the chunks (S3 over https), with --checksum",
    )
    group.add_argument(
        "--wire", type=file_name, metavar="FILE", help="write the body to it, just as it is sent"
    )


def check_chunk_options(options: Namespace) -> None:
    """Refuse options that do not go together. Raises UsageError."""
    if options.chunked is None:
        for name, option in _OPTIONS.items():
            if getattr(options, name):
                raise UsageError(f"{option} is for a body in chunks: give --chunked FILE")
    elif options.chunked == "-":
        raise UsageError(_NO_PLAIN_FILE)
    elif options.unsigned_chunks and options.checksum is None:
        raise UsageError("--unsigned-chunks needs --checksum: nothing else proves the body")
    elif options.curl and options.wire is None:
        raise UsageError("--curl needs --wire FILE: it is what curl sends")


class ChunkedRequest(Frozen):
    """The signer of the file of --chunked, and what is done with what it gives."""

    __slots__ = ("_options", "signer")

    signer: ChunkSigner
    _options: Namespace

    def __init__(self, options: Namespace, signer: ChunkSigner) -> None:
        self._set(_options=options, signer=signer)

    @classmethod
    def of(cls, options: Namespace, target: Target, url: str) -> ChunkedRequest:
        """For a command's options. Raises what `ChunkSigner` raises, OSError and UsageError."""
        from ..streaming import ChunkSigner

        status = os.stat(options.chunked)  # Opening a pipe would wait for its writer.
        if not S_ISREG(status.st_mode):
            raise UsageError(_NO_PLAIN_FILE)
        wire = options.wire
        if wire is not None and os.path.exists(wire) and os.path.samefile(wire, options.chunked):
            raise UsageError("--wire would overwrite the file of --chunked")
        chunk_size = {} if options.chunk_size is None else {"chunk_size": options.chunk_size}
        signer = noted(
            lambda: ChunkSigner(
                options.method,
                url,
                target.credentials,
                **target.place,
                **chunk_size,
                service=target.service,
                decoded_length=status.st_size,
                headers=options.headers,
                checksum=options.checksum,
                payload="unsigned" if options.unsigned_chunks else "signed",
                signing_time=options.signing_time,
                rules=target.rules,
            )
        )
        return cls(options, signer)

    def curl(self, url: str) -> str:
        """Write the wire to the file of --wire; the command that sends it."""
        from .._curl import curl_command

        for _ in self._frames(lambda _: None):
            pass
        headers = self.signer.headers
        del headers["content-length"]  # curl sends the file's.
        method, wire = self._options.method, self._options.wire
        return curl_command(method, url, headers, upload_file=wire)

    def print(self) -> None:
        """Print the headers, each string to sign and the wire, without the data in it."""
        write = sys.stdout.write
        headers = "".join([f"{name}: {value}\n" for name, value in self.signer.headers.items()])
        for frame, signatures in self._signed_frames():
            write(headers)  # Once the files could be opened.
            headers = ""
            for signature in signatures:
                if signature.string_to_sign:
                    write(f"\n--- string to sign\n{signature.string_to_sign}\n")
            head, _, rest = frame.partition(b"\r\n")
            write(f"\n--- wire\n{head.decode('ascii')}\n")
            length = signatures[0].size
            if length:
                write(f"({length} bytes)\n")
            else:
                write(rest.decode("ascii").replace("\r\n", "\n"))

    def as_dict(self) -> dict[str, object]:
        """The same for --json."""
        chunks: list[dict[str, object]] = []
        trailers: dict[str, str] = {}
        for frame, signatures in self._signed_frames():
            for signature in signatures:
                said = {}
                if signature.signature:
                    said["string_to_sign"] = signature.string_to_sign
                    said["signature"] = signature.signature
                if signature.size is None:
                    trailers = said
                else:
                    chunks.append({"size": signature.size, **said})
            end = frame
        lines = end.decode("ascii").split("\r\n")[1:-2]
        sent = [line.partition(":")[::2] for line in lines]
        return {
            "headers": self.signer.headers,
            "chunks": chunks,
            "trailers": {"headers": dict(sent), **trailers} if sent else None,
        }

    def _signed_frames(self) -> Iterator[tuple[bytes, list[ChunkSignature]]]:
        """Each frame with the signatures in it."""
        seen: list[ChunkSignature] = []
        for frame in self._frames(seen.append):
            yield frame, seen
            seen.clear()

    def _frames(self, watch: Callable[[ChunkSignature], object]) -> Iterator[bytes]:
        """Every piece of the wire, once it is written to the file of --wire."""
        with ExitStack() as stack:
            body = stack.enter_context(open(self._options.chunked, "rb"))
            write = None
            if self._options.wire is not None:
                write = stack.enter_context(open(self._options.wire, "wb")).write
            try:
                for frame in self.signer.wire(body, watch=watch):
                    if write is not None:
                        write(frame)
                    yield frame
            except InvalidValueError:
                problem = f"{self._options.chunked} changed while it was read"
            else:
                return
        raise SigV4Error(problem)
