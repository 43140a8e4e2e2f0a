"""Passkeys, with an authenticator in software: the right one gets in, and nothing else does."""

from secrets import token_bytes

import pytest

from tempory.people import Conflict, FactorRefused, LogInRefused, Proof, RecordGone
from tempory.values import Secret
from tests.authenticator import Authenticator, b64
from tests.people_making import BROWSER, PASSWORD, Person, Town, split_quickly

pytestmark = pytest.mark.anyio


async def register(town: Town, person: Person, passkey: Authenticator, *, opens: bool = False) -> None:
    assert person.signed_in is not None
    options = await town.people.factors.begin_passkey(person.member)
    wrap = person.wrap(Secret(b"p" * 32)) if opens else None
    await town.people.factors.confirm_passkey(person.signed_in, passkey.create(options), "Key", wrap)


async def ask(town: Town, person: Person) -> dict[str, object]:
    options = await town.people.factors.challenge(person.member.id)
    assert options is not None
    return options


async def test_a_passkey_is_a_second_factor(town: Town) -> None:
    ines, passkey = await town.settle(), Authenticator()
    await register(town, ines, passkey)
    salt, _ = await town.people.login.parameters(ines.address)
    halves = split_quickly(PASSWORD, salt)
    ticket = await town.people.login.begin(ines.address, halves.auth, BROWSER, peer=None)
    assert ticket.methods == ("passkey",)  # type: ignore[union-attr]
    answer = passkey.get(ticket.passkey)  # type: ignore[union-attr, arg-type]
    signed_in = await town.people.login.finish(ticket.token, Proof(passkey=answer), BROWSER, peer=None)
    assert signed_in.session.second_factor


async def test_options_ask_for_user_verification_and_a_key_that_is_found_by_itself(town: Town) -> None:
    ines = await town.settle()
    options = await town.people.factors.begin_passkey(ines.member)
    assert options["authenticatorSelection"]["userVerification"] == "required"
    assert options["authenticatorSelection"]["residentKey"] == "required"
    assert options["rp"]["id"] == "localhost"
    assert options["attestation"] == "none"


@pytest.mark.parametrize(
    "foreign",
    [
        Authenticator(origin="https://localhost.evil.example"),
        Authenticator(origin="http://localhost"),
        Authenticator(rp_id="evil.example"),
        Authenticator(verifies=False),
    ],
)
async def test_a_passkey_of_another_origin_or_without_verification_is_not_registered(
    town: Town, foreign: Authenticator
) -> None:
    ines = await town.settle()
    with pytest.raises(FactorRefused):
        await register(town, ines, foreign)
    assert not await town.people.factors.list(ines.member.id)


async def test_what_was_registered_does_not_answer_from_another_origin_or_unverified(town: Town) -> None:
    ines, passkey = await town.settle(), Authenticator()
    await register(town, ines, passkey)
    for change in ({"origin": "https://evil.example"}, {"rp_id": "evil.example"}, {"verifies": False}):
        twin = Authenticator(credential=passkey.credential, key=passkey.key, count=passkey.count + 5, **change)
        with pytest.raises(FactorRefused):
            await town.people.factors.check(ines.member.id, Proof(passkey=twin.get(await ask(town, ines))))


async def test_an_answer_is_good_for_one_challenge_and_one_time(town: Town) -> None:
    ines, passkey = await town.settle(), Authenticator()
    await register(town, ines, passkey)
    answer = passkey.get(await ask(town, ines))
    await town.people.factors.check(ines.member.id, Proof(passkey=answer))
    with pytest.raises(FactorRefused):  # nothing was asked
        await town.people.factors.check(ines.member.id, Proof(passkey=answer))
    await ask(town, ines)
    with pytest.raises(FactorRefused):  # something else was asked
        await town.people.factors.check(ines.member.id, Proof(passkey=answer))


async def test_a_flood_of_strangers_pushes_out_nobody_who_is_about_to_finish(town: Town) -> None:
    ines, passkey = await town.settle(), Authenticator()
    assert ines.signed_in is not None
    options = await town.people.factors.begin_passkey(ines.member)
    for _ in range(10_050):
        town.people.factors.pending.keep("alone", token_bytes(32), b"challenge")
    await town.people.factors.confirm_passkey(ines.signed_in, passkey.create(options), "Key", None)


