"""Names of mailboxes on the wire: modified UTF-7 (RFC 3501 §5.1.3), or UTF-8 where it is enabled (RFC 9051 §5.1)."""

from tempory.protocols.imap.dialect import Dialect
from tempory.protocols.imap.utf7 import decode_utf7, encode_utf7
from tempory.values import INBOX


def decode_name(octets: bytes, dialect: Dialect) -> str:
    """Read a name; INBOX in any case is INBOX. A `CommandRefusal` for what is no name."""
    name = octets.decode() if dialect.utf8 else decode_utf7(octets)
    return INBOX if name.upper() == INBOX else name


def encode_name(name: str, dialect: Dialect) -> bytes:
    """Return the name's octets, not yet quoted."""
    return name.encode() if dialect.utf8 else encode_utf7(name)
