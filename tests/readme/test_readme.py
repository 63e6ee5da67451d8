"""The README's examples, run as a newcomer would run them, from top to bottom."""

from __future__ import annotations

import contextlib
import io
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from rclone_server import BUCKET, CREDENTIALS, REGION, RcloneServer
from s3_documents import signature_document

from sigv4 import Credentials
from sigv4.conformance.server import CASES
from sigv4.s3 import S3

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)

# Run by .ci/run, by a test of its own or by whoever installs; here they only have to exist.
ELSEWHERE = re.compile(
    r"(pip install 'sigv4-presign\[(httpx|sigv4a)\]'|pip install sigv4-presign|make \w+"
    r"|sigv4 conformance .*|pytest --sigv4-.*|curl .* -o answer\.xml)$"
)


def blocks() -> Iterator[tuple[int, str, str]]:
    """The fenced blocks: line, language, text."""
    for match in FENCE.finditer(README):
        yield README.count("\n", 0, match.start()) + 1, match[1], match[2]


def matches(expected: str, found: str) -> bool:
    """Whether an output is what the README shows; "…" stands for anything in a line."""
    return re.fullmatch(re.escape(expected.strip()).replace("…", ".*"), found.strip()) is not None


def test_the_python_examples_give_what_they_show() -> None:
    """In one session; a block of text behind an example is its output."""
    session: dict[str, Any] = {}
    printed = ""
    checked = 0
    for line, language, text in blocks():
        if language == "python":
            with contextlib.redirect_stdout(io.StringIO()) as out:
                exec(compile("\n" * line + text, "README.md", "exec"), session)
            printed = out.getvalue()
            checked += 1
        elif language == "text":
            assert matches(text, printed), f"README.md line {line} shows\n{text}\nnot\n{printed}"
    assert checked >= 8
    if "client" in session:
        session["client"].close()


def test_the_upload_in_parts_uploads(rclone: RcloneServer, tmp_path: Path) -> None:
    """The function that sends a file in parts does so, against a real server."""
    (text,) = [text for _, _, text in blocks() if "def upload_in_parts" in text]
    session: dict[str, Any] = {}
    exec(compile(text, "README.md", "exec"), session)
    file = tmp_path / "file"
    file.write_bytes(bytes(range(256)) * 40_000)
    s3 = S3(CREDENTIALS, region=REGION, endpoint_url=rclone.endpoint)
    assert session["upload_in_parts"](s3, BUCKET, "in parts", file).endswith('-2"')
    got = rclone.send("GET", s3.presign_get(BUCKET, "in parts").url)
    assert (got.status, got.body) == (200, file.read_bytes())


def refused_upload(url: str) -> bytes:
    """What S3 answers to an upload with another Content-Type than was signed."""
    base, _, query = url.partition("?")
    host, _, path = base.removeprefix("https://").partition("/")
    query, _, signature = query.partition("&X-Amz-Signature=")
    scope = query.partition("X-Amz-Credential=")[2].partition("&")[0].replace("%2F", "/")
    key, _, scope = scope.partition("/")
    canonical = (
        f"PUT\n/{path}\n{query}\ncontent-type:image/jpeg\nhost:{host}\n\ncontent-type;host\n"
        "UNSIGNED-PAYLOAD"
    )
    date = query.partition("X-Amz-Date=")[2].partition("&")[0]
    digest = sha256(canonical.encode()).hexdigest()
    string_to_sign = f"AWS4-HMAC-SHA256\n{date}\n{scope}\n{digest}"
    return signature_document(canonical, string_to_sign, access_key_id=key, signature=signature)


def test_the_commands_give_what_they_show(tmp_path: Path) -> None:
    """In one shell session, with the installed command and no configuration of its own."""
    environ = {
        "HOME": str(tmp_path),
        "LC_ALL": "C.UTF-8",
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.defpath}",
    }
    checked = 0
    for line, language, text in blocks():
        if language != "console":
            continue
        for step in text.removeprefix("$ ").split("\n$ "):
            command, _, expected = step.partition("\n")
            if ELSEWHERE.match(command):
                continue
            if command.startswith("export "):
                name, _, value = command.removeprefix("export ").partition("=")
                (environ[name],) = shlex.split(value)
                if name == "URL":  # What is sent to it is answered so.
                    (tmp_path / "answer.xml").write_bytes(refused_upload(environ[name]))
                continue
            ran = subprocess.run(
                ["bash", "-c", command],
                env=environ,
                cwd=tmp_path,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,  # as on a terminal
                text=True,
                check=False,
            )
            assert ran.returncode == 0, f"README.md line {line}: {command}\n{ran.stdout}"
            assert matches(expected, ran.stdout), f"line {line}: {command}\n{ran.stdout}"
            checked += 1
    assert checked >= 5


