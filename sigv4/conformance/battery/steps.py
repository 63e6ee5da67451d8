"""What is done to a message after it was signed: each step gives another message."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from .message import Message

Step = Callable[[Message], Message]

_SIGNATURE = "X-Amz-Signature"


def method(name: str) -> Step:
    """Another method."""
    return lambda message: replace(message, method=name)


def path(old: str, new: str) -> Step:
    """One text in the path exchanged for another, at its last place."""

    def step(message: Message) -> Message:
        before, _, after = message.path.rpartition(old)
        return replace(message, path=f"{before}{new}{after}")

    return step


def drop(name: str) -> Step:
    """The query without a parameter."""
    return _items(lambda items: [item for item in items if not _is(item, name)])


def say(name: str, value: str) -> Step:
    """A parameter with another value, as it is written."""
    return _items(lambda items: [f"{name}={value}" if _is(i, name) else i for i in items])


def edit(name: str, change: Callable[[str], str]) -> Step:
    """A parameter with its value changed."""
    return _items(
        lambda items: [f"{name}={change(i[len(name) + 1 :])}" if _is(i, name) else i for i in items]
    )


def rename(name: str, new: str) -> Step:
    """A parameter under another name."""
    return _items(lambda items: [f"{new}{i[len(name) :]}" if _is(i, name) else i for i in items])


def append(item: str) -> Step:
    """Something at the end of the query."""
    return _items(lambda items: [*items, item])


def prepend(item: str) -> Step:
    """Something at the beginning of the query."""
    return _items(lambda items: [item, *items])


def twice(name: str, value: str, *, first: bool = False) -> Step:
    """A parameter that is there already, once more, with another value."""
    return prepend(f"{name}={value}") if first else append(f"{name}={value}")


def items(change: Callable[[list[str]], list[str]]) -> Step:
    """The items of the query in another order or spelling."""
    return _items(change)


def header(name: str, value: str) -> Step:
    """A header set to another value, or added."""

    def step(message: Message) -> Message:
        kept = [pair for pair in message.headers if pair[0].lower() != name.lower()]
        return replace(message, headers=(*kept, (name, value)))

    return step


def edit_header(name: str, change: Callable[[str], str]) -> Step:
    """A header with its value changed."""

    def step(message: Message) -> Message:
        return replace(
            message,
            headers=tuple(
                [
                    (n, change(v)) if n.lower() == name.lower() else (n, v)
                    for n, v in message.headers
                ]
            ),
        )

    return step


def drop_header(name: str) -> Step:
    """The message without a header."""
    return lambda message: replace(
        message, headers=tuple([p for p in message.headers if p[0].lower() != name.lower()])
    )


def headers(change: Callable[[tuple[str, str]], tuple[str, str]]) -> Step:
    """Every header changed."""
    return lambda message: replace(message, headers=tuple(map(change, message.headers)))


def body(new: bytes) -> Step:
    """Another body."""
    return lambda message: replace(message, body=new)


def digit(position: int) -> Step:
    """One hexadecimal digit of the signature is another."""
    return edit(_SIGNATURE, lambda text: other_digit(text, position))


def signature(change: Callable[[str], str]) -> Step:
    """The signature changed."""
    return edit(_SIGNATURE, change)


def other_digit(text: str, position: int) -> str:
    """A hexadecimal text with one digit exchanged."""
    other = "0" if text[position] != "0" else "1"
    return f"{text[:position]}{other}{text[position + 1 :]}"


def _is(item: str, name: str) -> bool:
    return item.partition("=")[0] == name


def _items(change: Callable[[list[str]], list[str]]) -> Step:
    return lambda message: replace(message, items=tuple(change(list(message.items))))
