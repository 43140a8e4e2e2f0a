from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from secrets import token_bytes

import pytest

from tempory.accesslog import Access, AccessLog, Checkpointer, Subject, Verb, Way, by_holder
from tempory.storage.sqlite import Storage, open_storage
from tempory.translog import Signer
from tempory.values import Secret
from tests.making import HandClock, draw_mailbox_id

ORIGIN = "log.tempory.test/accesses"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hall:
    """An access log over a real store."""

    folder: Path
    storage: Storage
    clock: HandClock
    log: AccessLog
    checkpointer: Checkpointer
    signer: Signer

    async def settle(self) -> Subject:
        """Return somebody with a mailbox."""
        mailbox = draw_mailbox_id()
        await self.storage.keys.keep(mailbox, Secret(token_bytes(32)))
        return Subject(mailbox.octets)

    async def read(self, holder: Subject, times: int = 1) -> list[int]:
        return [await self.log.record(reading(holder)) for _ in range(times)]


def reading(holder: Subject, *, peer: str = "192.0.2.77") -> Access:
    return by_holder(holder.octets, Verb.READ, Way.IMAP, peer=peer)


def changing(holder: Subject) -> Access:
    """Return an access whose record waits for the disk, in one commit with others."""
    return by_holder(holder.octets, Verb.CHANGE, Way.IMAP)


def make_hall(folder: Path, storage: Storage, clock: HandClock) -> Hall:
    log = AccessLog(store=storage.mail.log, keys=storage.keys.subjects, clock=clock, random=token_bytes)
    signer = Signer(ORIGIN, Secret(b"k" * 32))
    return Hall(
        folder=folder,
        storage=storage,
        clock=clock,
        log=log,
        checkpointer=Checkpointer(log, signer=signer, clock=clock),
        signer=signer,
    )


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[Hall]:
    storage = open_storage(tmp_path / "data")
    yield make_hall(tmp_path / "data", storage, HandClock())
    storage.close()
