"""`tempory log witness` asks a witness; `tempory witness` is one."""

import asyncio
import secrets
import time
from pathlib import Path

import click
import uvicorn

from tempory.cli.log.folder import choose_key, data_option, key_option
from tempory.cli.log.proving import newest_checkpoint
from tempory.cli.options import Choices, json_option, pass_choices
from tempory.cli.terminal import print_json
from tempory.sealing import draw_secret
from tempory.storage.sqlite.logreading import open_log
from tempory.translog import Note, Proof, SignatureType, Signer, TileReader, VerifierKey, parse_note, prove_consistency
from tempory.values import ConfigurationError, InvalidValueError, Unavailable
from tempory.witness import WitnessClient, WitnessState, make_witness_app, parse_witness

_KEY_FILE = "witness.key"
_STATE_FILE = "witness.json"
_PRIVATE_FOLDER = 0o700


@click.command(name="witness")
@click.argument("url")
@click.argument("witness_key")
@data_option
@key_option
@json_option
@pass_choices
def ask(choices: Choices, url: str, witness_key: str, data: Path, key_text: str | None) -> None:
    """Have the newest checkpoint cosigned by the witness at URL, whose public key is WITNESS_KEY, and print it."""
    key = choose_key(data, key_text)
    with open_log(data) as log:
        checkpoint, octets = newest_checkpoint(log, key)
        read_node = TileReader(log.tile)

        async def prove(old: int, new: int) -> Proof:
            return prove_consistency(old, new, read_node)

        client = WitnessClient(parse_witness(f"{url} {witness_key}"), prove=prove)
        note = parse_note(octets)
        cosignatures = asyncio.run(client.cosign(checkpoint, note))
    if not cosignatures:
        raise Unavailable(client.trouble)
    whole = Note(text=note.text, signatures=(*note.signatures, *cosignatures)).encode().decode()
    if choices.as_json:
        print_json({"size": checkpoint.size, "checkpoint": whole})
    else:
        click.echo(whole, nl=False)


@click.command()
@click.option(
    "--data",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("witness"),
    show_default=True,
    help="The witness's own folder: its key, and what it has cosigned.",
)
@click.option("--log", "logs", multiple=True, metavar="KEY", help="Public key of a log to witness. May be repeated.")
@click.option("--name", default="", help="The witness's name, for its key at the first start.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Where to listen.")
@click.option("--port", type=click.IntRange(0, 65535), default=8479, show_default=True, help="The port.")
@click.option("--show-key", is_flag=True, help="Print the witness's public key, and end.")
def witness(data: Path, logs: tuple[str, ...], name: str, host: str, port: int, *, show_key: bool) -> None:
    """Be a witness: cosign checkpoints that continue what was cosigned before, for logs on other machines.

    Speaks C2SP's tlog-witness over HTTP; put a proxy with TLS in front where the network is not trusted. Each
    cosignature rests on what the log itself signed, so nothing is lost if somebody listens.
    """
    data.mkdir(mode=_PRIVATE_FOLDER, parents=True, exist_ok=True)
    signer = _ensure_signer(data / _KEY_FILE, name)
    if show_key:
        click.echo(signer.key)
        return
    if not logs:
        message = "Name the public key of a log to witness with --log; it is in log.pub of its data folder."
        raise ConfigurationError(message)
    keys = [VerifierKey.parse(text) for text in logs]
    state = WitnessState(data / _STATE_FILE, signer=signer, logs=keys, time=time.time)
    click.echo(f"Witness  {signer.key}\nListens  http://{host}:{port}/add-checkpoint")
    try:
        uvicorn.run(make_witness_app(state), host=host, port=port, log_level="warning", access_log=False)
    finally:
        state.close()


def _ensure_signer(path: Path, name: str) -> Signer:
    if not path.exists():
        made = Signer(
            name or f"witness/{secrets.token_hex(4)}", draw_secret(secrets.token_bytes), type=SignatureType.COSIGNATURE
        )
        path.touch(mode=0o600)
        path.write_bytes(made.encode().reveal() + b"\n")
    try:
        signer = Signer.parse(path.read_text("utf-8").strip())
    except (InvalidValueError, UnicodeDecodeError) as error:
        message = f"{path} is not a witness's key: {error}"
        raise ConfigurationError(message) from error
    if signer.key.type is not SignatureType.COSIGNATURE:
        message = f"{path} is not a witness's key."
        raise ConfigurationError(message)
    return signer
