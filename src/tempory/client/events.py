"""A stream of events: its octets cut into fields, and its fields made into facts. No I/O.

WHATWG HTML §9.2.6. Of the fields, `event` and `data` are used here; comments are heartbeats.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import final

import msgspec

from tempory.client.answers import Id, Item, Moment, decode, instant_of
from tempory.client.failures import MisunderstoodError
from tempory.values import Instant, MailboxId, MessageId

MAX_LINE_OCTETS = 4 * 1024 * 1024
"""An event is one line of JSON; the longest holds a summary of 1 MiB in base64."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ready:
    """The stream has begun, for these mailboxes; what came before it has to be asked for."""

    mailboxes: tuple[MailboxId, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """A message arrived. `item` is still sealed; `Mailbox.open` opens it."""

    mailbox: MailboxId
    item: Item


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    mailbox: MailboxId
    message: MessageId
    seen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Deleted:
    mailbox: MailboxId
    message: MessageId


@dataclass(frozen=True, slots=True, kw_only=True)
class Extended:
    mailbox: MailboxId
    expires_at: Instant | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Forgotten:
    """`reason`: `expired` or `asked`."""

    mailbox: MailboxId
    reason: str


Event = Ready | Received | Changed | Deleted | Extended | Forgotten


class _Ready(msgspec.Struct):
    mailboxes: tuple[Id, ...]


class _Named(msgspec.Struct):
    mailbox: Id


class _Changed(_Named):
    id: Id
    seen: bool


class _Deleted(_Named):
    id: Id


class _Extended(_Named):
    expires_at: Moment | None


class _Forgotten(_Named):
    reason: str


@final
class EventReader:
    """Takes a stream's octets in pieces of any size and gives its events. What a newer server adds is passed over."""

    def __init__(self) -> None:
        self._line = bytearray()
        self._name = ""
        self._data = b""

    def receive(self, octets: bytes) -> list[Event]:
        """Return the events that `octets` complete; `MisunderstoodError` if this is no stream of Tempory's."""
        events = []
        *lines, rest = (bytes(self._line) + octets).split(b"\n")
        self._line = bytearray(rest)
        if len(rest) > MAX_LINE_OCTETS:
            message = "the stream of events has a line without an end"
            raise MisunderstoodError(message)
        for line in lines:
            event = self._read_line(line.removesuffix(b"\r"))
            if event is not None:
                events.append(event)
        return events

    def _read_line(self, line: bytes) -> Event | None:
        if not line:
            name, data, self._name, self._data = self._name, self._data, "", b""
            return _event(name, data)
        field, _, value = line.partition(b":")
        value = value.removeprefix(b" ")
        if field == b"event":
            self._name = value.decode("ascii", "replace")
        elif field == b"data":
            self._data = value
        return None


def _event(name: str, data: bytes) -> Event | None:
    read = _READERS.get(name)
    return None if read is None else read(data)


def _read_ready(data: bytes) -> Ready:
    ready = decode(data, _Ready)
    return Ready(mailboxes=tuple(MailboxId.parse(mailbox) for mailbox in ready.mailboxes))


def _read_received(data: bytes) -> Received:
    return Received(mailbox=MailboxId.parse(decode(data, _Named).mailbox), item=decode(data, Item))


def _read_changed(data: bytes) -> Changed:
    changed = decode(data, _Changed)
    mailbox, message = MailboxId.parse(changed.mailbox), MessageId.parse(changed.id)
    return Changed(mailbox=mailbox, message=message, seen=changed.seen)


def _read_deleted(data: bytes) -> Deleted:
    deleted = decode(data, _Deleted)
    return Deleted(mailbox=MailboxId.parse(deleted.mailbox), message=MessageId.parse(deleted.id))


def _read_extended(data: bytes) -> Extended:
    extended = decode(data, _Extended)
    until = None if extended.expires_at is None else instant_of(extended.expires_at)
    return Extended(mailbox=MailboxId.parse(extended.mailbox), expires_at=until)


def _read_forgotten(data: bytes) -> Forgotten:
    forgotten = decode(data, _Forgotten)
    return Forgotten(mailbox=MailboxId.parse(forgotten.mailbox), reason=forgotten.reason)


_READERS: dict[str, Callable[[bytes], Event]] = {
    "ready": _read_ready,
    "message": _read_received,
    "changed": _read_changed,
    "deleted": _read_deleted,
    "extended": _read_extended,
    "forgotten": _read_forgotten,
}
