"""A mail program that trusts nobody: it keeps what it is told and fails at the first word that may not be said.

RFC 9051 §5.2, §7.4.1, §7.5.1 (when EXPUNGE may come), RFC 7162 (what QRESYNC lets it keep).
"""

import asyncio
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from tests.sessions.imap.house import PATIENCE, Holder, LiveChannel

_LITERAL = re.compile(rb"\{([0-9]+)\}\r\n\Z")
_FETCH = re.compile(rb"\* ([0-9]+) FETCH \((.*)\)\r\n", re.DOTALL)
_NUMBERED = re.compile(rb"\* ([0-9]+) (EXISTS|RECENT|EXPUNGE)\r\n")
_VANISHED = re.compile(rb"\* VANISHED (\(EARLIER\) )?([0-9:,]+)\r\n")
_CODE = re.compile(rb"\S+ (OK|NO|BAD|BYE) (?:\[([^\]]*)\])?")
# RFC 9051 §7.5.1, and RFC 5256 §3 for its two.
KEEP_NUMBERS = frozenset({"FETCH", "STORE", "SEARCH", "SORT", "THREAD"})


@dataclass(slots=True)
class Row:
    """A message as the peer knows it."""

    uid: int | None = None
    flags: frozenset[str] | None = None
    modseq: int = 0


@dataclass(slots=True)
class Reply:
    """The answer to one command. `told`: the messages that FETCH responses spoke of, `told_flags`: with their flags."""

    lines: list[bytes]
    condition: str = ""
    code: str = ""
    told: list[Row] = field(default_factory=list)
    told_flags: list[Row] = field(default_factory=list)
    earlier: set[int] = field(default_factory=set)

    def line(self, begin: bytes) -> bytes:
        [found] = [line for line in self.lines if line.startswith(begin)]
        return found.removeprefix(begin).strip()


@dataclass(slots=True)
class Memory:
    """What a peer with QRESYNC keeps of a folder while it is away."""

    validity: int
    modseq: int
    flags: dict[int, frozenset[str]]


def numbers_of(text: str) -> list[int]:
    """Read a sequence-set without "*"."""
    ends = [(part.split(":")[0], part.split(":")[-1]) for part in text.split(",") if part]
    return [number for low, high in ends for number in range(int(low), int(high) + 1)]


