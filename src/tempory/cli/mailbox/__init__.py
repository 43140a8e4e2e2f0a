"""`tempory mailbox`: what a holder does with an address, in a terminal. A module for each command or two."""

import click

from tempory.cli.lazy import Lazy, LazyGroup

COMMANDS = {
    "create": Lazy("tempory.cli.mailbox.create:create", "Make a private address."),
    "list": Lazy("tempory.cli.mailbox.listing:list_messages", "List its messages, newest first."),
    "read": Lazy("tempory.cli.mailbox.reading:read", "Read a message."),
    "wait": Lazy("tempory.cli.mailbox.waiting:wait", "Wait for a message, and print it."),
    "watch": Lazy("tempory.cli.mailbox.watching:watch", "Watch messages arrive."),
    "show": Lazy("tempory.cli.mailbox.lifetime:show", "Show how long it lives and what it holds."),
    "extend": Lazy("tempory.cli.mailbox.lifetime:extend", "Let it live longer, or shorter."),
    "delete": Lazy("tempory.cli.mailbox.reading:delete", "Delete a message."),
    "forget": Lazy("tempory.cli.mailbox.lifetime:forget", "Destroy its key and all it holds, for good."),
}


@click.group(cls=LazyGroup, lazy=COMMANDS)
def mailbox() -> None:
    """Make, read, watch and forget private addresses.

    Messages are opened here: the server is never shown what opens them.
    """
