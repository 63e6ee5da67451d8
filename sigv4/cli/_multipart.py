"""`sigv4 multipart`: a file that is uploaded in parts, each by a URL of its own."""

from __future__ import annotations

import os
import sys
from stat import S_ISREG

from .._checks import shown
from ..errors import InvalidInputError
from ..providers import SharedFiles
from ..s3 import S3
from ..s3._names import python_name
from ..s3.operations import operation as find_operation
from ._messages import UsageError, in_options, note, noted
from ._operation import address_of
from ._params import param_error, values_of
from ._parser import (
    Parser,
    add_endpoint_options,
    add_output_options,
    add_signer_options,
    duration,
    file_name,
    param,
    size,
)
from ._render import timestamp
from ._settings import credentials_for, find_settings
from ._target import note_contradictions

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Iterator, Sequence
    from typing import Any

    from ..s3.multipart import MultipartPlan, MultipartUpload, PlannedRequest
    from ._settings import Settings

_EPILOG = """\
examples:
  sigv4 multipart s3://media/film.mp4 --size 5GB
  sigv4 multipart s3://media/film.mp4 --file film.mp4 --curl
  sigv4 multipart s3://media/film.mp4 --size 5GB --upload-id ID --json

First the request that begins the upload is printed. Its answer has an UploadId:
with that as --upload-id, and the same size, come the requests for the parts,
and those that list them, complete the upload, or abort it. Each part is
answered with an ETag. The body that completes the upload names them all, as in
  <CompleteMultipartUpload>
    <Part><PartNumber>1</PartNumber><ETag>"..."</ETag></Part>
    ...
  </CompleteMultipartUpload>
An answer with the status 200 may still hold an <Error>. Parts are kept, and
paid for, until the upload is completed or aborted.
"""

_OPERATION = "create_multipart_upload"


def run(arguments: Sequence[str]) -> int:
    """Run the command; the exit status."""
    options = _parse(arguments)
    plan = _plan(options)
    if plan.cut_short_by_token:
        note(f"the credentials end at {timestamp(plan.expires_at)}, and the URLs with them")
    _note_headers(plan, options)
    if options.upload_id is None:
        note("its answer has an UploadId: give it as --upload-id for the requests that follow")
        write = _begin(plan, options)
    else:
        upload = plan.with_upload_id(options.upload_id, signing_time=options.signing_time)
        write = _go_on(upload, options)
    for piece in write:
        sys.stdout.write(piece)
    return 0


def _note_headers(plan: MultipartPlan, options: Namespace) -> None:
    """Say what the URLs alone do not: that headers go with them, and what is in those."""
    if not (options.json or options.curl) and plan.create.headers:
        # By their names alone: a value may be a customer's key.
        names = ", ".join(plan.create.headers)
        note(f"whoever uses the URLs must send what is signed, which --json shows: {names}")
    elif any(name.endswith("-customer-key") for name in plan.create.headers):
        note("what is printed holds the customer's key: keep it as secret as that")


def _begin(plan: MultipartPlan, options: Namespace) -> Iterator[str]:
    """What is printed of a plan, in pieces."""
    if options.json:
        yield f"{plan.to_json()}\n"
    elif options.curl:
        yield f"{plan.create.curl()}\n"
    else:
        yield from _head(plan)
        yield _line("create", plan.create)


def _go_on(upload: MultipartUpload, options: Namespace) -> Iterator[str]:
    """What is printed of an upload, in pieces: there may be 10,000 parts."""
    if options.json:
        yield from upload.iter_json()
        yield "\n"
    elif options.curl:
        file = "FILE" if options.file is None else options.file
        if options.file is None:
            note("put the name of the file to send in the place of FILE")
        for part in upload.parts():
            yield f"{part.curl(upload_file=file)}\n"
        for request in upload.list_parts:
            yield f"{request.curl()}\n"
        note("put the name of the file with the XML that completes the upload in the place of XML")
        yield f"{upload.complete.curl(upload_file='XML')}\n"
    else:
        yield from _head(upload)
        for part in upload.parts():
            yield _line(f"part {part.number}", part, f"{part.size} bytes from {part.offset} on: ")
        for request in upload.list_parts:
            yield _line("list parts", request)
        yield _line("complete", upload.complete)
        yield _line("abort", upload.abort)


def _head(plan: MultipartPlan | MultipartUpload) -> Iterator[str]:
    lines = (
        ("size", f"{plan.size} bytes"),
        ("parts", f"{plan.part_count} of {plan.part_size} bytes"),
        ("expires at", timestamp(plan.expires_at)),
    )
    for name, value in lines:
        yield f"{name:12}{value}\n"


