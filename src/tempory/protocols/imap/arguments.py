"""Reads a command's arguments, token by token. RFC 9051 §9, whose names the methods bear.

Every method either moves on behind what it read and returns it, or raises `CommandRefusal` (a BAD). All of it is done
by expressions that run in C and never go back.
"""

import re
from collections.abc import Callable
from datetime import date
from typing import Final, TypeVar

from tempory.protocols.imap.dates import parse_date, parse_date_time
from tempory.protocols.imap.dialect import Dialect
from tempory.protocols.imap.limits import Limits
from tempory.protocols.imap.literals import Literal
from tempory.protocols.imap.names import decode_name
from tempory.protocols.imap.refusal import bad, too_much
from tempory.protocols.imap.sequences import Messages, parse_messages
from tempory.values import Instant, InvalidValueError, parse_flag

T = TypeVar("T")

MAX_NUMBER64: Final = 0x7FFF_FFFF_FFFF_FFFF

_ATOM = re.compile(rb"[!#$&'+,\-./0-9:;<=>?@A-Z\[^_`a-z|}~]++")
_ASTRING = re.compile(rb"[!#$&'+,\-./0-9:;<=>?@A-Z\[\]^_`a-z|}~]++")
_LIST_MAILBOX = re.compile(rb"[!#$%&'*+,\-./0-9:;<=>?@A-Z\[\]^_`a-z|}~]++")
_KEYWORD = re.compile(rb"[A-Za-z0-9.-]++")
_FLAG = re.compile(rb"\\?[!#$&'+,\-./0-9:;<=>?@A-Z\[^_`a-z|}~]++")
_QUOTED = re.compile(rb'"((?:[^"\\\x00\r\n]++|\\["\\])*+)"')
_ESCAPE = re.compile(rb'\\(["\\])')
_LITERAL = re.compile(rb"(~?)\{[0-9]{1,20}\+?\}\r\n")
_NUMBER = re.compile(rb"[0-9]{1,20}+")
_PART = re.compile(rb"[1-9][0-9]{0,9}(?:\.[1-9][0-9]{0,9})*+")
_SET = re.compile(rb"[0-9*:,$]++")


class LiteralPending(Exception):  # noqa: N818 (no error: what comes next has not come yet)
    """The next token is the literal that the last line announces."""


