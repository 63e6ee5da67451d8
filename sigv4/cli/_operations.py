"""`sigv4 operations`: S3's operations, and the parameters of each."""

from __future__ import annotations

import sys

from ..errors import InvalidInputError
from ..s3._names import python_name
from ..s3.operations import operation as find_operation
from ..s3.operations import operation_names
from ._messages import UsageError
from ._parser import Parser

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Sequence

    from ..s3.operations import Operation, Parameter

_EPILOG = """\
examples:
  sigv4 operations
  sigv4 operations put_object

Values are texts on the command line: a number, true or false, a time such as
2013-05-24T00:00:00Z, a list with commas (or the parameter again), a map as in
--param Metadata.NAME=VALUE, and a customer's own key as in
--param SSECustomerKey=@FILE.
"""

# How a value of each kind is written.
_KINDS = {
    "text": "text",
    "header-text": "text",
    "id": "text",
    "encoded-path": "encoded",
    "int": "number",
    "bool": "true or false",
    "http-date": "time",
    "iso-date": "time",
    "list": "list",
    "map": "map",
    "copy-source": "bucket/key",
    "sse-key": "@FILE",
}


_PLAIN = frozenset({"text", "header-text", "id", "int", "bool"})


def run(arguments: Sequence[str]) -> int:
    """Run the command; the exit status."""
    options = _parse(arguments)
    if options.name is None:
        found = [find_operation(name) for name in operation_names()]
        sys.stdout.write(_json([_summary(o) for o in found]) if options.json else _listed(found))
        return 0
    operation = _operation(options.name)
    sys.stdout.write(_json(_all_of(operation)) if options.json else _described(operation))
    return 0


def _operation(name: str) -> Operation:
    try:
        return find_operation(name)
    except InvalidInputError as error:
        problem = f"{error.problem}; {error.remedy}"
    raise UsageError(problem)


def _listed(operations: list[Operation]) -> str:
    rows = [(python_name(o.name), o.method, _on(o)) for o in operations]
    return _columns(rows)


def _described(operation: Operation) -> str:
    fixed = "&".join([f"{name}={value}" if value else name for name, value in operation.query])
    head = (
        f"{python_name(operation.name)}: {operation.name}, {operation.method} on {_on(operation)}"
    )
    lines = [
        f"{head}{f' with ?{fixed}' if fixed else ''}\n",
        f"\nparameters{_remark(operation)}:\n",
        _columns([_row(p) for p in _sorted(operation)], indent="  "),
    ]
    if {p.kind for p in operation.parameters.values()} - _PLAIN:
        lines.append("\n'sigv4 operations --help' tells how values are written.\n")
    if operation.body:
        lines.append("\nThe body, which whoever uses the URL sends with it:\n")
        lines += [f"  {name}\n" for name in operation.body]
    return "".join(lines)


def _sorted(operation: Operation) -> list[Parameter]:
    return sorted(operation.parameters.values(), key=lambda p: (not p.required, p.name))


def _remark(operation: Operation) -> str:
    required = any(p.required for p in operation.parameters.values())
    return " (* must be given)" if required else ""


def _row(parameter: Parameter) -> tuple[str, ...]:
    name = parameter.name + ("*" if parameter.required else "")
    if parameter.where == "headers":
        return f"{name}.NAME", "text", "header", f"{parameter.wire_name}NAME"
    return name, _KINDS[parameter.kind], parameter.where, parameter.wire_name


def _on(operation: Operation) -> str:
    if operation.takes_key:
        return "an object"
    if operation.takes_bucket:
        return "a bucket"
    return "no bucket"


def _columns(rows: Sequence[tuple[str, ...]], indent: str = "") -> str:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "".join(
        [
            indent
            + "  ".join(f"{cell:{width}}" for cell, width in zip(row, widths, strict=True)).rstrip()
            + "\n"
            for row in rows
        ]
    )


def _summary(operation: Operation) -> dict[str, object]:
    return {
        "name": operation.name,
        "python_name": python_name(operation.name),
        "method": operation.method,
        "takes_bucket": operation.takes_bucket,
        "takes_key": operation.takes_key,
        "query": dict(operation.query),
    }


def _all_of(operation: Operation) -> dict[str, object]:
    fields = ("name", "where", "wire_name", "kind", "required")
    return {
        **_summary(operation),
        "parameters": [
            {field: getattr(parameter, field) for field in fields}
            for parameter in operation.parameters.values()
        ],
        "body": operation.body,
    }


def _json(value: object) -> str:
    from json import dumps

    return f"{dumps(value)}\n"


def _parse(arguments: Sequence[str]) -> Namespace:
    parser = Parser(
        "operations",
        usage="[NAME] [OPTION...]",
        description="List the operations of S3 that 'presign --operation' takes, or tell of one.",
        epilog=_EPILOG,
    )
    parser.add_argument(
        "name", nargs="?", metavar="NAME", help="tell of this one, and of its parameters"
    )
    group = parser.add_argument_group("what is printed")
    group.add_argument("--json", action="store_true", help="the same as JSON")
    return parser.parse(arguments)
