"""Passwords, app passwords and the wraps they open; what changing one does to the others and to old copies."""

from dataclasses import replace
from secrets import token_bytes

import pytest

from tempory.events import AccessEnded, Event
from tempory.mailboxes import InvalidRequest, OpenMailbox
from tempory.people import (
    AppPasswordRefused,
    Conflict,
    LinkGone,
    LogInRefused,
    NewAppPassword,
    NewMailbox,
    RecordGone,
    Role,
    Scope,
    SessionGone,
    SessionMode,
    WrapKind,
)
from tempory.people.keyring import NewWrap
from tempory.sealing import (
    Argon2Parameters,
    KeyPair,
    SecretKind,
    open_escrow,
    parse_app_password,
    split_app_password,
    strip_shred_layer,
    unwrap_private_key,
)
from tempory.values import Address, IntegrityError, Secret
from tests.people_making import ANYBODY, BROWSER, PASSWORD, Person, Town, split_quickly

pytestmark = pytest.mark.anyio
NEW = "another heron, three reeds on"


async def opens(town: Town, person: Person, password: str) -> bool:
    """Whether what the server gives after log-in opens with this password's key half, as the page tries it."""
    salt, _ = await town.people.login.parameters(person.address)
    wrap = await town.people.keyring.inner_wrap(person.mailbox, WrapKind.PASSWORD)
    assert wrap is not None
    try:
        seed = unwrap_private_key(wrap, key_half=split_quickly(password, salt).key, mailbox=person.mailbox)
    except IntegrityError:
        return False
    return seed == person.keys.seed


async def test_enrolling_makes_a_mailbox_with_six_folders_and_rules(town: Town) -> None:
    ines = await town.settle()
    folders = await town.storage.mail.folders(ines.mailbox)
    assert [folder.name for folder in folders] == ["Archive", "Drafts", "INBOX", "Junk", "Sent", "Trash"]
    rules = {rule.name: rule.seconds for rule in await town.people.retention.rules(ines.member)}
    assert {name: seconds for name, seconds in rules.items() if seconds} == {"Junk": 14 * 86400, "Trash": 30 * 86400}
    assert await opens(town, ines, PASSWORD)


async def test_a_link_works_once_and_a_newer_one_ends_it(town: Town) -> None:
    nora, old = await town.invite("Nora")
    link = await town.people.directory.make_link(ANYBODY, frozenset(), nora.member.id)
    with pytest.raises(LinkGone):
        await town.enrol(nora, old)
    assert (await town.people.enrolment.show(link)).member.name == "Nora"
    await town.enrol(nora, link)
    for use in (town.people.enrolment.show(link), town.enrol(nora, link)):
        with pytest.raises(LinkGone):
            await use


async def test_a_link_ends_by_itself(town: Town) -> None:
    nora, link = await town.invite("Nora")
    town.world.clock.advance(town.office.rules.link_seconds)
    with pytest.raises(LinkGone):
        await town.enrol(nora, link)


@pytest.mark.parametrize("change", [{"passes": 2}, {"lanes": 1}, {"memory_kibibytes": 1024}, {"passes": 99}])
async def test_weaker_parameters_are_not_taken(town: Town, change: dict[str, int]) -> None:
    ines = await town.settle()
    assert ines.signed_in is not None
    weak = ines.new_password(NEW)
    asked = {"passes": 3, "lanes": 4, "memory_kibibytes": 65_536, **change}
    with pytest.raises(InvalidRequest):
        await town.people.enrolment.change_password(ines.signed_in, replace(weak, parameters=Argon2Parameters(**asked)))
    for broken in (replace(weak, salt=b"short"), replace(weak, inner_wrap=b"short")):
        with pytest.raises(InvalidRequest):
            await town.people.enrolment.change_password(ines.signed_in, broken)


