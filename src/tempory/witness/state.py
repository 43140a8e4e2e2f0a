"""What a witness has cosigned last for each log, in a file that is on disk before a cosignature leaves.

The check and the change are one step: nothing comes between (C2SP tlog-witness asks for it).
"""

import fcntl
import os
import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import msgspec

from tempory.translog import (
    HASH_OCTETS,
    Seen,
    Signature,
    Signer,
    VerifierKey,
    WitnessRequest,
    admit_checkpoint,
)
from tempory.values import ConfigurationError

_PRIVATE = 0o600


class _Entry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    size: int
    root: bytes


_decoder = msgspec.json.Decoder(dict[str, _Entry])


class WitnessState:
    """One witness's memory. `time` gives seconds since the epoch. One process at a time may hold the file."""

    def __init__(self, path: Path, *, signer: Signer, logs: Sequence[VerifierKey], time: Callable[[], float]) -> None:
        self._path = path
        self._signer = signer
        self._logs: dict[str, list[VerifierKey]] = {}
        for key in logs:
            self._logs.setdefault(key.name, []).append(key)
        self._time = time
        self._turn = threading.Lock()
        self._guard = _hold(path.with_name(f"{path.name}.lock"))
        self._seen = _read(path)

    @property
    def key(self) -> VerifierKey:
        """The witness's public key."""
        return self._signer.key

    @property
    def seen(self) -> Mapping[str, Seen]:
        """What was cosigned last, by origin."""
        return self._seen

    def cosign(self, request: WitnessRequest) -> Signature:
        """Cosign a checkpoint that continues the last one. Raises `WitnessRefusal`, or OSError if the disk refuses."""
        with self._turn:
            checkpoint, note = admit_checkpoint(request, self._logs, self._seen)
            seen = {**self._seen, checkpoint.origin: Seen(size=checkpoint.size, root=checkpoint.root)}
            _write(self._path, seen)
            self._seen = seen
            return self._signer.sign(note.text, time=int(self._time()))

    def close(self) -> None:
        """Let another process have the file."""
        os.close(self._guard)


def _hold(path: Path) -> int:
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, _PRIVATE)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        os.close(descriptor)
        message = f"Another witness uses {path}; two would each cosign what the other did not see."
        raise ConfigurationError(message) from error
    return descriptor


def _read(path: Path) -> dict[str, Seen]:
    """Read the file. One that cannot be read is no reason to begin anew: that would cosign a rewritten log."""
    if not path.exists():
        return {}
    try:
        entries = _decoder.decode(path.read_bytes())
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        message = f"{path} is not a witness's memory: {error}"
        raise ConfigurationError(message) from error
    if any(entry.size < 0 or len(entry.root) != HASH_OCTETS for entry in entries.values()):
        message = f"{path} is not a witness's memory."
        raise ConfigurationError(message)
    return {origin: Seen(size=entry.size, root=entry.root) for origin, entry in entries.items()}


def _write(path: Path, seen: Mapping[str, Seen]) -> None:
    octets = msgspec.json.encode({origin: _Entry(each.size, each.root) for origin, each in seen.items()})
    draft = path.with_name(f"{path.name}.draft")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, _PRIVATE)
    with os.fdopen(descriptor, "wb") as file:
        file.write(octets)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
