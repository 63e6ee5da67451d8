"""What the browser's tests share: Chromium, radosgw, a site of ours and one of a stranger's.

`make test-browser` runs them.
"""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from browser import Browser, Site, open_browser, open_site
from store import Store, content_md5, open_store, said

from sigv4.s3.cors import CorsRule, cors_xml

_PAGE = """\
<!doctype html>
<title>Upload</title>
<script src="/upload.js"></script>
<input type="file" aria-label="File">
"""
_SCRIPT = Path(__file__).with_name("upload.js").read_bytes()
_PAGES = {
    "/": ({"Content-Type": "text/html"}, _PAGE.encode()),
    "/upload.js": ({"Content-Type": "text/javascript"}, _SCRIPT),
}


def pytest_configure() -> None:
    """A plain SIGTERM would leave the browser and the server behind."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)


@pytest.fixture(scope="session")
def store() -> Iterator[Store]:
    """Ceph's gateway, the one of the tests' servers that goes by a CORS document."""
    with open_store("radosgw") as opened:
        yield opened


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium."""
    with open_browser() as opened:
        yield opened


@pytest.fixture(scope="session")
def site() -> Iterator[Site]:
    """The site whose pages may use the buckets."""
    with open_site(_PAGES) as opened:
        yield opened


@pytest.fixture(scope="session")
def stranger() -> Iterator[Site]:
    """Another site, with the same pages."""
    with open_site(_PAGES) as opened:
        yield opened


@pytest.fixture
def bucket(store: Store) -> str:
    """A bucket of the test's own, without a CORS document."""
    return store.new_bucket()


@pytest.fixture
def allow(store: Store, bucket: str) -> Callable[[str], None]:
    """Put a CORS document, as XML, by its presigned URL."""

    def put(document: str) -> None:
        body = document.encode()
        answer = store.call("put_bucket_cors", Bucket=bucket, body=body, headers=content_md5(body))
        assert said(answer) == "200"

    return put


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    """A file that browsers take for an image: the type goes by its name."""
    path = tmp_path / "naïve café.png"
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40)
    return path


@pytest.fixture
def rule(site: Site) -> Callable[..., CorsRule]:
    """A rule for the site."""
    return lambda *methods, **more: CorsRule([site.origin], methods, **more)


@pytest.fixture
def uploads(
    browser: Browser, site: Site, photo: Path, allow: Callable[[str], None]
) -> Callable[..., Browser]:
    """The page with a photo chosen in it, of our site or another, under a CORS document."""

    def ready(*rules: CorsRule, at: Site = site) -> Browser:
        allow(cors_xml(*rules))
        browser.open(at.origin)
        browser.choose(photo)
        return browser

    return ready
