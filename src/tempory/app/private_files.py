"""Files that their owner alone can read, written in one step: whole on the disk before they have their name."""

import os
from pathlib import Path

_PRIVATE = 0o600


def write_privately(path: Path, octets: bytes) -> None:
    """Write `octets` to `path`, in place of what was there."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, _PRIVATE)
    with os.fdopen(descriptor, "wb") as file:
        file.write(octets)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
