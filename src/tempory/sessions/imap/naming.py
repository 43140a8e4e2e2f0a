"""LIST, LSUB and STATUS. RFC 9051 §6.3.9–6.3.11, RFC 3501 §6.3.9, RFC 5258, RFC 5819, RFC 6154, RFC 3348."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from tempory.mailboxes.folders import HIERARCHY, Folder, SpecialUse
from tempory.protocols.imap import Completion
from tempory.protocols.imap.commands import List, Lsub, Status
from tempory.protocols.imap.commands.listing import ListReturn, ListSelection
from tempory.protocols.imap.commands.status import StatusItem
from tempory.protocols.imap.patterns import ListPattern
from tempory.protocols.imap.responses.codes import NONEXISTENT
from tempory.protocols.imap.responses.mailboxes import Listed, encode_list, encode_lsub, encode_status
from tempory.sessions.imap.selecting import mailbox_id
from tempory.sessions.imap.visit import Visit
from tempory.values import INBOX

_LISTED = Completion.ok("Listed")
_NO_SUCH = Completion.no("There is no such mailbox", NONEXISTENT)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Node:
    """A name in the hierarchy. `folder` None: only names below it are folders, or it is subscribed and has gone."""

    name: str
    folder: Folder | None
    has_children: bool
    is_kept: bool = False

    @property
    def is_subscribed(self) -> bool:
        return self.is_kept or (self.folder is not None and self.folder.is_subscribed)


async def answer_list(visit: Visit, command: List) -> Completion:
    """Answer LIST."""
    if command.patterns == ("",) and not command.selection:
        visit.say(encode_list(Listed(name="", attributes=("\\Noselect",)), visit.dialect))
        return _LISTED
    # RFC 9051 §6.3.9.1: what does not exist is listed only to who asks for what is subscribed.
    wants_kept = ListSelection.SUBSCRIBED in command.selection
    kept = await visit.store.kept_subscriptions(visit.mailbox) if wants_kept else ()
    nodes = _tree(await visit.store.folders(visit.mailbox), kept)
    patterns = [ListPattern(_join(command.reference, pattern), HIERARCHY) for pattern in command.patterns]
    for node in nodes.values():
        if not any(pattern.matches(node.name) for pattern in patterns):
            continue
        child_info = _child_info(nodes, node, command.selection, patterns)
        if not (_is_selected(node, command.selection) or child_info):
            continue
        attributes = tuple(_attributes(node, command))
        visit.say(encode_list(Listed(name=node.name, attributes=attributes, child_info=child_info), visit.dialect))
        if command.status and node.folder is not None:
            visit.say(encode_status(node.name, _status(visit, node.folder, command.status), visit.dialect))
    return _LISTED


async def answer_lsub(visit: Visit, command: Lsub) -> Completion:
    r"""Answer LSUB. A name with "%" that only has subscribed children is listed as \Noselect (RFC 3501 §6.3.9)."""
    folders = [folder for folder in await visit.store.folders(visit.mailbox) if folder.is_subscribed]
    kept = await visit.store.kept_subscriptions(visit.mailbox)
    pattern = ListPattern(_join(command.reference, command.pattern), HIERARCHY)
    for node in _tree(folders, kept).values():
        if not pattern.matches(node.name) or not (node.is_subscribed or "%" in command.pattern):
            continue
        attributes = () if node.folder is not None else ("\\Noselect",)
        visit.say(encode_lsub(Listed(name=node.name, attributes=attributes), visit.dialect))
    return _LISTED


async def answer_status(visit: Visit, command: Status) -> Completion:
    """Answer STATUS."""
    folder = await visit.store.folder(visit.mailbox, command.mailbox)
    if folder is None:
        return _NO_SUCH
    visit.say(encode_status(command.mailbox, _status(visit, folder, command.items), visit.dialect))
    return Completion.ok("That is how it stands")


def _status(visit: Visit, folder: Folder, items: Iterable[StatusItem]) -> Mapping[StatusItem, int | str | None]:
    recent = visit.service.presence.claim(folder.id, folder.next_uid, keeps=False)
    known: Mapping[StatusItem, int | str | None] = {
        StatusItem.MESSAGES: folder.messages,
        # Uids have gaps: no more than this many can be recent.
        StatusItem.RECENT: min(len(recent), folder.messages),
        StatusItem.UIDNEXT: folder.next_uid,
        StatusItem.UIDVALIDITY: folder.id,
        StatusItem.UNSEEN: folder.unseen,
        StatusItem.DELETED: folder.deleted,
        StatusItem.DELETED_STORAGE: folder.deleted_size,
        StatusItem.SIZE: folder.size,
        StatusItem.HIGHESTMODSEQ: folder.modseq,
        StatusItem.MAILBOXID: mailbox_id(folder.id),
        StatusItem.APPENDLIMIT: visit.service.settings.limits.message_octets,
    }
    return {item: known[item] for item in items}


def _join(reference: str, pattern: str) -> str:
    """RFC 9051 §6.3.9: the reference is put before the pattern. INBOX is INBOX in any case."""
    joined = reference + pattern
    return INBOX if joined.upper() == INBOX else joined


def _tree(folders: Sequence[Folder], kept: Sequence[str] = ()) -> Mapping[str, _Node]:
    """Return every name of the hierarchy, parents that are no folders included, and `kept` subscriptions."""
    known, subscribed = {folder.name: folder for folder in folders}, frozenset(kept)
    parents = {parent for name in (*known, *subscribed) for parent in _parents(name)}
    names = sorted({*known, *parents, *subscribed}, key=lambda name: (name != INBOX, name))
    return {
        name: _Node(name=name, folder=known.get(name), has_children=name in parents, is_kept=name in subscribed)
        for name in names
    }


def _parents(name: str) -> Iterator[str]:
    while HIERARCHY in name:
        name = name.rpartition(HIERARCHY)[0]
        yield name


def _is_selected(node: _Node, selection: frozenset[ListSelection]) -> bool:
    folder = node.folder
    if ListSelection.SUBSCRIBED in selection and not node.is_subscribed:
        return False
    return not (ListSelection.SPECIAL_USE in selection and (folder is None or folder.special_use is SpecialUse.NONE))


def _child_info(
    nodes: Mapping[str, _Node], node: _Node, selection: frozenset[ListSelection], patterns: Sequence[ListPattern]
) -> tuple[str, ...]:
    """RFC 5258 §3.5: a parent is listed for children that are selected and that the patterns do not match."""
    if ListSelection.RECURSIVEMATCH not in selection:
        return ()
    below = node.name + HIERARCHY
    for name, child in nodes.items():
        is_hidden = name.startswith(below) and not any(pattern.matches(name) for pattern in patterns)
        if is_hidden and _is_selected(child, selection):
            return tuple(str(each) for each in (ListSelection.SUBSCRIBED,) if each in selection)
    return ()


def _attributes(node: _Node, command: List) -> Iterator[str]:
    folder = node.folder
    if folder is None:
        yield "\\NonExistent" if command.is_extended else "\\Noselect"
    yield "\\HasChildren" if node.has_children else "\\HasNoChildren"
    asked = ListReturn.SUBSCRIBED in command.returns or ListSelection.SUBSCRIBED in command.selection
    if asked and node.is_subscribed:
        yield "\\Subscribed"
    if folder is not None and folder.special_use is not SpecialUse.NONE:
        yield str(folder.special_use)
