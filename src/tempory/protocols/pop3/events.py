"""What comes out of the engine.

`LogIn`, `StartTls`, `Retrieve` and `Update` are questions: each is answered before anything further is read; meanwhile
`next_event` gives `PAUSED`. `Answer` and `Goodbye` carry what is to be written as it is.
"""

from dataclasses import dataclass
from enum import Enum, auto

from tempory.values import Secret


class Waiting(Enum):
    """Not an event: the engine cannot go on by itself."""

    NEED_DATA = auto()  # call `receive_data`
    PAUSED = auto()  # answer the question first


NEED_DATA = Waiting.NEED_DATA
PAUSED = Waiting.PAUSED


class Ending(Enum):
    """Why a connection ends."""

    QUIT = auto()
    LOST = auto()  # the peer closed, or the transport did
    ERRORS = auto()
    PROTOCOL = auto()  # going on would be unsafe
    LOCAL = auto()  # we ended it


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The engine answered by itself. Write `data`."""

    data: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Goodbye:
    """Write `data`, if any, and close. What is marked as deleted stays, unless `Update` came before."""

    data: bytes
    ending: Ending


@dataclass(frozen=True, slots=True, kw_only=True)
class LogIn:
    """Somebody wants in. Answer with `admit` or `refuse`. `name` may be empty where the secret alone decides."""

    name: str
    secret: Secret


@dataclass(frozen=True, slots=True, kw_only=True)
class StartTls:
    """STLS. Answer with `agree_to_tls`, shake hands, then call `tls_established`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Retrieve:
    """RETR or TOP of message `number` (from 1). `lines` of the body, None for all. Answer with `send` or `fail`."""

    number: int
    lines: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Update:
    """QUIT after a log-in: remove the messages of these numbers. Answer with `finish`. RFC 1939 §6."""

    deleted: tuple[int, ...]


Question = LogIn | StartTls | Retrieve | Update
Event = Answer | Goodbye | Question
