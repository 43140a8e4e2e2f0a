"""STARTTLS. RFC 9051 §6.2.1."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class StartTls:
    """The question whether to start TLS.

    After an OK the octets belong to the handshake until `Connection.tls_established`.
    """
