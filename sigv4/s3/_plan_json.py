"""Plans and uploads as JSON documents, written and strictly read.

What is read comes from outside: every member is checked for its type and bounds, and none that
is unknown is passed over; the URLs are of one object, one upload and, of a part, its number.
Whether they are signed rightly is the server's to say.
"""

from __future__ import annotations

from .._checks import check_token, exact_str, has_control_character, shown, type_error, utf8
from .._encoding import encode
from .._url import split_url
from ..errors import InvalidInputError, InvalidValueError
from ._completion import body_template
from ._part_layout import Layout
from ._planned_requests import Part, PlannedRequest
from .checksums import API_NAMES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from datetime import datetime
    from typing import Any

VERSION = 1
PLAN = "multipart-plan"
UPLOAD = "multipart-upload"

# The members of a document of each kind.
_HEAD = (
    *("version", "kind", "bucket", "key", "size", "part_size", "part_count"),
    *("checksum_algorithm", "checksums_required", "signed_at", "expires_at", "cut_short_by_token"),
)
_MEMBERS = {
    PLAN: frozenset([*_HEAD, "create"]),
    UPLOAD: frozenset([*_HEAD, "upload_id", "complete", "abort", "list_parts", "parts"]),
}
_REQUEST = frozenset({"method", "url", "headers"})

# In bytes; 10,000 URLs with a long session token take half of it.
_LONGEST_DOCUMENT = 64 * 1024**2
# In characters: of a bucket, a key or an id; of a URL; of a header's value.
_LONGEST_TEXT = 1024
_LONGEST_URL = 16 * 1024
_LONGEST_VALUE = 8 * 1024


def written(members: Mapping[str, Any], parts: Iterable[Part] | None = None) -> Iterator[str]:
    """A document in pieces, its parts one by one at its end."""
    from json import dumps

    head = dumps({"version": VERSION, **members})
    if parts is None:
        yield head
        return
    yield f'{head[:-1]}, "parts": ['
    separator = ""
    for part in parts:
        place = {"number": part.number, "offset": part.offset, "size": part.size}
        yield f"{separator}{dumps({**place, **as_member(part)})}"
        separator = ", "
    yield "]}"


def as_member(request: PlannedRequest) -> dict[str, Any]:
    """A request as a member of a document."""
    return {"method": request.method, "url": request.url, "headers": request.headers}


def timestamp(time: datetime) -> str:
    """A time in UTC, in whole seconds."""
    return f"{time:%Y-%m-%dT%H:%M:%SZ}"


def read(document: object, kind: str) -> dict[str, Any]:
    """The members of a document of a kind, as those of the record that wrote it.

    Raises InvalidTypeError or InvalidValueError.
    """
    given = _object(_parsed(document), None, "it")
    version = given.get("version")
    if type(version) is not int or version != VERSION:
        raise _wrong(f"its version is {shown(version)}, and this release reads {VERSION}")
    if given.get("kind") != kind:
        raise _wrong(f"its kind is {shown(given.get('kind'))}, and not {kind}")
    _object(given, _MEMBERS[kind], "it")
    algorithm, required = _checksums(given)
    layout = _layout(given)
    members = {
        "bucket": _text(given, "bucket"),
        "key": _text(given, "key"),
        "checksum_algorithm": algorithm,
        "checksums_required": required,
        "_layout": layout,
        "signed_at": _time(given, "signed_at"),
        "expires_at": _time(given, "expires_at"),
        "cut_short_by_token": _flag(given, "cut_short_by_token"),
    }
    of_kind = _upload if kind == UPLOAD else _plan
    return {**members, **of_kind(given, layout, algorithm if required else None)}


def _plan(given: dict[str, Any], layout: Layout, algorithm: str | None) -> dict[str, Any]:
    create = _request(given["create"], "create", "POST", set())
    _check_query(create, "create", "does not begin an upload", "uploads=")
    return {"create": create}


def _upload(given: dict[str, Any], layout: Layout, algorithm: str | None) -> dict[str, Any]:
    upload_id = _text(given, "upload_id")
    of_upload = f"uploadId={encode('upload_id', upload_id)}"
    targets: set[str] = set()

    def request(given: object, where: str, method: str) -> PlannedRequest:
        made = _request(given, where, method, targets)
        _check_query(made, where, "is not that of its upload_id", of_upload)
        return made

    complete = _object(given["complete"], _REQUEST | {"body"}, "complete")
    if complete["body"] != body_template(algorithm):
        raise _wrong("complete.body is not that of its version")
    complete = {name: complete[name] for name in _REQUEST}
    pages = _list(given["list_parts"], "list_parts", layout.pages)
    parts = _list(given["parts"], "parts", layout.count)
    return {
        "upload_id": upload_id,
        "complete": request(complete, "complete", "POST"),
        "abort": request(given["abort"], "abort", "DELETE"),
        "list_parts": tuple(
            [request(page, f"list_parts[{at}]", "GET") for at, page in enumerate(pages)]
        ),
        "parts": [_part(part, at, layout, request) for at, part in enumerate(parts)],
    }


def _part(
    given: object,
    at: int,
    layout: Layout,
    request: Callable[[object, str, str], PlannedRequest],
) -> Part:
    where = f"parts[{at}]"
    members = _object(given, _REQUEST | {"number", "offset", "size"}, where)
    number = at + 1
    place = {"number": number, "offset": layout.offset(number), "size": layout.size_of(number)}
    for name, value in place.items():
        if type(members[name]) is not int or members[name] != value:
            raise _wrong(f"{where}.{name} is not {value}")
    put = request({name: members[name] for name in _REQUEST}, where, "PUT")
    _check_query(put, where, "is not that of its number", f"partNumber={number}")
    return Part(put.url, put.headers, number, layout)


