"""ENVELOPE, as exact as is known: from a summary or a header. RFC 9051 §7.5.2, RFC 5322 §3.4, §4.4."""

from typing import Any

from tempory import mime
from tempory.protocols.imap.dialect import REV1, Dialect
from tempory.protocols.imap.responses.encoded_words import encode_words
from tempory.protocols.imap.responses.envelope import encode_address, encode_envelope, encode_group, encode_party
from tempory.protocols.imap.responses.strings import encode_string

REV2 = Dialect(rev2=True)
_ADDRESSES = frozenset({"from", "sender", "reply_to", "to", "cc", "bcc"})


def encode(envelope: Any, dialect: Dialect = REV1) -> bytes:  # noqa: ANN401 (of `tempory.mime` or of a summary)
    """Write the envelope, its fields as written where that is known."""
    kept: dict[str, str] = envelope.as_written or {}
    written = {
        name: _encode_addresses(text, dialect) if name in _ADDRESSES else _encode(text) for name, text in kept.items()
    }
    return encode_envelope(envelope, dialect, written)


def encode_wide(envelope: Any) -> bytes:  # noqa: ANN401 (as above)
    """Write the envelope for readers of UTF-8 (RFC 6855 §3), b"" if it is theirs as it is for all others.

    Encoded words they read too; an address outside ASCII is one that no others can be given (RFC 6858).
    """
    lists = (envelope.from_, envelope.sender, envelope.reply_to, envelope.to, envelope.cc)
    addresses = [party.address for parties in lists for party in parties]
    is_narrow = all(map(str.isascii, (*addresses, *(envelope.as_written or {}).values())))
    return b"" if is_narrow else encode(envelope, REV2)


def _encode(text: str) -> bytes:
    return encode_string(text.encode("ascii", "replace"))


def _encode_addresses(text: str, dialect: Dialect) -> bytes:
    """Write a list of addresses with its groups, b"" for an empty one."""
    entries = mime.parse_address_list(text, as_written=text.isascii())
    return b"(%b)" % b"".join([_encode_entry(entry, dialect) for entry in entries]) if entries else b""


def _encode_entry(entry: mime.MailAddress | mime.Group, dialect: Dialect) -> bytes:
    if isinstance(entry, mime.Group):
        name = entry.name.encode("ascii") if entry.name.isascii() else encode_words(entry.name)
        return encode_group(name, [_encode_entry(member, dialect) for member in entry.members])
    if entry.name.isascii() and entry.address.isascii():
        route = entry.route if isinstance(entry, mime.RoutedAddress) else ""
        return encode_address(entry.name.encode("ascii"), entry.address, route=route)
    return encode_party(entry, dialect)
