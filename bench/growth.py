"""Grows a store to any size in minutes.

Mailboxes are made as ever, each with a key of its own; messages were sealed beforehand and go in through the storage's
own `append`.
"""

import asyncio
import hashlib
import os
import random
import secrets
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from bench import messages
from tempory.accesslog import AccessLog, Checkpointer
from tempory.delivery import Delivery, SealedMessage
from tempory.events import EventStream
from tempory.mailboxes import Creation, Mailboxes, Rules, Workshop
from tempory.sealing import (
    INNER_WRAP_OCTETS,
    AddressHasher,
    Envelope,
    KeyPair,
    Party,
    Summary,
    draw_secret,
    encode_summary,
    seal_body,
    seal_summary,
)
from tempory.storage.sqlite import Storage, open_storage
from tempory.translog import Signer
from tempory.values import Address, Domain, Instant, MailboxId, MessageId, Secret

DOMAIN = Domain("tempory.test")
RULES = Rules(domains=(DOMAIN,), lifetime_default=30 * 86_400, quota_messages=1_000_000, quota_bytes=10**12)
MESSAGE_OCTETS = 2 * messages.KIBIBYTE
SAMPLES, FEW_SAMPLES = 64, 2
CREATING_AT_ONCE = 256
MESSAGES_A_CALL = 200
CALLS_AT_ONCE = 8


class SystemClock:
    def now(self) -> Instant:
        return Instant(time.time_ns() // 1_000_000)


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """A store of one folder, with mailboxes and delivery over it. Mailbox `n` has a name and credential made of `n`."""

    folder: Path
    storage: Storage
    mailboxes: Mailboxes
    delivery: Delivery

    @property
    def octets(self) -> int:
        """What the folder takes on disk."""
        return sum(path.stat().st_blocks * 512 for path in self.folder.iterdir())


def open_house(folder: Path) -> House:
    storage = open_storage(folder)
    events, hasher, clock = EventStream(), AddressHasher(Secret(b"scale" * 7)), SystemClock()
    log = AccessLog(store=storage.mail.log, keys=storage.keys.subjects, clock=clock, random=secrets.token_bytes)
    workshop = Workshop(
        store=storage.mail,
        keys=storage.keys,
        hasher=hasher,
        rules=RULES,
        clock=clock,
        random=secrets.token_bytes,
        events=events,
        log=log,
        checkpointer=Checkpointer(log, signer=Signer("bench.test/log", Secret(b"scale" * 6 + b"..")), clock=clock),
    )
    delivery = Delivery(
        store=storage.mail,
        hasher=hasher,
        domains=RULES.domains,
        clock=clock,
        random=secrets.token_bytes,
        events=events,
        log=log,
    )
    return House(folder=folder, storage=storage, mailboxes=Mailboxes(workshop), delivery=delivery)


def name(number: int) -> str:
    return f"box-{number}x"


def address(number: int) -> Address:
    return Address(name(number), DOMAIN)


def auth_half(number: int) -> Secret:
    return Secret(hashlib.sha256(b"auth %d" % number).digest())


def mailbox_id(number: int) -> MailboxId:
    return MailboxId(hashlib.sha256(b"id %d" % number).digest()[:16])


async def make_mailboxes(house: House, first: int, count: int) -> None:
    """Make mailboxes `first` to `first + count - 1`, many at once."""
    numbers = iter(range(first, first + count))

    async def worker() -> None:
        for number in numbers:
            creation = Creation(
                id=mailbox_id(number),
                auth_half=auth_half(number),
                public_key=KeyPair.draw(secrets.token_bytes).public_key.octets,
                wrapped_key=b"\x01" + os.urandom(INNER_WRAP_OCTETS - 1),
                name=name(number),
            )
            await house.mailboxes.create(creation)

    await asyncio.gather(*(worker() for _ in range(CREATING_AT_ONCE)))


async def fill(house: House, numbers: range, count: int, *, octets: int = MESSAGE_OCTETS) -> None:
    """Append `count` sealed messages to mailboxes chosen from `numbers` at random."""
    dice = random.Random(count)
    kinds = min(SAMPLES if octets <= MESSAGE_OCTETS else FEW_SAMPLES, count)
    samples = [_seal_sample(octets, seed) for seed in range(kinds)]
    calls = iter(_calls(count))

    async def worker() -> None:
        for size in calls:
            batch = [_draw(dice, dice.choice(numbers), samples) for _ in range(size)]
            await house.storage.mail.append(batch)

    await asyncio.gather(*(worker() for _ in range(CALLS_AT_ONCE)))


def _calls(count: int) -> Iterator[int]:
    for start in range(0, count, MESSAGES_A_CALL):
        yield min(MESSAGES_A_CALL, count - start)


def _draw(dice: random.Random, number: int, samples: list[SealedMessage]) -> SealedMessage:
    now = SystemClock().now()
    return replace(
        dice.choice(samples),
        mailbox=mailbox_id(number),
        message=MessageId(os.urandom(16)),
        received_at=now,
        saved_at=now,
    )


def _seal_sample(octets: int, seed: int) -> SealedMessage:
    content, mailbox, message = messages.build(octets, seed), mailbox_id(0), MessageId(os.urandom(16))
    key = draw_secret(secrets.token_bytes)
    summary = Summary(
        content_key=key,
        envelope=Envelope(from_=(Party(address="news@load.example"),), subject=f"{seed:06d} is your code"),
        recipient=str(address(seed)),
        return_path="news@load.example",
        size=len(content),
        preview="Your code is 123456. " * 9,
        codes=("123456",),
        links=("https://load.example/v/1",),
    )
    keys = KeyPair.draw(secrets.token_bytes).public_key
    return SealedMessage(
        mailbox=mailbox,
        message=message,
        received_at=Instant(0),
        saved_at=Instant(0),
        size=len(content),
        summary=seal_summary(keys, encode_summary(summary), mailbox=mailbox, message=message),
        body=seal_body(content, content_key=key, message=message),
    )
