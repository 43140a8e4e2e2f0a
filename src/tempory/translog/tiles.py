"""A tree cut into tiles of 256 hashes, and its entries into bundles of 256. C2SP tlog-tiles.

A tile of level 0 holds leaf hashes; of the level above, the roots of whole tiles below. From the tiles every node of
the tree follows, and so every proof; `TileReader` works it out.
"""

import re
import struct
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Self

from tempory.translog.frontier import Node, cover, fold
from tempory.translog.hashing import HASH_OCTETS, hash_node
from tempory.values import IntegrityError, InvalidValueError

TILE_HEIGHT = 8
TILE_WIDTH = 1 << TILE_HEIGHT
MAX_TILE_LEVEL = 63
MAX_ENTRY_OCTETS = 0xFFFF
_PATH = re.compile(r"tile/(entries|[0-9]{1,2})/((?:x[0-9]{3}/){0,6}[0-9]{3})(?:\.p/([0-9]{1,3}))?", re.ASCII)
_LENGTH = struct.Struct(">H")


@dataclass(frozen=True, slots=True, kw_only=True)
class Tile:
    """One tile's place. `level` None: a bundle of entries. `width` below 256: a partial one."""

    level: int | None
    index: int
    width: int = TILE_WIDTH

    def __post_init__(self) -> None:
        if not (
            0 <= (self.level or 0) <= MAX_TILE_LEVEL and 0 <= self.index < 1 << 63 and 0 < self.width <= TILE_WIDTH
        ):
            message = "there is no such tile"
            raise InvalidValueError(message)

    @classmethod
    def parse(cls, path: str) -> Self:
        """Read `tile/L/N` or `tile/entries/N`, with `.p/W` if partial; `InvalidValueError` for any other spelling."""
        found = _PATH.fullmatch(path)
        if found is not None:
            level, index, width = found.groups()
            tile = cls(
                level=None if level == "entries" else int(level),
                index=int(index.replace("x", "").replace("/", "")),
                width=TILE_WIDTH if width is None else int(width),
            )
            if tile.path == path:
                return tile
        message = "not a tile's path"
        raise InvalidValueError(message)

    @property
    def path(self) -> str:
        """C2SP tlog-tiles: index 1234067 is `x001/x234/067`."""
        digits = str(self.index)
        digits = digits.zfill(-(-len(digits) // 3) * 3)
        groups = [digits[start : start + 3] for start in range(0, len(digits), 3)]
        place = "/".join([*(f"x{group}" for group in groups[:-1]), groups[-1]])
        partial = "" if self.width == TILE_WIDTH else f".p/{self.width}"
        return f"tile/{'entries' if self.level is None else self.level}/{place}{partial}"


def tiles_of(size: int) -> list[Tile]:
    """Return the tiles of each level that a tree of `size` needs, the partial ones as wide as they are."""
    tiles = []
    level, width = 0, size
    while width:
        full, rest = divmod(width, TILE_WIDTH)
        tiles += [Tile(level=level, index=index) for index in range(full)]
        tiles += [Tile(level=level, index=full, width=rest)] if rest else []
        level, width = level + 1, full
    return tiles


ReadTile = Callable[[int, int], bytes]
"""Gives a tile's octets by level and index, as wide as it is by now; b"" if there is none."""


class TileReader:
    """Gives the nodes of a tree from its tiles. Call it with a `Node`. It keeps a few tiles at hand."""

    _KEPT = 64

    def __init__(self, read_tile: ReadTile) -> None:
        self._read_tile = read_tile
        self._tiles: OrderedDict[tuple[int, int], bytes] = OrderedDict()

    def __call__(self, node: Node) -> bytes:
        """Return the node's hash; `IntegrityError` if its tile is missing or too short."""
        tile_level, height = divmod(node.level, TILE_HEIGHT)
        first = node.place << height
        octets = self._tile(tile_level, first // TILE_WIDTH)
        start = first % TILE_WIDTH
        hashes = split_tile(octets)[start : start + (1 << height)]
        if len(hashes) != 1 << height:
            message = f"the tile at level {tile_level}, place {first // TILE_WIDTH} is missing or cut off"
            raise IntegrityError(message)
        return root_of(hashes)

    def _tile(self, level: int, index: int) -> bytes:
        place = (level, index)
        if place not in self._tiles:
            self._tiles[place] = self._read_tile(level, index)
            if len(self._tiles) > self._KEPT:
                self._tiles.popitem(last=False)
        return self._tiles[place]


def split_tile(octets: bytes) -> list[bytes]:
    """Return a tile's hashes; `IntegrityError` if its length is none a tile can have."""
    if len(octets) % HASH_OCTETS or len(octets) > TILE_WIDTH * HASH_OCTETS:
        message = "a tile has up to 256 hashes of 32 octets"
        raise IntegrityError(message)
    return [octets[start : start + HASH_OCTETS] for start in range(0, len(octets), HASH_OCTETS)]


def root_of(hashes: Sequence[bytes]) -> bytes:
    """Return the root over consecutive hashes of one level, beginning where a subtree does."""
    level = list(hashes)
    if len(level) & (len(level) - 1):
        return fold([root_of(level[node.place << node.level :][: 1 << node.level]) for node in cover(0, len(level))])
    while len(level) > 1:
        level = [hash_node(level[at], level[at + 1]) for at in range(0, len(level), 2)]
    return level[0] if level else fold([])


def encode_bundle(entries: Sequence[bytes]) -> bytes:
    """Write entries as a bundle: each after its length in two octets, big-endian."""
    if len(entries) > TILE_WIDTH or any(len(entry) > MAX_ENTRY_OCTETS for entry in entries):
        message = "a bundle has up to 256 entries of up to 65,535 octets"
        raise InvalidValueError(message)
    return b"".join(_LENGTH.pack(len(entry)) + entry for entry in entries)


def parse_bundle(octets: bytes) -> list[bytes]:
    """Read a bundle; `IntegrityError` if it is cut off or holds too many."""
    entries: list[bytes] = []
    at = 0
    while at < len(octets):
        length = int.from_bytes(octets[at : at + 2], "big")
        entry = octets[at + 2 : at + 2 + length]
        at += 2 + length
        entries.append(entry)
        if at > len(octets) or len(entries) > TILE_WIDTH:
            message = "a bundle is cut off, or has more than 256 entries"
            raise IntegrityError(message)
    return entries
