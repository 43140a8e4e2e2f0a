"""`tempory log export`: the log as files that other tools read and any web server can serve. C2SP tlog-tiles."""

from pathlib import Path

import click

from tempory.cli.log.folder import choose_key, data_option, key_option, record_reading, unrecorded_option
from tempory.cli.log.proving import newest_checkpoint
from tempory.cli.options import Choices, json_option, pass_choices
from tempory.cli.terminal import print_json
from tempory.storage.sqlite.logreading import LogFile, open_log
from tempory.translog import HASH_OCTETS, TILE_WIDTH, Tile, encode_bundle, tiles_of
from tempory.values import IntegrityError


@click.command()
@click.argument("target", type=click.Path(file_okay=False, path_type=Path))
@data_option
@key_option
@unrecorded_option
@json_option
@pass_choices
def export(choices: Choices, target: Path, data: Path, key_text: str | None, *, unrecorded: bool) -> None:
    """Write the log into the folder TARGET: checkpoint, tiles and entries, as C2SP's tlog-tiles has them.

    Entries hold pseudonyms only. Those that were dropped in time are left out; their hashes are there.
    """
    key = choose_key(data, key_text)
    record_reading(data, is_recorded=not unrecorded)
    target.mkdir(mode=0o700, parents=True, exist_ok=True)
    with open_log(data) as log:
        checkpoint, note = newest_checkpoint(log, key)
        tiles = tiles_of(checkpoint.size)
        for tile in tiles:
            _write(target / tile.path, _tile(log, tile))
        first = log.first()
        bundles = [tile for tile in tiles if tile.level == 0 and tile.index * TILE_WIDTH >= first]
        for tile in bundles:
            bundle = Tile(level=None, index=tile.index, width=tile.width)
            entries = [entry for _, entry in log.entries(tile.index * TILE_WIDTH, tile.width)]
            if len(entries) != tile.width:
                message = f"entries are missing from {tile.index * TILE_WIDTH} on: tempory log verify says which"
                raise IntegrityError(message)
            _write(target / bundle.path, encode_bundle(entries))
    _write(target / "log.pub", f"{key}\n".encode())
    _write(target / "checkpoint", note)
    told = {"size": checkpoint.size, "first": first, "tiles": len(tiles), "bundles": len(bundles)}
    if choices.as_json:
        print_json(told)
    else:
        click.echo(f"{checkpoint.size} records: {len(tiles)} tiles and {len(bundles)} bundles in {target}")


def _tile(log: LogFile, tile: Tile) -> bytes:
    octets = log.tile(tile.level or 0, tile.index)[: tile.width * HASH_OCTETS]
    if len(octets) != tile.width * HASH_OCTETS:
        message = f"{tile.path} is missing or cut off: tempory log verify says more"
        raise IntegrityError(message)
    return octets


def _write(path: Path, octets: bytes) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.write_bytes(octets)
