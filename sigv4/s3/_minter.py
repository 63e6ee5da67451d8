"""A `Minter` that knows the parameter that varies."""

from __future__ import annotations

from .._mint import Minter

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from .operations import Operation, Parameter


class OperationMinter(Minter):
    """A `Minter` for an operation: the value of what varies is checked as the parameter's."""

    __slots__ = ("_operation", "_varies")

    def __init__(
        self, operation: Operation, base_url: str, *arguments: Any, varies: str | None, **more: Any
    ) -> None:
        self._operation = operation
        self._varies: Parameter | None = None if varies is None else operation.parameters[varies]
        vary = None if self._varies is None else self._varies.wire_name
        super().__init__(operation.method, base_url, *arguments, vary=vary, **more)

    def _value_text(self, value: Any) -> str:
        if self._varies is None:
            return super()._value_text(value)
        # Numbers come out of lists as text, too.
        if (
            self._varies.kind == "int"
            and isinstance(value, str)
            and value.isascii()
            and value.isdigit()
        ):
            value = int(value)
        return self._operation.text_of(self._varies, value, "value")
