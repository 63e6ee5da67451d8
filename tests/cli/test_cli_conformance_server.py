"""`sigv4 conformance server`: its reports, its exit statuses, and what it leaves behind."""

from __future__ import annotations

import json
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from faulty_server import BUCKET, FaultyServer, faulty_server
from heard import heard
from memory_store import Request, Response, Stored
from server_faults import FAULTS, Fault

from sigv4.conformance.server import CASES

Run = Callable[..., Any]


@pytest.fixture
def server() -> Iterator[tuple[FaultyServer, str]]:
    """The unbroken server."""
    with faulty_server() as started:
        yield started


@pytest.fixture
def lax() -> Iterator[tuple[FaultyServer, str]]:
    """One that takes signatures for any region."""
    with faulty_server(FAULTS["no-scope-region"]) as started:
        yield started


def asked(url: str, *more: str) -> tuple[str, ...]:
    """The command for a server."""
    where = ("--endpoint-url", url, "--bucket", BUCKET, "--path-style")
    return ("conformance", "server", *where, *more)


def test_the_table(sigv4: Run, server: tuple[FaultyServer, str]) -> None:
    """Counts for each group, a line of the whole, and progress on standard error."""
    ran = sigv4(*asked(server[1]))
    assert ran.status == 0
    lines = ran.out.splitlines()
    assert lines[0].split() == [
        *("group", "right", "lax", "strict", "error", "untested", "accepted", "refused")
    ]
    assert lines[-1].startswith(f"{len(CASES)} cases: ")
    assert "tokens is done; 0 faults so far" in ran.err
    assert ran.err.startswith(f"sigv4: note: {len(CASES)} cases go to {BUCKET} on http://127.0.0.1")
    assert server[0].store.objects == {}


def test_where_no_report_can_be_written(
    sigv4: Run, server: tuple[FaultyServer, str], tmp_path: Path
) -> None:
    """It is said before anything is sent."""
    ran = sigv4(*asked(server[1], "--only", "basic/get", "--output", str(tmp_path / "no" / "x")))
    assert (ran.status, ran.out) == (1, "")
    assert "No such file" in ran.err
    assert "note" not in ran.err


def test_one_case(sigv4: Run, server: tuple[FaultyServer, str]) -> None:
    """What is told of it is a sentence."""
    ran = sigv4(*asked(server[1], "--only", "basic/get"))
    assert ran.err.startswith(f"sigv4: note: 1 case goes to {BUCKET} on ")


def test_a_fault_in_the_table(sigv4: Run, lax: tuple[FaultyServer, str]) -> None:
    """What was sent, what S3 makes of it, what the server did, and where that is known from."""
    ran = sigv4(*asked(lax[1], "--only", "scope/region"))
    assert ran.status == 1
    assert ran.out.startswith(
        "LAX  scope/region\n"
        "    sent       a URL signed for another region\n"
        "    S3         400 AuthorizationQueryParametersError\n"
        "    here       200\n"
        '    known from Amazon S3 API reference, "Error responses"\n'
    )
    assert ran.out.endswith("2 cases: 1 right, 1 lax\n")


def test_every_case_in_the_table(sigv4: Run, server: tuple[FaultyServer, str]) -> None:
    """A line each."""
    ran = sigv4(*asked(server[1], "--only", "scope/region", "--all"))
    assert ran.out.startswith(
        "right  basic/get  200\nright  scope/region  400 AuthorizationQueryParametersError\n"
    )


def test_json(sigv4: Run, lax: tuple[FaultyServer, str]) -> None:
    """All that there is, for another program."""
    ran = sigv4(*asked(lax[1], "--only", "scope/region", "--format", "json"))
    report = json.loads(ran.out)
    assert report["as_expected"] is False
    assert (report["endpoint"], report["bucket"], report["left"]) == (lax[1], BUCKET, [])
    assert report["counts"]["lax"] == 1
    assert report["cases"][1] == {
        "id": "scope/region",
        "group": "scope",
        "kind": "conformance",
        "sends": "a URL signed for another region",
        "s3_accepts": False,
        "s3_answers": "400 AuthorizationQueryParametersError",
        "source": 'Amazon S3 API reference, "Error responses"',
        "verdict": "lax",
        "answer": "200",
        "problem": "",
        "expected_failure": None,
    }


def test_junit(sigv4: Run, lax: tuple[FaultyServer, str], tmp_path: Path) -> None:
    """A failure, and what was not tested as skipped; into a file."""
    path = tmp_path / "report.xml"
    only = ("--only", "scope/region", "--only", "tokens/query")
    ran = sigv4(*asked(lax[1], *only, "--format", "junit", "--output", str(path)))
    assert (ran.status, ran.out) == (1, "")
    suites = ElementTree.parse(path).getroot()
    assert [suite.get("name") for suite in suites] == ["basic", "scope", "tokens"]
    counts = [(suite.get("failures"), suite.get("skipped")) for suite in suites]
    assert counts == [("0", "0"), ("1", "0"), ("0", "1")]


