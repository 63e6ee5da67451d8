"""`sigv4 presign`: a URL that lets its holder send one request."""

from __future__ import annotations

import sys

from .._presign import presign
from ._messages import UsageError, note
from ._parser import Parser, add_common_options, add_output_options, duration, file_name
from ._render import as_json, placeholder, timestamp
from ._target import note_contradictions, resolve

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Sequence

    from .._presigned import PresignedRequest

_EPILOG = """\
examples:
  sigv4 presign s3://media/photos/cat.jpg --expires-in 15m
  sigv4 presign s3://media/photos/cat.jpg --method PUT --header 'Content-Type: image/jpeg'
  sigv4 presign s3://media/cat.jpg --endpoint-url http://localhost:9000
  sigv4 presign s3://media/photos/ --keys names.txt

In s3://BUCKET/KEY the key is raw text: a % is a percent sign. A URL is taken as it would
be sent: its percent escapes stay what they mean.
"""


def run(arguments: Sequence[str]) -> int:
    """Run the command; the exit status."""
    options = _parse(arguments)
    target = resolve(options)
    if options.keys is not None:
        from ._bulk import presign_keys

        return presign_keys(target, options)
    request = presign(
        options.method,
        target.url(options.method, allow_dot_segments=options.allow_dot_segments),
        target.credentials,
        region=target.region,
        service=target.service,
        expires_in=options.expires_in,
        headers=options.headers,
        signing_time=options.signing_time,
    )
    note_contradictions(target, options.service)
    if request.cut_short_by_token:
        note(f"the credentials end at {timestamp(request.expires_at)}, and the URL with them")
    sys.stdout.write(f"{_rendered(request, options)}\n")
    return 0


def _rendered(request: PresignedRequest, options: Namespace) -> str:
    if options.json:
        return as_json(request)
    if not options.curl:
        return request.url
    return request.curl(upload_file=placeholder(request.method, request.headers))


def _parse(arguments: Sequence[str]) -> Namespace:
    parser = Parser(
        "presign",
        usage="URL|s3://BUCKET/KEY [OPTION...]",
        description="Print a URL that lets whoever holds it send one request, until it expires.",
        epilog=_EPILOG,
    )
    parser.add_argument(
        "target", metavar="URL|s3://BUCKET/KEY", help="what the URL is for; for --keys, a prefix"
    )
    parser.add_argument("--method", default="GET", help="GET (default), PUT, HEAD, DELETE ...")
    parser.add_argument(
        "--expires-in",
        type=duration,
        default=3600,
        metavar="TIME",
        help="how long the URL lives: seconds, or 15m, 12h, 7d; default: 3600",
    )
    parser.add_argument("--service", metavar="NAME", help="its signing name; default: s3")
    add_common_options(parser)
    add_output_options(
        parser,
        json="url, method, headers to send, signed_at, expires_at, cut_short_by_token",
        curl="a curl command",
    )
    many = parser.add_argument_group("many URLs")
    many.add_argument(
        "--keys",
        type=file_name,
        metavar="FILE",
        help="a URL for each line of the file (-: standard input): a key after s3://BUCKET/PREFIX/",
    )
    many.add_argument(
        "-0", "--null", action="store_true", help="the keys end in NUL, not in a line end"
    )
    options = parser.parse(arguments)
    if options.null and options.keys is None:
        raise UsageError("-0 is for --keys")
    return options