def _line(name: str, request: PlannedRequest, what: str = "") -> str:
    return f"{name:12}{what}{request.method} {request.url}\n"


def _plan(options: Namespace) -> MultipartPlan:
    operation = find_operation(_OPERATION)
    address = address_of(options.target, operation)
    size_of_file = options.size if options.file is None else _size_of(options.file)
    # Any, since a type checker cannot tell that no parameter is called like an argument.
    parameters: dict[str, Any] = {
        python_name(name): value for name, value in values_of(operation, options.params).items()
    }
    files = SharedFiles(os.environ)
    settings = find_settings(options, files, endpoint=True)
    credentials = credentials_for(options, files)
    s3 = settings.blamed(lambda: S3(credentials, **settings.values))
    endpoint = settings.blamed(lambda: s3.endpoint(address.bucket, operation=_OPERATION))
    try:
        plan = noted(
            lambda: s3.plan_multipart(
                address.bucket,
                address.key,
                size=size_of_file,
                part_size=options.part_size,
                create_only=options.create_only,
                expires_in=options.expires_in,
                signing_time=options.signing_time,
                allow_dot_segments=options.allow_dot_segments,
                **parameters,
            )
        )
    except InvalidInputError as error:
        problem = _in_words(error, settings, parameters)
    else:
        note_contradictions(endpoint.url, endpoint.signing_region, None)
        if plan.checksums_required:
            raise param_error(
                "ChecksumAlgorithm",
                f"S3 wants each part's {plan.checksum_algorithm} with it, and the command does "
                "not read the file; write ChecksumAlgorithm=CRC64NVME, or plan in Python",
            )
        return plan
    raise problem


def _in_words(
    error: InvalidInputError, settings: Settings, parameters: dict[str, Any]
) -> Exception:
    """An error of the library as one of the command's options."""
    for name in find_operation(_OPERATION).parameters:
        if python_name(name) == error.argument and error.argument in parameters:
            return param_error(name, f"{error.problem}; {in_options(error.remedy)}")
    return settings.blame(error)


def _size_of(name: str) -> int:
    """A file's size in bytes; raises OSError, or UsageError for what is no file."""
    status = os.stat(name)
    if not S_ISREG(status.st_mode):
        raise UsageError(f"--file: {shown(name)} is no file; give --size")
    return status.st_size


def _parse(arguments: Sequence[str]) -> Namespace:
    parser = Parser(
        "multipart",
        usage="s3://BUCKET/KEY --size SIZE|--file FILE [OPTION...]",
        description="Print the requests that upload a file in parts, each signed.",
        epilog=_EPILOG,
    )
    parser.add_argument("target", metavar="s3://BUCKET/KEY", help="where the file goes")
    of_file = parser.add_mutually_exclusive_group(required=True)
    of_file.add_argument("--size", type=size, help="the file's: 5000000000, 5GB (as many), 5GiB")
    of_file.add_argument(
        "--file", type=file_name, metavar="FILE", help="the file, for its size; it is not read"
    )
    parser.add_argument(
        "--part-size",
        type=size,
        metavar="SIZE",
        help="of each part but the last, 5MiB to 5GiB; default: 8MiB, and more where 10,000 "
        "parts would not do",
    )
    parser.add_argument(
        "--upload-id", metavar="ID", help="what the answer to the first request says"
    )
    parser.add_argument(
        "--expires-in",
        type=duration,
        metavar="TIME",
        help="how long the URLs live: seconds, or 15m, 12h, 7d; default: 3600, and 300 where the "
        "session of a directory bucket signs",
    )
    parser.add_argument(
        "--param",
        action="append",
        default=[],
        type=param,
        metavar="NAME=VALUE",
        dest="params",
        help="a parameter of the object, such as ContentType=video/mp4; may be repeated; "
        f"'sigv4 operations {_OPERATION}' lists them",
    )
    parser.add_argument(
        "--create-only", action="store_true", help="an object that is there is not replaced"
    )
    parser.add_argument(
        "--allow-dot-segments",
        action="store_true",
        help="sign a key with a '.' or '..' segment, which most clients cannot send",
    )
    add_signer_options(parser)
    add_output_options(
        parser,
        json="a document with all that a client needs, who need not know S3",
        curl="curl commands, one a line, for all but the abort",
    )
    add_endpoint_options(parser)
    return parser.parse(arguments)
