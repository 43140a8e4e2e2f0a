"""Who is asking: the peer's address, as limits count it.

RFC 7239 names the trouble with forwarding headers: anyone can write one. X-Forwarded-For is read only from configured
proxies, and only as far back as those proxies themselves wrote it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import final

from starlette.types import Scope

Network = IPv4Network | IPv6Network
_MAX_FORWARDED = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Peer:
    """`key` is what limits count by: the IPv4 address, or the IPv6 /64 that one customer has (RFC 6177)."""

    key: str
    is_trusted: bool


@final
class Peers:
    """Finds the peer of a request. `proxies` may name others; `trusted` networks are exempt from limits."""

    def __init__(self, *, trusted: Sequence[Network] = (), proxies: Sequence[Network] = ()) -> None:
        self._trusted = tuple(trusted)
        self._proxies = tuple(proxies)

    def find(self, scope: Scope) -> Peer:
        """Return who sent this request. An address that cannot be read counts as one shared, untrusted peer."""
        client = scope.get("client")
        address = _parse(client[0]) if client else None
        if address is not None and _is_in(address, self._proxies):
            address = self._behind(address, scope)
        if address is None:
            return Peer(key="unknown", is_trusted=False)
        return Peer(key=_key(address), is_trusted=_is_in(address, self._trusted))

    def is_proxy(self, client: tuple[str, int]) -> bool:
        """Whether `client` is one of the proxies."""
        address = _parse(client[0])
        return address is not None and _is_in(address, self._proxies)

    def find_connected(self, client: tuple[str, int] | None) -> Peer:
        """Return who holds a connection. A proxy holds them for many others, so it is not counted."""
        address = _parse(client[0]) if client else None
        if address is None:
            return Peer(key="unknown", is_trusted=False)
        return Peer(key=_key(address), is_trusted=_is_in(address, self._trusted + self._proxies))

    def _behind(self, proxy: IPv4Address | IPv6Address, scope: Scope) -> IPv4Address | IPv6Address | None:
        """Walk X-Forwarded-For from its end, past our own proxies, to the first address that is not one."""
        values = [value.decode("latin-1") for name, value in scope["headers"] if name == b"x-forwarded-for"]
        hops = ",".join(values).rsplit(",", _MAX_FORWARDED)[-_MAX_FORWARDED:]
        address: IPv4Address | IPv6Address | None = proxy
        for hop in reversed(hops if values else []):
            address = _parse(hop.strip())
            if address is None or not _is_in(address, self._proxies):
                return address
        return address


def _parse(text: str) -> IPv4Address | IPv6Address | None:
    try:
        address = ip_address(text)
    except ValueError:
        return None
    if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
        return address.ipv4_mapped
    return address


def _key(address: IPv4Address | IPv6Address) -> str:
    return str(address) if isinstance(address, IPv4Address) else str(IPv6Network((int(address) >> 64 << 64, 64)))


def _is_in(address: IPv4Address | IPv6Address, networks: tuple[Network, ...]) -> bool:
    return any(address in network for network in networks)
