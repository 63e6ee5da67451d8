"""What clients send of a form: `PresignedPost.curl`, run, and httpx; the file comes last."""

from __future__ import annotations

import email
import subprocess
from email.message import Message
from pathlib import Path
from typing import Any

import httpx
import pytest
from recorder import Arrived, recorder

from sigv4 import Credentials
from sigv4.errors import InvalidInputError, InvalidTypeError
from sigv4.s3 import S3
from sigv4.s3.conditions import anything, starts_with
from sigv4.s3.post import PresignedPost

CREDENTIALS = Credentials("AKIA", "secret")


def _post(*conditions: Any, url: str = "http://127.0.0.1:9", **more: Any) -> PresignedPost:
    s3 = S3(CREDENTIALS, region="eu-west-1", endpoint_url=url)
    return s3.presign_post("media", "up/${filename}", conditions=conditions, **more)


def _parts(arrived: Arrived) -> list[Message]:
    head = f"Content-Type: {arrived.headers['content-type']}\r\n\r\n".encode()
    parts = email.message_from_bytes(head + arrived.body).get_payload()
    assert isinstance(parts, list)
    return [part for part in parts if isinstance(part, Message)]


def _name(part: Message) -> Any:
    return part.get_param("name", header="content-disposition")


HARD_VALUES = {
    "x-amz-meta-at": "@/etc/hostname",
    "x-amz-meta-from": "</etc/hostname",
    "x-amz-meta-type": "a;type=text/html;filename=x",
    "x-amz-meta-quotes": "'\"\\`$HOME$(id)",
    "x-amz-meta-lines": "a\nb\r\n=c&d%41é日😀",
    "x-amz-meta-empty": "",
    "x-amz-meta-glob": "{a,b}[1-9]",
}


@pytest.mark.parametrize(
    "name",
    [
        *(
            "cat.png",
            "a b",
            "-",
            "-o",
            "@x",
            "a;type=x",
            "a,b",
            'a"b',
            "a\\b",
            "a'b",
            "$(id)",
            "é日",
        ),
        *('a"; filename="b', "[1-3]{a,b}", "<x", "a=b"),
    ],
)
def test_what_arrives(tmp_path: Path, name: str) -> None:
    """Each field as it was signed, in the same order, and then the file, whatever its name."""
    (tmp_path / name).write_bytes(b"\x00content\r\n--\n")
    with recorder() as server:
        post = _post(anything("x-amz-meta-open"), url=server.url("/base"), fields=HARD_VALUES)
        given = {"x-amz-meta-open": "@open;x"}
        command = f"{post.curl(name, fields=given)} --silent --show-error --fail"
        ran = subprocess.run(
            ["sh", "-c", command], cwd=tmp_path, capture_output=True, text=True, check=False
        )
        assert (ran.returncode, ran.stdout, ran.stderr) == (0, "", "")
    (arrived,) = server.arrived
    assert (arrived.method, arrived.target) == ("POST", "/base/media")
    *fields, file = _parts(arrived)
    sent = [(_name(part), part.get_payload(decode=True)) for part in fields]
    assert sent == [(n, v.encode()) for n, v in {**post.fields, **given}.items()]
    assert (_name(file), file.get_payload(decode=True)) == ("file", b"\x00content\r\n--\n")
    assert file.get_filename()


def test_httpx_sends_the_same(tmp_path: Path) -> None:
    """The fields in their order, and then the file, whose own type S3 does not look at."""
    file = tmp_path / "cat.png"
    file.write_bytes(b"\x00content\r\n--\n")
    with recorder() as server, file.open("rb") as content:
        post = _post(anything("Content-Type"), url=server.url(""), fields=HARD_VALUES)
        form = {**post.fields, "Content-Type": "a/b"}
        httpx.post(post.url, data=form, files={"file": content}, trust_env=False)
    *fields, sent = _parts(server.arrived[0])
    assert [(_name(part), part.get_payload(decode=True)) for part in fields] == [
        (name, value.encode()) for name, value in form.items()
    ]
    assert (_name(sent), sent.get_filename()) == ("file", "cat.png")
    assert sent.get_payload(decode=True) == b"\x00content\r\n--\n"


def test_a_path() -> None:
    """Names a file, too."""
    assert " --form 'file=@\"d/cat.png\"' http://" in _post().curl(Path("d") / "cat.png")


@pytest.mark.parametrize(
    ("post", "fields", "says"),
    [
        pytest.param(
            _post(starts_with("Content-Type", "image/")),
            {},
            "no value; give its value: fields={'Content-Type': 'image/...'}",
            id="a field without a value",
        ),
        pytest.param(
            _post(starts_with("Content-Type", "image/")),
            {"Content-Type": "text/html"},
            'S3 would refuse the form: Invalid according to Policy: Policy Condition failed: ["st',
            id="a value that breaks a condition",
        ),
        pytest.param(_post(), {"more": "x"}, "Extra input fields: more", id="a field more"),
        pytest.param(_post(), {"KEY": "x"}, "'KEY' has its value; leave it out", id="signed"),
        pytest.param(_post(anything("a")), [("a", "1"), ("A", "2")], "its value", id="twice"),
        pytest.param(_post(), {"x-ignore-a b": "x"}, "not a token", id="a name to escape"),
        pytest.param(_post(fields={"a b": "x"}), {}, "not a token", id="a signed name to escape"),
        pytest.param(_post(), {"x-ignore-a": "\0"}, "NUL", id="NUL"),
        pytest.param(_post(), {"x-ignore-a": "\udcff"}, "lone surrogate", id="surrogate"),
    ],
)
def test_refused(post: PresignedPost, fields: Any, says: str) -> None:
    """A form that S3 would refuse."""
    with pytest.raises(InvalidInputError) as caught:
        post.curl("cat.png", fields=fields)
    assert caught.value.argument == "fields"
    assert says in str(caught.value)


def test_no_file() -> None:
    """A name is a text or a path, and not empty."""
    with pytest.raises(InvalidInputError, match="file: it is empty"):
        _post().curl("")
    wrong: Any = 1
    with pytest.raises(InvalidTypeError, match="file"):
        _post().curl(wrong)
    with pytest.raises(InvalidTypeError, match="fields"):
        _post().curl("x", fields=wrong)
