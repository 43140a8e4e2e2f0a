"""Who wrote to whom about what: the fields that lists of messages show.

RFC 5322 §3.6.1–3.6.5; the selection is IMAP's ENVELOPE (RFC 9051 §7.5.2).
"""

import re
from dataclasses import dataclass
from typing import Final

from tempory.mime.addresses import MailAddress, parse_addresses
from tempory.mime.header import Header
from tempory.mime.limits import LIMITS, Limits

_MESSAGE_ID: Final = re.compile(r"<[^<>\s]{1,998}>")


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """A header's originator, destination and identification fields, decoded; "" where a field is missing."""

    from_: tuple[MailAddress, ...]
    sender: tuple[MailAddress, ...]
    reply_to: tuple[MailAddress, ...]
    to: tuple[MailAddress, ...]
    cc: tuple[MailAddress, ...]
    subject: str
    date: str  # as written
    message_id: str
    in_reply_to: str

    def as_json(self) -> dict[str, object]:
        """Return the shape it has in a summary."""
        return {
            "from": self.from_,
            "sender": self.sender,
            "reply_to": self.reply_to,
            "to": self.to,
            "cc": self.cc,
            "subject": self.subject,
            "date": self.date,
            "message_id": self.message_id,
            "in_reply_to": self.in_reply_to,
        }


def read_envelope(header: Header, limits: Limits = LIMITS) -> Envelope:
    """Read the envelope out of a message's header."""

    def addresses(name: bytes) -> tuple[MailAddress, ...]:
        value = header.raw(name)
        return () if value is None else parse_addresses(value, limits)

    return Envelope(
        from_=addresses(b"from"),
        sender=addresses(b"sender"),
        reply_to=addresses(b"reply-to"),
        to=addresses(b"to"),
        cc=addresses(b"cc"),
        subject=header.text(b"subject")[: limits.phrase_characters],
        date=header.text(b"date")[: limits.phrase_characters],
        message_id=_message_id(header.text(b"message-id")),
        in_reply_to=_message_id(header.text(b"in-reply-to")),
    )


def _message_id(value: str) -> str:
    """Return the first message identifier with its brackets (RFC 5322 §3.6.4), or what there is of it."""
    match = _MESSAGE_ID.search(value)
    return match[0] if match else value[:998]
