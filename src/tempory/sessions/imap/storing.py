"""STORE and EXPUNGE. RFC 9051 §6.4.6, §6.4.3, RFC 7162 §3.1.3 (UNCHANGEDSINCE), RFC 4315 §2.1 (UID EXPUNGE)."""

from collections.abc import Sequence

from tempory.mailboxes.folders import FlagChange, Folder, FolderEntry, SpecialUse, Standing
from tempory.protocols.imap import Completion
from tempory.protocols.imap.commands import Expunge, Store
from tempory.protocols.imap.responses.codes import EXPUNGEISSUED, highest_modseq, modified
from tempory.sessions.imap.reporting import report_marked
from tempory.sessions.imap.selected import SelectedFolder
from tempory.sessions.imap.updates import note, say_flags, say_gone, say_modseqs
from tempory.sessions.imap.visit import Visit
from tempory.values import Flags, SystemFlag, Uid

READ_ONLY = Completion.no("The mailbox is open read-only")
_STORED = Completion.ok("Stored")
_SOME_GONE = Completion.ok("Stored, but for messages that have gone meanwhile", EXPUNGEISSUED)
_NO_SUCH = Completion.bad("There is no message of that number")
_DELETED = str(SystemFlag.DELETED)


async def answer_store(visit: Visit, command: Store) -> Completion:
    """Answer STORE and UID STORE."""
    folder = visit.folder
    if folder.read_only:
        return READ_ONLY
    if not command.by_uid and not folder.has(command.messages):
        return _NO_SUCH
    indexes = folder.indexes(command.messages, by_uid=command.by_uid)
    change = FlagChange(command.mode.value)
    before = {Uid(folder.uids[index]): folder.flags[index] for index in indexes}
    expected = {index: change.apply(folder.flags[index], command.flags) for index in indexes}
    done, left = await change_flags(
        visit, folder, indexes, change, command.flags, unchanged_since=command.unchanged_since
    )
    there = [index for index in indexes if folder.uids[index] in done]

    def is_told(index: int) -> bool:
        # RFC 9051 §6.4.6: the peer has to know the flags in the end, also when another session has changed them: amid
        # our change, or before it, so that the peer was told of it in answer to this same command.
        return not command.silent or folder.uids[index] in folder.told or folder.flags[index] != expected[index]

    say_modseqs(visit, folder, [index for index in there if not is_told(index)])
    say_flags(visit, folder, filter(is_told, there), by_uid=command.by_uid or command.silent)
    await visit.recorded()  # what was changed is in the log before anything further is
    reported = await report_marked(visit, folder, before, done)
    if reported:
        visit.say(Completion.ok(f"Reported to the security team: {reported}, thank you").encode())
    if not left:
        return _STORED if command.by_uid or len(done) == len(indexes) else _SOME_GONE
    numbers = sorted(left) if command.by_uid else [index + 1 for index in indexes if folder.uids[index] in left]
    return Completion.ok("Stored, but for what has changed since", modified(numbers))


async def change_flags(
    visit: Visit,
    folder: SelectedFolder,
    indexes: Sequence[int],
    change: FlagChange,
    flags: Flags,
    *,
    unchanged_since: int | None = None,
) -> tuple[set[Uid], set[Uid]]:
    """Change flags and note what they are now; return the uids that have them and those left alone (RFC 7162 §3.1.3).

    Those in neither have gone.
    """
    if not indexes:
        return set(), set()
    entries, left = await visit.filing.change_flags(
        visit.mailbox,
        as_folder(folder),
        folder.uids_at(indexes),
        change,
        flags,
        unchanged_since=unchanged_since,
        records=visit.claim_records(),
    )
    note(folder, (Standing(each.uid, each.flags, each.modseq, each.size) for each in entries))
    return {entry.uid for entry in entries}, set(left)


async def answer_expunge(visit: Visit, command: Expunge) -> Completion:
    """Answer EXPUNGE and UID EXPUNGE."""
    folder = visit.folder
    if folder.read_only:
        return READ_ONLY
    chosen = range(len(folder)) if command.uids is None else folder.indexes(command.uids, by_uid=True)
    removed = await expunge(visit, folder, [index for index in chosen if _DELETED in folder.flags[index]])
    say_gone(visit, folder, removed)
    if visit.dialect.condstore:
        glance = visit.store.glance(visit.mailbox, folder.id)
        if glance is not None and removed:
            return Completion.ok("Expunged", highest_modseq(glance.modseq))
    return Completion.ok("Expunged")


async def expunge(visit: Visit, folder: SelectedFolder, indexes: Sequence[int]) -> Sequence[Uid]:
    r"""Remove messages that are still \Deleted; return their uids."""
    if not indexes:
        return ()
    uids = folder.uids_at(indexes)
    entries = await visit.store.entries_of(visit.mailbox, folder.id, uids)
    # Another session may have taken the flag away since we looked.
    marked: list[FolderEntry] = [entry for entry in entries if _DELETED in entry.flags]
    if not marked:
        return ()
    return await visit.filing.expunge(visit.mailbox, as_folder(folder), marked, records=visit.claim_records())


def as_folder(folder: SelectedFolder) -> Folder:
    """Return the folder as the domain takes it; its counts are of no use here."""
    return Folder(
        id=folder.id,
        name=folder.name,
        special_use=SpecialUse.NONE,
        is_subscribed=True,
        next_uid=folder.next_uid,
        modseq=folder.modseq,
        messages=len(folder),
        unseen=0,
        deleted=0,
        deleted_size=0,
        size=0,
    )
