"""docs/permissions.md: who may do what, written from the routes, the commands and the roles. `make docs` writes it."""

from collections.abc import Iterable, Mapping

from tempory.api.operations import Access, Operation
from tempory.people import PERMISSIONS, Permission, Role

_ABOVE = """\
# Who may do what

<!-- written by `make docs`; change src/tempory/people/permissions.py and the tables of src/tempory/api instead -->

A role is a set of permissions. Every route and every command names the permission it asks for, or says whom it is for
besides; nothing else is reachable. No permission reads mail: a mailbox is opened by its holder's secrets alone. An
administrative role is in force only for who has a second factor, and only in a session that showed it.
`tests/wire/test_members.py` walks every route as every role, and as nobody, on a running server.
"""
_WORDS = {
    Access.ANYONE: "anybody",
    Access.NEW_HOLDER: "who brings a new secret",
    Access.HOLDER: "the mailbox's holder: by its secret, or signed in",
    Access.HOLDERS: "the mailboxes' holders",
    Access.OPEN: "the mailbox's holder, by the whole secret or an app password",
}


def as_markdown(operations: Iterable[Operation], commands: Mapping[str, Permission | None]) -> str:
    """Return the page. `commands`: those of `tempory member`, with what each asks for."""
    parts = [
        _ABOVE,
        "## Roles\n",
        _roles(),
        "\n## Routes\n",
        _routes(operations),
        "\n## Commands\n",
        _commands(commands),
    ]
    return "\n".join(parts)


def _roles() -> str:
    head = "| permission | " + " | ".join(role.value for role in Role) + " |\n|---|" + "---|" * len(Role)
    rows = [
        f"| {permission.value} | " + " | ".join("yes" * (permission in PERMISSIONS[role]) for role in Role) + " |"
        for permission in Permission
    ]
    return "\n".join([head, *rows])


def _routes(operations: Iterable[Operation]) -> str:
    rows = ["| route | needs | fresh proof |", "|---|---|---|"]
    for operation in operations:
        if operation.is_page:
            continue
        needs = operation.access.value if isinstance(operation.access, Permission) else _WORDS[operation.access]
        rows.append(f"| `{operation.method} {operation.path}` | {needs} | {'yes' if operation.step_up else ''} |")
    rows.append("\nThe page's files, `/security`, `/problems` and what robots read are for anybody.")
    return "\n".join(rows)


def _commands(commands: Mapping[str, Permission | None]) -> str:
    rows = ["| command | needs |", "|---|---|"]
    for name, permission in commands.items():
        rows.append(f"| `tempory member {name}` | {'a one-time link' if permission is None else permission.value} |")
    rows += (
        f"| `tempory escrow fetch` | {Permission.BREAK_GLASS_ASK.value}, and an approved request of one's own |",
        "| `tempory escrow key`, `tempory escrow open` | the file of the escrow key |",
        "| `tempory admin init`, `tempory serve`, `tempory operator claim` | write access to the data folder |",
        "| `tempory mailbox …` | the mailbox's secret |",
        "| `tempory audit`, `tempory config`, `tempory completion` | anybody; for `--data`, read access to it |",
    )
    return "\n".join(rows) + "\n"
