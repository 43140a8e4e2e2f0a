"""NOOP, CHECK, and what the engine answers by itself: CAPABILITY, LOGOUT, ID, ENABLE, IDLE.

RFC 9051 §6.1, §6.3.1, §6.3.13, RFC 3501 §6.4.1, RFC 2971, RFC 5161, RFC 2177.
"""

from dataclasses import dataclass

from tempory.protocols.imap.arguments import Arguments
from tempory.protocols.imap.refusal import bad

MAX_ID_PAIRS = 30  # RFC 2971 §3.3


@dataclass(frozen=True, slots=True, kw_only=True)
class Noop:
    """A good moment for untagged responses, EXPUNGE included. Answered by the engine itself before log-in.

    CHECK (RFC 3501 §6.4.1, gone from RFC 9051) means the same here: nothing is ever kept back from the disk.
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class Capability:
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class Logout:
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class Id:
    """What the program says of itself is read and not kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Enable:
    """`names` in capitals, known or not."""

    names: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Idle:
    pass


def parse_noop(_: Arguments) -> Noop:
    """Read no arguments."""
    return Noop()


def parse_capability(_: Arguments) -> Capability:
    """Read no arguments."""
    return Capability()


def parse_logout(_: Arguments) -> Logout:
    """Read no arguments."""
    return Logout()


def parse_idle(_: Arguments) -> Idle:
    """Read no arguments."""
    return Idle()


def parse_id(arguments: Arguments) -> Id:
    """Read `NIL` or `("name" "value" …)`."""
    arguments.space()
    if arguments.next_is(b"("):
        _read_pairs(arguments)
    elif arguments.keyword() != "NIL":
        message = "The form is ID NIL or ID (name value)"
        raise bad(message)
    return Id()


def parse_enable(arguments: Arguments) -> Enable:
    """Read one name or more."""
    names: list[str] = []
    while not arguments.is_at_end or not names:
        arguments.space()
        names.append(arguments.atom().upper())
    return Enable(names=tuple(names))


def _read_pairs(arguments: Arguments) -> None:
    if arguments.take(b"()"):
        return

    def read_pair() -> None:
        arguments.string()
        arguments.space()
        if arguments.next_is(b"N") or arguments.next_is(b"n"):
            arguments.keyword()
        else:
            arguments.string()

    if len(arguments.parenthesised(read_pair)) > MAX_ID_PAIRS:
        message = "Too many fields"
        raise bad(message)
