"""`tempory log`: is the access log the one that was signed? Prove it, check a proof, hand it on.

Works on a data folder or a copy of one, without a running service; `check` needs a receipt alone. docs/access-log.md
says how to do the same with other tools. Enter at `log`.
"""

import click

from tempory.cli.lazy import Lazy, LazyGroup

COMMANDS = {
    "verify": Lazy("tempory.cli.log.verifying:verify", "Go over every record: was one changed, removed or moved?"),
    "consistency": Lazy(
        "tempory.cli.log.proving:consistency", "Prove that the log continues a checkpoint kept elsewhere."
    ),
    "prove": Lazy("tempory.cli.log.proving:prove", "Write the proof that a record is in the log."),
    "check": Lazy("tempory.cli.log.checking:check", "Check a receipt or a proof, with nothing else."),
    "export": Lazy("tempory.cli.log.exporting:export", "Write the log as tiles that other tools read."),
    "witness": Lazy("tempory.cli.log.witnessing:ask", "Have the newest checkpoint cosigned by a witness, now."),
}


@click.group(cls=LazyGroup, lazy=COMMANDS)
def log() -> None:
    """Verify the access log, prove what is in it, check a receipt."""
