"""A key that is sent with each request and stands in no settings that anyone prints or traces."""

from __future__ import annotations

from collections.abc import Generator

import httpx


class _Bearer(httpx.Auth):
    def __init__(self, key: str) -> None:
        self._key = key

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        request.headers["Authorization"] = f"Bearer {self._key}"
        yield request


def bearer(key: str) -> httpx.Auth:
    """Signs requests with `key`."""
    return _Bearer(key)
