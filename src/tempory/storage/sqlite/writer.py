"""The one writer of a database, and group commit.

Whatever arrives while a commit is under way waits and shares the next one: one transaction and one fsync for all of
it. Each piece of work runs under its own savepoint, so that one that fails takes nothing of the others with it. Work
that can wait (forgetting, giving space back) has a lane of its own and runs in small pieces when the first lane is
empty, or at the latest after every eighth commit.

The commit, which waits for the disk, has a thread of its own, and so has the work, unless it is quick. Quick work (a
message of ordinary size) runs on the event loop, some 50 µs of it: were it in the other thread, the two would pass the
interpreter's lock to and fro at every statement, and that costs a message more than all its statements.

What need not wait for the disk (`soon`) is committed on the event loop if nothing else is under way: it is in the
write-ahead log, which outlives this process, and is synced by the next commit that waits, or within a second.

The write-ahead log is copied into the file by another thread, which blocks nobody; the writer only copies what came
meanwhile, so that the log starts anew.
"""

import asyncio
import os
import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, TypeVar

import apsw

from tempory.delivery import StorageUnavailable

Result = TypeVar("Result")
Work = Callable[[apsw.Connection], Result]

MAX_BATCH = 256
BACKGROUND_EVERY = 8
BUSY_MILLISECONDS = 5_000
SYNCED_WITHIN_SECONDS = 1.0
"""How long what was `soon` may wait for the disk."""
# The log may grow by so many pages before it is copied into the file.
LOG_PAGES = 4_000


@dataclass(slots=True)
class _Order:
    """`work` None: copy the whole log into the file and truncate it."""

    work: Work[Any] | None
    future: asyncio.Future[Any]
    loop: asyncio.AbstractEventLoop
    quick: bool
    soon: bool = False
    changes_mailboxes: bool = True
    outcome: Any = None
    error: BaseException | None = None

    def resolve(self) -> None:
        if self.future.cancelled():
            return
        if self.error is not None:
            self.future.set_exception(self.error)
        else:
            self.future.set_result(self.outcome)


