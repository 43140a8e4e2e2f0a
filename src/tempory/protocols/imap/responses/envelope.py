"""ENVELOPE. RFC 9051 §7.5.2; RFC 2047 for what is not ASCII; RFC 6858 for addresses that old readers cannot have."""

import re
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Protocol

from tempory.protocols.imap.dialect import REV1, Dialect
from tempory.protocols.imap.responses.encoded_words import encode_words
from tempory.protocols.imap.responses.strings import NIL, encode_header_text, encode_string
from tempory.values import Domain, InvalidValueError

EMPTY_ENVELOPE = b"(NIL NIL NIL NIL NIL NIL NIL NIL NIL NIL)"
_NOWHERE = "invalid@internationalized-address.invalid"
_NOTHING: Mapping[str, bytes] = MappingProxyType({})
_QUOTED_PAIR = re.compile(r"\\(.)")


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


def encode_envelope(envelope: Envelope, dialect: Dialect = REV1, written: Mapping[str, bytes] = _NOTHING) -> bytes:
    """Write an envelope, parentheses included. `written` has fields as they are to be said, of those that say more.

    What is written for `REV1` is right in every dialect (readers decode encoded words everywhere), so it may be kept.
    """

    def parties(name: str, found: Iterable[Party], missing: bytes = NIL) -> bytes:
        return written.get(name) or _encode_parties(found, dialect, missing)

    origin = parties("from", envelope.from_)
    return b"(%b %b %b %b %b %b %b %b %b %b)" % (
        written.get("date") or _encode_octets(envelope.date, dialect),
        written.get("subject") or _encode_text(envelope.subject, dialect),
        origin,
        # RFC 9051 §7.5.2: Sender and Reply-To are as From where they are missing.
        parties("sender", envelope.sender, origin),
        parties("reply_to", envelope.reply_to, origin),
        parties("to", envelope.to),
        parties("cc", envelope.cc),
        written.get("bcc") or NIL,
        written.get("in_reply_to") or _encode_octets(envelope.in_reply_to, dialect),
        written.get("message_id") or _encode_octets(envelope.message_id, dialect),
    )


def encode_address(name: bytes, address: str, *, route: str = "", dialect: Dialect = REV1) -> bytes:
    """Write `(name route local host)`; what is no address is a local part without a host.

    `name` as it may stand in a header. RFC 9051 §7.5.2: the local part without its quoting.
    """
    local, _, host = address.rpartition("@") if "@" in address else (address, "", "")
    if len(local) > 1 and local[0] == local[-1] == '"':
        local = _QUOTED_PAIR.sub(r"\1", local[1:-1])
    return b"(%b %b %b %b)" % (
        encode_string(name, dialect) if name else NIL,
        encode_header_text(route, dialect) if route else NIL,
        encode_header_text(local, dialect),
        encode_header_text(host, dialect),
    )


def encode_group(name: bytes, members: Iterable[bytes]) -> bytes:
    """Write a group: a mark with its name, its members as `encode_address` writes them, and the mark of its end."""
    return b"(NIL NIL %b NIL)%b(NIL NIL NIL NIL)" % (encode_string(name), b"".join(members))


def encode_party(party: Party, dialect: Dialect = REV1) -> bytes:
    """Write somebody of whom only name and address are known."""
    name, address = party.name, party.address
    if not (dialect.utf8 or address.isascii()):
        name, address = name or address, _as_ascii(address)
    return encode_address(_as_words(name, dialect), address, dialect=dialect)


def _encode_parties(parties: Iterable[Party], dialect: Dialect, missing: bytes = NIL) -> bytes:
    encoded = b"".join([encode_party(party, dialect) for party in parties])
    return b"(%b)" % encoded if encoded else missing


def _as_ascii(address: str) -> str:
    """Return the address with its domain in A-labels, or one that goes nowhere (RFC 6858 §2.1)."""
    local, _, host = address.rpartition("@")
    try:
        return f"{local}@{Domain.parse(host)}" if local.isascii() else _NOWHERE
    except InvalidValueError:
        return _NOWHERE


def _encode_text(text: str, dialect: Dialect) -> bytes:
    """Write text of a header as an nstring."""
    return encode_string(_as_words(text, dialect), dialect) if text else NIL


def _as_words(text: str, dialect: Dialect) -> bytes:
    return text.replace("\0", "\ufffd").encode("utf-8", "replace") if dialect.utf8 else encode_words(text)


def _encode_octets(text: str, dialect: Dialect) -> bytes:
    """Write a structured field as an nstring, as it is."""
    return encode_header_text(text, dialect) if text else NIL
