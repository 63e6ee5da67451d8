"""Servers that answer with anything: no answer hangs the battery, breaks it, or writes to the
terminal."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator

import pytest
from hostile_server import hostile_server, whole
from s3_server import CREDENTIALS

from sigv4.conformance.battery.message import Message
from sigv4.conformance.battery.wire import NoAnswerError, Wire
from sigv4.conformance.server import (
    CannotStartError,
    Report,
    as_json,
    as_junit,
    as_table,
    check_server,
)

LISTED = b"<ListBucketResult></ListBucketResult>"


def forever(piece: bytes, pause: float = 0.0) -> Callable[[str], Iterator[bytes]]:
    """The same bytes again and again; not for ever, so that a failing test ends."""

    def answer(_: str) -> Iterator[bytes]:
        ends = time.monotonic() + 20
        while time.monotonic() < ends:
            yield piece
            time.sleep(pause)

    return answer


def started(piece: bytes, pause: float = 0.0) -> Callable[[str], Iterator[bytes]]:
    """A status, and then that."""

    def answer(first: str) -> Iterator[bytes]:
        yield b"HTTP/1.1 200 OK\r\n"
        yield from forever(piece, pause)(first)

    return answer


def silent(_: str) -> Iterator[bytes]:
    """Nothing, and the connection stays."""
    time.sleep(20)
    yield b""


BROKEN = [
    pytest.param(silent, "no answer in 0.3 s", id="silence"),
    pytest.param(forever(b"H", 0.05), "no answer in 0.3 s", id="a byte now and then"),
    pytest.param(started(b"a: b\r\n", 0.05), "no answer in 0.3 s", id="a header now and then"),
    pytest.param(forever(b"HTTP/1.1 100 Continue\r\n\r\n", 0.05), "0.3 s", id="continue"),
    pytest.param(lambda _: [], "no HTTP", id="nothing"),
    pytest.param(lambda _: [b"hello\r\n\r\n"], "no HTTP", id="no HTTP"),
    pytest.param(lambda _: [b"\x00" * 100000], "no HTTP", id="zeros"),
    pytest.param(started(b"a: b\r\n"), "no HTTP", id="headers without end"),
    pytest.param(started(b"a" * 10000), "no HTTP", id="a header without end"),
    pytest.param(lambda _: [b"HTTP/1.1 999999 x\r\n\r\n"], "no HTTP", id="no status"),
    pytest.param(
        lambda _: [b"HTTP/1.1 200 x\r\nContent-Length: 10\r\n\r\nabc"], "no HTTP", id="cut off"
    ),
    pytest.param(
        lambda _: [b"HTTP/1.1 200 x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"],
        "no HTTP",
        id="no chunk",
    ),
    pytest.param(started(b"\r\n" + b"a" * (1 << 20)), "more than 16777216 bytes", id="no end"),
]


@pytest.mark.parametrize(("answer", "problem"), BROKEN)
def test_what_is_no_answer(answer: Callable[[str], Iterable[bytes]], problem: str) -> None:
    """It is one error, whatever comes, and comes in time."""
    with hostile_server(answer) as port:
        wire = Wire(
            scheme="http",
            host="127.0.0.1",
            port=port,
            timeout=0.3 if "0.3" in problem else 15.0,
        )
        message = Message(method="GET", path="/", items=(), headers=(("Host", "x"),))
        with pytest.raises(NoAnswerError, match=problem) as caught:
            wire.send(message)
        assert str(caught.value).isprintable()


def test_nobody_listens() -> None:
    """An address without a server is an error in one line."""
    with hostile_server(lambda _: []) as port:
        pass
    wire = Wire(scheme="http", host="127.0.0.1", port=port, timeout=5.0)
    message = Message(method="GET", path="/", items=(), headers=(("Host", "x"),))
    with pytest.raises(NoAnswerError, match="refused"):
        wire.send(message)


def test_an_early_answer_is_read() -> None:
    """A server may answer before it has read the whole body, and close."""
    with hostile_server(lambda _: [whole(403)]) as port:
        wire = Wire(scheme="http", host="127.0.0.1", port=port, timeout=15.0)
        headers = (("Host", "x"), ("Content-Length", "0"))
        body = b"x" * (1 << 24)
        message = Message(method="PUT", path="/", items=(), headers=headers, body=body)
        assert wire.send(message).status == 403


def ask(port: int, *only: str) -> Report:
    """A run of these cases."""
    return check_server(
        CREDENTIALS,
        "scratch",
        region="us-east-1",
        endpoint_url=f"http://127.0.0.1:{port}",
        addressing_style="path",
        only=only,
        timeout=5.0,
    )


@pytest.mark.parametrize(
    ("answer", "problem"),
    [
        pytest.param(whole(403, b"<Error><Code>AccessDenied</Code></Error>"), "403 Acc", id="no"),
        pytest.param(whole(403, b"<Error><Code>\x1b[2J</Code></Error>"), "403", id="escape"),
        pytest.param(whole(200), "it is empty", id="empty"),
        pytest.param(whole(200, b"<a/>"), "it is 'a' and not ListBucketResult", id="other"),
        pytest.param(whole(200, b"<!DOCTYPE a>" + LISTED), "document type", id="document type"),
        pytest.param(whole(200, b"<a>" * 1000), "too deep", id="deep"),
        pytest.param(whole(200, b"<a>" + b"<b/>" * (1 << 21)), "elements", id="many elements"),
        pytest.param(whole(200, b"<a"), "no XML", id="no XML"),
        pytest.param(
            whole(200, b"<ListBucketResult><Contents><Key>a</Key></Contents></ListBucketResult>"),
            "not empty",
            id="not empty",
        ),
    ],
)
def test_a_bucket_that_is_none(answer: bytes, problem: str) -> None:
    """Nothing is written to what does not list as an empty bucket."""
    asked: list[str] = []

    def answers(first: str) -> list[bytes]:
        asked.append(first)
        return [answer]

    with hostile_server(answers) as port, pytest.raises(CannotStartError, match=problem) as caught:
        ask(port)
    assert str(caught.value).isprintable()
    assert {first.partition(" ")[0] for first in asked} == {"GET"}


def test_a_server_that_takes_everything() -> None:
    """It has no object, and so no run is begun."""

    def answers(first: str) -> list[bytes]:
        return [whole(200, LISTED if "list-type" in first else b"")]

    with hostile_server(answers) as port, pytest.raises(CannotStartError, match="cannot be read"):
        ask(port)


def test_what_a_server_says_is_shown_escaped() -> None:
    """Headers and keys with control characters go into no report as they are."""
    kept = b""

    def answers(first: str) -> list[bytes]:
        if "list-type" in first or "uploads" in first:
            return [whole(200, LISTED)]
        body = b"what the battery's own object holds"
        evil = "Content-Type: \x1b[2J\x9bx<>&\"'"
        return [whole(200, kept if "DELETE" in first else body, evil)]

    with hostile_server(answers) as port:
        report = ask(port, "responses")
    assert report.counts["error"] > 0
    for text in (as_table(report, every=True), as_json(report), as_junit(report)):
        assert text.replace("\n", "").isprintable()
        assert "\\x1b[2J" in text or "\\\\x1b[2J" in text or "\\u001b" in text
