"""`sigv4 inspect`: what a presigned URL or form says, and what may be wrong with it."""

from __future__ import annotations

import sys

from ..explain import inspect_post, inspect_url
from ._given import from_standard_input
from ._messages import UsageError
from ._parser import Parser, instant

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Sequence
    from datetime import datetime

    from ..explain import Inspection

_EPILOG = """\
examples:
  sigv4 presign s3://media/cat.jpg | sigv4 inspect -
  sigv4 inspect - --json < form.json

Arguments show in process lists, and whoever sees a URL can use it: '-' reads it
from standard input. A form is JSON with its "url" and its "fields". Tokens that
are presigned URLs (RDS, EKS, MSK, Bedrock) are opened. Nothing is sent
anywhere, and no secret is shown.
"""


def run(arguments: Sequence[str]) -> int:
    """Run the command; the exit status."""
    options = _parse(arguments)
    inspection = _inspected(_given(options.target), options.now)
    sys.stdout.write(f"{inspection.to_json() if options.json else inspection}\n")
    return 0


def _given(target: str) -> str:
    return from_standard_input("a URL, or a form as JSON") if target == "-" else target


def _inspected(text: str, now: datetime | None) -> Inspection:
    if not text.lstrip().startswith("{"):
        return inspect_url(text, now=now)
    from json import loads

    try:
        form = loads(text)
    except (ValueError, RecursionError):
        form = None
    fields = form.get("fields") if isinstance(form, dict) else None
    url = form.get("url", "") if isinstance(form, dict) else ""
    if not isinstance(fields, dict) or not isinstance(url, str):
        raise UsageError('it is no form: JSON with a "url" and "fields" is one')
    return inspect_post({name: str(value) for name, value in fields.items()}, url=url, now=now)


def _parse(arguments: Sequence[str]) -> Namespace:
    parser = Parser(
        "inspect",
        usage="URL|- [OPTION...]",
        description="Print what a presigned URL says of itself, and what may be wrong with it.",
        epilog=_EPILOG,
    )
    parser.add_argument("target", metavar="URL|-", help="the URL; -: it is on standard input")
    parser.add_argument("--json", action="store_true", help="the same as one line of JSON")
    parser.add_argument(
        "--now",
        type=instant,
        metavar="TIME",
        help="look at it from this time, as 2013-05-24T00:00:00Z; default: now",
    )
    return parser.parse(arguments)
