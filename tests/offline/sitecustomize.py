"""Refuses every socket that would leave this machine; Python runs it at start-up wherever its
folder is on the path.

conftest.py imports it and puts its folder on PYTHONPATH, so that what a test starts is refused
alike.
"""

from __future__ import annotations

import ipaddress
import socket
from typing import Any

_HERE = {None, "", "localhost", "0.0.0.0", "::"}


class NetworkRefused(OSError):  # noqa: N818 - named for what it is
    """A test, or what it started, tried to reach another machine."""


def _check(host: Any) -> None:
    name = host.decode() if isinstance(host, bytes) else host
    if name in _HERE:
        return
    try:
        if ipaddress.ip_address(name.partition("%")[0]).is_loopback:
            return
    except ValueError:
        pass
    raise NetworkRefused(f"{name!r} is not this machine; tests reach nothing but loopback")


def _guard_connections(method_name: str) -> None:
    original = getattr(socket.socket, method_name)

    def guarded(self: socket.socket, *arguments: Any) -> Any:
        address = arguments[-1]  # sendto takes data and flags before it
        if self.family in (socket.AF_INET, socket.AF_INET6):
            _check(address[0])
        return original(self, *arguments)

    setattr(socket.socket, method_name, guarded)


def _guard_look_up(function_name: str) -> None:
    original = getattr(socket, function_name)

    def guarded(host: Any, *arguments: Any, **named: Any) -> Any:
        _check(host)
        return original(host, *arguments, **named)

    setattr(socket, function_name, guarded)


for _name in ("connect", "connect_ex", "sendto"):
    _guard_connections(_name)
for _name in ("getaddrinfo", "gethostbyname"):
    _guard_look_up(_name)
