"""`tempory log prove` and `tempory log consistency`."""

from pathlib import Path

import click

from tempory.cli.log.folder import (
    FILE,
    choose_key,
    data_option,
    key_option,
    read_checkpoint,
    record_reading,
    unrecorded_option,
)
from tempory.cli.options import Choices, json_option, pass_choices
from tempory.cli.terminal import print_json
from tempory.storage.sqlite.logreading import LogFile, open_log
from tempory.translog import (
    Checkpoint,
    ProofText,
    TileReader,
    VerifierKey,
    check_consistency,
    open_checkpoint,
    prove_consistency,
    prove_inclusion,
)
from tempory.values import IntegrityError


def newest_checkpoint(log: LogFile, key: VerifierKey) -> tuple[Checkpoint, bytes]:
    """Return the newest checkpoint and its note; `IntegrityError` if there is none, or it does not hold."""
    row = log.latest_checkpoint()
    if row is None:
        message = "the log has no checkpoint yet"
        raise IntegrityError(message)
    checkpoint, _ = open_checkpoint(row.note, [key])
    return checkpoint, row.note


@click.command()
@click.argument("index", type=click.IntRange(min=0))
@data_option
@key_option
@unrecorded_option
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), help="Write the proof into this file.")
@json_option
@pass_choices
def prove(
    choices: Choices, index: int, data: Path, key_text: str | None, *, unrecorded: bool, output: Path | None
) -> None:
    """Write the proof that record INDEX is in the log, in C2SP's tlog-proof form. Needs nothing else to be checked.

    The proof carries the record itself as its extra data, so that `tempory log check` shows what is proved.
    """
    key = choose_key(data, key_text)
    record_reading(data, is_recorded=not unrecorded)
    with open_log(data) as log:
        checkpoint, note = newest_checkpoint(log, key)
        kept = log.find(index)
        if kept is None:
            message = f"there is no record {index}; those from {log.first()} to {log.size() - 1} are kept"
            raise IntegrityError(message)
        path = prove_inclusion(index, checkpoint.size, TileReader(log.tile))
    proof = ProofText(index=index, proof=path, checkpoint=note, extra=kept.entry)
    proof.check(kept.entry, [key])
    if output is not None:
        output.write_bytes(proof.encode())
    if choices.as_json:
        print_json({"index": index, "entry": kept.entry.decode(), "proof": proof.encode().decode()})
    elif output is None:
        click.echo(proof.encode().decode(), nl=False)


@click.command()
@data_option
@key_option
@click.option("--against", type=FILE, required=True, metavar="FILE", help="The older checkpoint, kept elsewhere.")
@json_option
@pass_choices
def consistency(choices: Choices, data: Path, key_text: str | None, against: Path) -> None:
    """Prove that the log continues an older checkpoint: nothing before it was changed. Exit status 1 if it does not."""
    key = choose_key(data, key_text)
    older = read_checkpoint(against, key)
    with open_log(data) as log:
        newest, note = newest_checkpoint(log, key)
        if older.size > newest.size:
            message = f"the log ends at {newest.size}, below the checkpoint of size {older.size}: it was cut off"
            raise IntegrityError(message)
        proof = prove_consistency(older.size, newest.size, TileReader(log.tile))
    check_consistency(older.size, newest.size, proof, older.root, newest.root)
    if choices.as_json:
        print_json(
            {
                "old": older.size,
                "new": newest.size,
                "proof": [each.hex() for each in proof],
                "checkpoint": note.decode(),
            }
        )
    else:
        click.echo(f"The log of {newest.size} records continues that of {older.size}: {len(proof)} hashes prove it.")
