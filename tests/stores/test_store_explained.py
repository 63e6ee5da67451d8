"""Why the servers refuse, in one command; and what is said to do about it works."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx
import pytest
from faults import BODY, FAULTS, Scene, kept, scene_in
from faults_named import check
from s3_server import Answer
from store import Store

from sigv4 import Credentials


def test_each_fault_is_named_anew(store: Store) -> None:
    """What was kept of the servers' answers is what they say today."""
    scene = scene_in(store)
    for fault, make in FAULTS.items():
        check(fault, store.name, kept(make(scene), scene.now))


class User:
    """Somebody with a URL that does not work, the command, and the environment of the signer."""

    def __init__(self, scene: Scene, folder: Path) -> None:
        self.scene = scene
        self._folder = folder
        own = scene.store.credentials
        self._environment = {
            "HOME": str(folder),
            "PATH": os.environ["PATH"],
            "AWS_ACCESS_KEY_ID": own.access_key_id,
            "AWS_SECRET_ACCESS_KEY": own.secret_access_key,
        }

    def explain(self, url: str, answer: Answer | None, *options: str) -> dict[str, Any]:
        """What `sigv4 explain` says: the first cause, and the rest. Its page is printed, too."""
        if answer is not None:
            document = self._folder / "answer.xml"
            document.write_bytes(answer.body)
            options = (*options, "--response", str(document))
        page = self._run("explain", "-", *options, stdin=url)
        found: dict[str, Any] = json.loads(self._run("explain", "-", "--json", *options, stdin=url))
        assert found["causes"][0]["id"] in page
        assert found["causes"][0]["remedy"] in page
        return found

    def _run(self, *arguments: str, stdin: str) -> str:
        return subprocess.run(
            [sys.executable, "-m", "sigv4", *arguments],
            input=stdin,
            env=self._environment,
            cwd=self._folder,
            capture_output=True,
            text=True,
            check=True,
            timeout=60,
        ).stdout

    def curl(self, *arguments: str) -> Answer:
        """Send by curl, and its answer."""
        done = subprocess.run(
            ["curl", "--silent", "--noproxy", "*", "--write-out", "\n%{http_code}", *arguments],
            capture_output=True,
            check=True,
            cwd=self._folder,
            timeout=60,
        )
        body, _, status = done.stdout.rpartition(b"\n")
        return Answer(int(status), {}, body)


@pytest.fixture
def user(store: Store, tmp_path: Path) -> User:
    """With a bucket of their own, and an object in it."""
    return User(scene_in(store), tmp_path)


@pytest.mark.servers("swift")
def test_an_upload_with_another_content_type(user: User) -> None:
    """curl sends what it is told; the secret tells what was signed."""
    signed = user.scene.sign(
        "PUT", f"/{user.scene.bucket}/new.txt", headers={"content-type": "text/plain"}
    )
    send = ("-X", "PUT", "--data-binary", "text", signed.url)
    answer = user.curl(*send)  # As a form, by default.
    assert answer.status == 403
    found = user.explain(signed.url, answer)
    assert found["causes"][0]["id"] == "content-type-differs"
    assert found["causes"][0]["remedy"].startswith("send Content-Type: text/plain;")
    assert found["signature"] == "right"
    assert user.curl("-H", "Content-Type: text/plain", *send).status == 200


@pytest.mark.servers("swift")
def test_a_url_that_a_shell_cut_off(user: User) -> None:
    """Without quotes, a command ends at the first ampersand."""
    signed = user.scene.sign()
    answer = user.curl(signed.url.partition("&")[0])
    assert answer.status in (400, 403)
    found = user.explain(signed.url, answer)
    # Swift answers in HTML where it sees no signature, as a proxy would.
    assert [cause["id"] for cause in found["causes"][:2]] == ["parameter-dropped", "not-from-s3"]
    assert "quote it in a shell" in found["causes"][0]["remedy"]
    assert user.curl(signed.url).body == BODY


@pytest.mark.servers("swift")
def test_a_head_on_a_link_for_a_download(user: User) -> None:
    """An answer to HEAD has no document."""
    signed = user.scene.sign()
    assert user.curl("--head", signed.url).status == 403
    found = user.explain(signed.url, None, "--method", "HEAD")
    assert found["causes"][0]["id"] == "method-differs"
    assert found["causes"][0]["likelihood"] == "likely"
    assert found["causes"][0]["remedy"].startswith("use GET, or sign for HEAD")
    assert user.curl(signed.url).body == BODY
    assert user.curl("--head", user.scene.sign("HEAD").url).status == 200


@pytest.mark.servers("swift")
def test_a_secret_with_a_line_end(user: User) -> None:
    """As of a file that was read as a whole, by a signer that does not look."""
    store = user.scene.store
    secret = store.credentials.secret_access_key
    signed = user.scene.sign(credentials=user.scene.key_of(f"{secret}\n"))
    answer = user.curl(signed.url)
    assert answer.status == 403
    found = user.explain(signed.url, answer)
    assert [cause["id"] for cause in found["causes"]] == ["secret-white-space"]
    stripped = Credentials(store.credentials.access_key_id, f"{secret}\n".strip())
    assert user.curl(user.scene.sign(credentials=stripped).url).body == BODY


@pytest.mark.servers("swift")
def test_a_client_that_resolves_dots(user: User) -> None:
    """httpx does; curl does not where it is told so."""
    path = f"/{user.scene.bucket}/b/../c"
    assert user.scene.send(user.scene.sign("PUT", path), body=BODY).answer.status == 200
    signed = user.scene.sign(path=path)
    with httpx.Client(trust_env=False) as client:
        response = client.get(signed.url)
    found = user.explain(signed.url, Answer(response.status_code, {}, response.content))
    assert [cause["id"] for cause in found["causes"]] == ["dot-segments-resolved"]
    assert "--path-as-is" in found["causes"][0]["remedy"]
    assert user.curl("--path-as-is", signed.url).body == BODY


@pytest.mark.servers("swift")
def test_another_region(user: User) -> None:
    """The server says which one it is."""
    signed = user.scene.sign(region="eu-west-1")
    answer = user.curl(signed.url)
    found = user.explain(signed.url, answer)
    assert [cause["id"] for cause in found["causes"]] == ["wrong-region"]
    assert found["causes"][0]["remedy"] == "sign for us-east-1"
    assert user.curl(user.scene.sign(region="us-east-1").url).body == BODY