@pytest.mark.parametrize(
    ("text", "status", "says"),
    [
        pytest.param("scope/region # any will do\n", 0, "1 of the faults expected", id="expected"),
        pytest.param("scope/region\nbasic/get\n", 1, "UNEXPECTEDLY RIGHT  basic/get", id="right"),
        pytest.param("scope/region\ntokens/query\n", 0, "1 lax", id="not tested"),
        pytest.param("\n# nothing\n", 1, "LAX  scope/region", id="none"),
    ],
)
def test_expected_failures(
    sigv4: Run,
    lax: tuple[FaultyServer, str],
    tmp_path: Path,
    text: str,
    status: int,
    says: str,
) -> None:
    """What is said to fail may fail, and must."""
    path = tmp_path / "expected.txt"
    path.write_text(text)
    ran = sigv4(*asked(lax[1], "--only", "scope/region", "--expected-failures", str(path)))
    assert ran.status == status
    assert says in ran.out


@pytest.mark.parametrize(
    ("more", "says"),
    [
        pytest.param(("--only", "nothing"), "--only: 'nothing' is no case and no group", id="case"),
        pytest.param(("--timeout", "0"), "--timeout: it is no time", id="timeout"),
        pytest.param(("--secret-access-key", "x"), "a secret is never an argument", id="secret"),
        pytest.param(("--session-token", "x"), "set AWS_SESSION_TOKEN", id="token"),
        pytest.param(("--format", "xml"), "invalid choice: 'xml'", id="format"),
    ],
)
def test_called_wrongly(
    sigv4: Run, server: tuple[FaultyServer, str], more: tuple[str, ...], says: str
) -> None:
    """Nothing is sent."""
    ran = sigv4(*asked(server[1], *more))
    assert (ran.status, ran.out) == (2, "")
    assert says in ran.err
    assert server[0].store.objects == {}


def test_no_bucket(sigv4: Run) -> None:
    """The one thing that has to be said."""
    ran = sigv4("conformance", "server", "--endpoint-url", "http://127.0.0.1:1")
    assert (ran.status, ran.out) == (2, "")
    assert "which bucket? give --bucket NAME" in ran.err


def test_no_region_on_aws(sigv4: Run, environment: pytest.MonkeyPatch) -> None:
    """There is none by default."""
    environment.delenv("AWS_REGION")
    ran = sigv4("conformance", "server", "--bucket", BUCKET)
    assert ran.status == 1
    assert "no region: give --region" in ran.err


def test_a_bucket_that_is_not_empty(sigv4: Run, server: tuple[FaultyServer, str]) -> None:
    """It is refused, unless that is said."""
    server[0].store.objects["precious"] = Stored(b"x", {})
    ran = sigv4(*asked(server[1]))
    assert (ran.status, ran.out) == (1, "")
    assert "the bucket scratch is not empty; take one that is, or give --allow-non-empty" in ran.err
    ran = sigv4(*asked(server[1], "--only", "basic/get", "--allow-non-empty"))
    assert ran.status == 0
    assert [*server[0].store.objects] == ["precious"]


def test_a_wrong_secret(
    sigv4: Run, server: tuple[FaultyServer, str], environment: pytest.MonkeyPatch
) -> None:
    """One line that says what the server says."""
    environment.setenv("AWS_SECRET_ACCESS_KEY", "wrong")
    ran = sigv4(*asked(server[1]))
    assert (ran.status, ran.out) == (1, "")
    assert ran.err.endswith(
        "sigv4: error: it does not list the bucket: 403 SignatureDoesNotMatch\n"
    )


def test_a_wrong_clock(sigv4: Run) -> None:
    """A server whose clock is another spoils cases, and the report says so."""

    def late(_: Request, response: Response) -> Response:
        headers = {**response.headers, "Date": "Fri, 01 Jan 2100 00:00:00 GMT"}
        return replace(response, headers=headers)

    with faulty_server(Fault(answers=late)) as (_, url):
        ran = sigv4(*asked(url, "--only", "basic/get"))
    assert "note: the server's clock is " in ran.out


def test_the_list(sigv4: Run) -> None:
    """Every case, what S3 does, and where that is known from, without a server."""
    ran = sigv4("conformance", "server", "--list")
    assert ran.status == 0
    assert ran.out.count("known from ") == len(CASES)
    ran = sigv4("conformance", "server", "--list", "--only", "scope/region", "--format", "json")
    assert [case["id"] for case in json.loads(ran.out)] == ["basic/get", "scope/region"]


def test_help_is_80_columns_wide(sigv4: Run) -> None:
    """As that of the other commands."""
    ran = sigv4("conformance", "server", "--help")
    assert ran.status == 0
    assert max(map(len, ran.out.splitlines())) <= 80


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=["SIGINT", "SIGTERM"])
def test_ended_by_a_signal(
    start: Callable[..., subprocess.Popen[bytes]], number: signal.Signals
) -> None:
    """What was written is taken away before it ends."""

    def slow(_: Request, response: Response) -> Response:
        time.sleep(0.005)
        return response

    with faulty_server(Fault(answers=slow)) as (server, url):
        with heard(number):
            running = start(*asked(url))
        while len(server.store.objects) < 3:
            assert running.poll() is None
            time.sleep(0.01)
        running.send_signal(number)
        out, _ = running.communicate()
        assert (running.returncode, out) == (130, b"")
        assert server.store.objects == {}
