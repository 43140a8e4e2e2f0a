"""What the operator may set about DNS, and where the system says its resolvers are."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final, NamedTuple

import dns.exception
import dns.resolver

DNS_PORT: Final = 53
SYSTEM_FILE: Final = Path("/etc/resolv.conf")
_MAX_SERVERS: Final = 3
"""As the C library does: those after the third are not asked."""


class Server(NamedTuple):
    """A resolver's address (IPv4 or IPv6, without brackets) and port."""

    host: str
    port: int = DNS_PORT


@dataclass(frozen=True, slots=True, kw_only=True)
class DnsSettings:
    """Times in seconds. Without servers every question ends as one that nobody answered, at once."""

    servers: tuple[Server, ...] = ()
    timeout: float = 3.0
    """How long one server has for one answer. Each is asked twice."""

    min_ttl: int = 5
    max_ttl: int = 3_600
    max_negative_ttl: int = 300
    entries: int = 20_000
    """Answers kept."""

    questions: int = 256
    """Questions under way at once; more wait for their turn within the asker's own deadline."""

    silent_after: int = 4
    """After so many questions in a row without any answer, the others are not asked for `silence` seconds."""

    silence: float = 10.0


def read_system_servers(path: Path = SYSTEM_FILE) -> tuple[Server, ...]:
    """Return the resolvers that the system names; none if its file cannot be read."""
    reader = dns.resolver.Resolver(configure=False)
    try:
        with path.open(encoding="utf-8", errors="replace") as file:
            reader.read_resolv_conf(file)
    except (OSError, dns.exception.DNSException, ValueError):
        return ()
    return tuple(Server(str(host)) for host in reader.nameservers[:_MAX_SERVERS])
