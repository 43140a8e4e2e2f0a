"""The life of a mailbox, over a real store."""

from dataclasses import replace
from secrets import token_bytes

import pytest

from tempory.delivery import Delivery, UnknownRecipient
from tempory.events import MailboxCreated, MailboxExtended, MailboxForgotten, MessageChanged, MessageDeleted
from tempory.mailboxes import (
    AddressTaken,
    Creation,
    CredentialInUse,
    InvalidRequest,
    MailboxGone,
    MessageGone,
    NameReserved,
)
from tempory.mailboxes.forgetting import forget, reconcile, sweep
from tempory.mailboxes.making import make_operators
from tempory.sealing import KeyPair, open_profile, split_token, unwrap_private_key, wrap_private_key
from tempory.values import Address, MailboxId, Secret, Unavailable
from tests.making import DOMAIN, OTHER_DOMAIN, World, draw_mailbox_id, draw_message_id, make_message

pytestmark = pytest.mark.anyio


def draw_token() -> Secret:
    return Secret(token_bytes(32))


def make_creation(token: Secret, **changes: object) -> Creation:
    halves, pair, mailbox = split_token(token), KeyPair.draw(token_bytes), draw_mailbox_id()
    creation = Creation(
        id=mailbox,
        auth_half=halves.auth,
        public_key=pair.public_key.octets,
        wrapped_key=wrap_private_key(pair.seed, key_half=halves.key, mailbox=mailbox, random=token_bytes),
    )
    return replace(creation, **changes)  # type: ignore[arg-type]


async def test_a_sealed_creation_can_be_opened_by_its_maker_alone(world: World) -> None:
    token = draw_token()
    creation = make_creation(token, name="Maya.Lin", lifetime=600)

    mailbox, address = await world.mailboxes.create(creation)

    assert address == Address("maya.lin", DOMAIN)
    assert mailbox.expires_at == world.clock.now() + 600_000
    assert mailbox.wrapped_key == creation.wrapped_key
    seed = unwrap_private_key(mailbox.wrapped_key, key_half=split_token(token).key, mailbox=mailbox.id)
    assert open_profile(KeyPair(seed), mailbox.profile, mailbox=mailbox.id) == address
    opened = await world.mailboxes.open(token)
    assert (opened.mailbox, opened.address) == (mailbox, address)
    with pytest.raises(MailboxGone):
        await world.mailboxes.open(draw_token())
    assert world.happened == [MailboxCreated(mailbox=creation.id, expires_at=mailbox.expires_at)]


async def test_the_same_creation_twice_is_one_mailbox(world: World) -> None:
    creation = make_creation(draw_token())
    first, address = await world.mailboxes.create(creation)

    again, unsaid = await world.mailboxes.create(creation)

    assert (again, unsaid) == (first, None)
    assert address is not None
    with pytest.raises(CredentialInUse):
        await world.mailboxes.create(replace(creation, id=draw_mailbox_id()))


async def test_another_mailboxs_id_or_token_is_refused_and_harms_nothing(world: World) -> None:
    token = draw_token()
    creation = make_creation(token)
    await world.mailboxes.create(creation)

    with pytest.raises(CredentialInUse):
        await world.mailboxes.create(make_creation(draw_token(), id=creation.id))
    assert (await world.mailboxes.open(token)).mailbox.id == creation.id


async def test_an_open_creation_needs_no_cryptography(world: World) -> None:
    token = draw_token()

    mailbox, address = await world.mailboxes.create_open(token, name="ines", domain="second.test", lifetime=700)

    assert address == Address("ines", OTHER_DOMAIN)
    assert await world.mailboxes.create_open(token) == (mailbox, address)
    assert await world.mailboxes.create_open(token, name="Ines") == (mailbox, address)
    with pytest.raises(CredentialInUse):
        await world.mailboxes.create_open(token, name="other")


@pytest.mark.parametrize(
    "name", ["postmaster", "Abuse", "admin", "web.master", "security-alert", "support2", "no-reply"]
)
async def test_the_services_names_are_not_given(world: World, name: str) -> None:
    with pytest.raises(NameReserved):
        await world.mailboxes.create_open(draw_token(), name=name)


@pytest.mark.parametrize(
    "changes",
    [
        {"name": "a"},
        {"name": "two..dots"},
        {"name": "é"},
        {"name": "x" * 65},
        {"name": "trailing-"},
        {"domain": "else.test"},
        {"domain": "not a domain"},
        {"lifetime": 599},
        {"lifetime": 30 * 86_400 + 1},
        {"public_key": b"short"},
        {"public_key": b"\xff" * 1216},
        {"wrapped_key": b"short"},
        {"wrapped_key": b"\x02" * 61},
    ],
)
async def test_what_cannot_be_made_is_refused_and_leaves_no_key(world: World, changes: dict[str, object]) -> None:
    with pytest.raises(InvalidRequest):
        await world.mailboxes.create(make_creation(draw_token(), **changes))
    assert await world.workshop.keys.mailbox_ids(None, 9) == []


