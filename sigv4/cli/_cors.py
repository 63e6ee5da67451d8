"""`sigv4 cors`: the document that lets web pages use a bucket's presigned URLs."""

from __future__ import annotations

import sys

from ..s3.cors import CorsRule, cors_document, cors_xml
from ._messages import note
from ._parser import Parser, duration

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Sequence

_EPILOG = """\
examples:
  sigv4 cors --origin https://example.com --method PUT > cors.json
  aws s3api put-bucket-cors --bucket media --cors-configuration file://cors.json

The headers to name are those that are signed, which the signer must have been
given; content-type can always be sent with PUT, and ETag always be read. A form
that is sent without a script needs no such document.
"""

_EVERY_HOST = frozenset({"*", "http://*", "https://*"})


def run(arguments: Sequence[str]) -> int:
    """Run the command; the exit status."""
    options = _parse(arguments)
    rule = CorsRule(
        options.origins,
        options.methods,
        headers=options.headers,
        expose=options.expose,
        max_age=options.max_age,
    )
    if not _EVERY_HOST.isdisjoint(rule.origins):
        note("pages of every site may use the presigned URLs that they get hold of")
    if "*" in rule.headers:
        note("pages may send any header; --header NAME allows those alone that are signed")
    sys.stdout.write(f"{cors_xml(rule) if options.xml else _as_json(rule)}\n")
    return 0


def _as_json(rule: CorsRule) -> str:
    from json import dumps

    return dumps(cors_document(rule), indent=2)


def _parse(arguments: Sequence[str]) -> Namespace:
    parser = Parser(
        "cors",
        usage="--origin ORIGIN --method METHOD [OPTION...]",
        description="Print a bucket's CORS document: which web pages may use its presigned URLs.",
        epilog=_EPILOG,
    )
    group = parser.add_argument_group("what pages may do")
    group.add_argument(
        "--origin",
        action="append",
        required=True,
        metavar="ORIGIN",
        dest="origins",
        help="of the pages, such as https://example.com or 'https://*.example.com'; may be "
        "repeated, as all but --max-age",
    )
    group.add_argument(
        "--method",
        action="append",
        required=True,
        metavar="METHOD",
        dest="methods",
        help="GET, PUT, POST, DELETE or HEAD",
    )
    group.add_argument(
        "--header",
        action="append",
        default=[],
        metavar="NAME",
        dest="headers",
        help="a header that they may send: one that is signed",
    )
    group.add_argument(
        "--expose-header",
        action="append",
        default=[],
        metavar="NAME",
        dest="expose",
        help="a header of the answer that they may read, beside ETag",
    )
    group.add_argument(
        "--max-age",
        type=duration,
        default=3600,
        metavar="TIME",
        help="how long browsers may remember this: seconds, or 15m, 2h; default: 1h",
    )
    group = parser.add_argument_group("what is printed")
    group.add_argument(
        "--xml", action="store_true", help="the body of a PutBucketCors request instead"
    )
    return parser.parse(arguments)
