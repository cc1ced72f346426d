"""The address of the client of a request."""

from collections.abc import Mapping
from functools import lru_cache
from ipaddress import IPv6Address, ip_address

SHARED_ADDRESS = ""
"""The address of every client where addresses are unknown."""

_MAX_ENTRY = 64  # characters; the longest address has 45, and a port may follow
_IPV6_PREFIX = 64  # bits; a network of this size usually has one owner


def client_address(headers: Mapping[str, str], *, behind_known_proxy: bool) -> str:
    """Return the address that the last entry of `X-Forwarded-For` names, of IPv6 its /64 network.

    The host appends the entry; those before it were sent by the client. `SHARED_ADDRESS` where no known host
    does, and for another text.
    """
    if not behind_known_proxy:
        return SHARED_ADDRESS
    return _parse_entry(headers.get("x-forwarded-for", "").rpartition(",")[2].strip()[:_MAX_ENTRY])


@lru_cache(maxsize=1024)
def _parse_entry(entry: str) -> str:
    if entry.startswith("["):
        entry = entry[1:].partition("]")[0]
    elif entry.count(":") == 1:
        entry = entry.partition(":")[0]
    text = entry.partition("%")[0]
    try:
        address = ip_address(text)
    except ValueError:
        return SHARED_ADDRESS
    if not isinstance(address, IPv6Address):
        return str(address)
    if address.ipv4_mapped:
        return str(address.ipv4_mapped)
    return f"{IPv6Address(int(address) >> _IPV6_PREFIX << _IPV6_PREFIX)}/{_IPV6_PREFIX}"
