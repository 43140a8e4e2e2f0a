"""Drives the engine with a peer's octets and a decision for each question."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import pairwise

from tempory.protocols.smtp import (
    LOGGED_IN,
    MESSAGE_STORED,
    NEED_DATA,
    PAUSED,
    RECIPIENT_OK,
    SENDER_OK,
    TLS_UNAVAILABLE,
    Connection,
    Event,
    Goodbye,
    LogIn,
    MailFrom,
    MessageReceived,
    Question,
    RcptTo,
    Reply,
    StartTls,
    Submission,
    Waiting,
)

Decide = Callable[[Question], Reply]

NO_MAILBOX = Reply(code=550, enhanced="5.1.1", text="No such mailbox")
BAD_SECRET = Reply(code=535, enhanced="5.7.8", text="No")
HELLO = b"EHLO client.example\r\n"
TO_DATA = HELLO + b"MAIL FROM:<a@client.example>\r\nRCPT TO:<b@tempory.test>\r\nDATA\r\n"
TO_BDAT = HELLO + b"MAIL FROM:<a@client.example>\r\nRCPT TO:<b@tempory.test>\r\n"


def accept_all(question: Question) -> Reply:
    """Accept mail for everybody except `nobody@…`, and who logs in with `secret`; TLS is not to be had."""
    match question:
        case MailFrom():
            return SENDER_OK
        case RcptTo():
            return NO_MAILBOX if question.address.local == "nobody" else RECIPIENT_OK
        case MessageReceived():
            return MESSAGE_STORED
        case StartTls():
            return TLS_UNAVAILABLE
        case LogIn():
            return LOGGED_IN if question.secret.reveal() == b"secret" else BAD_SECRET


@dataclass(slots=True)
class Driver:
    """A session without I/O: feed it octets, look at what it said and what happened."""

    engine: Connection
    decide: Decide = accept_all
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

    def codes(self, *chunks: bytes) -> list[str]:
        """Give octets; return the first two words of each reply, the continuation lines left out."""
        lines = self.feed(*chunks).decode("ascii").split("\r\n")
        return [" ".join(line.split(" ")[:2]) for line in lines if line[3:4] == " "]

    @property
    def messages(self) -> list[bytes]:
        return [event.content for event in self.events if isinstance(event, MessageReceived)]

    def _run(self) -> None:
        while True:
            event = self.engine.next_event()
            if isinstance(event, Waiting):
                assert event is NEED_DATA
                return
            self.events.append(event)
            if isinstance(event, MailFrom | RcptTo | MessageReceived | StartTls | LogIn):
                assert self.engine.next_event() is PAUSED
                self.said += self.engine.reply(self.decide(event))
                continue
            self.said += event.data
            if isinstance(event, Goodbye):
                self.ended = True
                return


def make_driver(decide: Decide = accept_all, *, submission: bool = False, **options: object) -> Driver:
    """Return a driver of a fresh engine."""
    engine = Submission if submission else Connection
    return Driver(engine(hostname="mx.tempory.test", **options), decide)  # type: ignore[arg-type]


def is_let_in(driver: Driver) -> bool:
    """Whether the peer has logged in."""
    return isinstance(driver.engine, Submission) and driver.engine.is_authenticated


def split_at(octets: bytes, cuts: Iterable[int]) -> list[bytes]:
    """Cut `octets` at the given places."""
    places = [0, *sorted({cut % (len(octets) + 1) for cut in cuts}), len(octets)]
    return [octets[a:b] for a, b in pairwise(places) if a < b]
