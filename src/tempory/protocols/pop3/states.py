"""The states of one POP3 session and the steps between them. RFC 1939 §3; RFC 2595 §4 for STLS."""

from collections.abc import Mapping
from enum import IntEnum, auto
from types import MappingProxyType


class State(IntEnum):
    AUTHORIZATION = auto()  # nobody has logged in
    TRANSACTION = auto()  # the maildrop is held, exclusively
    UPDATE = auto()  # QUIT was given; what is marked is being removed
    TLS = auto()  # +OK was answered to STLS; the handshake is the transport's business
    CLOSED = auto()  # nothing that comes now is looked at


class Step(IntEnum):
    LOG_IN = auto()
    QUIT = auto()
    START_TLS = auto()
    TLS_DONE = auto()
    CLOSE = auto()


TRANSITIONS: Mapping[State, Mapping[Step, State]] = MappingProxyType(
    {
        State.AUTHORIZATION: {
            Step.LOG_IN: State.TRANSACTION,
            Step.START_TLS: State.TLS,
            Step.CLOSE: State.CLOSED,
        },
        State.TRANSACTION: {Step.QUIT: State.UPDATE, Step.CLOSE: State.CLOSED},
        State.UPDATE: {Step.CLOSE: State.CLOSED},
        State.TLS: {Step.TLS_DONE: State.AUTHORIZATION, Step.CLOSE: State.CLOSED},
        State.CLOSED: {Step.CLOSE: State.CLOSED},
    }
)
