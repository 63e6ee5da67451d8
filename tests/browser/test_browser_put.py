"""A presigned PUT and GET by `fetch`, from another origin, under the CORS document."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import md5
from pathlib import Path
from typing import Any

import pytest
from browser import Browser, PageError, Site
from store import Store

from sigv4 import PresignedRequest
from sigv4.s3.cors import CorsRule, cors_xml

Rule = Callable[..., CorsRule]
Ready = Callable[..., Browser]

# What a page does: it sends the file, and reads the ETag.
PUT = "send(given, file).then((answer) => answer.headers.get('ETag'))"


def as_json(request: PresignedRequest) -> dict[str, Any]:
    """What a server hands to the page."""
    return {"url": request.url, "method": request.method, "headers": request.headers}


@pytest.mark.parametrize("key", ["cat.png", "a b+c/é%2F~'(1)*&=日本語.png"], ids=["plain", "hard"])
def test_a_file_is_put(
    store: Store, bucket: str, uploads: Ready, rule: Rule, photo: Path, key: str
) -> None:
    """With the headers that were signed; the page reads the ETag, and the bytes are the file's."""
    upload = store.s3().presign_put(bucket, key, content_type="image/webp", create_only=True)
    page = uploads(rule("PUT", headers=upload.headers))
    assert page.run(PUT, as_json(upload)) == f'"{_md5(photo)}"'

    read = store.call("get_object", Bucket=bucket, Key=key)
    assert read.body == photo.read_bytes()
    assert read.headers["content-type"] == "image/webp"
    with pytest.raises(PageError, match="412"):  # create_only
        page.run(PUT, as_json(upload))


def test_the_type_that_a_browser_sends_unasked(
    store: Store, bucket: str, uploads: Ready, rule: Rule
) -> None:
    """Nothing was signed but the host, and a file's own type comes along all the same."""
    upload = store.s3().presign_put(bucket, "k")
    assert upload.headers == {}
    assert uploads(rule("PUT")).run(PUT, as_json(upload))
    answer = store.call("head_object", Bucket=bucket, Key="k")
    assert answer.headers["content-type"] == "image/png"


def test_an_object_is_read(store: Store, bucket: str, uploads: Ready, rule: Rule) -> None:
    """By a download link, with a header that the document exposes and one that it does not."""
    store.put(bucket, "k", b"content", CacheControl="no-store", ContentLanguage="mi")
    link = store.s3().presign_get(bucket, "k", response_content_disposition="attachment")
    read = uploads(rule("GET", expose=["content-disposition"])).run(
        "fetch(given).then(async (answer) => [await answer.text(), ...['ETag', "
        "'Content-Disposition', 'Accept-Ranges'].map((n) => answer.headers.get(n))])",
        link.url,
    )
    assert read == ["content", f'"{md5(b"content").hexdigest()}"', "attachment", None]


def _refused(page: Browser, upload: PresignedRequest) -> None:
    """The browser asks, gets a no, and does not send the file."""
    with pytest.raises(PageError) as caught:
        page.run(PUT, as_json(upload))
    assert caught.value.error == "TypeError: Failed to fetch"
    assert "blocked by CORS policy: Response to preflight request" in caught.value.console


@pytest.mark.parametrize(
    ("given", "allowed"),
    [
        pytest.param(
            {"metadata": {"note": "n"}},
            {},
            id="a header that the document does not name",
        ),
        pytest.param(
            {"content_type": "image/png", "create_only": True},
            {"headers": ["content-type"]},
            id="one of two",
        ),
        pytest.param(
            {"metadata": {"note": "n"}},
            {"headers": ["x-amz-meta-n"]},
            id="a header that begins so",
        ),
    ],
)
def test_a_header_that_is_not_allowed(
    store: Store,
    bucket: str,
    uploads: Ready,
    rule: Rule,
    given: dict[str, Any],
    allowed: dict[str, Any],
) -> None:
    """The file is not sent, though the URL would serve: with the header's name it is."""
    upload = store.s3().presign_put(bucket, "k", **given)
    _refused(uploads(rule("PUT", **allowed)), upload)
    assert store.call("head_object", Bucket=bucket, Key="k").status == 404
    page = uploads(rule("PUT", headers=upload.headers))
    assert page.run(PUT, as_json(upload))


def test_a_method_that_is_not_allowed(
    store: Store, bucket: str, uploads: Ready, rule: Rule
) -> None:
    """A document for downloads lets no page upload."""
    upload = store.s3().presign_put(bucket, "k")
    _refused(uploads(rule("GET", headers=["content-type"])), upload)
    assert store.call("head_object", Bucket=bucket, Key="k").status == 404


def test_a_site_that_is_not_allowed(
    store: Store, bucket: str, uploads: Ready, rule: Rule, stranger: Site
) -> None:
    """A page of another origin cannot use the URL, even if it has it."""
    upload = store.s3().presign_put(bucket, "k", content_type="image/png")
    page = uploads(rule("PUT", headers=upload.headers), at=stranger)
    _refused(page, upload)
    assert store.call("head_object", Bucket=bucket, Key="k").status == 404


def test_any_port_of_a_host(
    store: Store, bucket: str, uploads: Ready, stranger: Site, photo: Path
) -> None:
    """A '*' for the port lets the other site in."""
    upload = store.s3().presign_put(bucket, "k")
    page = uploads(CorsRule(["http://127.0.0.1:*"], ["PUT"]), at=stranger)
    assert page.run(PUT, as_json(upload)) == f'"{_md5(photo)}"'


def test_what_each_part_of_the_document_is_for(
    store: Store,
    bucket: str,
    uploads: Ready,
    rule: Rule,
    allow: Callable[[str], None],
) -> None:
    """Without content-type no file with a type goes out, and without ETag the page cannot read it:
    so both are always there."""
    upload = store.s3().presign_put(bucket, "k")
    document = cors_xml(rule("PUT", max_age=0))
    page = uploads(rule("PUT", max_age=0))
    without_type = document.replace("<AllowedHeader>content-type</AllowedHeader>", "")
    without_etag = document.replace("<ExposeHeader>ETag</ExposeHeader>", "")
    assert document not in (without_type, without_etag)
    allow(without_etag)
    assert page.run(PUT, as_json(upload)) is None
    allow(without_type)
    _refused(page, upload)


def _md5(path: Path) -> str:
    return md5(path.read_bytes()).hexdigest()
