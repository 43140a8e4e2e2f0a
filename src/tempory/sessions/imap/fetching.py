r"""FETCH. RFC 9051 §6.4.5; streamed, so that a session holds a stretch of messages at most."""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import assert_never

from tempory.mailboxes.folders import FlagChange, FolderEntry
from tempory.protocols.imap import Completion, SavedResult
from tempory.protocols.imap.commands import Fetch
from tempory.protocols.imap.commands.fetch import FetchAttribute, FetchItem
from tempory.protocols.imap.commands.sections import BinarySection, BinarySize, BodySection, Section, SectionText
from tempory.protocols.imap.responses.codes import EXPUNGEISSUED
from tempory.protocols.imap.responses.fetch import (
    END_FETCH,
    Row,
    begin_body,
    begin_fetch,
    encode_flag_list,
    encode_instant,
    encode_name,
)
from tempory.protocols.imap.responses.found import encode_vanished_earlier
from tempory.protocols.imap.responses.strings import NIL, encode_literal, encode_nstring, encode_string
from tempory.sessions.imap.briefs import Brief
from tempory.sessions.imap.contents import LARGE_OCTETS, briefs_of, open_messages, stretches
from tempory.sessions.imap.listings import Listings
from tempory.sessions.imap.sections import Sections
from tempory.sessions.imap.selected import SelectedFolder
from tempory.sessions.imap.storing import change_flags
from tempory.sessions.imap.updates import say_new_keywords
from tempory.sessions.imap.visit import Visit
from tempory.values import LocalProtocolError, MessageId, SystemFlag, Uid

_DONE = Completion.ok("Fetched")
_SOME_GONE = Completion.ok("Fetched, but for messages that have gone meanwhile", EXPUNGEISSUED)
_NO_SUCH = Completion.bad("There is no message of that number")

_OF_ENTRY = frozenset({FetchItem.INTERNALDATE, FetchItem.SAVEDATE, FetchItem.EMAILID})
_OF_BRIEF = frozenset({FetchItem.ENVELOPE, FetchItem.BODY, FetchItem.BODYSTRUCTURE, FetchItem.PREVIEW})
_OF_CONTENT = {
    FetchItem.RFC822: BodySection(Section()),
    FetchItem.RFC822_HEADER: BodySection(Section(text=SectionText.HEADER)),
    FetchItem.RFC822_TEXT: BodySection(Section(text=SectionText.TEXT)),
}
_STRETCH = 1024


@dataclass(slots=True)
class _Message:
    index: int
    uid: int
    entry: FolderEntry | None = None
    brief: Brief | None = None
    sections: Sections | None = None


def _entry(message: _Message) -> FolderEntry:
    if message.entry is None:
        raise MISSING
    return message.entry


def _brief(message: _Message) -> Brief:
    if message.brief is None:
        raise MISSING
    return message.brief


MISSING = LocalProtocolError("a message is told of before it was looked up")
Value = Callable[[_Message], bytes]


async def answer_fetch(visit: Visit, listings: Listings, command: Fetch) -> Completion:
    """Answer FETCH and UID FETCH."""
    folder = visit.folder
    if not command.by_uid and not folder.has(command.messages):
        return _NO_SUCH
    indexes = folder.indexes(command.messages, by_uid=command.by_uid)
    if command.changed_since is not None:
        since = command.changed_since
        if command.vanished:
            _say_vanished(visit, folder, command)
        indexes = [index for index in indexes if folder.modseqs[index] > since]
    attributes = command.attributes
    if command.marks_seen and not folder.read_only and await _mark_seen(visit, folder, indexes):
        attributes = tuple(dict.fromkeys((*attributes, FetchItem.FLAGS)))
    if FetchItem.FLAGS in attributes:
        say_new_keywords(visit, folder, indexes)
    told = await _say_all(visit, listings, folder, indexes, attributes)
    return _DONE if told == len(indexes) or command.by_uid else _SOME_GONE


async def _say_all(
    visit: Visit,
    listings: Listings,
    folder: SelectedFolder,
    indexes: Sequence[int],
    attributes: Sequence[FetchAttribute],
) -> int:
    row = Row(attributes)
    values = [_value_of(visit, folder, attribute) for attribute in attributes]
    told = 0
    async for messages in _gather(visit, listings, folder, indexes, attributes):
        for message in messages:
            if folder.sizes[message.index] > LARGE_OCTETS and message.sections is not None:
                await _say_large(visit, message, attributes, values)
                continue
            visit.say(row.encode(message.index + 1, [value(message) for value in values]))
            await visit.send()
        told += len(messages)
    return told


async def _say_large(
    visit: Visit, message: _Message, attributes: Sequence[FetchAttribute], values: Sequence["Value"]
) -> None:
    """Say one response without ever having all of it: bodies go out as they are cut."""
    visit.say(begin_fetch(message.index + 1))
    for place, (attribute, value) in enumerate(zip(attributes, values, strict=True)):
        visit.say(b" " if place else b"")
        section = _OF_CONTENT.get(attribute, attribute) if isinstance(attribute, FetchItem) else attribute
        found: bytes | None = None
        if message.sections is not None and isinstance(section, BodySection):
            found = message.sections.cut(section)
        elif message.sections is not None and isinstance(section, BinarySection):
            found = message.sections.decode(section)
        if found is None:
            # The form of a row with one attribute, without what surrounds it.
            visit.say(_one_item(attribute, value(message)))
        else:
            visit.say(begin_body(encode_name(attribute), len(found), literal8=b"\0" in found))
            await visit.say_large(found)
    visit.say(END_FETCH)
    await visit.send()


