"""The operations of the S3 API, and how their parameters bind to a request.

Source: Amazon S3 API reference, "Actions".
"""

from __future__ import annotations

from .._checks import exact_str, shown, utf8
from .._frozen import Frozen
from ..errors import InvalidValueError
from ._names import nearest, python_name
from ._operation_table import GROUPS, OPERATIONS, PARAMETERS, RENAMED
from ._values import CONVERTERS, customer_key_md5, header_value, metadata_headers

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ..errors import InvalidInputError
    from ._values import Value

# What people look for to limit the size of an upload.
_SIZE_RANGES = frozenset(
    {"ContentLengthRange", "content-length-range", "content_length_range", "max_size", "MaxSize"}
)

# What other libraries call by a name in the same place, and is said otherwise here.
_SAID_OTHERWISE = {
    "ExpiresIn": "give expires_in",
    "HttpMethod": "give method",
    "Params": "give each as a keyword: presign(…, **params)",
    "expires": "give expires_in",
    "Region": "the region is the client's: S3(credentials, region=…)",
    "region": "the region is the client's: S3(credentials, region=…)",
}

# How many names an error lists.
_NAMES_SHOWN = 8

# Where a parameter's value is the first label of the host (API reference,
# WriteGetObjectResponse).
_HOST_PREFIXES = {"WriteGetObjectResponse": "RequestRoute"}


class Parameter(Frozen):
    """One parameter of an operation.

    where: "query", "header", or "headers" for a family of headers. wire_name: its name
    there, or the beginning of their names. kind: of its values, one of `_values.py`.
    """

    __slots__ = ("kind", "name", "required", "where", "wire_name")

    name: str
    where: str
    wire_name: str
    kind: str
    required: bool

    def __init__(self, name: str, where: str, wire_name: str, kind: str, *, required: bool) -> None:
        self._set(name=name, where=where, wire_name=wire_name, kind=kind, required=required)


class Bound(Frozen):
    """Parameters as parts of a request: the query as raw pairs, and the headers to send."""

    __slots__ = ("headers", "query")

    query: list[tuple[str, str]]
    headers: dict[str, str]

    def __init__(self, query: list[tuple[str, str]], headers: dict[str, str]) -> None:
        self._set(query=query, headers=headers)


