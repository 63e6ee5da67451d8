"""The options that commands share, and what their values mean."""

from __future__ import annotations

import argparse
import sys

from .._checks import shown
from ..providers._timestamps import parse_instant
from ._messages import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime
    from typing import NoReturn

_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
_SIZES = {
    **{"": 1, "b": 1, "kb": 10**3, "mb": 10**6, "gb": 10**9, "tb": 10**12},
    **{"kib": 1 << 10, "mib": 1 << 20, "gib": 1 << 30, "tib": 1 << 40},
}

# The flags of an endpoint, what each sets the argument of its name to, and what that means.
_FLAGS = (
    ("--use-dualstack-endpoint", True, "AWS's hosts that have IPv6 addresses too"),
    ("--use-fips-endpoint", True, "AWS's hosts with FIPS 140 cryptography"),
    ("--use-accelerate-endpoint", True, "AWS's host of transfer acceleration"),
    ("--use-global-endpoint", True, "in us-east-1, the host without a region"),
    ("--no-use-arn-region", False, "refuse an ARN of another region than --region"),
    (
        "--s3-disable-multiregion-access-points",
        True,
        "refuse the ARN of a Multi-Region Access Point",
    ),
    (
        "--s3-disable-express-session-auth",
        True,
        "the ordinary credentials sign for directory buckets, too",
    ),
)


class _Help(argparse.RawDescriptionHelpFormatter):
    """Of a fixed width: asking the terminal for its own imports `shutil` at every start."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog, max_help_position=26, width=80)


class Parser(argparse.ArgumentParser):
    """A parser whose errors are one line, and never repeat a value that was not asked for."""

    def __init__(self, command: str, *, description: str, epilog: str, usage: str) -> None:
        super().__init__(
            prog=f"sigv4 {command}",
            usage=f"sigv4 {command} {usage}",
            description=description,
            epilog=epilog,
            formatter_class=_Help,
            allow_abbrev=False,
        )

    def parse(self, arguments: Sequence[str]) -> argparse.Namespace:
        """Parse, or raise UsageError."""
        namespace, extra = self.parse_known_args(self._checked(arguments))
        if extra:
            first = extra[0].partition("=")[0]
            self.error(
                _no_option(first, self._option_string_actions)
                if first.startswith("-")
                else f"{shown(first)} is one argument too many"
            )
        return namespace

    def error(self, message: str) -> NoReturn:
        """Raise UsageError in place of argparse's page of usage."""
        raise UsageError(f"{message.removeprefix('argument ')} (see '{self.prog} --help')")

    def print_help(self, file: object = None) -> None:
        """Write the help to standard output; argparse would pass over a disk that is full."""
        sys.stdout.write(self.format_help())

    def _checked(self, arguments: Sequence[str]) -> list[str]:
        """The arguments for argparse to parse; raises UsageError for an unknown option.

        argparse would take the value of such an option for a word of the command line and
        repeat it, and people do pass secrets as options. And it would take "-5" for an
        option, since there is "-0": a value of that form is joined to its option here.
        """
        checked: list[str] = []
        takes_value = False
        for at, argument in enumerate(arguments):
            name, equals, _ = argument.partition("=")
            if takes_value:
                takes_value = False
                if argument[:1] == "-" and argument[1:2].isdigit() and argument != "-0":
                    checked[-1] += f"={argument}"
                    continue
            elif argument == "--":
                return [*checked, *arguments[at:]]
            elif argument.startswith("--"):
                if name not in self._option_string_actions:
                    self.error(_no_option(name, self._option_string_actions))
                takes_value = not equals and self._option_string_actions[name].nargs != 0
            checked.append(argument)
        return checked


def _no_option(name: str, known: Iterable[str]) -> str:
    message = f"there is no option {shown(name)[1:-1]}"
    words = set(name.lower().split("-"))
    if {"secret", "key", "token", "password"} & words:
        variable = "AWS_SESSION_TOKEN" if "token" in words else "AWS_SECRET_ACCESS_KEY"
        return f"{message}; a secret is never an argument: set {variable}, or a profile"
    from ..s3._names import nearest

    meant = nearest(name, [option for option in known if option.startswith("--")])
    return f"{message}; {meant}" if meant else message


def add_signer_options(parser: Parser, *, signs: bool = True, sets: bool = False) -> None:
    """Who signs, and for which region; `signs`: the command does, and at some time; `sets`: it
    may sign for a set of regions."""
    group = parser.add_argument_group(
        "who signs, and for where" if signs else "which settings, and for where"
    )
    group.add_argument("--profile", metavar="NAME", help="use this profile of the shared files")
    group.add_argument("--region", help="default: AWS_REGION, AWS_DEFAULT_REGION, the profile's")
    if sets:
        group.add_argument(
            "--region-set",
            metavar="LIST",
            help="in place of a region: the regions that take the signature (SigV4A), such as "
            "us-east-1,eu-* or *",
        )
    if signs:
        group.add_argument(
            "--signing-time",
            type=instant,
            metavar="TIME",
            help="2013-05-24T00:00:00Z or 20130524T000000Z; default: now",
        )