async def test_changing_the_password_ends_other_sessions_and_old_copies(town: Town) -> None:
    ines = await town.settle()
    other, signed_in = await town.log_in(ines), await town.log_in(ines)
    old_wraps = await town.storage.people.wraps(ines.mailbox)
    old_key = await town.storage.keys.find(ines.mailbox)
    await town.people.enrolment.change_password(signed_in, ines.new_password(NEW))
    new_key = await town.storage.keys.find(ines.mailbox)
    assert new_key is not None
    assert new_key != old_key
    for wrap in old_wraps:  # an old copy of mail.db, with the key store of today
        with pytest.raises(IntegrityError):
            strip_shred_layer(wrap.wrapped_key, shred_key=new_key, mailbox=ines.mailbox)
    assert await opens(town, ines, NEW)
    assert not await opens(town, ines, PASSWORD)
    await town.people.sessions.find(signed_in.token)
    with pytest.raises(SessionGone):
        await town.people.sessions.find(other.token)
    with pytest.raises(LogInRefused):
        await town.log_in(ines, PASSWORD)
    await town.log_in(ines, NEW)


async def test_app_passwords_and_the_recovery_secret_outlive_a_change_of_password(town: Town) -> None:
    ines = await town.settle()
    text = await town.app_password(ines, Scope.IMAP)
    assert ines.signed_in is not None
    await town.people.enrolment.change_password(ines.signed_in, ines.new_password(NEW))
    opened = await open_with(town, ines, text)
    assert opened.keys.seed == ines.keys.seed
    recovery = await town.people.keyring.inner_wrap(ines.mailbox, WrapKind.RECOVERY)
    assert recovery is not None
    assert unwrap_private_key(recovery, key_half=ines.recovery_key, mailbox=ines.mailbox) == ines.keys.seed


async def open_with(
    town: Town, person: Person, text: str, scope: Scope = Scope.IMAP, name: str | None = ""
) -> OpenMailbox:
    secret = parse_app_password(text)
    shown = person.address if name == "" else name
    return await town.people.app_passwords.open(shown, secret, scope=scope, place="192.0.2.0/24")


# App passwords


async def test_an_app_password_is_for_its_protocols_and_addresses_only(town: Town) -> None:
    ines, nora = await town.settle(), await town.settle("Nora")
    text = await town.app_password(ines, Scope.IMAP, Scope.SUBMISSION)
    await open_with(town, ines, text)
    for scope, name in ((Scope.POP3, ines.address), (Scope.IMAP, nora.address), (Scope.IMAP, "no address")):
        with pytest.raises(AppPasswordRefused):
            await open_with(town, ines, text, scope, name)
    await town.people.directory.add_address(ANYBODY, ines.member.id, "i.dupont@second.test")
    await open_with(town, ines, text, name="I.Dupont@second.test")
    (listed,) = await town.people.app_passwords.list(ines.member)
    assert (listed.used_from, listed.used_at) == ("192.0.2.0/24", town.office.now())


async def test_an_app_password_that_was_revoked_opens_nothing_not_even_an_old_copy(town: Town) -> None:
    ines = await town.settle()
    text, other = await town.app_password(ines, Scope.IMAP), await town.app_password(ines, Scope.IMAP)
    first, _ = await town.people.app_passwords.list(ines.member)
    key = await town.storage.keys.find(ines.mailbox)
    await town.people.app_passwords.revoke(ANYBODY, ines.member, first.id)
    with pytest.raises(AppPasswordRefused):
        await open_with(town, ines, text)
    await open_with(town, ines, other)
    assert await town.storage.keys.find(ines.mailbox) != key
    with pytest.raises(RecordGone):
        await town.people.app_passwords.revoke(ANYBODY, ines.member, first.id)


