"""What two sessions on one mailbox are compared by: the model, what both peers know, what holds after every step."""

import asyncio
from collections.abc import Coroutine, Iterable, Sequence
from typing import Any, TypeVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant

from tempory.mailboxes.folders import Folder, FolderEntry
from tests.sessions.imap.house import Holder, House, settle
from tests.sessions.imap.model import DELETED, INBOX, SEEN, Model, Shelf
from tests.sessions.imap.peer import Memory, Peer, Reply

Result = TypeVar("Result")
Truth = Sequence[tuple[Folder, Sequence[FolderEntry]]]

MOST = 40
WORDS = ("tea", "milk", "salt")
FLAGS = (SEEN, DELETED, "\\Flagged", "$Junk", "later")
DIALECTS = ("", "CONDSTORE", "QRESYNC", "IMAP4rev2", "QRESYNC IMAP4rev2")

who = st.integers(0, 1)
picks = st.lists(st.integers(0, 99), min_size=1, max_size=4)
words = st.sampled_from(WORDS)
open_folders = st.sampled_from((INBOX, INBOX, INBOX, "Trash", "Work"))
flag_sets = st.frozensets(st.sampled_from(FLAGS), max_size=3)


def letter(word: str) -> bytes:
    return f"From: a@example.org\r\nSubject: {word}\r\n\r\nAbout {word}.\r\n".encode()


