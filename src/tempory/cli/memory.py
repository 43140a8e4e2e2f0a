"""The mailboxes that a user asked to have remembered: a small file of their own, readable by nobody else.

It holds secrets, as ~/.ssh does, so it is written only when asked (`mailbox create --remember`), with mode 0600 in a
folder of mode 0700, and is not believed when others could have read or written it. What has expired is dropped at each
writing; `mailbox forget` drops what it forgets.
"""

import fcntl
import os
import stat
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import final

import click
import msgspec

from tempory.cli.failures import Failure

_MAX_OCTETS = 1024 * 1024


class Known(msgspec.Struct, frozen=True, kw_only=True):
    """A remembered mailbox. `ca` is a path; `expires_at` in milliseconds since the Unix epoch."""

    address: str
    secret: str
    server: str
    ca: str | None = None
    expires_at: int | None = None

    def __repr__(self) -> str:
        return f"Known({self.address!r})"


@final
class Memory:
    """The file `mailboxes.json` in `folder`, by default the user's folder for settings."""

    def __init__(self, folder: Path | None = None, *, now: Callable[[], float] = time.time) -> None:
        self._folder = Path(click.get_app_dir("tempory")) if folder is None else folder
        self._now = now
        self.path = self._folder / "mailboxes.json"

    def find(self, address: str) -> Known | None:
        """Return what is remembered of the mailbox with this canonical address."""
        return next((known for known in self.read() if known.address == address), None)

    def read(self) -> list[Known]:
        """Return what is remembered; raise `Failure` if others could read or write it."""
        try:
            descriptor = os.open(self.path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
        except FileNotFoundError:
            return []
        except OSError as error:
            raise self._unusable() from error
        with os.fdopen(descriptor, "rb") as file:
            status = os.fstat(descriptor)
            if not stat.S_ISREG(status.st_mode) or status.st_mode & 0o077 or status.st_uid != os.geteuid():
                message = f"{self.path} holds secrets and others can get at it, so it is not used."
                raise Failure(message, hint=f"If it is yours: chmod 600 {self.path}")
            content = file.read(_MAX_OCTETS + 1)
        try:
            return msgspec.json.decode(content, type=list[Known]) if content else []
        except (ValueError, RecursionError) as error:
            raise self._unusable() from error

    def remember(self, known: Known) -> None:
        """Add a mailbox, or replace what is remembered of it."""
        with self._locked():
            others = [other for other in self.read() if other.address != known.address]
            self._write([*others, known])

    def drop(self, address: str) -> None:
        """Remove a mailbox; nothing happens if it is not there."""
        if any(known.address == address for known in self.read()):
            with self._locked():
                self._write([known for known in self.read() if known.address != address])

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """Keep another `tempory` from writing meanwhile: a secret that is lost is a mailbox that is lost."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with (self._folder / "mailboxes.lock").open("wb") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _write(self, mailboxes: list[Known]) -> None:
        now = self._now() * 1000
        alive = [known for known in mailboxes if known.expires_at is None or known.expires_at > now]
        # Made with mode 0600, and put in place whole.
        descriptor, name = tempfile.mkstemp(prefix=".mailboxes-", dir=self._folder)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(msgspec.json.format(msgspec.json.encode(alive)))
                file.flush()
                os.fsync(file.fileno())
            Path(name).replace(self.path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise

    def _unusable(self) -> Failure:
        return Failure(f"{self.path} cannot be read.", hint="Move it away, and give the secret with --secret.")
