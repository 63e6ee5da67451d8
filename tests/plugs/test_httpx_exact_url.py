"""exact_url: httpx sends a presigned URL byte for byte as it was signed."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

import httpx
import pytest
from httpx_clients import Send, send_async, send_sync
from rclone_server import CREDENTIALS, REGION, RcloneServer
from recorder import Recorder, recorder

from sigv4 import InvalidTypeError, InvalidValueError, presign_url
from sigv4.httpx import SigV4Auth, exact_url

BOTH = pytest.mark.parametrize("send", [send_sync, send_async], ids=["sync", "async"])


@pytest.fixture(scope="module")
def wire() -> Iterator[Recorder]:
    """A server that writes down what arrives."""
    with recorder() as server:
        yield server


TARGETS = [
    "/",
    "/a/../b",
    "/../..",
    "/a/./b/.",
    "/.",
    "//",
    "/a//b///c/",
    "/%7E/%2f/%2F/%2e%2E/",
    "/[a]{b}|c\\d^e`f",
    "/it's%20(1)!*;:@&=$,+%2B",
    "/'\"<>",
    "/a/../b?x=../y&z=%7e%2f[]'\"<>{}|\\^`",
    "/a?",
    "/?x",
    "/a/../b??//..",
]


@BOTH
@pytest.mark.parametrize("target", TARGETS)
def test_sent_as_it_stands(wire: Recorder, send: Send, target: str) -> None:
    """The request line carries the very bytes of the URL."""
    for method in ("GET", "PUT"):
        response = send(method, exact_url(wire.url(target)))
        assert response.status_code == 200
        assert (wire.arrived[-1].method, wire.arrived[-1].target) == (method, target)
        assert wire.arrived[-1].headers["host"] == f"127.0.0.1:{wire.port}"


def test_httpx_alone_does_not(wire: Recorder) -> None:
    """The reason: given a string, httpx asks for another key."""
    send_sync("GET", wire.url("/a/../b"))
    assert wire.arrived[-1].target == "/b"
    send_sync("GET", str(exact_url(wire.url("/a/../b"))))
    assert wire.arrived[-1].target == "/b"


@BOTH
def test_a_url_without_a_path(wire: Recorder, send: Send) -> None:
    """A path is never empty on the wire."""
    send("GET", exact_url(f"http://127.0.0.1:{wire.port}?x=1"))
    assert wire.arrived[-1].target == "/?x=1"


@BOTH
def test_through_a_built_request(wire: Recorder, send: Send) -> None:
    """base_url and headers of a client leave it as it is."""
    client = {"base_url": wire.url("/base/"), "headers": {"x-a": "1"}}
    send("GET", exact_url(wire.url("/a/../b?c")), client=client)
    assert wire.arrived[-1].target == "/a/../b?c"


@BOTH
def test_signed_in_the_header_as_well(wire: Recorder, send: Send) -> None:
    """SigV4Auth signs an exact URL as it stands, and leaves it so."""
    auth = SigV4Auth(CREDENTIALS, region=REGION, service="s3")
    send("GET", exact_url(wire.url("/a/../[b]")), auth=auth)
    assert wire.arrived[-1].target == "/a/../%5Bb%5D"
    assert "authorization" in wire.arrived[-1].headers


@BOTH
@pytest.mark.parametrize(
    "key", ["plain.txt", "a b+c~é%2F%zz", "[a]|b\\c^d", "it's (1)!*;:@&=$,", "日本語/😀"]
)
def test_a_real_server_accepts(rclone: RcloneServer, send: Send, key: str) -> None:
    """Presigned uploads and downloads through httpx."""
    url = f"{rclone.bucket_url}/exact/{quote(key)}"
    headers = {"content-type": "text/plain"}
    put = presign_url("PUT", url, CREDENTIALS, region=REGION, headers=headers)
    sent = send("PUT", exact_url(put), content=key.encode(), headers=headers)
    assert sent.status_code == 200
    get = presign_url("GET", url, CREDENTIALS, region=REGION)
    assert send("GET", exact_url(get)).content == key.encode()


@BOTH
@pytest.mark.parametrize("key", ["a/../b", "a/./b", "a//b"])
def test_a_real_server_reads_the_key_that_was_signed(
    rclone: RcloneServer, send: Send, key: str
) -> None:
    """rclone cannot hold such a key; but it finds the signature right, and says so."""
    url = presign_url("GET", f"{rclone.bucket_url}/{key}", CREDENTIALS, region=REGION)
    response = send("GET", exact_url(url))
    assert (response.status_code, b"InvalidArgument" in response.content) == (400, True)
    if "/." in key:
        assert b"SignatureDoesNotMatch" in send("GET", url).content


@pytest.mark.parametrize(
    ("url", "message"),
    [
        pytest.param("https://h/a b", "a space or a character outside ASCII", id="space"),
        pytest.param("https://h/é", "a space or a character outside ASCII", id="non-ascii"),
        pytest.param("https://h/a#b", "fragment", id="fragment"),
        pytest.param("https://u:p@h/a", "user info", id="user-info"),
        pytest.param("https:///a", "no host", id="no-host"),
        pytest.param("ftp://h/a", "no scheme", id="scheme"),
        pytest.param("https://h/a\nb", "control character", id="line-end"),
    ],
)
def test_refused(url: str, message: str) -> None:
    """What is no presigned URL in its sent form is an error that says why."""
    with pytest.raises(InvalidValueError, match=message):
        exact_url(url)


def test_no_string() -> None:
    """An httpx.URL has been resolved already."""
    with pytest.raises(InvalidTypeError, match="give a str"):
        exact_url(httpx.URL("https://h/a"))  # type: ignore[arg-type]  # what is tested


def test_an_httpx_that_resolves_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    """Should a later httpx leave no way to do it, the URL is refused rather than changed."""
    monkeypatch.setattr(httpx.URL, "raw_path", b"/resolved")
    with pytest.raises(InvalidValueError, match=r"httpx [0-9.]+ cannot send its path"):
        exact_url("https://h/a/../b")
