"""The access log's part in the service: its signing key, its checkpoints, and what is dropped from it in time."""

import asyncio
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import structlog

from tempory.accesslog import AccessLog, Checkpointer, Retention, from_tiles
from tempory.app.private_files import write_privately
from tempory.config import Configuration
from tempory.sealing import draw_secret
from tempory.storage.sqlite import Storage
from tempory.translog import Checkpoint, Note, Proof, Signature, Signer, prove_consistency
from tempory.values import Clock, ConfigurationError, IntegrityError, InvalidValueError
from tempory.witness import WitnessClient, ask_all, parse_witness

logger = structlog.get_logger(__name__)

KEY_FILE = "log.key"
PUBLIC_FILE = "log.pub"


@dataclass(slots=True, kw_only=True)
class LogKeeping:
    """What keeps the log. Made by `open_log`; `start` and `stop` with the service."""

    log: AccessLog
    checkpointer: Checkpointer
    retention: Retention
    _tasks: list[asyncio.Task[None]] = field(default_factory=list)

    def start(self) -> None:
        """Sign, beat and drop from now on."""
        self._tasks = [
            asyncio.create_task(self.checkpointer.run(troubled=_report), name="checkpointer"),
            asyncio.create_task(self.checkpointer.run_witness(), name="log-witness"),
            asyncio.create_task(self.retention.run(), name="log-retention"),
        ]

    async def stop(self) -> None:
        """Sign what is there for the last time."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        try:
            await self.checkpointer.close()
        except Exception as error:  # noqa: BLE001 (the end goes on; what is unsigned is signed at the next start)
            logger.warning("log.not_signed", error=type(error).__name__)


async def open_log(storage: Storage, configuration: Configuration, *, clock: Clock) -> LogKeeping:
    """Open the log over an open store. `ConfigurationError` if it is not the one that was signed: then nothing starts.

    Its name is made of ours at the first start, and stays what it was.
    """
    folder, days = configuration.storage.folder, configuration.access_log.retention_days
    signer = ensure_signer(folder, f"{configuration.hostname}/access-log")
    witnesses = [parse_witness(text) for text in configuration.access_log.witnesses]
    log = AccessLog(store=storage.mail.log, keys=storage.keys.subjects, clock=clock, random=secrets.token_bytes)
    clients = [WitnessClient(witness, prove=partial(_prove, storage)) for witness in witnesses]
    checkpointer = Checkpointer(log, signer=signer, clock=clock, cosign=partial(_ask, clients))
    try:
        await checkpointer.open()
    except IntegrityError as error:
        message = f"{error}. See what was changed: tempory log verify --data {folder}"
        raise ConfigurationError(message) from error
    return LogKeeping(log=log, checkpointer=checkpointer, retention=Retention(log, clock=clock, days=days))


def _report(trouble: Exception) -> None:
    logger.error("log.not_signed", reason=str(trouble) or type(trouble).__name__)


async def _prove(storage: Storage, old: int, new: int) -> Proof:
    return await from_tiles(storage.mail.log, partial(prove_consistency, old, new))


async def _ask(clients: Sequence[WitnessClient], checkpoint: Checkpoint, note: Note) -> Sequence[Signature]:
    cosignatures = await ask_all(clients, checkpoint, note)
    for client in clients:
        if client.trouble:
            logger.warning("log.witness_silent", witness=client.witness.key.name, trouble=client.trouble)
    return cosignatures


def ensure_signer(folder: Path, name: str) -> Signer:
    """Return the log's signer; its key is made at the first start, in a file that its owner alone can read."""
    path = folder / KEY_FILE
    if not path.exists():
        signer = Signer(name, draw_secret(secrets.token_bytes))
        write_privately(path, signer.encode().reveal() + b"\n")
    try:
        signer = Signer.parse(path.read_text("utf-8").strip())
    except (InvalidValueError, UnicodeDecodeError) as error:
        message = f"{path} is not the access log's key: {error}"
        raise ConfigurationError(message) from error
    if not (folder / PUBLIC_FILE).exists():
        write_privately(folder / PUBLIC_FILE, str(signer.key).encode() + b"\n")
    return signer
