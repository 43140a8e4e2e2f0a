"""The program that decodes: a picture comes in, what the codes in it say goes out, until its input ends.

`python -I -m tempory.decoding.worker PIXELS MEMORY`. Each way a message is four octets of length and as many more: in,
the octets of a picture; out, JSON, `{"codes": [text, …]}` or `{"refused": reason}`. Everything is imported and tried
once before it confines itself; afterwards nothing can be opened any more.
"""

import io
import json
import sys
import warnings
from collections.abc import Iterator
from typing import BinaryIO, Final

import zxingcpp
from PIL import Image, ImageFile

from tempory.confinement import confine
from tempory.decoding.bounds import MAX_CHARACTERS, MAX_CODES

FORMATS: Final = ("PNG", "JPEG", "GIF", "WEBP", "BMP")
SEARCHED_SIDE: Final = 2_000  # pixels; a code that a telephone reads off a screen is not lost by this
SMALLEST_SIDE: Final = 21  # ISO/IEC 18004 §7.3.1: modules of the smallest QR code
MAX_FRAMES: Final = 8  # of a picture that moves; a code has to be shown for as long as a hand needs
_CODES: Final = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
_WHITE: Final = 255
_BLACK: Final = 0


def main() -> None:
    """Answer until the input ends."""
    pixels, memory = map(int, sys.argv[1:3])
    prepare(pixels)
    confine(memory)
    serve(sys.stdin.buffer, sys.stdout.buffer, pixels=pixels)


def prepare(pixels: int) -> None:
    """Load every decoder by using it, and tell the library its bounds."""
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    Image.MAX_IMAGE_PIXELS = pixels
    # Readers are shown what there is of a picture that was cut off, so what there is gets searched.
    ImageFile.LOAD_TRUNCATED_IMAGES = True
    for name in FORMATS:
        octets = io.BytesIO()
        Image.new("P" if name == "GIF" else "RGB", (SMALLEST_SIDE, SMALLEST_SIDE)).save(octets, name)
        answer(octets.getvalue(), pixels=pixels)


def serve(source: BinaryIO, sink: BinaryIO, *, pixels: int) -> None:
    """Take pictures from `source` and write answers to `sink`."""
    while len(length := source.read(4)) == 4:  # noqa: PLR2004 (a length)
        said = json.dumps(answer(source.read(int.from_bytes(length)), pixels=pixels)).encode()
        sink.write(len(said).to_bytes(4) + said)
        sink.flush()


def answer(octets: bytes, *, pixels: int) -> dict[str, object]:
    """Return what the codes in a picture say, or why nobody knows."""
    try:
        return {"codes": read_codes(octets, pixels=pixels)}
    except Exception as error:  # noqa: BLE001 (decoders raise whatever they like at what strangers send)
        return {"refused": type(error).__name__}


def read_codes(octets: bytes, *, pixels: int) -> list[str]:
    """Search the frames of a picture, `pixels` of them all together. Raises whatever the decoders raise."""
    found: dict[str, None] = {}
    with Image.open(io.BytesIO(octets), formats=FORMATS) as picture:
        for frame in _frames(picture, pixels):
            for code in zxingcpp.read_barcodes(frame, formats=_CODES):
                found[code.text[:MAX_CHARACTERS]] = None
            if len(found) >= MAX_CODES:
                break
    return list(found)[:MAX_CODES]


def _frames(picture: Image.Image, pixels: int) -> Iterator[Image.Image]:
    """Give the frames to be searched, in grey. `DecompressionBombError` before any is decoded that is too large."""
    left = pixels
    for number in range(MAX_FRAMES):
        if number:
            try:
                picture.seek(number)
            except EOFError:
                return
        left -= picture.width * picture.height
        if left < 0:
            if number:
                return
            message = "more pixels than are looked at"
            raise Image.DecompressionBombError(message)
        if min(picture.size) >= SMALLEST_SIDE:
            yield from _grounds(picture)


def _grounds(picture: Image.Image) -> Iterator[Image.Image]:
    """Give a frame in grey, where it is transparent once on white and once on black, as it may be shown."""
    picture.draft("L", (SEARCHED_SIDE, SEARCHED_SIDE))
    if picture.has_transparency_data:
        coloured = picture.convert("RGBA")
        for ground in (_WHITE, _BLACK):
            behind = Image.new("RGBA", coloured.size, (ground, ground, ground, 255))
            yield _smaller(Image.alpha_composite(behind, coloured).convert("L"))
    else:
        yield _smaller(picture.convert("L"))


def _smaller(grey: Image.Image) -> Image.Image:
    factor = max(grey.size) // SEARCHED_SIDE
    return grey.reduce(factor) if factor > 1 else grey


if __name__ == "__main__":
    main()
