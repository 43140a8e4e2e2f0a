"""COPY and MOVE. RFC 9051 §6.4.7–6.4.8, RFC 6851, RFC 4315 §3 (COPYUID)."""

from collections.abc import Sequence

from tempory.mailboxes import FolderGone
from tempory.mailboxes.folders import Copied
from tempory.protocols.imap import Completion
from tempory.protocols.imap.commands import Copy, Move
from tempory.protocols.imap.responses.codes import EXPUNGEISSUED, TRYCREATE, copy_uid
from tempory.sessions.imap.storing import READ_ONLY, as_folder
from tempory.sessions.imap.updates import say_gone
from tempory.sessions.imap.visit import NotDone, Visit

_TRY_CREATE = Completion.no("There is no such mailbox; create it first", TRYCREATE)
_NO_SUCH = Completion.bad("There is no message of that number")
_SOME_GONE = Completion.no("Nothing was copied, for some of the messages have gone", EXPUNGEISSUED)


async def answer_copy(visit: Visit, command: Copy) -> Completion:
    """Answer COPY and UID COPY: all or none."""
    validity, copied = await _carry(visit, command)
    return Completion.ok("Copied", _copy_uid(validity, copied))


async def answer_move(visit: Visit, command: Move) -> Completion:
    """Answer MOVE and UID MOVE. RFC 6851 §4.3: COPYUID comes untagged, before the messages go."""
    folder = visit.folder
    if folder.read_only:
        return READ_ONLY
    validity, moved = await _carry(visit, command)
    if moved:
        visit.say(Completion.ok("Moved", _copy_uid(validity, moved)).encode())
        say_gone(visit, folder, [each.source for each in moved])
    return Completion.ok("Moved")


async def _carry(visit: Visit, command: Copy | Move) -> tuple[int, Sequence[Copied]]:
    folder = visit.folder
    if not command.by_uid and not folder.has(command.messages):
        raise NotDone(_NO_SUCH)
    target = await visit.store.folder(visit.mailbox, command.mailbox)
    if target is None:
        raise NotDone(_TRY_CREATE)
    uids = folder.uids_at(folder.indexes(command.messages, by_uid=command.by_uid))
    entries = await visit.store.entries_of(visit.mailbox, folder.id, uids) if uids else ()
    if isinstance(command, Copy) and not command.by_uid and len(entries) < len(uids):
        raise NotDone(_SOME_GONE)  # RFC 2180 §4.4.2: an OK would have a program remove what it takes for copied
    if not entries:
        return target.id, ()
    carry = visit.filing.move if isinstance(command, Move) else visit.filing.copy
    try:
        return target.id, await carry(visit.mailbox, as_folder(folder), entries, target, records=visit.claim_records())
    except FolderGone:
        raise NotDone(_TRY_CREATE) from None


def _copy_uid(validity: int, copied: Sequence[Copied]) -> bytes:
    if not copied:
        return b""
    return copy_uid(validity, [each.source for each in copied], [each.target for each in copied])
