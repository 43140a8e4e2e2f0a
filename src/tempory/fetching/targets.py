"""A URL read strictly: what two parsers could read in two ways is refused.

RFC 3986 with what the WHATWG URL Standard writes out (a page's own parser gives exactly that): ASCII, no user
information, no IP address for a host in any notation, no trailing dot.
"""

import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import urljoin

from tempory.fetching.failures import RemoteAddressRefused
from tempory.fetching.settings import DEFAULT_PORTS, Reach

MAX_URL_CHARACTERS: Final = 4_096
_URL: Final = re.compile(
    r"(?P<scheme>https?)://(?P<host>[a-z0-9._-]{1,253})(?::(?P<port>[1-9][0-9]{0,4}))?(?P<rest>[/?][!-\[\]-~]*)?",
    re.ASCII | re.IGNORECASE,
)
_LABEL: Final = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)", re.ASCII)
# WHATWG: a host whose last label begins a number is an IPv4 address, in one of many notations. No top-level domain is.
_TOP: Final = re.compile(r"[a-z][a-z0-9-]{0,61}[a-z0-9]", re.ASCII)
_NOT_PUBLIC: Final = frozenset(
    ("alt", "arpa", "corp", "home", "internal", "intranet", "invalid", "lan", "local", "localdomain", "localhost")
) | {"onion", "private"}
"""Top-level names that lead into somebody's own network, or nowhere (RFC 6761 and what is in use)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Where to ask, and for what. `path` is the request's target in origin form (RFC 9112 §3.2.1)."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def is_encrypted(self) -> bool:
        """Whether TLS is spoken."""
        return self.scheme == "https"

    @property
    def authority(self) -> str:
        """What the Host field says (RFC 9110 §7.2)."""
        return self.host if self.port == DEFAULT_PORTS[self.scheme] else f"{self.host}:{self.port}"


def parse_target(url: str, reach: Reach) -> Target:
    """Read `url`; a fragment is left out. Raises `RemoteAddressRefused`."""
    match = _URL.fullmatch(url.partition("#")[0]) if len(url) <= MAX_URL_CHARACTERS else None
    if match is None:
        raise RemoteAddressRefused
    scheme, host = match["scheme"].lower(), match["host"].lower()
    port = int(match["port"] or DEFAULT_PORTS[scheme])
    labels = host.split(".")
    is_name = len(labels) > 1 and all(map(_LABEL.fullmatch, labels)) and _TOP.fullmatch(labels[-1])
    if not is_name or labels[-1] in _NOT_PUBLIC or not reach.allows_port(scheme, port):
        raise RemoteAddressRefused
    rest = match["rest"] or "/"
    return Target(scheme=scheme, host=host, port=port, path=rest if rest.startswith("/") else f"/{rest}")


def follow(target: Target, raw_location: bytes, reach: Reach) -> Target:
    """Read where `target` sends us on: a `Location` (RFC 9110 §10.2.2), judged as if it had been asked for.

    Raises `RemoteAddressRefused`, also for a way from https back to http: what was asked for in private is not then
    asked for in the open.
    """
    location = raw_location.decode("latin-1")
    if len(location) > MAX_URL_CHARACTERS or not re.fullmatch(r"[!-\[\]-~]+", location):
        raise RemoteAddressRefused
    try:
        joined = urljoin(f"{target.scheme}://{target.authority}{target.path}", location)
    except ValueError:
        raise RemoteAddressRefused from None
    onward = parse_target(joined, reach)
    if target.is_encrypted and not onward.is_encrypted:
        raise RemoteAddressRefused
    return onward
