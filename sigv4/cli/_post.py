"""`sigv4 post`: a form that lets whoever has it upload a file."""

from __future__ import annotations

import argparse
import os
import sys
from io import TextIOWrapper

from .._checks import shown
from .._policy import FILENAME
from ..providers import SharedFiles
from ..s3 import S3
from ..s3._signers import lifetime, rules_for
from ..s3.addresses import parse_address
from ..s3.conditions import content_length_range, starts_with
from ._messages import UsageError, note, noted
from ._parser import (
    Parser,
    add_endpoint_options,
    add_signer_options,
    duration,
    file_name,
    size,
)
from ._render import labelled, timestamp
from ._settings import credentials_for, find_settings
from ._target import EXPIRES_IN, is_address, note_contradictions

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Sequence

    from .._policy import Condition
    from ..s3.post import PresignedPost

_EPILOG = """\
examples:
  sigv4 post s3://media/uploads/ --max-size 5MB --content-type image/ \\
        --html form.html --field success_action_redirect=https://example.com/
  sigv4 post s3://media/avatars/7.png --content-type image/png --curl

In s3://BUCKET/KEY the key is raw text. One that ends in "/" goes on with the
name of the file that is sent: uploads/${filename}. A SIZE is in bytes, or with
kB, MB, GB (thousands) or KiB, MiB, GiB (1024s): 5MB is 5000000, 5MiB 5242880.
"""

_TYPE = "Content-Type"

# Fields that say what the browser shows after an upload.
_ANSWERS = frozenset({"success_action_redirect", "success_action_status"})

# "POST Object": the largest file that a form uploads.
_LARGEST = 5 << 30


def run(arguments: Sequence[str]) -> int:
    """Run the command; the exit status."""
    options = _parse(arguments)
    bucket, key = _bucket_and_key(options.target)
    fields, conditions = _policy(options)
    files = SharedFiles(os.environ)
    settings = find_settings(options, files, endpoint=True)
    credentials = credentials_for(options, files)
    s3 = settings.blamed(lambda: S3(credentials, **settings.values))
    endpoint = settings.blamed(lambda: s3.endpoint(bucket, operation="put_object"))
    post = settings.blamed(
        lambda: noted(
            lambda: s3.presign_post(
                bucket,
                key,
                conditions=conditions,
                fields=fields,
                expires_in=lifetime(options.expires_in, rules_for(endpoint), default=EXPIRES_IN),
                signing_time=options.signing_time,
            )
        )
    )
    note_contradictions(endpoint.url, endpoint.signing_region, None)
    ends = credentials.expiration
    if ends is not None and ends < post.expires_at:
        note(f"the credentials end at {timestamp(ends)}, and the form with them")
    _print(post, options)
    return 0


def _bucket_and_key(target: str) -> tuple[str, str]:
    if not is_address(target):
        raise UsageError(f"{shown(target)} is no address: write s3://bucket/uploads/")
    address = parse_address(target)
    if not address.key:
        # An empty variable in `s3://bucket/$FOLDER` must not open all of the bucket.
        raise UsageError(
            f"whoever had the form could write any key: write s3://{address.bucket}/PREFIX/, "
            f"or 's3://{address.bucket}/{FILENAME}' if that is meant"
        )
    key = f"{address.key}{FILENAME if address.key.endswith('/') else ''}"
    if any(f"{mark}filename" in key.lower() for mark in "${") and FILENAME not in key:
        note(
            f"the key is {shown(key)}, as it stands: {FILENAME} is what stands for the file's name"
        )
    return address.bucket, key


def _policy(options: Namespace) -> tuple[list[tuple[str, str]], list[Condition]]:
    """The fields, and the conditions beside theirs."""
    fields: list[tuple[str, str]] = list(options.fields)
    conditions = [starts_with(name, prefix) for name, prefix in options.prefixes]
    if options.content_type is not None and options.content_type.endswith("/"):
        conditions.append(starts_with(_TYPE, options.content_type))
    elif options.content_type is not None:
        fields.append((_TYPE, options.content_type))
    least = 0 if options.min_size is None else options.min_size
    most = _LARGEST if options.max_size is None else options.max_size
    if least > most:
        raise UsageError(f"no file has {least} bytes or more, and {most} or fewer")
    if most > _LARGEST:
        note(f"S3 takes {_LARGEST} bytes (5 GiB) by a form, and no more; see sigv4 multipart")
    if (options.min_size, options.max_size) != (None, None):
        conditions.append(content_length_range(least, most))
    return fields, conditions


