"""Checkpoints of the log: hashing what came in since the last one, signing the root, and keeping the tiles.

One a minute, or sooner once 1,000 leaves wait, or at once for somebody who waits for a receipt; those who wait together
share one. A minute in which nothing happened gets a heartbeat, so that silence shows.
C2SP tlog-checkpoint and tlog-tiles; RFC 6962 §2.1.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from typing import TypeVar

from tempory.accesslog.accesses import Access, Kind, Machine, Subject, Thing, Verb, Way
from tempory.accesslog.log import AccessLog
from tempory.accesslog.receipts import LogReceipt
from tempory.accesslog.store import CheckpointRow, LogStore, LogUnavailable, TileRow
from tempory.translog import (
    TILE_HEIGHT,
    Checkpoint,
    Frontier,
    Note,
    ProofText,
    ReadNode,
    Signature,
    Signer,
    Tile,
    TileReader,
    VerifierKey,
    hash_leaf,
    open_checkpoint,
    parse_note,
    prove_inclusion,
)
from tempory.values import Clock, IntegrityError, Unavailable

Result = TypeVar("Result")

EVERY_SECONDS = 60.0
EVERY_LEAVES = 1000
LOOK_SECONDS = 0.25
WITNESS_SECONDS = 1.0
CHUNK_LEAVES = 2000
MILLISECONDS = 1000
ON_LOG = Thing(kind=Kind.LOG)

Cosign = Callable[[Checkpoint, Note], Awaitable[Sequence[Signature]]]
"""Asks witnesses to cosign; returns the signatures that hold, none if they do not answer."""


async def cosign_nothing(_checkpoint: Checkpoint, _note: Note) -> Sequence[Signature]:
    """Stand for no witness."""
    return ()


def _let_go(_trouble: Exception) -> None:
    return


class Checkpointer:
    """Signs what the log holds. `open` it once, then `run` it; `cover` and `prove` work beside."""

    def __init__(self, log: AccessLog, *, signer: Signer, clock: Clock, cosign: Cosign = cosign_nothing) -> None:
        self._log = log
        self._store = log.store
        self._signer = signer
        self._clock = clock
        self._cosign = cosign
        self._frontier = Frontier()
        self._tiles: dict[tuple[int, int], bytes] = {}
        self._changed: set[tuple[int, int]] = set()
        self._turn = asyncio.Lock()
        self._latest: CheckpointRow | None = None
        self._is_over = False
        self._witnessed = -1

    @property
    def key(self) -> VerifierKey:
        """The log's public key."""
        return self._signer.key

    @property
    def latest(self) -> CheckpointRow | None:
        """The newest checkpoint."""
        return self._latest

    async def open(self) -> None:
        """Take up the log where it was left; `IntegrityError` if what is stored does not fit what was signed."""
        self._latest = await self._store.latest_checkpoint()
        if self._latest is not None:
            await self._take_up(self._latest)
        if await self._store.size() == 0:
            await self._log.record(Access(who=Machine.LOG, verb=Verb.BEGIN_LOG, on=ON_LOG, way=Way.INSIDE))

    async def _take_up(self, latest: CheckpointRow) -> None:
        checkpoint, _ = open_checkpoint(latest.note, [self._signer.key])
        if checkpoint.size != latest.size or checkpoint.size > await self._store.size():
            message = "the access log is shorter than what was signed of it"
            raise IntegrityError(message)
        for tile in _edge(checkpoint.size):
            octets = await self._store.tile(tile.level or 0, tile.index)
            # What a later tree added is not ours: a crash came between two checkpoints.
            self._tiles[tile.level or 0, tile.index] = octets[: tile.width * 32]
        self._frontier = Frontier.load(checkpoint.size, TileReader(lambda level, index: self._tiles[level, index]))
        if self._frontier.root() != checkpoint.root:
            message = "the access log's tiles do not lead to the root that was signed"
            raise IntegrityError(message)

    # Checkpoints

    async def cover(self, index: int) -> CheckpointRow:
        """Return a checkpoint whose tree holds entry `index`; one is made if there is none yet."""
        async with self._turn:
            if self._latest is None or self._latest.size <= index:
                await self._make()
            latest = self._latest
        if latest is None or latest.size <= index:
            message = "the access log could not be signed"
            raise LogUnavailable(message)
        return latest

    async def checkpoint(self) -> None:
        """Sign what came in since the last checkpoint, if anything did."""
        async with self._turn:
            await self._make()

    async def prove(self, index: int) -> ProofText:
        """Return the proof that entry `index` is in the log, under a checkpoint that holds it."""
        row = await self.cover(index)
        path = await from_tiles(self._store, lambda read_node: prove_inclusion(index, row.size, read_node))
        return ProofText(index=index, proof=path, checkpoint=row.note)

    async def receipt(self, index: int, subject: Subject, opening: bytes) -> LogReceipt:
        """Return the receipt of record `index`, which is about `subject`."""
        proof = await self.prove(index)
        kept = await self._store.find(index)
        if kept is None:
            message = f"entry {index} of the access log is no longer kept"
            raise LogUnavailable(message)
        return LogReceipt(
            leaf=kept.entry.decode(),
            proof=proof.encode().decode(),
            key=str(self.key),
            subject=subject.octets.hex(),
            opening=opening.hex(),
        )

    async def _make(self) -> None:
        size = await self._store.size()
        if self._latest is not None and size <= self._latest.size:
            return
        while self._frontier.size < size:
            entries = await self._store.entries(self._frontier.size, min(CHUNK_LEAVES, size - self._frontier.size))
            await asyncio.to_thread(self._grow, entries)
        checkpoint = Checkpoint(origin=self._signer.key.name, size=size, root=self._frontier.root())
        text = checkpoint.encode()
        note = Note(text=text, signatures=(self._signer.sign(text),))
        rows = [
            TileRow(level=level, index=index, hashes=self._tiles[level, index])
            for level, index in sorted(self._changed)
        ]
        latest = CheckpointRow(size=size, at=self._clock.now(), note=note.encode())
        await self._store.add_checkpoint(latest, rows)
        self._latest = latest
        self._changed.clear()
        edge = {(tile.level or 0, tile.index) for tile in _edge(size)}
        self._tiles = {place: octets for place, octets in self._tiles.items() if place in edge}

    def _grow(self, entries: Sequence[tuple[int, bytes]]) -> None:
        """Add entries to the tree and their hashes to the tiles, and note which tiles have changed."""
        added: dict[tuple[int, int], list[bytes]] = {}
        for index, entry in entries:
            if index != self._frontier.size:
                message = f"entry {self._frontier.size} of the access log is missing"
                raise IntegrityError(message)
            for level, root in enumerate(self._frontier.append(hash_leaf(entry))[::TILE_HEIGHT]):
                added.setdefault((level, index >> TILE_HEIGHT * (level + 1)), []).append(root)
        for place, hashes in added.items():
            self._tiles[place] = self._tiles.get(place, b"") + b"".join(hashes)
            self._changed.add(place)
        if not entries:
            message = f"entry {self._frontier.size} of the access log is missing"
            raise IntegrityError(message)

    async def witness(self) -> None:
        """Have the newest checkpoint cosigned, once. Nobody who waits for a checkpoint or a receipt waits for this."""
        row = self._latest
        if row is None or row.size == self._witnessed:
            return
        self._witnessed = row.size
        note = parse_note(row.note)
        cosignatures = await self._cosign(Checkpoint.parse(note.text), note)
        if not cosignatures:
            return
        again = {(each.name, each.key_id) for each in cosignatures}
        others = (each for each in note.signatures if (each.name, each.key_id) not in again)
        whole = Note(text=note.text, signatures=(*others, *cosignatures))
        latest = CheckpointRow(size=row.size, at=row.at, note=whole.encode())
        await self._store.add_checkpoint(latest, ())
        async with self._turn:
            if self._latest == row:
                self._latest = latest

    # Over time

    async def run(
        self,
        *,
        troubled: Callable[[Exception], None] = _let_go,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        """Make checkpoints and heartbeats until cancelled. What fails is tried again, and told once to `troubled`."""
        while not self._is_over:
            try:
                await self.tend()
            except (Unavailable, IntegrityError) as trouble:
                if str(trouble) != str(self.trouble):
                    troubled(trouble)
                self.trouble = trouble
            await sleep(LOOK_SECONDS)

    async def run_witness(self, *, sleep: Callable[[float], Awaitable[None]] = asyncio.sleep) -> None:
        """Have each new checkpoint cosigned, until cancelled."""
        while not self._is_over:
            with suppress(Unavailable):
                await self.witness()
            await sleep(WITNESS_SECONDS)

    trouble: Exception | None = None
    """Why the last checkpoint was not made, if it was not."""

    async def tend(self) -> None:
        """Do what is due."""
        await self._log.write_late()
        await self._log.tidy()
        now = self._clock.now()
        size = await self._store.size()
        signed, at = (0, 0) if self._latest is None else (self._latest.size, self._latest.at)
        is_time = now - at >= EVERY_SECONDS * MILLISECONDS
        if is_time and size == signed:
            await self._log.record(Access(who=Machine.LOG, verb=Verb.BEAT, on=ON_LOG, way=Way.INSIDE))
        if is_time or size - signed >= EVERY_LEAVES:
            await self.checkpoint()
            self.trouble = None

    async def close(self) -> None:
        """Sign what is there, for the last time."""
        self._is_over = True
        await self.checkpoint()


def _edge(size: int) -> list[Tile]:
    """Return the partial tiles at the right edge of a tree, which the next leaves go into."""
    edge = []
    level, width = 0, size
    while width:
        full, rest = divmod(width, 1 << TILE_HEIGHT)
        edge += [Tile(level=level, index=full, width=rest)] if rest else []
        level, width = level + 1, full
    return edge


async def from_tiles(store: LogStore, work: Callable[[ReadNode], Result]) -> Result:
    """Return what `work` makes of the tree's nodes, fetching those tiles that it turns out to need."""
    tiles: dict[tuple[int, int], bytes] = {}
    while True:
        try:
            return work(TileReader(lambda level, index: tiles[level, index]))
        except KeyError as missing:
            place = missing.args[0]
            tiles[place] = await store.tile(*place)
