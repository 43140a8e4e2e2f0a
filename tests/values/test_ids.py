import pytest
from hypothesis import given
from hypothesis import strategies as st

from tempory.values import InvalidValueError, MailboxId, MessageId


@given(st.binary(min_size=16, max_size=16))
def test_an_id_is_read_as_it_is_written(octets: bytes) -> None:
    assert MailboxId.parse(str(MailboxId(octets))) == MailboxId(octets)


@pytest.mark.parametrize("octets", [b"", bytes(15), bytes(17)])
def test_an_id_has_sixteen_octets(octets: bytes) -> None:
    with pytest.raises(InvalidValueError, match="16 octets"):
        MailboxId(octets)


@pytest.mark.parametrize("text", ["", "0" * 31, "0" * 33, "A" * 32, "g" * 32, "0" * 32 + "\n", "\u0660" * 32])
def test_an_id_is_written_in_one_way_only(text: str) -> None:
    with pytest.raises(InvalidValueError, match="hexadecimal"):
        MessageId.parse(text)


def test_a_mailbox_is_not_a_message() -> None:
    mailbox: object = MailboxId(bytes(16))
    assert mailbox != MessageId(bytes(16))


def test_ids_have_an_order() -> None:
    assert MessageId(bytes(16)) < MessageId(b"\1" + bytes(15))
