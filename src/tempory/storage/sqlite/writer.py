"""The one thread that writes a database, and group commit.

Whatever arrives while a commit is under way waits and shares the next one: one transaction and one fsync for all of
it. Each piece of work runs under its own savepoint, so that one that fails takes nothing of the others with it. Work
that can wait (forgetting, giving space back) has a lane of its own and runs in small pieces when the first lane is
empty, or at the latest after every eighth commit.

The write-ahead log is copied into the file by a second thread, which blocks nobody; the writer only copies what came
meanwhile, so that the log starts anew.
"""

import asyncio
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
# The log may grow by so many pages before it is copied into the file.
LOG_PAGES = 4_000


@dataclass(slots=True)
class _Order:
    """`work` None: copy the whole log into the file and truncate it."""

    work: Work[Any] | None
    future: asyncio.Future[Any]
    loop: asyncio.AbstractEventLoop
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
    """Runs work on `connection` in its own thread. `copying` is a second connection, used to copy the log alone.

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
        self._urgent: deque[_Order] = deque()
        self._background: deque[_Order] = deque()
        self._wake = threading.Condition()
        self._closing = False
        self._commits = 0
        self._log = _Log(connection, copying, name)
        self._thread = threading.Thread(target=self._run, name=f"writer-{name}", daemon=True)
        self._thread.start()

    async def run(self, work: Work[Result], *, background: bool = False) -> Result:
        """Run `work` in the next transaction and return its result once that is on disk.

        An error that `work` raises undoes this work alone and is raised here. Raises `StorageUnavailable` if the disk
        refuses. Once handed over, the work is done whether or not the caller still waits.
        """
        result: Result = await self._hand_over(work, self._background if background else self._urgent)
        return result

    async def truncate_log(self) -> None:
        """Copy the log into the file and give its space back, when there is nothing more urgent."""
        # Nearly all of it beside the writer, which would otherwise stand still for as long as the disk takes.
        if not self._closing and (copied := self._log.copy_beside()):
            await asyncio.wrap_future(copied)
        await self._hand_over(None, self._background)

    def close(self) -> None:
        """Finish what was handed over, then close the connection. Blocks until done."""
        with self._wake:
            self._closing = True
            self._wake.notify()
        self._thread.join()
        self._log.close()
        self._connection.close()

    async def _hand_over(self, work: Work[Any] | None, lane: deque[_Order]) -> Any:  # noqa: ANN401 (what work gives)
        loop = asyncio.get_running_loop()
        order = _Order(work, loop.create_future(), loop)
        with self._wake:
            if self._closing:
                message = "the store is closed"
                raise StorageUnavailable(message)
            lane.append(order)
            self._wake.notify()
        return await asyncio.shield(order.future)

    def _run(self) -> None:
        while batch := self._next_batch():
            if batch[0].work is None:
                self._log.truncate()
            else:
                self._commit(batch)
            _report(batch)
            self._log.tend()

    def _next_batch(self) -> list[_Order]:
        with self._wake:
            while not (self._urgent or self._background or self._closing):
                self._wake.wait()
            self._commits += 1
            lane = self._urgent
            if self._background and (not lane or self._commits % BACKGROUND_EVERY == 0):
                return [self._background.popleft()]
            return [lane.popleft() for _ in range(min(len(lane), MAX_BATCH))]

    def _commit(self, batch: list[_Order]) -> None:
        connection = self._connection
        try:
            connection.execute("BEGIN IMMEDIATE")
            for order in batch:
                self._perform(order)
            connection.execute("COMMIT")
            if self._after_commit is not None:
                self._after_commit(connection)
        except (apsw.Error, OSError) as error:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            for order in batch:
                order.error = StorageUnavailable("the disk did not take it")
                order.error.__cause__ = error

    def _perform(self, order: _Order) -> None:
        assert order.work is not None  # noqa: S101 (for mypy: such an order is a batch of its own)
        try:
            with self._connection:  # a savepoint, since a transaction is open
                order.outcome = order.work(self._connection)
        except (apsw.FullError, apsw.IOError, apsw.CorruptError, apsw.ReadOnlyError):
            raise
        except Exception as error:  # noqa: BLE001 (whatever it is belongs to the caller, on the caller's side)
            order.error = error


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

    def tend(self) -> None:
        """Copy the log if it has grown. Runs after every commit, on the writing thread."""
        if self._copying is None or self._pages < LOG_PAGES:
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


def _report(batch: list[_Order]) -> None:
    for loop in {order.loop for order in batch}:
        orders = [order for order in batch if order.loop is loop]
        if not loop.is_closed():
            loop.call_soon_threadsafe(_resolve_all, orders)


def _resolve_all(orders: list[_Order]) -> None:
    for order in orders:
        order.resolve()
