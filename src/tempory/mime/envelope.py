"""Who wrote to whom about what: the fields that lists of messages show.

RFC 5322 §3.6.1–3.6.5; the selection is IMAP's ENVELOPE (RFC 9051 §7.5.2).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from tempory.mime.addresses import MailAddress, parse_addresses
from tempory.mime.header import Header
from tempory.mime.limits import LIMITS, Limits
from tempory.mime.printable import one_line

_MESSAGE_ID: Final = re.compile(r"<[^<>\s]{1,998}>")
_ADDRESSES: Final = ("from", "sender", "reply_to", "to", "cc")
_TEXTS: Final = ("subject", "date", "message_id", "in_reply_to")
_FIELDS: Final = {name: name.replace("_", "-").encode("ascii") for name in (*_ADDRESSES, *_TEXTS, "bcc")}
# Encoded words, groups and routes: what reading a list of addresses for its mailboxes leaves out.
_LEFT_OUT: Final = re.compile("=\\?|[:;]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """A header's originator, destination and identification fields, decoded; "" where a field is missing.

    `as_written` holds, unfolded, those of which that is not all there is to say: texts in ASCII that decoding changes
    or that are empty though they are there, addresses with encoded words, groups or routes, and Bcc. By their names in
    `as_json`; what is too long is left out.
    """

    from_: tuple[MailAddress, ...]
    sender: tuple[MailAddress, ...]
    reply_to: tuple[MailAddress, ...]
    to: tuple[MailAddress, ...]
    cc: tuple[MailAddress, ...]
    subject: str
    date: str  # as written
    message_id: str
    in_reply_to: str
    as_written: Mapping[str, str]

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
        } | ({"as_written": self.as_written} if self.as_written else {})


def read_envelope(header: Header, limits: Limits = LIMITS) -> Envelope:
    """Read the envelope out of a message's header."""

    def addresses(name: bytes) -> tuple[MailAddress, ...]:
        value = header.raw(name)
        return () if value is None else parse_addresses(value, limits)

    subject = header.text(b"subject")[: limits.phrase_characters]
    date = header.text(b"date")[: limits.phrase_characters]
    message_id, in_reply_to = _message_id(header.text(b"message-id")), _message_id(header.text(b"in-reply-to"))
    return Envelope(
        from_=addresses(b"from"),
        sender=addresses(b"sender"),
        reply_to=addresses(b"reply-to"),
        to=addresses(b"to"),
        cc=addresses(b"cc"),
        subject=subject,
        date=date,
        message_id=message_id,
        in_reply_to=in_reply_to,
        as_written=_as_written(header, (subject, date, message_id, in_reply_to), limits),
    )


def _as_written(header: Header, texts: tuple[str, ...], limits: Limits) -> dict[str, str]:
    kept: dict[str, str] = {}
    for name, shown in zip(_TEXTS, texts, strict=True):
        written = _line(header, name)
        if written is not None and written.isascii() and (written != shown or not written or "=?" in written):
            kept[name] = written
    for name in (*_ADDRESSES, "bcc"):
        written = _line(header, name)
        if written and (name == "bcc" or _LEFT_OUT.search(written)):
            kept[name] = written
    return {name: written for name, written in kept.items() if len(written) <= limits.written_characters}


def _line(header: Header, name: str) -> str | None:
    raw = header.raw(_FIELDS[name])
    return None if raw is None else one_line(raw)


def _message_id(value: str) -> str:
    """Return the first message identifier with its brackets (RFC 5322 §3.6.4), or what there is of it."""
    match = _MESSAGE_ID.search(value)
    return match[0] if match else value[:998]
