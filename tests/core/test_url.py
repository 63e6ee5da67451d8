"""URLs taken apart."""

from __future__ import annotations

import pytest

from sigv4._url import split_url


@pytest.mark.parametrize(
    ("url", "origin", "path", "query"),
    [
        pytest.param("https://h", "https://h", "", "", id="host-alone"),
        pytest.param("https://h?a=/b", "https://h", "", "a=/b", id="query-without-path"),
        pytest.param("https://h/a?b?c", "https://h", "/a", "b?c", id="second-question-mark"),
        pytest.param("HTTPS://Example.COM/A", "https://example.com", "/A", "", id="capitals"),
        pytest.param("http://h:80/", "http://h", "/", "", id="default-port-http"),
        pytest.param("https://h:443/", "https://h", "/", "", id="default-port-https"),
        pytest.param("https://h:00443/", "https://h", "/", "", id="default-port-with-zeros"),
        pytest.param("http://h:443/", "http://h:443", "/", "", id="other-schemes-port-http"),
        pytest.param("https://h:80/", "https://h:80", "/", "", id="other-schemes-port-https"),
        pytest.param("https://h:/", "https://h", "/", "", id="empty-port"),
        pytest.param("http://127.0.0.1:9000/", "http://127.0.0.1:9000", "/", "", id="ipv4"),
        pytest.param("http://[2001:DB8::1]/", "http://[2001:db8::1]", "/", "", id="ipv6"),
        pytest.param("http://[::1]:9000/", "http://[::1]:9000", "/", "", id="ipv6-port"),
        pytest.param("https://bücher.example/", "https://xn--bcher-kva.example", "/", "", id="idn"),
        pytest.param(
            "https://BÜCHER.example/", "https://xn--bcher-kva.example", "/", "", id="idn-capital"
        ),
        pytest.param(
            "https://bu\u0308cher.example/", "https://xn--bcher-kva.example", "/", "", id="nfd"
        ),
        pytest.param("https://日本.example/", "https://xn--wgv71a.example", "/", "", id="idn-han"),
        pytest.param("https://h/k@me:x", "https://h", "/k@me:x", "", id="at-sign-in-the-path"),
        pytest.param("wss://h:443/mqtt", "wss://h", "/mqtt", "", id="websocket"),
        pytest.param("https://a_b.example/", "https://a_b.example", "/", "", id="underscore"),
    ],
)
def test_parts(url: str, origin: str, path: str, query: str) -> None:
    """The origin is canonical; path and query are as they were written."""
    parsed, found_path, found_query = split_url(url)
    assert (parsed.text, found_path, found_query) == (origin, path, query)


def test_the_cache_of_origins_is_bounded_and_changes_nothing() -> None:
    """However many hosts come by, each is parsed alike and few are kept."""
    from sigv4 import _url

    for turn in range(3):
        for n in range(200):
            origin, _, _ = split_url(f"https://H{n}.example:443/")
            assert origin.text == f"https://h{n}.example", turn
    assert len(_url._ORIGINS) <= _url._CACHE_SIZE


def test_a_long_host_costs_no_time_and_no_memory() -> None:
    """Refused before it is mapped, and not kept: mapping takes time by the square."""
    import tracemalloc

    from sigv4 import InvalidValueError, _url

    tracemalloc.start()
    try:
        for n in range(80):
            with pytest.raises(InvalidValueError, match="its host is too long"):
                split_url(f"https://{'é' * 100_000}{n}/")
        assert tracemalloc.get_traced_memory()[0] < 5_000_000
    finally:
        tracemalloc.stop()
    assert all(len(written) < 300 for written in _url._ORIGINS)
