"""`tempory admin init`: how the first owner comes to be, and one more if all are lost.

Whoever may write to the data folder asks by a file there; the running service makes the member and answers by a file
that its owner alone can read, with a one-time link in it. So everything goes through the one writer and the access log,
and at no time is there a password that anybody could know.
"""

import contextlib
from pathlib import Path
from typing import Final

import msgspec
import structlog

from tempory.app.private_files import write_privately
from tempory.people import Actor, People, Permission, Role
from tempory.sealing import SecretKind
from tempory.values import TemporyError

log = structlog.get_logger(__name__)

REQUEST_FILE: Final = "admin.request"
ANSWER_FILE: Final = "admin.answer"
_MAX_OCTETS: Final = 4096
_ANSWER_SECONDS: Final = 60
_ALL: Final = frozenset(Permission)


class OwnerRequest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is asked for."""

    name: str
    address: str
    language: str = "en"


class OwnerAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """`link` and `page`, or why not."""

    link: str = ""
    page: str = ""
    problem: str = ""


async def answer_requests(people: People, folder: Path) -> None:
    """Make the owner who was asked for, if one was. Called at every round."""
    _remove_forgotten(folder / ANSWER_FILE, people)
    file = folder / REQUEST_FILE
    try:
        octets = file.read_bytes()[: _MAX_OCTETS + 1]
        file.unlink()
    except FileNotFoundError:
        return
    write_privately(folder / ANSWER_FILE, msgspec.json.encode(await _answer(people, octets)))


def _remove_forgotten(file: Path, people: People) -> None:
    """Remove a link that nobody came for: whoever asked was interrupted, and asks again."""
    with contextlib.suppress(FileNotFoundError):
        if people.office.now() / 1000 - file.stat().st_mtime > _ANSWER_SECONDS:
            file.unlink()


async def _answer(people: People, octets: bytes) -> OwnerAnswer:
    try:
        wish = msgspec.json.decode(octets, type=OwnerRequest)
        _, link = await people.directory.invite(
            Actor(),
            _ALL,
            name=wish.name,
            addresses=[wish.address],
            language="fr" if wish.language == "fr" else "en",
            roles=frozenset({Role.OWNER}),
        )
    except (msgspec.DecodeError, msgspec.ValidationError):
        return OwnerAnswer(problem="The request cannot be read.")
    except TemporyError as error:
        return OwnerAnswer(problem=getattr(error, "public_reason", "It could not be done just now."))
    log.warning("admin.owner_invited")
    text = SecretKind.ENROLMENT.encode(link)
    return OwnerAnswer(link=text, page=f"{people.office.site().origin}/account#{text}")
