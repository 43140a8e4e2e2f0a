"""What comes out of the engine.

Five events are questions: `MailFrom`, `RcptTo`, `MessageReceived`, `StartTls` and `LogIn`. Each is answered by
`Connection.reply` before anything further is read; meanwhile `next_event` gives `PAUSED`. The others carry what is to
be written as it is.
"""

from dataclasses import dataclass
from enum import Enum, auto

from tempory.values import Address, Secret


class Waiting(Enum):
    """Not an event: the engine cannot go on by itself."""

    NEED_DATA = auto()  # call `receive_data`
    PAUSED = auto()  # answer the question first


NEED_DATA = Waiting.NEED_DATA
PAUSED = Waiting.PAUSED


class ContentFault(Enum):
    """Why a message was refused by the engine itself once it had ended."""

    TOO_LARGE = auto()
    HEADER_TOO_LARGE = auto()
    BARE_LINE_END = auto()
    NUL_OCTET = auto()
    EIGHT_BIT = auto()
    LOOP = auto()
    DISCARDED = auto()  # because `Connection.discard_message` said so


class Ending(Enum):
    """Why a connection ends."""

    QUIT = auto()
    LOST = auto()  # the peer closed, or the transport did
    ERRORS = auto()
    PROTOCOL = auto()  # going on would be unsafe
    LOCAL = auto()  # a reply of ours was 421


class Body(Enum):
    """What MAIL declared of the message's octets (RFC 6152 §2)."""

    UNDECLARED = auto()
    SEVEN_BIT = auto()
    EIGHT_BIT = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The engine answered by itself. Write `data`."""

    data: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class TransactionAbandoned:
    """RSET, EHLO or HELO ended a transaction before its message: give back what it held. Write `data`."""

    data: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class ContentRefused:
    """The message ended and was refused, and the transaction with it. Write `data`."""

    data: bytes
    fault: ContentFault


@dataclass(frozen=True, slots=True, kw_only=True)
class Goodbye:
    """Write `data`, if any, and close. Any transaction is over."""

    data: bytes
    ending: Ending


@dataclass(frozen=True, slots=True, kw_only=True)
class MailFrom:
    """The question whether to take mail from this sender.

    `reverse_path` None is `<>`; `size` is what SIZE declared in octets, or 0.
    """

    reverse_path: Address | None
    size: int = 0
    body: Body = Body.UNDECLARED
    smtputf8: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RcptTo:
    """The question whether to take this recipient."""

    address: Address


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageReceived:
    """The question whether to take responsibility for this message (RFC 5321 §4.2.5).

    `content` is RFC 5322 octets, dots unstuffed, lines in CRLF. `hello` and `protocol` are for `Received:`.
    """

    content: bytes
    hello: str
    protocol: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StartTls:
    """The question whether to start TLS.

    After a positive reply the octets belong to the handshake until `tls_established`.
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class LogIn:
    """The question whether the peer is who it says it is (RFC 4954), and may submit mail.

    `name` may be empty where the secret alone decides. `mechanism` is SASL's name for how it was said.
    """

    name: str
    secret: Secret
    mechanism: str


Question = MailFrom | RcptTo | MessageReceived | StartTls | LogIn
Event = Answer | TransactionAbandoned | ContentRefused | Goodbye | Question
