"""APPEND and REPLACE. RFC 9051 §6.3.12, RFC 3502 (several, all or none), RFC 4315 (APPENDUID), RFC 8508."""

import re

from tempory.delivery import Deposit, Source
from tempory.mailboxes import FolderGone, KeywordsFull, MessageGone
from tempory.protocols.imap import Completion, LiteralOffered, SequenceSet
from tempory.protocols.imap.commands import Append, Replace
from tempory.protocols.imap.commands.append import AppendMessage
from tempory.protocols.imap.responses.codes import EXPUNGEISSUED, OVERQUOTA, TRYCREATE, append_uid
from tempory.sessions.imap.storing import READ_ONLY
from tempory.sessions.imap.updates import say_gone
from tempory.sessions.imap.visit import NotDone, Visit
from tempory.values import has_room_for

_FULL = Completion.no("There is no room left", OVERQUOTA)
_TRY_CREATE = Completion.no("There is no such mailbox; create it first", TRYCREATE)
_NO_SUCH = Completion.bad("There is no message of that number")
_GONE = Completion.no("The message to be replaced has gone", EXPUNGEISSUED)
_BARE_LF = re.compile(rb"(?<!\r)\n")


def weigh(visit: Visit, offered: LiteralOffered) -> Completion | None:
    """Look whether a message may come, before it does. None: it may."""
    room = visit.store.room(visit.mailbox)
    if room is None or visit.store.glance_at(visit.mailbox, offered.mailbox) is None:
        return _TRY_CREATE
    quota, usage = room
    if offered.replaces:
        # What it replaces makes room for it; whether that is enough is seen when it is stored.
        return _FULL if offered.octets > quota.bytes else None
    octets = usage.bytes + offered.octets_before + offered.octets
    return _FULL if octets > quota.bytes or usage.messages >= quota.messages else None


async def answer_append(visit: Visit, command: Append) -> Completion:
    """Answer APPEND."""
    validity = _validity(visit, command.mailbox)
    deposits = [_deposit(each) for each in command.messages]
    try:
        uids = await visit.service.deposits.put(visit.owner, command.mailbox, deposits, records=visit.claim_records())
    except FolderGone:
        raise NotDone(_TRY_CREATE) from None
    return Completion.ok("Appended", append_uid(validity, uids))


async def answer_replace(visit: Visit, command: Replace) -> Completion:
    """Answer REPLACE: one step in the store, so that there is always exactly one of the two (RFC 8508 §3.1)."""
    folder = visit.folder
    if folder.read_only:
        return READ_ONLY
    named = SequenceSet(((command.number, command.number),))
    if not command.by_uid and not folder.has(named):
        return _NO_SUCH
    indexes = folder.indexes(named, by_uid=command.by_uid)
    if not indexes:
        return _GONE
    [old] = folder.uids_at(indexes)
    validity, source = _validity(visit, command.mailbox), Source(number=folder.id, name=folder.name)
    deposits = visit.service.deposits
    try:
        uid = await deposits.replace(
            visit.owner,
            command.mailbox,
            _deposit(command.message),
            source=source,
            uid=old,
            records=visit.claim_records(),
        )
    except MessageGone:
        return _GONE
    except FolderGone:
        raise NotDone(_TRY_CREATE) from None
    visit.say(Completion.ok("The replacement is there", append_uid(validity, [uid])).encode())
    say_gone(visit, folder, [old])
    return Completion.ok("Replaced")


def _validity(visit: Visit, mailbox: str) -> int:
    glance = visit.store.glance_at(visit.mailbox, mailbox)
    if glance is None:
        raise NotDone(_TRY_CREATE)
    return glance.id


def _deposit(message: AppendMessage) -> Deposit:
    if not has_room_for(message.flags):
        reason = "A message has room for fewer keywords."
        raise KeywordsFull(reason)
    return Deposit(content=_with_line_ends(message), flags=message.flags, received_at=message.received_at)


def _with_line_ends(message: AppendMessage) -> bytes:
    """Return the message with CRLF where a program wrote a bare LF (RFC 5322 §2.3), unless it is declared binary."""
    content = message.content
    if message.is_binary or content.count(b"\n") == content.count(b"\r\n"):
        return content
    return _BARE_LF.sub(b"\r\n", content)
