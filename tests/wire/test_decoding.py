"""Real workers: fed, cut off, killed, and lying."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from tempory.decoding import reader as reading
from tempory.decoding.reader import CodeReader, DecodingSettings
from tempory.verdict import Codes
from tests.pictures import code_picture, encoded, picture, png

pytestmark = pytest.mark.anyio

LINK = "https://evil.example/login"
PATIENT = DecodingSettings(seconds=60)
CODE = picture(code_picture(LINK))


@pytest.fixture(scope="module", params=["asyncio", "uvloop"])
def anyio_backend(request: pytest.FixtureRequest) -> tuple[str, dict[str, Any]]:
    return "asyncio", {"use_uvloop": request.param == "uvloop"}


@pytest.fixture
async def reader() -> AsyncIterator[CodeReader]:
    reader = CodeReader(PATIENT)
    yield reader
    await reader.close()


def pids(reader: CodeReader) -> list[int]:
    return [worker._process.pid for worker in reader._idle._queue]  # type: ignore[attr-defined]


async def settle(reader: CodeReader) -> list[int]:
    """Wait until workers that were lost have been replaced; return who is there."""
    while reader._changing:
        await asyncio.wait(reader._changing)
    return pids(reader)


async def test_codes_are_read_by_one_worker_after_another_picture(reader: CodeReader) -> None:
    assert await reader.read([]) == Codes()
    assert pids(reader) == []
    others = [picture(code_picture(f"https://{form}.example/", form)) for form in ("JPEG", "GIF", "WEBP", "BMP")]
    found = await reader.read([CODE, *others, CODE])
    assert found.texts == (LINK, *(f"https://{form}.example/" for form in ("JPEG", "GIF", "WEBP", "BMP")))
    assert found.unread == 0
    assert len(pids(reader)) == 1


async def test_what_cannot_be_read_is_counted(reader: CodeReader) -> None:
    assert await reader.read([picture(b"hello"), CODE, picture(png(30_000, 30_000))]) == Codes(texts=(LINK,), unread=2)


async def test_more_and_larger_pictures_than_are_looked_at_are_counted() -> None:
    reader = CodeReader(DecodingSettings(seconds=60, pictures=2, octets=50_000))
    found = await reader.read([picture(bytes(50_001)), *[CODE] * 5])
    assert found == Codes(texts=(LINK,), unread=4)
    await reader.close()


async def test_a_large_picture_is_decoded_beside_the_event_loop(reader: CodeReader) -> None:
    noise = encoded(Image.effect_noise((800, 800), 90))
    assert len(noise) > 256 * 1024
    assert await reader.read([picture(noise)]) == Codes()


async def test_a_worker_that_is_killed_costs_its_picture_alone(reader: CodeReader) -> None:
    await reader.read([CODE])
    (first,) = pids(reader)
    os.kill(first, signal.SIGKILL)
    assert await reader.read([CODE, CODE]) == Codes(texts=(LINK,), unread=1)
    assert await settle(reader) != [first]


async def test_a_worker_is_replaced_after_so_many_pictures(reader: CodeReader, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "PICTURES_A_LIFE", 2)
    await reader.read([CODE])
    (first,) = pids(reader)
    await reader.read([CODE])
    (second,) = await settle(reader)
    assert second != first
    with pytest.raises(ProcessLookupError):
        os.kill(first, 0)
    assert await reader.read([CODE]) == Codes(texts=(LINK,))


async def test_messages_take_turns(reader: CodeReader) -> None:
    found = await asyncio.gather(*(reader.read([CODE] * 3) for _ in range(20)))
    assert found == [Codes(texts=(LINK,))] * 20
    assert len(pids(reader)) == 1


async def test_several_workers() -> None:
    reader = CodeReader(DecodingSettings(seconds=60, workers=3))
    await asyncio.gather(*(reader.read([CODE]) for _ in range(9)))
    assert len(await settle(reader)) == 3
    await reader.close()
    assert pids(reader) == []


async def test_after_closing_no_worker_stays(reader: CodeReader) -> None:
    asked = asyncio.create_task(reader.read([CODE]))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    closing = asyncio.create_task(reader.close())
    assert (await asked).unread in {0, 1}
    await closing
    assert await settle(reader) == []


# Workers of our own making, in place of the real one.


def replace_worker(monkeypatch: pytest.MonkeyPatch, folder: Path, script: str) -> None:
    program = folder / "python"
    program.write_text(
        f"#!{sys.executable}\nimport sys, time\nsource, sink = sys.stdin.buffer, sys.stdout.buffer\n{script}\n"
    )
    program.chmod(0o700)
    monkeypatch.setattr(sys, "executable", str(program))


def says(octets: str) -> str:
    return (
        "while len(head := source.read(4)) == 4:\n    source.read(int.from_bytes(head))\n"
        f"    sink.write({octets})\n    sink.flush()\n"
    )


async def test_a_worker_that_hangs_delays_for_so_long_and_is_ended(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    replace_worker(monkeypatch, tmp_path, "time.sleep(600)")
    reader = CodeReader(DecodingSettings(seconds=0.5))
    began = asyncio.get_running_loop().time()
    assert await asyncio.gather(*(reader.read([CODE] * 3) for _ in range(5))) == [Codes(unread=3)] * 5
    assert asyncio.get_running_loop().time() - began < 3
    await reader.close()
    assert pids(reader) == []


@pytest.mark.parametrize(
    "said",
    [
        "b''.join([b'\\xff' * 8])",
        "b'\\0\\0\\0\\4nope'",
        "b'\\0\\0\\0\\x0d{\"codes\": [7]}'",
        "(lambda t: len(t).to_bytes(4) + t)(b'{\"codes\": [\"' + b'x' * 3000 + b'\"]}')",
        "(lambda t: len(t).to_bytes(4) + t)(b'{\"codes\": [' + b'\"a\",' * 20 + b'\"a\"]}')",
        "sys.exit()",
    ],
)
async def test_a_worker_that_was_taken_over_is_not_believed(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, said: str
) -> None:
    replace_worker(monkeypatch, tmp_path, says(said))
    reader = CodeReader(PATIENT)
    assert await reader.read([CODE] * 5) == Codes(unread=5)
    await reader.close()


async def test_where_no_worker_can_be_started_pictures_go_unread_at_once(
    monkeypatch: pytest.MonkeyPatch, reader: CodeReader
) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(sys, "executable", "/nonexistent/python")
        assert await reader.read([CODE] * 9) == Codes(unread=9)
    assert await reader.read([CODE]) == Codes(texts=(LINK,))


async def test_a_worker_knows_nothing_of_us(monkeypatch: pytest.MonkeyPatch, reader: CodeReader) -> None:
    monkeypatch.setenv("TEMPORY_SECRET", "s3cret")
    await reader.read([CODE])
    (pid,) = pids(reader)
    seen = of_process(pid)
    assert "Seccomp:\t2" in seen["status"]
    assert "NoNewPrivs:\t1" in seen["status"]
    if os.geteuid() == 0:  # the process is not dumpable, so nobody else may look
        assert "s3cret" not in seen["environ"]
        assert "libcrypto" not in seen["maps"]
        assert seen["open"] == "0 1 2"


def of_process(pid: int) -> dict[str, str]:
    names = ("status", "environ", "maps") if os.geteuid() == 0 else ("status",)
    seen = {name: Path(f"/proc/{pid}/{name}").read_text() for name in names}
    return seen | ({"open": " ".join(sorted(os.listdir(f"/proc/{pid}/fd")))} if os.geteuid() == 0 else {})  # noqa: PTH208 (names of no files)
