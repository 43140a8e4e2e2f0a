"""Two sessions on one mailbox under random commands, one at a time and both at once, compared with a model.

RFC 9051, RFC 7162, RFC 5182, RFC 6851, RFC 8508. The rules are in `folder_rules`, `message_rules` and `looking_rules`;
what holds after every step is in `two_sessions`.
"""

from collections.abc import Callable, Sequence

from hypothesis import strategies as st
from hypothesis.stateful import rule

from tests.sessions.imap.folder_rules import FolderRules
from tests.sessions.imap.house import settle
from tests.sessions.imap.looking_rules import LookingRules
from tests.sessions.imap.message_rules import MessageRules
from tests.sessions.imap.model import DELETED, INBOX, Model
from tests.sessions.imap.two_sessions import MOST, flag_sets, picks, who, words


class TwoSessions(FolderRules, MessageRules, LookingRules):
    @rule(chosen=st.tuples(picks, picks), kinds=st.tuples(st.integers(0, 4), st.integers(0, 4)), flags=flag_sets)
    def race(self, chosen: tuple[list[int], list[int]], kinds: tuple[int, int], flags: frozenset[str]) -> None:
        """Two commands meet: what comes of it is one after the other, in some order."""
        peers = [self._free(0), self._free(1)]
        if any(peer.folder is None or peer.read_only or not self._rows(peer) for peer in peers):
            return
        if self.model.letters() > MOST or "Trash" not in self.model.shelves:
            return
        acts: list[Callable[[Model], object]] = []
        for peer, picked, kind in zip(peers, chosen, kinds, strict=True):
            uids, named = self._choose(self._rows(peer), picked, by_uid=True)
            command, act = self._racer(self._name_of(peer), uids, named, kind, flags)
            peer.give(command)
            acts.append(act)
        self._run(settle([peer.channel for peer in peers]))
        truth = self._run(self._truth())
        first, second = self.model.fork(), self.model.fork()
        for model, order in ((first, acts), (second, acts[::-1])):
            for act in order:
                act(model)
        differences = [model.differs(truth) for model in (first, second)]
        assert "" in differences, differences
        self.model = first if not differences[0] else second
        for peer in peers:
            assert peer.finish().condition == "OK"
        for number in range(2):
            peer = self._free(number)
            assert self._ask(peer, "NOOP").condition == "OK"
            self._is_up_to_date(peer)

    @rule(number=who, pick=st.integers(0, 99), word=words)
    def lose_the_connection_amid_news(self, number: int, pick: int, word: str) -> None:
        """What is told while something is withheld must not hide it (RFC 7162 §3.2)."""
        self.open(number, INBOX, read_only=False, fetches=True)
        self.open(1 - number, INBOX, read_only=False, fetches=True)
        self.check()
        self.act_on_the_page(pick=pick, act="delete")
        self.check()
        self.store(number=1 - number, chosen=[0], by_uid=True, flags=frozenset({word}), how=("+", True, False))
        self.check()
        self.fetch(number=number, chosen=[pick + 1], by_uid=False, what="FLAGS")
        self.check()
        self.come_back(number=number, folder=INBOX, names=False, matches=False, loses=True)

    def _racer(
        self, folder: str, uids: Sequence[int], named: str, kind: int, flags: frozenset[str]
    ) -> tuple[str, Callable[[Model], object]]:
        def store(mode: str, named_flags: frozenset[str]) -> Callable[[Model], object]:
            def act(model: Model) -> None:
                for uid in set(uids) & model.shelves[folder].letters.keys():
                    model.shelves[folder].flag(uid, mode, named_flags)

            return act

        def expunge(model: Model) -> None:
            letters = model.shelves[folder].letters
            model.shelves[folder].drop([uid for uid in uids if uid in letters and DELETED in letters[uid].flags])

        listed = " ".join(flags)
        return (
            (f"UID STORE {named} +FLAGS ({listed})", store("+", flags)),
            (f"UID STORE {named} FLAGS (\\Deleted)", store("", frozenset({DELETED}))),
            (f"UID EXPUNGE {named}", expunge),
            (f"UID MOVE {named} Trash", lambda model: model.move(folder, uids, "Trash")),
            (f"UID COPY {named} {INBOX}", lambda model: model.copy(folder, uids, INBOX)),
        )[kind]