async def test_a_copy_that_counts_behind_is_refused_and_one_that_never_counts_is_not(town: Town) -> None:
    ines, passkey, still = await town.settle(), Authenticator(count=7), Authenticator(counts=False)
    await register(town, ines, passkey)
    await register(town, ines, still)
    copy = Authenticator(credential=passkey.credential, key=passkey.key, count=3)
    with pytest.raises(FactorRefused):
        await town.people.factors.check(ines.member.id, Proof(passkey=copy.get(await ask(town, ines))))
    for _ in range(2):
        await town.people.factors.check(ines.member.id, Proof(passkey=still.get(await ask(town, ines))))


async def test_another_members_passkey_is_not_mine(town: Town) -> None:
    ines, nora = await town.settle(), await town.settle("Nora")
    mine, hers = Authenticator(), Authenticator()
    await register(town, ines, mine)
    await register(town, nora, hers)
    with pytest.raises(FactorRefused):
        await town.people.factors.check(ines.member.id, Proof(passkey=hers.get(await ask(town, ines))))
    with pytest.raises(Conflict):
        await register(town, ines, hers)


async def test_a_passkey_that_opens_the_mailbox_is_a_way_in_alone(town: Town) -> None:
    ines, opens, does_not = await town.settle(), Authenticator(), Authenticator()
    await register(town, ines, opens, opens=True)
    await register(town, ines, does_not)
    ticket, options = town.people.login.begin_passkey()
    signed_in = await town.people.login.finish_passkey(ticket, opens.get(options), BROWSER)
    assert (signed_in.member, signed_in.session.second_factor) == (ines.member, True)
    ticket, options = town.people.login.begin_passkey()
    with pytest.raises(LogInRefused):
        await town.people.login.finish_passkey(ticket, does_not.get(options), BROWSER)
    with pytest.raises(FactorRefused):  # a ticket is used up
        await town.people.login.finish_passkey(ticket, opens.get(options), BROWSER)


async def test_removing_a_passkey_takes_its_wrap_along(town: Town) -> None:
    ines, passkey = await town.settle(), Authenticator()
    await register(town, ines, passkey, opens=True)
    assert ines.signed_in is not None
    (factor,) = await town.people.factors.list(ines.member.id)
    await town.people.factors.remove(ines.signed_in.actor, ines.member, factor.id)
    ticket, options = town.people.login.begin_passkey()
    with pytest.raises(FactorRefused):
        await town.people.login.finish_passkey(ticket, passkey.get(options), BROWSER)
    with pytest.raises(RecordGone):
        await town.people.factors.remove(ines.signed_in.actor, ines.member, factor.id)


DEEP = {"id": "AAAA", "rawId": "AAAA", "type": "public-key"}
HOSTILE: list[dict[str, object]] = [
    {},
    {"rawId": 5},
    {"rawId": ""},
    {"rawId": "AAAA", "id": "AAAA", "type": "public-key", "response": {}},
    {"rawId": "AAAA", "id": "AAAA", "type": "public-key", "response": "x"},
    {"id": "é", "rawId": "é", "response": {"clientDataJSON": "é", "attestationObject": "é"}},
    {**DEEP, "response": {"clientDataJSON": b64(b"[]"), "attestationObject": b64(b"\x9f" * 5000)}},
]  # fmt: skip


@pytest.mark.parametrize("answer", HOSTILE, ids=str)
async def test_whatever_a_browser_sends_is_a_refusal(town: Town, answer: dict[str, object]) -> None:
    ines, passkey = await town.settle(), Authenticator()
    await register(town, ines, passkey)
    assert ines.signed_in is not None
    await town.people.factors.begin_passkey(ines.member)
    with pytest.raises(FactorRefused):
        await town.people.factors.confirm_passkey(ines.signed_in, answer, "x", None)
    for given in (answer, {**passkey.get(await ask(town, ines)), "response": answer.get("response", 1)}):
        with pytest.raises(FactorRefused):
            await town.people.factors.check(ines.member.id, Proof(passkey=given))