class Operation(Frozen):
    """One operation of the S3 API.

    name: as in the API reference. method: of HTTP. takes_bucket, takes_key: whether it is
    on a bucket, and on an object in it. path: what it is sent to where it is on neither.
    query: fixed, as raw pairs. parameters: those of the query and of headers, by name.
    body: the names of those that the request's body carries. host_prefix: the parameter
    whose value is the first label of the host. traits: of its endpoint, see `resolve_endpoint`.
    """

    __slots__ = (
        "_python_names",
        "body",
        "host_prefix",
        "method",
        "name",
        "parameters",
        "path",
        "query",
        "takes_bucket",
        "takes_key",
        "traits",
    )

    name: str
    method: str
    takes_bucket: bool
    takes_key: bool
    path: str
    query: list[tuple[str, str]]
    parameters: dict[str, Parameter]
    body: tuple[str, ...]
    host_prefix: Parameter | None
    traits: frozenset[str]
    _python_names: dict[str, str]

    def __init__(self, head: str, tail: str) -> None:
        name, method, target, *traits = head.split()
        on, _, query = target.partition("?")
        names, _, body = tail.partition("|")
        parameters = _parameters(name, names.split())
        self._set(
            name=name,
            method=method,
            takes_bucket=on in {"bucket", "object"},
            takes_key=on == "object",
            path=on if on.startswith("/") else "/",
            query=[(n, v) for n, _, v in [item.partition("=") for item in query.split("&")] if n],
            parameters=parameters,
            body=tuple([word.rstrip("*") for word in body.split()]),
            host_prefix=parameters.get(_HOST_PREFIXES.get(name, "")),
            traits=frozenset(traits),
        )
        self._set(_python_names={python_name(name): name for name in self.names})

    def bind(self, given: Mapping[str, Value], *, varies: str | None = None) -> Bound:
        """The parameters but Bucket and Key, where they belong in the request.

        varies: the one of the query whose value comes later. Raises InvalidValueError or
        InvalidTypeError for one that is unknown, missing or malformed.
        """
        query = list(self.query)
        headers: dict[str, str] = {}
        for name, value in given.items():
            parameter = self._parameter(name)
            if parameter.where == "headers":
                headers.update(metadata_headers(name, parameter.wire_name, value))
                continue
            text = self.text_of(parameter, value, name)
            if parameter.where == "query":
                query.append((parameter.wire_name, text))
            else:
                headers[parameter.wire_name] = header_value(name, text)
        if varies is not None:
            self._check_varies(varies, given)
        for name, parameter in self.parameters.items():
            if parameter.required and name not in given and name != varies:
                raise InvalidValueError(name, "it is missing", f"{self.name} needs it")
        return Bound(query, {**headers, **self._of_customer_keys(headers)})

    def text_of(self, parameter: Parameter, value: Value, argument: str) -> str:
        """A parameter's value as the API writes it; `argument` is named if it cannot be."""
        text = CONVERTERS[parameter.kind](argument, value)
        if parameter.required and not text:
            raise InvalidValueError(argument, "it is empty", f"{self.name} needs it")
        utf8(argument, text)
        return text

    def in_api_names(self, named: Mapping[str, Value | None]) -> dict[str, Value]:
        """Parameters in Python's spelling under their names in the API, without the Nones."""
        renamed: dict[str, Value] = {}
        for name, value in named.items():
            api_name = self._python_names.get(name)
            if api_name is None:
                raise self.unknown(name, self._python_names)
            if value is not None:
                renamed[api_name] = value
        return renamed

    def name_in_python(self, error: InvalidInputError) -> None:
        """Call an error's argument by its name in Python, as whoever gave it did."""
        if error.argument in self.names:
            error.argument = python_name(error.argument)

    def _parameter(self, name: str) -> Parameter:
        parameter = self.parameters.get(name)
        if parameter is None:
            raise self.unknown(name, self.names)
        return parameter

    @property
    def names(self) -> list[str]:
        """The names of all that it takes, Bucket and Key among them."""
        own = (("Bucket", self.takes_bucket), ("Key", self.takes_key))
        return [*[name for name, takes in own if takes], *self.parameters]

    def _check_varies(self, name: str, given: Mapping[str, Value]) -> None:
        if name == "Bucket":
            raise InvalidValueError("vary", "Bucket cannot vary", "make a minter for each bucket")
        if name not in self.parameters:
            raise self.unknown(name, self.parameters)
        if self.parameters[name].where != "query":
            raise InvalidValueError("vary", f"{name} is a header", "name a parameter of the query")
        if name in given:
            raise InvalidValueError("vary", f"{name} has a value already", "leave that out")

    def _of_customer_keys(self, headers: Mapping[str, str]) -> dict[str, str]:
        """What S3 wants beside a customer's key, where it was not given."""
        added = {}
        for prefix in ("SSECustomer", "CopySourceSSECustomer"):
            key = self.parameters.get(f"{prefix}Key")
            if key is not None and key.wire_name in headers:
                algorithm = self.parameters[f"{prefix}Algorithm"].wire_name
                digest = self.parameters[f"{prefix}KeyMD5"].wire_name
                added[algorithm] = headers.get(algorithm, "AES256")
                added[digest] = headers.get(digest) or customer_key_md5(headers[key.wire_name])
        return added

    def unknown(self, name: str, known: Iterable[str]) -> InvalidValueError:
        """The error for a parameter that is none of its own, with what was probably meant."""
        # A name from outside the program may hold anything.
        plain = name.isascii() and name.replace("-", "_").isidentifier() and len(name) <= 60
        said = name if plain else shown(name)
        problem = f"{self.name} has no such parameter"
        if name in _SIZE_RANGES:
            problem = "a presigned PUT cannot hold an upload to a range of sizes"
            remedy = "sign the exact ContentLength, or make a POST form: presign_post"
        elif name in self.body or name in [python_name(n) for n in self.body]:
            problem = (
                "it is the request's body, or a part of it, and no presigned URL carries a body"
            )
            remedy = "leave it out here; whoever uses the URL sends it"
        elif name.capitalize() in {"Bucket", "Key"} - {*self.names}:
            remedy = f"leave it out: it is on {'a bucket' if self.takes_bucket else 'no bucket'}"
        else:
            remedy = _SAID_OTHERWISE.get(name) or nearest(name, known) or self._what_it_takes(known)
        return InvalidValueError(said, problem, remedy)

    def _what_it_takes(self, known: Iterable[str]) -> str:
        names = list(known)
        if not names:
            return "it takes none"
        more = f" and {len(names) - _NAMES_SHOWN} more" if len(names) > _NAMES_SHOWN else ""
        return (
            f"it takes {', '.join(names[:_NAMES_SHOWN])}{more}: see the API reference, or "
            f"'sigv4 operations {python_name(self.name)}'"
        )


