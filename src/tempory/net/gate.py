"""Who may connect: limits on connections at a time and on new ones a minute, by peer and by network.

Knows no sockets and no clock of its own.
"""

from collections import Counter, OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from tempory.net.settings import GateSettings

IpAddress = IPv4Address | IPv6Address
IpNetwork = IPv4Network | IPv6Network

_MINUTE = 60.0
_ROUNDING = 1e-6
_REMEMBERED = 65_536  # peers whose rate is remembered
_V6_PEER_BITS, _V6_NETWORK_BITS = 64, 48
_V4_NETWORK_BITS = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class Admission:
    """A place that a connection has. Give it back with `Gate.leave`."""

    peer: int
    network: int


def parse_peer(text: str) -> IpAddress | None:
    """Read a peer's address; an IPv4 address mapped into IPv6 is the IPv4 address. None if it is no address."""
    try:
        address = ip_address(text.partition("%")[0])
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address


class Gate:
    """Counts who is connected. One for all listeners whose peers share the limits."""

    def __init__(self, settings: GateSettings | None = None, *, now: Callable[[], float]) -> None:
        """Take `now`, which tells seconds of any steady clock."""
        self._settings = settings or GateSettings()
        self._now = now
        self._trusted = _parse_networks(self._settings.trusted)
        self._proxies = _parse_networks(self._settings.proxies)
        self._peers: Counter[int] = Counter()
        self._networks: Counter[int] = Counter()
        self._due: OrderedDict[int, float] = OrderedDict()
        self.connected = 0

    def is_proxy(self, address: IpAddress | None) -> bool:
        """Whether connections from `address` start with a PROXY header."""
        return _is_in(address, self._proxies)

    def enter(self, address: IpAddress | None) -> Admission | str:
        """Take a place for `address`, or return why not: `server_limit`, `peer_limit`, `network_limit` or `rate`.

        Connections without an address (a Unix socket) and those of trusted networks count in the total only.
        """
        if self.connected >= self._settings.total:
            return "server_limit"
        if address is None or _is_in(address, self._trusted):
            admission = Admission(peer=-1, network=-1)
        else:
            admission = Admission(peer=_peer_key(address), network=_network_key(address))
            if refusal := self._refusal(admission):
                return refusal
            self._peers[admission.peer] += 1
            self._networks[admission.network] += 1
        self.connected += 1
        return admission

    def leave(self, admission: Admission) -> None:
        """Give a place back."""
        self.connected -= 1
        if admission.peer >= 0:
            _count_down(self._peers, admission.peer)
            _count_down(self._networks, admission.network)

    def _refusal(self, admission: Admission) -> str:
        if not self._is_in_rate(admission.peer):
            return "rate"
        if self._peers[admission.peer] >= self._settings.per_peer:
            return "peer_limit"
        return "network_limit" if self._networks[admission.network] >= self._settings.per_network else ""

    def _is_in_rate(self, peer: int) -> bool:
        """Count one connection. A leaky bucket of one minute's worth: `due` is when it would be empty again."""
        now = self._now()
        due = max(self._due.pop(peer, now), now)
        filled = due + _MINUTE / self._settings.rate
        in_rate = filled - now <= _MINUTE + _ROUNDING
        self._due[peer] = filled if in_rate else due
        while len(self._due) > _REMEMBERED or (self._due and next(iter(self._due.values())) <= now):
            self._due.popitem(last=False)
        return in_rate


def _parse_networks(texts: Iterable[str]) -> tuple[IpNetwork, ...]:
    return tuple(ip_network(text, strict=False) for text in texts)


def _is_in(address: IpAddress | None, networks: tuple[IpNetwork, ...]) -> bool:
    return address is not None and any(address in network for network in networks)


def _peer_key(address: IpAddress) -> int:
    bits = 0 if address.version == 4 else address.max_prefixlen - _V6_PEER_BITS  # noqa: PLR2004 (IP's version)
    return _key(address, bits)


def _network_key(address: IpAddress) -> int:
    prefix = _V4_NETWORK_BITS if address.version == 4 else _V6_NETWORK_BITS  # noqa: PLR2004 (IP's version)
    return _key(address, address.max_prefixlen - prefix)


def _key(address: IpAddress, host_bits: int) -> int:
    """Return the prefix as a number, the families kept apart by the lowest bit."""
    return (int(address) >> host_bits) << 1 | (address.version == 6)  # noqa: PLR2004 (IP's version)


def _count_down(counter: Counter[int], key: int) -> None:
    counter[key] -= 1
    if not counter[key]:
        del counter[key]
