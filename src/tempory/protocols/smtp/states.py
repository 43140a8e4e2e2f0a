"""The states of one SMTP session and the steps between them.

The table is the whole truth: a step that it does not list for a state is answered 503 5.5.1. RFC 5321 §4.1.4 gives the
order of commands, RFC 3030 §2 that of BDAT, RFC 3207 §4 that of STARTTLS, RFC 4954 §4 that of AUTH. Whether a decision
is pending, whether octets of a chunk are still to come and how far a log-in is, stands beside the state, not in it.

`IntEnum` rather than `Enum`: its members hash in C, and the table is asked several times a command.
"""

from collections.abc import Mapping
from enum import IntEnum, auto
from types import MappingProxyType


class State(IntEnum):
    START = auto()  # nobody has said hello, or TLS has just begun (RFC 3207 §4.2)
    READY = auto()  # greeted; no transaction is open
    MAIL = auto()  # a sender is given
    RCPT = auto()  # at least one recipient is accepted
    DATA = auto()  # 354 was answered; everything up to the final dot is the message
    BDAT = auto()  # at least one chunk has begun, the last one has not ended
    TLS = auto()  # 220 was answered to STARTTLS; the handshake is the transport's business
    CLOSED = auto()  # nothing that comes now is looked at


class Step(IntEnum):
    HELLO = auto()
    MAIL = auto()
    RCPT = auto()
    DATA = auto()
    CHUNK = auto()
    END = auto()  # the message has ended, whatever became of it
    RESET = auto()
    START_TLS = auto()
    AUTH = auto()  # an exchange began, or went on; one that is under way stands beside the state
    TLS_DONE = auto()
    CLOSE = auto()


_ALWAYS = {Step.HELLO: State.READY, Step.RESET: State.READY, Step.CLOSE: State.CLOSED}

TRANSITIONS: Mapping[State, Mapping[Step, State]] = MappingProxyType(
    {
        State.START: _ALWAYS | {Step.RESET: State.START, Step.START_TLS: State.TLS},
        State.READY: _ALWAYS | {Step.MAIL: State.MAIL, Step.START_TLS: State.TLS, Step.AUTH: State.READY},
        State.MAIL: _ALWAYS | {Step.RCPT: State.RCPT},
        State.RCPT: _ALWAYS | {Step.RCPT: State.RCPT, Step.DATA: State.DATA, Step.CHUNK: State.BDAT},
        State.DATA: {Step.END: State.READY, Step.CLOSE: State.CLOSED},
        State.BDAT: _ALWAYS | {Step.CHUNK: State.BDAT, Step.END: State.READY},
        State.TLS: {Step.TLS_DONE: State.START, Step.CLOSE: State.CLOSED},
        State.CLOSED: {Step.CLOSE: State.CLOSED},
    }
)
