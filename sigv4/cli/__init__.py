"""The `sigv4` command. Each sub-command is a module of its own, imported when it is given."""

from __future__ import annotations

import sys

from .._checks import shown
from ..errors import ClockError, InvalidInputError, SigV4Error
from ._messages import UsageError, complain, in_options, settle, told

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_COMMANDS = (
    *("presign", "post", "multipart", "sign"),
    *("inspect", "explain", "operations", "endpoint", "cors"),
    "conformance",
)

_HELP = """\
usage: sigv4 COMMAND [OPTION...]

AWS Signature Version 4: sign requests without an AWS SDK.

commands:
  presign URL|s3://BUCKET/KEY  print a URL that lets its holder send one request
  post s3://BUCKET/KEY         print a form that lets its holder upload a file
  multipart s3://BUCKET/KEY    print the requests that upload a file in parts
  sign METHOD URL              print the headers to add to a request
  inspect URL|-                print what a URL says, and what may be wrong
  explain URL|-                print why a server refused a URL, and what to do
  operations [NAME]            list S3's operations, or the parameters of one
  endpoint s3://BUCKET         print where requests go, who signs them, and why
  cors                         print the document that lets web pages use a bucket
  conformance signer|verifier  ask another program for its answers to the vectors
  conformance server           send a battery of requests to a live S3 server

options:
  -h, --help   this text; 'sigv4 help COMMAND' tells of a command
  --version    the version

Credentials, region and endpoint come from the environment (AWS_ACCESS_KEY_ID,
AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN, AWS_PROFILE, AWS_REGION ...)
and from the files ~/.aws/credentials and ~/.aws/config, as with the AWS CLI.

Exit status: 0 done; 1 something failed; 2 the command was called wrongly.
"""

_FAILED = 1
_CALLED_WRONGLY = 2
# What a shell reports of a program that a signal ended: 128 and the signal's number.
_INTERRUPTED = 130
_BROKEN_PIPE = 141


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command with these arguments (None: those of the process); the exit status.

    0: done. 1: something failed. 2: it was called wrongly. Errors are one line each on
    standard error.
    """
    try:
        return _status(argv)
    except KeyboardInterrupt:
        return _INTERRUPTED
    finally:
        settle(getattr(sys, "stdout", None))


def _status(argv: Sequence[str] | None) -> int:
    """Run the command, and say what went wrong."""
    if getattr(sys, "stdout", None) is None:  # Started with it closed (`>&-`).
        complain("standard output is closed")
        return _FAILED
    try:
        status = _run(list(sys.argv[1:] if argv is None else argv))
        sys.stdout.flush()
    except UsageError as error:
        complain(str(error))
        status = _CALLED_WRONGLY
    except InvalidInputError as error:
        complain(told(error))
        # Credentials that have ended are no fault of the call.
        status = _FAILED if error.argument == "credentials" else _CALLED_WRONGLY
    except ClockError as error:
        complain(in_options(str(error)))
        status = _FAILED
    except SigV4Error as error:
        complain(str(error))
        status = _FAILED
    except UnicodeEncodeError as error:
        complain(f"standard output cannot carry it in {error.encoding}: set PYTHONIOENCODING=utf-8")
        status = _FAILED
    except BrokenPipeError:
        status = _BROKEN_PIPE
    except OSError as error:
        complain(_os_error(error))
        status = _FAILED
    return status


def _run(arguments: list[str]) -> int:
    if not arguments:
        raise UsageError(f"which command? {_either('or')} (see 'sigv4 --help')")
    command, *rest = arguments
    if command == "help" and rest:
        command, *rest = rest[0], "--help"
    if command in {"-h", "--help", "help"}:
        sys.stdout.write(_HELP)
        return 0
    if command == "--version":
        from .. import __version__

        sys.stdout.write(f"sigv4 {__version__}\n")
        return 0
    run = _runner(command)
    try:
        return run(rest)
    except SystemExit:  # The help of a command, which argparse ends so.
        return 0


def _runner(command: str) -> Callable[[Sequence[str]], int]:
    """What runs a command, from its module, which is imported now."""
    if command == "presign":
        from ._presign import run
    elif command == "post":
        from ._post import run
    elif command == "multipart":
        from ._multipart import run
    elif command == "sign":
        from ._sign import run
    elif command == "inspect":
        from ._inspect import run
    elif command == "explain":
        from ._explain import run
    elif command == "operations":
        from ._operations import run
    elif command == "endpoint":
        from ._endpoint import run
    elif command == "cors":
        from ._cors import run
    elif command == "conformance":
        from ._conformance import run
    else:
        raise UsageError(_unknown(command))
    return run


def _unknown(command: str) -> str:
    name = command.partition("=")[0]  # What follows may be a secret.
    if command.startswith("-"):
        return f"{shown(name)} comes after a command, as in 'sigv4 presign'"
    if "://" in command:
        return "the command is missing: write 'sigv4 presign URL' (see 'sigv4 --help')"
    from ..s3._names import nearest

    return f"{shown(name)} is no command; {nearest(name, _COMMANDS) or _there_are()}"


def _there_are() -> str:
    return f"there are {_either('and')}"


def _either(word: str) -> str:
    return f"{', '.join(_COMMANDS[:-1])} {word} {_COMMANDS[-1]}"


def _os_error(error: OSError) -> str:
    reason = error.strerror or str(error)
    return f"{error.filename}: {reason}" if error.filename else reason
