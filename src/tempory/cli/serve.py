"""`tempory serve`."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from tempory.app import Ready
    from tempory.config import Configuration

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@click.option("--config", "file", type=_FILE, help="Configuration file, TOML. Without one, the defaults are in force.")
@click.option(
    "--data", type=click.Path(file_okay=False, path_type=Path), help="Data folder. Goes before storage.folder."
)
@click.option(
    "--ports",
    type=click.Choice(["configured", "auto"]),
    default="configured",
    show_default=True,
    help="Listen where the configuration says, or wherever a port is free.",
)
@click.option(
    "--ready-file",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Write FILE, JSON, once every listener accepts: where each one is, and which certificate to trust.",
)
def serve(file: Path | None, data: Path | None, ports: str, ready_file: Path | None) -> None:
    """Run the service until it is told to stop.

    SIGTERM lets what has begun finish, and ends. SIGHUP reads certificates and settings again.
    """
    # The whole service: 0.6 s that no other command pays.
    from tempory.app import serve as run
    from tempory.logs import set_up_logs

    def configure() -> "Configuration":
        return configuration_of(file, data=data, is_anywhere=ports == "auto")

    configuration = configure()
    set_up_logs(configuration.log.format, configuration.log.level)

    def announce(ready: "Ready") -> None:
        if ready_file is not None:
            ready.write(ready_file)
        for line in welcome(ready, configuration.storage.folder):
            click.echo(line)

    run(configuration, configure=configure, announce=announce)


def configuration_of(file: Path | None, *, data: Path | None, is_anywhere: bool) -> "Configuration":
    """Return the configuration in `file`, or the defaults, with what the command line says put over it."""
    from tempory.config import Configuration, load

    configuration = Configuration() if file is None else load(file)
    if data is not None:
        configuration = replace(configuration, storage=replace(configuration.storage, folder=data))
    if is_anywhere:
        configuration = replace(
            configuration,
            smtp=replace(configuration.smtp, port=0),
            submission=replace(configuration.submission, port=0),
            submissions=replace(configuration.submissions, port=0),
            imap=replace(configuration.imap, port=0),
            imaps=replace(configuration.imaps, port=0),
            pop3=replace(configuration.pop3, port=0),
            pop3s=replace(configuration.pop3s, port=0),
            https=replace(configuration.https, port=0),
            health=replace(configuration.health, port=0),
        )
    return configuration


def welcome(ready: "Ready", data: Path) -> list[str]:
    """Return what a person who has just started the service wants to know, first message included."""
    from tempory.cli.terminal import program

    tempory = program()
    smtp, address = ready.listeners["smtp"], f"hello@{ready.domains[0]}"
    trust = "" if ready.ca is None else f" --ca {ready.ca}"
    curl_trust = "" if ready.ca is None else f" --cacert {ready.ca}"
    host = f"[{smtp.host}]" if ":" in smtp.host else smtp.host
    send = f"curl --ssl-reqd{curl_trust} smtp://{host}:{smtp.port} --mail-from you@example.org --mail-rcpt {address}"
    lines = [
        "",
        f"  Tempory is ready:  {ready.https}/",
        "",
        "  A first message, once the address exists (choose the name “hello” in the page, or run the first line):",
        f"    {tempory} --server {ready.https}{trust} mailbox create --address {address} --remember",
        "    printf 'From: you@example.org\\r\\nSubject: Hello\\r\\n\\r\\nYour code is 481516.\\r\\n' | \\",
        f"      {send} -T -",
        f"    {tempory} mailbox read {address} latest",
        "",
    ]
    readers = [f"{name} {at.host}:{at.port}" for name, at in ready.listeners.items() if name in {"imaps", "pop3s"}]
    if readers:
        lines += [f"  Mail programs, with address and secret:  {', '.join(readers)}", ""]
    if ready.operator_link is not None:
        lines += [f"  Mail for postmaster and abuse waits for you:  {tempory} operator claim --data {data}", ""]
    return lines
