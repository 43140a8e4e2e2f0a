"""The HTTP face over real mailboxes, a real store and real delivery; only sockets are left out."""

import base64
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from dataclasses import dataclass, field
from ipaddress import ip_network
from pathlib import Path
from secrets import token_bytes
from typing import Any

import httpx
import pytest

from tempory.api import ApiSettings, Face, Listener, ServiceDescription, make_app
from tempory.api.peers import Network
from tempory.api.remote import FetchPicture
from tempory.delivery import Delivery
from tempory.people import People
from tempory.policy import REGISTER, Assessment, Evidence, State, assess
from tempory.sealing import KeyPair, SecretKind, split_token, wrap_private_key
from tempory.storage.sqlite import open_storage
from tempory.values import Address, MessageId, Secret
from tempory.watch import Watch
from tests.making import NOON, World, draw_mailbox_id, make_world
from tests.people_making import people_of
from tests.watch_making import watch_of

BASE = "https://localhost"
PEER = ("192.0.2.7", 40_000)


@dataclass(slots=True)
class HandMonotonic:
    """Shows what it was last set to, in seconds."""

    seconds: float = 1_000.0

    def __call__(self) -> float:
        return self.seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """A holder's secret, and how each mode shows it."""

    secret: Secret = field(default_factory=lambda: Secret(token_bytes(32)))

    @property
    def text(self) -> str:
        return SecretKind.TOKEN.encode(self.secret)

    @property
    def auth(self) -> Secret:
        return split_token(self.secret).auth

    @property
    def auth_half(self) -> str:
        return SecretKind.AUTH_HALF.encode(self.auth)

    @property
    def open(self) -> dict[str, str]:
        return {"authorization": f"Bearer {self.text}"}

    @property
    def sealed(self) -> dict[str, str]:
        return {"authorization": f"Bearer {self.auth_half}"}


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """A running service without its sockets."""

    world: World
    delivery: Delivery
    face: Face
    people: People
    watch: Watch
    monotonic: HandMonotonic

    def client(self, peer: tuple[str, int] = PEER, **headers: str) -> httpx.AsyncClient:
        transport = httpx.ASGITransport(self.face, client=peer)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return httpx.AsyncClient(transport=transport, base_url=BASE, headers=named)

    async def make_mailbox(self, name: str | None = None) -> tuple[Token, Address]:
        token = Token()
        _, address = await self.world.mailboxes.create_open(token.secret, name=name)
        return token, address

    async def deliver(self, address: Address, content: bytes | None = None, **fields: str) -> MessageId:
        """Deliver a message, made of `fields` if there is no `content`, and return its id."""
        raw = write_message(**fields) if content is None else content
        reservation = await self.delivery.reserve(address, len(raw))
        await self.delivery.deliver(raw, [reservation], reverse_path=Address.parse("bounce@shop.example"))
        page = await self.world.mailboxes.messages(reservation.mailbox, limit=1)
        return page.messages[0].id


def write_message(
    *, sender: str = "Shop <no-reply@shop.example>", subject: str = "Hello", text: str = "A letter."
) -> bytes:
    return f"From: {sender}\r\nTo: you@tempory.test\r\nSubject: {subject}\r\n\r\n{text}\r\n".encode()


def describe(world: World) -> ServiceDescription:
    return ServiceDescription(
        rules=world.workshop.rules,
        listeners={"smtp": Listener(host="127.0.0.1", port=2525, tls="starttls")},
        page="https://mail.tempory.test:8443/",
        hostname="mx.tempory.test",
    )


def assessments() -> list[Assessment]:
    evidence = Evidence(clause=REGISTER[0].id, state=State.KEPT, text="seen at /secret/path", checked_at=NOON)
    proofs = [evidence, *(None for _ in REGISTER[1:])]
    return [assess(clause, proof, now=NOON, since=NOON) for clause, proof in zip(REGISTER, proofs, strict=True)]


def make_house(
    folder: Path,
    world: World,
    settings: ApiSettings | None = None,
    *,
    trusted: Sequence[Network] = (),
    proxies: Sequence[Network] = (),
    fetch_picture: FetchPicture | None = None,
) -> House:
    monotonic = HandMonotonic()
    people = people_of(world)
    watch = watch_of(world, people)
    face = make_app(
        mailboxes=world.mailboxes,
        people=people,
        watch=watch,
        events=world.events,
        describe=lambda: describe(world),
        assess=assessments,
        clock=world.clock,
        fetch_picture=fetch_picture,
        settings=settings,
        static=folder / "static",
        trusted=trusted,
        proxies=proxies,
        monotonic=monotonic,
    )
    delivery = Delivery(
        store=world.workshop.store,  # type: ignore[arg-type]
        hasher=world.workshop.hasher,
        domains=world.workshop.rules.domains,
        clock=world.clock,
        random=token_bytes,
        events=world.events,
        log=world.workshop.log,
        days=watch.days,
    )
    return House(world=world, delivery=delivery, face=face, people=people, watch=watch, monotonic=monotonic)


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    storage = open_storage(tmp_path / "data")
    yield make_world(storage.mail, storage.keys)
    storage.close()


MakeHouse = Callable[..., House]


@pytest.fixture
def houses(tmp_path: Path, world: World) -> Iterator[MakeHouse]:
    """Make a house with other settings than the defaults."""
    made: list[House] = []

    def make(settings: ApiSettings | None = None, **options: Any) -> House:
        made.append(make_house(tmp_path, world, settings, **options))
        return made[-1]

    yield make
    for house in made:
        house.face.close()


@pytest.fixture
def house(houses: MakeHouse) -> House:
    return houses(trusted=(ip_network("192.0.2.0/24"),))


@pytest.fixture
async def client(house: House) -> AsyncIterator[httpx.AsyncClient]:
    async with house.client() as client:
        yield client


def sealed_creation(token: Token, **changes: object) -> dict[str, object]:
    """What the page sends to make a mailbox."""
    halves, pair, mailbox = split_token(token.secret), KeyPair.draw(token_bytes), draw_mailbox_id()
    wrap = wrap_private_key(pair.seed, key_half=halves.key, mailbox=mailbox, random=token_bytes)
    creation: dict[str, object] = {
        "id": str(mailbox),
        "public_key": base64.b64encode(pair.public_key.octets).decode(),
        "wrapped_key": base64.b64encode(wrap).decode(),
    }
    return creation | changes


def problem_of(response: httpx.Response) -> str:
    """Return a problem's slug, having checked that it is one in full (RFC 9457)."""
    assert response.headers["content-type"] == "application/problem+json"
    body = response.json()
    assert set(body) == {"type", "title", "status", "detail"}
    assert body["status"] == response.status_code
    return str(body["type"]).removeprefix("/problems/")
