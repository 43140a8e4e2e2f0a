import asyncio

import pytest

from tempory.delivery import Delivery, DeliveryRefusal, MailboxFull, StorageUnavailable, UnknownRecipient
from tempory.events import (
    ConnectionClosed,
    Event,
    EventStream,
    MessageRefused,
    RecipientRefused,
    TlsEstablished,
)
from tempory.protocols.smtp import Limits
from tempory.sessions import BudgetSettings, ByteBudget
from tempory.sessions.smtp import SmtpSession, SmtpSettings, answer_refusal, answer_unserved
from tempory.values import Unavailable
from tests.making import HandClock
from tests.sessions.doubles import InMemoryDelivery, MemoryChannel

pytestmark = pytest.mark.anyio

HELLO = b"EHLO client.example\r\n"
OPENING = HELLO + b"MAIL FROM:<a@client.example> SIZE=40\r\nRCPT TO:<b@tempory.test>\r\n"
BODY = b"Subject: Hi\r\n\r\nThere\r\n"
QUIT = b"QUIT\r\n"


class Stage:
    """One session with everything around it in memory."""

    def __init__(self, *incoming: bytes, limits: Limits | None = None) -> None:
        self.channel = MemoryChannel(list(incoming))
        self.delivery = InMemoryDelivery()
        self.budget = ByteBudget(BudgetSettings(octets=1000, patience=0.01))
        self.stream = EventStream()
        self.events: list[Event] = []
        self.stream.subscribe(self.events.append)
        self.limits = limits or Limits()
        self.held_elsewhere = 0

    async def run(self, delivery: Delivery | None = None) -> list[str]:
        """Play it to the end; return the codes that were said."""
        session = SmtpSession(
            self.channel,
            settings=SmtpSettings(hostname="mx.tempory.test", limits=self.limits),
            delivery=delivery or self.delivery,
            budget=self.budget,
            events=self.stream,
            clock=HandClock(),
            draw_id=lambda: "4f2a",
        )
        await session.run()
        assert self.delivery.is_even
        assert self.budget.total == self.held_elsewhere
        return self.channel.said


async def test_a_message_is_delivered_with_its_trace() -> None:
    stage = Stage(OPENING + b"DATA\r\n", BODY + b".\r\n", QUIT)
    assert (await stage.run())[-2:] == ["250 2.0.0", "221 2.0.0"]
    [kept] = stage.delivery.kept
    assert kept.recipients == ("b@tempory.test",)
    assert kept.reverse_path == "a@client.example"
    assert kept.content == (
        b"Return-Path: <a@client.example>\r\n"
        b"Received: from client.example ([192.0.2.7])\r\n"
        b"\tby mx.tempory.test with ESMTP id 4f2a\r\n"
        b"\tfor <b@tempory.test>;\r\n"
        b"\tSat, 21 Nov 2026 12:00:00 +0000\r\n" + BODY
    )
    assert kept.body == BODY
    assert stage.delivery.sizes == [40]
    assert stage.events == [ConnectionClosed(listener="smtp", reason="quit")]
    assert stage.channel.is_closed


async def test_several_recipients_are_delivered_at_once_and_do_not_learn_of_each_other() -> None:
    stage = Stage(OPENING + b"RCPT TO:<c@tempory.test>\r\nDATA\r\n" + BODY + b".\r\n")
    await stage.run()
    [kept] = stage.delivery.kept
    assert kept.recipients == ("b@tempory.test", "c@tempory.test")
    assert b"for <" not in kept.content


async def test_one_mailbox_gets_one_copy() -> None:
    stage = Stage(OPENING + b"RCPT TO:<B@Tempory.TEST>\r\nDATA\r\n" + BODY + b".\r\n")
    await stage.run()
    assert stage.delivery.kept[0].recipients == ("b@tempory.test",)


async def test_pipelined_replies_leave_in_one_write() -> None:
    stage = Stage(HELLO, b"MAIL FROM:<>\r\nRCPT TO:<b@tempory.test>\r\nRCPT TO:<nobody@tempory.test>\r\nDATA\r\n")
    await stage.run()
    assert [write.count(b"\r\n") for write in stage.channel.written[:3]] == [1, 10, 4]


async def test_a_peer_that_pipelines_without_end_lets_others_run() -> None:
    stage = Stage(b"NOOP\r\n" * 1000)
    turns = 0

    async def count() -> None:
        nonlocal turns
        while not stage.channel.is_closed:
            turns += 1
            await asyncio.sleep(0)

    await asyncio.gather(stage.run(), count())
    assert turns >= 8
    assert max(write.count(b"\r\n") for write in stage.channel.written) <= 128


