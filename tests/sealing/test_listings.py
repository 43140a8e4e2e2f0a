"""Listing pages: whoever holds the seed reads them, in their place, and nobody else does."""

from secrets import token_bytes

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from tempory.sealing import ListingCipher
from tempory.sealing.listings import MAX_LISTING_OCTETS
from tempory.values import IntegrityError, MailboxId, Secret

SEED = Secret(b"s" * 32)
MAILBOX = MailboxId(b"m" * 16)


@given(page=st.binary(max_size=5000), folder=st.integers(0, 2**40), number=st.integers(0, 2**40))
def test_a_page_comes_back(page: bytes, folder: int, number: int) -> None:
    sealed = ListingCipher(SEED, mailbox=MAILBOX).seal(page, folder=folder, number=number, random=token_bytes)
    assert ListingCipher(SEED, mailbox=MAILBOX).open(sealed, folder=folder, number=number) == page


def test_a_page_opens_in_its_place_for_its_holder_and_unaltered_only() -> None:
    cipher = ListingCipher(SEED, mailbox=MAILBOX)
    sealed = cipher.seal(b"page", folder=7, number=1, random=token_bytes)
    strangers = [
        (ListingCipher(Secret(b"t" * 32), mailbox=MAILBOX), sealed, 7, 1),
        (ListingCipher(SEED, mailbox=MailboxId(b"n" * 16)), sealed, 7, 1),
        (cipher, sealed, 8, 1),
        (cipher, sealed, 7, 2),
        (cipher, b"\x02" + sealed[1:], 7, 1),
        (cipher, sealed[:-1], 7, 1),
        (cipher, sealed[:9], 7, 1),
        (cipher, b"", 7, 1),
        *((cipher, sealed[:at] + bytes([sealed[at] ^ 1]) + sealed[at + 1 :], 7, 1) for at in range(len(sealed))),
    ]
    for stranger, octets, folder, number in strangers:
        with pytest.raises(IntegrityError):
            stranger.open(octets, folder=folder, number=number)


@pytest.mark.parametrize(
    "frame",
    [
        b"no frame",
        zstandard.ZstdCompressor(write_content_size=False).compress(b"x" * 100),
        zstandard.ZstdCompressor().compress(bytes(MAX_LISTING_OCTETS + 1)),
    ],
)
def test_a_page_that_says_no_size_or_too_large_a_one_is_not_unpacked(frame: bytes) -> None:
    cipher = ListingCipher(SEED, mailbox=MAILBOX)
    nonce = token_bytes(12)
    sealed = b"\x01" + nonce + cipher._cipher.encrypt(nonce, frame, cipher._place(1, 1))
    with pytest.raises(IntegrityError):
        cipher.open(sealed, folder=1, number=1)
