"""`tempory member`: enrol with a one-time link, make app passwords, and look after people. docs/permissions.md.

Each command signs in anew: nothing of a session is kept on the disk. What is typed is asked for unseen; in scripts the
password and the code are the first two lines of standard input.
"""

import sys
from collections.abc import Iterator, Mapping, Sequence
from importlib.resources import files
from typing import Any, Final

import click

from tempory.cli.failures import ExitStatus, Failure
from tempory.cli.options import Choices, json_option, pass_choices, server_options
from tempory.cli.signing_in import connect, read_secret, signed_in, signer_option
from tempory.cli.terminal import print_json, safe_line
from tempory.client.account import Account
from tempory.people import Permission, Role
from tempory.people.password_rules import Flaw, PasswordRules

COMMANDS: Final[Mapping[str, Permission | None]] = {
    "enrol": None,  # the link
    "app-password": Permission.ACCOUNT_USE,
    "list": Permission.PEOPLE_READ,
    "invite": Permission.PEOPLE_INVITE,
    "link": Permission.PEOPLE_INVITE,
    "suspend": Permission.PEOPLE_SUSPEND,
    "resume": Permission.PEOPLE_SUSPEND,
    "sign-out": Permission.SESSIONS_END,
    "grant": Permission.ROLES_GRANT,
    "revoke": Permission.ROLES_GRANT,
}
_ROLE: Final = click.Choice([role.value for role in Role if role.is_administrative])
_LANGUAGE: Final = "The language that pages and letters speak."
_PAGE: Final = 200
_FLAWS: Final[Mapping[Flaw, str]] = {
    Flaw.SHORT: "A password has at least 15 characters.",
    Flaw.LONG: "A password has at most 256 characters.",
    Flaw.COMMON: "This password is on the lists of leaked ones, or made of what is.",
    Flaw.REPEATED: "This password repeats itself.",
    Flaw.RUN: "This password is a run along the alphabet or the keyboard.",
    Flaw.CONTEXT: "This password holds your name, your address or the service's name.",
}


@click.group()
def member() -> None:
    """Enrol, and look after members and their roles."""


@member.command()
@server_options
@json_option
@pass_choices
def enrol(choices: Choices) -> None:
    """Use a one-time link (asked for): choose a password, get a recovery secret."""
    link = read_secret("Link (tpe_…)").rpartition("#")[2]
    with connect(choices) as account:
        shown = account.show_link(link)
        if shown["purpose"] != "enrol":
            message = "This link sets a password anew; open it in the page."
            raise Failure(message, status=ExitStatus.USAGE)
        password = read_secret("Password (at least 15 characters)")
        if sys.stdin.isatty() and read_secret("Once more") != password:
            message = "The two passwords differ."
            raise Failure(message, status=ExitStatus.USAGE)
        _check_password(password, [shown["name"], *shown["addresses"]])
        recovery = account.enrol(link, password)
    if choices.as_json:
        print_json({"address": shown["addresses"][0], "recovery": recovery})
    else:
        click.echo(f"Welcome, {safe_line(shown['name'])}.\n\nRecovery secret  {recovery}")
        click.echo("Write it down and keep it: it is shown this once. Without it a lost password loses the mail.")
        click.echo("Add a second factor in the page; administrative roles begin with it.")


@member.command("app-password")
@signer_option
@click.option("--name", required=True, help="What it is for: Laptop, backup script …")
@click.option(
    "--for",
    "scopes",
    multiple=True,
    required=True,
    type=click.Choice(["imap", "pop3", "submission", "api"]),
    help="A protocol that it is for; may be given several times.",
)
@server_options
@json_option
@pass_choices
def app_password(choices: Choices, signer: str, name: str, scopes: tuple[str, ...]) -> None:
    """Draw an app password and print it, this once."""
    with signed_in(choices, signer) as account:
        secret = account.make_app_password(name, sorted(set(scopes)))
    if choices.as_json:
        print_json({"app_password": secret})
    else:
        click.echo(secret)


