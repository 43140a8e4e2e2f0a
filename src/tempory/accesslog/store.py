"""What the access log needs from storage. Adapters on floor 3 implement both and pass tests/storage."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from tempory.accesslog.accesses import Subject
from tempory.values import Instant, Secret, Unavailable


class LogUnavailable(Unavailable):
    """The record could not be written, so the access is not given."""


class SubjectUnknown(LogUnavailable):
    """The subject's key is gone: it was erased or forgotten meanwhile, and nothing is recorded of it any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One leaf to be written, and what is kept beside it.

    `reference` is the pseudonym under which its holder finds it (16 octets, or b""); `detail` is sealed. `soon`: it is
    committed as every record is, but the disk may sync it a second later (`Access.may_sync_later`).
    """

    entry: bytes
    reference: bytes = b""
    detail: bytes | None = None
    soon: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A record that was written, by its index in the tree."""

    index: int
    entry: bytes
    detail: bytes | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TileRow:
    """A tile as wide as it is by now."""

    level: int
    index: int
    hashes: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckpointRow:
    """A signed checkpoint, with what witnesses added."""

    size: int
    at: Instant
    note: bytes


class LogStore(Protocol):
    """Keeps leaves, tiles and checkpoints. What writes returns once it is on disk, or raises `Unavailable`."""

    async def append(self, records: Sequence[Record]) -> int:
        """Write `records` in order, all or none, and return the first one's index.

        If all of them are `soon`, this returns once they are committed, and the disk syncs them within a second.
        """
        ...

    async def size(self) -> int:
        """Return how many leaves were ever written."""
        ...

    async def first(self) -> int:
        """Return the index of the eldest leaf that is still kept."""
        ...

    async def entries(self, start: int, limit: int) -> Sequence[tuple[int, bytes]]:
        """Return up to `limit` entries from index `start` on, with their indexes."""
        ...

    async def find(self, index: int) -> Kept | None: ...

    async def about(self, reference: bytes, *, below: int | None, limit: int) -> Sequence[Kept]:
        """Return up to `limit` records filed under `reference`, newest first, with an index below `below`."""
        ...

    async def newest(self, *, below: int | None, limit: int) -> Sequence[Kept]:
        """Return up to `limit` records whatever they are about, newest first."""
        ...

    async def tile(self, level: int, index: int) -> bytes:
        """Return a tile's hashes, b"" if there is none."""
        ...

    async def add_checkpoint(self, checkpoint: CheckpointRow, tiles: Sequence[TileRow]) -> None:
        """Keep a checkpoint together with the tiles that it needs. The same size again replaces the note."""
        ...

    async def latest_checkpoint(self) -> CheckpointRow | None: ...

    async def drop_details(self, reference: bytes, limit: int) -> int:
        """Remove the details of up to `limit` records filed under `reference`; return how many."""
        ...

    async def prune(self, below: int, before: Instant, limit: int) -> int:
        """Remove up to `limit` of the eldest entries with an index below `below`, and of the checkpoints before."""
        ...


class SubjectKeys(Protocol):
    """Keeps subjects' keys, beside the shred keys and as they are. A mailbox's comes and goes with its shred key."""

    async def find(self, subject: Subject) -> Secret | None: ...

    async def keep(self, subject: Subject, fresh: Secret) -> Secret:
        """Return the subject's key; `fresh` becomes it if there is none yet."""
        ...

    async def destroy(self, subjects: Sequence[Subject]) -> None:
        """Overwrite keys on disk; gone when this returns."""
        ...
