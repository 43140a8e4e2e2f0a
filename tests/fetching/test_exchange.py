"""What a host says, read without a socket: any octets, in any pieces, are an answer or a refusal."""

import asyncio

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tempory.fetching import RemoteUnavailable, RemoteUnsuitable
from tempory.fetching.exchange import Reply, _encode, _read
from tempory.fetching.targets import Target

MOST = 1_000
WHOLE = b"HTTP/1.1 200 OK\r\nContent-Type: image/png\r\nContent-Length: 4\r\n\r\nbody"
CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nbo\r\n2\r\ndy\r\n0\r\n\r\n"

WORDS = (
    b"HTTP/1.1 |200 OK|302 Found|100 Continue|\r\n|\r\n\r\n|Content-Length: |4|Location: /|Transfer-Encoding: chunked|"
    b"Content-Encoding: gzip|body|0|:| |\n|Upgrade: x"
)
words = st.sampled_from(WORDS.split(b"|"))
answers = st.lists(words | st.binary(max_size=8), max_size=40).map(b"".join)


async def read(pieces: list[bytes]) -> Reply | str:
    """Return the answer, or the name of the refusal."""
    reader = asyncio.StreamReader()

    async def write() -> None:
        for piece in pieces:
            reader.feed_data(piece)
            await asyncio.sleep(0)
        reader.feed_eof()

    writing = asyncio.create_task(write())
    try:
        return await _read(reader, Reply(MOST), 16 * 1024)
    except (RemoteUnavailable, RemoteUnsuitable) as refusal:
        return type(refusal).__name__
    finally:
        await writing


@given(answers)
@example(WHOLE)
@example(b"HTTP/1.1 100 Continue\r\n\r\n" + CHUNKED)
def test_any_octets_are_an_answer_or_a_refusal(raw: bytes) -> None:
    found = asyncio.run(read([raw]))
    if isinstance(found, Reply):
        assert found.has_head
        assert 200 <= found.status < 1_000
        assert len(found.body) <= MOST


@given(answers, st.integers(1, 7))
@example(WHOLE, 1)
@example(CHUNKED, 1)
@example(b"HTTP/1.1 103 Early Hints\r\nLocation: /x\r\n\r\n" + WHOLE, 1)
def test_the_pieces_that_it_comes_in_change_nothing(raw: bytes, size: int) -> None:
    whole = asyncio.run(read([raw]))
    pieces = asyncio.run(read([raw[at : at + size] for at in range(0, len(raw), size)]))
    if isinstance(whole, Reply) and whole.status == 200:
        assert isinstance(pieces, Reply)
        assert (pieces.status, pieces.fields, pieces.body) == (whole.status, whole.fields, whole.body)


@pytest.mark.parametrize("raw", [WHOLE, CHUNKED, b"HTTP/1.1 103 Early Hints\r\nLocation: /x\r\n\r\n" + WHOLE])
def test_a_plain_answer_is_read(raw: bytes) -> None:
    found = asyncio.run(read([raw]))
    assert isinstance(found, Reply)
    assert (found.status, bytes(found.body), found.location, found.is_whole) == (200, b"body", b"", True)


def test_a_request_is_one_request_whatever_its_path() -> None:
    target = Target(scheme="https", host="list.example", port=443, path="/a?b=%0d%0ac")
    assert _encode(target).count(b"\r\n\r\n") == 1
    assert _encode(target).startswith(b"GET /a?b=%0d%0ac HTTP/1.1\r\nHost: list.example\r\n")
