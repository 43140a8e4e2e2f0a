"""APPEND and REPLACE. RFC 9051 §6.3.12, RFC 3502 (MULTIAPPEND), RFC 3516 (BINARY), RFC 6855 §4 (UTF8), RFC 8508."""

from dataclasses import dataclass

from tempory.protocols.imap.arguments import Arguments
from tempory.protocols.imap.literals import Literal
from tempory.protocols.imap.refusal import bad
from tempory.protocols.imap.sequences import STAR
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


@dataclass(frozen=True, slots=True)
class _Head:
    """What stands before a message's literal."""

    flags: Flags
    received_at: Instant | None
    is_utf8: bool


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


def append_reader() -> "MessageReader":
    """Begin to read APPEND while it comes in: a mailbox and messages."""
    return MessageReader(replaces=False)


def replace_reader() -> "MessageReader":
    """Begin to read REPLACE while it comes in: a message number or UID, a mailbox and one message."""
    return MessageReader(replaces=True)


class MessageReader:
    """Reads APPEND or REPLACE, also while it comes in, so that a message may be refused before it is sent.

    `read` is called at every literal, and goes on where it stopped, at one that was yet to come: nothing but a
    mailbox's name in a literal is read twice.
    """

    def __init__(self, *, replaces: bool) -> None:
        self.replaces = replaces
        self._number = STAR
        self._messages: list[AppendMessage] = []
        self._head: _Head | None = None
        self.mailbox: str | None = None

    def read(self, arguments: Arguments) -> None:
        """Read on. Raises `LiteralPending`; it is a message's if `mailbox` is known."""
        arguments.rewind()
        if self.mailbox is None:
            self._read_target(arguments)
            arguments.mark()
        while self._head is not None or not arguments.is_at_end:
            if self._head is None:
                if self.replaces and self._messages:
                    arguments.end()
                self._head = _read_head(arguments)
                arguments.mark()
            self._messages.append(_read_message(arguments, self._head))
            self._head = None
            arguments.mark()

    def finish(self, arguments: Arguments) -> Append | Replace:
        """Return the command, whose last line is there."""
        self.read(arguments)
        if self.mailbox is None or not self._messages:
            message = "The message is missing"
            raise bad(message)
        if not self.replaces:
            return Append(mailbox=self.mailbox, messages=tuple(self._messages))
        [replacing] = self._messages
        return Replace(number=self._number, mailbox=self.mailbox, message=replacing, by_uid=arguments.by_uid)

    def _read_target(self, arguments: Arguments) -> None:
        arguments.space()
        if self.replaces:
            self._number = STAR if arguments.take(b"*") else arguments.nz_number()
            arguments.space()
        self.mailbox = arguments.mailbox()


def _read_head(arguments: Arguments) -> _Head:
    """Read ` [(flag …)] [date-time] `, and `UTF8 (` if RFC 6855's form follows."""
    arguments.space()
    flags: Flags = frozenset()
    received_at = None
    if arguments.next_is(b"("):
        flags = _read_flags(arguments)
        arguments.space()
    if arguments.next_is(b'"'):
        received_at = arguments.date_time()
        arguments.space()
    return _Head(flags, received_at, is_utf8=_takes_utf8(arguments))


def _read_message(arguments: Arguments, head: _Head) -> AppendMessage:
    """Read a literal, or a literal8, or what is left of `UTF8 (literal8)`."""
    literal = arguments.literal()
    if head.is_utf8:
        arguments.expect(b")")
    _check(literal, is_utf8=head.is_utf8)
    return AppendMessage(
        content=literal.octets,
        flags=head.flags,
        received_at=head.received_at,
        is_binary=literal.is_binary,
        is_utf8=head.is_utf8,
    )


def _takes_utf8(arguments: Arguments) -> bool:
    if not arguments.next_is_word():
        return False
    if arguments.keyword() != "UTF8" or not arguments.dialect.utf8_accept:
        message = "Expected a literal"
        raise bad(message)
    arguments.space()
    arguments.expect(b"(")
    return True


def _read_flags(arguments: Arguments) -> Flags:
    r"""Read `(flag …)`. `\Recent`, which programs copy along, is left out: it is nobody's to set."""
    if arguments.take(b"()"):
        return frozenset()
    flags = arguments.parenthesised(lambda: _read_flag(arguments))
    return frozenset(flag for flag in flags if flag is not None)


def _read_flag(arguments: Arguments) -> str | None:
    return None if arguments.take(b"\\Recent") else arguments.flag()


def _check(literal: Literal, *, is_utf8: bool) -> None:
    if is_utf8 and not literal.is_binary:
        message = "UTF8 takes a literal8"
        raise bad(message)
    if b"\0" in literal.octets and not literal.is_binary:
        message = "A NUL needs a literal8"
        raise bad(message)
