"""SELECT, EXAMINE, CLOSE and UNSELECT. RFC 9051 §6.3.2–6.3.3, §6.4.1–6.4.2; RFC 7162 §3.2.5 (QRESYNC); RFC 8474."""

from collections.abc import Sequence

from tempory.protocols.imap import Completion, SequenceSet
from tempory.protocols.imap.commands import Close, Select
from tempory.protocols.imap.commands.select import QuickResync
from tempory.protocols.imap.responses import codes
from tempory.protocols.imap.responses.found import encode_vanished_earlier
from tempory.protocols.imap.responses.mailboxes import Listed, encode_flags, encode_list
from tempory.sessions.imap.selected import SelectedFolder
from tempory.sessions.imap.storing import as_folder
from tempory.sessions.imap.updates import FIRST_FLAGS, say_exists, say_flags
from tempory.sessions.imap.visit import Visit
from tempory.values import SystemFlag

_NO_SUCH = Completion.no("There is no such mailbox", codes.NONEXISTENT)
_PREVIOUS = Completion.ok("The previous mailbox is closed", codes.CLOSED)


async def answer_select(visit: Visit, command: Select) -> Completion:
    """Answer SELECT and EXAMINE."""
    if visit.selected is not None:
        visit.selected = None
        visit.say(_PREVIOUS.encode())  # RFC 7162 §3.2.11: whatever is enabled
    glance = visit.store.glance_at(visit.mailbox, command.mailbox)
    if glance is None:
        return _NO_SUCH
    standings = await visit.store.standings(visit.mailbox, glance.id)
    folder = SelectedFolder(glance, standings, name=command.mailbox, read_only=command.read_only)
    if standings:
        # What came between the two looks is counted here, and looked at again at the next event.
        folder.next_uid = max(folder.next_uid, type(folder.next_uid)(standings[-1].uid + 1))
    visit.may_have_changed = True
    if not visit.dialect.rev2:
        recent = visit.service.presence.claim(folder.id, folder.next_uid, keeps=not folder.read_only)
        folder.recent = [recent] if recent else []
    folder.known_flags = {*FIRST_FLAGS}.union(*set(folder.flags))
    _say_state(visit, folder)
    if command.qresync is not None:
        _resynchronise(visit, folder, command.qresync)
    visit.selected = folder
    return Completion.ok("Selected", codes.READ_ONLY if command.read_only else codes.READ_WRITE)


async def answer_close(visit: Visit, command: Close) -> Completion:
    r"""Answer CLOSE, which removes what is \Deleted without a word, and UNSELECT."""
    folder = visit.folder
    visit.selected = None
    glance = visit.store.glance(visit.mailbox, folder.id)
    if command.expunges and not folder.read_only and glance is not None:
        # All that are marked now, those included that another session marked and this one has not heard of.
        deleted = str(SystemFlag.DELETED)
        entries = await visit.store.entries(visit.mailbox, folder.id)
        marked = [entry for entry in entries if deleted in entry.flags]
        if marked:
            await visit.filing.expunge(visit.mailbox, as_folder(folder), marked, records=visit.claim_records())
        glance = visit.store.glance(visit.mailbox, folder.id)
    if command.expunges and visit.dialect.qresync and glance is not None:
        return Completion.ok("Closed", codes.highest_modseq(glance.modseq))
    return Completion.ok("Closed")


def _say_state(visit: Visit, folder: SelectedFolder) -> None:
    dialect = visit.dialect
    say_exists(visit, folder)
    visit.say(encode_flags(sorted(folder.known_flags)))
    allowed = () if folder.read_only else sorted(folder.known_flags)
    _tell(visit, "Flags that can be kept", codes.permanent_flags(allowed, new_keywords=not folder.read_only))
    unseen = folder.first_unseen()
    if unseen is not None and not dialect.rev2:
        _tell(visit, "The first unseen message", codes.unseen(unseen + 1))
    _tell(visit, "What UIDs belong to", codes.uid_validity(folder.id))
    _tell(visit, "The next UID", codes.uid_next(folder.next_uid))
    _tell(visit, "The highest mod-sequence", codes.highest_modseq(folder.modseq))
    _tell(visit, "The mailbox's id", codes.mailbox_id(mailbox_id(folder.id)))
    if dialect.rev2:
        visit.say(encode_list(Listed(name=folder.name), dialect))


def mailbox_id(folder: int) -> str:
    """Return a folder's object id (RFC 8474 §4): it begins with a letter, as §7 wants."""
    return f"F{folder}"


def _tell(visit: Visit, text: str, code: bytes) -> None:
    visit.say(Completion.ok(text, code).encode())


def _resynchronise(visit: Visit, folder: SelectedFolder, known: QuickResync) -> None:
    """Say what has gone and what has changed since the peer was here. RFC 7162 §3.2.5.

    Which message went when is not kept: if any went since, everything that is not there is named (§3.2.5.1 allows it).
    """
    if known.uid_validity != folder.id:
        return
    named = known.known_uids or SequenceSet(((1, folder.next_uid - 1),) if folder.next_uid > 1 else ())
    gone = folder.missing(named.resolve(folder.next_uid - 1)) if folder.expunged > known.modseq else []
    if known.match is not None:
        gone = _beyond_match(folder, known.match, gone)
    if gone:
        visit.say(encode_vanished_earlier(gone))
    changed = (index for index in range(len(folder)) if folder.modseqs[index] > known.modseq)
    chosen = set(folder.indexes(named, by_uid=True))
    say_flags(visit, folder, (index for index in changed if index in chosen), by_uid=True)


def _beyond_match(
    folder: SelectedFolder, match: tuple[SequenceSet, SequenceSet], gone: Sequence[tuple[int, int]]
) -> list[tuple[int, int]]:
    """Leave out what the peer already knows to be gone: up to the last pair that still fits (RFC 7162 §3.2.5.2)."""
    numbers, uids = (
        [number for low, high in ranges.ranges for number in range(min(low, high), max(low, high) + 1)]
        if ranges.count() <= _MATCHES
        else []
        for ranges in match
    )
    fits = 0
    for number, uid in zip(numbers, uids, strict=False):
        if number <= len(folder) and folder.uids[number - 1] == uid:
            fits = uid
    return [(max(low, fits + 1), high) for low, high in gone if high > fits]


_MATCHES = 10_000