class Arguments:
    """What follows a command's verb. It grows by `add` as lines and literals come in."""

    __slots__ = ("_at", "_coming", "_literals", "_mark", "_octets", "_read", "by_uid", "dialect", "limits")

    def __init__(self, octets: bytes, *, dialect: Dialect, limits: Limits, by_uid: bool = False) -> None:
        self._octets = octets
        self._coming: list[bytes] = []
        self._at = 0
        self._literals: list[Literal] = []
        self._read = 0
        self._mark = (0, 0)
        self.dialect = dialect
        self.limits = limits
        self.by_uid = by_uid

    # Growing.

    @property
    def literals(self) -> int:
        """How many literals came."""
        return len(self._literals)

    def add(self, octets: bytes) -> None:
        """Add a line, or the line end before a literal. It is there after the next `rewind`."""
        self._coming.append(octets)

    def add_literal(self, literal: Literal) -> None:
        """Add the literal that was announced."""
        self._literals.append(literal)

    def clear(self) -> None:
        """Drop everything."""
        self._octets, self._coming, self._literals = b"", [], []
        self._at, self._read = self._mark = (0, 0)

    def mark(self) -> None:
        """Note that what is read so far need not be read again."""
        self._mark = (self._at, self._read)

    def rewind(self) -> None:
        """Go back to the mark, and let go of what stands before it: what was read is not copied again."""
        at, self._read = self._mark
        self._octets = b"".join((self._octets[at:], *self._coming))
        self._coming = []
        self._at, self._mark = 0, (0, self._read)

    # Punctuation.

    @property
    def is_at_end(self) -> bool:
        return self._at == len(self._octets)

    def end(self) -> None:
        """Expect nothing more."""
        if not self.is_at_end:
            message = "More arguments than the command takes"
            raise bad(message)

    def space(self) -> None:
        """Expect one space."""
        if not self.take(b" "):
            message = "An argument is missing, or not parted by one space"
            raise bad(message)

    def next_is(self, octets: bytes) -> bool:
        """Tell whether these octets come next."""
        return self._octets.startswith(octets, self._at)

    def take(self, octets: bytes) -> bool:
        """Read these octets if they come next."""
        if not self.next_is(octets):
            return False
        self._at += len(octets)
        return True

    def expect(self, octets: bytes) -> None:
        """Read these octets, which must come next."""
        if not self.take(octets):
            message = f"Expected {octets.decode('ascii')}"
            raise bad(message)

    def parenthesised(self, read: Callable[[], T]) -> tuple[T, ...]:
        """Read `(item item …)`, at least one item."""
        self.expect(b"(")
        items = [read()]
        while self.take(b" "):
            items.append(read())
            if len(items) > self.limits.attributes:
                raise too_much()
        self.expect(b")")
        return tuple(items)

    # Words.

    def keyword(self) -> str:
        """Read a word of a command's syntax, in capitals."""
        return self._match(_KEYWORD, "Expected a word").decode("ascii").upper()

    def next_is_word(self) -> bool:
        """Tell whether a keyword comes next."""
        return _KEYWORD.match(self._octets, self._at) is not None

    def take_word(self, word: str) -> bool:
        """Read this word, in any case, if it comes next."""
        match = _KEYWORD.match(self._octets, self._at)
        if match is None or match[0].decode("ascii").upper() != word:
            return False
        self._at = match.end()
        return True

    def atom(self) -> str:
        return self._match(_ATOM, "Expected an atom").decode("ascii")

    def astring(self) -> bytes:
        """Read an atom, a quoted string or a literal."""
        octets = self._optional(_ASTRING)
        return self.string() if octets is None else octets

    def string(self) -> bytes:
        """Read a quoted string or a literal."""
        match = _QUOTED.match(self._octets, self._at)
        if match is None:
            literal = self.literal()
            if literal.is_binary:
                message = "A literal8 cannot stand here"
                raise bad(message)
            return literal.octets
        self._at = match.end()
        return _ESCAPE.sub(rb"\1", match[1]) if b"\\" in match[1] else match[1]

    def literal(self) -> Literal:
        """Read a literal. Raises `LiteralPending` for the one that is announced and has not come."""
        match = _LITERAL.match(self._octets, self._at)
        if match is None:
            message = "Expected a string"
            raise bad(message)
        if self._read == len(self._literals):
            raise LiteralPending
        literal = self._literals[self._read]
        self._read += 1
        self._at = match.end()
        return literal

    def text(self, charset: str = "utf-8") -> str:
        """Read an astring as text."""
        try:
            return self.astring().decode(charset)
        except UnicodeDecodeError:
            message = "A text is not in its charset"
            raise bad(message) from None

    def mailbox(self) -> str:
        """Read a mailbox's name."""
        return decode_name(self.astring(), self.dialect)

    def list_mailbox(self) -> str:
        """Read a name that may hold wildcards."""
        octets = self._optional(_LIST_MAILBOX)
        return decode_name(self.string() if octets is None else octets, self.dialect)

    def flag(self) -> str:
        """Read a flag, in the spelling it is kept in."""
        try:
            return parse_flag(self.raw_flag())
        except InvalidValueError:
            message = "Not a flag that can be set"
            raise bad(message) from None

    def raw_flag(self) -> str:
        """Read a flag or a mailbox's attribute as written."""
        return self._match(_FLAG, "Expected a flag").decode("ascii")

    # Numbers and dates.

    def number(self, most: int = 0xFFFF_FFFF) -> int:
        number = int(self._match(_NUMBER, "Expected a number"))
        if number > most:
            message = "The number is too large"
            raise bad(message)
        return number

    def number64(self) -> int:
        """Read a number of 63 bits: sizes, mod-sequences."""
        return self.number(MAX_NUMBER64)

    def nz_number(self) -> int:
        """Read a number that is not 0."""
        number = self.number()
        if not number:
            message = "0 is not a number here"
            raise bad(message)
        return number

    def messages(self) -> Messages:
        """Read a sequence-set or "$"."""
        return parse_messages(self._match(_SET, "Expected a set of messages"))

    def part(self) -> tuple[int, ...]:
        """Read the numbers of a section-part, () if there are none."""
        octets = self._optional(_PART)
        if octets is None:
            return ()
        if octets.count(b".") >= self.limits.nesting:
            raise too_much()
        return tuple(map(int, octets.split(b".")))

    def next_is_messages(self) -> bool:
        """Tell whether a sequence-set comes next."""
        return _SET.match(self._octets, self._at) is not None

    def date(self) -> date:
        """Read a date, quoted or not."""
        return parse_date(self.astring())

    def date_time(self) -> Instant:
        """Read a date-time."""
        return parse_date_time(self.string())

    def _match(self, pattern: re.Pattern[bytes], complaint: str) -> bytes:
        octets = self._optional(pattern)
        if octets is None:
            raise bad(complaint)
        return octets

    def _optional(self, pattern: re.Pattern[bytes]) -> bytes | None:
        match = pattern.match(self._octets, self._at)
        if match is None:
            return None
        self._at = match.end()
        return match[0]
