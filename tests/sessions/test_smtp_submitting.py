"""Members who send: who they are, how much they may, and what ends it."""

import base64
from collections.abc import Iterator
from pathlib import Path

import pytest

from tempory.accesslog import LogUnavailable
from tempory.delivery import Submissions
from tempory.events import AccessEnded
from tempory.people import Scope
from tempory.people.acts import Actor
from tempory.protocols.smtp import Limits
from tempory.sessions import ByteBudget
from tempory.sessions.entrance import SENDING_REFUSAL, Entrance, EntranceSettings, LogInRefused, TooManyTries
from tempory.sessions.smtp import SendingRates, SmtpSession, SmtpSettings, Submitting
from tempory.values import MemberId, Secret
from tests.people_making import PASSWORD, Person, Town, open_town
from tests.sessions.doubles import InMemoryDelivery, MemoryChannel

pytestmark = pytest.mark.anyio

PEER = "192.0.2.77"


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    made = open_town(tmp_path)
    yield made
    made.storage.close()


def entrance_of(town: Town, settings: EntranceSettings | None = None) -> Entrance:
    return Entrance(town.world.mailboxes, people=town.people, monotonic=lambda: 0.0, settings=settings)


async def sending(town: Town, person: Person) -> Secret:
    return Secret((await town.app_password(person, Scope.SUBMISSION)).encode())


async def test_an_app_password_for_sending_lets_its_member_send_and_opens_nothing(town: Town) -> None:
    ines, entrance = await town.settle(), entrance_of(town)
    secret = await sending(town, ines)
    sender = await entrance.admit_sender(ines.address.upper(), secret, peer=PEER)
    assert sender == await entrance.admit_sender("", secret, peer=PEER)
    assert (sender.mailbox, list(sender.addresses)) == (ines.member.mailbox, [ines.address])
    assert [(act.what, act.where) for act in town.acts][-1] == ("mail.submit", "192.0.2.0/24")
    await entrance.confirm(sender)
    await town.people.app_passwords.revoke(actor_of(ines), ines.member, sender.by)
    with pytest.raises(LogInRefused):
        await entrance.confirm(sender)


def actor_of(person: Person) -> Actor:
    assert person.signed_in is not None
    return person.signed_in.actor


async def test_everything_else_is_refused_with_one_answer(town: Town) -> None:
    ines, entrance = await town.settle(), entrance_of(town)
    reading = await town.app_password(ines, Scope.IMAP, Scope.POP3, Scope.API)
    own = (await sending(town, ines)).reveal().decode()
    shown = [(ines.address, text) for text in (PASSWORD, reading, "tpp_" + "A" * 43, "tpy_" + "A" * 43, "é\udcff"[:1])]
    for name, text in [*shown, ("nora@tempory.test", own), ("nobody", own)]:
        with pytest.raises(LogInRefused) as refusal:
            await entrance.admit_sender(name, Secret(text.encode()), peer=text)
        assert refusal.value.public_reason == SENDING_REFUSAL


async def test_an_entrance_without_members_lets_nobody_send(town: Town) -> None:
    ines = await town.settle()
    entrance = Entrance(town.world.mailboxes, monotonic=lambda: 0.0)
    with pytest.raises(LogInRefused):
        await entrance.admit_sender(ines.address, await sending(town, ines), peer=PEER)


async def test_guessing_here_counts_everywhere(town: Town) -> None:
    entrance = entrance_of(town, EntranceSettings(burst=2))
    for _ in range(2):
        with pytest.raises(LogInRefused):
            await entrance.admit_sender("a@tempory.test", Secret(b"guess"), peer=PEER)
    with pytest.raises(TooManyTries):
        await entrance.admit_sender("a@tempory.test", Secret(b"guess"), peer=PEER)


def test_rates_are_each_members_own_and_come_back() -> None:
    now = 0.0
    rates = SendingRates(per_hour=lambda: 2, monotonic=lambda: now, room=2)
    one, two, three = (MemberId(bytes([number]) * 16) for number in range(3))
    assert [rates.take(one) for _ in range(3)] == [True, True, False]
    assert rates.take(two)
    now = 1799.0
    assert not rates.take(one)
    now = 1801.0
    assert [rates.take(one) for _ in range(2)] == [True, False]
    assert rates.take(three)  # `two` is forgotten, for lack of room
    assert len(rates._left) == 2


