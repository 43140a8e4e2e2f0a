"""Names of mailboxes on the wire: modified UTF-7 (RFC 3501 §5.1.3), or UTF-8 where it is enabled (RFC 9051 §5.1)."""

import re

from tempory.protocols.imap.dialect import Dialect
from tempory.protocols.imap.refusal import bad
from tempory.protocols.imap.utf7 import decode_utf7, encode_utf7
from tempory.values import INBOX

_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")  # RFC 9051 §5.1, RFC 5198 §2


def decode_name(octets: bytes, dialect: Dialect) -> str:
    """Read a name; INBOX in any case is INBOX, also above others. A `CommandRefusal` for what is no name."""
    name = _decode_utf8(octets) if dialect.utf8 else decode_utf7(octets)
    if _CONTROLS.search(name):
        message = "A mailbox's name holds a control character"
        raise bad(message)
    top, delimiter, below = name.partition("/")
    return INBOX + delimiter + below if top.upper() == INBOX else name


def encode_name(name: str, dialect: Dialect) -> bytes:
    """Return the name's octets, not yet quoted."""
    return name.encode() if dialect.utf8 else encode_utf7(name)


def _decode_utf8(octets: bytes) -> str:
    try:
        return octets.decode()
    except UnicodeDecodeError:
        message = "The mailbox's name is not UTF-8"
        raise bad(message) from None
