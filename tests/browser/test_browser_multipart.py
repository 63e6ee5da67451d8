"""An upload in parts by `fetch`: the page knows the plan's JSON and nothing of S3."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from browser import Browser, PageError
from store import Store, texts

from sigv4.s3.cors import CorsRule, cors_xml
from sigv4.s3.multipart import MultipartUpload, etags_of, upload_id_of

Rule = Callable[..., CorsRule]
Ready = Callable[..., Browser]

MEGABYTES_5 = 5 * 1024 * 1024
# Two parts of the smallest size, and the rest; no two parts are the same.
CONTENT = b"".join(bytes([part]) * MEGABYTES_5 for part in (1, 2)) + b"the last"

# What a page does for itself: it sends a request without a body, or one part.
ASK = "send(given).then((answer) => answer.text())"
PART = "send(given, file.slice(0, given.size)).then((answer) => answer.headers.get('ETag'))"


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    """The file that is chosen; no server is told its type."""
    path = tmp_path / "large.png"
    path.write_bytes(CONTENT)
    return path


@pytest.fixture
def upload(store: Store, bucket: str) -> MultipartUpload:
    """An upload that has begun: with a server of ours, which has the credentials."""
    plan = store.s3().plan_multipart(
        bucket,
        "films/naïve café.mp4",
        size=len(CONTENT),
        part_size=MEGABYTES_5,
        create_only=True,
        content_type="video/mp4",
    )
    create = plan.create
    answer = store.server.send(create.method, create.url, create.headers, b"")
    return plan.with_upload_id(upload_id_of(answer.body))


def test_an_upload_in_parts(
    store: Store, bucket: str, upload: MultipartUpload, uploads: Ready, rule: Rule
) -> None:
    """The page sends the parts, reads their ETags, and completes the upload, with the header that
    was signed for that."""
    assert upload.part_count == 3
    assert upload.complete.headers == {"if-none-match": "*"}
    page = uploads(rule("PUT", "POST", headers=upload.complete.headers))
    page.run("sendInParts(given, file)", json.loads(upload.to_json()))
    read = store.call("get_object", Bucket=bucket, Key=upload.key)
    assert read.body == CONTENT
    assert read.headers["content-type"] == "video/mp4"


def test_etags_that_the_page_may_not_read(
    store: Store,
    bucket: str,
    upload: MultipartUpload,
    uploads: Ready,
    rule: Rule,
    allow: Callable[[str], None],
) -> None:
    """Without ETag in the document there is no end to the upload: so it is always exposed."""
    page = uploads(rule("PUT", "POST"))
    document = cors_xml(rule("PUT", "POST"))
    allow(document.replace("<ExposeHeader>ETag</ExposeHeader>", ""))
    with pytest.raises(PageError, match="does not expose ETag"):
        page.run("sendInParts(given, file)", json.loads(upload.to_json()))
    assert store.call("head_object", Bucket=bucket, Key=upload.key).status == 404


def test_a_part_of_another_size(upload: MultipartUpload, uploads: Ready, rule: Rule) -> None:
    """Each part's URL takes just its size: a page cannot send more with it."""
    document = json.loads(upload.to_json())
    part = document["parts"][2]
    page = uploads(rule("PUT", "GET"))
    # radosgw's answer to a signature that is wrong is one that no page may read.
    with pytest.raises(PageError, match="Failed to fetch"):
        page.run("send(given, file.slice(0, given.size + 1))", part)
    assert etags_of(page.run(ASK, document["list_parts"][0])) == {}
    assert page.run(PART, part)


def test_an_upload_that_is_looked_at_and_given_up(
    store: Store, bucket: str, upload: MultipartUpload, uploads: Ready, rule: Rule
) -> None:
    """With GET and DELETE in the document the page may list the parts, and end the upload."""
    document = json.loads(upload.to_json())
    page = uploads(rule("PUT", "GET", "DELETE"))
    etag = page.run(PART, document["parts"][2])
    assert etags_of(page.run(ASK, document["list_parts"][0])) == {3: etag}
    page.run(ASK, document["abort"])
    listed = store.call("list_multipart_uploads", Bucket=bucket)
    assert texts(listed, "UploadId") == []
