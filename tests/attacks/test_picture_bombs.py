"""Pictures made to cost a decoder time or memory, or to end it. They cost their message its bound, and nobody else."""

import asyncio
import base64
import resource
import struct
import time
import zlib
from collections.abc import AsyncIterator

import pytest
from PIL import Image

from tempory.decoding.reader import CodeReader, DecodingSettings
from tempory.mime import find_pictures, parse
from tempory.verdict import Codes
from tests.pictures import FORMATS, code_picture, drawn, encoded, picture, png

pytestmark = pytest.mark.anyio

SECONDS = 3.0
LATE = 1.5  # a busy machine's
LINK = "https://evil.example/login"


def gif_bomb(frames: int, side: int) -> bytes:
    """Return a GIF of many frames that each fill a large canvas, out of a few octets."""
    lzw = b"\x02\x02\x4c\x01\x00"
    frame = b"\x21\xf9\x04\x04\x0a\0\0\0" + b"\x2c" + struct.pack("<HHHHB", 0, 0, side, side, 0) + lzw
    head = b"GIF89a" + struct.pack("<HHBBB", side, side, 0x80, 0, 0) + bytes(3) + b"\xff" * 3
    return head + frame * frames + b";"


def deflated(octets: int) -> bytes:
    packer = zlib.compressobj(9)
    return b"".join([*(packer.compress(bytes(1 << 20)) for _ in range(octets >> 20)), packer.flush()])


def long_comment() -> bytes:
    text = deflated(512 << 20)
    return png(100, 100, b"zTXtname\0\0" + text, b"IDAT" + zlib.compress(bytes(101 * 100)))


BOMBS = {
    "a sheet of 400 megapixels": encoded(Image.new("1", (20_000, 20_000))),
    "sides that overflow": png(0x7FFFFFFF, 0x7FFFFFFF),
    "one pixel high": png(0x7FFFFFFF, 1),
    "rows that never come": png(4_000, 4_000),
    "more rows than it says": png(100, 100, b"IDAT" + deflated(512 << 20)),
    "a comment that unpacks to 512 MiB": long_comment(),
    "100,000 frames": gif_bomb(100_000, 3_000),
    "a frame larger than its canvas": gif_bomb(3, 100).replace(struct.pack("<HHHH", 0, 0, 100, 100), b"\xff" * 8),
    "100,000 chunks": png(100, 100, *[b"teXtx\0y"] * 100_000),
    "a bitmap that counts from the end": b"BM"
    + bytes(8)
    + struct.pack("<IIiiHHIIiiII", 54, 40, 9_000, -9_000, 1, 24, 0, 0, 0, 0, 0, 0),
    "a run-length bitmap": b"BM"
    + bytes(8)
    + struct.pack("<IIiiHHIIiiII", 54, 40, 3_900, 3_900, 1, 8, 1, 0, 0, 0, 0, 0)
    + b"\xff\0" * 100_000,
    "a JPEG of 65,500 by 65,500": code_picture(LINK, "JPEG").replace(
        struct.pack(">HH", *drawn(LINK).size), struct.pack(">HH", 65_500, 65_500)
    ),
    "noise": encoded(Image.effect_noise((1_900, 1_900), 99)),
    "a chessboard": encoded(Image.linear_gradient("L").resize((3_900, 3_900)).point(lambda value: 255 * (value % 2))),
}


@pytest.fixture
async def reader() -> AsyncIterator[CodeReader]:
    reader = CodeReader(DecodingSettings(seconds=SECONDS))
    yield reader
    await reader.close()


@pytest.mark.parametrize("name", BOMBS)
async def test_a_bomb_costs_a_bounded_time_and_the_next_picture_is_read(reader: CodeReader, name: str) -> None:
    began = time.monotonic()
    found = await reader.read([picture(BOMBS[name])])
    assert time.monotonic() - began < SECONDS + LATE
    assert found.texts in ((), (LINK,))
    while (await reader.read([picture(code_picture(LINK))])).texts != (LINK,):
        assert time.monotonic() - began < 30
    (worker,) = reader._idle._queue  # type: ignore[attr-defined]
    with open(f"/proc/{worker._process.pid}/status") as status:  # noqa: ASYNC230, PTH123 (the system's own file)
        (peak,) = (int(line.split()[1]) for line in status if line.startswith("VmHWM:"))
    assert peak < 400 * 1024


@pytest.mark.parametrize("form", FORMATS)
async def test_every_cut_and_many_changes_of_a_picture(form: str) -> None:
    reader = CodeReader(DecodingSettings(seconds=120, pictures=1_000))
    octets = code_picture(LINK, form, scale=2)
    step = max(1, len(octets) // 60)
    broken = [octets[:place] for place in range(0, len(octets), step)]
    broken += [octets[:place] + b"\xff" + octets[place + 1 :] for place in range(0, len(octets), step)]
    found = await reader.read([picture(each) for each in broken])
    assert set(found.texts) <= {LINK}
    assert await reader.read([picture(octets)]) == Codes(texts=(LINK,))
    await reader.close()


async def test_ten_thousand_pictures_in_one_message(reader: CodeReader) -> None:
    octets = base64.encodebytes(code_picture(LINK, scale=2))
    part = b"--b\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\n" + octets + b"\r\n"
    content = b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + part * 10_000
    began = time.process_time()
    pictures = find_pictures(parse(content))
    assert time.process_time() - began < 2
    found = await reader.read(pictures)
    assert found.texts == (LINK,)
    assert found.unread == len(pictures) - 20 > 900


async def test_ten_thousand_pictures_in_the_markup() -> None:
    one = f'<img src="data:image/png;base64,{base64.b64encode(code_picture(LINK, scale=1)).decode()}">'
    content = b"Content-Type: text/html\r\n\r\n" + (one * 10_000).encode()
    began = time.process_time()
    assert 0 < len(find_pictures(parse(content))) < 3_000
    assert time.process_time() - began < 1
    half = b"Content-Type: text/html\r\n\r\n" + b"data:image/a;" * 20_000 + b"base64"
    began = time.process_time()
    assert find_pictures(parse(half)) == []
    assert time.process_time() - began < 1


async def test_a_flood_of_bombs_keeps_no_message_longer_than_its_bound() -> None:
    reader = CodeReader(DecodingSettings(seconds=1.0))
    bomb = [picture(BOMBS["noise"])] * 20
    began = time.monotonic()
    found = await asyncio.gather(*(reader.read(bomb) for _ in range(50)))
    assert time.monotonic() - began < 1.0 + 2 * LATE
    assert all(each.unread for each in found)
    await reader.close()


async def test_the_server_pays_no_memory_for_them(reader: CodeReader) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for name in ("a sheet of 400 megapixels", "more rows than it says", "100,000 frames"):
        await reader.read([picture(BOMBS[name])])
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 40 * 1024
