"""The words every other package speaks in: immutable, validated, and importing nothing of ours.

A value that exists is valid: construction checks, so an invalid `Address` cannot be held. No I/O, no clock, no
randomness here (they come in from `tempory.app`). RFC 5321 §2.3.10–11 and RFC 5890 name what an address and a domain
are.
"""

from tempory.values.address import Address, Domain
from tempory.values.clock import Clock, Instant, format_instant
from tempory.values.errors import (
    ConfigurationError,
    IntegrityError,
    InvalidValueError,
    LocalProtocolError,
    ProtocolError,
    Refusal,
    RemoteProtocolError,
    TemporyError,
    Unavailable,
)
from tempory.values.flags import KEYWORDS, MAX_KEYWORDS, Flags, SystemFlag, has_room_for, parse_flag
from tempory.values.ids import INBOX, MailboxId, MemberId, MessageId, RecordId, Uid
from tempory.values.secret import Secret

__all__ = [
    "INBOX",
    "KEYWORDS",
    "MAX_KEYWORDS",
    "Address",
    "Clock",
    "ConfigurationError",
    "Domain",
    "Flags",
    "Instant",
    "IntegrityError",
    "InvalidValueError",
    "LocalProtocolError",
    "MailboxId",
    "MemberId",
    "MessageId",
    "ProtocolError",
    "RecordId",
    "Refusal",
    "RemoteProtocolError",
    "Secret",
    "SystemFlag",
    "TemporyError",
    "Uid",
    "Unavailable",
    "format_instant",
    "has_room_for",
    "parse_flag",
]
