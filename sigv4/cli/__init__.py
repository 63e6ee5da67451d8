"""The `sigv4` command. Each sub-command is a module of its own, imported when it is given."""

from __future__ import annotations

import os
import sys
from contextlib import suppress

from .._checks import shown
from ..errors import InvalidInputError, SigV4Error
from ._messages import UsageError, complain

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

_COMMANDS = ("presign", "sign")

_HELP = """\
usage: sigv4 COMMAND [OPTION...]

AWS Signature Version 4: sign requests without an AWS SDK.

commands:
  presign URL|s3://BUCKET/KEY   print a URL that lets its holder send one request
  sign METHOD URL               print the headers to add to a request

options:
  -h, --help   this text; 'sigv4 COMMAND --help' tells of a command
  --version    the version

Credentials, region and endpoint come from the environment (AWS_ACCESS_KEY_ID,
AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN, AWS_PROFILE, AWS_REGION, AWS_ENDPOINT_URL ...)
and from the files ~/.aws/credentials and ~/.aws/config, as with the AWS CLI.

Exit status: 0 done; 1 something failed; 2 the command was called wrongly.
"""

# The options that the library's arguments come from; a value from elsewhere has said so.
_OPTIONS = {
    "endpoint_url": "--endpoint-url",
    "expires_in": "--expires-in",
    "headers": "--header",
    "region": "--region",
    "service": "--service",
    "signing_time": "--signing-time",
}

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
    if getattr(sys, "stdout", None) is None:  # Started with it closed (`>&-`).
        complain("standard output is closed")
        return _FAILED
    try:
        status = _run(list(sys.argv[1:] if argv is None else argv))
        sys.stdout.flush()
        return status
    except SystemExit:  # The help of a command, which argparse ends so.
        status = 0
    except UsageError as error:
        complain(str(error))
        status = _CALLED_WRONGLY
    except InvalidInputError as error:
        argument = _OPTIONS.get(error.argument, error.argument)
        complain(f"{argument}: {_in_options(f'{error.problem}; {error.remedy}')}")
        # Credentials that have ended are no fault of the call.
        status = _FAILED if error.argument == "credentials" else _CALLED_WRONGLY
    except SigV4Error as error:
        complain(_in_options(str(error)))
        status = _FAILED
    except UnicodeEncodeError as error:
        complain(f"standard output cannot carry it in {error.encoding}: set PYTHONIOENCODING=utf-8")
        status = _FAILED
    except BrokenPipeError:
        status = _BROKEN_PIPE
    except OSError as error:
        complain(_os_error(error))
        status = _FAILED
    except KeyboardInterrupt:
        status = _INTERRUPTED
    _settle_standard_output()
    return status


def _run(arguments: list[str]) -> int:
    if not arguments:
        raise UsageError("which command? presign or sign (see 'sigv4 --help')")
    command, *rest = arguments
    if command in {"-h", "--help", "help"}:
        sys.stdout.write(_HELP)
        return 0
    if command == "--version":
        from .. import __version__

        sys.stdout.write(f"sigv4 {__version__}\n")
        return 0
    if command == "presign":
        from ._presign import run
    elif command == "sign":
        from ._sign import run
    else:
        raise UsageError(_unknown(command))
    return run(rest)


def _unknown(command: str) -> str:
    name = command.partition("=")[0]  # What follows may be a secret.
    if command.startswith("-"):
        return f"{shown(name)} comes after a command, as in 'sigv4 presign'"
    if "://" in command:
        return "the command is missing: write 'sigv4 presign URL' (see 'sigv4 --help')"
    return f"{shown(name)} is no command; there are {' and '.join(_COMMANDS)}"


def _in_options(message: str) -> str:
    """A message of the library in the command's words."""
    return message.replace("signing_time", "--signing-time")


def _os_error(error: OSError) -> str:
    reason = error.strerror or str(error)
    return f"{error.filename}: {reason}" if error.filename else reason


def _settle_standard_output() -> None:
    """Send off what is buffered; if nobody takes it, let the interpreter's last flush be quiet."""
    try:
        sys.stdout.flush()
    except OSError:
        with suppress(OSError, ValueError):  # A stand-in for standard output has no descriptor.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
