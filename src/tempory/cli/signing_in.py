"""Signing in from a terminal: what is typed is asked for unseen, and nothing of a session is kept on the disk.

In scripts, password and code are the first lines of standard input.
"""

import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Final

import click

from tempory.cli.connection import chosen_ca
from tempory.cli.failures import ExitStatus, Failure
from tempory.cli.options import Choices
from tempory.client.account import Account

_LONGEST: Final = 1024
signer_option = click.option("--as", "signer", required=True, metavar="NAME@DOMAIN", help="Your own address.")


def connect(choices: Choices) -> Account:
    """Return an account of the chosen server; nobody is signed in yet."""
    return Account(choices.server, ca=chosen_ca(choices), network=choices.network)


@contextmanager
def signed_in(choices: Choices, signer: str) -> Iterator[Account]:
    """Sign in, and out again at the end."""
    password = read_secret("Password")
    with connect(choices) as account:
        account.log_in(signer, password, _show_factor)
        try:
            yield account
        finally:
            account.ask("DELETE", "/account/session")


def _show_factor(methods: Sequence[str]) -> Mapping[str, str]:
    if not {"totp", "recovery-code"} & set(methods):
        message = "This account has passkeys only, which a terminal cannot ask for; use the page."
        raise Failure(message, status=ExitStatus.REFUSED)
    text = read_secret("Code (or a recovery code)").replace(" ", "")
    return {"code": text} if text.isdigit() else {"recovery_code": text}


def read_secret(prompt: str) -> str:
    """Ask for a line, unseen; the next line of standard input in a script."""
    if sys.stdin.isatty():
        return str(click.prompt(prompt, hide_input=True, err=True)).strip()
    text = sys.stdin.readline(_LONGEST).strip()
    if not text:
        message = f"Standard input has no line for: {prompt}."
        raise Failure(message, status=ExitStatus.USAGE)
    return text