async def test_app_passwords_end(town: Town) -> None:
    ines = await town.settle()
    assert ines.signed_in is not None
    soon = town.office.later(60)
    secret = Secret(token_bytes(32))
    halves = split_app_password(secret)
    new = NewAppPassword(
        name="CI",
        scopes=frozenset({Scope.API}),
        auth_half=halves.auth,
        inner_wrap=ines.wrap(halves.key),
        expires_at=soon,
    )
    await town.people.app_passwords.make(ines.signed_in, new)
    text = SecretKind.APP_PASSWORD.encode(secret)
    await open_with(town, ines, text, Scope.API, None)
    heard: list[Event] = []
    town.world.workshop.events.subscribe(heard.append, mailbox=ines.mailbox)
    town.world.clock.advance(60)
    with pytest.raises(AppPasswordRefused):
        await open_with(town, ines, text, Scope.API, None)
    (ended,) = await town.people.app_passwords.list(ines.member)
    assert not await town.people.admits(ended.id)
    for _ in range(2):  # what it holds open is told once, within a minute
        await town.people.sweep()
        assert heard == [AccessEnded(mailbox=ines.mailbox, by=ended.id)]
    with pytest.raises(InvalidRequest):
        await town.people.app_passwords.make(ines.signed_in, new)


@pytest.mark.parametrize("scopes", [frozenset(), frozenset({Scope.IMAP}), frozenset({Scope.SUBMISSION})])
async def test_what_reads_brings_a_wrap_and_what_sends_brings_none(town: Town, scopes: frozenset[Scope]) -> None:
    ines = await town.settle()
    assert ines.signed_in is not None
    wrong = ines.wrap(Secret(b"k" * 32)) if scopes == {Scope.SUBMISSION} else None
    new = NewAppPassword(name="x", scopes=scopes, auth_half=Secret(b"a" * 32), inner_wrap=wrong)
    with pytest.raises(InvalidRequest):
        await town.people.app_passwords.make(ines.signed_in, new)


async def test_a_suspended_members_programs_are_kept_out(town: Town) -> None:
    ines = await town.settle()
    text = await town.app_password(ines, Scope.IMAP)
    await town.people.directory.suspend(ANYBODY, ines.member.id)
    with pytest.raises(AppPasswordRefused):
        await open_with(town, ines, text)
    await town.people.directory.resume(ANYBODY, ines.member.id)
    await open_with(town, ines, text)


# Losing the password


async def test_a_reset_keeps_the_mail_for_who_has_the_recovery_secret(town: Town) -> None:
    owner = await town.settle("Owner", Role.OWNER)
    signed_in = await town.log_in(owner)
    assert signed_in.session.mode is SessionMode.STAFF
    ines = await town.settle(factor=True)
    before = await town.log_in(ines)
    link = await town.people.directory.make_link(signed_in.actor, signed_in.permissions, ines.member.id)
    shown = await town.people.enrolment.show(link)
    assert shown.recovery_wrap is not None
    assert unwrap_private_key(shown.recovery_wrap, key_half=ines.recovery_key, mailbox=ines.mailbox) == ines.keys.seed
    enrolling = await town.people.enrolment.reset(link, ines.new_password(NEW), BROWSER)
    assert enrolling.session.mode is SessionMode.ENROLMENT
    assert await opens(town, ines, NEW)
    assert not await town.people.factors.list(ines.member.id)
    with pytest.raises(SessionGone):
        await town.people.sessions.find(before.token)
    with pytest.raises(LinkGone):
        await town.people.enrolment.reset(link, ines.new_password(NEW), BROWSER)


