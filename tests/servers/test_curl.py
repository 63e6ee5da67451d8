"""The curl commands that are printed, run by a shell against the real server."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from rclone_server import CREDENTIALS, REGION, RcloneServer

from sigv4 import presign, presign_url

# Without curl there is nothing to show; wherever this project is checked there is one.
pytestmark = pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")


@pytest.mark.parametrize(
    ("key", "headers"),
    [
        pytest.param("curl.txt", {}, id="plain"),
        pytest.param("curl 'it' [a]{b}.txt", {}, id="quotes-and-globs"),
        pytest.param("curl.png", {"Content-Type": "image/png"}, id="content-type"),
        pytest.param("folder/", {"x-amz-meta-a": "b"}, id="folder-marker"),
        pytest.param("typed/", {"Content-Type": "image/png"}, id="folder-marker-with-type"),
    ],
)
def test_a_file_is_uploaded(
    rclone: RcloneServer, tmp_path: Path, key: str, headers: dict[str, str]
) -> None:
    """`curl(upload_file=…)` sends the file, as it was signed, and the server takes it."""
    file = tmp_path / "a file's name"
    file.write_bytes(b"" if key.endswith("/") else b"\x00 content\n")
    url = f"{rclone.bucket_url}/{key}"
    put = presign("PUT", url, CREDENTIALS, region=REGION, headers=headers)
    command = f"{put.curl(upload_file=str(file))} --silent --show-error --fail-with-body"
    ran = subprocess.run(["sh", "-c", command], capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, "", "")
    got = rclone.send("GET", presign_url("GET", url, CREDENTIALS, region=REGION))
    assert (got.status, got.body) == (200, file.read_bytes())


def test_head_and_get(rclone: RcloneServer) -> None:
    """`curl()` of a HEAD shows the headers, of a GET the object."""
    url = f"{rclone.bucket_url}/curl-get.txt"
    rclone.send("PUT", presign_url("PUT", url, CREDENTIALS, region=REGION), body=b"content")
    shown = {}
    for method in ("HEAD", "GET"):
        command = f"{presign(method, url, CREDENTIALS, region=REGION).curl()} --silent"
        ran = subprocess.run(["sh", "-c", command], capture_output=True, text=True, check=True)
        shown[method] = ran.stdout
    assert shown["HEAD"].startswith("HTTP/1.1 200")
    assert shown["GET"] == "content"
