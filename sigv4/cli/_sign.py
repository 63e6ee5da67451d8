"""`sigv4 sign`: the headers that sign one request."""

from __future__ import annotations

import sys
from hashlib import sha256

from .._authorize import sign_headers
from .._checks import shown
from .._encoding import as_sent
from .._rules import EMPTY_PAYLOAD_HASH, UNSIGNED_PAYLOAD, ServiceRules
from .._url import split_url
from ._chunked import ChunkedRequest, add_chunk_options, check_chunk_options
from ._messages import UsageError, note, noted
from ._parser import (
    Parser,
    add_endpoint_options,
    add_output_options,
    add_request_options,
    add_signer_options,
    file_name,
)
from ._render import placeholder, wants_body
from ._target import is_address, note_contradictions, resolve

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Sequence

    from ._target import Target

_EPILOG = """\
examples:
  sigv4 sign GET 'https://sts.amazonaws.com/?Action=GetCallerIdentity' \\
        --service sts --region us-east-1
  sigv4 sign PUT s3://media/notes.txt --body notes.txt --curl
  sigv4 sign PUT s3://media/film.mp4 --chunked film.mp4 --checksum crc32

The request is then sent as it was given here, with the headers added. With
--chunked all headers are printed, then each string to sign and the body as it
is sent, without its data.
"""

_CHUNK = 1 << 20


def run(arguments: Sequence[str]) -> int:
    """Run the command; the exit status."""
    options = _parse(arguments)
    target = resolve(options)
    url = noted(lambda: target.url(options.method, allow_dot_segments=options.allow_dot_segments))
    if options.chunked is not None:
        return _run_chunked(options, target, url)
    payload_hash = _payload_hash(options, target.service)
    added = noted(
        lambda: sign_headers(
            options.method,
            url,
            target.credentials,
            **target.place,
            service=target.service,
            headers=options.headers,
            payload_hash=payload_hash,
            signing_time=options.signing_time,
            rules=target.rules,
        )
    )
    _note_url(options, target, url)
    sys.stdout.write(_rendered(options, url, added))
    return 0


def _run_chunked(options: Namespace, target: Target, url: str) -> int:
    request = ChunkedRequest.of(options, target, url)
    _note_url(options, target, url)
    if options.json:
        from json import dumps

        said = {"url": url, "method": options.method, **request.as_dict()}
        sys.stdout.write(f"{dumps(said)}\n")
    elif options.curl:
        sys.stdout.write(f"{request.curl(_as_sent(url))}\n")
    else:
        request.print()
    return 0


def _note_url(options: Namespace, target: Target, url: str) -> None:
    note_contradictions(target.base, target.region, options.service)
    if target.address is not None and not (options.json or options.curl):
        note(f"the headers are for {options.method} {url}")


def _payload_hash(options: Namespace, service: str) -> str | None:
    rules = ServiceRules.of(service)
    if options.unsigned_payload:
        if not rules.unsigned_payload:
            raise UsageError(f"{shown(service)} takes no unsigned payload: give --body FILE")
        return UNSIGNED_PAYLOAD
    # A service that takes no payload hash gets none, whatever the body.
    if options.body is None or not rules.payload_signed:
        return None
    digest = sha256()
    if options.body == "-":
        if getattr(sys, "stdin", None) is None:
            raise UsageError("--body -: standard input is closed")
        while chunk := sys.stdin.buffer.read(_CHUNK):
            digest.update(chunk)
    else:
        with open(options.body, "rb") as file:
            while chunk := file.read(_CHUNK):
                digest.update(chunk)
    return digest.hexdigest()


def _rendered(options: Namespace, url: str, added: dict[str, str]) -> str:
    if options.json:
        from json import dumps

        return f"{dumps({'url': url, 'method': options.method, 'headers': added})}\n"
    if options.curl:
        from .._curl import curl_command

        headers = {**_joined(options.headers), **added}
        file = _file_to_send(options, headers)
        return f"{curl_command(options.method, _as_sent(url), headers, upload_file=file)}\n"
    return "".join([f"{name}: {value}\n" for name, value in added.items()])


def _as_sent(url: str) -> str:
    """The URL with what cannot be sent raw encoded, as it was signed: curl refuses a space."""
    origin, path, query = split_url(url)
    return f"{origin.text}{as_sent(path)}{f'?{as_sent(query)}' if query else ''}"


def _file_to_send(options: Namespace, headers: dict[str, str]) -> str | None:
    if options.body is not None:
        return str(options.body)
    # Where nothing else was said, the signature is for no body, and would not fit a file's.
    payload_hash = headers.get("x-amz-content-sha256", EMPTY_PAYLOAD_HASH)
    if payload_hash == EMPTY_PAYLOAD_HASH and wants_body(options.method, headers):
        raise UsageError(
            "a PUT without a body would empty what is there: "
            "give --body FILE, or --unsigned-payload"
        )
    return placeholder(options.method, headers)


def _joined(headers: list[tuple[str, str]]) -> dict[str, str]:
    """The given headers by name; the values of a repeated one in one line, as they were signed."""
    joined: dict[str, str] = {}
    for name, value in headers:
        lower = name.lower()
        before = f"{joined[lower]}," if lower in joined else ""
        joined[lower] = f"{before}{value.strip(' ')}"
    return joined


def _parse(arguments: Sequence[str]) -> Namespace:
    parser = Parser(
        "sign",
        usage="METHOD URL|s3://BUCKET/KEY [OPTION...]",
        description="Print the headers to add to a request so that it is signed.",
        epilog=_EPILOG,
    )
    parser.add_argument("method", metavar="METHOD", help="GET, PUT, POST ...")
    parser.add_argument("target", metavar="URL|s3://BUCKET/KEY", help="as the request has it")
    parser.add_argument("--service", metavar="NAME", help="its signing name; s3:// means s3")
    body = parser.add_mutually_exclusive_group()
    body.add_argument(
        "--body", type=file_name, metavar="FILE", help="the body, of which the hash is signed"
    )
    body.add_argument(
        "--unsigned-payload", action="store_true", help="do not sign the body (S3 over https)"
    )
    body.add_argument(
        "--chunked", type=file_name, metavar="FILE", help="the body, signed in chunks as it is sent"
    )
    add_signer_options(parser, sets=True)
    add_request_options(parser)
    add_chunk_options(parser)
    add_output_options(
        parser, json="url, method, the headers to add", curl="a curl command for the request"
    )
    add_endpoint_options(parser)
    options = parser.parse(arguments)
    if options.service is None and not is_address(options.target):
        raise UsageError("which service? give --service, the signing name, such as s3 or sts")
    check_chunk_options(options)
    if options.curl and options.body == "-":
        raise UsageError("--curl needs --body FILE: standard input is read already")
    return options
