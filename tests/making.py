"""Things that many tests need: a clock moved by hand, and records, messages and mailboxes that are valid."""

import hashlib
from dataclasses import dataclass, replace
from secrets import token_bytes

from tempory.accesslog import AccessLog, Checkpointer
from tempory.delivery import SealedMessage
from tempory.events import Event, EventStream
from tempory.mailboxes import Mailboxes, MailboxRecord, Quota, Rules, Usage, Workshop
from tempory.sealing import AddressHasher
from tempory.storage.sqlite import KeyStore, MailStore
from tempory.translog import Signer
from tempory.values import Domain, Instant, MailboxId, MessageId, Secret

NOON = Instant(1_795_262_400_000)  # 2026-11-21T12:00:00Z
DOMAIN = Domain("tempory.test")
OTHER_DOMAIN = Domain("second.test")


@dataclass(slots=True)
class HandClock:
    """Shows what it was last set to."""

    instant: Instant = NOON

    def now(self) -> Instant:
        return self.instant

    def advance(self, seconds: float) -> None:
        self.instant = Instant(self.instant + round(seconds * 1000))


def draw_mailbox_id() -> MailboxId:
    return MailboxId(token_bytes(16))


def draw_message_id() -> MessageId:
    return MessageId(token_bytes(16))


def make_record(mailbox: MailboxId | None = None, *, expires_at: Instant | None = None) -> MailboxRecord:
    chosen = mailbox or draw_mailbox_id()
    return MailboxRecord(
        id=chosen,
        auth_hash=hashlib.sha256(chosen.octets).digest(),
        public_key=b"p" * 1216,
        wrapped_key=b"w" * 90,
        profile=b"profile",
        created_at=NOON,
        expires_at=expires_at,
        quota=Quota(messages=10, bytes=1_000_000),
        usage=Usage(messages=0, bytes=0),
    )


def make_message(mailbox: MailboxId, *, size: int = 100, body: bytes = b"body") -> SealedMessage:
    return SealedMessage(
        mailbox=mailbox,
        message=draw_message_id(),
        received_at=NOON,
        saved_at=NOON,
        size=size,
        summary=b"summary",
        body=body,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """Mailboxes over a real store, with a clock moved by hand and every event kept."""

    mailboxes: Mailboxes
    workshop: Workshop
    clock: HandClock
    events: EventStream
    happened: list[Event]


def make_world(store: MailStore, keys: KeyStore, *, rules: Rules | None = None) -> World:
    clock, events = HandClock(), EventStream()
    log = AccessLog(store=store.log, keys=keys.subjects, clock=clock, random=token_bytes)
    signer = Signer("tempory.test/access-log", Secret(b"l" * 32))
    happened: list[Event] = []
    events.subscribe(happened.append)
    workshop = Workshop(
        store=store,
        keys=keys,
        hasher=AddressHasher(Secret(b"k" * 32)),
        rules=rules or Rules(domains=(DOMAIN, OTHER_DOMAIN)),
        clock=clock,
        random=token_bytes,
        events=events,
        log=log,
        checkpointer=Checkpointer(log, signer=signer, clock=clock),
    )
    return World(mailboxes=Mailboxes(workshop), workshop=workshop, clock=clock, events=events, happened=happened)


def limit_rules(rules: Rules, *, messages: int, octets: int) -> Rules:
    return replace(rules, quota_messages=messages, quota_bytes=octets)
