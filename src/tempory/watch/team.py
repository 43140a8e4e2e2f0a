"""The security team's key pair: made in the page of one who reads reports, and sealed to the mailbox of each colleague.

The server has the public half and the wraps, which open with the officers' own keys alone. Whoever is granted the role
later is given the key by a colleague; whose role ends loses the wrap within a minute. They may have kept the key all
the same: `make` replaces it, and what is reported from then on is sealed to the new one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, final

from tempory.mailboxes import InvalidRequest, Mailboxes, MailboxGone
from tempory.people import Actor, Conflict, Member, MemberStatus, NotAllowed, Office, Permission, roles_with
from tempory.sealing import TEAM_WRAP_OCTETS
from tempory.values import MailboxId, RecordId
from tempory.watch.records import TeamKey, TeamWrap
from tempory.watch.reports import check_public_key
from tempory.watch.store import WatchStore

OFFICERS: Final = 100
_READERS: Final = frozenset(roles_with(Permission.REPORTS_READ))


@dataclass(frozen=True, slots=True, kw_only=True)
class Officer:
    """One who reads reports: `public_key` is their mailbox's, `keys` those of the team's that they hold."""

    member: Member
    mailbox: MailboxId
    public_key: bytes
    keys: frozenset[RecordId]


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """The team as one of it sees it. `wraps` are the asker's own."""

    keys: Sequence[TeamKey]
    officers: Sequence[Officer]
    wraps: Sequence[TeamWrap]


@final
class Team:
    """Shows the team, makes its key, hands it on, and takes it from whose role has ended."""

    def __init__(self, office: Office, store: WatchStore, *, mailboxes: Mailboxes) -> None:
        self._office = office
        self._store = store
        self._mailboxes = mailboxes

    async def show(self, by: Actor) -> Standing:
        """Return the team's keys, who reads reports, and the asker's own wraps."""
        await self._office.record(by, "report.team", "team")
        officers = await self._officers()
        own = next((each.mailbox for each in officers if each.member.id == by.member), None)
        wraps = [wrap for wrap in await self._store.team_wraps() if wrap.mailbox == own]
        return Standing(keys=await self._store.team_keys(), officers=officers, wraps=wraps)

    async def make(self, by: Actor, key: RecordId, public_key: bytes, wraps: Sequence[TeamWrap]) -> None:
        """Put a new key in use; it has to be sealed to the maker's own mailbox at least.

        Raises `InvalidRequest`, `NotAllowed` without a mailbox of one's own, `Conflict` if a colleague was quicker.
        """
        check_public_key(public_key)
        officers = await self._check(wraps)
        own = next((each for each in officers if each.member.id == by.member), None)
        if own is None or own.mailbox not in {wrap.mailbox for wrap in wraps}:
            refusal = "Who makes the team's key keeps it for themselves too, in a mailbox of their own."
            raise NotAllowed(refusal)
        keys = await self._store.team_keys()
        if key in {each.id for each in keys} or any(wrap.key != key for wrap in wraps):
            reason = "Draw a new id for a new key, and seal that key to each."
            raise InvalidRequest(reason)
        await self._office.record(by, "report.make-key", "team")
        made = TeamKey(id=key, public_key=public_key, made_at=self._office.now())
        if not await self._store.add_team_key(made, wraps, after=keys[0].id if keys else None):
            refusal = "A colleague has just made a key; look again."
            raise Conflict(refusal)

    async def hand_on(self, by: Actor, wraps: Sequence[TeamWrap]) -> None:
        """Give colleagues a key that one holds. A wrap that is there is never replaced. Raises as `make` does."""
        officers = await self._check(wraps)
        own = next((each for each in officers if each.member.id == by.member), None)
        if own is None or not {wrap.key for wrap in wraps} <= own.keys:
            refusal = "Nobody hands on a key that they do not hold."
            raise NotAllowed(refusal)
        await self._office.record(by, "report.hand-on-key", "team")
        await self._store.add_team_wraps(wraps)

    async def sweep(self) -> None:
        """Take the key from everybody who does not read reports (any more)."""
        await self._store.keep_team_wraps([each.mailbox for each in await self._officers()])

    async def _check(self, wraps: Sequence[TeamWrap]) -> Sequence[Officer]:
        officers = await self._officers()
        known = {each.mailbox for each in officers}
        if not wraps or any(len(wrap.wrap) != TEAM_WRAP_OCTETS or wrap.mailbox not in known for wrap in wraps):
            reason = "A key is sealed to mailboxes of those who read reports, and to no other."
            raise InvalidRequest(reason)
        return officers

    async def _officers(self) -> Sequence[Officer]:
        store = self._office.store
        granted = {
            member for member, grant in await store.all_grants() if grant.role in _READERS and not grant.suspended
        }
        held: dict[MailboxId, set[RecordId]] = {}
        for wrap in await self._store.team_wraps():
            held.setdefault(wrap.mailbox, set()).add(wrap.key)
        officers = []
        for each in sorted(granted)[:OFFICERS]:
            member = await store.member(each)
            if member is None or member.mailbox is None or member.status is not MemberStatus.ACTIVE:
                continue
            try:
                living = await self._mailboxes.look(member.mailbox)
            except MailboxGone:
                continue
            keys = frozenset(held.get(member.mailbox, ()))
            officers.append(Officer(member=member, mailbox=member.mailbox, public_key=living.public_key, keys=keys))
        return officers
