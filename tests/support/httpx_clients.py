"""One request by httpx's sync client and by its async one: every test runs with both."""

from __future__ import annotations

import asyncio
from typing import Any, Protocol

import httpx

# No proxy of the environment's, and no certificates to load: all is loopback.
_SETTINGS: dict[str, Any] = {"trust_env": False, "verify": False, "timeout": 20}


class Send(Protocol):
    """Send a request with a client of its own; `client` has settings for that."""

    def __call__(
        self,
        method: str,
        url: str | httpx.URL,
        *,
        client: dict[str, Any] | None = None,
        **request: Any,
    ) -> httpx.Response:
        """The response, read."""


def send_sync(
    method: str, url: str | httpx.URL, *, client: dict[str, Any] | None = None, **request: Any
) -> httpx.Response:
    """By httpx.Client."""
    with httpx.Client(**{**_SETTINGS, **(client or {})}) as opened:
        return opened.request(method, url, **request)


def send_async(
    method: str, url: str | httpx.URL, *, client: dict[str, Any] | None = None, **request: Any
) -> httpx.Response:
    """By httpx.AsyncClient."""

    async def run() -> httpx.Response:
        async with httpx.AsyncClient(**{**_SETTINGS, **(client or {})}) as opened:
            return await opened.request(method, url, **request)

    return asyncio.run(run())
