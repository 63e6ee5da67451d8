"""POST forms: radosgw, the one of the servers that has them, and `check` come to one verdict."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from radosgw_server import assume_role
from store import Store, open_store, said

from sigv4.s3.conditions import anything, content_length_range, starts_with

pytestmark = pytest.mark.servers("radosgw")

BOUNDARY = "a-boundary-that-is-in-no-file"
CONDITIONS = (starts_with("Content-Type", "image/"), content_length_range(2, 5), anything("note"))
SENT = {"Content-Type": "image/png", "x-ignore-this": "i", "note": "n"}


@pytest.fixture(scope="session")
def store(request: pytest.FixtureRequest) -> Iterator[Store]:
    """A server that has seen nothing else: after some of what the other tests send, radosgw 16
    takes no form any more (400 InvalidArgument), or ends."""
    with open_store(request.param) as opened:
        yield opened


def _multipart(fields: Mapping[str, str], file: bytes) -> bytes:
    parts = [
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in fields.items()
    ]
    head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="cat.png"\r\n'
    return b"".join([*parts, f"{head}\r\n".encode(), file, f"\r\n--{BOUNDARY}--\r\n".encode()])


def _send(store: Store, post: Any, fields: Mapping[str, str], file: bytes) -> str:
    headers = {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}"}
    answer = store.server.send("POST", post.url, headers, _multipart(fields, file))
    return said(answer)


@pytest.mark.parametrize(
    ("changes", "size", "answer"),
    [
        pytest.param({}, 2, "204", id="the smallest file"),
        pytest.param({}, 5, "204", id="the largest file"),
        pytest.param({}, 1, "400 EntityTooSmall", id="too small"),
        pytest.param({}, 6, "400 EntityTooLarge", id="too large"),
        pytest.param({"acl": "public-read"}, 3, "403 AccessDenied", id="another value"),
        pytest.param({"Content-Type": "text/html"}, 3, "403 AccessDenied", id="another type"),
        pytest.param({"key": "elsewhere/x"}, 3, "403 AccessDenied", id="another key"),
        pytest.param({"more": "x"}, 3, "403 AccessDenied", id="a field more"),
        pytest.param({"x-ignore-more": "x"}, 3, "204", id="a field that is ignored"),
    ],
)
def test_a_form(store: Store, changes: dict[str, str], size: int, answer: str) -> None:
    """One fault at a time: the server refuses just what `check` refuses."""
    bucket = store.new_bucket()
    post = store.s3().presign_post(
        bucket, "up/${filename}", conditions=CONDITIONS, fields={"acl": "private"}
    )
    fields = {**post.fields, **SENT, **changes}
    assert _send(store, post, fields, b"x" * size) == answer
    refusal = post.check(fields, size=size, filename="cat.png")
    assert (refusal is None) == (answer == "204")
    if refusal is not None:
        assert answer == f"{refusal.status} {refusal.code}"
    else:
        assert store.call("get_object", Bucket=bucket, Key="up/cat.png").body == b"x" * size


def test_what_is_not_signed_so(store: Store) -> None:
    """Another signature or policy, and a policy that has ended, are refused; a token serves."""
    bucket = store.new_bucket()
    s3 = store.s3()
    post = s3.presign_post(bucket, "k")
    for name in ("x-amz-signature", "policy"):
        other = {**post.fields, name: s3.presign_post(bucket, "other").fields[name]}
        assert _send(store, post, other, b"x").startswith("403")
    hour_ago = datetime.now(timezone.utc) - timedelta(hours=1)
    ended = s3.presign_post(bucket, "k", expires_in=60, signing_time=hour_ago)
    assert _send(store, ended, ended.fields, b"x") == "403 AccessDenied"
    assert str(ended.check()).endswith("Policy expired.")
    by_token = store.s3(credentials=assume_role(store.server)).presign_post(bucket, "k")
    assert _send(store, by_token, by_token.fields, b"x") == "204"
    dropped = {n: v for n, v in by_token.fields.items() if n != "x-amz-security-token"}
    assert _send(store, by_token, dropped, b"x").startswith("403")


def test_departure_radosgw_passes_a_field_that_is_not_there(store: Store) -> None:
    """S3 refuses a form that has no field for a condition; radosgw takes it."""
    post = store.s3().presign_post(store.new_bucket(), "k", conditions=[anything("note")])
    assert str(post.check()).endswith('["starts-with", "$note", ""]')
    assert _send(store, post, post.fields, b"x") == "204"
