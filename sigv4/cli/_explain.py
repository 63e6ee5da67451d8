"""`sigv4 explain`: why a server refused a presigned URL, and what to do."""

from __future__ import annotations

import os
import sys

from ..errors import ConfigurationError
from ..explain import explain_error
from ..providers import find_credentials
from ._given import from_standard_input
from ._messages import UsageError, note
from ._parser import Parser, add_header_option, add_reading_options, file_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Sequence

    from .._credentials import Credentials

_EPILOG = """\
examples:
  curl -sS --path-as-is --globoff -T cat.jpg "$URL" -o answer.xml
  echo "$URL" | sigv4 explain - --method PUT --response answer.xml

--method and --header are those that were signed, as presign was given them; a
URL shows neither. With the credentials of its access key in the environment or
in a profile, the URL's own signature is checked, too. Arguments show in process
lists, and whoever sees a URL can use it: '-' reads it from standard input.
Nothing is sent anywhere, and no secret is shown.

Exit status: 0 whatever the cause is; 1 where the answer's file cannot be read;
2 for a wrong call.
"""

# In bytes: more than a document of S3 has, and the library says so.
_MOST = (1 << 20) + 1


def run(arguments: Sequence[str]) -> int:
    """Run the command; the exit status."""
    options = _parse(arguments)
    if options.target == options.response == "-":
        raise UsageError("the URL and the answer are both to come from standard input: name a file")
    explanation = explain_error(
        from_standard_input("a URL") if options.target == "-" else options.target,
        response=_response(options.response),
        method=options.method,
        headers=options.headers,
        credentials=_credentials(options.profile),
        now=options.now,
    )
    text = explanation.to_json() if options.json else explanation.page(color=_is_colored())
    sys.stdout.write(f"{text}\n")
    return 0


def _response(name: str | None) -> bytes | None:
    if name is None:
        return None
    if name != "-":
        with open(name, "rb") as file:
            return file.read(_MOST)
    stream = getattr(sys.stdin, "buffer", None)  # None: started with it closed (`<&-`).
    if stream is None:
        raise UsageError("standard input is closed")
    data: bytes = stream.read(_MOST)
    return data


def _credentials(profile: str | None) -> Credentials | None:
    """Those of the usual places; where there are none, the signature is not checked."""
    try:
        return find_credentials(os.environ, profile)
    except ConfigurationError as error:
        if profile is not None:
            raise
        problem = str(error)
    if os.environ.get("AWS_ACCESS_KEY_ID"):  # They were meant to be there.
        note(f"the signature is not checked: {problem}")
    return None


def _is_colored() -> bool:
    """Whether what is printed goes to a terminal that shows colours (https://no-color.org)."""
    environ = os.environ
    plain = environ.get("NO_COLOR") or environ.get("TERM") == "dumb"
    return not plain and sys.stdout.isatty()


def _parse(arguments: Sequence[str]) -> Namespace:
    parser = Parser(
        "explain",
        usage="URL|- [OPTION...]",
        description="Print why a server refused a presigned URL, and what to do.",
        epilog=_EPILOG,
    )
    parser.add_argument("target", metavar="URL|-", help="the URL; -: it is on standard input")
    parser.add_argument(
        "--response",
        type=file_name,
        metavar="FILE",
        help="the server's answer as it came, with or without its headers; -: it is on standard "
        "input",
    )
    parser.add_argument("--method", help="the method that was signed; default: as the answer says")
    add_header_option(parser, "a header that was signed; may be repeated")
    parser.add_argument(
        "--profile", metavar="NAME", help="check with this profile of the shared files"
    )
    add_reading_options(parser)
    return parser.parse(arguments)
