"""The plugin: a run of pytest in a process of its own, as a server's project would have it."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest
from faulty_server import BUCKET, FaultyServer, faulty_server
from memory_store import Request, Response, Stored
from s3_server import CREDENTIALS
from server_faults import FAULTS, Fault

Ran = Callable[..., tuple[int, str]]
TIMEOUT = 60.0


@pytest.fixture
def command(tmp_path: Path) -> Callable[..., list[str]]:
    """pytest in a folder of its own, where one test is."""
    (tmp_path / "test_own.py").write_text("def test_own():\n    pass\n")
    (tmp_path / "pytest.ini").write_text("[pytest]\n")

    def line(*arguments: str) -> list[str]:
        return [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-q", *arguments]

    return line


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """The documentation's credentials, and nothing else of AWS's. Plugins are not looked for:
    others that are installed here take most of the time that a run takes."""
    kept = {n: v for n, v in os.environ.items() if not n.startswith(("AWS_", "PYTEST_"))}
    return {
        **kept,
        "HOME": str(tmp_path),
        "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
        "PYTEST_PLUGINS": "sigv4.conformance.pytest_plugin",
        "AWS_ACCESS_KEY_ID": CREDENTIALS.access_key_id,
        "AWS_SECRET_ACCESS_KEY": CREDENTIALS.secret_access_key,
    }


@pytest.fixture
def run(command: Callable[..., list[str]], environment: dict[str, str], tmp_path: Path) -> Ran:
    """Run it; the exit status and what it said."""

    def run_pytest(*arguments: str) -> tuple[int, str]:
        done = subprocess.run(
            command(*arguments),
            cwd=tmp_path,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=TIMEOUT,
            check=False,
        )
        return done.returncode, done.stdout.decode()

    return run_pytest


@pytest.fixture
def lax() -> Iterator[tuple[FaultyServer, str]]:
    """A server that takes signatures for any region."""
    with faulty_server(FAULTS["no-scope-region"]) as started:
        yield started


def at(url: str, *more: str) -> tuple[str, ...]:
    """The options for a server."""
    return ("--sigv4-endpoint-url", url, "--sigv4-bucket", BUCKET, *more)


def test_it_is_found_by_itself(
    run: Ran, environment: dict[str, str], lax: tuple[FaultyServer, str]
) -> None:
    """Where it is installed; a run without its option has nothing of it."""
    del environment["PYTEST_DISABLE_PLUGIN_AUTOLOAD"], environment["PYTEST_PLUGINS"]
    status, said = run(*at(lax[1], "--sigv4-only", "basic/get"))
    assert (status, "2 passed" in said) == (0, True)
    status, said = run()
    assert (status, "1 passed" in said) == (0, True)


def test_importing_it_is_light(tmp_path: Path) -> None:
    """pytest imports it at every start."""
    code = (
        "import pytest, sys; before = set(sys.modules); import sigv4.conformance.pytest_plugin; "
        "print(*sorted(n for n in set(sys.modules) - before if n.startswith('sigv4.c')))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, check=True
    )
    assert done.stdout.decode().split() == [
        *("sigv4.conformance", "sigv4.conformance.pytest_plugin")
    ]


def test_one_test_for_each_case(run: Ran, lax: tuple[FaultyServer, str], tmp_path: Path) -> None:
    """Beside the project's own; a fault fails, and says what was sent and what came."""
    path = tmp_path / "report.xml"
    only = ("--sigv4-only", "scope/region", "--sigv4-only", "tokens/query")
    status, said = run(*at(lax[1], *only, "--junit-xml", str(path)))
    assert status == 1
    assert "1 failed, 2 passed, 1 skipped" in said
    assert "lax: S3 400 AuthorizationQueryParametersError, here 200" in said
    assert "sent       a URL signed for another region" in said
    assert re.search(r"^FAILED sigv4::scope/region - lax: S3 400", said, re.MULTILINE)
    assert "Traceback" not in said
    assert lax[0].store.objects == {}
    names = [case.get("name") for case in ElementTree.parse(path).getroot().iter("testcase")]
    assert names == ["test_own", "basic/get", "scope/region", "tokens/query"]


