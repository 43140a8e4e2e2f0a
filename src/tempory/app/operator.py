"""The operator's own mailbox: what postmaster and abuse of every domain reach, from the first start.

Its secret exists in one place only, a file that its owner alone can read, until the operator claims it
(`tempory operator claim`): then it is shown once and the file is removed.
"""

from pathlib import Path

from tempory.accesslog import Access, Machine, Verb, Way, on_mailbox
from tempory.app.private_files import write_privately
from tempory.mailboxes import Workshop
from tempory.mailboxes.making import make_operators, prepare_open_creation
from tempory.sealing import SecretKind, draw_secret

LINK_FILE = "operator.link"


async def ensure_operator(workshop: Workshop, folder: Path) -> Path | None:
    """Make the mailbox at the first start. Returns the file with its secret while it has not been claimed."""
    token = draw_secret(workshop.random)
    draft = folder / f"{LINK_FILE}.draft"
    write_privately(draft, f"{SecretKind.TOKEN.encode(token)}\n".encode("ascii"))
    # The secret is on disk before the mailbox is: one whose secret is lost could never be read.
    creation = prepare_open_creation(token, workshop.random)
    if await make_operators(workshop, creation):
        made = on_mailbox(creation.id.octets)
        await workshop.log.record(Access(who=Machine.OPERATOR, verb=Verb.CREATE_MAILBOX, on=made, way=Way.INSIDE))
        draft.replace(folder / LINK_FILE)
    else:
        draft.unlink()
    return unclaimed(folder)


def unclaimed(folder: Path) -> Path | None:
    """Return the file with the operator's secret, None once it has been claimed."""
    link = folder / LINK_FILE
    return link if link.exists() else None
