"""What everything about people shares: storage, clock, randomness, the service's own key, and the access log's seam."""

import hashlib
import hmac
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from tempory.events import EntryRefused
from tempory.mailboxes import Workshop
from tempory.people.acts import GRANTED, REFUSED, Act, Actor, OnAct, tell_nobody
from tempory.people.members import Member
from tempory.people.refusals import MemberGone
from tempory.people.store import PeopleStore
from tempory.sealing import PublicKey
from tempory.values import Address, Instant, MemberId, RecordId, Secret

DAY = 86_400
MILLISECONDS = 1000
_WAYS_IN = frozenset({"session.begin", "session.second-factor"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """Where the page is, for passkeys: they are bound to `host` and to `origin` (scheme, host and port)."""

    host: str
    origin: str
    name: str = "Tempory"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What an organisation may decide about its members. Sizes in octets, times in seconds."""

    quota_messages: int = 100_000
    quota_bytes: int = 5 * 1024**3
    trash_days: int = 30
    junk_days: int = 14
    link_seconds: int = 3 * DAY
    staff_idle: int = 15 * 60
    staff_longest: int = 8 * 3600
    member_idle: int = 14 * DAY
    member_longest: int = 60 * DAY
    step_up: int = 5 * 60
    review_days: int = 14
    escrow: PublicKey | None = None


async def _let_go(_member: MemberId) -> None:
    """Do nothing more about a member who was removed."""


@dataclass(slots=True, kw_only=True)
class Office:
    """`server_key` seals TOTP secrets, and makes up salts for accounts that do not exist. `rules` may be replaced.

    `on_removed` is told of a member who is gone, so that what named them elsewhere names nobody.
    """

    store: PeopleStore
    workshop: Workshop
    server_key: Secret
    site: Callable[[], Site]
    rules: Rules = field(default_factory=Rules)
    on_act: OnAct = tell_nobody
    on_removed: Callable[[MemberId], Awaitable[None]] = _let_go

    def now(self) -> Instant:
        return self.workshop.clock.now()

    def later(self, seconds: float) -> Instant:
        return Instant(self.now() + round(seconds * MILLISECONDS))

    def draw_record(self) -> RecordId:
        return RecordId(self.workshop.random(16))

    def hash_address(self, address: Address) -> bytes:
        return self.workshop.hasher.hash(address)

    def derive(self, label: bytes, content: bytes = b"") -> bytes:
        """Return 32 octets that only this server can know."""
        return derive(self.server_key, label, content)

    async def record(self, by: Actor, what: str, on: str, *, result: str = GRANTED) -> None:
        """Tell the access log. What it raises stops what was about to be done."""
        await self.on_act(Act(who=by.member, what=what, on=on, where=by.place, result=result))
        if result == REFUSED and what in _WAYS_IN:
            self.workshop.events.publish(EntryRefused(listener="page"))

    async def find(self, member: MemberId) -> Member:
        """Return a member; `MemberGone` if there is none."""
        found = await self.store.member(member)
        if found is None:
            reason = "There is no such member."
            raise MemberGone(reason)
        return found


def derive(server_key: Secret, label: bytes, content: bytes = b"") -> bytes:
    """Return 32 octets for one purpose out of the server's key."""
    return hmac.digest(server_key.reveal(), b"tempory/1 " + label + b"\x00" + content, "sha256")


def hash_secret(secret: Secret) -> bytes:
    """SHA-256 of a random secret: all that is kept of one."""
    return hashlib.sha256(secret.reveal()).digest()
