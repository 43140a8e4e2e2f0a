"""Identifiers of mailboxes and messages: 16 random octets, drawn outside, written as 32 lower-case hex digits."""

import re
from dataclasses import dataclass
from typing import NewType, Self

from tempory.values.errors import InvalidValueError

ID_OCTETS = 16
_HEX = re.compile(r"[0-9a-f]{32}", re.ASCII)

# RFC 9051 §5.1: the folder that mail arrives in.
INBOX = "INBOX"

# RFC 9051 §2.3.1.1: strictly ascending in its mailbox, never used again.
Uid = NewType("Uid", int)


@dataclass(frozen=True, slots=True, order=True)
class _RandomId:
    octets: bytes

    def __post_init__(self) -> None:
        if len(self.octets) != ID_OCTETS:
            message = f"an id has {ID_OCTETS} octets, not {len(self.octets)}"
            raise InvalidValueError(message)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read 32 lower-case hex digits; `InvalidValueError` for anything else."""
        if not _HEX.fullmatch(text):
            message = "an id is written as 32 lower-case hexadecimal digits"
            raise InvalidValueError(message)
        return cls(bytes.fromhex(text))

    def __str__(self) -> str:
        return self.octets.hex()


@dataclass(frozen=True, slots=True, order=True)
class MailboxId(_RandomId):
    """Names a mailbox. Not a secret, and says nothing about the address."""


@dataclass(frozen=True, slots=True, order=True)
class MessageId(_RandomId):
    """Names a stored message in its mailbox for its whole life, whatever folder it moves to (not its `Message-ID:`)."""


@dataclass(frozen=True, slots=True, order=True)
class MemberId(_RandomId):
    """Names a member. A pseudonym: it says nothing of the person."""


@dataclass(frozen=True, slots=True, order=True)
class RecordId(_RandomId):
    """Names a thing of a member: a factor, an app password, a session, a review, a request."""
