"""The group that holds every command.

Exit status: 0 done; 1 it failed, or a clause is not kept; 2 the command was not understood; 3 the server could not be
reached; 4 the server refused. docs/command-line.md tells users.
"""

import click

from tempory import __version__
from tempory.cli.lazy import Lazy, LazyGroup
from tempory.cli.options import json_option, server_options

COMMANDS = {
    "serve": Lazy("tempory.cli.serve:serve", "Run the service."),
    "mailbox": Lazy("tempory.cli.mailbox:mailbox", "Make, read, watch and forget private addresses."),
    "audit": Lazy("tempory.cli.audit:audit", "Probe the running service: is each promise kept?"),
    "log": Lazy("tempory.cli.log:log", "Verify the access log, prove what is in it, check a receipt."),
    "dmarc": Lazy("tempory.cli.dmarc:dmarc", "See and write the DMARC reports to other domains."),
    "witness": Lazy("tempory.cli.log.witnessing:witness", "Witness the access logs of other machines."),
    "admin": Lazy("tempory.cli.admin:admin", "Make the first owner of the service."),
    "member": Lazy("tempory.cli.member:member", "Enrol, and look after members and their roles."),
    "escrow": Lazy("tempory.cli.escrow:escrow", "Make the organisation's escrow key, and open a mailbox with it."),
    "operator": Lazy("tempory.cli.operator:operator", "Claim the mailbox that postmaster and abuse reach."),
    "config": Lazy("tempory.cli.config:config", "Check a configuration before it is used."),
    "completion": Lazy("tempory.cli.completion:completion", "Print the completion script for a shell."),
}


@click.group(cls=LazyGroup, lazy=COMMANDS, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="tempory")
@server_options
@json_option
def root() -> None:
    """Private addresses that are sealed on arrival and forgotten on time.

    Start with `tempory serve`, then `tempory mailbox create`. The options below may also follow the command's name.
    """