@member.command("list")
@signer_option
@server_options
@json_option
@pass_choices
def list_(choices: Choices, signer: str) -> None:
    """List members."""
    with signed_in(choices, signer) as account:
        people = list(_everybody(account))
    if choices.as_json:
        print_json(people)
    for person in [] if choices.as_json else people:
        addresses = " ".join(person["addresses"])
        click.echo(f"{person['id']}  {person['status']:<9}  {safe_line(person['name'])}  {addresses}")


@member.command()
@signer_option
@click.argument("name")
@click.argument("addresses", nargs=-1, required=True, metavar="NAME@DOMAIN…")
@click.option("--language", type=click.Choice(["en", "fr"]), default="en", show_default=True, help=_LANGUAGE)
@click.option("--role", "roles", multiple=True, type=_ROLE, help="A role to give; may be given several times.")
@server_options
@json_option
@pass_choices
def invite(  # noqa: PLR0917 (click hands options in by name)
    choices: Choices, signer: str, name: str, addresses: tuple[str, ...], language: str, roles: tuple[str, ...]
) -> None:
    """Invite a member and print the one-time link, this once."""
    body = {"name": name, "addresses": list(addresses), "language": language, "roles": list(roles)}
    with signed_in(choices, signer) as account:
        _show_link(choices, account.ask("POST", "/people", body))


@member.command()
@signer_option
@click.argument("address")
@server_options
@json_option
@pass_choices
def link(choices: Choices, signer: str, address: str) -> None:
    """Make a new one-time link for a member: to enrol, or to set a password anew."""
    with signed_in(choices, signer) as account:
        _show_link(choices, account.ask("POST", f"/people/{_find(account, address)}/links"))


def _about(name: str, method: str, path: str, says: str) -> None:
    @member.command(name, help=says)
    @signer_option
    @click.argument("address")
    @server_options
    @json_option
    @pass_choices
    def command(choices: Choices, signer: str, address: str) -> None:
        with signed_in(choices, signer) as account:
            account.ask(method, f"/people/{_find(account, address)}{path}")


def _about_role(name: str, method: str, says: str) -> None:
    @member.command(name, help=says)
    @signer_option
    @click.argument("address")
    @click.argument("role", type=_ROLE)
    @server_options
    @json_option
    @pass_choices
    def command(choices: Choices, signer: str, address: str, role: str) -> None:
        with signed_in(choices, signer) as account:
            account.ask(method, f"/people/{_find(account, address)}/roles/{role}")


_about("suspend", "POST", "/suspension", "Let a member in nowhere. Mail goes on arriving.")
_about("resume", "DELETE", "/suspension", "Let a suspended member in again.")
_about("sign-out", "DELETE", "/sessions", "End all sessions of a member.")
_about_role("grant", "POST", "Give a role; it begins with the next log-in.")
_about_role("revoke", "DELETE", "Take a role.")


def _everybody(account: Account) -> Iterator[dict[str, Any]]:
    cursor = ""
    while True:
        page = account.ask("GET", f"/people?limit={_PAGE}{cursor}")
        yield from page["people"]
        if page["next"] is None:
            return
        cursor = f"&cursor={page['next']}"


def _check_password(password: str, context: Sequence[str]) -> None:
    """Refuse what the page would refuse: the server cannot, for it never sees the password."""
    rules = PasswordRules((files("tempory.people") / "common_passwords.bin").read_bytes())
    flaw = rules.flaw(password, [*context, "tempory"])
    if flaw is not None:
        raise Failure(_FLAWS[flaw], hint="Four or five words that have nothing to do with you do well.")


def _find(account: Account, address: str) -> str:
    wanted = address.strip().casefold()
    for person in _everybody(account):
        if wanted in {each.casefold() for each in person["addresses"]}:
            return str(person["id"])
    message = f"No member has the address {address}."
    raise Failure(message, status=ExitStatus.REFUSED)


def _show_link(choices: Choices, answer: dict[str, Any]) -> None:
    if choices.as_json:
        print_json({"link": answer["link"], "page": answer["page"]})
    else:
        click.echo(f"Page    {answer['page']}\nLink    {answer['link']}\n\nIt works once, for three days.")