def _print(post: PresignedPost, options: Namespace) -> None:
    """Print the form in the shape that was asked for."""
    if options.html is not None:
        labels = {name: name for name in post.open_fields if name.lower() != _TYPE.lower()}
        _write(post.html(inputs=labels), options.html)
        if not _ANSWERS & set(map(str.lower, post.fields)):
            note(
                "after an upload the browser stays on the page and shows nothing; "
                "--field success_action_redirect=URL leads it to another"
            )
    elif options.json:
        sys.stdout.write(_as_json(post))
    elif options.curl:
        sys.stdout.write(_as_curl(post))
    else:
        lines = [
            ("url", post.url),
            ("expires", timestamp(post.expires_at)),
            *[("fields", f"{name} = {value}") for name, value in post.fields.items()],
        ]
        sys.stdout.write(labelled(lines, 10))
        adds = [f"{name} ({prefix}…)" for name, prefix in post.open_fields.items()]
        note(f"whoever sends the form adds {', '.join([*adds, 'and last the file, as file'])}")


def _write(document: str, name: str) -> None:
    if name != "-":
        with open(name, "w", encoding="utf-8", newline="\n") as file:
            file.write(document)
        return
    # The document says that it is UTF-8, whatever the terminal is.
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8")
    sys.stdout.write(document)


def _as_json(post: PresignedPost) -> str:
    from json import dumps

    fields = {
        "url": post.url,
        "fields": post.fields,
        "open_fields": post.open_fields,
        "signed_at": timestamp(post.signed_at),
        "expires_at": timestamp(post.expires_at),
    }
    return f"{dumps(fields)}\n"


def _as_curl(post: PresignedPost) -> str:
    values = {name: f"{prefix}VALUE" for name, prefix in post.open_fields.items()}
    also = f", and the rest of {', '.join(values)} in the place of VALUE" if values else ""
    note(f"put the name of the file to send in the place of FILE{also}")
    return f"{post.curl('FILE', fields=values)}\n"


def _field(text: str) -> tuple[str, str]:
    """The name and the value of `NAME=VALUE`; the value may be empty, and hold "="."""
    name, equals, value = text.partition("=")
    if not (name and equals):  # What stands there may be a secret.
        raise argparse.ArgumentTypeError("it is no NAME=VALUE: write acl=private")
    if name.lower().endswith("-customer-key"):
        raise argparse.ArgumentTypeError(
            "a key is never an argument, which others can see and shells keep; "
            "nor does it belong into a form that is handed out"
        )
    return name, value


def _prefix(text: str) -> tuple[str, str]:
    """The name and the beginning of `NAME=PREFIX`."""
    name, equals, prefix = text.partition("=")
    if not (name and equals):
        raise argparse.ArgumentTypeError(
            "it is no NAME=PREFIX: write x-amz-meta-note=, and what it begins with behind that"
        )
    return name, prefix


def _content_type(text: str) -> str:
    """A type, or as "image/" what types begin with; "image/*" is the same."""
    if "," in text:
        raise argparse.ArgumentTypeError(
            f"{shown(text)} is several: a condition holds one type, or what all begin with, "
            "as image/"
        )
    kind, slash, rest = text.partition("/")
    if not (kind and slash) or "*" in kind or ("*" in rest and rest != "*"):
        raise argparse.ArgumentTypeError(
            f"{shown(text)} is no type: write image/png, or image/ for all images"
        )
    return text.removesuffix("*")


def _parse(arguments: Sequence[str]) -> Namespace:
    parser = Parser(
        "post",
        usage="s3://BUCKET/KEY [OPTION...]",
        description="Print a form that lets whoever has it upload a file, until it expires.",
        epilog=_EPILOG,
    )
    parser.add_argument(
        "target", metavar="s3://BUCKET/KEY", help="where the file goes; a KEY/ is a folder"
    )
    parser.add_argument(
        "--expires-in",
        type=duration,
        metavar="TIME",
        help="how long the form serves: seconds, or 15m, 12h, 7d; default: 3600, "
        "and 300 where the session of a directory bucket signs",
    )
    policy = parser.add_argument_group("what may be uploaded")
    policy.add_argument("--max-size", type=size, metavar="SIZE", help="no larger file, as in 5MB")
    policy.add_argument("--min-size", type=size, metavar="SIZE", help="no smaller file")
    policy.add_argument(
        "--content-type",
        type=_content_type,
        metavar="TYPE",
        help="image/png: just this; image/: all that begin so",
    )
    policy.add_argument(
        "--field",
        action="append",
        default=[],
        type=_field,
        metavar="NAME=VALUE",
        dest="fields",
        help="a field of the form, such as acl=private, with just this value; may be repeated",
    )
    policy.add_argument(
        "--starts-with",
        action="append",
        default=[],
        type=_prefix,
        metavar="NAME=PREFIX",
        dest="prefixes",
        help="a field that whoever sends the form adds, and what it begins with; 'NAME=': "
        "anything; may be repeated",
    )
    add_signer_options(parser)
    form = parser.add_argument_group("what is printed").add_mutually_exclusive_group()
    form.add_argument(
        "--html",
        type=file_name,
        metavar="FILE",
        help="write a page with the form into FILE (-: standard output)",
    )
    form.add_argument(
        "--json", action="store_true", help="url, fields, open_fields, signed_at, expires_at"
    )
    form.add_argument("--curl", action="store_true", help="a curl command that sends the form")
    add_endpoint_options(parser)
    return parser.parse(arguments)
