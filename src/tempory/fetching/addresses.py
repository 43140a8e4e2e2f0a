"""Which addresses belong to the public internet. Everything else is refused, also what only leads there by a detour.

IPv4: all but the special-purpose addresses (RFC 6890 and its registry), multicast, and what clouds answer under. IPv6:
of the one block that is given out (2000::/3, RFC 4291), all but the special-purpose part. So there is no IPv4 address
inside an IPv6 one: mapped, compatible, NAT64 (RFC 6052), 6to4 and Teredo are refused whole.
"""

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network
from typing import Final

_NOT_PUBLIC: Final = tuple(
    IPv4Network(network)
    for network in (
        "0.0.0.0/8",  # this network
        "10.0.0.0/8",  # private
        "100.64.0.0/10",  # shared behind carriers' NAT; some clouds' metadata
        "127.0.0.0/8",  # loopback
        "168.63.129.16/32",  # a cloud's own services, at a public address
        "169.254.0.0/16",  # link-local; most clouds' metadata
        "172.16.0.0/12",  # private
        "192.0.0.0/24",  # protocol assignments; a cloud's metadata
        "192.0.2.0/24",  # documentation
        "192.31.196.0/24",  # AS112
        "192.52.193.0/24",  # AMT
        "192.88.99.0/24",  # 6to4 relays
        "192.168.0.0/16",  # private
        "192.175.48.0/24",  # AS112
        "198.18.0.0/15",  # benchmarks
        "198.51.100.0/24",  # documentation
        "203.0.113.0/24",  # documentation
        "224.0.0.0/3",  # multicast, reserved, broadcast
    )
)
_GIVEN_OUT: Final = IPv6Network("2000::/3")
_NOT_PUBLIC_6: Final = tuple(
    IPv6Network(network)
    for network in (
        "2001::/23",  # protocol assignments: Teredo, benchmarks, ORCHID
        "2001:db8::/32",  # documentation
        "2002::/16",  # 6to4
        "2620:4f:8000::/48",  # AS112
        "3fff::/20",  # documentation
    )
)
_ISATAP: Final = 0x5EFE
"""RFC 5214 §6.1: the middle of an interface identifier whose last 32 bits are an IPv4 address."""


def is_public(address: IPv4Address | IPv6Address) -> bool:
    """Whether `address` is a unicast address of the public internet, by its own bits alone."""
    if isinstance(address, IPv4Address):
        return address.is_global and not any(address in network for network in _NOT_PUBLIC)
    if address.scope_id is not None or address not in _GIVEN_OUT or not address.is_global:
        return False
    is_isatap = int(address) >> 32 & 0xFFFF == _ISATAP and int(address) >> 48 & 0xFDFF == 0
    return not is_isatap and not any(address in network for network in _NOT_PUBLIC_6)