async def test_who_has_neither_password_nor_recovery_secret_begins_anew_under_the_same_address(town: Town) -> None:
    ines = await town.settle(factor=True)
    before, app = await town.log_in(ines), await town.app_password(ines, Scope.IMAP)
    old = ines.mailbox
    link = await town.people.directory.make_link(ANYBODY, frozenset(), ines.member.id)
    afresh = Person(ines.member, password=NEW)
    signed_in = await town.enrol(afresh, link)
    assert signed_in.session.mode is SessionMode.ENROLMENT
    assert await town.storage.keys.find(old) is None
    assert await opens(town, afresh, NEW)
    found = await town.storage.mail.find_recipient(town.office.hash_address(ines.member.addresses[0]))
    assert found is not None
    assert found.mailbox == afresh.mailbox
    with pytest.raises(SessionGone):
        await town.people.sessions.find(before.token)
    with pytest.raises(AppPasswordRefused):
        await open_with(town, afresh, app)
    assert not await town.people.factors.list(ines.member.id)
    assert not await town.people.app_passwords.list(ines.member)


async def test_escrow_is_where_the_organisation_chose_it_and_nowhere_else(town: Town) -> None:
    escrow = KeyPair.draw(token_bytes)
    town.office.rules = replace(town.office.rules, escrow=escrow.public_key)
    ines = await town.settle()
    wrap = await town.people.keyring.inner_wrap(ines.mailbox, WrapKind.ESCROW)
    assert wrap is not None
    assert open_escrow(wrap, escrow, mailbox=ines.mailbox) == ines.keys.seed
    nora, link = await town.invite("Nora")
    town.office.rules = replace(town.office.rules, escrow=None)
    await town.enrol(nora, link)
    assert WrapKind.ESCROW not in await town.people.keyring.kinds(nora.mailbox)
    maya, link = await town.invite("Maya")
    town.office.rules = replace(town.office.rules, escrow=escrow.public_key)
    left_out = NewMailbox(id=maya.mailbox, public_key=maya.keys.public_key.octets)
    with pytest.raises(Conflict):
        await town.people.enrolment.enrol(link, maya.new_password(), left_out, BROWSER)


# A crash between the two files


@pytest.mark.parametrize("crash", ["before the key", "after the key"])
async def test_a_crash_while_the_shred_key_is_replaced_leaves_one_password_that_works(town: Town, crash: str) -> None:
    ines = await town.settle()
    keyring, store = town.people.keyring, town.storage.people
    password = ines.new_password(NEW)
    new = town.people.enrolment._wrap(password)
    keys = town.world.workshop.keys

    class Cut(Exception):  # noqa: N818 (what a power cut is)
        pass

    async def cut(*_: object, **__: object) -> None:
        raise Cut

    with pytest.MonkeyPatch.context() as patch:
        if crash == "before the key":
            patch.setattr(type(keys), "replace", cut)
        else:
            original = type(store).drop_generations

            async def cut_below(self: object, mailbox: object, *, below: object = None, above: object = None) -> None:
                if below is not None:
                    raise Cut
                await original(self, mailbox, below=below, above=above)  # type: ignore[arg-type]

            patch.setattr(type(store), "drop_generations", cut_below)
        with pytest.raises(Cut):
            await keyring.replace_shred_key(ines.mailbox, add=(new,))
    valid = NEW if crash == "after the key" else PASSWORD
    assert await opens(town, ines, valid)
    await town.log_in(ines, valid)
    assert await keyring.reconcile() == 1
    assert await keyring.reconcile() == 0
    await town.log_in(ines, valid)
    await keyring.add(ines.mailbox, NewWrap(kind=WrapKind.RECOVERY, reference=b"", inner=ines.wrap(Secret(b"r" * 32))))
    await keyring.replace_shred_key(ines.mailbox)
    assert await opens(town, ines, valid)


async def test_removing_a_member_forgets_the_mailbox(town: Town) -> None:
    ines, owner = await town.settle(), await town.settle("Owner", Role.OWNER)
    await town.people.directory.remove(owner.signed_in.actor, ines.member.id)  # type: ignore[union-attr]
    assert await town.storage.keys.find(ines.mailbox) is None
    assert await town.storage.people.wraps(ines.mailbox) == []
    address = town.office.hash_address(Address.parse(ines.address))
    assert await town.storage.people.member_by_address(address) is None
    assert await town.storage.mail.find_recipient(address) is None
