"""The process that decodes a stranger's picture: octets on standard input, a picture made anew on standard output.

It is run as a script, alone (`python -I`), so that it holds nothing of ours but `tempory.confinement`: before it reads
anything it gives up whatever a picture does not need. Whatever goes wrong ends it with a status and no word.
"""

import io
import sys
from typing import Final

from PIL import Image, ImageOps

from tempory.confinement import confine

KINDS: Final = ("PNG", "JPEG", "GIF", "WEBP")
MAX_SIDE: Final = 10_000
CPU_SECONDS: Final = 10
_MEMORY_OCTETS: Final = 256 * 1024 * 1024
_OCTETS_A_PIXEL: Final = 20
"""Four for the pixels, and as much again for each copy on their way through."""

_QUALITY: Final = 85
_EFFORT: Final = 3
_ORIENTATION: Final = 0x0112
"""The EXIF tag."""


class Unfit(Exception):  # noqa: N818 (a judgement of the picture, not a fault)
    """Not a picture within bounds."""


def sniff(raw: bytes) -> str | None:
    """Return Pillow's name for the kind of picture that `raw` begins as, of those taken; None if it is none."""
    if raw.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG"
    if raw.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    if raw.startswith((b"GIF87a", b"GIF89a")):
        return "GIF"
    if raw.startswith(b"RIFF") and raw[8:12] == b"WEBP":
        return "WEBP"
    return None


def reencode(raw: bytes, *, pixels: int) -> bytes:
    """Return the first frame of `raw`: JPEG stays JPEG, WebP stays WebP, the rest becomes PNG. Raises `Unfit`.

    Sizes are read before anything is decoded. Turned as its EXIF data say, then without them, without comments,
    profiles and names.
    """
    kind = sniff(raw)
    if kind is None:
        raise Unfit
    with Image.open(io.BytesIO(raw), formats=(kind,)) as image:
        width, height = image.size
        if not 0 < width * height <= pixels or max(width, height) > MAX_SIDE:
            raise Unfit
        image.load()
        plain = ImageOps.exif_transpose(image).convert("RGBA" if image.has_transparency_data else "RGB")
    plain.info.clear()
    made = io.BytesIO()
    if kind == "JPEG":
        plain.convert("RGB").save(made, "JPEG", quality=_QUALITY)
    elif kind == "WEBP":
        plain.save(made, "WEBP", quality=_QUALITY, method=2)
    else:
        plain.save(made, "PNG", compress_level=_EFFORT)
    return made.getvalue()


def warm_up() -> None:
    """Make small pictures of our own anew, so that Pillow imports now what it could not read once we are confined."""
    exif = Image.Exif()
    exif[_ORIENTATION] = 6
    for kind in KINDS:
        own = io.BytesIO()
        frame = Image.new("P" if kind == "GIF" else "RGB", (2, 1))
        frame.save(own, kind, exif=exif, save_all=kind != "JPEG", append_images=[frame.copy()])
        reencode(own.getvalue(), pixels=2)


def main(arguments: list[str]) -> int:
    """Read, make anew, write; return the status to end with."""
    pixels, octets = map(int, arguments)
    warm_up()
    confine(_MEMORY_OCTETS + pixels * _OCTETS_A_PIXEL, cpu_seconds=CPU_SECONDS)
    try:
        made = reencode(sys.stdin.buffer.read(), pixels=pixels)
        if len(made) > octets:
            return 1
        sys.stdout.buffer.write(made)
        sys.stdout.buffer.flush()
    except Exception:  # noqa: BLE001 (a stranger's octets may raise anything; none of it is told)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
