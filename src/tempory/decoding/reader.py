"""Feeds the pictures of messages to workers, one each time one is free, and ends a worker that takes too long."""

import asyncio
import contextlib
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Final

import msgspec
import structlog

from tempory.decoding.bounds import MAX_CHARACTERS, MAX_CODES
from tempory.mime import Picture
from tempory.verdict import Codes

log = structlog.get_logger(__name__)

MAX_ANSWER_OCTETS: Final = 256 * 1024
PICTURES_A_LIFE: Final = 100
"""Then a worker is replaced, and with it whatever a picture may have made of it."""
MAX_LOST: Final = 3
"""Workers that one message may cost. The rest of its pictures is not looked at."""
_THREAD_OCTETS: Final = 256 * 1024
_OCTETS_A_PIXEL: Final = 16  # a frame in four colours, the one before it, both grounds, and what is read from
_AT_REST_OCTETS: Final = 128 * 1024 * 1024  # what a worker has mapped before its first picture, and room for stacks


@dataclass(frozen=True, slots=True, kw_only=True)
class DecodingSettings:
    """`seconds` for all pictures of one message together, waiting for a turn included; `octets` of one, decoded."""

    seconds: float = 3.0
    pictures: int = 20
    octets: int = 4 * 1024 * 1024
    pixels: int = 16_000_000
    workers: int = 1

    @property
    def memory(self) -> int:
        """Octets that a worker may map."""
        return _AT_REST_OCTETS + _OCTETS_A_PIXEL * self.pixels + 4 * self.octets


_Text = Annotated[str, msgspec.Meta(max_length=MAX_CHARACTERS)]


class _Answer(msgspec.Struct, frozen=True):
    codes: Annotated[tuple[_Text, ...], msgspec.Meta(max_length=MAX_CODES)] = ()
    refused: str = ""


class CodeReader:
    """Reads the codes in pictures. Workers are started when first needed; `close` ends them."""

    def __init__(self, settings: DecodingSettings) -> None:
        self._settings = settings
        # First come, first served, picture by picture: one message with many large ones keeps nobody from a small one.
        self._idle: asyncio.Queue[_Worker | OSError] = asyncio.Queue()
        self._employed = 0
        self._changing: set[asyncio.Task[None]] = set()
        self._is_closed = False

    async def read(self, pictures: Sequence[Picture]) -> Codes:
        """Return what codes in `pictures` say, and how many pictures nobody could look at. Never raises, never late."""
        found: dict[str, None] = {}
        chosen = [picture for picture in pictures if picture.size <= self._settings.octets][: self._settings.pictures]
        read = lost = 0
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(self._settings.seconds):
                for picture in chosen:
                    try:
                        answer = await self._ask(picture)
                    except (OSError, EOFError, ValueError):
                        lost += 1
                        if lost == MAX_LOST:
                            break
                        continue
                    found.update(dict.fromkeys(answer.codes))
                    read += not answer.refused
        return Codes(texts=tuple(found)[:MAX_CODES], unread=len(pictures) - read)

    async def _ask(self, picture: Picture) -> _Answer:
        worker = await self._take()
        try:
            large = picture.size > _THREAD_OCTETS
            octets = await asyncio.to_thread(picture.decode) if large else picture.decode()
            answer = await worker.ask(octets)
        except BaseException as error:
            # Late, dead or talking nonsense: whatever it is, it is not asked again.
            self._change(worker)
            log.warning("decoding.worker_lost", error=type(error).__name__)
            raise
        if worker.asked >= PICTURES_A_LIFE or self._is_closed:
            self._change(worker)
        else:
            self._idle.put_nowait(worker)
        return answer

    async def _take(self) -> "_Worker":
        while self._employed < self._settings.workers:
            self._change(None)
        worker = await self._idle.get()
        if isinstance(worker, OSError):
            self._employed -= 1
            raise worker
        return worker

    def _change(self, worker: "_Worker | None") -> None:
        """End `worker` and start another in its place, while whoever saw it fail goes on."""
        self._employed += worker is None
        task = asyncio.create_task(self._replace(worker))
        self._changing.add(task)
        task.add_done_callback(self._changing.discard)

    async def _replace(self, worker: "_Worker | None") -> None:
        if worker is not None:
            await worker.end()
        if self._is_closed:
            return
        try:
            self._idle.put_nowait(await _Worker.start(self._settings))
        except OSError as error:
            log.warning("decoding.no_worker", error=type(error).__name__)
            self._idle.put_nowait(error)

    async def close(self) -> None:
        """End the workers; those that are busy end with their picture."""
        self._is_closed = True
        while self._changing:
            await asyncio.wait(self._changing)
        while not self._idle.empty():
            worker = self._idle.get_nowait()
            if isinstance(worker, _Worker):
                await worker.end()


class _Worker:
    """One process and the pipes to it."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self.asked = 0

    @classmethod
    async def start(cls, settings: DecodingSettings) -> "_Worker":
        """Start one, with nothing of our environment. `OSError` if that cannot be done."""
        return cls(
            await asyncio.create_subprocess_exec(
                sys.executable,
                "-I",
                "-m",
                "tempory.decoding.worker",
                str(settings.pixels),
                str(settings.memory),
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.DEVNULL,
                env={},
                cwd="/",
            )
        )

    async def ask(self, octets: bytes) -> _Answer:
        """Have one picture decoded. `OSError`, `EOFError` or `ValueError` if the worker did not survive it sanely."""
        self.asked += 1
        source, sink = self._process.stdout, self._process.stdin
        if source is None or sink is None:  # pragma: no cover (both are pipes)
            raise EOFError
        if sink.is_closing():
            raise EOFError
        sink.write(len(octets).to_bytes(4) + octets)
        await sink.drain()
        length = int.from_bytes(await source.readexactly(4))
        if length > MAX_ANSWER_OCTETS:
            message = "an answer is shorter"
            raise ValueError(message)
        return msgspec.json.decode(await source.readexactly(length), type=_Answer)

    async def end(self) -> None:
        """Kill it and wait until it is gone."""
        with contextlib.suppress(ProcessLookupError):
            self._process.kill()
        await self._process.wait()
