"""What comes out of the engine, but for the commands themselves, which `commands` has.

A command is a question: it is answered by `Connection.reply` before anything further is read; meanwhile `next_event`
gives `PAUSED`. So are `LiteralOffered` and `IdleDone`. `Answer`, `IdleBegun` and `Goodbye` carry what is to be written
as it is.
"""

from dataclasses import dataclass
from enum import Enum, auto


class Waiting(Enum):
    """Not an event: the engine cannot go on by itself."""

    NEED_DATA = auto()  # call `receive_data`
    PAUSED = auto()  # answer the question first


NEED_DATA = Waiting.NEED_DATA
PAUSED = Waiting.PAUSED


class Ending(Enum):
    """Why a connection ends."""

    LOGOUT = auto()
    LOST = auto()  # the peer closed, or the transport did
    ERRORS = auto()
    PROTOCOL = auto()  # going on would be unsafe
    LOCAL = auto()  # we said BYE


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The engine answered by itself. Write `data`."""

    data: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Goodbye:
    """Write `data`, if any, and close. What was being answered, received or idled is over."""

    data: bytes
    ending: Ending


@dataclass(frozen=True, slots=True, kw_only=True)
class LiteralOffered:
    """The question whether to take a message of APPEND or REPLACE, before it is read.

    Is there such a mailbox, is there room? Yes is `Connection.go_ahead()`, no is `Connection.reply` with a NO, which
    ends the command. `octets` is the message's size, `octets_before` that of those before it in the same command
    (RFC 3502). `replaces`: another message makes room for it (RFC 8508).
    """

    mailbox: str
    octets: int
    octets_before: int = 0
    replaces: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class IdleBegun:
    """IDLE began (RFC 2177). Write `data`; untagged responses may follow at any time, until `IdleDone`."""

    data: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class IdleDone:
    """IDLE is over. Write what untagged responses there still are, then `reply`.

    `is_regular` is false if another line than DONE came: the engine then answers BAD whatever it is told.
    """

    is_regular: bool = True
