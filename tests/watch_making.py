"""The watch for tests: over a real store, with officers who hold the team's key as their page would."""

from dataclasses import dataclass, field
from pathlib import Path
from secrets import token_bytes

from tempory.app.watch import Answers
from tempory.delivery import Delivery
from tempory.people import Actor, People, Role
from tempory.sealing import KeyPair, open_report, open_team_key, seal_team_key
from tempory.storage.sqlite import KeyStore, MailStore
from tempory.storage.sqlite.watch_store import WatchStore
from tempory.values import Address, MailboxId, MessageId, RecordId, Secret
from tempory.watch import Channel, DayKeys, Report, TeamWrap, Watch
from tests.making import DOMAIN, World
from tests.people_making import Person, Town, open_town

LETTER = (
    b"From: PayPal Service <a@evil.example>\r\nSubject: Your account has been limited\r\n"
    b"Content-Type: text/html\r\n\r\n<p>Verify your account: "
    b'<a href="http://evil.example/login?for=%s">https://www.paypal.com/signin</a></p>\r\n'
)
"""Dangerous, and a little different for each reader."""
HARMLESS = b"From: Maya <maya@firm.example>\r\nSubject: Lunch\r\n\r\nhttps://evil.example/login\r\n"


@dataclass(slots=True)
class Lookout:
    """`told` keeps what would be written to reporters."""

    town: Town
    watch: Watch
    delivery: Delivery
    told: list[tuple[MailboxId, Report, str]] = field(default_factory=list)

    async def officer(self, name: str = "Olga", role: Role = Role.SECURITY_OFFICER) -> tuple[Person, Actor]:
        """Settle somebody of the team, signed in with a second factor."""
        person = await self.town.settle(name, role)
        return person, (await self.town.log_in(person)).actor

    async def make_key(self, person: Person, by: Actor, *others: Person) -> tuple[RecordId, KeyPair]:
        """Make the team's key, as the page of an officer does."""
        key, pair = RecordId(token_bytes(16)), KeyPair.draw(token_bytes)
        wraps = [wrap_for(each, key, pair) for each in (person, *others)]
        await self.watch.team.make(by, key, pair.public_key.octets, wraps)
        return key, pair

    async def mailbox(self, name: str) -> tuple[MailboxId, Address, Secret]:
        """Make a disposable mailbox; its holder's secret comes with it."""
        token = Secret(token_bytes(32))
        mailbox, address = await self.town.world.mailboxes.create_open(token, name=name)
        assert address is not None
        return mailbox.id, address, token

    async def receive(self, address: Address, content: bytes) -> MessageId:
        """Let a message arrive; return its id."""
        reservation = await self.delivery.reserve(address, len(content))
        await self.delivery.deliver(content, [reservation], reverse_path=None)
        (newest, *_) = (await self.town.world.mailboxes.messages(reservation.mailbox)).messages
        return newest.id

    async def report(self, name: str = "ann", content: bytes = LETTER) -> tuple[Report, MailboxId, Secret]:
        """Make a mailbox, let a message arrive in it, and report that."""
        mailbox, address, token = await self.mailbox(name)
        message = await self.receive(address, content)
        return await self.watch.reports.file(mailbox, message, content, Channel.API), mailbox, token


def wrap_for(person: Person, key: RecordId, pair: KeyPair) -> TeamWrap:
    wrap = seal_team_key(pair.seed, person.keys.public_key, key=key, mailbox=person.mailbox)
    return TeamWrap(key=key, mailbox=person.mailbox, wrap=wrap)


async def open_as(lookout: Lookout, person: Person, by: Actor, report: Report) -> bytes:
    """Open a report as the officer's page does: the wrap with the mailbox's key, the report with the team's."""
    standing = await lookout.watch.team.show(by)
    (wrap,) = [each for each in standing.wraps if each.key == report.key]
    team = KeyPair(open_team_key(person.keys, wrap.wrap, key=wrap.key, mailbox=person.mailbox))
    return open_report(team, await lookout.watch.desk.open(by, report.id), key=report.key, report=report.id)


def open_lookout(folder: Path) -> Lookout:
    town = open_town(folder)
    workshop = town.world.workshop
    storage = town.storage
    days = DayKeys(storage.keys.fingerprint_days, storage.watch, clock=workshop.clock, random=workshop.random)
    told: list[tuple[MailboxId, Report, str]] = []

    async def tell(mailbox: MailboxId, report: Report, text: str) -> None:
        told.append((mailbox, report, text))

    watch = Watch(
        town.office,
        storage.watch,
        mailboxes=town.world.mailboxes,
        days=days,
        tell=tell,
        monotonic=lambda: town.world.clock.now() / 1000,
    )
    delivery = Delivery(
        store=storage.mail,
        hasher=workshop.hasher,
        domains=(DOMAIN,),
        clock=workshop.clock,
        random=workshop.random,
        events=workshop.events,
        log=workshop.log,
        days=days,
    )
    return Lookout(town=town, watch=watch, delivery=delivery, told=told)


def watch_of(world: World, people: People) -> Watch:
    """Return the watch of a world, over its own stores, with letters that really arrive."""
    mail, keys = world.workshop.store, world.workshop.keys
    assert isinstance(mail, MailStore)
    assert isinstance(keys, KeyStore)
    store = WatchStore(mail, mail._looking)
    return Watch(
        people.office,
        store,
        mailboxes=world.mailboxes,
        days=DayKeys(keys.fingerprint_days, store, clock=world.clock, random=token_bytes),
        tell=Answers(mail, world.workshop, mailboxes=world.mailboxes).tell,
        monotonic=lambda: world.clock.now() / 1000,
    )
