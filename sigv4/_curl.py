"""A request as a curl command that sends it as it was signed."""

from __future__ import annotations

from ._checks import exact_str
from .errors import InvalidValueError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import PurePath


def curl_command(
    method: str,
    url: str,
    headers: Mapping[str, str],
    *,
    upload_file: str | PurePath | None = None,
) -> str:
    """One line for a POSIX shell.

    --path-as-is: curl would resolve dot segments. --globoff: curl would read "[]" and
    "{}" as patterns. --upload-file appends the file's name to a URL that ends in "/", and
    sends standard input ("-") in chunks, which S3 does not take: there the body goes by
    --data-binary, without the content type that comes with it.
    """
    from shlex import quote

    words = ["curl", "--path-as-is", "--globoff"]
    own_method = "GET"
    if upload_file is not None:
        upload_file = file_name("upload_file", upload_file)
    if upload_file == "-" or (upload_file is not None and url.partition("?")[0].endswith("/")):
        own_method = "POST"
        words += ["--data-binary", quote(f"@{upload_file}")]
        if "content-type" not in [name.lower() for name in headers]:
            words += ["--header", "content-type:"]
    elif upload_file is not None:
        own_method = "PUT"
        words += ["--upload-file", quote(upload_file)]
    if method == "HEAD":
        words.append("--head")
    elif method != own_method:
        words += ["--request", quote(method)]
    for name, value in headers.items():
        # curl's own way of writing a header without a value is "name;".
        words += ["--header", quote(f"{name}: {value}" if value else f"{name};")]
    words.append(quote(url))
    return " ".join(words)


def curl_form(url: str, fields: Mapping[str, str], file: str) -> str:
    """One line for a POSIX shell that sends a form, its file last.

    --form-string: --form would read "@", "<" and ";" in a value. In quotes the file's name may
    hold "," and ";"; "-" by itself would be standard input.
    """
    from shlex import quote

    words = ["curl", "--path-as-is", "--globoff"]
    for name, value in fields.items():
        words += ["--form-string", quote(f"{name}={value}")]
    path = "./-" if file == "-" else file.replace("\\", "\\\\").replace('"', '\\"')
    words += ["--form", quote(f'file=@"{path}"'), quote(url)]
    return " ".join(words)


def file_name(argument: str, file: object) -> str:
    """The name of a file from a text or a path; raises InvalidTypeError or InvalidValueError."""
    path = file.__fspath__() if hasattr(file, "__fspath__") else file
    name = exact_str(argument, path)
    if not name:
        raise InvalidValueError(argument, "it is empty", "name the file to send")
    return name
