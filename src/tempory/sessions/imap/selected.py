"""The folder a session has selected, as its peer knows it: message numbers, flags and mod-sequences as last told.

RFC 9051 §2.3.1.2 (message numbers), §5.2 (when they may change), RFC 7162.
"""

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence

from tempory.mailboxes.folders import FolderId, Glance, Standing
from tempory.protocols.imap import STAR, Messages, SavedResult
from tempory.values import Flags, SystemFlag, Uid


class SelectedFolder:
    """Messages are named by their index here, which is their number less one."""

    def __init__(self, glance: Glance, standings: Sequence[Standing], *, name: str, read_only: bool) -> None:
        self.id: FolderId = glance.id
        self.name = name
        self.read_only = read_only
        self.modseq = glance.modseq
        self.next_uid = glance.next_uid
        self.expunged = glance.expunged
        self.uids = array("Q")
        self.modseqs = array("Q")
        self.sizes = array("Q")
        self.flags: list[Flags] = []
        self.gone: set[int] = set()
        """Uids that have gone and that the peer still has numbers for."""
        self.withheld_above: int | None = None
        """The mod-sequence before the first of them went: of what is above it, the peer has not heard all."""
        self.saved: Sequence[int] = ()
        """What SEARCH saved for "$" (RFC 5182), as uids."""
        self.recent: list[range] = []
        """Uids that this session was the first to be told of."""
        self.told: set[int] = set()
        """Uids whose flags were told since the present command began."""
        self.known_flags: set[str] = set()
        """Flags that the peer was told of by a FLAGS response."""
        self.add(standings)

    def __len__(self) -> int:
        return len(self.uids)

    def add(self, standings: Iterable[Standing]) -> None:
        """Add messages at the end."""
        for standing in standings:
            self.uids.append(standing.uid)
            self.flags.append(standing.flags)
            self.modseqs.append(standing.modseq)
            self.sizes.append(standing.size)

    def remove(self, uids: Iterable[int]) -> list[int]:
        """Remove messages; return their numbers, each as it is after those before it have gone."""
        indexes = sorted(index for uid in uids if (index := self.index_of(uid)) is not None)
        if len(indexes) > 1:
            self._remove_many(set(indexes))
        for index in indexes[:1] if len(indexes) == 1 else ():
            del self.uids[index], self.flags[index], self.modseqs[index], self.sizes[index]
        self.gone.difference_update(uids)
        if not self.gone:
            self.withheld_above = None
        return [index + 1 - removed for removed, index in enumerate(indexes)]

    def index_of(self, uid: int) -> int | None:
        """Return the index of a uid, None if the peer does not know it."""
        index = bisect_left(self.uids, uid)
        return index if index < len(self.uids) and self.uids[index] == uid else None

    def is_recent(self, index: int) -> bool:
        r"""Whether the message is `\Recent` in this session."""
        return any(self.uids[index] in uids for uids in self.recent)

    def has(self, messages: Messages) -> bool:
        """Whether all numbers named exist. RFC 9051 §9 seq-number: a number beyond the last one is BAD."""
        if isinstance(messages, SavedResult):
            return True
        if not len(self):
            return any(STAR in ends for ends in messages.ranges)
        return not messages.reaches_beyond(len(self))

    def indexes(self, messages: Messages, *, by_uid: bool) -> list[int]:
        """Return the indexes of the messages named by number or uid, ascending. Uids that are not there are ignored."""
        if isinstance(messages, SavedResult):
            return [index for uid in self.saved if (index := self.index_of(uid)) is not None]
        found: list[int] = []
        if by_uid:
            for low, high in messages.resolve(self.uids[-1] if len(self) else 0):
                found += range(bisect_left(self.uids, low), bisect_right(self.uids, high))
        else:
            for low, high in messages.resolve(len(self)):
                found += range(low - 1, min(high, len(self)))
        return found

    def uids_at(self, indexes: Iterable[int]) -> list[Uid]:
        """Return uids."""
        return [Uid(self.uids[index]) for index in indexes]

    def missing(self, ranges: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
        """Return those of the uids in `ranges` (ascending) that are or could have been given out and are not there.

        As ranges: a mailbox may have given out millions and hold two.
        """
        missing: list[tuple[int, int]] = []
        for low, high in ranges:
            first, last = low, min(high, self.next_uid - 1)
            for uid in self.uids[bisect_left(self.uids, first) : bisect_right(self.uids, last)]:
                if uid > first:
                    missing.append((first, uid - 1))
                first = uid + 1
            if first <= last:
                missing.append((first, last))
        return missing

    def first_unseen(self) -> int | None:
        """Return the first index whose message is not seen."""
        seen = str(SystemFlag.SEEN)
        return next((index for index, flags in enumerate(self.flags) if seen not in flags), None)

    def _remove_many(self, indexes: set[int]) -> None:
        kept = [index for index in range(len(self)) if index not in indexes]
        self.uids = array("Q", [self.uids[index] for index in kept])
        self.modseqs = array("Q", [self.modseqs[index] for index in kept])
        self.sizes = array("Q", [self.sizes[index] for index in kept])
        self.flags = [self.flags[index] for index in kept]