class Writer:
    """Runs work on `connection`, one transaction at a time. `copying` is a second connection, to copy the log alone.

    `after_commit` runs on the writing thread before anyone is told of the commit; what it raises fails the commit.
    """

    def __init__(
        self,
        connection: apsw.Connection,
        *,
        name: str,
        copying: apsw.Connection | None = None,
        after_commit: Callable[[apsw.Connection], None] | None = None,
    ) -> None:
        self._connection = connection
        self._after_commit = after_commit
        self.on_change: Callable[[], None] = lambda: None
        """Called on the event loop around work that `changes_mailboxes`: before it begins, before anyone is told."""
        self._urgent: deque[_Order] = deque()
        self._background: deque[_Order] = deque()
        # Whoever has the turn has the connection: the event loop first, then the thread that waits for the disk.
        self._turn = threading.Condition()
        self._turn_is_taken = False
        self._turns = 0
        self._closing = False
        self._waits_for_disk = True  # `PRAGMA synchronous` as it stands: FULL, or NORMAL
        self._unsynced = False
        self._sync_is_due = False
        self._log = _Log(connection, copying, name)
        self._thread = ThreadPoolExecutor(1, thread_name_prefix=f"writer-{name}")

    async def run(
        self,
        work: Work[Result],
        *,
        background: bool = False,
        quick: bool = False,
        soon: bool = False,
        changes_mailboxes: bool = True,
    ) -> Result:
        """Run `work` in the next transaction and return its result once that is on disk.

        `quick` says that it takes no longer than is felt on the event loop, `soon` that it is enough if the transaction
        is committed and on disk within `SYNCED_WITHIN_SECONDS`, `changes_mailboxes` False that no mailbox,
        address or folder is made, changed or removed by it. An error that `work` raises undoes this
        work alone and is raised here. Raises `StorageUnavailable` if the disk refuses. Once handed over, the work is
        done whether or not the caller still waits.
        """
        lane = self._background if background else self._urgent
        result: Result = await self._hand_over(work, lane, quick=quick, soon=soon, changes_mailboxes=changes_mailboxes)
        return result

    async def truncate_log(self) -> None:
        """Copy the log into the file and give its space back, when there is nothing more urgent."""
        # Nearly all of it beside the writer, which would otherwise stand still for as long as the disk takes.
        if not self._closing and (copied := self._log.copy_beside()):
            await asyncio.wrap_future(copied)
        await self._hand_over(None, self._background, quick=False)

    def close(self) -> None:
        """Finish what was handed over, then close the connection. Blocks until done."""
        with self._turn:
            self._closing = True
            self._turn.wait_for(lambda: not self._turn_is_taken)
        self._thread.shutdown()
        while batch := self._take_batch():
            self._write(batch)
        self._log.close()
        self._connection.close()

    async def _hand_over(
        self,
        work: Work[Any] | None,
        lane: deque[_Order],
        *,
        quick: bool,
        soon: bool = False,
        changes_mailboxes: bool = True,
    ) -> Any:  # noqa: ANN401 (what the work gives)
        loop = asyncio.get_running_loop()
        order = _Order(work, loop.create_future(), loop, quick, soon, changes_mailboxes)
        if changes_mailboxes:
            self.on_change()
        with self._turn:
            if self._closing:
                message = "the store is closed"
                raise StorageUnavailable(message)
            lane.append(order)
        # Not at once: what else the loop has ready may share the transaction.
        loop.call_soon(self._advance)
        return await order.future

    def _advance(self) -> None:
        """Start the next transaction, if it is anybody's turn. Runs on the event loop."""
        with self._turn:
            if self._turn_is_taken or self._closing or not (self._urgent or self._background):
                return
            self._turn_is_taken = True
            batch = self._take_batch()
        soon = all(order.soon for order in batch)
        if all(order.quick for order in batch) and self._begin_at_once(soon=soon):
            self._execute(batch)
            if soon and not self._log.is_long:
                self._finish(batch)
                self._sync_later()
            else:
                self._thread.submit(self._finish, batch)
        else:
            self._thread.submit(self._write, batch)

    def _take_batch(self) -> list[_Order]:
        self._turns += 1
        lane = self._urgent
        if self._background and (not lane or self._turns % BACKGROUND_EVERY == 0):
            return [self._background.popleft()]
        return [lane.popleft() for _ in range(min(len(lane), MAX_BATCH))]

    def _begin(self, *, soon: bool) -> None:
        if self._waits_for_disk is soon:  # may not be changed within a transaction
            self._connection.execute("PRAGMA synchronous = NORMAL" if soon else "PRAGMA synchronous = FULL")
            self._waits_for_disk = not soon
        self._connection.execute("BEGIN IMMEDIATE")

    def _begin_at_once(self, *, soon: bool) -> bool:
        """Begin a transaction, unless another process is writing: the event loop waits for nobody."""
        try:
            self._connection.set_busy_timeout(0)
            self._begin(soon=soon)
        except apsw.Error:
            return False
        finally:
            self._connection.set_busy_timeout(BUSY_MILLISECONDS)
        return True

    def _write(self, batch: list[_Order]) -> None:
        """Do all of it here. Runs on the writing thread."""
        if batch[0].work is None:
            self._log.truncate()
        else:
            try:
                self._begin(soon=False)
            except apsw.Error as error:
                self._fail(batch, error)
            else:
                self._execute(batch)
        self._finish(batch)

    def _execute(self, batch: list[_Order]) -> None:
        try:
            for order in batch:
                self._perform(order)
        except (apsw.Error, OSError) as error:
            self._fail(batch, error)
        else:
            if not self._connection.in_transaction:  # SQLite itself has undone all of it: a full disk, for one
                self._fail(batch, batch[0].error)

    def _perform(self, order: _Order) -> None:
        assert order.work is not None  # noqa: S101 (for mypy: such an order is a batch of its own)
        try:
            with self._connection:  # a savepoint, since a transaction is open
                order.outcome = order.work(self._connection)
        except (apsw.FullError, apsw.IOError, apsw.CorruptError, apsw.ReadOnlyError):
            raise
        except Exception as error:  # noqa: BLE001 (whatever it is belongs to the caller, on the caller's side)
            order.error = error

    def _finish(self, batch: list[_Order]) -> None:
        """Commit, give the turn to the next, and tell. Runs on the writing thread."""
        try:
            if self._connection.in_transaction:
                self._commit(batch)
            self._log.tend()
        finally:
            with self._turn:
                self._turn_is_taken = False
                self._turn.notify_all()
            self._report(batch)

    def _commit(self, batch: list[_Order]) -> None:
        try:
            self._connection.execute("COMMIT")
            self._unsynced = not self._waits_for_disk
            if self._after_commit is not None:
                self._after_commit(self._connection)
        except (apsw.Error, OSError) as error:
            self._fail(batch, error)

    def _fail(self, batch: list[_Order], error: BaseException | None) -> None:
        if self._connection.in_transaction:
            self._connection.execute("ROLLBACK")
        for order in batch:
            order.error = StorageUnavailable("the disk did not take it")
            order.error.__cause__ = error

    def _sync_later(self) -> None:
        """See to it that what was committed and not synced is synced in time. Runs on the event loop."""
        if not self._sync_is_due:
            self._sync_is_due = True
            asyncio.get_running_loop().call_later(SYNCED_WITHIN_SECONDS, self._sync_now)

    def _sync_now(self) -> None:
        self._sync_is_due = False
        if self._unsynced and not self._closing:
            self._thread.submit(self._log.sync)

    def _report(self, batch: list[_Order]) -> None:
        for loop in {order.loop for order in batch}:
            orders = [order for order in batch if order.loop is loop]
            if not loop.is_closed():
                loop.call_soon_threadsafe(self._resolve, orders)

    def _resolve(self, orders: list[_Order]) -> None:
        if any(order.changes_mailboxes for order in orders):
            self.on_change()
        for order in orders:
            order.resolve()
        self._advance()


