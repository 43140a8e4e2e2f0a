"""THREAD. RFC 5256 §3: ORDEREDSUBJECT, and REFERENCES, which is Jamie Zawinski's algorithm."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from tempory.mime import Header
from tempory.protocols.imap import Completion
from tempory.protocols.imap.commands import Thread
from tempory.protocols.imap.commands.sort import ThreadAlgorithm
from tempory.protocols.imap.responses.found import ThreadNode, encode_thread
from tempory.sessions.imap.contents import open_messages
from tempory.sessions.imap.listings import Listings
from tempory.sessions.imap.searching import find
from tempory.sessions.imap.sorting import sent_at
from tempory.sessions.imap.subjects import base_subject
from tempory.sessions.imap.visit import Visit

_MESSAGE_ID = re.compile(r"<[^<>\s]{1,998}>")
_REFERENCES = 100  # of one message; the first and the last ones count most


@dataclass(slots=True)
class Letter:
    """A message to be threaded."""

    number: int
    sent_at: float
    subject: str
    is_reply: bool
    message_id: str
    references: list[str]


@dataclass(slots=True, eq=False)
class _Container:
    """A place in the tree; `letter` None: a message that others refer to and that is not among those found."""

    letter: Letter | None = None
    parent: "_Container | None" = None
    children: "list[_Container]" = field(default_factory=list)


async def answer_thread(visit: Visit, listings: Listings, command: Thread) -> Completion:
    """Answer THREAD and UID THREAD."""
    indexes = await find(visit, listings, command.key)
    letters = await _read(visit, listings, indexes, by_uid=command.by_uid)
    by_references = command.algorithm is ThreadAlgorithm.REFERENCES
    visit.say(encode_thread(thread_by_references(letters) if by_references else thread_by_subject(letters)))
    return Completion.ok("Threaded")


async def _read(visit: Visit, listings: Listings, indexes: Sequence[int], *, by_uid: bool) -> list[Letter]:
    folder = visit.folder
    letters = []
    async for few in open_messages(visit, listings, folder, indexes):
        uids = [each.uid for each in few]
        entries = {entry.uid: entry for entry in await visit.store.entries_of(visit.mailbox, folder.id, uids)}
        for opened in few:
            entry, brief = entries.get(opened.uid), opened.brief
            if entry is None:
                continue
            header = Header(opened.content, 0, brief.header_octets)
            references = _MESSAGE_ID.findall(header.raw(b"references") or "")
            subject, is_reply = base_subject(brief.subject)
            letters.append(
                Letter(
                    number=opened.uid if by_uid else opened.index + 1,
                    sent_at=sent_at(brief, entry),
                    subject=subject,
                    is_reply=is_reply,
                    message_id=brief.message_id,
                    references=references[-_REFERENCES:] or _MESSAGE_ID.findall(brief.in_reply_to)[:1],
                )
            )
    return letters


def thread_by_subject(letters: Sequence[Letter]) -> list[ThreadNode]:
    """ORDEREDSUBJECT: messages of one base subject follow from its first; threads go by the date of their first."""
    groups: dict[str, list[Letter]] = {}
    for letter in sorted(letters, key=lambda each: (each.sent_at, each.number)):
        groups.setdefault(letter.subject, []).append(letter)
    return [
        ThreadNode(first.number, [ThreadNode(each.number) for each in others]) for first, *others in groups.values()
    ]


def thread_by_references(letters: Sequence[Letter]) -> list[ThreadNode]:
    """Thread by REFERENCES: steps 1 to 6 of RFC 5256 §3."""
    roots = _prune(_link(letters))
    return _as_nodes(_gather_subjects(roots))


def _link(letters: Sequence[Letter]) -> list[_Container]:
    """Take steps 1 and 2: every message under the last one it refers to; return those that stand under none."""
    known: dict[str, _Container] = {}
    every: list[_Container] = []

    def place(message_id: str) -> _Container:
        if message_id not in known:
            known[message_id] = _Container()
            every.append(known[message_id])
        return known[message_id]

    for letter in letters:
        own = place(letter.message_id) if letter.message_id else None
        if own is None or own.letter is not None:  # without an id, or with one that another message has
            own = _Container()
            every.append(own)
        own.letter = letter
        above: _Container | None = None
        for reference in letter.references:
            below = place(reference)
            if above is not None and below.parent is None and not _is_under(above, below):
                _put(below, above)
            above = below
        if above is not None and not _is_under(above, own):
            _put(own, above)
    return [container for container in every if container.parent is None]


def _put(container: _Container, parent: _Container) -> None:
    if container.parent is not None:
        container.parent.children.remove(container)
    container.parent = parent
    parent.children.append(container)


def _is_under(container: _Container, other: _Container) -> bool:
    """Whether `container` is `other` or stands below it: then `other` cannot be put under it."""
    above: _Container | None = container
    while above is not None:
        if above is other:
            return True
        above = above.parent
    return False


def _prune(roots: list[_Container]) -> list[_Container]:
    """Step 3: without the places that no message is at; a root of that kind stays if it holds several together."""
    order: list[_Container] = []
    stack = list(roots)
    while stack:
        container = stack.pop()
        order.append(container)
        stack += container.children
    for container in reversed(order):  # children before their parents
        children: list[_Container] = []
        for child in container.children:
            children += child.children if child.letter is None else [child]
        container.children = children
        for child in children:
            child.parent = container
    kept: list[_Container] = []
    for root in roots:
        if root.letter is not None or len(root.children) > 1:
            kept.append(root)
        elif root.children:
            root.children[0].parent = None
            kept.append(root.children[0])
    return kept


def _gather_subjects(roots: list[_Container]) -> list[_Container]:
    """Step 5: threads of one base subject, unless it is empty, become one."""
    first: dict[str, _Container] = {}
    for root in roots:
        letter = _letter_of(root)
        if not letter.subject:
            continue
        known = first.get(letter.subject)
        is_better = known is not None and (
            (root.letter is None and known.letter is not None)
            or (known.letter is not None and known.letter.is_reply and not letter.is_reply)
        )
        if known is None or is_better:
            first[letter.subject] = root
    gathered: list[_Container] = []
    for root in roots:
        known = first.get(_letter_of(root).subject)
        if known is None or known is root:
            gathered.append(root)
        else:
            _merge(root, known)
    return gathered


def _merge(root: _Container, known: _Container) -> None:
    """Put one thread to another of the same subject: step 5.C."""
    if known.letter is None and root.letter is None:
        for child in list(root.children):
            _put(child, known)
    elif known.letter is None or (_letter_of(root).is_reply and not known.letter.is_reply):
        _put(root, known)
    else:
        old = _Container(letter=known.letter, children=known.children)
        for child in old.children:
            child.parent = old
        known.letter, known.children = None, []
        _put(old, known)
        _put(root, known)


def _letter_of(root: _Container) -> Letter:
    """Return the message of a root, or of its first child where it has none."""
    letter = root.letter or next(child.letter for child in root.children if child.letter is not None)
    assert letter is not None  # noqa: S101 (pruning has left no empty places below roots)
    return letter


def _as_nodes(roots: Sequence[_Container]) -> list[ThreadNode]:
    """Step 6: siblings by date, dummies by that of their first child. From the leaves up, without recursing."""
    order: list[_Container] = []
    stack = list(roots)
    while stack:
        container = stack.pop()
        order.append(container)
        stack += container.children
    made: dict[int, tuple[tuple[float, int], ThreadNode]] = {}
    for container in reversed(order):
        children = sorted((made[id(child)] for child in container.children), key=lambda each: each[0])
        letter = container.letter
        key = (letter.sent_at, letter.number) if letter is not None else children[0][0]
        made[id(container)] = (key, ThreadNode(letter.number if letter else None, [node for _, node in children]))
    return [node for _, node in sorted((made[id(root)] for root in roots), key=lambda each: each[0])]
