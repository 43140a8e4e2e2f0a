"""One peer's session, from greeting to goodbye."""

import asyncio
from collections.abc import Callable
from typing import assert_never

from tempory.delivery import (
    Delivery,
    DeliveryRefusal,
    Examined,
    Examiner,
    Incoming,
    RelayDenied,
    Reservation,
    UnknownRecipient,
)
from tempory.events import ConnectionClosed, Event, EventStream, MessageRefused, RecipientRefused, TlsEstablished
from tempory.protocols.smtp import (
    LOG_IN_UNAVAILABLE,
    MESSAGE_STORED,
    RECIPIENT_OK,
    SENDER_OK,
    TLS_READY,
    Answer,
    Connection,
    ContentRefused,
    Goodbye,
    LogIn,
    MailFrom,
    MessageReceived,
    RcptTo,
    Reply,
    StartTls,
    State,
    Submission,
    TransactionAbandoned,
    Waiting,
    encode_received,
    encode_return_path,
)
from tempory.sessions.budget import ByteBudget
from tempory.sessions.channel import Channel
from tempory.sessions.smtp import answers
from tempory.sessions.smtp.settings import SmtpSettings
from tempory.sessions.smtp.submitting import Submitter, Submitting
from tempory.values import Address, Clock, LocalProtocolError, Refusal, Unavailable
from tempory.watch import Forwarding

# Replies that are held back to leave together: more than one group of commands with all recipients of a message needs.
_BURST = 128