async def test_an_address_is_one_persons_and_rests_after_use(world: World) -> None:
    token = draw_token()
    mailbox, _ = await world.mailboxes.create_open(token, name="nora")
    with pytest.raises(AddressTaken):
        await world.mailboxes.create_open(draw_token(), name="NORA")

    await world.mailboxes.forget(mailbox.id)
    with pytest.raises(AddressTaken):
        await world.mailboxes.create_open(draw_token(), name="nora")
    world.clock.advance(world.mailboxes.rules.quarantine)
    _, address = await world.mailboxes.create_open(draw_token(), name="nora")
    assert address.local == "nora"


async def test_a_made_up_name_that_is_taken_is_made_up_again(world: World) -> None:
    draws = iter([b"\x00" * 10, b"\x00" * 10, b"\x01" * 10])
    real = world.workshop.random
    world = World(
        mailboxes=type(world.mailboxes)(
            replace(world.workshop, random=lambda count: next(draws) if count == 10 else real(count))
        ),
        workshop=world.workshop,
        clock=world.clock,
        events=world.events,
        happened=world.happened,
    )

    _, first = await world.mailboxes.create_open(draw_token())
    _, second = await world.mailboxes.create_open(draw_token())
    assert (first.local, second.local) == ("babababa00", "dededede11")


async def test_extending(world: World) -> None:
    mailbox, _ = await world.mailboxes.create_open(draw_token())
    world.clock.advance(100)

    extended = await world.mailboxes.extend(mailbox.id, 7200)

    assert extended.expires_at == world.clock.now() + 7_200_000
    assert world.happened[-1] == MailboxExtended(mailbox=mailbox.id, expires_at=extended.expires_at)
    with pytest.raises(InvalidRequest):
        await world.mailboxes.extend(mailbox.id, 1)
    with pytest.raises(MailboxGone):
        await world.mailboxes.extend(draw_mailbox_id(), 7200)


async def test_an_expired_mailbox_is_gone_before_the_sweeper_comes(world: World) -> None:
    token = draw_token()
    mailbox, _ = await world.mailboxes.create_open(token)
    world.clock.advance(3600)

    with pytest.raises(MailboxGone):
        await world.mailboxes.open(token)
    with pytest.raises(MailboxGone):
        await world.mailboxes.extend(mailbox.id, 7200)


async def test_the_sweeper_forgets_the_expired_alone(world: World) -> None:
    short, _ = await world.mailboxes.create_open(draw_token(), lifetime=600)
    token = draw_token()
    await world.mailboxes.create_open(token, lifetime=6000)
    world.clock.advance(600)

    assert await sweep(world.workshop) == 1
    assert await sweep(world.workshop) == 0
    assert world.happened[-1] == MailboxForgotten(mailbox=short.id, reason="expired")
    assert await world.workshop.keys.find(short.id) is None
    assert (await world.mailboxes.open(token)).mailbox.id != short.id


async def test_forgetting_gives_a_receipt_and_cannot_be_undone(world: World) -> None:
    token = draw_token()
    mailbox, _ = await world.mailboxes.create_open(token)
    await world.workshop.store.append([make_message(mailbox.id)])  # type: ignore[attr-defined]

    receipt = await world.mailboxes.forget(mailbox.id)

    assert (receipt.mailbox, receipt.messages, receipt.forgotten_at) == (mailbox.id, 1, world.clock.now())
    assert world.happened[-1] == MailboxForgotten(mailbox=mailbox.id, reason="asked")
    with pytest.raises(MailboxGone):
        await world.mailboxes.open(token)
    with pytest.raises(MailboxGone):
        await world.mailboxes.forget(mailbox.id)


async def test_messages_are_listed_marked_and_deleted(world: World) -> None:
    mailbox, _ = await world.mailboxes.create_open(draw_token())
    message = make_message(mailbox.id)
    await world.workshop.store.append([message])  # type: ignore[attr-defined]
    here = mailbox.id, message.message

    (listed,) = (await world.mailboxes.messages(mailbox.id)).messages
    assert await world.mailboxes.message(*here) == listed
    assert await world.mailboxes.body(*here) == b"body"
    assert (await world.mailboxes.mark(*here, seen=True)).seen
    assert world.happened[-1] == MessageChanged(mailbox=mailbox.id, message=message.message, seen=True)
    await world.mailboxes.delete(*here)
    assert world.happened[-1:] == [MessageDeleted(mailbox=mailbox.id, message=message.message)]
    for call in (world.mailboxes.message, world.mailboxes.body, world.mailboxes.delete):
        with pytest.raises(MessageGone):
            await call(*here)
    with pytest.raises(MessageGone):
        await world.mailboxes.mark(mailbox.id, draw_message_id(), seen=True)


