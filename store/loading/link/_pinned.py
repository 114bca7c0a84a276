"""Connections that go to a checked address and end in time.

A host is resolved once, its addresses are checked, and the socket is opened to one of them: a name
that resolves to another address a moment later changes nothing. TLS goes on verifying the host's
name.
"""

from __future__ import annotations

import ssl
import time
from collections.abc import Iterable
from typing import Any

import httpcore

from store.loading.link.address import AddressRule, Resolver, admitted


class Overdue(Exception):  # noqa: N818 - named for what it is
    """The time that a link may take in all has passed."""


class Deadline:
    """The moment `seconds` from now, which no step of a fetch outlasts."""

    def __init__(self, seconds: float) -> None:
        self._at = time.monotonic() + seconds

    @property
    def passed(self) -> bool:
        return time.monotonic() >= self._at

    def within(self, timeout: float | None) -> float:
        """Return the seconds that a step may take; raise Overdue where none are left."""
        left = self._at - time.monotonic()
        if left <= 0:
            raise Overdue
        return left if timeout is None else min(left, timeout)


class PinnedBackend(httpcore.NetworkBackend):
    """Opens connections to the addresses that `allow` admits, whatever a second look-up would
    say.
    """

    def __init__(self, resolve: Resolver, allow: AddressRule, deadline: Deadline) -> None:
        self._resolve = resolve
        self._allow = allow
        self._deadline = deadline

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        addresses = admitted(host, port, self._resolve, self._allow)
        for address in addresses[:-1]:
            try:
                return self._connect(address, port, timeout, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                continue
        return self._connect(addresses[-1], port, timeout, local_address, socket_options)

    def _connect(
        self, address: str, port: int, timeout: float | None, *options: Any
    ) -> httpcore.NetworkStream:
        stream = httpcore.SyncBackend().connect_tcp(
            address, port, self._deadline.within(timeout), *options
        )
        return _TimedStream(stream, self._deadline)


class _TimedStream(httpcore.NetworkStream):
    """A stream whose every step ends by the deadline, so that a byte a second cannot hold a
    fetch for long.
    """

    def __init__(self, stream: httpcore.NetworkStream, deadline: Deadline) -> None:
        self._stream = stream
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._deadline.within(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._deadline.within(timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        stream = self._stream.start_tls(
            ssl_context, server_hostname, self._deadline.within(timeout)
        )
        return _TimedStream(stream, self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)
