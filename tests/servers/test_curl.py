"""The curl commands that are printed, run by a shell against the real server."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from rclone_server import BUCKET, CREDENTIALS, REGION, RcloneServer

from sigv4 import presign, presign_url
from sigv4.s3 import S3
from sigv4.s3.multipart import completed_etag, etags_of, upload_id_of

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


def test_a_file_is_uploaded_in_parts(rclone: RcloneServer, tmp_path: Path) -> None:
    """The command of a part sends its bytes of the file and no others; that of the completion
    sends the body without the content type of a form."""
    file = tmp_path / "a file's name"
    file.write_bytes(bytes(range(256)) * 40_000)
    s3 = S3(CREDENTIALS, region=REGION, endpoint_url=rclone.endpoint)
    size = file.stat().st_size
    plan = s3.plan_multipart(BUCKET, "curl in parts.bin", size=size, part_size=5 * 1024**2)

    def run(command: str) -> str:
        command = f"{command} --silent --show-error --fail-with-body"
        ran = subprocess.run(["sh", "-c", command], capture_output=True, text=True, check=False)
        assert (ran.returncode, ran.stderr) == (0, "")
        return ran.stdout

    upload = plan.with_upload_id(upload_id_of(run(plan.create.curl())))
    for part in upload.parts():
        assert run(part.curl(upload_file=file)) == ""
    (page,) = upload.list_parts
    body = tmp_path / "complete.xml"
    body.write_bytes(upload.complete_body(etags_of(run(page.curl()))))
    assert completed_etag(run(upload.complete.curl(upload_file=body)))
    got = rclone.send("GET", s3.presign_get(BUCKET, "curl in parts.bin").url)
    assert (got.status, got.body) == (200, file.read_bytes())


def test_a_body_in_signed_chunks(rclone: RcloneServer, tmp_path: Path) -> None:
    """What `sigv4 sign --chunked --curl` prints sends what --wire wrote."""
    file, wire = tmp_path / "file", tmp_path / "wire"
    file.write_bytes(b"content" * 20_000)
    url = f"{rclone.bucket_url}/curl-in-chunks"
    environment = {
        "AWS_ACCESS_KEY_ID": CREDENTIALS.access_key_id,
        "AWS_SECRET_ACCESS_KEY": CREDENTIALS.secret_access_key,
        "HOME": str(tmp_path),
    }
    arguments = ["--service", "s3", "--region", REGION, "--chunked", str(file), "--wire", str(wire)]
    printed = subprocess.run(
        [sys.executable, "-m", "sigv4", "sign", "PUT", url, *arguments, "--curl"],
        capture_output=True,
        text=True,
        check=True,
        env=environment,
    ).stdout
    command = f"{printed.strip()} --silent --show-error --fail-with-body"
    ran = subprocess.run(["sh", "-c", command], capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, "", "")
    got = rclone.send("GET", presign_url("GET", url, CREDENTIALS, region=REGION))
    assert (got.status, got.body) == (200, file.read_bytes())
