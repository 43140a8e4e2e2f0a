"""One command as it comes in: its tag, what there is of its arguments, and what will be answered if it is refused."""

import re
from collections.abc import Callable
from contextlib import suppress

from tempory.protocols.imap.arguments import Arguments, LiteralPending
from tempory.protocols.imap.commands import Command
from tempory.protocols.imap.commands.table import BY_UID, COMMANDS, Grammar, OwnCommand
from tempory.protocols.imap.completion import Completion
from tempory.protocols.imap.dialect import Dialect
from tempory.protocols.imap.events import LiteralOffered
from tempory.protocols.imap.incoming import CRLF, Line
from tempory.protocols.imap.limits import Limits
from tempory.protocols.imap.literals import Announcement, Literal
from tempory.protocols.imap.refusal import CommandRefusal, bad, too_much
from tempory.protocols.imap.responses.codes import TOOBIG

NO_TAG = b"*"
Admit = Callable[[Grammar], None]
"""Raises `CommandRefusal` for a command that may not come now."""

# RFC 3502 §3: a program that gives up sends an empty message.
_CANCELLED = Completion.no("Nothing was appended: a message is empty")
_TOO_LONG = Completion.bad("The command is too long", TOOBIG)
_TOO_LARGE = Completion.no("The message is too large", TOOBIG)
_TAG = re.compile(rb"[!#$&',\-./0-9:;<=>?@A-Z\[\]^_`a-z|}~]++")
_VERB = re.compile(rb"[A-Za-z]++")
_UID = b"UID"
_NOTHING = COMMANDS[b"NOOP"]


class Unfinished:
    """Once it is refused, nothing of it is kept any more but its tag and the answer."""

    __slots__ = (
        "_arguments",
        "_limits",
        "_octets",
        "_offered",
        "_parse",
        "_reader",
        "discarded",
        "kept",
        "refusal",
        "tag",
    )

    def __init__(self, line: Line, *, admit: Admit, dialect: Dialect, limits: Limits, most_octets: int) -> None:
        self._limits = limits
        self._octets = most_octets
        self.tag, rest = _split_tag(line.octets, limits.tag_octets)
        self._offered = 0
        self.kept = 0
        self.discarded = 0
        self.refusal: Completion | None = None
        grammar = _NOTHING
        self._arguments = Arguments(b"", dialect=dialect, limits=limits)
        try:
            grammar, self._arguments.by_uid, rest = _split_verb(self.tag, rest)
            admit(grammar)
        except CommandRefusal as refusal:
            self.refuse(refusal.completion)
        self._parse, self._reader = grammar.begin()
        self.add_line(Line(rest, is_cut=line.is_cut))

    def add_line(self, line: Line) -> None:
        """Add a line, without its line end."""
        self._octets -= len(line.octets) + len(CRLF)
        if line.is_cut or self._octets < 0:
            self.refuse(self.refusal or _TOO_LONG)
        if self.refusal is None:
            self._arguments.add(line.octets)

    def add_literal(self, literal: Literal) -> None:
        """Add the literal that the last line announced."""
        if self.refusal is None:
            self._arguments.add_literal(literal)
            self.kept += len(literal.octets)

    def refuse(self, completion: Completion) -> None:
        """Answer this when it has ended."""
        self.refusal = completion
        self.kept = 0
        self._arguments.clear()

    def weigh(self, announcement: Announcement) -> LiteralOffered | None:
        """Look at what is announced. None: it may come, unless the command is now refused."""
        if self.refusal is not None:
            return None
        self._arguments.add(CRLF)
        try:
            if self._arguments.literals >= self._limits.literals:
                raise too_much()
            mailbox = self._read_mailbox()
            if mailbox is not None:
                return self._offer(mailbox, announcement.octets)
        except CommandRefusal as refusal:
            self.refuse(refusal.completion)
        else:
            self._octets -= announcement.octets
            if self._octets < 0:
                self.refuse(_TOO_LONG)
        return None

    def finish(self) -> Command | OwnCommand | Completion:
        """Return the command, or why it is refused."""
        if self.refusal is not None:
            return self.refusal
        self._arguments.rewind()
        try:
            # What was read while it came in is not read again.
            command = self._parse(self._arguments)
            self._arguments.end()
        except CommandRefusal as refusal:
            return refusal.completion
        return command

    def _read_mailbox(self) -> str | None:
        """Return the mailbox that the literal to come is a message for; None if it is no message."""
        if self._reader is None:
            return None
        with suppress(LiteralPending):
            self._reader.read(self._arguments)
        return self._reader.mailbox

    def _offer(self, mailbox: str, octets: int) -> LiteralOffered:
        if not octets:
            raise CommandRefusal(_CANCELLED)
        if octets > self._limits.message_octets or self._offered + octets > self._limits.append_octets:
            raise CommandRefusal(_TOO_LARGE)
        before, self._offered = self._offered, self._offered + octets
        replaces = self._reader is not None and self._reader.replaces
        return LiteralOffered(mailbox=mailbox, octets=octets, octets_before=before, replaces=replaces)


def _split_tag(line: bytes, most: int) -> tuple[bytes, bytes]:
    """Return a line's tag, `NO_TAG` for a wrong one, and what follows."""
    tag, space, rest = line.partition(b" ")
    fits = space and len(tag) <= most and _TAG.fullmatch(tag)
    return (tag if fits else NO_TAG), rest


def _split_verb(tag: bytes, rest: bytes) -> tuple[Grammar, bool, bytes]:
    """Return how the command is read, whether UID stood before it, and its arguments."""
    if tag == NO_TAG:
        message = "A command is a tag, a space and a word"
        raise bad(message)
    match = _VERB.match(rest)
    verb = match[0].upper() if match else b""
    arguments = rest[len(verb) :]
    by_uid = verb == _UID and arguments.startswith(b" ")
    if by_uid:
        match = _VERB.match(arguments, 1)
        verb = match[0].upper() if match and match[0].upper() in BY_UID else b""
        arguments = arguments[1 + len(verb) :]
    grammar = COMMANDS.get(verb)
    if grammar is None:
        message = "No such command"
        raise bad(message)
    return grammar, by_uid, arguments
