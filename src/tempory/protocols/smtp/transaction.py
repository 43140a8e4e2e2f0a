"""One mail transaction, from MAIL to the end of its message (RFC 5321 §3.3), and the chunk that is being read."""

from tempory.protocols.smtp import replies
from tempory.protocols.smtp.content import Content, EightBit
from tempory.protocols.smtp.events import Body, ContentFault, MailFrom
from tempory.protocols.smtp.limits import Limits
from tempory.protocols.smtp.replies import Reply

_NOBODY = MailFrom(reverse_path=None)
_FAULTS = {
    ContentFault.TOO_LARGE: replies.TOO_LARGE,
    ContentFault.HEADER_TOO_LARGE: replies.HEADER_TOO_LARGE,
    ContentFault.BARE_LINE_END: replies.BARE_LINE_END,
    ContentFault.NUL_OCTET: replies.NUL_OCTET,
    ContentFault.EIGHT_BIT: replies.EIGHT_BIT,
    ContentFault.LOOP: replies.LOOP,
}


class Transaction:
    """A new one takes the place of the old after every end of a message, refused ones included (smuggling)."""

    __slots__ = ("_discard_reply", "content", "recipients", "recipients_refused", "sender")

    def __init__(self, limits: Limits) -> None:
        self.sender = _NOBODY
        self.recipients = 0
        self.recipients_refused = False
        self.content = Content(limits)
        self._discard_reply = replies.TOO_LARGE

    def discard(self, reply: Reply) -> None:
        """Drop the message that is coming in; `reply` is what its end is answered with."""
        self._discard_reply = reply
        self.content.discard()

    def finish(self, *, extended: bool) -> bytes | ContentFault:
        """Return the message, or why it is refused. `extended`: the session began with EHLO."""
        return self.content.finish(eight_bit=self._eight_bit(extended=extended))

    def _eight_bit(self, *, extended: bool) -> EightBit:
        """Return what was agreed of octets above 127.

        RFC 6152 §3 has them declared in MAIL. Python's smtplib and others only label them in the message (RFC 2045
        §6.2); after EHLO, which offered 8BITMIME, that is taken for their word too. After HELO, or against BODY=7BIT,
        nothing is.
        """
        sender = self.sender
        if sender.body is Body.EIGHT_BIT or sender.smtputf8:
            return EightBit.AGREED
        return EightBit.LABELLED if extended and sender.body is Body.UNDECLARED else EightBit.REFUSED

    def fault_reply(self, fault: ContentFault) -> Reply:
        """Return the answer to a refused message."""
        return self._discard_reply if fault is ContentFault.DISCARDED else _FAULTS[fault]


class Chunk:
    """What is still to come of a BDAT chunk. One with a `refusal` is read and thrown away, to keep in step."""

    __slots__ = ("last", "refusal", "remaining", "size")

    def __init__(self, size: int, *, last: bool, refusal: Reply | None) -> None:
        self.size = size
        self.remaining = size
        self.last = last
        self.refusal = refusal