def test_the_battery_finds_what_it_shows(rclone: RcloneServer, tmp_path: Path) -> None:
    """The command, and pytest, with a server and a bucket of the test's own."""
    environ = {
        "HOME": str(tmp_path),
        "LC_ALL": "C.UTF-8",
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.defpath}",
        "AWS_ACCESS_KEY_ID": CREDENTIALS.access_key_id,
        "AWS_SECRET_ACCESS_KEY": CREDENTIALS.secret_access_key,
    }
    checked = []
    for line, language, text in blocks():
        if language != "console" or "--bucket scratch" not in text.replace("sigv4-", ""):
            continue
        here = text.replace("127.0.0.1:9000", rclone.host).replace("scratch", BUCKET)
        command, _, expected = here.removeprefix("$ ").partition("\n")
        ran = subprocess.run(
            # Other tests leave objects in the bucket.
            [
                "bash",
                "-c",
                f"{command} {'--sigv4-' if 'pytest' in command else '--'}allow-non-empty",
            ],
            env=environ,
            cwd=tmp_path,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        assert matches(expected, ran.stdout), f"line {line}: {command}\n{ran.stdout}"
        checked.append(ran.returncode)
    assert checked == [1, 0]


def test_the_number_of_cases_is_the_one_it_says() -> None:
    """As in the README, so in the command."""
    (section,) = [part for part in README.split("\n## ") if "a battery of" in part]
    assert f"a battery of {len(CASES)} requests" in section


def test_the_script_for_a_web_page_is_the_one_that_is_tested() -> None:
    """What the README shows of JavaScript stands in the file that the browser's tests run."""
    tested = (ROOT / "tests/browser/upload.js").read_text(encoding="utf-8")
    shown = [text for _, language, text in blocks() if language == "js"]
    assert shown
    assert all(text in tested for text in shown)


# A row of the table of other SDKs: who comes, and the call here.
COMING_FROM = re.compile(r"^\| ([^|]+) \| `[^|]+` \| `([^|`]+)` \|$", re.MULTILINE)
ROWS = COMING_FROM.findall(README)


def test_the_table_of_other_sdks_has_them() -> None:
    """Each of them has its row."""
    names = ("boto3", "AWS CLI", "JavaScript", "Java ", "NET", "Ruby", "Go", "iOS")
    found = [name for name, _ in ROWS]
    assert all(any(name in f"{row} " for row in found) for name in names)


@pytest.mark.parametrize("call", sorted({call for _, call in ROWS}))
def test_the_calls_beside_other_sdks_give_a_link_for_ten_minutes(call: str, tmp_path: Path) -> None:
    """What the table of other SDKs shows as the call here is one."""
    if call.startswith("sigv4 "):
        keys = {
            "AWS_ACCESS_KEY_ID": "AKIA",
            "AWS_SECRET_ACCESS_KEY": "s",
            "AWS_REGION": "eu-west-1",
        }
        url = subprocess.run(
            [Path(sys.executable).parent / "sigv4", *call.split()[1:]],
            env={"HOME": str(tmp_path), **keys},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
    else:
        s3 = S3(Credentials("AKIA", "s"), region="eu-west-1")
        names = {"s3": s3, "bucket": "media", "key": "cat.jpg", "timedelta": timedelta}
        url = str(eval(call, names))
    assert "X-Amz-Expires=600&" in url
    assert "X-Amz-Signature=" in url


@pytest.mark.parametrize("target", sorted(set(re.findall(r"\bmake (\w[\w-]*)", README))))
def test_every_target_that_is_named_exists(target: str) -> None:
    """`make X` in the README is a target of the Makefile."""
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert re.search(rf"^{target}:", makefile, re.MULTILINE)


@pytest.mark.parametrize("link", sorted(set(re.findall(r"\]\((?!https?:)([^)]+)\)", README))))
def test_every_link_leads_somewhere(link: str) -> None:
    """To a file of the project, or to a heading of the README."""
    if link.startswith("#"):
        headings = re.findall(r"^#+ (.*)$", README, re.MULTILINE)
        anchors = {re.sub(r"[^\w -]", "", h.lower()).replace(" ", "-") for h in headings}
        assert link[1:] in anchors
    else:
        assert (ROOT / link).exists()


def test_the_figures_are_those_of_a_run_in_the_repository() -> None:
    """The table is what benchmarks/figures.py makes of benchmarks/results."""
    subprocess.run([sys.executable, ROOT / "benchmarks/figures.py", "--check"], check=True)
