"""Binding every port before root is given up, and saying where each one is."""

import socket
from collections.abc import Sequence
from dataclasses import dataclass, fields

from tempory.config import Configuration, is_loopback
from tempory.net import bind, endpoint
from tempory.values import ConfigurationError

Sockets = Sequence[socket.socket]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ports:
    """Bound, not yet listening."""

    smtp: Sockets
    submission: Sockets
    submissions: Sockets
    imap: Sockets
    imaps: Sockets
    pop3: Sockets
    pop3s: Sockets
    https: Sockets
    health: Sockets

    def close(self) -> None:
        """Let all of them go."""
        for each in fields(self):
            for sock in getattr(self, each.name):
                sock.close()


def bind_ports(configuration: Configuration) -> Ports:
    """Bind what the configuration names; `ConfigurationError` names the port that could not be had."""
    return Ports(
        smtp=_bind("smtp", configuration.smtp.host, configuration.smtp.port),
        submission=_bind("submission", configuration.submission.host, configuration.submission.port),
        submissions=_bind("submissions", configuration.submissions.host, configuration.submissions.port),
        imap=_bind("imap", configuration.imap.host, configuration.imap.port),
        imaps=_bind("imaps", configuration.imaps.host, configuration.imaps.port),
        pop3=_bind("pop3", configuration.pop3.host, configuration.pop3.port),
        pop3s=_bind("pop3s", configuration.pop3s.host, configuration.pop3s.port),
        https=_bind("https", configuration.https.host, configuration.https.port),
        health=_bind("health", configuration.health.host, configuration.health.port),
    )


def _bind(name: str, host: str, port: int) -> Sockets:
    try:
        return bind(host, port)
    except OSError as error:
        message = (
            f"{name} cannot listen on {host} port {port}: {error.strerror}. "
            f"Set {name}.host and {name}.port, or let free ports be found with --ports auto."
        )
        raise ConfigurationError(message) from error


def is_for_this_machine_alone(configuration: Configuration) -> bool:
    """Whether nobody else can reach any listener, not even through a proxy: development, tests, benchmarks."""
    hosts = (*configuration.public_hosts.values(), configuration.health.host)
    return all(is_loopback(host) for host in hosts) and not configuration.peers.proxies


def url_of(scheme: str, sock: socket.socket) -> str:
    """Return the address of what listens on `sock`."""
    host, port = endpoint(sock)
    return f"{scheme}://[{host}]:{port}" if ":" in host else f"{scheme}://{host}:{port}"
