"""Drives the engine with a peer's octets and an answer for each question."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import pairwise

from tempory.protocols.imap import (
    NEED_DATA,
    PAUSED,
    REV1,
    Answer,
    Completion,
    Connection,
    Dialect,
    Event,
    Goodbye,
    IdleBegun,
    Limits,
    LiteralOffered,
    Question,
    Waiting,
)
from tempory.protocols.imap.arguments import Arguments
from tempory.protocols.imap.commands import LogIn, StartTls
from tempory.protocols.imap.refusal import CommandRefusal

Decide = Callable[[Question], Completion]

OK = Completion.ok("Done")
WRONG = Completion.no("That is not it", b"AUTHENTICATIONFAILED")
NO_TLS = Completion.no("No TLS now")
LOG_IN = b"L LOGIN ines tpy_secret\r\n"
SELECT = LOG_IN + b"S SELECT INBOX\r\n"


def agree(question: Question) -> Completion:
    """Say OK to everything but log-ins by another than `ines`, appending to `full` and TLS."""
    match question:
        case LogIn():
            return OK if question.secret.reveal() == b"tpy_secret" else WRONG
        case LiteralOffered():
            return Completion.no("No room", b"OVERQUOTA") if question.mailbox == "full" else OK
        case StartTls():
            return NO_TLS
        case _:
            return OK


@dataclass(slots=True)
class Driver:
    """A session without I/O: feed it octets, look at what it said and what happened."""

    engine: Connection
    decide: Decide = agree
    events: list[Event] = field(default_factory=list)
    said: bytearray = field(default_factory=bytearray)
    ended: bool = False

    def feed(self, *chunks: bytes) -> bytes:
        """Give octets; return what was said in answer."""
        before = len(self.said)
        for chunk in chunks:
            if not self.ended:
                self.engine.receive_data(chunk)
                self._run()
        return bytes(self.said[before:])

    def ask(self, command: bytes) -> Event:
        """Give one command; return what it became."""
        self.feed(b"T " + command + b"\r\n")
        return self.events[-1]

    def _run(self) -> None:
        while True:
            event = self.engine.next_event()
            if isinstance(event, Waiting):
                assert event is NEED_DATA
                return
            self.events.append(event)
            if isinstance(event, Answer | IdleBegun | Goodbye):
                self.said += event.data
            else:
                assert self.engine.next_event() is PAUSED
                self.said += self._answer(event)
            if isinstance(event, Goodbye):
                self.ended = True
                return

    def _answer(self, question: Question) -> bytes:
        completion = self.decide(question)
        if isinstance(question, LiteralOffered) and completion.is_positive:
            return self.engine.go_ahead()
        return self.engine.reply(completion)


def make_driver(decide: Decide = agree, *, begin: bytes = b"", **options: object) -> Driver:
    """Return a driver of a fresh engine under TLS, which has read `begin`."""
    settings = {"hostname": "mx.tempory.test", "tls_active": True} | options
    driver = Driver(Connection(**settings), decide)  # type: ignore[arg-type]
    if begin:
        driver.feed(begin)
        driver.said.clear()
        driver.events.clear()
    return driver


def selected(*, enable: str = "", limits: Limits | None = None) -> Driver:
    """Return a driver that is logged in and has INBOX open."""
    enabling = f"E ENABLE {enable}\r\n".encode() if enable else b""
    return make_driver(begin=LOG_IN + enabling + b"S SELECT INBOX\r\n", limits=limits)


def arguments(
    octets: bytes, dialect: Dialect = REV1, *, by_uid: bool = False, limits: Limits | None = None
) -> Arguments:
    """Return arguments that have come whole."""
    return Arguments(octets, dialect=dialect, limits=limits or Limits(), by_uid=by_uid)


def refusal_of(call: Callable[[], object]) -> Completion:
    """Return what a parser's refusal answers."""
    try:
        call()
    except CommandRefusal as refusal:
        return refusal.completion
    message = "nothing was refused"
    raise AssertionError(message)


def split_at(octets: bytes, cuts: Iterable[int]) -> list[bytes]:
    """Cut `octets` at the given places."""
    places = [0, *sorted({cut % (len(octets) + 1) for cut in cuts}), len(octets)]
    return [octets[a:b] for a, b in pairwise(places) if a < b]
