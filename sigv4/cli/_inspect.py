"""`sigv4 inspect`: what a presigned URL or form says, and what may be wrong with it."""

from __future__ import annotations

import sys

from ..explain import inspect_post, inspect_url
from ._given import from_standard_input
from ._messages import UsageError
from ._parser import Parser, add_reading_options

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Sequence
    from datetime import datetime

    from ..explain import Inspection

_EPILOG = """\
examples:
  sigv4 presign s3://media/cat.jpg | sigv4 inspect -
  sigv4 post s3://media/uploads/ --json | sigv4 inspect -

Arguments show in process lists, and whoever sees a URL can use it: '-' reads it
from standard input. JSON with a "url" serves, too, and is a form if it has
"fields"; so does the page that 'sigv4 post --html' writes. Tokens that are
presigned URLs (RDS, EKS, MSK, Bedrock) are opened. Nothing is sent anywhere,
and no secret is shown.

Exit status: 0 whatever is warned of; 2 where there is nothing to inspect.
"""


# In characters. The library's parser takes time by the square of what is no HTML, and a form has
# 20480 bytes at most.
_LONGEST_PAGE = 1 << 15


def run(arguments: Sequence[str]) -> int:
    """Run the command; the exit status."""
    options = _parse(arguments)
    inspection = _inspected(_given(options.target), options.now)
    sys.stdout.write(f"{inspection.to_json() if options.json else inspection}\n")
    return 0


def _given(target: str) -> str:
    return from_standard_input("a URL, or a form as JSON") if target == "-" else target


def _inspected(text: str, now: datetime | None) -> Inspection:
    if text.lstrip().startswith("<") and "<form" in text.lower():
        from ._form_page import FormPage

        if len(text) > _LONGEST_PAGE:
            raise UsageError("the page is too long to be read: give its form as JSON")
        page = FormPage(text)
        return inspect_post(page.fields, url=page.url, now=now)
    if not text.lstrip().startswith("{"):
        return inspect_url(text, now=now)
    from json import loads

    try:
        form = loads(text)
    except (ValueError, RecursionError):
        form = None
    form = form if isinstance(form, dict) else {}
    fields, url = form.get("fields"), form.get("url", "")
    if isinstance(url, str) and isinstance(fields, dict) and all(map(_is_str, fields.values())):
        return inspect_post(fields, url=url, now=now)
    if fields is None and isinstance(url, str) and url.strip():  # As `sigv4 presign --json` has it.
        return inspect_url(url, now=now)
    raise UsageError('it is no JSON of a URL or a form: give a "url", and "fields" that are texts')


def _is_str(value: object) -> bool:
    return isinstance(value, str)


def _parse(arguments: Sequence[str]) -> Namespace:
    parser = Parser(
        "inspect",
        usage="URL|- [OPTION...]",
        description="Print what a presigned URL or form says, and what may be wrong with it.",
        epilog=_EPILOG,
    )
    parser.add_argument("target", metavar="URL|-", help="the URL; -: it is on standard input")
    add_reading_options(parser)
    return parser.parse(arguments)