def add_endpoint_options(parser: Parser) -> None:
    """Where an s3:// address is; without one of them the environment and the profile decide."""
    group = parser.add_argument_group(
        "where s3:// is",
        "What is not given comes from the environment or the profile.",
    )
    group.add_argument(
        "--endpoint-url",
        metavar="URL",
        help="the server that s3:// is on; default: AWS_ENDPOINT_URL_S3, AWS_ENDPOINT_URL, "
        "the profile's, AWS",
    )
    group.add_argument(
        "--addressing-style",
        metavar="STYLE",
        help="virtual: the bucket in the host; path: in the path; auto (default): virtual on "
        "AWS, path on another server",
    )
    group.add_argument(
        "--path-style", action="store_true", help="the same as --addressing-style path"
    )
    for option, value, text in _FLAGS:
        group.add_argument(
            option,
            action="store_const",
            const=value,
            dest=option.removeprefix("--no-").removeprefix("--").replace("-", "_"),
            help=text,
        )


def add_header_option(group: argparse._ActionsContainer, text: str) -> None:
    """Headers, as pairs; text: what they are for."""
    group.add_argument(
        "--header",
        action="append",
        default=[],
        type=header,
        metavar="'NAME: VALUE'",
        dest="headers",
        help=text,
    )


def add_reading_options(parser: Parser) -> None:
    """How what is read is looked at, and shown."""
    parser.add_argument("--json", action="store_true", help="the same as one line of JSON")
    parser.add_argument(
        "--now",
        type=instant,
        metavar="TIME",
        help="look at it from this time, as 2013-05-24T00:00:00Z; default: now",
    )


def add_request_options(parser: Parser) -> None:
    """What is signed beside the method and the URL."""
    group = parser.add_argument_group("what is signed")
    add_header_option(group, "sign a header, which must then be sent; may be repeated")
    group.add_argument(
        "--query-param",
        action="append",
        default=[],
        type=query_param,
        metavar="NAME=VALUE",
        dest="query_params",
        help="add a parameter to the query, as raw text; may be repeated",
    )
    group.add_argument(
        "--allow-dot-segments",
        action="store_true",
        help="sign a key with a '.' or '..' segment, which most clients cannot send",
    )


def add_output_options(parser: Parser, *, json: str, curl: str) -> None:
    """The forms that the output can take."""
    group = parser.add_argument_group("what is printed").add_mutually_exclusive_group()
    group.add_argument("--json", action="store_true", help=json)
    group.add_argument("--curl", action="store_true", help=curl)


def duration(text: str) -> int:
    """Seconds: `3600`, or a whole number with s, m, h or d. Its range is checked in signing."""
    number, unit = (text[:-1], text[-1:]) if text[-1:] in _UNITS else (text, "s")
    if not (number.isascii() and number.isdigit() and len(number) <= 12):
        raise argparse.ArgumentTypeError(
            f"{shown(text)} is no duration: write seconds (3600), or 15m, 12h, 7d"
        )
    return int(number) * _UNITS[unit]


def size(text: str) -> int:
    """Bytes: `5000000`, or a whole number with kB, MB, GB, TB, KiB, MiB, GiB or TiB."""
    number = text.rstrip("BGKMTbgikmt")
    unit = text[len(number) :].lower()
    if not (number.isascii() and number.isdigit() and len(number) <= 15 and unit in _SIZES):
        raise argparse.ArgumentTypeError(
            f"{shown(text)} is no size: write bytes (5000000), or 5MB, 5MiB"
        )
    return int(number) * _SIZES[unit]


def file_name(text: str) -> str:
    """A file's name; an empty one comes of a variable that is not set."""
    if not text:
        raise argparse.ArgumentTypeError("'' is no file's name: name one")
    return text


def header(text: str) -> tuple[str, str]:
    """The name and the value of `Name: value`."""
    name, colon, value = text.partition(":")
    if not colon:
        raise argparse.ArgumentTypeError("it has no colon: write --header 'Name: value'")
    return name, value


def query_param(text: str) -> tuple[str, str]:
    """The name and the value, raw, of `name=value`; a name alone has an empty value."""
    name, _, value = text.partition("=")
    if not name:
        raise argparse.ArgumentTypeError(f"{shown(text)} has no name: write name=value")
    return name, value


def param(text: str) -> tuple[str, str]:
    """The name and the value of `Name=value`."""
    name, equals, value = text.partition("=")
    if not (name and equals):  # What stands there may be a secret.
        raise argparse.ArgumentTypeError("it is no NAME=VALUE: write --param NAME=VALUE")
    return name, value


def instant(text: str) -> datetime:
    """A time with a zone."""
    try:
        return parse_instant(text)
    except ValueError:
        raise argparse.ArgumentTypeError(
            f"{shown(text)} is no time with a zone: write 2013-05-24T00:00:00Z, or 20130524T000000Z"
        ) from None
