"""C2SP tlog-tiles."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tempory.translog import (
    TILE_HEIGHT,
    Frontier,
    Tile,
    TileReader,
    check_consistency,
    check_inclusion,
    encode_bundle,
    hash_leaf,
    parse_bundle,
    prove_consistency,
    prove_inclusion,
    root_of,
    split_tile,
    tiles_of,
)
from tempory.values import IntegrityError, InvalidValueError

SIZE = 66_000


class Tiled:
    """A tree of three levels of tiles, without its entries."""

    def __init__(self) -> None:
        self.tiles: dict[tuple[int, int], bytearray] = {}
        frontier = Frontier()
        self.roots = {}
        for number in range(SIZE):
            completed = frontier.append(hash_leaf(b"%d" % number))
            for level, root in enumerate(completed[::TILE_HEIGHT]):
                place = (level, number >> TILE_HEIGHT * (level + 1))
                self.tiles.setdefault(place, bytearray()).extend(root)
            if number + 1 in {1, 255, 256, 257, 300, 65_536, 65_700, SIZE}:
                self.roots[number + 1] = frontier.root()

    def __call__(self, level: int, index: int) -> bytes:
        return bytes(self.tiles.get((level, index), b""))


TILED = Tiled()


def test_the_paths_of_the_specification() -> None:
    assert Tile(level=0, index=1234067).path == "tile/0/x001/x234/067"
    assert Tile(level=None, index=1234067, width=8).path == "tile/entries/x001/x234/067.p/8"
    assert Tile(level=63, index=0).path == "tile/63/000"
    for path in ("tile/0/x001/x234/067", "tile/entries/x001/x234/067.p/8", "tile/2/000.p/255"):
        assert Tile.parse(path).path == path


@pytest.mark.parametrize(
    "path",
    [
        "",
        "tile/0/1",
        "tile/00/001",
        "tile/64/001",
        "tile/0/x000/001",
        "tile/0/001/002",
        "tile/0/x001",
        "tile/0/001.p/0",
        "tile/0/001.p/256",
        "tile/0/001.p/08",
        "tile/0/001.p/257",
        "tile/other/001",
        "tile/0/\u0660\u0660\u0661",
        "tile/0/x999/x999/x999/x999/x999/x999/999",
        "../tile/0/001",
    ],
)
def test_any_other_path_is_refused(path: str) -> None:
    with pytest.raises(InvalidValueError):
        Tile.parse(path)


def test_the_tiles_of_the_specification() -> None:
    tiles = tiles_of(70_000)
    assert sum(tile.level == 0 and tile.width == 256 for tile in tiles) == 273
    assert [tile.path for tile in tiles if tile.width < 256] == [
        "tile/0/273.p/112",
        "tile/1/001.p/17",
        "tile/2/000.p/1",
    ]
    assert [tile.path for tile in tiles_of(256)] == ["tile/0/000", "tile/1/000.p/1"]
    assert tiles_of(0) == []
    widths = {(tile.level, tile.index): tile.width for tile in tiles_of(SIZE)}
    assert {place: len(octets) // 32 for place, octets in TILED.tiles.items()} == widths


def test_proofs_come_from_tiles_alone() -> None:
    read = TileReader(TILED)
    for size, root in TILED.roots.items():
        assert Frontier.load(size, read).root() == root
        for index in {0, size // 2, size - 1}:
            check_inclusion(index, size, hash_leaf(b"%d" % index), prove_inclusion(index, size, read), root)
        for old, before in TILED.roots.items():
            if old <= size:
                check_consistency(old, size, prove_consistency(old, size, read), before, root)


def test_a_missing_or_short_tile_is_told() -> None:
    with pytest.raises(IntegrityError, match="level 0, place 3"):
        prove_inclusion(
            800, SIZE, TileReader(lambda level, index: b"" if (level, index) == (0, 3) else TILED(level, index))
        )
    with pytest.raises(IntegrityError):
        prove_inclusion(0, SIZE, TileReader(lambda _level, _index: b"x" * 33))
    with pytest.raises(IntegrityError):
        split_tile(b"x" * 32 * 257)


def test_a_reader_keeps_few_tiles() -> None:
    asked = []

    def read_tile(level: int, index: int) -> bytes:
        asked.append((level, index))
        return TILED(level, index)

    read = TileReader(read_tile)
    for index in (*range(0, 70 * 256, 256), 0, 1):
        prove_inclusion(index, SIZE, read)
    assert asked.count((0, 0)) == 2


@given(st.integers(0, 300))
def test_a_root_over_consecutive_hashes(size: int) -> None:
    frontier = Frontier()
    hashes = [hash_leaf(b"%d" % number) for number in range(size)]
    for each in hashes:
        frontier.append(each)
    assert root_of(hashes) == frontier.root()


@given(st.lists(st.binary(max_size=300), max_size=20))
def test_a_bundle_comes_back(entries: list[bytes]) -> None:
    assert parse_bundle(encode_bundle(entries)) == entries


def test_a_bundle_is_bounded() -> None:
    assert encode_bundle([b"", b"abc"]) == b"\0\0\0\x03abc"
    for octets in (b"\0", b"\0\x03ab", b"\0\0" * 257):
        with pytest.raises(IntegrityError):
            parse_bundle(octets)
    for entries in ([b""] * 257, [b"x" * 65_536]):
        with pytest.raises(InvalidValueError):
            encode_bundle(entries)