class SmtpSession:
    """Drives one engine over one channel. `run` once."""

    def __init__(
        self,
        channel: Channel,
        *,
        settings: SmtpSettings,
        delivery: Delivery,
        examiner: Examiner | None = None,
        reports: Forwarding | None = None,
        budget: ByteBudget,
        events: EventStream,
        clock: Clock,
        draw_id: Callable[[], str],
        listener: str = "smtp",
        tls_offered: bool = True,
        submitting: Submitting | None = None,
    ) -> None:
        """Take mail from everywhere, or, with `submitting`, from members who log in: for them nobody asks DNS."""
        self._channel = channel
        self._settings = settings
        self._delivery = delivery
        self._examiner = examiner
        self._reports = reports
        self._budget = budget
        self._holding = budget.holding(self._give_up)
        self._events = events
        self._clock = clock
        self._draw_id = draw_id
        self._listener = listener
        engine = Connection if submitting is None else Submission
        self._engine = engine(
            hostname=settings.hostname,
            limits=settings.limits,
            tls_offered=tls_offered,
            tls_active=channel.tls_version is not None,
        )
        hostname = settings.hostname
        self._submitter = None if submitting is None else Submitter(submitting, channel, hostname=hostname)
        self._unsent: list[bytes] = []
        self._sender = MailFrom(reverse_path=None)
        self._reservations: dict[str, Reservation] = {}
        self._report_to: Address | None = None
        self._is_discarding = False
        self._end = "lost"

    async def run(self) -> None:
        """Converse until either side ends it. What was reserved and held is given back, come what may."""
        with self._holding:
            try:
                await self._converse()
            finally:
                self._end_transaction()
                if self._submitter is not None:
                    self._submitter.close()
                self._publish(ConnectionClosed(listener=self._listener, reason=self._end))

    async def _converse(self) -> None:
        self._unsent.append(self._engine.greeting())
        while await self._advance():
            if len(self._unsent) >= _BURST:
                await self._flush()
                await asyncio.sleep(0)  # a peer that pipelines without end does not keep the others waiting

    async def _advance(self) -> bool:  # noqa: C901 (one case an event)
        """Handle one event; False at the end.

        A step of its own, so that no message outlives its delivery in a frame.
        """
        match self._engine.next_event():
            case Waiting.NEED_DATA:
                await self._receive()
            case Answer() as event:
                self._unsent.append(event.data)
            case MailFrom() as event:
                self._sender = event
                self._reply(SENDER_OK if self._submitter is None else self._submitter.check_sender(event))
            case RcptTo() as event:
                self._reply(await self._reserve(event))
            case MessageReceived() as event:
                self._reply(await self._deliver(event))
            case ContentRefused() as event:
                self._refuse_message(answers.FAULT_REASONS[event.fault])
                self._unsent.append(event.data)
            case TransactionAbandoned() as event:
                self._end_transaction()
                self._unsent.append(event.data)
            case LogIn() as event:
                self._reply(await self._log_in(event))
            case StartTls():
                await self._start_tls()
            case Goodbye() as event:
                await self._say_goodbye(event)
                return False
            case Waiting.PAUSED:
                message = "a question was left without an answer"
                raise LocalProtocolError(message)
            case unexpected:
                assert_never(unexpected)
        return True

    # Octets.

    async def _receive(self) -> None:
        """Send what is unsent, in one write, and read on."""
        await self._flush()
        channel, engine = self._channel, self._engine
        if self._submitter is not None and self._submitter.has_ended:
            return self._hang_up(answers.TAKEN_BACK, "forgotten")
        if engine.in_message and not self._is_discarding:
            await self._find_room()
        elif channel.is_draining and not engine.in_transaction:
            return self._hang_up(answers.DRAINING, "draining")
        if engine.is_at_beginning:
            channel.begin()
        data = await channel.read()
        if data:
            engine.receive_data(data)
        elif channel.end == "idle":
            self._hang_up(answers.IDLE, "idle")
        elif channel.end == "lost":
            engine.receive_data(b"")
        return None

    async def _find_room(self) -> None:
        """Count what is held and wait for room; without it, throw the message away and defer it when it has ended."""
        held = self._engine.held_octets * self._engine.recipients
        self._holding.set(held)
        # One message always fits; its copies for many recipients, sealed each on its own, may not.
        is_too_much = self._engine.recipients > 1 and not self._budget.fits(held)
        if not is_too_much and (self._holding.has_room or await self._holding.wait_for_room()):
            return
        self._give_up()
        self._holding.set(0)

    def _give_up(self) -> bool:
        """Throw away the message that is coming in, unless it has come in already."""
        if not self._engine.in_message:
            return False
        self._engine.discard_message(answers.OVER_BUDGET)
        self._is_discarding = True
        return True

    async def _flush(self) -> None:
        if self._unsent:
            data = self._unsent[0] if len(self._unsent) == 1 else b"".join(self._unsent)
            self._unsent.clear()
            await self._channel.write(data)

    def _reply(self, reply: Reply) -> None:
        self._unsent.append(self._engine.reply(reply))

    def _hang_up(self, reply: Reply, end: str) -> None:
        self._end = end
        self._unsent.append(self._engine.close(reply))

    async def _say_goodbye(self, event: Goodbye) -> None:
        self._end = answers.ENDING_REASONS.get(event.ending, self._end)
        self._unsent.append(event.data)
        await self._flush()
        self._channel.close()

    async def _start_tls(self) -> None:
        await self._flush()
        if self._channel.has_unread:
            # What came in clear after STARTTLS: the engine refuses it (RFC 3207 §5).
            self._engine.receive_data(await self._channel.read())
        announcement = self._engine.reply(TLS_READY)
        if self._engine.state is not State.TLS:
            self._unsent.append(announcement)
        elif await self._channel.start_tls(announcement):
            self._engine.tls_established()
            self._publish(TlsEstablished(listener=self._listener, version=self._channel.tls_version or ""))
        else:
            self._engine.close(answers.IDLE)

    async def _log_in(self, event: LogIn) -> Reply:
        return LOG_IN_UNAVAILABLE if self._submitter is None else await self._submitter.log_in(event)

    # The transaction.

    async def _reserve(self, event: RcptTo) -> Reply:
        key = event.address.canonical
        if key in self._reservations:
            return RECIPIENT_OK  # one mailbox, one copy
        if self._report_to is not None:
            return RECIPIENT_OK if self._report_to == event.address else answers.REPORT_APART
        if self._reservations and not self._budget.fits(self._sender.size * (len(self._reservations) + 1)):
            return answers.TOO_MANY_FOR_ITS_SIZE
        if self._submitter is not None and not self._submitter.take_recipient():
            self._publish(RecipientRefused(listener=self._listener, reason="rate"))
            return answers.SENT_TOO_MUCH
        try:
            return await self._find_place(key, event.address)
        except (DeliveryRefusal, Unavailable) as error:
            reply, reason = answers.answer_refusal(error)
            if self._submitter is not None and isinstance(error, RelayDenied):
                reply = answers.NO_RELAY_YET
            self._publish(RecipientRefused(listener=self._listener, reason=reason))
            return reply

    async def _find_place(self, key: str, address: Address) -> Reply:
        try:
            self._reservations[key] = await self._delivery.reserve(address, self._sender.size)
        except UnknownRecipient:
            if self._reports is None or not await self._reports.reads(address):
                raise
            # Both could not be taken as one: a mailbox that is full would have the report sent twice.
            if self._reservations:
                return answers.REPORT_APART
            self._report_to = address
        return RECIPIENT_OK

    async def _deliver(self, event: MessageReceived) -> Reply:
        reservations = tuple(self._reservations.values())
        self._holding.set(len(event.content) * len(reservations))
        reverse_path = self._sender.reverse_path
        try:
            examined = await self._examine(event)
            content = self._trace(event, reservations, examined)
            if self._report_to is not None and self._reports is not None:
                self._holding.set(3 * len(content))  # as it came, what is cut out of it, and that sealed
                await self._take_report(self._reports, content, examined)
            else:
                self._reservations = {}  # `deliver` gives them back
                await self._delivery.deliver(content, reservations, reverse_path=reverse_path, examined=examined)
        except (Refusal, Unavailable) as error:
            self._refuse_message(answers.MESSAGE_REASONS.get(type(error), "storage"))
            return answers.answer_refusal(error)[0]
        finally:
            self._end_transaction()
        return MESSAGE_STORED

    async def _take_report(self, reports: Forwarding, content: bytes, examined: Examined | None) -> None:
        await reports.take(
            content,
            peer=self._channel.peer,
            reverse_path=self._sender.reverse_path,
            judgement=None if examined is None else examined.judgement,
        )

    async def _examine(self, event: MessageReceived) -> Examined | None:
        if self._submitter is not None:
            return await self._submitter.examine(event.content, self._sender.reverse_path)
        if self._examiner is None:
            return None
        incoming = Incoming(
            content=event.content,
            peer=self._channel.peer,
            hello=event.hello,
            reverse_path=self._sender.reverse_path,
        )
        return await self._examiner.examine(incoming)

    def _trace(self, event: MessageReceived, reservations: tuple[Reservation, ...], examined: Examined | None) -> bytes:
        """Return the message under its trace fields; what was found out about its sender stands on top (RFC 8601)."""
        # Where a member is while writing is nobody's business: neither their machine's name nor its address is told.
        is_member = self._submitter is not None
        received = encode_received(
            hello="" if is_member else event.hello,
            peer="" if is_member else self._channel.peer,
            hostname=self._settings.hostname,
            protocol=event.protocol,
            transaction=self._draw_id(),
            received_at=self._clock.now(),
            recipient=reservations[0].address if len(reservations) == 1 else self._report_to,
            tls_version=self._channel.tls_version,
            tls_cipher=self._channel.tls_cipher,
        )
        return_path = encode_return_path(self._sender.reverse_path)
        if examined is None:
            return return_path + received + event.content
        return return_path + examined.results + received + examined.content

    def _refuse_message(self, reason: str) -> None:
        self._end_transaction()
        self._publish(MessageRefused(listener=self._listener, reason=reason))

    def _end_transaction(self) -> None:
        """Give back what the transaction reserved and held."""
        if self._reservations:
            self._delivery.release(tuple(self._reservations.values()))
            self._reservations = {}
        self._report_to = None
        self._holding.set(0)
        self._is_discarding = False

    def _publish(self, event: Event) -> None:
        self._events.publish(event)
