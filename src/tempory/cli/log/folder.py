"""What the commands share: the data folder, the log's key, and checkpoints kept elsewhere.

Whoever can write to the folder can write another key into it, so a key from elsewhere (`--key`) is worth more.
"""

import time
from pathlib import Path

import click

from tempory.accesslog import Kind, Leaf, Machine, Record, Result, Verb, Way
from tempory.storage.sqlite.logreading import append_record
from tempory.translog import MAX_NOTE_OCTETS, Checkpoint, VerifierKey, open_checkpoint
from tempory.values import ConfigurationError, InvalidValueError

PUBLIC_FILE = "log.pub"
FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)

data_option = click.option(
    "--data", type=FOLDER, default=Path("var"), show_default=True, help="The service's data folder, or a copy of it."
)
key_option = click.option(
    "--key", "key_text", metavar="KEY", help="The log's public key, as you noted it down. Default: the folder's own."
)


def choose_key(folder: Path, text: str | None) -> VerifierKey:
    """Return the key that was named, or the one that lies in the folder."""
    return VerifierKey.parse(text) if text is not None else folder_key(folder)


def folder_key(folder: Path) -> VerifierKey:
    """Return the public key that lies in the folder; `ConfigurationError` if there is none."""
    try:
        return VerifierKey.parse((folder / PUBLIC_FILE).read_text("utf-8").strip())
    except (OSError, InvalidValueError, UnicodeDecodeError) as error:
        message = f"there is no public key of an access log in {folder}; name it with --key"
        raise ConfigurationError(message) from error


def read_checkpoint(path: Path, key: VerifierKey) -> Checkpoint:
    """Read a checkpoint kept elsewhere, signed by the log."""
    with path.open("rb") as file:
        checkpoint, _ = open_checkpoint(file.read(MAX_NOTE_OCTETS + 1), [key])
    return checkpoint


def record_reading(folder: Path, *, is_recorded: bool) -> None:
    """Say in the log that the log is read here. Fails closed, but for a copy that is only looked at."""
    if is_recorded:
        record_command(folder, Verb.READ_LOG, kind=Kind.LOG)


def record_command(folder: Path, verb: Verb, *, kind: Kind, name: str = "") -> None:
    """Say in the log what the operator is about to do on this machine. `LogUnavailable` if it cannot be written."""
    leaf = Leaf(
        at=time.time_ns() // 1_000_000,
        who=Machine.OPERATOR.value,
        verb=verb,
        kind=kind,
        on=name,
        way=Way.COMMAND,
        result=Result.DONE,
    )
    append_record(folder, Record(entry=leaf.encode()))


unrecorded_option = click.option(
    "--unrecorded", is_flag=True, help="Do not record this reading in the log: for a copy that cannot be written to."
)
