"""What is sealed for a day opens with that day's key alone."""

from secrets import token_bytes

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tempory.sealing import open_for_day, seal_for_day
from tempory.values import IntegrityError, Secret

KEY = Secret(b"k" * 32)


@given(st.binary(max_size=300), st.integers(0, 1 << 40))
def test_what_is_sealed_is_opened(plaintext: bytes, day: int) -> None:
    sealed = seal_for_day(plaintext, key=KEY, day=day, random=token_bytes)
    assert open_for_day(sealed, key=KEY, day=day) == plaintext
    assert len(sealed) == len(plaintext) + 29


def test_another_day_or_key_opens_nothing() -> None:
    sealed = seal_for_day(b"counts", key=KEY, day=5, random=token_bytes)
    with pytest.raises(IntegrityError):
        open_for_day(sealed, key=KEY, day=6)
    with pytest.raises(IntegrityError):
        open_for_day(sealed, key=Secret(b"x" * 32), day=5)


@given(st.integers(0, 34), st.integers(1, 255))
def test_nothing_altered_is_opened(place: int, change: int) -> None:
    sealed = bytearray(seal_for_day(b"counts", key=KEY, day=5, random=token_bytes))
    sealed[place] ^= change
    with pytest.raises(IntegrityError):
        open_for_day(bytes(sealed), key=KEY, day=5)


@given(st.binary(max_size=60))
def test_arbitrary_octets_are_refused(octets: bytes) -> None:
    for sealed in (octets, b"\x01" + octets):
        with pytest.raises(IntegrityError):
            open_for_day(sealed, key=KEY, day=5)
