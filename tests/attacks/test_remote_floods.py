"""A picture's host that wears us out: slow, endless, ambiguous; and pictures that are none, or explode."""

import asyncio
import gzip
import io
import struct
import sys
import time
import zlib
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from tempory.fetching import RemoteUnavailable, RemoteUnsuitable
from tempory.fetching.pictures import make_anew
from tempory.fetching.reencoding import sniff
from tests.picture_hosts import QUICK, Scene, draw, respond, send_on, set_scene

pytestmark = pytest.mark.anyio


@pytest.fixture
async def scene() -> AsyncIterator[Scene]:
    async with set_scene() as made:
        yield made


async def drip(writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: image/png\r\nContent-Length: 100000\r\n\r\n\x89PNG\r\n\x1a\n")
    while True:
        writer.write(b"\0")
        await writer.drain()
        await asyncio.sleep(0.02)


async def drip_head(writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\n")
    while True:
        writer.write(b"X: y\r\n")
        await writer.drain()
        await asyncio.sleep(0.02)


async def stall(writer: asyncio.StreamWriter) -> None:
    await asyncio.sleep(3)


@pytest.mark.parametrize("say", [drip, drip_head, stall])
async def test_a_slow_host_has_its_time_and_no_more(scene: Scene, say: object) -> None:
    scene.out.says["/"] = say  # type: ignore[assignment]
    began = time.monotonic()
    with pytest.raises(RemoteUnavailable):
        await scene.fetch(settings=replace(QUICK, seconds=0.4))
    assert time.monotonic() - began < 3


async def test_slow_redirects_share_one_deadline(scene: Scene) -> None:
    async def send_on_slowly(writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(0.3)
        writer.write(send_on("/"))
        await writer.drain()

    scene.out.says["/"] = send_on_slowly
    began = time.monotonic()
    with pytest.raises(RemoteUnavailable):
        await scene.fetch(settings=replace(QUICK, seconds=0.4))
    assert scene.out.connections == 2
    assert time.monotonic() - began < 3


class Flood:
    """Writes for ever; `sent` counts what was taken."""

    def __init__(self, head: bytes, piece: bytes) -> None:
        self.head, self.piece, self.sent = head, piece, 0

    async def __call__(self, writer: asyncio.StreamWriter) -> None:
        writer.write(self.head)
        while True:
            writer.write(self.piece)
            await writer.drain()
            self.sent += len(self.piece)


PNG_HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n"


@pytest.mark.parametrize(
    ("head", "piece", "error"),
    [
        (PNG_HEAD + b"\r\n\x89PNG\r\n\x1a\n", bytes(50_000), RemoteUnsuitable),
        (PNG_HEAD + b"Content-Length: 1000000000\r\n\r\n", bytes(50_000), RemoteUnsuitable),
        (PNG_HEAD + b"Content-Length: 99999999999999999999999999\r\n\r\n", bytes(50_000), None),
        (PNG_HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"c350\r\n" + bytes(50_000) + b"\r\n", RemoteUnsuitable),
        (b"HTTP/1.1 200 OK\r\n", b"X: " + b"y" * 1_000 + b"\r\n", RemoteUnavailable),
        (b"HTTP/1.1 200 OK\r\nX: ", b"y" * 50_000, RemoteUnavailable),
        (b"", b"HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n" * 500, RemoteUnavailable),
        (b"", b"y" * 50_000, RemoteUnavailable),
        (b"HTTP/1.1 302 Found\r\nLocation: /\r\n\r\n", bytes(50_000), RemoteUnavailable),
        (b"HTTP/1.1 404 Not Found\r\n\r\n", bytes(50_000), RemoteUnavailable),
    ],
)
async def test_a_flood_is_cut_off(scene: Scene, head: bytes, piece: bytes, error: type[Exception] | None) -> None:
    flood = Flood(head, piece)
    scene.out.says["/"] = flood
    with pytest.raises(error or (RemoteUnsuitable, RemoteUnavailable)):
        await scene.fetch()
    # What the kernel's buffers took in is not ours.
    assert flood.sent < 40_000_000


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"HTTP/1.1 200 OK",
        b"HTTP/1.1 200 OK\r\nContent-Type: image/png\r\nContent-Length: 9999\r\n\r\n" + draw(),
        b"HTTP/1.1 200 OK\r\nContent-Type: image/png\r\nTransfer-Encoding: chunked\r\n\r\nffff\r\n" + draw(),
        b"HTTP/1.1 200 OK\r\nContent-Type: image/png\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\n" + draw(),
        b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Type: image/png\r\nContent-Length: -1\r\n\r\n" + draw(),
        b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n" + draw(),
        b"HTTP/1.1 204 No Content\r\n\r\n",
        b"HTTP/1.1 206 Partial Content\r\nContent-Type: image/png\r\n\r\n" + draw(),
        b"HTTP/1.1 500 Oh\r\nContent-Type: image/png\r\n\r\n" + draw(),
        b"SSH-2.0-OpenSSH_9.2\r\n",
        b"220 mail ESMTP\r\n",
        b"\x00\xff" * 100,
        b"HTTP/2 200\r\n\r\n",
    ],
)
async def test_what_is_no_answer_or_cut_off_is_refused(scene: Scene, raw: bytes) -> None:
    scene.out.says["/"] = raw
    with pytest.raises(RemoteUnavailable):
        await scene.fetch()


@pytest.mark.parametrize(
    "raw",
    [
        PNG_HEAD + b"\r\n" + draw(),  # until the connection ends
        b"HTTP/1.0 200 OK\r\nContent-Type: image/png\r\n\r\n" + draw(),
        b"HTTP/1.1 100 Continue\r\n\r\n" + respond(draw()),
        respond(draw()) + b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<script>",
        respond(draw("JPEG")),  # hosts mistake one kind for the other
        respond(draw(), "IMAGE/PNG; charset=x"),
        PNG_HEAD + b"Transfer-Encoding: chunked\r\n\r\n%x\r\n%b\r\n0\r\n\r\n" % (len(draw()), draw()),
    ],
)
async def test_what_hosts_do_and_may_is_taken(scene: Scene, raw: bytes) -> None:
    scene.out.says["/"] = raw
    assert (await scene.fetch()).content


# Pictures that are none, or too much

SVG = b"<svg xmlns='http://www.w3.org/2000/svg'><image href='http://127.0.0.1/'/></svg>"


def bomb(width: int, height: int) -> bytes:
    """Return a PNG of a few kilobytes that says it is this large, and is."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    packer = zlib.compressobj(9)
    rows = b"".join(packer.compress(bytes(width // 8 + 1)) for _ in range(min(height, 20_000))) + packer.flush()
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def text_bomb() -> bytes:
    """Return a PNG with a compressed text of 100 MB."""
    data = b"a\0\0" + zlib.compress(bytes(100_000_000), 9)
    chunk = struct.pack(">I", len(data)) + b"zTXt" + data + struct.pack(">I", zlib.crc32(b"zTXt" + data))
    png = draw()
    return png[:33] + chunk + png[33:]


@pytest.mark.parametrize(
    ("body", "media_type", "field"),
    [
        (SVG, "image/svg+xml", ""),
        (SVG, "image/png", ""),
        (draw(), "image/svg+xml", ""),
        (draw(), "text/html", ""),
        (draw(), "application/octet-stream", ""),
        (draw(), "", ""),
        (b"<html><script>alert(1)</script>", "image/png", ""),
        (b"<html><script>alert(1)</script>", "image/gif", ""),
        (b"GIF89a=1;/*" + b"x" * 100 + b"*/alert(1)", "image/gif", ""),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 500, "image/png", ""),
        (draw()[:60], "image/png", ""),
        (draw("JPEG")[:-200], "image/jpeg", ""),
        (gzip.compress(bytes(100_000_000)), "image/png", "Content-Encoding: gzip"),
        (gzip.compress(draw()), "image/png", "Content-Encoding: gzip"),
        (draw(), "image/png", "Content-Encoding: br"),
        (bomb(100_000, 100_000), "image/png", ""),
        (bomb(9_000, 9_000), "image/png", ""),
        (bomb(1, 20_000), "image/png", ""),
        (text_bomb(), "image/png", ""),
        (draw("BMP"), "image/bmp", ""),
        (draw("TIFF"), "image/tiff", ""),
        (draw("ICO"), "image/x-icon", ""),
        (draw("PPM"), "image/png", ""),
    ],
    ids=lambda value: value[:24] if isinstance(value, str) else "body",
)
async def test_what_is_no_picture_within_bounds_is_refused(
    scene: Scene, body: bytes, media_type: str, field: str
) -> None:
    scene.out.says["/"] = respond(body, media_type, "200 OK", *[field] * bool(field))
    began = time.monotonic()
    with pytest.raises(RemoteUnsuitable):
        await scene.fetch()
    assert time.monotonic() - began < 4


async def test_what_the_decoding_process_may_do() -> None:
    """It ends within its bounds, opens nothing, starts nothing: told by a process confined the same way."""
    attempts = """
import os, socket, sys
sys.path.insert(0, sys.argv[1])
import reencoding
reencoding.warm_up()
reencoding.confine(1000)
def refused(act):
    try:
        act()
    except (OSError, MemoryError):
        return True
    return False
acts = (
    lambda: open("/etc/passwd"),
    lambda: open("/tmp/px", "w"),
    lambda: socket.socket(),
    lambda: os.pipe(),
    lambda: bytearray(2_000_000_000),
)
os.write(1, b"".join(b"1" if refused(act) else b"0" for act in acts))
"""
    folder = Path(__file__).parents[2] / "src" / "tempory" / "fetching"
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-I", "-c", attempts, str(folder), stdout=asyncio.subprocess.PIPE
    )
    told, _ = await process.communicate()
    assert told == b"11111"


async def test_a_decoder_that_is_given_up_does_not_live_on() -> None:
    large = io.BytesIO()
    Image.effect_noise((3_000, 3_000), 90).convert("RGBA").save(large, "PNG", compress_level=1)
    before = children()
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.25):
            await make_anew(large.getvalue(), pixels=12_000_000, octets=100_000_000)
    assert children() == before


def children() -> set[str]:
    tasks = Path("/proc/self/task").iterdir()
    return {pid for task in tasks for pid in (task / "children").read_text().split()}


async def test_what_is_larger_than_may_be_given_out_is_not() -> None:
    noise = io.BytesIO()
    Image.effect_noise((300, 300), 90).save(noise, "PNG")
    assert sniff((await make_anew(noise.getvalue(), pixels=12_000_000, octets=1_000_000)).content) == "PNG"
    with pytest.raises(RemoteUnsuitable):
        await make_anew(noise.getvalue(), pixels=12_000_000, octets=10_000)
