"""A message as the holder sees it, and the seals of one mailbox, which open it. No I/O."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import final

from tempory.client.answers import Item, MailboxAnswer, instant_of
from tempory.sealing import (
    KeyPair,
    Summary,
    TokenHalves,
    decode_summary,
    open_body_chunks,
    open_profile,
    open_summary,
    unwrap_private_key,
)
from tempory.values import Address, Instant, IntegrityError, MailboxId, MessageId, Uid


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """`summary` None: the seal does not open, so it was altered or sealed for somebody else. `size` in octets."""

    id: MessageId
    uid: Uid
    received_at: Instant
    size: int
    seen: bool
    summary: Summary | None


@final
class Seals:
    """What opens one mailbox: its private key, unwrapped under the key half."""

    def __init__(self, halves: TokenHalves, answer: MailboxAnswer) -> None:
        """Unwrap the private key; `IntegrityError` unless the server has kept this holder's wrap and public key."""
        self.mailbox = MailboxId.parse(answer.id)
        seed = unwrap_private_key(answer.wrapped_key, key_half=halves.key, mailbox=self.mailbox)
        self._keys = KeyPair(seed)
        if self._keys.public_key.octets != answer.public_key:
            message = "the server seals this mailbox's mail to a key that is not its holder's"
            raise IntegrityError(message)

    def open_profile(self, profile: bytes) -> Address:
        """Return the mailbox's address."""
        return open_profile(self._keys, profile, mailbox=self.mailbox)

    def open_item(self, item: Item) -> Message:
        """Open a message's summary. One that does not open is told of, and hides no other."""
        message = MessageId.parse(item.id)
        try:
            octets = open_summary(self._keys, item.summary, mailbox=self.mailbox, message=message)
            summary = decode_summary(octets)
        except IntegrityError:
            summary = None
        return Message(
            id=message,
            uid=Uid(item.uid),
            received_at=instant_of(item.received_at),
            size=item.size,
            seen=item.seen,
            summary=summary,
        )

    def open_body(self, message: Message, sealed: Iterable[bytes]) -> Iterator[bytes]:
        """Open a body while it comes; only when it has ended without an `IntegrityError` is it whole."""
        if message.summary is None:
            reason = "this message's seal does not open: it was altered, or sealed for somebody else"
            raise IntegrityError(reason)
        return open_body_chunks(sealed, content_key=message.summary.content_key, message=message.id)
