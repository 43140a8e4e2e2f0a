"""What the operator may set about fetching, and where it may go at all."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network
from typing import Final

from tempory.fetching.addresses import is_public

DEFAULT_PORTS: Final[Mapping[str, int]] = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """Which addresses and ports are reached. A service runs with the defaults: nothing configured widens them.

    `spared` networks are reached although they are not public and `ports` beside the scheme's own: both are for tests,
    whose servers are on loopback.
    """

    spared: tuple[IPv4Network | IPv6Network, ...] = ()
    ports: frozenset[int] = field(default_factory=frozenset)

    def allows_port(self, scheme: str, port: int) -> bool:
        """Whether `port` is the scheme's own, or one handed in."""
        return port == DEFAULT_PORTS[scheme] or port in self.ports

    def spares(self, address: IPv4Address | IPv6Address) -> bool:
        """Whether `address` is one of those handed in."""
        return any(address in network for network in self.spared)

    def allows(self, address: IPv4Address | IPv6Address) -> bool:
        """Whether a connection may go to `address`."""
        return is_public(address) or self.spares(address)


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchSettings:
    """Times in seconds, sizes in octets. `refused`: networks that are public and still not reached."""

    seconds: float = 12.0
    """For one picture: every look-up, redirect and octet, and its decoding."""

    picture_octets: int = 5 * 1024 * 1024
    picture_pixels: int = 12_000_000
    refused: tuple[IPv4Network | IPv6Network, ...] = ()

    connect_seconds: float = 4.0
    """For one address, its TLS handshake included; then the next one is tried."""

    addresses: int = 4
    """Tried of one host; all are judged."""

    redirects: int = 3
    head_octets: int = 16 * 1024
    decoders: int = 2
    """Pictures decoded at once, each in a process of its own."""
