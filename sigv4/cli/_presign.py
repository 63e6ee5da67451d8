"""`sigv4 presign`: a URL that lets its holder send one request."""

from __future__ import annotations

import sys

from .._presign import presign
from ._messages import UsageError, noted
from ._parser import (
    Parser,
    add_endpoint_options,
    add_output_options,
    add_request_options,
    add_signer_options,
    duration,
    file_name,
    param,
)
from ._render import note_end_of_credentials, placeholder, rendered
from ._target import note_contradictions, resolve

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Sequence

_EPILOG = """\
examples:
  sigv4 presign s3://media/photos/cat.jpg --expires-in 15m
  sigv4 presign s3://media/cat.jpg --method PUT --header 'Content-Type: a/b'
  sigv4 presign s3://media/cat.jpg --endpoint-url http://localhost:9000
  sigv4 presign s3://media/photos/ --keys names.txt
  sigv4 presign s3://media/a --operation put_object --param ContentType=a/b
  sigv4 presign s3://media --operation list_objects_v2 --param Prefix=photos/

In s3://BUCKET/KEY the key is raw text: a % is a percent sign. A URL is taken as
it would be sent: its percent escapes stay what they mean.
"""


def run(arguments: Sequence[str]) -> int:
    """Run the command; the exit status."""
    options = _parse(arguments)
    if options.operation is not None:
        from ._operation import presign_operation

        return presign_operation(options)
    target = resolve(options)
    if options.keys is not None:
        from ._bulk import presign_keys

        return presign_keys(target, options)
    request = noted(
        lambda: presign(
            options.method,
            target.url(options.method, allow_dot_segments=options.allow_dot_segments),
            target.credentials,
            **target.place,
            service=target.service,
            expires_in=target.lifetime(options.expires_in),
            headers=options.headers,
            signing_time=options.signing_time,
            rules=target.rules,
        )
    )
    note_contradictions(target.base, target.region, options.service)
    note_end_of_credentials(request)
    body = placeholder(request.method, request.headers) if options.curl else None
    sys.stdout.write(f"{rendered(request, options, upload_file=body)}\n")
    return 0


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
    parser.add_argument(
        "--method", help="GET, PUT, HEAD, DELETE ...; default: the operation's, or GET"
    )
    parser.add_argument(
        "--expires-in",
        type=duration,
        metavar="TIME",
        help="how long the URL lives: seconds, or 15m, 12h, 7d; default: 3600, "
        "and 300 where the session of a directory bucket signs",
    )
    parser.add_argument("--service", metavar="NAME", help="its signing name; default: s3")
    operation = parser.add_argument_group("an operation of S3")
    operation.add_argument(
        "--operation",
        metavar="NAME",
        help="what the URL is for, as in put_object, and so its method; "
        "'sigv4 operations' lists them",
    )
    operation.add_argument(
        "--param",
        action="append",
        default=[],
        type=param,
        metavar="NAME=VALUE",
        dest="params",
        help="a parameter of the operation, such as ContentType=image/png; may be repeated; "
        "'sigv4 operations NAME' lists them",
    )
    add_request_options(parser)
    add_signer_options(parser, sets=True)
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
    add_endpoint_options(parser)
    options = parser.parse(arguments)
    if options.null and options.keys is None:
        raise UsageError("-0 is for --keys")
    if options.operation is None:
        _check_without_operation(options)
    return options


def _check_without_operation(options: Namespace) -> None:
    if options.params:
        raise UsageError(
            "--param is for --operation NAME; without one, give --query-param or --header"
        )
    if options.method is None:
        options.method = "GET"
