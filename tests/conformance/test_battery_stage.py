"""The battery keeps to its own prefix: what could touch anything else is not sent, and what it
wrote is taken away whatever happens."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from faulty_server import BUCKET, faulty_server
from memory_store import Request, Response, Stored, Upload
from s3_server import CREDENTIALS, REGION
from server_faults import Fault

from sigv4.conformance.battery.message import Message
from sigv4.conformance.battery.stage import UnsafeMessageError, check_harmless
from sigv4.conformance.battery.target import Target
from sigv4.conformance.server import (
    CASES,
    CannotStartError,
    Result,
    check_server,
    chosen,
    find_target,
    started,
)

HOST = "127.0.0.1:9000"
KEEP = {"precious": Stored(b"precious", {}), "sigv4-conformance": Stored(b"named alike", {})}


@pytest.fixture
def target() -> Target:
    """A bucket in the path."""
    found = find_target(
        CREDENTIALS,
        BUCKET,
        region=REGION,
        endpoint_url=f"http://{HOST}",
        addressing_style="path",
    )
    return replace(found, prefix="own")


def message(method: str, path: str, body: bytes = b"", host: str = HOST, *items: str) -> Message:
    """A request."""
    return Message(method=method, path=path, items=items, headers=(("Host", host),), body=body)


FORM = b'--b\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n--b--\r\n'


@pytest.mark.parametrize(
    "harmless",
    [
        message("GET", "/scratch/other"),
        message("HEAD", "/scratch"),
        message("PUT", "/scratch/own/a"),
        message("DELETE", "/scratch/own/a//b"),
        message("DELETE", "/scratch/own/a/../b"),
        message("PUT", "/scratch/own%2Fa"),
        message("PUT", "/scratch/own/100%25"),
        message("POST", "/scratch", FORM % (b"key", b"own/a")),
        message("POST", "/scratch", FORM % (b"KEY", b"own/a")),
        message("POST", "/scratch", b"<Delete><Object><Key>own/a</Key></Object></Delete>"),
    ],
    ids=str,
)
def test_what_is_sent(target: Target, harmless: Message) -> None:
    """Reads, and what is under the prefix however a server reads its path."""
    if harmless.method not in ("GET", "HEAD"):
        check_harmless(harmless, target)


@pytest.mark.parametrize(
    "harmful",
    [
        message("DELETE", "/scratch"),
        message("DELETE", "/scratch/"),
        message("DELETE", "/scratch/other"),
        message("PUT", "/other/own/a"),
        message("DELETE", "/scratch/own/../other"),
        message("DELETE", "/scratch/own/a/../../other"),
        message("DELETE", "/scratch/own/../../other/own/a"),
        message("DELETE", "/scratch/own/%2e%2e/other"),
        message("DELETE", "/scratch/own/%252e%252e/other"),
        message("DELETE", "/scratch/own/%25252e%25252e/other"),
        message("DELETE", "/scratch/own/..%2fother"),
        message("DELETE", "/scratch/own/..\\other"),
        message("DELETE", "/scratch/own/..;a=b/other"),
        message("DELETE", "//scratch/own/a"),
        message("DELETE", "/scratch//own/a"),
        message("DELETE", "/scratch/own/a", b"", "other:9000"),
        message("POST", "/scratch"),
        message("POST", "/scratch", FORM % (b"key", b"other")),
        message("POST", "/scratch", FORM % (b"key", b"own/a") + FORM % (b"Key", b"other")),
        message("POST", "/scratch", FORM % (b"key", b"own/../other")),
        message("POST", "/scratch", b"<Key>own/a</Key><Key>other</Key>"),
        message("PUT", "/scratch", b"<Key>own/a</Key>"),
        message("DELETE", "http://127.0.0.1:9000/scratch/own/a"),
    ],
    ids=str,
)
def test_what_is_not_sent(target: Target, harmful: Message) -> None:
    """Everything that a server could obey to the harm of something else."""
    with pytest.raises(UnsafeMessageError):
        check_harmless(harmful, target)


def settings(url: str) -> dict[str, Any]:
    """Where the server is."""
    return {"region": REGION, "endpoint_url": url, "addressing_style": "path"}


def test_a_bucket_that_is_not_empty() -> None:
    """It is refused unless the caller says otherwise, and then keeps what it had."""
    with faulty_server() as (server, url):
        server.store.objects.update(KEEP)
        server.store.uploads["before"] = Upload("precious")
        with pytest.raises(CannotStartError, match="is not empty"):
            check_server(CREDENTIALS, BUCKET, **settings(url))
        report = check_server(CREDENTIALS, BUCKET, allow_non_empty=True, **settings(url))
        assert [result.case.id for result in report.results if result.is_fault] == []
        assert server.store.objects == KEEP
        assert [*server.store.uploads] == ["before"]


def test_a_listing_of_what_is_not_its_own() -> None:
    """What a server lists under the prefix and is not under it is not deleted."""

    def lying(request: Request, response: Response) -> Response:
        if request.query.get("prefix", "").endswith("/") or "prefix" not in request.query:
            return response
        foreign = b"<Contents><Key>precious</Key></Contents></ListBucketResult>"
        body = response.body.replace(b"</ListBucketResult>", foreign)
        return replace(response, body=body)

    with faulty_server(Fault(answers=lying)) as (server, url):
        server.store.objects.update(KEEP)
        check_server(CREDENTIALS, BUCKET, only=["basic/put"], allow_non_empty=True, **settings(url))
        assert server.store.objects == KEEP


def listing(*keys: str) -> Callable[[Request, Response], Response]:
    """A server whose listings under a prefix have these keys besides, behind the prefix."""

    def answer(request: Request, response: Response) -> Response:
        if "list-type" not in request.query or "prefix" not in request.query:
            return response
        prefix = request.query["prefix"]
        added = "".join([f"<Contents><Key>{prefix}{key}</Key></Contents>" for key in keys])
        body = response.body.replace(b"</ListBucketResult>", f"{added}</ListBucketResult>".encode())
        return replace(response, body=body)

    return answer


@pytest.mark.parametrize(
    "key",
    [
        pytest.param("/../precious", id="dot segments"),
        pytest.param("/%2E%2E/precious", id="encoded dot segments"),
        pytest.param("/..\\precious", id="a backslash"),
        pytest.param("/%00%1B%0D%0Ax", id="control characters"),
        pytest.param("/" + "x" * 5000, id="a key that is too long"),
    ],
)
def test_a_listing_of_keys_that_lead_elsewhere(key: str) -> None:
    """No such object is deleted; all others are, and the report says that something is left."""
    with faulty_server(Fault(answers=listing(key))) as (server, url):
        server.store.objects.update(KEEP)
        report = check_server(
            CREDENTIALS, BUCKET, only=["basic/put"], allow_non_empty=True, **settings(url)
        )
        assert server.store.objects == KEEP
        assert len(report.left) == 1


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"<html>", id="no XML"),
        pytest.param(b"<Error><Code>SlowDown</Code></Error>", id="an error"),
    ],
)
def test_a_listing_that_cannot_be_read(body: bytes) -> None:
    """What is known to have been written is taken away all the same, and the report tells."""

    def unreadable(request: Request, response: Response) -> Response:
        if "list-type" in request.query and "prefix" in request.query:
            return replace(response, body=body)
        return response

    with faulty_server(Fault(answers=unreadable)) as (server, url):
        report = check_server(
            CREDENTIALS, BUCKET, only=["basic/put", "multipart/create"], **settings(url)
        )
        assert server.store.objects == {}
        assert server.store.uploads == {}
        assert report.left[0].startswith("no listing: ")


def test_one_object_that_cannot_be_deleted() -> None:
    """The others are, though the server gives no answer about the one."""

    def hangs(request: Request, response: Response) -> Response:
        if request.method == "DELETE" and request.key.endswith("/basic/put"):
            time.sleep(0.6)
            server.store.objects.setdefault(request.key, Stored(b"still there", {}))
        return response

    with faulty_server(Fault(answers=hangs)) as (server, url):
        report = check_server(
            CREDENTIALS, BUCKET, only=["basic/put", "keys/space"], timeout=0.5, **settings(url)
        )
        assert [key.partition("/")[2] for key in server.store.objects] == ["basic/put"]
        assert len(report.left) == 1


def test_an_interrupt() -> None:
    """It ends the run, and what was written is taken away."""
    seen: list[str] = []

    def interrupt(result: Result) -> None:
        seen.append(result.case.id)
        if result.case.id == "multipart/part":
            assert server.store.objects
            assert server.store.uploads
            raise KeyboardInterrupt

    with faulty_server() as (server, url):
        with pytest.raises(KeyboardInterrupt):
            check_server(CREDENTIALS, BUCKET, progress=interrupt, **settings(url))
        assert seen[-1] == "multipart/part"
        assert server.store.objects == {}
        assert server.store.uploads == {}


def test_what_a_listing_does_not_show() -> None:
    """It is taken away all the same, since it is known what was written."""

    def empty(request: Request, response: Response) -> Response:
        if "list-type" in request.query:
            return replace(response, body=b"<ListBucketResult/>")
        return response

    with faulty_server(Fault(answers=empty)) as (server, url):
        check_server(CREDENTIALS, BUCKET, only=["basic/put", "keys"], **settings(url))
        assert server.store.objects == {}


def test_what_cannot_be_taken_away() -> None:
    """The report says so."""

    def keeps(request: Request, response: Response) -> Response:
        if request.method == "DELETE":
            server.store.objects.setdefault(request.key, Stored(b"still there", {}))
        return response

    with faulty_server(Fault(answers=keeps)) as (server, url):
        report = check_server(CREDENTIALS, BUCKET, only=["basic/get"], **settings(url))
        assert len(report.left) == 1
        assert re.fullmatch(
            r"objects or uploads under sigv4-conformance-[0-9a-f]{8}: 1", report.left[0]
        )


def test_time_is_bounded() -> None:
    """When it is over, nothing more is sent, the rest is no success, and the bucket is emptied."""
    sent: list[str] = []

    def slow(request: Request, response: Response) -> Response:
        sent.append(request.method)
        time.sleep(0.02)
        return response

    with faulty_server(Fault(answers=slow)) as (server, url):
        with started(find_target(CREDENTIALS, BUCKET, **settings(url)), time_limit=1.0) as run:
            results = list(run.results(chosen(["keys"])))
            before = len(sent)
            assert run.result(CASES[0]).seen.problem == "the time is over"
            assert len(sent) == before
        assert {result.verdict for result in results[-8:]} <= {"error", "untested"}
        assert "the time is over" in {result.seen.problem for result in results}
        assert server.store.objects == {}


def test_two_runs_at_once() -> None:
    """Each has a prefix of its own."""
    with faulty_server() as (_, url):
        first, second = (find_target(CREDENTIALS, BUCKET, **settings(url)) for _ in range(2))
        assert first.prefix != second.prefix
        assert CREDENTIALS.secret_access_key not in repr(first)


def test_nothing_is_asked_of_a_target_that_was_never_begun() -> None:
    """A server that cannot be reached is one error, and no wait for a clean-up."""
    with faulty_server() as (_, url):
        pass
    with pytest.raises(CannotStartError, match=f"^{url}: .*refused"):
        check_server(CREDENTIALS, BUCKET, **settings(url))
