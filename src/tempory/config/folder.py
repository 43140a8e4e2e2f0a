"""The data folder: ours alone before anything is written into it."""

import os
import stat
from pathlib import Path

from tempory.values import ConfigurationError

PRIVATE = stat.S_IRWXU


def prepare_folder(folder: Path, *, owner: tuple[int, int] | None = None) -> None:
    """Make the data folder, or close an existing one to other users. `owner` (uid, gid) gets it while it is empty.

    A folder that everybody may write to is left as it is, for `tempory.config.safety` to refuse: what is in it may not
    be ours.
    """
    try:
        folder.mkdir(mode=PRIVATE, parents=True, exist_ok=True)
        found = folder.stat()
        if not found.st_mode & stat.S_IWOTH and found.st_uid == os.geteuid():
            folder.chmod(PRIVATE)
        if owner is not None and not any(folder.iterdir()):
            os.chown(folder, *owner)
    except OSError as error:
        message = f"The data folder {folder} cannot be used: {error.strerror}"
        raise ConfigurationError(message) from error
