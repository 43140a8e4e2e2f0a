"""COPY, MOVE and EXPUNGE. RFC 9051 §6.4.3, §6.4.7–6.4.9, RFC 6851 (MOVE), RFC 4315 §2.1 (UID EXPUNGE)."""

from dataclasses import dataclass

from tempory.protocols.imap.arguments import Arguments
from tempory.protocols.imap.sequences import Messages


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    messages: Messages
    mailbox: str
    by_uid: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    messages: Messages
    mailbox: str
    by_uid: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Expunge:
    """EXPUNGE, or UID EXPUNGE of `uids` only."""

    uids: Messages | None = None


def parse_copy(arguments: Arguments) -> Copy:
    """Read a set and a mailbox."""
    messages, mailbox = _read_target(arguments)
    return Copy(messages=messages, mailbox=mailbox, by_uid=arguments.by_uid)


def parse_move(arguments: Arguments) -> Move:
    """Read a set and a mailbox."""
    messages, mailbox = _read_target(arguments)
    return Move(messages=messages, mailbox=mailbox, by_uid=arguments.by_uid)


def parse_expunge(arguments: Arguments) -> Expunge:
    """Read nothing, or after UID a set."""
    if not arguments.by_uid:
        return Expunge()
    arguments.space()
    return Expunge(uids=arguments.messages())


def _read_target(arguments: Arguments) -> tuple[Messages, str]:
    arguments.space()
    messages = arguments.messages()
    arguments.space()
    return messages, arguments.mailbox()