async def test_a_crash_between_key_and_record_is_finished_at_the_next_start(world: World) -> None:
    kept, _ = await world.mailboxes.create_open(draw_token())
    keyless, _ = await world.mailboxes.create_open(draw_token())
    stray = draw_mailbox_id()
    await world.workshop.keys.destroy([keyless.id])
    await world.workshop.keys.keep(stray, draw_token())

    assert await reconcile(world.workshop) == 2
    assert await reconcile(world.workshop) == 0
    assert await world.workshop.keys.mailbox_ids(None, 9) == [kept.id]
    assert await world.workshop.store.mailbox_ids(None, 9) == [kept.id]


async def test_reconciling_compares_batch_by_batch(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempory.mailboxes.forgetting.RECONCILE_BATCH", 3)
    made = sorted([(await world.mailboxes.create_open(draw_token()))[0].id for _ in range(7)])
    await world.workshop.keys.destroy([made[0], made[5]])
    strays = [MailboxId(bytes([number]) * 16) for number in (0, 77, 255)]
    for stray in strays:
        await world.workshop.keys.keep(stray, draw_token())

    assert await reconcile(world.workshop) == 5
    assert await world.workshop.store.mailbox_ids(None, 9) == [made[number] for number in (1, 2, 3, 4, 6)]


async def test_postmaster_and_abuse_reach_one_mailbox_without_an_end(world: World) -> None:
    token = draw_token()
    creation = make_creation(token)
    assert await make_operators(world.workshop, creation)
    assert not await make_operators(world.workshop, make_creation(draw_token()))
    world.clock.advance(10 * 365 * 86_400)

    assert (await world.mailboxes.open(token)).mailbox.expires_at is None
    for name in ("postmaster", "abuse"):
        for domain in (DOMAIN, OTHER_DOMAIN):
            address_hash = world.workshop.hasher.hash(Address(name, domain))
            assert await world.workshop.store.find_by_address(address_hash) == creation.id
    with pytest.raises(InvalidRequest):
        await world.mailboxes.forget(creation.id)
    with pytest.raises(InvalidRequest):
        await world.mailboxes.extend(creation.id, 7200)


async def test_the_operators_names_follow_the_domains(world: World) -> None:
    one_domain = replace(world.workshop, rules=replace(world.workshop.rules, domains=(DOMAIN,)))
    creation = make_creation(draw_token())
    await make_operators(one_domain, creation)

    assert not await make_operators(world.workshop, make_creation(draw_token()))
    new = world.workshop.hasher.hash(Address("abuse", OTHER_DOMAIN))
    assert await world.workshop.store.find_by_address(new) == creation.id


async def test_forgetting_goes_key_first(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    mailbox, _ = await world.mailboxes.create_open(draw_token())

    async def crash(*_: object, **__: object) -> None:
        raise OSError

    monkeypatch.setattr(world.workshop.store, "bury", crash)
    with pytest.raises(OSError, match=r"^$"):
        await forget(world.workshop, [mailbox.id], reason="asked")
    assert await world.workshop.keys.find(mailbox.id) is None


async def test_forgetting_that_fails_half_way_is_finished_by_the_sweeper(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    mailbox, address = await world.mailboxes.create_open(draw_token())
    destroy = world.workshop.keys.destroy

    async def destroy_and_fail(mailboxes: object) -> None:
        await destroy(mailboxes)  # type: ignore[arg-type]
        message = "the log could not be truncated"
        raise Unavailable(message)

    monkeypatch.setattr(world.workshop.keys, "destroy", destroy_and_fail)
    with pytest.raises(Unavailable):
        await world.mailboxes.forget(mailbox.id)
    monkeypatch.undo()

    found = await world.workshop.store.find_recipient(world.workshop.hasher.hash(address))  # type: ignore[attr-defined]
    assert found.expires_at <= world.clock.now(), "no mail is taken that nobody could read"
    assert await sweep(world.workshop) == 1


async def test_a_key_that_may_not_have_been_kept_is_not_left_behind(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep = world.workshop.keys.keep

    async def keep_and_fail(mailbox: object, key: object) -> None:
        await keep(mailbox, key)  # type: ignore[arg-type]
        message = "the log could not be truncated"
        raise Unavailable(message)

    monkeypatch.setattr(world.workshop.keys, "keep", keep_and_fail)
    with pytest.raises(Unavailable):
        await world.mailboxes.create_open(draw_token())
    assert await world.workshop.keys.mailbox_ids(None, 9) == []


async def test_a_forgotten_mailbox_takes_no_mail(world: World) -> None:
    mailbox, address = await world.mailboxes.create_open(draw_token())
    workshop = world.workshop
    delivery = Delivery(
        store=workshop.store,  # type: ignore[arg-type]
        hasher=workshop.hasher,
        domains=workshop.rules.domains,
        clock=workshop.clock,
        random=workshop.random,
        events=workshop.events,
        log=workshop.log,
    )
    reservation = await delivery.reserve(address, 10)
    await world.mailboxes.forget(mailbox.id)

    with pytest.raises(UnknownRecipient):
        await delivery.reserve(address, 10)
    with pytest.raises(UnknownRecipient):
        await delivery.deliver(b"Subject: x\r\n\r\nhello\r\n", [reservation], reverse_path=None)
