"""From what was chosen to a server, and to a mailbox on it whose secret the user has."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import click

from tempory.cli.failures import ExitStatus, Failure
from tempory.cli.memory import Known, Memory
from tempory.cli.options import DEFAULT_CA, Choices
from tempory.client import Client, Mailbox
from tempory.values import Address

_LONGEST_SECRET = 256
_THIS_MACHINE = frozenset(("127.0.0.1", "localhost", "::1"))


def connect(choices: Choices) -> Client:
    """Return a client of the chosen server."""
    return Client(choices.server, ca=chosen_ca(choices), network=choices.network)


def chosen_ca(choices: Choices) -> Path | None:
    """Return the authority to trust: the one named, or for a server on this machine the one that it made itself."""
    if choices.ca is not None:
        return choices.ca
    if urlsplit(choices.server).hostname in _THIS_MACHINE and DEFAULT_CA.is_file():
        return DEFAULT_CA
    return None


@contextmanager
def opened(choices: Choices, address: Address) -> Iterator[tuple[Client, Mailbox]]:
    """Give a client, and the mailbox `address` opened with its secret."""
    known = Memory(choices.memory).find(address.canonical) if choices.secret is None else None
    if known is not None:
        choices = _with_memory(choices, known)
    secret = known.secret if known else read_secret(choices)
    with connect(choices) as client:
        mailbox = client.open(secret)
        # What is done next may not be undone; a wrong secret must not do it to another mailbox.
        if mailbox.address.canonical != address.canonical:
            message = f"This secret does not belong to {address}."
            raise Failure(message, hint="Give that mailbox's own secret.", status=ExitStatus.REFUSED)
        yield client, mailbox


def read_secret(choices: Choices) -> str:
    """Return the secret from the option, or from standard input: asked for unseen, or its first line."""
    if choices.secret not in {None, "-"}:
        return str(choices.secret)
    if sys.stdin.isatty():
        return str(click.prompt("Secret (tpy_…)", hide_input=True, err=True)).strip()
    secret = sys.stdin.readline(_LONGEST_SECRET).strip()
    if not secret:
        hint = "Pipe it in (echo tpy_… | tempory mailbox …), or have it remembered: mailbox create --remember"
        message = "The mailbox's secret is missing."
        raise Failure(message, hint=hint, status=ExitStatus.USAGE)
    return secret


def _with_memory(choices: Choices, known: Known) -> Choices:
    server = choices.chosen_server or known.server
    ca = choices.ca or (Path(known.ca) if known.ca and server == known.server else None)
    return replace(choices, chosen_server=server, ca=ca)
