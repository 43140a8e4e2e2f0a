"""Puts commands together from lines and literals, and keeps in step whatever is refused.

RFC 9051 §4.3, RFC 7888 §4: a literal that waits is refused before it is sent; one that does not wait is read and thrown
away, or, if there is too much of it, the connection is closed.
"""

from dataclasses import dataclass
from typing import final

from tempory.protocols.imap.commands import Command
from tempory.protocols.imap.commands.table import OwnCommand
from tempory.protocols.imap.completion import Completion
from tempory.protocols.imap.dialect import Dialect
from tempory.protocols.imap.events import LiteralOffered
from tempory.protocols.imap.incoming import Incoming, Line
from tempory.protocols.imap.limits import Limits
from tempory.protocols.imap.literals import Announcement, IncomingLiteral
from tempory.protocols.imap.unfinished import Admit, Unfinished
from tempory.values import LocalProtocolError

GO_AHEAD = b"+ Go ahead\r\n"
# The first words of HTTP requests, which a page can be made to send here (cross-protocol attack).
_WEB_VERBS = (b"GET ", b"POST ", b"PUT ", b"HEAD ", b"DELETE ", b"OPTIONS ", b"CONNECT ", b"PATCH ", b"TRACE ", b"PRI ")
_WEB_VERSION = b" HTTP/"


@dataclass(frozen=True, slots=True)
class Parsed:
    """A whole command."""

    tag: bytes
    command: Command | OwnCommand


@dataclass(frozen=True, slots=True)
class Refused:
    """A command that ended and is answered `completion`. Its tag may be `NO_TAG`."""

    tag: bytes
    completion: Completion


@final
class GoAhead:
    """A literal is waited for: write `GO_AHEAD`."""


@final
class HangUp:
    """There is no keeping in step, or the peer does not speak IMAP: close."""


Read = Parsed | Refused | LiteralOffered | GoAhead | HangUp


class CommandReader:
    """Reads one command at a time."""

    __slots__ = ("_admit", "_announcement", "_incoming", "_limits", "_literal", "_unfinished")

    def __init__(self, incoming: Incoming, limits: Limits, admit: Admit) -> None:
        self._incoming = incoming
        self._limits = limits
        self._admit = admit
        self._unfinished: Unfinished | None = None
        self._announcement: Announcement | None = None
        self._literal: IncomingLiteral | None = None

    @property
    def is_amid(self) -> bool:
        """Whether a command has begun and not ended."""
        return self._unfinished is not None

    @property
    def in_literal(self) -> bool:
        return self._literal is not None

    @property
    def held(self) -> int:
        """Octets of literals in memory."""
        kept = self._unfinished.kept if self._unfinished else 0
        return kept + (self._literal.held if self._literal else 0)

    def clear(self) -> None:
        """Drop what has begun."""
        self._unfinished = self._announcement = self._literal = None

    def next(self, dialect: Dialect) -> Read | None:
        """Return what came next, None if more octets are needed."""
        found: Read | None = None
        while found is None and self._read_literal():
            line = self._incoming.next_line()
            if line is None:
                break
            found = self._take_line(line, dialect)
        return found

    def go_ahead(self) -> bytes:
        """Take the literal that was offered."""
        _, announcement = self._offered()
        self._literal = IncomingLiteral(announcement)
        return GO_AHEAD if announcement.waits else b""

    def refuse(self, completion: Completion) -> Refused | HangUp | None:
        """Refuse the literal that was offered. None: it comes all the same, and the answer after it."""
        unfinished, announcement = self._offered()
        unfinished.refuse(completion)
        return self._drop(unfinished, announcement, completion)

    def discard(self, completion: Completion) -> None:
        """Drop what is held of the command whose literal is coming in, and answer `completion` when it has ended."""
        if self._unfinished is None or self._literal is None:
            message = "no literal is coming in"
            raise LocalProtocolError(message)
        self._unfinished.refuse(completion)
        self._literal.drop()

    def _offered(self) -> tuple[Unfinished, Announcement]:
        unfinished, announcement, self._announcement = self._unfinished, self._announcement, None
        if unfinished is None or announcement is None:
            message = "no literal was offered"
            raise LocalProtocolError(message)
        return unfinished, announcement

    def _read_literal(self) -> bool:
        """Read on in the literal that is coming in; False if it is not complete."""
        literal, unfinished = self._literal, self._unfinished
        if literal is None or unfinished is None:
            return True
        self._incoming.skip(literal.take(self._incoming.rest()))
        if literal.remaining:
            return False
        unfinished.add_literal(literal.finish())
        self._literal = None
        return True

    def _take_line(self, line: Line, dialect: Dialect) -> Read | None:
        unfinished = self._unfinished
        if unfinished is not None:
            unfinished.add_line(line)
        elif line.octets.startswith(_WEB_VERBS) and _WEB_VERSION in line.octets[-len(_WEB_VERSION) - 3 :]:
            return HangUp()
        else:
            most = self._incoming.line_octets
            unfinished = Unfinished(line, admit=self._admit, dialect=dialect, limits=self._limits, most_octets=most)
        announcement = Announcement.parse(line.octets)
        return self._end(unfinished) if announcement is None else self._announce(unfinished, announcement)

    def _announce(self, unfinished: Unfinished, announcement: Announcement) -> Read | None:
        self._unfinished = unfinished
        offered = unfinished.weigh(announcement)
        if offered is not None:
            self._announcement = announcement
            return offered
        if unfinished.refusal is not None:
            return self._drop(unfinished, announcement, unfinished.refusal)
        self._literal = IncomingLiteral(announcement)
        return GoAhead() if announcement.waits else None

    def _drop(
        self, unfinished: Unfinished, announcement: Announcement, completion: Completion
    ) -> Refused | HangUp | None:
        """Answer at once if the peer waits for it; otherwise read the literal and keep nothing."""
        if announcement.waits:
            self._unfinished = None
            return Refused(unfinished.tag, completion)
        unfinished.discarded += announcement.octets
        if unfinished.discarded > self._limits.discarded_octets:
            return HangUp()
        self._literal = IncomingLiteral(announcement, dropped=True)
        return None

    def _end(self, unfinished: Unfinished) -> Parsed | Refused:
        self._unfinished = None
        finished = unfinished.finish()
        if isinstance(finished, Completion):
            return Refused(unfinished.tag, finished)
        return Parsed(unfinished.tag, finished)