def _request(given: object, where: str, method: str, targets: set[str]) -> PlannedRequest:
    """A request; `targets` gathers what is before their queries, which is one for all."""
    members = _object(given, _REQUEST, where)
    if members["method"] != method:
        raise _wrong(f"{where}.method is not {method}")
    url = members["url"]
    target = _target(url)
    targets.add(target)
    if not target or len(targets) > 1:
        raise _wrong(
            f"{where}.url is no presigned URL"
            if not target
            else f"{where}.url is that of another object than those before"
        )
    return PlannedRequest(method, url, _headers(members["headers"], where))


def _target(url: object) -> str:
    """What stands before a URL's query; "" for what is no presigned URL. It is never shown."""
    if not isinstance(url, str) or len(url) > _LONGEST_URL:
        return ""
    if not (url.isascii() and url.isprintable()) or " " in url or "#" in url:
        return ""
    try:
        split_url(url)
    except InvalidInputError:
        return ""
    target, _, query = url.partition("?")
    return target if "X-Amz-Signature=" in query else ""


def _check_query(request: PlannedRequest, where: str, problem: str, item: str) -> None:
    if item not in request.url.partition("?")[2].split("&"):
        raise _wrong(f"{where}.url {problem}")


def _headers(given: object, where: str) -> dict[str, str]:
    headers = _object(given, None, f"{where}.headers")
    for name, value in headers.items():
        try:
            check_token("headers", name)
        except InvalidInputError:
            name_is_wrong = True
        else:
            name_is_wrong = name != name.lower() or name == "host"
        if name_is_wrong:
            raise _wrong(f"{where}.headers has a name that is none, or not in lower case")
        if type(value) is not str or len(value) > _LONGEST_VALUE or has_control_character(value):
            raise _wrong(f"{where}.headers.{name} is no header's value")
        utf8("document", value)
    return headers


def _checksums(given: dict[str, Any]) -> tuple[str | None, bool]:
    algorithm = given["checksum_algorithm"]
    if algorithm is not None and not (type(algorithm) is str and algorithm in API_NAMES):
        raise _wrong(f"checksum_algorithm is {shown(algorithm)}")
    required = _flag(given, "checksums_required")
    if required and algorithm is None:
        raise _wrong("checksums_required is true, and there is no checksum_algorithm")
    return algorithm, required


def _layout(given: dict[str, Any]) -> Layout:
    if type(given["size"]) is int and type(given["part_size"]) is int:
        try:
            layout = Layout(given["size"], given["part_size"])
        except InvalidInputError as error:
            problem = f"{error.argument}: {error.problem}"
        else:
            if type(given["part_count"]) is int and given["part_count"] == layout.count:
                return layout
            problem = f"part_count is not {layout.count}"
    else:
        problem = "size and part_size are no whole numbers"
    raise _wrong(problem)


def _parsed(document: object) -> object:
    from json import loads

    if isinstance(document, (bytes, bytearray)):
        data = bytes(document)
    elif isinstance(document, str):
        data = utf8("document", exact_str("document", document))
    else:
        raise type_error("document", document, "a str or bytes of JSON")
    if len(data) > _LONGEST_DOCUMENT:
        raise _wrong(f"it has more than {_LONGEST_DOCUMENT} bytes")
    try:
        return loads(data.decode(), object_pairs_hook=_once, parse_constant=_refuse_constant)
    except (ValueError, RecursionError):
        pass  # Raised below, outside the handler: a chained error would hold the document.
    raise _wrong("it is no JSON, or says a name twice")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError
    return found


def _refuse_constant(_: str) -> object:
    raise ValueError


def _object(value: object, members: frozenset[str] | None, where: str) -> dict[str, Any]:
    """A JSON object, with just these members where they are known."""
    if not isinstance(value, dict):
        raise _wrong(f"{where} is no object")
    if members is not None and value.keys() != members:
        unknown = sorted(value.keys() - members)
        missing = sorted(members - value.keys())
        raise _wrong(
            f"{where} has no {missing[0]}" if missing else f"{where} has {shown(unknown[0])}"
        )
    return value


def _list(value: object, where: str, length: int) -> list[Any]:
    if not isinstance(value, list) or len(value) != length:
        raise _wrong(f"{where} is no list of {length}")
    return value


def _text(given: dict[str, Any], name: str) -> str:
    value = given[name]
    if type(value) is not str or not 0 < len(value) <= _LONGEST_TEXT:
        raise _wrong(f"{name} is no text of 1 to {_LONGEST_TEXT} characters")
    utf8("document", value)
    return value


def _flag(given: dict[str, Any], name: str) -> bool:
    if type(given[name]) is not bool:
        raise _wrong(f"{name} is neither true nor false")
    return bool(given[name])


def _time(given: dict[str, Any], name: str) -> datetime:
    from datetime import datetime

    value = given[name]
    if type(value) is str:
        try:
            time = datetime.fromisoformat(f"{value[:-1]}+00:00")
        except ValueError:
            pass  # Said below.
        else:
            if timestamp(time) == value:
                return time
    raise _wrong(f"{name} is no time such as 2013-05-24T00:00:00Z")


def _wrong(problem: str) -> InvalidValueError:
    return InvalidValueError("document", problem, "give what to_json() wrote, unchanged")
