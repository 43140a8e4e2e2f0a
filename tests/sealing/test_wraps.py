from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tempory.sealing import (
    INNER_WRAP_OCTETS,
    OUTER_WRAP_OCTETS,
    Random,
    add_shred_layer,
    strip_shred_layer,
    unwrap_private_key,
    wrap_private_key,
)
from tempory.values import IntegrityError, MailboxId, Secret

SEED, KEY_HALF, SHRED_KEY = Secret(b"s" * 32), Secret(b"k" * 32), Secret(b"x" * 32)
OTHER = Secret(b"o" * 32)
MAILBOX, OTHER_MAILBOX = MailboxId(b"m" * 16), MailboxId(b"n" * 16)
INNER = wrap_private_key(SEED, key_half=KEY_HALF, mailbox=MAILBOX, random=lambda size: b"r" * size)
OUTER = add_shred_layer(INNER, shred_key=SHRED_KEY, mailbox=MAILBOX, random=lambda size: b"r" * size)


def unwrap(wrap: bytes) -> bytes:
    return unwrap_private_key(wrap, key_half=KEY_HALF, mailbox=MAILBOX).reveal()


def strip(wrap: bytes) -> bytes:
    return strip_shred_layer(wrap, shred_key=SHRED_KEY, mailbox=MAILBOX)


def test_sizes_and_the_way_back() -> None:
    assert (len(INNER), len(OUTER)) == (INNER_WRAP_OCTETS, OUTER_WRAP_OCTETS) == (61, 90)
    assert strip(OUTER) == INNER
    assert unwrap(INNER) == SEED.reveal()


def test_each_wrap_draws_its_own_nonce(random: Random) -> None:
    wraps = {wrap_private_key(SEED, key_half=KEY_HALF, mailbox=MAILBOX, random=random)[1:13] for _ in range(5)}
    assert len(wraps) == 5


@pytest.mark.parametrize(("opened", "wrap"), [(unwrap, INNER), (strip, OUTER)], ids=["inner", "outer"])
@given(bit=st.integers(min_value=0, max_value=OUTER_WRAP_OCTETS * 8 - 1))
def test_any_flipped_bit_is_found(opened: Callable[[bytes], bytes], wrap: bytes, bit: int) -> None:
    altered = bytearray(wrap)
    altered[bit // 8 % len(wrap)] ^= 1 << bit % 8
    with pytest.raises(IntegrityError):
        opened(bytes(altered))


@pytest.mark.parametrize("wrap", [b"", b"\x01", INNER[:-1], INNER + b"\x00", OUTER, b"\x02" + INNER[1:]])
def test_an_inner_wrap_of_another_shape_is_refused(wrap: bytes) -> None:
    with pytest.raises(IntegrityError):
        unwrap(wrap)
    with pytest.raises(IntegrityError):
        add_shred_layer(wrap, shred_key=SHRED_KEY, mailbox=MAILBOX, random=bytes)


def test_the_wrong_key_or_mailbox_opens_nothing() -> None:
    with pytest.raises(IntegrityError):
        unwrap_private_key(INNER, key_half=OTHER, mailbox=MAILBOX)
    with pytest.raises(IntegrityError):
        unwrap_private_key(INNER, key_half=KEY_HALF, mailbox=OTHER_MAILBOX)
    with pytest.raises(IntegrityError):
        strip_shred_layer(OUTER, shred_key=OTHER, mailbox=MAILBOX)
    with pytest.raises(IntegrityError):
        strip_shred_layer(OUTER, shred_key=SHRED_KEY, mailbox=OTHER_MAILBOX)
