"""Reads search keys. RFC 9051 §6.4.4, RFC 3501 §6.4.4, RFC 5032 §2, RFC 7162 §3.1.5, RFC 8474 §6, RFC 8514 §4.3."""

from collections.abc import Callable, Mapping
from typing import final

from tempory.protocols.imap.arguments import Arguments
from tempory.protocols.imap.commands.search_keys import (
    AgeIs,
    And,
    BodyContains,
    DateIs,
    DateOf,
    EmailIdIs,
    Everything,
    HasFlag,
    HeaderContains,
    IsRecent,
    ModSeqFrom,
    Not,
    NumberIn,
    Or,
    Order,
    SearchKey,
    SizeIs,
    TextContains,
    ThreadIdIs,
    UidIn,
)
from tempory.protocols.imap.completion import Completion
from tempory.protocols.imap.refusal import CommandRefusal, bad, too_much
from tempory.values import SystemFlag

# Names as IANA has them, and what Python calls them.
CHARSETS = {
    "US-ASCII": "ascii",
    "UTF-8": "utf-8",
    "ISO-8859-1": "iso-8859-1",
    "ISO-8859-15": "iso-8859-15",
    "WINDOWS-1252": "cp1252",
}
UNKNOWN_CHARSET = Completion.no(
    "This charset is not known here", b"BADCHARSET (%b)" % " ".join(CHARSETS).encode("ascii")
)

_SEEN = HasFlag(str(SystemFlag.SEEN))
_PLAIN: Mapping[str, SearchKey] = {
    "ALL": Everything(),
    "SAVEDATESUPPORTED": Everything(),
    "RECENT": IsRecent(),
    "OLD": Not(IsRecent()),
    "NEW": And((IsRecent(), Not(_SEEN))),
    **{flag.name: HasFlag(str(flag)) for flag in SystemFlag},
    **{f"UN{flag.name}": Not(HasFlag(str(flag))) for flag in SystemFlag},
}
_FIELDS = frozenset({"BCC", "CC", "FROM", "SUBJECT", "TO"})
_DATES = {
    prefix + order.name: (of, order)
    for prefix, of in (("", DateOf.INTERNAL), ("SENT", DateOf.SENT), ("SAVED", DateOf.SAVED))
    for order in Order
}


def read_charset(arguments: Arguments) -> str:
    """Read a charset's name; return Python's for it. An unknown one is refused with BADCHARSET."""
    charset = find_charset(arguments)
    if charset is None:
        raise CommandRefusal(UNKNOWN_CHARSET)
    return charset


def find_charset(arguments: Arguments) -> str | None:
    """Read a charset's name; return Python's for it, None for an unknown one."""
    return CHARSETS.get(arguments.astring().decode("ascii", "replace").upper())


@final
class KeyReader:
    """Reads the keys of one command, so many and so deep at most."""

    def __init__(self, arguments: Arguments, charset: str) -> None:
        self._arguments = arguments
        self._charset = charset
        self._depth = 0
        self._keys = 0
        self.uses_modseq = False

    def read_program(self) -> SearchKey:
        """Read keys up to the end of the command, all of which must hold."""
        return self._read_list(lambda: self._arguments.is_at_end)

    def _read_list(self, is_over: Callable[[], bool]) -> SearchKey:
        keys = [self._read_key()]
        while not is_over():
            self._arguments.space()
            keys.append(self._read_key())
        return keys[0] if len(keys) == 1 else And(tuple(keys))

    def _read_key(self) -> SearchKey:
        self._keys += 1
        self._depth += 1
        limits = self._arguments.limits
        if self._keys > limits.search_keys or self._depth > limits.nesting:
            raise too_much()
        key = self._read_one()
        self._depth -= 1
        return key

    def _read_one(self) -> SearchKey:
        arguments = self._arguments
        if arguments.take(b"("):
            key = self._read_list(lambda: arguments.next_is(b")"))
            arguments.expect(b")")
            return key
        if arguments.next_is_messages():
            return NumberIn(arguments.messages())
        word = arguments.keyword()
        plain = _PLAIN.get(word)
        return self._read_argument(word) if plain is None else plain

    def _read_argument(self, word: str) -> SearchKey:
        self._arguments.space()
        if word in _FIELDS:
            return HeaderContains(word.lower(), self._text())
        if word in _DATES:
            return DateIs(*_DATES[word], self._arguments.date())
        read = _READERS.get(word)
        if read is None:
            message = "Not a search key"
            raise bad(message)
        return read(self)

    def _text(self) -> str:
        return self._arguments.text(self._charset)

    def _header(self) -> SearchKey:
        field = self._arguments.text("ascii").lower()
        self._arguments.space()
        return HeaderContains(field, self._text())

    def _flag(self) -> HasFlag:
        return HasFlag(self._arguments.flag())

    def _age(self, *, younger: bool) -> SearchKey:
        return AgeIs(younger, self._arguments.nz_number())

    def _size(self, *, larger: bool) -> SearchKey:
        return SizeIs(larger, self._arguments.number64())

    def _or(self) -> SearchKey:
        one = self._read_key()
        self._arguments.space()
        return Or(one, self._read_key())

    def _modseq(self) -> SearchKey:
        """Read `["/flags/name" all|priv|shared] number`."""
        arguments = self._arguments
        self.uses_modseq = True
        if arguments.next_is(b'"'):
            if not arguments.string().lower().startswith(b"/flags/"):
                message = "Only flags have mod-sequences"
                raise bad(message)
            arguments.space()
            if arguments.keyword() not in {"ALL", "PRIV", "SHARED"}:
                message = "Expected all, priv or shared"
                raise bad(message)
            arguments.space()
        return ModSeqFrom(arguments.number64())


_READERS: Mapping[str, Callable[[KeyReader], SearchKey]] = {
    "BODY": lambda keys: BodyContains(keys._text()),  # noqa: SLF001 (its own table)
    "EMAILID": lambda keys: EmailIdIs(keys._arguments.atom()),  # noqa: SLF001
    "HEADER": KeyReader._header,  # noqa: SLF001
    "KEYWORD": KeyReader._flag,  # noqa: SLF001
    "LARGER": lambda keys: keys._size(larger=True),  # noqa: SLF001
    "MODSEQ": KeyReader._modseq,  # noqa: SLF001
    "NOT": lambda keys: Not(keys._read_key()),  # noqa: SLF001
    "OLDER": lambda keys: keys._age(younger=False),  # noqa: SLF001
    "OR": KeyReader._or,  # noqa: SLF001
    "SMALLER": lambda keys: keys._size(larger=False),  # noqa: SLF001
    "TEXT": lambda keys: TextContains(keys._text()),  # noqa: SLF001
    "THREADID": lambda keys: ThreadIdIs(keys._arguments.atom()),  # noqa: SLF001
    "UID": lambda keys: UidIn(keys._arguments.messages()),  # noqa: SLF001
    "UNKEYWORD": lambda keys: Not(keys._flag()),  # noqa: SLF001
    "YOUNGER": lambda keys: keys._age(younger=True),  # noqa: SLF001
}
