import pytest

from tempory.protocols.smtp import ContentFault, Limits
from tempory.protocols.smtp.content import Content, EightBit


def read(
    octets: bytes, limits: Limits | None = None, *, eight_bit: EightBit = EightBit.REFUSED
) -> bytes | ContentFault:
    content = Content(limits or Limits())
    assert content.take_lines(memoryview(octets)) == 0
    return content.finish(eight_bit=eight_bit)


def test_the_end_may_come_in_any_pieces() -> None:
    octets = b"one\r\n..two\r\n.\r\nNOOP\r\n"
    for cut in range(len(octets) - 6):
        content = Content(Limits())
        first = content.take_lines(memoryview(octets[:cut]))
        assert first is None or cut >= len(octets) - 6
        assert content.take_lines(memoryview(octets[cut:])) == 6
        assert content.finish(eight_bit=EightBit.REFUSED) == b"one\r\n.two\r\n"


@pytest.mark.parametrize(
    "ending",
    [
        b"\n.\n",
        b"\r.\r",
        b"\r\n.\n",
        b"\n.\r\n",
        b"\r.\r\n",
        b"\r\n.\r",
        b".\r\n",
        b"\r\n..\r\n",
        b"\r\n. \r\n",
        b"\r\n.\0\r\n",
        b"\r\n\0.\r\n",
    ],
)
def test_what_is_not_the_end(ending: bytes) -> None:
    content = Content(Limits())
    assert content.take_lines(memoryview(b"text" + ending)) is None


_BARE = (
    b"\n",
    b"\r",
    b"\r\r\n",
    b"\n\r",
    b"\n\n",
    b"\r\n\n",
    b"\r\r",
    b"\n.\n",
    b"\r.\r",
    b"\r\n.\n",
    b"\n.\r\n",
    b"\r\n.\r",
)


@pytest.mark.parametrize("bare", _BARE)
def test_bare_line_ends_anywhere(bare: bytes) -> None:
    for before, after in ((b"", b"b\r\n"), (b"a", b"b\r\n"), (b"a\r\n", b"b\r\n"), (b"a\r\n\r\nb", b"c\r\n")):
        assert read(before + bare + after + b"\r\n.\r\n") is ContentFault.BARE_LINE_END


def test_a_header_of_the_limit() -> None:
    limits = Limits(header_octets=100)
    header = b"A: " + b"x" * 95 + b"\r\n"
    assert read(header + b"\r\n" + b"body" * 100 + b"\r\n.\r\n", limits) == header + b"\r\n" + b"body" * 100 + b"\r\n"
    assert read(b"B" + header + b"\r\n.\r\n", limits) is ContentFault.HEADER_TOO_LARGE


def test_a_header_without_body() -> None:
    assert read(b"A: b\r\n.\r\n", Limits(header_octets=100)) == b"A: b\r\n"


def test_received_fields_are_counted_in_the_header_only() -> None:
    limits = Limits(received_fields=3)
    assert read(b"Received: 1\r\nreceived: 2\r\n\r\nReceived: 3\r\n.\r\n", limits) != ContentFault.LOOP
    assert read(b"RECEIVED: 1\r\nreceived: 2\r\nA: b\r\nReceived: 3\r\n.\r\n", limits) is ContentFault.LOOP


def test_a_stuffed_received_field_counts() -> None:
    assert read(b".Received: 1\r\n.\r\n", Limits(received_fields=1)) is ContentFault.LOOP


def test_what_is_too_large_is_not_held() -> None:
    content = Content(Limits(message_octets=100))
    assert content.take_lines(memoryview(b"x" * 101)) is None
    assert content.fault is ContentFault.TOO_LARGE
    assert content.held <= 4
    assert content.take_lines(memoryview(b"x" * 100_000 + b"\r\n.")) is None
    assert content.held <= 4
    assert content.discarded >= 100_000
    assert content.take_lines(memoryview(b"\r\nNEXT")) == 4
    assert content.finish(eight_bit=EightBit.AGREED) is ContentFault.TOO_LARGE


def test_a_message_of_the_limit() -> None:
    assert read(b"x" * 98 + b"\r\n.\r\n", Limits(message_octets=100)) == b"x" * 98 + b"\r\n"
    assert read(b"x" * 99 + b"\r\n.\r\n", Limits(message_octets=100)) is ContentFault.TOO_LARGE


def test_the_first_fault_stays() -> None:
    content = Content(Limits(message_octets=10))
    content.take_chunk(memoryview(b"x" * 11))
    content.discard()
    assert content.fault is ContentFault.TOO_LARGE


def test_chunks_keep_their_dots() -> None:
    content = Content(Limits())
    content.take_chunk(memoryview(b".a\r\n"))
    content.take_chunk(memoryview(b"..b"))
    assert content.finish(eight_bit=EightBit.REFUSED) == b".a\r\n..b"
