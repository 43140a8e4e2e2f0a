"""Pictures with codes in them, and such as are made to break a decoder."""

import io
import struct
import zlib
from collections.abc import Sequence

import zxingcpp
from PIL import Image

from tempory.mime import Picture

FORMATS = ("PNG", "JPEG", "GIF", "WEBP", "BMP")


def drawn(text: str, scale: int = 5) -> Image.Image:
    """Return a QR code, grey."""
    code = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode)
    view = memoryview(zxingcpp.write_barcode_to_image(code, scale=scale))  # type: ignore[arg-type]
    height, width = view.shape or (0, 0)
    return Image.frombytes("L", (width, height), view.tobytes())


def encoded(image: Image.Image, form: str = "PNG", frames: Sequence[Image.Image] = ()) -> bytes:
    octets = io.BytesIO()
    if frames:
        image.save(octets, form, save_all=True, append_images=list(frames), duration=100)
    else:
        image.save(octets, form)
    return octets.getvalue()


def code_picture(text: str = "https://evil.example/login", form: str = "PNG", scale: int = 5) -> bytes:
    return encoded(drawn(text, scale), form)


def picture(octets: bytes) -> Picture:
    return Picture(raw=memoryview(octets), encoding="binary", size=len(octets))


def png(width: int, height: int, *chunks: bytes) -> bytes:
    """Return a PNG that says it has these sides, with `chunks` (kind and data) for its content."""
    header = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    parts = [header, *(chunks or [b"IDAT" + zlib.compress(bytes(1 + 1000))]), b"IEND"]
    framed = (struct.pack(">I", len(part) - 4) + part + struct.pack(">I", zlib.crc32(part)) for part in parts)
    return b"\x89PNG\r\n\x1a\n" + b"".join(framed)
