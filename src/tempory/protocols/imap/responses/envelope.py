"""ENVELOPE. RFC 9051 §7.5.2; RFC 2047 for what is not ASCII; RFC 6858 for addresses that old readers cannot have."""

from collections.abc import Iterable
from typing import Protocol

from tempory.protocols.imap.dialect import REV1, Dialect


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
    raise NotImplementedError
