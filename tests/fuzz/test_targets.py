"""A glance at what `make fuzz` does at length: every seed holds, and so do some variations and some noise."""

import random
from zlib import crc32

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.fuzz.invariants import COUNTED, assert_bounded, pieces
from tests.fuzz.run import variation
from tests.fuzz.targets import TARGETS, seeds


@pytest.mark.parametrize("name", TARGETS)
def test_every_seed_holds(name: str) -> None:
    found = list(seeds(name))
    assert len(found) > 2
    for path, octets in found:
        assert len(octets) <= 4096, path.name
        TARGETS[name](octets)


@pytest.mark.parametrize("name", TARGETS)
def test_variations_of_the_seeds_hold(name: str) -> None:
    drawn = random.Random(name)  # noqa: S311 (input, no secret)
    known = [octets for _, octets in seeds(name)]
    for _ in range(40):
        TARGETS[name](variation(drawn, known))


@settings(max_examples=15, deadline=None)
@given(st.sampled_from(sorted(TARGETS)), st.binary(max_size=300))
def test_noise_holds(name: str, octets: bytes) -> None:
    TARGETS[name](octets)


@given(st.binary(max_size=200))
def test_pieces_are_all_of_it(octets: bytes) -> None:
    assert b"".join(pieces(octets)) == octets
    assert pieces(octets) == pieces(octets)


def test_work_that_grows_faster_than_its_input_is_noticed() -> None:
    def quadratic(octets: bytes) -> None:
        for _ in octets:
            for _ in octets:
                len(octets)

    octets = next(b"x" * size for size in range(100, 1000) if not crc32(b"x" * size) % COUNTED)
    with pytest.raises(AssertionError, match="calls for"):
        assert_bounded(octets, lambda: quadratic(octets), calls=100, calls_an_octet=10)
