"""TLS handshakes written out by hand, so that a probe can offer what the local OpenSSL would no longer let it offer."""

import socket
from enum import Enum

from tempory.values import InvalidValueError

_RECORD_HANDSHAKE = 22
_RECORD_ALERT = 21
_SERVER_HELLO = 2
_RECORD_HEADER_OCTETS = 5
_MAX_RECORD_OCTETS = 16 * 1024 + 256

# RFC 8446 Appendix B.4 and RFC 8422 §6: what servers of TLS 1.0 and 1.1 spoke, forward secret and not.
_OLD_CIPHERS = bytes.fromhex("c009 c00a c013 c014 0033 0039 002f 0035 000a 00ff")
_GROUPS = bytes.fromhex("000a 0008 0006 001d 0017 0018")  # x25519, secp256r1, secp384r1
_POINT_FORMATS = bytes.fromhex("000b 0002 0100")


class OldTls(Enum):
    """Versions that RFC 8996 retired, by their number on the wire."""

    TLS_1_0 = 0x0301
    TLS_1_1 = 0x0302

    @property
    def title(self) -> str:
        """The version's name."""
        return "TLS 1.0" if self is OldTls.TLS_1_0 else "TLS 1.1"


def encode_client_hello(version: OldTls, random: bytes) -> bytes:
    """Return one record with a ClientHello that offers `version` at most (RFC 4346 §7.4.1.2)."""
    if len(random) != 32:  # noqa: PLR2004 (the field's size)
        message = "a ClientHello carries 32 random octets"
        raise InvalidValueError(message)
    extensions = _GROUPS + _POINT_FORMATS
    body = (
        version.value.to_bytes(2, "big")
        + random
        + b"\x00"  # no session to resume
        + len(_OLD_CIPHERS).to_bytes(2, "big")
        + _OLD_CIPHERS
        + b"\x01\x00"  # no compression
        + len(extensions).to_bytes(2, "big")
        + extensions
    )
    handshake = b"\x01" + len(body).to_bytes(3, "big") + body
    return b"\x16\x03\x01" + len(handshake).to_bytes(2, "big") + handshake


def is_old_tls_accepted(connection: socket.socket, version: OldTls, random: bytes) -> bool:
    """Offer `version` and say whether the server went along. An alert, an end or a reset is a refusal.

    `TimeoutError` if it says nothing at all.
    """
    try:
        connection.sendall(encode_client_hello(version, random))
        header = _receive_exactly(connection, _RECORD_HEADER_OCTETS)
        if len(header) < _RECORD_HEADER_OCTETS or header[0] == _RECORD_ALERT:
            return False
        size = min(int.from_bytes(header[3:5], "big"), _MAX_RECORD_OCTETS)
        record = _receive_exactly(connection, size)
    except ConnectionError:
        return False
    return header[0] == _RECORD_HANDSHAKE and record[:1] == bytes((_SERVER_HELLO,))


def _receive_exactly(connection: socket.socket, size: int) -> bytes:
    received = b""
    while len(received) < size and (octets := connection.recv(size - len(received))):
        received += octets
    return received
