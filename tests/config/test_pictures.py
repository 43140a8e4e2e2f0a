from tempory.config import Configuration
from tempory.config.composition import decoding_settings
from tempory.config.pictures import Pictures
from tempory.decoding.reader import DecodingSettings


def test_pictures_are_searched_unless_that_is_switched_off() -> None:
    assert decoding_settings(Configuration()) == DecodingSettings()
    assert decoding_settings(Configuration(pictures=Pictures(codes=False))) is None


def test_the_bounds_are_those_configured() -> None:
    section = Pictures(timeout=1, count=2, size=65_536, pixels=100_000, workers=4)
    wanted = DecodingSettings(seconds=1, pictures=2, octets=65_536, pixels=100_000, workers=4)
    assert decoding_settings(Configuration(pictures=section)) == wanted
