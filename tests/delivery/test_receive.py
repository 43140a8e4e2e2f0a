"""From a reserved place to a sealed message that its holder opens."""

from dataclasses import replace
from secrets import token_bytes

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tempory.delivery import (
    Examined,
    MailboxFull,
    RelayDenied,
    SealedMessage,
    StorageUnavailable,
    UnknownRecipient,
)
from tempory.delivery.copies import Arrival, seal_copy
from tempory.events import MessageStored
from tempory.mailauth import Badge, BadgeReason, Judgement
from tempory.mailboxes.folders import SpecialUse
from tempory.mime import summarise
from tempory.sealing import Authentication, KeyPair, decode_summary, open_summary
from tempory.values import Address
from tests.delivery.conftest import Post
from tests.making import NOON, draw_mailbox_id

pytestmark = pytest.mark.anyio

SENDER = Address.parse("maya@elsewhere.example")
LETTER = (
    b"Return-Path: <maya@elsewhere.example>\r\nFrom: Maya Lin <maya@elsewhere.example>\r\nTo: you\r\n"
    b"Subject: Your sign-in code\r\n\r\nYour code is 481516. Or open https://shop.example/in?t=1\r\n"
)


async def test_a_message_is_sealed_for_its_holder(post: Post) -> None:
    address, token = await post.settle("ines")
    reservation = await post.delivery.reserve(address, len(LETTER))

    await post.delivery.deliver(LETTER, [reservation], reverse_path=SENDER)

    ((summary, body),) = await post.read(token)
    assert body == LETTER
    assert summary.envelope.subject == "Your sign-in code"
    assert [(party.name, party.address) for party in summary.envelope.from_] == [("Maya Lin", str(SENDER))]
    assert (summary.codes, summary.links) == (("481516",), ("https://shop.example/in?t=1",))
    assert (summary.recipient, summary.return_path, summary.size) == (str(address), str(SENDER), len(LETTER))
    (event,) = [event for event in post.world.happened if isinstance(event, MessageStored)]
    assert (event.received_at, event.size, event.uid) == (NOON, len(LETTER), 1)


async def test_each_recipient_gets_a_copy_that_shows_nothing_of_the_others(post: Post) -> None:
    tokens = []
    reservations = []
    for number in range(12):
        address, token = await post.settle(f"reader{number}x")
        tokens.append(token)
        reservations.append(await post.delivery.reserve(address, 0))

    await post.delivery.deliver(LETTER, reservations, reverse_path=None)

    read = [(await post.read(token))[0] for token in tokens]
    assert {body for _, body in read} == {LETTER}
    assert len({summary.content_key.reveal() for summary, _ in read}) == 12
    assert {summary.return_path for summary, _ in read} == {""}
    stored = [event for event in post.world.happened if isinstance(event, MessageStored)]
    assert len({event.message for event in stored}) == 12


async def test_who_is_not_here_is_refused(post: Post) -> None:
    address, _ = await post.settle("ines")

    with pytest.raises(RelayDenied):
        await post.delivery.reserve(SENDER, 0)
    with pytest.raises(UnknownRecipient):
        await post.delivery.reserve(replace(address, local="nobody"), 0)
    await post.delivery.reserve(replace(address, local="INES"), 0)
    post.world.clock.advance(3600)
    with pytest.raises(UnknownRecipient):
        await post.delivery.reserve(address, 0)


async def test_places_are_reserved_and_given_back(post: Post) -> None:
    address, _ = await post.settle("ines")
    rules = post.world.mailboxes.rules
    held = [await post.delivery.reserve(address, 1000) for _ in range(rules.quota_messages)]
    with pytest.raises(MailboxFull):
        await post.delivery.reserve(address, 0)

    post.delivery.release(held[:1])
    with pytest.raises(MailboxFull):
        await post.delivery.reserve(address, rules.quota_bytes)
    again = await post.delivery.reserve(address, 0)
    post.delivery.release([*held[1:], again])
    post.delivery.release([await post.delivery.reserve(address, rules.quota_bytes)])
    assert not post.delivery._reserved_messages
    assert not post.delivery._reserved_octets


async def test_a_message_larger_than_it_said_is_held_to_the_quota_all_the_same(post: Post) -> None:
    address, token = await post.settle("ines")
    other, other_token = await post.settle("nora")
    first = await post.delivery.reserve(address, 0)
    second = await post.delivery.reserve(other, 0)
    await post.storage.mail._writer.run(
        lambda connection: connection.execute("UPDATE counters SET quota_octets = 10 WHERE mailbox = 1") and None
    )

    with pytest.raises(MailboxFull):
        await post.delivery.deliver(LETTER, [first, second], reverse_path=SENDER)
    assert await post.read(token) == await post.read(other_token) == []
    assert not post.delivery._reserved_messages