def operation(name: str) -> Operation:
    """An operation by its name, in Python's spelling or the API's: get_object, GetObject.

    Raises InvalidTypeError or InvalidValueError.
    """
    name = exact_str("operation", name)
    found = _MADE.get(name)
    if found is None:
        table = _table()
        api_name = name if name in table else _PYTHON_NAMES.get(name)
        if api_name is None:
            raise InvalidValueError(
                "operation",
                f"S3 has none that is called {shown(name)}",
                nearest(name, _PYTHON_NAMES if name.islower() else table)
                or "see Amazon's API reference, or the command 'sigv4 operations'",
            )
        found = _MADE[name] = Operation(*table[api_name])
    return found


def operation_names() -> list[str]:
    """The names of all operations as the API reference has them, sorted."""
    return sorted(_table())


def only_as_parameter(header: str) -> str | None:
    """The parameter that a header of this lower-case name must be given as, if there is one.

    As a header it would pass by the parameter's checks, and make a copy of an upload.
    """
    if not _ONLY_AS_PARAMETERS:
        for name, (_, wire_name, kind) in PARAMETERS.items():
            if kind in {"copy-source", "encoded-path", "sse-key"}:
                _ONLY_AS_PARAMETERS[wire_name.lower()] = name
    return _ONLY_AS_PARAMETERS.get(header)


# Made when the first operation is asked for: the table as lines, and what was made of them,
# by both spellings of each name.
_LINES: dict[str, tuple[str, str]] = {}
_PYTHON_NAMES: dict[str, str] = {}
_MADE: dict[str, Operation] = {}
_ONLY_AS_PARAMETERS: dict[str, str] = {}


def _table() -> dict[str, tuple[str, str]]:
    """The two lines of each operation by its name."""
    if not _LINES:
        lines: dict[str, tuple[str, str]] = {}
        for line in OPERATIONS.splitlines():
            if not line.startswith(" "):
                head = line
                name = line.partition(" ")[0]
            else:
                lines[name] = (head, lines.get(name, ("", ""))[1] + line)
        _PYTHON_NAMES.update({python_name(name): name for name in lines})
        _LINES.update(lines)
    return _LINES


def _parameters(operation_name: str, words: list[str]) -> dict[str, Parameter]:
    """The parameters that words of the table stand for."""
    renamed = RENAMED.get(operation_name, {})
    parameters = {}
    for word in " ".join([GROUPS.get(word, word) for word in words]).split():
        name = word.rstrip("*")
        where, wire_name, kind = renamed.get(name) or PARAMETERS[name]
        parameters[name] = Parameter(name, where, wire_name, kind, required=word != name)
    return parameters
