"""POST forms in a browser, from another origin: by `fetch`, and submitted by a person."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from browser import Browser
from store import Store

from sigv4.s3 import conditions
from sigv4.s3.cors import CorsRule

Rule = Callable[..., CorsRule]
Ready = Callable[..., Browser]

IMAGES = (
    conditions.starts_with("Content-Type", "image/"),
    conditions.content_length_range(1, 20_000),
)


def test_a_form_by_fetch(
    store: Store, bucket: str, uploads: Ready, rule: Rule, photo: Path
) -> None:
    """`fields` and the file as FormData: no preflight and no header is needed."""
    form = store.s3().presign_post(
        bucket, "up/${filename}", conditions=IMAGES, fields={"Content-Type": "image/png"}
    )
    page = uploads(rule("POST"))
    assert page.run("postFile(given, file)", {"url": form.url, "fields": form.fields}) == 204
    read = store.call("get_object", Bucket=bucket, Key=f"up/{photo.name}")
    assert read.body == photo.read_bytes()
    assert read.headers["content-type"] == "image/png"
