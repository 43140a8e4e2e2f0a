"""`tempory escrow`: the organisation's key to its members' mailboxes, and what is done with it once a glass is broken.

`key` and `open` speak to nobody: the private half belongs on a machine that is on no network. `fetch` takes what the
service gives to who asked, while it lasts: the escrow wrap and sealed messages, which nothing but that key opens.
docs/sealing.md, "Members".
"""

import secrets
from base64 import b64decode, b64encode
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Final

import click
import msgspec
from msgspec import Meta

from tempory.app.private_files import write_privately
from tempory.cli.failures import ExitStatus, Failure
from tempory.cli.options import Choices, json_option, pass_choices, server_options
from tempory.cli.signing_in import signed_in, signer_option
from tempory.cli.terminal import print_json
from tempory.client.account import Account
from tempory.sealing import KeyPair, decode_summary, open_body, open_escrow, open_summary
from tempory.values import IntegrityError, InvalidValueError, MailboxId, MessageId, Secret

_MARK: Final = b"tempory-escrow-key "
_INDEX: Final = "glass.json"
_FORM: Final = "tempory/1 broken glass"
_PAGE: Final = 200
_KEY = click.Path(dir_okay=False, path_type=Path)
_FOLDER = click.Path(file_okay=False, path_type=Path)
_Hex = Annotated[str, Meta(pattern="^[0-9a-f]{32}$")]


class _Sealed(msgspec.Struct, frozen=True, kw_only=True):
    id: _Hex
    received_at: str
    summary: bytes


class _Glass(msgspec.Struct, frozen=True, kw_only=True):
    form: str
    request: _Hex
    mailbox: _Hex
    escrow_wrap: bytes
    messages: list[_Sealed]


@click.group()
def escrow() -> None:
    """Make the organisation's escrow key, and open a mailbox with it."""


@escrow.command()
@click.argument("file", type=_KEY)
@json_option
@pass_choices
def key(choices: Choices, file: Path) -> None:
    """Make a key pair: the private half goes into FILE, the public half is printed, for members.escrow_key.

    Do this on a machine that is on no network, and keep FILE there: it opens the mail of every member who enrols later.
    """
    if file.exists():
        message = f"{file} is there already; a key that is overwritten opens nothing any more."
        raise Failure(message, status=ExitStatus.USAGE)
    keys = KeyPair.draw(secrets.token_bytes)
    write_privately(file, _MARK + b64encode(keys.seed.reveal()) + b"\n")
    public = b64encode(keys.public_key.octets).decode()
    if choices.as_json:
        print_json({"public_key": public})
    else:
        click.echo(public)


@escrow.command()
@signer_option
@click.argument("request")
@click.argument("folder", type=_FOLDER)
@server_options
@json_option
@pass_choices
def fetch(choices: Choices, signer: str, request: str, folder: Path) -> None:
    """Take what REQUEST gives, while it lasts, into FOLDER: still sealed. Only who asked may."""
    path = f"/break-glass/{request}"
    with signed_in(choices, signer) as account:
        given = account.ask("POST", f"{path}/opening")
        (folder / "bodies").mkdir(mode=0o700, parents=True)
        messages = []
        for listed in _messages(account, path):
            message = msgspec.convert(listed, _Sealed, strict=False)
            write_privately(folder / "bodies" / message.id, account.fetch(f"{path}/messages/{message.id}/body"))
            messages.append(message)
    glass = _Glass(
        form=_FORM,
        request=request,
        mailbox=given["mailbox"],
        escrow_wrap=b64decode(given["escrow_wrap"]),
        messages=messages,
    )
    write_privately(folder / _INDEX, msgspec.json.encode(glass))
    if choices.as_json:
        print_json({"messages": len(messages)})
    else:
        click.echo(f"{len(messages)} messages, sealed, in {folder}\nTake it to the key: tempory escrow open")


@escrow.command("open")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--key", "key_file", type=_KEY, required=True, help="The file that `tempory escrow key` made.")
@click.option("--into", "target", type=_FOLDER, required=True, help="Where the messages go, as files that end in .eml.")
@json_option
@pass_choices
def open_(choices: Choices, folder: Path, key_file: Path, target: Path) -> None:
    """Open what was fetched into FOLDER. Works without a network."""
    glass = _read(folder / _INDEX)
    mailbox = MailboxId.parse(glass.mailbox)
    keys = KeyPair(open_escrow(glass.escrow_wrap, _read_key(key_file), mailbox=mailbox))
    target.mkdir(mode=0o700, parents=True, exist_ok=True)
    for sealed in glass.messages:
        message = MessageId.parse(sealed.id)
        plain = open_summary(keys, sealed.summary, mailbox=mailbox, message=message)
        body = (folder / "bodies" / sealed.id).read_bytes()
        content = open_body(body, content_key=decode_summary(plain).content_key, message=message)
        write_privately(target / f"{sealed.id}.eml", content)
    if choices.as_json:
        print_json({"messages": len(glass.messages)})
    else:
        click.echo(f"{len(glass.messages)} messages in {target}, to be removed once they have served")


def _messages(account: Account, path: str) -> Iterator[object]:
    below = ""
    while True:
        page = account.ask("GET", f"{path}/messages?limit={_PAGE}{below}")
        yield from page["messages"]
        if page["next"] is None:
            return
        below = f"&below={page['next']}"


def _read(file: Path) -> _Glass:
    try:
        glass = msgspec.json.decode(file.read_bytes(), type=_Glass)
    except (OSError, msgspec.MsgspecError) as error:
        message = f"{file} is not what tempory escrow fetch writes"
        raise IntegrityError(message) from error
    if glass.form != _FORM:
        message = f"{file} is of another version"
        raise IntegrityError(message)
    return glass


def _read_key(file: Path) -> KeyPair:
    try:
        mark, _, text = file.read_bytes().strip().partition(b" ")
        return KeyPair(Secret(b64decode(text if mark + b" " == _MARK else b"", validate=True)))
    except (OSError, ValueError, InvalidValueError) as error:
        message = f"{file} is no escrow key"
        raise Failure(message, status=ExitStatus.USAGE) from error
