"""The `tempory` command: the service's own terminal face.

Each command is a module here, imported only when it is called, so that `tempory --help` answers at once. Commands
talk to a running server through `tempory.client`, or hand over to `tempory.app`; no rule of the service is decided
here. What mail says reaches the terminal through `tempory.cli.terminal` alone, which lets no control character pass.

Enter at `tempory.cli.root`. To add a command, write its module and name it in `root.COMMANDS`.
"""


def main() -> None:
    """Run the command line. The console script's entry point."""
    from tempory.cli.root import root

    root.main(prog_name="tempory")