async def test_a_store_that_refuses_keeps_nothing_reserved(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    address, token = await post.settle("ines")
    reservation = await post.delivery.reserve(address, 0)

    async def refuse(*_: object) -> None:
        raise StorageUnavailable

    monkeypatch.setattr(post.storage.mail, "append", refuse)
    with pytest.raises(StorageUnavailable):
        await post.delivery.deliver(LETTER, [reservation], reverse_path=SENDER)
    assert not post.delivery._reserved_messages
    assert await post.read(token) == []


async def test_a_large_message_is_sealed_beside_the_loop(post: Post) -> None:
    address, token = await post.settle("ines")
    large = LETTER + b"x" * 76 * 5000 + b"\r\n"

    await post.delivery.deliver(large, [await post.delivery.reserve(address, 0)], reverse_path=SENDER)

    ((_, body),) = await post.read(token)
    assert body == large


KEYS = KeyPair.draw(token_bytes)
HOSTILE = st.one_of(
    st.binary(max_size=2000),
    st.lists(
        st.sampled_from(
            [
                b"From: =?utf-16?b?2AA=?= <a@b.example>\r\n",
                b"Subject: =?utf-7?q?+2AA-?=\r\n",
                b'To: "\\\x00" <\xff@\xfe>\r\n',
                b"Content-Type: multipart/mixed; boundary=x\r\n",
                b"Content-Type: text/plain; charset=utf-16le\r\n",
                b"\r\n",
                b"\x00\xd8\x00\xd8",
                b"--x\r\n",
                b'Content-Disposition: attachment; filename="\xed\xa0\x80"\r\n',
            ]
        ),
        max_size=12,
    ).map(b"".join),
)


@given(content=HOSTILE)
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_no_message_is_too_broken_to_be_sealed(content: bytes) -> None:
    sealed = _seal(content)
    opened = open_summary(KEYS, sealed.summary, mailbox=sealed.mailbox, message=sealed.message)
    assert decode_summary(opened).size == len(content)


def test_a_summary_that_grows_too_large_is_cut_and_the_message_kept() -> None:
    name = b'"' + b"\\\\" * 40_000 + b'"'
    parts = b"".join(b"--x\r\nContent-Type: a/b; name=" + name + b"\r\n\r\n\r\n" for _ in range(40))
    content = b"Content-Type: multipart/mixed; boundary=x\r\n\r\n" + parts + b"--x--\r\n"
    sealed = _seal(content)
    assert len(sealed.summary) < 1_100_000
    assert sealed.size == len(content)


def _seal(content: bytes) -> SealedMessage:
    arrival = Arrival(content=content, reverse_path=None, received_at=NOON)
    return seal_copy(
        arrival,
        summarise(content),
        mailbox=draw_mailbox_id(),
        address=SENDER,
        public_key=KEYS.public_key,
        random=token_bytes,
    )


async def test_what_pretends_goes_where_the_mailbox_keeps_junk(post: Post) -> None:
    address, token = await post.settle("maya")
    examined = Examined(
        content=b"",
        results=b"",
        judgement=Judgement(badge=Badge.PRETENDS, domain="bank.example", reasons=(BadgeReason.POLICY_QUARANTINE,)),
        is_junk=True,
    )
    reservation = await post.delivery.reserve(address, 0)
    assert reservation.junk is None  # a disposable mailbox begins without
    await post.delivery.deliver(b"Subject: Hi\r\n\r\nHello\r\n", [reservation], reverse_path=None, examined=examined)
    ((summary, _),) = await post.read(token)
    assert summary.authentication == Authentication(
        state="pretends", domain="bank.example", reasons=("policy_quarantine",)
    )
    await post.storage.mail.create_folder(reservation.mailbox, "Spam", SpecialUse.JUNK)
    reservation = await post.delivery.reserve(address, 0)
    assert reservation.junk == "Spam"
    await post.delivery.deliver(b"Subject: Hi\r\n\r\nHello\r\n", [reservation], reverse_path=None, examined=examined)
    assert len(await post.read(token)) == 1
    spam = next(each for each in await post.storage.mail.folders(reservation.mailbox) if each.name == "Spam")
    assert spam.messages == 1
    gone = replace(reservation, junk="Removed")
    await post.delivery.deliver(b"Subject: Hi\r\n\r\nHello\r\n", [gone], reverse_path=None, examined=examined)
    assert len(await post.read(token)) == 2
