"""Which addresses a link may lead to."""

from __future__ import annotations

import socket
from collections.abc import Callable, Sequence
from functools import cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from store.text.listed import listed

Address = IPv4Address | IPv6Address
AddressRule = Callable[[Address], bool]
Resolver = Callable[[str, int], Sequence[str]]


class AddressRefused(Exception):  # noqa: N818 - named for what it is
    """A host has an address that the rule does not admit; its text names the address and why."""


def public_only(address: Address) -> bool:
    """Admit addresses of the public Internet alone: `refused_networks.yaml` lists what is not."""
    return not _reason(address)


def system_resolver(host: str, port: int) -> tuple[str, ...]:
    """Return every address of a host, in the order the system would try them.

    A look-up takes as long as the system's resolver allows. Raises OSError or UnicodeError for a
    name without one.
    """
    entries = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return tuple(dict.fromkeys(str(entry[4][0]) for entry in entries))


def admitted(host: str, port: int, resolve: Resolver, allow: AddressRule) -> tuple[str, ...]:
    """Return the addresses of a host, all of which `allow` admits.

    Raises:
        AddressRefused: `allow` does not admit one of them, or the host has none.
    """
    addresses = tuple(resolve(host, port))
    for text in addresses:
        address = ip_address(text)
        if not allow(address):
            what = _reason(address) or "an address that is not allowed"
            raise AddressRefused(
                f"{host} is {what}" if host == text else f"{host} is at {address}, {what}"
            )
    if not addresses:
        raise AddressRefused(f"{host} has no address")
    return addresses


def _reason(address: Address) -> str:
    """Say what kind of address it is, or return "" for one of the public Internet."""
    holding = [
        (network.prefixlen, reason) for network, reason in _refused_networks() if address in network
    ]
    return max(holding)[1] if holding else ""


@cache
def _refused_networks() -> tuple[tuple[IPv4Network | IPv6Network, str], ...]:
    entries = listed(__file__, "refused_networks")
    return tuple((ip_network(entry["network"]), entry["reason"]) for entry in entries)