def write(numbers: Iterable[int]) -> str:
    """Write a sequence-set, runs as ranges."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return ",".join(str(low) if low == high else f"{low}:{high}" for low, high in runs)


class Sessions(RuleBasedStateMachine):
    """`runner` and `house` are shared by all runs; each has a mailbox of its own."""

    runner: asyncio.Runner
    house: House
    steps = 0

    def __init__(self) -> None:
        super().__init__()
        self.model = Model()
        self.holder: Holder = self._run(self.house.make_mailbox())
        self.peers: list[Peer] = []
        self.memories: list[dict[str, Memory]] = [{}, {}]

    @initialize(dialects=st.tuples(st.sampled_from(DIALECTS), st.sampled_from(DIALECTS)), arrived=st.integers(0, 4))
    def begin(self, dialects: tuple[str, str], arrived: int) -> None:
        for number in range(arrived):
            self._deliver(WORDS[number % len(WORDS)])
        self.check()
        for dialect in dialects:
            peer = Peer(self.holder, enable=dialect)
            self._run(peer.connect())
            self.peers.append(peer)
        for number in range(2):
            self.open(number, INBOX, read_only=False, fetches=True)

    def teardown(self) -> None:
        for peer in self.peers:
            self._run(peer.leave())

    # What holds after every step.

    @invariant()
    def check(self) -> None:
        type(self).steps += 1
        channels = [peer.channel for peer in self.peers]
        self._run(settle(channels))
        truth = self._run(self._truth())
        assert not (difference := self.model.differs(truth)), difference
        self.model.adopt(truth)
        for number, peer in enumerate(self.peers):
            if peer.is_idling:
                peer.hear_news()
                if not peer.is_dead:
                    self._is_up_to_date(peer)
            if peer.is_dead:
                self._reconnect(number)
            elif peer.folder is not None:
                self._name_new(peer)

    def _is_up_to_date(self, peer: Peer) -> None:
        """Every message, and the flags of every one it knows flags of."""
        if peer.folder is None or not self._name_of(peer):
            return
        self._name_new(peer)
        letters = self._shelf(peer).letters
        assert [row.uid for row in peer.rows] == list(letters), (peer.rows, letters, peer.heard)
        for row in peer.rows:
            assert row.flags in {None, letters[row.uid or 0].flags}, (row, letters[row.uid or 0])

    # Doing.

    def open(self, number: int, folder: str, *, read_only: bool, fetches: bool) -> None:
        peer = self._free(number)
        self._remember(number)
        reply = self._ask(peer, f"{'EXAMINE' if read_only else 'SELECT'} {folder}")
        self._selected(peer, folder, reply, read_only=read_only)
        if peer.folder and fetches:
            self._fetch_all(peer)

    def _run(self, work: Coroutine[Any, Any, Result]) -> Result:
        return self.runner.run(work)

    def _ask(self, peer: Peer, command: str, *literals: bytes) -> Reply:
        reply = self._run(peer.ask(command, *literals))
        if not peer.is_dead and peer.folder is not None:
            assert peer.channel.is_settled
        return reply

    def _free(self, number: int) -> Peer:
        """Return the peer, which idles no more."""
        peer = self.peers[number]
        if peer.is_idling:
            self._run(peer.done())
            if not peer.is_dead:
                self._is_up_to_date(peer)
        if peer.is_dead:
            self._reconnect(number)
        return self.peers[number]

    def _reconnect(self, number: int) -> None:
        old = self.peers[number]
        self._run(old.leave())
        self.peers[number] = Peer(self.holder, enable=" ".join(old.enabled))
        self._run(self.peers[number].connect())

    def _remember(self, number: int) -> None:
        peer = self.peers[number]
        if peer.folder is not None and (memory := peer.remember()) is not None:
            self.memories[number][self._name_of(peer)] = memory

    def _selected(self, peer: Peer, folder: str, reply: Reply, *, read_only: bool) -> None:
        shelf = self.model.shelves.get(folder)
        assert (reply.condition == "OK") is (shelf is not None)
        if shelf is None:
            return
        assert reply.code == ("READ-ONLY" if read_only else "READ-WRITE")
        peer.folder, peer.read_only = folder, read_only
        assert (peer.validity, peer.next_uid) == (shelf.validity, shelf.next_uid)
        assert len(peer.rows) == len(shelf.letters)
        for row, uid in zip(peer.rows, shelf.letters, strict=True):
            assert row.uid in {None, uid}
        if not reply.earlier and not reply.told:
            self._name_new(peer)

    def _fetch_all(self, peer: Peer) -> None:
        if self._rows(peer):
            self._ask(peer, f"FETCH 1:* (UID FLAGS{' MODSEQ' * peer.condstore})")
            self._is_up_to_date(peer)

    def _name_of(self, peer: Peer) -> str:
        """Return what the selected folder is called now; another session may have renamed it."""
        [name] = [name for name, shelf in self.model.shelves.items() if shelf.validity == peer.validity] or [""]
        return name

    def _shelf(self, peer: Peer) -> Shelf:
        return self.model.shelves[self._name_of(peer)]

    def _rows(self, peer: Peer) -> list[int]:
        """Return the uids by message number, with those that the peer is told of when it next asks."""
        name = self._name_of(peer)
        uids = [row.uid or 0 for row in peer.rows]
        return uids + [uid for uid in self.model.shelves[name].letters if uid > max(uids, default=0)] if name else uids

    def _name_new(self, peer: Peer) -> None:
        """Fill in the uids of messages that the peer was told of by EXISTS alone."""
        if not self._name_of(peer):
            return
        unnamed = [row for row in peer.rows if row.uid is None]
        known = {row.uid for row in peer.rows}
        new = [uid for uid in self._shelf(peer).letters if uid > peer.named and uid not in known]
        for row, uid in zip(unnamed, new, strict=False):
            row.uid = uid
        peer.named = max((row.uid for row in peer.rows if row.uid is not None), default=peer.named)

    def _choose(self, rows: Sequence[int], chosen: Sequence[int], *, by_uid: bool) -> tuple[list[int], str]:
        indexes = sorted({pick % len(rows) for pick in chosen})
        uids = [rows[index] for index in indexes]
        return uids, write(uids) if by_uid else write([index + 1 for index in indexes])

    def _deliver(self, word: str) -> None:
        self._run(self.holder.deliver(letter(word)))
        self.model.shelves[INBOX].put(self.model.write(word, 0))

    async def _truth(self) -> Truth:
        store, mailbox = self.house.storage.mail, self.holder.opened.mailbox.id
        return [(each, await store.entries(mailbox, each.id)) for each in await store.folders(mailbox)]