def test_expected_failures(run: Ran, lax: tuple[FaultyServer, str], tmp_path: Path) -> None:
    """The same file as the command's: what fails is expected, and what does not is a failure."""
    path = tmp_path / "expected.txt"
    path.write_text("scope/region # it has no regions\n")
    only = ("--sigv4-only", "scope/region", "--sigv4-expected-failures", str(path))
    status, said = run(*at(lax[1], *only))
    assert (status, "2 passed, 1 xfailed" in said) == (0, True)
    path.write_text("scope/region\nbasic/get # it is right\n")
    status, said = run(*at(lax[1], *only))
    assert (status, "[XPASS(strict)] it is right" in said) == (1, True)


def test_a_choice_by_name(run: Ran, lax: tuple[FaultyServer, str]) -> None:
    """-k chooses among the cases as among all tests, and what one needs is sent all the same."""
    status, said = run(*at(lax[1], "-k", "keys/list-space"))
    assert (status, "2 passed" in said) == (0, True)


@pytest.mark.parametrize(
    ("options", "says"),
    [
        pytest.param(("--sigv4-endpoint-url", "http://127.0.0.1:1"), "no bucket", id="bucket"),
        pytest.param(
            ("--sigv4-endpoint-url", "x", "--sigv4-bucket", "b"), "endpoint_url", id="endpoint"
        ),
        pytest.param((*at("http://127.0.0.1:1"), "--sigv4-only", "nothing"), "no case", id="case"),
        pytest.param(
            (*at("http://127.0.0.1:1"), "--sigv4-expected-failures", "nowhere"),
            "nowhere",
            id="file",
        ),
        pytest.param(at("https://s3.eu-west-1.amazonaws.com"), "no region", id="region"),
    ],
)
def test_called_wrongly(run: Ran, options: tuple[str, ...], says: str) -> None:
    """pytest's error of usage, in one line."""
    status, said = run(*options)
    assert status == 4
    assert re.search(rf"^ERROR: .*{says}", said, re.MULTILINE)


def test_a_bucket_that_is_not_empty(run: Ran, lax: tuple[FaultyServer, str]) -> None:
    """Each case fails and says why, and nothing is touched."""
    lax[0].store.objects["precious"] = Stored(b"x", {})
    status, said = run(*at(lax[1], "--sigv4-only", "basic/get"))
    assert (status, "the bucket scratch is not empty" in said) == (1, True)
    assert "give --sigv4-allow-non-empty" in said
    only = ("--sigv4-only", "basic/get", "--sigv4-allow-non-empty")
    status, said = run(*at(lax[1], *only))
    assert (status, "2 passed" in said) == (0, True)
    assert [*lax[0].store.objects] == ["precious"]


def test_what_cannot_be_taken_away(run: Ran) -> None:
    """It is said, and the run is no success, as with the command."""

    def keeps(request: Request, response: Response) -> Response:
        if request.method == "DELETE":
            server.store.objects.setdefault(request.key, Stored(b"still there", {}))
        return response

    with faulty_server(Fault(answers=keeps)) as (server, url):
        status, said = run(*at(url, "--sigv4-only", "basic/get"))
    assert (status, "2 passed" in said) == (1, True)
    assert "sigv4: objects or uploads under sigv4-conformance-" in said


def test_ended_by_a_signal(
    command: Callable[..., list[str]], environment: dict[str, str], tmp_path: Path
) -> None:
    """What was written is taken away before it ends."""

    def slow(_: Request, response: Response) -> Response:
        time.sleep(0.005)
        return response

    with faulty_server(Fault(answers=slow)) as (server, url):
        line = command(*at(url))
        with subprocess.Popen(line, cwd=tmp_path, env=environment, stdout=subprocess.PIPE) as ran:
            while len(server.store.objects) < 3:
                assert ran.poll() is None
                time.sleep(0.01)
            ran.send_signal(signal.SIGTERM)
            said, _ = ran.communicate(timeout=TIMEOUT)
        assert (ran.returncode, b"KeyboardInterrupt" in said) == (2, True)
        assert server.store.objects == {}
