"""APPEND and REPLACE. RFC 9051 §6.3.12, RFC 3502 (several, all or none), RFC 4315 (APPENDUID), RFC 8508."""

import re
from collections.abc import Sequence

from tempory.delivery import Deposit
from tempory.mailboxes import FolderGone
from tempory.protocols.imap import STAR, Completion, LiteralOffered, SequenceSet
from tempory.protocols.imap.commands import Append, Replace
from tempory.protocols.imap.commands.append import AppendMessage
from tempory.protocols.imap.responses.codes import OVERQUOTA, TRYCREATE, append_uid
from tempory.sessions.imap.storing import READ_ONLY, as_folder
from tempory.sessions.imap.updates import say_gone
from tempory.sessions.imap.visit import NotDone, Visit
from tempory.values import Uid

_FULL = Completion.no("There is no room left", OVERQUOTA)
_TRY_CREATE = Completion.no("There is no such mailbox; create it first", TRYCREATE)
_NO_SUCH = Completion.bad("There is no message of that number")
_BARE_LF = re.compile(rb"(?<!\r)\n")


def weigh(visit: Visit, offered: LiteralOffered) -> Completion | None:
    """Look whether a message may come, before it does. None: it may."""
    room = visit.store.room(visit.mailbox)
    if room is None or visit.store.glance_at(visit.mailbox, offered.mailbox) is None:
        return _TRY_CREATE
    quota, usage = room
    octets = usage.bytes + offered.octets_before + offered.octets
    return _FULL if octets > quota.bytes or usage.messages >= quota.messages else None


async def answer_append(visit: Visit, command: Append) -> Completion:
    """Answer APPEND."""
    validity, uids = await _put(visit, command.mailbox, command.messages)
    return Completion.ok("Appended", append_uid(validity, uids))


async def answer_replace(visit: Visit, command: Replace) -> Completion:
    """Answer REPLACE: the new message first, so that one of the two is always there."""
    folder = visit.folder
    if folder.read_only:
        return READ_ONLY
    named = SequenceSet(((command.number, command.number),))
    if not command.by_uid and not folder.has(named):
        return _NO_SUCH
    indexes = folder.indexes(named, by_uid=command.by_uid)
    if not indexes and command.number != STAR:
        return Completion.no("The message to be replaced has gone")
    old = folder.uids_at(indexes)
    validity, uids = await _put(visit, command.mailbox, (command.message,))
    visit.say(Completion.ok("The replacement is there", append_uid(validity, uids)).encode())
    entries = await visit.store.entries_of(visit.mailbox, folder.id, old)
    removed = await visit.filing.expunge(visit.mailbox, as_folder(folder), entries)
    say_gone(visit, folder, removed)
    return Completion.ok("Replaced")


async def _put(visit: Visit, mailbox: str, messages: Sequence[AppendMessage]) -> tuple[int, Sequence[Uid]]:
    glance = visit.store.glance_at(visit.mailbox, mailbox)
    if glance is None:
        raise NotDone(_TRY_CREATE)
    deposits = [
        Deposit(content=_with_line_ends(each), flags=each.flags, received_at=each.received_at) for each in messages
    ]
    try:
        uids = await visit.service.deposits.put(visit.owner, mailbox, deposits)
    except FolderGone:
        raise NotDone(_TRY_CREATE) from None
    return glance.id, uids


def _with_line_ends(message: AppendMessage) -> bytes:
    """Return the message with CRLF where a program wrote a bare LF (RFC 5322 §2.3), unless it is declared binary."""
    content = message.content
    if message.is_binary or content.count(b"\n") == content.count(b"\r\n"):
        return content
    return _BARE_LF.sub(b"\r\n", content)