class _Log:
    """The write-ahead log's length, and who copies it when."""

    def __init__(self, connection: apsw.Connection, copying: apsw.Connection | None, name: str) -> None:
        self._connection = connection
        self._copying = copying
        self._pages = 0
        self._copied: Future[None] | None = None
        self._copier = ThreadPoolExecutor(1, thread_name_prefix=f"copier-{name}")
        if copying is not None:
            connection.set_wal_hook(self._grown)

    @property
    def is_long(self) -> bool:
        """Whether it is to be copied into the file."""
        return self._copying is not None and self._pages >= LOG_PAGES

    def tend(self) -> None:
        """Copy the log if it has grown. Runs after every commit; on the writing thread if it is long."""
        if not self.is_long:
            return
        if self._copied is None:
            self._copied = self.copy_beside()
        elif self._copied.done():
            self._copied = None
            self._pages = 0
            _copy_log(self._connection)

    def copy_beside(self) -> Future[None] | None:
        """Copy the log in a thread of its own, while the writer goes on. None without a connection for it."""
        return None if self._copying is None else self._copier.submit(_copy_log, self._copying)

    def sync(self) -> None:
        """Have the disk take what was committed without waiting for it. Runs on the writing thread."""
        try:
            log = os.open(f"{self._connection.filename}-wal", os.O_RDONLY)
        except FileNotFoundError:
            return  # copied into the file and closed, which syncs
        try:
            os.fdatasync(log)
        finally:
            os.close(log)

    def truncate(self) -> None:
        # A reader that is in the middle of something keeps the log from being truncated; there will be a next time.
        _copy_log(self._connection, apsw.SQLITE_CHECKPOINT_TRUNCATE)

    def close(self) -> None:
        self._copier.shutdown()
        if self._copying is not None:
            self._copying.close()

    def _grown(self, _connection: apsw.Connection, _database: str, pages: int) -> int:
        self._pages = pages
        return apsw.SQLITE_OK


def _copy_log(connection: apsw.Connection, mode: int = apsw.SQLITE_CHECKPOINT_PASSIVE) -> None:
    try:
        connection.wal_checkpoint(mode=mode)
    except (apsw.BusyError, apsw.LockedError, apsw.FullError, apsw.IOError):
        # Nothing is lost: what was not copied stays in the log.
        return