@pytest.mark.parametrize(
    ("recipient", "code", "reason"),
    [("nobody@tempory.test", "550 5.1.1", "unknown"), ("b@elsewhere.example", "550 5.7.1", "relay")],
)
async def test_recipients_that_are_not_ours(recipient: str, code: str, reason: str) -> None:
    stage = Stage(HELLO + b"MAIL FROM:<>\r\n", b"RCPT TO:<" + recipient.encode() + b">\r\n")
    assert (await stage.run())[-1] == code
    assert stage.events[0] == RecipientRefused(listener="smtp", reason=reason)


@pytest.mark.parametrize(
    ("error", "code", "reason"),
    [
        (MailboxFull(""), "452 4.2.2", "quota"),
        (StorageUnavailable(""), "451 4.3.0", "unavailable"),
        (Unavailable(""), "451 4.3.0", "unavailable"),
        (DeliveryRefusal(""), "554 5.7.0", "unavailable"),
    ],
)
async def test_refusals_at_rcpt(error: Exception, code: str, reason: str) -> None:
    stage = Stage(OPENING)
    stage.delivery.refusal = error
    assert (await stage.run())[-1] == code
    assert stage.events[0] == RecipientRefused(listener="smtp", reason=reason)


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (MailboxFull("secret"), "452 4.2.2"),
        (StorageUnavailable("secret"), "451 4.3.0"),
        (UnknownRecipient("secret"), "550 5.1.1"),
    ],
)
async def test_refusals_after_the_message(error: Exception, code: str) -> None:
    stage = Stage(OPENING + b"DATA\r\n", BODY + b".\r\n", QUIT)
    stage.delivery.failure = error
    assert (await stage.run())[-2:] == [code, "221 2.0.0"]
    assert stage.events[0] == MessageRefused(listener="smtp", reason="storage")
    assert b"secret" not in b"".join(stage.channel.written)


async def test_a_bug_does_not_accept_a_message() -> None:
    stage = Stage(OPENING + b"DATA\r\n", BODY + b".\r\n")
    stage.delivery.failure = ZeroDivisionError()
    with pytest.raises(ZeroDivisionError):
        await stage.run()
    assert stage.channel.said[-1].startswith("354")
    assert stage.events == [ConnectionClosed(listener="smtp", reason="lost")]


@pytest.mark.parametrize(
    ("content", "code", "reason"),
    [(b"a\nb\r\n", "550 5.5.2", "syntax"), (b"x" * 300 + b"\r\n", "552 5.3.4", "size")],
)
async def test_content_that_the_engine_refuses(content: bytes, code: str, reason: str) -> None:
    stage = Stage(OPENING + b"DATA\r\n" + content + b".\r\n", limits=Limits(message_octets=200))
    assert (await stage.run())[-1] == code
    assert stage.events[0] == MessageRefused(listener="smtp", reason=reason)
    assert stage.delivery.kept == []


@pytest.mark.parametrize("ending", [b"RSET\r\n", HELLO, QUIT, b"DATA\r\nhalf a mess", b"BDAT 5\r\nab"])
async def test_reservations_are_given_back(ending: bytes) -> None:
    stage = Stage(OPENING, ending)
    await stage.run()
    assert stage.delivery.sizes == [40]
    assert stage.delivery.kept == []


async def test_a_peer_that_goes_away() -> None:
    stage = Stage(OPENING)
    await stage.run()
    assert stage.events == [ConnectionClosed(listener="smtp", reason="lost")]
    assert stage.channel.is_closed


async def test_a_peer_that_falls_silent() -> None:
    stage = Stage(OPENING)
    stage.channel.last_end = "idle"
    assert (await stage.run())[-1] == "421 4.4.2"
    assert stage.events == [ConnectionClosed(listener="smtp", reason="idle")]


async def test_a_peer_that_errs_too_often() -> None:
    stage = Stage(b"X\r\n" * 30)
    assert (await stage.run())[-1] == "421 4.7.0"
    assert stage.events == [ConnectionClosed(listener="smtp", reason="errors")]


async def test_patience_is_renewed_for_each_command_and_each_message() -> None:
    stage = Stage(HELLO[:5], HELLO[5:], OPENING[len(HELLO) :] + b"DATA\r\n", b"x", b"\r\n.", b"\r\n", QUIT)
    await stage.run()
    assert stage.channel.begun == 4  # EHLO, MAIL, the message, QUIT; never in the middle


# TLS.


async def test_tls() -> None:
    stage = Stage(b"STARTTLS\r\n", OPENING + b"DATA\r\n", BODY + b".\r\n", QUIT)
    assert (await stage.run())[:2] == ["220 mx.tempory.test", "220 2.0.0"]
    assert stage.events[0] == TlsEstablished(listener="smtp", version="TLSv1.3")
    assert b"with ESMTPS (TLSv1.3) id" in stage.delivery.kept[0].content


async def test_a_handshake_that_fails() -> None:
    stage = Stage(b"STARTTLS\r\n", OPENING)
    stage.channel.tls_works = False
    assert (await stage.run())[-1] == "220 2.0.0"
    assert stage.events == [ConnectionClosed(listener="smtp", reason="lost")]


