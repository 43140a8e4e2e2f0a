"""One message as a test looks at it: its code, its link, its text, what is attached."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import final

from tempory.client import Message
from tempory.mime import ReadableMessage, read_attachment, read_message
from tempory.values import IntegrityError


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """What is attached, decoded. `type` is what the sender says it is."""

    name: str
    type: str
    content: bytes


@final
class Letter:
    """A message that arrived. The body is fetched when it is first looked at, and opened here."""

    def __init__(self, message: Message, fetch: Callable[[Message], bytes]) -> None:
        """`fetch` gives a message's octets. `IntegrityError` if its seal does not open."""
        if message.summary is None:
            reason = "this message's seal does not open"
            raise IntegrityError(reason)
        self._message = message
        self._summary = message.summary
        self._fetch = fetch

    def __repr__(self) -> str:
        return f"<Letter {self.subject!r} from {self.sender}>"

    @property
    def id(self) -> str:
        """Its id in the mailbox."""
        return str(self._message.id)

    @property
    def subject(self) -> str:
        """The subject, decoded."""
        return self._summary.envelope.subject

    @property
    def sender(self) -> str:
        """The address it says it is from; empty without one."""
        authors = self._summary.envelope.from_
        return authors[0].address if authors else ""

    @property
    def sender_name(self) -> str:
        """The name it says it is from."""
        authors = self._summary.envelope.from_
        return authors[0].name if authors else ""

    @property
    def to(self) -> tuple[str, ...]:
        """The addresses in To and Cc."""
        envelope = self._summary.envelope
        return tuple(party.address for party in (*envelope.to, *envelope.cc))

    @property
    def codes(self) -> tuple[str, ...]:
        """Its one-time codes, the likeliest first."""
        return self._summary.codes

    @property
    def code(self) -> str:
        """The likeliest one-time code; fails the test if there is none."""
        if not self.codes:
            message = f"no one-time code in {self!r}; its text begins: {self._summary.preview!r}"
            raise AssertionError(message)
        return self.codes[0]

    @property
    def links(self) -> tuple[str, ...]:
        """The addresses it links to, in order."""
        return self._summary.links

    def link(self, contains: str = "") -> str:
        """Return the first link with `contains` in it; fails the test if there is none."""
        for link in self.links:
            if contains in link:
                return link
        wanted = f" with {contains!r}" if contains else ""
        message = f"no link{wanted} in {self!r}; it links to: {', '.join(self.links) or 'nothing'}"
        raise AssertionError(message)

    @cached_property
    def raw(self) -> bytes:
        """The octets as they arrived (RFC 5322)."""
        return self._fetch(self._message)

    @property
    def text(self) -> str:
        """The text; without plain text, the words of the markup."""
        return self._read.text

    @property
    def html(self) -> str:
        """The markup as it was sent; empty without any."""
        return self._read.html or ""

    @property
    def headers(self) -> tuple[tuple[str, str], ...]:
        """Every field of the header, decoded, in order."""
        return self._read.headers

    def header(self, name: str) -> str:
        """Return the first field of this name; empty without one."""
        return next((value for each, value in self.headers if each.lower() == name.lower()), "")

    @cached_property
    def attachments(self) -> tuple[Attachment, ...]:
        """What is attached, inline images included."""
        found = (read_attachment(self.raw, about.index) for about in self._summary.attachments)
        return tuple(Attachment(name=each.name, type=each.type, content=each.data) for each in found if each)

    @cached_property
    def _read(self) -> ReadableMessage:
        return read_message(self.raw)
