"""What changes messages: APPEND, REPLACE, STORE, COPY, MOVE, EXPUNGE, and what others do meanwhile."""

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from tests.sessions.imap.model import DELETED, INBOX, SEEN, changed
from tests.sessions.imap.two_sessions import MOST, Sessions, flag_sets, letter, open_folders, picks, who, words, write

modes = st.sampled_from(("+", "+", "-", ""))


class MessageRules(Sessions):
    @precondition(lambda self: self.model.letters() < MOST)
    @rule(word=words)
    def arrive(self, word: str) -> None:
        self._deliver(word)

    @rule(pick=st.integers(0, 99), act=st.sampled_from(("+", "-", "delete")))
    def act_on_the_page(self, pick: int, act: str) -> None:
        keys = sorted({each.key for each in self.model.shelves[INBOX].letters.values()})
        if not keys:
            return
        key = keys[pick % len(keys)]
        mailboxes, mailbox = self.house.world.mailboxes, self.holder.opened.mailbox.id
        if act == "delete":
            self._run(mailboxes.delete(mailbox, self.model.ids[key]))
            for shelf, uid in self.model.each(key):
                shelf.drop([uid])
            return
        self._run(mailboxes.mark(mailbox, self.model.ids[key], seen=act == "+"))
        for shelf, uid in self.model.each(key):
            shelf.flag(uid, act, frozenset({SEEN}))

    @precondition(lambda self: self.model.letters() < MOST)
    @rule(number=who, folder=open_folders, flags=flag_sets, words=st.lists(words, min_size=1, max_size=3))
    def append(self, number: int, folder: str, flags: frozenset[str], words: list[str]) -> None:
        peer, contents = self._free(number), [letter(word) for word in words]
        reply = self._ask(peer, f"APPEND {folder} ({' '.join(flags)}) {{{len(contents[0])}}}", *contents)
        shelf = self.model.shelves.get(folder)
        if peer.is_dead or shelf is None:
            assert peer.is_dead or reply.code == "TRYCREATE"
            return
        marked = [flags, *[frozenset[str]()] * len(contents)]
        written = zip(words, contents, marked, strict=False)
        uids = [shelf.put(self.model.write(word, len(content), each)) for word, content, each in written]
        assert reply.code == f"APPENDUID {shelf.validity} {write(uids)}"

    @precondition(lambda self: self.model.letters() < MOST)
    @rule(number=who, folder=open_folders, pick=st.integers(0, 99), by_uid=st.booleans(), word=words)
    def replace(self, number: int, folder: str, pick: int, by_uid: bool, word: str) -> None:
        """RFC 8508: both or neither."""
        peer, content = self._free(number), letter(word)
        if peer.folder is None or not (rows := self._rows(peer)):
            return
        index = pick % len(rows)
        name = rows[index] if by_uid else index + 1
        reply = self._ask(peer, f"{'UID ' * by_uid}REPLACE {name} {folder} {{{len(content)}}}", content)
        shelf = self.model.shelves.get(folder)
        if peer.is_dead or peer.read_only or shelf is None or rows[index] not in self._shelf(peer).letters:
            assert peer.is_dead or reply.condition == "NO"
            return
        self._shelf(peer).drop([rows[index]])
        uid = shelf.put(self.model.write(word, len(content)))
        assert reply.code == f"APPENDUID {shelf.validity} {uid}"

    @rule(
        number=who,
        chosen=picks,
        by_uid=st.booleans(),
        flags=flag_sets,
        how=st.tuples(modes, st.booleans(), st.booleans()),
    )
    def store(
        self, number: int, chosen: list[int], by_uid: bool, flags: frozenset[str], how: tuple[str, bool, bool]
    ) -> None:
        mode, silent, unchanged = how
        peer = self._free(number)
        if peer.folder is None or not (rows := self._rows(peer)):
            return
        uids, named = self._choose(rows, chosen, by_uid=by_uid)
        since = ""
        modseq = peer.modseq
        if unchanged and peer.condstore and modseq:
            since = f"(UNCHANGEDSINCE {modseq}) "
        known = {row.uid: row.flags for row in peer.rows}
        reply = self._ask(
            peer, f"{'UID ' * by_uid}STORE {named} {since}{mode}FLAGS{'.SILENT' * silent} ({' '.join(flags)})"
        )
        if peer.is_dead or peer.read_only:
            assert peer.is_dead or reply.condition == "NO"
            return
        there = [uid for uid in uids if uid in self._shelf(peer).letters]
        left = [uid for uid in there if since and self._shelf(peer).letters[uid].modseq > modseq]
        done = [uid for uid in there if uid not in left]
        for uid in done:
            self._shelf(peer).flag(uid, mode, flags)
        numbers = left if by_uid else [rows.index(uid) + 1 for uid in left]
        assert reply.condition == "OK"
        assert reply.code == (f"MODIFIED {write(numbers)}" if left else reply.code)
        assert left or not reply.code.startswith("MODIFIED")
        self._name_new(peer)
        told = {row.uid for row in reply.told_flags}
        assert silent or told >= set(done)
        assert not peer.condstore or {row.uid for row in reply.told} >= set(done)
        for row in peer.rows:
            if silent and row.uid in done and row.uid not in told and known.get(row.uid) is not None:
                row.flags = changed(known[row.uid] or frozenset(), mode, flags)

    @rule(number=who, chosen=picks, by_uid=st.booleans(), into=open_folders, moves=st.booleans())
    def carry(self, number: int, chosen: list[int], by_uid: bool, into: str, moves: bool) -> None:
        """COPY and MOVE."""
        peer = self._free(number)
        if peer.folder is None or not (rows := self._rows(peer)) or self.model.letters() > MOST:
            return
        uids, named = self._choose(rows, chosen, by_uid=by_uid)
        reply = self._ask(peer, f"{'UID ' * by_uid}{'MOVE' if moves else 'COPY'} {named} {into}")
        if peer.is_dead or (moves and peer.read_only) or into not in self.model.shelves:
            assert peer.is_dead or reply.condition == "NO"
            return
        if not (moves or by_uid or self._shelf(peer).letters.keys() >= set(uids)):
            assert (reply.condition, reply.code) == ("NO", "EXPUNGEISSUED")
            return
        carried = (self.model.move if moves else self.model.copy)(self._name_of(peer), uids, into)
        sources, targets = (write(each) for each in zip(*carried, strict=True)) if carried else ("", "")
        assert reply.condition == "OK"
        wanted = f"COPYUID {self.model.shelves[into].validity} {sources} {targets}" if carried else ""
        assert reply.code.startswith(wanted) if carried else "COPYUID" not in reply.code

    @rule(number=who, chosen=st.none() | picks)
    def expunge(self, number: int, chosen: list[int] | None) -> None:
        peer = self._free(number)
        if peer.folder is None:
            return
        rows = self._rows(peer)
        if chosen is not None and not rows:
            return
        uids, named = (rows, "") if chosen is None else self._choose(rows, chosen, by_uid=True)
        reply = self._ask(peer, "EXPUNGE" if chosen is None else f"UID EXPUNGE {named}")
        if peer.is_dead or peer.read_only:
            assert peer.is_dead or reply.condition == "NO"
            return
        letters = self._shelf(peer).letters
        self._shelf(peer).drop([uid for uid in uids if uid in letters and DELETED in letters[uid].flags])
        self._is_up_to_date(peer)
