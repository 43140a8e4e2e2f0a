"""The states of one IMAP session and the steps between them. RFC 9051 §3.

The table is the whole truth: a step that it does not list for a state cannot be taken, and a command that would take
it is answered BAD. A command that is being answered, a literal that is coming in, an AUTHENTICATE exchange and IDLE
stand beside the state, not in it.

`IntEnum` rather than `Enum`: its members hash in C, and the table is asked for every command.
"""

from collections.abc import Mapping
from enum import IntEnum, auto
from types import MappingProxyType


class State(IntEnum):
    NOT_AUTHENTICATED = auto()  # greeted; who it is, is not known
    AUTHENTICATED = auto()  # logged in; no folder is open
    SELECTED = auto()  # a folder is open
    TLS = auto()  # OK was answered to STARTTLS; the handshake is the transport's business
    CLOSED = auto()  # the RFC's logout state: nothing that comes now is looked at


class Step(IntEnum):
    START_TLS = auto()
    TLS_DONE = auto()
    LOG_IN = auto()
    SELECT = auto()
    DESELECT = auto()  # CLOSE, UNSELECT, and a SELECT that fails (RFC 9051 §6.3.2)
    CLOSE = auto()


_CLOSE = {Step.CLOSE: State.CLOSED}
_OPEN = _CLOSE | {Step.SELECT: State.SELECTED, Step.DESELECT: State.AUTHENTICATED}

TRANSITIONS: Mapping[State, Mapping[Step, State]] = MappingProxyType(
    {
        State.NOT_AUTHENTICATED: _CLOSE | {Step.START_TLS: State.TLS, Step.LOG_IN: State.AUTHENTICATED},
        State.AUTHENTICATED: _OPEN,
        State.SELECTED: _OPEN,
        State.TLS: _CLOSE | {Step.TLS_DONE: State.NOT_AUTHENTICATED},
        State.CLOSED: _CLOSE,
    }
)
