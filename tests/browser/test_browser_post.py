"""POST forms from a web page: by `fetch`, under the CORS document, and as `html()` makes them,
filled in and sent by a person, which needs none."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from browser import Browser, PageError, Site
from store import Store

from sigv4.s3.conditions import anything, content_length_range, starts_with
from sigv4.s3.cors import CorsRule
from sigv4.s3.post import PresignedPost

Rule = Callable[..., CorsRule]
Ready = Callable[..., Browser]

IMAGES = (starts_with("Content-Type", "image/"), content_length_range(1, 20_000))
# A page that may load nothing and run nothing but what carries the nonce.
STRICT = "default-src 'none'; style-src 'nonce-n0'; script-src 'nonce-n0'; form-action {url}"

HOSTILE = "\"'><script>hacked=1</script></title><img src=x onerror=hacked=1>&amp;{url}"

SEND = "sendForm(given, file).then((answer) => answer.status)"


def as_json(post: PresignedPost) -> dict[str, Any]:
    """What a server hands to the page."""
    return {"url": post.url, "fields": post.fields, "open_fields": post.open_fields}


def written(path: Path, content: bytes) -> Path:
    """A file."""
    path.write_bytes(content)
    return path


def sent_anyway(browser: Browser) -> str:
    """Send the form as it is, whatever its script thinks of the file; the page that answers."""
    send = "Promise.resolve(HTMLFormElement.prototype.submit.call(document.forms[0]))"
    browser.arrive(lambda: browser.run(send))
    return browser.source


def complaint(browser: Browser) -> str:
    """What the browser says of the chosen file, "" where it is fine."""
    return str(browser.run("Promise.resolve(document.querySelector('#file').validationMessage)"))


@pytest.fixture
def post(store: Store, bucket: str, site: Site) -> Callable[..., PresignedPost]:
    """A form for images, which leads to a page of the site."""

    def make(**fields: Any) -> PresignedPost:
        return store.s3().presign_post(
            bucket,
            "up/${filename}",
            conditions=[*IMAGES, anything("x-amz-meta-note")],
            fields={"success_action_redirect": f"{site.origin}/", **fields},
        )

    return make


@pytest.fixture
def show(browser: Browser, site: Site) -> Callable[..., Browser]:
    """A document in the browser."""

    def show(document: str, **headers: str) -> Browser:
        browser.open(site.publish("/form", document, **headers))
        return browser

    return show


def test_a_form_by_fetch(
    store: Store, bucket: str, uploads: Ready, rule: Rule, photo: Path
) -> None:
    """The fields, the type and the file as FormData: no preflight and no header is needed."""
    post = store.s3().presign_post(bucket, "up/${filename}", conditions=IMAGES)
    assert uploads(rule("POST")).run(SEND, as_json(post)) == 204
    read = store.call("get_object", Bucket=bucket, Key=f"up/{photo.name}")
    assert read.body == photo.read_bytes()
    assert read.headers["content-type"] == "image/png"


def test_a_form_by_fetch_that_is_refused(
    store: Store, bucket: str, uploads: Ready, rule: Rule, tmp_path: Path
) -> None:
    """The page reads why."""
    post = store.s3().presign_post(
        bucket, "k", conditions=IMAGES, fields={"Content-Type": "image/png"}
    )
    page = uploads(rule("POST"))
    page.choose(written(tmp_path / "large.png", b"x" * 20_001))
    with pytest.raises(PageError, match=r"400 .*EntityTooLarge"):
        page.run(SEND, as_json(post))
    assert store.call("head_object", Bucket=bucket, Key="k").status == 404


def test_a_person_sends_a_file(
    store: Store, bucket: str, post: Any, show: Ready, photo: Path, site: Site
) -> None:
    """It is there, byte for byte, with its type and what was filled in; and the browser is
    led on, with the object's place and ETag."""
    page = show(post(acl="private").html(inputs={"x-amz-meta-note": "Your note"}))
    page.choose(photo)
    page.write("Your note", "a 'quoted' <note> & \"more\"")
    assert complaint(page) == ""
    led_to = urlsplit(page.arrive(page.press))
    assert f"{led_to.scheme}://{led_to.netloc}{led_to.path}" == f"{site.origin}/"
    read = store.call("get_object", Bucket=bucket, Key=f"up/{photo.name}")
    assert read.body == photo.read_bytes()
    assert read.headers["content-type"] == "image/png"
    assert read.headers["x-amz-meta-note"] == "a 'quoted' <note> & \"more\""
    said = parse_qs(led_to.query)
    assert said["bucket"] == [bucket]
    assert said["key"] == [f"up/{photo.name}"]
    assert said["etag"] == [read.headers["etag"]]


