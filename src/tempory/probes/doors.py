"""Finding the server's listeners, and the way to their handshakes."""

import socket
import ssl
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import httpx

from tempory.probes.dialogues import Dialogue, dialogue
from tempory.probes.examination import Target
from tempory.values import RemoteProtocolError


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """One listener: `tls` is `starttls` or `implicit`."""

    name: str
    host: str
    port: int
    tls: str

    def __str__(self) -> str:
        return f"{self.name} at {self.host}:{self.port}"


def trusting_context(target: Target) -> ssl.SSLContext:
    """Return a client context that trusts the target's CA, checks names, and speaks TLS 1.2 or later."""
    context = ssl.create_default_context(cafile=None if target.ca is None else str(target.ca))
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


def page_door(target: Target) -> Door:
    """Return the page's own listener."""
    address = urlsplit(target.server)
    return Door(name="https", host=address.hostname or "", port=address.port or 443, tls="implicit")


def other_doors(target: Target) -> tuple[Door, ...]:
    """Return the listeners that the service itself names; `httpx.HTTPError` if it does not answer."""
    with httpx.Client(verify=trusting_context(target), timeout=target.patience, trust_env=False) as client:
        service: dict[str, Any] = client.get(f"{target.server.rstrip('/')}/api/v1/service").raise_for_status().json()
    return tuple(
        Door(name=name, host=listener["host"], port=int(listener["port"]), tls=listener["tls"])
        for name, listener in service.get("listeners", {}).items()
        if name != "https"
    )


def knock(door: Door, target: Target) -> socket.socket:
    """Open a TCP connection whose every wait is bounded."""
    return socket.create_connection((door.host, door.port), timeout=target.patience)


def reach_handshake(door: Door, target: Target) -> socket.socket:
    """Open a connection and bring it to where TLS begins."""
    connection = knock(door, target)
    try:
        if door.tls == "starttls":
            _begin_tls(dialogue(door.name, connection))
    except BaseException:
        connection.close()
        raise
    return connection


def _begin_tls(spoken: Dialogue) -> None:
    spoken.greet()
    if not spoken.start_tls():
        message = "encryption is refused"
        raise RemoteProtocolError(message)
