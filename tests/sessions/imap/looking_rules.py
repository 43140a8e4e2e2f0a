"""What only looks: NOOP, IDLE, FETCH, SEARCH with all that it returns. RFC 9051 §6.4, RFC 4731, RFC 5182, RFC 7162."""

from collections.abc import Sequence

from hypothesis import strategies as st
from hypothesis.stateful import rule

from tests.sessions.imap.model import DELETED, SEEN
from tests.sessions.imap.peer import Reply
from tests.sessions.imap.two_sessions import Sessions, picks, who, write


def _fits(key: str, uid: int, word: str, flags: frozenset[str], saved: Sequence[int]) -> bool:
    return {
        "ALL": True,
        "UNSEEN": SEEN not in flags,
        "DELETED": DELETED in flags,
        "NOT FLAGGED": "\\Flagged" not in flags,
        "KEYWORD later": "later" in flags,
        "OR SEEN SUBJECT tea": SEEN in flags or word == "tea",
        "BODY milk": word == "milk",
        "$": uid in saved,
    }[key]


class LookingRules(Sessions):
    @rule(number=who)
    def noop(self, number: int) -> None:
        peer = self._free(number)
        self._ask(peer, "NOOP")
        if not peer.is_dead:
            self._is_up_to_date(peer)

    @rule(number=who)
    def idle(self, number: int) -> None:
        peer = self._free(number)
        self._run(peer.idle())

    @rule(number=who, chosen=picks, by_uid=st.booleans(), what=st.sampled_from(("FLAGS", "BODY[]", "BODY.PEEK[TEXT]")))
    def fetch(self, number: int, chosen: list[int], by_uid: bool, what: str) -> None:
        peer = self._free(number)
        if peer.folder is None or not (rows := self._rows(peer)):
            return
        uids, named = self._choose(rows, chosen, by_uid=by_uid)
        reply = self._ask(peer, f"{'UID ' * by_uid}FETCH {named} (UID {what})")
        if peer.is_dead:
            return
        assert reply.condition == "OK"
        letters = self._shelf(peer).letters
        there = [uid for uid in uids if uid in letters]
        if what == "BODY[]" and not peer.read_only:
            for uid in there:
                self._shelf(peer).flag(uid, "+", frozenset({SEEN}))
        told = {row.uid for row in reply.told}
        assert told >= set(there)
        for uid in there if what.startswith("BODY") else ():
            assert any(f"UID {uid} ".encode() in line and letters[uid].word.encode() in line for line in reply.lines)

    @rule(number=who, vanished=st.booleans())
    def fetch_changed(self, number: int, vanished: bool) -> None:
        peer = self._free(number)
        modseq = peer.modseq
        if peer.folder is None or not peer.condstore or not modseq:
            return
        asks = vanished and peer.qresync
        reply = self._ask(peer, f"UID FETCH 1:* (FLAGS) (CHANGEDSINCE {modseq}{' VANISHED' * asks})")
        if peer.is_dead:
            return
        self._is_up_to_date(peer)
        told = {row.uid for row in reply.told}
        letters = self._shelf(peer).letters
        assert told >= {uid for uid, each in letters.items() if each.modseq > modseq}

    @rule(
        number=who,
        by_uid=st.booleans(),
        key=st.sampled_from(
            ("ALL", "UNSEEN", "DELETED", "NOT FLAGGED", "KEYWORD later", "OR SEEN SUBJECT tea", "BODY milk", "$")
        ),
        returns=st.none() | st.frozensets(st.sampled_from(("MIN", "MAX", "ALL", "COUNT", "SAVE")), min_size=1),
    )
    def search(self, number: int, by_uid: bool, key: str, returns: frozenset[str] | None) -> None:
        peer = self._free(number)
        if peer.folder is None:
            return
        rows, saved = self._rows(peer), list(peer.saved)
        asked = "" if returns is None else f"RETURN ({' '.join(sorted(returns))}) "
        reply = self._ask(peer, f"{'UID ' * by_uid}SEARCH {asked}{key}")
        if peer.is_dead:
            return
        assert reply.condition == "OK"
        letters = self._shelf(peer).letters
        if any(uid not in letters for uid in rows):
            # What is found of messages that have gone and keep their numbers is nobody's business.
            peer.saved = []
            if returns is not None and "SAVE" in returns:
                self._ask(peer, "SEARCH RETURN (SAVE) UID 4294967295")
            return
        found = [uid for uid in rows if _fits(key, uid, letters[uid].word, letters[uid].flags, saved)]
        numbers = found if by_uid else [rows.index(uid) + 1 for uid in found]
        self._check_found(reply, numbers, returns, rev2=peer.rev2)
        if returns is not None and "SAVE" in returns:
            ends = {"MIN": found[:1], "MAX": found[-1:]}
            chosen = returns - {"SAVE"}
            only_ends = chosen and chosen <= ends.keys()
            peer.saved = sorted({uid for end in chosen for uid in ends[end]}) if only_ends else found

    @rule(number=who)
    def use_saved(self, number: int) -> None:
        peer = self._free(number)
        if peer.folder is None:
            return
        reply = self._ask(peer, "UID FETCH $ (UID)")
        if not peer.is_dead:
            letters = self._shelf(peer).letters
            lines = [line for line in reply.lines if b" FETCH (UID " in line]
            uids = {int(line.split(b"UID ")[1].split(b")")[0].split(b" ")[0]) for line in lines}
            assert uids >= {uid for uid in peer.saved if uid in letters}

    def _check_found(self, reply: Reply, numbers: Sequence[int], returns: frozenset[str] | None, *, rev2: bool) -> None:
        if returns is None and not rev2:
            assert reply.line(b"* SEARCH").split() == [b"%d" % number for number in numbers]
            return
        wanted = returns or frozenset({"ALL"})
        if wanted == {"SAVE"}:
            assert not [line for line in reply.lines if b"ESEARCH" in line]
            return
        items = reply.line(b"* ESEARCH").decode().partition(")")[2].replace("UID", "").split()
        told = dict(zip(items[::2], items[1::2], strict=True))
        counts = {"COUNT": str(len(numbers))} if "COUNT" in wanted else {}
        ends = {"MIN": str(numbers[0]), "MAX": str(numbers[-1]), "ALL": write(numbers)} if numbers else {}
        assert told == counts | {name: value for name, value in ends.items() if name in wanted}