class Peer:
    """One session's other end."""

    def __init__(self, holder: Holder, *, enable: str = "") -> None:
        self.enabled = enable.split()
        self.qresync = "QRESYNC" in self.enabled
        self.condstore = self.qresync or "CONDSTORE" in self.enabled
        self.rev2 = "IMAP4rev2" in self.enabled
        self.rows: list[Row] = []
        self.folder: str | None = None
        self.read_only = False
        self.validity = self.modseq = self.next_uid = 0
        self.named = 0
        self.heard: list[bytes] = []
        self.saved: list[int] = []
        self.is_idling = False
        self.is_dead = False
        self._tags = 0
        self._pending: tuple[bytes, str, bool] | None = None
        self.channel: LiveChannel
        self.task: asyncio.Task[None]
        self._holder = holder

    async def connect(self) -> None:
        self.channel, self.task = self._holder.open_session()
        await self.channel.settle()
        assert self.channel.take().startswith(b"* OK ")
        reply = await self.ask(f"LOGIN {self._holder.opened.address} {self._holder.token}")
        assert reply.condition == "OK"
        if self.enabled:
            assert (await self.ask(f"ENABLE {' '.join(self.enabled)}")).condition == "OK"

    async def leave(self) -> None:
        """The connection is lost."""
        self.channel.hang_up()
        await asyncio.wait_for(self.task, PATIENCE)

    # Commands.

    async def ask(self, command: str, *literals: bytes) -> Reply:
        await self.begin(command, *literals)
        return self.finish()

    async def begin(self, command: str, *literals: bytes) -> None:
        """Give a command and let the session work until it waits."""
        self.give(command, wait=bool(literals))
        await self.channel.settle()
        for place, literal in enumerate(literals):
            if not self.channel.written.startswith(b"+ "):
                return
            self.channel.take()
            announcement = b" {%d}" % len(literals[place + 1]) if place + 1 < len(literals) else b""
            self.channel.send(literal + announcement + b"\r\n")
            await self.channel.settle()

    def give(self, command: str, *, wait: bool = False) -> None:
        """Give a command without waiting. `wait`: its first literal's announcement is in it."""
        assert self._pending is None
        self._tags += 1
        tag = b"t%d" % self._tags
        words = command.upper().split()
        by_uid = words[0] == "UID"
        self._pending = (tag, words[1] if by_uid else words[0], by_uid)
        self.channel.send(tag + b" " + command.encode() + b"\r\n")
        assert wait == command.endswith("}")

    def finish(self) -> Reply:
        """Read what has been said; the last line is the command's completion."""
        assert self._pending is not None
        (tag, name, by_uid), self._pending = self._pending, None
        reply = Reply(_lines(self.channel.take()))
        self.heard = [*self.heard[-20:], *reply.lines]
        if name in {"SELECT", "EXAMINE"}:
            self._forget()
        for line in reply.lines:
            if line.startswith(tag + b" "):
                assert line is reply.lines[-1], reply.lines
                self._note_code(line, reply)
            else:
                self._hear(line, "UID" if by_uid else name, reply)
        assert reply.condition or self.is_dead, (name, reply.lines)
        return reply

    async def idle(self) -> None:
        self.give("IDLE")
        await self.channel.settle()
        first, *news = _lines(self.channel.take())
        assert first.startswith((b"+ ", b"* BYE")), "IDLE has to begin before anything is said"
        self.is_idling = True
        for line in news:
            self._hear(line, "IDLE", Reply([]))

    def hear_news(self) -> None:
        """Read what is said while idling."""
        for line in _lines(self.channel.take()):
            self._hear(line, "IDLE", Reply([]))

    async def done(self) -> Reply:
        self.channel.send(b"DONE\r\n")
        self.is_idling = False
        await self.channel.settle()
        return self.finish()

    def remember(self) -> Memory | None:
        """Return what may be kept, if everything is known."""
        if any(row.uid is None or row.flags is None for row in self.rows):
            return None
        flags = {row.uid: row.flags for row in self.rows if row.uid is not None and row.flags is not None}
        return Memory(self.validity, self.modseq, flags)

    def _number_of(self, uid: int) -> int:
        """Return a message's number; that of any that it has not asked the uid of yet, if it is one of those."""
        uids = [row.uid for row in self.rows]
        if uid not in uids:
            assert all(uid > each for each in uids if each is not None), "a message went that was not there"
        return uids.index(uid if uid in uids else None) + 1

    # Responses.

    def _forget(self) -> None:
        self.rows, self.folder, self.saved, self.named = [], None, [], 0

    def _hear(self, line: bytes, command: str, reply: Reply) -> None:
        if numbered := _NUMBERED.fullmatch(line):
            self._hear_number(int(numbered[1]), numbered[2], command)
        elif vanished := _VANISHED.fullmatch(line):
            self._hear_vanished(numbers_of(vanished[2].decode()), command, reply, earlier=bool(vanished[1]))
        elif fetched := _FETCH.fullmatch(line):
            self._hear_fetch(int(fetched[1]), fetched[2], reply)
        elif line.startswith((b"* OK ", b"* NO ", b"* BYE ")):
            self._note_code(line, reply, untagged=True)
        else:
            assert line.startswith(
                (b"* SEARCH", b"* ESEARCH", b"* FLAGS", b"* LIST", b"* STATUS", b"* ENABLED", b"* SORT", b"* LSUB")
            ), line

    def _hear_number(self, number: int, what: bytes, command: str) -> None:
        if what == b"EXISTS":
            assert number >= len(self.rows), "EXISTS took messages away (RFC 9051 §7.4.1)"
            self.rows += [Row() for _ in range(number - len(self.rows))]
        elif what == b"RECENT":
            assert not self.rev2
            assert number <= len(self.rows)
        else:
            assert not self.qresync, "EXPUNGE after ENABLE QRESYNC (RFC 7162 §3.2.10)"
            self._may_go(command)
            del self.rows[number - 1]

    def _hear_vanished(self, uids: Sequence[int], command: str, reply: Reply, *, earlier: bool) -> None:
        assert self.qresync
        if earlier:
            assert command in {"SELECT", "EXAMINE", "UID"}
            reply.earlier |= set(uids)
            assert not {row.uid for row in self.rows} & set(uids), "what is there has not vanished"
            return
        self._may_go(command)
        for uid in uids:
            del self.rows[self._number_of(uid) - 1]

    def _may_go(self, command: str) -> None:
        assert command not in KEEP_NUMBERS, f"a message went during {command} (RFC 9051 §7.5.1)"
        assert self._pending is not None or command, "a message went while no command was in progress"

    def _hear_fetch(self, number: int, items: bytes, reply: Reply) -> None:
        row = self.rows[number - 1]
        reply.told.append(row)
        if uid := re.search(rb"(?:^| )UID ([0-9]+)", items):
            assert row.uid in {None, int(uid[1])}, f"message {number} was {row.uid}: {reply.lines}"
            row.uid = int(uid[1])
        if flags := re.search(rb"(?:^| )FLAGS \(([^)]*)\)", items):
            reply.told_flags.append(row)
            row.flags = frozenset(flags[1].decode().split()) - {"\\Recent"}
        if modseq := re.search(rb"(?:^| )MODSEQ \(([0-9]+)\)", items):
            assert int(modseq[1]) >= row.modseq, "a mod-sequence fell"
            row.modseq = int(modseq[1])
            self.modseq = max(self.modseq, row.modseq)

    def _note_code(self, line: bytes, reply: Reply, *, untagged: bool = False) -> None:
        match = _CODE.match(line)
        assert match is not None, line
        code = (match[2] or b"").decode()
        name, _, rest = code.partition(" ")
        if match[1] == b"BYE":
            self.is_dead = True
        if name == "HIGHESTMODSEQ":
            self.modseq = int(rest)  # RFC 7162 §3.2: also when it is lower, for there is more to be told
        elif name == "UIDVALIDITY":
            self.validity = int(rest)
        elif name == "UIDNEXT":
            self.next_uid = int(rest)
        if not untagged or name in {"COPYUID", "APPENDUID"}:
            reply.code = code if name else reply.code
        if not untagged:
            reply.condition = match[1].decode()


def _lines(said: bytes) -> list[bytes]:
    """Cut into responses, each with its literals."""
    lines: list[bytes] = []
    line, at = b"", 0
    while at < len(said):
        end = said.index(b"\r\n", at) + 2
        line, at = line + said[at:end], end
        literal = _LITERAL.search(line)
        if literal is None:
            lines.append(line)
            line = b""
            continue
        line, at = line + said[at : at + int(literal[1])], at + int(literal[1])
    assert not line
    return lines
