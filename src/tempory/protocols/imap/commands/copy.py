"""COPY, MOVE and EXPUNGE. RFC 9051 §6.4.3, §6.4.7–6.4.9, RFC 6851 (MOVE), RFC 4315 §2.1 (UID EXPUNGE)."""

from dataclasses import dataclass

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
