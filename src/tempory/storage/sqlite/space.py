"""A floor under the disk's free space: below it nothing new is taken, so that forgetting still has room to write.

Fails open if the file system does not tell: SQLite itself refuses when the disk is full, and nothing acknowledged is
lost.
"""

import shutil
import time
from pathlib import Path

from tempory.delivery import StorageUnavailable

FLOOR_OCTETS = 256 * 1024 * 1024
LOOK_SECONDS = 1.0


class Space:
    """The file system of the data folder, looked at once a second at most."""

    def __init__(self, folder: Path, *, floor: int = FLOOR_OCTETS) -> None:
        self._folder = folder
        self._floor = floor
        self._looked_at = float("-inf")
        self._is_low = False

    def check(self) -> None:
        """Raise `StorageUnavailable` if less than the floor is free."""
        now = time.monotonic()
        if now - self._looked_at >= LOOK_SECONDS:
            self._looked_at = now
            self._is_low = self._free() < self._floor
        if self._is_low:
            message = "the disk is nearly full"
            raise StorageUnavailable(message)

    def _free(self) -> int:
        try:
            return shutil.disk_usage(self._folder).free
        except OSError:
            return self._floor
