import hashlib
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tempory.sealing import CHUNK_OCTETS, open_body, open_body_chunks, seal_body
from tempory.values import IntegrityError, MessageId, Secret

KEY, MESSAGE = Secret(b"k" * 32), MessageId(b"m" * 16)
CONTENT = (
    b"".join(number.to_bytes(2, "big") for number in range(65_536)) + b"the end"
)  # two full chunks and a short one
SEALED = seal_body(CONTENT, content_key=KEY, message=MESSAGE)

contents = st.builds(
    lambda pattern, size: (pattern * (size // len(pattern) + 1))[:size],
    pattern=st.binary(min_size=1, max_size=2000),
    size=st.integers(min_value=0, max_value=3 * CHUNK_OCTETS + 1),
)


def opened(sealed: bytes) -> bytes:
    return open_body(sealed, content_key=KEY, message=MESSAGE)


def pieces(octets: bytes, size: int) -> Iterator[bytes]:
    return (octets[start : start + size] for start in range(0, len(octets), size))


def split(sealed: bytes) -> list[bytes]:
    """The chunks of a sealed body, each with its length."""
    chunks, rest = [], sealed[1:]
    while rest:
        end = 4 + int.from_bytes(rest[:4], "big")
        chunks.append(rest[:end])
        rest = rest[end:]
    return chunks


@given(content=contents)
def test_seal_and_open_are_opposites(content: bytes) -> None:
    assert opened(seal_body(content, content_key=KEY, message=MESSAGE)) == content


@given(size=st.integers(min_value=1, max_value=len(SEALED) + 1))
def test_any_cut_into_pieces_gives_the_same_chunks(size: int) -> None:
    chunks = list(open_body_chunks(pieces(SEALED, max(size, 50)), content_key=KEY, message=MESSAGE))
    assert [len(chunk) for chunk in chunks] == [CHUNK_OCTETS, CHUNK_OCTETS, 7]
    assert b"".join(chunks) == CONTENT


def test_pieces_may_be_single_octets_or_empty() -> None:
    sealed = seal_body(b"short", content_key=KEY, message=MESSAGE)
    stream = (octet for piece in pieces(sealed, 1) for octet in (b"", piece, b""))
    assert b"".join(open_body_chunks(stream, content_key=KEY, message=MESSAGE)) == b"short"


def test_a_chunk_is_given_as_soon_as_the_next_octet_shows_that_it_is_not_the_last() -> None:
    first = split(SEALED)[0]
    read = 0

    def stream() -> Iterator[bytes]:
        nonlocal read
        for piece in pieces(SEALED, 1000):
            read += len(piece)
            yield piece

    next(open_body_chunks(stream(), content_key=KEY, message=MESSAGE))
    assert read <= 1 + len(first) + 1000


@given(bit=st.integers(min_value=0, max_value=len(SEALED) * 8 - 1))
def test_any_flipped_bit_is_found(bit: int) -> None:
    altered = bytearray(SEALED)
    altered[bit // 8] ^= 1 << bit % 8
    with pytest.raises(IntegrityError):
        opened(bytes(altered))


@given(size=st.integers(min_value=0, max_value=len(SEALED) - 1))
def test_anything_cut_short_is_found(size: int) -> None:
    with pytest.raises(IntegrityError):
        opened(SEALED[:size])


def test_a_body_cut_between_chunks_is_found_after_the_genuine_ones() -> None:
    first, *_ = split(SEALED)
    chunks = open_body_chunks((b"\x01" + first,), content_key=KEY, message=MESSAGE)
    with pytest.raises(IntegrityError):
        next(chunks)  # its nonce says that it is not the last


@given(order=st.permutations([0, 1, 2]))
def test_chunks_in_another_order_are_found(order: list[int]) -> None:
    chunks = split(SEALED)
    sealed = b"\x01" + b"".join(chunks[index] for index in order)
    if order == [0, 1, 2]:
        assert opened(sealed) == CONTENT
    else:
        with pytest.raises(IntegrityError):
            opened(sealed)


@given(octets=st.binary(max_size=400).map(lambda octets: b"\x01\x00\x00\x00" + octets))
def test_arbitrary_octets_give_an_integrity_error_and_no_other(octets: bytes) -> None:
    with pytest.raises(IntegrityError):
        opened(octets)


def test_moved_to_another_message_or_key_a_body_does_not_open() -> None:
    with pytest.raises(IntegrityError):
        open_body(SEALED, content_key=KEY, message=MessageId(b"n" * 16))
    with pytest.raises(IntegrityError):
        open_body(SEALED, content_key=Secret(b"l" * 32), message=MESSAGE)


def test_a_reader_may_take_less() -> None:
    assert open_body(SEALED, content_key=KEY, message=MESSAGE, max_octets=len(CONTENT)) == CONTENT
    with pytest.raises(IntegrityError):
        open_body(SEALED, content_key=KEY, message=MESSAGE, max_octets=len(CONTENT) - 1)


def test_what_does_not_compress_still_fits_a_chunk() -> None:
    noise = hashlib.shake_256(b"noise").digest(CHUNK_OCTETS)
    sealed = seal_body(noise, content_key=KEY, message=MESSAGE)
    assert len(sealed) < CHUNK_OCTETS + 1024
    assert opened(sealed) == noise
