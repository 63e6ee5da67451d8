"""What can be done to a request on its way: what means the same request, and what may not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from messages import Message
from recipes import Recipe

from sigv4._rules import SERVICES

Step = Callable[[Message, Recipe], Message]

_SPACES = (b"", b" ", b"\t", b"  ", b" \t ")
_UNSIGNED = ((b"Accept", b"*/*"), (b"User-Agent", b"a b"), (b"Via", b"1.1 h"), (b"Via", b""))
_PORTS = (b"", b":443", b":80")
_INTERESTING = (
    b"X-Amz-Date",
    b"X-Amz-Expires",
    b"X-Amz-Signature",
    b"X-Amz-Security-Token",
    b"X-Amz-S3session-Token",
    b"X-Amz-Content-Sha256",
    b"X-Amz-Meta-A",
    b"x-id",
    b"Host",
    b":authority",
    b"Authorization",
)


def _parameters(message: Message) -> tuple[bytes, list[bytes]]:
    path, question, query = message.target.partition(b"?")
    return path + question, query.split(b"&")


def _with(message: Message, front: bytes, parameters: list[bytes]) -> Message:
    return replace(message, target=front + b"&".join(parameters))


def _parameters_in_another_order(message: Message, recipe: Recipe) -> Message:
    front, parameters = _parameters(message)
    parameters.insert(recipe.number(len(parameters)), parameters.pop())
    return _with(message, front, parameters)


def _an_empty_parameter(message: Message, recipe: Recipe) -> Message:
    front, parameters = _parameters(message)
    if front.endswith(b"?"):
        parameters.insert(recipe.number(len(parameters)), b"")
    return _with(message, front, parameters)


def _another_spelling(message: Message, recipe: Recipe) -> Message:
    """One character of the query, or of a path that is encoded once, spelt with an escape."""
    target, scope = message.target, message.written()
    double = [name.encode() for name, rules in SERVICES.items() if not rules.double_encode_path]
    once = any(b"/%s/aws4" % name in scope or b"%%2F%s%%2Faws4" % name in scope for name in double)
    at = recipe.number(len(target))
    character, in_path = target[at : at + 1], b"?" not in target[:at]
    if character == b"%":
        changed = target[at : at + 3].swapcase()
        target = target if in_path and not once else target[:at] + changed + target[at + 3 :]
    elif character.isalnum() and b"%" not in target[max(0, at - 2) : at] and (once or not in_path):
        digits = b"%%%02x" if recipe.byte() % 2 else b"%%%02X"
        target = target[:at] + digits % ord(character) + target[at + 1 :]
    return replace(message, target=target)


def _a_header_first(message: Message, recipe: Recipe) -> Message:
    headers = list(message.headers)
    headers.insert(0, headers.pop(recipe.number(len(headers))))
    return replace(message, headers=tuple(headers))


def _changed(message: Message, at: int, name: bytes, value: bytes) -> Message:
    headers = list(message.headers)
    headers[at : at + 1] = [(name, value)]
    return replace(message, headers=tuple(headers))


def _a_name_in_another_case(message: Message, recipe: Recipe) -> Message:
    at = recipe.number(len(message.headers))
    name, value = message.headers[at]
    return _changed(message, at, name.swapcase(), value)


def _white_space(message: Message, recipe: Recipe) -> Message:
    at = recipe.number(len(message.headers))
    name, value = message.headers[at]
    value = value.replace(b" ", b" " + recipe.one_of(_SPACES), 1)
    return _changed(message, at, name, recipe.one_of(_SPACES) + value + recipe.one_of(_SPACES))


def _an_unsigned_header(message: Message, recipe: Recipe) -> Message:
    return replace(message, headers=(*message.headers, recipe.one_of(_UNSIGNED)))


def _the_same_host(message: Message, recipe: Recipe) -> Message:
    port = recipe.one_of(_PORTS)
    for at, (name, value) in enumerate(message.headers):
        if name.lower() == b"host" and b":" not in value:
            return _changed(message, at, name, value.strip(b" \t").swapcase() + port)
    return message


SAME: tuple[Step, ...] = (
    _parameters_in_another_order,
    _an_empty_parameter,
    _another_spelling,
    _a_header_first,
    _a_name_in_another_case,
    _white_space,
    _an_unsigned_header,
    _the_same_host,
)


def _method(message: Message, recipe: Recipe) -> Message:
    return replace(message, method=recipe.altered(message.method))


def _target(message: Message, recipe: Recipe) -> Message:
    return replace(message, target=recipe.altered(message.target))


def _a_parameter_more(message: Message, recipe: Recipe) -> Message:
    front, parameters = _parameters(message)
    mark = b"" if b"?" in front else b"?"
    added = recipe.one_of(_INTERESTING) + b"=" + recipe.some(recipe.number(16))
    if recipe.byte() % 2:
        added = recipe.one_of(parameters)
    parameters.insert(recipe.number(len(parameters) + 1), added)
    return _with(message, front + mark, parameters)


def _a_parameter_less(message: Message, recipe: Recipe) -> Message:
    front, parameters = _parameters(message)
    del parameters[recipe.number(len(parameters))]
    return _with(message, front, parameters)


def _part_of_the_target_elsewhere(message: Message, recipe: Recipe) -> Message:
    """The path in the query, a parameter in the path."""
    target = message.target
    start = recipe.number(len(target))
    part = target[start : start + recipe.number(64)]
    at = recipe.number(len(target))
    return replace(message, target=target[:at] + part + target[at:])


def _a_header_altered(message: Message, recipe: Recipe) -> Message:
    at = recipe.number(len(message.headers))
    name, value = message.headers[at]
    if recipe.byte() % 2:
        return _changed(message, at, recipe.altered(name), value)
    return _changed(message, at, name, recipe.altered(value))


def _a_header_less(message: Message, recipe: Recipe) -> Message:
    headers = list(message.headers)
    del headers[recipe.number(len(headers))]
    return replace(message, headers=tuple(headers) or message.headers)


def _a_header_more(message: Message, recipe: Recipe) -> Message:
    added = (recipe.one_of(_INTERESTING), recipe.some(recipe.number(16)))
    if recipe.byte() % 2:
        added = recipe.one_of(message.headers)
    headers = list(message.headers)
    headers.insert(recipe.number(len(headers) + 1), added)
    return replace(message, headers=tuple(headers))


def _a_header_as_a_parameter(message: Message, recipe: Recipe) -> Message:
    """As signers hoist them, and the other way round."""
    front, parameters = _parameters(message)
    if recipe.byte() % 2 or len(message.headers) == 1:
        name, _, value = parameters.pop(recipe.number(len(parameters))).partition(b"=")
        moved = replace(message, headers=(*message.headers, (name, value)))
        return _with(moved, front, parameters)
    at = recipe.number(len(message.headers))
    headers = message.headers[:at] + message.headers[at + 1 :]
    added = b"%s=%s" % message.headers[at]
    return _with(replace(message, headers=headers), front, [*parameters, added])


def _body(message: Message, recipe: Recipe) -> Message:
    return replace(message, body=recipe.altered(message.body))


OTHER: tuple[Step, ...] = (
    _method,
    _target,
    _a_parameter_more,
    _a_parameter_less,
    _part_of_the_target_elsewhere,
    _a_header_altered,
    _a_header_less,
    _a_header_more,
    _a_header_as_a_parameter,
    _body,
)
