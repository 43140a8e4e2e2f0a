"""The malware scanner: Debian's clamd with a signature of our own, where it is installed; and such as misbehave."""

import asyncio
import base64
import shutil
import subprocess
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from tempory.delivery import ScannerUnavailable
from tempory.scanning import ClamdScanner, ScanSettings
from tempory.verdict import Scan

pytestmark = pytest.mark.anyio

# The test file of eicar.org, in two pieces so that no scanner takes this one for it.
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-" + rb"ANTIVIRUS-TEST-FILE!$H+H*"
HEAD = b"From: a@corp.example\r\nTo: b@firm.example\r\nSubject: x\r\nMIME-Version: 1.0\r\n"
INFECTED = (
    HEAD + b"Content-Type: application/octet-stream; name=x.com\r\nContent-Transfer-Encoding: base64\r\n\r\n"
) + base64.encodebytes(EICAR)
CLEAN = HEAD + b"\r\nhello\r\n"

Handle = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@pytest.fixture(scope="module")
def clamd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A running clamd that knows one signature."""
    program = shutil.which("clamd") or shutil.which("clamd", path="/usr/sbin")
    if program is None:
        pytest.skip("no clamd here")
    folder = tmp_path_factory.mktemp("clamd")
    (folder / "signatures").mkdir()
    (folder / "signatures" / "local.hdb").write_text("44d88612fea8a8f36de82e1278abb02f:68:Tempory.Test\n")
    settings = f"DatabaseDirectory {folder}/signatures\nLocalSocket {folder}/socket\nTemporaryDirectory {folder}\n"
    settings += "Foreground yes\n"
    (folder / "clamd.conf").write_text(settings)
    process = subprocess.Popen([program, "-c", str(folder / "clamd.conf")], stdout=subprocess.DEVNULL)
    try:
        until = time.monotonic() + 60
        while not (folder / "socket").exists():
            assert process.poll() is None, "clamd does not start"
            assert time.monotonic() < until, "clamd does not open its socket"
            time.sleep(0.05)
        yield str(folder / "socket")
    finally:
        process.terminate()
        process.wait(20)


async def test_clamd_finds_what_it_knows(clamd: str) -> None:
    scanner = ClamdScanner(ScanSettings(address=clamd, seconds=30))
    assert await scanner.scan(CLEAN) == Scan()
    assert await scanner.scan(INFECTED) == Scan(malware="Tempory.Test.UNOFFICIAL")
    assert await asyncio.gather(*(scanner.scan(CLEAN) for _ in range(20))) == [Scan()] * 20


@asynccontextmanager
async def answering(path: Path, handle: Handle) -> AsyncIterator[str]:
    ended: list[asyncio.Event] = []

    async def converse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        ended.append(asyncio.Event())
        place = ended[-1]
        await handle(reader, writer)
        await writer.wait_closed()
        place.set()

    async with await asyncio.start_unix_server(converse, str(path)):
        yield str(path)
        for each in ended:
            await each.wait()


def saying(octets: bytes) -> Handle:
    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        assert await reader.readuntil(b"\0") == b"zINSTREAM\0"
        while size := int.from_bytes(await reader.readexactly(4), "big"):
            await reader.readexactly(size)
        writer.write(octets)
        await writer.drain()
        writer.close()

    return handle


@pytest.mark.parametrize(
    ("said", "scan"),
    [
        (b"stream: OK\0", Scan()),
        (b"stream: Win.Test FOUND\0", Scan(malware="Win.Test")),
        (b"stream: " + b"x" * 500 + b" FOUND\0", Scan(malware="x" * 100)),
        (b"INSTREAM size limit exceeded. ERROR\0", Scan(is_down=True)),
        (b"stream: OK" + b"\n" * 5_000, Scan(is_down=True)),
        (b"", Scan(is_down=True)),
        (b"\xff\xfe\0", Scan(is_down=True)),
    ],
)
async def test_what_a_scanner_may_say(tmp_path: Path, said: bytes, scan: Scan) -> None:
    async with answering(tmp_path / "socket", saying(said)) as address:
        assert await ClamdScanner(ScanSettings(address=address)).scan(CLEAN * 5_000) == scan


async def test_over_tcp_too() -> None:
    ended = asyncio.Event()

    async def converse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await saying(b"stream: OK\0")(reader, writer)
        await writer.wait_closed()
        ended.set()

    server = await asyncio.start_server(converse, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        assert await ClamdScanner(ScanSettings(address=f"127.0.0.1:{port}")).scan(CLEAN) == Scan()
        await ended.wait()


async def test_a_scanner_that_is_silent_is_given_up(tmp_path: Path) -> None:
    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()

    async with answering(tmp_path / "socket", handle) as address:
        assert await ClamdScanner(ScanSettings(address=address, seconds=0.2)).scan(CLEAN) == Scan(is_down=True)


async def test_without_a_scanner_it_fails_as_configured(tmp_path: Path) -> None:
    address = str(tmp_path / "nothing")
    assert await ClamdScanner(ScanSettings(address=address)).scan(CLEAN) == Scan(is_down=True)
    with pytest.raises(ScannerUnavailable):
        await ClamdScanner(ScanSettings(address=address, is_required=True)).scan(CLEAN)
