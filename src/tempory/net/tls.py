"""TLS for our listeners: what is offered, and a certificate that can be changed while connections run.

RFC 8996 (nothing below TLS 1.2), RFC 9325 (ciphers with forward secrecy and authenticated encryption only).
"""

import ssl
from pathlib import Path

from tempory.values import ConfigurationError

# For TLS 1.2; the suites of TLS 1.3 are all of this kind.
_CIPHERS = "ECDHE+AESGCM:ECDHE+CHACHA20"


class ServerTls:
    """The server's side of TLS. Every listener that has `context` sees a reload at its next handshake."""

    def __init__(self, *, certificate: Path, key: Path) -> None:
        """Load the chain in `certificate` and the key in `key`, both PEM. `ConfigurationError` if they do not serve."""
        self._certificate = certificate
        self._key = key
        self.context = _make_context()
        self.reload()

    def reload(self) -> None:
        """Read certificate and key again. On `ConfigurationError` the old ones stay in use."""
        _load(_make_context(), self._certificate, self._key)  # tried out first: a failed load may leave half of it
        _load(self.context, self._certificate, self._key)


def _make_context() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.set_ciphers(_CIPHERS)
    # Resumption by tickets stays on: it spares the peer and us a signature.
    context.options |= ssl.OP_NO_COMPRESSION | ssl.OP_NO_RENEGOTIATION | ssl.OP_CIPHER_SERVER_PREFERENCE
    return context


def _load(context: ssl.SSLContext, certificate: Path, key: Path) -> None:
    try:
        context.load_cert_chain(certificate, key)
    except (OSError, ssl.SSLError) as error:
        reason = getattr(error, "reason", None) or error.strerror or type(error).__name__
        message = f"the certificate {certificate} and the key {key} cannot be used: {reason}"
        raise ConfigurationError(message) from error
