"""Breaking the glass: reading a member's mail without the member, where the organisation keeps keys in escrow.

It takes a reason, a second person, and an end; the mailbox's holder is told before anything is given. What is given is
the escrow wrap and the sealed messages: they open with the organisation's offline key alone, which this server lacks.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Final, final

from tempory.mailboxes import InvalidRequest, Mailboxes, Page
from tempory.people.acts import Actor
from tempory.people.keyring import Keyring
from tempory.people.members import Member, WrapKind
from tempory.people.office import Office
from tempory.people.records import GlassRequest
from tempory.people.refusals import Conflict, NotAllowed, RecordGone, SecondPersonNeeded
from tempory.values import MailboxId, MemberId, MessageId, RecordId, Uid

SHORTEST_SECONDS: Final = 60
LONGEST_SECONDS: Final = 24 * 3600
REASON_CHARACTERS: Final = range(20, 1001)

Notify = Callable[[Member, GlassRequest], Awaitable[None]]
"""Writes to the mailbox's holder that it was opened, why, by whom and until when. What it raises stops the opening."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BrokenGlass:
    """What the one who asked is given, while it lasts."""

    mailbox: MailboxId
    escrow_wrap: bytes
    public_key: bytes


@final
class BreakGlass:
    """Asks, approves, and gives for a time."""

    def __init__(self, office: Office, *, keyring: Keyring, mailboxes: Mailboxes, notify: Notify) -> None:
        self._office = office
        self._store = office.store
        self._keyring = keyring
        self._mailboxes = mailboxes
        self._notify = notify

    async def list(self, by: Actor) -> Sequence[GlassRequest]:
        """Return all requests, the newest first."""
        await self._office.record(by, "break-glass.list", "requests")
        return await self._store.glass_requests()

    async def of_member(self, member: MemberId) -> Sequence[GlassRequest]:
        """Return what was approved about a member's own mailbox: they always see it."""
        return [each for each in await self._store.glass_requests(member) if each.approved_by is not None]

    async def ask(self, by: Actor, member: MemberId, *, reason: str, seconds: int) -> GlassRequest:
        """Ask for a member's mailbox. Raises `InvalidRequest`, `Conflict` where there is no escrow."""
        found = await self._office.find(member)
        if by.member is None or by.member == member:
            refusal = "One's own mailbox needs no glass broken."
            raise SecondPersonNeeded(refusal)
        if len(reason.strip()) not in REASON_CHARACTERS or not SHORTEST_SECONDS <= seconds <= LONGEST_SECONDS:
            refusal = "A reason has 20 to 1,000 characters, and a day is the longest."
            raise InvalidRequest(refusal)
        await self._escrow_wrap(found)
        request = GlassRequest(
            id=self._office.draw_record(),
            member=member,
            asked_by=by.member,
            reason=reason.strip(),
            seconds=seconds,
            asked_at=self._office.now(),
            approved_by=None,
            ends_at=None,
        )
        await self._office.record(by, "break-glass.ask", f"member:{member}")
        await self._store.add_glass_request(request)
        return request

    async def approve(self, by: Actor, request: RecordId) -> GlassRequest:
        """Approve somebody else's request; the holder is told first, then the time runs. Raises `Conflict`."""
        found = await self._find(request)
        if by.member in {None, found.asked_by, found.member}:
            refusal = "A second person approves: neither who asked nor whose mailbox it is."
            raise SecondPersonNeeded(refusal)
        if found.approved_by is not None:
            refusal = "This request was approved already."
            raise Conflict(refusal)
        member = await self._office.find(found.member)
        await self._escrow_wrap(member)
        await self._office.record(by, "break-glass.approve", _box(member))
        approved = GlassRequest(
            id=found.id,
            member=found.member,
            asked_by=found.asked_by,
            reason=found.reason,
            seconds=found.seconds,
            asked_at=found.asked_at,
            approved_by=by.member,
            ends_at=self._office.later(found.seconds),
        )
        await self._notify(member, approved)
        if not await self._store.approve_glass_request(approved):
            refusal = "This request was approved already."
            raise Conflict(refusal)
        return approved

    async def open(self, by: Actor, request: RecordId) -> BrokenGlass:
        """Return the escrow wrap, to who asked, while it lasts. Raises `NotAllowed` otherwise."""
        found, mailbox = await self._admit(by, request)
        member = await self._office.find(found.member)
        wrap = await self._escrow_wrap(member)
        await self._office.record(by, "break-glass.open", _box(member))
        living = await self._mailboxes.look(mailbox)
        return BrokenGlass(mailbox=mailbox, escrow_wrap=wrap, public_key=living.public_key)

    async def messages(self, by: Actor, request: RecordId, *, below: Uid | None, limit: int) -> Page:
        """Return sealed messages of INBOX, newest first."""
        _, mailbox = await self._admit(by, request)
        await self._office.record(by, "break-glass.list-messages", f"mailbox:{mailbox}")
        return await self._mailboxes.messages(mailbox, below=below, limit=limit)

    async def body(self, by: Actor, request: RecordId, message: MessageId) -> bytes:
        """Return one message's sealed body."""
        _, mailbox = await self._admit(by, request)
        await self._office.record(by, "break-glass.read-message", f"mailbox:{mailbox}")
        return await self._mailboxes.body(mailbox, message)

    async def _admit(self, by: Actor, request: RecordId) -> tuple[GlassRequest, MailboxId]:
        found = await self._find(request)
        is_open = found.ends_at is not None and self._office.now() < found.ends_at
        member = await self._office.find(found.member)
        if not is_open or by.member != found.asked_by or member.mailbox is None:
            await self._office.record(by, "break-glass.open", f"member:{found.member}", result="refused")
            refusal = "It is not approved, its time is over, or somebody else asked for it."
            raise NotAllowed(refusal)
        return found, member.mailbox

    async def _escrow_wrap(self, member: Member) -> bytes:
        wrap = None if member.mailbox is None else await self._keyring.inner_wrap(member.mailbox, WrapKind.ESCROW)
        if wrap is None:
            refusal = "There is no key of this mailbox in escrow, so nobody but its holder can open it."
            raise Conflict(refusal)
        return wrap

    async def _find(self, request: RecordId) -> GlassRequest:
        for each in await self._store.glass_requests():
            if each.id == request:
                return each
        reason = "There is no such request."
        raise RecordGone(reason)


def _box(member: Member) -> str:
    """Return what is opened, as the log files it: where its holder sees it."""
    return f"mailbox:{member.mailbox}"