class Stage:
    """One session of a member, everything around it in memory but the people."""

    def __init__(self, town: Town, entrance: Entrance, *incoming: bytes, per_hour: int = 10) -> None:
        self.channel = MemoryChannel(list(incoming), tls_version="TLSv1.3")
        self.delivery = InMemoryDelivery()
        workshop = town.world.workshop
        self.session = SmtpSession(
            self.channel,
            settings=SmtpSettings(hostname="mx.tempory.test", limits=Limits()),
            delivery=self.delivery,
            budget=ByteBudget(),
            events=workshop.events,
            clock=workshop.clock,
            draw_id=lambda: "4f2a",
            listener="submissions",
            submitting=Submitting(
                entrance=entrance,
                submissions=Submissions(clock=workshop.clock, draw_id=lambda: "4f2a"),
                rates=SendingRates(per_hour=lambda: per_hour, monotonic=lambda: 0.0),
                events=workshop.events,
            ),
        )

    async def run(self) -> list[str]:
        await self.session.run()
        assert self.delivery.is_even
        return self.channel.said


def log_in(person: Person, secret: Secret) -> bytes:
    told = base64.b64encode(b"\0" + person.address.encode() + b"\0" + secret.reveal())
    return b"EHLO laptop.home\r\nAUTH PLAIN " + told + b"\r\n"


async def test_a_message_leaves_without_where_its_writer_is(town: Town) -> None:
    ines = await town.settle()
    letter = f"From: {ines.address}\r\n\r\nHi\r\n".encode()
    stage = Stage(
        town,
        entrance_of(town),
        log_in(ines, await sending(town, ines)),
        f"MAIL FROM:<{ines.address}>\r\nRCPT TO:<b@tempory.test>\r\nRCPT TO:<b@elsewhere.example>\r\n".encode(),
        b"DATA\r\n",
        letter + b".\r\n",
    )
    assert (await stage.run())[2:] == ["235 2.7.0", "250 2.1.0", "250 2.1.5", "550 5.7.1", "354 Send", "250 2.0.0"]
    (kept,) = stage.delivery.kept
    assert b"Received: from unknown\r\n\tby mx.tempory.test with ESMTPSA (TLSv1.3) id 4f2a\r\n" in kept.content
    assert b"laptop" not in kept.content
    assert b"192.0.2" not in kept.content


async def test_one_recipient_too_many_waits(town: Town) -> None:
    ines = await town.settle()
    recipients = b"RCPT TO:<b@tempory.test>\r\nRCPT TO:<c@tempory.test>\r\n"
    opening = f"MAIL FROM:<{ines.address}>\r\n".encode() + recipients
    stage = Stage(town, entrance_of(town), log_in(ines, await sending(town, ines)), opening, per_hour=1)
    assert (await stage.run())[-2:] == ["250 2.1.5", "450 4.7.1"]


async def test_a_suspended_member_is_hung_up_on_before_the_message_is_taken(town: Town) -> None:
    ines, entrance = await town.settle(), entrance_of(town)
    opening = f"MAIL FROM:<{ines.address}>\r\nRCPT TO:<b@tempory.test>\r\n".encode()
    letter = f"DATA\r\nFrom: {ines.address}\r\n\r\n.\r\n".encode()
    stage = Stage(town, entrance, log_in(ines, await sending(town, ines)), opening, letter)

    def take_back(data: bytes) -> None:
        if data == letter:
            assert ines.member.mailbox is not None
            town.world.workshop.events.publish(AccessEnded(mailbox=ines.member.mailbox))

    stage.channel.on_read = take_back
    assert (await stage.run())[-3:] == ["354 Send", "550 5.7.1", "421 4.7.0"]
    assert not stage.delivery.kept


async def test_what_cannot_be_recorded_is_not_sent(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    ines, entrance = await town.settle(), entrance_of(town)
    opening = f"MAIL FROM:<{ines.address}>\r\nRCPT TO:<b@tempory.test>\r\n".encode()
    letter = f"DATA\r\nFrom: {ines.address}\r\n\r\n.\r\n".encode()
    stage = Stage(town, entrance, log_in(ines, await sending(town, ines)), opening, letter)

    async def fail(*_: object) -> None:
        message = "the disk is full"
        raise LogUnavailable(message)

    stage.channel.on_read = lambda data: monkeypatch.setattr(entrance.log, "record", fail) if data == letter else None
    assert (await stage.run())[-1] == "451 4.3.0"
    assert not stage.delivery.kept
    again = Stage(town, entrance, log_in(ines, await sending(town, ines)))
    assert (await again.run())[-1] == "454 4.7.0"
