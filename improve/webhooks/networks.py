"""Which network addresses a message may go to. Pure.

Public ones, and those that the company allows. Lists: IANA IPv4 and IPv6 Special-Purpose Address Registries; of an
IPv6 address that holds an IPv4 address (mapped, NAT64, 6to4, Teredo) the one within counts, too.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

_CLOSED: tuple[Network, ...] = tuple(
    ip_network(one)
    for one in (
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.31.196.0/24",
        "192.52.193.0/24",
        "192.88.99.0/24",
        "192.168.0.0/16",
        "192.175.48.0/24",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",
        "240.0.0.0/4",
    )
)
# Of IPv6 only what is given out to the world is open; these parts of it are not.
_GIVEN_OUT = ip_network("2000::/3")
_CLOSED_6: tuple[Network, ...] = tuple(
    ip_network(one) for one in ("2001::/23", "2001:db8::/32", "2620:4f:8000::/48", "3fff::/20")
)
_NAT64 = ip_network("64:ff9b::/96")


def networks_of(setting: str) -> tuple[Network, ...]:
    """The networks of a setting, separated by commas; raises `ValueError` for what is none."""
    return tuple(ip_network(part.strip()) for part in setting.split(",") if part.strip())


def may_reach(raw: str, allowed: Sequence[Network]) -> bool:
    """May a connection go to this address, as the resolver answered it?"""
    try:
        found = ip_address(raw.partition("%")[0])
    except ValueError:
        return False
    return any(_is_in(found, network) for network in allowed) or all(_is_public(one) for one in _meant(found))


def _meant(found: Address) -> Iterator[Address]:
    """The address, or the IPv4 addresses that it leads to."""
    if isinstance(found, IPv4Address):
        yield found
        return
    within = [found.ipv4_mapped, found.sixtofour, *(found.teredo or ())]
    if found in _NAT64:
        within.append(IPv4Address(int(found) & 0xFFFFFFFF))
    inner = [one for one in within if one is not None]
    yield from inner
    if not inner:
        yield found


def _is_public(one: Address) -> bool:
    if isinstance(one, IPv4Address):
        return not any(one in network for network in _CLOSED)
    return one in _GIVEN_OUT and not any(one in network for network in _CLOSED_6)


def _is_in(found: Address, network: Network) -> bool:
    if found.version == network.version:
        return found in network
    mapped = found.ipv4_mapped if isinstance(found, IPv6Address) else None
    return mapped is not None and mapped in network