async def test_plaintext_that_is_already_there_ends_it() -> None:
    stage = Stage(b"STARTTLS\r\n", OPENING)

    def inject(_: bytes) -> None:
        stage.channel.injected = b"MAIL FROM:<x@y.example>\r\n"

    stage.channel.on_read = inject
    assert (await stage.run())[-1] == "554 5.5.1"
    assert stage.channel.tls_version is None
    assert stage.events == [ConnectionClosed(listener="smtp", reason="protocol")]


# Draining.


async def test_draining_ends_an_idle_session() -> None:
    stage = Stage(HELLO)
    stage.channel.is_draining = True
    assert await stage.run() == ["220 mx.tempory.test", "421 4.3.2"]
    assert stage.events == [ConnectionClosed(listener="smtp", reason="draining")]


async def test_draining_lets_a_message_finish() -> None:
    stage = Stage(OPENING + b"DATA\r\n", BODY, b".\r\n", b"MAIL FROM:<>\r\n")

    def drain(data: bytes) -> None:
        stage.channel.is_draining = stage.channel.is_draining or data == BODY

    stage.channel.on_read = drain
    assert (await stage.run())[-2:] == ["250 2.0.0", "421 4.3.2"]
    assert len(stage.delivery.kept) == 1


# The budget.


async def test_over_the_budget_a_message_is_deferred_in_step() -> None:
    stage = Stage(OPENING + b"DATA\r\n", b"x" * 900, b"y" * 900, b"z" * 900 + b"\r\n.\r\nNOOP\r\n", QUIT)
    elder = stage.budget.holding()
    elder.set(1)
    stage.held_elsewhere = 1000

    def grow(data: bytes) -> None:
        if data.startswith(b"x"):
            elder.set(1000)

    stage.channel.on_read = grow
    codes = await stage.run()
    assert codes[-3:] == ["452 4.3.1", "250 2.0.0", "221 2.0.0"]
    assert stage.delivery.kept == []
    assert stage.events[0] == MessageRefused(listener="smtp", reason="budget")


async def test_the_budget_counts_recipients() -> None:
    stage = Stage(OPENING + b"RCPT TO:<c@tempory.test>\r\nDATA\r\n", b"x" * 98, BODY)
    held: list[int] = []
    stage.channel.on_read = lambda _: held.append(stage.budget.total)
    await stage.run()
    assert held == [0, 2 * 2, (2 + 98) * 2]


async def test_the_budget_counts_until_the_message_is_stored() -> None:
    stage = Stage(OPENING + b"DATA\r\n", BODY + b".\r\n")
    stage.delivery.may_finish.clear()
    session = asyncio.create_task(stage.run())
    await stage.delivery.is_delivering.wait()
    assert stage.budget.total == len(BODY)
    stage.delivery.may_finish.set()
    await session


async def test_the_oldest_message_goes_on_over_the_budget() -> None:
    stage = Stage(OPENING + b"DATA\r\n", b"x" * 1500, b"y" * 1500, b"\r\n.\r\n")
    assert (await stage.run())[-1] == "250 2.0.0"


@pytest.mark.parametrize(
    ("reason", "start"),
    [("peer_limit", b"421 4.7.0 "), ("rate", b"421 4.7.0 "), ("draining", b"421 4.3.2 "), ("failed", b"421 4.3.0 ")],
)
def test_what_a_peer_gets_that_is_not_served(reason: str, start: bytes) -> None:
    assert answer_unserved(reason).startswith(start)


def test_an_error_of_no_known_kind_has_no_answer() -> None:
    with pytest.raises(ZeroDivisionError):
        answer_refusal(ZeroDivisionError())  # type: ignore[arg-type]


async def test_copies_that_together_pass_the_budget_are_refused_at_the_recipient() -> None:
    opening = (
        HELLO + b"MAIL FROM:<a@client.example> SIZE=300\r\nRCPT TO:<b@tempory.test>\r\nRCPT TO:<c@tempory.test>\r\n"
    )
    stage = Stage(opening + b"DATA\r\n", BODY + b".\r\n", QUIT)
    said = await stage.run()
    assert [line[:3] for line in said] == ["220", "250", "250", "250", "452", "354", "250", "221"]
    assert [kept.recipients for kept in stage.delivery.kept] == [("b@tempory.test",)]


async def test_copies_of_a_message_that_did_not_say_its_size_are_deferred() -> None:
    opening = HELLO + b"MAIL FROM:<a@client.example>\r\nRCPT TO:<b@tempory.test>\r\nRCPT TO:<c@tempory.test>\r\n"
    stage = Stage(opening + b"DATA\r\n", b"Subject: Hi\r\n\r\n" + b"x" * 400 + b"\r\n", b".\r\n", QUIT)
    said = await stage.run()
    assert [line[:3] for line in said] == ["220", "250", "250", "250", "250", "354", "452", "221"]
    assert stage.delivery.kept == []
