"""Our side of one sealer: its process, its socket, and who waits for an answer."""

import asyncio
import subprocess
import sys
from collections import deque
from collections.abc import Callable
from socket import SOCK_STREAM, socketpair
from typing import Final, cast

from tempory.delivery import SealerLost
from tempory.sealers.wire import LENGTH_OCTETS, MAX_FRAME_OCTETS

COMMAND: Final = (sys.executable, "-I", "-m", "tempory.sealers")
STALLED_AFTER: Final = 30.0
"""Seconds without an answer after which a sealer is ended. The work is bounded: it takes a thousandth of that."""
LEAVES_WITHIN: Final = 5.0


class SealerProcess(asyncio.Protocol):
    """One sealer. Made by `start`; `free` is called after each answer, `lost` once it is gone, unless by `close`."""

    @classmethod
    async def start(
        cls, greeting: bytes, *, free: Callable[[], None], lost: Callable[["SealerProcess"], None]
    ) -> "SealerProcess":
        """Start a process, with nothing of our environment, and give it `greeting`. `OSError` if there is none."""
        ours, theirs = socketpair(type=SOCK_STREAM)
        try:
            with theirs:
                process = subprocess.Popen(  # noqa: ASYNC220, S603 (it takes a millisecond; our own command)
                    COMMAND, stdin=theirs.fileno(), stdout=subprocess.DEVNULL, env={}, cwd="/", start_new_session=True
                )
        except OSError:
            ours.close()
            raise
        this = cls(process, free, lost)
        try:
            await asyncio.get_running_loop().create_unix_connection(lambda: this, sock=ours)
        except BaseException:
            ours.close()
            await asyncio.to_thread(this._see_off)
            raise
        this._transport.write(greeting)
        return this

    def __init__(
        self, process: "subprocess.Popen[bytes]", free: Callable[[], None], lost: Callable[["SealerProcess"], None]
    ) -> None:
        self._process = process
        self._free = free
        self._lost: Callable[[SealerProcess], None] | None = lost
        self._received = bytearray()
        self._waiting: deque[asyncio.Future[bytes | None]] = deque()
        self._loop = asyncio.get_running_loop()
        self._transport: asyncio.Transport
        self._answers = 0
        self._watch: asyncio.TimerHandle | None = None
        self._gone: asyncio.Future[None] = self._loop.create_future()
        self.is_ready = False

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def waiting(self) -> int:
        """How many orders have no answer yet."""
        return len(self._waiting)

    @property
    def has_answered(self) -> bool:
        """Whether it was ever of use."""
        return self._answers > 0

    def ask(self, order: bytes, answer: "asyncio.Future[bytes | None]") -> None:
        """Send an order's frame. `answer` becomes what comes back, or `SealerLost`."""
        self._waiting.append(answer)
        self._transport.write(order)
        if self._watch is None:
            self._look_again()

    def tell(self, frame: bytes) -> None:
        """Send what has no answer."""
        self._transport.write(frame)

    async def close(self) -> None:
        """End it, and return when it has ended."""
        self._lost = None
        self._transport.close()
        await self._gone

    # What the loop calls.

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        received = self._received
        received += data
        start = 0
        while len(received) >= start + LENGTH_OCTETS:
            size = int.from_bytes(received[start : start + LENGTH_OCTETS], "big")
            if size > MAX_FRAME_OCTETS:
                self._transport.abort()
                break
            end = start + LENGTH_OCTETS + size
            if len(received) < end:
                break
            self._take(bytes(received[start + LENGTH_OCTETS : end]))
            start = end
        del received[:start]

    def connection_lost(self, _: Exception | None) -> None:
        if self._watch is not None:
            self._watch.cancel()
        self.is_ready = False
        while self._waiting:
            self._fail(self._waiting.popleft())
        self._loop.run_in_executor(None, self._see_off).add_done_callback(self._say_goodbye)

    def _take(self, answer: bytes) -> None:
        if not self.is_ready:
            self.is_ready = True
            return
        if not self._waiting:
            self._transport.abort()
            return
        self._answers += 1
        future = self._waiting.popleft()
        if not future.done():  # a session that was cancelled waits no longer
            future.set_result(answer)
        self._free()

    @staticmethod
    def _fail(future: "asyncio.Future[bytes | None]") -> None:
        if not future.done():
            message = "whoever sealed the message is gone"
            future.set_exception(SealerLost(message))

    def _look_again(self) -> None:
        self._watch = self._loop.call_later(STALLED_AFTER, self._check_progress, self._answers)

    def _check_progress(self, answers: int) -> None:
        self._watch = None
        if not self._waiting:
            return
        if self._answers == answers:
            self._process.kill()  # its end ends the connection
        self._look_again()

    def _see_off(self) -> None:
        """Wait for the process, which ends with its socket. Runs in a thread."""
        try:
            self._process.wait(LEAVES_WITHIN)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _say_goodbye(self, _: "asyncio.Future[None]") -> None:
        self._gone.set_result(None)
        if self._lost is not None:
            self._lost(self)
