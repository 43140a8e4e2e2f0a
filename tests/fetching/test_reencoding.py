"""What is decoded, by the functions themselves; tests/attacks has the process they run in."""

import io
import struct
import zlib
from typing import Any

import pytest
from PIL import Image

from tempory.fetching.reencoding import MAX_SIDE, Unfit, reencode, sniff

PIXELS = 1_000_000


def draw(kind: str, mode: str = "RGB", size: tuple[int, int] = (30, 20), **options: Any) -> bytes:
    made = io.BytesIO()
    Image.new(mode, size).save(made, kind, **options)
    return made.getvalue()


def read(octets: bytes) -> Image.Image:
    return Image.open(io.BytesIO(octets))


@pytest.mark.parametrize(
    ("kind", "mode", "becomes"),
    [
        ("PNG", "RGB", "PNG"),
        ("PNG", "RGBA", "PNG"),
        ("PNG", "P", "PNG"),
        ("PNG", "1", "PNG"),
        ("PNG", "LA", "PNG"),
        ("PNG", "I;16", "PNG"),
        ("JPEG", "RGB", "JPEG"),
        ("JPEG", "L", "JPEG"),
        ("JPEG", "CMYK", "JPEG"),
        ("GIF", "P", "PNG"),
        ("WEBP", "RGBA", "WEBP"),
    ],
)
def test_a_picture_stays_what_it_shows(kind: str, mode: str, becomes: str) -> None:
    made = reencode(draw(kind, mode), pixels=PIXELS)
    assert sniff(made) == becomes
    assert read(made).size == (30, 20)


def test_what_is_clear_stays_clear() -> None:
    made = read(reencode(draw("PNG", "RGBA"), pixels=PIXELS))
    assert made.convert("RGBA").getpixel((0, 0)) == (0, 0, 0, 0)


def test_nothing_goes_along_with_the_pixels() -> None:
    exif = Image.Exif()
    exif[0x010E] = "secret"
    noted = Image.new("RGB", (8, 8))
    everything: dict[str, dict[str, Any]] = {
        "JPEG": {"comment": b"secret", "exif": exif, "icc_profile": b"secret" * 20, "xmp": b"secret"},
        "WEBP": {"exif": exif, "icc_profile": b"secret" * 20, "xmp": b"secret"},
        "GIF": {"comment": b"secret"},
    }
    for kind, options in everything.items():
        raw = io.BytesIO()
        noted.save(raw, kind, **options)
        assert b"secret" in raw.getvalue()
        assert b"secret" not in reencode(raw.getvalue(), pixels=PIXELS)
    chunk = b"tEXtsecret\0secret"
    text = struct.pack(">I", len(chunk) - 4) + chunk + struct.pack(">I", zlib.crc32(chunk))
    png = draw("PNG")
    assert b"secret" not in reencode(png[:33] + text + png[33:], pixels=PIXELS)


def test_a_photograph_is_turned_before_it_forgets_which_way_is_up() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    assert read(reencode(draw("JPEG", exif=exif), pixels=PIXELS)).size == (20, 30)


@pytest.mark.parametrize("kind", ["PNG", "GIF", "WEBP"])
def test_of_what_moves_only_the_first_frame_is_kept(kind: str) -> None:
    frames = [Image.new("RGB", (8, 8), (number, 0, 0)) for number in (0, 90, 180)]
    raw = io.BytesIO()
    frames[0].save(raw, kind, save_all=True, append_images=frames[1:])
    assert getattr(read(raw.getvalue()), "n_frames", 1) > 1
    made = read(reencode(raw.getvalue(), pixels=PIXELS))
    assert getattr(made, "n_frames", 1) == 1
    assert made.convert("RGB").getpixel((0, 0)) == (0, 0, 0)


def test_what_is_too_large_is_refused_by_its_first_octets() -> None:
    with pytest.raises(Unfit):
        reencode(draw("PNG", size=(1_001, 1_000)), pixels=PIXELS)
    with pytest.raises(Unfit):
        reencode(draw("PNG", "1", (MAX_SIDE + 1, 1)), pixels=PIXELS)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "WEBP"])
def test_what_is_cut_off_is_no_picture(kind: str) -> None:
    raw = draw(kind, "P" if kind == "GIF" else "RGB", (200, 200))
    for end in (8, len(raw) // 2):
        with pytest.raises((OSError, SyntaxError, Unfit, ValueError)):
            read(reencode(raw[:end], pixels=PIXELS)).load()


@pytest.mark.parametrize(
    "raw", [b"", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"<html>", b"BM" + bytes(60), b"%PDF-1.4", b"II*\0"]
)
def test_only_four_kinds_are_read_at_all(raw: bytes) -> None:
    assert sniff(raw) is None
    with pytest.raises(Unfit):
        reencode(raw, pixels=PIXELS)
