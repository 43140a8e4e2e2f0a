"""What a worker answers, asked in this process."""

import io
import json

import pytest
from PIL import Image, ImageFile

from tempory.decoding.bounds import MAX_CHARACTERS
from tempory.decoding.worker import FORMATS, answer, prepare, serve
from tests.pictures import code_picture, drawn, encoded

LINK = "https://evil.example/login"
PIXELS = 4_000_000


@pytest.fixture(autouse=True)
def library(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", PIXELS)
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", True)


def found(octets: bytes) -> list[str]:
    codes = answer(octets, pixels=PIXELS)["codes"]
    assert isinstance(codes, list)
    return codes


@pytest.mark.parametrize("form", FORMATS)
def test_a_code_is_read(form: str) -> None:
    assert found(code_picture(LINK, form)) == [LINK]


def test_a_picture_without_a_code() -> None:
    assert found(encoded(Image.new("RGB", (200, 200), "green"))) == []
    assert found(encoded(Image.new("RGB", (1, 1)), "GIF")) == []


@pytest.mark.parametrize("turned", [90, 180, 270])
def test_a_code_is_read_whichever_way_it_lies(turned: int) -> None:
    assert found(encoded(drawn(LINK).rotate(turned, expand=True))) == [LINK]


def test_a_code_light_on_dark() -> None:
    assert found(encoded(drawn(LINK).point(lambda value: 255 - value))) == [LINK]


@pytest.mark.parametrize("ink", ["black", "white"])
def test_a_code_on_nothing(ink: str) -> None:
    code = Image.new("RGBA", drawn(LINK).size, ink)
    code.putalpha(drawn(LINK).point(lambda value: 255 - value))
    assert found(encoded(code)) == [LINK]


def test_a_code_in_a_photograph() -> None:
    photograph = Image.effect_noise((1_900, 1_400), 60).convert("RGB")
    photograph.paste(drawn(LINK, 8), (700, 300))
    assert found(encoded(photograph, "JPEG")) == [LINK]


def test_a_code_in_a_later_frame() -> None:
    blank = Image.new("L", drawn(LINK).size, 255)
    assert found(encoded(blank, "GIF", frames=[drawn(LINK)])) == [LINK]


def test_several_codes() -> None:
    sheet = Image.new("L", (800, 400), 255)
    sheet.paste(drawn("https://a.example/"), (20, 20))
    sheet.paste(drawn("https://b.example/"), (420, 20))
    assert sorted(found(encoded(sheet))) == ["https://a.example/", "https://b.example/"]


def test_a_text_is_cut() -> None:
    assert found(code_picture("7" * 4_000, scale=3)) == ["7" * MAX_CHARACTERS]


def test_what_is_cut_off_is_searched_as_far_as_it_goes() -> None:
    octets = code_picture(LINK)
    assert found(octets[:-20]) == [LINK]


@pytest.mark.parametrize(
    "octets", [b"", b"GIF89a", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"RIFF", b"BM", b"hello" * 99]
)
def test_what_is_no_picture_is_refused(octets: bytes) -> None:
    assert "refused" in answer(octets, pixels=PIXELS)


def test_other_formats_are_refused() -> None:
    assert answer(encoded(drawn(LINK), "TIFF"), pixels=PIXELS) == {"refused": "UnidentifiedImageError"}


def test_a_large_picture_is_refused_before_it_is_decoded() -> None:
    octets = encoded(Image.new("L", (1_500, 1_500)))
    assert answer(octets, pixels=2_000_000) == {"refused": "DecompressionBombError"}


def test_questions_are_answered_until_they_end() -> None:
    asked = b"".join(len(octets).to_bytes(4) + octets for octets in (code_picture(LINK), b"x"))
    sink = io.BytesIO()
    serve(io.BytesIO(asked + b"\0\0"), sink, pixels=PIXELS)
    said, answers = sink.getvalue(), []
    while said:
        length = int.from_bytes(said[:4])
        answers.append(json.loads(said[4 : 4 + length]))
        said = said[4 + length :]
    assert answers == [{"codes": [LINK]}, {"refused": "UnidentifiedImageError"}]


def test_every_decoder_is_loaded_before_it_is_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    used: list[bytes] = []
    monkeypatch.setattr("tempory.decoding.worker.answer", lambda octets, *, pixels: used.append(octets[:4]))
    prepare(PIXELS)
    assert len(used) == len(FORMATS)
