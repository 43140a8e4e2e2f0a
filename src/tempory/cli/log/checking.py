"""`tempory log check`: a receipt or a proof, without network, database or service."""

import json
from pathlib import Path
from typing import Any

import click

from tempory.accesslog import Leaf, check_receipt, parse_leaf, parse_receipt
from tempory.accesslog.receipts import MAX_RECEIPT_OCTETS
from tempory.cli.log.folder import FILE
from tempory.cli.options import Choices, json_option, pass_choices
from tempory.cli.terminal import print_json, safe_line
from tempory.translog import Checkpoint, ProofText, VerifierKey
from tempory.values import Instant, IntegrityError, format_instant


@click.command()
@click.argument("file", type=FILE)
@click.option("--key", "key_text", metavar="KEY", help="The log's public key, from elsewhere than the receipt.")
@json_option
@pass_choices
def check(choices: Choices, file: Path, key_text: str | None) -> None:
    """Check FILE: the reply to forgetting a mailbox, its receipt, or a proof. Exit status 1 if it does not hold.

    Without --key, a receipt is checked with the key that it brings itself: good against mistakes, not against a forger.
    """
    with file.open("rb") as opened:
        octets = opened.read(MAX_RECEIPT_OCTETS + 1)
    key = None if key_text is None else VerifierKey.parse(key_text)
    leaf, index, checkpoint, used = _check(octets, key)
    if choices.as_json:
        print_json(
            {
                "holds": True,
                "index": index,
                "leaf": json.loads(leaf.encode()),
                "log": checkpoint.origin,
                "size": checkpoint.size,
                "key": str(used),
                "key_from_elsewhere": key is not None,
            }
        )
        return
    click.echo(click.style("holds    ", fg="green", bold=True) + safe_line(_describe(leaf)))
    click.echo(f"         · record {index} of {checkpoint.size} in {safe_line(checkpoint.origin)}")
    if key is None:
        click.echo(f"         · checked with the key that it brought itself: {safe_line(str(used))}")


def _check(octets: bytes, key: VerifierKey | None) -> tuple[Leaf, int, Checkpoint, VerifierKey]:
    if octets.startswith(b"c2sp.org/tlog-proof@v1\n"):
        proof = ProofText.parse(octets)
        if key is None or proof.extra is None:
            message = "a proof needs --key, and the record as its extra data"
            raise IntegrityError(message)
        return parse_leaf(proof.extra), proof.index, proof.check(proof.extra, [key]), key
    checked = check_receipt(parse_receipt(_inner(octets)), key)
    return checked.leaf, checked.index, checked.checkpoint, checked.key


def _inner(octets: bytes) -> bytes:
    """Return the receipt within the service's whole reply, or what was given."""
    try:
        reply: Any = json.loads(octets)
    except (ValueError, RecursionError):
        return octets
    if isinstance(reply, dict) and isinstance(reply.get("log"), dict):
        return json.dumps(reply["log"]).encode()
    if isinstance(reply, dict) and "log" in reply and reply["log"] is None:
        message = "the access log could not be written when this was forgotten, so there is nothing to check"
        raise IntegrityError(message)
    return octets


def _describe(leaf: Leaf) -> str:
    who = "its holder" if leaf.who == leaf.on else leaf.who
    return f"{leaf.verb.value} by {who}, {format_instant(Instant(leaf.at))}, {leaf.way.value}, {leaf.result.value}"
