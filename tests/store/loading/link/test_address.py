"""A link never leads into the user's own network, however its address is written."""

from __future__ import annotations

from ipaddress import ip_address, ip_network

import pytest

from store.loading.link.address import (
    AddressRefused,
    _refused_networks,
    admitted,
    public_only,
    system_resolver,
)

PUBLIC = [
    "8.8.8.8",
    "93.184.215.14",
    "100.63.255.255",
    "100.128.0.1",
    "172.32.0.1",
    "2606:4700::1111",
    "2a00:1450::5",
]
PRIVATE = """
    0.0.0.0 10.1.2.3 100.64.0.1 100.100.100.200 127.0.0.1 127.9.9.9 168.63.129.16 169.254.169.254 172.16.0.1
    172.31.255.255 192.0.0.192 192.168.1.1 198.18.0.1 203.0.113.9 224.0.0.1 239.255.255.250 255.255.255.255
    :: ::1 ::ffff:8.8.8.8 ::ffff:127.0.0.1 ::127.0.0.1 64:ff9b::a00:1 64:ff9b::808:808 64:ff9b:1::1 2001:0:4136:e378::
    2001:db8::1 2002:7f00:1:: 2002:808:808:: 3fff::1 fc00::1 fd00:ec2::254 fe80::1 fe80::1%eth0 fec0::1 ff02::1
""".split()


@pytest.mark.parametrize("address", PUBLIC)
def test_addresses_of_the_public_internet_are_admitted(address: str) -> None:
    assert public_only(ip_address(address))


@pytest.mark.parametrize("address", PRIVATE)
def test_every_other_address_is_refused(address: str) -> None:
    assert not public_only(ip_address(address))


def test_each_network_of_the_list_is_refused_to_its_edges() -> None:
    for network, reason in _refused_networks():
        assert not public_only(network[0]) and not public_only(network[-1]), network
        assert reason


def test_the_list_is_sorted_and_names_no_network_twice() -> None:
    networks = [network for network, _ in _refused_networks()]
    assert networks == sorted(set(networks), key=lambda network: (network.version, network))
    assert ip_network("127.0.0.0/8") in networks


def test_one_private_address_among_public_ones_is_enough_to_refuse_a_host() -> None:
    with pytest.raises(
        AddressRefused, match=r"^two\.example is at 10\.0\.0\.7, a private address$"
    ):
        admitted("two.example", 443, lambda host, port: ["8.8.8.8", "10.0.0.7"], public_only)


def test_the_narrowest_network_gives_the_reason() -> None:
    with pytest.raises(AddressRefused, match="metadata service"):
        admitted("clouds.example", 80, lambda host, port: ["169.254.169.254"], public_only)


def test_a_host_without_an_address_is_refused() -> None:
    with pytest.raises(AddressRefused, match="no address"):
        admitted("none.example", 80, lambda host, port: [], public_only)


@pytest.mark.parametrize("spelling", ["localhost", "127.0.0.1", "::1"])
def test_the_system_finds_this_machine_by_its_names(spelling: str) -> None:
    assert all(ip_address(address).is_loopback for address in system_resolver(spelling, 80))
