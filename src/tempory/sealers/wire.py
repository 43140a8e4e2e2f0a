"""What goes over the socket pair: frames of four octets of length (big-endian) and MessagePack, answers in order.

Both ends are ours and start from the same files, so there is no version; it is decoded by type all the same.
"""

from collections.abc import Callable
from typing import Final

import msgspec

from tempory.delivery import Arrival, Copy, Sealed, SealedMessage, SealingOrder
from tempory.mailauth import Badge, BadgeReason, Judgement
from tempory.sealing import PublicKey
from tempory.values import Address, Instant, MailboxId, MessageId
from tempory.verdict import Code, Codes, Level, Scan

LENGTH_OCTETS: Final = 4
MAX_FRAME_OCTETS: Final = 32 * 1024 * 1024
"""More than eight copies of a quarter of a mebibyte, each with the longest summary."""


class Setup(msgspec.Struct, frozen=True, tag="setup"):
    """The domains that messages are judged for. `model` is what `parse_model` reads; empty: the one given before."""

    domains: tuple[str, ...]
    model: bytes = b""


class _Copy(msgspec.Struct, frozen=True, array_like=True):
    mailbox: bytes
    address: str
    public_key: bytes
    folder: str


class _Judgement(msgspec.Struct, frozen=True, array_like=True):
    badge: Badge
    domain: str
    reasons: tuple[BadgeReason, ...]


class _Codes(msgspec.Struct, frozen=True, array_like=True):
    texts: tuple[str, ...]
    unread: int


class Order(msgspec.Struct, frozen=True, tag="order"):
    """A `SealingOrder`. Made by `encode_order`."""

    content: bytes
    reverse_path: str | None
    received_at: int
    judgement: _Judgement | None
    malware: str
    is_down: bool
    codes: _Codes | None
    copies: tuple[_Copy, ...]


class _SealedCopy(msgspec.Struct, frozen=True, array_like=True):
    message: bytes
    summary: bytes
    body: bytes


class Answer(msgspec.Struct, frozen=True, array_like=True):
    """What became of an order; no copies if it is left undone."""

    level: Level
    codes: tuple[Code, ...]
    traces: tuple[bytes, ...]
    copies: tuple[_SealedCopy, ...]


LEFT_UNDONE: Final = Answer(Level.NONE, (), (), ())

_encoder: Final = msgspec.msgpack.Encoder()
_decoder: Final = msgspec.msgpack.Decoder(Setup | Order)
_answer_decoder: Final = msgspec.msgpack.Decoder(Answer)


def encode_setup(setup: Setup) -> bytes:
    """Write the frame that says what to judge by."""
    return _frame(_encoder.encode(setup))


def encode_order(order: SealingOrder) -> bytes:
    """Write the frame of an order."""
    arrival = order.arrival
    judgement = arrival.judgement
    return _frame(
        _encoder.encode(
            Order(
                content=arrival.content,
                reverse_path=None if arrival.reverse_path is None else str(arrival.reverse_path),
                received_at=arrival.received_at,
                judgement=None
                if judgement is None
                else _Judgement(judgement.badge, judgement.domain, judgement.reasons),
                malware=order.scan.malware,
                is_down=order.scan.is_down,
                codes=None if order.codes is None else _Codes(order.codes.texts, order.codes.unread),
                copies=tuple(
                    _Copy(copy.mailbox.octets, str(copy.address), copy.public_key.octets, copy.folder)
                    for copy in order.copies
                ),
            )
        )
    )


def decode_request(octets: bytes) -> Setup | Order:
    """Read what came to a sealer; `ValueError` if it is neither of the two."""
    return _decoder.decode(octets)


def read_order(order: Order, *, public_key: Callable[[bytes], PublicKey] = PublicKey) -> SealingOrder:
    """Return the order that was written; `ValueError` if a value in it is none. `public_key` reads one, or keeps it."""
    judgement = order.judgement
    return SealingOrder(
        arrival=Arrival(
            content=order.content,
            reverse_path=None if order.reverse_path is None else Address.parse(order.reverse_path),
            received_at=Instant(order.received_at),
            judgement=None
            if judgement is None
            else Judgement(badge=judgement.badge, domain=judgement.domain, reasons=judgement.reasons),
        ),
        copies=tuple(
            Copy(
                mailbox=MailboxId(copy.mailbox),
                address=Address.parse(copy.address),
                public_key=public_key(copy.public_key),
                folder=copy.folder,
            )
            for copy in order.copies
        ),
        scan=Scan(malware=order.malware, is_down=order.is_down),
        codes=None if order.codes is None else Codes(texts=order.codes.texts, unread=order.codes.unread),
    )


def encode_sealed(sealed: Sealed) -> bytes:
    """Write the frame of what was sealed."""
    copies = tuple(_SealedCopy(each.message.octets, each.summary, each.body) for each in sealed.messages)
    return encode_answer(Answer(sealed.level, sealed.codes, sealed.traces, copies))


def encode_answer(answer: Answer) -> bytes:
    """Write an answer's frame."""
    return _frame(_encoder.encode(answer))


def read_sealed(octets: bytes, order: SealingOrder) -> Sealed | None:
    """Return what was sealed for `order`; None if it was left undone, or is no answer to it."""
    try:
        answer = _answer_decoder.decode(octets)
        ids = [MessageId(sealed.message) for sealed in answer.copies]
    except ValueError:
        return None
    if len(ids) != len(order.copies):
        return None
    arrival = order.arrival
    messages = [
        SealedMessage(
            mailbox=copy.mailbox,
            folder=copy.folder,
            message=message,
            received_at=arrival.received_at,
            saved_at=arrival.received_at,
            size=len(arrival.content),
            summary=sealed.summary,
            body=sealed.body,
        )
        for copy, message, sealed in zip(order.copies, ids, answer.copies, strict=True)
    ]
    return Sealed(messages=messages, level=answer.level, codes=answer.codes, traces=answer.traces)


def _frame(octets: bytes) -> bytes:
    return len(octets).to_bytes(LENGTH_OCTETS, "big") + octets
