"""Going over a whole log: each record is the one that was signed and none is missing, or it is said which one.

The signed checkpoints decide. Below them stand the tiles, which say which record is wrong where the root alone would
say only that one is. Works on what is handed in, a stretch at a time, so that a million records need little memory.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

from tempory.accesslog.accesses import Verb
from tempory.accesslog.leaves import Leaf, parse_leaf
from tempory.accesslog.store import CheckpointRow
from tempory.translog import (
    HASH_OCTETS,
    TILE_HEIGHT,
    TILE_WIDTH,
    Checkpoint,
    Frontier,
    VerifierKey,
    hash_leaf,
    open_checkpoint,
    root_of,
    split_tile,
)
from tempory.values import IntegrityError

MAX_FINDINGS = 50
"""After so many it is known that the log is not to be trusted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A record as it lies in the store. `reference` is the pseudonym it is filed under, b"" for none."""

    index: int
    entry: bytes
    reference: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """All that is gone over. `rows` and `checkpoints` come in ascending order."""

    rows: Iterable[Row]
    checkpoints: Iterable[CheckpointRow]
    tile: Callable[[int, int], bytes]


@dataclass(slots=True, kw_only=True)
class Verdict:
    """`findings` is empty if all is as it was signed. The rest says what was gone over.

    `silence` is the longest time in milliseconds between a record and the one before it, `after_silence` which record
    ended it: a service that runs writes one a minute. `dropped_at` is when what is before `first` was dropped.
    """

    findings: list[str] = field(default_factory=list)
    first: int = 0
    size: int = 0
    signed: int = 0
    checkpoints: int = 0
    newest: Checkpoint | None = None
    silence: int = 0
    after_silence: int = 0
    dropped_at: int = 0

    @property
    def is_intact(self) -> bool:
        """Whether nothing was found."""
        return not self.findings


def verify_log(material: Material, keys: Sequence[VerifierKey], *, held: Sequence[Checkpoint] = ()) -> Verdict:
    """Go over a log. `held` are checkpoints kept elsewhere, whose signatures the caller has checked."""
    return _Examination(material, keys, held).run()


class _Examination:
    def __init__(self, material: Material, keys: Sequence[VerifierKey], held: Sequence[Checkpoint]) -> None:
        self._material = material
        self._verdict = Verdict()
        self._frontier = Frontier()
        self._wrong: dict[bytes, int] = {}
        self._unplaced: dict[int, bytes] = {}
        self._pruned_to = 0
        self._last_at: int | None = None
        self._signed = self._read_checkpoints(keys)
        self._due = sorted([*self._signed, *held], key=lambda each: each.size)
        self._held = held
        self._good = 0

    def run(self) -> Verdict:
        verdict = self._verdict
        rows = iter(self._material.rows)
        first = next(rows, None)
        verdict.signed = max((each.size for each in self._signed), default=0)
        self._judge_held(verdict)
        if first is not None:
            verdict.first = max(0, first.index)
            self._follow_tiles(verdict.first)  # what was dropped in time: the tiles stay
            self._walk(_and(first, rows))
        self._tell_moved()
        if verdict.size < verdict.signed:
            self._find(f"entries {verdict.size} to {verdict.signed - 1} were cut off: they were signed and are missing")
        if verdict.first > self._pruned_to:
            self._find(f"entries 0 to {verdict.first - 1} are missing, and no record says that they were dropped")
        return verdict

    # Checkpoints

    def _read_checkpoints(self, keys: Sequence[VerifierKey]) -> list[Checkpoint]:
        signed = []
        for row in self._material.checkpoints:
            self._verdict.checkpoints += 1
            try:
                checkpoint, _ = open_checkpoint(row.note, keys)
            except IntegrityError as error:
                self._find(f"the checkpoint of size {row.size} is not the log's: {error}")
                continue
            if checkpoint.size != row.size:
                self._find(f"the checkpoint kept as size {row.size} is of size {checkpoint.size}")
            signed.append(checkpoint)
            self._verdict.newest = checkpoint
        return signed

    def _judge_held(self, verdict: Verdict) -> None:
        for held in self._held:
            if held.size > verdict.signed:
                self._find(f"the log ends at {verdict.signed}, below the checkpoint of size {held.size} held elsewhere")

    def _reach(self, size: int) -> None:
        """Compare the root with each checkpoint of this size."""
        while self._due and self._due[0].size == size:
            checkpoint = self._due.pop(0)
            if checkpoint.root == self._frontier.root():
                self._good = size
            else:
                where = f"between entries {self._good} and {size - 1}"
                self._find(f"the tree of {size} entries is not the one that was signed: something changed {where}")

    # Records

    def _follow_tiles(self, end: int) -> None:
        """Take the tree up to entry `end` from the tiles. Where they end it is lost: no more work than they are."""
        while self._verdict.size < end:
            start = self._verdict.size
            place = start % TILE_WIDTH
            hashes = self._hashes(start // TILE_WIDTH)[place : place + end - start]
            if not hashes:
                self._lose(end)
                return
            for hashed in hashes:
                self._append(hashed)
            self._verdict.size += len(hashes)

    def _lose(self, end: int) -> None:
        if self._verdict.size < self._verdict.signed:
            self._find(f"the tree cannot be followed from entry {self._verdict.size} on: its tiles are missing")
        self._due.clear()
        self._verdict.size = end

    def _walk(self, rows: Iterator[Row]) -> None:
        tile, hashes = -1, []
        for row in rows:
            if len(self._verdict.findings) >= MAX_FINDINGS:
                return
            if row.index < self._verdict.size:
                self._find(f"entry {row.index} stands where none can be")
                continue
            if row.index > self._verdict.size:
                self._find(f"entries {self._verdict.size} to {row.index - 1} were removed")
                self._follow_tiles(row.index)
            if row.index // TILE_WIDTH != tile:
                tile = row.index // TILE_WIDTH
                hashes = self._hashes(tile)
            self._take(row, hashes)

    def _take(self, row: Row, hashes: Sequence[bytes]) -> None:
        index, place = row.index, row.index % TILE_WIDTH
        hashed = hash_leaf(row.entry)
        if index >= self._verdict.signed:
            self._read(row)  # under no checkpoint yet
        elif place >= len(hashes):
            self._find(f"the tile of entry {index} is missing or cut off")
            self._read(row)
        elif hashes[place] == hashed:
            self._read(row)
        else:
            self._wrong[hashed] = index
            self._unplaced[index] = hashes[place]
            hashed = hashes[place]
        self._append(hashed)
        self._verdict.size = index + 1

    def _read(self, row: Row) -> None:
        try:
            leaf = parse_leaf(row.entry)
        except IntegrityError:
            self._find(f"entry {row.index} is not a record")
            return
        if row.reference != (bytes.fromhex(leaf.on) if len(leaf.on) == _PSEUDONYM_DIGITS else b""):
            self._find(f"entry {row.index} is filed under somebody whom it is not about")
        if leaf.verb is Verb.PRUNE_LOG:
            self._note_pruning(leaf)
        if self._last_at is not None and leaf.at - self._last_at > self._verdict.silence:
            self._verdict.silence, self._verdict.after_silence = leaf.at - self._last_at, row.index
        self._last_at = leaf.at

    def _note_pruning(self, leaf: Leaf) -> None:
        if leaf.on.isdecimal() and int(leaf.on) > self._pruned_to:
            self._pruned_to = int(leaf.on)
            if self._pruned_to == self._verdict.first:
                self._verdict.dropped_at = leaf.at

    def _append(self, hashed: bytes) -> None:
        self._frontier.append(hashed)
        self._reach(self._frontier.size)

    def _hashes(self, tile: int) -> list[bytes]:
        """Return a tile of leaf hashes, compared with what the tiles above say of it."""
        try:
            hashes = split_tile(self._material.tile(0, tile))
        except IntegrityError:
            hashes = []
        if len(hashes) == TILE_WIDTH:
            self._compare_above(0, tile, hashes)
        return hashes

    def _compare_above(self, level: int, index: int, hashes: Sequence[bytes]) -> None:
        above, place = index // TILE_WIDTH, index % TILE_WIDTH
        octets = self._material.tile(level + 1, above)
        told = octets[place * HASH_OCTETS : (place + 1) * HASH_OCTETS]
        if not told and (index + 1) << TILE_HEIGHT * (level + 1) <= self._verdict.signed:
            self._find(f"the tile at level {level + 1}, place {above} is missing or cut off")
        elif told and told != root_of(hashes):
            self._find(f"the tile at level {level}, place {index} was changed: the tile above says otherwise")
        if place == 0 and len(octets) == TILE_WIDTH * HASH_OCTETS:
            self._compare_above(level + 1, above, split_tile(octets))

    def _tell_moved(self) -> None:
        """Tell what was changed from what was moved: a record that another one's hash belongs to was moved."""
        for index, expected in islice(self._unplaced.items(), MAX_FINDINGS):
            origin = self._wrong.get(expected)
            told = "was changed" if origin is None else f"was moved: it now stands at {origin}"
            self._find(f"entry {index} {told}")

    def _find(self, text: str) -> None:
        if len(self._verdict.findings) < MAX_FINDINGS:
            self._verdict.findings.append(text)


_PSEUDONYM_DIGITS = 32


def _and(first: Row, rows: Iterator[Row]) -> Iterator[Row]:
    yield first
    yield from rows
