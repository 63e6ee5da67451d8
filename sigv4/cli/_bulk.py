"""Many URLs: one for each line of a file or of a pipe, in order, in flat memory."""

from __future__ import annotations

import sys
from io import BufferedIOBase

from .._mint import Minter
from .._presign import presign
from ..errors import InvalidInputError
from ..s3.addresses import key_path
from ._messages import UsageError, complain, note, told
from ._render import as_json, timestamp
from ._target import note_contradictions

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Callable, Iterator

    from .._credentials import Credentials
    from ..s3.addresses import S3Address
    from ._target import Target

_CHUNK = 65536

# No key is as long; what is, is no list of keys, and is not gathered in memory.
_LONGEST_LINE = 65536


class _BadLineError(Exception):
    """A line that is no key."""


def presign_keys(target: Target, options: Namespace) -> int:
    """Print a URL for each key; the exit status, 1 where lines were bad."""
    sign = _signer(target, options)
    note_contradictions(target.base, target.region, options.service)
    return print_each(sign, options, target.credentials)


def print_each(sign: Callable[[str], str], options: Namespace, credentials: Credentials) -> int:
    """Print what `sign` makes of each key; the exit status, 1 where lines were bad.

    Each URL is signed in the second in which it is drawn, so that those of a slow pipe
    live as long as the others, unless --signing-time says when.
    """
    ends = credentials.expiration
    if ends is not None:
        note(f"no URL lives longer than the credentials, which end at {timestamp(ends)}")
    unit, separator = ("key", b"\0") if options.null else ("line", b"\n")
    number = failed = 0
    for batch in _batches(options.keys, separator):
        for line in batch:
            number += 1
            try:
                url = sign(_key(line, separator))
            except _BadLineError as error:
                complain(f"{unit} {number}: {error}")
                failed = 1
            except InvalidInputError as error:
                # A fault of any other argument is not this line's.
                if error.argument != "key":
                    raise
                complain(f"{unit} {number}: {told(error)}")
                failed = 1
            else:
                sys.stdout.write(f"{url}\n")
        # Whoever feeds the pipe may be waiting for these before sending more.
        sys.stdout.flush()
    return failed


def checked_prefix(address: S3Address, options: Namespace) -> str:
    """What stands before each key; raises for an address or an option that keys do not go with."""
    if options.curl:
        raise UsageError("--curl is for one URL, not for --keys")
    prefix = address.key
    if prefix and not prefix.endswith("/"):
        raise UsageError(
            f"with --keys the address ends in '/': write s3://{address.bucket}/{prefix}/"
        )
    key_path(prefix, allow_dot_segments=options.allow_dot_segments)
    return prefix


def _signer(target: Target, options: Namespace) -> Callable[[str], str]:
    """From a key to the line to print for it; raises what is wrong with the call."""
    if target.address is None:
        raise UsageError("--keys is for s3:// addresses: write s3://bucket/ or s3://bucket/prefix/")
    prefix = checked_prefix(target.address, options)
    allow = options.allow_dot_segments
    base = f"{target.base}{key_path(prefix, allow_dot_segments=allow)}"
    if not options.json:
        return Minter(
            options.method,
            base,
            target.credentials,
            **target.place,
            service=target.service,
            expires_in=target.lifetime(options.expires_in),
            query=options.query_params,
            headers=options.headers,
            signing_time=options.signing_time,
            allow_dot_segments=allow,
            rules=target.rules,
        )

    def sign(key: str) -> str:
        request = presign(
            options.method,
            f"{base}{key_path(key, allow_dot_segments=allow)}{target.query}",
            target.credentials,
            **target.place,
            service=target.service,
            expires_in=target.lifetime(options.expires_in),
            headers=options.headers,
            signing_time=options.signing_time,
            rules=target.rules,
        )
        return as_json(request, f"{prefix}{key}")

    sign("-")  # What is wrong with the call, and not with a key, is wrong now.
    return sign


def _key(line: bytes, separator: bytes) -> str:
    if not line:
        raise _BadLineError("it is empty")
    if separator == b"\n" and b"\0" in line:
        raise _BadLineError(
            "it holds a NUL: use -0 where NULs end the keys, and save text as UTF-8"
        )
    if len(line) > _LONGEST_LINE:
        raise _BadLineError("it is too long for a key")
    if separator == b"\n" and line.startswith(b"\xef\xbb\xbf"):
        raise _BadLineError("it begins with a byte order mark: save the file without one")
    if separator == b"\n" and line.endswith(b"\r"):
        raise _BadLineError("it ends in a carriage return: give the file Unix line ends, or use -0")
    try:
        return line.decode()
    except UnicodeDecodeError:
        raise _BadLineError("it is not UTF-8") from None


def _batches(name: str, separator: bytes) -> Iterator[list[bytes]]:
    """The lines of a file, or for "-" of standard input, as many at a time as have arrived."""
    if name != "-":
        with open(name, "rb") as file:
            yield from _split(file, separator)
        return
    stream = getattr(sys.stdin, "buffer", None)  # None: started with it closed (`<&-`).
    if not isinstance(stream, BufferedIOBase):
        raise UsageError("--keys -: standard input is closed")
    yield from _split(stream, separator)


def _split(stream: BufferedIOBase, separator: bytes) -> Iterator[list[bytes]]:
    """The lines of a stream.

    The separator ends a line: one that is missing at the end is no fault, and one that is
    there begins no empty line. A line that is too long comes cut off, and is still too long.
    """
    rest = b""
    while chunk := stream.read1(_CHUNK):
        *lines, rest = (rest + chunk).split(separator)
        rest = rest[: _LONGEST_LINE + 1]
        yield lines
    if rest:
        yield [rest]
