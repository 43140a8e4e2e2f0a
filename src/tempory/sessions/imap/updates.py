"""Telling the peer what has changed in its folder: EXPUNGE or VANISHED, EXISTS, and FETCH with new flags.

RFC 9051 §5.2, §7.4.1, §7.5.1: EXISTS and FETCH at any time; EXPUNGE never while a command without UID that names
messages by number is answered. RFC 7162 §3.2.10 (VANISHED).
"""

from collections.abc import Iterable, Sequence

from tempory.mailboxes.folders import Changes, Standing
from tempory.protocols.imap import Completion, Condition
from tempory.protocols.imap.responses.codes import highest_modseq
from tempory.protocols.imap.responses.fetch import encode_flags_update, encode_modseq_update
from tempory.protocols.imap.responses.found import encode_expunge, encode_vanished
from tempory.protocols.imap.responses.mailboxes import encode_exists, encode_flags, encode_recent
from tempory.sessions.imap.selected import SelectedFolder
from tempory.sessions.imap.visit import NotDone, Visit
from tempory.values import KEYWORDS, SystemFlag, Uid

FIRST_FLAGS = (*map(str, SystemFlag), *KEYWORDS)
DELETED = NotDone(Completion(Condition.BYE, "The selected mailbox has been deleted"))


async def look(visit: Visit, *, expunges: bool, by_uid: bool = False) -> None:
    """Look whether anything changed, and say what. With `expunges` also what has gone."""
    folder = visit.selected
    if folder is None:
        return
    if visit.may_have_changed:
        visit.may_have_changed = False
        glance = visit.store.glance(visit.mailbox, folder.id)
        if glance is None:
            raise DELETED
        folder.expunged = glance.expunged
        if glance.modseq != folder.modseq:
            found = await visit.store.changes(
                visit.mailbox,
                folder.id,
                above_modseq=folder.modseq,
                next_uid=folder.next_uid,
                known=len(folder) - len(folder.gone),
            )
            _take(visit, folder, found, expunges=expunges, by_uid=by_uid)
    if expunges and folder.gone:
        say_gone(visit, folder, folder.gone)


def say_withheld(visit: Visit) -> None:
    """Say up to where all is told, if it may not be said what has gone.

    RFC 7162 §3.2: FETCH may have told a mod-sequence above that of what is withheld; were the connection lost now, a
    peer that kept it would never hear of what has gone.
    """
    folder = visit.selected
    if folder is not None and folder.withheld_above is not None and visit.dialect.qresync:
        code = highest_modseq(folder.withheld_above)
        visit.say(Completion.ok("Up to here all is told", code).encode())


def say_modseq(visit: Visit) -> None:
    """Say where the folder stands, to a peer that begins to keep mod-sequences after it was opened. RFC 7162 §3.1."""
    folder = visit.selected
    if folder is not None:
        modseq = folder.modseq if folder.withheld_above is None else folder.withheld_above
        visit.say(Completion.ok("The highest mod-sequence", highest_modseq(modseq)).encode())


def say_gone(visit: Visit, folder: SelectedFolder, uids: Iterable[int]) -> None:
    """Say that messages have gone."""
    gone = sorted(set(uids))
    numbers = folder.remove(gone)
    if not numbers:
        return
    if visit.dialect.qresync:
        visit.say(encode_vanished(gone))
    else:
        visit.say(b"".join(map(encode_expunge, numbers)))


def say_flags(visit: Visit, folder: SelectedFolder, indexes: Iterable[int], *, by_uid: bool) -> None:
    """Say the flags of messages as they now are."""
    dialect = visit.dialect
    tells_uid = by_uid or dialect.rev2 or dialect.qresync
    chosen = list(indexes)
    say_new_keywords(visit, folder, chosen)
    folder.told.update(folder.uids[index] for index in chosen)
    for index in chosen:
        visit.say(
            encode_flags_update(
                index + 1,
                folder.flags[index],
                uid=folder.uids[index] if tells_uid else None,
                modseq=folder.modseqs[index] if dialect.condstore else None,
                recent=not dialect.rev2 and folder.is_recent(index),
            )
        )


def say_modseqs(visit: Visit, folder: SelectedFolder, indexes: Iterable[int]) -> None:
    """Say the mod-sequences that a silent STORE has given, if they are kept. RFC 7162 §3.1.3."""
    if visit.dialect.condstore:
        for index in indexes:
            visit.say(encode_modseq_update(index + 1, uid=folder.uids[index], modseq=folder.modseqs[index]))


def say_new_keywords(visit: Visit, folder: SelectedFolder, indexes: Iterable[int]) -> None:
    """Say FLAGS again if there are some that the peer has not been told of. RFC 9051 §7.3.5."""
    there = frozenset().union(*{folder.flags[index] for index in indexes})
    if not there <= folder.known_flags:
        folder.known_flags |= there
        visit.say(encode_flags(sorted(folder.known_flags)))


def say_exists(visit: Visit, folder: SelectedFolder) -> None:
    """Say how many messages there are, and in IMAP4rev1 how many are recent."""
    visit.say(encode_exists(len(folder)))
    if not visit.dialect.rev2:
        visit.say(encode_recent(sum(map(folder.is_recent, range(len(folder)))) if folder.recent else 0))


def note(folder: SelectedFolder, standings: Iterable[Standing]) -> list[int]:
    """Take over what changed of messages the peer knows; return the indexes of those whose flags are now others."""
    changed = []
    for standing in standings:
        index = folder.index_of(standing.uid)
        if index is None:
            continue
        if folder.flags[index] != standing.flags or folder.modseqs[index] != standing.modseq:
            folder.flags[index], folder.modseqs[index] = standing.flags, standing.modseq
            changed.append(index)
    return changed


def _take(visit: Visit, folder: SelectedFolder, found: Changes, *, expunges: bool, by_uid: bool) -> None:
    first_new, before = folder.next_uid, folder.modseq
    folder.modseq, folder.next_uid = found.modseq, found.next_uid
    if found.uids is not None:
        folder.gone |= _missing(folder, found.uids)
        if folder.withheld_above is None:
            folder.withheld_above = before
        if expunges and folder.gone:
            say_gone(visit, folder, folder.gone)
    changed = note(folder, (each for each in found.standings if each.uid < first_new))
    new = [each for each in found.standings if each.uid >= first_new]
    if new:
        folder.add(new)
        if not visit.dialect.rev2:
            recent = visit.service.presence.claim(folder.id, folder.next_uid, keeps=not folder.read_only)
            folder.recent += [recent] if recent else []
        say_exists(visit, folder)
    say_flags(visit, folder, changed, by_uid=by_uid)


def _missing(folder: SelectedFolder, uids: Sequence[Uid]) -> set[int]:
    there = set(uids)
    return {uid for uid in folder.uids if uid not in there}
