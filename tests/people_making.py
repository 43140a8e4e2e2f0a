"""Members for tests: what the page does, done in Python over a real store, with quick made-up passwords."""

import hashlib
from dataclasses import dataclass, field
from pathlib import Path
from secrets import token_bytes

from tempory.mailboxes import Mailboxes
from tempory.people import (
    Act,
    Browser,
    GlassRequest,
    Member,
    NewAppPassword,
    NewMailbox,
    NewPassword,
    Office,
    People,
    Permission,
    Role,
    Scope,
    SignedIn,
    Site,
    Ticket,
)
from tempory.people.acts import Actor
from tempory.people.factors import Proof
from tempory.people.totp import code_at, step_at
from tempory.sealing import (
    MEMBER_PARAMETERS,
    KeyPair,
    SecretKind,
    TokenHalves,
    seal_to_escrow,
    split_app_password,
    wrap_private_key,
)
from tempory.storage.sqlite import MailStore, Storage, open_storage
from tempory.storage.sqlite.people_store import PeopleStore
from tempory.values import MailboxId, Secret
from tests.making import World, make_world

PASSWORD = "a heron stands in the reeds"
SITE = Site(host="localhost", origin="https://localhost")
BROWSER = Browser(device="Firefox on Linux", place="192.0.2.0/24")
ANYBODY = Actor(place="192.0.2.0/24")
ALL = frozenset(Permission)


def split_quickly(password: str, salt: bytes) -> TokenHalves:
    """Stand in for Argon2id, which these tests need not wait for; tests/sealing has the real one."""
    auth, key = (hashlib.sha256(label + salt + password.encode()).digest() for label in (b"auth", b"key"))
    return TokenHalves(auth=Secret(auth), key=Secret(key))


@dataclass(slots=True)
class Person:
    """A member and what only the member has."""

    member: Member
    password: str = PASSWORD
    keys: KeyPair = field(default_factory=lambda: KeyPair.draw(token_bytes))
    mailbox: MailboxId = field(default_factory=lambda: MailboxId(token_bytes(16)))
    recovery_key: Secret = field(default_factory=lambda: Secret(token_bytes(32)))
    totp: Secret | None = None
    device: Secret | None = None
    signed_in: SignedIn | None = None

    @property
    def address(self) -> str:
        return str(self.member.addresses[0])

    def wrap(self, key_half: Secret) -> bytes:
        return wrap_private_key(self.keys.seed, key_half=key_half, mailbox=self.mailbox, random=token_bytes)

    def new_password(self, password: str | None = None) -> NewPassword:
        salt = token_bytes(16)
        halves = split_quickly(password or self.password, salt)
        return NewPassword(
            salt=salt, parameters=MEMBER_PARAMETERS, auth_half=halves.auth, inner_wrap=self.wrap(halves.key)
        )


@dataclass(slots=True)
class Town:
    """People over a real store, with a clock moved by hand and every act kept."""

    world: World
    people: People
    acts: list[Act]
    storage: Storage
    told: list[tuple[Member, GlassRequest]] = field(default_factory=list)

    @property
    def office(self) -> Office:
        return self.people.office

    async def invite(self, name: str = "Ines", address: str = "", *roles: Role) -> tuple[Person, Secret]:
        local = "".join(letter for letter in name.lower() if letter.isascii() and letter.isalnum())
        member, link = await self.people.directory.invite(
            ANYBODY,
            ALL,
            name=name,
            addresses=[address or f"{local}@tempory.test"],
            language="en",
            roles=frozenset(roles),
        )
        return Person(member), link

    async def enrol(self, person: Person, link: Secret) -> SignedIn:
        escrow = self.office.rules.escrow
        mailbox = NewMailbox(
            id=person.mailbox,
            public_key=person.keys.public_key.octets,
            recovery_wrap=person.wrap(person.recovery_key),
            escrow_wrap=None if escrow is None else seal_to_escrow(person.keys.seed, escrow, mailbox=person.mailbox),
        )
        signed_in = await self.people.enrolment.enrol(link, person.new_password(), mailbox, BROWSER)
        person.member, person.signed_in, person.device = signed_in.member, signed_in, signed_in.new_device
        return signed_in

    async def settle(self, name: str = "Ines", *roles: Role, factor: bool = False) -> Person:
        """Invite and enrol somebody; with a second factor for those who have roles."""
        person, link = await self.invite(name, "", *roles)
        signed_in = await self.enrol(person, link)
        if roles or factor:
            await self.add_totp(person, signed_in)
        return person

    async def add_totp(self, person: Person, signed_in: SignedIn) -> None:
        secret, _ = await self.people.factors.begin_totp(person.member)
        await self.people.factors.confirm_totp(signed_in, code_at(secret, step_at(self.office.now())), "Phone")
        person.totp = secret
        self.world.clock.advance(60)

    def code(self, person: Person) -> str:
        assert person.totp is not None
        return code_at(person.totp, step_at(self.office.now()))

    async def log_in(
        self, person: Person, password: str | None = None, browser: Browser = BROWSER, peer: str | None = "p"
    ) -> SignedIn:
        """Do what the page does: ask for parameters, derive, show a code if one is asked for."""
        salt, _ = await self.people.login.parameters(person.address)
        halves = split_quickly(password or person.password, salt)
        answer = await self.people.login.begin(person.address, halves.auth, browser, peer=peer)
        if isinstance(answer, Ticket):
            answer = await self.people.login.finish(answer.token, Proof(code=self.code(person)), browser, peer=peer)
            self.world.clock.advance(60)
        person.signed_in = answer
        return answer

    async def app_password(self, person: Person, *scopes: Scope, secret: Secret | None = None) -> str:
        drawn = secret or Secret(token_bytes(32))
        halves = split_app_password(drawn)
        reads = any(scope.reads for scope in scopes)
        assert person.signed_in is not None
        await self.people.app_passwords.make(
            person.signed_in,
            NewAppPassword(
                name="Laptop",
                scopes=frozenset(scopes),
                auth_half=halves.auth,
                inner_wrap=person.wrap(halves.key) if reads else None,
            ),
        )
        return SecretKind.APP_PASSWORD.encode(drawn)


Told = list[tuple[Member, GlassRequest]]


def people_of(world: World, site: Site = SITE, acts: list[Act] | None = None, told: Told | None = None) -> People:
    """Return the people of a world, over its own store."""
    store = world.workshop.store
    assert isinstance(store, MailStore)

    async def keep(act: Act) -> None:
        if acts is not None:
            acts.append(act)

    async def notify(member: Member, request: GlassRequest) -> None:
        if told is not None:
            told.append((member, request))

    office = Office(
        store=PeopleStore(store.writer, store._looking),
        workshop=world.workshop,
        server_key=Secret(b"s" * 32),
        site=lambda: site,
        on_act=keep,
    )
    return People(
        office,
        mailboxes=Mailboxes(world.workshop),
        folders=store,
        monotonic=lambda: world.clock.now() / 1000,
        notify=notify,
    )


def make_town(storage: Storage, world: World | None = None) -> Town:
    world = world or make_world(storage.mail, storage.keys)
    acts: list[Act] = []
    told: Told = []
    people = people_of(world, acts=acts, told=told)
    return Town(world=world, people=people, acts=acts, storage=storage, told=told)


def open_town(folder: Path) -> Town:
    return make_town(open_storage(folder))
