"""A mailbox as the RFCs describe it, in as few words as possible: what two real sessions are compared with.

It has the mail and the flags; the mod-sequences are looked up in the store and only their order is checked.
"""

from collections.abc import Iterable, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Self

from tempory.mailboxes.folders import Folder, FolderEntry
from tempory.values import MessageId

DELETED, SEEN = "\\Deleted", "\\Seen"
INBOX = "INBOX"


@dataclass(slots=True)
class Letter:
    """`key` is the same in copies (as EMAILID is)."""

    key: int
    word: str
    size: int
    flags: frozenset[str] = frozenset()
    modseq: int = 0
    is_changed: bool = True


@dataclass(slots=True)
class Shelf:
    """A folder."""

    letters: dict[int, Letter] = field(default_factory=dict)
    next_uid: int = 1
    validity: int = 0
    modseq: int = 0
    is_changed: bool = True

    def put(self, letter: Letter) -> int:
        uid, self.next_uid = self.next_uid, self.next_uid + 1
        self.letters[uid] = Letter(letter.key, letter.word, letter.size, letter.flags)
        self.is_changed = True
        return uid

    def drop(self, uids: Iterable[int]) -> list[int]:
        dropped = [uid for uid in uids if self.letters.pop(uid, None) is not None]
        self.is_changed |= bool(dropped)
        return dropped

    def flag(self, uid: int, mode: str, flags: frozenset[str]) -> None:
        letter = self.letters[uid]
        after = changed(letter.flags, mode, flags)
        if after != letter.flags:
            letter.flags, letter.is_changed, self.is_changed = after, True, True

    def of(self, key: int) -> list[int]:
        return [uid for uid, letter in self.letters.items() if letter.key == key]


def changed(flags: frozenset[str], mode: str, named: frozenset[str]) -> frozenset[str]:
    """RFC 9051 §6.4.6."""
    return {"+": flags | named, "-": flags - named, "": named}[mode]


def superiors(name: str) -> list[str]:
    parts = name.split("/")
    return ["/".join(parts[:depth]) for depth in range(1, len(parts))]


@dataclass(slots=True)
class Model:
    shelves: dict[str, Shelf] = field(default_factory=lambda: {INBOX: Shelf(), "Trash": Shelf()})
    validities: set[int] = field(default_factory=set)
    keys: int = 0
    ids: dict[int, MessageId] = field(default_factory=dict)

    def fork(self) -> Self:
        return deepcopy(self)

    def write(self, word: str, size: int, flags: frozenset[str] = frozenset()) -> Letter:
        self.keys += 1
        return Letter(self.keys, word, size, flags)

    def letters(self) -> int:
        return sum(len(shelf.letters) for shelf in self.shelves.values())

    # What commands do. False or None: it cannot be done.

    def copy(self, source: str, uids: Iterable[int], target: str) -> list[tuple[int, int]]:
        there = [uid for uid in sorted(set(uids)) if uid in self.shelves[source].letters]
        found = [(uid, self.shelves[source].letters[uid]) for uid in there]
        return [(uid, self.shelves[target].put(letter)) for uid, letter in found]

    def move(self, source: str, uids: Iterable[int], target: str) -> list[tuple[int, int]]:
        moved = self.copy(source, uids, target)
        self.shelves[source].drop(uid for uid, _ in moved)
        return moved

    def create(self, name: str) -> bool:
        if name in self.shelves:
            return False
        for each in (*superiors(name), name):
            self.shelves.setdefault(each, Shelf())
        return True

    def delete(self, name: str) -> bool:
        return name != INBOX and self.shelves.pop(name, None) is not None

    def rename(self, name: str, new: str) -> bool:
        """RFC 9051 §6.3.6."""
        if name not in self.shelves or new in self.shelves or (new.startswith(name + "/") and name != INBOX):
            return False
        if name == INBOX:
            self.create(new)
            self.move(INBOX, list(self.shelves[INBOX].letters), new)
            return True
        below = [each for each in self.shelves if each == name or each.startswith(name + "/")]
        if any(new + each[len(name) :] in self.shelves for each in below):
            return False
        for each in superiors(new):
            self.shelves.setdefault(each, Shelf())
        for each in below:
            self.shelves[new + each[len(name) :]] = self.shelves.pop(each)
        return True

    def each(self, key: int) -> list[tuple[Shelf, int]]:
        """Wherever the page finds a message: in all folders, for it knows none."""
        return [(shelf, uid) for shelf in self.shelves.values() for uid in shelf.of(key)]

    # What the store says.

    def differs(self, truth: Sequence[tuple[Folder, Sequence[FolderEntry]]]) -> str:
        """Return how the store differs from this, "" if it does not."""
        folders = {folder.name: (folder, entries) for folder, entries in truth}
        if folders.keys() != self.shelves.keys():
            return f"folders {sorted(folders)}, not {sorted(self.shelves)}"
        for name, shelf in self.shelves.items():
            folder, entries = folders[name]
            there = {int(entry.uid): (entry.flags, entry.id) for entry in entries}
            wanted = {
                uid: (letter.flags, self.ids.get(letter.key, there.get(uid, (None, None))[1]))
                for uid, letter in shelf.letters.items()
            }
            if there != wanted or folder.next_uid != shelf.next_uid:
                return f"{name}: {there} next {folder.next_uid}, not {wanted} next {shelf.next_uid}"
        return ""

    def adopt(self, truth: Sequence[tuple[Folder, Sequence[FolderEntry]]]) -> None:
        """Take over the mod-sequences: what changed has one above all before, what did not has its own."""
        for folder, entries in truth:
            shelf = self.shelves[folder.name]
            if not shelf.validity:
                assert folder.id not in self.validities, "a UIDVALIDITY came back"
                self.validities.add(folder.id)
                shelf.validity = folder.id
            assert shelf.validity == folder.id
            before, shelf.modseq = shelf.modseq, folder.modseq
            assert folder.modseq > before if shelf.is_changed else folder.modseq == before, (
                f"{folder.name}: mod-sequence"
            )
            shelf.is_changed = False
            for entry in entries:
                letter = shelf.letters[entry.uid]
                rose = before < entry.modseq <= folder.modseq
                assert rose if letter.is_changed else entry.modseq == letter.modseq, f"{folder.name} {entry.uid}"
                letter.modseq, letter.is_changed = entry.modseq, False
                assert self.ids.setdefault(letter.key, entry.id) == entry.id
