"""POST forms: radosgw, the one of the servers that has them, and this project's verdict agree.

The forms are those of the vectors (`vectors/sources/post-forms.json`), signed for the server
and the present: each with one fault, or none. Where the server departs from S3, the form's row
says how it answers, and that is held as well.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from builder.forms import form
from builder.tables import SOURCES, load
from builder.verdicts import judge
from radosgw_server import assume_role
from s3_server import REGION
from store import Store, open_store, said

from sigv4 import Credentials
from sigv4.s3.conditions import anything, content_length_range, starts_with

pytestmark = pytest.mark.servers("radosgw")

BOUNDARY = "a-boundary-that-is-in-no-file"
ROWS = load(SOURCES / "post-forms.json")["cases"]


@pytest.fixture(scope="session")
def store(request: pytest.FixtureRequest) -> Iterator[Store]:
    """A server that has seen nothing else: after some of what the other tests send, radosgw 16
    takes no form any more (400 InvalidArgument), or ends."""
    with open_store(request.param) as opened:
        yield opened


@pytest.fixture(scope="session")
def temporary(store: Store) -> Credentials:
    """Temporary credentials of that server."""
    return assume_role(store.server)


def _part(name: str, value: bytes, filename: str | None = None) -> bytes:
    named = "" if filename is None else f'; filename="{filename}"'
    head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"{named}\r\n\r\n'
    return head.encode() + value + b"\r\n"


def _send(store: Store, form: Mapping[str, Any], file: bytes) -> str:
    """Send a form, in the shape of the vectors, and say what the server says."""
    body = b"".join(
        [
            *(_part(name, value.encode()) for name, value in form["fields"]),
            _part("file", file, form["file"].get("name")),
            *(_part(name, value.encode()) for name, value in form.get("after_file", [])),
            f"--{BOUNDARY}--\r\n".encode(),
        ]
    )
    headers = {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}"}
    url = f"{store.server.endpoint}/{form['bucket']}"
    return said(store.server.send("POST", url, headers, body))


def _context(credentials: Credentials) -> dict[str, Any]:
    context = {
        "access_key_id": credentials.access_key_id,
        "secret_access_key": credentials.secret_access_key,
        "region": REGION,
        "service": "s3",
        "now": f"{datetime.now(timezone.utc):%Y-%m-%dT%H:%M:%SZ}",
    }
    if credentials.session_token:
        context["session_token"] = credentials.session_token
    return context


@pytest.mark.parametrize("row", [pytest.param(row, id=row["id"]) for row in ROWS])
def test_a_form_of_the_vectors(store: Store, temporary: Credentials, row: dict[str, Any]) -> None:
    """The server says what S3 does, or what its departure says; the verdict here is S3's."""
    context = _context(temporary if row.get("token") else store.credentials)
    sent = form(row, context, store.new_bucket())
    wanted = row.get("answer")
    s3 = f"{wanted['status']} {wanted['code']}" if wanted else str(row.get("success", 204))
    departure = row.get("radosgw", "").partition(": ")[0]
    assert departure != s3
    assert _send(store, sent, b"x" * sent["file"]["size"]) == (departure or s3)
    refusal = judge(sent, context)
    assert (None if wanted is None else s3) == (
        None if refusal is None else f"{refusal.status} {refusal.code}"
    )


CONDITIONS = (starts_with("Content-Type", "image/"), content_length_range(2, 5), anything("note"))
SENT = {"Content-Type": "image/png", "x-ignore-this": "i", "note": "n"}


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
        pytest.param({"x-amz-signature": None}, 3, "400 InvalidArgument", id="no signature"),
    ],
)
def test_a_form_that_was_presigned(
    store: Store, changes: dict[str, str | None], size: int, answer: str
) -> None:
    """One fault at a time: the server refuses just what `check` refuses."""
    bucket = store.new_bucket()
    post = store.s3().presign_post(
        bucket, "up/${filename}", conditions=CONDITIONS, fields={"acl": "private"}
    )
    changed: dict[str, str | None] = {**post.fields, **SENT, **changes}
    fields = {name: value for name, value in changed.items() if value is not None}
    sent = {"bucket": bucket, "fields": fields.items(), "file": {"name": "cat.png"}}
    assert _send(store, sent, b"x" * size) == answer
    refusal = post.check(fields, size=size, filename="cat.png")
    assert (refusal is None) == (answer == "204")
    if refusal is not None:
        assert answer == f"{refusal.status} {refusal.code}"
    else:
        assert store.call("get_object", Bucket=bucket, Key="up/cat.png").body == b"x" * size


@pytest.mark.parametrize("token", [False, True], ids=["", "token"])
def test_a_form_that_has_ended(store: Store, temporary: Credentials, token: bool) -> None:
    """The same form serves until its end, and not from then on."""
    bucket = store.new_bucket()
    s3 = store.s3(credentials=temporary) if token else store.s3()
    hour_ago = datetime.now(timezone.utc) - timedelta(hours=1)
    for expires_in, answer in ((7200, "204"), (60, "403 AccessDenied")):
        post = s3.presign_post(bucket, "k", expires_in=expires_in, signing_time=hour_ago)
        sent = {"bucket": bucket, "fields": post.fields.items(), "file": {}}
        assert _send(store, sent, b"x") == answer
        refusal = post.check()
        assert (refusal is None) == (answer == "204")
