"""ENVELOPE. RFC 9051 §7.5.2; RFC 2047 for what is not ASCII; RFC 6858 for addresses that old readers cannot have."""

from collections.abc import Iterable
from typing import Protocol

from tempory.protocols.imap.dialect import REV1, Dialect
from tempory.protocols.imap.responses.encoded_words import encode_words
from tempory.protocols.imap.responses.strings import NIL, encode_header_text, encode_string
from tempory.values import Domain, InvalidValueError

EMPTY_ENVELOPE = b"(NIL NIL NIL NIL NIL NIL NIL NIL NIL NIL)"
_NOWHERE = "invalid@internationalized-address.invalid"


class Party(Protocol):
    """An author or recipient: `name` decoded, `address` as written."""

    @property
    def name(self) -> str: ...
    @property
    def address(self) -> str: ...


class Envelope(Protocol):
    """The fields of a header as `tempory.mime` and a summary have them: decoded, "" or () where missing."""

    @property
    def from_(self) -> Iterable[Party]: ...
    @property
    def sender(self) -> Iterable[Party]: ...
    @property
    def reply_to(self) -> Iterable[Party]: ...
    @property
    def to(self) -> Iterable[Party]: ...
    @property
    def cc(self) -> Iterable[Party]: ...
    @property
    def subject(self) -> str: ...
    @property
    def date(self) -> str: ...
    @property
    def message_id(self) -> str: ...
    @property
    def in_reply_to(self) -> str: ...


def encode_envelope(envelope: Envelope, dialect: Dialect = REV1) -> bytes:
    """Write an envelope, parentheses included. Bcc is NIL: no message that arrived has one.

    What is written for `REV1` is right in every dialect (readers decode encoded words everywhere), so it may be kept.
    """
    origin = _encode_parties(envelope.from_, dialect)
    return b"(%b %b %b %b %b %b %b NIL %b %b)" % (
        _encode_octets(envelope.date, dialect),
        _encode_text(envelope.subject, dialect),
        origin,
        # RFC 9051 §7.5.2: Sender and Reply-To are as From where they are missing.
        _encode_parties(envelope.sender, dialect, missing=origin),
        _encode_parties(envelope.reply_to, dialect, missing=origin),
        _encode_parties(envelope.to, dialect),
        _encode_parties(envelope.cc, dialect),
        _encode_octets(envelope.in_reply_to, dialect),
        _encode_octets(envelope.message_id, dialect),
    )


def _encode_parties(parties: Iterable[Party], dialect: Dialect, missing: bytes = NIL) -> bytes:
    encoded = b"".join([_encode_party(party, dialect) for party in parties])
    return b"(%b)" % encoded if encoded else missing


def _encode_party(party: Party, dialect: Dialect) -> bytes:
    """Write `(name NIL local host)`; what is no address is a local part without a host."""
    name, address = party.name, party.address
    if not (dialect.utf8 or address.isascii()):
        name, address = name or address, _as_ascii(address)
    local, _, host = address.rpartition("@") if "@" in address else (address, "", "")
    return b"(%b NIL %b %b)" % (
        _encode_text(name, dialect),
        encode_header_text(local, dialect),
        encode_header_text(host, dialect),
    )


def _as_ascii(address: str) -> str:
    """Return the address with its domain in A-labels, or one that goes nowhere (RFC 6858 §2.1)."""
    local, _, host = address.rpartition("@")
    try:
        return f"{local}@{Domain.parse(host)}" if local.isascii() else _NOWHERE
    except InvalidValueError:
        return _NOWHERE


def _encode_text(text: str, dialect: Dialect) -> bytes:
    """Write text of a header as an nstring."""
    if not text:
        return NIL
    return encode_header_text(text, dialect) if dialect.utf8 else encode_string(encode_words(text), dialect)


def _encode_octets(text: str, dialect: Dialect) -> bytes:
    """Write a structured field as an nstring, as it is."""
    return encode_header_text(text, dialect) if text else NIL