def _one_item(attribute: FetchAttribute, value: bytes) -> bytes:
    return Row((attribute,)).encode(1, (value,)).removeprefix(begin_fetch(1)).removesuffix(END_FETCH)


async def _gather(
    visit: Visit,
    listings: Listings,
    folder: SelectedFolder,
    indexes: Sequence[int],
    attributes: Sequence[FetchAttribute],
) -> AsyncIterator[list[_Message]]:
    """Bring together what the attributes need, and no more, a stretch at a time."""
    needs_entry = not _OF_ENTRY.isdisjoint(attributes)
    if any(not isinstance(each, FetchItem) or each in _OF_CONTENT for each in attributes):
        async for few in open_messages(visit, listings, folder, indexes):
            entries = await _entries(visit, folder, [each.uid for each in few]) if needs_entry else {}
            yield [
                _Message(
                    each.index,
                    each.uid,
                    entries.get(each.uid),
                    each.brief,
                    Sections(each.content, each.brief.header_octets),
                )
                for each in few
                if each.uid in entries or not needs_entry
            ]
        return
    needs_brief = not _OF_BRIEF.isdisjoint(attributes)
    cuts = stretches(folder, indexes) if needs_brief else _cut(indexes)
    for stretch in cuts:
        briefs = await briefs_of(listings, folder, stretch) if needs_brief else {}
        entries = await _entries(visit, folder, folder.uids_at(stretch)) if needs_entry else {}
        messages = (
            _Message(index, uid, entries.get(Uid(uid)), briefs.get(uid))
            for index in stretch
            for uid in (folder.uids[index],)
        )
        yield [
            each
            for each in messages
            if (each.brief is not None or not needs_brief) and (each.entry is not None or not needs_entry)
        ]


def _cut(indexes: Sequence[int]) -> list[Sequence[int]]:
    return [indexes[start : start + _STRETCH] for start in range(0, len(indexes), _STRETCH)]


async def _entries(visit: Visit, folder: SelectedFolder, uids: Sequence[Uid]) -> Mapping[Uid, FolderEntry]:
    return {entry.uid: entry for entry in await visit.store.entries_of(visit.mailbox, folder.id, uids)}


async def _mark_seen(visit: Visit, folder: SelectedFolder, indexes: Sequence[int]) -> bool:
    seen = str(SystemFlag.SEEN)
    unseen = [index for index in indexes if seen not in folder.flags[index]]
    if unseen:
        await change_flags(visit, folder, unseen, FlagChange.ADD, frozenset({seen}))
    return bool(unseen)


def _say_vanished(visit: Visit, folder: SelectedFolder, command: Fetch) -> None:
    """Name those of the uids asked for that are not there, if any went since. RFC 7162 §3.2.6.

    Which went when is not kept, so those that went before are among them.
    """
    if isinstance(command.messages, SavedResult) or folder.expunged <= (command.changed_since or 0):
        return
    gone = folder.missing(command.messages.resolve(folder.next_uid - 1))
    if gone:
        visit.say(encode_vanished_earlier(gone))


# One function an attribute.


def _value_of(visit: Visit, folder: SelectedFolder, attribute: FetchAttribute) -> Value:  # noqa: C901, PLR0911, PLR0912 (one case an attribute)
    match attribute:
        case FetchItem.UID:
            return lambda message: b"%d" % message.uid
        case FetchItem.FLAGS:
            if folder.recent and not visit.dialect.rev2:
                return lambda message: encode_flag_list(
                    folder.flags[message.index], recent=folder.is_recent(message.index)
                )
            flags = folder.flags
            return lambda message: encode_flag_list(flags[message.index])
        case FetchItem.MODSEQ:
            return lambda message: b"%d" % folder.modseqs[message.index]
        case FetchItem.RFC822_SIZE:
            return lambda message: b"%d" % folder.sizes[message.index]
        case FetchItem.INTERNALDATE:
            return lambda message: encode_instant(_entry(message).received_at)
        case FetchItem.SAVEDATE:
            return lambda message: encode_instant(_entry(message).saved_at)
        case FetchItem.EMAILID:
            return lambda message: email_id(_entry(message).id)
        case FetchItem.THREADID:
            return lambda _: NIL
        case FetchItem.ENVELOPE:
            if visit.dialect.utf8:
                return lambda message: _brief(message).wide_envelope or _brief(message).envelope
            return lambda message: _brief(message).envelope
        case FetchItem.BODY:
            return lambda message: _brief(message).body
        case FetchItem.BODYSTRUCTURE:
            return lambda message: _brief(message).structure
        case FetchItem.PREVIEW:
            return lambda message: encode_string(_brief(message).preview.encode(), visit.dialect)
        case FetchItem.RFC822 | FetchItem.RFC822_HEADER | FetchItem.RFC822_TEXT:
            return partial(_cut_section, _OF_CONTENT[attribute])
        case BodySection():
            return partial(_cut_section, attribute)
        case BinarySection():
            return partial(_decode_section, attribute)
        case BinarySize():
            return partial(_decoded_size, attribute)
        case unexpected:
            assert_never(unexpected)


def email_id(message: MessageId) -> bytes:
    """Return the message's object id (RFC 8474 §5.1)."""
    return b"M" + str(message).encode("ascii")


def _cut_section(wanted: BodySection, message: _Message) -> bytes:
    found = message.sections.cut(wanted) if message.sections else None
    return NIL if found is None else encode_literal(found)


def _decode_section(wanted: BinarySection, message: _Message) -> bytes:
    found = message.sections.decode(wanted) if message.sections else None
    return encode_nstring(found)


def _decoded_size(wanted: BinarySize, message: _Message) -> bytes:
    found = message.sections.decode(wanted) if message.sections else None
    return b"%d" % len(found or b"")
