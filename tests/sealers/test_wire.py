"""What is written is what is read, and nothing else is."""

from secrets import token_bytes

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tempory.delivery import Arrival, Copy, SealingOrder, Verdicts, seal_order
from tempory.mailauth import Badge, BadgeReason, Judgement
from tempory.mime import parse
from tempory.sealers.wire import (
    LEFT_UNDONE,
    LENGTH_OCTETS,
    Order,
    Setup,
    decode_request,
    encode_answer,
    encode_order,
    encode_sealed,
    encode_setup,
    read_order,
    read_sealed,
)
from tempory.sealing import KeyPair
from tempory.values import Address, Domain, Instant, InvalidValueError, MailboxId
from tempory.verdict import Codes, Scan

PUBLIC_KEY = KeyPair.draw(token_bytes).public_key


def whole(frame: bytes) -> bytes:
    """Return what a frame holds."""
    assert int.from_bytes(frame[:LENGTH_OCTETS], "big") == len(frame) - LENGTH_OCTETS
    return frame[LENGTH_OCTETS:]


def addresses() -> st.SearchStrategy[Address]:
    locals_ = st.text(st.characters(blacklist_categories=["Cs", "Cc"]), min_size=1, max_size=12)

    def make(local: str, domain: str) -> Address | None:
        try:
            return Address(local, Domain(domain))
        except InvalidValueError:
            return None

    made = st.builds(make, locals_, st.sampled_from(["tempory.test", "xn--bcher-kva.example"]))
    return made.filter(lambda address: address is not None).map(lambda address: address or Address("a", Domain("b.c")))


JUDGEMENTS = st.none() | st.builds(
    Judgement,
    badge=st.sampled_from(Badge),
    domain=st.text(max_size=20),
    reasons=st.lists(st.sampled_from(BadgeReason), max_size=4).map(tuple),
)
COPIES = st.builds(
    Copy,
    mailbox=st.binary(min_size=16, max_size=16).map(MailboxId),
    address=addresses(),
    public_key=st.just(PUBLIC_KEY),
    folder=st.text(max_size=20),
)
ORDERS = st.builds(
    SealingOrder,
    arrival=st.builds(
        Arrival,
        content=st.binary(max_size=200),
        reverse_path=st.none() | addresses(),
        received_at=st.integers(0, 2**45).map(Instant),
        judgement=JUDGEMENTS,
    ),
    copies=st.lists(COPIES, min_size=1, max_size=3).map(tuple),
    scan=st.builds(Scan, malware=st.text(max_size=10), is_down=st.booleans()),
    codes=st.none()
    | st.builds(Codes, texts=st.lists(st.text(max_size=9), max_size=3).map(tuple), unread=st.integers(0, 9)),
)


@given(ORDERS)
def test_an_order_comes_over_as_it_was(order: SealingOrder) -> None:
    request = decode_request(whole(encode_order(order)))
    assert isinstance(request, Order)
    assert read_order(request) == order


@given(ORDERS)
def test_what_was_sealed_comes_back_as_it_was(order: SealingOrder) -> None:
    sealed = seal_order(order, parse(order.arrival.content), Verdicts(()), token_bytes)
    assert read_sealed(whole(encode_sealed(sealed)), order) == sealed


def test_a_setup_comes_over_as_it_was() -> None:
    setup = Setup(("tempory.test",), b"model")
    assert decode_request(whole(encode_setup(setup))) == setup


@given(ORDERS, st.binary(max_size=60))
def test_what_is_no_answer_is_none(order: SealingOrder, octets: bytes) -> None:
    assert read_sealed(octets, order) is None
    assert read_sealed(whole(encode_answer(LEFT_UNDONE)), order) is None
    sealed = msgspec.structs.replace(LEFT_UNDONE, copies=((b"short", b"", b""),) * len(order.copies))
    assert read_sealed(whole(encode_answer(sealed)), order) is None


@given(st.binary(max_size=60))
def test_what_is_no_request_is_a_value_error(octets: bytes) -> None:
    with pytest.raises(msgspec.DecodeError):
        decode_request(octets)
