"""A long access log, made as the service makes it but faster, and the time that going over it takes."""

import asyncio
import secrets
import time
from pathlib import Path

from tempory.accesslog import AccessLog, Checkpointer, Verb, Way, by_holder
from tempory.accesslog.verification import Verdict, verify_log
from tempory.storage.sqlite import open_storage
from tempory.storage.sqlite.logreading import open_log
from tempory.translog import Signer, VerifierKey
from tempory.values import Instant, MailboxId, Secret

MAILBOXES = 1000
BATCH = 10_000


class _Clock:
    def now(self) -> Instant:
        return Instant(time.time_ns() // 1_000_000)


def make_log(folder: Path, records: int) -> VerifierKey:
    """Make a log of `records` under a checkpoint for each batch; return its key."""
    return asyncio.run(_make(folder, records))


async def _make(folder: Path, records: int) -> VerifierKey:
    storage = open_storage(folder)
    log = AccessLog(store=storage.mail.log, keys=storage.keys.subjects, clock=_Clock(), random=secrets.token_bytes)
    checkpointer = Checkpointer(log, signer=Signer("bench.test/log", Secret(secrets.token_bytes(32))), clock=_Clock())
    await checkpointer.open()
    mailboxes = [secrets.token_bytes(16) for _ in range(MAILBOXES)]
    for mailbox in mailboxes:
        await storage.keys.keep(MailboxId(mailbox), Secret(secrets.token_bytes(32)))
    while (size := await log.store.size()) < records:
        accesses = [
            by_holder(mailboxes[number % MAILBOXES], Verb.READ, Way.IMAP, peer="192.0.2.1")
            for number in range(min(BATCH, records - size))
        ]
        batch = [await log.prepare(access) for access in accesses]
        await log.store.append(batch)
        await checkpointer.checkpoint()
    storage.close()
    return checkpointer.key


def time_verification(folder: Path, key: VerifierKey) -> tuple[float, Verdict]:
    """Go over the log once; return the seconds, and what was found."""
    start = time.perf_counter()
    with open_log(folder) as log:
        verdict = verify_log(log.material(), [key])
    return time.perf_counter() - start, verdict
