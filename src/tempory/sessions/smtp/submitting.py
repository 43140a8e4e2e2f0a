"""What is asked of members who send, beside what is asked of everybody: who they are, as whom, and how much.

RFC 6409. Their app password is looked at when they log in, and heard of again if it is taken back.
"""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, final

from tempory.accesslog import Verb, Way, by_holder
from tempory.delivery import Examined, SubmissionRefused, Submissions
from tempory.events import AccessEnded, Event, EventStream, MailboxForgotten
from tempory.protocols.smtp import LOG_IN_UNAVAILABLE, LOGGED_IN, SENDER_OK, LogIn, MailFrom, Reply
from tempory.sessions.channel import Channel
from tempory.sessions.entrance import Entrance, LogInRefused, TooManyTries
from tempory.sessions.smtp import answers
from tempory.values import Address, MemberId, Unavailable

if TYPE_CHECKING:
    from tempory.people import Sender

_HOUR: Final = 3600


@final
class SendingRates:
    """Recipients that each member may still write to: so many at once, and as many again within an hour.

    Kept in memory; a member forgotten for lack of room, or by a restart, starts anew.
    """

    def __init__(self, *, per_hour: Callable[[], int], monotonic: Callable[[], float], room: int = 20_000) -> None:
        self._per_hour = per_hour
        self._monotonic = monotonic
        self._room = room
        self._left: OrderedDict[MemberId, tuple[float, float]] = OrderedDict()

    def take(self, member: MemberId) -> bool:
        """Count one recipient; False if there have been too many."""
        most, now = float(self._per_hour()), self._monotonic()
        left, since = self._left.get(member, (most, now))
        left = min(most, left + (now - since) * most / _HOUR)
        if left < 1:
            return False
        self._left[member] = (left - 1, now)
        self._left.move_to_end(member)
        if len(self._left) > self._room:
            self._left.popitem(last=False)
        return True


@dataclass(frozen=True, slots=True, kw_only=True)
class Submitting:
    """What all sessions of members who send share."""

    entrance: Entrance
    submissions: Submissions
    rates: SendingRates
    events: EventStream


@final
class Submitter:
    """Who sends in one session. `close` it at the end."""

    def __init__(self, service: Submitting, channel: Channel, *, hostname: str) -> None:
        self._service = service
        self._channel = channel
        self._hostname = hostname
        self._sender: Sender | None = None
        self._unsubscribe: Callable[[], None] = lambda: None
        self.has_ended = False
        """Whether what the member logged in by was taken back: nothing more is taken from this session."""

    async def log_in(self, event: LogIn) -> Reply:
        """Answer a log-in."""
        try:
            sender = await self._service.entrance.admit_sender(event.name, event.secret, peer=self._channel.peer)
            self._sender = sender
            self._unsubscribe = self._service.events.subscribe(self._hear, mailbox=sender.mailbox)
            await self._service.entrance.confirm(sender)
        except TooManyTries:
            return answers.TOO_MANY_TRIES
        except LogInRefused as refusal:
            self.close()
            return Reply(code=535, enhanced="5.7.8", text=refusal.public_reason)
        except Unavailable:
            self.close()
            return LOG_IN_UNAVAILABLE
        return answers.TAKEN_BACK if self.has_ended else LOGGED_IN

    def check_sender(self, event: MailFrom) -> Reply:
        """Answer MAIL: a member sends as themselves."""
        if self.has_ended or self._sender is None:
            return answers.TAKEN_BACK
        reverse_path = event.reverse_path
        is_own = reverse_path is not None and reverse_path.canonical in self._sender.addresses
        return SENDER_OK if is_own else answers.NOT_YOUR_ADDRESS

    def take_recipient(self) -> bool:
        """Count a recipient; False if the member has written to too many."""
        return self._sender is not None and self._service.rates.take(self._sender.member)

    async def examine(self, content: bytes, reverse_path: Address | None) -> Examined:
        """Return the message as it is delivered, once the access log says that it is sent.

        Raises `SubmissionRefused`, `LogUnavailable`.
        """
        sender = self._sender
        if self.has_ended or sender is None or reverse_path is None:
            message = "What you logged in with was taken back."
            raise SubmissionRefused(message)
        prepare = self._service.submissions.prepare
        examined = prepare(content, own=sender.addresses, reverse_path=reverse_path, hostname=self._hostname)
        access = by_holder(sender.mailbox.octets, Verb.SEND, Way.SUBMISSION, peer=self._channel.peer)
        await self._service.entrance.log.record(access)
        return examined

    def close(self) -> None:
        """Hear no more."""
        self._unsubscribe()
        self._sender = None

    def _hear(self, event: Event) -> None:
        if isinstance(event, AccessEnded) and not (self._sender and event.concerns(self._sender.by)):
            return
        if isinstance(event, MailboxForgotten | AccessEnded):
            self.has_ended = True
            self.close()
            self._channel.wake()
