"""Writes the parts of docs/ that the code knows best. `make docs` runs it; a test compares."""

from collections.abc import Sequence
from pathlib import Path

from tempory.api import ServiceDescription, make_app, permission_table
from tempory.api.operations import Operation
from tempory.cli.member import COMMANDS
from tempory.config.showing import as_markdown
from tempory.events import EventStream
from tempory.mailboxes import Mailboxes
from tempory.people import People
from tempory.values import Instant
from tempory.watch import Watch

MARK = "<!-- written by `make docs`; change src/tempory/config/sections.py instead -->"
DOCS = Path(__file__).resolve().parent.parent / "docs"
PAGE = DOCS / "configuration.md"
PERMISSIONS = DOCS / "permissions.md"


class StoppedClock:
    """The table of operations depends on no time."""

    def now(self) -> Instant:
        return Instant(0)


def operations() -> Sequence[Operation]:
    """Return the table of operations, over parts that are never asked."""
    face = make_app(
        mailboxes=Mailboxes.__new__(Mailboxes),
        people=People.__new__(People),
        watch=Watch.__new__(Watch),
        events=EventStream(),
        describe=ServiceDescription.__call__,
        assess=list,
        clock=StoppedClock(),
    )
    face.close()
    return face.operations


def write_permissions() -> str:
    """Return docs/permissions.md."""
    return permission_table.as_markdown(operations(), COMMANDS)


def main() -> None:
    """Replace everything below the mark, and the page of permissions."""
    above, mark, _ = PAGE.read_text(encoding="utf-8").partition(MARK)
    if not mark:
        message = f"{PAGE} has no line {MARK!r}"
        raise SystemExit(message)
    PAGE.write_text(f"{above}{MARK}\n\n{as_markdown()}", encoding="utf-8")
    PERMISSIONS.write_text(write_permissions(), encoding="utf-8")


if __name__ == "__main__":
    main()
