"""A day's counts: in memory, as octets, and sealed. Bounded, so that whoever invents names fills up this room alone.

What found no room is counted as that, and the report says so.
"""

from dataclasses import dataclass, field
from typing import Final

import msgspec
import zstandard

from tempory.feedback.observed import Published, Seen
from tempory.sealing import Random, open_for_day, seal_for_day
from tempory.values import IntegrityError, Secret

FORMAT: Final = 1
MAX_OCTETS: Final = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Kinds of messages that are told apart on one day: of one domain, and of all. Each takes 4 KiB at most."""

    domain_kinds: int = 1_000
    kinds: int = 10_000


LIMITS: Final = Limits()


class _Kind(msgspec.Struct, frozen=True, array_like=True):
    seen: Seen
    count: int


class _Group(msgspec.Struct, frozen=True, array_like=True):
    published: Published
    kinds: list[_Kind]
    left_out: int


class _Counts(msgspec.Struct, frozen=True, array_like=True):
    format: int
    groups: list[_Group]
    left_out: int


@dataclass(slots=True)
class Tally:
    """One policy domain's day. `published` is the policy that was found last, `left_out` what there was no room for."""

    published: Published
    kinds: dict[Seen, int] = field(default_factory=dict)
    left_out: int = 0

    @property
    def messages(self) -> int:
        """How many messages were counted, those without a row of their own included."""
        return sum(self.kinds.values()) + self.left_out


@dataclass(slots=True)
class Counts:
    """One day's tallies by policy domain. `left_out`: messages of domains for which there was no room."""

    limits: Limits = LIMITS
    tallies: dict[str, Tally] = field(default_factory=dict)
    kinds: int = 0
    left_out: int = 0

    def add(self, published: Published, seen: Seen, count: int = 1) -> None:
        """Count `count` messages of one kind."""
        is_full = self.kinds >= self.limits.kinds
        tally = self.tallies.get(published.domain)
        if tally is None:
            if is_full:
                self.left_out += count
                return
            tally = self.tallies[published.domain] = Tally(published)
        # RFC 9990 §3.3: where a policy changes during the day, the report names the last one.
        tally.published = published
        known = tally.kinds.get(seen)
        if known is not None:
            tally.kinds[seen] = known + count
        elif is_full or len(tally.kinds) >= self.limits.domain_kinds:
            tally.left_out += count
        else:
            tally.kinds[seen] = count
            self.kinds += 1

    def merge(self, other: "Counts") -> None:
        """Count what `other` has too."""
        self.left_out += other.left_out
        for domain, tally in other.tallies.items():
            for seen, count in tally.kinds.items():
                self.add(tally.published, seen, count)
            self._leave_out(domain, tally.left_out)

    def _leave_out(self, domain: str, count: int) -> None:
        if domain in self.tallies:
            self.tallies[domain].left_out += count
        else:
            self.left_out += count

    def snapshot(self) -> "Snapshot":
        """Return what is counted by now, for another thread to encode."""
        groups = [(each.published, list(each.kinds.items()), each.left_out) for each in self.tallies.values()]
        return Snapshot(groups, self.left_out)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Counts that change no more."""

    groups: list[tuple[Published, list[tuple[Seen, int]], int]]
    left_out: int

    def seal(self, *, key: Secret, day: int, random: Random) -> bytes:
        """Encode, compress and seal. 10,000 kinds take some 20 ms."""
        groups = [
            _Group(published, [_Kind(seen, count) for seen, count in kinds], left_out)
            for published, kinds, left_out in self.groups
        ]
        plain = msgspec.msgpack.encode(_Counts(FORMAT, groups, self.left_out))
        return seal_for_day(zstandard.ZstdCompressor(level=1).compress(plain), key=key, day=day, random=random)


def open_counts(sealed: bytes, *, key: Secret, day: int, limits: Limits = LIMITS) -> Counts:
    """Open a day's counts. `IntegrityError` if they were altered or are of another day."""
    compressed = open_for_day(sealed, key=key, day=day)
    try:
        with zstandard.ZstdDecompressor().stream_reader(compressed) as reader:
            plain = reader.read(MAX_OCTETS)
        found = msgspec.msgpack.decode(plain, type=_Counts)
    except (zstandard.ZstdError, msgspec.DecodeError, UnicodeDecodeError) as error:
        raise _broken() from error
    if found.format != FORMAT:
        raise _broken()
    counts = Counts(limits=limits, left_out=found.left_out)
    for group in found.groups:
        for kind in group.kinds:
            counts.add(group.published, kind.seen, kind.count)
        counts._leave_out(group.published.domain, group.left_out)  # noqa: SLF001 (its own maker)
    return counts


def _broken() -> IntegrityError:
    return IntegrityError("a day's counts are not as they were written")
