"""The address of the client, of which only the last entry of `X-Forwarded-For` counts."""

from ipaddress import IPv4Address, IPv6Address, IPv6Network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.api.client_address import SHARED_ADDRESS, client_address

_ports = st.sampled_from(["", ":1", ":65535"])
_sent_by_client = st.sampled_from(["", "203.0.113.9, ", "[::1]:5,", "junk,,", ", "])


def address_of(forwarded: str) -> str:
    return client_address({"x-forwarded-for": forwarded}, behind_known_proxy=True)


@given(address=st.ip_addresses(v=4), port=_ports, earlier=_sent_by_client)
def test_last_entry_of_ipv4_is_the_address_without_its_port(
    address: IPv4Address, port: str, earlier: str
) -> None:
    assert address_of(f"{earlier}{address}{port}") == str(address)
    assert address_of(f"{earlier}[::ffff:{address}]{port}") == str(address)


@given(address=st.ip_addresses(v=6), host=st.integers(0, 2**64 - 1), port=_ports, earlier=_sent_by_client)
def test_addresses_of_one_ipv6_network_of_64_bits_are_the_same(
    address: IPv6Address, host: int, port: str, earlier: str
) -> None:
    network = IPv6Network((address, 64), strict=False)
    if not address.ipv4_mapped and not network[host].ipv4_mapped:
        assert address_of(f"{earlier}[{address}]{port}") == str(network)
        assert address_of(f"{earlier}{network[host]}") == str(network)


@pytest.mark.parametrize("forwarded", ["", "unknown", "192.0.2.1, ", "1.2.3.4.5", "a" * 9999])
def test_other_entry_is_the_shared_address(forwarded: str) -> None:
    assert address_of(forwarded) == SHARED_ADDRESS


def test_header_is_ignored_where_no_known_host_appends_to_it() -> None:
    assert client_address({"x-forwarded-for": "192.0.2.1"}, behind_known_proxy=False) == SHARED_ADDRESS
