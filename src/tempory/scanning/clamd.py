"""A client for clamd: one connection a message, so many at once, so long at most. clamd(8), INSTREAM."""

import asyncio
from dataclasses import dataclass
from typing import Final

from tempory.delivery import ScannerUnavailable
from tempory.verdict import Scan

MAX_ANSWER_OCTETS: Final = 1_024
CHUNK_OCTETS: Final = 64 * 1024
_FOUND: Final = " FOUND"
_CLEAN: Final = "stream: OK"
_NAME_CHARACTERS: Final = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class ScanSettings:
    """`address` is a socket's path, or host:port. `seconds` for one message, waiting for a turn included."""

    address: str
    seconds: float = 10.0
    at_once: int = 8
    is_required: bool = False


class ClamdScanner:
    """Shows messages to clamd."""

    def __init__(self, settings: ScanSettings) -> None:
        self._settings = settings
        self._turns = asyncio.Semaphore(settings.at_once)

    async def scan(self, content: bytes) -> Scan:
        """Return what clamd says of `content`.

        If it says nothing in time: `ScannerUnavailable` where scanning is required (closed), else a scan that is down
        (open).
        """
        try:
            async with asyncio.timeout(self._settings.seconds), self._turns:
                answer = await self._ask(content)
        except (OSError, TimeoutError, EOFError):
            answer = ""
        if answer == _CLEAN:
            return Scan()
        if answer.endswith(_FOUND):
            return Scan(malware=answer.removeprefix("stream: ").removesuffix(_FOUND)[:_NAME_CHARACTERS])
        if self._settings.is_required:
            message = "The malware scanner does not answer."
            raise ScannerUnavailable(message)
        return Scan(is_down=True)

    async def _ask(self, content: bytes) -> str:
        reader, writer = await self._connect()
        try:
            writer.write(b"zINSTREAM\0")
            for start in range(0, len(content), CHUNK_OCTETS):
                chunk = content[start : start + CHUNK_OCTETS]
                writer.write(len(chunk).to_bytes(4, "big") + chunk)
                await writer.drain()
            writer.write(bytes(4))
            await writer.drain()
            answer = b""
            while not answer.endswith(b"\0") and len(answer) < MAX_ANSWER_OCTETS:
                octets = await reader.read(MAX_ANSWER_OCTETS - len(answer))
                if not octets:
                    break
                answer += octets
        finally:
            writer.close()
        return answer.removesuffix(b"\0").decode("utf-8", "replace")

    async def _connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        address = self._settings.address
        if address.startswith("/"):
            return await asyncio.open_unix_connection(address)
        host, _, port = address.rpartition(":")
        return await asyncio.open_connection(host.strip("[]"), int(port))
