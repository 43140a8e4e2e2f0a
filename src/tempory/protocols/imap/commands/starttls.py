"""STARTTLS. RFC 9051 §6.2.1."""

from dataclasses import dataclass

from tempory.protocols.imap.arguments import Arguments


@dataclass(frozen=True, slots=True, kw_only=True)
class StartTls:
    """The question whether to start TLS.

    After an OK the octets belong to the handshake until `Connection.tls_established`.
    """


def parse_starttls(_: Arguments) -> StartTls:
    """Read no arguments."""
    return StartTls()
