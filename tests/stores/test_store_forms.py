"""Forms as they are handed out, sent to radosgw, the one of the servers that has forms."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from html_page import Page
from store import Store, open_store

from sigv4.s3.conditions import anything, content_length_range, exact, starts_with
from sigv4.s3.post import PresignedPost

pytestmark = pytest.mark.servers("radosgw")

README = Path(__file__).resolve().parents[2] / "README.md"
CONTENT = b"\x89PNG\r\n\x00content\r\n--\n"
CONDITIONS = (
    starts_with("Content-Type", "image/"),
    content_length_range(1, 100),
    anything("x-amz-meta-note"),
    exact("x-amz-meta-fixed", "f"),
)
FIELDS = {"success_action_status": "201", "x-amz-meta-quotes": "\"a'b\\;,@<"}
OPEN = {"x-amz-meta-note": "@note;x", "Content-Type": "image/png"}

Send = Callable[[PresignedPost, Path], "tuple[int, str]"]


@pytest.fixture(scope="session")
def store(request: pytest.FixtureRequest) -> Iterator[Store]:
    """A server that has seen no other tests: after some of them radosgw 16 takes no form."""
    with open_store(request.param) as opened:
        yield opened


def _by_curl(post: PresignedPost, file: Path) -> tuple[int, str]:
    command = f"{post.curl(file, fields=OPEN)} --silent --show-error --include"
    ran = subprocess.run(["sh", "-c", command], capture_output=True, text=True, check=True)
    # curl asks first whether to send the body, and shows that answer, too.
    *_, status = re.findall(r"^HTTP/1.1 (\d+)", ran.stdout, re.MULTILINE)
    return int(status), ran.stdout


def _by_httpx(post: PresignedPost, file: Path) -> tuple[int, str]:
    with file.open("rb") as content:
        answer = httpx.post(
            post.url, data={**post.fields, **OPEN}, files={"file": content}, trust_env=False
        )
    return answer.status_code, answer.text


def _by_page(post: PresignedPost, file: Path) -> tuple[int, str]:
    """What a browser sends of the page, whose script fills in the type."""
    page = Page(post.html(inputs={"x-amz-meta-note": "Note"}))
    (form,) = page.of("form")
    inputs = {str(a["name"]): str(a.get("value", "")) for a in page.of("input")}
    assert inputs.pop("file") == ""
    with file.open("rb") as content:
        answer = httpx.post(
            str(form["action"]), data={**inputs, **OPEN}, files={"file": content}, trust_env=False
        )
    return answer.status_code, answer.text


SENDERS = [
    pytest.param(_by_curl, id="curl"),
    pytest.param(_by_httpx, id="httpx"),
    pytest.param(_by_page, id="page"),
]


@pytest.mark.parametrize("send", SENDERS)
@pytest.mark.parametrize("key", ["up/${filename}", 'a "b"; c/é.png'])
def test_a_file_is_uploaded(store: Store, tmp_path: Path, send: Send, key: str) -> None:
    """It is in the bucket, with its content, its type and its metadata."""
    file = tmp_path / "cat.png"
    file.write_bytes(CONTENT)
    bucket = store.new_bucket()
    post = store.s3().presign_post(bucket, key, conditions=CONDITIONS, fields=FIELDS)
    status, answer = send(post, file)
    assert status == 201, answer
    got = store.call("get_object", Bucket=bucket, Key=key.replace("${filename}", "cat.png"))
    assert (got.status, got.body) == (200, CONTENT)
    found = {name.lower(): value for name, value in got.headers.items()}
    assert found["content-type"] == "image/png"
    assert found["x-amz-meta-fixed"] == "f"
    assert found["x-amz-meta-note"] == OPEN["x-amz-meta-note"]
    assert found["x-amz-meta-quotes"] == FIELDS["x-amz-meta-quotes"]


@pytest.mark.parametrize("send", SENDERS)
def test_a_file_that_is_too_large(store: Store, tmp_path: Path, send: Send) -> None:
    """Is refused by the server, whoever sends it."""
    file = tmp_path / "cat.png"
    file.write_bytes(b"x" * 101)
    post = store.s3().presign_post(store.new_bucket(), "k", conditions=CONDITIONS, fields=FIELDS)
    status, answer = send(post, file)
    assert (status, "<Code>EntityTooLarge</Code>" in answer) == (400, True)


def test_a_redirect(store: Store, tmp_path: Path) -> None:
    """Leads the browser on, with what was uploaded in its query."""
    file = tmp_path / "cat.png"
    file.write_bytes(CONTENT)
    done = "https://example.com/thanks"
    bucket = store.new_bucket()
    post = store.s3().presign_post(bucket, "k", fields={"success_action_redirect": done})
    with file.open("rb") as content:
        answer = httpx.post(post.url, data=post.fields, files={"file": content}, trust_env=False)
    assert answer.status_code == 303
    assert answer.headers["location"].startswith(f"{done}?bucket={bucket}&key=k&etag=")


def test_the_example_of_the_readme(store: Store, tmp_path: Path) -> None:
    """Its `send_form` sends the form that its `presign_post` makes."""
    blocks = re.findall(r"^```python\n(.*?)^```$", README.read_text(encoding="utf-8"), re.M | re.S)
    (source,) = [block for block in blocks if "def send_form(" in block]
    bucket = store.new_bucket()
    form = store.s3().presign_post(
        bucket,
        "uploads/${filename}",
        conditions=[starts_with("Content-Type", "image/"), content_length_range(1, 5_000_000)],
    )
    session: dict[str, Any] = {"form": form}
    exec(source, session)
    file = tmp_path / "cat.png"
    file.write_bytes(CONTENT)
    assert session["send_form"](file, "image/png").status_code == 204
    assert session["send_form"](file, "text/html").status_code == 403
    assert store.call("get_object", Bucket=bucket, Key="uploads/cat.png").body == CONTENT
