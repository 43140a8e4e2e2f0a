"""SELECT in all its forms, CLOSE, and folders made, renamed and removed. RFC 9051 §6.3, RFC 7162 §3.2.5."""

from collections.abc import Callable

from hypothesis import strategies as st
from hypothesis.stateful import rule

from tests.sessions.imap.model import DELETED, INBOX, SEEN
from tests.sessions.imap.peer import Memory, Peer, Reply
from tests.sessions.imap.two_sessions import Sessions, open_folders, who, write

folders = st.sampled_from((INBOX, "Trash", "Work", "Work/Old", "Attic"))


class FolderRules(Sessions):
    @rule(number=who, folder=open_folders, read_only=st.booleans(), fetches=st.booleans())
    def select(self, number: int, folder: str, read_only: bool, fetches: bool) -> None:
        self.open(number, folder, read_only=read_only, fetches=fetches)

    @rule(number=who, folder=open_folders, names=st.booleans(), matches=st.booleans(), loses=st.booleans())
    def come_back(self, number: int, folder: str, names: bool, matches: bool, loses: bool) -> None:
        """SELECT with QRESYNC, perhaps after the connection was lost, and look whether that gives everything."""
        peer = self._free(number)
        if not peer.qresync:
            return
        self._remember(number)
        if loses:
            self._reconnect(number)
            peer = self.peers[number]
        memory = self.memories[number].get(folder)
        if memory is None or not memory.modseq:
            return
        known = f" {write(memory.flags)}" if names and memory.flags else ""
        if matches and memory.flags:
            numbers = write(range(1, len(memory.flags) + 1))
            known += f" ({numbers} {write(sorted(memory.flags))})"
        reply = self._ask(peer, f"SELECT {folder} (QRESYNC ({memory.validity} {memory.modseq}{known}))")
        self._selected(peer, folder, reply, read_only=False)
        if peer.folder is not None and peer.validity == memory.validity:
            self._resynchronised(peer, memory, reply)

    def _resynchronised(self, peer: Peer, memory: Memory, reply: Reply) -> None:
        shelf = self.model.shelves[peer.folder or ""]
        kept = {uid: flags for uid, flags in memory.flags.items() if uid not in reply.earlier}
        told = {row.uid: row.flags for row in peer.rows if row.uid is not None and row.flags is not None}
        last = max(memory.flags, default=0)
        # What came since is asked for as any program does: everything above what it had.
        new = {uid: each.flags for uid, each in shelf.letters.items() if uid > last}
        assert kept | told | new == {uid: each.flags for uid, each in shelf.letters.items()}
        for row, uid in zip(peer.rows, shelf.letters, strict=True):
            assert row.uid in {None, uid}
            row.uid, row.flags = uid, shelf.letters[uid].flags

    @rule(number=who, closes=st.booleans())
    def close(self, number: int, closes: bool) -> None:
        peer = self._free(number)
        if peer.folder is None:
            return None
        self._remember(number)
        folder, read_only = peer.folder, peer.read_only
        reply = self._ask(peer, "CLOSE" if closes else "UNSELECT")
        if peer.is_dead:
            return self._reconnect(number)
        assert reply.condition == "OK"
        peer._forget()
        if closes and not read_only and folder in self.model.shelves:
            shelf = self.model.shelves[folder]
            shelf.drop([uid for uid, each in shelf.letters.items() if DELETED in each.flags])
        return None

    @rule(number=who, name=folders)
    def create(self, number: int, name: str) -> None:
        self._folder_command(number, f"CREATE {name}", lambda: self.model.create(name))

    @rule(number=who, name=folders)
    def delete(self, number: int, name: str) -> None:
        peer = self._free(number)
        if peer.folder is not None and name == self._name_of(peer):
            assert self._ask(peer, f"DELETE {name}").condition == "NO" or peer.is_dead
        else:
            self._folder_command(number, f"DELETE {name}", lambda: self.model.delete(name))

    @rule(number=who, name=folders, new=folders)
    def rename(self, number: int, name: str, new: str) -> None:
        self._folder_command(number, f"RENAME {name} {new}", lambda: self.model.rename(name, new))

    def _folder_command(self, number: int, command: str, act: Callable[[], bool]) -> None:
        reply = self._ask(self._free(number), command)
        works = act()
        assert self.peers[number].is_dead or (reply.condition == "OK") is works, (command, reply.lines)

    @rule(number=who, name=folders)
    def status(self, number: int, name: str) -> None:
        peer = self._free(number)
        reply = self._ask(peer, f"STATUS {name} (MESSAGES UIDNEXT UIDVALIDITY UNSEEN HIGHESTMODSEQ)")
        if peer.is_dead:
            return
        shelf = self.model.shelves.get(name)
        assert (reply.condition == "OK") is (shelf is not None)
        if shelf is not None:
            unseen = sum(SEEN not in each.flags for each in shelf.letters.values())
            counted = f"(MESSAGES {len(shelf.letters)} UIDNEXT {shelf.next_uid} UIDVALIDITY {shelf.validity}"
            wanted = f"{counted} UNSEEN {unseen} HIGHESTMODSEQ {shelf.modseq})"
            assert reply.line(b"* STATUS ").partition(b" ")[2].decode() == wanted
