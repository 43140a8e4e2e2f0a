"""APPEND and REPLACE. RFC 9051 §6.3.12, RFC 3502 (MULTIAPPEND), RFC 3516 (BINARY), RFC 6855 §4 (UTF8), RFC 8508."""

from dataclasses import dataclass

from tempory.values import Flags, Instant


@dataclass(frozen=True, slots=True, kw_only=True)
class AppendMessage:
    """`content` as it came; its line ends are the session's to look at. Without `is_binary` it holds no NUL.

    `received_at` None means now. `is_utf8`: RFC 6855's UTF8 (…) stood around it.
    """

    content: bytes
    flags: Flags = frozenset()
    received_at: Instant | None = None
    is_binary: bool = False
    is_utf8: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Append:
    """All or none of `messages` (RFC 3502 §3)."""

    mailbox: str
    messages: tuple[AppendMessage, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Replace:
    """Put `message` into `mailbox` and expunge `number`, a message number or with `by_uid` a UID. 0 is "*"."""

    number: int
    mailbox: str
    message: AppendMessage
    by_uid: bool = False
