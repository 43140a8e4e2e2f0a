"""What came, made into a picture of our own: by its first octets and its declared type, in a process of its own."""

import asyncio
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tempory.fetching.failures import RemoteUnsuitable
from tempory.fetching.reencoding import sniff

_SCRIPT: Final = Path(__file__).with_name("reencoding.py")
_DECLARED: Final = frozenset({"image/png", "image/jpeg", "image/jpg", "image/gif", "image/webp"})
_MADE: Final = {"PNG": "image/png", "JPEG": "image/jpeg", "WEBP": "image/webp"}
GROWTH: Final = 4
"""A picture made anew may be this many times as large as one that is taken: a photograph becomes no better packed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """PNG, JPEG or WebP, made here: one frame, without anything beside its pixels."""

    content: bytes
    media_type: str


def check_type(declared: str, raw: bytes) -> None:
    """Raise `RemoteUnsuitable` unless type and octets each say that this is a picture of a kind that is taken.

    They need not name the same kind: hosts mistake one for the other, and the octets decide.
    """
    bare = declared.partition(";")[0].strip().lower()
    if bare not in _DECLARED or sniff(raw) is None:
        raise RemoteUnsuitable


async def make_anew(raw: bytes, *, pixels: int, octets: int) -> Picture:
    """Decode `raw` and encode its pixels, in a process that can do nothing else and ends with it.

    Raises `RemoteUnsuitable` for whatever is no picture within bounds. Cancelled, it takes the process with it.
    """
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-I",
        str(_SCRIPT),
        str(pixels),
        str(octets),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        cwd="/",
        env={},
    )
    try:
        made = await _hand_over(process, raw, octets)
        await process.wait()
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    # The process read hostile octets: what it says is believed as little as they are.
    kind = sniff(made)
    if process.returncode != 0 or kind not in _MADE or len(made) > octets:
        raise RemoteUnsuitable
    return Picture(content=made, media_type=_MADE[kind])


async def _hand_over(process: asyncio.subprocess.Process, raw: bytes, octets: int) -> bytes:
    """Write `raw`, and return what comes back, up to one octet more than may."""
    assert process.stdin is not None  # noqa: S101 (both are pipes)
    assert process.stdout is not None  # noqa: S101 (both are pipes)
    try:
        process.stdin.write(raw)
        await process.stdin.drain()
        process.stdin.close()
        made = bytearray()
        while len(made) <= octets:
            piece = await process.stdout.read(64 * 1024)
            if not piece:
                break
            made += piece
    except (BrokenPipeError, ConnectionResetError):
        return b""  # it ended before it had read everything
    return bytes(made)
