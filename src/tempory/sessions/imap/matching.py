"""Search keys made into functions. RFC 9051 §6.4.4, RFC 5032, RFC 7162 §3.1.5, RFC 8474 §6, RFC 8514 §4.3.

A function says True or False, or None if that cannot be said before the message is opened: so only those messages are
opened of which the rest of the key leaves it open.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import assert_never

from tempory.mailboxes.folders import FolderEntry
from tempory.mime import parse_date
from tempory.protocols.imap.commands import search_keys as keys
from tempory.protocols.imap.sequences import Messages
from tempory.sessions.imap.casemap import casemap
from tempory.sessions.imap.selected import SelectedFolder
from tempory.sessions.imap.texts import Texts
from tempory.values import Instant

EMAIL_ID = "M"
_MILLISECONDS = 1000


@dataclass(slots=True)
class Candidate:
    """A message that may be what is looked for: `entry` is there if `needs_entry`, `texts` once it is opened."""

    index: int
    entry: FolderEntry | None = None
    texts: Texts | None = None


Judge = Callable[[Candidate], bool | None]


def needs_entry(key: keys.SearchKey) -> bool:
    """Whether dates or ids are asked for, which a session does not hold."""
    match key:
        case keys.DateIs() | keys.AgeIs() | keys.EmailIdIs():
            return True
        case keys.Not():
            return needs_entry(key.key)
        case keys.Or():
            return needs_entry(key.one) or needs_entry(key.other)
        case keys.And():
            return any(map(needs_entry, key.keys))
        case _:
            return False


def make_judge(key: keys.SearchKey, folder: SelectedFolder, now: Instant) -> Judge:  # noqa: C901, PLR0911, PLR0912 (one case a key)
    """Return the function that judges by `key`."""
    match key:
        case keys.Everything():
            return lambda _: True
        case keys.NumberIn():
            return _among(folder, key.messages, by_uid=False)
        case keys.UidIn():
            return _among(folder, key.messages, by_uid=True)
        case keys.HasFlag():
            flag = key.flag
            return lambda candidate: flag in folder.flags[candidate.index]
        case keys.IsRecent():
            return lambda candidate: folder.is_recent(candidate.index)
        case keys.SizeIs():
            octets, larger = key.octets, key.larger
            return lambda candidate: (
                folder.sizes[candidate.index] > octets if larger else folder.sizes[candidate.index] < octets
            )
        case keys.ModSeqFrom():
            modseq = key.modseq
            return lambda candidate: folder.modseqs[candidate.index] >= modseq
        case keys.EmailIdIs():
            email_id = key.id
            return lambda candidate: candidate.entry is not None and f"{EMAIL_ID}{candidate.entry.id}" == email_id
        case keys.ThreadIdIs():
            return lambda _: False
        case keys.AgeIs():
            since, younger = now - key.seconds * _MILLISECONDS, key.younger
            return lambda candidate: candidate.entry is not None and (candidate.entry.received_at >= since) is younger
        case keys.DateIs():
            return _by_date(key)
        case keys.HeaderContains() | keys.BodyContains() | keys.TextContains():
            return _by_text(key)
        case keys.Not():
            return _not(make_judge(key.key, folder, now))
        case keys.Or():
            return _any((make_judge(key.one, folder, now), make_judge(key.other, folder, now)))
        case keys.And():
            return _all(tuple(make_judge(each, folder, now) for each in key.keys))
        case unexpected:
            assert_never(unexpected)


def _among(folder: SelectedFolder, messages: Messages, *, by_uid: bool) -> Judge:
    indexes = frozenset(folder.indexes(messages, by_uid=by_uid))
    return lambda candidate: candidate.index in indexes


def _not(judge: Judge) -> Judge:
    def judge_not(candidate: Candidate) -> bool | None:
        found = judge(candidate)
        return None if found is None else not found

    return judge_not


def _any(judges: tuple[Judge, ...]) -> Judge:
    def judge_any(candidate: Candidate) -> bool | None:
        found: bool | None = False
        for judge in judges:
            match judge(candidate):
                case True:
                    return True
                case None:
                    found = None
        return found

    return judge_any


def _all(judges: tuple[Judge, ...]) -> Judge:
    def judge_all(candidate: Candidate) -> bool | None:
        found: bool | None = True
        for judge in judges:
            match judge(candidate):
                case False:
                    return False
                case None:
                    found = None
        return found

    return judge_all


def _by_text(key: keys.HeaderContains | keys.BodyContains | keys.TextContains) -> Judge:
    needle = casemap(key.text)

    def is_in(texts: Texts) -> bool:
        match key:
            case keys.HeaderContains():
                return texts.field_contains(key.field, needle) if needle else texts.has_field(key.field)
            case keys.BodyContains():
                return texts.body_contains(needle)
            case keys.TextContains():
                return texts.header_contains(needle) or texts.body_contains(needle)

    return lambda candidate: None if candidate.texts is None else is_in(candidate.texts)


def _by_date(key: keys.DateIs) -> Judge:
    def day_of(candidate: Candidate) -> date | None:
        entry = candidate.entry
        if key.of is keys.DateOf.SENT:
            sent = None if candidate.texts is None else parse_date(candidate.texts.brief.date)
            return None if sent is None else sent.date()  # RFC 9051 §6.4.4: in its own time zone
        if entry is None:
            return None
        moment = entry.received_at if key.of is keys.DateOf.INTERNAL else entry.saved_at
        return datetime.fromtimestamp(moment // _MILLISECONDS, UTC).date()

    def judge(candidate: Candidate) -> bool | None:
        if key.of is keys.DateOf.SENT and candidate.texts is None:
            return None
        day = day_of(candidate)
        if day is None:
            return False
        match key.order:
            case keys.Order.BEFORE:
                return day < key.day
            case keys.Order.ON:
                return day == key.day
            case keys.Order.SINCE:
                return day >= key.day

    return judge
