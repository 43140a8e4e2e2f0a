"""What the operator may set about listening. Defaults from the field (Postfix's anvil, mox)."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class GateSettings:
    """Who may connect, and how often. Fails closed, but a peer forgotten for lack of room has its rate start anew."""

    per_peer: int = 30
    """Connections of one peer at a time: an IPv4 address, or an IPv6 /64, which is one customer's."""

    per_network: int = 90
    """Connections of one IPv4 /24 or IPv6 /48 at a time."""

    total: int = 5_000
    """Connections of everybody together, trusted or not."""

    rate: int = 300
    """New connections of one peer a minute."""

    trusted: tuple[str, ...] = ()
    """Networks (`10.0.0.0/8`) without the first two limits and the rate. Loopback only in development."""

    proxies: tuple[str, ...] = ()
    """Networks of proxies: each connection from there must start with a PROXY header, which gives the true peer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PatienceSettings:
    """How long a peer may keep us waiting, in seconds."""

    idle: float = 300.0
    """Silence in a command or a message, less what its octets earn (RFC 5321 §4.5.3.2.7: 5 minutes)."""

    rate: int = 1_024
    """Octets that earn one second back. A peer that drips below this rate is cut off once `idle` is used up."""

    handshake: float = 30.0
    """For a TLS handshake, and for a PROXY header."""

    linger: float = 5.0
    """From our last octet until the peer has closed too; then the connection is cut."""