@pytest.mark.parametrize(
    ("name", "content", "refusal"),
    [
        pytest.param("large.png", b"x" * 20_001, "EntityTooLarge", id="too large"),
        pytest.param("empty.png", b"", "EntityTooSmall", id="empty"),
        pytest.param("notes.txt", b"notes", "AccessDenied", id="of another type"),
        pytest.param("notes", b"notes", "AccessDenied", id="of no type that is known"),
    ],
)
def test_a_file_that_does_not_fit(
    store: Store,
    bucket: str,
    post: Any,
    show: Ready,
    tmp_path: Path,
    name: str,
    content: bytes,
    refusal: str,
) -> None:
    """The page says so and does not send it; and a page that would gets S3's refusal."""
    page = show(post().html(inputs={"x-amz-meta-note": "Your note"}))
    page.choose(written(tmp_path / name, content))
    assert complaint(page) == "Images, up to 20 kB"
    page.press()
    assert page.run("Promise.resolve(location.pathname)") == "/form"
    assert refusal in sent_anyway(page)
    assert "<Key>" not in store.call("list_objects_v2", Bucket=bucket).body.decode()


def test_a_file_that_fits_after_one_that_did_not(
    store: Store, bucket: str, post: Any, show: Ready, photo: Path, tmp_path: Path
) -> None:
    """The complaint goes with the file that it was about."""
    page = show(post().html(inputs={"x-amz-meta-note": "Your note"}))
    page.choose(written(tmp_path / "large.png", b"x" * 20_001))
    assert complaint(page)
    page.choose(photo)
    assert complaint(page) == ""
    page.arrive(page.press)
    assert store.call("head_object", Bucket=bucket, Key=f"up/{photo.name}").status == 200


def test_no_file(post: Any, show: Ready) -> None:
    """The browser asks for one."""
    page = show(post().html(inputs={"x-amz-meta-note": "Your note"}))
    assert complaint(page)
    page.press()
    assert page.run("Promise.resolve(location.pathname)") == "/form"


def test_under_a_strict_policy_of_the_page(
    store: Store, bucket: str, show: Ready, photo: Path
) -> None:
    """A Content-Security-Policy with a nonce lets the form work, script, style and all."""
    post = store.s3().presign_post(
        bucket, "k", conditions=IMAGES, fields={"success_action_status": "201"}
    )
    policy = STRICT.format(url=post.url)
    page = show(post.html(nonce="n0"), Content_Security_Policy=policy)
    page.choose(photo)
    assert page.console() == "[]"
    page.arrive(page.press)
    assert "<Location>" in page.source.replace("&lt;", "<").replace("&gt;", ">")
    read = store.call("get_object", Bucket=bucket, Key="k")
    assert (read.body, read.headers["content-type"]) == (photo.read_bytes(), "image/png")


def test_without_its_script(store: Store, bucket: str, show: Ready, photo: Path) -> None:
    """A form that fixes the type works where no script may run."""
    fields = {"success_action_status": "201", "Content-Type": "image/webp"}
    post = store.s3().presign_post(bucket, "k", conditions=IMAGES, fields=fields)
    page = show(post.html(), Content_Security_Policy="script-src 'none'")
    page.choose(photo)
    page.arrive(page.press)
    read = store.call("get_object", Bucket=bucket, Key="k")
    assert (read.body, read.headers["content-type"]) == (photo.read_bytes(), "image/webp")


def test_hostile_texts(store: Store, bucket: str, show: Ready, photo: Path) -> None:
    """Whatever is put into the document is text there, and comes out of the form unchanged."""
    fields = {"x-amz-meta-note": HOSTILE, "success_action_status": "201"}
    post = store.s3().presign_post(bucket, "k", conditions=IMAGES, fields=fields)
    texts: Any = dict.fromkeys(("title", "label", "hint", "button"), HOSTILE)
    page = show(post.html(**texts))
    seen = page.run(
        "Promise.resolve([typeof hacked, document.title, ...['label', '#hint', 'button']"
        ".map((what) => document.querySelector(what).textContent)])"
    )
    assert seen == ["undefined", *[HOSTILE] * 4]
    page.choose(photo)
    page.arrive(page.press)
    assert store.call("head_object", Bucket=bucket, Key="k").headers["x-amz-meta-note"] == (HOSTILE)
